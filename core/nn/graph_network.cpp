// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/nn/device.h"
#include "core/nn/graph_fusing.h"
#include "core/nn/graph_ops.h"
#include "core/nn/network.h"
#include "core/nn/tensors.h"
#include "core/nn/torch_compat.h"

#include <algorithm>
#include <map>
#include <set>

namespace likeness::nn {
namespace {

constexpr std::int64_t kMaxElements = 1ll << 29; // of one intermediate result
constexpr std::size_t kMaxNodes = 100'000;

[[noreturn]] void bad(const std::string& what)
{
    throw Error(ErrorCode::BadFile, "the model's graph is malformed: " + what);
}

std::vector<std::string> names(const Json& object, const char* key)
{
    std::vector<std::string> out;
    if (!object.is_object() || !object.contains(key) || !object[key].is_array())
        bad(std::string("a list \"") + key + "\" is missing");
    for (const auto& name : object[key]) {
        if (!name.is_string())
            bad(std::string("\"") + key + "\" holds something that is not a name");
        out.push_back(name.get<std::string>());
    }
    return out;
}

// ONNX semantics on LibTorch's operators. Every value has a slot; a slot is emptied after its last use.
class GraphNetwork final : public Network
{
public:
    GraphNetwork(const graph::TensorFile& file, const Json& graph)
    {
        if (!graph.is_object() || !graph.contains("nodes") || !graph["nodes"].is_array() ||
            graph["nodes"].size() > kMaxNodes)
            bad("it has no list of nodes, or too many");
        m_opset = graph.contains("opset") && graph["opset"].is_number_integer() ? graph["opset"].get<int>() : 11;
        for (const auto& tensor : file.tensors()) {
            const int slot = slotOf(tensor.name, true);
            m_constants[slot] = toTensor(tensor);
        }
        const auto inputs = names(graph, "inputs");
        const auto outputs = names(graph, "outputs");
        if (inputs.size() != 1 || outputs.empty())
            throw Error(ErrorCode::Unsupported,
                        "the model has " + std::to_string(inputs.size()) + " inputs; Likeness runs models with one");
        m_input = slotOf(inputs[0], true);
        for (const auto& node : graph["nodes"])
            addNode(node);
        const auto it = m_slots.find(outputs[0]);
        if (it == m_slots.end())
            bad("nothing computes its output \"" + outputs[0] + "\"");
        m_output = it->second;
        prune();
    }

    at::Tensor forward(const at::Tensor& batch) override
    {
        std::vector<at::Tensor> values(m_slots.size());
        for (const auto& [slot, tensor] : m_constants)
            values[static_cast<std::size_t>(slot)] = tensor;
        if (m_front)
            values[static_cast<std::size_t>(m_frontSlot)] = m_front->run(batch, betweenLayers);
        else
            values[static_cast<std::size_t>(m_input)] = batch;
        for (std::size_t n = 0; n < m_nodes.size(); ++n) {
            const auto& node = m_nodes[n];
            if (betweenLayers)
                betweenLayers();
            Call call{node, m_opset, {}};
            for (const int slot : node.inputs)
                call.inputs.push_back(slot < 0 ? at::Tensor() : values[static_cast<std::size_t>(slot)]);
            at::Tensor result = run(call);
            if (result.numel() > kMaxElements)
                call.bad("its result is too large");
            values[static_cast<std::size_t>(node.outputs[0])] = std::move(result);
            for (const int slot : m_dead[n])
                values[static_cast<std::size_t>(slot)] = at::Tensor();
        }
        return values[static_cast<std::size_t>(m_output)];
    }

    void to(c10::Device device) override
    {
        m_device = device;
        for (auto& [slot, tensor] : m_constants)
            if (tensor.is_floating_point()) // shapes and indices stay where they are computed
                tensor = tensor.to(device);
    }

