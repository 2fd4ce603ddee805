// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/neighbours/search.h"

#include <functional>
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

    // items[i] is the row of item i in `queries`, candidates are rows of `vectors`; `most` is how many candidates an
    // item can have in all.
    Candidates(const Vectors& queries,
               const Vectors& vectors,
               std::span<const std::uint32_t> items,
               std::span<const float> margins,
               std::size_t k,
               std::size_t most);
    // Only scores of at least this can be among the k closest of item i.
    std::span<const float> thresholds() const { return m_thresholds; }
    // Each candidate once, with a score of at least the threshold.
    void add(std::size_t i, std::uint32_t candidate, float score)
    {
        if (m_sizes[i] == m_stride)
            cut(i);
        const std::size_t at = i * m_stride + m_sizes[i]++;
        m_candidates[at] = candidate;
        m_scores[at] = score;
    }
    // Calls `take` for each item with its k closest by similarity, in order, and gives the memory back.
    void finish(const std::function<void(std::size_t i, std::span<const Neighbour> closest)>& take);

private:
    void cut(std::size_t i);
    void dropHopeless(std::size_t i);
    std::span<Neighbour> closest(std::size_t i);

    Vectors m_queries, m_vectors;
    std::span<const std::uint32_t> m_items;
    std::span<const float> m_margins;
    std::size_t m_k;
    std::size_t m_stride;
    std::vector<float> m_thresholds;
    std::vector<std::uint32_t> m_sizes;
    std::vector<std::uint32_t> m_exact; // how many at the front of each list have their similarity instead of a score
    std::vector<std::uint32_t> m_candidates;
    std::vector<float> m_scores;
    std::vector<Neighbour> m_scratch;
};

} // namespace likeness::neighbours
