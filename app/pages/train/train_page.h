// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/engine/training_session.h"
#include "app/pages/common/page.h"
#include "app/pages/train/run_history.h"

#include <functional>
#include <memory>
#include <vector>

QT_BEGIN_NAMESPACE
class QLabel;
class QPushButton;
class QSortFilterProxyModel;
class QStackedWidget;
class QTableView;
QT_END_NAMESPACE

namespace likeness::run {
struct Config;
}
namespace likeness::widgets {
class EmptyState;
}

namespace likeness::pages {

class RunsModel;
class RunView;
class TrainWizard;

// The runs of the project, and the chosen one as it goes. Training goes on while other pages are shown.
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
    QString openPath(const QString& path) override; // "run:ID", "wizard", "wizard:N" (step), "compare"
    QStringList states() const override;
    QString busyWith() const override;
    void stopWork() override;

    engine::TrainingSession& training() { return *m_training; }
    RunView& view() { return *m_view; }
    void startRun(const std::filesystem::path& runFolder); // new or stopped
    void reload();

Q_SIGNALS:
    void reloaded();

private:
    void build();
    void newRun();
    void prepareAndStart(const run::Config& config, const std::string& version);
    void showSelected();
    void loadRun(const std::filesystem::path& folder);
    void updateButtons();
    void updateRow(const std::filesystem::path& folder, const QString& state);
    void makeReport();
    std::vector<int> selectedRows() const;
    bool isTraining(const std::filesystem::path& folder) const;

    engine::TrainingSession* m_training;
    RunsModel* m_model = nullptr;
    QSortFilterProxyModel* m_proxy = nullptr;
    QTableView* m_table = nullptr;
    RunView* m_view = nullptr;
    QStackedWidget* m_stack = nullptr;
    widgets::EmptyState* m_empty = nullptr;
    QLabel* m_state = nullptr;
    QPushButton* m_new = nullptr;
    QPushButton* m_pause = nullptr;
    QPushButton* m_stop = nullptr;
    QPushButton* m_resume = nullptr;
    QPushButton* m_report = nullptr;
    TrainWizard* m_wizard = nullptr;
    RunHistory m_live;                // of the run that trains, whatever is shown
    std::filesystem::path m_shown;    // the run in the view; empty while several are compared
    std::filesystem::path m_wanted;   // to select after the next reload
    std::function<void()> m_afterJob; // of a job that this page started
    int m_loadRound = 0;
    bool m_stale = true;
};

} // namespace likeness::pages