    void freeze(at::ScalarType type, bool fold, std::int64_t height, std::int64_t width) override
    {
        const at::NoGradGuard guard;
        if (fold)
            foldBatchNorms();
        if (fold && m_device.is_cpu())
            fuseTheFront(type, height, width);
        for (auto& [slot, tensor] : m_constants) {
            if (!tensor.is_floating_point())
                continue;
            tensor = tensor.to(type);
            if (tensor.dim() == 4)
                tensor = tensor.contiguous(at::MemoryFormat::ChannelsLast);
        }
    }

private:
    int slotOf(const std::string& name, bool make)
    {
        const auto it = m_slots.find(name);
        if (it != m_slots.end())
            return it->second;
        if (!make)
            bad("a node reads \"" + name + "\", which nothing before it computes");
        const int slot = static_cast<int>(m_slots.size());
        m_slots.emplace(name, slot);
        return slot;
    }

    void addNode(const Json& json)
    {
        if (!json.is_object() || !json.contains("op") || !json["op"].is_string())
            bad("a node has no operator");
        GraphNode node;
        node.op = json["op"].get<std::string>();
        if (json.contains("name") && json["name"].is_string())
            node.name = json["name"].get<std::string>();
        if (!graphOperators().count(node.op))
            throw Error(ErrorCode::Unsupported,
                        "operator " + node.op + " (node \"" + node.name + "\") is not supported");
        for (const auto& name : names(json, "inputs"))
            node.inputs.push_back(name.empty() ? -1 : slotOf(name, false));
        for (const auto& name : names(json, "outputs")) {
            if (!name.empty() && m_slots.count(name) != 0)
                bad("\"" + name + "\" is computed twice");
            node.outputs.push_back(name.empty() ? -1 : slotOf(name, true));
        }
        if (node.outputs.empty() || node.outputs[0] < 0)
            bad("node \"" + node.name + "\" computes nothing");
        node.attributes =
            json.contains("attributes") && json["attributes"].is_object() ? json["attributes"] : Json::object();
        m_nodes.push_back(std::move(node));
    }

    // Drops what the first output does not need and notes where each value is used last.
    void prune()
    {
        std::vector<char> needed(m_slots.size(), 0);
        needed[static_cast<std::size_t>(m_output)] = 1;
        std::vector<GraphNode> kept;
        for (auto it = m_nodes.rbegin(); it != m_nodes.rend(); ++it) {
            if (!needed[static_cast<std::size_t>(it->outputs[0])])
                continue;
            for (const int slot : it->inputs)
                if (slot >= 0)
                    needed[static_cast<std::size_t>(slot)] = 1;
            kept.push_back(std::move(*it));
        }
        std::reverse(kept.begin(), kept.end());
        m_nodes = std::move(kept);
        for (auto it = m_constants.begin(); it != m_constants.end();)
            it = needed[static_cast<std::size_t>(it->first)] ? std::next(it) : m_constants.erase(it);
        findLastUses();
    }

    void findLastUses()
    {
        m_dead.assign(m_nodes.size(), {});
        std::vector<char> seen(m_slots.size(), 0);
        seen[static_cast<std::size_t>(m_output)] = 1;
        for (std::size_t n = m_nodes.size(); n-- > 0;)
            for (const int slot : m_nodes[n].inputs)
                if (slot >= 0 && !seen[static_cast<std::size_t>(slot)] && m_constants.count(slot) == 0) {
                    seen[static_cast<std::size_t>(slot)] = 1;
                    m_dead[n].push_back(slot);
                }
    }

    static at::Tensor run(const Call& call)
    {
        try {
            return graphOperators().at(call.node.op)(call);
        } catch (const c10::Error& e) {
            const std::string what = e.what_without_backtrace();
            if (what.find("memory") != std::string::npos)
                throw;
            throw Error(ErrorCode::BadFile,
                        "operator " + call.node.op + " (node \"" + call.node.name +
                            "\") cannot run on its input: " + what,
                        e.what());
        }
    }

