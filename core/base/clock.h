// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <chrono>
#include <cstdint>
#include <ctime>
#include <string>

namespace likeness {

// A time as text, `format` as strftime(3) has it ("%Y-%m-%d"); at most 63 bytes. Any thread.
std::string utcText(const char* format, std::time_t time = std::time(nullptr));
std::int64_t nowMs(); // UTC, milliseconds since 1970
std::string localText(const char* format, std::time_t time = std::time(nullptr));

// What was spent.
double secondsSince(std::chrono::steady_clock::time_point start);
double cpuSeconds();    // of all threads of this process
double peakMegabytes(); // of memory that was resident at a time

} // namespace likeness
