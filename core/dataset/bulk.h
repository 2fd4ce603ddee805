// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/dataset/project.h"

namespace likeness::dataset {

// One of many decisions: as Project::decide() understands action and other.
struct FaceDecision {
    FaceId face = 0;
    Action action = Action::Keep; // Keep, Move, Reject or Unsure
    std::string other;            // for Move: a person's name, made if new
};

// Many decisions of a person as one journal entry (verb "bulk"), which one undo takes back: for each face what
// Project::decide() would do. Returns the entry id, 0 when nothing would change. All or nothing; a face that is named
// twice counts by its last decision. About 20 µs a face: with a context it tells its progress and can be stopped, and
// then throws Interrupted and has changed nothing. Throws Error(BadArgument) for an action that is about whole people,
// NotFound for a face that is gone.
std::int64_t decideAll(Project& project,
                       std::span<const FaceDecision> decisions,
                       const std::string& why = {},
                       jobs::Context* context = nullptr);

} // namespace likeness::dataset
