// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/dataset/project.h"
#include "core/jobs/job.h"
#include "core/run/config.h"
#include "core/run/run_folder.h"

#include <string>
#include <vector>

// From a project and a configuration to a run folder that can be trained. The command line and the wizard both start
// here.
namespace likeness::launch {

struct PreflightFinding {
    enum class Severity { Note, Warning, Error }; // an Error makes prepareRun() throw
    Severity severity = Severity::Warning;
    std::string code;    // stable, for translation: see preflight()
    std::string message; // one English sentence with the figures
    std::string key;     // the setting it is about ("train.batch_size"), empty for the data
    Json facts;          // the figures of the message by name, for translated sentences
};

// What training would use, counted; cheap (no pixel is read).
struct TrainingData {
    int identities = 0; // for training
    int images = 0;
    int validationIdentities = 0; // disjoint from training
    int validationImages = 0;
    int leftOut = 0;        // identities with fewer than data.min_images faces that have a crop
    int withoutCrop = 0;    // labelled faces that prepare has not cropped
    std::int64_t steps = 0; // of the whole run
};
TrainingData trainingData(const dataset::Project& project, const run::Config& config);

// What would go wrong or disappoint, errors first. Codes (facts):
//   errors    bad_setting (), no_crops (faces), too_few_identities (identities, needed),
//             batch_over_data (batch, images), disk_space (needed_mb, free_mb)
//   warnings  crops_missing (faces), low_shot (identities, below), left_out (identities, min_images), unreviewed_flags
//   (flags),
//             no_validation (identities), few_identities (identities), short_run (steps), unbalanced (most,
//             median)
//   notes     data (identities, images, validation_identities, validation_images, steps)
std::vector<PreflightFinding> preflight(const dataset::Project& project, const run::Config& config);

// Takes a snapshot (none is added when nothing changed), splits identities into training and validation by the seed,
// and writes runs/<id>/. The configuration gets the snapshot's hash. Throws Error with the first preflight error.
// Thread: the project's.
run::RunFolder prepareRun(dataset::Project& project, run::Config config, jobs::Context& context);

} // namespace likeness::launch
