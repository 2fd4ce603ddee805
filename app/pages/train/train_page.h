// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/engine/training_session.h"
#include "app/pages/common/page.h"
#include "app/pages/train/run_history.h"
#include "core/run/run_summary.h"

#include <functional>
#include <memory>
#include <utility>
#include <vector>

QT_BEGIN_NAMESPACE
class QAction;
class QLabel;
class QMenu;
class QPushButton;
class QStackedWidget;
class QTimer;
class QToolButton;
QT_END_NAMESPACE

namespace likeness::engine {
class Repeater;
class RunFollower;
class RunList;
} // namespace likeness::engine
namespace likeness::dataset {
class Project;
}
namespace likeness::jobs {
class Context;
}
namespace likeness::run {
class RunFolder;
}
namespace likeness::widgets {
class EmptyState;
}

namespace likeness::pages {

class RunCompareDialog;
class RunExport;
class RunListView;
class RunsModel;
class RunView;
class TrainWizard;

// The runs of the project and of the folders that it follows, and the chosen one as it goes, whoever trains it.
// Training goes on while other pages are shown; nothing is read or drawn then.
class TrainPage final : public Page
{
    Q_OBJECT
public:
    TrainPage(Services services, QWidget* parent = nullptr);
    // With a stand-in for compute::train, for tests.
    TrainPage(Services services, engine::TrainingSession::Trainer trainer, QWidget* parent = nullptr);
    ~TrainPage() override;

    QString id() const override { return QStringLiteral("train"); }
    QString title() const override { return tr("Train"); }
    QString iconName() const override { return QStringLiteral("train"); }
    void activate() override;
    // "run:ID", "wizard", "wizard:N" (step), "tab:N", "overlay" (all runs), "compare" (the dialog), "batch"
    QString openPath(const QString& path) override;
    QStringList states() const override;
    QString busyWith() const override;
    void stopWork() override;

    engine::TrainingSession& training() { return *m_training; }
    RunView& view() { return *m_view; }
    void startRun(const std::filesystem::path& runFolder); // new or stopped
    void reload();                                         // what has changed
    void follow(const std::filesystem::path& place);       // its runs are listed from now on
    RunListView& list() { return *m_list; }
    // The chosen run's model as a job, compared with what was written; the status says by how much they differ.
    void exportOnnx(const std::filesystem::path& file);

Q_SIGNALS:
    void reloaded(); // all runs of the project have been read

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void build();
    QWidget* buildBar(QWidget* parent);
    void buildMenu();
    void listFollowed(); // in the menu
    void connectList();
    void onFound(const std::filesystem::path& place, const std::vector<run::Summary>& runs);
    void onListed(const std::filesystem::path& place);
    void onEnded(const QString& state);
    void updateNote();
    void chooseFolderToFollow();
    void compareSelected();
    void showBatch();
    using Histories = std::vector<std::pair<QString, RunHistory>>;
    void load(std::vector<std::pair<QString, std::filesystem::path>> runs,
              std::function<void(Histories, run::EventPosition)> done);
    void newRun();
    using MakeRun = std::function<run::RunFolder(dataset::Project&, jobs::Context&)>;
    // What is to be done once a person has accepted the wizard's settings.
    void open(TrainWizard* wizard, std::function<MakeRun(const TrainWizard&)> accepted);
    void prepareAndStart(MakeRun make);
    void askAndFork();
    void showSelected();
    void offerExport(); // of the chosen runs
    void showTraining();
    void loadRun(const std::filesystem::path& folder);
    void updateButtons();
    void updateLive(); // of the run that is trained: it goes on or pauses
    void updateRow();  // of the run that trains here
    void makeReport();
    void askAndExportOnnx();
    std::vector<std::filesystem::path> selectedFolders() const;
    bool isTraining(const std::filesystem::path& folder) const;

    engine::TrainingSession* m_training;
    engine::RunList* m_runs;
    engine::RunFollower* m_follower;
    std::unique_ptr<engine::Repeater> m_loader; // reads what is shown next
    RunListView* m_list = nullptr;
    RunsModel* m_model = nullptr; // of the list
    RunView* m_view = nullptr;
    QStackedWidget* m_stack = nullptr;
    widgets::EmptyState* m_empty = nullptr;
    QLabel* m_state = nullptr;
    QPushButton* m_new = nullptr;
    QPushButton* m_pause = nullptr;
    QPushButton* m_stop = nullptr;
    QPushButton* m_resume = nullptr;
    QPushButton* m_report = nullptr;
    QPushButton* m_compare = nullptr;
    QToolButton* m_more = nullptr;
    QMenu* m_menu = nullptr; // of what else is done with the chosen runs
    QAction* m_onnx = nullptr;
    QAction* m_folder = nullptr;
    QAction* m_fork = nullptr;
    QMenu* m_unfollow = nullptr; // the followed places
    RunExport* m_export = nullptr;
    QTimer* m_rowPause = nullptr; // between two updates of the row of the run that trains here
    TrainWizard* m_wizard = nullptr;
    RunHistory m_live;                    // of the run that trains, whatever is shown
    std::filesystem::path m_shown;        // the run in the view; empty while several are compared
    std::filesystem::path m_wanted;       // to select after the next reload
    std::filesystem::path m_justFollowed; // until what is there has been read
    std::function<void()> m_afterJob;     // of a job that this page started
    QString m_liveState;                  // of that run, for its row
    bool m_rowStale = false;
    bool m_loading = false; // what m_shown names
    bool m_opened = false;  // the list reads the open project
};

} // namespace likeness::pages
