// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/eval/pairs.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace likeness::eval {

// Whether one model is better than another on the same pairs. What is not known is NaN, null in JSON.
struct Difference {
    std::string metric; // auc, tpr_at_fpr_1e-2, tpr_at_fpr_1e-3, accuracy
    std::string test;   // delong | bootstrap | mcnemar
    double a = 0, b = 0;
    double difference = 0; // a − b
    std::array<double, 2> ci95{};
    double p = 0;           // two-sided
    bool sufficient = true; // false: fewer than 10 false accepts are allowed at that rate
};

struct PairedSettings {
    int bootstraps = 2000; // lowered beyond 100,000 pairs, never below 400
    std::uint64_t seed = 1;
    bool balancedFolds = false; // as in VerifySettings
    Check check{};
};
// A pair that one model alone judged rightly, each by its own folds' thresholds.
struct DifferingPair {
    std::uint32_t pair = 0;
    bool rightA = false; // else B was right
    // How far apart they are: the sum of |score − threshold| of both, each in standard deviations of its model's
    // scores, because models spread them differently; the threshold is the mean over the folds.
    double apart = 0;
};
struct PairedResult {
    std::vector<Difference> differences;
    int bootstraps = 0;               // 0: fewer than kFewestPeople identities say nothing about other people
    bool resampledIdentities = false; // else pairs
    std::size_t genuine = 0, impostor = 0;
    std::size_t people = 0;             // 0 where the pairs do not say
    std::size_t onlyA = 0, onlyB = 0;   // pairs that one model alone judged rightly, for McNemar's test
    std::vector<DifferingPair> differs; // those pairs, the farthest apart first
};

// `scores` of both models for the same pairs; identities: two per pair or empty. AUC by DeLong's test (DeLong, DeLong
// and Clarke-Pearson 1988, by the ranks of Sun and Xu 2014), which takes pairs as independent; AUC, TPR and accuracy by
// a bootstrap that resamples the identities, or the pairs where there are none, and measures both models on each
// resample: percentile intervals, and twice the smaller share of resamples on either side of zero as p. Accuracy also
// by McNemar's exact test, each model at its own folds' thresholds. Throws as roc(). Deterministic in the seed.
PairedResult comparePaired(std::span<const float> a,
                           std::span<const float> b,
                           std::span<const std::uint8_t> same,
                           std::span<const std::uint32_t> identities = {},
                           const PairedSettings& settings = {});

// For two models that one of the tests compares. Pure; throws as roc().
Difference delongTest(std::span<const float> a, std::span<const float> b, std::span<const std::uint8_t> same);
// Two-sided p of McNemar's exact test, where one was right alone `onlyA` times, and the other `onlyB` times.
double mcnemarExact(std::size_t onlyA, std::size_t onlyB);

// 1 … n from the smallest on, equal values share their mean.
std::vector<double> midranks(std::span<const float> values);

// Holm's step-down correction (Holm 1979) for several tests of one question; NaN stays NaN and counts as no test.
std::vector<double> holm(std::span<const double> p);

// Which model is better, if that can be told.
enum class PairedVerdict : std::uint8_t { ABetter, BBetter, NoDifference, NotEnoughData };
std::string_view verdictName(PairedVerdict verdict); // a_better | b_better | no_difference | not_enough_data

inline constexpr double kVerdictLevel = 0.01; // a p below says that it is not chance
// All speaking for the same model, so many reach a p below kVerdictLevel by the sign test, and one less does not.
inline constexpr std::size_t kFewestForVerdict = 8;
inline constexpr double kSmallestDifference = 0.005; // of AUC, that a comparison should be able to see

// Whether `difference` is the one that decides: of the AUC, by the bootstrap of the people where they are known, since
// DeLong's test takes pairs of the same people as independent.
bool decides(const Difference& difference, bool resampledIdentities);

struct Judgement {
    PairedVerdict verdict = PairedVerdict::NotEnoughData;
    // significant | equal | few_people | few_pairs | few_differing | few_resamples | too_coarse
    std::string reason;
    double difference = 0; // a − b, of the AUC
    std::array<double, 2> ci95{};
    double p = 0; // as corrected
    // What these data would have shown at kVerdictLevel four times out of five: (2.576 + 0.842) standard errors, the
    // error being the interval's half width by 1.96; never below what as many pairs as the rarer kind has can show at
    // all, which of no event is 1 − 0.025^(1/pairs). NaN without an interval.
    double detectable = 0;
    double smallest = 0; // the difference that it was to see
    Json toJson() const; // {verdict, reason, difference, ci95, p, detectable, smallest_difference}
};
// A or B is better where p (corrected for `comparisons` with the same question; Holm's, as compare() has it) is below
// kVerdictLevel and the data can bear it: kFewestForVerdict people, where they are known, and as many genuine pairs,
// impostor pairs, and pairs on which the models differ. There is no difference (worth speaking of) where p is not
// below, a difference of `smallest` would have been seen, and the interval lies within ± smallest. All else is not
// enough data. Pure.
Judgement judge(const PairedResult& result,
                double correctedP,
                std::size_t comparisons = 1,
                double smallest = kSmallestDifference);

} // namespace likeness::eval
