// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// How far apart a model holds people: over all of them, and person by person. Labels: identity number per row; rows
// with a negative one take no part. Distances are 1 − cosine of unit rows.
#include "core/eval/pairs.h"

#include <array>
#include <limits>

namespace likeness::eval {

// tr(S_B)/tr(S_W) with S_B = Σ n_c (m_c − m)(m_c − m)ᵀ, S_W = Σ (x − m_c)(x − m_c)ᵀ, in double; rows need not be unit
// vectors. Throws Error(TooFewIdentities) below two identities.
double fisherTraceRatio(std::span<const float> rows, int dim, std::span<const int> labels);

inline constexpr double kUnknownFigure = std::numeric_limits<double>::quiet_NaN();

struct TraceRatio {
    double value = 0;
    std::array<double, 2> ci95{kUnknownFigure, kUnknownFigure}; // NaN below kFewestPeople identities
    std::size_t people = 0, images = 0;
    int bootstraps = 0; // behind the interval
};
// With its 95 % interval: value ± t sd over resamples of the identities, the grand mean of each resample included; how
// far the ratio of as many other people with as many images would be. 1,000 resamples of 1,000 identities in 512
// dimensions take a second of one processor; of more they are lowered, to 200 at least.
TraceRatio fisherTraceRatioInterval(std::span<const float> rows,
                                    int dim,
                                    std::span<const int> labels,
                                    int bootstraps = 1000,
                                    std::uint64_t seed = 1,
                                    const Check& check = {});

struct Separability {
    double fisherTraceRatio = 0;
    Distribution intra; // distances of genuine pairs
    Distribution inter; // of impostor pairs
    std::size_t intraPairs = 0, interPairs = 0;
    std::array<double, 2> fisherTraceRatioCi95{kUnknownFigure, kUnknownFigure};
    std::size_t people = 0, images = 0;
    int bootstraps = 0;                 // behind the interval
    double scoreFisher = 0, dPrime = 0; // as in ScoreStats, of these pairs
    double overlap = 0;                 // of both kinds, as overlap() has it
    // fisher_trace_ratio, fisher_trace_ratio_ci95, people, images, bootstraps, intra, inter, intra_pairs, inter_pairs,
    // score_fisher, d_prime, overlap
    Json toJson() const;
};
Separability separabilityFrom(const Json& json); // what toJson() gave; throws Json::exception for anything else
// Exact over all pairs up to `maxPairs` of each kind, sampled beyond. Throws Error(TooFewIdentities) below two
// identities, or where none has two images.
Separability separability(std::span<const float> embeddings,
                          int dim,
                          std::span<const int> labels,
                          std::size_t maxPairs = 5'000'000,
                          std::uint64_t seed = 1,
                          const Check& check = {});

// How one person stands to its own images and to the nearest other person. What cannot be known is NaN, null in JSON:
// a person with one image has no distance to its own.
struct PersonSeparability {
    int label = 0;
    std::size_t images = 0;
    double intraMean = kUnknownFigure, intraP95 = kUnknownFigure; // over its genuine pairs
    int nearest = 0;                                              // label of the other person whose images come closest
    double nearestMean = 0, nearestP05 = 0; // over the pairs of its images with the nearest person's
    // What the list is sorted by: nearestP05 − intraP95. Below 0 the person's own images differ more than the nearest
    // person's stay away; the smallest comes first. A person with one image takes the 95th percentile of everyone's.
    double gap = 0;
    double ratio = kUnknownFigure; // Fisher's, between own pairs and those with the nearest: (μ − μ')² / (σ² + σ'²)
    double mixed =
        kUnknownFigure; // share of (own pair, pair with the nearest) of which the own one is farther; ties half
    double missed = kUnknownFigure; // share of its own pairs whose cosine is below the threshold
    double accepted = 0;            // share of its pairs with the nearest whose cosine reaches it
    std::size_t intraPairs = 0, nearestPairs = 0;
    Json toJson() const;
};
struct PeopleSettings {
    double threshold = kUnknownFigure; // as a cosine; NaN: that of the equal error rate over pairs drawn from all
    std::size_t mostImages = 64;       // of a person are looked at, drawn at random of more; exact up to them
    std::uint64_t seed = 1;
    Check check{};
};
struct PeopleSeparability {
    std::vector<PersonSeparability> people; // the worst separated first; equal ones by label
    double threshold = 0;                   // as a cosine
    std::size_t images = 0;
    Json toJson(std::size_t most) const; // {threshold, images, count, people: the first `most`}
};
// Every person with a label. The nearest one is looked for among the five whose mean embeddings are nearest (all
// products of the means, exact), image by image: it is the one with the lowest nearestP05. 100,000 images of 20,000
// people in 512 dimensions take 8 s of one processor. Throws as separability(); Error(BadArgument) for a limit
// of images below 2. Deterministic in the seed, whatever the number of processors.
PeopleSeparability separabilityByPerson(std::span<const float> embeddings,
                                        int dim,
                                        std::span<const int> labels,
                                        const PeopleSettings& settings = {});

} // namespace likeness::eval
