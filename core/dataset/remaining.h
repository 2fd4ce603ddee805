// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/dataset/project.h"

#include <span>
#include <string>

// How many labels are still wrong, from what people decided and from the scores of what they did not look at.
namespace likeness::dataset {

// Labels of like score: in one of kScoreBins equal parts of 0..1, flagged or not.
struct ScoreBin {
    bool flagged = false;
    int open = 0;             // not decided, or unsure
    double openScore = 0;     // sum of their scores
    int right = 0, wrong = 0; // decided: kept; moved or split off. What is rejected is no label any more
};
inline constexpr int kScoreBins = 20;

struct Estimate {
    double wrong = 0;         // expected number
    double low = 0, high = 0; // 95 %
};
struct Remaining {
    int labels = 0;        // that the method judged
    int decided = 0;       // right or wrong
    Estimate now;          // among all that are open
    Estimate afterFlagged; // among what is not flagged: what stays when only the flagged ones are reviewed
};

// The wrong share of a bin has a beta prior at the mean score, which counts as much as kPriorFaces faces of the rarer
// outcome: the scores are probabilities, right to within a quarter or so. Decisions about flagged labels are added to
// it; those about others are no fair sample (somebody noticed them), so they teach nothing. The number of wrong ones
// among the open labels is beta-binomial in each bin. Scores may be off in the same direction everywhere, so the bins'
// uncertainties are added, not their squares; the interval is that of the beta distribution with the sum's mean and
// variance.
inline constexpr double kPriorFaces = 16;
Remaining remaining(std::span<const ScoreBin> bins);

// Of the labels that this method judged: one grouped query over an index. Any thread.
Remaining remaining(const Project& project, const std::string& method);

} // namespace likeness::dataset
