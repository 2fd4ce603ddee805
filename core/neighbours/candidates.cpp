// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/neighbours/candidates.h"

#include "core/neighbours/similarity.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace likeness::neighbours {
namespace {

constexpr float kNone = -std::numeric_limits<float>::infinity();

auto at(std::span<Neighbour> list, std::size_t i)
{
    return list.begin() + static_cast<std::ptrdiff_t>(i);
}

} // namespace

Candidates::Candidates(const Vectors& vectors,
                       std::span<const std::uint32_t> items,
                       std::span<const float> margins,
                       std::size_t k,
                       std::size_t most)
    : m_vectors(vectors), m_items(items), m_margins(margins), m_k(k), m_stride(std::min(2 * k + 32, most)),
      m_sizes(items.size(), 0), m_exact(items.size(), 0), m_thresholds(items.size(), kNone),
      m_lists(items.size() * m_stride)
{
}

void Candidates::setSimilarities(std::size_t i)
{
    const auto scored = list(i).subspan(m_exact[i]);
    neighbours::setSimilarities(m_vectors.row(m_items[i]).data(), m_vectors.values.data(), m_vectors.dim, scored);
    for (Neighbour& n : scored) // of numbers near the largest there are; it would put any order out of order
        if (std::isnan(n.similarity))
            n.similarity = kNone;
    m_exact[i] = m_sizes[i];
}

// Puts the k best scores first and drops what is further below the k-th than two roundings can explain. Returns how
// many stay.
std::size_t Candidates::dropHopeless(std::size_t i)
{
    const auto all = list(i);
    std::nth_element(all.begin(), at(all, m_k - 1), all.end(), closer);
    const float threshold = all[m_k - 1].similarity - 2 * m_margins[i];
    const auto end =
        std::partition(at(all, m_k), all.end(), [&](const Neighbour& n) { return n.similarity >= threshold; });
    m_sizes[i] = static_cast<std::uint32_t>(end - all.begin());
    m_thresholds[i] = threshold;
    return m_sizes[i];
}

void Candidates::cut(std::size_t i)
{
    if (m_exact[i] == 0 && dropHopeless(i) <= m_k + (m_stride - m_k) / 2)
        return;
    setSimilarities(i);
    const auto all = list(i);
    std::nth_element(all.begin(), at(all, m_k - 1), all.end(), closer);
    m_sizes[i] = m_exact[i] = static_cast<std::uint32_t>(m_k);
    m_thresholds[i] = all[m_k - 1].similarity - m_margins[i];
}

void Candidates::finish(Lists& out)
{
    for (std::size_t i = 0; i < m_items.size(); ++i) {
        if (m_exact[i] == 0 && m_sizes[i] > m_k)
            dropHopeless(i);
        setSimilarities(i);
        const auto all = list(i);
        std::partial_sort(all.begin(), at(all, std::min(m_k, all.size())), all.end(), closer);
        out.set(m_items[i], all);
    }
    std::vector<Neighbour>().swap(m_lists);
}

} // namespace likeness::neighbours
