// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstddef>
#include <functional>
#include <stop_token>

namespace likeness {

// Number of processors this process may use (its affinity mask), at least 1.
int processorCount() noexcept;
// What a setting of threads means, of which 0 is all processors.
int threadCount(int threads) noexcept;

// Calls body(i) once for every i in [0, count) from up to `threads` threads (0 = processorCount()), in increasing order
// of start, and returns when all have ended. A stop ends it early between items. The first exception of a body is
// rethrown.
void parallelFor(std::size_t count,
                 int threads,
                 const std::function<void(std::size_t)>& body,
                 const std::stop_token& stop = {});

} // namespace likeness
