// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/map_page.h"

#include "app/engine/error_text.h"
#include "app/engine/face_pictures.h"
#include "app/engine/project_session.h"
#include "app/engine/qt_convert.h"
#include "app/engine/settings.h"
#include "app/pages/async.h"
#include "app/pages/journal_text.h"
#include "app/pages/map_card.h"
#include "app/pages/model_chooser.h"
#include "app/pages/preview_dialog.h"
#include "core/compute/embed.h"
#include "widgets/common/empty_state.h"
#include "widgets/common/icons.h"
#include "widgets/common/person_chooser.h"
#include "widgets/common/theme.h"
#include "widgets/map/point_map.h"

#include <QAction>
#include <QComboBox>
#include <QCompleter>
#include <QFileInfo>
#include <QFrame>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QShortcut>
#include <QStackedWidget>
#include <QStringListModel>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

namespace likeness::pages {

using namespace widgets;
using dataset::Action;
using engine::qs;
namespace keys = engine::settings;

namespace {

constexpr int kRestMs = 350;
const char* const kColours[] = {"person", "suspicion", "state"}; // as MapColour, in the settings

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

    const auto changed = [this] {
        m_stale = true;
        if (isVisible())
            refresh();
    };
    connect(&session().faces(), &engine::FaceIndex::reloaded, this, changed);
    connect(&session().faces(), &engine::FaceIndex::updated, this, changed);
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
        m_sought = m_touched = 0;
        m_search->clear();
        m_view->setPoints({}, {});
        m_stale = true;
    };
    connect(&session(), &engine::ProjectSession::opened, this, other);
    connect(&session(), &engine::ProjectSession::closed, this, other);
    updateSelection();
}

QWidget* MapPage::buildBar()
{
    auto* bar = new QFrame(this);
    bar->setProperty("role", QStringLiteral("bar"));
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(kMargin, kGap, kMargin, kGap);
    row->setSpacing(kGap);
    m_model = new ModelChooser(m_services, bar);
    m_model->setObjectName(QStringLiteral("mapModel"));
    m_draw = new QPushButton(tr("Draw anew"), bar);
    m_draw->setObjectName(QStringLiteral("drawMap"));
    m_draw->setToolTip(tr("Places every face that has a crop beside those that look alike to the model"));
    connect(m_draw, &QPushButton::clicked, this, &MapPage::draw);
    m_drawnBy = new QLabel(bar);
    m_drawnBy->setObjectName(QStringLiteral("drawnBy"));
    m_drawnBy->setTextFormat(Qt::PlainText);
    m_drawnBy->setProperty("role", QStringLiteral("quiet"));
    m_tools = new QWidget(bar);
    auto* tools = new QHBoxLayout(m_tools);
    tools->setContentsMargins(0, 0, 0, 0);
    tools->setSpacing(kGap);
    m_search = new QLineEdit(m_tools);
    m_search->setObjectName(QStringLiteral("mapSearch"));
    m_search->setPlaceholderText(tr("Find a person (/)"));
    m_search->setAccessibleName(tr("Find a person"));
    m_search->setClearButtonEnabled(true);
    m_search->setFixedWidth(220);
    m_names = new QStringListModel(this);
    auto* completer = new QCompleter(m_names, m_search);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    completer->setFilterMode(Qt::MatchContains);
    m_search->setCompleter(completer);
    // Queued: the completer puts the name in after it has said so.
    connect(completer, qOverload<const QString&>(&QCompleter::activated), this, &MapPage::search, Qt::QueuedConnection);
    connect(m_search, &QLineEdit::returnPressed, this, &MapPage::search);
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString& text) {
        if (text.isEmpty())
            search();
    });
    auto* find = new QShortcut(QKeySequence(Qt::Key_Slash), this);
    find->setContext(Qt::WidgetWithChildrenShortcut);
    connect(find, &QShortcut::activated, m_search, [this] {
        m_search->setFocus(Qt::ShortcutFocusReason);
        m_search->selectAll();
    });
    auto* away = new QShortcut(QKeySequence(Qt::Key_Escape), m_search);
    away->setContext(Qt::WidgetShortcut);
    connect(away, &QShortcut::activated, this, [this] {
        m_search->clear();
        m_view->setFocus();
    });
    auto* by = new QLabel(tr("Colour"), m_tools);
    m_colours = new QComboBox(m_tools);
    m_colours->setObjectName(QStringLiteral("mapColour"));
    m_colours->setToolTip(
        tr("What the colours say (C). People share ten colours; click a face to see its person alone."));
    m_colours->setAccessibleName(tr("What the colours say"));
    by->setBuddy(m_colours);
    //: What the points of the map are coloured by
    m_colours->addItems({tr("by person"), tr("by suspicion"), tr("by decision")});
    for (int i = 0; i < m_colours->count(); ++i)
        if (settings().get(keys::kMapColour) == QLatin1String(kColours[i]))
            m_colours->setCurrentIndex(i);
    m_colour = static_cast<MapColour>(m_colours->currentIndex());
    connect(m_colours, &QComboBox::currentIndexChanged, this, [this](int index) {
        m_colour = static_cast<MapColour>(index);
        settings().set(keys::kMapColour, QString::fromLatin1(kColours[index]));
        showLabels();
    });
    auto* next = new QShortcut(QKeySequence(Qt::Key_C), this);
    next->setContext(Qt::WidgetWithChildrenShortcut);
    connect(next, &QShortcut::activated, m_colours,
            [this] { m_colours->setCurrentIndex((m_colours->currentIndex() + 1) % m_colours->count()); });
    row->addWidget(m_model);
    row->addWidget(m_draw);
    row->addWidget(m_drawnBy);
    row->addStretch(1);
    tools->addWidget(m_search);
    tools->addSpacing(kGap);
    tools->addWidget(by);
    tools->addWidget(m_colours);
    row->addWidget(m_tools);
    return bar;
}

