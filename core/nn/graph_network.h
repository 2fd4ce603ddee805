// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/nn/graph_ops.h"
#include "core/nn/network.h"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace likeness::nn {

// A graph of a model image ("graph" in core/graph/model_file.h): ONNX semantics on LibTorch's operators. Its parameters
// are the weights and biases of Conv, ConvTranspose, Gemm and MatMul (with the Add behind it), scales and shifts of
// normalisations, and PReLU's slopes; running means and variances are statistics. Every other constant stays what it
// is. A normalisation, a bias or a slope that several nodes share (exporters merge equal ones) becomes one for each.
class GraphNetwork final : public TrainableNetwork
{
public:
    // Computes the outputs of those names; without any, the graph's first. Throws Error(BadFile | Unsupported).
    GraphNetwork(const graph::TensorFile& file, const Json& graph, const std::vector<std::string>& outputs = {});
    at::Tensor forward(const at::Tensor& batch) override; // the first output
    // All of them, by name, in the order of the constructor. `batch`: any shape that the graph takes.
    NamedTensors run(const at::Tensor& batch);
    void to(c10::Device device) override;
    void freeze(at::ScalarType type, bool fold, std::int64_t height, std::int64_t width) override;
    // The graph as it is, without what its outputs do not need, and all its constants. Before freeze().
    Bytes image(const Json& spec) const override;

private:
    int slotOf(const std::string& name, bool make);
    void addNode(const Json& json);
    void prune();
    void findLastUses();
    void findNumbers();
    void findParameters();
    int constantBehind(int slot, bool transposed) const;
    void addParameter(GraphNode& node, std::size_t input, bool decay, bool trained, bool shared);
    std::vector<at::Tensor> compute(const at::Tensor& batch);
    void foldConstants();
    void foldBatchNorms();
    void fuseTheFront(at::ScalarType type, std::int64_t height, std::int64_t width);

    Json m_description; // the graph without its nodes
    c10::Device m_device = c10::Device(c10::kCPU);
    int m_opset = 11;
    std::map<std::string, int> m_slots; // every value has one
    std::vector<std::string> m_names;   // by slot
    std::map<int, at::Tensor> m_constants;
    std::vector<int> m_parameterSlots; // of m_parameters; the constants there are the same tensors
    std::map<int, std::size_t> m_parameterOf;
    std::set<int> m_numbers; // constants that only sizes are computed from: exact, on the CPU
    std::vector<GraphNode> m_nodes;
    std::map<int, std::size_t> m_makers;  // the node that computes a slot
    std::vector<std::vector<int>> m_dead; // slots to empty after node n
    int m_input = 0;
    std::vector<std::string> m_outputNames;
    std::vector<int> m_outputs;
    std::unique_ptr<FusedNetwork> m_front; // may be nullptr
    int m_frontSlot = 0;
};

} // namespace likeness::nn
