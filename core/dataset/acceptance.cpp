// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/acceptance.h"

#include "core/base/binomial.h"
#include "core/base/error.h"

#include <algorithm>
#include <cmath>

namespace likeness::dataset {
namespace {

constexpr double kConfidence = 0.95;
constexpr double kSmallestTarget = 0.0005;

} // namespace

Interval clopperPearson(int errors, int looked, double confidence)
{
    if (errors < 0 || looked < errors || !(confidence > 0 && confidence < 1))
        throw Error(ErrorCode::BadArgument, "errors must be between 0 and the number looked at, confidence below 1");
    if (looked == 0)
        return {};
    const auto [low, high] =
        likeness::clopperPearson(static_cast<std::size_t>(errors), static_cast<std::size_t>(looked), confidence);
    return {low, high};
}

Acceptance acceptance(int errors, int looked, int population, double target)
{
    if (!(target > 0 && target < 1))
        throw Error(ErrorCode::BadArgument, "the share of wrong labels to accept must be between 0 and 1");
    Acceptance out;
    out.errors = errors;
    out.looked = looked;
    out.interval = clopperPearson(errors, looked, kConfidence);
    out.rate = looked > 0 ? static_cast<double>(errors) / looked : 0;
    out.whole = looked > 0 && looked >= population;
    if (out.whole)
        out.interval = {out.rate, out.rate};
    const auto verdictOf = [target](const Interval& interval) {
        return interval.high <= target ? Verdict::Accepted
               : interval.low > target ? Verdict::Rejected
                                       : Verdict::MoreNeeded;
    };
    out.verdict = verdictOf(out.interval);
    if (out.verdict != Verdict::MoreNeeded || out.rate == target)
        return out;
    // The interval narrows with the size, so the size at which it leaves the target can be searched by halving.
    const auto decided = [&](int size) {
        return size >= population || verdictOf(clopperPearson(static_cast<int>(std::lround(out.rate * size)), size,
                                                              kConfidence)) != Verdict::MoreNeeded;
    };
    int low = looked;
    int high = std::max(1, looked);
    while (!decided(high))
        low = high, high = std::min(population, high * 2);
    while (high - low > 1) {
        const int middle = low + (high - low) / 2;
        (decided(middle) ? high : low) = middle;
    }
    out.more = high - looked;
    return out;
}

int sampleSizeFor(double target, double confidence, int expectedErrors)
{
    if (!(target >= kSmallestTarget && target < 1) || expectedErrors < 0 || expectedErrors > 1000000)
        throw Error(ErrorCode::BadArgument, "plan for a share of wrong labels of 0.0005 to 1, and no negative errors");
    const auto enough = [&](int size) { return clopperPearson(expectedErrors, size, confidence).high <= target; };
    int low = expectedErrors; // never enough: all of them wrong
    int high = expectedErrors + 1;
    while (!enough(high))
        low = high, high *= 2;
    while (high - low > 1) {
        const int middle = low + (high - low) / 2;
        (enough(middle) ? high : low) = middle;
    }
    return high;
}

} // namespace likeness::dataset
