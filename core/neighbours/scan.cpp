// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/neighbours/scan.h"

#include <algorithm>
#include <array>
#include <limits>

namespace likeness::neighbours {
namespace {

constexpr float kNever = std::numeric_limits<float>::infinity();
constexpr std::size_t kMostColumns = 48;

} // namespace

Scan::Scan(const Vectors& queries,
           std::span<const std::uint32_t> items,
           const Vectors& vectors,
           std::span<const std::uint32_t> order,
           const Packed& packed,
           const Kernel& kernel,
           std::size_t k)
    : m_items(items), m_order(order), m_packed(packed), m_kernel(kernel), m_words(items.size() * packed.steps())
{
    for (std::size_t q = 0; q < items.size(); ++q)
        m_margins.push_back(
            packed.margin(packRow(queries.row(items[q]), kernel.halves, m_words.data() + q * packed.steps(), 1)));
    m_candidates = std::make_unique<Candidates>(queries, vectors, items, m_margins, k, vectors.count());
}

void Scan::setGroups(std::span<const std::uint32_t> groups)
{
    m_groups = groups;
    m_others = true;
}

// As panels of zero or more rows of the kernel, the last one filled up with zeros.
void Scan::packRows(std::span<const std::uint32_t> rows)
{
    const std::size_t steps = m_packed.steps();
    const std::size_t columns = m_kernel.columns;
    m_panels.assign((rows.size() + columns - 1) / columns * columns * steps, 0u);
    for (std::size_t r = 0; r < rows.size(); ++r) {
        const std::uint32_t* const from = m_words.data() + rows[r] * steps;
        std::uint32_t* const to = m_panels.data() + r / columns * columns * steps + r % columns;
        for (std::size_t s = 0; s < steps; ++s)
            to[s * columns] = from[s];
    }
}

void Scan::compare(std::span<const std::uint32_t> rows, std::size_t first, std::size_t last)
{
    static constexpr auto kNoThreshold = [] {
        std::array<float, kMostColumns> out{};
        out.fill(kNever);
        return out;
    }();
    packRows(rows);
    std::array<Survivor, kMostScores> survivors;
    std::array<float, kMostColumns> thresholds;
    const auto known = m_candidates->thresholds();
    for (std::size_t r = 0; r < rows.size(); r += m_kernel.rows) {
        const std::size_t some = std::min(m_kernel.rows, rows.size() - r);
        std::fill_n(thresholds.begin(), m_kernel.rows, kNever);
        for (std::size_t i = 0; i < some; ++i)
            thresholds[i] = known[rows[r + i]];
        const std::size_t panel = r / m_kernel.columns * m_kernel.columns;
        const std::uint32_t* const words = m_panels.data() + panel * m_packed.steps() + (r - panel);
        for (std::size_t p = first; p < last; p += m_kernel.columns) {
            const std::size_t count = m_kernel.scores(words, m_packed.at(p), m_packed.steps(), thresholds.data(),
                                                      kNoThreshold.data(), {}, survivors.data());
            for (const Survivor& s : std::span(survivors.data(), count)) {
                const std::uint32_t query = rows[r + s.row];
                if (p + s.column >= m_order.size() || s.score < known[query])
                    continue;
                const std::uint32_t other = m_order[p + s.column];
                const std::uint32_t item = m_items[query];
                if (other == kNoItem ||
                    (m_others && (other == item || (!m_groups.empty() && m_groups[other] == m_groups[item]))))
                    continue;
                m_candidates->add(query, other, s.score);
                thresholds[s.row] = known[query];
            }
        }
    }
}

} // namespace likeness::neighbours
