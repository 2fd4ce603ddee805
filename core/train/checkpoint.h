// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/json_util.h"
#include "core/train/learner.h"

#include <filesystem>

namespace likeness::train {

// Where a run stands, beside the tensors. The random state is the seed (in run.json) and the step.
struct Progress {
    std::int64_t step = 0; // optimiser steps done
    double seconds = 0;    // training time so far
    double epochLoss = 0;  // sums over the batches of the current epoch
    double epochCorrect = 0;
    std::int64_t epochBatches = 0;
    double bestAuc = -1;
    int bestEpoch = 0; // whose weights model.safetensors holds; 0 = none was verified
    double bestDPrime = -1;
    std::int64_t verifiedStep = 0; // of the last verification that was not stopped
    double lastLoss = 0;
};

// Atomic: after a crash the old or the new file is there.
void saveCheckpoint(const std::filesystem::path& file,
                    const Learner& learner,
                    const Progress& progress,
                    const Json& settings);
// Throws Error(BadFile) when it is damaged or of a run with another model, data or seed.
Progress loadCheckpoint(const std::filesystem::path& file, Learner& learner, const Json& settings);

} // namespace likeness::train
