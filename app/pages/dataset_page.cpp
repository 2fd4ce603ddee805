// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/dataset_page.h"

#include "app/engine/error_text.h"
#include "app/engine/face_pictures.h"
#include "app/engine/project_session.h"
#include "app/engine/qt_convert.h"
#include "app/pages/face_info.h"
#include "app/pages/history_dialog.h"
#include "app/pages/preview_dialog.h"
#include "widgets/common/empty_state.h"
#include "widgets/common/icons.h"
#include "widgets/common/person_chooser.h"
#include "widgets/common/theme.h"
#include "widgets/dialogs/dialogs.h"
#include "widgets/models/face_list_model.h"
#include "widgets/models/people_model.h"
#include "widgets/thumbs/face_delegate.h"

#include <QAction>
#include <QButtonGroup>
#include <QFileInfo>
#include <QFrame>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QPushButton>
#include <QShortcut>
#include <QSortFilterProxyModel>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace likeness::pages {

using namespace widgets;
using dataset::Action;
using engine::qs;
using Filter = FaceQuery::Filter;

namespace {

constexpr int kPeopleWidth = 220;
constexpr int kSearchDelayMs = 150;

QFrame* rule(QWidget* parent)
{
    auto* frame = new QFrame(parent);
    frame->setFrameShape(QFrame::VLine);
    frame->setFrameShadow(QFrame::Plain);
    frame->setForegroundRole(QPalette::Mid);
    return frame;
}

} // namespace

DatasetPage::DatasetPage(Services services, QWidget* parent)
    : Page(services, parent), m_finder(new FaceFinder(this)), m_people(new PeopleModel(this)),
      m_peopleProxy(new QSortFilterProxyModel(this)), m_delegate(new FaceDelegate(this))
{
    m_faces = new FaceListModel(
        [this](std::span<const std::int64_t> faces) {
            std::unordered_map<std::int64_t, FaceCell> byFace;
            const dataset::Project& project = session().project();
            std::vector<dataset::FaceRow> rows = project.faces(faces);
            std::vector<dataset::ImageId> imageIds;
            for (const dataset::FaceRow& row : rows)
                imageIds.push_back(row.image);
            std::unordered_map<dataset::ImageId, QString> keys;
            for (const dataset::ImageRow& image : project.images(imageIds))
                keys[image.id] = qs(image.key);
            for (const dataset::FaceRow& row : rows) {
                FaceCell cell;
                const auto name = m_names.find(row.identity);
                const QString key = keys[row.image];
                cell.caption = m_query.person > 0      ? QFileInfo(key).fileName()
                               : name != m_names.end() ? name->second
                                                       : tr("Not labelled");
                cell.tip = key;
                if (row.label == dataset::LabelState::Rejected)
                    cell.mark = FaceMark::Rejected;
                else if (row.status == dataset::FaceStatus::NotFound)
                    cell.mark = FaceMark::NoFace;
                else if (m_flagged.contains(row.id))
                    cell.mark = FaceMark::Flagged;
                else if (row.label == dataset::LabelState::Confirmed)
                    cell.mark = FaceMark::Confirmed;
                else if (row.label == dataset::LabelState::Unsure)
                    cell.mark = FaceMark::Unsure;
                byFace[row.id] = std::move(cell);
            }
            std::vector<FaceCell> cells;
            for (const std::int64_t face : faces)
                cells.push_back(byFace[face]);
            return cells;
        },
        [this](std::int64_t face) { return pictures().crop(face); }, this);

    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    buildActions();
    row->addWidget(buildPeople());
    row->addWidget(rule(this));
    row->addWidget(buildFaces(), 1);
    row->addWidget(rule(this));
    m_info = new FaceInfo(services, this);
    row->addWidget(m_info);

    connect(m_finder, &FaceFinder::found, this, &DatasetPage::showFaces);
    connect(m_finder, &FaceFinder::failed, this, [this](const QString& message) {
        Q_EMIT errorRaised(tr("The faces could not be read."), tr("Close and open the project again."), message);
    });
    connect(&pictures(), &engine::FacePictures::ready, this,
            [this](const std::vector<dataset::FaceId>& faces) { m_faces->picturesReady(faces); });
    const auto changed = [this] {
        m_stale = true;
        if (isVisible())
            activate();
    };
    for (auto signal : {&engine::ProjectSession::labelsChanged, &engine::ProjectSession::flagsChanged,
                        &engine::ProjectSession::facesChanged, &engine::ProjectSession::contentChanged})
        connect(&session(), signal, this, changed);
    const auto other = [this] { // another project, or none
        m_finder->cancel();
        m_query = {};
        m_filters->button(static_cast<int>(Filter::All))->setChecked(true);
        m_search->clear();
        m_people->setPeople({});
        m_faces->setFaces({});
        m_info->showFace(0, 0);
        m_stale = true;
    };
    connect(&session(), &engine::ProjectSession::opened, this, other);
    connect(&session(), &engine::ProjectSession::closed, this, other);
}

