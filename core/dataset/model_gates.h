// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/dataset/project.h"

#include <string>
#include <vector>

namespace likeness::dataset {

// What a model must reach before this project's people take it: one line of text each, as verify/gates.h spells and
// judges them. (Not acceptance.h, which says whether a set of labels is good enough.) They lie in project.db and not in
// a file beside it: who asked for what, and when it was lowered, belongs into the journal, and undo takes it back.

inline constexpr std::size_t kMostModelGates = 100;

std::vector<std::string> modelGates(const Project& project); // in the order in which they were given
// Makes these the project's gates, in this order; gates of before that are not among them go. One journal entry (verb
// "gates"), undoable; returns its id, 0 when nothing changes. Throws Error(BadArgument) for an empty, repeated or
// overlong text and for more than kMostModelGates.
std::int64_t setModelGates(Project& project, const std::vector<std::string>& gates);

} // namespace likeness::dataset
