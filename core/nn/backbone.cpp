// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/graph/residual_units.h"
#include "core/nn/backbone_parts.h"
#include "core/nn/blocked.h"
#include "core/nn/device.h"
#include "core/nn/tensors.h"
#include "core/nn/training_norm.h"

#include <algorithm>
#include <cmath>

namespace likeness::nn {
namespace {

constexpr double kPreluStart = 0.25;
constexpr std::int64_t kCbamReduction = 16;
constexpr std::int64_t kCbamKernel = 7;

std::int64_t spatialOf(at::IntArrayRef shape)
{
    std::int64_t spatial = 1;
    for (std::size_t i = 2; i < shape.size(); ++i)
        spatial *= shape[i];
    return spatial;
}

double fanInBound(at::IntArrayRef shape)
{
    return 1 / std::sqrt(static_cast<double>(shape[1] * spatialOf(shape)));
}

c10::optional<at::Tensor> biasFor(const at::Tensor& weight, const at::Tensor& bias)
{
    return bias.defined() ? c10::optional<at::Tensor>(bias.to(weight.scalar_type())) : c10::nullopt;
}

} // namespace

at::Tensor Initializer::weight(at::IntArrayRef shape)
{
    auto out = at::empty(shape, at::kFloat);
    const Spread& spread = spreadOf(shape);
    float* p = out.data_ptr<float>();
    if (spread.kind == Spread::Kind::FanIn) {
        const double bound = fanInBound(shape);
        for (std::int64_t i = 0; i < out.numel(); ++i)
            p[i] = static_cast<float>(m_random.uniform(-bound, bound));
        return out;
    }
    const double deviation = spread.kind == Spread::Kind::Normal
                                 ? spread.deviation
                                 : std::sqrt(2.0 / static_cast<double>(shape[0] * spatialOf(shape)));
    m_random.normals({p, static_cast<std::size_t>(out.numel())}, deviation);
    return out;
}

at::Tensor Initializer::bias(at::IntArrayRef weightShape)
{
    auto out = at::zeros({weightShape[0]}, at::kFloat);
    if (spreadOf(weightShape).kind == Spread::Kind::FanIn) {
        const double bound = fanInBound(weightShape);
        for (std::int64_t i = 0; i < out.numel(); ++i)
            out.data_ptr<float>()[i] = static_cast<float>(m_random.uniform(-bound, bound));
    }
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
                              Sides kernel,
                              std::int64_t stride,
                              Sides padding,
                              std::int64_t groups,
                              Initializer& init)
{
    Conv conv{};
    conv.weight = add(name + ".weight", init.weight({out, in / groups, kernel.height, kernel.width}), true, true);
    conv.stride = stride;
    conv.padding = padding;
    conv.groups = groups;
    return conv;
}

Backbone::Conv Backbone::convWithBias(const std::string& name,
                                      std::int64_t in,
                                      std::int64_t out,
                                      Sides kernel,
                                      std::int64_t stride,
                                      Sides padding,
                                      Initializer& init)
{
    auto made = conv(name, in, out, kernel, stride, padding, 1, init);
    made.bias = add(name + ".bias", init.bias((*this)[made.weight].sizes()), false, true);
    return made;
}

Backbone::BatchNorm
Backbone::batchNorm(const std::string& name, std::int64_t channels, double epsilon, bool trainedWeight)
{
    BatchNorm norm{};
    norm.weight = add(name + ".weight", at::ones({channels}), false, trainedWeight);
    norm.bias = add(name + ".bias", at::zeros({channels}), false, true);
    norm.mean = add(name + ".running_mean", at::zeros({channels}), false, false);
    norm.variance = add(name + ".running_var", at::ones({channels}), false, false);
    norm.epsilon = epsilon;
    return norm;
}

Backbone::Index Backbone::prelu(const std::string& name, std::int64_t channels)
{
    return add(name + ".weight", at::full({channels}, kPreluStart), false, true);
}

Backbone::Linear
Backbone::linear(const std::string& name, std::int64_t in, std::int64_t out, bool bias, Initializer& init)
{
    Linear made{add(name + ".weight", init.weight({out, in}), true, true), {}};
    if (bias)
        made.bias = add(name + ".bias", init.bias({out, in}), false, true);
    return made;
}

Backbone::LayerNorm Backbone::layerNorm(const std::string& name, std::int64_t width)
{
    const auto weight = add(name + ".weight", at::ones({width}), false, true);
    return {weight, add(name + ".bias", at::zeros({width}), false, true)};
}

// As the authors' program has it; the convolution's normalisation starts at 0, so that no place is preferred at first.
Backbone::Cbam Backbone::cbam(const std::string& name, std::int64_t channels, Initializer& init)
{
    Cbam made{};
    made.present = true;
    made.channels = channels;
    made.narrow = linear(name + ".channel.fc1", channels, channels / kCbamReduction, true, init);
    made.widen = linear(name + ".channel.fc2", channels / kCbamReduction, channels, true, init);
    made.spatial = conv(name + ".spatial.conv", 2, 1, kCbamKernel, 1, kCbamKernel / 2, 1, init);
    made.norm = batchNorm(name + ".spatial.bn", 1);
    made.norm.momentum = 0.01;
    (*this)[made.norm.weight].zero_();
    return made;
}

at::Tensor Backbone::biasOf(const Conv& conv) const
{
    return conv.foldedBias.defined() ? conv.foldedBias : conv.bias ? (*this)[*conv.bias] : at::Tensor();
}

at::Tensor Backbone::apply(const Conv& conv, const at::Tensor& given) const
{
    if (betweenLayers)
        betweenLayers();
    const auto& weight = (*this)[conv.weight];
    const BlockedConv how{conv.stride, conv.padding.height, conv.padding.width, conv.groups};
    at::Tensor x = given;
    if (trainsOnProcessor(x)) {
        // A filter for each channel as large as the picture is a product and a sum; LibTorch has no kernel for it on
        // the processor and takes a hundred times as long.
        const bool whole = weight.size(1) == 1 && conv.groups == weight.size(0) && !conv.bias && how.paddingY == 0 &&
                           how.paddingX == 0 && weight.size(2) == x.size(2) && weight.size(3) == x.size(3);
        if (whole) {
            const auto filters = weight.view({1, conv.groups, x.size(2), x.size(3)});
            return watched((x * (isBlocked(x) ? toBlocked(filters, x.size(4)) : filters)).sum({2, 3}, true));
        }
        if ((m_blocks || isBlocked(x)) && !conv.bias && canConvolveBlocked(x, weight, how))
            return watched(convolveBlocked(x, weight, how));
    }
    if (isBlocked(x))
        x = fromBlocked(x);
    const std::int64_t stride[] = {conv.stride, conv.stride};
    const std::int64_t padding[] = {conv.padding.height, conv.padding.width};
    const std::int64_t dilation[] = {1, 1};
    return watched(at::conv2d(training ? x : x.to(weight.scalar_type()), weight, biasFor(weight, biasOf(conv)),
                              at::IntArrayRef(stride), at::IntArrayRef(padding), at::IntArrayRef(dilation),
                              conv.groups));
}

bool Backbone::trainsOnProcessor(const at::Tensor& x) const
{
    return training && x.is_cpu() && x.scalar_type() == at::kFloat && !Autocast::active(x.device().type());
}

at::Tensor Backbone::apply(const Linear& linear, const at::Tensor& x) const
{
    if (betweenLayers)
        betweenLayers();
    const auto& weight = (*this)[linear.weight];
    return watched(at::linear(training ? x : x.to(weight.scalar_type()), weight,
                              biasFor(weight, linear.bias ? (*this)[*linear.bias] : at::Tensor())));
}

at::Tensor Backbone::watched(at::Tensor y) const
{
    if (betweenLayers && y.requires_grad() && y.is_cpu()) // on a GPU the backward pass has a thread of its own
        y.register_hook([this](const at::Tensor&) { betweenLayers(); });
    return y;
}

at::Tensor Backbone::apply(const BatchNorm& norm, const at::Tensor& x) const
{
    if (!norm.present)
        return x;
    if (trains(norm.weight) && canNormalise(x))
        return normalise(x, trainingNorm(norm));
    if (isBlocked(x)) { // frozen
        const auto scale = (*this)[norm.weight] / ((*this)[norm.variance] + norm.epsilon).sqrt();
        const auto shift = (*this)[norm.bias] - (*this)[norm.mean] * scale; // which may be trained
        return x * alongChannels(scale, x) + alongChannels(shift, x);
    }
    return at::batch_norm(x, (*this)[norm.weight], (*this)[norm.bias], (*this)[norm.mean], (*this)[norm.variance],
                          trains(norm.weight), std::max(norm.momentum, leastMomentum), norm.epsilon, x.is_cuda());
}

at::Tensor Backbone::apply(const LayerNorm& norm, const at::Tensor& x) const
{
    const auto weight = (*this)[norm.weight];
    return at::layer_norm(x.to(at::kFloat), weight.sizes(), weight, (*this)[norm.bias], LayerNorm::kEpsilon);
}

Backbone::Fused Backbone::apply(const Conv& conv, Fused x) const
{
    const auto [height, width] = conv.padding;
    return {x.network, x.network->conv(x.value, (*this)[conv.weight], biasOf(conv), {conv.stride, conv.stride},
                                       {height, width, height, width}, conv.groups)};
}

ScaleShift Backbone::asAffine(const BatchNorm& norm) const
{
    return normAsAffine((*this)[norm.weight], (*this)[norm.bias], (*this)[norm.mean], (*this)[norm.variance],
                        norm.epsilon);
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

Backbone::Fused Backbone::apply(const Cbam& attention, Fused x) const
{
    return attention.present ? Fused{x.network, FusedNetwork::kNone} : x;
}

at::Tensor Backbone::applyPrelu(Index slope, const at::Tensor& x) const
{
    const auto weight = (*this)[slope];
    if (isBlocked(x))
        return at::where(x > 0, x, x * alongChannels(weight, x));
    return at::prelu(x, weight.scalar_type() == x.scalar_type() ? weight : weight.to(x.scalar_type()));
}

at::Tensor Backbone::apply(const BatchNorm& norm, Index slope, const at::Tensor& x) const
{
    if (trains(norm.weight) && norm.present && canNormalise(x))
        return normalisePrelu(x, trainingNorm(norm), (*this)[slope]);
    return applyPrelu(slope, apply(norm, x));
}

at::Tensor Backbone::sum(const at::Tensor& onto, const BatchNorm& norm, const at::Tensor& x) const
{
    if (trains(norm.weight) && norm.present && canNormalise(x) && canNormalise(onto))
        return normaliseOnto(x, trainingNorm(norm), onto);
    return onto + apply(norm, x);
}

TrainingNorm Backbone::trainingNorm(const BatchNorm& norm) const
{
    return {(*this)[norm.weight],
            (*this)[norm.bias],
            (*this)[norm.mean],
            (*this)[norm.variance],
            std::max(norm.momentum, leastMomentum),
            norm.epsilon};
}

at::Tensor Backbone::applyDropout(const at::Tensor& x) const
{
    return dropout > 0 && training ? at::dropout(x, dropout, true) : x;
}

at::Tensor Backbone::dropPath(const at::Tensor& x, double rate) const
{
    if (!training || rate <= 0)
        return x;
    std::vector<std::int64_t> shape(static_cast<std::size_t>(x.dim()), 1);
    shape[0] = x.size(0);
    return x * at::rand(shape, x.options()).add_(1 - rate).floor_().div_(1 - rate);
}

at::Tensor Backbone::plus(const at::Tensor& x, Index parameter) const
{
    return x.to(at::kFloat) + (*this)[parameter];
}

at::Tensor Backbone::relu(const at::Tensor& x) const
{
    return at::relu(x);
}

at::Tensor Backbone::relu6(const at::Tensor& x) const
{
    return at::clamp(x, 0, 6);
}

at::Tensor Backbone::sigmoid(const at::Tensor& x) const
{
    return at::sigmoid(x);
}

at::Tensor Backbone::softmax(const at::Tensor& x) const
{
    return at::softmax(x, -1, at::kFloat).to(x.scalar_type());
}

at::Tensor Backbone::scaled(const at::Tensor& x, double factor) const
{
    return x * factor;
}

at::Tensor Backbone::times(const at::Tensor& a, const at::Tensor& b) const
{
    return a * b;
}

at::Tensor Backbone::product(const at::Tensor& a, const at::Tensor& b) const
{
    return at::matmul(a, b);
}

at::Tensor Backbone::maxPool(const at::Tensor& x, std::int64_t kernel, std::int64_t stride) const
{
    return at::max_pool2d(x, {kernel, kernel}, {stride, stride});
}

at::Tensor Backbone::spatialMean(const at::Tensor& x) const
{
    return x.mean({2, 3});
}

at::Tensor Backbone::spatialMax(const at::Tensor& x) const
{
    return x.amax({2, 3});
}

at::Tensor Backbone::channelMean(const at::Tensor& x) const
{
    return x.mean({1}, true);
}

at::Tensor Backbone::channelMax(const at::Tensor& x) const
{
    return x.amax({1}, true);
}

at::Tensor Backbone::concat(const std::vector<at::Tensor>& parts) const
{
    return at::cat(parts, 1);
}

at::Tensor Backbone::flatten(const at::Tensor& x) const
{
    return (isBlocked(x) ? fromBlocked(x) : x).flatten(1);
}

at::Tensor Backbone::reshaped(const at::Tensor& x, const std::vector<std::int64_t>& shape) const
{
    return x.reshape(shape);
}

at::Tensor Backbone::transposed(const at::Tensor& x, const std::vector<std::int64_t>& order) const
{
    return x.permute(order);
}

at::Tensor Backbone::part(const at::Tensor& x, std::int64_t i) const
{
    return x.select(0, i);
}

void Backbone::fold(Conv& conv, BatchNorm& norm)
{
    if (!norm.present)
        return;
    auto [scale, bias] = asAffine(norm);
    auto& weight = m_parameters[conv.weight].value;
    weight = (weight.to(at::kDouble) * scale.view({-1, 1, 1, 1})).to(at::kFloat);
    if (const auto before = biasOf(conv); before.defined())
        bias = bias + before.to(at::kDouble) * scale;
    conv.foldedBias = bias.to(at::kFloat);
    norm.present = false;
}

BackboneOptions BackboneOptions::fromJson(const Json& json)
{
    try {
        BackboneOptions out;
        out.name = json.at("name").get<std::string>();
        out.embedding = json.at("embedding").get<int>();
        out.inputSize = json.value("input_size", out.inputSize);
        out.attention = json.value("attention", out.attention);
        return out;
    } catch (const Json::exception& e) {
        throw Error(ErrorCode::BadFile, "the model's description of its backbone is malformed", e.what());
    }
}

Json BackboneOptions::toJson() const
{
    Json out = {{"name", name}, {"embedding", embedding}, {"input_size", inputSize}};
    if (attention != "none")
        out["attention"] = attention;
    return out;
}

std::unique_ptr<Backbone> makeBackbone(const BackboneOptions& options)
{
    if (options.embedding < 1 || options.embedding > 4096 || options.inputSize < 32 || options.inputSize > 512 ||
        options.inputSize % 16 != 0)
        throw Error(ErrorCode::BadArgument,
                    "a backbone needs an embedding of 1 to 4096 and an input of 32 to 512 pixels, a multiple of 16");
    if (options.attention != "none" && options.attention != "cbam")
        throw Error(ErrorCode::BadArgument, "there is no attention \"" + options.attention + "\"; use none or cbam");
    const std::string& name = options.name;
    if (name == "mobilefacenet")
        return makeMobileFaceNet(2, options);
    if (name == "mobilefacenet_small")
        return makeMobileFaceNet(1, options);
    for (const auto& [known, units] : graph::kResidualUnits)
        if (name == known)
            return makeIResNet(units, options);
    const std::pair<const char*, std::function<std::unique_ptr<Backbone>()>> others[] = {
        {"inception_resnet_v1", [&] { return makeInceptionResNetV1(options); }},
        {"vgg16_face", [&] { return makeVgg16Face(options); }},
        {"vit_t", [&] { return makeVisionTransformer(256, options); }},
        {"vit_s", [&] { return makeVisionTransformer(512, options); }}};
    for (const auto& [known, make] : others) {
        if (name != known)
            continue;
        if (options.attention != "none")
            throw Error(ErrorCode::BadArgument, "the backbone " + name +
                                                    " takes no attention; mobilefacenet, mobilefacenet_small and "
                                                    "iresnet18, 34, 50, 100 and 200 do");
        return make();
    }
    throw Error(ErrorCode::BadArgument,
                "there is no backbone \"" + name +
                    "\"; there are mobilefacenet, mobilefacenet_small, iresnet18, 34, 50, 100 and 200, "
                    "inception_resnet_v1, vgg16_face, vit_t and vit_s");
}

} // namespace likeness::nn
