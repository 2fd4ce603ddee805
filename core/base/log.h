// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <functional>
#include <string_view>

namespace likeness::log {

enum class Level { Debug, Info, Warning, Error };

// Thread-safe. Without a sink, warnings and errors go to standard error and the rest nowhere.
void write(Level level, std::string_view text);
inline void info(std::string_view text)
{
    write(Level::Info, text);
}
inline void warn(std::string_view text)
{
    write(Level::Warning, text);
}
inline void error(std::string_view text)
{
    write(Level::Error, text);
}

// Replaces the sink; called once by a program at its start. The sink may be called from any thread, one call at a time.
void setSink(std::function<void(Level, std::string_view)> sink);

} // namespace likeness::log
