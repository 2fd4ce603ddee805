// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/curate/looks.h"

#include <span>
#include <vector>

namespace likeness::curate {

// Similarities of pairs of faces with one label and of pairs with two: corrected, for the pair model, and raw, for
// people.
struct PairSample {
    std::vector<float> within, across;
    std::vector<float> rawWithin, rawAcross;
};

// All pairs of either kind, or 200,000 of them drawn at random, always the same ones. `label`: of each face;
// `members`: the faces of each label.
PairSample samplePairs(const Similarity& similarity,
                       const Looks& looks,
                       std::span<const std::uint32_t> label,
                       std::span<const std::vector<std::uint32_t>> members);

} // namespace likeness::curate