QWidget* MapPage::buildNotice()
{
    auto* outer = new QWidget(this);
    auto* margin = new QVBoxLayout(outer);
    margin->setContentsMargins(kGap, kGap, kGap, kGap);
    auto* card = new QFrame(outer);
    card->setProperty("role", QStringLiteral("card"));
    auto* row = new QHBoxLayout(card);
    row->setContentsMargins(12, kSmallGap, kGap, kSmallGap);
    m_noticeText = new QLabel(card);
    m_noticeText->setObjectName(QStringLiteral("mapNotice"));
    row->addWidget(m_noticeText, 1);
    auto* again = new QPushButton(tr("Draw it anew"), card);
    connect(again, &QPushButton::clicked, this, &MapPage::draw);
    row->addWidget(again);
    margin->addWidget(card);
    outer->hide();
    m_notice = outer;
    return outer;
}

void MapPage::buildActions()
{
    const auto add = [this](const QString& text, const QString& iconName, const QList<QKeySequence>& shortcuts,
                            const QString& name, auto slot) {
        auto* action = new QAction(icon(iconName), text, this);
        action->setObjectName(name);
        action->setShortcuts(shortcuts);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        //: A command and the key for it
        action->setToolTip(tr("%1 (%2)").arg(text, shortcuts.constFirst().toString(QKeySequence::NativeText)));
        connect(action, &QAction::triggered, this, slot);
        addAction(action);
        return action;
    };
    m_review = add(tr("Review these"), QStringLiteral("review"), {QKeySequence(Qt::Key_V)}, QStringLiteral("mapReview"),
                   [this] { Q_EMIT reviewFaces(m_view->selected()); });
    m_dataset =
        add(tr("Show in Dataset"), QStringLiteral("dataset"), {QKeySequence(Qt::Key_D)}, QStringLiteral("mapDataset"),
            [this] { Q_EMIT goTo(QStringLiteral("dataset"), m_view->selected().front()); });
    m_move = add(tr("Move to…"), QStringLiteral("move"), {QKeySequence(Qt::Key_T)}, QStringLiteral("mapMove"),
                 [this] { moveSelected(); });
    m_reject = add(tr("Reject"), QStringLiteral("reject"), {QKeySequence(Qt::Key_R), QKeySequence(Qt::Key_Delete)},
                   QStringLiteral("mapReject"), [this] { rejectSelected(); });
}

