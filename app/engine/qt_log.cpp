// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/qt_log.h"

#include "app/engine/qt_convert.h"
#include "core/base/log.h"

#include <cstdio>
#include <deque>
#include <mutex>

namespace likeness::engine {
namespace {

constexpr std::size_t kKeptLines = 500;

std::mutex mutex;
std::deque<QString> lines;

} // namespace

void installLog()
{
    log::setSink([](log::Level level, std::string_view text) {
        const std::lock_guard lock(mutex);
        lines.push_back(qs(text));
        if (lines.size() > kKeptLines)
            lines.pop_front();
        if (level >= log::Level::Warning)
            std::fprintf(stderr, "likeness: %.*s\n", static_cast<int>(text.size()), text.data());
    });
}

QStringList recentLog()
{
    const std::lock_guard lock(mutex);
    return QStringList(lines.begin(), lines.end());
}

} // namespace likeness::engine
