// SPDX-License-Identifier: GPL-3.0-or-later
// What the keys of the review do, and what follows from decisions, its own and others'.
#include "app/engine/lit_pictures.h"
#include "app/engine/project_session.h"
#include "app/engine/qt_convert.h"
#include "app/engine/settings.h"
#include "app/pages/common/light_text.h"
#include "app/pages/common/photo_view.h"
#include "app/pages/common/preview_dialog.h"
#include "app/pages/review/bulk_dialog.h"
#include "app/pages/review/review_actions.h"
#include "app/pages/review/review_bar.h"
#include "app/pages/review/review_end.h"
#include "app/pages/review/review_page.h"
#include "core/dataset/review_queue.h"
#include "widgets/common/person_chooser.h"
#include "widgets/models/face_list_model.h"

#include <QAction>
#include <QComboBox>
#include <QLabel>
#include <QListView>
#include <QScopedValueRollback>
#include <QStackedWidget>
#include <algorithm>

namespace likeness::pages {

using namespace widgets;
using dataset::Action;
using engine::qs;

namespace {

constexpr std::size_t kMostTakenIn = 2000; // faces: more are read anew

} // namespace

void ReviewPage::connectActions()
{
    const auto one = [this](Action action) { decide({action, {currentFace()}, {}}); };
    const auto on = [this](QAction* action, auto slot) { connect(action, &QAction::triggered, this, slot); };
    on(m_actions->fix, [this] {
        if (m_item)
            decide(m_item->fix);
    });
    on(m_actions->keep, [this] {
        if (m_item)
            decide(m_item->keep);
    });
    on(m_actions->other, [this] { moveToAnother(); });
    on(m_actions->reject, [one] { one(Action::Reject); });
    on(m_actions->unsure, [this] {
        if (m_item) // of a part it is the whole that nobody is sure of
            decide({Action::Unsure, m_item->keep.faces, {}});
    });
    on(m_actions->merge, [this] {
        if (m_item)
            decide({Action::Merge, {m_item->face.id}, m_item->rivalName});
    });
    on(m_actions->splits, [this] { Q_EMIT goTo(QStringLiteral("versions"), 0); });
    on(m_actions->skip, [this] { next(); });
    on(m_actions->back, [this] {
        if (m_index > 0)
            showFlag(m_index - 1);
    });
    on(m_actions->undo, [this] { travel(true); });
    on(m_actions->redo, [this] { travel(false); });
    on(m_actions->bulk, [this] { acceptMany(); });
    on(m_actions->photo, [this] {
        m_view->setCurrentIndex(m_actions->photo->isChecked() ? 1 : 0);
        showCurrent();
    });
    on(m_actions->light, [this] {
        const auto light = nextLight(m_lit->lighting());
        showLight(light);
        settings().set(engine::settings::kReviewLight, qs(image::lightingName(light)));
    });
    on(m_actions->annotate, [this] {
        if (const auto face = currentFace())
            Q_EMIT goTo(QStringLiteral("annotate"), face);
    });
    on(m_actions->why, [this] { showWhy(this, m_figures); });
    on(m_actions->method, [this] { m_bar->nextMethod(); });
    on(m_actions->set, [this] { m_bar->compareWithSet(); });
    on(m_actions->secondLook, [this] { m_bar->toggleSecondLook(); });
    on(m_actions->leave, [this] { leaveGiven(); });
    connect(m_actions, &ReviewActions::kindChosen, this, [this](int number) {
        if (m_given.empty())
            m_bar->chooseKind(number);
    });
}

void ReviewPage::decide(const Proposal& proposal)
{
    const bool named = proposal.action == Action::Move || proposal.action == Action::Merge ||
                       proposal.action == Action::Split || proposal.action == Action::ConfirmDifferent;
    if (currentFace() == 0 || !proposal.action || proposal.faces.empty() || (named && proposal.other.isEmpty()))
        return;
    const Proposal wanted = proposal; // it may belong to the item, which changes
    const auto shown = currentFace();
    if (wanted.action == Action::Merge) { // what becomes of whom is shown first
        const auto merge = [faces = wanted.faces, other = engine::utf8(wanted.other)](dataset::Project& project,
                                                                                      jobs::Context& context) {
            project.decide(faces, Action::Merge, other, {}, &context);
        };
        const auto into = session().project().findIdentity(engine::utf8(wanted.other));
        if (!confirmMerge(this, m_services, m_item->face.identity, into, merge) || m_stale || currentFace() != shown)
            return;
    }
    const QScopedValueRollback deciding(m_deciding, true);
    try {
        if (session().decide(wanted.faces, *wanted.action, wanted.other, m_sentence->text()))
            if (const auto entry = session().nextUndo())
                m_decidedAt[entry->id] = shown;
        m_pace.decided(m_clock.elapsed());
        next();
    } catch (const std::exception& e) {
        showError(e);
    }
}

void ReviewPage::moveToAnother()
{
    if (!m_item)
        return;
    const dataset::FaceId face = currentFace();
    const QString folder = session().folder();
    const bool part = m_item->is("split") && m_item->fix.action.has_value();
    const auto faces = part ? m_item->fix.faces : std::vector<dataset::FaceId>{face};
    QStringList names = session().faces().names();
    names.removeAll(m_item->ownName);
    QStringList first;
    for (const QString& name : {m_item->fix.other, m_item->rivalName, m_item->secondRival})
        if (!name.isEmpty() && name != m_item->ownName && !first.contains(name))
            first.append(name);
    const auto name = PersonChooser::choose(
        this, part ? tr("Who are these %n face(s)?", nullptr, static_cast<int>(faces.size())) : tr("Who is this?"),
        names, first, true);
    // While it was open, a job may have ended or another program decided: the answer is for the face that was shown.
    if (!name || m_stale || currentFace() != face || session().folder() != folder)
        return;
    const bool known = session().project().findIdentity(engine::utf8(*name)) != 0;
    decide({part && !known ? Action::Split : Action::Move, faces, *name});
}

// Back to what was undone, which is what the person wants to see again.
bool ReviewPage::travel(bool undo)
{
    m_travelled.clear();
    dataset::FaceId decidedAt = 0;
    try {
        if (const auto entry = undo ? session().nextUndo() : session().nextRedo())
            if (const auto it = m_decidedAt.find(entry->id); it != m_decidedAt.end())
                decidedAt = it->second;
        const QScopedValueRollback deciding(m_deciding, true);
        if (!(undo ? session().undo() : session().redo())) {
            Q_EMIT statusMessage(undo ? tr("There is nothing to undo.") : tr("There is nothing to redo."), 3000);
            return false;
        }
    } catch (const std::exception& e) {
        showError(e);
        return false;
    }
    if (m_stale) // too much to follow face by face
        activate();
    const int decided = m_queue.indexOf(decidedAt);
    int place = decided >= 0 ? decided : m_queue.size();
    for (const auto face : m_travelled)
        if (const int at = m_queue.indexOf(face); decided < 0 && at >= 0)
            place = std::min(place, at);
    if (place == m_queue.size() && !m_travelled.empty()) {
        m_guest = decidedAt != 0 ? decidedAt : m_travelled.front(); // decided in another list, or on another page
        reload();
        place = std::max(0, m_queue.indexOf(m_guest));
    }
    if (place < m_queue.size())
        showFlag(place);
    else
        showCurrent();
    m_travelled.clear();
    return true;
}

void ReviewPage::acceptMany()
{
    if (!m_actions->bulk->isEnabled())
        return;
    auto* dialog = new BulkDialog(m_services, m_bar->queueMethod(), engine::utf8(m_bar->kind()), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        auto decisions = dialog->decisions();
        const int faces = static_cast<int>(decisions.size());
        const QScopedValueRollback deciding(m_deciding, true);
        try {
            if (session().decideAll(std::move(decisions), qs(dialog->why())))
                Q_EMIT statusMessage(tr("%n face(s) changed. Undo takes all of it back.", nullptr, faces), 6000);
            if (currentFace() != 0 && m_queue.isDone(m_index))
                next();
            else
                showCurrent();
        } catch (const std::exception& e) {
            showError(e);
        }
    });
    dialog->open();
}