QWidget* MapPage::buildActionBar()
{
    auto* bar = new QFrame(this);
    bar->setProperty("role", QStringLiteral("bar"));
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(kMargin, kSmallGap, kMargin, kSmallGap);
    row->setSpacing(2);
    m_count = new QLabel(bar);
    m_count->setObjectName(QStringLiteral("mapCount"));
    row->addWidget(m_count);
    row->addSpacing(kGap);
    for (QAction* action : {m_review, m_dataset, m_move, m_reject}) {
        auto* button = new QToolButton(bar);
        button->setDefaultAction(action);
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        row->addWidget(button);
    }
    row->addStretch(1);
    m_legend = new QLabel(bar);
    m_legend->setObjectName(QStringLiteral("mapLegend"));
    m_legend->setProperty("role", QStringLiteral("quiet"));
    row->addWidget(m_legend);
    m_actions = bar;
    return bar;
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
    m_model->refresh();
    m_draw->setEnabled(!session().jobs().isRunning());
    if (m_stale && session().faces().isReady()) {
        m_stale = false;
        m_names->setStringList(session().faces().names());
        showFaces();
    }
    readMap();
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
    runAsync(
        this, [file] { return curate::readMap(file); },
        [this, time, folder = session().folder()](curate::FaceMap map) {
            m_reading = false;
            if (!session().isOpen() || session().folder() != folder) {
                readMap(); // another project was opened meanwhile
                return;
            }
            m_map = std::move(map);
            m_mapTime = time;
            showFaces();
        },
        [this, time](const std::exception&) { // there is none, or none that can be used: it is drawn anew
            m_reading = false;
            m_map = {};
            m_mapTime = time;
            showFaces();
        });
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

void MapPage::showLabels()
{
    const auto columns = session().faces().columns();
    if (!columns)
        return;
    MapLooks looks = looksOf(m_view->scene(), *columns, m_colour);
    m_view->setLooks(std::move(looks.looks), looks.colours);
    QStringList legend;
    for (const MapLooks::Key& key : looks.keys)
        legend.append(QStringLiteral("<span style=\"color:%1\">%2</span>&nbsp;%3")
                          .arg(key.colour.name(), key.hollow ? QStringLiteral("○") : QStringLiteral("●"),
                               key.text.toHtmlEscaped()));
    m_legend->setText(legend.join(QStringLiteral("&nbsp;&nbsp; ")));

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

void MapPage::updateSelection()
{
    const int count = static_cast<int>(m_view->selectedCount());
    m_count->setText(count == 0 ? tr("Hold Shift and draw around faces to select them")
                                : tr("%n selected", nullptr, count));
    m_count->setProperty("role", count == 0 ? QStringLiteral("quiet") : QStringLiteral("title"));
    m_count->style()->unpolish(m_count);
    m_count->style()->polish(m_count);
    for (QAction* action : {m_review, m_dataset, m_move, m_reject})
        action->setEnabled(count > 0);
    updateDescription();
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
        const auto summary = columns->at(static_cast<std::size_t>(row));
        note = labelText(summary.label);
        if (summary.flagged())
            //: What is known of a face: its state, and how suspicious its label is (0 to 1)
            note = tr("%1, suspicion %2").arg(note, QLocale().toString(static_cast<double>(summary.suspicion), 'f', 2));
    }
    m_card->setPicture(pictures().crop(face));
    m_card->showFace(nameOf(face), note, m_view->placeOf(face), !m_view->showsPictures());
}

// --- decisions

bool MapPage::decided(
    Action action, const QString& name, const QString& title, const QString& text, const QString& verb)
{
    const QString project = session().folder();
    const auto faces = m_view->selected();
    if (faces.size() > 1 && !confirmWithPreview(this, m_services, title, text, verb,
                                                [faces, action, other = engine::utf8(name)](dataset::Project& copy,
                                                                                            jobs::Context& context) {
                                                    copy.decide(faces, action, other, {}, &context);
                                                }))
        return false;
    // While it was asked, a job may have ended or another program decided: the answer is for what was shown.
    if (session().folder() != project || m_view->selected() != faces)
        return false;
    try {
        session().decide(faces, action, name, tr("chosen on the map"));
        return true;
    } catch (const std::exception& e) {
        showError(e);
        return false;
    }
}

void MapPage::moveSelected()
{
    const QString project = session().folder();
    const auto faces = m_view->selected();
    if (faces.empty())
        return;
    const auto name = PersonChooser::choose(this, tr("Move to whom?"), session().faces().names(), {}, true);
    if (!name || session().folder() != project || m_view->selected() != faces)
        return;
    if (decided(Action::Move, *name, tr("Move faces?"),
                tr("%n face(s) become faces of %1.", nullptr, static_cast<int>(faces.size())).arg(*name), tr("Move")))
        m_view->select({});
}

void MapPage::rejectSelected()
{
    const int count = static_cast<int>(m_view->selectedCount());
    if (count > 0 &&
        decided(Action::Reject, {}, tr("Reject faces?"),
                tr("%n face(s) take no part in training or curation any more.", nullptr, count), tr("Reject")))
        m_view->select({});
}

void MapPage::showError(const std::exception& error)
{
    const engine::ErrorText text = engine::errorText(error);
    Q_EMIT errorRaised(text.what, text.tryThis, text.detail);
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
        for (int i = 0; i < m_colours->count(); ++i)
            if (value == QLatin1String(kColours[i]))
                m_colours->setCurrentIndex(i);
    } else if (path.startsWith(QLatin1String("person:"))) {
        m_colours->setCurrentIndex(0);
        const auto& people = session().faces().people();
        m_search->setText(value.isEmpty() && !people.empty() ? people[people.size() / 2].name : value);
        search();
    } else if (!m_view->isEmpty()) {
        // Around the face whose label is the most suspicious.
        const auto columns = session().faces().columns();
        std::size_t worst = 0;
        for (std::size_t i = 0, key = 0xFFFF; i < m_view->scene().size(); ++i)
            if (const auto row = columns->rowOf(m_view->scene().id(i));
                row >= 0 && columns->suspicionKey(static_cast<std::size_t>(row)) < key) {
                worst = i;
                key = columns->suspicionKey(static_cast<std::size_t>(row));
            }
        m_search->clear();
        const QPointF middle = m_view->scene().at(worst);
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
            m_view->setCurrent(m_view->scene().id(worst));
        } else {
            m_view->setCurrent(0);
            m_view->showAll();
            m_view->select(faces);
        }
    }
    return QString::number(m_view->scene().size());
}

} // namespace likeness::pages
