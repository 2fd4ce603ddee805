// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/json_util.h"
#include "core/train/learner.h"

#include <filesystem>
#include <optional>

namespace likeness::train {

// What a verification said of the best epoch so far.
struct Best {
    int epoch = 0;
    double figure = 0; // of train.best_by, larger is better
    double dPrime = 0; // decides between equal figures
    double auc = 0;
};

// Where a run stands, beside the tensors. The random state is the seed (in run.json) and the step.
struct Progress {
    std::int64_t step = 0; // optimiser steps done
    double seconds = 0;    // training time so far
    double epochLoss = 0;  // sums over the steps of the current epoch
    double epochCorrect = 0;
    std::int64_t epochSteps = 0;
    std::optional<Best> best;      // whose weights model.safetensors holds
    std::int64_t verifiedStep = 0; // of the last verification that was not stopped
    double lastLoss = 0;
    double rateShare = 1; // of the scheduled learning rate; halved by each rollback
    int rollbacks = 0;
    int backInARow = 0; // rollbacks since a checkpoint that was not made by one
    Json watch;         // DivergenceWatch::state()
};

// Atomic: after a crash the old or the new file is there.
void saveCheckpoint(const std::filesystem::path& file,
                    const Learner& learner,
                    const Progress& progress,
                    const Json& settings);
// Throws Error(BadFile) when it is damaged or of a run with another model, data or seed.
Progress loadCheckpoint(const std::filesystem::path& file, Learner& learner, const Json& settings);

} // namespace likeness::train
