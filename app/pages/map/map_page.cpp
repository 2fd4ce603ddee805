// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/map/map_page.h"

#include "app/engine/error_text.h"
#include "app/engine/face_pictures.h"
#include "app/engine/project_session.h"
#include "app/engine/qt_convert.h"
#include "app/pages/common/async.h"
#include "app/pages/common/model_chooser.h"
#include "app/pages/journal/journal_text.h"
#include "app/pages/map/map_card.h"
#include "core/compute/embed.h"
#include "core/dataset/review_queue.h"
#include "widgets/common/empty_state.h"
#include "widgets/common/theme.h"
#include "widgets/map/point_map.h"

#include <QComboBox>
#include <QFileInfo>
#include <QFrame>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QStackedWidget>
#include <QStringListModel>
#include <QVBoxLayout>
#include <algorithm>
#include <limits>
#include <utility>

namespace likeness::pages {

using namespace widgets;
using engine::qs;

namespace {

constexpr int kRestMs = 350;
constexpr int kAllFlags = std::numeric_limits<int>::max();

} // namespace

MapPage::MapPage(Services services, QWidget* parent) : Page(services, parent)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    buildActions();
    column->addWidget(buildBar());
    column->addWidget(buildNotice());
    m_stack = new QStackedWidget(this);
    m_view = new PointMap([this](qint64 face) { return pictures().crop(face); }, m_stack);
    m_view->setObjectName(QStringLiteral("pointMap"));
    m_view->setAccessibleName(tr("Map of the faces"));
    m_card = new MapCard(m_view);
    m_empty = new EmptyState(QStringLiteral("map"), m_stack);
    m_stack->addWidget(m_view);
    m_stack->addWidget(m_empty);
    column->addWidget(m_stack, 1);
    column->addWidget(buildActionBar());

    m_rest.setSingleShot(true);
    m_rest.setInterval(kRestMs);
    connect(&m_rest, &QTimer::timeout, this, [this] {
        m_touched = personOf(m_view->hoveredPoint());
        updateHighlight();
    });
    connect(m_view, &PointMap::hovered, this, &MapPage::hover);
    connect(m_view, &PointMap::selectionChanged, this, &MapPage::updateSelection);
    connect(m_view, &PointMap::currentChanged, this, [this](qint64 face) {
        updateHighlight();
        updateDescription();
        if (face != 0) // who goes by keys sees the face, too
            showCard(face);
        else
            m_card->hide();
    });
    connect(m_view, &PointMap::viewChanged, m_card, &QWidget::hide);
    connect(m_view, &PointMap::opened, this, [this](qint64 face) { Q_EMIT goTo(QStringLiteral("dataset"), face); });
    connect(m_empty, &EmptyState::clicked, this, [this] {
        if (session().faces().totals().faces == 0)
            Q_EMIT goTo(QStringLiteral("dataset"), 0);
        else
            draw();
    });
    connect(&pictures(), &engine::FacePictures::ready, this, [this](const std::vector<dataset::FaceId>& faces) {
        m_view->picturesReady(faces);
        const qint64 shown = m_view->hoveredPoint() != 0 ? m_view->hoveredPoint() : m_view->current();
        if (m_card->isVisible() && std::find(faces.begin(), faces.end(), shown) != faces.end())
            m_card->setPicture(pictures().crop(shown));
    });

    connect(&session().faces(), &engine::FaceIndex::reloaded, this, [this] {
        m_stale = true;
        if (isVisible())
            refresh();
    });
    connect(&session().faces(), &engine::FaceIndex::updated, this, &MapPage::follow);
    auto& jobs = session().jobs();
    const auto jobsChanged = [this] {
        m_draw->setEnabled(session().isOpen() && !session().jobs().isRunning());
        if (isVisible())
            readMap();
    };
    connect(&jobs, &engine::JobRunner::started, this, jobsChanged);
    connect(&jobs, &engine::JobRunner::finished, this, jobsChanged);
    connect(&jobs, &engine::JobRunner::failed, this, jobsChanged);
    const auto other = [this] { // another project, or none
        m_map = {};
        m_mapTime = {};
        m_suspicions = {};
        m_sought = m_touched = 0;
        m_search->clear();
        m_view->setPoints({}, {});
        m_stale = true;
    };
    connect(&session(), &engine::ProjectSession::opened, this, other);
    connect(&session(), &engine::ProjectSession::closed, this, other);
    updateSelection();
}

