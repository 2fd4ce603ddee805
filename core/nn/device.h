// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/json_util.h"

#include <cstdint>
#include <string>

#include <c10/core/Device.h>

namespace likeness::nn {

// "auto" | "cpu" | "cuda:N". Throws Error(NoDevice | BadArgument).
c10::Device parseDevice(const std::string& name);
std::string deviceId(c10::Device device);
std::string deviceName(c10::Device device); // the processor's or GPU's own name

// Bytes; 0 where it is not known. Free is what a process may still take: on the CPU as the system says, and as its
// control group allows; on a GPU what nobody has reserved, this process included.
struct Memory {
    std::uint64_t total = 0, free = 0;
};
Memory deviceMemory(c10::Device device);

// Threads of LibTorch and of OpenBLAS for the calling thread (the setting of the former is per thread); 0 = all.
// Returns the number.
int setThreads(int threads);

// Bytes in use: of the process on a CPU, of the whole device on a GPU; 0 where that cannot be told.
std::uint64_t memoryInUse(c10::Device device);

// What the module says about itself: {"library","blas","blas_gflops","warning","devices":[…]}.
Json describe();

// Turns whatever LibTorch threw into Error(Compute | OutOfMemory). Call it inside catch (...).
[[noreturn]] void rethrow();

} // namespace likeness::nn
