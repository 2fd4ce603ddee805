// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/review/review_page.h"

#include "app/engine/face_pictures.h"
#include "app/engine/lit_pictures.h"
#include "app/engine/project_session.h"
#include "app/engine/qt_convert.h"
#include "app/engine/settings.h"
#include "app/pages/common/async.h"
#include "app/pages/common/flag_text.h"
#include "app/pages/common/light_text.h"
#include "app/pages/common/photo_view.h"
#include "app/pages/review/bulk_dialog.h"
#include "app/pages/review/compare_panel.h"
#include "app/pages/review/evidence_strip.h"
#include "app/pages/review/review_actions.h"
#include "app/pages/review/review_bar.h"
#include "app/pages/review/review_end.h"
#include "app/pages/review/review_text.h"
#include "app/pages/review/set_pictures.h"
#include "core/base/error.h"
#include "core/dataset/review_queue.h"
#include "widgets/common/empty_state.h"
#include "widgets/common/theme.h"
#include "widgets/models/face_list_model.h"
#include "widgets/thumbs/face_delegate.h"

#include <QAction>
#include <QDateTime>
#include <QFrame>
#include <QLabel>
#include <QListView>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <algorithm>

namespace likeness::pages {

using namespace widgets;
using engine::qs;

namespace {

constexpr int kReadAhead = 8;           // faces whose pictures are read before they are asked for
constexpr std::size_t kOthersAhead = 8; // of each side
constexpr int kQueueFaceSize = 72;
constexpr int kFiguresMs = 1000; // between a decision and the figures that follow from it

FaceMark markOf(const ReviewQueue& queue, int index)
{
    const ReviewQueue::Entry& entry = queue.at(index);
    const std::string& decision = entry.flag.decision;
    if (decision.empty() && (!entry.counted || queue.source() != ReviewQueue::Source::Flags))
        return FaceMark::None;
    if (decision.empty())
        return queue.kind() == "leakage" ? FaceMark::Shared : FaceMark::Flagged;
    if (decision == "reject")
        return FaceMark::Rejected;
    return decision == "unsure" ? FaceMark::Unsure : FaceMark::Confirmed;
}

} // namespace

ReviewPage::ReviewPage(Services services, QWidget* parent)
    : Page(services, parent), m_figuresTimer(this), m_lit(new engine::LitPictures(*services.pictures, this)),
      m_setPictures(new SetPictures(*services.session, this))
{
    m_clock.start();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_bar = new ReviewBar(services, this);
    m_bar->setProperty("role", QStringLiteral("bar"));
    column->addWidget(m_bar);
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(buildWork());
    m_empty = new EmptyState(QStringLiteral("review"), m_stack);
    m_stack->addWidget(m_empty);
    column->addWidget(m_stack, 1);
    connectActions();
    m_bar->addTool(m_actions->bulk);
    try {
        showLight(image::lightingOf(engine::utf8(settings().get(engine::settings::kReviewLight))));
    } catch (const Error&) { // written by a later version
    }

    connect(m_bar, &ReviewBar::selectionChanged, this, [this] {
        m_guest = 0;
        m_given.clear();
        m_index = -1;
        m_item.reset();
        m_queue.clear();
        m_bar->refresh();
        reload();
    });
    connect(m_bar, &ReviewBar::givenClosed, this, &ReviewPage::leaveGiven);
    connect(m_bar, &ReviewBar::whyAsked, m_actions->why, &QAction::trigger);
    connect(m_empty, &EmptyState::clicked, this, &ReviewPage::endClicked);
    const auto ready = [this](const std::vector<dataset::FaceId>& faces) {
        m_compare->picturesReady(faces);
        m_listModel->picturesReady(faces);
    };
    connect(&pictures(), &engine::FacePictures::ready, this, ready);
    connect(m_lit, &engine::LitPictures::ready, m_compare, &ComparePanel::picturesReady);
    connect(m_setPictures, &SetPictures::ready, m_compare,
            [this](std::int64_t flag) { m_compare->picturesReady({-flag}); });
    m_figuresTimer.setSingleShot(true);
    connect(&m_figuresTimer, &QTimer::timeout, this, &ReviewPage::readFiguresNow);

    connect(&session(), &engine::ProjectSession::labelsChanged, this, &ReviewPage::followChanges);
    connect(&session(), &engine::ProjectSession::flagsRefreshed, this, &ReviewPage::takeIn);
    const auto changed = [this] {
        m_stale = true;
        if (isVisible() && !m_deciding)
            activate();
    };
    for (auto signal :
         {&engine::ProjectSession::flagsChanged, &engine::ProjectSession::facesChanged,
          &engine::ProjectSession::contentChanged, &engine::ProjectSession::opened, &engine::ProjectSession::closed})
        connect(&session(), signal, this, changed);
    connect(&session(), &engine::ProjectSession::aboutToClose, this, [this] {
        m_guest = 0;
        m_given.clear();
        m_decidedAt.clear(); // another project numbers its entries anew
        m_pace = {};
        m_figures = {};
    });
}

ReviewPage::~ReviewPage() = default;

QWidget* ReviewPage::buildList(QWidget* parent)
{
    m_listDelegate = new FaceDelegate(this);
    m_listDelegate->setPictureSize(kQueueFaceSize);
    m_listModel = new FaceListModel(
        [this](std::span<const std::int64_t> faces) {
            std::vector<FaceCell> cells;
            for (const std::int64_t face : faces) {
                const int place = m_queue.indexOf(face);
                if (place < 0) {
                    cells.emplace_back();
                    continue;
                }
                const dataset::QueuedFlag& flag = m_queue.at(place).flag;
                cells.push_back({flag.id != 0 ? percent(static_cast<double>(flag.score)) : QString(), QString(),
                                 markOf(m_queue, place)});
            }
            return cells;
        },
        [this](std::int64_t face) { return pictures().crop(face); }, this);
    m_list = makeFaceGrid(m_listDelegate, parent);
    m_list->setObjectName(QStringLiteral("reviewQueue"));
    m_list->setModel(m_listModel);
    m_list->setSelectionMode(QAbstractItemView::SingleSelection);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setFixedWidth(2 * (kQueueFaceSize + 16) + 20);
    connect(m_list, &QListView::clicked, this, [this](const QModelIndex& index) { showFlag(index.row()); });
    return m_list;
}

QWidget* ReviewPage::buildWork()
{
    auto* work = new QWidget(m_stack);
    auto* row = new QHBoxLayout(work);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(buildList(work));
    auto* rule = new QFrame(work);
    rule->setFrameShape(QFrame::VLine);
    rule->setFrameShadow(QFrame::Plain);
    rule->setForegroundRole(QPalette::Mid);
    row->addWidget(rule);

    auto* column = new QVBoxLayout;
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_view = new QStackedWidget(work);
    m_compare = new ComparePanel([this](std::int64_t face) { return pictures().crop(face); },
                                 [this](std::int64_t face) { return litPicture(face); }, m_view);
    m_photo = new PhotoView(pictures(), m_view);
    m_view->addWidget(m_compare);
    m_view->addWidget(m_photo);
    column->addWidget(m_view, 1);

    m_sentence = new QLabel(work);
    m_sentence->setObjectName(QStringLiteral("sentence"));
    m_sentence->setTextFormat(Qt::PlainText);
    m_sentence->setWordWrap(true);
    m_sentence->setContentsMargins(kMargin, kGap, kMargin, 0);
    QFont font = m_sentence->font();
    font.setPointSizeF(font.pointSizeF() * 1.1);
    m_sentence->setFont(font);
    column->addWidget(m_sentence);
    m_parts = new EvidenceStrip(work);
    m_parts->setObjectName(QStringLiteral("evidence"));
    column->addWidget(m_parts);
    auto* below = new QHBoxLayout;
    below->setContentsMargins(kMargin, kGap, kMargin, kGap);
    below->setSpacing(2 * kMargin);
    m_where = new QLabel(work);
    m_where->setTextFormat(Qt::PlainText);
    m_where->setProperty("role", QStringLiteral("quiet"));
    m_where->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_where->setMinimumWidth(10);
    m_opinions = new QLabel(work);
    m_opinions->setObjectName(QStringLiteral("opinions"));
    m_opinions->setTextFormat(Qt::PlainText);
    m_opinions->setMinimumWidth(10);
    below->addWidget(m_where);
    below->addWidget(m_opinions);
    below->addStretch(1);
    column->addLayout(below);
    m_actions = new ReviewActions(this, work);
    column->addWidget(m_actions);
    row->addLayout(column, 1);
    return work;
}

std::string ReviewPage::method() const
{
    return engine::utf8(m_bar->method());
}

void ReviewPage::activate()
{
    if (m_stale) {
        m_bar->refresh();
        reload();
    }
    setFocus();
}

void ReviewPage::readQueue()
{
    const dataset::Project& project = session().project();
    if (!m_given.empty())
        m_queue.readGiven(project, m_given, method());
    else if (m_bar->secondLook())
        m_queue.readSecondLook(project, dataset::presentUser());
    else
        m_queue.readFlags(project, m_bar->queueMethod(), engine::utf8(m_bar->kind()));
    if (m_guest != 0)
        m_queue.invite(project, m_guest, method());
}

void ReviewPage::reload()
{
    m_stale = false;
    const dataset::FaceId before = currentFace();
    m_bar->setGiven(static_cast<int>(m_given.size()));
    if (!session().isOpen()) {
        m_queue.clear();
        m_item.reset();
        m_index = -1;
        m_listModel->setFaces({});
        return;
    }
    readQueue();
    m_listModel->setFaces(m_queue.faces());
    readFiguresSoon(0);
    m_index = m_queue.indexOf(before); // where it was, else the worst that is not decided
    if (m_index >= 0)
        showFlag(m_index);
    else if (m_queue.size() == 0)
        showEnd();
    else
        next();
}

dataset::FaceId ReviewPage::currentFace() const
{
    return m_index >= 0 && m_index < m_queue.size() ? m_queue.at(m_index).flag.face : 0;
}

bool ReviewPage::isFullyShown() const
{
    return currentFace() == 0 || m_view->currentIndex() != 0 || m_compare->isComplete();
}

void ReviewPage::showFlag(int index)
{
    m_index = std::clamp(index, 0, m_queue.size());
    if (m_index == m_queue.size()) {
        showEnd();
        return;
    }
    m_stack->setCurrentIndex(0);
    const QModelIndex row = m_listModel->index(m_index);
    m_list->setCurrentIndex(row);
    m_list->scrollTo(row);
    m_pace.shown(m_clock.elapsed());
    showCurrent();
    QTimer::singleShot(0, this, &ReviewPage::readAhead); // what is asked for now comes first
}

// Goes on to what is still to decide. What came to be settled by other decisions leaves the queue unseen.
void ReviewPage::next()
{
    const auto settled = [this](int index) {
        const ReviewQueue::Entry& entry = m_queue.at(index);
        if (!entry.counted || m_queue.isDone(index) || m_queue.source() != ReviewQueue::Source::Flags)
            return false;
        const auto flag = session().project().flag(entry.flag.id);
        return !flag || !flag->flagged || dataset::isSettled(session().project(), flag->id);
    };
    std::vector<int> gone;
    if (m_index >= 0 && m_index < m_queue.size() && settled(m_index))
        gone.push_back(m_index);
    int to = m_queue.nextOpen(m_index);
    for (; to < m_queue.size() && settled(to); to = m_queue.nextOpen(to))
        gone.push_back(to);
    if (!gone.empty()) {
        m_queue.drop(gone);
        m_listModel->setFaces(m_queue.faces());
    }
    showFlag(to - static_cast<int>(gone.size())); // all of them came before it
}

void ReviewPage::showCurrent()
{
    if (currentFace() == 0)
        return;
    m_item = readItem(session().project(), m_queue, m_index, method());
    if (!m_item) { // removed since the queue was read
        m_queue.drop({m_index--});
        m_listModel->setFaces(m_queue.faces());
        next();
        return;
    }
    const ReviewItem& item = *m_item;
    const bool second = m_queue.source() == ReviewQueue::Source::SecondLook;
    const bool counted = m_queue.at(m_index).counted;
    const int all = reviewed() + left();
    ComparePanel::Side own{ownHeading(item), ownNote(item), item.own};
    ComparePanel::Side rival{rivalHeading(item), rivalNote(item), item.rival};
    ComparePanel::Side face;
    //: Position in the queue: this one of so many
    face.heading = counted ? tr("%1 of %2").arg(QLocale().toString(m_queue.number(m_index)), QLocale().toString(all))
                           : tr("Not in the list");
    face.note = stateText(item);
    face.faces = {item.face.id};
    face.faces.insert(face.faces.end(), item.part.begin(), item.part.end());
    m_compare->show(own, face, rival, item.is("leakage") ? FacePane::Frame::Shared : FacePane::Frame::Suspect);
    m_sentence->setText(sentenceText(item));
    m_parts->setParts(evidenceParts(item, m_bar->method()));
    const QString opinions = opinionsText(item, QDateTime::currentMSecsSinceEpoch());
    m_opinions->setText(opinions);
    m_opinions->setVisible(!opinions.isEmpty());
    m_where->setText(item.key);
    m_where->setToolTip(item.path);
    m_actions->show(item, second);
    updateProgress();
    if (m_view->currentIndex() == 1)
        m_photo->showFace(item.face);
}

void ReviewPage::showEnd()
{
    m_item.reset();
    m_index = m_queue.size();
    m_actions->showNothing();
    updateProgress();
    m_stack->setCurrentIndex(1);
    if (!session().isOpen())
        return;
    const ReviewEnd end =
        reviewEnd({session().project(), m_queue, m_figures, m_bar->method(), m_bar->kind(), m_bar->hasFlags()});
    m_endNext = static_cast<int>(end.next);
    m_empty->set(end.title, end.text, end.button);
}

void ReviewPage::updateProgress()
{
    const int open = left();
    m_bar->setProgress(reviewed(), open, paceText(m_pace, open));
    const bool isOpen = session().isOpen();
    m_actions->undo->setEnabled(isOpen && session().project().canUndo());
    m_actions->redo->setEnabled(isOpen && session().project().canRedo());
    m_actions->back->setEnabled(m_index > 0);
    m_actions->skip->setEnabled(m_index < m_queue.size());
    m_actions->bulk->setEnabled(isOpen && m_queue.source() == ReviewQueue::Source::Flags && open > 0 &&
                                BulkDialog::knows(engine::utf8(m_bar->kind())));
    m_actions->leave->setEnabled(!m_given.empty() || m_bar->secondLook());
}

void ReviewPage::readAhead()
{
    if (!session().isOpen() || m_index < 0)
        return;
    std::vector<int> ahead;
    for (int i = m_queue.nextOpen(m_index); i < m_queue.size() && static_cast<int>(ahead.size()) < kReadAhead;
         i = m_queue.nextOpen(i))
        ahead.push_back(i);
    for (auto it = ahead.rbegin(); it != ahead.rend(); ++it) { // the nearest last: the latest wish is read first
        const auto item = readItem(session().project(), m_queue, *it, method());
        if (!item)
            continue;
        for (const auto* list : {&item->part, &item->rival, &item->own})
            for (std::size_t k = std::min(list->size(), kOthersAhead); k-- > 0;)
                litPicture((*list)[k]);
        m_lit->crop(item->face.id);
    }
}

// Of a face, or what a flag names in a verification set (see ReviewItem::rival).
std::optional<QPixmap> ReviewPage::litPicture(std::int64_t id)
{
    return id < 0 ? m_setPictures->picture(-id) : m_lit->crop(id);
}

void ReviewPage::readFiguresSoon(int ms)
{
    if (!m_figuresTimer.isActive() || m_figuresTimer.remainingTime() > ms)
        m_figuresTimer.start(ms);
}

void ReviewPage::readFiguresNow()
{
    if (!session().isOpen())
        return;
    if (std::exchange(m_readingFigures, true)) {
        readFiguresSoon(kFiguresMs);
        return;
    }
    runAsync(
        this,
        [folder = engine::toPath(session().folder()), method = method()] {
            return readFigures(dataset::Project::open(folder, dataset::Project::Mode::ReadOnly), method);
        },
        [this, folder = session().folder()](ReviewFigures figures) {
            m_readingFigures = false;
            if (!session().isOpen() || session().folder() != folder)
                return;
            if (figures.method != method()) { // another one was chosen meanwhile
                readFiguresSoon(0);
                return;
            }
            m_figures = std::move(figures);
            m_bar->setFigures(m_figures);
            if (m_stack->currentIndex() == 1)
                showEnd();
        },
        [this](const std::exception&) { m_readingFigures = false; }); // they are an extra; what one does next says it
}

void ReviewPage::showLight(image::Lighting light)
{
    m_lit->setLighting(light);
    m_compare->setLight(lightText(light));
}

void ReviewPage::openFaces(const std::vector<dataset::FaceId>& faces)
{
    m_guest = 0;
    m_given = faces;
    m_bar->setSecondLook(false);
    m_bar->refresh();
    m_index = -1;
    reload();
    setFocus();
}

void ReviewPage::openFace(dataset::FaceId face)
{
    activate();
    if (m_queue.indexOf(face) < 0) {
        // Under another method or kind, the worst suspicion first; else as it is, to be decided all the same.
        const auto flags = session().project().flagsOf(face);
        const auto flag = std::find_if(flags.begin(), flags.end(), [](const auto& f) { return f.flagged; });
        m_given.clear();
        m_guest = flag == flags.end() ? face : 0;
        if (flag != flags.end())
            m_bar->choose(*flag);
        reload();
        if (m_queue.indexOf(face) < 0 && m_guest == 0) { // settled, or part of another question
            m_guest = face;
            reload();
        }
    }
    if (const int place = m_queue.indexOf(face); place >= 0)
        showFlag(place);
    else
        Q_EMIT statusMessage(tr("This face is no longer in the project."), 4000);
}

} // namespace likeness::pages
