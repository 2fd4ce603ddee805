// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/json_util.h"

#include <cstdint>
#include <span>

namespace likeness::eval {

// How well scores find what is wrong (1) among what is right (0).
struct RetrievalFigures {
    std::size_t items = 0, wrong = 0, flagged = 0;
    // Area under precision–recall, step-wise; equal scores count together (as scikit-learn's average_precision_score).
    double averagePrecision = 0;
    double bestF1 = 0;                        // over all thresholds
    double precision = 0, recall = 0, f1 = 0; // of what reaches the threshold
    Json toJson() const;
};
// Scores are finite; both lists have one value an item. Throws Error(BadArgument) where they do not.
RetrievalFigures retrieval(std::span<const double> scores, std::span<const std::uint8_t> wrong, double threshold);

} // namespace likeness::eval
