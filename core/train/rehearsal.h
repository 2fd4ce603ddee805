// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/json_util.h"
#include "core/run/config.h"

#include <cstdint>
#include <functional>
#include <span>

namespace likeness::train {

// Some steps on random pixels, for some seconds: how fast a run with this configuration and so many identities would
// be, and whether its batch fits into memory. `start`: as Learner takes it. On a GPU the batch is tried as it is, and
// halved while there is no room. On the CPU, where too large a batch would end the process, it grows from 2 faces while
// the next one fits into what is free and into `seconds`; from there, time and memory are extrapolated. Nothing is
// written. `check` is called between layers; what it throws ends it. Throws Error. →
//   device, device_name, batch, fits, largest_batch (a batch halved some times that fits, or 0), measured_batch (that
//   steps were timed with), steps (timed), step_seconds (of one batch of `batch` faces, or of largest_batch where that
//   does not fit), images_per_second, peak_memory_bytes (what training would take with `batch`), memory_free (before),
//   memory_total; bytes are 0 where they are not known
Json rehearse(const run::Config& config,
              int classes,
              std::span<const std::uint8_t> start,
              double seconds,
              const std::function<void()>& check);

} // namespace likeness::train