QWidget* DatasetPage::buildPeople()
{
    auto* side = new QWidget(this);
    side->setFixedWidth(kPeopleWidth);
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(0, kGap, 0, 0);
    column->setSpacing(kGap);
    m_search = new QLineEdit(side);
    m_search->setObjectName(QStringLiteral("peopleSearch"));
    m_search->setPlaceholderText(tr("Search people"));
    m_search->setToolTip(tr("Search people (/)"));
    m_search->setClearButtonEnabled(true);
    auto* searchRow = new QHBoxLayout;
    searchRow->setContentsMargins(kGap, 0, kGap, 0);
    searchRow->addWidget(m_search);
    column->addLayout(searchRow);
    m_peopleProxy->setSourceModel(m_people);
    m_peopleProxy->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_peopleView = new QListView(side);
    m_peopleView->setObjectName(QStringLiteral("peopleList"));
    m_peopleView->setModel(m_peopleProxy);
    m_peopleView->setItemDelegate(new PersonDelegate(m_peopleView));
    m_peopleView->setUniformItemSizes(true);
    m_peopleView->setMouseTracking(true);
    m_peopleView->setFrameShape(QFrame::NoFrame);
    m_peopleView->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_peopleView->setContextMenuPolicy(Qt::ActionsContextMenu);
    m_peopleView->addAction(m_rename);
    m_peopleView->addAction(m_merge);
    m_peopleView->addAction(m_history);
    column->addWidget(m_peopleView, 1);
    auto* actions = new QHBoxLayout;
    actions->setContentsMargins(kGap, 0, kGap, kSmallGap);
    for (QAction* action : {m_rename, m_merge}) {
        auto* button = new QToolButton(side);
        button->setDefaultAction(action);
        button->setToolButtonStyle(Qt::ToolButtonTextOnly);
        actions->addWidget(button);
    }
    actions->addStretch(1);
    column->addLayout(actions);

    m_searchTimer.setSingleShot(true);
    m_searchTimer.setInterval(kSearchDelayMs);
    connect(&m_searchTimer, &QTimer::timeout, this,
            [this] { m_peopleProxy->setFilterFixedString(m_search->text().trimmed()); });
    connect(m_search, &QLineEdit::textChanged, &m_searchTimer, qOverload<>(&QTimer::start));
    connect(m_search, &QLineEdit::returnPressed, this, [this] {
        m_searchTimer.stop();
        m_peopleProxy->setFilterFixedString(m_search->text().trimmed());
        if (m_peopleProxy->rowCount() > 0)
            m_peopleView->setCurrentIndex(m_peopleProxy->index(0, 0));
        m_peopleView->setFocus();
    });
    auto* slash = new QShortcut(QKeySequence(Qt::Key_Slash), this);
    slash->setContext(Qt::WidgetWithChildrenShortcut);
    connect(slash, &QShortcut::activated, m_search, qOverload<>(&QWidget::setFocus));
    connect(m_peopleView->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex& index) {
                if (index.isValid())
                    choosePerson(index.data(PeopleModel::IdRole).toLongLong());
            });
    return side;
}

