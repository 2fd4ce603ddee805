// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/perceptual_hash.h"

#include "core/base/error.h"
#include "core/image/transform.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace likeness::image {
namespace {

constexpr std::size_t kSide = 32;
constexpr std::size_t kKept = 8;

using Basis = std::array<std::array<double, kSide>, kKept>;

Basis cosines()
{
    Basis out{};
    for (std::size_t u = 0; u < kKept; ++u)
        for (std::size_t x = 0; x < kSide; ++x)
            out[u][x] =
                std::cos(std::numbers::pi * static_cast<double>(u * (2 * x + 1)) / static_cast<double>(2 * kSide));
    return out;
}

} // namespace

std::uint64_t perceptualHash(const Image& image)
{
    if (image.empty())
        throw Error(ErrorCode::BadArgument, "An empty picture has no hash.");
    static const Basis kBasis = cosines();
    const Image small = resize(toGrey(image), kSide, kSide, Filter::Area);

    std::array<std::array<double, kSide>, kKept> across{}; // frequency u of each row
    for (std::size_t u = 0; u < kKept; ++u)
        for (std::size_t y = 0; y < kSide; ++y)
            for (std::size_t x = 0; x < kSide; ++x)
                across[u][y] += kBasis[u][x] * static_cast<double>(small.pixels[y * kSide + x]);
    std::array<double, kKept * kKept> frequency{};
    for (std::size_t v = 0; v < kKept; ++v)
        for (std::size_t u = 0; u < kKept; ++u)
            for (std::size_t y = 0; y < kSide; ++y)
                frequency[v * kKept + u] += kBasis[v][y] * across[u][y];
    // All of the DCT's constant factors are left out but the one by which frequency 0 differs, which is not compared.

    std::array<double, kKept * kKept - 1> others{};
    std::copy(frequency.begin() + 1, frequency.end(), others.begin());
    std::nth_element(others.begin(), others.begin() + others.size() / 2, others.end());
    const double median = others[others.size() / 2];
    double largest = 0;
    for (std::size_t i = 1; i < frequency.size(); ++i)
        largest = std::max(largest, std::abs(frequency[i]));
    const double above = median + std::max(1e-9 * largest, 1e-6);
    std::uint64_t hash = 0;
    for (std::size_t i = 1; i < frequency.size(); ++i)
        if (frequency[i] > above)
            hash |= std::uint64_t{1} << i;
    return hash;
}

} // namespace likeness::image
