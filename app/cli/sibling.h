// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/jobs/job.h"

#include <string>
#include <vector>

namespace likeness::cli {

// Runs the window's program, `likeness` beside this one, offscreen, and gives back what it
// printed. Throws Error(NeedsGui) when it is not installed, the error that it prints as {"error": {code, message}}, and
// Interrupted after a stop.
std::string runSibling(const std::vector<std::string>& arguments, jobs::Context& context);

} // namespace likeness::cli
