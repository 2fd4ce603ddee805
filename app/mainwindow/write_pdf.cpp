// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/qt_convert.h"
#include "app/engine/report_pdf.h"
#include "app/mainwindow/offscreen_tasks.h"
#include "core/jobs/job.h"
#include "core/report/report.h"
#include "core/report/verify_job.h"

#include <cstdio>

namespace likeness::app {

int writePdf(const QString& runFolder, const QString& file, const QString& language)
{
    try {
        const run::RunFolder run(engine::toPath(runFolder));
        run.json(); // says at once when this is no run
        jobs::RecordingContext context;
        const report::VerifyOutcome outcome = report::verifyRun(nullptr, run, {}, context);
        const std::string lang = language.startsWith(QLatin1String("zh")) ? "zh" : "en";
        engine::writeReportPdf(report::build(outcome.report, lang), engine::toPath(file));
        return 0;
    } catch (const std::exception& e) {
        std::fprintf(stderr, "likeness: %s\n", e.what());
        return 1;
    }
}

} // namespace likeness::app
