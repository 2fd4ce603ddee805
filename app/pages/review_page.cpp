// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/review_page.h"

#include "app/engine/error_text.h"
#include "app/engine/face_pictures.h"
#include "app/engine/project_session.h"
#include "app/engine/qt_convert.h"
#include "app/pages/compare_panel.h"
#include "app/pages/demo_truth.h"
#include "app/pages/flag_text.h"
#include "app/pages/photo_view.h"
#include "app/pages/review_bar.h"
#include "widgets/common/empty_state.h"
#include "widgets/common/icons.h"
#include "widgets/common/person_chooser.h"
#include "widgets/common/theme.h"
#include "widgets/models/face_list_model.h"
#include "widgets/thumbs/face_delegate.h"

#include <QAction>
#include <QFrame>
#include <QLabel>
#include <QListView>
#include <QLocale>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <algorithm>

namespace likeness::pages {

using namespace widgets;
using dataset::Action;
using engine::qs;

namespace {

constexpr std::size_t kOthersShown = 24;
constexpr int kReadAhead = 4;
constexpr int kQueueFaceSize = 72;

constexpr int kLongestQueue = 50'000; // the rest comes when these are decided

FaceMark markOf(const dataset::QueuedFlag& flag, bool flagged)
{
    if (flag.decision.empty())
        return flagged ? FaceMark::Flagged : FaceMark::None;
    if (flag.decision == "reject")
        return FaceMark::Rejected;
    return flag.decision == "unsure" ? FaceMark::Unsure : FaceMark::Confirmed;
}

// What was decided about a face that no flag remembers it for.
dataset::FlagRow withoutEvidence(const dataset::FaceRow& face)
{
    dataset::FlagRow row;
    row.face = face.id;
    if (face.label != dataset::LabelState::Unreviewed)
        row.decision = dataset::actionName(face.label == dataset::LabelState::Confirmed  ? Action::Keep
                                           : face.label == dataset::LabelState::Rejected ? Action::Reject
                                                                                         : Action::Unsure);
    return row;
}

// `first` to the front, where it is in the list.
void bringToFront(std::vector<std::int64_t>& faces, std::int64_t first)
{
    if (const auto it = std::find(faces.begin(), faces.end(), first); it != faces.end())
        std::rotate(faces.begin(), it, it + 1);
    if (faces.size() > kOthersShown)
        faces.resize(kOthersShown);
}

} // namespace

ReviewPage::ReviewPage(Services services, QWidget* parent) : Page(services, parent)
{
    buildActions();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_bar = new ReviewBar(services, this);
    column->addWidget(m_bar);
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(buildWork());
    m_empty = new EmptyState(QStringLiteral("review"), m_stack);
    m_stack->addWidget(m_empty);
    column->addWidget(m_stack, 1);

    connect(m_bar, &ReviewBar::selectionChanged, this, [this] {
        m_guest = 0;
        m_bar->refresh();
        reload();
    });
    connect(m_empty, &EmptyState::clicked, this, [this] {
        if (!session().isOpen())
            return;
        if (session().project().counts().faces == 0) {
            Q_EMIT goTo(QStringLiteral("dataset"), 0);
        } else if (left() + reviewed() == 0) {
            m_bar->run();
        } else if (left() > 0) {
            m_index = -1;
            next();
        } else {
            Q_EMIT goTo(QStringLiteral("train"), 0);
        }
    });
    connect(&pictures(), &engine::FacePictures::ready, this, [this](const std::vector<dataset::FaceId>& faces) {
        m_compare->picturesReady(faces);
        m_listModel->picturesReady(faces);
    });
    const auto changed = [this] {
        m_stale = true;
        if (isVisible() && !m_deciding)
            activate();
    };
    for (auto signal : {&engine::ProjectSession::labelsChanged, &engine::ProjectSession::flagsChanged,
                        &engine::ProjectSession::facesChanged, &engine::ProjectSession::contentChanged,
                        &engine::ProjectSession::opened, &engine::ProjectSession::closed})
        connect(&session(), signal, this, changed);
    connect(&session(), &engine::ProjectSession::aboutToClose, this, [this] { m_guest = 0; });
}

void ReviewPage::buildActions()
{
    const auto add = [this](const QString& text, const QString& iconName, const QList<QKeySequence>& keys, auto slot) {
        auto* action = new QAction(icon(iconName), text, this);
        action->setShortcuts(keys);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        //: A command and the key for it
        action->setToolTip(tr("%1 (%2)").arg(text, keys.constFirst().toString(QKeySequence::NativeText)));
        connect(action, &QAction::triggered, this, slot);
        addAction(action);
        return action;
    };
    m_keep = add(tr("Keep"), QStringLiteral("check"), {QKeySequence(Qt::Key_K)}, [this] { decide(Action::Keep); });
    m_move = add(tr("Move"), QStringLiteral("move"),
                 {QKeySequence(Qt::Key_M), QKeySequence(Qt::Key_Return), QKeySequence(Qt::Key_Enter)},
                 [this] { decide(Action::Move, m_rivalName); });
    m_other =
        add(tr("Someone else…"), QStringLiteral("person"), {QKeySequence(Qt::Key_T)}, [this] { moveToAnother(); });
    m_reject =
        add(tr("Reject"), QStringLiteral("reject"), {QKeySequence(Qt::Key_R)}, [this] { decide(Action::Reject); });
    m_unsure =
        add(tr("Unsure"), QStringLiteral("unsure"), {QKeySequence(Qt::Key_U)}, [this] { decide(Action::Unsure); });
    m_skip =
        add(tr("Skip"), QStringLiteral("skip"),
            {QKeySequence(Qt::Key_S), QKeySequence(Qt::Key_Right), QKeySequence(Qt::Key_Down)}, [this] { next(); });
    m_back = add(tr("Back"), QStringLiteral("previous"), {QKeySequence(Qt::Key_Left), QKeySequence(Qt::Key_Up)},
                 [this] { showFlag(m_index - 1); });
    m_undo = add(tr("Undo"), QStringLiteral("undo"), {QKeySequence(Qt::Key_Z)}, [this] { undoHere(); });
    m_photoAction = add(tr("Photograph"), QStringLiteral("photo"), {QKeySequence(Qt::Key_Space)}, [this] {
        m_view->setCurrentIndex(m_photoAction->isChecked() ? 1 : 0);
        showCurrent();
    });
    m_photoAction->setCheckable(true);
    m_annotate = add(tr("Annotate"), QStringLiteral("annotate"), {QKeySequence(Qt::Key_A)}, [this] {
        if (const auto face = currentFace())
            Q_EMIT goTo(QStringLiteral("annotate"), face);
    });
}

QWidget* ReviewPage::buildWork()
{
    auto* work = new QWidget(m_stack);
    auto* row = new QHBoxLayout(work);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);

