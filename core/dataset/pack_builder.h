// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/dataset/types.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace likeness::dataset {

// What the builder of a verification pack knows of a face.
struct PackFace {
    FaceId face = 0;
    IdentityId identity = 0;
    float yaw = 0; // degrees
    float quality = 0;
    std::string hash; // of the picture: one picture makes no pair with its copy
};

struct PackOptions {
    int pairs = 6000; // as LFW; even and a multiple of 2 × folds, else rounded down to one
    int folds = 10;
    std::uint64_t seed = 1;
};

struct PackPair {
    FaceId a = 0;
    FaceId b = 0;
    bool same = false;
};

struct BuiltPack {
    std::vector<PackPair> pairs; // fold by fold, in each the genuine ones first, as LFW has it
    int folds = 0;
    int people = 0;       // identities in any pair
    int strata = 0;       // kinds of pairs (two poses, two qualities) that occur
    int unmatched = 0;    // impostor pairs for which the people of their fold have no pair of the wanted stratum
    std::string shortage; // why there are fewer pairs than asked for; empty when there are not
};

// Draws a balanced, stratified verification pack: folds with disjoint people (LFW's View 2, protocols.md 3.1), in each
// as many genuine as impostor pairs; genuine pairs are spread evenly over people; impostor pairs repeat the genuine
// ones' strata (frontal or turned by more than 20°, worse or better than the median quality), so that pose and quality
// do not tell the answer. No pair twice, none of two copies of one picture. Deterministic in the seed and the faces'
// order. Throws Error(TooFewIdentities) where not even one pair of each kind fits into each of two folds.
BuiltPack buildPack(std::span<const PackFace> faces, const PackOptions& options);

} // namespace likeness::dataset
