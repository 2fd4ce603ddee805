// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/dataset/project.h"

namespace likeness::dataset {

// Identity-disjoint splits: a person is on one side with all their pictures, and stays there when data is added. Runs
// train on Train and verify on Validation; Test takes no part in any run (launch.h).
struct SplitOptions {
    double validation = 0.1; // shares of the people, 0..0.9 together
    double test = 0.1;
    std::uint64_t seed = 1;
    bool again = false;   // give everybody a new side; else whoever has one keeps it
    bool useParts = true; // who comes from one part of a divided source (train/ID + val/ID) stays in that part
    int minImages = 2;    // people with fewer faces are not decided on yet: they can be no genuine pair
};

struct SplitCount {
    int people = 0;
    int faces = 0; // not rejected
};
struct SplitResult {
    std::int64_t entry = 0; // of the journal; 0 when nobody was assigned
    int assigned = 0;       // people who got or changed a side
    int byPart = 0;         // of them, those whose source said it
    int tooFew = 0;         // people who are left undecided for now
    SplitCount counts[4];   // by Split
};

// Decides for everybody who is undecided, as one undoable journal entry. Who comes first is a hash of the seed and the
// name; how many go to each side is what the shares still lack over all people, so that they hold over the project
// however it grew. The options are kept as the project's settings, for splitOptions(). Throws Error(BadArgument) for
// impossible shares.
SplitResult makeSplits(Project& project, const SplitOptions& options);
SplitOptions splitOptions(const Project& project); // the last ones used, else the defaults
SplitResult countSplits(const Project& project);   // `counts` and `tooFew` of now
bool hasSplits(const Project& project);            // whether anybody is on a side

// When two people turn out to be one, the side that has seen most wins: train over validation over test. Otherwise
// somebody who was trained on would count as unknown.
Split mergedSplit(Split a, Split b);
// What to say before two people are merged who are on different sides; empty when there is nothing to say.
std::string mergeWarning(const Project& project, IdentityId from, IdentityId into);

} // namespace likeness::dataset
