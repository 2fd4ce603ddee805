// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/dataset/history.h"
#include "core/dataset/spot_check.h"

#include <QString>
#include <string_view>

namespace likeness::pages {

QString verbText(const std::string& verb);    // "moved"
QString labelText(dataset::LabelState state); // "not reviewed"
// What an entry says, from its facts, in the window's language; an entry without facts keeps its English sentence.
QString entryText(const dataset::JournalEntry& entry);
// Why it was done: the program's own reasons translated, a person's or a flag's words as they are. The journal keeps
// those of its own in English, whatever the window speaks.
QString reasonText(const std::string& why);
inline constexpr std::string_view kMapReason = "chosen on the map";
std::string acceptedReason(double percent); // "all suggestions from 97.5 % on"
// What an entry changed about the one face or person whose history it stands in: "Ann → Bob, confirmed".
QString changesText(const dataset::HistoryEntry& entry);

QString verdictText(dataset::SpotVerdict verdict); // "right", "wrong", "cannot say", translated

} // namespace likeness::pages
