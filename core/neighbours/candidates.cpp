// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/neighbours/candidates.h"

#include "core/base/clones.h"
#include "core/neighbours/similarity.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace likeness::neighbours {
namespace {

constexpr float kNone = -std::numeric_limits<float>::infinity();

// A number that at least k of the scores reach, at or little below the k-th best one: found by halving, because
// counting has no branches to guess.
LIKENESS_CLONES float almostBest(const float* scores, std::size_t count, std::size_t k)
{
    float low = scores[0];
    float high = scores[0];
    for (std::size_t i = 1; i < count; ++i) {
        low = scores[i] < low ? scores[i] : low;
        high = scores[i] > high ? scores[i] : high;
    }
    for (int halving = 0; halving < 12; ++halving) {
        const float middle = low + (high - low) / 2;
        std::uint32_t reach = 0;
        for (std::size_t i = 0; i < count; ++i)
            reach += scores[i] >= middle ? 1u : 0u;
        (reach >= k ? low : high) = middle;
        if (reach == k)
            break;
    }
    return low;
}

} // namespace

Candidates::Candidates(const Vectors& queries,
                       const Vectors& vectors,
                       std::span<const std::uint32_t> items,
                       std::span<const float> margins,
                       std::size_t k,
                       std::size_t most)
    : m_queries(queries), m_vectors(vectors), m_items(items), m_margins(margins), m_k(k),
      m_stride(std::min(k + k / 2 + 32, most)), m_thresholds(items.size(), kNone), m_sizes(items.size(), 0),
      m_exact(items.size(), 0), m_candidates(items.size() * m_stride), m_scores(items.size() * m_stride),
      m_scratch(m_stride)
{
}

// Drops what is further below the k-th score than two roundings can explain.
void Candidates::dropHopeless(std::size_t i)
{
    std::uint32_t* const candidates = m_candidates.data() + i * m_stride;
    float* const scores = m_scores.data() + i * m_stride;
    m_thresholds[i] = almostBest(scores, m_sizes[i], m_k) - 2 * m_margins[i];
    std::uint32_t kept = 0;
    for (std::uint32_t c = 0; c < m_sizes[i]; ++c) {
        candidates[kept] = candidates[c];
        scores[kept] = scores[c];
        kept += scores[c] >= m_thresholds[i] ? 1 : 0;
    }
    m_sizes[i] = kept;
}

// The k closest of the list by similarity, in any order.
std::span<Neighbour> Candidates::closest(std::size_t i)
{
    const std::span<Neighbour> all(m_scratch.data(), m_sizes[i]);
    for (std::size_t c = 0; c < all.size(); ++c)
        all[c] = {m_candidates[i * m_stride + c], m_scores[i * m_stride + c]};
    const auto scored = all.subspan(m_exact[i]);
    setSimilarities(m_queries.row(m_items[i]).data(), m_vectors.values.data(), m_vectors.dim, scored);
    for (Neighbour& n : scored) // infinity minus infinity, which no order has a place for
        if (std::isnan(n.similarity))
            n.similarity = kNone;
    if (all.size() <= m_k)
        return all;
    std::nth_element(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(m_k - 1), all.end(), closer);
    return all.first(m_k);
}

void Candidates::cut(std::size_t i)
{
    if (m_exact[i] == 0) {
        dropHopeless(i);
        if (m_sizes[i] < m_stride - (m_stride - m_k) / 4)
            return;
    }
    const auto best = closest(i);
    for (std::size_t c = 0; c < best.size(); ++c) {
        m_candidates[i * m_stride + c] = best[c].index;
        m_scores[i * m_stride + c] = best[c].similarity;
    }
    m_sizes[i] = m_exact[i] = static_cast<std::uint32_t>(m_k);
    m_thresholds[i] = best.back().similarity - m_margins[i]; // the k-th of them
}

void Candidates::finish(const std::function<void(std::size_t i, std::span<const Neighbour> closest)>& take)
{
    for (std::size_t i = 0; i < m_items.size(); ++i) {
        if (m_exact[i] == 0 && m_sizes[i] > m_k)
            dropHopeless(i);
        const auto best = closest(i);
        std::sort(best.begin(), best.end(), closer);
        take(i, best);
    }
    std::vector<std::uint32_t>().swap(m_candidates);
    std::vector<float>().swap(m_scores);
}

} // namespace likeness::neighbours
