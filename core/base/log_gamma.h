// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>

namespace likeness {

// Natural logarithm of |Gamma(x)|. std::lgamma() writes a global, which threads would share;
// this does not.
inline double logGamma(double x)
{
    int sign = 0;
    return ::lgamma_r(x, &sign);
}

} // namespace likeness
