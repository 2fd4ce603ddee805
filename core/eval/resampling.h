// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What intervals of one model and of the difference between two share.
#include "core/base/random.h"
#include "core/eval/metrics.h"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace likeness::eval {

inline constexpr double kMaxResampledPairs = 2e8; // pairs · resamples; about a second
inline constexpr double kPairsBetweenChecks = 4e6;

// The pairs that the folds judge, in their order: all, or where `balanced` as many of each kind, evenly from all.
std::vector<std::uint32_t> foldPairs(std::span<const std::uint8_t> same, bool balanced);

enum class Verdict : std::uint8_t { Wrong, Right, NotJudged };
// Of every pair, with its fold's threshold.
std::vector<Verdict> verdicts(std::span<const float> scores,
                              std::span<const std::uint8_t> same,
                              std::span<const std::uint32_t> judged,
                              const KFold& kfold);
// kFoldAccuracy() of the judged pairs.
KFold judgedAccuracy(std::span<const float> scores,
                     std::span<const std::uint8_t> same,
                     std::span<const std::uint32_t> judged);

// Pairs in the order of falling scores, with what a resample needs to know of each.
struct Sorted {
    std::vector<std::uint32_t> order;
    std::vector<std::uint8_t> same;
    std::vector<std::uint8_t> lastOfTie;
    std::vector<Verdict> verdict;
    std::vector<std::uint32_t> a, b; // identities numbered from 0; empty when pairs are resampled
    std::uint32_t identities = 0;
};
Sorted sortPairs(std::span<const float> scores,
                 std::span<const std::uint8_t> same,
                 std::span<const std::uint32_t> identities,
                 std::span<const Verdict> verdict);

// How often each pair counts in one resample, in the order of `pairs`: a drawn identity carries its genuine pairs with
// it, an impostor pair counts as often as both its identities were drawn (Bolle et al. 2004); without identities
// genuine and impostor pairs are drawn apart, so that their numbers stay.
std::vector<float> drawWeights(const Sorted& pairs, Rng rng);

struct Resample {
    bool usable = false; // both kinds of pairs were drawn
    double auc = 0, accuracy = 0;
    std::vector<double> tpr;
};
// How often each pair counts is given in the order of `pairs`; `targets` from the largest to the smallest.
Resample measure(const Sorted& pairs, std::span<const double> targets, std::span<const float> weight);

// 2.5th and 97.5th percentile; NaN of nothing. Sorts the values.
std::array<double, 2> interval(std::vector<float>& values);

} // namespace likeness::eval
