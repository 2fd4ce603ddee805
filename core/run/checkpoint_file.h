// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/json_util.h"

#include <string>

namespace likeness::run {

// What a checkpoint (last.ckpt, best.ckpt: safetensors, core/train/learner.h names the tensors) says beside its
// tensors: where the run stood (core/train/checkpoint.cpp) and "settings", with which it may be resumed. "partial":
// tensors of the head or optimiser may be missing, as after a fork.
Json checkpointMetadata(const Json& state);
Json checkpointState(const Json& metadata, const std::string& name); // throws Error(BadFile)

// Those of a run's settings that a checkpoint holds it to: all but where and how often things are written.
struct Config;
struct TrainedCounts;
Json resumeSettings(const Config& config, const TrainedCounts& trained);

} // namespace likeness::run
