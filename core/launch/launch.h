// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/jobs/job.h"
#include "core/launch/preflight.h"
#include "core/run/run_folder.h"

#include <string>

// From a project and a configuration to a run folder that can be trained. The command line and the wizard both start
// here.
namespace likeness::launch {

// From a version, or from a snapshot of now (none is added when nothing changed): writes runs/<id>/. A run only ever
// starts from a snapshot; its configuration gets the hash. Where the version has splits, validation is the people in
// Validation, and those in Test take no part; else data.validation says how many are kept for validation, chosen by the
// seed. Labels and splits are the version's, whatever was decided since; crops are those of now. Throws Error with the
// first preflight error. Thread: the project's.
run::RunFolder
prepareRun(dataset::Project& project, run::Config config, jobs::Context& context, const std::string& version = {});

} // namespace likeness::launch
