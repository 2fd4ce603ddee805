// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/eval/metrics.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

namespace likeness::eval {

// How many genuine and impostor pairs have which cosine, in steps of 2⁻²³ from −1 to 1: finer than products of single
// precision are exact, so that whatever is computed of it is exact but for ties within a step. It holds any number of
// pairs in 268 MB of addresses, of which only what scores fall into is ever touched. Cosines are rounded to the nearest
// step; what rounding puts beyond ±1 counts as ±1, a NaN as −1.
class ScoreTable
{
public:
    static constexpr std::int32_t kHalf = 1 << 23; // steps to one side of 0
    static constexpr std::size_t kSteps = 2 * std::size_t{kHalf} + 1;
    static constexpr double kStep = 1.0 / kHalf;
    static double cosineOf(std::size_t step) { return (static_cast<double>(step) - kHalf) * kStep; }

    ScoreTable();
    class Counter;

    std::uint64_t genuine() const { return m_genuine.total; }
    std::uint64_t impostors() const { return m_impostors.total; }
    std::uint64_t pairs() const { return m_genuine.total + m_impostors.total; }

    // As the functions of the same name in metrics.h, over all pairs; they throw Error(TooFewIdentities) where genuine
    // or impostor pairs are missing altogether. A threshold is the lower end of a step.
    double auc() const;
    double eer() const;
    std::vector<Operating> tprAtFpr(std::span<const double> targets) const;
    // Both ends, and a point wherever a rate has moved by one part in `parts` of its linear or its logarithmic axis.
    Roc curve(std::size_t parts) const;
    ScoreStats stats() const;
    Histogram histogram() const;             // as the one over the range of the scores
    Distribution distances(bool same) const; // 1 − cosine

private:
    struct Free {
        void operator()(void* memory) const;
    };
    struct Kind { // pairs at each step, and the range of steps that are not 0
        std::unique_ptr<std::uint64_t[], Free> at;
        std::uint64_t total = 0;
        std::size_t first = kSteps, last = 0;
        void add(std::size_t step, std::uint64_t pairs);
    };
    struct Moments { // of cosines, ddof 0
        double mean = 0, variance = 0;
    };
    Moments moments(bool same) const;
    const Kind& kind(bool same) const { return same ? m_genuine : m_impostors; }
    void requireBoth() const;
    // Calls f(step, genuine, impostors) for every step that has a pair, from the highest cosine.
    template<typename F>
    void falling(F&& f) const;
    Roc corners(const std::vector<std::uint64_t>& accepted) const;

    Kind m_genuine, m_impostors;
    std::mutex m_mutex;
};

// What one thread counts with. Impostors come by the thousand millions: each batch's lines are fetched while the next
// one is computed, and the counts go into a table of the thread's own. All of it is in the table once this is
// destroyed.
class ScoreTable::Counter
{
public:
    static constexpr std::size_t kBatch = 384;

    explicit Counter(ScoreTable& table);
    ~Counter();
    Counter(const Counter&) = delete;
    Counter& operator=(const Counter&) = delete;
    void addImpostors(std::span<const float> cosines); // at most kBatch
    void addGenuine(float cosine);

private:
    void count();
    void flushImpostors();
    void flushGenuine();

    ScoreTable& m_table;
    std::unique_ptr<std::uint32_t[], Free> m_counts;
    std::uint64_t m_counted = 0; // since the last flush: fewer than a count can hold
    std::size_t m_first = kSteps, m_last = 0;
    std::array<std::int32_t, kBatch> m_waiting;
    std::size_t m_waits = 0;
    std::vector<std::uint32_t> m_genuine;
};

} // namespace likeness::eval
