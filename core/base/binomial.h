// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <array>
#include <cstddef>

// What is known of a share by counting. Pure.
namespace likeness {

// The p-quantile of the beta distribution with shapes a, b > 0, to about 1e-12; p in 0..1. Throws Error(BadArgument)
// for anything else.
double betaQuantile(double p, double a, double b);

// Of `hits` of `trials` independent trials; NaN where there were none. The exact two-sided interval of the share behind
// them (Clopper and Pearson 1934): whatever the share, it is covered with at least this confidence.
std::array<double, 2> clopperPearson(std::size_t hits, std::size_t trials, double confidence = 0.95);
// Its one-sided upper limit: no more than this, with the given confidence. Without a hit it is 1 − 0.05^(1/trials),
// about 3/trials (the rule of three). It also holds for a threshold that was put just above the (hits + 1)-th highest
// of those same trials (Wilks 1941).
double upperLimit(std::size_t hits, std::size_t trials, double confidence = 0.95);

} // namespace likeness
