// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/json_util.h"
#include "core/dataset/project.h"

#include <string>

namespace likeness::cli {

// How the faces of a project are divided: found, not_found (pictures in which none was), and of those found labelled,
// unlabelled and rejected. So that different commands' numbers explain each other.
Json faceCounts(const dataset::Project& project);
// "left out: 16 without a label, 2 rejected, 3 without a crop"; empty where nothing is. `unusable`: labelled faces that
// the command could not use, and why.
std::string leftOutText(const Json& counts, int unusable, const std::string& why);

} // namespace likeness::cli
