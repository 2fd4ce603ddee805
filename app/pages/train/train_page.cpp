// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/train/train_page.h"

#include "app/engine/error_text.h"
#include "app/engine/project_session.h"
#include "app/engine/qt_convert.h"
#include "app/engine/repeater.h"
#include "app/engine/run_follower.h"
#include "app/engine/run_list.h"
#include "app/pages/common/async.h"
#include "app/pages/train/batch_dialog.h"
#include "app/pages/train/run_compare_dialog.h"
#include "app/pages/train/run_export.h"
#include "app/pages/train/run_list.h"
#include "app/pages/train/run_view.h"
#include "app/pages/train/train_wizard.h"
#include "core/compute/export_onnx.h"
#include "core/launch/fork.h"
#include "core/launch/launch.h"
#include "core/report/report.h"
#include "core/run/run_folder.h"
#include "core/verify/verify_model.h"
#include "widgets/common/empty_state.h"
#include "widgets/dialogs/dialogs.h"

#include <QAction>
#include <QDateTime>
#include <QDesktopServices>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QStackedWidget>
#include <QTimer>
#include <QUrl>
#include <algorithm>
#include <memory>

namespace likeness::pages {

using namespace widgets;
using State = engine::TrainingSession::State;

namespace {
constexpr int kRowPauseMs = 1000;
constexpr int kMostOverlaid = 20;
constexpr int kReadingMs = 300; // a run that takes longer to read is not shown under the one before
} // namespace

TrainPage::TrainPage(Services services, QWidget* parent) : TrainPage(services, &compute::train, parent) {}

TrainPage::TrainPage(Services services, engine::TrainingSession::Trainer trainer, QWidget* parent)
    : Page(services, parent), m_training(new engine::TrainingSession(std::move(trainer), this)),
      m_runs(new engine::RunList(this)), m_follower(new engine::RunFollower(this))
{
    build();
    connectList();
    m_rowPause = new QTimer(this);
    m_rowPause->setSingleShot(true);
    m_rowPause->setInterval(kRowPauseMs);
    connect(m_rowPause, &QTimer::timeout, this, [this] {
        if (m_rowStale)
            updateRow();
    });
    connect(m_training, &engine::TrainingSession::eventsReady, this, [this](const std::vector<Json>& events) {
        for (const Json& event : events)
            m_live.add(event);
        if (m_shown == m_training->runFolder())
            m_view->append(events);
        updateLive();
    });
    connect(m_training, &engine::TrainingSession::stateChanged, this, [this](State state) {
        if (state == State::Paused || state == State::Running) {
            m_rowPause->stop();
            updateLive();
        }
        updateButtons();
    });
    connect(m_training, &engine::TrainingSession::finished, this, [this](const QString& end) {
        const QString name = engine::qs(m_training->runFolder().filename());
        Q_EMIT statusMessage(end == QLatin1String("completed")
                                 ? tr("%1 has finished.").arg(name)
                                 : tr("%1 has stopped; it can go on from its checkpoint.").arg(name),
                             8000);
        onEnded(end);
    });
    connect(m_training, &engine::TrainingSession::failed, this, [this](ErrorCode code, const QString& message) {
        showError(engine::errorText(code, message));
        onEnded(QStringLiteral("failed"));
    });
    connect(&session(), &engine::ProjectSession::opened, this, [this] {
        m_model->clear();
        m_shown.clear();
        m_opened = false;
        if (isVisible())
            activate();
    });
    connect(&session(), &engine::ProjectSession::closed, this, [this] {
        delete m_wizard;
        m_wizard = nullptr;
        m_runs->close();
        m_follower->stop();
        m_loader.reset();
        m_model->clear();
        m_shown.clear();
        m_opened = false;
        updateButtons();
    });
    connect(&session().jobs(), &engine::JobRunner::finished, this, [this] {
        if (const auto next = std::exchange(m_afterJob, nullptr))
            next();
        updateButtons();
    });
    connect(&session().jobs(), &engine::JobRunner::failed, this, [this] {
        m_afterJob = nullptr; // the window shows why
        if (m_wizard && m_wizard->result() == QDialog::Accepted)
            m_wizard->open(); // its run could not be prepared; what was chosen is still there
        updateButtons();
    });
    connect(&session().jobs(), &engine::JobRunner::started, this, &TrainPage::updateButtons);
}

TrainPage::~TrainPage() = default;

void TrainPage::connectList()
{
    connect(m_runs, &engine::RunList::found, this, &TrainPage::onFound);
    connect(m_runs, &engine::RunList::listed, this, &TrainPage::onListed);
    connect(m_runs, &engine::RunList::gone, this,
            [this](const std::vector<std::filesystem::path>& runs) { m_model->remove(runs); });
    connect(m_follower, &engine::RunFollower::eventsReady, this,
            [this](const std::vector<Json>& events) { m_view->append(events); });
    connect(m_follower, &engine::RunFollower::restarted, this,
            [this] { m_view->showRun(engine::qs(m_shown.filename()), {}); });
    connect(m_follower, &engine::RunFollower::reachableChanged, this, [this] { updateNote(); });
}

void TrainPage::activate()
{
    if (!session().isOpen()) {
        m_empty->set(tr("No project is open"), tr("A run trains on the faces of a project."), tr("Open a project"));
        m_stack->setCurrentIndex(0);
        return;
    }
    reload();
}

void TrainPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    m_runs->setWatching(true);
    m_follower->setWatching(true);
    if (m_rowStale)
        updateRow();
}

