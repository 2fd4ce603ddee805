// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/versions/versions_page.h"

#include "app/engine/project_session.h"
#include "app/engine/qt_convert.h"
#include "app/pages/common/async.h"
#include "app/pages/versions/splits_dialog.h"
#include "app/pages/versions/version_diff_view.h"
#include "widgets/common/actions.h"
#include "widgets/common/empty_state.h"
#include "widgets/common/icons.h"
#include "widgets/common/tables.h"
#include "widgets/common/theme.h"
#include "widgets/dialogs/dialogs.h"

#include <QAction>
#include <QFrame>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

namespace likeness::pages {

using namespace widgets;
using engine::qs;

VersionsPage::VersionsPage(Services services, QWidget* parent)
    : Page(services, parent), m_model(new VersionsModel(this))
{
    const auto action = [this](const QString& text, const QString& iconName, int key, auto slot) {
        QAction* made = makeAction(this, text, iconName, {QKeySequence(key)});
        connect(made, &QAction::triggered, this, slot);
        return made;
    };
    m_make = action(tr("Keep a version…"), QStringLiteral("plus"), Qt::Key_N, [this] { makeVersion(); });
    m_make->setObjectName(QStringLiteral("makeVersion"));
    m_revert = action(tr("Go back to it…"), QStringLiteral("undo"), Qt::Key_B, [this] { askRevert(); });
    m_revert->setObjectName(QStringLiteral("revertVersion"));
    m_splits = action(tr("Divide people…"), QStringLiteral("person"), Qt::Key_D, [this] { askSplits(); });
    m_splits->setObjectName(QStringLiteral("dividePeople"));

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(kMargin, kGap, kMargin, kGap);
    bar->setSpacing(kSmallGap);
    m_splitsLine = new QLabel(this);
    m_splitsLine->setObjectName(QStringLiteral("splitsLine"));
    m_splitsLine->setProperty("role", QStringLiteral("quiet"));
    bar->addWidget(m_splitsLine, 1);
    for (QAction* each : {m_splits, m_revert, m_make}) {
        auto* button = new QToolButton(this);
        button->setDefaultAction(each);
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        bar->addWidget(button);
    }
    column->addLayout(bar);

    m_stack = new QStackedWidget(this);
    auto* split = new QSplitter(Qt::Vertical, m_stack);
    split->setChildrenCollapsible(false);
    m_table = new QTableView(split);
    makeRowTable(m_table);
    m_table->setObjectName(QStringLiteral("versionsTable"));
    m_table->setModel(m_model);
    m_table->setFrameShape(QFrame::NoFrame);
    QHeaderView* header = m_table->horizontalHeader();
    header->resizeSection(VersionsModel::Title, 260);
    header->resizeSection(VersionsModel::When, 160);
    header->resizeSection(VersionsModel::Images, 80);
    header->resizeSection(VersionsModel::People, 80);
    header->resizeSection(VersionsModel::Note, 190);
    header->setSectionResizeMode(VersionsModel::Runs, QHeaderView::Stretch);
    split->addWidget(m_table);
    m_diff = new VersionDiffView(pictures(), split);
    split->addWidget(m_diff);
    split->setStretchFactor(0, 2);
    split->setStretchFactor(1, 3);
    m_stack->addWidget(split);
    m_empty = new EmptyState(QStringLiteral("versions"), m_stack);
    m_stack->addWidget(m_empty);
    connect(m_empty, &EmptyState::clicked, m_make, &QAction::trigger);
    column->addWidget(m_stack, 1);

    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        updateActions();
        if (const Version* version = chosen())
            m_diff->compareFrom(version->row.hash);
    });
    connect(m_diff, &VersionDiffView::faceActivated, this, [this](qint64 face) {
        if (session().isOpen() && session().project().face(face))
            Q_EMIT goTo(QStringLiteral("dataset"), face);
        else
            Q_EMIT statusMessage(tr("This face is not in the project any more."), 6000);
    });
    connect(m_diff, &VersionDiffView::failed, this, qOverload<const std::exception&>(&VersionsPage::showError));
    const auto changed = [this] {
        m_stale = true;
        if (isVisible())
            activate();
    };
    connect(&session(), &engine::ProjectSession::undoStateChanged, this, changed);
    connect(&session(), &engine::ProjectSession::contentChanged, this, changed);
    connect(&session(), &engine::ProjectSession::opened, this, [this] { m_stale = true; });
    auto& jobs = session().jobs();
    connect(&jobs, &engine::JobRunner::started, this, &VersionsPage::updateActions);
    connect(&jobs, &engine::JobRunner::finished, this, &VersionsPage::updateActions);
    connect(&jobs, &engine::JobRunner::failed, this, &VersionsPage::updateActions);
    updateActions();
}

void VersionsPage::activate()
{
    updateActions();
    if (m_stale)
        reload();
    m_table->setFocus();
}

void VersionsPage::reload()
{
    m_stale = false;
    const int round = ++m_round;
    if (!session().isOpen()) {
        present({});
        return;
    }
    runAsync(
        this, [folder = session().project().folder()] { return readVersions(folder); },
        [this, round](VersionList list) {
            if (round == m_round)
                present(std::move(list));
        },
        [this, round](const std::exception& error) {
            if (round == m_round)
                showError(error);
        });
}

