// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/curate/judge.h"

namespace likeness::curate {

// Errors of one's own making show what a method's answers are worth on these very faces. Of the faces that may be
// (`believed`, one value a face of the case), a few labels at a time are exchanged for random others, and all is judged
// again on the scale that was found, until there are enough. Returns the probabilities of being wrong that the
// exchanged labels got. Costs from one judgement, of many faces, to 20. Throws Interrupted.
std::vector<double> rehearse(
    const Case& input, const Scale& scale, std::span<const std::uint8_t> believed, int threads, jobs::Context& context);

// The share of wrong labels: `estimate`, moved towards what the planted errors allow. Where they are found, the real
// ones are found too, and no more than all that is found there can be wrong: the least of these bounds (the
// proportion of a mixture of which one part is known; Elkan & Noto 2008) is met halfway, on a scale of ratios, once
// there are enough planted errors.
double shareByPlanted(std::span<const double> all, std::span<const double> planted, double estimate);

// From the probabilities that all labels got and those that planted errors got: such that wrong labels are `share` of
// all, and their mean log odds are those of planted errors. (No label is known to be right, as in presence-only data;
// Ward et al. 2009.) None where there is nothing to learn it from.
ScoreCalibration calibrate(std::span<const double> all, std::span<const double> planted, double share);

// Flagged from here on, the F1 is expected to be best: what it would find is seen on the planted errors.
double plantedThreshold(std::span<const double> all, std::span<const double> planted, double share);

} // namespace likeness::curate
