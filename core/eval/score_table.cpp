// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/score_table.h"

#include "core/base/clones.h"
#include "core/base/error.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <new>
#include <numeric>

namespace likeness::eval {
namespace {

constexpr std::size_t kGenuineAtOnce = 1 << 15;

// Memory that is 0 and not there until it is written to: a vector would touch all of it.
template<typename T>
T* zeroed(std::size_t count)
{
    void* const memory = std::calloc(count, sizeof(T));
    if (!memory)
        throw std::bad_alloc();
    return static_cast<T*>(memory);
}

// The nearest steps, and the least and the greatest of them.
LIKENESS_CLONES void stepsOf(const float* cosines, std::size_t count, std::int32_t* steps, std::int32_t* range)
{
    constexpr auto kMost = static_cast<float>(ScoreTable::kHalf);
    std::int32_t least = std::numeric_limits<std::int32_t>::max();
    std::int32_t most = 0;
    for (std::size_t i = 0; i < count; ++i) {
        float v = cosines[i] * kMost;
        v = v > -kMost ? v : -kMost;
        v = v < kMost ? v : kMost;
        const std::int32_t step = static_cast<std::int32_t>(v + (v < 0 ? -0.5f : 0.5f)) + ScoreTable::kHalf;
        least = std::min(least, step);
        most = std::max(most, step);
        steps[i] = step;
    }
    range[0] = least;
    range[1] = most;
}

double lowerEnd(std::size_t step)
{
    return ScoreTable::cosineOf(step) - ScoreTable::kStep / 2;
}

} // namespace

void ScoreTable::Free::operator()(void* memory) const
{
    std::free(memory);
}

ScoreTable::ScoreTable()
{
    m_genuine.at.reset(zeroed<std::uint64_t>(kSteps));
    m_impostors.at.reset(zeroed<std::uint64_t>(kSteps));
}

void ScoreTable::Kind::add(std::size_t step, std::uint64_t pairs)
{
    at[step] += pairs;
    total += pairs;
    first = std::min(first, step);
    last = std::max(last, step);
}

ScoreTable::Counter::Counter(ScoreTable& table) : m_table(table), m_counts(zeroed<std::uint32_t>(kSteps)), m_waiting{}
{
    m_genuine.reserve(kGenuineAtOnce);
}

ScoreTable::Counter::~Counter()
{
    count();
    flushImpostors();
    flushGenuine();
}

void ScoreTable::Counter::addImpostors(std::span<const float> cosines)
{
    count();
    std::array<std::int32_t, 2> range{};
    stepsOf(cosines.data(), cosines.size(), m_waiting.data(), range.data());
    m_waits = cosines.size();
    if (m_waits == 0)
        return;
    m_first = std::min(m_first, static_cast<std::size_t>(range[0]));
    m_last = std::max(m_last, static_cast<std::size_t>(range[1]));
    for (std::size_t i = 0; i < m_waits; ++i)
        __builtin_prefetch(m_counts.get() + m_waiting[i], 1, 2);
}

void ScoreTable::Counter::count()
{
    for (std::size_t i = 0; i < m_waits; ++i)
        ++m_counts[static_cast<std::size_t>(m_waiting[i])];
    m_counted += m_waits;
    m_waits = 0;
    if (m_counted > std::numeric_limits<std::uint32_t>::max() - kBatch)
        flushImpostors();
}

void ScoreTable::Counter::flushImpostors()
{
    const std::lock_guard lock(m_table.m_mutex);
    for (std::size_t step = m_first; step <= m_last; ++step)
        if (m_counts[step] > 0) {
            m_table.m_impostors.add(step, m_counts[step]);
            m_counts[step] = 0;
        }
    m_counted = 0;
    m_first = kSteps;
    m_last = 0;
}

void ScoreTable::Counter::addGenuine(float cosine)
{
    std::int32_t step = 0;
    std::array<std::int32_t, 2> range{};
    stepsOf(&cosine, 1, &step, range.data());
    m_genuine.push_back(static_cast<std::uint32_t>(step));
    if (m_genuine.size() == kGenuineAtOnce)
        flushGenuine();
}

void ScoreTable::Counter::flushGenuine()
{
    const std::lock_guard lock(m_table.m_mutex);
    for (const std::uint32_t step : m_genuine)
        m_table.m_genuine.add(step, 1);
    m_genuine.clear();
}

void ScoreTable::requireBoth() const
{
    if (m_genuine.total == 0 || m_impostors.total == 0)
        throw Error(ErrorCode::TooFewIdentities,
                    "Verification needs genuine and impostor pairs; add identities with at least two images each.");
}

template<typename F>
void ScoreTable::falling(F&& f) const
{
    const std::size_t first = std::min(m_genuine.first, m_impostors.first);
    const std::size_t last = std::max(m_genuine.last, m_impostors.last);
    for (std::size_t step = last + 1; step-- > first;)
        if (m_genuine.at[step] + m_impostors.at[step] > 0)
            f(step, m_genuine.at[step], m_impostors.at[step]);
}

double ScoreTable::auc() const
{
    requireBoth();
    double area = 0;
    double above = 0; // genuine pairs
    falling([&](std::size_t, std::uint64_t genuine, std::uint64_t impostors) {
        area += static_cast<double>(impostors) * (above + static_cast<double>(genuine) / 2);
        above += static_cast<double>(genuine);
    });
    return area / static_cast<double>(m_genuine.total) / static_cast<double>(m_impostors.total);
}

double ScoreTable::eer() const
{
    requireBoth();
    double out = 1;
    double fpr = 0;
    double fnr = 1;
    std::uint64_t accepted = 0;
    std::uint64_t falseAccepts = 0;
    bool found = false;
    falling([&](std::size_t, std::uint64_t genuine, std::uint64_t impostors) {
        if (found)
            return;
        accepted += genuine;
        falseAccepts += impostors;
        const double nextFpr = static_cast<double>(falseAccepts) / static_cast<double>(m_impostors.total);
        const double nextFnr = static_cast<double>(m_genuine.total - accepted) / static_cast<double>(m_genuine.total);
        const double before = fpr - fnr;
        const double after = nextFpr - nextFnr;
        if (after >= 0) {
            out = fpr + (after > before ? -before / (after - before) : 0) * (nextFpr - fpr);
            found = true;
        }
        fpr = nextFpr;
        fnr = nextFnr;
    });
    return out;
}

std::vector<Operating> ScoreTable::tprAtFpr(std::span<const double> targets) const
{
    requireBoth();
    // The curve where it passes the targets, and nowhere else, is all that the rule looks at.
    std::vector<std::uint64_t> budgets;
    for (const double target : targets)
        budgets.push_back(static_cast<std::uint64_t>(falseAcceptBudget(target, m_impostors.total)));
    return eval::tprAtFpr(corners(budgets), m_genuine.total, m_impostors.total, targets);
}

// The last point of the curve with at most as many false accepts, for each of these numbers, in order.
Roc ScoreTable::corners(const std::vector<std::uint64_t>& accepted) const
{
    std::vector<std::uint64_t> rising(accepted);
    std::sort(rising.begin(), rising.end());
    Roc out;
    std::uint64_t genuineAbove = 0;
    std::uint64_t impostorsAbove = 0;
    double threshold = lowerEnd(std::max(m_genuine.last, m_impostors.last) + 1); // accepts nobody
    const auto keep = [&] {
        out.fpr.push_back(static_cast<double>(impostorsAbove) / static_cast<double>(m_impostors.total));
        out.tpr.push_back(static_cast<double>(genuineAbove) / static_cast<double>(m_genuine.total));
        out.threshold.push_back(threshold);
    };
    keep();
    std::size_t next = 0;
    falling([&](std::size_t step, std::uint64_t genuine, std::uint64_t impostors) {
        bool passed = false;
        for (; next < rising.size() && impostorsAbove + impostors > rising[next]; ++next)
            passed = true;
        if (passed && genuineAbove + impostorsAbove > 0) // else it is there
            keep();
        genuineAbove += genuine;
        impostorsAbove += impostors;
        threshold = lowerEnd(step);
    });
    keep();
    return out;
}

Roc ScoreTable::curve(std::size_t parts) const
{
    requireBoth();
    const double decades = std::log10(static_cast<double>(m_impostors.total));
    const auto share = static_cast<double>(std::max<std::size_t>(parts, 1));
    Roc out;
    std::uint64_t genuineAbove = 0;
    std::uint64_t impostorsAbove = 0;
    double threshold = lowerEnd(std::max(m_genuine.last, m_impostors.last) + 1); // accepts nobody
    double keptFpr = 0;
    double keptTpr = 0;
    double keptLog = 0;
    const auto keep = [&](double fpr, double tpr) {
        out.fpr.push_back(keptFpr = fpr);
        out.tpr.push_back(keptTpr = tpr);
        out.threshold.push_back(threshold);
        keptLog = impostorsAbove > 0 ? std::log10(static_cast<double>(impostorsAbove)) / std::max(decades, 1.0) : 0;
    };
    keep(0, 0);
    falling([&](std::size_t step, std::uint64_t genuine, std::uint64_t impostors) {
        genuineAbove += genuine;
        impostorsAbove += impostors;
        threshold = lowerEnd(step);
        const double fpr = static_cast<double>(impostorsAbove) / static_cast<double>(m_impostors.total);
        const double tpr = static_cast<double>(genuineAbove) / static_cast<double>(m_genuine.total);
        const double moved =
            impostorsAbove > 0 ? std::log10(static_cast<double>(impostorsAbove)) / std::max(decades, 1.0) : 0;
        if (fpr - keptFpr >= 1 / share || tpr - keptTpr >= 1 / share || moved - keptLog >= 1 / share)
            keep(fpr, tpr);
    });
    if (keptFpr < 1 || keptTpr < 1)
        keep(1, 1);
    return out;
}

ScoreTable::Moments ScoreTable::moments(bool same) const
{
    const Kind& pairs = kind(same);
    double sum = 0;
    double squares = 0;
    for (std::size_t step = pairs.first; step <= pairs.last; ++step) {
        const double all = static_cast<double>(pairs.at[step]) * cosineOf(step);
        sum += all;
        squares += all * cosineOf(step);
    }
    const auto total = static_cast<double>(pairs.total);
    return {sum / total, std::max(0.0, squares / total - sum / total * (sum / total))};
}

ScoreStats ScoreTable::stats() const
{
    requireBoth();
    const Moments genuine = moments(true);
    const Moments impostor = moments(false);
    return scoreStats(genuine.mean, genuine.variance, impostor.mean, impostor.variance);
}

Histogram ScoreTable::histogram() const
{
    requireBoth();
    // The edges that a histogram of the two ends has.
    const std::array ends{static_cast<float>(cosineOf(std::min(m_genuine.first, m_impostors.first))),
                          static_cast<float>(cosineOf(std::max(m_genuine.last, m_impostors.last)))};
    Histogram out = eval::histogram(ends, std::array<std::uint8_t, 2>{0, 1});
    const double low = out.edges.front();
    const double width = (out.edges.back() - low) / static_cast<double>(out.genuine.size());
    for (const bool same : {false, true}) {
        auto& shares = same ? out.genuine : out.impostor;
        std::fill(shares.begin(), shares.end(), 0.0);
        const Kind& pairs = kind(same);
        for (std::size_t step = pairs.first; step <= pairs.last; ++step)
            if (pairs.at[step] > 0) {
                const double at =
                    std::clamp((cosineOf(step) - low) / width, 0.0, static_cast<double>(shares.size() - 1));
                shares[static_cast<std::size_t>(at)] +=
                    static_cast<double>(pairs.at[step]) / static_cast<double>(pairs.total);
            }
    }
    return out;
}

Distribution ScoreTable::distances(bool same) const
{
    const Kind& pairs = kind(same);
    Distribution out;
    if (pairs.total == 0)
        return out;
    const Moments cosines = moments(same);
    out.mean = 1 - cosines.mean;
    out.std = std::sqrt(cosines.variance);
    // The places of the sorted list that the percentiles lie between; the smallest distance is the highest cosine.
    constexpr std::array kShares{0.01, 0.05, 0.5, 0.95, 0.99};
    const auto placeOf = [&](std::size_t k) { return kShares[k] * static_cast<double>(pairs.total - 1); };
    std::vector<std::uint64_t> places;
    for (std::size_t k = 0; k < kShares.size(); ++k) {
        const auto low = static_cast<std::uint64_t>(placeOf(k));
        places.push_back(low);
        places.push_back(std::min(low + 1, pairs.total - 1));
    }
    std::vector<std::size_t> order(places.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return places[a] < places[b]; });
    std::vector<double> at(places.size());
    std::size_t next = 0;
    std::uint64_t seen = 0;
    for (std::size_t step = pairs.last + 1; step-- > pairs.first && next < order.size();)
        for (seen += pairs.at[step]; next < order.size() && places[order[next]] < seen; ++next)
            at[order[next]] = 1 - cosineOf(step);
    const auto percentile = [&](std::size_t k) {
        const double place = placeOf(k);
        return at[2 * k] + (place - std::floor(place)) * (at[2 * k + 1] - at[2 * k]);
    };
    out.p01 = percentile(0);
    out.p05 = percentile(1);
    out.p50 = percentile(2);
    out.p95 = percentile(3);
    out.p99 = percentile(4);
    return out;
}

} // namespace likeness::eval
