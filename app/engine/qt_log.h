// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QStringList>

namespace likeness::engine {

// Routes the core's log to standard error (warnings and errors) and keeps the last 500 lines of all levels. Call once.
void installLog();
QStringList recentLog(); // any thread

} // namespace likeness::engine