QWidget* DatasetPage::buildFaces()
{
    auto* middle = new QWidget(this);
    auto* column = new QVBoxLayout(middle);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);

    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(kGap, kGap, 12, kGap);
    bar->setSpacing(kSmallGap);
    m_filters = new QButtonGroup(this);
    const std::pair<Filter, QString> filters[] = {{Filter::All, tr("All")},
                                                  {Filter::Flagged, tr("Flagged")},
                                                  {Filter::Unreviewed, tr("Not reviewed")},
                                                  {Filter::Rejected, tr("Rejected")},
                                                  {Filter::NoFace, tr("No face found")}};
    for (const auto& [filter, text] : filters) {
        auto* button = new QToolButton(middle);
        button->setText(text);
        button->setCheckable(true);
        button->setChecked(filter == Filter::All);
        m_filters->addButton(button, static_cast<int>(filter));
        bar->addWidget(button);
    }
    connect(m_filters, &QButtonGroup::idClicked, this, [this](int filter) {
        m_query.filter = static_cast<Filter>(filter);
        reloadFaces();
    });
    bar->addStretch(1);
    m_shown = new QLabel(middle);
    m_shown->setProperty("role", QStringLiteral("quiet"));
    bar->addWidget(m_shown);
    column->addLayout(bar);

    m_notice = new QFrame(middle);
    m_notice->setProperty("role", QStringLiteral("card"));
    auto* notice = new QHBoxLayout(m_notice);
    notice->setContentsMargins(12, kSmallGap, kGap, kSmallGap);
    m_noticeText = new QLabel(m_notice);
    notice->addWidget(m_noticeText, 1);
    auto* prepare = new QPushButton(tr("Prepare faces"), m_notice);
    prepare->setProperty("role", QStringLiteral("primary"));
    connect(prepare, &QPushButton::clicked, this, [this] { triggerWindowAction("prepareFaces"); });
    notice->addWidget(prepare);
    auto* noticeRow = new QHBoxLayout;
    noticeRow->setContentsMargins(kGap, 0, kGap, 0);
    noticeRow->addWidget(m_notice);
    column->addLayout(noticeRow);
    m_notice->hide();

    m_stack = new QStackedWidget(middle);
    m_grid = makeFaceGrid(m_delegate, m_stack);
    m_grid->setObjectName(QStringLiteral("faceGrid"));
    m_grid->setModel(m_faces);
    m_grid->setFrameShape(QFrame::NoFrame);
    m_stack->addWidget(m_grid);
    m_empty = new EmptyState(QStringLiteral("dataset"), m_stack);
    m_stack->addWidget(m_empty);
    connect(m_empty, &EmptyState::clicked, this, [this] {
        if (m_people->rowCount() == 0 || session().project().counts().faces == 0)
            triggerWindowAction("importFolder");
        else if (QAbstractButton* all = m_filters->button(static_cast<int>(Filter::All)))
            all->click();
    });
    column->addWidget(m_stack, 1);

    auto* actions = new QFrame(middle);
    actions->setProperty("role", QStringLiteral("bar"));
    auto* buttons = new QHBoxLayout(actions);
    buttons->setContentsMargins(kGap, kSmallGap, kGap, kSmallGap);
    buttons->setSpacing(2);
    for (QAction* action : {m_keep, m_move, m_split, m_reject, m_unsure, m_review, m_annotate}) {
        auto* button = new QToolButton(actions);
        button->setDefaultAction(action);
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        buttons->addWidget(button);
    }
    buttons->addStretch(1);
    column->addWidget(actions);

    connect(m_grid->selectionModel(), &QItemSelectionModel::selectionChanged, this, &DatasetPage::selectionChanged);
    connect(m_grid->selectionModel(), &QItemSelectionModel::currentChanged, this, &DatasetPage::selectionChanged);
    connect(m_grid, &QListView::doubleClicked, m_annotate, &QAction::trigger);
    connect(m_grid, &QListView::customContextMenuRequested, this, [this](const QPoint& at) {
        QMenu menu(this);
        menu.addActions({m_keep, m_move, m_split, m_reject, m_unsure});
        menu.addSeparator();
        menu.addActions({m_review, m_annotate});
        menu.exec(m_grid->viewport()->mapToGlobal(at));
    });
    return middle;
}

