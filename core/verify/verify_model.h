// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/compute/compute.h"
#include "core/dataset/project.h"
#include "core/eval/pairs.h"
#include "core/run/run_folder.h"
#include "core/verify/verification.h"

#include <filesystem>
#include <optional>
#include <string>

namespace likeness::verify {

// Stops within a second at any step: Error(Interrupted).
Verification verifyModel(const VerifyOptions& options, jobs::Context& context);

// Computes `result` of scores, answers, identities and options.
void judge(Verification& verification, const eval::Check& check = {});

// The run folder that `options` names where they name no set. Throws Error(NotFound) for what is no run.
run::RunFolder runOf(const VerifyOptions& options);

// The project that the run lies in (DIR.likeness/runs/<id>), for reading; a run folder by itself is enough for a
// report.
std::optional<dataset::Project> projectOf(const run::RunFolder& run);

} // namespace likeness::verify