void MapPage::changeEvent(QEvent* event)
{
    Page::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_legend)
        showLabels(); // in the colours of the other theme
}

// --- the map and the faces on it

void MapPage::activate()
{
    refresh();
    if (!m_search->hasFocus() && !m_colours->hasFocus())
        m_view->setFocus();
}

void MapPage::refresh()
{
    if (!session().isOpen())
        return;
    m_draw->setEnabled(!session().jobs().isRunning());
    if (m_stale && session().faces().isReady()) {
        m_stale = false;
        m_names->setStringList(session().faces().names());
        showFaces();
    }
    readMap();
}

// Decisions change colours; points only where faces are new or gone.
void MapPage::follow(const dataset::ChangedRows& rows)
{
    if (m_stale || !isVisible()) {
        m_stale = true;
        return;
    }
    if (!rows.people.empty())
        m_names->setStringList(session().faces().names());
    const auto columns = session().faces().columns();
    const bool moved = std::any_of(rows.faces.begin(), rows.faces.end(), [&](dataset::FaceId face) {
        const bool wanted =
            columns->rowOf(face) >= 0 && std::binary_search(m_map.faces.begin(), m_map.faces.end(), face);
        return wanted != (m_view->scene().indexOf(face) >= 0);
    });
    if (moved)
        showFaces();
    else
        showLabels();
}

void MapPage::readMap()
{
    if (!session().isOpen() || m_reading)
        return;
    const auto file = curate::mapFile(session().project());
    const QDateTime time = QFileInfo(qs(file)).lastModified();
    if (time == m_mapTime) {
        showEmptyState();
        return;
    }
    m_reading = true;
    const auto take = [this, time, folder = session().folder()](curate::FaceMap map) {
        m_reading = false;
        if (!session().isOpen() || session().folder() != folder) {
            readMap(); // another project was opened meanwhile
            return;
        }
        m_map = std::move(map);
        m_mapTime = time;
        showFaces();
    };
    runAsync(
        this, [file] { return curate::readMap(file); }, take,
        [take](const std::exception&) { take({}); }); // there is none, or none that can be used: it is drawn anew
}

void MapPage::showFaces()
{
    const auto columns = session().faces().columns();
    if (!columns)
        return; // reloaded() will come
    std::vector<std::int64_t> ids;
    std::vector<MapPoint> points;
    const auto there = columns->ids();
    for (std::size_t i = 0; i < m_map.faces.size(); ++i)
        if (std::binary_search(there.begin(), there.end(), m_map.faces[i])) {
            ids.push_back(m_map.faces[i]);
            points.push_back({m_map.points[i].x, m_map.points[i].y});
        }
    const PointScene& shown = m_view->scene();
    bool same = ids.size() == shown.size();
    for (std::size_t i = 0; same && i < ids.size(); ++i)
        same = ids[i] == shown.id(i) &&
               QPointF(static_cast<double>(points[i].x), static_cast<double>(points[i].y)) == shown.at(i);
    if (!same)
        m_view->setPoints(std::move(ids), points);
    showLabels();
}

void MapPage::showColours()
{
    const auto columns = session().faces().columns();
    if (!columns)
        return;
    MapLooks looks = looksOf(m_view->scene(), *columns, m_colour, m_suspicions);
    m_view->setLooks(std::move(looks.looks), looks.colours);
    QStringList legend;
    for (const MapLooks::Key& key : looks.keys)
        legend.append(QStringLiteral("<span style=\"color:%1\">%2</span>&nbsp;%3")
                          .arg(key.colour.name(), key.hollow ? QStringLiteral("○") : QStringLiteral("●"),
                               key.text.toHtmlEscaped()));
    m_legend->setText(legend.join(QStringLiteral("&nbsp;&nbsp; ")));
}

void MapPage::readSuspicions()
{
    if (std::exchange(m_suspecting, true)) {
        m_suspectAgain = true;
        return;
    }
    const auto take = [this, folder = session().folder()](Suspicions suspicions) {
        m_suspecting = false;
        const bool again = std::exchange(m_suspectAgain, false);
        if (!session().isOpen())
            return;
        if (again || session().folder() != folder) {
            readSuspicions();
            return;
        }
        m_suspicions = std::move(suspicions);
        showColours();
    };
    runAsync(
        this,
        [folder = engine::toPath(session().folder())] {
            Suspicions out;
            const auto project = dataset::Project::open(folder, dataset::Project::Mode::ReadOnly);
            for (const auto& flag : dataset::questions(project, {}, "mislabelled", kAllFlags))
                if (flag.decision.empty())
                    out.emplace(flag.face, flag.score);
            return out;
        },
        take,
        [this](const std::exception& error) {
            m_suspecting = false;
            if (std::exchange(m_suspectAgain, false) && session().isOpen())
                readSuspicions();
            Q_EMIT statusMessage(engine::errorText(error).what, 8000);
        });
}

