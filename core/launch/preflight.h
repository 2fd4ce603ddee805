// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/error.h"
#include "core/launch/training_data.h"

#include <string>
#include <vector>

namespace likeness::launch {

struct PreflightFinding {
    enum class Severity { Note, Warning, Error }; // an Error makes prepareRun() throw
    Severity severity = Severity::Warning;
    std::string code;    // stable, for translation: see preflight()
    std::string message; // one English sentence with the figures
    std::string key;     // the setting it is about ("train.batch_size"), empty for the data
    Json facts;          // the figures of the message by name, for translated sentences
};
const char* severityName(PreflightFinding::Severity severity); // note | warning | error

// What would go wrong or disappoint, errors first. Cheap: nothing is computed, LibTorch is not loaded (rehearsal.h does
// that). A model to begin with decides about the network, as in prepareRun(). Codes (facts):
//   errors    bad_setting (), no_crops (faces, size, prepared: a size that there are crops of, or 0; possible:
//             whether prepare makes that size),
//             too_few_identities (identities, needed), batch_over_data (batch, images), disk_space (needed_mb,
//             free_mb), from_missing and from_unusable (model, reason)
//   warnings  of the data: undecided_splits (identities), version_gone (faces), crops_missing (faces),
//             empty_identities (identities), low_shot (identities, below), left_out (identities, min_images),
//             label_noise (wrong, low, high, labels, percent, method), unreviewed_flags (flags), awaiting_approval
//             (faces), set_leakage (faces, sets), split_leakage (faces), mixed_alignment (whole, aligned),
//             no_validation (identities), few_validation (identities, below), few_identities (identities), short_run
//             (steps), unbalanced (most, median), snapshot_ignored (snapshot)
//             of the settings: learning_rate (lr, usual, batch, optimizer), input_size (size, usual, backbone),
//             unusual (key, value, low, high), low_scale (s, least, identities), mag_norms (low, high, length),
//             vit_sgd (), few_per_identity (faces, of), subcenters_low_shot (subcenters, median),
//             fresh_fine_tune (), fine_tune_rate (lr, backbone_lr), focal_noise (percent), smoothed_margin (smoothing,
//             s), short_average (ema, steps)
//   notes     data (identities, images, validation_identities, validation_images, steps), test_split (identities),
//             label_noise, noise_unknown (), filter_without_noise (percent), unusual
std::vector<PreflightFinding>
preflight(const dataset::Project& project, const run::Config& config, const std::string& version = {});

// The code of the Error that an error with that finding's code is thrown with.
ErrorCode errorCodeOf(const std::string& finding);

} // namespace likeness::launch
