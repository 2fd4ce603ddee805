// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/file.h"

#include <span>
#include <string>
#include <string_view>

namespace likeness::report {

// For text and double-quoted attributes of HTML and SVG; invalid UTF-8 and characters that XML forbids become U+FFFD.
std::string escaped(std::string_view value);
std::string base64(std::span<const std::uint8_t> bytes);

// A table cell that is a figure, alone or with its unit, range or "–": such columns stand flush right in every drawing.
bool isFigure(std::string_view cell);

} // namespace likeness::report