void MapPage::showLabels()
{
    const auto columns = session().faces().columns();
    if (!columns)
        return;
    showColours();
    if (m_colour == MapColour::Suspicion)
        readSuspicions();
    int missing = 0;
    std::size_t at = 0;
    for (std::size_t row = 0; row < columns->size(); ++row) {
        while (at < m_map.faces.size() && m_map.faces[at] < columns->ids()[row])
            ++at;
        const auto status = columns->status(row);
        const bool measured = status == dataset::FaceStatus::Found || status == dataset::FaceStatus::Aligned;
        missing += measured && (at == m_map.faces.size() || m_map.faces[at] != columns->ids()[row]) ? 1 : 0;
    }
    m_notice->setVisible(missing > 0 && !m_view->isEmpty());
    m_noticeText->setText(tr("%n face(s) are not on the map yet.", nullptr, missing));
    const QString faces = tr("%n face(s)", nullptr, static_cast<int>(m_view->scene().size()));
    //: How many faces are on the map, and the model that placed them there
    m_drawnBy->setText(m_view->isEmpty() ? QString() : tr("%1, placed by %2").arg(faces, qs(m_map.model)));
    showEmptyState();
    updateHighlight();
    updateSelection();
}

void MapPage::showEmptyState()
{
    m_stack->setCurrentIndex(m_view->isEmpty() ? 1 : 0);
    for (QWidget* widget : {m_tools, m_actions, static_cast<QWidget*>(m_draw)})
        widget->setVisible(!m_view->isEmpty());
    if (!m_view->isEmpty() || !session().faces().isReady())
        return;
    const auto& totals = session().faces().totals();
    if (totals.faces == 0)
        m_empty->set(tr("No faces yet"), tr("Import a folder that holds one folder of images per person."),
                     tr("Go to Dataset"));
    else
        m_empty->set(
            tr("No map yet"),
            tr("A map shows all faces at once, those beside each other that look alike to a model. People that "
               "are mixed up, strays and groups are seen at a glance and can be encircled."),
            tr("Draw map"));
}

// By the chosen model, else by the embeddings that are there.
bool MapPage::canDraw() const
{
    return !m_model->model().isEmpty() || compute::latestCache(m_services.session->project().cacheFolder());
}

void MapPage::draw()
{
    if (!canDraw() && m_model->require().isEmpty())
        return;
    curate::MapOptions options;
    options.model = engine::utf8(m_model->model());
    session().startJob(tr("Drawing the map"), [options](dataset::Project& project, jobs::Context& context) {
        curate::buildMap(project, options, context);
    });
}

// --- what is chosen, sought, pointed at

dataset::IdentityId MapPage::personOf(dataset::FaceId face) const
{
    const auto columns = m_services.session->faces().columns();
    const auto row = columns ? columns->rowOf(face) : -1;
    return row < 0 ? 0 : columns->identity(static_cast<std::size_t>(row));
}

QString MapPage::nameOf(dataset::FaceId face) const
{
    const engine::IndexedPerson* person = m_services.session->faces().person(personOf(face));
    return person ? person->name : tr("Not labelled");
}

void MapPage::updateHighlight()
{
    dataset::IdentityId person = m_touched;
    if (person == 0)
        person = m_sought;
    if (person == 0)
        person = personOf(m_view->current());
    m_view->setGroup(groupOf(person));
}

void MapPage::updateDescription()
{
    QStringList parts{tr("%n face(s)", nullptr, static_cast<int>(m_view->scene().size())),
                      tr("%n selected", nullptr, static_cast<int>(m_view->selectedCount()))};
    if (m_view->current() != 0)
        parts.append(nameOf(m_view->current()));
    m_view->setAccessibleDescription(parts.join(QStringLiteral(", ")));
}

