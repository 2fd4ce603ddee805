// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QString>

namespace likeness::engine {
class Settings;
}

namespace likeness::app {

// The whole program: options, then the window or the one thing that was asked for. Returns the exit status: 0 done, 1
// failed, 2 wrong usage. `--version` and `--help` need no display.
int run(int argc, char** argv);

// The name that the journal writes beside decisions, from the settings; the login name when there is none.
void applyAnnotator(const engine::Settings& settings);

} // namespace likeness::app
