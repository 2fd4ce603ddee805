// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/random.h"
#include "core/eval/metrics.h"

#include <array>
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

// The rows of each identity, identities in order of their label; rows with a negative one are left out.
std::vector<std::vector<std::uint32_t>> groupRows(std::span<const int> labels);
// Of one kind, over such groups: all that there are up to `most`, else as many drawn at random without repeating.
std::vector<Pair> genuinePairs(const std::vector<std::vector<std::uint32_t>>& groups,
                               std::size_t most,
                               Rng& rng,
                               const Check& check = {});
std::vector<Pair> impostorPairs(const std::vector<std::vector<std::uint32_t>>& groups,
                                std::size_t most,
                                Rng& rng,
                                const Check& check = {});

// Rows of a matrix of embeddings; throws Error(BadArgument) where it does not hold whole ones, or not one for each of
// the labels.
std::size_t rowCount(std::span<const float> values, int dim);
std::size_t rowCount(std::span<const float> values, int dim, std::span<const int> labels);
// Dot products of unit rows. Throws Error(BadArgument) when a pair names a row that is not there.
std::vector<float>
scorePairs(std::span<const float> embeddings, int dim, std::span<const Pair> pairs, const Check& check = {});

inline constexpr std::size_t kFewestPeople = 5; // resampling fewer says nothing about other people

// Everything `verify` prints, from scored pairs. identities: two per pair or empty (then pairs are resampled, and
// "resampled" says so). Keys as in the command-line contract, plus roc and hist for plots.
struct VerifyResult {
    std::size_t pairs = 0, genuine = 0, impostor = 0;
    KFold kfold;
    std::size_t foldGenuine = 0, foldImpostor = 0; // the pairs that `kfold` judges
    double auc = 0, eer = 0;
    std::array<double, 2> aucCi95{0, 0}, accuracyCi95{0, 0}, eerCi95{0, 0}, fisherCi95{0, 0}, dPrimeCi95{0, 0};
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
// 95 % intervals: how far the figures would be from those of all people that such a set could have been drawn from.
// They resample the identities, not the pairs (resampling.h says how, and what corrects that). Shares (AUC, accuracy,
// TPR, EER) get Wilson's interval of as many independent trials as have that variance, the others ± t sd; of t few
// people, or a few who make most of the variance, widen it. The accuracy chooses its folds' thresholds anew in each
// resample. `bench intervals` measures how often they hold the truth: of AUC and accuracy 93–97 % over 100 people in
// sets as LFW's (one pair of each kind a person), drawn as by makePairs(), and of all pairs; of TPR 93–98 % where it is
// `sufficient`; of models with next to no errors 97 % and more, since those say little of each other
// (fewErrorsInterval()). They hold the AUC less often where a few people make most of the errors (88 % where the noise
// of 50 people differs by a factor of 2 either way), and the interval of a TPR that is not sufficient means little,
// since its threshold hangs on the few highest impostors. Without identities pairs are resampled, which is right only
// where no two pairs share a person.
VerifyResult verifyScores(std::span<const float> scores,
                          std::span<const std::uint8_t> same,
                          std::span<const std::uint32_t> identities = {},
                          const VerifySettings& settings = {});

} // namespace likeness::eval
