// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/dataset/people_panel.h"

#include "app/engine/error_text.h"
#include "app/engine/project_session.h"
#include "app/engine/qt_convert.h"
#include "app/pages/common/preview_dialog.h"
#include "app/pages/dataset/erase_dialog.h"
#include "app/pages/journal/history_dialog.h"
#include "widgets/common/actions.h"
#include "widgets/common/person_chooser.h"
#include "widgets/common/theme.h"
#include "widgets/dialogs/dialogs.h"
#include "widgets/models/people_model.h"
#include "widgets/thumbs/face_delegate.h"

#include <QAction>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QScrollBar>
#include <QShortcut>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

namespace likeness::pages {

using namespace widgets;
using dataset::Choice;
using dataset::IdentityId;

namespace {

constexpr int kWidth = 220;
constexpr int kSearchDelayMs = 150;

} // namespace

PeoplePanel::PeoplePanel(Services services, QWidget* parent)
    : QWidget(parent), m_services(services), m_people(new PeopleModel(this)), m_search(new QLineEdit(this)),
      m_nobody(new QLabel(this)), m_view(new CellGrid(this))
{
    const auto add = [this](const QString& text, auto slot, const QKeySequence& key = {}) {
        QAction* action = makeAction(this, text, {}, key.isEmpty() ? QList<QKeySequence>() : QList{key});
        connect(action, &QAction::triggered, this, slot);
        m_view->addAction(action);
        return action;
    };
    m_rename = add(tr("Rename…"), &PeoplePanel::rename, QKeySequence(Qt::Key_F2));
    m_rename->setIconText(tr("Rename")); // on the button, where there is little room
    m_merge = add(tr("Merge into…"), &PeoplePanel::merge);
    m_merge->setIconText(tr("Merge"));
    m_history =
        add(tr("Whole history…"), [this] { HistoryDialog::showPerson(window(), m_services, m_person, personName()); });
    m_erase = add(tr("Erase person…"), &PeoplePanel::erase);
    m_erase->setObjectName(QStringLiteral("erasePerson"));

    setFixedWidth(kWidth);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, kGap, 0, 0);
    column->setSpacing(kGap);
    m_search->setObjectName(QStringLiteral("peopleSearch"));
    m_search->setPlaceholderText(tr("Search people"));
    m_search->setToolTip(tr("Search people (/)"));
    m_search->setClearButtonEnabled(true);
    auto* searchRow = new QHBoxLayout;
    searchRow->setContentsMargins(kGap, 0, kGap, 0);
    searchRow->addWidget(m_search);
    column->addLayout(searchRow);
    m_view->setOneColumn(true);
    m_view->setSelectionMode(QAbstractItemView::SingleSelection);
    m_view->setObjectName(QStringLiteral("peopleList"));
    m_view->setModel(m_people);
    m_view->setItemDelegate(new PersonDelegate(m_view));
    m_view->setMouseTracking(true);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setContextMenuPolicy(Qt::ActionsContextMenu);
    m_nobody->setProperty("role", QStringLiteral("quiet"));
    m_nobody->setWordWrap(true);
    m_nobody->setContentsMargins(12, 0, 12, 0);
    m_nobody->hide();
    column->addWidget(m_nobody);
    column->addWidget(m_view, 1);
    auto* buttons = new QHBoxLayout;
    buttons->setContentsMargins(kGap, 0, kGap, kSmallGap);
    for (QAction* action : {m_rename, m_merge}) {
        auto* button = new QToolButton(this);
        button->setDefaultAction(action);
        button->setToolButtonStyle(Qt::ToolButtonTextOnly);
        buttons->addWidget(button);
    }
    auto* more = new QToolButton(this);
    more->setText(tr("More"));
    more->setToolTip(tr("What else can be done with this person (also by a right click)"));
    more->setPopupMode(QToolButton::InstantPopup);
    m_more = new QMenu(more);
    m_more->addActions({m_history, m_erase});
    more->setMenu(m_more);
    buttons->addWidget(more);
    buttons->addStretch(1);
    column->addLayout(buttons);

    m_searchTimer.setSingleShot(true);
    m_searchTimer.setInterval(kSearchDelayMs);
    connect(&m_searchTimer, &QTimer::timeout, this, &PeoplePanel::search);
    connect(m_search, &QLineEdit::textChanged, &m_searchTimer, qOverload<>(&QTimer::start));
    connect(m_search, &QLineEdit::returnPressed, this, [this] {
        m_searchTimer.stop();
        search();
        if (m_people->rowCount() > 0)
            m_view->setCurrentIndex(m_people->index(0));
        m_view->setFocus();
    });
    auto* slash = new QShortcut(QKeySequence(Qt::Key_Slash), parent);
    slash->setContext(Qt::WidgetWithChildrenShortcut);
    connect(slash, &QShortcut::activated, m_search, qOverload<>(&QWidget::setFocus));
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex& index) {
        const auto person = index.isValid() ? index.data(PeopleModel::IdRole).toLongLong() : m_person;
        if (person == m_person)
            return;
        choose(person);
        Q_EMIT chosen();
    });
    updateActions();
}

void PeoplePanel::clear()
{
    choose(Choice::kEverybody);
    endSearch();
    m_people->setPeople({});
}