    m_listDelegate = new FaceDelegate(this);
    m_listDelegate->setPictureSize(kQueueFaceSize);
    m_listModel = new FaceListModel(
        [this](std::span<const std::int64_t> faces) {
            std::vector<FaceCell> cells;
            for (const std::int64_t face : faces) {
                const auto it = m_rows.find(face);
                if (it == m_rows.end()) {
                    cells.emplace_back();
                    continue;
                }
                const dataset::QueuedFlag& flag = m_queue[it->second];
                cells.push_back({flag.id != 0 ? QLocale().toString(static_cast<double>(flag.score), 'f', 2) : QString(),
                                 QString(), markOf(flag, isFlag(static_cast<int>(it->second)))});
            }
            return cells;
        },
        [this](std::int64_t face) { return pictures().crop(face); }, this);
    m_list = makeFaceGrid(m_listDelegate, work);
    m_list->setObjectName(QStringLiteral("reviewQueue"));
    m_list->setModel(m_listModel);
    m_list->setSelectionMode(QAbstractItemView::SingleSelection);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setFixedWidth(2 * (kQueueFaceSize + 16) + 20);
    connect(m_list, &QListView::clicked, this, [this](const QModelIndex& index) { showFlag(index.row()); });
    row->addWidget(m_list);
    auto* rule = new QFrame(work);
    rule->setFrameShape(QFrame::VLine);
    rule->setFrameShadow(QFrame::Plain);
    rule->setForegroundRole(QPalette::Mid);
    row->addWidget(rule);

