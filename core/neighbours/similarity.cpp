// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/neighbours/similarity.h"

#include "core/base/clones.h"

namespace likeness::neighbours {
namespace {

// 32 sums side by side, then folded. This file is compiled without fused multiply-add, which some processors lack.
[[gnu::always_inline]] inline float product(const float* a, const float* b, std::size_t dim)
{
    constexpr std::size_t kLanes = 32;
    float sums[kLanes] = {};
    std::size_t i = 0;
    for (; i + kLanes <= dim; i += kLanes)
        for (std::size_t l = 0; l < kLanes; ++l)
            sums[l] += a[i + l] * b[i + l];
    for (std::size_t width = kLanes / 2; width > 0; width /= 2)
        for (std::size_t l = 0; l < width; ++l)
            sums[l] += sums[l + width];
    float rest = 0;
    for (; i < dim; ++i)
        rest += a[i] * b[i];
    return sums[0] + rest;
}

// The rows lie anywhere in memory, so the next but one is fetched while this one is multiplied.
[[gnu::always_inline]] inline void prefetch(const float* row, std::size_t dim)
{
    constexpr std::size_t kLine = 16;
    for (std::size_t i = 0; i < dim && i < 16 * kLine; i += kLine)
        __builtin_prefetch(row + i);
}

} // namespace

LIKENESS_CLONES void
setSimilarities(const float* vector, const float* rows, std::size_t dim, std::span<Neighbour> neighbours)
{
    constexpr std::size_t kAhead = 2;
    for (std::size_t n = 0; n < neighbours.size(); ++n) {
        if (n + kAhead < neighbours.size())
            prefetch(rows + neighbours[n + kAhead].index * dim, dim);
        neighbours[n].similarity = product(vector, rows + neighbours[n].index * dim, dim);
    }
}

} // namespace likeness::neighbours
