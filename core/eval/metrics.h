// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/json_util.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace likeness::eval {

// Scores are cosines, higher = more alike; `same` tells genuine (1) from impostor (0). All functions are pure and
// thread-safe. They throw Error(BadArgument) for lists of different lengths and scores that are not finite, and
// Error(TooFewIdentities) where genuine or impostor pairs are missing altogether.
struct Roc { // every distinct score, from the strictest threshold; starts at (0, 0)
    std::vector<double> fpr;
    std::vector<double> tpr;
    std::vector<double> threshold; // accepted when score >= threshold; the first is +infinity
};
Roc roc(std::span<const float> scores, std::span<const std::uint8_t> same);
Roc thinned(const Roc& roc, std::size_t points); // keeps ends and shape; for plots

double auc(const Roc& roc); // trapezoid; equals scikit-learn's roc_auc_score, ties included
// False accepts that a statement about a rate takes: of fewer, one more or less moves it by over a tenth.
inline constexpr std::int64_t kSufficientBudget = 10;
double impostorsNeeded(double rate); // pairs that allow as many
// The smallest rate that so many impostor pairs support, with three digits, never below it: 3,000 → 0.00334.
double smallestRate(std::size_t impostors);

double eer(const Roc& roc); // linear interpolation between the two neighbouring points

struct Operating {
    double target = 0; // asked FPR
    double tpr = 0;
    double achievedFpr = 0; // largest possible FPR <= target
    double threshold = 0;
    std::int64_t falseAcceptBudget = 0; // floor(target · impostors)
    std::array<double, 2> ci95;         // of tpr, by bootstrap; NaN (null in JSON) where nothing was resampled
    bool sufficient = false;            // budget >= kSufficientBudget
    Json toJson() const;
};
// How many of the impostor pairs may be accepted at that rate: floor(target · impostors).
std::int64_t falseAcceptBudget(double target, std::size_t impostors);
// The operating points that every report lists, from the largest to the smallest.
std::span<const double> defaultTargets();
// The conservative rule: false accepts <= floor(target · impostors).
std::vector<Operating>
tprAtFpr(const Roc& roc, std::size_t genuine, std::size_t impostors, std::span<const double> targets);
// The IJB tables' rule: on scikit-learn's roc_curve the point nearest to the target, whose FPR may exceed it; of
// equally near ones the one with the higher TPR.
Operating nearestTprAtFpr(const Roc& roc, std::size_t impostors, double target);

// LFW protocol as insightface runs it: contiguous folds, thresholds 0, 0.01, … 3.99 on the squared distance 2 − 2·cos,
// strict <, first maximum.
struct KFold {
    std::vector<double> foldAccuracy;
    double accuracy = 0;
    double std = 0;                       // ddof 0
    double standardError = 0;             // std(ddof 1) / sqrt(folds)
    double threshold = 0;                 // mean over folds, as a cosine
    std::vector<double> foldThreshold;    // as cosines
    std::vector<double> meanTpr, meanFpr; // at the 400 thresholds, mean over the held-out blocks
};
// Fewer pairs than folds: one fold a pair. At least two pairs.
KFold kFoldAccuracy(std::span<const float> scores, std::span<const std::uint8_t> same, int folds = 10);

// VAL@FAR (facenet) with a defined rule: in each fold the largest of the distance thresholds 0, 0.001, … 3.999
// whose training FAR is <= target; val and far are means over the held-out blocks.
struct ValAtFar {
    double val = 0, valStd = 0, far = 0;
};
ValAtFar valAtFar(std::span<const float> scores, std::span<const std::uint8_t> same, double target, int folds = 10);

// std with ddof 0; percentiles interpolate linearly as NumPy's default does. All zero for an empty list.
struct Distribution {
    double mean = 0, std = 0, p05 = 0, p50 = 0, p95 = 0, p01 = 0, p99 = 0;
    Json toJson() const; // {mean, std, p01, p05, p50, p95, p99}
};
Distribution describe(std::span<const float> values);
Distribution distributionFrom(const Json& json); // what toJson() gave; throws Json::exception for anything else

struct ScoreStats {
    double genuineMean = 0, genuineVar = 0, impostorMean = 0, impostorVar = 0; // ddof 0
    double fisher = 0;                                                         // (μg − μi)² / (σg² + σi²)
    double dPrime = 0; // |μg − μi| / sqrt((σg² + σi²) / 2); variances below 1e-12 count as 1e-12, so both stay finite
};
ScoreStats scoreStats(std::span<const float> scores, std::span<const std::uint8_t> same);
ScoreStats scoreStats(double genuineMean, double genuineVar, double impostorMean, double impostorVar);

struct Histogram {
    std::vector<double> edges;   // bins + 1
    std::vector<double> genuine; // share of the genuine pairs in each bin
    std::vector<double> impostor;
    Json toJson() const; // {edges, genuine, impostor}
};
Histogram
histogram(std::span<const float> scores, std::span<const std::uint8_t> same, int bins, double low, double high);
// Over the range of the scores: edges inside −1…1 at multiples of 1, 2 or 5 · 10⁻ᵏ, at most some 80 bins.
Histogram histogram(std::span<const float> scores, std::span<const std::uint8_t> same);
// Overlap coefficient of the two score densities, ∫ min(f, g), as the histogram sees them: Σ min(genuine, impostor)
// over its bins. 0: no bin holds both kinds; 1: the same density. Wider bins than the densities' structure make it
// larger, few pairs make it noisier.
double overlap(const Histogram& histogram);

} // namespace likeness::eval
