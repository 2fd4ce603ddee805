// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/neighbours/exact.h"

#include "core/base/parallel.h"
#include "core/neighbours/candidates.h"
#include "core/neighbours/packed.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <limits>
#include <memory>
#include <numeric>

namespace likeness::neighbours {
namespace {

// Vectors of one group side by side, so that whole tiles can be left out: `items[p]` is the vector at place p,
// `ranks[p]` its group, counted from 0 in this order.
struct Order {
    std::vector<std::uint32_t> items, ranks;
    std::size_t largest = 1; // group

    Order(std::size_t count, std::span<const std::uint32_t> groups) : items(count), ranks(count)
    {
        std::iota(items.begin(), items.end(), 0u);
        std::iota(ranks.begin(), ranks.end(), 0u);
        if (groups.empty())
            return;
        std::stable_sort(items.begin(), items.end(), [&](auto a, auto b) { return groups[a] < groups[b]; });
        std::size_t first = 0;
        for (std::size_t p = 1; p < count; ++p) {
            const bool same = groups[items[p]] == groups[items[p - 1]];
            ranks[p] = ranks[p - 1] + (same ? 0 : 1);
            first = same ? first : p;
            largest = std::max(largest, p - first + 1);
        }
    }
};

// Every unordered pair of `blocks` blocks up to `reach` blocks apart (counted around) once: first each block with
// itself, then each with the one `distance` further on. The distances come in strides of the golden ratio, so that what
// an item has seen is a fair sample of all at any time, however the vectors are sorted, and thresholds rise early.
class Schedule
{
public:
    Schedule(std::size_t blocks, std::size_t reach) : m_blocks(blocks), m_distances(std::min(reach, (blocks - 1) / 2))
    {
        m_hasHalf = blocks % 2 == 0 && reach >= blocks / 2;
        const auto golden = static_cast<std::size_t>(0.618 * static_cast<double>(m_distances));
        for (m_stride = std::max<std::size_t>(golden, 1); std::gcd(m_stride, m_distances) > 1;)
            ++m_stride;
    }
    std::size_t size() const { return m_blocks * (1 + m_distances) + (m_hasHalf ? m_blocks / 2 : 0); }
    std::pair<std::size_t, std::size_t> operator[](std::size_t i) const
    {
        const std::size_t row = i % m_blocks;
        const std::size_t turn = i / m_blocks;
        const std::size_t distance = turn == 0            ? 0
                                     : turn > m_distances ? m_blocks / 2
                                                          : 1 + turn * m_stride % m_distances;
        return std::minmax(row, (row + distance) % m_blocks);
    }

private:
    std::size_t m_blocks, m_distances, m_stride = 1;
    bool m_hasHalf = false;
};

class Search
{
public:
    Search(const Vectors& vectors,
           std::span<const std::uint32_t> groups,
           Pairs pairs,
           std::size_t k,
           int threads,
           const Kernel& kernel,
           jobs::Context& context)
        : m_vectors(vectors), m_pairs(pairs), m_k(k), m_threads(threads), m_kernel(kernel), m_context(context),
          m_order(vectors.count(), groups), m_packed(vectors, m_order.items, kernel, threads, context)
    {
        const std::size_t most = pairs == Pairs::SameGroup ? m_order.largest - 1 : vectors.count() - 1;
        for (std::size_t block = 0; block < m_packed.blocks(); ++block)
            m_candidates.push_back(std::make_unique<Candidates>(
                vectors, vectors, part(std::span<const std::uint32_t>(m_order.items), block),
                part(m_packed.margins(), block), k, most));
    }

    Lists run()
    {
        const std::size_t reach =
            m_pairs == Pairs::SameGroup ? (m_order.largest + kBlock - 2) / kBlock : m_packed.blocks();
        const Schedule schedule(m_packed.blocks(), reach);
        const std::uint64_t total = schedule.size() * kBlock * kBlock;
        std::atomic<std::uint64_t> done{0};
        parallelFor(
            schedule.size(), m_threads,
            [&](std::size_t t) {
                const auto [row, column] = schedule[t];
                const bool worked = tile(row, column);
                const std::uint64_t pairs = done += kBlock * kBlock;
                if (worked)
                    m_context.progress(pairs, total, "pairs");
            },
            m_context.stopToken());
        m_context.checkStop();
        m_packed.freeWords();
        Lists out(m_vectors.count(), m_k);
        parallelFor(
            m_candidates.size(), m_threads,
            [&](std::size_t block) {
                m_candidates[block]->finish([&](std::size_t i, std::span<const Neighbour> closest) {
                    out.set(m_order.items[block * kBlock + i], closest);
                });
            },
            m_context.stopToken());
        m_context.checkStop();
        return out;
    }

private:
    static constexpr float kNever = std::numeric_limits<float>::infinity();

    static constexpr std::size_t kPortion = 1024; // survivors after which thresholds are worth a renewal

