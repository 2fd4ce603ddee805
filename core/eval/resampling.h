// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What intervals of one model and of the difference between two share.
//
// Pairs are not independent: those of one person, and those that two people share a side of, move together. A resample
// of the people (drawWeights) carries that, but draws every meeting of two people by the product of two weights, whose
// variance is 3 where 1 would be right (Owen 2007, "The pigeonhole bootstrap"): where the noise of single impostor
// pairs matters, as in a set that draws one or two for each person, such intervals are up to 1.7 times too wide. Let D
// be the part of a figure's variance that comes from single meetings of two people. Resampling the people gives
// V + 2 D, and resampling the meetings alone (drawMeetingWeights) gives D. Their difference V is the dyadic cluster-
// robust variance (Aronow, Samii and Assenova 2015; Cameron and Miller 2014; Davezies, D'Haultfoeuille and
// Guyonvarch 2021 on exchangeable arrays), and needs no formula for the figure. peopleVariance() takes it.
#include "core/base/random.h"
#include "core/eval/metrics.h"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace likeness::eval {

inline constexpr double kMaxResampledPairs = 2e8; // pairs · resamples; about a second
inline constexpr double kPairsBetweenChecks = 4e6;
inline constexpr double kNormal975 = 1.959963984540054;

// The pairs that the folds judge, in their order: all, or where `balanced` as many of each kind, evenly from all.
std::vector<std::uint32_t> foldPairs(std::span<const std::uint8_t> same, bool balanced);

enum class Verdict : std::uint8_t { Wrong, Right, NotJudged };
// Of every pair, with its fold's threshold.
std::vector<Verdict> verdicts(std::span<const float> scores,
                              std::span<const std::uint8_t> same,
                              std::span<const std::uint32_t> judged,
                              const KFold& kfold);
// kFoldAccuracy() of the judged pairs.
KFold judgedAccuracy(std::span<const float> scores,
                     std::span<const std::uint8_t> same,
                     std::span<const std::uint32_t> judged);

// Pairs in the order of falling scores, with what a resample needs to know of each.
struct Sorted {
    std::vector<std::uint32_t> order;
    std::vector<float> score;
    std::vector<std::uint8_t> same;
    std::vector<std::uint8_t> lastOfTie;
    std::vector<Verdict> verdict;
    std::vector<std::uint32_t> a, b; // identities numbered from 0; empty when pairs are resampled
    std::uint32_t identities = 0;
};
Sorted sortPairs(std::span<const float> scores,
                 std::span<const std::uint8_t> same,
                 std::span<const std::uint32_t> identities,
                 std::span<const Verdict> verdict);

// How often each pair counts in one resample, in the order of `pairs`: a drawn identity carries its genuine pairs with
// it, an impostor pair counts as often as both its identities were drawn (Bolle et al. 2004); without identities
// genuine and impostor pairs are drawn apart, so that their numbers stay.
std::vector<float> drawWeights(const Sorted& pairs, Rng rng);

// The two people of every pair, numbered by who they are: 0 … count − 1 in the order of `pairs`, whose people are
// known.
struct Meetings {
    std::vector<std::uint32_t> of;
    std::uint32_t count = 0;
};
Meetings meetings(const Sorted& pairs);
// Every two people who meet as impostors count by a weight of their own, Poisson with mean 1, and genuine pairs once.
std::vector<float> drawMeetingWeights(const Sorted& pairs, const Meetings& meetings, Rng rng);

struct Resample {
    bool usable = false; // both kinds of pairs were drawn
    double auc = 0;
    double accuracy = 0; // by the verdicts
    double eer = 0;
    double fisher = 0, dPrime = 0; // as in ScoreStats
    std::vector<double> tpr;
};
// How often each pair counts is given in the order of `pairs`; `targets` from the largest to the smallest.
Resample measure(const Sorted& pairs, std::span<const double> targets, std::span<const float> weight);

// kFoldAccuracy() of weighted pairs, each fold's threshold chosen anew from the weights: how an accuracy moves that had
// to find its thresholds itself. A pair stays in its fold, so that no pair is judged by a threshold that it taught.
class FoldGrid
{
public:
    // `judged` as kFoldAccuracy() saw them, in `folds` folds.
    FoldGrid(const Sorted& pairs, std::span<const std::uint32_t> judged, std::size_t folds);
    double accuracy(std::span<const float> weight) const; // NaN where no judged pair counts; thread-safe

private:
    struct Judged {
        std::uint32_t at; // in the order of `pairs`
        std::uint16_t fold, bin;
        bool same;
    };
    std::vector<Judged> m_judged;
    std::size_t m_folds;
};

// ddof 1; NaN of fewer than two.
double sampleVariance(std::span<const double> values);
// V of above, from the variances over resamples of `people` people and over resamples of their meetings. V is never
// below a third of the first, which it is where nothing but single meetings varies; D is an estimate itself.
double peopleVariance(double ofPeople, double ofMeetings, std::size_t people);
// Degrees of freedom of such a variance, from the figure without each of the people in turn: where a few people make
// most of it, it is itself known badly, and the interval has to be wider. Satterthwaite (1946), 2 V² / Var(V) with
// fourth moments; between 4 and `most`.
double freedom(std::span<const double> leftOut, double most);
// 97.5 % quantile of Student's t with so many degrees of freedom (Cornish–Fisher; to 0.01 from 4 on).
double student975(double freedom);
// Interval of a share (accuracy, AUC, TPR, EER) by its estimate and variance: Wilson's, with the number of independent
// trials that has this variance (Korn and Graubard 1998; for the AUC Newcombe 2006). Unlike percentiles of resamples it
// is right for shares near 1 and is never a point: an estimate of 0 or 1 counts as that many out of `trials`.
std::array<double, 2> shareInterval(double estimate, double variance, double trials, double quantile);
// Pairs that a share is counted on, and their design effect: the variance over that of as many independent pairs (Kish
// 1965), 1 or more.
struct Trials {
    double pairs = 0, effect = 1;
};
// The same where the errors are few. They do not say how far they go together, so that the design effect which
// `variance` shows counts the less the fewer they are; without any the interval goes by that of `of`.
std::array<double, 2>
fewErrorsInterval(double estimate, double variance, double errors, const Trials& of, double quantile);
// That of a share that was counted: so many of the pairs.
std::array<double, 2> countedInterval(double estimate, double variance, const Trials& of, double quantile);
// Pairs that make an AUC less than 1: genuine ones below some impostor, or impostors above some genuine pair, whichever
// are fewer.
std::size_t overlapping(const Sorted& pairs);
// Clusters of pairs – the people of genuine ones, the meetings of impostors – and how far errors on pairs of one go
// together: their intraclass correlation, 0 to 1, by the analysis of variance (Donner and Koval 1980), at the threshold
// on whose wrong side one pair in twenty is. 0 where no cluster holds two pairs.
struct Clustering {
    std::size_t clusters = 0; // 0 without meetings
    double correlation = 0;
};
Clustering clustering(const Sorted& pairs, const Meetings& meetings, bool impostors);
// With the design effect 1 + (pairs a cluster − 1) · correlation; 1 without clusters.
Trials trialsOf(std::size_t pairs, std::size_t clusters, double correlation);
Trials fewer(const Trials& a, const Trials& b); // the ones that count as fewer independent pairs
// Of a figure that cannot be negative: estimate ± quantile · sd, cut at 0.
std::array<double, 2> positiveInterval(double estimate, double variance, double quantile);

// 2.5th and 97.5th percentile; NaN of nothing. Sorts the values.
std::array<double, 2> interval(std::vector<float>& values);

} // namespace likeness::eval
