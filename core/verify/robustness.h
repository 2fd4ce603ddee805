// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/file.h"
#include "core/base/json_util.h"
#include "core/verify/verify_model.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace likeness::verify {

// How the right decisions of a verification are attacked: the first image of a pair is changed by at most ε grey levels
// a pixel of the aligned crop, so that a genuine pair is rejected or an impostor pair accepted (nn/attack.h).
struct AttackOptions {
    std::vector<std::string> methods{"fgsm", "pgd"}; // Goodfellow et al. 2015; Madry et al. 2018
    std::vector<int> epsilons{1, 2, 4, 8};           // grey levels of 0..255, 1 to 255 each
    int steps = 10;                                  // of pgd, 1 to 1000
    double step = 0;                                 // grey levels a step of pgd; 0: 2.5·ε/steps
    std::size_t maxPairs = 1000;     // as many of each kind, evenly from all; 0: all pairs of the verification
    std::optional<double> threshold; // accepted: cosine >= threshold; none: the mean over the verification's folds
    int bootstraps = 1000;
    std::size_t examples = 3; // pictures, of each method and kind
};

// Shares without anything to count are NaN (null in JSON).
struct Robustness {
    struct Kind {
        std::size_t attacked = 0; // pairs that were decided rightly
        std::size_t flipped = 0;  // of these wrongly after the attack
        double success = 0;       // flipped / attacked
        std::array<double, 2> ci95{};
        double meanShift = 0; // of the cosine, of the attacked
    };
    struct Point {
        std::string method;
        int epsilon = 0;
        std::size_t pairs = 0; // that were looked at, rightly decided or not
        Kind genuine, impostor;
        double survival = 0; // of the attacked pairs of both kinds, those still decided rightly
        std::array<double, 2> survivalCi95{};
        double accuracy = 0;     // of all pairs, those decided rightly under attack: wrong ones need no attack
        double meanShift = 0;    // of the attacked of both kinds, towards the wrong side
        bool sufficient = false; // kFewestAttacked pairs or more were attacked
    };
    struct Example {
        std::string nameA, nameB;
        std::int64_t faceA = 0, faceB = 0; // of the project, 0 = not one of its faces
        bool same = false;
        std::string method;
        int epsilon = 0; // the smallest that turns the decision, else the largest
        double before = 0, after = 0;
        bool flipped = false;
        // PNG: the crop, the changed crop, the other image of the pair, and what was changed: grey where nothing was,
        // white and black where a channel went up or down by ε.
        Bytes original, changed, other, difference;
    };
    static constexpr std::size_t kFewestAttacked = 30;

    Json facts; // of the verification: model, hashes, input, set, device, versions
    std::string flip;
    double threshold = 0;
    bool thresholdGiven = false;
    int steps = 0;
    double step = 0; // as asked for; 0: by ε
    std::uint64_t seed = 0;
    std::size_t pairs = 0, genuine = 0, impostor = 0; // that were looked at
    std::size_t ofPairs = 0;                          // of the verification
    double accuracyBefore = 0;                        // of those looked at
    std::size_t flat = 0;                             // attacked pairs of pictures alike, which fgsm leaves as they are
    std::size_t people = 0;                           // of the attacked pairs; 0: the set does not say
    int bootstraps = 0; // identities resampled; 0: Clopper and Pearson's exact intervals over pairs
    std::vector<Point> points;
    std::vector<Example> examples;
    double seconds = 0;
    // threshold, threshold_from (given | verification), method (fgsm | pgd | both), mirror, steps, step_size, seed,
    // pairs, genuine, impostor, of_pairs, accuracy, no_slope, people, interval, bootstraps, points: [{epsilon, method,
    // pairs, genuine: {attacked, flipped, success, ci95, mean_shift}, impostor: {…}, survival, survival_ci95, accuracy,
    // mean_shift, sufficient}], examples: [{a, b, face_a, face_b, same, method, epsilon, before, after, flipped}],
    // model, model_hash, set_hash …, seconds
    Json toJson() const;
    // The same as it is stored with a verification (extras["robustness"]): each example has "pictures", the original,
    // the changed and the difference as base64 of their PNG files.
    Json toExtra() const;
};

// The pictures of an example of extras["robustness"], as toExtra() orders them; the file may hold anything. Empty for
// what is no PNG of at most 1024 pixels a side; at most three, and none where none are stored.
std::vector<Bytes> examplePictures(const Json& example);
inline constexpr std::size_t kMostExamples = 24; // to show of such a file

// Verification::extras as scripts and people read them: without those pictures.
Json withoutPictures(Json extras);

// Verifies the model on the set, then attacks. The cosine is that of `options.flip`; a changed crop counts in whole
// grey levels, as it can be saved. Random starts are drawn from options.seed and the pair's number in the verification.
// Intervals: identities resampled where the set names them (all or none turned: exact, over as many trials as there are
// people), else exact over pairs. Streamed; stopped within a second: Error(Interrupted). Throws Error(Unsupported)
// where the model lets no gradient through, BadArgument, else as verifyModel().
Robustness attackSet(const VerifyOptions& options, const AttackOptions& attack, jobs::Context& context);

} // namespace likeness::verify
