// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/train/train_page.h"

#include "app/engine/error_text.h"
#include "app/engine/project_session.h"
#include "app/engine/qt_convert.h"
#include "app/pages/common/async.h"
#include "app/pages/train/run_view.h"
#include "app/pages/train/runs_model.h"
#include "app/pages/train/train_wizard.h"
#include "core/launch/launch.h"
#include "core/report/report.h"
#include "core/report/verify_job.h"
#include "core/run/run_folder.h"
#include "widgets/common/empty_state.h"
#include "widgets/common/icons.h"
#include "widgets/common/theme.h"

#include <QDesktopServices>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QShortcut>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QUrl>
#include <QVBoxLayout>
#include <algorithm>

namespace likeness::pages {

using namespace widgets;
using State = engine::TrainingSession::State;

TrainPage::TrainPage(Services services, QWidget* parent) : TrainPage(services, &compute::train, parent) {}

TrainPage::TrainPage(Services services, engine::TrainingSession::Trainer trainer, QWidget* parent)
    : Page(services, parent), m_training(new engine::TrainingSession(std::move(trainer), this))
{
    build();
    connect(m_training, &engine::TrainingSession::eventsReady, this, [this](const std::vector<Json>& events) {
        for (const Json& event : events)
            m_live.add(event);
        if (m_shown == m_training->runFolder())
            m_view->append(events);
        updateRow(m_training->runFolder(),
                  m_training->state() == State::Paused ? QStringLiteral("paused") : QStringLiteral("running"));
    });
    connect(m_training, &engine::TrainingSession::stateChanged, this, [this](State state) {
        if (state == State::Paused)
            updateRow(m_training->runFolder(), QStringLiteral("paused"));
        updateButtons();
    });
    connect(m_training, &engine::TrainingSession::finished, this, [this](const QString& end) {
        updateRow(m_training->runFolder(), end);
        const QString name = engine::qs(m_training->runFolder().filename());
        Q_EMIT statusMessage(end == QLatin1String("completed")
                                 ? tr("%1 has finished.").arg(name)
                                 : tr("%1 has stopped; it can go on from its checkpoint.").arg(name),
                             8000);
        reload();
    });
    connect(m_training, &engine::TrainingSession::failed, this, [this](ErrorCode code, const QString& message) {
        showError(engine::errorText(code, message));
        updateRow(m_training->runFolder(), QStringLiteral("failed"));
        reload();
    });
    connect(&session(), &engine::ProjectSession::opened, this, [this] {
        m_stale = true;
        m_model->setRuns({});
        m_shown.clear();
        if (isVisible())
            activate();
    });
    connect(&session(), &engine::ProjectSession::closed, this, [this] {
        delete m_wizard;
        m_wizard = nullptr;
        m_model->setRuns({});
        m_shown.clear();
        m_stale = true;
        updateButtons();
    });
    connect(&session().jobs(), &engine::JobRunner::finished, this, [this] {
        if (const auto next = std::exchange(m_afterJob, nullptr))
            next();
        updateButtons();
    });
    connect(&session().jobs(), &engine::JobRunner::failed, this, [this] {
        m_afterJob = nullptr; // the window shows why
        updateButtons();
    });
    connect(&session().jobs(), &engine::JobRunner::started, this, &TrainPage::updateButtons);
}

TrainPage::~TrainPage() = default;

void TrainPage::build()
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(kMargin, kMargin, kMargin, kMargin);
    layout->setSpacing(kGap);

    m_stack = new QStackedWidget(this);
    layout->addWidget(m_stack, 1);
    m_empty = new EmptyState(QStringLiteral("train"), m_stack);
    m_stack->addWidget(m_empty);
    connect(m_empty, &EmptyState::clicked, this, [this] {
        if (session().isOpen())
            newRun();
        else
            Q_EMIT goTo(QStringLiteral("start"), 0);
    });

    auto* splitter = new QSplitter(Qt::Vertical, m_stack);
    splitter->setChildrenCollapsible(false);
    m_stack->addWidget(splitter);

