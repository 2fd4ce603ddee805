// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/neighbours/approximate.h"

#include "core/base/parallel.h"
#include "core/neighbours/index_module.h"
#include "core/neighbours/scan.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <numeric>

namespace likeness::neighbours {
namespace {

constexpr std::size_t kBatch = 2048; // queries; side by side in their cells, so that they search much the same ones
constexpr std::size_t kSample = 500;
constexpr std::size_t kLeastProbes = 8;
constexpr double kWantedRecall = 0.95;

using Items = std::vector<std::uint32_t>;
using Found = std::vector<std::vector<Neighbour>>; // for each of some items

Items firstNumbers(std::size_t count)
{
    Items out(count);
    std::iota(out.begin(), out.end(), 0u);
    return out;
}

// Enough cells that few vectors are compared with all centres, enough vectors in each to fill a kernel's panels.
std::size_t cellsFor(std::size_t count)
{
    const auto wanted = static_cast<std::size_t>(4 * std::sqrt(static_cast<double>(count)));
    return std::clamp<std::size_t>(count / 96, 1, wanted);
}

// The vectors sorted into cells; each cell begins with a panel of its own.
class Cells
{
public:
    Cells(const Vectors& vectors,
          std::span<const std::uint32_t> groups,
          int threads,
          const Kernel& kernel,
          jobs::Context& context)
        : m_vectors(vectors), m_groups(groups), m_threads(threads), m_kernel(kernel), m_context(context),
          m_centreValues(trainCells(vectors, cellsFor(vectors.count()), threads, context)),
          m_centreNumbers(firstNumbers(m_centreValues.size() / vectors.dim)),
          m_centrePanels(centres(), m_centreNumbers, kernel, threads, context), m_order(sorted()),
          m_panels(vectors, m_order, kernel, threads, context)
    {
    }

    std::size_t count() const { return m_centreNumbers.size(); }
    // All vectors, cell by cell.
    Items items() const
    {
        Items out;
        std::copy_if(m_order.begin(), m_order.end(), std::back_inserter(out),
                     [](auto item) { return item != kNoItem; });
        return out;
    }

    // The k closest of each item in the `probes` cells whose centres are closest to it. On one thread.
    void search(std::span<const std::uint32_t> items,
                std::size_t k,
                std::size_t probes,
                const std::function<void(std::size_t i, std::span<const Neighbour> closest)>& take) const
    {
        const Items nearest = nearestCells(items, probes);
        Scan scan(m_vectors, items, m_vectors, m_order, m_panels, m_kernel, k);
        scan.setGroups(m_groups);
        compare(scan, nearest, probes, 0, 1); // the closest cells first, for high thresholds
        compare(scan, nearest, probes, 1, probes);
        scan.finish(take);
    }
    // The k closest of each item in all cells. On one thread.
    void searchAll(std::span<const std::uint32_t> items,
                   std::size_t k,
                   const std::function<void(std::size_t i, std::span<const Neighbour> closest)>& take) const
    {
        Scan scan(m_vectors, items, m_vectors, m_order, m_panels, m_kernel, k);
        scan.setGroups(m_groups);
        const Items rows = firstNumbers(items.size());
        for (std::size_t cell = 0; cell < count() && !m_context.stopRequested(); ++cell)
            scan.compare(rows, m_first[cell], m_first[cell + 1]);
        scan.finish(take);
    }

private:
    Vectors centres() const { return {m_centreValues, m_vectors.dim}; }

    // `probes` cells for each item, the closest first.
    Items nearestCells(std::span<const std::uint32_t> items, std::size_t probes) const
    {
        Scan scan(m_vectors, items, centres(), m_centreNumbers, m_centrePanels, m_kernel, probes);
        scan.compare(firstNumbers(items.size()), 0, m_centrePanels.blocks() * kBlock);
        Items out(items.size() * probes, kNoItem);
        scan.finish([&](std::size_t i, std::span<const Neighbour> closest) {
            std::transform(closest.begin(), closest.end(), out.begin() + static_cast<std::ptrdiff_t>(i * probes),
                           [](const Neighbour& n) { return n.index; });
        });
        return out;
    }

    // Compares each query with the cells that come at [from, to) in its list, cell by cell.
    void compare(Scan& scan, const Items& nearest, std::size_t probes, std::size_t from, std::size_t to) const
    {
        std::vector<Items> queries(count());
        for (std::size_t n = 0; n < nearest.size(); ++n)
            if (nearest[n] != kNoItem && n % probes >= from && n % probes < to)
                queries[nearest[n]].push_back(static_cast<std::uint32_t>(n / probes));
        for (std::size_t cell = 0; cell < count() && !m_context.stopRequested(); ++cell)
            scan.compare(queries[cell], m_first[cell], m_first[cell + 1]);
    }

