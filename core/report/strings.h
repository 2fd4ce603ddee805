// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/eval/protocols.h"

#include <initializer_list>
#include <string>
#include <string_view>

namespace likeness::report {

// A report's sentence in its language ("zh", anything else is English) with %1, %2 … replaced. Throws Error(Internal)
// for an id that the table does not have.
std::string text(std::string_view id, const std::string& language, std::initializer_list<std::string> arguments = {});

// English is what eval::protocolFigures() says itself.
std::string protocolName(const eval::ProtocolFigure& figure, const std::string& language);
std::string protocolConvention(const eval::ProtocolFigure& figure,
                               std::size_t folds,
                               const eval::ProtocolSettings& settings,
                               const std::string& language);
// What a verification's fact says, with those of its words translated that core/verify writes.
std::string factValue(std::string value, const std::string& language);

} // namespace likeness::report
