// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/file.h"
#include "core/run/config.h"

#include <cstdint>
#include <span>
#include <stop_token>
#include <string>

// What is tried before a run is made. Every function throws likeness::Error; Interrupted within a second of a stop.
namespace likeness::compute {

// train/rehearsal.h: some seconds of training on random pixels, on the device that the configuration names.
struct Rehearsal {
    std::string device, deviceName; // "cuda:0", "NVIDIA H200"
    int batch = 0;                  // train.batch_size
    bool fits = false;
    int largestBatch = 0;                        // that fits: `batch` halved some times; 0: none
    double stepSeconds = 0, imagesPerSecond = 0; // of one batch of largestBatch faces, forward and backward
    std::uint64_t peakMemory = 0, memoryFree = 0, memoryTotal = 0; // bytes; 0: not known
    Json json;                                                     // all of it
};
// `start`: the image of model.from, or none.
Rehearsal rehearse(const run::Config& config,
                   int identities,
                   std::span<const std::uint8_t> start,
                   double seconds,
                   const std::stop_token& stop = {});

// Crops as training would see them: `crops` has count × size × size × 3 bytes RGB, the result `copies` times as many.
Bytes augmented(std::span<const std::uint8_t> crops,
                int size,
                const run::Config& config,
                int copies,
                std::uint64_t seed,
                const std::stop_token& stop = {});

} // namespace likeness::compute
