// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/nn/fused_network.h"
#include "core/nn/graph_ops.h"

#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace likeness::nn {

// A graph as its network holds it; nodes in order of computation.
struct GraphView {
    const std::vector<GraphNode>& nodes;
    const std::map<int, at::Tensor>& constants; // by slot, float32 on the CPU
    int input;                                  // a slot, as are these
    const std::vector<int>& outputs;
    int opset;
};

// The graph's first `nodes` nodes as one network whose result is the value of `slot`; the rest needs nothing else of
// them.
struct FusedFront {
    std::unique_ptr<FusedNetwork> network;
    std::size_t nodes;
    int slot;
};

// As much of the graph's beginning as FusedNetwork can express, for RGB inputs of that size. Nothing where that has no
// convolution or this machine has no kernels for the type.
std::optional<FusedFront>
fuseFront(const GraphView& graph, at::ScalarType type, std::int64_t height, std::int64_t width);

} // namespace likeness::nn