    auto* column = new QVBoxLayout;
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_view = new QStackedWidget(work);
    m_compare = new ComparePanel([this](std::int64_t face) { return pictures().crop(face); }, m_view);
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
    m_where = new QLabel(work);
    m_where->setTextFormat(Qt::PlainText);
    m_where->setProperty("role", QStringLiteral("quiet"));
    m_where->setContentsMargins(kMargin, 2, kMargin, kGap);
    m_where->setTextInteractionFlags(Qt::TextSelectableByMouse);
    column->addWidget(m_where);

    auto* actions = new QFrame(work);
    actions->setProperty("role", QStringLiteral("bar"));
    auto* buttons = new QHBoxLayout(actions);
    buttons->setContentsMargins(kMargin, kGap, kMargin, kGap);
    buttons->setSpacing(kGap);
    const auto button = [&](QAction* action, const QString& role) {
        auto* b = new QPushButton(actions);
        b->setFocusPolicy(Qt::TabFocus);
        b->setProperty("role", role);
        const auto sync = [b, action] {
            QString text = action->text();
            text.replace(QLatin1Char('&'), QLatin1String("&&"));
            //: Caption of a button: what it does, then its key
            b->setText(ReviewPage::tr("%1   %2").arg(text, action->shortcut().toString(QKeySequence::NativeText)));
            b->setToolTip(action->toolTip());
            b->setEnabled(action->isEnabled());
        };
        sync();
        connect(action, &QAction::changed, b, sync);
        connect(b, &QPushButton::clicked, action, &QAction::trigger);
        buttons->addWidget(b);
        return b;
    };
    button(m_move, QStringLiteral("primary"))->setObjectName(QStringLiteral("moveButton"));
    for (QAction* action : {m_keep, m_other, m_reject, m_unsure, m_skip})
        button(action, {});
    buttons->addStretch(1);
    for (QAction* action : {m_undo, m_photoAction, m_annotate})
        button(action, {});
    column->addWidget(actions);
    row->addLayout(column, 1);
    return work;
}

void ReviewPage::activate()
{
    if (m_stale) {
        m_bar->refresh();
        reload();
    }
    setFocus();
}

void ReviewPage::reload()
{
    m_stale = false;
    const dataset::FaceId before = currentFace();
    m_queue.clear();
    m_rows.clear();
    m_guestFlag.reset();
    m_reviewed = 0;
    if (!session().isOpen()) {
        m_index = -1;
        m_listModel->setFaces({});
        return;
    }
    for (dataset::QueuedFlag& flag :
         session().project().flagQueue(m_bar->queueMethod(), engine::utf8(m_bar->kind()), kLongestQueue)) {
        if (!m_rows.emplace(flag.face, m_queue.size()).second)
            continue;
        m_reviewed += flag.decision.empty() ? 0 : 1;
        m_queue.push_back(std::move(flag));
    }
    m_guestFlag = guestFlag();
    if (m_guestFlag) {
        m_queue.insert(m_queue.begin(), {m_guestFlag->id, m_guestFlag->face, static_cast<float>(m_guestFlag->score),
                                         m_guestFlag->decision});
        m_rows.clear();
        for (std::size_t i = 0; i < m_queue.size(); ++i)
            m_rows.emplace(m_queue[i].face, i);
    }
    std::vector<std::int64_t> faces;
    faces.reserve(m_queue.size());
    for (const dataset::QueuedFlag& flag : m_queue)
        faces.push_back(flag.face);
    m_listModel->setFaces(std::move(faces));

    if (m_queue.empty()) {
        m_index = -1;
        showEnd();
        return;
    }
    // Where it was, else the worst that is not decided.
    const auto it = m_rows.find(before);
    if (it != m_rows.end()) {
        showFlag(static_cast<int>(it->second));
        return;
    }
    m_index = -1;
    next();
}

