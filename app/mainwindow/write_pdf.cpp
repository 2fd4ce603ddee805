// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/qt_convert.h"
#include "app/engine/report_pdf.h"
#include "app/mainwindow/offscreen_tasks.h"
#include "app/pages/train/run_view.h"
#include "core/base/output_file.h"
#include "core/jobs/job.h"
#include "core/report/report.h"
#include "core/verify/verification_file.h"

#include <cstdio>

namespace likeness::app {

namespace {

// Progress as the command line shows it where there is no terminal; standard output is for the error alone.
class Progress final : public jobs::RecordingContext
{
public:
    void stage(const std::string& id) override { std::fprintf(stderr, "%s\n", id.c_str()); }
    void issue(const jobs::Issue& issue) override
    {
        std::fprintf(stderr, "warning: %s: %s\n", issue.item.c_str(), issue.message.c_str());
    }
};

int fail(ErrorCode code, const char* message)
{
    const Json error = {{"code", codeName(code)}, {"message", message}};
    std::printf("%s\n", dumpJson({{"error", error}}).c_str());
    return 1;
}

} // namespace

int writePdf(const QString& what, const QString& file, const QString& language, const compute::Options& options)
{
    try {
        const auto out = engine::toPath(file);
        checkWritable(out);
        Progress progress;
        const auto from = engine::toPath(what);
        const std::string lang = language.startsWith(QLatin1String("zh")) ? "zh" : "en";
        const auto document = from.extension() == ".json" // finished by the command line
                                  ? report::documentFrom(readJsonFile(from))
                                  : report::build(verify::verificationFor(from, options, progress), lang,
                                                  {std::nullopt, [&] { progress.checkStop(); }});
        writeOrKeep(out, [&](const std::filesystem::path& to) { engine::writeReportPdf(document, to); });
        return 0;
    } catch (const Error& e) {
        return fail(e.code(), e.what());
    } catch (const std::exception& e) {
        return fail(ErrorCode::Internal, e.what());
    }
}

int writeRunPlots(const QString& runFolder, const QString& file)
{
    try {
        const auto folder = engine::toPath(runFolder);
        const auto out = engine::toPath(file);
        checkWritable(out);
        pages::RunView view;
        view.showRun(engine::qs(folder.filename()), pages::readRunHistory(folder));
        QString problem;
        if (!view.savePlots(file, &problem))
            return fail(ErrorCode::Io, problem.toUtf8().constData());
        return 0;
    } catch (const Error& e) {
        return fail(e.code(), e.what());
    } catch (const std::exception& e) {
        return fail(ErrorCode::Internal, e.what());
    }
}

} // namespace likeness::app
