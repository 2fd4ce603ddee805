// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/eval/separability.h"
#include "core/verify/verification.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace likeness::pages {

// How well each person of a verification is told apart, without Qt. Any thread.
struct PeopleRows {
    // label: the number in Verification::people. nearestPairs 0: the pairs compare this person with nobody else.
    std::vector<eval::PersonSeparability> people;
    bool ofAllImages = false;        // else only of the pairs that were verified
    double threshold = 0;            // a cosine; what `missed` and `accepted` are judged at
    eval::Distribution intra, inter; // distances of the genuine and of the impostor pairs that were verified
};

// Verification::extras["people"], as eval::PeopleSeparability::toJson() has it, where it is there: of all images.
// Otherwise the same figures of the pairs that were verified, judged at `threshold`; the nearest person is then one of
// those whom the pairs compare this one with. No people where the set does not say whose they are. The worst
// separated first.
PeopleRows peopleRows(const verify::Verification& verification, double threshold, const eval::Check& check = {});

// The pairs of one person that are judged worst at the threshold, by number: genuine ones the less alike, impostors the
// more alike, the farther on the wrong side. At most `most` of each kind, both kinds in one order.
std::vector<std::uint32_t>
worstPairsOf(const verify::Verification& verification, std::uint32_t person, double threshold, std::size_t most);

// How far a pair lies on the wrong side of the threshold, of as far as it could: −1 to 1, above 0 is an error.
double wrongness(bool same, double score, double threshold);
// What the threshold makes of all pairs of a person.
struct PersonErrors {
    std::size_t own = 0, rejected = 0, others = 0, accepted = 0; // genuine pairs, of these; impostor pairs, of these
};
PersonErrors errorsOf(const verify::Verification& verification, std::uint32_t person, double threshold);

} // namespace likeness::pages
