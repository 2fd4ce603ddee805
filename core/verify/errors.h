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
