// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// For fused_network.cpp and fused_compile.cpp.
#include "core/nn/fused_network.h"

namespace likeness::nn {

inline std::int64_t roundUp(std::int64_t value, std::int64_t step)
{
    return (value + step - 1) / step * step;
}

struct FusedNetwork::Plane {
    std::int64_t channels = 0, stored = 0; // stored: with those that fill the last block
    std::int64_t height = 0, width = 0, border = 0;
    std::int64_t offset = 0; // into an image's memory
    std::int64_t pitch() const { return (width + 2 * border) * stored; }
    std::int64_t items() const { return (height + 2 * border) * pitch(); }
    std::int64_t at(std::int64_t y, std::int64_t x) const { return (y + border) * pitch() + (x + border) * stored; }
};

struct FusedNetwork::Step {
    enum class Kind { Dense, Depthwise, Pointwise } kind = Kind::Pointwise;
    Value x = kNone, other = kNone, y = kNone;
    at::Tensor weight, bias, scale, slope; // Pointwise: x·scale + bias
    std::array<std::int64_t, 2> stride{1, 1};
    std::array<std::int64_t, 4> pads{0, 0, 0, 0};

    // Of compile():
    std::int64_t depth = 0;
    std::vector<std::uint8_t> packed;
    std::vector<float> floats, biases, slopes; // floats: depthwise weights or scales
    std::vector<std::int32_t> windows, taps, pixels, otherPixels;
};

} // namespace likeness::nn
