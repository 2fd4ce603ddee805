// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <array>
#include <cstddef>

namespace likeness::eval {

// What `hits` of `trials` independent trials say of the share behind them. Pure; NaN where there were no trials.

// Exact two-sided interval (Clopper and Pearson 1934), the 95 % one unless told otherwise.
std::array<double, 2> clopperPearson(std::size_t hits, std::size_t trials, double confidence = 0.95);
// Its one-sided upper limit: no more than this, with the given confidence. Without a hit it is 1 − 0.05^(1/trials),
// about 3/trials (the rule of three). It also holds for a threshold that was put just above the (hits + 1)-th highest
// of those same trials (Wilks 1941).
double upperLimit(std::size_t hits, std::size_t trials, double confidence = 0.95);

} // namespace likeness::eval