void PeoplePanel::reload()
{
    const engine::FaceIndex& index = m_services.session->faces();
    const auto& totals = index.totals();
    std::vector<Person> people;
    people.reserve(index.people().size() + 2);
    if (totals.faces > 0)
        people.push_back({Choice::kEverybody, tr("Everybody"), totals.faces - totals.rejected, totals.flagged});
    if (totals.unlabelled > 0)
        people.push_back({Choice::kUnlabelled, tr("Not labelled"), totals.unlabelled, 0});
    for (const engine::IndexedPerson& person : index.people())
        people.push_back({person.id, person.name, person.faces, person.flagged});
    if ((m_person > 0 && !index.person(m_person)) || (m_person == Choice::kUnlabelled && totals.unlabelled == 0))
        choose(Choice::kEverybody);
    const int scrolled = m_view->verticalScrollBar()->value();
    m_people->setPeople(std::move(people));
    const QModelIndex current = m_people->index(m_people->rowOf(m_person));
    if (current.isValid() && m_view->currentIndex() != current) {
        m_view->setCurrentIndex(current);
        if (scrolled > 0)
            m_view->verticalScrollBar()->setValue(scrolled);
        m_view->scrollTo(current);
    }
}

void PeoplePanel::choose(IdentityId person)
{
    m_person = person;
    updateActions();
}

void PeoplePanel::chooseLast()
{
    if (m_person <= 0 && m_people->rowCount() > 1)
        choose(m_people->index(m_people->rowCount() - 1).data(PeopleModel::IdRole).toLongLong());
}

QString PeoplePanel::personName() const
{
    const engine::IndexedPerson* person = m_services.session->faces().person(m_person);
    return person ? person->name : QString();
}

void PeoplePanel::search()
{
    const QString wanted = m_search->text().trimmed();
    m_people->setFilter(wanted);
    m_nobody->setVisible(!wanted.isEmpty() && m_people->rowCount() == 0);
    m_nobody->setText(tr("Nobody is called “%1”.").arg(wanted));
    const QModelIndex current = m_people->index(m_people->rowOf(m_person));
    if (current.isValid())
        m_view->setCurrentIndex(current);
}

void PeoplePanel::endSearch()
{
    m_search->clear();
    search();
}

bool PeoplePanel::isSearching() const
{
    return m_search->hasFocus();
}

void PeoplePanel::addPersonAction(QAction* action)
{
    m_view->insertAction(m_erase, action);
    m_more->insertAction(m_erase, action);
}

void PeoplePanel::addProjectAction(QAction* action)
{
    m_more->addSeparator();
    m_more->addAction(action);
}

void PeoplePanel::updateActions()
{
    for (QAction* action : {m_rename, m_merge, m_erase, m_history})
        action->setEnabled(m_person > 0);
}

void PeoplePanel::showError(const std::exception& error)
{
    const engine::ErrorText text = engine::errorText(error);
    Q_EMIT errorRaised(text.what, text.tryThis, text.detail);
}

namespace {

// What a question is about. While its dialog is open a job may end, or another program decide: an answer counts only as
// long as this is still the same.
std::pair<QString, IdentityId> subjectOf(const Services& services, const PeoplePanel& panel)
{
    return {services.session->folder(), panel.person()};
}

} // namespace

void PeoplePanel::rename()
{
    const auto before = subjectOf(m_services, *this);
    const QString from = personName();
    const auto outcome = [&](const QString& name) -> dialogs::TextDialog::Outcome {
        if (name == from)
            return {{}, false};
        const engine::FaceIndex& index = m_services.session->faces();
        if (index.names().contains(name))
            return {tr("There is a person named %1 already; merge the two instead.").arg(name), false};
        const engine::IndexedPerson* person = index.person(m_person);
        return {tr("%n face(s) of %1 become faces of %2.", nullptr, person ? person->faces : 0).arg(from, name)};
    };
    const auto name = dialogs::TextDialog::ask(this, tr("Rename person"), tr("New name:"), from, outcome);
    if (!name || subjectOf(m_services, *this) != before)
        return;
    try {
        m_services.session->renameIdentity(m_person, *name);
    } catch (const std::exception& e) {
        showError(e);
    }
}

void PeoplePanel::merge()
{
    const auto before = subjectOf(m_services, *this);
    engine::ProjectSession& session = *m_services.session;
    const QString from = personName();
    QStringList names = session.faces().names();
    names.removeAll(from);
    const auto name = PersonChooser::choose(this, tr("Merge %1 into whom?").arg(from), names, {}, false);
    if (!name || subjectOf(m_services, *this) != before)
        return;
    try {
        const IdentityId into = session.project().findIdentity(engine::utf8(*name));
        if (into == 0)
            return;
        const auto work = [person = m_person, into](dataset::Project& project, jobs::Context&) {
            project.mergeIdentities(person, into);
        };
        if (!confirmMerge(this, m_services, m_person, into, work) || subjectOf(m_services, *this) != before)
            return;
        session.mergeIdentities(m_person, into);
    } catch (const std::exception& e) {
        showError(e);
    }
}

void PeoplePanel::erase()
{
    if (m_person <= 0)
        return;
    auto* dialog = new EraseDialog(*m_services.session, m_person, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

} // namespace likeness::pages