void TrainPage::hideEvent(QHideEvent* event)
{
    m_runs->setWatching(false);
    m_follower->setWatching(false);
    Page::hideEvent(event);
}

void TrainPage::reload()
{
    if (!session().isOpen())
        return;
    if (std::exchange(m_opened, true))
        m_runs->refresh();
    else
        m_runs->open(session().project().runsFolder(), session().project().cacheFolder());
}

void TrainPage::onFound(const std::filesystem::path& place, const std::vector<run::Summary>& runs)
{
    m_model->update(runs, place);
    m_stack->setCurrentIndex(1);
    if (m_wanted.empty() && m_shown.empty() && m_training->isActive() && m_list->selectedRows().empty())
        m_wanted = m_training->runFolder();
    if (!m_wanted.empty() && m_list->select(m_wanted))
        m_wanted.clear();
    else if (m_wanted.empty() && place.empty() && m_list->selectedRows().empty())
        m_list->selectFirst();
    for (const run::Summary& summary : runs)
        // Another process has begun to train it, or has ended.
        if (summary.folder == m_shown && !m_loading && !isTraining(m_shown) &&
            (summary.state == "running") != m_follower->isFollowing())
            loadRun(m_shown);
    updateButtons();
}

void TrainPage::onListed(const std::filesystem::path& place)
{
    if (place.empty()) {
        m_wanted.clear();
        if (m_model->rowCount() == 0) {
            m_empty->set(tr("No run yet"),
                         tr("A run trains a recognition model on the dataset as it is now. The wizard finds what would "
                            "go wrong before "
                            "it starts."),
                         tr("New run…"));
            m_stack->setCurrentIndex(0);
        } else if (m_list->selectedRows().empty()) {
            m_list->selectFirst();
        }
        updateButtons();
        Q_EMIT reloaded();
    } else if (place == m_justFollowed) {
        m_justFollowed.clear();
        if (!m_model->hasPlace(place))
            Q_EMIT statusMessage(tr("%1 has no runs of its own yet; they are listed once there are some.", "a folder")
                                     .arg(engine::qs(place)),
                                 8000);
    }
    m_model->refreshAges();
    updateNote();
}

void TrainPage::onEnded(const QString& state)
{
    m_liveState = state;
    m_rowPause->stop();
    updateRow();
    if (state == QLatin1String("failed") && m_shown == m_training->runFolder())
        m_view->append(std::vector<Json>{Json{{"type", "end"}, {"state", "failed"}}}); // it cannot say so itself
    m_model->setTrained({});
    reload();
}

