// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/eval/pairs.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>
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
struct PairedResult {
    std::vector<Difference> differences;
    int bootstraps = 0;               // 0: fewer than kFewestPeople identities say nothing about other people
    bool resampledIdentities = false; // else pairs
    std::size_t onlyA = 0, onlyB = 0; // pairs that one model alone judged rightly, for McNemar's test
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

// Holm's step-down correction (Holm 1979) for several tests of one question; NaN stays NaN and counts as no test.
std::vector<double> holm(std::span<const double> p);

} // namespace likeness::eval
