// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/curate/lbp_codes.h"

#include "core/base/clones.h"
#include "core/base/error.h"

#include <bit>
#include <cfloat>
#include <cmath>
#include <numbers>

// This file is compiled without fused multiplication and addition (CMakeLists.txt): its codes are to equal OpenCV's.
namespace likeness::curate {
namespace {

// One neighbour's place on the circle, between four pixels: where they lie from the centre in a picture's rows, and
// what they weigh.
struct Sample {
    std::ptrdiff_t at1, at2, at3, at4;
    float w1, w2, w3, w4;
};

std::vector<Sample> circle(const LbphOptions& options, std::ptrdiff_t stride)
{
    std::vector<Sample> out;
    for (int n = 0; n < options.neighbours; ++n) {
        const double angle = 2.0 * std::numbers::pi * n / static_cast<double>(static_cast<float>(options.neighbours));
        const auto x = static_cast<float>(options.radius * std::cos(angle));
        const auto y = static_cast<float>(-options.radius * std::sin(angle));
        const auto fx = static_cast<std::ptrdiff_t>(std::floor(x)), cx = static_cast<std::ptrdiff_t>(std::ceil(x));
        const auto fy = static_cast<std::ptrdiff_t>(std::floor(y)), cy = static_cast<std::ptrdiff_t>(std::ceil(y));
        const float tx = x - static_cast<float>(fx);
        const float ty = y - static_cast<float>(fy);
        out.push_back({fy * stride + fx, fy * stride + cx, cy * stride + fx, cy * stride + cx, (1 - tx) * (1 - ty),
                       tx * (1 - ty), (1 - tx) * ty, tx * ty});
    }
    return out;
}

// Sets `bit` where the neighbour is at least as bright as the centre. OpenCV asks t > c || |t − c| < ε, which is this.
LIKENESS_CLONES void addBit(const float* centre, const Sample& s, int bit, std::int32_t* codes, std::size_t count)
{
    for (std::size_t x = 0; x < count; ++x) {
        const float* c = centre + x;
        const float t = s.w1 * c[s.at1] + s.w2 * c[s.at2] + s.w3 * c[s.at3] + s.w4 * c[s.at4];
        codes[x] |= t - *c > -FLT_EPSILON ? bit : 0;
    }
}

} // namespace

image::Image lbpCodes(const image::Image& grey, const LbphOptions& options)
{
    const int r = options.radius;
    if (grey.channels != 1 || grey.width <= 2 * r || grey.height <= 2 * r)
        throw Error(ErrorCode::BadArgument, "LBPH needs a grey picture larger than twice its radius.");
    image::Image out(grey.width - 2 * r, grey.height - 2 * r, 1);
    const auto samples = circle(options, grey.width);
    constexpr std::size_t kLanes = 16; // whole registers: what is computed past a row's end is not used
    std::vector<float> pixels(grey.pixels.size() + kLanes);
    std::copy(grey.pixels.begin(), grey.pixels.end(), pixels.begin());
    std::vector<std::int32_t> codes((static_cast<std::size_t>(out.width) + kLanes - 1) / kLanes * kLanes);
    for (int y = 0; y < out.height; ++y) {
        std::fill(codes.begin(), codes.end(), 0);
        const float* centre = pixels.data() + (y + r) * grey.width + r;
        for (std::size_t n = 0; n < samples.size(); ++n)
            addBit(centre, samples[n], 1 << n, codes.data(), codes.size());
        std::transform(codes.begin(), codes.begin() + out.width, out.row(y),
                       [](auto code) { return static_cast<std::uint8_t>(code); });
    }
    return out;
}

LbpOrder lbpOrder(int neighbours)
{
    LbpOrder out;
    out.codes = 1 << neighbours;
    const auto isUniform = [&](int code) {
        const int turned = (code >> 1) | ((code & 1) << (neighbours - 1));
        return std::popcount(static_cast<unsigned>(code ^ turned)) <= 2;
    };
    int next = 0;
    for (const bool uniform : {true, false}) {
        for (int code = 0; code < out.codes; ++code)
            if (isUniform(code) == uniform) {
                out.rank[static_cast<std::size_t>(code)] = static_cast<std::uint8_t>(next);
                out.code[static_cast<std::size_t>(next++)] = static_cast<std::uint8_t>(code);
            }
        if (uniform)
            out.uniform = next;
    }
    return out;
}

} // namespace likeness::curate
