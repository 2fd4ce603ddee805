// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/groups/group_dialog.h"

#include "app/engine/error_text.h"
#include "app/engine/face_pictures.h"
#include "app/engine/project_session.h"
#include "app/engine/qt_convert.h"
#include "app/pages/common/async.h"
#include "app/pages/groups/group_bar.h"
#include "core/base/log.h"
#include "widgets/common/actions.h"
#include "widgets/common/empty_state.h"
#include "widgets/common/icons.h"
#include "widgets/common/message_bar.h"
#include "widgets/common/theme.h"
#include "widgets/thumbs/group_view.h"

#include <QAction>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QSpinBox>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

namespace likeness::pages {

using namespace widgets;
using engine::qs;

namespace {

enum Side { Groups, Progress, Nothing }; // of the stack

QString percent(double share)
{
    //: A share, like "98 %"
    return GroupDialog::tr("%1 %").arg(QLocale().toString(100 * share, 'f', 0));
}

} // namespace

GroupDialog::GroupDialog(Services services, QWidget* parent)
    : QDialog(parent), m_services(services), m_bar(new GroupBar(services, this)), m_message(new MessageBar(this)),
      m_groups(new GroupListModel(this)), m_stack(new QStackedWidget(this)),
      m_empty(new EmptyState(QStringLiteral("person"), this)), m_summary(new QLabel(this)), m_face(new QLabel(this)),
      m_least(new QSpinBox(this)), m_acceptMany(new QPushButton(tr("Accept all above…"), this))
{
    setObjectName(QStringLiteral("groupDialog"));
    setWindowTitle(tr("Group faces"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_bar);
    column->addWidget(m_message);
    auto* header = new QHBoxLayout;
    header->setContentsMargins(kMargin, kGap, kMargin, kGap);
    header->setSpacing(kGap);
    m_summary->setObjectName(QStringLiteral("groupSummary"));
    m_summary->setTextFormat(Qt::PlainText);
    header->addWidget(m_summary, 1);
    m_least->setObjectName(QStringLiteral("groupLeast"));
    m_least->setRange(0, 100);
    m_least->setValue(static_cast<int>(std::lround(100 * curate::kSureEnough)));
    m_least->setSuffix(tr(" %"));
    m_least->setAccessibleName(tr("How sure a group has to be to be accepted with the others"));
    m_least->setToolTip(m_least->accessibleName());
    m_acceptMany->setObjectName(QStringLiteral("acceptMany"));
    m_acceptMany->setAutoDefault(false);
    m_acceptMany->setToolTip(tr("Names the faces of all groups that are at least so sure, after a preview; they are "
                                "not confirmed, and it is one step to undo"));
    header->addWidget(m_acceptMany);
    header->addWidget(m_least);
    column->addLayout(header);
    m_stack->addWidget(buildGroups());
    m_stack->addWidget(buildProgress());
    m_stack->addWidget(m_empty);
    column->addWidget(m_stack, 1);

    buildActions();
    auto* foot = new QFrame(this);
    foot->setProperty("role", QStringLiteral("bar"));
    auto* buttons = new QHBoxLayout(foot);
    buttons->setContentsMargins(kGap, kSmallGap, kMargin, kSmallGap);
    buttons->setSpacing(2);
    for (QAction* action : {m_accept, m_name, m_aside, m_out, m_undo})
        buttons->addWidget(actionButton(action, foot));
    m_face->setObjectName(QStringLiteral("groupFace"));
    m_face->setProperty("role", QStringLiteral("quiet"));
    m_face->setTextFormat(Qt::PlainText);
    buttons->addSpacing(kGap);
    buttons->addWidget(m_face, 1);
    auto* close = new QPushButton(tr("Close"), foot);
    close->setAutoDefault(false);
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    buttons->addWidget(close);
    column->addWidget(foot);
    resize(1120, 760);

    connect(m_bar, &GroupBar::groupAsked, this, &GroupDialog::group);
    connect(m_bar, &GroupBar::scopeChanged, this, [this] {
        if (m_ready && m_shown.groups.empty())
            showNothing();
    });
    connect(m_acceptMany, &QPushButton::clicked, this, &GroupDialog::acceptMany);
    connect(m_least, &QSpinBox::valueChanged, this, &GroupDialog::updateTexts);
    connect(m_empty, &EmptyState::clicked, this, &GroupDialog::group);
    connect(services.session, &engine::ProjectSession::undoStateChanged, this, &GroupDialog::forgetUndone);
    connect(services.pictures, &engine::FacePictures::ready, m_view, &GroupView::picturesReady);
    const engine::FaceIndex& index = services.session->faces();
    connect(&index, &engine::FaceIndex::updated, this, &GroupDialog::rebuild);
    connect(&index, &engine::FaceIndex::reloaded, this, &GroupDialog::rebuild);
    connect(services.session, &engine::ProjectSession::aboutToClose, this, &GroupDialog::keep);
    connect(services.session, &engine::ProjectSession::closed, this, &QDialog::close);
    connect(this, &QDialog::finished, this, &GroupDialog::keep);
    watchJobs();
    updateTexts();
    read();
}

GroupDialog::~GroupDialog()
{
    keep();
}

QWidget* GroupDialog::buildGroups()
{
    m_view = new GroupView(
        m_groups, [this](std::int64_t face) { return m_services.pictures->crop(face); }, this);
    m_view->setObjectName(QStringLiteral("groupView"));
    m_view->setAccessibleName(tr("Groups of faces"));
    connect(m_view, &GroupView::faceToggled, this, &GroupDialog::toggleFace);
    connect(m_view, &GroupView::cursorChanged, this, &GroupDialog::updateActions);
    return m_view;
}

QWidget* GroupDialog::buildProgress()
{
    auto* page = new QWidget(this);
    auto* column = new QVBoxLayout(page);
    column->addStretch(1);
    m_stage = new QLabel(page);
    m_stage->setAlignment(Qt::AlignCenter);
    m_stage->setProperty("role", QStringLiteral("title"));
    m_progress = new QProgressBar(page);
    m_progress->setTextVisible(false);
    m_progress->setFixedWidth(360);
    m_progress->setAccessibleName(tr("Progress"));
    auto* stop = new QPushButton(tr("Stop"), page);
    stop->setObjectName(QStringLiteral("groupStop"));
    stop->setAutoDefault(false);
    connect(stop, &QPushButton::clicked, &m_services.session->jobs(), &engine::JobRunner::stop);
    for (QWidget* widget :
         {static_cast<QWidget*>(m_stage), static_cast<QWidget*>(m_progress), static_cast<QWidget*>(stop)})
        column->addWidget(widget, 0, Qt::AlignCenter);
    column->addStretch(2);
    return page;
}

void GroupDialog::buildActions()
{
    const auto add = [this](const QString& text, const char* name, const char* iconName,
                            const QList<QKeySequence>& keys, const QString& what, auto slot) {
        auto* action = new QAction(icon(QString::fromLatin1(iconName)), text, this);
        action->setObjectName(QString::fromLatin1(name));
        if (!keys.isEmpty()) {
            action->setShortcuts(keys);
            action->setShortcutContext(Qt::WidgetShortcut);
            m_view->addAction(action);
        }
        action->setToolTip(what);
        connect(action, &QAction::triggered, this, slot);
        return action;
    };
    m_accept = add(tr("Accept"), "groupAccept", "check", {QKeySequence(Qt::Key_Return), QKeySequence(Qt::Key_Enter)},
                   tr("Give these faces the proposed name, and confirm it (Enter)"), [this] { accept({}); });
    m_name = add(tr("Name…"), "groupName", "person", {QKeySequence(Qt::Key_N)},
                 tr("Say who this is: somebody of the project, or a new name (N)"), &GroupDialog::nameGroup);
    m_aside = add(tr("Put aside"), "groupAside", "skip", {QKeySequence(Qt::Key_X)},
                  tr("Do not show this group any more; nothing is changed (X)"), &GroupDialog::putAside);
    // The view itself takes Space.
    m_out = add(tr("Take out"), "groupOut", "reject", {},
                tr("Take the marked face out of the group, or put it back (Space)"),
                [this] { toggleFace(row(), m_view->cursor()); });
    m_undo = add(tr("Undo"), "groupUndo", "undo", {QKeySequence(Qt::Key_Z)}, tr("Take back what you accepted last (Z)"),
                 &GroupDialog::undoLast);
}

void GroupDialog::watchJobs()
{
    auto& jobs = m_services.session->jobs();
    connect(&jobs, &engine::JobRunner::stageChanged, this, [this](const QString& stage) {
        if (m_running)
            m_stage->setText(engine::stageText(stage));
    });
    connect(&jobs, &engine::JobRunner::progressChanged, this, [this](quint64 done, quint64 total) {
        if (!m_running)
            return;
        m_progress->setRange(0, total > 0 ? 1000 : 0);
        m_progress->setValue(total > 0 ? static_cast<int>(1000 * done / total) : 0);
    });
    connect(&jobs, &engine::JobRunner::finished, this, [this] {
        if (std::exchange(m_accepting, false))
            note();
        if (std::exchange(m_running, false))
            read();
        updateTexts();
    });
    connect(&jobs, &engine::JobRunner::failed, this, [this](ErrorCode code, const QString& message) {
        m_accepting = false;
        if (std::exchange(m_running, false)) {
            rebuild(); // the groups from before, if there are any
            if (code != ErrorCode::Interrupted)
                showFailure(engine::errorText(code, message));
        }
        updateTexts();
    });
    connect(&jobs, &engine::JobRunner::started, this, &GroupDialog::updateTexts);
}

void GroupDialog::group()
{
    const auto options = m_bar->options();
    if (!options || !m_services.session->isOpen())
        return;
    keep();
    if (!m_services.session->startJob(tr("Grouping faces"),
                                      [options = *options](dataset::Project& project, jobs::Context& context) {
                                          curate::groupFaces(project, options, context);
                                      })) {
        showFailure({tr("Another job is running"), tr("Group the faces when it has ended."), {}});
        return;
    }
    m_running = true;
    m_message->hide();
    m_stage->setText(tr("Grouping faces"));
    m_progress->setRange(0, 0);
    m_stack->setCurrentIndex(Progress);
    updateTexts();
}

void GroupDialog::read()
{
    const int round = ++m_round;
    runAsync(
        this,
        [folder = m_services.session->project().folder()] {
            const auto project = dataset::Project::open(folder, dataset::Project::Mode::ReadOnly);
            return curate::keptProposal(project);
        },
        [this, round](std::optional<curate::GroupProposal> proposal) {
            if (round != m_round)
                return;
            m_whole = proposal ? std::move(*proposal) : curate::GroupProposal{};
            m_bar->setUsed(m_whole);
            m_ready = true;
            rebuild();
            m_view->setFocus();
        },
        [this](const std::exception& error) { showFailure(engine::errorText(error)); });
}

void GroupDialog::keep()
{
    if (!m_touched || !m_services.session->isOpen())
        return;
    m_touched = false;
    try {
        curate::keepProposal(m_services.session->project(), m_whole);
    } catch (const std::exception& e) {
        log::warn(e.what()); // what was put aside is shown again next time
    }
}

QString GroupDialog::nameOf(dataset::IdentityId person) const
{
    const engine::IndexedPerson* known = m_services.session->faces().person(person);
    return known ? known->name : QString();
}

GroupCard GroupDialog::cardOf(const curate::FaceGroup& group) const
{
    GroupCard card;
    int in = 0;
    for (const auto& face : group.faces) {
        card.faces.push_back({face.id, face.out});
        in += face.out ? 0 : 1;
    }
    card.title = tr("%n face(s)", nullptr, in);
    if (const int moved = group.moved(); moved > 0)
        //: How many faces, and how many of them have another name now
        card.title = tr("%1, %2").arg(card.title, tr("%n with another name now", nullptr, moved));
    else if (group.named() == 0 && in > 0)
        //: How many faces, and that they have the proposed name already
        card.title = tr("%1, named so already").arg(card.title);
    //: How sure it is that a group is one person: "98 % sure"
    card.sure = tr("%1 sure").arg(percent(group.score));
    card.score = group.score;
    card.isNew = group.person == 0;
    card.person = card.isNew ? tr("New person") : nameOf(group.person);
    card.personFaces = group.personFaces;
    const QString alike = QLocale().toString(static_cast<double>(group.personSimilarity), 'f', 2);
    if (!card.isNew)
        //: Of the person that a group is proposed to be: how many faces, and how similar they are
        card.personDetail = group.personCount > 0
                                ? tr("%1, similarity %2").arg(tr("%n face(s)", nullptr, group.personCount), alike)
                                : QString();
    else if (group.closest != 0)
        //: Beside a group that is nobody known: the person who comes closest, and how similar they are
        card.personDetail = tr("closest: %1, %2").arg(nameOf(group.closest), alike);
    //: A group of faces for a screen reader: how many, who they are proposed to be, how sure that is
    card.spoken = tr("%1, proposed: %2, %3").arg(card.title, card.person, card.sure);
    return card;
}

void GroupDialog::rebuild()
{
    const engine::FaceIndex& index = m_services.session->faces();
    if (!m_ready || m_running || !m_services.session->isOpen() || !index.isReady())
        return;
    const int before = row();
    const auto number = before >= 0 ? m_shown.groups[static_cast<std::size_t>(before)].number : 0;
    std::vector<dataset::IdentityId> people(*index.order());
    std::sort(people.begin(), people.end());
    m_shown = curate::stillHolding(m_whole, *index.columns(), people);
    std::erase_if(m_shown.groups, [&](const curate::FaceGroup& group) {
        const bool none = std::all_of(group.faces.begin(), group.faces.end(), [](const auto& f) { return f.out; });
        return group.aside || (none && group.faces.size() < m_whole.groups[group.number].faces.size());
    });
    std::vector<GroupCard> cards;
    for (const auto& group : m_shown.groups)
        cards.push_back(cardOf(group));
    m_groups->setCards(std::move(cards));
    if (m_shown.groups.empty()) {
        showNothing();
        updateTexts();
        return;
    }
    m_stack->setCurrentIndex(Groups);
    // The same group, else the one that took its place.
    int target = std::clamp(before, 0, m_groups->rowCount() - 1);
    for (std::size_t i = 0; before >= 0 && i < m_shown.groups.size(); ++i)
        if (m_shown.groups[i].number == number)
            target = static_cast<int>(i);
    goToRow(target);
    updateTexts();
}

void GroupDialog::goToRow(int target)
{
    m_view->setCurrentIndex(m_groups->index(target));
    m_view->scrollTo(m_view->currentIndex());
}

void GroupDialog::showNothing()
{
    m_stack->setCurrentIndex(Nothing);
    const int unlabelled = m_services.session->faces().totals().unlabelled;
    const QString again = tr("Group faces");
    if (!m_whole.groups.empty())
        m_empty->set(tr("All groups are dealt with"),
                     unlabelled > 0 ? tr("%n face(s) still have no name. Grouping again uses what you decided: more "
                                         "faces may find their person now.",
                                         nullptr, unlabelled)
                                    : tr("Every face has a name now. Look for wrong labels on the Review page next."),
                     unlabelled > 0 ? tr("Group again") : QString());
    else if (m_bar->scope() == curate::GroupScope::Unlabelled && unlabelled == 0)
        m_empty->set(tr("Every face has a name"),
                     tr("Faces whose label is doubtful can be grouped too: choose them above."));
    else if (m_whole.looked > 0)
        m_empty->set(tr("No groups were found"),
                     tr("None of the %n face(s) is alike enough to another one. Lower the threshold, or try another "
                        "way of comparing.",
                        nullptr, m_whole.looked),
                     again);
    else
        m_empty->set(unlabelled > 0 ? tr("%n face(s) have no name", nullptr, unlabelled) : tr("Group faces by looks"),
                     tr("Faces that look like one person become a group, and you say who it is. Nothing is changed "
                        "before you accept it."),
                     again);
}

// The groups from before stay, where there are any.
void GroupDialog::showFailure(const engine::ErrorText& text)
{
    if (m_stack->currentIndex() == Groups) {
        m_message->showError(text.what, text.tryThis, text.detail);
        return;
    }
    m_stack->setCurrentIndex(Nothing);
    m_empty->set(text.what, QStringList{text.tryThis, text.detail}.join(QLatin1Char('\n')).trimmed(),
                 tr("Group faces"));
}

int GroupDialog::row() const
{
    const int row = m_view->currentIndex().row();
    return row < static_cast<int>(m_shown.groups.size()) ? row : -1;
}

void GroupDialog::updateTexts()
{
    const bool busy = m_services.session->jobs().isRunning();
    m_bar->setRunning(busy);
    const bool shown = m_stack->currentIndex() == Groups && !m_shown.groups.empty();
    m_bar->setProminent(m_stack->currentIndex() != Nothing);
    int faces = 0, many = 0, manyFaces = 0;
    for (const auto& group : m_shown.groups) {
        const int changes = group.named() + group.moved();
        faces += static_cast<int>(group.faces.size());
        if (changes > 0 && group.score * 100 >= m_least->value()) {
            ++many;
            manyFaces += changes;
        }
    }
    QString summary;
    if (shown) {
        //: "312 faces in 41 groups"
        summary = tr("%1 in %2")
                      .arg(tr("%n face(s)", nullptr, faces),
                           tr("%n group(s)", nullptr, static_cast<int>(m_shown.groups.size())));
        int alone = m_whole.looked;
        for (const auto& group : m_whole.groups)
            alone -= static_cast<int>(group.faces.size());
        if (alone > 0)
            //: "312 faces in 41 groups · 5 faces are like no other"
            summary = tr("%1 · %2").arg(summary, tr("%n face(s) are like no other", nullptr, alone));
        if (const auto wrong = m_whole.contradictions.size(); wrong > 0)
            //: What was said before, and a warning
            summary = tr("%1 · %2").arg(
                summary, tr("%n pair(s) of faces have one confirmed name though somebody called them different",
                            nullptr, static_cast<int>(wrong)));
    }
    m_summary->setText(summary);
    for (QWidget* widget : {static_cast<QWidget*>(m_acceptMany), static_cast<QWidget*>(m_least)})
        widget->setVisible(shown);
    m_acceptMany->setEnabled(many > 0 && !busy);
    m_acceptMany->setText(tr("Accept %n group(s) above…", nullptr, many));
    m_acceptMany->setAccessibleDescription(tr("%n face(s)", nullptr, manyFaces));
    updateActions();
}

// Of the group and the face that are looked at: after each arrow key, so it counts nothing.
void GroupDialog::updateActions()
{
    const bool busy = m_services.session->jobs().isRunning();
    const int at = m_stack->currentIndex() == Groups ? row() : -1;
    const auto* group = at >= 0 ? &m_shown.groups[static_cast<std::size_t>(at)] : nullptr;
    const bool any =
        group && std::any_of(group->faces.begin(), group->faces.end(), [](const auto& f) { return !f.out; });
    m_accept->setEnabled(any && !busy);
    m_name->setEnabled(any && !busy);
    m_aside->setEnabled(group != nullptr);
    const int cursor = m_view->cursor();
    const bool onFace = group && cursor >= 0 && cursor < static_cast<int>(group->faces.size());
    m_out->setEnabled(onFace);
    m_undo->setEnabled(!m_accepted.empty() && !busy);
    if (!onFace) {
        m_face->clear();
        return;
    }
    const auto& face = group->faces[static_cast<std::size_t>(cursor)];
    m_out->setText(face.out ? tr("Put back") : tr("Take out"));
    const QString label = face.identity ? nameOf(face.identity) : tr("no name yet");
    //: Which face of how many, whose it is now, how similar to the others
    m_face->setText(tr("Face %1 of %2: %3, similarity %4")
                        .arg(cursor + 1)
                        .arg(group->faces.size())
                        .arg(label, QLocale().toString(static_cast<double>(face.similarity), 'f', 2)));
}

} // namespace likeness::pages