// Nothing when there is no guest, or when it is flagged by now and has its place.
std::optional<dataset::FlagRow> ReviewPage::guestFlag() const
{
    if (m_guest == 0 || m_rows.contains(m_guest))
        return std::nullopt;
    const dataset::Project& project = m_services.session->project();
    const auto face = project.face(m_guest);
    if (!face)
        return std::nullopt;
    // How alike it is to whom, by the chosen method if that has looked.
    std::optional<dataset::FlagRow> evidence;
    for (dataset::FlagRow& flag : project.flagsOf(m_guest))
        if (flag.kind == "mislabelled" && (!evidence || qs(flag.method) == m_bar->method()))
            evidence = std::move(flag);
    return evidence ? evidence : withoutEvidence(*face);
}

dataset::FlagRow ReviewPage::flagAt(int index) const
{
    const dataset::QueuedFlag& queued = m_queue[static_cast<std::size_t>(index)];
    std::optional<dataset::FlagRow> flag;
    if (!isFlag(index))
        flag = m_guestFlag;
    else
        flag = m_services.session->project().flag(queued.id);
    if (!flag) { // a job has replaced it since the queue was read
        flag.emplace();
        flag->face = queued.face;
    }
    flag->decision = queued.decision;
    return *flag;
}

dataset::FaceId ReviewPage::currentFace() const
{
    return m_index >= 0 && m_index < static_cast<int>(m_queue.size()) ? m_queue[static_cast<std::size_t>(m_index)].face
                                                                      : 0;
}

int ReviewPage::reviewed() const
{
    return m_reviewed;
}

int ReviewPage::left() const
{
    return static_cast<int>(m_queue.size()) - (m_guestFlag ? 1 : 0) - m_reviewed;
}

void ReviewPage::showFlag(int index)
{
    if (m_queue.empty())
        return;
    m_index = std::clamp(index, 0, static_cast<int>(m_queue.size()));
    if (m_index == static_cast<int>(m_queue.size())) {
        showEnd();
        return;
    }
    m_stack->setCurrentIndex(0);
    const QModelIndex row = m_listModel->index(m_index);
    m_list->setCurrentIndex(row);
    m_list->scrollTo(row);
    showCurrent();
    readAhead(m_index + 1);
}

std::vector<std::int64_t> ReviewPage::ownFaces(const dataset::FlagRow& flag, dataset::IdentityId own) const
{
    if (own == 0)
        return {};
    std::vector<std::int64_t> faces = m_services.session->project().facesOf(own);
    std::erase(faces, flag.face);
    bringToFront(faces, nearestOwnFace(flag));
    return faces;
}

std::vector<std::int64_t> ReviewPage::rivalFaces(const dataset::FlagRow& flag) const
{
    if (flag.suggested == 0)
        return flag.rivalFace ? std::vector<std::int64_t>{flag.rivalFace} : std::vector<std::int64_t>{};
    std::vector<std::int64_t> faces = m_services.session->project().facesOf(flag.suggested);
    std::erase(faces, flag.face); // it may have been moved there already
    bringToFront(faces, flag.rivalFace);
    return faces;
}

