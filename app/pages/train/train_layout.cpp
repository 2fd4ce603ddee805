// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/project_session.h"
#include "app/engine/qt_convert.h"
#include "app/engine/run_list.h"
#include "app/pages/train/run_export.h"
#include "app/pages/train/run_list.h"
#include "app/pages/train/run_view.h"
#include "app/pages/train/train_page.h"
#include "widgets/common/empty_state.h"
#include "widgets/common/icons.h"
#include "widgets/common/theme.h"

#include <QDesktopServices>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QShortcut>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>
#include <QUrl>
#include <QVBoxLayout>

namespace likeness::pages {

using namespace widgets;

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
    m_list = new RunListView(top);
    m_model = &m_list->model();
    topLayout->addWidget(buildBar(top));
    topLayout->addWidget(m_list, 1);
    splitter->addWidget(top);
    m_view = new RunView(splitter);
    splitter->addWidget(m_view);
    splitter->setStretchFactor(0, 0);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({210, 560});
    buildMenu();

    const auto key = [this](const QKeySequence& keys, auto&& act) {
        auto* shortcut = new QShortcut(keys, this);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, act);
    };
    key(QKeySequence(Qt::Key_1), [this] { m_view->showTab(0); });
    key(QKeySequence(Qt::Key_2), [this] { m_view->showTab(1); });
    key(QKeySequence(Qt::Key_Slash), [this] { m_list->focusFilter(); });
    key(QKeySequence(Qt::Key_M), [this] { m_more->showMenu(); });

    connect(m_new, &QPushButton::clicked, this, &TrainPage::newRun);
    connect(m_pause, &QPushButton::clicked, m_training, &engine::TrainingSession::pause);
    connect(m_stop, &QPushButton::clicked, m_training, &engine::TrainingSession::stop);
    connect(m_resume, &QPushButton::clicked, this, [this] {
        const auto folders = selectedFolders();
        if (m_training->isActive())
            m_training->resume();
        else if (folders.size() == 1)
            startRun(folders.front());
    });
    connect(m_report, &QPushButton::clicked, this, &TrainPage::makeReport);
    connect(m_compare, &QPushButton::clicked, this, &TrainPage::compareSelected);
    connect(m_list, &RunListView::selectionChanged, this, &TrainPage::showSelected);
    connect(m_view, &RunView::plotSaved, this,
            [this](const QString& file) { Q_EMIT statusMessage(tr("Saved as %1").arg(file), 5000); });
    connect(m_view, &RunView::plotSaveFailed, this,
            [this](const QString& message) { Q_EMIT errorRaised(message, {}, {}); });
    connect(m_view, &RunView::batchWanted, this, &TrainPage::showBatch);
    updateButtons();
}

QWidget* TrainPage::buildBar(QWidget* parent)
{
    auto* row = new QWidget(parent);
    auto* bar = new QHBoxLayout(row);
    bar->setContentsMargins(0, 0, 0, 0);
    const auto button = [&](const QString& text, const QString& iconName, const QString& tip, Qt::Key key) {
        const QKeySequence keys(key);
        auto* b = new QPushButton(iconName.isEmpty() ? QIcon() : icon(iconName), text, row);
        b->setToolTip(tr("%1 (%2)", "what a button does, its key").arg(tip, keys.toString(QKeySequence::NativeText)));
        auto* shortcut = new QShortcut(keys, this);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, b, &QPushButton::click);
        return b;
    };
    m_new = button(tr("New run…"), {}, tr("Choose data, model and training, check, start"), Qt::Key_N);
    m_new->setObjectName(QStringLiteral("newRun"));
    makePrimary(m_new);
    m_pause = button(tr("Pause"), QStringLiteral("pause"), tr("Stand still before the next batch"), Qt::Key_P);
    m_resume = button(tr("Resume"), QStringLiteral("play"),
                      tr("Go on: a paused run at once, a stopped one from its checkpoint"), Qt::Key_R);
    m_resume->setObjectName(QStringLiteral("resumeRun"));
    m_stop = button(tr("Stop"), QStringLiteral("stop"), tr("Write a checkpoint and stop"), Qt::Key_S);
    m_report = button(tr("Report"), QStringLiteral("report"),
                      tr("Verify the run on its validation people and open the report"), Qt::Key_E);
    m_compare = button(tr("Compare…"), {}, tr("Say whether the chosen runs differ, on the same pairs"), Qt::Key_C);
    m_compare->setObjectName(QStringLiteral("compareRuns"));
    m_more = new QToolButton(row);
    m_more->setObjectName(QStringLiteral("moreRuns"));
    m_more->setText(tr("More"));
    m_more->setToolButtonStyle(Qt::ToolButtonTextOnly);
    m_more->setPopupMode(QToolButton::InstantPopup);
    m_more->setToolTip(tr("Fork, export, follow other folders (M)"));
    m_state = new QLabel(row);
    m_state->setProperty("role", QStringLiteral("quiet"));
    bar->addWidget(m_new);
    bar->addSpacing(kMargin);
    for (QWidget* widget : {m_pause, m_resume, m_stop, m_report, m_compare})
        bar->addWidget(widget);
    bar->addWidget(m_more);
    bar->addSpacing(kGap);
    bar->addWidget(m_state, 1);
    m_list->filter().setFixedWidth(200);
    bar->addWidget(&m_list->filter());
    return row;
}

