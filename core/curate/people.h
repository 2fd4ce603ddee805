// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/curate/judge.h"

namespace likeness::curate {

// What the faces say about whole identities. Faces are indices into the case. Scores are probabilities, 0..1.

// Two names that look like one person.
struct MergeHint {
    std::uint32_t face = 0;  // of `from`, the closest to
    std::uint32_t other = 0; // of `into`, which has at least as many faces
    dataset::IdentityId from = 0, into = 0;
    int fromCount = 0, intoCount = 0;
    float similarity = 0; // mean over pairs of their believed faces
    double score = 0;
};
// An identity that looks like two people: its smaller part.
struct SplitHint {
    dataset::IdentityId identity = 0;
    std::vector<std::uint32_t> faces; // of the smaller part, two or more
    std::uint32_t rest = 0;           // the face of the larger part that is closest to it
    int restCount = 0;
    dataset::IdentityId other = 0; // who most of these faces look like; 0 = somebody new
    float similarity = 0;          // mean over pairs across the parts
    double score = 0;
};
// A face that is like nobody, also not like its own identity, whose other faces are alike.
struct OutlierHint {
    std::uint32_t face = 0;
    float similarity = 0; // mean to its identity's other faces
    double score = 0;
};

struct PeopleHints {
    std::vector<MergeHint> merges;
    std::vector<SplitHint> splits;
    std::vector<OutlierHint> outliers;
};
inline constexpr double kPeopleThreshold = 0.5; // of all of them
// Of the pairs of a face, where all faces of two people are compared (effectivePairs()): their mean is steadier than
// what one face says.
inline constexpr double kPeopleCorrelation = 0.3;

// `result` is judge()'s for this case. Only hints of at least a tenth are given. Deterministic; throws Interrupted.
PeopleHints peopleHints(const Case& input, const Result& result, int threads, jobs::Context& context);

} // namespace likeness::curate
