// SPDX-License-Identifier: GPL-3.0-or-later
// The steps of a backbone for values that are traced: one node of ONNX for each, weights by their state-dict names.
#include "core/nn/network.h"
#include "core/nn/torch_compat.h"
#include "core/nn/trace.h"

namespace likeness::nn {
namespace {

constexpr int kPicture = 4; // dimensions of N×C×H×W
constexpr int kRows = 2;

Traced node(const char* op, const Traced& x, int rank, Json attributes = Json::object())
{
    return {x.tracer, x.tracer->add(op, {x.name}, std::move(attributes)), rank};
}

Traced withConstant(const char* op, const Traced& x, const std::string& constant)
{
    return {x.tracer, x.tracer->add(op, {x.name, constant}), x.rank};
}

} // namespace

std::string Backbone::traced(Tracer& tracer, Index parameter) const
{
    return tracer.constant(m_parameters[parameter].name, m_parameters[parameter].value);
}

Traced Backbone::apply(const Conv& conv, const Traced& x) const
{
    const auto weight = (*this)[conv.weight];
    std::vector<std::string> inputs{x.name, traced(*x.tracer, conv.weight)};
    if (conv.bias)
        inputs.push_back(traced(*x.tracer, *conv.bias));
    const auto [height, width] = conv.padding;
    return {x.tracer,
            x.tracer->add("Conv", std::move(inputs),
                          {{"kernel_shape", {weight.size(2), weight.size(3)}},
                           {"strides", {conv.stride, conv.stride}},
                           {"pads", {height, width, height, width}},
                           {"dilations", {1, 1}},
                           {"group", conv.groups}}),
            kPicture};
}

Traced Backbone::apply(const BatchNorm& norm, const Traced& x) const
{
    std::vector<std::string> inputs{x.name};
    for (const auto parameter : {norm.weight, norm.bias, norm.mean, norm.variance})
        inputs.push_back(traced(*x.tracer, parameter));
    return {x.tracer,
            x.tracer->add("BatchNormalization", std::move(inputs),
                          {{"epsilon", norm.epsilon}, {"momentum", 1 - norm.momentum}}),
            x.rank};
}

Traced Backbone::apply(const BatchNorm& norm, Index slope, const Traced& x) const
{
    const auto& parameter = m_parameters[slope]; // ONNX counts a slope's dimensions from the last one
    return withConstant("PRelu", apply(norm, x), x.tracer->constant(parameter.name, parameter.value.view({-1, 1, 1})));
}

Traced Backbone::sum(const Traced& onto, const BatchNorm& norm, const Traced& x) const
{
    return onto + apply(norm, x);
}

Traced Backbone::apply(const Linear& linear, const Traced& x) const
{
    std::vector<std::string> inputs{x.name, traced(*x.tracer, linear.weight)};
    if (x.rank == kRows) {
        if (linear.bias)
            inputs.push_back(traced(*x.tracer, *linear.bias));
        return {x.tracer, x.tracer->add("Gemm", std::move(inputs), {{"transB", 1}}), kRows};
    }
    inputs[1] = x.tracer->add("Transpose", {inputs[1]}, {{"perm", {1, 0}}});
    const Traced y{x.tracer, x.tracer->add("MatMul", std::move(inputs)), x.rank};
    return linear.bias ? withConstant("Add", y, traced(*x.tracer, *linear.bias)) : y;
}

Traced Backbone::apply(const LayerNorm& norm, const Traced& x) const
{
    return {x.tracer,
            x.tracer->add("LayerNormalization", {x.name, traced(*x.tracer, norm.weight), traced(*x.tracer, norm.bias)},
                          {{"axis", -1}, {"epsilon", LayerNorm::kEpsilon}}),
            x.rank};
}

Traced Backbone::applyDropout(const Traced& x) const
{
    return x; // for training
}

Traced Backbone::dropPath(const Traced& x, double) const
{
    return x; // for training
}

Traced Backbone::plus(const Traced& x, Index parameter) const
{
    return withConstant("Add", x, traced(*x.tracer, parameter));
}

Traced Backbone::relu(const Traced& x) const
{
    return node("Relu", x, x.rank);
}

Traced Backbone::relu6(const Traced& x) const
{
    return {x.tracer, x.tracer->add("Clip", {x.name, x.tracer->constant(0.0), x.tracer->constant(6.0)}), x.rank};
}

Traced Backbone::sigmoid(const Traced& x) const
{
    return node("Sigmoid", x, x.rank);
}

Traced Backbone::softmax(const Traced& x) const
{
    return node("Softmax", x, x.rank, {{"axis", -1}});
}

Traced Backbone::scaled(const Traced& x, double factor) const
{
    return withConstant("Mul", x, x.tracer->constant(factor));
}

Traced Backbone::times(const Traced& a, const Traced& b) const
{
    return withConstant("Mul", a, b.name);
}

Traced Backbone::product(const Traced& a, const Traced& b) const
{
    return withConstant("MatMul", a, b.name);
}

Traced Backbone::maxPool(const Traced& x, std::int64_t kernel, std::int64_t stride) const
{
    return node("MaxPool", x, kPicture, {{"kernel_shape", {kernel, kernel}}, {"strides", {stride, stride}}});
}

Traced Backbone::spatialMean(const Traced& x) const
{
    return flatten(node("GlobalAveragePool", x, kPicture));
}

Traced Backbone::spatialMax(const Traced& x) const
{
    return flatten(node("GlobalMaxPool", x, kPicture));
}

Traced Backbone::channelMean(const Traced& x) const
{
    return node("ReduceMean", x, kPicture, {{"axes", Json::array({1})}, {"keepdims", 1}});
}

Traced Backbone::channelMax(const Traced& x) const
{
    return node("ReduceMax", x, kPicture, {{"axes", Json::array({1})}, {"keepdims", 1}});
}

Traced Backbone::concat(const std::vector<Traced>& parts) const
{
    std::vector<std::string> inputs;
    for (const auto& part : parts)
        inputs.push_back(part.name);
    return {parts[0].tracer, parts[0].tracer->add("Concat", std::move(inputs), {{"axis", 1}}), parts[0].rank};
}

Traced Backbone::flatten(const Traced& x) const
{
    return node("Flatten", x, kRows, {{"axis", 1}});
}

Traced Backbone::reshaped(const Traced& x, const std::vector<std::int64_t>& shape) const
{
    return {x.tracer, x.tracer->add("Reshape", {x.name, x.tracer->constant(shape)}), static_cast<int>(shape.size())};
}

Traced Backbone::transposed(const Traced& x, const std::vector<std::int64_t>& order) const
{
    return node("Transpose", x, x.rank, {{"perm", order}});
}

Traced Backbone::part(const Traced& x, std::int64_t i) const
{
    const auto at = x.tracer->constant("part " + std::to_string(i), at::scalar_tensor(i, at::kLong));
    return {x.tracer, x.tracer->add("Gather", {x.name, at}, {{"axis", 0}}), x.rank - 1};
}

Bytes Backbone::graphImage(const Json& spec) const
{
    Tracer tracer;
    const auto input = graph::InputSpec::fromJson(spec.at("input"));
    const auto embedding = BackboneOptions::fromJson(spec.at("backbone")).embedding;
    trace({&tracer, Tracer::kInput, kPicture});
    return tracer.image(spec, input.height, input.width, embedding);
}

} // namespace likeness::nn
