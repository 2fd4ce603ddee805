// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/eval/metrics.h"
#include "core/jobs/job.h"

#include <cstdint>
#include <memory>
#include <span>

namespace likeness::verify {

// What every unordered pair of a dataset says, none of them left out or stored.
struct AllPairs {
    std::uint64_t images = 0, people = 0, genuine = 0, impostors = 0;
    double auc = 0, eer = 0;
    std::vector<eval::Operating> operating; // at eval::defaultTargets(); without intervals
    eval::ScoreStats stats;
    eval::Distribution intra, inter; // 1 − cosine
    eval::Histogram histogram;
    eval::Roc curve; // for plots
    double seconds = 0;
    // pairs, genuine, impostor, images, people, auc, eer, tpr_at_fpr, score_fisher, d_prime, intra, inter, roc, hist,
    // seconds
    Json toJson() const;
};

// `embeddings`: images × dim, rows of unit length; labels: a number an image, one with a negative one takes no part.
// Exact but for ties within 1.2e-7 of cosine (eval/score_table.h). Products take most of the time; memory is the
// embeddings, one copy of them, and what eval::ScoreTable and a counter for each thread need, whatever the number of
// pairs. Throws Error: TooFewIdentities where genuine or impostor pairs are missing, BadArgument, Interrupted within a
// second.
AllPairs
allPairs(std::span<const float> embeddings, int dim, std::span<const int> labels, int threads, jobs::Context& context);

// Seconds of the same products with nothing done about them.
double secondsOfProducts(
    std::span<const float> embeddings, int dim, std::span<const int> labels, int threads, jobs::Context& context);

} // namespace likeness::verify