void ReviewPage::showCurrent()
{
    const bool any = currentFace() != 0;
    for (QAction* action : {m_keep, m_other, m_reject, m_unsure, m_annotate, m_photoAction})
        action->setEnabled(any);
    updateProgress();
    if (!any)
        return;
    const dataset::FlagRow flag = flagAt(m_index);
    const dataset::Project& project = session().project();
    const auto face = project.face(flag.face);
    if (!face) { // removed since the flags were read
        m_stale = true;
        next();
        return;
    }
    const auto nameOf = [&](dataset::IdentityId id) {
        const auto row = id ? project.identity(id) : std::nullopt;
        return row ? qs(row->name) : QString();
    };
    m_ownName = nameOf(face->identity);
    m_rivalName = flag.suggested == face->identity ? QString() : nameOf(flag.suggested);
    m_move->setEnabled(!m_rivalName.isEmpty());
    m_move->setText(m_rivalName.isEmpty() ? tr("Move") : tr("Move to %1").arg(m_rivalName));
    const auto image = project.image(face->image);

    ComparePanel::Side own;
    own.faces = ownFaces(flag, face->identity);
    own.heading = m_ownName.isEmpty() ? tr("Not labelled") : tr("Labelled: %1").arg(m_ownName);
    const int others = static_cast<int>(own.faces.size());
    own.note = flag.id != 0 ? tr("%n other face(s), the most alike on top", nullptr, others)
                            : tr("%n other face(s)", nullptr, others);
    ComparePanel::Side rival;
    rival.faces = rivalFaces(flag);
    if (flag.id != 0)
        rival.heading =
            flag.suggested ? tr("Looks like: %1").arg(nameOf(flag.suggested)) : tr("No other person to compare with");
    if (flag.suggested)
        rival.note = tr("%n face(s), the most alike on top", nullptr, static_cast<int>(rival.faces.size()));
    QString state = tr("Suspicion %1, flagged from %2")
                        .arg(QLocale().toString(flag.score, 'f', 2), QLocale().toString(flag.threshold, 'f', 2));
    if (!flag.decision.empty())
        state = tr("Decided: %1").arg(decisionText(qs(flag.decision)));
    else if (flag.id == 0)
        state = tr("Not compared with others yet");
    const int flags = left() + reviewed();
    const int number = m_index + 1 - (static_cast<int>(m_queue.size()) - flags);
    //: Position in the queue: this one of so many
    const QString heading = isFlag(m_index) ? tr("Flag %1 of %2").arg(number).arg(flags) : tr("Not flagged");
    m_compare->show(flag.face, heading, state, own, rival);
    m_sentence->setText(flag.id != 0 ? flagSentence(flag, m_ownName, nameOf(flag.suggested)) : QString());
    m_where->setText(image ? qs(image->key) : QString());
    m_where->setToolTip(image ? qs(image->path) : QString());
    if (m_view->currentIndex() == 1)
        m_photo->showFace(*face);
}

void ReviewPage::showEnd()
{
    for (QAction* action : {m_keep, m_move, m_other, m_reject, m_unsure, m_annotate, m_photoAction})
        action->setEnabled(false);
    updateProgress();
    m_stack->setCurrentIndex(1);
    if (!session().isOpen())
        return;
    const dataset::Counts counts = session().project().counts();
    if (counts.faces == 0) {
        m_empty->set(tr("No faces yet"), tr("Import a folder that holds one folder of images per person."),
                     tr("Go to Dataset"));
    } else if (left() + reviewed() == 0 && m_bar->hasFlags()) {
        m_empty->set(
            tr("Nothing is flagged here"),
            tr("By this method no face looks suspicious. A model's embeddings give an independent second opinion."),
            tr("Look again"));
    } else if (left() + reviewed() == 0) {
        m_empty->set(tr("Nothing was looked for yet"),
                     tr("Likeness compares every face with its own person and with all others, and lists those whose "
                        "label looks wrong, "
                        "worst first. LBPH needs no model and takes seconds for some hundred faces."),
                     tr("Look for wrong labels"));
    } else if (left() > 0) {
        m_empty->set(tr("End of the list"),
                     tr("%n flag(s) were skipped and are still open. Press ← to go back.", nullptr, left()),
                     tr("Back to the open flags"));
    } else {
        QString text = tr("%n flag(s) reviewed.", nullptr, reviewed());
        if (const QString truth = demoTruthText(session().project(), m_bar->method()); !truth.isEmpty())
            //: Two sentences after each other
            text = tr("%1 %2").arg(text, truth);
        m_empty->set(tr("All flags are reviewed"), text, tr("Train a model"));
    }
}

void ReviewPage::next()
{
    if (m_queue.empty())
        return;
    const int size = static_cast<int>(m_queue.size());
    for (int i = m_index + 1; i < size; ++i)
        if (isFlag(i) && m_queue[static_cast<std::size_t>(i)].decision.empty()) {
            showFlag(i);
            return;
        }
    showFlag(size);
}

void ReviewPage::decide(Action action, const QString& other)
{
    const dataset::FaceId face = currentFace();
    if (face == 0 || (action == Action::Move && other.isEmpty()))
        return;
    dataset::QueuedFlag& flag = m_queue[static_cast<std::size_t>(m_index)];
    m_deciding = true; // the answer is known here; reading everything again would only cost time
    try {
        session().decide({face}, action, other, m_sentence->text());
        m_reviewed += isFlag(m_index) && flag.decision.empty() ? 1 : 0;
        flag.decision = dataset::actionName(action);
        m_stale = false;
        m_listModel->refreshCells();
        next();
    } catch (const std::exception& e) {
        const engine::ErrorText text = engine::errorText(e);
        Q_EMIT errorRaised(text.what, text.tryThis, text.detail);
    }
    m_deciding = false;
}