void DatasetPage::buildActions()
{
    const auto add = [this](const QString& text, const QString& iconName, const QList<QKeySequence>& keys, auto slot) {
        auto* action = new QAction(text, this);
        if (!iconName.isEmpty())
            action->setIcon(icon(iconName));
        action->setShortcuts(keys);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        //: A command and the key for it
        action->setToolTip(
            keys.isEmpty() ? text : tr("%1 (%2)").arg(text, keys.constFirst().toString(QKeySequence::NativeText)));
        connect(action, &QAction::triggered, this, slot);
        addAction(action);
        return action;
    };
    m_keep = add(tr("Confirm"), QStringLiteral("check"), {QKeySequence(Qt::Key_K)}, [this] { decide(Action::Keep); });
    m_move = add(tr("Move…"), QStringLiteral("move"), {QKeySequence(Qt::Key_T)}, [this] { moveSelected(); });
    m_split = add(tr("Split off…"), QStringLiteral("person"), {QKeySequence(Qt::Key_N)}, [this] { splitSelected(); });
    m_reject = add(tr("Reject"), QStringLiteral("reject"), {QKeySequence(Qt::Key_R), QKeySequence(Qt::Key_Delete)},
                   [this] { decide(Action::Reject); });
    m_unsure =
        add(tr("Unsure"), QStringLiteral("unsure"), {QKeySequence(Qt::Key_U)}, [this] { decide(Action::Unsure); });
    m_annotate = add(tr("Annotate"), QStringLiteral("annotate"), {QKeySequence(Qt::Key_A)}, [this] {
        if (const auto face = m_faces->faceAt(m_grid->currentIndex().row()))
            Q_EMIT goTo(QStringLiteral("annotate"), face);
    });
    m_review = add(tr("Review"), QStringLiteral("review"), {QKeySequence(Qt::Key_V)}, [this] {
        if (const auto face = m_faces->faceAt(m_grid->currentIndex().row()))
            Q_EMIT goTo(QStringLiteral("review"), face);
    });
    m_rename = add(tr("Rename…"), {}, {QKeySequence(Qt::Key_F2)}, [this] { renamePerson(); });
    m_merge = add(tr("Merge into…"), {}, {}, [this] { mergePerson(); });
    m_history = add(tr("Whole history…"), {}, {}, [this] {
        if (m_query.person > 0)
            HistoryDialog::showPerson(window(), m_services, m_query.person, m_names[m_query.person]);
    });
}

void DatasetPage::activate()
{
    if (m_stale)
        reload();
    else
        selectionChanged(); // a photograph or crop may be new
    if (!m_search->hasFocus())
        m_grid->setFocus();
}

void DatasetPage::reload()
{
    m_stale = false;
    if (!session().isOpen())
        return;
    const dataset::Project& project = session().project();
    const dataset::Counts counts = project.counts();
    m_flagged.clear();
    for (const dataset::FlagRow& flag : project.flags(true))
        if (flag.decision.empty())
            m_flagged.insert(flag.face);
    std::unordered_map<dataset::IdentityId, int> flaggedOf;
    const std::vector<dataset::FaceId> flaggedFaces(m_flagged.begin(), m_flagged.end());
    for (const dataset::FaceRow& row : project.faces(flaggedFaces))
        ++flaggedOf[row.identity];

    std::vector<Person> people;
    m_names.clear();
    if (counts.faces > 0)
        people.push_back({FaceQuery::kEverybody, tr("Everybody"), counts.faces, static_cast<int>(m_flagged.size())});
    if (counts.unlabelled > 0)
        people.push_back({FaceQuery::kUnlabelled, tr("Not labelled"), counts.unlabelled, 0});
    for (const dataset::IdentityRow& row : project.identities()) {
        people.push_back({row.id, qs(row.name), row.faces, flaggedOf[row.id]});
        m_names[row.id] = qs(row.name);
    }
    m_people->setPeople(std::move(people));
    const int row = m_people->rowOf(m_query.person);
    if (row < 0)
        m_query.person = FaceQuery::kEverybody;
    const QModelIndex index = m_peopleProxy->mapFromSource(m_people->index(m_people->rowOf(m_query.person)));
    if (index.isValid() && m_peopleView->currentIndex() != index)
        m_peopleView->setCurrentIndex(index); // asks for the faces too, when the person is another
    m_notice->setVisible(counts.pendingFaces > 0);
    m_noticeText->setText(
        tr("%n face(s) are not prepared yet: not found, aligned or cropped.", nullptr, counts.pendingFaces));
    reloadFaces();
}

void DatasetPage::choosePerson(dataset::IdentityId id)
{
    if (id == m_query.person)
        return;
    m_query.person = id;
    reloadFaces();
}

void DatasetPage::reloadFaces()
{
    if (session().isOpen())
        m_finder->find(session().project().folder(), m_query);
}