void TrainPage::buildMenu()
{
    m_menu = new QMenu(m_more);
    m_menu->setToolTipsVisible(true);
    m_more->setMenu(m_menu);
    m_fork = m_menu->addAction(tr("For&k…"), this, &TrainPage::askAndFork);
    m_fork->setObjectName(QStringLiteral("forkRun"));
    m_fork->setToolTip(tr("A new run that goes on from this one's last checkpoint with other settings"));
    m_menu->addSeparator();
    m_export = new RunExport(*m_view, this);
    m_export->addActions(*m_menu);
    m_onnx = m_menu->addAction(tr("Export as &ONNX…"), this, &TrainPage::askAndExportOnnx);
    m_onnx->setObjectName(QStringLiteral("exportOnnx"));
    m_onnx->setToolTip(tr("The run's model for other programs; it is compared with the model before it is kept"));
    m_folder = m_menu->addAction(tr("Show the &run’s folder"), this, [this] {
        for (const auto& folder : selectedFolders())
            QDesktopServices::openUrl(QUrl::fromLocalFile(engine::qs(folder)));
    });
    m_folder->setToolTip(
        tr("run.json with its settings, metrics.jsonl with its events, the model and the checkpoints"));
    connect(m_export, &RunExport::saved, this,
            [this](const QString& where) { Q_EMIT statusMessage(tr("Saved as %1").arg(where), 6000); });
    connect(m_export, &RunExport::failed, this, [this](const std::exception& error) { showError(error); });
    connect(m_export, &RunExport::plotsFailed, this,
            [this](const QString& message) { Q_EMIT errorRaised(message, {}, {}); });
    m_menu->addSeparator();
    QAction* follow = m_menu->addAction(tr("&Follow a folder…"), this, &TrainPage::chooseFolderToFollow);
    follow->setToolTip(tr("List the runs of a folder on a share or in a copy, and watch them as they go"));
    m_unfollow = m_menu->addMenu(tr("S&top following"));
    m_unfollow->setToolTipsVisible(true);
    connect(m_unfollow, &QMenu::aboutToShow, this, &TrainPage::listFollowed);
    m_menu->addSeparator();
    QMenu* columns = m_menu->addMenu(tr("Co&lumns"));
    connect(columns, &QMenu::aboutToShow, this, [this, columns] {
        columns->clear();
        m_list->addColumnActions(*columns);
    });
    m_list->table().setContextMenuPolicy(Qt::CustomContextMenu);
    connect(&m_list->table(), &QWidget::customContextMenuRequested, this,
            [this](const QPoint& at) { m_menu->popup(m_list->table().viewport()->mapToGlobal(at)); });
}

void TrainPage::listFollowed()
{
    m_unfollow->clear();
    for (const auto& place : m_runs->followed()) {
        QAction* action = m_unfollow->addAction(engine::qs(place), this, [this, place] {
            try {
                m_runs->unfollow(place);
                m_model->removePlace(place);
                updateButtons();
            } catch (const std::exception& error) {
                showError(error);
            }
        });
        action->setToolTip(tr("Do not list the runs of that folder any more; the folder stays as it is"));
    }
}

} // namespace likeness::pages
