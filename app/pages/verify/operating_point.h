// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/eval/pairs.h"

#include <QString>
#include <cstdint>
#include <vector>

namespace likeness::pages {

// What a threshold (a cosine; accepted from there on) does to the pairs of a verification.
struct OperatingPoint {
    double threshold = 0;
    double tpr = 0, fpr = 0;
    std::int64_t falseAccepts = 0, falseRejects = 0;
    std::int64_t genuine = 0, impostor = 0; // pairs
};
OperatingPoint operatingPointAt(const eval::VerifyResult& result, double threshold);
// The threshold that accepts as much as possible while no more than that share of the impostor pairs.
double thresholdFor(const eval::VerifyResult& result, double fpr);
// Where both rates of error are closest to each other.
double equalErrorThreshold(const eval::VerifyResult& result);

// A threshold that is asked for by what it is to reach.
struct OperatingTarget {
    QString text;
    double threshold = 0;
    bool sufficient = true;
    QString interval; // of the TPR, 95 %; empty where it is not known
};
// The mean threshold of the folds, the EER, then FPR 1e-1 … 1e-6.
std::vector<OperatingTarget> operatingTargets(const eval::VerifyResult& result);

} // namespace likeness::pages