    Items sorted()
    {
        Items home(m_vectors.count());
        const Items all = firstNumbers(home.size());
        parallelFor((home.size() + kBatch - 1) / kBatch, m_threads,
                    [&](std::size_t batch) {
                        const std::size_t first = batch * kBatch;
                        const auto some = std::span(all).subspan(first, std::min(kBatch, all.size() - first));
                        std::ranges::copy(nearestCells(some, 1), home.begin() + static_cast<std::ptrdiff_t>(first));
                    },
                    m_context.stopToken());
        m_context.checkStop();
        std::vector<std::size_t> sizes(count(), 0);
        for (std::uint32_t& cell : home) {
            cell = cell == kNoItem ? 0 : cell; // not a number: found by nobody, wherever it lies
            ++sizes[cell];
        }
        m_first.assign(1, 0);
        for (const std::size_t size : sizes)
            m_first.push_back(m_first.back() + (size + m_kernel.columns - 1) / m_kernel.columns * m_kernel.columns);
        Items order(m_first.back(), kNoItem);
        std::vector<std::size_t> next(m_first.begin(), m_first.end() - 1);
        for (const std::uint32_t item : all)
            order[next[home[item]]++] = item;
        return order;
    }

    const Vectors m_vectors;
    const std::span<const std::uint32_t> m_groups;
    const int m_threads;
    const Kernel& m_kernel;
    jobs::Context& m_context;
    const std::vector<float> m_centreValues;
    const Items m_centreNumbers;
    const Packed m_centrePanels;
    std::vector<std::size_t> m_first; // place of each cell, and the end
    const Items m_order;
    const Packed m_panels;
};

// What is right for some of the items, and how much of it others found.
class Truth
{
public:
    Truth(const Cells& cells, Items items, std::size_t k, int threads, jobs::Context& context)
        : m_items(std::move(items)),
          m_lists(inPortions(threads, context, [&](auto some, const auto& take) { cells.searchAll(some, k, take); }))
    {
    }
    std::span<const std::uint32_t> items() const { return m_items; }

    // `work(items, take)` searches for a few of them.
    template<typename Work>
    Found inPortions(int threads, jobs::Context& context, Work work) const
    {
        constexpr std::size_t kPortion = 32;
        Found out(m_items.size());
        parallelFor((m_items.size() + kPortion - 1) / kPortion, threads,
                    [&](std::size_t portion) {
                        const std::size_t first = portion * kPortion;
                        const auto some = std::span<const std::uint32_t>(m_items).subspan(
                            first, std::min(kPortion, m_items.size() - first));
                        work(some, [&](std::size_t i, std::span<const Neighbour> closest) {
                            out[first + i].assign(closest.begin(), closest.end());
                        });
                    },
                    context.stopToken());
        context.checkStop();
        return out;
    }

    template<typename ListOf>
    double recall(ListOf listOf) const
    {
        std::size_t all = 0;
        std::size_t hits = 0;
        for (std::size_t i = 0; i < m_items.size(); ++i) {
            all += m_lists[i].size();
            for (const Neighbour& n : listOf(i))
                hits += std::ranges::any_of(m_lists[i], [&](const Neighbour& t) { return t.index == n.index; });
        }
        return all == 0 ? 1.0 : static_cast<double>(hits) / static_cast<double>(all);
    }

private:
    Items m_items;
    Found m_lists;
};

// Evenly taken; `half` 0 and 1 have nothing in common.
Items sample(std::size_t count, std::size_t half)
{
    const std::size_t size = std::min(kSample, count / 2);
    Items out;
    for (std::size_t s = 0; s < size; ++s)
        out.push_back(static_cast<std::uint32_t>((2 * s + half) * count / (2 * size)));
    return out;
}

std::size_t chooseProbes(const Cells& cells, std::size_t count, std::size_t k, int threads, jobs::Context& context)
{
    const Truth truth(cells, sample(count, 0), k, threads, context);
    const std::size_t most = std::min(std::max(kLeastProbes, cells.count() / 8), cells.count());
    for (std::size_t probes = std::min(kLeastProbes, most);; probes = std::min(2 * probes, most)) {
        const auto found = truth.inPortions(threads, context,
                                            [&](auto some, const auto& take) { cells.search(some, k, probes, take); });
        if (probes == most || truth.recall([&](std::size_t i) { return std::span(found[i]); }) >= kWantedRecall)
            return probes;
    }
}

} // namespace

Result approximateNearest(const Vectors& vectors,
                          std::span<const std::uint32_t> groups,
                          std::size_t k,
                          int threads,
                          const Kernel& kernel,
                          jobs::Context& context)
{
    const std::size_t count = vectors.count();
    Result out;
    out.exact = false;
    if (count < 2 || k == 0) {
        out.lists = Lists(count, 0);
        out.method = "approximate";
        return out;
    }
    k = std::min(k, count - 1);
    const Cells cells(vectors, groups, threads, kernel, context);
    const std::size_t probes = chooseProbes(cells, count, k, threads, context);
    const Items items = cells.items();
    out.lists = Lists(count, k);
    std::atomic<std::uint64_t> done{0};
    parallelFor((count + kBatch - 1) / kBatch, threads,
                [&](std::size_t batch) {
                    const std::size_t first = batch * kBatch;
                    const auto some = std::span(items).subspan(first, std::min(kBatch, count - first));
                    cells.search(some, k, probes, [&](std::size_t i, std::span<const Neighbour> closest) {
                        out.lists.set(some[i], closest);
                    });
                    context.progress(done += some.size(), count, "vectors");
                },
                context.stopToken());
    context.checkStop();
    const Truth truth(cells, sample(count, 1), k, threads, context);
    out.recall = truth.recall([&](std::size_t i) { return out.lists[truth.items()[i]]; });
    out.method = "approximate (" + std::string(kernel.name) + ", " + std::to_string(probes) + " of " +
                 std::to_string(cells.count()) + " cells)";
    return out;
}

} // namespace likeness::neighbours