    auto* top = new QWidget(splitter);
    auto* topLayout = new QVBoxLayout(top);
    topLayout->setContentsMargins(0, 0, 0, 0);
    auto* bar = new QHBoxLayout;
    const auto button = [&](const QString& text, const QString& iconName, const QString& tip,
                            const QKeySequence& keys) {
        auto* b = new QPushButton(icon(iconName), text, top);
        b->setToolTip(
            keys.isEmpty()
                ? tip
                : tr("%1 (%2)", "what a button does, its key").arg(tip, keys.toString(QKeySequence::NativeText)));
        if (!keys.isEmpty()) {
            auto* shortcut = new QShortcut(keys, this);
            shortcut->setContext(Qt::WidgetWithChildrenShortcut);
            connect(shortcut, &QShortcut::activated, b, &QPushButton::click);
        }
        return b;
    };
    m_new = button(tr("New run…"), QStringLiteral("plus"), tr("Choose data, model and training, check, start"),
                   QKeySequence(Qt::Key_N));
    m_new->setObjectName(QStringLiteral("newRun"));
    makePrimary(m_new);
    m_new->setIcon(QIcon());
    m_pause =
        button(tr("Pause"), QStringLiteral("pause"), tr("Stand still before the next batch"), QKeySequence(Qt::Key_P));
    m_resume = button(tr("Resume"), QStringLiteral("play"),
                      tr("Go on: a paused run at once, a stopped one from its checkpoint"), QKeySequence(Qt::Key_R));
    m_stop = button(tr("Stop"), QStringLiteral("stop"), tr("Write a checkpoint and stop"), QKeySequence(Qt::Key_S));
    m_report = button(tr("Report"), QStringLiteral("report"),
                      tr("Verify the run on its validation people and open the report"), QKeySequence());
    m_state = new QLabel(top);
    m_state->setProperty("role", QStringLiteral("quiet"));
    bar->addWidget(m_new);
    bar->addSpacing(kMargin);
    bar->addWidget(m_pause);
    bar->addWidget(m_resume);
    bar->addWidget(m_stop);
    bar->addWidget(m_report);
    bar->addSpacing(kGap);
    bar->addWidget(m_state, 1);
    topLayout->addLayout(bar);

    m_model = new RunsModel(this);
    m_proxy = new QSortFilterProxyModel(this);
    m_proxy->setSourceModel(m_model);
    m_proxy->setSortRole(Qt::UserRole);
    m_table = new QTableView(top);
    m_table->setModel(m_proxy);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(RunsModel::Created, Qt::DescendingOrder);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setShowGrid(false);
    m_table->setAlternatingRowColors(false);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(26);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->setAccessibleName(tr("Runs"));
    m_table->setToolTip(tr("Select several runs (Ctrl or Shift) to draw them over each other"));
    const int widths[] = {200, 110, 110, 90, 90, 230};
    for (int column = 0; column < 6; ++column)
        m_table->setColumnWidth(column, widths[column]);
    topLayout->addWidget(m_table, 1);
    splitter->addWidget(top);

    m_view = new RunView(splitter);
    splitter->addWidget(m_view);
    splitter->setStretchFactor(0, 0);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({190, 560});

    connect(m_new, &QPushButton::clicked, this, &TrainPage::newRun);
    connect(m_pause, &QPushButton::clicked, m_training, &engine::TrainingSession::pause);
    connect(m_stop, &QPushButton::clicked, m_training, &engine::TrainingSession::stop);
    connect(m_resume, &QPushButton::clicked, this, [this] {
        const auto rows = selectedRows();
        if (m_training->isActive())
            m_training->resume();
        else if (rows.size() == 1)
            startRun(m_model->run(rows.front()).folder);
    });
    connect(m_report, &QPushButton::clicked, this, &TrainPage::makeReport);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &TrainPage::showSelected);
    connect(m_view, &RunView::plotSaved, this,
            [this](const QString& file) { Q_EMIT statusMessage(tr("Saved as %1").arg(file), 5000); });
    connect(m_view, &RunView::plotSaveFailed, this,
            [this](const QString& message) { Q_EMIT errorRaised(message, {}, {}); });
    updateButtons();
}

