// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/random.h"
#include "core/nn/network.h"
#include "core/nn/torch_compat.h"
#include "core/nn/trace.h"

namespace likeness::nn {

// Initial weights from our own generator, so that they do not depend on LibTorch's version or device.
class Initializer
{
public:
    struct Spread {
        enum class Kind {
            FanOut, // Kaiming: normal, by the number of outputs
            FanIn,  // PyTorch's default: uniform within 1/√(number of inputs)
            Normal
        } kind;
        double deviation = 0; // Normal
    };
    // For convolutions (4 dimensions) and for everything else.
    Initializer(std::uint64_t seed, Spread convolutions, Spread others)
        : m_random(seed), m_convolutions(convolutions), m_others(others)
    {
    }
    at::Tensor weight(at::IntArrayRef shape);
    at::Tensor bias(at::IntArrayRef weightShape); // of what has that weight: zeros, but for FanIn

private:
    const Spread& spreadOf(at::IntArrayRef weightShape) const
    {
        return weightShape.size() == 4 ? m_convolutions : m_others;
    }

    Rng m_random;
    Spread m_convolutions, m_others;
};

template<typename X>
X Backbone::apply(const Cbam& attention, const X& x) const
{
    if (!attention.present)
        return x;
    const auto seen = [&](const X& rows) { return apply(attention.widen, relu(apply(attention.narrow, rows))); };
    const X channels = sigmoid(seen(spatialMean(x)) + seen(spatialMax(x)));
    const X y = times(x, reshaped(channels, {-1, attention.channels, 1, 1}));
    return times(y, sigmoid(apply(attention.norm,
                                  apply(attention.spatial, concat(std::vector<X>{channelMax(y), channelMean(y)})))));
}

template<typename X>
X Backbone::residualSum(const X& onto, const BatchNorm& norm, const Cbam& attention, const X& x) const
{
    return attention.present ? onto + apply(attention, apply(norm, x)) : sum(onto, norm, x);
}

std::unique_ptr<Backbone> makeMobileFaceNet(int scale, const BackboneOptions& options);
std::unique_ptr<Backbone> makeIResNet(std::array<int, 4> blocks, const BackboneOptions& options);
std::unique_ptr<Backbone> makeInceptionResNetV1(const BackboneOptions& options);
std::unique_ptr<Backbone> makeVgg16Face(const BackboneOptions& options);
std::unique_ptr<Backbone> makeVisionTransformer(int width, const BackboneOptions& options);

} // namespace likeness::nn
