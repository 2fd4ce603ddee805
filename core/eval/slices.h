// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/eval/metrics.h"
#include "core/eval/pairs.h"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace likeness::eval {

// How a model does on parts of a set of pairs: those with masks and those without, each decade of birth, easy, medium
// and hard ones. A slice is one value of an attribute. Slices may overlap, and need not cover the set.
struct Slice {
    std::string attribute, value;
    std::vector<std::uint32_t> pairs; // numbers of pairs, each once
};
inline constexpr std::size_t kMaxSlices = 1000;

// A pair is accepted when score >= threshold. FMR (false match rate) is the share of impostor pairs that are accepted,
// FNMR (false non-match rate) the share of genuine pairs that are not.
enum class SliceMetric : std::uint8_t {
    Accuracy,      // 1 − (FNMR + FMR) / 2 at the overall threshold: each kind counts half, so that slices with other
                   // shares of impostors can be compared; with as many of each it is the share judged rightly
    Fnmr,          // at the overall threshold
    Fmr,           //
    OperatingFnmr, // at the operating threshold: that of the whole set at the stated FMR
    OperatingFmr,  //
    OwnTpr,        // TPR at the FPR `ownFpr` against the slice's own impostors, threshold by the conservative rule
    NeededThreshold, // the smallest threshold that keeps the stated FMR on the slice: just above the
                     // (floor(FMR · impostors) + 1)-th highest of its impostors; genuine pairs have no say
};
inline constexpr std::size_t kSliceMetrics = 7;
// accuracy, fnmr, fmr, fnmr_at_operating, fmr_at_operating, tpr_at_own_fpr, needed_threshold
std::string_view sliceMetricName(SliceMetric metric);

struct SliceFigure {
    double value = 0;             // NaN (null in JSON) where the slice has no pairs of a kind that it takes
    std::array<double, 2> ci95{}; // NaN without resamples
    // Of at least kFewestPeople people (where the pairs say whose they are) and kFewestSlicePairs pairs of each kind
    // that it counts; with a target FMR also a false-accept budget of 10.
    bool sufficient = false;
    Json toJson() const; // {value, ci95: [lo, hi], sufficient}
};
inline constexpr std::size_t kFewestSlicePairs = 30; // of fewer, one pair more or less moves a share by over 3 %

struct SliceResult {
    std::string attribute, value;
    std::size_t pairs = 0, genuine = 0, impostor = 0;
    std::size_t people = 0; // 0 where the pairs do not say
    std::array<SliceFigure, kSliceMetrics> figures;
    const SliceFigure& of(SliceMetric metric) const { return figures[static_cast<std::size_t>(metric)]; }
    SliceFigure& of(SliceMetric metric) { return figures[static_cast<std::size_t>(metric)]; }
    // {attribute, value, pairs, genuine, impostor, people, sufficient (of the accuracy), and each figure by its name}
    Json toJson() const;
};

// The largest value less the smallest, over the slices of an attribute whose figure is `sufficient`. The interval is
// gap ± the 95th percentile of the range of (value in a resample − value) over those slices, each deviation put right
// as peopleVariance() says, and not below 0. It holds for all differences between them at once, as Tukey's range test
// does, so it says something of the gap although the two slices were chosen by their values. p is the share of
// resamples whose range is no smaller than the gap: how often chance alone makes one. pHolm is p corrected for the
// attributes that are compared by the same metric (holm()): of many looked at, one differs by chance.
struct SliceGap {
    SliceMetric metric{};
    std::size_t compared = 0;            // slices with enough data
    double gap = 0;                      // NaN where fewer than two have
    std::array<double, 2> ci95{};        // NaN without resamples
    double p = 0, pHolm = 0;             //
    std::size_t highest = 0, lowest = 0; // slices
};
struct AttributeResult {
    std::string attribute;
    std::array<SliceGap, kSliceMetrics> gaps;
    const SliceGap& of(SliceMetric metric) const { return gaps[static_cast<std::size_t>(metric)]; }
};

struct SliceSettings {
    // The overall one; without it the mean of the folds' thresholds, which `verify` prints.
    std::optional<double> threshold{};
    double fmr = 1e-3;     // of the operating threshold, in (0, 1)
    double ownFpr = 1e-3;  // in (0, 1)
    int bootstraps = 1000; // lowered where set and slices hold over 200,000 pairs, never below 100
    std::uint64_t seed = 1;
    bool balancedFolds = false; // as in VerifySettings
    Check check{};
};
struct SlicesResult {
    double threshold = 0;                           // the overall one
    Operating operating;                            // conservative rule (tprAtFpr) on all pairs; its ci95 is of the TPR
    std::array<double, 2> operatingThresholdCi95{}; // by the same rule in each resample
    double ownFpr = 0;
    SliceResult all;                         // the whole set
    std::vector<SliceResult> slices;         // as given
    std::vector<AttributeResult> attributes; // in the order in which they first occur
    int bootstraps = 0;                      // 0: none asked for, or fewer than kFewestPeople people
    bool resampledIdentities = false;
    // {threshold, operating: {target, threshold, threshold_ci95, achieved_fpr, …}, own_fpr, all, slices, attributes:
    // [{attribute, gaps: [{metric, compared, gap, ci95, p, p_holm, highest, lowest}]}], bootstraps, resampled}
    Json toJson() const;
};
// identities: two a pair, or empty. Intervals resample the identities (the pairs where there are none), once for all
// slices, and keep overall and operating threshold. Those of shares are as verifyScores() makes them (peopleVariance(),
// countedInterval()), no narrower than independent pairs would give, and of few errors go by how far errors of the same
// people go together in the whole set. Those of thresholds are percentiles, drawn together as much as peopleVariance()
// says. Throws as roc(), and Error(BadArgument) for settings out of range, a slice with a pair that
// is not there or twice, and over kMaxSlices slices. Deterministic in the seed.
SlicesResult measureSlices(std::span<const float> scores,
                           std::span<const std::uint8_t> same,
                           std::span<const std::uint32_t> identities,
                           std::span<const Slice> slices,
                           const SliceSettings& settings = {});

} // namespace likeness::eval