    // Of one tile. The thresholds are copies: that they may be old only lets more survive.
    struct Work {
        std::size_t row, column; // blocks
        std::array<float, kBlock> rowThresholds, columnThresholds;
        std::array<Survivor, kPortion + kMostScores> survivors;
        std::size_t count = 0;
    };

    template<typename T>
    std::span<T> part(std::span<T> all, std::size_t block) const
    {
        return all.subspan(block * kBlock, std::min(kBlock, all.size() - block * kBlock));
    }

    // Whether no pair of two runs of places counts.
    bool skips(std::size_t row, std::size_t rows, std::size_t column, std::size_t columns) const
    {
        const auto& ranks = m_order.ranks;
        const auto last = [&](std::size_t place, std::size_t count) {
            return ranks[std::min(place + count, ranks.size()) - 1];
        };
        if (row >= ranks.size() || column >= ranks.size())
            return true;
        if (m_pairs == Pairs::SameGroup)
            return last(row, rows) < ranks[column] || last(column, columns) < ranks[row];
        return ranks[row] == ranks[column] && last(row, rows) == ranks[row] && last(column, columns) == ranks[column];
    }

    void readThresholds(std::size_t block, std::array<float, kBlock>& out)
    {
        Candidates& candidates = *m_candidates[block];
        const std::lock_guard lock(candidates.mutex);
        const auto thresholds = candidates.thresholds();
        std::fill(std::copy(thresholds.begin(), thresholds.end(), out.begin()), out.end(), kNever);
    }

    // False when nothing in it counts. row <= column.
    bool tile(std::size_t row, std::size_t column)
    {
        if (skips(row * kBlock, kBlock, column * kBlock, kBlock))
            return false;
        Work work{row, column, {}, {}, {}};
        readThresholds(row, work.rowThresholds);
        readThresholds(column, work.columnThresholds);
        for (std::size_t c = 0; c < kBlock; c += m_kernel.columns)
            for (std::size_t r = 0; r < kBlock; r += m_kernel.rows) {
                const bool below = row == column && r >= c + m_kernel.columns;
                if (below || skips(row * kBlock + r, m_kernel.rows, column * kBlock + c, m_kernel.columns))
                    continue;
                const Survivor first{static_cast<std::uint16_t>(r), static_cast<std::uint16_t>(c), 0};
                work.count +=
                    m_kernel.scores(m_packed.at(row * kBlock + r), m_packed.at(column * kBlock + c), m_packed.steps(),
                                    work.rowThresholds.data() + r, work.columnThresholds.data() + c, first,
                                    work.survivors.data() + work.count);
                if (work.count > kPortion)
                    collect(work);
            }
        collect(work);
        return true;
    }

    // Gives the survivors that count to the candidates of both blocks.
    void collect(Work& work)
    {
        const std::size_t count = m_order.items.size();
        const bool same = m_pairs == Pairs::SameGroup;
        const auto gone = [&](const Survivor& s) {
            const std::size_t row = work.row * kBlock + s.row;
            const std::size_t column = work.column * kBlock + s.column;
            return row >= column || column >= count || (m_order.ranks[row] == m_order.ranks[column]) != same;
        };
        Survivor* const first = work.survivors.data();
        const std::span<const Survivor> survivors(first, std::remove_if(first, first + work.count, gone));
        work.count = 0;
        give(work.row, survivors, work.rowThresholds,
             [&](const Survivor& s) { return std::pair(s.row, m_order.items[work.column * kBlock + s.column]); });
        give(work.column, survivors, work.columnThresholds,
             [&](const Survivor& s) { return std::pair(s.column, m_order.items[work.row * kBlock + s.row]); });
    }

    template<typename Ends>
    void give(std::size_t block, std::span<const Survivor> survivors, std::array<float, kBlock>& thresholds, Ends ends)
    {
        Candidates& candidates = *m_candidates[block];
        const std::lock_guard lock(candidates.mutex);
        for (const Survivor& s : survivors) {
            const auto [item, other] = ends(s);
            if (s.score >= candidates.thresholds()[item])
                candidates.add(item, other, s.score);
            thresholds[item] = candidates.thresholds()[item];
        }
    }

    const Vectors& m_vectors;
    const Pairs m_pairs;
    const std::size_t m_k;
    const int m_threads;
    const Kernel& m_kernel;
    jobs::Context& m_context;
    const Order m_order;
    Packed m_packed;
    std::vector<std::unique_ptr<Candidates>> m_candidates;
};

} // namespace

Lists exactNearest(const Vectors& vectors,
                   std::span<const std::uint32_t> groups,
                   Pairs pairs,
                   std::size_t k,
                   int threads,
                   const Kernel& kernel,
                   jobs::Context& context)
{
    if (vectors.count() < 2 || k == 0)
        return Lists(vectors.count(), 0);
    return Search(vectors, groups, pairs, std::min(k, vectors.count() - 1), threads, kernel, context).run();
}

} // namespace likeness::neighbours
