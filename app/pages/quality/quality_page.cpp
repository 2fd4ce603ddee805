// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/quality/quality_page.h"

#include "app/engine/project_session.h"
#include "app/engine/qt_convert.h"
#include "app/pages/common/async.h"
#include "app/pages/journal/journal_text.h"
#include "app/pages/quality/face_question.h"
#include "app/pages/quality/quality_cards.h"
#include "widgets/common/empty_state.h"
#include "widgets/common/theme.h"
#include "widgets/dialogs/dialogs.h"

#include <QAction>
#include <QKeySequence>
#include <QRandomGenerator>
#include <QScopedValueRollback>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <unordered_set>
#include <utility>

namespace likeness::pages {

using namespace widgets;
using engine::qs;

namespace {

constexpr int kOthersShown = 24;
constexpr int kWidest = 1000; // of a card: longer lines are hard to read
constexpr int kDisagreements = 500;

enum AnswerId { Right, Wrong, CannotSay, Approve, OpenFace, Skip, Back, Close };

QualityData readAll(const dataset::Project& project)
{
    QualityData data;
    for (std::size_t i = 0; i < 3; ++i) {
        data.checks[i] = dataset::checkCounts(project, dataset::kCheckKinds[i]);
        data.failed[i] = dataset::failedChecks(project, dataset::kCheckKinds[i]);
    }
    const auto& counts = data.checks[0];
    data.labelled = counts.passed + counts.failed + counts.notChecked + counts.notPossible;
    data.sample = dataset::latestSpotSample(project);
    if (data.sample.id != 0)
        data.acceptance = dataset::acceptanceOf(data.sample);
    data.pairs = dataset::agreement(project);
    data.disagreements = dataset::disagreements(project, kDisagreements);
    data.user = dataset::presentUser();
    data.required = dataset::approvalsRequired(project);
    data.awaiting = dataset::awaitingApproval(project);
    data.awaitingUser = static_cast<int>(dataset::facesAwaitingApproval(project, data.user).size());
    for (const auto& row : project.identities())
        data.names.emplace(row.id, row.name);
    return data;
}

} // namespace

QualityPage::QualityPage(Services services, QWidget* parent) : Page(services, parent)
{
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    m_stack = new QStackedWidget(this);
    outer->addWidget(m_stack);
    auto* scroll = new QScrollArea(m_stack);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* overview = new QWidget(scroll);
    auto* row = new QHBoxLayout(overview);
    row->setContentsMargins(kMargin, kMargin, kMargin, kMargin);
    auto* cards = new QWidget(overview);
    cards->setMaximumWidth(kWidest);
    auto* column = new QVBoxLayout(cards);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(kMargin);
    m_checks = new ChecksCard(services, cards);
    m_spot = new SpotCard(cards);
    m_people = new PeopleCard(cards);
    for (QWidget* card :
         {static_cast<QWidget*>(m_checks), static_cast<QWidget*>(m_spot), static_cast<QWidget*>(m_people)})
        column->addWidget(card);
    column->addStretch(1);
    row->addWidget(cards, 1);
    row->addStretch(0);
    scroll->setWidget(overview);
    m_stack->addWidget(scroll);
    m_question = new FaceQuestion(services, m_stack);
    m_question->setObjectName(QStringLiteral("faceQuestion"));
    m_stack->addWidget(m_question);
    m_empty = new EmptyState(QStringLiteral("quality"), m_stack);
    m_empty->set(tr("No labels to check yet"),
                 tr("Import a folder that holds one folder of images per person. This page then says how far the names "
                    "can be trusted."),
                 tr("Go to Dataset"));
    m_stack->addWidget(m_empty);
    connect(m_empty, &EmptyState::clicked, this, [this] { Q_EMIT goTo(QStringLiteral("dataset"), 0); });
    connect(m_checks, &ChecksCard::faceChosen, this,
            [this](qint64 face) { Q_EMIT goTo(QStringLiteral("review"), face); });
    connect(m_people, &PeopleCard::faceChosen, this,
            [this](qint64 face) { Q_EMIT goTo(QStringLiteral("dataset"), face); });
    connect(m_spot, &SpotCard::drawWanted, this, &QualityPage::draw);
    connect(m_spot, &SpotCard::goOnWanted, this, &QualityPage::startSpot);
    connect(m_people, &PeopleCard::approveWanted, this, &QualityPage::startApprove);
    connect(m_people, &PeopleCard::requireChanged, this, [this](bool two) {
        try {
            dataset::requireApprovals(session().project(), two ? 2 : 1);
        } catch (const std::exception& e) {
            showError(e);
        }
        reload();
    });
    connect(m_question, &FaceQuestion::answered, this, &QualityPage::answer);
    const auto changed = [this] {
        m_stale = true;
        if (m_mode != Mode::Overview && !m_answering)
            followChanges();
        else if (m_mode == Mode::Overview && isVisible())
            reload();
    };
    for (auto signal : {&engine::ProjectSession::labelsChanged, &engine::ProjectSession::facesChanged,
                        &engine::ProjectSession::contentChanged})
        connect(&session(), signal, this, changed);
    const auto other = [this] { // another project, or none
        m_mode = Mode::Overview;
        m_items.clear();
        m_stack->setCurrentIndex(0);
        m_stale = true;
        show(QualityData{});
    };
    connect(&session(), &engine::ProjectSession::opened, this, other);
    connect(&session(), &engine::ProjectSession::closed, this, other);
}

void QualityPage::activate()
{
    if (m_mode != Mode::Overview) {
        m_question->setFocus();
        followChanges();
    } else {
        reload(); // cheap, and the user's name may have been changed
    }
}

void QualityPage::reload()
{
    if (!session().isOpen())
        return;
    m_stale = false;
    m_reading = true;
    runAsync(
        this,
        [folder = engine::toPath(session().folder())] {
            return readAll(dataset::Project::open(folder, dataset::Project::Mode::ReadOnly));
        },
        [this, folder = session().folder()](const QualityData& quality) {
            m_reading = false;
            if (session().isOpen() && session().folder() == folder)
                show(quality);
        },
        [this](const std::exception& error) {
            m_reading = false;
            showError(error);
        });
}

void QualityPage::show(const QualityData& quality)
{
    m_checks->show(quality);
    m_spot->show(quality);
    m_people->show(quality);
    if (m_mode == Mode::Overview)
        m_stack->setCurrentIndex(session().isOpen() && quality.labelled == 0 ? 2 : 0);
}

void QualityPage::draw(int count, double target)
{
    try {
        const auto before = dataset::latestSpotSample(session().project());
        if (before.looked() > 0 && before.looked() < before.size &&
            !dialogs::MessageBox::confirm(
                this, tr("Draw a new sample?"),
                tr("%1 of %n face(s) of the present sample are looked at.", nullptr, before.size).arg(before.looked()),
                tr("The answers stay with the faces and in the journal, but the statistics begin anew."),
                tr("Draw a new sample")))
            return;
        dataset::drawSpotSample(session().project(), count, target, QRandomGenerator::global()->generate());
    } catch (const std::exception& e) {
        showError(e);
        return;
    }
    startSpot();
}

void QualityPage::startSpot()
{
    try {
        const auto& project = session().project();
        m_sample = dataset::latestSpotSample(project).id;
        m_items.clear();
        for (const auto& item : dataset::spotItems(project, m_sample))
            m_items.push_back({item.face, item.identity, item.number, item.verdict});
    } catch (const std::exception& e) {
        showError(e);
        return;
    }
    m_mode = Mode::Spot;
    m_question->setAnswers({{Right, tr("Right"), QStringLiteral("check"), {Qt::Key_R}},
                            {Wrong, tr("Wrong"), QStringLiteral("reject"), {Qt::Key_W}},
                            {CannotSay, tr("Cannot say"), QStringLiteral("unsure"), {Qt::Key_C}},
                            {Back, tr("Back"), QStringLiteral("previous"), {Qt::Key_Left, Qt::Key_Up}},
                            {Skip, tr("Later"), QStringLiteral("skip"), {Qt::Key_Right, Qt::Key_Down}},
                            {Close, tr("Close"), QStringLiteral("close"), {Qt::Key_Escape}}});
    m_stack->setCurrentWidget(m_question);
    m_question->setFocus();
    next(0);
}

void QualityPage::startApprove()
{
    const auto& project = session().project();
    m_items.clear();
    const auto waiting = dataset::facesAwaitingApproval(project, dataset::presentUser());
    for (const auto& row : project.faces(waiting))
        m_items.push_back({row.id, row.identity, 0, std::nullopt});
    m_mode = Mode::Approve;
    m_question->setAnswers({{Approve, tr("Approve"), QStringLiteral("check"), {Qt::Key_Y, Qt::Key_K}, true},
                            {OpenFace, tr("Open in Dataset"), QStringLiteral("dataset"), {Qt::Key_O}},
                            {Back, tr("Back"), QStringLiteral("previous"), {Qt::Key_Left, Qt::Key_Up}},
                            {Skip, tr("Later"), QStringLiteral("skip"), {Qt::Key_S, Qt::Key_Right, Qt::Key_Down}},
                            {Close, tr("Close"), QStringLiteral("close"), {Qt::Key_Escape}}});
    m_stack->setCurrentWidget(m_question);
    m_question->setFocus();
    next(0);
}

// The first that is not answered, from there on; what was skipped comes again when a queue is opened anew.
void QualityPage::next(int from)
{
    const auto size = static_cast<int>(m_items.size());
    m_index = from;
    while (m_index < size && m_items[static_cast<std::size_t>(m_index)].verdict)
        ++m_index;
    if (m_index >= size)
        close();
    else
        ask();
}

void QualityPage::ask()
{
    const Item& item = m_items[static_cast<std::size_t>(m_index)];
    const auto& project = session().project();
    const auto face = project.face(item.face);
    const auto person = project.identity(item.identity);
    const auto image = face ? project.image(face->image) : std::nullopt;
    std::vector<std::int64_t> others;
    if (person)
        others = project.facesOf(item.identity);
    std::erase(others, item.face);
    if (others.size() > kOthersShown)
        others.resize(kOthersShown);
    const QString name = person ? qs(person->name) : tr("nobody");
    QString question = tr("Is this %1?").arg(name);
    if (m_mode == Mode::Approve && face) {
        question = face->label == dataset::LabelState::Confirmed
                       ? tr("Is this %1?").arg(name)
                       //: A label state ("rejected") and whose name the face has
                       : tr("%1: %2. Do you agree?").arg(name, labelText(face->label));
        const auto opinions = dataset::opinionsOf(project, item.face);
        QStringList who;
        for (const auto& o : opinions)
            if (o.label == face->label)
                who.append(qs(o.who));
        const QString key = image ? qs(image->key) : QString();
        //: A picture's path, and who has decided
        const QString note = who.isEmpty() ? key : tr("%1 · decided by %2").arg(key, who.join(QStringLiteral(", ")));
        m_question->ask(item.face, others, question, note,
                        tr("%1 of %2").arg(m_index + 1).arg(static_cast<int>(m_items.size())));
        return;
    }
    QString note = image ? qs(image->key) : QString();
    if (item.verdict)
        //: A picture's path, and what was said about it before
        note = tr("%1 · answered: %2").arg(note, verdictText(*item.verdict));
    if (face && face->identity != item.identity) {
        const auto now = project.identity(face->identity);
        //: A picture's path, and that it has another label since the sample was drawn
        note = tr("%1 · its label is %2 by now").arg(note, now ? qs(now->name) : tr("nobody"));
    }
    m_question->ask(item.face, others, question, note,
                    tr("%1 of %2").arg(m_index + 1).arg(static_cast<int>(m_items.size())));
}

void QualityPage::answer(int id)
{
    if (m_mode == Mode::Overview || m_index >= static_cast<int>(m_items.size()))
        return;
    Item& item = m_items[static_cast<std::size_t>(m_index)];
    const QScopedValueRollback<bool> answering(m_answering, true);
    try {
        switch (id) {
        case Right:
        case Wrong:
        case CannotSay: {
            const auto verdict = id == Right   ? dataset::SpotVerdict::Right
                                 : id == Wrong ? dataset::SpotVerdict::Wrong
                                               : dataset::SpotVerdict::CannotSay;
            session().answerSpot(m_sample, item.number, verdict);
            item.verdict = verdict;
            next(m_index + 1);
            break;
        }
        case Approve: {
            const auto row = session().project().face(item.face);
            const auto label = row ? row->label : dataset::LabelState::Unreviewed;
            if (label != dataset::LabelState::Unreviewed)
                session().decide({item.face},
                                 label == dataset::LabelState::Confirmed  ? dataset::Action::Keep
                                 : label == dataset::LabelState::Rejected ? dataset::Action::Reject
                                                                          : dataset::Action::Unsure,
                                 {}, QStringLiteral("approval"));
            item.verdict = dataset::SpotVerdict::Right;
            next(m_index + 1);
            break;
        }
        case OpenFace:
            Q_EMIT goTo(QStringLiteral("dataset"), item.face);
            break;
        case Skip:
            next(m_index + 1);
            break;
        case Back:
            m_index = std::max(0, m_index - 1);
            ask();
            break;
        default:
            close();
        }
    } catch (const std::exception& e) {
        showError(e);
    }
}

// After an undo or a redo the question that it was about is shown again.
void QualityPage::followChanges()
{
    try {
        const auto& project = session().project();
        std::vector<std::optional<dataset::SpotVerdict>> now(m_items.size());
        if (m_mode == Mode::Spot) {
            std::unordered_map<int, std::optional<dataset::SpotVerdict>> byNumber;
            for (const auto& item : dataset::spotItems(project, m_sample))
                byNumber.emplace(item.number, item.verdict);
            for (std::size_t i = 0; i < now.size(); ++i)
                now[i] = byNumber[m_items[i].number];
        } else {
            const auto waiting = dataset::facesAwaitingApproval(project, dataset::presentUser());
            const std::unordered_set<dataset::FaceId> awaited(waiting.begin(), waiting.end());
            for (std::size_t i = 0; i < now.size(); ++i)
                if (!awaited.contains(m_items[i].face))
                    now[i] = dataset::SpotVerdict::Right;
        }
        const auto changed = std::find_if(m_items.begin(), m_items.end(), [&](const Item& item) {
            return item.verdict != now[static_cast<std::size_t>(&item - m_items.data())];
        });
        if (changed == m_items.end()) {
            if (m_index < static_cast<int>(m_items.size()))
                ask(); // its label may be another
            return;
        }
        const auto index = static_cast<int>(changed - m_items.begin());
        const bool answered = !changed->verdict; // again, by a redo
        for (std::size_t i = 0; i < now.size(); ++i)
            m_items[i].verdict = now[i];
        m_index = index;
        answered ? next(index) : ask();
    } catch (const std::exception& e) {
        showError(e);
    }
}

void QualityPage::close()
{
    m_mode = Mode::Overview;
    m_items.clear();
    m_stack->setCurrentIndex(0);
    setFocus();
    reload();
}

QString QualityPage::openPath(const QString& path)
{
    if (path == QLatin1String("spot")) {
        const auto sample = dataset::latestSpotSample(session().project());
        if (sample.id == 0 || sample.looked() == sample.size)
            draw(dataset::sampleSizeFor(0.02), 0.02);
        else
            startSpot();
    } else if (path == QLatin1String("approve")) {
        startApprove();
    } else if (path == QLatin1String("close")) {
        close();
    } else if (path.startsWith(QLatin1String("key:"))) {
        const QKeySequence key(path.mid(4));
        for (QAction* action : m_question->actions())
            if (action->shortcuts().contains(key)) {
                action->trigger();
                break;
            }
    }
    return QString::number(m_mode == Mode::Overview ? 0 : m_question->face());
}

} // namespace likeness::pages
