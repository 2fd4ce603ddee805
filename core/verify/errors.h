// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/dataset/project.h"
#include "core/verify/verification.h"

#include <cstdint>
#include <span>
#include <vector>

namespace likeness::verify {

// Pairs that are judged wrongly at a threshold (a cosine; accepted from there on), by number, the clearest errors
// first.
struct PairErrors {
    std::vector<std::uint32_t> falseAccepts; // different people, the most alike first
    std::vector<std::uint32_t> falseRejects; // one person, the least alike first
};
PairErrors errorsAt(const Verification& verification, double threshold);

// Whether the faces that were verified are this project's: by the folder of the set, and where that is gone by its name
// and its runs, which stay when a project moves.
bool showsFacesOf(const dataset::Project& project, const Verification& verification);

// Whether labels are still what they were when the verification was made.
struct LabelChanges {
    std::size_t faces = 0;   // of the project, that the verification says are people's
    std::size_t changed = 0; // of these: of another name now, or of none
};
// Nothing where the faces are of another project. Reads all labels (0.1 s for 100,000 faces).
LabelChanges labelChanges(const dataset::Project& project, const Verification& verification);

// Flags of this method were put into the review by a person who looked at a verification.
inline constexpr char kVerificationMethod[] = "verification";

// Puts the faces of these pairs into the review, as flags of kind mislabelled that name each other: which of the two
// labels is wrong is what the reviewer says. evidence: {"model", "set", "similarity", "threshold", "same" (0 or 1),
// "other" (the face), "picture" (its name)}; the score rises from 0.5 at the threshold to 1. Of a face in several pairs
// the clearest error stays; a face that was decided on stays decided. Returns the flags that were stored; pairs whose
// images are no faces of this project give none, nor do those whose labels have been corrected since.
std::vector<dataset::FlagRow> queuePairs(dataset::Project& project,
                                         const Verification& verification,
                                         std::span<const std::uint32_t> pairs,
                                         double threshold);

} // namespace likeness::verify