std::vector<std::filesystem::path> TrainPage::selectedFolders() const
{
    std::vector<std::filesystem::path> folders;
    for (const int row : m_list->selectedRows())
        folders.push_back(m_model->run(row).folder);
    return folders;
}

bool TrainPage::isTraining(const std::filesystem::path& folder) const
{
    return m_training->isActive() && m_training->runFolder() == folder;
}

void TrainPage::showSelected()
{
    const auto folders = selectedFolders();
    offerExport();
    updateButtons();
    if (folders.size() == 1) {
        if (folders.front() != m_shown)
            loadRun(folders.front());
        return;
    }
    if (folders.size() < 2)
        return;
    std::vector<std::pair<QString, std::filesystem::path>> wanted;
    for (const auto& folder : folders) {
        if (wanted.size() == kMostOverlaid)
            break;
        wanted.emplace_back(engine::qs(folder.filename()), folder);
    }
    m_shown.clear();
    m_follower->stop();
    load(std::move(wanted), [this](Histories runs, run::EventPosition) {
        m_view->setNote({});
        m_view->showComparison(std::move(runs));
    });
}

void TrainPage::offerExport()
{
    std::vector<std::filesystem::path> runs;
    for (const int row : m_list->selectedRows())
        if (m_model->run(row).reachable)
            runs.push_back(m_model->run(row).folder);
    m_export->setRuns(std::move(runs));
}

void TrainPage::load(std::vector<std::pair<QString, std::filesystem::path>> runs,
                     std::function<void(Histories, run::EventPosition)> done)
{
    m_export->setShown(false);
    m_loader = std::make_unique<engine::Repeater>(
        this, [this, runs = std::move(runs), done = std::move(done)](const engine::Repeater::Round& round) {
            auto histories = std::make_shared<Histories>();
            run::EventPosition upTo;
            for (const auto& [name, folder] : runs) {
                if (round.stopped())
                    return;
                try {
                    histories->emplace_back(name, readRunHistory(folder, &upTo));
                } catch (const std::exception&) {
                    round.post([this, error = std::current_exception()] {
                        try {
                            std::rethrow_exception(error);
                        } catch (const std::exception& e) {
                            showError(e);
                        }
                    });
                }
            }
            round.post([this, histories, upTo, done] {
                done(std::move(*histories), upTo);
                m_export->setShown(true);
            });
        });
    m_loader->wake();
}

void TrainPage::loadRun(const std::filesystem::path& folder)
{
    m_shown = folder;
    m_loading = false;
    m_follower->stop();
    if (isTraining(folder)) {
        showTraining();
        return;
    }
    m_loading = true;
    QTimer::singleShot(kReadingMs, this, [this, folder] {
        if (!m_loading || m_shown != folder)
            return;
        m_view->showRun(engine::qs(folder.filename()), {});
        m_view->setNote(tr("Reading the run…"));
    });
    load({{engine::qs(folder.filename()), folder}}, [this, folder](Histories runs, run::EventPosition upTo) {
        m_loading = false;
        if (m_shown != folder || isTraining(folder))
            return;
        const int row = m_model->rowOf(folder);
        m_view->showRun(engine::qs(folder.filename()), runs.empty() ? RunHistory() : std::move(runs.front().second));
        if (row >= 0 && m_model->run(row).state == "running")
            m_follower->follow(folder, upTo);
        updateNote();
    });
}

void TrainPage::showTraining()
{
    m_loader.reset();
    m_export->setShown(true);
    m_view->showRun(engine::qs(m_shown.filename()), m_live);
    updateNote();
}

void TrainPage::updateNote()
{
    const int row = m_shown.empty() ? -1 : m_model->rowOf(m_shown);
    if (row < 0)
        return;
    const RunsModel::Row& shown = m_model->row(row);
    const QString ago = agoText(QDateTime::currentMSecsSinceEpoch() - shown.run.changed);
    QString text;
    if (!shown.run.reachable)
        text = tr("%1 cannot be reached now; the list shows what was last known.").arg(engine::qs(shown.place));
    else if (!shown.place.empty())
        text = tr("Followed in %1, trained on %2; last news %3.", "folder, computer, how long ago")
                   .arg(engine::qs(shown.place), engine::qs(shown.run.host), ago);
    else if (shown.run.state == "running" && !isTraining(m_shown))
        text = tr("Another program trains this run; last news %1.").arg(ago);
    m_view->setNote(text);
    m_view->setBatchShown(shown.place.empty()); // faces of another project are others
}

