// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/curate/curate.h"
#include "core/curate/similarity.h"
#include "core/neighbours/lists.h"

namespace likeness::curate {

inline constexpr std::size_t kNearestOwn = 64;    // of the own identity's faces, what judging looks at
inline constexpr std::size_t kNearestOthers = 50; // of all other faces

// What cannot be learned once a person has reviewed the most suspicious faces: the wrong labels that are left are the
// hard ones, and their share among the rest says nothing of what a score means. What a score meant before it means
// still, because faces were chosen for review by their scores alone.
struct Learned {
    double wrongShare = 0.1; // of the labels, before the review
    ScoreCalibration calibration;
    double threshold = 0.5;
    std::size_t faces = 0; // from which it was learned
};

// What is judged: faces, their labels, and how alike they are. `own` and `others` hold the nearest faces with the same
// and with another label, by index. The spans must outlive the call.
struct Case {
    const Similarity& similarity;
    const neighbours::Lists& own;
    const neighbours::Lists& others;
    std::span<const dataset::FaceId> faces;
    std::span<const dataset::IdentityId> labels;
    std::span<const std::pair<dataset::FaceId, dataset::IdentityId>> cannot; // ruled out by a person
    std::span<const dataset::FaceId> confirmed;
    // Known from an earlier call on more faces, these among them: nothing is fitted then. May be null.
    const Scale* scale = nullptr;
    // Known from a call on these faces before a person reviewed what it found. May be null.
    const Learned* learned = nullptr;
};

// The rule behind every method: the probability that a label is wrong, from all faces together.
//  1. Similarities are corrected by half of each face's mean over its closest 50 faces: some faces are close to
//     everybody.
//  2. Pairs within and across labels teach what a similarity says (PairModel).
//  3. Faces are grouped by looks and label (average linkage on posterior log odds): a group is one person.
//  4. Groups and names are matched (Naming): a person has one name, a name belongs to one person. The share of wrong
//     labels is what it says on average of those that nobody has confirmed, found by EM.
//  5. Averaged over two groupings and two correlations, because a probability close to 0 or 1 should not hang on
//  either.
//  6. Where genuine and impostor similarities overlap too much for these probabilities to be taken at their word (LBPH
//  on photographs), they are calibrated on errors planted into these very faces (rehearsal.h).
// The score is that probability. Flagged is what maximises the expected F1 under these probabilities.
// Throws Error(BadArgument) when the lists do not match, Interrupted.
Result judge(const Case& input, int threads, jobs::Context& context);

} // namespace likeness::curate
