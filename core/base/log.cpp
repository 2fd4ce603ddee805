// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/log.h"

#include <cstdio>
#include <mutex>

namespace likeness::log {
namespace {

std::mutex g_mutex;
std::function<void(Level, std::string_view)> g_sink; // guarded by g_mutex

} // namespace

void write(Level level, std::string_view text)
{
    const std::lock_guard lock(g_mutex);
    if (g_sink)
        g_sink(level, text);
    else if (level >= Level::Warning)
        std::fprintf(stderr, "likeness: %.*s\n", static_cast<int>(text.size()), text.data());
}

void setSink(std::function<void(Level, std::string_view)> sink)
{
    const std::lock_guard lock(g_mutex);
    g_sink = std::move(sink);
}

} // namespace likeness::log
