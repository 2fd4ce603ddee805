// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/compute/compute.h"

#include <QSize>
#include <QString>

namespace likeness::engine {
class Settings;
}

namespace likeness::app {

class MainWindow;

// What the program does without a person before it. All return the exit status.

// Visits every page and every state that it names, waits until its pictures are there, and saves NN-page[-state].png
// into `folder`.
int takeShots(MainWindow& window, const QString& project, const QString& folder, const QSize& size);
// Ends the program once the window is painted; prints {first_paint_ms, rss_mb} as one line of JSON.
void reportFirstPaint();
// The report of a run or of a stored verification as PDF, or a finished document (report::toJson(), FILE.json). Prints
// {"error": {code, message}} where that fails.
int writePdf(const QString& what, const QString& file, const QString& language, const compute::Options& options);
// All plots of a run: .pdf or .png. As writePdf().
int writeRunPlots(const QString& runFolder, const QString& file);
// The list of a project with very many runs: opens it, sorts, filters and chooses; prints {first_rows_ms, all_rows_ms,
// longest_block_ms, …} as one line of JSON.
int benchRuns(const QString& project, engine::Settings& settings);
// Trains the run in that folder with its page before one, or another one; prints its "end" event and how much of a
// processor the window took.
int benchTraining(const QString& runFolder, bool visible, engine::Settings& settings);
// Opens the project, scrolls through it, filters, sorts, searches and decides (and takes that back); prints {open_ms,
// frame_ms_p99, decision_ms_p99, peak_rss_mb, …} as one line of JSON.
int benchGui(const QString& project, engine::Settings& settings);

} // namespace likeness::app
