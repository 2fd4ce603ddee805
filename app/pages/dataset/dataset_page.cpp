// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/dataset/dataset_page.h"

#include "app/engine/face_pictures.h"
#include "app/engine/project_session.h"
#include "app/engine/qt_convert.h"
#include "app/engine/settings.h"
#include "app/pages/common/preview_dialog.h"
#include "app/pages/dataset/face_info.h"
#include "app/pages/dataset/origins_dialog.h"
#include "app/pages/dataset/people_panel.h"
#include "app/pages/groups/group_dialog.h"
#include "widgets/common/actions.h"
#include "widgets/common/empty_state.h"
#include "widgets/common/icons.h"
#include "widgets/common/person_chooser.h"
#include "widgets/common/theme.h"
#include "widgets/dialogs/dialogs.h"
#include "widgets/models/face_list_model.h"
#include "widgets/thumbs/face_delegate.h"

#include <QAction>
#include <QButtonGroup>
#include <QComboBox>
#include <QFileInfo>
#include <QFrame>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
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
    if (faces.label(row) == dataset::LabelState::Unsure) // what a person says comes before what is computed
        return FaceMark::Unsure;
    if (faces.flagged(row))
        return FaceMark::Flagged;
    return faces.label(row) == dataset::LabelState::Confirmed ? FaceMark::Confirmed : FaceMark::None;
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
      m_people(new PeoplePanel(services, this)), m_delegate(new FaceDelegate(this))
{
    m_faces = new FaceListModel([this](std::span<const std::int64_t> faces) { return cellsOf(faces); },
                                [this](std::int64_t face) { return pictures().crop(face); }, this);

    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    buildActions();
    addActions(m_people->actions());
    m_people->addPersonAction(m_origins);
    m_people->addProjectAction(m_group);
    row->addWidget(m_people);
    row->addWidget(rule(this));
    row->addWidget(buildFaces(), 1);
    row->addWidget(rule(this));
    m_info = new FaceInfo(services, this);
    row->addWidget(m_info);

    connect(m_people, &PeoplePanel::chosen, this, [this] {
        showNotices();
        reloadFaces();
    });
    connect(m_people, &PeoplePanel::errorRaised, this, &Page::errorRaised);
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
        m_people->clear();
        m_faces->setFaces({});
        m_shown->setText(session().isOpen() ? tr("Reading the faces…") : QString());
        m_notice->hide();
        m_nameless->hide();
        m_info->showFace(0, 0);
        m_stale = true;
    };
    connect(&session(), &engine::ProjectSession::opened, this, other);
    connect(&session(), &engine::ProjectSession::closed, this, other);
}

void DatasetPage::activate()
{
    if (m_stale)
        reload();
    else
        selectionChanged(); // a photograph or crop may be new
    if (!m_people->isSearching())
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
    m_shown->setText(shownText());
    selectionChanged();
}

void DatasetPage::showPeople()
{
    m_people->reload();
    showNotices();
}

void DatasetPage::showNotices()
{
    const int pending = session().faces().totals().pending;
    m_notice->setVisible(pending > 0);
    m_noticeText->setText(tr("%n face(s) are not prepared yet: not found, aligned or cropped.", nullptr, pending));
    const int unlabelled = session().faces().totals().unlabelled;
    m_nameless->setVisible(pending == 0 && unlabelled > 0 && m_people->person() == Choice::kUnlabelled);
    m_namelessText->setText(tr("%n face(s) have no name.", nullptr, unlabelled));
}

void DatasetPage::restoreOrder()
{
    const QString remembered = settings().get(engine::settings::kFaceOrder);
    for (int i = 0; i < m_order->count(); ++i)
        if (remembered == QLatin1String(kOrders[i].id))
            m_order->setCurrentIndex(i);
    m_query.order = kOrders[m_order->currentIndex()].order;
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
    m_query.person = m_people->person();
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
    m_shown->setText(shownText());
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

// How many faces there are, and how many of them the counts of people leave out.
QString DatasetPage::shownText() const
{
    const int count = m_faces->rowCount();
    const QString text = tr("%n face(s)", nullptr, count);
    const auto columns = m_services.session->faces().columns();
    if (m_query.filter != Filter::All || !columns)
        return text;
    int rejected = m_query.person == Choice::kEverybody ? m_services.session->faces().totals().rejected : 0;
    for (int row = 0; m_query.person != Choice::kEverybody && row < count; ++row)
        if (const auto at = columns->rowOf(m_faces->faceAt(row)); at >= 0)
            rejected += columns->label(static_cast<std::size_t>(at)) == dataset::LabelState::Rejected ? 1 : 0;
    //: How many faces are shown, and how many of them are rejected
    return rejected == 0 ? text : tr("%1, %2").arg(text, tr("%n rejected", nullptr, rejected));
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
    case Filter::Unsure:
        m_empty->set(tr("Nobody is unsure about a face here"), {}, tr("Show all faces"));
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
    m_people->choose(row->identity);
    m_people->endSearch();
    m_query.filter = Filter::All;
    m_filters->button(static_cast<int>(Filter::All))->setChecked(true);
    m_stale = true;
    activate();
}

QString DatasetPage::openPath(const QString& path)
{
    const QString value = path.section(QLatin1Char(':'), 1);
    if (path.startsWith(QLatin1String("person:"))) {
        m_people->choose(value.isEmpty() ? Choice::kEverybody : session().project().findIdentity(engine::utf8(value)));
        reload();
    } else if (path.startsWith(QLatin1String("filter:"))) {
        const QStringList names{QStringLiteral("all"),    QStringLiteral("flagged"),  QStringLiteral("unreviewed"),
                                QStringLiteral("unsure"), QStringLiteral("rejected"), QStringLiteral("noface")};
        if (QAbstractButton* button = m_filters->button(static_cast<int>(names.indexOf(value))))
            button->click();
    } else if (path == QLatin1String("erase:") || path == QLatin1String("origins:")) {
        m_people->chooseLast(); // of somebody, where none is chosen
        reload();
        path == QLatin1String("erase:") ? m_people->erase() : noteOrigins();
    } else if (path == QLatin1String("group:")) {
        groupFaces();
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