void TrainPage::updateLive()
{
    m_liveState = m_training->state() == State::Paused ? QStringLiteral("paused") : QStringLiteral("running");
    updateRow();
}

void TrainPage::updateRow()
{
    m_rowStale = true;
    if (!isVisible() || m_rowPause->isActive())
        return;
    m_rowStale = false;
    m_rowPause->start();
    const int row = m_model->rowOf(m_training->runFolder());
    if (row < 0)
        return;
    run::Summary run = m_model->run(row);
    run.state = m_liveState.toStdString();
    if (!m_live.loss.isEmpty())
        run.loss = m_live.loss.last().y();
    run.bestAuc = m_live.bestAuc();
    run.epoch = static_cast<int>(m_live.lastEpoch);
    m_model->update({run});
}

void TrainPage::updateButtons()
{
    const auto rows = m_list->selectedRows();
    const State state = m_training->state();
    const bool active = m_training->isActive();
    const RunsModel::Row* row = rows.size() == 1 ? &m_model->row(rows.front()) : nullptr;
    const run::Summary* run = row ? &row->run : nullptr;
    const bool own = row && row->place.empty();
    const bool unfinished = own && run->state != "completed" && run->state != "running";
    const bool idle = session().isOpen() && !session().jobs().isRunning();
    m_new->setEnabled(idle && !active);
    m_pause->setEnabled(state == State::Running || state == State::Starting);
    m_stop->setEnabled(active && state != State::Stopping);
    m_resume->setEnabled(state == State::Paused || state == State::Pausing || (!active && unfinished));
    m_report->setEnabled(own && run->hasModel && idle);
    m_folder->setEnabled(row && run->reachable);
    m_onnx->setEnabled(row && run->hasModel && run->reachable && idle);
    m_fork->setEnabled(own && run->step > 0 && idle && !active);
    m_compare->setEnabled(rows.size() > 1 && std::all_of(rows.begin(), rows.end(), [this](int at) {
                              return m_model->run(at).hasModel && m_model->run(at).reachable;
                          }));
    m_unfollow->menuAction()->setEnabled(!m_runs->followed().empty());
    QString text;
    switch (state) {
    case State::Idle:
        if (rows.size() > kMostOverlaid)
            text = tr("The first %1 of %n runs over each other", nullptr, static_cast<int>(rows.size()))
                       .arg(kMostOverlaid);
        else if (rows.size() > 1)
            text = tr("%n runs over each other", nullptr, static_cast<int>(rows.size()));
        else if (run && !run->message.empty())
            text = engine::qs(run->message);
        break;
    case State::Starting:
        text = tr("Starting…");
        break;
    case State::Running:
        text = tr("Training");
        break;
    case State::Pausing:
        text = tr("Pausing after this batch…");
        break;
    case State::Paused:
        text = tr("Paused");
        break;
    case State::Stopping:
        text = tr("Stopping; writing the checkpoint…");
        break;
    }
    m_state->setText(text);
}

void TrainPage::chooseFolderToFollow()
{
    const QString folder = dialogs::FileDialog::folder(this, tr("A run, or a folder of runs, to follow"));
    if (!folder.isEmpty())
        follow(engine::toPath(folder));
}

void TrainPage::follow(const std::filesystem::path& place)
{
    if (!session().isOpen())
        return;
    reload();
    const auto normal = place.lexically_normal();
    try {
        m_justFollowed = normal.filename().empty() ? normal.parent_path() : normal;
        m_runs->follow(m_justFollowed);
        updateButtons();
    } catch (const std::exception& error) {
        showError(error);
    }
}