void ReviewPage::moveToAnother()
{
    const dataset::FaceId face = currentFace();
    if (face == 0)
        return;
    const QString project = session().folder();
    QStringList names = session().faces().names();
    QStringList first;
    if (!m_rivalName.isEmpty())
        first.append(m_rivalName);
    names.removeAll(m_ownName);
    const auto name = PersonChooser::choose(this, tr("Who is this?"), names, first, true);
    // While it was open, a job may have ended or another program decided: the answer is for the face that was shown.
    if (name && !m_stale && currentFace() == face && session().folder() == project)
        decide(Action::Move, *name);
}

void ReviewPage::undoHere()
{
    std::vector<std::pair<dataset::FaceId, std::string>> before;
    for (const dataset::QueuedFlag& flag : m_queue)
        before.emplace_back(flag.face, flag.decision);
    try {
        m_deciding = true;
        const bool undone = session().undo();
        m_deciding = false;
        if (!undone) {
            Q_EMIT statusMessage(tr("There is nothing to undo."), 3000);
            return;
        }
    } catch (const std::exception& e) {
        m_deciding = false;
        const engine::ErrorText text = engine::errorText(e);
        Q_EMIT errorRaised(text.what, text.tryThis, text.detail);
        return;
    }
    reload();
    // Back to what was decided last, which is what the person wants to see again.
    for (const auto& [face, decision] : before) {
        const auto it = m_rows.find(face);
        if (it != m_rows.end() && m_queue[it->second].decision != decision) {
            showFlag(static_cast<int>(it->second));
            return;
        }
    }
}

void ReviewPage::updateProgress()
{
    m_bar->setProgress(reviewed(), reviewed() + left());
    m_undo->setEnabled(session().isOpen() && session().project().canUndo());
    m_back->setEnabled(m_index > 0);
    m_skip->setEnabled(m_index < static_cast<int>(m_queue.size()));
}

void ReviewPage::readAhead(int from)
{
    const int end = std::min(from + kReadAhead, static_cast<int>(m_queue.size()));
    for (int i = end - 1; i >= from; --i) { // the nearest last: the latest wish is read first
        const dataset::FlagRow flag = flagAt(i);
        const auto face = session().project().face(flag.face);
        if (!face)
            continue;
        for (const auto& list : {rivalFaces(flag), ownFaces(flag, face->identity)})
            for (std::size_t k = std::min<std::size_t>(list.size(), 8); k-- > 0;)
                pictures().crop(list[k]);
        pictures().crop(flag.face);
    }
}

void ReviewPage::openFace(dataset::FaceId face)
{
    activate();
    if (!m_rows.contains(face)) {
        // Under another method or kind, the worst suspicion first; else as it is, to be decided all the same.
        const auto flags = session().project().flagsOf(face);
        const auto flag = std::find_if(flags.begin(), flags.end(), [](const auto& f) { return f.flagged; });
        m_guest = flag == flags.end() ? face : 0;
        if (flag != flags.end())
            m_bar->choose(*flag);
        reload();
    }
    if (const auto it = m_rows.find(face); it != m_rows.end())
        showFlag(static_cast<int>(it->second));
    else
        Q_EMIT statusMessage(tr("This face is no longer in the project."), 4000);
}

QString ReviewPage::openPath(const QString& path)
{
    if (path == QLatin1String("photo")) {
        m_photoAction->trigger();
    } else if (path == QLatin1String("end")) {
        showFlag(static_cast<int>(m_queue.size()));
    } else if (path.startsWith(QLatin1String("index:"))) {
        showFlag(path.mid(6).toInt());
    } else if (path.startsWith(QLatin1String("key:"))) {
        const QKeySequence key(path.mid(4));
        for (QAction* action : actions())
            if (action->shortcuts().contains(key))
                action->trigger();
    }
    return QString::number(currentFace());
}

} // namespace likeness::pages