void DatasetPage::showFaces(const std::vector<std::int64_t>& faces)
{
    if (!session().isOpen())
        return;
    // What was chosen stays chosen where it is still there; otherwise the row that took its place.
    const std::vector<dataset::FaceId> before = selected();
    const int row = m_grid->currentIndex().row();
    const std::int64_t current = m_faceToShow ? std::exchange(m_faceToShow, 0) : m_faces->faceAt(row);
    m_faces->setFaces(faces);
    m_shown->setText(tr("%n face(s)", nullptr, static_cast<int>(faces.size())));
    showEmptyState(faces.empty());
    int target = m_faces->rowOf(current);
    if (target < 0 && row >= 0)
        target = std::min(row, m_faces->rowCount() - 1);
    if (target >= 0 && m_grid->currentIndex().row() != target) {
        m_grid->setCurrentIndex(m_faces->index(target));
        m_grid->scrollTo(m_faces->index(target));
    }
    for (const dataset::FaceId face : before)
        if (const int kept = m_faces->rowOf(face); kept >= 0 && before.size() > 1)
            m_grid->selectionModel()->select(m_faces->index(kept), QItemSelectionModel::Select);
    selectionChanged();
}

void DatasetPage::showEmptyState(bool noFacesHere)
{
    m_stack->setCurrentIndex(noFacesHere ? 1 : 0);
    if (!noFacesHere)
        return;
    if (session().project().counts().faces == 0) {
        m_empty->set(tr("No faces yet"),
                     tr("Import a folder that holds one folder of images per person, or drop it on this window. The "
                        "images stay where they "
                        "are and are never changed."),
                     tr("Import a folder of faces…"));
        return;
    }
    switch (m_query.filter) {
    case Filter::Flagged:
        m_empty->set(tr("Nothing is flagged here"),
                     tr("Flags come from the Review page, which compares every face with all others."),
                     tr("Show all faces"));
        break;
    case Filter::Unreviewed:
        m_empty->set(tr("Everything here is reviewed"), {}, tr("Show all faces"));
        break;
    case Filter::Rejected:
        m_empty->set(tr("Nothing is rejected here"),
                     tr("Rejected faces stay in the project and take no part in training."), tr("Show all faces"));
        break;
    case Filter::NoFace:
        m_empty->set(tr("A face was found in every image here"), {}, tr("Show all faces"));
        break;
    case Filter::All:
        m_empty->set(tr("This person has no faces"), {});
        break;
    }
}

void DatasetPage::selectionChanged()
{
    const auto faces = selected();
    const std::int64_t current = m_faces->faceAt(m_grid->currentIndex().row());
    m_info->showFace(current, static_cast<int>(faces.size()));
    updateActions();
}

std::vector<dataset::FaceId> DatasetPage::selected() const
{
    std::vector<dataset::FaceId> faces;
    for (const QModelIndex& index : m_grid->selectionModel()->selectedIndexes())
        faces.push_back(index.data(FaceListModel::FaceIdRole).toLongLong());
    return faces;
}

QStringList DatasetPage::peopleNames() const
{
    QStringList names;
    for (const Person& person : m_people->people())
        if (person.id > 0)
            names.append(person.name);
    return names;
}

void DatasetPage::updateActions()
{
    const bool any = m_grid->selectionModel()->hasSelection();
    for (QAction* action : {m_keep, m_move, m_split, m_reject, m_unsure})
        action->setEnabled(any);
    const std::int64_t current = m_faces->faceAt(m_grid->currentIndex().row());
    m_annotate->setEnabled(current != 0);
    m_review->setEnabled(m_flagged.contains(current));
    m_rename->setEnabled(m_query.person > 0);
    m_merge->setEnabled(m_query.person > 0);
    m_history->setEnabled(m_query.person > 0);
}

void DatasetPage::showError(const std::exception& error)
{
    const engine::ErrorText text = engine::errorText(error);
    Q_EMIT errorRaised(text.what, text.tryThis, text.detail);
}

void DatasetPage::decide(Action action, const QString& other)
{
    const auto faces = selected();
    if (faces.empty())
        return;
    try {
        session().decide(faces, action, other);
    } catch (const std::exception& e) {
        showError(e);
    }
}

