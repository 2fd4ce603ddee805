// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// For the .cpp files of core/formats only.
#include "core/jobs/job.h"

#include <filesystem>
#include <vector>

namespace likeness::formats {

// Regular files below `source` that look like pictures, relative to it, in natural order. Links are followed, each
// folder is entered once (which ends every loop); hidden files, file managers' leavings and the folder `except` are
// passed over. What looks like a picture and is none (a FIFO), and folders that cannot be read, are issues. Throws
// Error(NotFound | BadArgument).
std::vector<std::filesystem::path>
findPictures(const std::filesystem::path& source, const std::filesystem::path& except, jobs::Context& context);

} // namespace likeness::formats
