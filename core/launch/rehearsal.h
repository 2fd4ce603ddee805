// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/launch/preflight.h"

#include <filesystem>
#include <stop_token>

namespace likeness::launch {

// Whether train.device is there and can do what train.precision asks for; LibTorch is loaded only where that is a
// question. Errors (facts): no_device (device, reason), fp16_cpu (). Throws Error where LibTorch cannot be loaded.
std::vector<PreflightFinding> deviceFindings(const run::Config& config);

// The part of the check that computes: some steps of training on the real device.
struct Rehearsed {
    Json dryRun; // compute/rehearsal.h's answer and "seconds", how long the run will take; empty where it failed
    std::vector<PreflightFinding> findings;
};
// Loads LibTorch; about `seconds` seconds, more where one step takes longer. A failure is a finding, too. Codes
// (facts):
//   errors    those of deviceFindings(), batch_memory (batch, fits, device, needed_mb, free_mb), dry_run_failed ()
//   warnings  slow_run (hours, device)
//   notes     estimate (seconds, images_per_second, device, memory_mb), gpu_precision (device)
// Throws Error(Interrupted) within a second of a stop.
// `runsFolder`: of the project, for a model.from that is a run.
Rehearsed rehearse(const run::Config& config,
                   const TrainingData& data,
                   const std::filesystem::path& runsFolder,
                   double seconds,
                   const std::stop_token& stop = {});

// "40 s", "5 min", "2 h 10 min", "3 d 4 h": to two figures, for a sentence.
std::string durationText(double seconds);

} // namespace likeness::launch
