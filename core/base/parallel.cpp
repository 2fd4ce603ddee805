// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/parallel.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <sched.h>
#include <thread>
#include <vector>

namespace likeness {

int processorCount() noexcept
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0)
        return std::max(1, CPU_COUNT(&set));
    return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

int threadCount(int threads) noexcept
{
    return threads > 0 ? threads : processorCount();
}

void parallelFor(std::size_t count,
                 int threads,
                 const std::function<void(std::size_t)>& body,
                 const std::stop_token& stop)
{
    const auto wanted = static_cast<std::size_t>(threadCount(threads));
    const std::size_t workers = std::min(wanted, count);
    std::atomic<std::size_t> next{0};
    std::atomic<bool> failed{false};
    std::exception_ptr failure;
    std::mutex mutex;
    const auto work = [&] {
        for (std::size_t i = next++; i < count && !failed && !stop.stop_requested(); i = next++) {
            try {
                body(i);
            } catch (...) {
                const std::lock_guard lock(mutex);
                if (!failure)
                    failure = std::current_exception();
                failed = true;
            }
        }
    };
    if (workers <= 1) {
        work();
    } else {
        std::vector<std::jthread> pool;
        for (std::size_t t = 1; t < workers; ++t)
            pool.emplace_back(work);
        work();
    }
    if (failure)
        std::rethrow_exception(failure);
}

} // namespace likeness
