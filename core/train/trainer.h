// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/json_util.h"

#include <filesystem>

namespace likeness::train {

// Both functions are called on the thread that trains.
class Observer
{
public:
    virtual ~Observer() = default;
    virtual void onEvent(const Json& event) = 0; // core/run/run_folder.h lists them
    // Often: between the layers of a network on the CPU. False stops: a step or verification in progress is dropped and
    // a checkpoint of the last whole step is written.
    virtual bool shouldContinue() = 0;
};

// Trains the run in that folder from its last checkpoint, or from the beginning. Returns the "end" event (completed or
// stopped). The same run gives the same weights, stopped and resumed or not: everything random is drawn from the seed
// and the number of the step, bit by bit on one CPU thread. A run that diverges goes back to an earlier checkpoint (to
// which one may depend on where it was stopped) with half the learning rate, up to train.rollbacks times; then
// non-finite losses end it with Error(Diverged). Throws Error; state.json then says failed.
Json run(const std::filesystem::path& folder, Observer& observer);

} // namespace likeness::train
