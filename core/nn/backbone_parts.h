// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/random.h"
#include "core/nn/network.h"
#include "core/nn/torch_compat.h"

namespace likeness::nn {

// Initial weights from our own generator, so that they do not depend on LibTorch's version or device.
class Initializer
{
public:
    enum class Scheme {
        FanOut,
        Narrow
    }; // Kaiming normal with fan-out, or N(0, 0.1), as the reference networks have it
    Initializer(std::uint64_t seed, Scheme scheme) : m_random(seed), m_scheme(scheme) {}
    at::Tensor weight(at::IntArrayRef shape);

private:
    Rng m_random;
    Scheme m_scheme;
};

std::unique_ptr<Backbone> makeMobileFaceNet(int scale, int embedding, int inputSize, std::uint64_t seed);
std::unique_ptr<Backbone> makeIResNet(std::array<int, 4> blocks, int embedding, int inputSize, std::uint64_t seed);

} // namespace likeness::nn