void MapPage::search()
{
    const QString text = m_search->text().trimmed();
    m_sought = 0;
    if (!text.isEmpty()) {
        const engine::IndexedPerson* found = nullptr;
        for (const engine::IndexedPerson& person : session().faces().people()) {
            if (person.name.compare(text, Qt::CaseInsensitive) == 0) {
                found = &person;
                break;
            }
            if (!found && person.name.contains(text, Qt::CaseInsensitive))
                found = &person;
        }
        std::vector<std::int64_t> faces;
        for (std::size_t i = 0; found && i < m_view->scene().size(); ++i)
            if (personOf(m_view->scene().id(i)) == found->id)
                faces.push_back(m_view->scene().id(i));
        if (faces.empty()) {
            Q_EMIT statusMessage(tr("Nobody of that name is on the map."), 4000);
        } else {
            m_sought = found->id;
            m_view->setCurrent(0);
            m_view->showPoints(faces);
            m_view->setFocus();
            //: A person's name and how many of their faces are shown
            Q_EMIT statusMessage(
                tr("%1: %2").arg(found->name, tr("%n face(s)", nullptr, static_cast<int>(faces.size()))), 4000);
        }
    }
    updateHighlight();
}

void MapPage::hover(qint64 face)
{
    m_touched = 0;
    if (face == 0) {
        m_rest.stop();
        m_card->hide();
        updateHighlight();
        return;
    }
    m_rest.start();
    showCard(face);
}

void MapPage::showCard(dataset::FaceId face)
{
    const auto columns = session().faces().columns();
    const auto row = columns ? columns->rowOf(face) : -1;
    QString note;
    if (row >= 0) {
        note = labelText(columns->label(static_cast<std::size_t>(row)));
        const auto flag = dataset::flagsOfKind(session().project(), {&face, 1}, {}, "mislabelled");
        if (!flag.empty() && flag.front().decision.empty())
            //: What is known of a face: its state, and how suspicious its label is (0 to 1)
            note =
                tr("%1, suspicion %2").arg(note, QLocale().toString(static_cast<double>(flag.front().score), 'f', 2));
    }
    m_card->setPicture(pictures().crop(face));
    m_card->showFace(nameOf(face), note, m_view->placeOf(face), !m_view->showsPictures());
}

// --- from outside

void MapPage::openFace(dataset::FaceId face)
{
    if (m_view->scene().indexOf(face) < 0) {
        Q_EMIT statusMessage(tr("This face is not on the map yet."), 4000);
        return;
    }
    m_view->showPoints({face});
    m_view->select({face});
    m_view->setCurrent(face);
}

QString MapPage::openPath(const QString& path)
{
    const QString value = path.section(QLatin1Char(':'), 1);
    if (path == QLatin1String("draw:")) {
        if (canDraw()) // without asking for a model
            draw();
    } else if (path.startsWith(QLatin1String("colour:"))) {
        m_colours->setCurrentIndex(std::max(0, m_colours->findData(value)));
    } else if (path.startsWith(QLatin1String("person:"))) {
        m_colours->setCurrentIndex(0);
        const auto& people = session().faces().people();
        m_search->setText(value.isEmpty() && !people.empty() ? people[people.size() / 2].name : value);
        search();
    } else if (!m_view->isEmpty()) {
        // Around the face whose label is the most suspicious.
        std::ptrdiff_t worst = -1;
        for (const auto& flag : dataset::questions(session().project(), {}, "mislabelled", kAllFlags))
            if (worst = m_view->scene().indexOf(flag.face); worst >= 0)
                break;
        const auto centre = static_cast<std::size_t>(std::max<std::ptrdiff_t>(worst, 0));
        m_search->clear();
        const QPointF middle = m_view->scene().at(centre);
        std::vector<std::pair<double, qint64>> near;
        for (std::size_t i = 0; i < m_view->scene().size(); ++i) {
            const QPointF away = m_view->scene().at(i) - middle;
            near.emplace_back(QPointF::dotProduct(away, away), m_view->scene().id(i));
        }
        std::sort(near.begin(), near.end());
        near.resize(std::min<std::size_t>(near.size(), path == QLatin1String("near:") ? 10 : value.toUInt()));
        std::vector<std::int64_t> faces;
        for (const auto& [far, id] : near)
            faces.push_back(id);
        if (path == QLatin1String("near:")) {
            m_view->showPoints(faces);
            m_view->setCurrent(m_view->scene().id(centre));
        } else {
            m_view->setCurrent(0);
            m_view->showAll();
            m_view->select(faces);
        }
    }
    return QString::number(m_view->scene().size());
}

} // namespace likeness::pages
