// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QObject>
#include <QString>
#include <filesystem>
#include <memory>
#include <vector>

QT_BEGIN_NAMESPACE
class QAction;
class QMenu;
QT_END_NAMESPACE

namespace likeness::engine {
class Repeater;
}

namespace likeness::pages {

class RunView;

// Takes what is known of the chosen runs out of the program: tables and event files, or the plots as they are shown.
class RunExport final : public QObject
{
    Q_OBJECT
public:
    RunExport(RunView& view, QWidget* window);
    ~RunExport() override;
    void addActions(QMenu& menu);
    void setRuns(std::vector<std::filesystem::path> runs); // the chosen ones
    void setShown(bool shown);                             // whether the plots are theirs
    // CSV or event files of every chosen run into folder/<run>, the second of that name into folder/<run>-2; saved or
    // failed follows. One at a time.
    void writeTables(const QString& folder);
    void writeEventFiles(const QString& folder);

Q_SIGNALS:
    void saved(const QString& where);
    void failed(const std::exception& error);
    void plotsFailed(const QString& message);

private:
    using Write = void (*)(const std::filesystem::path& run, const std::filesystem::path& out);
    void write(const QString& folder, Write one);
    void enable();
    void askAndSavePlots(const QString& suffix);
    RunView& m_view;
    QWidget* m_window;
    std::vector<std::filesystem::path> m_runs;
    std::vector<QAction*> m_plotActions, m_tableActions;
    bool m_shown = true;
    std::unique_ptr<engine::Repeater> m_writer; // while it writes: the runs may lie on a share that has gone
};

} // namespace likeness::pages
