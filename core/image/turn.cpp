// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/turn.h"

#include "core/base/error.h"

#include <condition_variable>
#include <mutex>

namespace likeness::image {
namespace {

constexpr std::uint64_t kTogether = 768u << 20;
constexpr std::uint64_t kSmall = 16u << 20;

std::mutex g_mutex;
std::condition_variable_any g_freed;
std::uint64_t g_used = 0;
thread_local int t_held = 0;

} // namespace

Turn::Turn(std::uint64_t bytes, const std::stop_token& stop)
{
    if (bytes < kSmall)
        return;
    std::unique_lock lock(g_mutex);
    const auto fits = [&] { return t_held > 0 || g_used == 0 || g_used + bytes <= kTogether; };
    if (!g_freed.wait(lock, stop, fits))
        throw Error(ErrorCode::Interrupted, "stopped");
    g_used += bytes;
    ++t_held;
    m_bytes = bytes;
}

Turn::~Turn()
{
    if (m_bytes == 0)
        return;
    {
        const std::lock_guard lock(g_mutex);
        g_used -= m_bytes;
        --t_held;
    }
    g_freed.notify_all();
}

} // namespace likeness::image