DatasetPage::Subject DatasetPage::subject() const
{
    return {m_services.session->folder(), m_query.person, selected()};
}

void DatasetPage::moveSelected()
{
    const Subject before = subject();
    if (before.faces.empty())
        return;
    const auto name = PersonChooser::choose(this, tr("Move to whom?"), peopleNames(), {}, true);
    if (name && subject() == before && previewed(Action::Move, *name) && subject() == before)
        decide(Action::Move, *name);
}

void DatasetPage::splitSelected()
{
    const Subject before = subject();
    if (before.faces.empty())
        return;
    const auto name = dialogs::TextDialog::ask(this, tr("Split off a new person"),
                                               tr("Name of the new person for the chosen faces:"));
    if (name && subject() == before && previewed(Action::Split, *name) && subject() == before)
        decide(Action::Split, *name);
}

bool DatasetPage::previewed(Action action, const QString& name)
{
    const auto faces = selected();
    if (faces.size() == 1) // one key for one face; undo is one more
        return true;
    const int count = static_cast<int>(faces.size());
    return confirmWithPreview(this, m_services, action == Action::Split ? tr("Split off?") : tr("Move faces?"),
                              action == Action::Split
                                  ? tr("%n face(s) become the new person %1.", nullptr, count).arg(name)
                                  : tr("%n face(s) become faces of %1.", nullptr, count).arg(name),
                              action == Action::Split ? tr("Split off") : tr("Move"),
                              [faces, action, other = engine::utf8(name)](dataset::Project& project) {
                                  project.decide(faces, action, other);
                              });
}

void DatasetPage::renamePerson()
{
    if (m_query.person <= 0)
        return;
    const Subject before = subject();
    const auto name = dialogs::TextDialog::ask(this, tr("Rename person"), tr("New name:"), m_names[m_query.person]);
    if (!name || subject() != before)
        return;
    try {
        session().renameIdentity(m_query.person, *name);
    } catch (const std::exception& e) {
        showError(e);
    }
}

void DatasetPage::mergePerson()
{
    if (m_query.person <= 0)
        return;
    const Subject before = subject();
    const QString from = m_names[m_query.person];
    QStringList names = peopleNames();
    names.removeAll(from);
    const auto name = PersonChooser::choose(this, tr("Merge %1 into whom?").arg(from), names, {}, false);
    if (!name || subject() != before)
        return;
    try {
        const dataset::IdentityId into = session().project().findIdentity(engine::utf8(*name));
        if (into == 0)
            return;
        const auto work = [person = m_query.person, into](dataset::Project& project) {
            project.mergeIdentities(person, into);
        };
        if (!confirmWithPreview(this, m_services, tr("Merge people?"),
                                tr("All faces of %1 become faces of %2.").arg(from, *name), tr("Merge"), work) ||
            subject() != before)
            return;
        session().mergeIdentities(m_query.person, into);
    } catch (const std::exception& e) {
        showError(e);
    }
}

void DatasetPage::triggerWindowAction(const char* name)
{
    if (auto* action = window()->findChild<QAction*>(QString::fromLatin1(name)))
        action->trigger();
}

void DatasetPage::openFace(dataset::FaceId face)
{
    const auto row = session().project().face(face);
    if (!row)
        return;
    m_faceToShow = face;
    m_query = {row->identity, Filter::All};
    m_filters->button(static_cast<int>(Filter::All))->setChecked(true);
    m_search->clear();
    m_stale = true;
    activate();
}

QString DatasetPage::openPath(const QString& path)
{
    const QString value = path.section(QLatin1Char(':'), 1);
    if (path.startsWith(QLatin1String("person:"))) {
        m_query.person = session().project().findIdentity(engine::utf8(value));
        reload();
    } else if (path.startsWith(QLatin1String("filter:"))) {
        const QStringList names{QStringLiteral("all"), QStringLiteral("flagged"), QStringLiteral("unreviewed"),
                                QStringLiteral("rejected"), QStringLiteral("noface")};
        if (QAbstractButton* button = m_filters->button(static_cast<int>(names.indexOf(value))))
            button->click();
    } else if (path.startsWith(QLatin1String("select:"))) {
        m_grid->setCurrentIndex(m_faces->index(value.toInt()));
    }
    return QString::number(m_faces->rowCount());
}

} // namespace likeness::pages
