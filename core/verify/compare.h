// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/eval/paired.h"
#include "core/verify/verify_model.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace likeness::verify {

// `compare`: models on the same pairs, with paired tests.
struct CompareOptions {
    std::vector<std::string> models; // two or more, as VerifyOptions::model
    // The pairs: model and bootstraps count for nothing here. Without a set the models are runs, and the pairs are of
    // people whom none of them has trained on: faces that all of them kept for verification, under the same name.
    VerifyOptions on;
    int bootstraps = 2000;
};
struct Comparison {
    struct Model {
        std::string name, hash;
        double auc = 0, eer = 0, accuracy = 0;
    };
    struct Result {
        std::size_t a = 0, b = 0; // models
        eval::Difference difference;
        double pHolm = 0; // corrected for the other models that are compared with the best by this test
    };
    // A pair that one model alone judged rightly.
    struct Differing {
        std::string nameA, nameB;          // of its images, as SetImage has them
        std::int64_t faceA = 0, faceB = 0; // of the project, 0 = not one of its faces
        bool same = false;
        float scoreA = 0, scoreB = 0; // of the two models
        bool rightA = false;          // the first model was right, else the second
        std::uint32_t pair = 0;       // its number among the pairs
    };
    struct Verdict { // on the best model (a) and another one (b)
        std::size_t a = 0, b = 0;
        eval::Judgement judgement;
        std::size_t onlyA = 0, onlyB = 0; // pairs on which they differ, by who was right
        std::vector<Differing> differs;   // of these the kMostDiffering that are farthest apart, those first
    };
    std::vector<Model> models;
    std::size_t best = 0; // by AUC; the others are compared with it
    std::vector<Result> results;
    std::string set; // its name; empty: people whom none of the runs has trained on
    std::size_t pairs = 0, genuine = 0, impostor = 0, people = 0;
    int bootstraps = 0;
    bool resampledIdentities = false;
    double seconds = 0;
    std::vector<Verdict> verdicts; // one for each other model
    static constexpr std::size_t kMostDiffering = 100;
    static constexpr double kSure = eval::kVerdictLevel; // a p below says that it is not chance
    // Whether `result` is the one that says which model is better (eval::decides).
    bool decides(const Result& result) const;
    const Verdict* verdictOn(const Result& result) const; // null where there is none
    // Better where `best` is better than every other model; else the one that is hardest to tell from it decides.
    const Verdict* overall() const; // null without verdicts
    // models: [{model, model_hash, auc, eer, accuracy}], best, verdict (of the best model: better | no_difference |
    // not_enough_data), verdicts: [{a, b, better (a model or null), only_a, only_b, and as eval::Judgement}],
    // differs_total, differs: [{model_a, model_b, a, b (images), face_a, face_b, same, score_a, score_b, right: "a" |
    // "b"}], pairs, genuine, impostor, people, set, bootstraps, resampled, results: [{a, b, metric, test, value_a,
    // value_b, difference, ci95: [lo, hi], p, p_holm, sufficient, decides}], seconds
    Json toJson() const;
};
// Throws Error: BadArgument for fewer than two models, TooFewIdentities where the runs have too few such people in
// common, Interrupted, else as verify().
Comparison compare(const CompareOptions& options, jobs::Context& context);

// Whether two verifications are of the same set and of the same pairs of it, in the same order.
bool samePairs(const Verification& a, const Verification& b);
// The same of models that were verified before, two or more; nothing is embedded. Models are in the order given, and
// the seed is that of the first. Throws Error: BadArgument where the pairs are not the same, Interrupted.
Comparison compareStored(std::span<const Verification* const> verifications, int bootstraps, jobs::Context& context);
Comparison compareStored(const Verification& a, const Verification& b, int bootstraps, jobs::Context& context);

} // namespace likeness::verify
