// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What the benchmarks of the window share.
#include "core/base/json_util.h"

#include <QElapsedTimer>
#include <algorithm>
#include <ctime>
#include <functional>
#include <vector>

namespace likeness::app {

inline double percentile(std::vector<double> values, double share)
{
    if (values.empty())
        return 0;
    std::sort(values.begin(), values.end());
    return values[std::min(values.size() - 1, static_cast<std::size_t>(static_cast<double>(values.size()) * share))];
}

inline double threadCpuMs()
{
    timespec now{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

inline double ms(const QElapsedTimer& clock)
{
    return static_cast<double>(clock.nsecsElapsed()) / 1e6;
}

// Turns the event loop until it is so. Throws Error(Internal) after two minutes.
void waitUntil(const std::function<bool()>& there);

// By the clock, which a busy machine inflates, and of the processor in the window's thread.
struct Times {
    std::vector<double> wall; // without the waiting between two frames
    std::vector<double> cpu;
};
// `count` frames, one each 16 ms: next(i) changes and repaints, then events are worked off until the next is due.
Times timeFrames(int count, const std::function<void(int)>& next);

// The map of 100,000 and of a million points at 1600 × 1000: map_points, map_frame_ms_p99 …
void benchMap(Json& result);

} // namespace likeness::app
