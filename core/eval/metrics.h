// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/json_util.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace likeness::eval {

// Scores are cosines, higher = more alike; `same` tells genuine (1) from impostor (0).
struct Roc {                     // every distinct score, from the strictest threshold; starts at (0, 0)
    std::vector<double> fpr;
    std::vector<double> tpr;
    std::vector<double> threshold; // accepted when score >= threshold; the first is +infinity
};
Roc roc(std::span<const float> scores, std::span<const std::uint8_t> same);
Roc thinned(const Roc& roc, std::size_t points); // keeps ends and shape; for plots

double auc(const Roc& roc); // trapezoid; equals scikit-learn's roc_auc_score, ties included
double eer(const Roc& roc); // linear interpolation between the two neighbouring points

struct Operating {
    double target = 0;       // asked FPR
    double tpr = 0;
    double achievedFpr = 0;  // largest possible FPR <= target
    double threshold = 0;
    std::int64_t falseAcceptBudget = 0; // floor(target · impostors)
    std::array<double, 2> ci95{0, 0};   // bootstrap
    bool sufficient = false;            // budget >= 10
};
std::vector<Operating> tprAtFpr(const Roc& roc, std::size_t genuine, std::size_t impostors, std::span<const double> targets);

// protocols.md 3.1: contiguous folds, thresholds 0, 0.01, … 3.99 on the squared distance 2 − 2·cos, strict <, first maximum.
struct KFold {
    std::vector<double> foldAccuracy;
    double accuracy = 0;
    double std = 0;           // ddof 0
    double standardError = 0; // std(ddof 1) / sqrt(folds)
    double threshold = 0;     // mean over folds, as a cosine
};
KFold kFoldAccuracy(std::span<const float> scores, std::span<const std::uint8_t> same, int folds = 10);

struct Distribution {
    double mean = 0, std = 0, p05 = 0, p50 = 0, p95 = 0;
    Json toJson() const;
};
Distribution describe(std::span<const float> values);

struct ScoreStats {
    double genuineMean = 0, genuineVar = 0, impostorMean = 0, impostorVar = 0; // ddof 0
    double fisher = 0; // (μg − μi)² / (σg² + σi²)
    double dPrime = 0; // |μg − μi| / sqrt((σg² + σi²) / 2)
};
ScoreStats scoreStats(std::span<const float> scores, std::span<const std::uint8_t> same);

struct Histogram {
    std::vector<double> edges;    // bins + 1
    std::vector<double> genuine;  // share of the genuine pairs in each bin
    std::vector<double> impostor;
};
Histogram histogram(std::span<const float> scores, std::span<const std::uint8_t> same, int bins = 64, double low = -1, double high = 1);

} // namespace likeness::eval
