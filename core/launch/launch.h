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
    bool splits = false;    // validation is the people of that split (dataset/splits.h), not a share of everybody
    int testIdentities = 0; // kept out of the run altogether
    int undecided = 0;      // people without a split where others have one: they take no part either
    int erased = 0;         // faces of the version that are gone from the project, or that nobody may use any more
    std::int64_t steps = 0; // of the whole run
};
// `version`: hash, unique prefix or name of a dataset version to train on; empty: the labels of now, as a snapshot that
// prepareRun() takes. Throws Error(NotFound | BadArgument) for an unknown version.
TrainingData trainingData(const dataset::Project& project, const run::Config& config, const std::string& version = {});

// What would go wrong or disappoint, errors first. Codes (facts):
//   errors    bad_setting (), no_crops (faces), too_few_identities (identities, needed),
//             batch_over_data (batch, images), disk_space (needed_mb, free_mb)
//   warnings  undecided_splits (identities), version_gone (faces), crops_missing (faces), low_shot (identities, below),
//   left_out (identities, min_images), unreviewed_flags (flags),
//             no_validation (identities), few_identities (identities), short_run (steps), unbalanced (most,
//             median)
//   notes     data (identities, images, validation_identities, validation_images, steps), test_split (identities)
std::vector<PreflightFinding>
preflight(const dataset::Project& project, const run::Config& config, const std::string& version = {});

// From a version, or from a snapshot of now (none is added when nothing changed): writes runs/<id>/. A run only ever
// starts from a snapshot; its configuration gets the hash. Where the version has splits, validation is the people in
// Validation, and those in Test take no part; else data.validation says how many are kept for validation, chosen by the
// seed. Labels and splits are the version's, whatever was decided since; crops are those of now. Throws Error with the
// first preflight error. Thread: the project's.
run::RunFolder
prepareRun(dataset::Project& project, run::Config config, jobs::Context& context, const std::string& version = {});

} // namespace likeness::launch
