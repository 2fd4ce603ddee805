// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/jobs/job.h"
#include "core/run/config.h"
#include "core/run/run_folder.h"

#include <filesystem>
#include <string>
#include <vector>

namespace likeness::launch {

// Settings that differ, in the order of run::fields().
struct SettingChange {
    std::string key;
    Json from, to;
};
std::vector<SettingChange> changesBetween(const run::Config& from, const run::Config& to);

// A new run that goes on from a checkpoint of another, with changed settings, which its run.json records. Data and
// network stay (to change those begin a new run with model.from); weights, moments and the place in the run go on,
// except the moments where the optimiser changes and the head where it changes kind. The new run has its own best
// epoch. `best`: from the best checkpoint instead of the last one. Reads no lock: the parent may be training.
// Throws Error(NotFound) without such a checkpoint, Error(BadArgument) for a change that is not possible.
run::RunFolder forkRun(const std::filesystem::path& runsFolder,
                       const run::RunFolder& parent,
                       const run::Config& config,
                       bool best,
                       jobs::Context& context);

} // namespace likeness::launch
