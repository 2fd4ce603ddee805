// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/eval/slices.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace likeness::eval {

// Which threshold keeps a false match rate, what it costs, and how far the pairs can be trusted to say so.
struct AdvisorSettings {
    double fmr = 1e-4;            // the target, in (0, 1)
    double attemptsPerDay = 1000; // of people who are not whom they are compared with; 0 or more
    std::uint64_t gallery = 1;    // people whom each attempt is compared with: 1 is verification, more identification
    int bootstraps = 1000;        // as SliceSettings
    std::uint64_t seed = 1;
    bool balancedFolds = false;
    Check check{};
};

struct Advice {
    // A code for programs, and its figures.
    //   insufficient      the false-accept budget, target · impostors, is below 10: {budget, impostors, smallest_fmr}
    //   beyond_data       it is below 1: the threshold lies above every impostor, and all that is known of the FMR
    //                     there is that it is, with 95 %, no higher than {most}, the end of its interval
    //                     (fmr_upper95 where there is none: {independent}); nothing is extrapolated: {…,
    //                     fmr_upper95, impostors}
    //   slice_above_target a slice's FMR at the threshold is above the target, its whole interval: {attribute, value,
    //   fmr,
    //                     fmr_ci95, needed_threshold, needed_threshold_ci95, needed_sufficient}
    //   slices_not_checked  of so many slices the budget is below 10, and nothing is seen: {slices}
    //   no_people         the pairs do not say whose they are; the intervals take them as independent: too narrow
    //   few_people        fewer than kFewPeople: {people, needed}; of fewer than kFewestPeople there are no intervals
    struct Warning {
        std::string code;
        Json figures;
    };
    double target = 0;
    double threshold = 0; // of tprAtFpr(): accepted when score >= threshold
    std::array<double, 2> thresholdCi95{};
    // At that threshold, on these pairs. The intervals keep it, and are as those of slices.
    double achievedFmr = 0, fnmr = 0;
    std::array<double, 2> fmrCi95{}, fnmrCi95{};
    std::size_t falseAccepts = 0;
    double fmrUpper95 = 0; // one-sided, if the pairs were independent; it knows that the threshold was chosen on them
    // attempts · (1 − (1 − FMR)^gallery), for the achieved FMR and both ends of its interval
    double falseAcceptsPerDay = 0;
    std::array<double, 2> falseAcceptsPerDayCi95{};
    double attemptsPerDay = 0;
    std::uint64_t gallery = 0;
    std::int64_t budget = 0; // floor(target · impostors)
    double smallestFmr = 0;  // that these pairs support: smallestRate()
    bool sufficient = false; // budget >= 10, and people enough for intervals where they are known
    std::vector<Warning> warnings;
    SlicesResult slices; // all figures behind it, those of the slices too
    // {threshold, threshold_ci95, target, achieved_fmr, fmr_ci95, fmr_upper95, fnmr, fnmr_ci95, false_accepts,
    // expected_false_accepts_per_day, expected_false_accepts_per_day_ci95, attempts_per_day, gallery,
    // false_accept_budget, smallest_fmr, sufficient, pairs, genuine, impostor, people, bootstraps, resampled, warnings:
    // [{code, …}]}, and `slices` as SlicesResult has it where there were any
    Json toJson() const;
    bool warns(std::string_view code) const;
};
inline constexpr std::size_t kFewPeople = 30; // intervals from fewer are too narrow, as far as simulations go

// How likely at least one of `gallery` comparisons with other people is a false accept, each with probability `fmr`.
double falseMatchInGallery(double fmr, std::uint64_t gallery);

// Throws as measureSlices(), and Error(BadArgument) for settings out of range. Deterministic in the seed.
Advice adviseThreshold(std::span<const float> scores,
                       std::span<const std::uint8_t> same,
                       std::span<const std::uint32_t> identities = {},
                       std::span<const Slice> slices = {},
                       const AdvisorSettings& settings = {});

} // namespace likeness::eval
