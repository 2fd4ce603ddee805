// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/json_util.h"

#include <array>
#include <cmath>

namespace likeness {

// A figure as JSON has it: null where it is not known (NaN) or not finite.
inline Json known(double value)
{
    return std::isfinite(value) ? Json(value) : Json();
}

inline Json known(const std::array<double, 2>& interval)
{
    return Json::array({known(interval[0]), known(interval[1])});
}

} // namespace likeness
