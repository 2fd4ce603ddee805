// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/dataset_page.h"

#include "app/engine/error_text.h"
#include "app/engine/face_pictures.h"
#include "app/engine/project_session.h"
#include "app/engine/qt_convert.h"
#include "app/engine/settings.h"
#include "app/pages/erase_dialog.h"
#include "app/pages/face_info.h"
#include "app/pages/history_dialog.h"
#include "app/pages/origins_dialog.h"
#include "app/pages/preview_dialog.h"
#include "core/dataset/splits.h"
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
#include <QComboBox>
#include <QFileInfo>
#include <QFrame>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QShortcut>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

namespace likeness::pages {

using namespace widgets;
using dataset::Action;
using dataset::Choice;
using engine::qs;
using Filter = Choice::Filter;
using Order = Choice::Order;

namespace {

constexpr int kPeopleWidth = 220;
constexpr int kSearchDelayMs = 150;

struct OrderName {
    Order order;
    const char* id; // in the settings
};
constexpr OrderName kOrders[] = {{Order::Import, "import"},        {Order::Newest, "newest"},
                                 {Order::Person, "person"},        {Order::WorstQuality, "quality"},
                                 {Order::LeastSharp, "sharpness"}, {Order::MostSuspicious, "suspicion"}};

FaceMark markOf(const dataset::FaceColumns& faces, std::size_t row)
{
    if (faces.label(row) == dataset::LabelState::Rejected)
        return FaceMark::Rejected;
    if (faces.status(row) == dataset::FaceStatus::NotFound)
        return FaceMark::NoFace;
    if (faces.flagged(row))
        return FaceMark::Flagged;
    if (faces.label(row) == dataset::LabelState::Confirmed)
        return FaceMark::Confirmed;
    return faces.label(row) == dataset::LabelState::Unsure ? FaceMark::Unsure : FaceMark::None;
}

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
    : Page(services, parent), m_finder(new FaceFinder(this)), m_keys(new FaceKeys(this)),
      m_people(new PeopleModel(this)), m_delegate(new FaceDelegate(this))
{
    m_faces = new FaceListModel([this](std::span<const std::int64_t> faces) { return cellsOf(faces); },
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
    connect(m_keys, &FaceKeys::read, m_faces, &FaceListModel::refreshCells);
    connect(&pictures(), &engine::FacePictures::ready, this,
            [this](const std::vector<dataset::FaceId>& faces) { m_faces->picturesReady(faces); });
    const engine::FaceIndex& index = session().faces();
    connect(&index, &engine::FaceIndex::updated, this, &DatasetPage::facesUpdated);
    connect(&index, &engine::FaceIndex::reloaded, this, [this] {
        m_stale = true;
        if (isVisible())
            reload();
    });
    connect(&index, &engine::FaceIndex::failed, this, [this](const QString& message) {
        Q_EMIT errorRaised(tr("The faces could not be read."), tr("Close and open the project again."), message);
    });
    connect(&session(), &engine::ProjectSession::facesChanged, this, [this] { // crops may be new
        m_grid->viewport()->update();
        selectionChanged();
    });
    const auto other = [this] { // another project, or none
        m_finder->cancel();
        m_keys->setProject(session().isOpen() ? session().project().folder() : std::filesystem::path());
        m_query = {Choice::kEverybody, Filter::All, m_query.order};
        m_facesKnown = -1;
        m_filters->button(static_cast<int>(Filter::All))->setChecked(true);
        m_search->clear();
        searchPeople();
        m_people->setPeople({});
        m_faces->setFaces({});
        m_shown->setText(session().isOpen() ? tr("Reading the faces…") : QString());
        m_notice->hide();
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
    m_peopleView = new CellGrid(side);
    m_peopleView->setOneColumn(true);
    m_peopleView->setSelectionMode(QAbstractItemView::SingleSelection);
    m_peopleView->setObjectName(QStringLiteral("peopleList"));
    m_peopleView->setModel(m_people);
    m_peopleView->setItemDelegate(new PersonDelegate(m_peopleView));
    m_peopleView->setMouseTracking(true);
    m_peopleView->setFrameShape(QFrame::NoFrame);
    m_peopleView->setContextMenuPolicy(Qt::ActionsContextMenu);
    m_peopleView->addAction(m_rename);
    m_peopleView->addAction(m_merge);
    m_peopleView->addAction(m_origins);
    m_peopleView->addAction(m_erase);
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
    connect(&m_searchTimer, &QTimer::timeout, this, &DatasetPage::searchPeople);
    connect(m_search, &QLineEdit::textChanged, &m_searchTimer, qOverload<>(&QTimer::start));
    connect(m_search, &QLineEdit::returnPressed, this, [this] {
        m_searchTimer.stop();
        searchPeople();
        if (m_people->rowCount() > 0)
            m_peopleView->setCurrentIndex(m_people->index(0));
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
    m_order = new QComboBox(middle);
    m_order->setObjectName(QStringLiteral("faceOrder"));
    m_order->setToolTip(tr("Order of the faces (O)"));
    m_order->setAccessibleName(tr("Order of the faces"));
    m_order->setFocusPolicy(Qt::TabFocus);
    for (const QString& text : {tr("Order of import"), tr("Newest first"), tr("By person"), tr("Worst quality first"),
                                tr("Least sharp first"), tr("Most suspicious first")})
        m_order->addItem(text);
    const QString remembered = settings().get(engine::settings::kFaceOrder);
    for (int i = 0; i < m_order->count(); ++i)
        if (remembered == QLatin1String(kOrders[i].id))
            m_order->setCurrentIndex(i);
    m_query.order = kOrders[m_order->currentIndex()].order;
    connect(m_order, &QComboBox::currentIndexChanged, this, &DatasetPage::chooseOrder);
    auto* orderKey = new QShortcut(QKeySequence(Qt::Key_O), this);
    orderKey->setContext(Qt::WidgetWithChildrenShortcut);
    connect(orderKey, &QShortcut::activated, m_order, [this] {
        m_order->setFocus();
        m_order->showPopup();
    });
    bar->addWidget(m_order);
    bar->addSpacing(kSmallGap);
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
    makePrimary(prepare);
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
        if (session().faces().totals().faces == 0)
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

    m_infoTimer.setSingleShot(true);
    m_infoTimer.setInterval(0);
    connect(&m_infoTimer, &QTimer::timeout, this,
            [this] { m_info->showFace(m_faces->faceAt(m_grid->currentIndex().row()), m_grid->selectedCount()); });
    connect(m_grid->selectionModel(), &QItemSelectionModel::selectionChanged, this, &DatasetPage::selectionChanged);
    connect(m_grid->selectionModel(), &QItemSelectionModel::currentChanged, this, &DatasetPage::selectionChanged);
    connect(m_grid, &QListView::doubleClicked, m_annotate, &QAction::trigger);
    connect(m_grid, &QListView::customContextMenuRequested, this, [this](const QPoint& at) {
        QMenu menu(this);
        menu.addActions({m_keep, m_move, m_split, m_reject, m_unsure});
        menu.addSeparator();
        menu.addActions({m_review, m_annotate});
        menu.addSeparator();
        menu.addAction(m_origins);
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
                   [this] { setAside(Action::Reject); });
    m_unsure =
        add(tr("Unsure"), QStringLiteral("unsure"), {QKeySequence(Qt::Key_U)}, [this] { setAside(Action::Unsure); });
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
    m_origins = add(tr("Source and consent…"), {}, {}, [this] { noteOrigins(); });
    m_origins->setObjectName(QStringLiteral("sourceAndConsent"));
    m_erase = add(tr("Erase person…"), {}, {}, [this] { erasePerson(); });
    m_erase->setObjectName(QStringLiteral("erasePerson"));
    m_history = add(tr("Whole history…"), {}, {}, [this] {
        if (m_query.person > 0)
            HistoryDialog::showPerson(window(), m_services, m_query.person, personName());
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

std::vector<FaceCell> DatasetPage::cellsOf(std::span<const std::int64_t> faces)
{
    const engine::FaceIndex& index = session().faces();
    const auto columns = index.columns();
    std::vector<FaceCell> cells(faces.size());
    for (std::size_t i = 0; columns && i < faces.size(); ++i) {
        const auto row = columns->rowOf(faces[i]);
        if (row < 0)
            continue;
        FaceCell& cell = cells[i];
        cell.tip = m_keys->find(faces[i]).value_or(QString());
        const engine::IndexedPerson* person = index.person(columns->identity(static_cast<std::size_t>(row)));
        cell.caption = m_query.person > 0 ? QFileInfo(cell.tip).fileName() : person ? person->name : tr("Not labelled");
        cell.mark = markOf(*columns, static_cast<std::size_t>(row));
    }
    return cells;
}

void DatasetPage::reload()
{
    if (!session().isOpen() || !session().faces().isReady())
        return; // reloaded() will come
    m_stale = false;
    showPeople();
    reloadFaces();
}

void DatasetPage::facesUpdated(const dataset::ChangedRows&)
{
    if (!isVisible()) {
        m_stale = true;
        return;
    }
    const bool sameFaces = m_facesKnown == session().faces().totals().faces && m_query.person == Choice::kEverybody &&
                           m_query.filter == Filter::All;
    const bool sameOrder = m_query.order == Order::Import || m_query.order == Order::Newest;
    if (!sameFaces || !sameOrder) {
        reload();
        return;
    }
    showPeople();
    m_faces->refreshCells();
    selectionChanged();
}

void DatasetPage::showPeople()
{
    const engine::FaceIndex& index = session().faces();
    const auto& totals = index.totals();
    std::vector<Person> people;
    people.reserve(index.people().size() + 2);
    if (totals.faces > 0)
        people.push_back({Choice::kEverybody, tr("Everybody"), totals.faces, totals.flagged});
    if (totals.unlabelled > 0)
        people.push_back({Choice::kUnlabelled, tr("Not labelled"), totals.unlabelled, 0});
    for (const engine::IndexedPerson& person : index.people())
        people.push_back({person.id, person.name, person.faces, person.flagged});
    if ((m_query.person > 0 && !index.person(m_query.person)) ||
        (m_query.person == Choice::kUnlabelled && totals.unlabelled == 0))
        m_query.person = Choice::kEverybody;
    const int scrolled = m_peopleView->verticalScrollBar()->value();
    m_people->setPeople(std::move(people));
    const QModelIndex current = m_people->index(m_people->rowOf(m_query.person));
    if (current.isValid() && m_peopleView->currentIndex() != current) {
        m_peopleView->setCurrentIndex(current);
        if (scrolled > 0)
            m_peopleView->verticalScrollBar()->setValue(scrolled);
        m_peopleView->scrollTo(current);
    }
    m_notice->setVisible(totals.pending > 0);
    m_noticeText->setText(
        tr("%n face(s) are not prepared yet: not found, aligned or cropped.", nullptr, totals.pending));
}

void DatasetPage::searchPeople()
{
    m_people->setFilter(m_search->text().trimmed());
    const QModelIndex current = m_people->index(m_people->rowOf(m_query.person));
    if (current.isValid())
        m_peopleView->setCurrentIndex(current);
}

void DatasetPage::choosePerson(dataset::IdentityId id)
{
    if (id == m_query.person)
        return;
    m_query.person = id;
    reloadFaces();
}

void DatasetPage::chooseOrder(int place)
{
    m_query.order = kOrders[place].order;
    settings().set(engine::settings::kFaceOrder, QString::fromLatin1(kOrders[place].id));
    m_toTop = true;
    reloadFaces();
}

void DatasetPage::reloadFaces()
{
    const engine::FaceIndex& index = session().faces();
    if (!index.isReady())
        return;
    m_facesKnown = index.totals().faces;
    m_finder->find(index.columns(), index.order(), m_query);
}

void DatasetPage::showFaces(std::vector<std::int64_t>& faces)
{
    if (!session().isOpen())
        return;
    // What was chosen stays chosen where it is still there; otherwise the row that took its place.
    std::vector<dataset::FaceId> before = selected();
    const int row = m_grid->currentIndex().row();
    const std::int64_t current = m_faceToShow ? std::exchange(m_faceToShow, 0) : m_faces->faceAt(row);
    m_faces->setFaces(std::move(faces));
    const int count = m_faces->rowCount();
    m_shown->setText(tr("%n face(s)", nullptr, count));
    showEmptyState(count == 0);
    if (std::exchange(m_toTop, false)) {
        m_grid->selectionModel()->setCurrentIndex(m_faces->index(0), QItemSelectionModel::Clear);
        m_grid->scrollToTop();
        selectionChanged();
        return;
    }
    int target = m_faces->rowOf(current);
    if (target < 0 && row >= 0)
        target = std::min(row, count - 1);
    if (target >= 0 && m_grid->currentIndex().row() != target) {
        m_grid->setCurrentIndex(m_faces->index(target));
        m_grid->scrollTo(m_faces->index(target));
    }
    if (before.size() > 1)
        restoreSelection(std::move(before));
    selectionChanged();
}

void DatasetPage::restoreSelection(std::vector<dataset::FaceId> faces)
{
    std::sort(faces.begin(), faces.end());
    std::vector<int> rows;
    for (int row = 0; row < m_faces->rowCount(); ++row)
        if (std::binary_search(faces.begin(), faces.end(), m_faces->faceAt(row)))
            rows.push_back(row);
    if (!rows.empty())
        m_grid->select(rows);
}

void DatasetPage::showEmptyState(bool noFacesHere)
{
    m_stack->setCurrentIndex(noFacesHere ? 1 : 0);
    if (!noFacesHere)
        return;
    if (session().faces().totals().faces == 0) {
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
    m_infoTimer.start();
    updateActions();
}

std::vector<dataset::FaceId> DatasetPage::selected() const
{
    std::vector<dataset::FaceId> faces;
    for (const QItemSelectionRange& range : m_grid->selectionModel()->selection())
        for (int row = range.top(); row <= range.bottom(); ++row)
            faces.push_back(m_faces->faceAt(row));
    return faces;
}

QStringList DatasetPage::peopleNames() const
{
    return m_services.session->faces().names();
}

QString DatasetPage::personName() const
{
    const engine::IndexedPerson* person = m_services.session->faces().person(m_query.person);
    return person ? person->name : QString();
}

void DatasetPage::updateActions()
{
    const bool any = m_grid->selectionModel()->hasSelection();
    for (QAction* action : {m_keep, m_move, m_split, m_reject, m_unsure})
        action->setEnabled(any);
    const std::int64_t current = m_faces->faceAt(m_grid->currentIndex().row());
    m_annotate->setEnabled(current != 0);
    const auto columns = session().faces().columns();
    const auto row = columns ? columns->rowOf(current) : -1;
    m_review->setEnabled(row >= 0 && columns->flagged(static_cast<std::size_t>(row)));
    m_rename->setEnabled(m_query.person > 0);
    m_merge->setEnabled(m_query.person > 0);
    m_erase->setEnabled(m_query.person > 0);
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

void DatasetPage::setAside(Action action)
{
    const Subject before = subject();
    if (!before.faces.empty() && previewed(action, {}) && subject() == before)
        decide(action);
}

bool DatasetPage::previewed(Action action, const QString& name)
{
    const auto faces = selected();
    if (faces.size() == 1) // one key for one face; undo is one more
        return true;
    const int count = static_cast<int>(faces.size());
    QString title, text, verb;
    switch (action) {
    case Action::Split:
        title = tr("Split off?");
        text = tr("%n face(s) become the new person %1.", nullptr, count).arg(name);
        verb = tr("Split off");
        break;
    case Action::Reject:
        title = tr("Reject faces?");
        text = tr("%n face(s) take no part in training or curation any more.", nullptr, count);
        verb = tr("Reject");
        break;
    case Action::Unsure:
        title = tr("Mark as unsure?");
        text = tr("%n face(s) are marked as unsure.", nullptr, count);
        verb = tr("Unsure");
        break;
    default:
        title = tr("Move faces?");
        text = tr("%n face(s) become faces of %1.", nullptr, count).arg(name);
        verb = tr("Move");
        break;
    }
    return confirmWithPreview(this, m_services, title, text, verb,
                              [faces, action, other = engine::utf8(name)](dataset::Project& project) {
                                  project.decide(faces, action, other);
                              });
}

void DatasetPage::renamePerson()
{
    if (m_query.person <= 0)
        return;
    const Subject before = subject();
    const auto name = dialogs::TextDialog::ask(this, tr("Rename person"), tr("New name:"), personName());
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
    const QString from = personName();
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
        QString question = tr("All faces of %1 become faces of %2.").arg(from, *name);
        if (!dataset::mergeWarning(session().project(), m_query.person, into).empty())
            question +=
                QLatin1Char(' ') + tr("They are on different sides of the division into training, validation and "
                                      "test; all of them will be on one side afterwards.");
        if (!confirmWithPreview(this, m_services, tr("Merge people?"), question, tr("Merge"), work) ||
            subject() != before)
            return;
        session().mergeIdentities(m_query.person, into);
    } catch (const std::exception& e) {
        showError(e);
    }
}

void DatasetPage::noteOrigins()
{
    auto* dialog =
        new OriginsDialog(session(), selected(), std::max<dataset::IdentityId>(0, m_query.person), personName(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void DatasetPage::erasePerson()
{
    if (m_query.person <= 0)
        return;
    auto* dialog = new EraseDialog(session(), m_query.person, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
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
    m_query = {row->identity, Filter::All, m_query.order};
    m_filters->button(static_cast<int>(Filter::All))->setChecked(true);
    m_search->clear();
    searchPeople();
    m_stale = true;
    activate();
}

QString DatasetPage::openPath(const QString& path)
{
    const QString value = path.section(QLatin1Char(':'), 1);
    if (path.startsWith(QLatin1String("person:"))) {
        m_query.person = value.isEmpty() ? Choice::kEverybody : session().project().findIdentity(engine::utf8(value));
        reload();
    } else if (path.startsWith(QLatin1String("filter:"))) {
        const QStringList names{QStringLiteral("all"), QStringLiteral("flagged"), QStringLiteral("unreviewed"),
                                QStringLiteral("rejected"), QStringLiteral("noface")};
        if (QAbstractButton* button = m_filters->button(static_cast<int>(names.indexOf(value))))
            button->click();
    } else if (path == QLatin1String("erase:") || path == QLatin1String("origins:")) {
        if (m_query.person <= 0 && m_people->rowCount() > 1) { // of somebody, where none is chosen
            m_query.person = m_people->index(m_people->rowCount() - 1).data(PeopleModel::IdRole).toLongLong();
            reload();
        }
        path == QLatin1String("erase:") ? erasePerson() : noteOrigins();
    } else if (path.startsWith(QLatin1String("order:"))) {
        for (int i = 0; i < m_order->count(); ++i)
            if (value == QLatin1String(kOrders[i].id))
                m_order->setCurrentIndex(i);
    } else if (path.startsWith(QLatin1String("select:"))) {
        m_grid->setCurrentIndex(m_faces->index(value.toInt()));
    }
    return QString::number(m_faces->rowCount());
}

} // namespace likeness::pages
