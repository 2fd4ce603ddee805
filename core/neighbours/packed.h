// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/neighbours/kernels.h"
#include "core/neighbours/search.h"

#include <memory>
#include <vector>

namespace likeness::neighbours {

// Items to a block: a multiple of each kernel's columns, and two blocks of 512 features as bfloat16 fit into the second
// level of a cache.
inline constexpr std::size_t kBlock = 480;

// The length of a vector and of what rounding to bfloat16 takes from it.
struct Lengths {
    double whole = 0, lost = 0;
};

// Writes a vector as a kernel's words, `stride` words apart; the last half word of an odd number of features is 0.
Lengths packRow(std::span<const float> vector, bool halves, std::uint32_t* out, std::size_t stride);
// Words of one vector.
std::size_t stepsOf(std::size_t dim, const Kernel& kernel);

inline constexpr std::uint32_t kNoItem = 0xffffffff;

// Vectors in a kernel's panels: place p holds the vector `order[p]`, or zeros for kNoItem and up to the next multiple
// of kBlock.
class Packed
{
public:
    Packed(const Vectors& vectors,
           std::span<const std::uint32_t> order,
           const Kernel& kernel,
           int threads,
           jobs::Context& context);
    void freeWords() { m_words.reset(); }
    std::size_t blocks() const { return m_blocks; }
    std::size_t steps() const { return m_steps; }
    const std::uint32_t* at(std::size_t place) const
    {
        return m_words.get() + place / m_columns * m_columns * m_steps + place % m_columns;
    }
    // By how much a score of a vector with one of these differs from their similarity at most.
    float margin(const Lengths& vector) const;
    // The same of each of these with each other, in order.
    std::span<const float> margins() const { return m_margins; }

private:
    struct Free {
        void operator()(std::uint32_t* words) const;
    };
    std::size_t m_dim, m_blocks, m_steps, m_columns;
    std::unique_ptr<std::uint32_t[], Free> m_words;
    Lengths m_longest;
    std::vector<float> m_margins;
};

} // namespace likeness::neighbours
