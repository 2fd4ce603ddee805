// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Resample after resample, on all processors: what figures with intervals share.
#include "core/base/parallel.h"
#include "core/eval/pairs.h"
#include "core/eval/resampling.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

namespace likeness::eval {

// How many resamples `pairs` (all that one of them looks at) allow: as many as asked for, lowered to what a second or
// so takes, but no lower than `fewest`.
inline int resamplesFor(int asked, int fewest, double pairs)
{
    return std::max(0, std::min(asked, static_cast<int>(std::max<double>(fewest, kMaxResampledPairs / pairs))));
}

// work(i) for each i below `count`, from several threads. `pairs` as above; check() is called in between, on the
// calling thread.
template<typename Work>
void forEachBlock(std::size_t count, double pairs, const Check& check, const Work& work)
{
    const auto block = std::max(static_cast<std::size_t>(processorCount()),
                                static_cast<std::size_t>(kPairsBetweenChecks / std::max(1.0, pairs)));
    for (std::size_t first = 0; first < count; first += block) {
        if (check)
            check();
        parallelFor(std::min(block, count - first), 0, [&](std::size_t i) { work(first + i); });
    }
}

// measured(i, weight) for each i below `resamples`, as forEachBlock(); weight as drawWeights() gives it, of stream i of
// the seed.
template<typename Measured>
void forEachResample(
    const Sorted& sorted, int resamples, std::uint64_t seed, double pairs, const Check& check, const Measured& measured)
{
    forEachBlock(static_cast<std::size_t>(std::max(0, resamples)), pairs, check,
                 [&](std::size_t i) { measured(i, drawWeights(sorted, Rng::forItem(seed, i))); });
}

// What a figure's deviations over resamples of the people have to be multiplied by, from its values over them and over
// resamples of the meetings (peopleVariance). 1 where the pairs were resampled: people is 0.
inline double trueSpread(std::span<const double> ofPeople, std::span<const double> ofMeetings, std::size_t people)
{
    const double variance = sampleVariance(ofPeople);
    if (people < 2 || !(variance > 0))
        return 1;
    return std::sqrt(peopleVariance(variance, sampleVariance(ofMeetings), people) / variance);
}

} // namespace likeness::eval
