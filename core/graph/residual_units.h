// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <array>
#include <string_view>
#include <utility>

namespace likeness::graph {

// Residual units in the four stages of each IResNet: what makes it, and what it is recognised by.
inline constexpr std::pair<std::string_view, std::array<int, 4>> kResidualUnits[] = {{"iresnet18", {2, 2, 2, 2}},
                                                                                     {"iresnet34", {3, 4, 6, 3}},
                                                                                     {"iresnet50", {3, 4, 14, 3}},
                                                                                     {"iresnet100", {3, 13, 30, 3}},
                                                                                     {"iresnet200", {6, 26, 60, 6}}};

} // namespace likeness::graph
