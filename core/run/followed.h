// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <filesystem>
#include <vector>

namespace likeness::run {

// Places outside of a project whose runs its list shows too: a run, a folder of runs or a project, on a share, in a
// synchronised copy. Kept in runs/followed.json, {"folders": ["/absolute/path", …]}.
std::vector<std::filesystem::path> readFollowed(const std::filesystem::path& runsFolder); // a damaged file is none
// Throws Error.
void writeFollowed(const std::filesystem::path& runsFolder, const std::vector<std::filesystem::path>& folders);
// Where what is known of such a place is kept between starts (run_summary.h).
std::filesystem::path summaryFile(const std::filesystem::path& cacheFolder, const std::filesystem::path& place);

} // namespace likeness::run
