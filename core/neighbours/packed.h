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

// The vectors in a kernel's panels, in a given order; the last block is filled up with zeros.
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
    // `row` counts from the first item of the block.
    const std::uint32_t* row(std::size_t block, std::size_t row) const
    {
        const std::size_t panel = row / m_columns;
        return m_words.get() + (block * kBlock + panel * m_columns) * m_steps + row % m_columns;
    }
    // For each item, in order: by how much a score of the kernel differs from the similarity at most.
    std::span<const float> margins() const { return m_margins; }

private:
    struct Free {
        void operator()(std::uint32_t* words) const;
    };
    std::size_t m_blocks, m_steps, m_columns;
    std::unique_ptr<std::uint32_t[], Free> m_words;
    std::vector<float> m_margins;
};

} // namespace likeness::neighbours
