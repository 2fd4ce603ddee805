// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/train/run_export.h"

#include "app/engine/qt_convert.h"
#include "app/pages/common/async.h"
#include "app/pages/train/run_view.h"
#include "core/run/run_export.h"
#include "widgets/dialogs/dialogs.h"

#include <QAction>
#include <QMenu>

namespace likeness::pages {

using namespace widgets;

RunExport::RunExport(RunView& view, QWidget* window) : QObject(window), m_view(view), m_window(window) {}

void RunExport::addActions(QMenu& menu)
{
    const auto add = [&](const QString& text, const QString& tip, auto&& act) {
        QAction* action = menu.addAction(text, this, act);
        action->setToolTip(tip);
        m_actions.push_back(action);
    };
    add(tr("Save the plots as &PDF…"), tr("All plots as they are shown, on paper"),
        [this] { askAndSavePlots(QStringLiteral("pdf")); });
    add(tr("Save the plots as P&NG…"), tr("The same as one picture, 300 dots an inch"),
        [this] { askAndSavePlots(QStringLiteral("png")); });
    add(tr("Export the numbers as &CSV…"), tr("steps.csv and verifications.csv of every chosen run"), [this] {
        const QString folder = dialogs::FileDialog::folder(m_window, tr("Folder for the tables"));
        if (!folder.isEmpty())
            writeTables(folder);
    });
    add(tr("Export for &TensorBoard…"), tr("An event file of every chosen run"), [this] {
        const QString folder = dialogs::FileDialog::folder(m_window, tr("Folder for the event files"));
        if (!folder.isEmpty())
            writeEventFiles(folder);
    });
    setRuns({});
}

void RunExport::setRuns(std::vector<std::filesystem::path> runs)
{
    m_runs = std::move(runs);
    for (QAction* action : m_actions)
        action->setEnabled(!m_runs.empty());
}

void RunExport::write(const QString& folder, Write one)
{
    runAsync(
        this,
        [runs = m_runs, out = engine::toPath(folder), one] {
            for (const auto& run : runs)
                one(run, out / run.filename());
            return runs.size() == 1 ? out / runs.front().filename() : out;
        },
        [this](const std::filesystem::path& where) { Q_EMIT saved(engine::qs(where)); },
        [this](const std::exception& error) { Q_EMIT failed(error); });
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
