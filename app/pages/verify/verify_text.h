// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/json_util.h"

#include <QString>
#include <string>

namespace likeness::eval {
struct ProtocolFigure;
}

namespace likeness::pages {

// In the window's language; English for what a later version brings.
QString factText(const std::string& key); // of Verification::facts
QString protocolName(const eval::ProtocolFigure& figure);
QString protocolConvention(const eval::ProtocolFigure& figure);
QString protocolValue(const eval::ProtocolFigure& figure); // empty for curves and what has tables of its own
// A model as lists and comparisons call it: with how mirrored crops count where that is not the usual way.
QString withFlip(const QString& what, const Json& facts);
QString flipText(const std::string& flip); // sum | concat | none

} // namespace likeness::pages
