// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
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
QString flipText(const std::string& flip);                 // sum | concat | none

} // namespace likeness::pages