void TrainPage::activate()
{
    if (!session().isOpen()) {
        m_empty->set(tr("No project is open"), tr("A run trains on the faces of a project."), tr("Open a project"));
        m_stack->setCurrentIndex(0);
        return;
    }
    if (m_stale)
        reload();
}

void TrainPage::reload()
{
    if (!session().isOpen())
        return;
    m_stale = false;
    runAsync(
        this, [folder = session().project().runsFolder()] { return readRunSummaries(folder); },
        [this, folder = session().folder()](std::vector<RunSummary> runs) {
            if (!session().isOpen() || session().folder() != folder)
                return;
            const bool none = runs.empty();
            std::filesystem::path wanted = m_wanted.empty() ? m_shown : m_wanted;
            m_wanted.clear();
            if (wanted.empty() && m_training->isActive())
                wanted = m_training->runFolder();
            m_model->setRuns(std::move(runs));
            if (m_training->isActive() && m_model->rowOf(m_training->runFolder()) >= 0)
                updateRow(m_training->runFolder(), QStringLiteral("running"));
            m_empty->set(tr("No run yet"),
                         tr("A run trains a recognition model on the dataset as it is now. The wizard finds what would "
                            "go wrong before "
                            "it starts."),
                         tr("New run…"));
            m_stack->setCurrentIndex(none ? 0 : 1);
            if (!none) {
                int row = m_model->rowOf(wanted);
                m_shown.clear();
                const QModelIndex index =
                    row >= 0 ? m_proxy->mapFromSource(m_model->index(row, 0)) : m_proxy->index(0, 0);
                m_table->selectRow(index.row());
                m_table->scrollTo(index);
                showSelected();
            }
            updateButtons();
            Q_EMIT reloaded();
        },
        [this](const std::exception& error) { showError(error); });
}

std::vector<int> TrainPage::selectedRows() const
{
    std::vector<int> rows;
    for (const QModelIndex& index : m_table->selectionModel()->selectedRows())
        rows.push_back(m_proxy->mapToSource(index).row());
    return rows;
}

bool TrainPage::isTraining(const std::filesystem::path& folder) const
{
    return m_training->isActive() && m_training->runFolder() == folder;
}

void TrainPage::showSelected()
{
    const auto rows = selectedRows();
    updateButtons();
    if (rows.size() == 1) {
        const std::filesystem::path folder = m_model->run(rows.front()).folder;
        if (folder == m_shown)
            return;
        loadRun(folder);
        return;
    }
    if (rows.size() < 2)
        return;
    std::vector<std::pair<QString, std::filesystem::path>> wanted;
    for (int row : rows)
        wanted.emplace_back(m_model->run(row).id, m_model->run(row).folder);
    m_shown.clear();
    runAsync(
        this,
        [wanted] {
            std::vector<std::pair<QString, RunHistory>> runs;
            for (const auto& [name, folder] : wanted)
                runs.emplace_back(name, readRunHistory(folder));
            return runs;
        },
        [this, round = ++m_loadRound](std::vector<std::pair<QString, RunHistory>> runs) {
            if (round == m_loadRound)
                m_view->showComparison(std::move(runs));
        },
        [this](const std::exception& error) { showError(error); });
}

void TrainPage::loadRun(const std::filesystem::path& folder)
{
    m_shown = folder;
    const QString name = engine::qs(folder.filename());
    ++m_loadRound;
    if (isTraining(folder)) {
        m_view->showRun(name, m_live);
        return;
    }
    runAsync(
        this, [folder] { return readRunHistory(folder); },
        [this, name, folder, round = m_loadRound](RunHistory history) {
            if (round == m_loadRound && !isTraining(folder))
                m_view->showRun(name, std::move(history));
        },
        [this, name](const std::exception& error) {
            m_view->showRun(name, {});
            showError(error);
        });
}

void TrainPage::updateRow(const std::filesystem::path& folder, const QString& state)
{
    const int row = m_model->rowOf(folder);
    if (row < 0)
        return;
    RunSummary run = m_model->run(row);
    run.state = state;
    if (!m_live.loss.isEmpty())
        run.loss = m_live.loss.last().y();
    run.bestAuc = m_live.bestAuc();
    run.epoch = m_live.lastEpoch;
    m_model->update(run);
}

