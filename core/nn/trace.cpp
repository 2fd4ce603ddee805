// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/trace.h"

#include "core/nn/network.h"
#include "core/nn/tensors.h"
#include "core/nn/torch_compat.h"

namespace likeness::nn {
namespace {

constexpr int kLayerNormOpset = 17;

} // namespace

std::string Tracer::unused(const std::string& base)
{
    const int count = m_names[base]++;
    return count == 0 ? base : unused(base + "_" + std::to_string(count));
}

std::string Tracer::add(const char* op, std::vector<std::string> inputs, Json attributes)
{
    if (std::string_view(op) == "LayerNormalization")
        m_opset = kLayerNormOpset;
    const std::string name = unused(op);
    m_nodes.push_back({{"op", op},
                       {"name", name},
                       {"inputs", std::move(inputs)},
                       {"outputs", {name}},
                       {"attributes", std::move(attributes)}});
    return name;
}

std::string Tracer::constant(const std::string& name, const at::Tensor& value)
{
    if (m_names.emplace(name, 1).second)
        m_constants.emplace_back(name, value);
    return name;
}

std::string Tracer::anonymous(const char* base, const at::Tensor& value)
{
    m_constants.emplace_back(unused(base), value);
    return m_constants.back().first;
}

std::string Tracer::constant(const std::vector<std::int64_t>& values)
{
    return anonymous("sizes", at::tensor(values, at::kLong));
}

std::string Tracer::constant(double value)
{
    return anonymous("number", at::full({}, value, at::kFloat));
}

Bytes Tracer::image(Json spec, std::int64_t height, std::int64_t width, std::int64_t dim)
{
    m_nodes.back()["outputs"] = {kOutput};
    spec.erase("backbone");
    spec["graph"] = {{"opset", m_opset},
                     {"inputs", {kInput}},
                     {"outputs", {kOutput}},
                     {"input_shape", {Json(), 3, height, width}},
                     {"output_shape", {Json(), dim}},
                     {"nodes", std::move(m_nodes)}};
    spec["output"]["dim"] = dim;
    return serialize(m_constants, graph::metadataWithSpec(spec));
}

Bytes graphImage(std::span<const std::uint8_t> image)
{
    const auto file = graph::TensorFile::parse(image);
    const Json spec = graph::modelSpec(file);
    const at::NoGradGuard guard;
    return makeNetwork(file, spec)->graphImage(spec);
}

} // namespace likeness::nn
