// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>

namespace likeness::run {

// Runs that nobody trained, to measure lists and plots with: folders with all files of a run but its model and
// checkpoints, and events as a training writes them.
struct MadeUpRuns {
    int runs = 1000;
    int steps = 10'000; // of each, 50 verifications among them
    std::uint64_t seed = 1;
};
// `made(n)` is called after each run; what it throws leaves. Throws Error.
void makeUpRuns(const std::filesystem::path& runsFolder,
                const MadeUpRuns& options,
                const std::function<void(int)>& made = {});

} // namespace likeness::run
