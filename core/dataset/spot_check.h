// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/dataset/acceptance.h"
#include "core/dataset/project.h"

namespace likeness::dataset {

// A random sample of labels that a person looks at one by one, to learn how many labels are wrong without looking at
// all of them. It is kept, so that it can be left and resumed, here or by another person.
struct SpotSample {
    std::int64_t id = 0; // 0 = none
    std::int64_t time = 0;
    std::string who; // drew it
    std::uint64_t seed = 0;
    int population = 0; // labelled faces when it was drawn
    double target = 0;  // the share of wrong labels that is still accepted
    int size = 0;
    int right = 0, wrong = 0, unclear = 0; // so far
    int looked() const { return right + wrong + unclear; }
};
enum class SpotVerdict { Wrong = 0, Right = 1, CannotSay = 2 };
struct SpotItem {
    int number = 0; // 0 … size − 1, the order of looking
    FaceId face = 0;
    IdentityId identity = 0; // the label when it was drawn, which is what the verdict is about
    std::optional<SpotVerdict> verdict;
    std::string who;
    std::int64_t time = 0;
};

// Draws `count` of the labelled faces without replacement, fewer where there are fewer; the same seed and labels give
// the same faces in the same order. Throws Error(TooFewIdentities) when nothing is labelled, BadArgument for a count
// below 1 or a target outside 0..1.
SpotSample drawSpotSample(Project& project, int count, double target, std::uint64_t seed);
std::vector<SpotSample> spotSamples(const Project& project);                  // the latest first
SpotSample latestSpotSample(const Project& project);                          // id 0 when none was drawn
std::vector<SpotItem> spotItems(const Project& project, std::int64_t sample); // by number; erased faces are gone
// Keeps the verdict, as an undoable entry of the journal, which it returns; 0 when this person had said so. The last
// one about a face is its spot check (checks.h), where it says right or wrong. Answering again replaces. Throws
// Error(NotFound).
std::int64_t answerSpot(Project& project, std::int64_t sample, int number, SpotVerdict verdict);
const char* spotVerdictName(SpotVerdict verdict); // "right", "wrong", "cannot_say"
// What the verdicts so far say about all labels.
Acceptance acceptanceOf(const SpotSample& sample);

} // namespace likeness::dataset