void TrainPage::compareSelected()
{
    auto* dialog = new RunCompareDialog(m_services, selectedFolders(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &RunCompareDialog::refused, this,
            [this](const QString& message) { Q_EMIT statusMessage(message, 6000); });
    dialog->show();
}

void TrainPage::showBatch()
{
    const auto& divergences = m_view->history().divergences;
    const int row = m_shown.empty() ? -1 : m_model->rowOf(m_shown);
    if (m_loading || divergences.empty() || divergences.back().faces.empty() || row < 0 ||
        !m_model->row(row).place.empty())
        return;
    auto* dialog = new BatchDialog(m_services, divergences.back(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &BatchDialog::faceWanted, this, &Page::goTo);
    dialog->open();
}

void TrainPage::newRun()
{
    if (!session().isOpen() || m_training->isActive())
        return;
    open(new TrainWizard(session().project().folder(), this, &settings()), [](const TrainWizard& wizard) -> MakeRun {
        return
            [config = wizard.config(), version = wizard.version()](dataset::Project& project, jobs::Context& context) {
                return launch::prepareRun(project, config, context, version);
            };
    });
}

void TrainPage::askAndFork()
{
    const auto folders = selectedFolders();
    if (folders.size() != 1 || m_training->isActive())
        return;
    runAsync(
        this,
        [folder = folders.front()] {
            const run::RunFolder parent(folder);
            TrainWizard::Fork fork{parent.config(), {}};
            // Half as many epochs again, where the run has done all of its own.
            const int done = parent.state().epoch;
            fork.config.train.epochs = std::max(fork.config.train.epochs, done + std::max(1, done / 2));
            if (!fork.config.model.from.empty())
                fork.startModel = parent.startModel();
            return fork;
        },
        [this, folder = folders.front()](const TrainWizard::Fork& fork) {
            if (!session().isOpen() || m_training->isActive())
                return;
            //: name of a run
            const QString title = tr("Fork of %1").arg(engine::qs(folder.filename()));
            open(new TrainWizard(session().project().folder(), fork, title, this, &settings()),
                 [folder](const TrainWizard& wizard) -> MakeRun {
                     return [folder, changed = wizard.config()](dataset::Project& project, jobs::Context& context) {
                         return launch::forkRun(project.runsFolder(), run::RunFolder(folder), changed, false, context);
                     };
                 });
        },
        [this](const std::exception& error) { showError(error); });
}

void TrainPage::open(TrainWizard* wizard, std::function<MakeRun(const TrainWizard&)> accepted)
{
    delete m_wizard;
    m_wizard = wizard;
    m_wizard->setAttribute(Qt::WA_DeleteOnClose, false);
    connect(m_wizard, &QDialog::accepted, this,
            [this, accepted = std::move(accepted)] { prepareAndStart(accepted(*m_wizard)); });
    m_wizard->open();
}

void TrainPage::prepareAndStart(MakeRun make)
{
    auto folder = std::make_shared<std::filesystem::path>();
    const bool accepted = session().startJob(
        tr("Preparing the run"), [make = std::move(make), folder](dataset::Project& project, jobs::Context& context) {
            *folder = make(project, context).folder();
        });
    if (!accepted) {
        Q_EMIT statusMessage(tr("Another job is running. Start the run when it has ended."), 6000);
        m_wizard->open();
        return;
    }
    m_afterJob = [this, folder] {
        if (auto* done = std::exchange(m_wizard, nullptr))
            done->deleteLater(); // what fails from now on is not its run's beginning
        Q_EMIT statusMessage({}, 0);
        startRun(*folder);
    };
}

void TrainPage::startRun(const std::filesystem::path& runFolder)
{
    if (m_training->isActive())
        return;
    // A resumed run goes on drawing where it stopped.
    runAsync(
        this, [runFolder] { return readRunHistory(runFolder); },
        [this, runFolder](RunHistory history) {
            m_live = std::move(history);
            m_live.endState.clear();
            if (!m_training->start(runFolder))
                return;
            m_model->setTrained(runFolder);
            m_follower->stop();
            m_wanted = runFolder;
            m_shown.clear();
            if (m_list->select(runFolder)) {
                m_wanted.clear();
                loadRun(runFolder);
            }
            reload();
        },
        [this](const std::exception& error) { showError(error); });
}

void TrainPage::makeReport()
{
    const auto folders = selectedFolders();
    if (folders.size() != 1)
        return;
    const std::filesystem::path folder = folders.front();
    const std::string language = locale().language() == QLocale::Chinese ? "zh" : "en";
    const std::filesystem::path file = folder / "report" / "report.html";
    const std::filesystem::path project = session().project().folder(); // the run is one of its own
    const bool accepted =
        session().jobs().start(tr("Making the report"), [folder, file, language, project](jobs::Context& context) {
            verify::VerifyOptions options;
            options.model = folder.native();
            const auto outcome = verify::verifyModel(options, context);
            std::filesystem::create_directories(file.parent_path());
            const auto extras = report::extrasIn(project, outcome, [&] { context.checkStop(); });
            writeFileAtomically(file, report::toHtml(report::build(outcome, language, extras)));
        });
    if (accepted)
        m_afterJob = [this, file] {
            Q_EMIT statusMessage(tr("Report written: %1").arg(engine::qs(file)), 8000);
            QDesktopServices::openUrl(QUrl::fromLocalFile(engine::qs(file)));
        };
}

void TrainPage::askAndExportOnnx()
{
    const auto folders = selectedFolders();
    if (folders.size() != 1)
        return;
    const QString file =
        dialogs::FileDialog::saveFile(this, tr("Export the model"), tr("ONNX model (*.onnx)"),
                                      engine::qs(folders.front().filename()) + QStringLiteral(".onnx"));
    if (!file.isEmpty())
        exportOnnx(engine::toPath(file));
}

void TrainPage::exportOnnx(const std::filesystem::path& file)
{
    const auto folders = selectedFolders();
    if (folders.size() != 1)
        return;
    const auto result = std::make_shared<compute::OnnxExport>();
    const bool accepted = session().jobs().start(
        tr("Exporting the model"), [folder = folders.front(), file, result](jobs::Context& context) {
            *result = compute::exportOnnx(compute::findModel(folder.string()), file, {}, context);
        });
    if (accepted)
        m_afterJob = [this, file, result] {
            Q_EMIT statusMessage(tr("%1 is written: its embeddings differ from the model's by %2 at most.")
                                     .arg(engine::qs(file), locale().toString(result->maxAbsDiff, 'g', 2)),
                                 8000);
        };
}

QString TrainPage::busyWith() const
{
    return m_training->isActive() ? tr("training") : QString();
}
void TrainPage::stopWork()
{
    m_training->stop();
}

QStringList TrainPage::states() const
{
    return {QStringLiteral("tab:1"),    QStringLiteral("batch"),    QStringLiteral("wizard:0"),
            QStringLiteral("wizard:1"), QStringLiteral("wizard:2"), QStringLiteral("wizard:3"),
            QStringLiteral("wizard:4"), QStringLiteral("overlay"),  QStringLiteral("compare")};
}

QString TrainPage::openPath(const QString& path)
{
    const QString kind = path.section(QLatin1Char(':'), 0, 0);
    const QString rest = path.section(QLatin1Char(':'), 1);
    if (kind == QLatin1String("run")) {
        for (int row = 0; row < m_model->rowCount(); ++row)
            if (engine::qs(m_model->run(row).id) == rest && m_list->select(m_model->run(row).folder))
                return path;
        return {};
    }
    if (kind == QLatin1String("tab")) {
        m_view->showTab(rest.toInt());
        return path;
    }
    if (kind == QLatin1String("batch")) {
        showBatch();
        return path;
    }
    if (kind == QLatin1String("overlay") || kind == QLatin1String("compare")) {
        m_list->selectAll();
        if (kind == QLatin1String("compare") && m_compare->isEnabled())
            compareSelected();
        return m_model->rowCount() > 1 ? path : QString();
    }
    if (kind == QLatin1String("wizard")) {
        newRun();
        if (!m_wizard)
            return {};
        for (int step = rest.toInt(); step > 0; --step)
            m_wizard->next();
        return path;
    }
    return {};
}

} // namespace likeness::pages
