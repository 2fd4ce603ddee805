// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/graph_fusing.h"

#include "core/nn/tensors.h"
#include "core/nn/torch_compat.h"

#include <algorithm>
#include <set>

namespace likeness::nn {
namespace {

using Value = FusedNetwork::Value;

constexpr std::int64_t kChannels = 3;
constexpr std::int64_t kMaxSpatial = 4096; // as the operators have it

class Lowering
{
public:
    Lowering(const GraphView& graph, FusedNetwork& network) : m_graph(graph), m_network(network)
    {
        m_values[graph.input] = network.input();
    }

    // The value of a node's result, kNone where it cannot be expressed.
    Value add(const GraphNode& node)
    {
        const Value value = lower(node);
        if (value >= 0)
            m_values[node.outputs[0]] = value;
        return value;
    }
    Value of(int slot) const
    {
        const auto it = m_values.find(slot);
        return it == m_values.end() ? FusedNetwork::kNone : it->second;
    }

private:
    at::Tensor constant(const GraphNode& node, std::size_t i) const
    {
        const auto it = i < node.inputs.size() ? m_graph.constants.find(node.inputs[i]) : m_graph.constants.end();
        return it == m_graph.constants.end() ? at::Tensor() : it->second;
    }
    static bool isGiven(const GraphNode& node, std::size_t i) { return i < node.inputs.size() && node.inputs[i] >= 0; }

    Value lower(const GraphNode& node)
    {
        const Value x = node.inputs.empty() ? FusedNetwork::kNone : of(node.inputs[0]);
        if (x < 0)
            return FusedNetwork::kNone;
        const Call call{node, m_graph.opset, {}};
        if (node.op == "Conv")
            return conv(node, call, x);
        if (node.op == "BatchNormalization")
            return batchNorm(node, call, x);
        if (node.op == "PRelu")
            return prelu(node, x);
        if (node.op == "Relu")
            return m_network.prelu(x, at::zeros({1}));
        if (node.op == "LeakyRelu")
            return m_network.prelu(x, at::full({1}, call.real("alpha", 0.01), at::kFloat));
        if (node.op == "Add")
            return isGiven(node, 1) ? m_network.add(x, of(node.inputs[1])) : FusedNetwork::kNone;
        if (node.op == "Identity" || node.op == "Dropout")
            return x;
        return FusedNetwork::kNone;
    }

    Value conv(const GraphNode& node, const Call& call, Value x)
    {
        const auto weight = constant(node, 1), bias = constant(node, 2);
        const auto stride = call.integers("strides", {1, 1}), dilation = call.integers("dilations", {1, 1}),
                   pads = call.integers("pads", {0, 0, 0, 0});
        const auto within = [](const std::vector<std::int64_t>& values, std::int64_t low) {
            return std::all_of(values.begin(), values.end(), [low](auto v) { return v >= low && v <= kMaxSpatial; });
        };
        const std::string automatic = call.text("auto_pad", "NOTSET");
        if (!weight.defined() || (isGiven(node, 2) && !bias.defined()) || stride.size() != 2 || pads.size() != 4 ||
            dilation != std::vector<std::int64_t>{1, 1} || !within(stride, 1) || !within(pads, 0) ||
            (automatic != "NOTSET" && automatic != "VALID"))
            return FusedNetwork::kNone;
        return m_network.conv(x, weight, bias, {stride[0], stride[1]}, {pads[0], pads[1], pads[2], pads[3]},
                              call.integer("group", 1));
    }

    Value batchNorm(const GraphNode& node, const Call& call, Value x)
    {
        at::Tensor values[4]; // scale, shift, mean, variance
        for (std::size_t i = 0; i < 4; ++i) {
            values[i] = constant(node, i + 1);
            if (!values[i].defined() || !values[i].is_floating_point() || values[i].numel() != values[0].numel())
                return FusedNetwork::kNone;
        }
        const auto [scale, shift] =
            normAsAffine(values[0], values[1], values[2], values[3], call.real("epsilon", 1e-5));
        return m_network.affine(x, scale, shift);
    }

    // One slope for each channel has unit dimensions behind it; without them it runs along the width.
    Value prelu(const GraphNode& node, Value x)
    {
        const auto slope = constant(node, 1);
        if (!slope.defined() ||
            (slope.numel() != 1 && (slope.dim() < 3 || slope.size(slope.dim() - 3) != slope.numel())))
            return FusedNetwork::kNone;
        return m_network.prelu(x, slope);
    }

    const GraphView& m_graph;
    FusedNetwork& m_network;
    std::map<int, Value> m_values;
};

} // namespace

std::optional<FusedFront>
fuseFront(const GraphView& graph, at::ScalarType type, std::int64_t height, std::int64_t width)
{
    const auto* kernels = fusedKernelsFor(type);
    if (!kernels)
        return std::nullopt;
    auto network = std::make_unique<FusedNetwork>(*kernels, kChannels);
    Lowering lowering(graph, *network);
    std::size_t fusible = 0;
    while (fusible < graph.nodes.size() && lowering.add(graph.nodes[fusible]) >= 0)
        ++fusible;
    std::set<int> crossing(
        graph.outputs.begin(),
        graph.outputs.end()); // the slots that the first `count` nodes (or the input) give to what follows
    for (std::size_t count = graph.nodes.size(); count > 0; --count) {
        const int slot = *crossing.begin();
        if (count <= fusible && crossing.size() == 1 && slot != graph.input) {
            if (!network->compile(lowering.of(slot), height, width))
                return std::nullopt;
            return FusedFront{std::move(network), count, slot};
        }
        const GraphNode& node = graph.nodes[count - 1];
        for (const int made : node.outputs)
            crossing.erase(made);
        for (const int read : node.inputs)
            if (read >= 0 && graph.constants.count(read) == 0)
                crossing.insert(read);
    }
    return std::nullopt;
}

} // namespace likeness::nn