void ReviewPage::followChanges()
{
    const auto& changes = session().changes();
    if (changes && m_deciding)
        m_travelled = changes->faces;
    if (!changes || !isVisible() || changes->faces.size() > kMostTakenIn) {
        m_stale = true;
        if (isVisible() && !m_deciding)
            activate();
        return;
    }
    takeIn(changes->faces);
}

// The face that is looked at keeps its place; its evidence is read again.
void ReviewPage::takeIn(const std::vector<dataset::FaceId>& faces)
{
    if (!session().isOpen() || m_stale)
        return;
    if (!isVisible() || faces.size() > kMostTakenIn) {
        m_stale = true;
        if (isVisible() && !m_deciding)
            activate();
        return;
    }
    const dataset::FaceId shown = currentFace();
    const bool atEnd = shown == 0;
    const bool moved = m_queue.refresh(session().project(), faces, m_index);
    if (!moved) {
        m_listModel->refreshCells();
    } else {
        m_listModel->setFaces(m_queue.faces());
        m_index = atEnd ? m_queue.size() : m_queue.indexOf(shown);
        if (shown != 0)
            m_list->setCurrentIndex(m_listModel->index(m_index));
    }
    readFiguresSoon(1000);
    if (m_deciding)
        return;
    if (atEnd)
        showEnd();
    else
        showCurrent();
}

