// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/eval/paired.h"
#include "core/verify/verify_model.h"

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
    std::vector<Model> models;
    std::size_t best = 0; // by AUC; the others are compared with it
    std::vector<Result> results;
    std::string set; // its name; empty: people whom none of the runs has trained on
    std::size_t pairs = 0, genuine = 0, impostor = 0, people = 0;
    int bootstraps = 0;
    bool resampledIdentities = false;
    double seconds = 0;
    static constexpr double kSure = 0.05; // a p below says that it is not chance
    // Whether `result` is the one that says which model is better, by the AUC: the bootstrap of the people where they
    // are known, since DeLong's test takes pairs of the same people as independent.
    bool decides(const Result& result) const;
    // models: [{model, model_hash, auc, eer, accuracy}], best, pairs, genuine, impostor, people, set, bootstraps,
    // resampled, results: [{a, b, metric, test, value_a, value_b, difference, ci95: [lo, hi], p, p_holm, sufficient,
    // decides}],
    // seconds
    Json toJson() const;
};
// Throws Error: BadArgument for fewer than two models, TooFewIdentities where the runs have too few such people in
// common, Interrupted, else as verify().
Comparison compare(const CompareOptions& options, jobs::Context& context);

} // namespace likeness::verify
