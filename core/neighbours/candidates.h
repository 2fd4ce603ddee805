// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/neighbours/search.h"

#include <mutex>
#include <span>
#include <vector>

namespace likeness::neighbours {

// The candidates of up to as many items as a block holds: for each a small list that is cut down to what can still be
// among the k closest whenever it is full. Scores come in as a kernel rounds them, off by at most the item's margin;
// where so many lie within the margin of the k-th that the list would stay full (equal pictures), their similarities
// are computed instead and decide. Lock `mutex` for every call.
class Candidates
{
public:
    std::mutex mutex;

    // items[i] is the index of item i in `vectors`; `most` is how many candidates an item can have in all.
    Candidates(const Vectors& vectors,
               std::span<const std::uint32_t> items,
               std::span<const float> margins,
               std::size_t k,
               std::size_t most);
    // Only scores of at least this can be among the k closest of item i.
    std::span<const float> thresholds() const { return m_thresholds; }
    // Each candidate once, with a score of at least the threshold.
    void add(std::size_t i, Neighbour candidate)
    {
        if (m_sizes[i] == m_stride)
            cut(i);
        m_lists[i * m_stride + m_sizes[i]++] = candidate;
    }
    // Writes the k closest of each by similarity and gives the memory back.
    void finish(Lists& out);

private:
    std::span<Neighbour> list(std::size_t i) { return {m_lists.data() + i * m_stride, m_sizes[i]}; }
    void cut(std::size_t i);
    std::size_t dropHopeless(std::size_t i);
    void setSimilarities(std::size_t i);

    const Vectors& m_vectors;
    std::span<const std::uint32_t> m_items;
    std::span<const float> m_margins;
    std::size_t m_k;
    std::size_t m_stride;
    std::vector<std::uint32_t> m_sizes;
    std::vector<std::uint32_t> m_exact; // how many at the front of each list have their similarity instead of a score
    std::vector<float> m_thresholds;
    std::vector<Neighbour> m_lists;
};

} // namespace likeness::neighbours
