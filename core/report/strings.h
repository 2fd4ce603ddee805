// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <initializer_list>
#include <string>
#include <string_view>

namespace likeness::report {

// A report's sentence in its language ("zh", anything else is English) with %1, %2 … replaced. Throws Error(Internal)
// for an id that the table does not have.
std::string text(std::string_view id, const std::string& language, std::initializer_list<std::string> arguments = {});

} // namespace likeness::report
