// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/eval/pairs.h"

#include <functional>
#include <string>
#include <vector>

namespace likeness::eval {

// People and pairs of which the truth is known, so that intervals can be held against it. With ε, g ~ N(0, I/dim) and
// z ~ N(0, 1): a person is the unit vector m of offset · e₁ + g and a noise s = noise · exp(spread · z), an image of it
// the unit vector of m + s ε. An offset makes some people resemble everyone, a spread some people hard to recognise;
// what two images share beyond that is the noise of the pair.
struct Population {
    int dim = 64;
    double noise = 1, offset = 0.3, spread = 0.2;
};
enum class SimulatedPairs : std::uint8_t {
    Drawn,  // makePairs(): every genuine pair, and as many impostors
    All,    // every pair
    Single, // as in LFW: one genuine pair a person, and one impostor pair
};

struct CoverageSettings {
    Population population;
    int identities = 100, images = 10; // at least kFewestPeople; at least 2
    SimulatedPairs pairs = SimulatedPairs::Drawn;
    int repetitions = 1000, bootstraps = 1000;
    int truthPairs = 1'000'000; // of each kind, each of people of its own
    std::uint64_t seed = 1;
    Check check{};
    std::function<void(int done, int total)> progress{};
};
struct Coverage { // of one figure, over the repetitions
    std::string metric;
    double truth = 0;
    double mean = 0, sd = 0;     // of the estimate
    double coverage = 0;         // share of the intervals that hold the truth
    double below = 0, above = 0; // share that lie below it, and above it altogether
    double width = 0;            // mean
    double expectedWidth = 0;    // 2 · 1.96 · sd: what an interval with the right sd would have
    double sufficient = 1;       // share that is marked so
    Json toJson() const;
};
struct CoverageResult {
    std::size_t pairs = 0, genuine = 0, impostor = 0; // of one repetition
    std::vector<Coverage> figures; // auc, accuracy, eer, score_fisher, d_prime, tpr_at_fpr_1e-1 …, fisher_trace_ratio
    Json toJson() const;
};
// How often the 95 % intervals of verifyScores() and separability() hold the truth. The truth of the accuracy and of
// the trace ratio, which depend on how many people and images there are, is their mean over as many other sets of the
// same size as there are repetitions; of all else the figure over `truthPairs` independent pairs of each kind. Throws
// Error(BadArgument) for settings out of range. Deterministic in the seed.
CoverageResult measureCoverage(const CoverageSettings& settings);

} // namespace likeness::eval