void VersionsPage::present(VersionList list)
{
    const std::string before = chosen() ? chosen()->row.hash : std::string();
    m_list = std::move(list);
    m_model->setVersions(m_list.versions);
    m_splitsLine->setText(splitsText(m_list.splits));
    m_empty->set(tr("No version of the dataset yet"),
                 tr("A version remembers every label, landmark and split as they are now: to compare with, to train on "
                    "and to go back to. Each run keeps one by itself."),
                 tr("Keep a version"));
    m_stack->setCurrentIndex(m_list.versions.empty() ? 1 : 0);
    if (session().isOpen())
        m_diff->setProject(session().project().folder(), m_list.versions);
    m_table->selectRow(std::max(0, m_model->rowOf(before)));
    updateActions();
}

const Version* VersionsPage::chosen() const
{
    return m_model->at(m_table->currentIndex().row());
}

void VersionsPage::updateActions()
{
    const bool free = session().isOpen() && !session().jobs().isRunning();
    m_revert->setEnabled(free && chosen());
    m_make->setEnabled(session().isOpen());
    m_splits->setEnabled(session().isOpen());
}

void VersionsPage::startJob(const QString& title, std::function<void(dataset::Project&, jobs::Context&)> work)
{
    if (!session().startJob(title, std::move(work)))
        Q_EMIT statusMessage(tr("Another job is running. Try again when it has ended."), 6000);
}

void VersionsPage::makeVersion()
{
    const QString folder = session().folder();
    const auto name = dialogs::TextDialog::ask(this, tr("Keep a version"), tr("A name for it, to find it again:"));
    if (!name || session().folder() != folder)
        return;
    startJob(tr("Keeping a version"),
             [name = engine::utf8(*name)](dataset::Project& project, jobs::Context&) { project.snapshot(name); });
}

void VersionsPage::askRevert()
{
    const Version* version = chosen();
    if (!version || !session().isOpen())
        return;
    runAsync(
        this,
        [folder = session().project().folder(), hash = version->row.hash] {
            return dataset::previewRevert(dataset::Project::open(folder, dataset::Project::Mode::ReadOnly), hash);
        },
        [this, folder = session().folder()](const dataset::Revert& preview) {
            if (session().folder() == folder)
                revertTo(preview);
        },
        [this](const std::exception& error) { showError(error); });
}

void VersionsPage::revertTo(const dataset::Revert& preview)
{
    QStringList lines;
    const auto add = [&](int n, const QString& text) {
        if (n > 0)
            lines << text;
    };
    add(preview.relabelled, tr("%n face(s) get the name back that they had", nullptr, preview.relabelled));
    add(preview.broughtBack, tr("%n rejected face(s) come back", nullptr, preview.broughtBack));
    add(preview.setAside, tr("%n face(s) that it does not have are set aside", nullptr, preview.setAside));
    add(preview.landmarks, tr("landmarks of %n face(s) become what they were", nullptr, preview.landmarks));
    add(preview.labelStates,
        tr("%n face(s) become confirmed, unsure or unreviewed again", nullptr, preview.labelStates));
    add(preview.renamed, tr("%n person(s) get their old name back", nullptr, preview.renamed));
    add(preview.peopleMade, tr("%n person(s) are made again", nullptr, preview.peopleMade));
    add(preview.splits, tr("%n person(s) change sides of the splits", nullptr, preview.splits));
    const bool nothing = lines.isEmpty();
    add(static_cast<int>(preview.missing.size()),
        tr("%n face(s) of it are gone and cannot come back", nullptr, static_cast<int>(preview.missing.size())));
    add(preview.version.erased, tr("%n face(s) of it were erased", nullptr, preview.version.erased));
    if (preview.partial)
        lines << tr("it is of an older Likeness: landmarks, label states and splits stay as they are");
    const QString name = versionTitle(preview.version);
    if (nothing) {
        dialogs::MessageBox::inform(this, tr("Go back to %1").arg(name), tr("The labels are those of this version."),
                                    lines.join(QLatin1Char('\n')));
        return;
    }
    lines << QString() << tr("This is one change, and can be undone.");
    if (!dialogs::MessageBox::confirm(this, tr("Go back to %1?").arg(name), tr("This would change:"),
                                      lines.join(QLatin1Char('\n')), tr("Go back")))
        return;
    startJob(tr("Going back to %1").arg(name),
             [hash = preview.version.hash](dataset::Project& project, jobs::Context& context) {
                 const auto done = dataset::revert(project, hash);
                 for (const auto& key : done.missing)
                     context.issue({jobs::Issue::Severity::Warning, key, ErrorCode::NotFound,
                                    "it is not in the project any more and cannot come back"});
             });
}

void VersionsPage::askSplits()
{
    auto* dialog = new SplitsDialog(m_list.splitOptions, m_list.splits, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        startJob(tr("Dividing people"), [options = dialog->options()](dataset::Project& project, jobs::Context&) {
            dataset::makeSplits(project, options);
        });
    });
    dialog->open();
}

QString VersionsPage::openPath(const QString& path)
{
    const QString value = path.section(QLatin1Char(':'), 1);
    if (path.startsWith(QLatin1String("select:"))) {
        int chosenRow = m_model->rowCount() - 1; // the oldest, where none is named
        for (int row = 0; row < m_model->rowCount(); ++row)
            if (versionTitle(m_model->at(row)->row) == value)
                chosenRow = row;
        m_table->selectRow(chosenRow);
    } else if (path.startsWith(QLatin1String("splits:"))) {
        m_splits->trigger();
    }
    return QString::number(m_model->rowCount());
}

QStringList VersionsPage::states() const
{
    return {QStringLiteral("select:"), QStringLiteral("splits:")};
}

} // namespace likeness::pages
