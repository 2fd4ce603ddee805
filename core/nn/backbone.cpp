// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/nn/backbone_parts.h"
#include "core/nn/device.h"
#include "core/nn/norm_prelu.h"
#include "core/nn/tensors.h"

#include <cmath>

namespace likeness::nn {
namespace {

constexpr double kEpsilon = 1e-5;
constexpr double kMomentum = 0.1;
constexpr double kPreluStart = 0.25;

} // namespace

at::Tensor Initializer::weight(at::IntArrayRef shape)
{
    auto out = at::empty(shape, at::kFloat);
    std::int64_t spatial = 1;
    for (std::size_t i = 2; i < shape.size(); ++i)
        spatial *= shape[i];
    const double deviation = m_scheme == Scheme::Narrow && shape.size() == 4
                                 ? 0.1
                                 : std::sqrt(2.0 / static_cast<double>(shape[0] * spatial));
    float* p = out.data_ptr<float>();
    for (std::int64_t i = 0; i < out.numel(); ++i)
        p[i] = static_cast<float>(m_random.normal(0.0, deviation));
    return out;
}

NamedTensors TrainableNetwork::state() const
{
    NamedTensors out;
    for (const auto& p : m_parameters)
        out.emplace_back(p.name, p.value);
    return out;
}

void TrainableNetwork::load(const graph::TensorFile& file, const std::string& prefix)
{
    for (auto& p : m_parameters)
        readInto(file, prefix + p.name, p.value);
}

std::int64_t TrainableNetwork::parameterCount() const
{
    std::int64_t count = 0;
    for (const auto& p : m_parameters)
        count += p.trained ? p.value.numel() : 0;
    return count;
}

Bytes TrainableNetwork::image(const Json& spec) const
{
    return serialize(state(), graph::metadataWithSpec(spec));
}

void Backbone::to(c10::Device device)
{
    for (auto& p : m_parameters) {
        p.value = p.value.detach().to(device);
        if (p.value.dim() == 4)
            p.value = p.value.contiguous(at::MemoryFormat::ChannelsLast);
    }
}

void Backbone::freeze(at::ScalarType type, bool fold, std::int64_t height, std::int64_t width)
{
    const at::NoGradGuard guard;
    training = false;
    if (fold)
        foldAll();
    const auto* kernels = fusedKernelsFor(type);
    if (fold && kernels && m_parameters.front().value.is_cpu()) {
        auto network = std::make_unique<FusedNetwork>(*kernels, 3);
        if (network->compile(front({network.get(), network->input()}).value, height, width)) {
            m_front = std::move(network);
            for (auto& p : m_parameters)
                if (p.value.dim() == 4)
                    p.value = at::empty({0}); // the front has its own
        }
    }
    for (auto& p : m_parameters) {
        p.value = p.value.detach();
        if (p.value.dim() >= 2) // statistics and slopes stay exact
            p.value = p.value.to(type);
        if (p.value.dim() == 4)
            p.value = p.value.contiguous(at::MemoryFormat::ChannelsLast);
    }
}

Backbone::Index Backbone::add(const std::string& name, at::Tensor value, bool decay, bool trained)
{
    m_parameters.push_back({name, std::move(value), decay, trained});
    return m_parameters.size() - 1;
}

Backbone::Conv Backbone::conv(const std::string& name,
                              std::int64_t in,
                              std::int64_t out,
                              std::int64_t kernel,
                              std::int64_t stride,
                              std::int64_t padding,
                              std::int64_t groups,
                              Initializer& init)
{
    return {add(name + ".weight", init.weight({out, in / groups, kernel, kernel}), true, true),
            stride,
            padding,
            groups,
            {}};
}

Backbone::BatchNorm Backbone::batchNorm(const std::string& name, std::int64_t channels, bool trainedWeight)
{
    BatchNorm norm{};
    norm.weight = add(name + ".weight", at::ones({channels}), false, trainedWeight);
    norm.bias = add(name + ".bias", at::zeros({channels}), false, true);
    norm.mean = add(name + ".running_mean", at::zeros({channels}), false, false);
    norm.variance = add(name + ".running_var", at::ones({channels}), false, false);
    norm.present = true;
    return norm;
}

Backbone::Index Backbone::prelu(const std::string& name, std::int64_t channels)
{
    return add(name + ".weight", at::full({channels}, kPreluStart), false, true);
}

at::Tensor Backbone::apply(const Conv& conv, const at::Tensor& x) const
{
    if (betweenLayers)
        betweenLayers();
    const auto& weight = (*this)[conv.weight];
    const std::int64_t stride[] = {conv.stride, conv.stride};
    const std::int64_t padding[] = {conv.padding, conv.padding};
    const std::int64_t dilation[] = {1, 1};
    auto y = at::conv2d(training ? x : x.to(weight.scalar_type()), weight,
                        conv.foldedBias.defined() ? c10::optional<at::Tensor>(conv.foldedBias.to(weight.scalar_type()))
                                                  : c10::nullopt,
                        at::IntArrayRef(stride), at::IntArrayRef(padding), at::IntArrayRef(dilation), conv.groups);
    if (betweenLayers && y.requires_grad() && y.is_cpu()) // on a GPU the backward pass has a thread of its own
        y.register_hook([this](const at::Tensor&) { betweenLayers(); });
    return y;
}

at::Tensor Backbone::apply(const BatchNorm& norm, const at::Tensor& x) const
{
    if (!norm.present)
        return x;
    return at::batch_norm(x, (*this)[norm.weight], (*this)[norm.bias], (*this)[norm.mean], (*this)[norm.variance],
                          trains(norm.weight), kMomentum, kEpsilon, x.is_cuda());
}

Backbone::Fused Backbone::apply(const Conv& conv, Fused x) const
{
    return {x.network, x.network->conv(x.value, (*this)[conv.weight], conv.foldedBias, {conv.stride, conv.stride},
                                       {conv.padding, conv.padding, conv.padding, conv.padding}, conv.groups)};
}

ScaleShift Backbone::asAffine(const BatchNorm& norm) const
{
    return normAsAffine((*this)[norm.weight], (*this)[norm.bias], (*this)[norm.mean], (*this)[norm.variance], kEpsilon);
}

Backbone::Fused Backbone::apply(const BatchNorm& norm, Fused x) const
{
    if (!norm.present)
        return x;
    const auto [scale, shift] = asAffine(norm);
    return {x.network, x.network->affine(x.value, scale, shift)};
}

Backbone::Fused Backbone::apply(const BatchNorm& norm, Index slope, Fused x) const
{
    const auto y = apply(norm, x);
    return {y.network, y.network->prelu(y.value, (*this)[slope])};
}

at::Tensor Backbone::applyPrelu(Index slope, const at::Tensor& x) const
{
    const auto weight = (*this)[slope];
    return at::prelu(x, weight.scalar_type() == x.scalar_type() ? weight : weight.to(x.scalar_type()));
}

at::Tensor Backbone::apply(const BatchNorm& norm, Index slope, const at::Tensor& x) const
{
    if (trains(norm.weight) && norm.present && canNormPrelu(x))
        return normPrelu(x, (*this)[norm.weight], (*this)[norm.bias], (*this)[slope], (*this)[norm.mean],
                         (*this)[norm.variance], kMomentum, kEpsilon);
    return applyPrelu(slope, apply(norm, x));
}

at::Tensor Backbone::applyDropout(const at::Tensor& x) const
{
    return dropout > 0 && training ? at::dropout(x, dropout, true) : x;
}

void Backbone::fold(Conv& conv, BatchNorm& norm)
{
    if (!norm.present)
        return;
    auto [scale, bias] = asAffine(norm);
    auto& weight = m_parameters[conv.weight].value;
    weight = (weight.to(at::kDouble) * scale.view({-1, 1, 1, 1})).to(at::kFloat);
    if (conv.foldedBias.defined())
        bias = bias + conv.foldedBias.to(at::kDouble) * scale;
    conv.foldedBias = bias.to(at::kFloat);
    norm.present = false;
}

std::unique_ptr<Backbone> makeBackbone(const std::string& name, int embedding, int inputSize, std::uint64_t seed)
{
    if (embedding < 1 || embedding > 4096 || inputSize < 32 || inputSize > 512 || inputSize % 16 != 0)
        throw Error(ErrorCode::BadArgument,
                    "a backbone needs an embedding of 1 to 4096 and an input of 32 to 512 pixels, a multiple of 16");
    if (name == "mobilefacenet")
        return makeMobileFaceNet(2, embedding, inputSize, seed);
    if (name == "mobilefacenet_small")
        return makeMobileFaceNet(1, embedding, inputSize, seed);
    constexpr std::pair<const char*, std::array<int, 4>> kResNets[] = {{"iresnet18", {2, 2, 2, 2}},
                                                                       {"iresnet34", {3, 4, 6, 3}},
                                                                       {"iresnet50", {3, 4, 14, 3}},
                                                                       {"iresnet100", {3, 13, 30, 3}},
                                                                       {"iresnet200", {6, 26, 60, 6}}};
    for (const auto& [known, blocks] : kResNets)
        if (name == known)
            return makeIResNet(blocks, embedding, inputSize, seed);
    throw Error(ErrorCode::BadArgument,
                "there is no backbone \"" + name +
                    "\"; there are mobilefacenet, mobilefacenet_small, iresnet18, 34, 50, 100 and 200");
}

} // namespace likeness::nn
