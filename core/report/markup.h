// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <string_view>

namespace likeness::report {

// A table cell that is a figure, alone or with its unit, range or "–": such columns stand flush right in every drawing.
bool isFigure(std::string_view cell);

} // namespace likeness::report
