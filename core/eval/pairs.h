// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/eval/metrics.h"

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace likeness::eval {

// Called now and then, on the calling thread, by what may take seconds. What it throws leaves: that is how it is
// stopped.
using Check = std::function<void()>;

struct Pair {
    std::uint32_t a = 0; // row of the embedding matrix
    std::uint32_t b = 0;
    bool same = false;
};

// At most `maxEach` genuine and at most `maxEach` impostor pairs: all that there are, else drawn at random without
// repeating. Laid out evenly, so that contiguous blocks hold both kinds in the same proportion. None at all where no
// identity has two rows. labels: identity number per row, rows with a negative one take no part. Deterministic in the
// seed.
std::vector<Pair>
makePairs(std::span<const int> labels, std::size_t maxEach, std::uint64_t seed, const Check& check = {});
// Every unordered pair of rows with a label.
std::vector<Pair> allPairs(std::span<const int> labels);

// Dot products of unit rows. Throws Error(BadArgument) when a pair names a row that is not there.
std::vector<float>
scorePairs(std::span<const float> embeddings, int dim, std::span<const Pair> pairs, const Check& check = {});

// tr(S_B)/tr(S_W) with S_B = Σ n_c (m_c − m)(m_c − m)ᵀ, S_W = Σ (x − m_c)(x − m_c)ᵀ, in double; rows need not be unit
// vectors.
double fisherTraceRatio(std::span<const float> rows, int dim, std::span<const int> labels);

struct Separability {
    double fisherTraceRatio = 0;
    Distribution intra; // 1 − cosine of genuine pairs
    Distribution inter;
    std::size_t intraPairs = 0, interPairs = 0;
    Json toJson() const; // fisher_trace_ratio, intra, inter, intra_pairs, inter_pairs
};
// Exact over all pairs up to `maxPairs` of each kind, sampled beyond.
Separability separability(std::span<const float> embeddings,
                          int dim,
                          std::span<const int> labels,
                          std::size_t maxPairs = 5'000'000,
                          std::uint64_t seed = 1,
                          const Check& check = {});

inline constexpr std::size_t kFewestPeople = 5; // resampling fewer says nothing about other people

// Everything `verify` prints, from scored pairs. identities: two per pair or empty (then pairs are resampled, and
// "resampled" says so). Keys as in the command-line contract, plus roc and hist for plots.
struct VerifyResult {
    std::size_t pairs = 0, genuine = 0, impostor = 0;
    KFold kfold;
    std::size_t foldGenuine = 0, foldImpostor = 0; // the pairs that `kfold` judges
    double auc = 0, eer = 0;
    std::array<double, 2> aucCi95{0, 0};
    std::array<double, 2> accuracyCi95{0, 0};
    std::vector<Operating> operating;
    ScoreStats stats;
    Roc roc; // full
    Histogram histogram;
    bool resampledIdentities = false;
    int bootstraps = 0;     // resamples behind the intervals
    std::size_t people = 0; // identities that were resampled; fewer than kFewestPeople give no interval (NaN)
    ValAtFar val;           // at FAR 1e-3, for comparison with papers
    Json toJson() const;    // the contract's keys
};
struct VerifySettings {
    int bootstraps = 1000; // lowered beyond 200,000 pairs
    std::uint64_t seed = 1;
    // Pairs that a set names are judged in folds all together, in their order, as papers do. Pairs that were drawn
    // (makePairs) hold far more impostors than LFW's protocol has: there accuracy and its threshold take as many of
    // each kind, evenly from all, and everything else still takes every pair.
    bool balancedFolds = false;
    Check check{};
};
// Intervals: 2.5th and 97.5th percentile over resamples; those of the accuracy keep the folds' thresholds. A resampled
// identity carries its genuine pairs with it; an impostor pair counts as often as both its identities were drawn (Bolle
// et al. 2004).
VerifyResult verifyScores(std::span<const float> scores,
                          std::span<const std::uint8_t> same,
                          std::span<const std::uint32_t> identities = {},
                          const VerifySettings& settings = {});

} // namespace likeness::eval
