// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/neighbours/similarity.h"

#include "core/base/clones.h"

namespace likeness::neighbours {
namespace {

constexpr std::size_t kLanes = 16;
using Lanes = float __attribute__((vector_size(kLanes * sizeof(float))));
using Stored = float __attribute__((vector_size(kLanes * sizeof(float)), aligned(alignof(float)), may_alias));

// 32 sums side by side, then folded. This file is compiled without fused multiply-add, which some processors lack.
[[gnu::always_inline]] inline float product(const float* a, const float* b, std::size_t dim)
{
    Lanes sums[2] = {};
    std::size_t i = 0;
    for (; i + 2 * kLanes <= dim; i += 2 * kLanes) {
        const auto* x = reinterpret_cast<const Stored*>(a + i);
        const auto* y = reinterpret_cast<const Stored*>(b + i);
        sums[0] += x[0] * y[0];
        sums[1] += x[1] * y[1];
    }
    float rest = 0;
    for (; i < dim; ++i)
        rest += a[i] * b[i];
    Lanes sum = sums[0] + sums[1];
    sum += __builtin_shufflevector(sum, sum, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7);
    sum += __builtin_shufflevector(sum, sum, 4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11);
    sum += __builtin_shufflevector(sum, sum, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13);
    return sum[0] + sum[1] + rest;
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
