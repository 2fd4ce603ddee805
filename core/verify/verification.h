// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/file.h"
#include "core/base/json_util.h"
#include "core/eval/pairs.h"
#include "core/eval/separability.h"
#include "core/verify/verify_options.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace likeness::verify {

struct PairPicture {
    Bytes pngA, pngB;
    std::string nameA, nameB;
    float score = 0;
    bool same = false;
    std::int64_t faceA = 0, faceB = 0; // of the open project, 0 = not one of its faces
};

// An image of a set that was verified.
struct SetImage {
    std::string name;               // for people, valid UTF-8
    std::int64_t face = 0;          // of the project, 0 = not one of its faces
    std::uint32_t person = kNobody; // number in Verification::people
    static constexpr std::uint32_t kNobody = 0xffffffff;
};

// What a model did on a set of pairs: the evidence, and what was computed from it. Reports, the window and comparisons
// show nothing else.
struct Verification {
    std::string title; // run id, or model and set
    Json facts;        // name → value, in order: model, model hash, snapshot, preprocessing, protocol, versions …
    // A value a pair; `images` and `identities` two a pair.
    std::vector<float> scores;
    std::vector<std::uint8_t> same;
    std::vector<std::uint32_t> images;     // by their number in `set`
    std::vector<std::uint32_t> identities; // numbers in `people`; empty where the set does not say
    std::vector<SetImage> set;             // every image that could be used or not
    std::vector<std::string> people;       // their names; empty where the set does not say
    VerifyOptions options;                 // as asked for; of a run its own seed and number of pairs
    bool balancedFolds = false; // accuracy takes as many pairs of each kind (VerifySettings): drawn ones, templates
    eval::VerifyResult result;
    std::optional<eval::Separability> separability;
    std::vector<Json> events; // of the run; empty for a foreign model
    std::vector<PairPicture> worstFalseAccepts, worstFalseRejects;
    // What else was found, as its own JSON: people (eval::PeopleSeparability, numbers of `people`), slices, robustness,
    // all_pairs (core/verify of the same names).
    Json extras = Json::object();
    std::int64_t time = 0; // when it was made, milliseconds since 1970; 0: not known. For lists; no report says it.
    double seconds = 0;
    double decodeSeconds = 0, embedSeconds = 0, metricSeconds = 0; // of these
};

} // namespace likeness::verify
