// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/report/report.h"

#include <QByteArray>
#include <filesystem>

namespace likeness::engine {

// Draws a report as A4 pages: text as text, figures as vectors, the title and page number at each foot. The same
// document gives the same bytes (with the same fonts and Qt). Needs a QGuiApplication, any platform; any one thread at
// a time.
QByteArray reportPdf(const report::Document& document);
// Written whole or not at all. Throws likeness::Error.
void writeReportPdf(const report::Document& document, const std::filesystem::path& file);

} // namespace likeness::engine
