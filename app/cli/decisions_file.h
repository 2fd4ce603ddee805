// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/dataset/project.h"

#include <filesystem>
#include <functional>

namespace likeness::cli {

struct DecisionsResult {
    struct Skipped {
        int line = 0;
        std::string path;
        std::string reason;
    };
    int applied = 0; // rows
    std::vector<Skipped> skipped;
};

// Applies a decisions file, one journal entry a row (rows that split off the same person follow each other as one):
//   path,action,identity,other
// keep, reject, unsure need the path. move takes the person from `identity`, or from `other` where `identity` repeats
// the present name. confirm_different, merge, split and rename take it from `other` (or from `identity` where that is
// empty); merge and rename may name the person they are about in `identity` instead of a path. A first line that begins
// with "path" is the header; columns may then come in any order. A row that cannot be applied is skipped with its
// reason. Throws for a file that cannot be read. The file "-" is standard input: each row is applied when its line is
// there (of rows that are split off together, when the first other one is). `said` hears of each row what became of it,
// after that is on disk: `skipped` is empty, or why nothing was stored.
DecisionsResult applyDecisions(dataset::Project& project,
                               const std::filesystem::path& file,
                               jobs::Context& context,
                               const std::function<void(int line, const std::string& skipped)>& said = {});

} // namespace likeness::cli
