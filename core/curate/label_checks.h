// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/compute/embed.h"
#include "core/dataset/checks.h"

#include <array>
#include <span>
#include <string>
#include <vector>

namespace likeness::curate {

// What a model's raw similarity means on this project: a monotonic piecewise-linear map to 0..1 through three knots,
//   the median of impostor pairs ↦ 0 (below it 0),  the 5th percentile of genuine pairs ↦ 0.85,  1 ↦ 1.
// So 0.85 means the same for every model: 95 % of this project's genuine pairs are at least that alike (design.md);
// pairs that share a label because one of the labels is wrong are estimated and left out. Where a model does not tell
// people apart (impostor median ≥ genuine 5th percentile) the lower knot moves to just below the middle one, and
// separates() is false: nearly everything then is 0 or passes.
class Calibration
{
public:
    static constexpr double kGenuineAt = 0.85;
    Calibration(double impostorMedian, double genuineP5);
    double operator()(double similarity) const;
    double impostorMedian() const { return m_impostorMedian; }
    double genuineP5() const { return m_genuineP5; }
    bool separates() const { return m_impostorMedian < m_genuineP5; }

private:
    double m_impostorMedian, m_genuineP5, m_low;
};

// From pairs of these faces: all pairs inside identities, and as many random ones across (at most 200,000 of each,
// drawn with the seed). Throws Error(TooFewIdentities) without a genuine or without an impostor pair.
Calibration
calibrate(const compute::Embeddings& embeddings, std::span<const dataset::IdentityId> labels, std::uint64_t seed = 1);

struct Checked {
    std::vector<dataset::CheckResult> results; // of the faces that could be checked
    int notPossible = 0;                       // the only compared face of their person
};

// Automatic comparison: the calibrated median similarity of a face to the other faces of its identity (at most 256 of
// them, evenly spread), which one wrong neighbour cannot pull about. Passed when it reaches the threshold.
Checked compareToOwn(const compute::Embeddings& embeddings,
                     std::span<const dataset::IdentityId> labels,
                     const Calibration& calibration,
                     double threshold,
                     int threads,
                     jobs::Context& context);

struct CrossOptions {
    int folds = 5; // 2 or more; each identity's faces are dealt to as many folds as it has faces, at most these
    std::uint64_t seed = 1;
    int threads = 0; // 0 = all
};
// Cross-validation: every face is classified by the nearest identity centroid (mean of unit vectors, normalised) made
// without the face's fold. `value` is the probability of its own label: the softmax of its similarities to the
// centroids (the 32 nearest and its own), with the one temperature for all that makes the out-of-sample labels
// likeliest (Guo et al. 2017). Passed when the nearest centroid is its label's.
Checked crossValidate(const compute::Embeddings& embeddings,
                      std::span<const dataset::IdentityId> labels,
                      const CrossOptions& options,
                      jobs::Context& context);

struct CheckOptions {
    dataset::CheckKind kind = dataset::CheckKind::Automatic; // or Cross; a spot check is a person's
    std::string model;
    compute::Options compute;
    double threshold = Calibration::kGenuineAt;
    CrossOptions cross;
};
struct CheckSummary {
    int faces = 0; // labelled
    int passed = 0, failed = 0, notPossible = 0, withoutCrop = 0;
    double genuineP5 = 0, impostorMedian = 0; // raw similarities; of the automatic comparison
    bool separates = true;
    std::string method; // the model's name
};
// The whole job: embeds the labelled faces (cached), checks, stores (dataset::storeChecks). Any other engine of checks
// stores its results the same way. Throws NeedsPrepare, TooFewIdentities, BadArgument.
CheckSummary checkLabels(dataset::Project& project, const CheckOptions& options, jobs::Context& context);

} // namespace likeness::curate