void TrainPage::updateButtons()
{
    const auto rows = selectedRows();
    const State state = m_training->state();
    const bool active = m_training->isActive();
    const RunSummary* run = rows.size() == 1 ? &m_model->run(rows.front()) : nullptr;
    const bool unfinished = run && run->state != QLatin1String("completed");
    m_new->setEnabled(session().isOpen() && !active && !session().jobs().isRunning());
    m_pause->setEnabled(state == State::Running || state == State::Starting);
    m_stop->setEnabled(active && state != State::Stopping);
    m_resume->setEnabled(state == State::Paused || state == State::Pausing || (!active && unfinished));
    m_report->setEnabled(run && run->hasModel && !session().jobs().isRunning());
    QString text;
    switch (state) {
    case State::Idle:
        if (rows.size() > 1)
            text = tr("%n runs over each other", nullptr, static_cast<int>(rows.size()));
        else if (run && !run->message.isEmpty())
            text = run->message;
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

void TrainPage::newRun()
{
    if (!session().isOpen() || m_training->isActive())
        return;
    delete m_wizard;
    m_wizard = new TrainWizard(session().project().folder(), this, &settings());
    m_wizard->setAttribute(Qt::WA_DeleteOnClose, false);
    connect(m_wizard, &QDialog::accepted, this, [this] { prepareAndStart(m_wizard->config(), m_wizard->version()); });
    m_wizard->open();
}

void TrainPage::prepareAndStart(const run::Config& config, const std::string& version)
{
    auto folder = std::make_shared<std::filesystem::path>();
    const bool accepted = session().startJob(
        tr("Preparing the run"), [config, version, folder](dataset::Project& project, jobs::Context& context) {
            *folder = launch::prepareRun(project, config, context, version).folder();
        });
    if (!accepted) {
        Q_EMIT statusMessage(tr("Another job is running. Start the run when it has ended."), 6000);
        return;
    }
    m_afterJob = [this, folder] { startRun(*folder); };
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
            if (!m_training->start(runFolder))
                return;
            m_shown.clear();
            m_wanted = runFolder;
            reload();
        },
        [this](const std::exception& error) { showError(error); });
}

void TrainPage::makeReport()
{
    const auto rows = selectedRows();
    if (rows.size() != 1)
        return;
    const std::filesystem::path folder = m_model->run(rows.front()).folder;
    const std::string language = locale().language() == QLocale::Chinese ? "zh" : "en";
    const std::filesystem::path file = folder / "report" / "report.html";
    const bool accepted = session().jobs().start(
        tr("Making the report"),
        [folder, file, language, project = session().project().folder()](jobs::Context& context) {
            dataset::Project opened = dataset::Project::open(project, dataset::Project::Mode::ReadOnly);
            const auto outcome = report::verifyRun(&opened, run::RunFolder(folder), {}, context);
            std::filesystem::create_directories(file.parent_path());
            writeFileAtomically(file, report::toHtml(report::build(outcome.report, language)));
        });
    if (accepted)
        m_afterJob = [this, file] {
            Q_EMIT statusMessage(tr("Report written: %1").arg(engine::qs(file)), 8000);
            QDesktopServices::openUrl(QUrl::fromLocalFile(engine::qs(file)));
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
    return {QStringLiteral("wizard:0"), QStringLiteral("wizard:1"), QStringLiteral("wizard:2"),
            QStringLiteral("wizard:3"), QStringLiteral("wizard:4"), QStringLiteral("compare")};
}

QString TrainPage::openPath(const QString& path)
{
    const QString kind = path.section(QLatin1Char(':'), 0, 0);
    const QString rest = path.section(QLatin1Char(':'), 1);
    if (kind == QLatin1String("run")) {
        for (int row = 0; row < m_model->rowCount(); ++row)
            if (m_model->run(row).id == rest) {
                m_table->selectRow(m_proxy->mapFromSource(m_model->index(row, 0)).row());
                return path;
            }
        return {};
    }
    if (kind == QLatin1String("compare")) {
        m_table->selectAll();
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
