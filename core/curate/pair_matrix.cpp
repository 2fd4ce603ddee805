// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/curate/pair_matrix.h"

#include <algorithm>

namespace likeness::curate {

PairMatrix::PairMatrix(const Similarity& from, jobs::Context& context)
    : m_count(from.count()), m_values(m_count * m_count)
{
    constexpr std::size_t kSide = 64; // a tile of LBPH histograms stays in a core's cache
    std::vector<float> tile(kSide * kSide);
    for (std::size_t a = 0; a < m_count; a += kSide) {
        context.checkStop();
        for (std::size_t b = a; b < m_count; b += kSide) {
            const std::size_t aEnd = std::min(a + kSide, m_count), bEnd = std::min(b + kSide, m_count);
            from.tile(a, aEnd, b, bEnd, tile.data());
            for (std::size_t i = a; i < aEnd; ++i)
                for (std::size_t j = b; j < bEnd; ++j)
                    m_values[i * m_count + j] = m_values[j * m_count + i] = tile[(i - a) * (bEnd - b) + (j - b)];
        }
    }
}

PairView::PairView(const PairMatrix& matrix,
                   std::vector<std::uint32_t> rows,
                   std::span<const dataset::IdentityId> labels)
    : m_matrix(matrix), m_rows(std::move(rows)), m_own(m_rows.size(), kNearestOwn),
      m_others(m_rows.size(), kNearestOthers)
{
    std::vector<neighbours::Neighbour> mine, theirs;
    const auto closest = [](std::vector<neighbours::Neighbour>& list, std::size_t most) {
        const auto end = list.begin() + static_cast<std::ptrdiff_t>(std::min(most, list.size()));
        std::partial_sort(list.begin(), end, list.end(), neighbours::closer);
        list.erase(end, list.end());
    };
    for (std::uint32_t i = 0; i < m_rows.size(); ++i) {
        mine.clear();
        theirs.clear();
        for (std::uint32_t j = 0; j < m_rows.size(); ++j)
            if (j != i)
                (labels[i] == labels[j] ? mine : theirs).push_back({j, pair(i, j)});
        closest(mine, kNearestOwn);
        closest(theirs, kNearestOthers);
        m_own.set(i, mine);
        m_others.set(i, theirs);
    }
}

void PairView::tile(std::size_t a0, std::size_t a1, std::size_t b0, std::size_t b1, float* out) const
{
    for (std::size_t a = a0; a < a1; ++a)
        for (std::size_t b = b0; b < b1; ++b)
            *out++ = pair(a, b);
}

} // namespace likeness::curate