    // Conv → BatchNormalization becomes one convolution where nothing else reads the result in between. The weights are
    // rounded once more; results agree to about 1e-6.
    void foldBatchNorms()
    {
        std::map<int, int> users;
        std::map<int, std::size_t> producer;
        for (std::size_t n = 0; n < m_nodes.size(); ++n) {
            for (const int slot : m_nodes[n].inputs)
                ++users[slot];
            producer[m_nodes[n].outputs[0]] = n;
        }
        std::vector<char> gone(m_nodes.size(), 0);
        for (std::size_t n = 0; n < m_nodes.size(); ++n) {
            const auto& norm = m_nodes[n];
            if (norm.op != "BatchNormalization" || norm.inputs.size() < 5 || norm.inputs[0] == m_output ||
                producer.count(norm.inputs[0]) == 0 || users[norm.inputs[0]] != 1)
                continue;
            auto& conv = m_nodes[producer[norm.inputs[0]]];
            const auto constant = [&](int slot) { return slot >= 0 && m_constants.count(slot) != 0; };
            const bool hasBias = conv.inputs.size() > 2 && conv.inputs[2] >= 0;
            if (conv.op != "Conv" || !constant(conv.inputs[1]) || users[conv.inputs[1]] != 1 ||
                (hasBias && (!constant(conv.inputs[2]) || users[conv.inputs[2]] != 1)) ||
                !std::all_of(norm.inputs.begin() + 1, norm.inputs.begin() + 5, constant))
                continue;
            const auto value = [&](std::size_t i) { return m_constants[norm.inputs[i]]; };
            const Call call{norm, m_opset, {}};
            const auto [scale, shift] =
                normAsAffine(value(1), value(2), value(3), value(4), call.real("epsilon", 1e-5));
            auto& weight = m_constants[conv.inputs[1]];
            if (weight.dim() != 4 || weight.size(0) != scale.numel())
                continue;
            const auto bias = hasBias ? m_constants[conv.inputs[2]].to(at::kDouble) : at::zeros_like(scale);
            weight = (weight.to(at::kDouble) * scale.view({-1, 1, 1, 1})).to(at::kFloat);
            conv.inputs.resize(3, -1);
            if (!hasBias)
                conv.inputs[2] = slotOf("folded bias of " + conv.name + " #" + std::to_string(n), true);
            m_constants[conv.inputs[2]] = (bias * scale + shift).to(at::kFloat);
            conv.outputs[0] = norm.outputs[0];
            gone[n] = 1;
        }
        std::vector<GraphNode> kept;
        for (std::size_t n = 0; n < m_nodes.size(); ++n)
            if (!gone[n])
                kept.push_back(std::move(m_nodes[n]));
        m_nodes = std::move(kept);
        prune();
    }

    // Whatever convolutions come first run on kernels of our own; the nodes that are left take over from their result.
    void fuseTheFront(at::ScalarType type, std::int64_t height, std::int64_t width)
    {
        auto front = fuseFront({m_nodes, m_constants, m_input, m_output, m_opset}, type, height, width);
        if (!front)
            return;
        m_nodes.erase(m_nodes.begin(), m_nodes.begin() + static_cast<std::ptrdiff_t>(front->nodes));
        m_front = std::move(front->network);
        m_frontSlot = front->slot;
        prune();
    }

    c10::Device m_device = c10::Device(c10::kCPU);
    int m_opset = 11;
    std::map<std::string, int> m_slots;
    std::map<int, at::Tensor> m_constants;
    std::vector<GraphNode> m_nodes;
    std::vector<std::vector<int>> m_dead; // slots to empty after node n
    int m_input = 0, m_output = 0;
    std::unique_ptr<FusedNetwork> m_front; // may be nullptr
    int m_frontSlot = 0;
};

} // namespace

std::unique_ptr<Network> makeNetwork(const graph::TensorFile& file, const Json& spec)
{
    if (spec.contains("graph"))
        return std::make_unique<GraphNetwork>(file, spec["graph"]);
    if (!spec.contains("backbone"))
        throw Error(ErrorCode::BadFile, "the model's description names neither a backbone nor a graph");
    const auto options = BackboneOptions::fromJson(spec["backbone"]);
    auto network = makeBackbone(options);
    network->load(file);
    std::set<std::string_view> known;
    for (const auto& parameter : network->parameters())
        known.insert(parameter.name);
    for (const auto& tensor : file.tensors())
        if (!known.contains(tensor.name))
            throw Error(ErrorCode::BadFile,
                        "the model file has a tensor \"" + tensor.name + "\", which " + options.name + " has not");
    return network;
}

} // namespace likeness::nn
