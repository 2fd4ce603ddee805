// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/neighbours/packed.h"

#include "core/base/parallel.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <new>

namespace likeness::neighbours {
namespace {

// To nearest, ties to even: a bfloat16 is the upper half of a float.
std::uint32_t bfloat16(float value)
{
    const auto bits = std::bit_cast<std::uint32_t>(value);
    return (bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16;
}

std::uint32_t* allocate(std::size_t words)
{
    constexpr std::size_t kAlignment = 64;
    const std::size_t bytes = words * sizeof(std::uint32_t);
    void* found = std::aligned_alloc(kAlignment, (bytes + kAlignment - 1) / kAlignment * kAlignment);
    if (!found)
        throw std::bad_alloc();
    return static_cast<std::uint32_t*>(found);
}

} // namespace

Lengths packRow(std::span<const float> vector, bool halves, std::uint32_t* out, std::size_t stride)
{
    Lengths lengths;
    for (std::size_t i = 0; i < vector.size(); ++i) {
        const auto value = double{vector[i]};
        lengths.whole += value * value;
        if (halves) {
            const std::uint32_t half = bfloat16(vector[i]);
            std::uint32_t& word = out[i / 2 * stride];
            word = i % 2 == 0 ? half : word | half << 16;
            const double lost = value - double{std::bit_cast<float>(half << 16)};
            lengths.lost += lost * lost;
        } else {
            out[i * stride] = std::bit_cast<std::uint32_t>(vector[i]);
        }
    }
    return {std::sqrt(lengths.whole), std::sqrt(lengths.lost)};
}

std::size_t stepsOf(std::size_t dim, const Kernel& kernel)
{
    return kernel.halves ? (dim + 1) / 2 : dim;
}

void Packed::Free::operator()(std::uint32_t* words) const
{
    std::free(words);
}

Packed::Packed(const Vectors& vectors,
               std::span<const std::uint32_t> order,
               const Kernel& kernel,
               int threads,
               jobs::Context& context)
    : m_dim(vectors.dim), m_blocks((order.size() + kBlock - 1) / kBlock), m_steps(stepsOf(vectors.dim, kernel)),
      m_columns(kernel.columns), m_words(allocate(m_blocks * kBlock * m_steps)), m_margins(order.size())
{
    std::vector<Lengths> lengths(order.size());
    parallelFor(
        m_blocks, threads,
        [&](std::size_t block) {
            const std::size_t first = block * kBlock;
            std::fill_n(m_words.get() + first * m_steps, kBlock * m_steps, 0u);
            for (std::size_t p = first; p < std::min(first + kBlock, order.size()); ++p)
                if (order[p] != kNoItem)
                    lengths[p] = packRow(vectors.row(order[p]), kernel.halves, m_words.get() + (at(p) - m_words.get()),
                                         m_columns);
        },
        context.stopToken());
    context.checkStop();
    for (const Lengths& l : lengths)
        if (std::isfinite(l.whole) && std::isfinite(l.lost))
            m_longest = {std::max(m_longest.whole, l.whole), std::max(m_longest.lost, l.lost)};
    std::transform(lengths.begin(), lengths.end(), m_margins.begin(), [&](const Lengths& l) { return margin(l); });
}

// With a = a' + e and b = b' + f, where a' and b' are what the kernel sees: |ab − a'b'| = |eb + a'f| ≤ ‖e‖‖b‖ + ‖a'‖‖f‖
// (Cauchy and Schwarz), whatever the vectors. Both sums, the kernel's and the similarity's, add at most one rounding of
// 2⁻²⁴ of Σ|ab| for each product and each addition; numbers that are flushed to zero vanish beside the last term.
float Packed::margin(const Lengths& vector) const
{
    const auto& [whole, lost] = vector;
    const double rounding = 4.0 * static_cast<double>(m_dim + 8) * 0x1p-24;
    const double margin = lost * m_longest.whole + (whole + lost) * m_longest.lost +
                          rounding * (whole + lost) * (m_longest.whole + m_longest.lost) + 1e-30;
    return static_cast<float>(margin * 1.0001);
}

} // namespace likeness::neighbours
