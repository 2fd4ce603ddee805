// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <vector>

namespace likeness::crops {

inline const std::vector<int> kCropSizes{112, 160, 224}; // sides, in pixels, that faces can be prepared at

} // namespace likeness::crops