void ReviewPage::leaveGiven()
{
    if (m_given.empty() && !m_bar->secondLook())
        return;
    m_given.clear();
    m_guest = 0;
    m_bar->setSecondLook(false);
    m_bar->refresh();
    reload();
    setFocus();
}

void ReviewPage::endClicked()
{
    if (!session().isOpen())
        return;
    switch (static_cast<ReviewEnd::Next>(m_endNext)) {
    case ReviewEnd::Next::Dataset:
        Q_EMIT goTo(QStringLiteral("dataset"), 0);
        break;
    case ReviewEnd::Next::Look:
        m_bar->run();
        break;
    case ReviewEnd::Next::OpenFlags:
        m_index = -1;
        next();
        break;
    case ReviewEnd::Next::Train:
        Q_EMIT goTo(QStringLiteral("train"), 0);
        break;
    case ReviewEnd::Next::Leave:
        leaveGiven();
        break;
    }
}

QStringList ReviewPage::states() const
{
    QStringList states{QStringLiteral("photo"),     QStringLiteral("photo"), QStringLiteral("light"),
                       QStringLiteral("light off"), QStringLiteral("bulk"),  QStringLiteral("set"),
                       QStringLiteral("why")};
    for (const char* kind : {"outlier", "merge", "split", "near_duplicate", "low_quality", "leakage"})
        states.append(QStringLiteral("kind:") + QLatin1String(kind));
    states += {QStringLiteral("second"), QStringLiteral("kind:mislabelled"), QStringLiteral("end")};
    return states;
}

QString ReviewPage::openPath(const QString& path)
{
    if (path == QLatin1String("photo")) {
        m_actions->photo->trigger();
    } else if (path == QLatin1String("end")) {
        showFlag(m_queue.size());
    } else if (path == QLatin1String("light")) {
        showLight(image::Lighting::Clahe);
    } else if (path == QLatin1String("light off")) {
        showLight(image::Lighting::None);
    } else if (path == QLatin1String("second")) {
        m_actions->secondLook->trigger();
    } else if (path == QLatin1String("bulk")) {
        m_actions->bulk->trigger();
    } else if (path == QLatin1String("set")) {
        m_actions->set->trigger();
    } else if (path == QLatin1String("why")) {
        m_actions->why->trigger();
    } else if (path.startsWith(QLatin1String("index:"))) {
        showFlag(path.mid(6).toInt());
    } else if (path.startsWith(QLatin1String("kind:"))) {
        auto* kinds = m_bar->findChild<QComboBox*>(QStringLiteral("kind"));
        m_bar->chooseKind(kinds->findData(path.mid(5)));
    } else if (path.startsWith(QLatin1String("key:"))) {
        const QKeySequence key(path.mid(4));
        for (QAction* action : actions())
            if (action->shortcuts().contains(key))
                action->trigger();
    }
    return QString::number(currentFace());
}

} // namespace likeness::pages
