// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/cli/console.h"
#include "core/launch/preflight.h"
#include "core/run/config.h"

#include <string>
#include <vector>

namespace likeness::cli {

// How a command names the settings of a run: a file, then a preset, then single values, then --seed, --threads and
// --device.
struct RunOptions {
    std::string preset, config;
    std::vector<std::string> set;
    bool any() const { return !preset.empty() || !config.empty() || !set.empty(); }
};
void addRunOptions(CLI::App* command, RunOptions& options);
run::Config configOf(const RunOptions& options, const CLI::App& command, const Global& global);
// Only the single values and what is given for every command.
void assignOptions(run::Config& config, const RunOptions& options, const CLI::App& command, const Global& global);

// "warning: 12 identities have fewer than 5 faces"
std::string findingLine(const launch::PreflightFinding& finding);

// Every setting with its range, what is usual, and when it has a say, as a JSON object by key, and for people.
Json settingsJson();
std::string settingsText();

} // namespace likeness::cli
