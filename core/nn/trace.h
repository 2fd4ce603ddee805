// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/file.h"
#include "core/base/json_util.h"

#include <ATen/core/Tensor.h>

#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace likeness::nn {

// Writes down what a network computes as a graph (core/graph/model_file.h, ONNX semantics), node by node.
class Tracer
{
public:
    // The name of the node's one result.
    std::string add(const char* op, std::vector<std::string> inputs, Json attributes = Json::object());
    // A weight of that name, and its name. The same one may be named again.
    std::string constant(const std::string& name, const at::Tensor& value);
    // For what has no name of its own.
    std::string constant(const std::vector<std::int64_t>& values);
    std::string constant(double value);

    static constexpr const char* kInput = "data";
    static constexpr const char* kOutput = "embedding";
    // The image of what was traced; its last node computes the output. `spec`: the model's own, whose description of
    // the backbone gives way to the graph.
    Bytes image(Json spec, std::int64_t height, std::int64_t width, std::int64_t dim);

private:
    std::string unused(const std::string& base);
    std::string anonymous(const char* base, const at::Tensor& value);

    Json m_nodes = Json::array();
    std::vector<std::pair<std::string, at::Tensor>> m_constants;
    std::map<std::string, int> m_names; // how often each was wanted
    int m_opset = 13;
};

// A value of a network that is traced: a network writes its computation once, for tensors and for these.
struct Traced {
    Tracer* tracer;
    std::string name;
    int rank; // number of dimensions
    friend Traced operator+(const Traced& a, const Traced& b)
    {
        return {a.tracer, a.tracer->add("Add", {a.name, b.name}), a.rank};
    }
};

// A model image of either kind as one with a graph of one output, with the weights unfolded and named as they are.
// Throws Error(BadFile | Unsupported).
Bytes graphImage(std::span<const std::uint8_t> image);

} // namespace likeness::nn
