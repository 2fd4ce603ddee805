// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/train/run_export.h"

#include "app/engine/qt_convert.h"
#include "app/engine/repeater.h"
#include "app/pages/train/run_view.h"
#include "core/run/run_export.h"
#include "widgets/dialogs/dialogs.h"

#include <QAction>
#include <QMenu>
#include <set>

namespace likeness::pages {

using namespace widgets;

RunExport::RunExport(RunView& view, QWidget* window) : QObject(window), m_view(view), m_window(window) {}

RunExport::~RunExport() = default;

void RunExport::addActions(QMenu& menu)
{
    const auto add = [&](std::vector<QAction*>& to, const QString& text, const QString& tip, auto&& act) {
        QAction* action = menu.addAction(text, this, act);
        action->setToolTip(tip);
        to.push_back(action);
    };
    add(m_plotActions, tr("Save the plots as &PDF…"), tr("All plots as they are shown, on paper"),
        [this] { askAndSavePlots(QStringLiteral("pdf")); });
    add(m_plotActions, tr("Save the plots as P&NG…"), tr("The same as one picture, 300 dots an inch"),
        [this] { askAndSavePlots(QStringLiteral("png")); });
    add(m_tableActions, tr("Export the numbers as &CSV…"), tr("steps.csv and verifications.csv of every chosen run"),
        [this] {
            const QString folder = dialogs::FileDialog::folder(m_window, tr("Folder for the tables"));
            if (!folder.isEmpty())
                writeTables(folder);
        });
    add(m_tableActions, tr("Export for &TensorBoard…"), tr("An event file of every chosen run"), [this] {
        const QString folder = dialogs::FileDialog::folder(m_window, tr("Folder for the event files"));
        if (!folder.isEmpty())
            writeEventFiles(folder);
    });
    setRuns({});
}

void RunExport::setRuns(std::vector<std::filesystem::path> runs)
{
    m_runs = std::move(runs);
    enable();
}

void RunExport::setShown(bool shown)
{
    m_shown = shown;
    enable();
}

void RunExport::enable()
{
    for (QAction* action : m_plotActions)
        action->setEnabled(!m_runs.empty() && m_shown);
    for (QAction* action : m_tableActions)
        action->setEnabled(!m_runs.empty() && !m_writer);
}

void RunExport::write(const QString& folder, Write one)
{
    if (m_writer || m_runs.empty())
        return;
    std::vector<std::pair<std::filesystem::path, std::filesystem::path>> parts;
    std::set<std::filesystem::path> taken;
    for (const auto& run : m_runs) { // a followed copy has the name of its original
        auto out = engine::toPath(folder) / run.filename();
        for (int i = 2; !taken.insert(out).second; ++i)
            out = engine::toPath(folder) / (run.filename().string() + "-" + std::to_string(i));
        parts.emplace_back(run, out);
    }
    m_writer = std::make_unique<engine::Repeater>(
        this, [this, parts = std::move(parts), one, folder](const engine::Repeater::Round& round) {
            std::exception_ptr failure;
            try {
                for (const auto& [run, out] : parts)
                    if (!round.stopped())
                        one(run, out);
            } catch (...) {
                failure = std::current_exception();
            }
            round.post([this, failure, where = parts.size() == 1 ? engine::qs(parts.front().second) : folder] {
                m_writer.reset();
                enable();
                try {
                    if (failure)
                        std::rethrow_exception(failure);
                    Q_EMIT saved(where);
                } catch (const std::exception& error) {
                    Q_EMIT failed(error);
                }
            });
        });
    enable();
    m_writer->wake();
}

void RunExport::writeTables(const QString& folder)
{
    write(folder, [](const std::filesystem::path& run, const std::filesystem::path& out) { run::exportCsv(run, out); });
}

void RunExport::writeEventFiles(const QString& folder)
{
    write(folder,
          [](const std::filesystem::path& run, const std::filesystem::path& out) { run::exportTensorBoard(run, out); });
}

void RunExport::askAndSavePlots(const QString& suffix)
{
    const QString name = m_runs.size() == 1 ? engine::qs(m_runs.front().filename()) : tr("runs");
    const QString file = dialogs::FileDialog::saveFile(
        m_window, tr("Save the plots"), suffix == QLatin1String("pdf") ? tr("PDF (*.pdf)") : tr("PNG picture (*.png)"),
        name + QLatin1Char('.') + suffix);
    if (file.isEmpty())
        return;
    QString problem;
    if (m_view.savePlots(file, &problem))
        Q_EMIT saved(file);
    else
        Q_EMIT plotsFailed(problem);
}

} // namespace likeness::pages
