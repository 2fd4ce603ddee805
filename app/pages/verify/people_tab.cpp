// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/verify/people_tab.h"

#include "app/engine/qt_convert.h"
#include "app/pages/verify/pair_pictures.h"
#include "app/pages/verify/people_table.h"
#include "core/run/event_fields.h"
#include "widgets/common/actions.h"
#include "widgets/common/empty_state.h"
#include "widgets/common/tables.h"
#include "widgets/common/theme.h"
#include "widgets/thumbs/pair_gallery.h"

#include <QAction>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

namespace likeness::pages {

using namespace widgets;
using engine::qs;

namespace {

constexpr std::size_t kMostPairs = 60; // of each kind
constexpr int kRowHeight = 26;
constexpr int kNarrowest = 48;                // of a column that is drawn narrower
constexpr int kLeastWidth = 60, kAround = 26; // of figures: for -0.123, and around a heading with its arrow
constexpr int kWide = 1500;                   // the table with all its columns, and three pairs in a line

QLabel* quietLabel(QWidget* parent)
{
    auto* label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    setRole(label, QStringLiteral("quiet"));
    return label;
}

bool sameSet(const verify::Verification& a, const verify::Verification& b)
{
    return &a == &b || (a.people == b.people && a.identities == b.identities && a.scores == b.scores);
}

} // namespace

PeopleTab::PeopleTab(Services services, PairPictures& pictures, QWidget* parent)
    : VerifyTab(services, parent), m_reading(this), m_finding(this), m_pictures(&pictures),
      m_model(new PeopleTable(this))
{
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    m_stack = new QStackedWidget(this);
    outer->addWidget(m_stack);
    auto* inside = new QWidget(m_stack);
    auto* column = new QVBoxLayout(inside);
    column->setContentsMargins(0, kGap, 0, 0);
    column->setSpacing(kGap);
    m_figures = new FigureStrip(inside);
    m_figures->setObjectName(QStringLiteral("peopleFigures"));
    column->addWidget(m_figures);
    m_meaning = quietLabel(inside);
    m_meaning->setObjectName(QStringLiteral("peopleMeaning"));
    column->addWidget(m_meaning);
    m_split = new QSplitter(Qt::Vertical, inside);
    m_split->setChildrenCollapsible(false);
    m_split->addWidget(buildList());
    m_split->addWidget(buildPairs());
    m_split->setStretchFactor(0, 3);
    m_split->setStretchFactor(1, 2);
    column->addWidget(m_split, 1);
    m_stack->addWidget(inside);
    m_empty = new EmptyState(QStringLiteral("person"), m_stack);
    m_stack->addWidget(m_empty);
    connect(m_pictures, &PairPictures::ready, this, [this] {
        m_gallery->picturesReady();
        updateActions(); // whose faces they are may be another project's now
    });
    connect(m_pictures, &PairPictures::problemChanged, m_gallery, &PairGallery::setNote);
    clear();
}

PeopleTab::~PeopleTab() = default;

QWidget* PeopleTab::buildList()
{
    auto* side = new QWidget(this);
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(kGap);
    auto* row = new QHBoxLayout;
    row->setSpacing(kGap);
    m_filter = new QLineEdit(side);
    m_filter->setObjectName(QStringLiteral("peopleFilter"));
    m_filter->setPlaceholderText(tr("Filter the people"));
    m_filter->setAccessibleName(tr("Filter the people"));
    m_filter->setToolTip(tr("Shows the people whose name holds all these words (/)"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setMaximumWidth(280);
    m_shown = new QLabel(side);
    m_shown->setObjectName(QStringLiteral("peopleShown"));
    setRole(m_shown, QStringLiteral("quiet"));
    row->addWidget(m_filter, 1);
    row->addWidget(m_shown);
    row->addStretch(1);
    column->addLayout(row);

    m_table = new QTableView(side);
    m_table->setObjectName(QStringLiteral("peopleTable"));
    m_table->setAccessibleName(tr("People, the worst separated first"));
    m_table->setModel(m_model);
    makeRowTable(m_table);
    m_table->setAlternatingRowColors(false);
    m_table->verticalHeader()->setDefaultSectionSize(kRowHeight);
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed); // a row's height is arithmetic
    QHeaderView* header = m_table->horizontalHeader();
    header->setSortIndicator(PeopleTable::Gap, Qt::AscendingOrder);
    m_table->setSortingEnabled(true);
    header->setSectionsMovable(true);
    for (int i = 0; i < PeopleTable::ColumnCount; ++i)
        m_table->setColumnWidth(
            i,
            std::max(kLeastWidth, kAround + header->fontMetrics().horizontalAdvance(
                                                m_model->headerData(i, Qt::Horizontal, Qt::DisplayRole).toString())));
    for (const int names : {PeopleTable::Name, PeopleTable::Nearest}) // take what the figures leave
        header->setSectionResizeMode(names, QHeaderView::Stretch);
    header->setMinimumSectionSize(kNarrowest);
    column->addWidget(m_table, 1);

    auto* find = makeAction(side, tr("Filter the people"), {}, {Qt::Key_Slash});
    connect(find, &QAction::triggered, this, [this] {
        m_filter->setFocus();
        m_filter->selectAll();
    });
    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString& text) {
        const int person = m_person;
        m_model->setFilter(text);
        if (const int at = m_model->rowOf(person); at >= 0)
            m_table->selectRow(at);
        showSummary();
    });
    connect(m_filter, &QLineEdit::returnPressed, this, [this] {
        m_table->setFocus();
        if (!m_table->currentIndex().isValid() && m_model->rowCount() > 0)
            m_table->selectRow(0);
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex& now) {
        if (now.isValid())
            choose(m_model->person(now.row()).label);
    });
    connect(m_table, &QTableView::activated, this, [this] { m_gallery->grid().setFocus(); });
    return side;
}

QWidget* PeopleTab::buildPairs()
{
    auto* side = new QWidget(this);
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(kGap, kGap, 0, 0);
    column->setSpacing(kGap);
    m_heading = new QLabel(side);
    m_heading->setObjectName(QStringLiteral("personHeading"));
    m_heading->setTextFormat(Qt::PlainText);
    m_heading->setWordWrap(true);
    setRole(m_heading, QStringLiteral("title"));
    column->addWidget(m_heading);
    m_gallery = new PairGallery(side);
    m_gallery->setObjectName(QStringLiteral("personPairs"));
    m_gallery->grid().setAccessibleName(tr("Pairs of the person, those judged worst first"));
    column->addWidget(m_gallery, 1);
    auto* row = new QHBoxLayout;
    row->setSpacing(kGap);
    m_review = makeAction(side, tr("Open in Review"), QStringLiteral("review"), {},
                          tr("Look at the left face on the Review page (Enter; the right one with Shift)"));
    m_queue = makeAction(side, tr("Add to review"), QStringLiteral("plus"), {Qt::Key_Q},
                         tr("Put the faces of the selected pairs into the review queue, with this evidence"));
    m_queue->setObjectName(QStringLiteral("queuePairs"));
    m_all = makeAction(this, tr("Show large"), QStringLiteral("photo"), {Qt::Key_E},
                       tr("Show these pairs large, beside the curves"));
    for (QAction* action : {m_review, m_queue, m_all})
        row->addWidget(actionButton(action, side));
    row->addStretch(1);
    column->addLayout(row);
    auto* back = makeAction(side, tr("Back to the people"), {}, {Qt::Key_Escape});
    connect(back, &QAction::triggered, this, [this] { m_table->setFocus(); });
    connect(m_gallery, &PairGallery::opened, this, &PeopleTab::open);
    connect(m_review, &QAction::triggered, this, [this] {
        if (const auto rows = m_gallery->selected(); !rows.empty())
            open(rows.front(), 0);
    });
    connect(m_queue, &QAction::triggered, this, &PeopleTab::queue);
    connect(m_all, &QAction::triggered, this, [this] { Q_EMIT pairsChosen(m_pairs, m_heading->text()); });
    connect(m_gallery->grid().selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &PeopleTab::updateActions);
    connect(m_gallery->grid().selectionModel(), &QItemSelectionModel::currentChanged, this, &PeopleTab::updateActions);
    return side;
}

void PeopleTab::show(std::shared_ptr<const verify::Verification> verification)
{
    const bool same = m_verification && sameSet(*m_verification, *verification);
    const auto measured = [](const verify::Verification& v) { return run::section(v.extras, "people"); };
    const bool stale = !same || measured(*verification) != measured(*m_verification);
    m_verification = std::move(verification);
    m_pictures->setVerification(m_verification);
    if (!same) {
        m_threshold = m_chosen.value_or(m_verification->result.kfold.threshold);
        m_person = -1;
        m_filter->clear();
    }
    if (stale)
        read();
    else
        m_gallery->picturesReady(); // labels may have changed
}

// Beside each other where all columns have room.
void PeopleTab::resizeEvent(QResizeEvent* event)
{
    VerifyTab::resizeEvent(event);
    m_split->setOrientation(width() < kWide ? Qt::Vertical : Qt::Horizontal);
}

void PeopleTab::clear()
{
    m_reading.drop();
    m_finding.drop();
    m_verification.reset();
    m_chosen.reset();
    m_person = -1;
    m_pairs.clear();
    m_model->setPeople({}, {});
    m_gallery->setPairs(0, {});
    m_pictures->setVerification(nullptr);
    m_empty->set(tr("Nothing verified yet"), tr("Verify a model on a set of people; those whom it tells apart worst "
                                                "are then listed here."));
    m_stack->setCurrentWidget(m_empty);
    updateActions();
}

void PeopleTab::setThreshold(double threshold)
{
    if (!std::isfinite(threshold))
        return;
    m_chosen = threshold;
    if (!m_verification || threshold == m_threshold)
        return;
    m_threshold = threshold;
    read();
}

void PeopleTab::read()
{
    m_reading.drop();
    m_finding.drop();
    if (m_verification->identities.empty()) {
        m_empty->set(tr("This set does not say who is who"),
                     tr("People can be listed where the set names them: verify on the people of a run, on a project, "
                        "or on a folder with one folder of images for each person."));
        m_stack->setCurrentWidget(m_empty);
        return;
    }
    m_reading.start([v = m_verification, threshold = m_threshold](
                        TabContext& context) { return peopleRows(*v, threshold, context.check()); },
                    [this](PeopleRows rows) {
                        m_model->setPeople(std::move(rows), m_verification->people);
                        m_stack->setCurrentIndex(0);
                        showSummary();
                        const int at = m_model->rowOf(m_person);
                        m_pairs.clear();
                        m_person = -1;
                        if (m_model->rowCount() > 0)
                            m_table->selectRow(std::max(at, 0)); // chooses, and shows the pairs
                        else
                            showPairs();
                    },
                    [this](const std::exception& error) { showError(error); });
}

void PeopleTab::showSummary()
{
    if (!m_verification)
        return;
    const auto& v = *m_verification;
    const PeopleRows& rows = m_model->rows();
    const auto& result = v.result;
    const eval::Distribution& intra = v.separability ? v.separability->intra : rows.intra;
    const eval::Distribution& inter = v.separability ? v.separability->inter : rows.inter;
    const std::size_t intraPairs = v.separability ? v.separability->intraPairs : result.genuine;
    const std::size_t interPairs = v.separability ? v.separability->interPairs : result.impostor;
    const auto spread = [](const eval::Distribution& d, std::size_t pairs) {
        //: 5th and 95th percentile of distances, and of how many pairs
        return tr("5 %: %1 · 95 %: %2 · %3 pairs")
            .arg(fixedText(d.p05, 3), fixedText(d.p95, 3), countText(static_cast<double>(pairs)));
    };
    const auto known = [](const QString& range) {
        //: a 95 % confidence interval
        return range.isEmpty() ? tr("no interval") : tr("95 %: %1").arg(range);
    };
    std::vector<FigureStrip::Figure> figures{
        {tr("Within people, median"), fixedText(intra.p50, 3), spread(intra, intraPairs),
         tr("Distances (1 − cosine) between two images of one person")},
        {tr("Between people, median"), fixedText(inter.p50, 3), spread(inter, interPairs),
         tr("Distances (1 − cosine) between images of two people")}};
    if (v.separability) {
        const auto& s = *v.separability;
        figures.push_back(
            {tr("Fisher, tr(S_B) / tr(S_W)"), fixedText(s.fisherTraceRatio, 3),
             tr("%1 · %2 people, %3 images")
                 .arg(known(fixedRange(s.fisherTraceRatioCi95, 3)), countText(static_cast<double>(s.people)),
                      countText(static_cast<double>(s.images))),
             tr("Scatter between the people over the scatter within them, of the embeddings. Larger is better.")});
    }
    figures.push_back(
        {tr("Fisher, scores"), fixedText(result.stats.fisher, 2),
         tr("%1 · %2 people")
             .arg(known(fixedRange(result.fisherCi95, 2)), countText(static_cast<double>(result.people))),
         tr("Squared distance of the mean scores of both kinds of pairs over the sum of their variances")});
    m_figures->setFigures(figures);

    QString meaning = tr("Distances are 1 − cosine. The gap is the near end of the distances to the nearest other "
                         "person less the far end of those within the person; below 0 they overlap, and the worst "
                         "come first. Errors are counted at the threshold %1.")
                          .arg(fixedText(rows.threshold, 3));
    if (!rows.ofAllImages)
        //: Two sentences
        meaning = tr("%1 %2").arg(meaning, tr("Only the pairs of the set count: the nearest person is one of those "
                                              "whom they compare this one with."));
    m_meaning->setText(meaning);
    const auto all = static_cast<int>(m_model->count());
    m_shown->setText(m_model->rowCount() == all
                         ? tr("%n people", nullptr, all)
                         : tr("%1 of %n people", nullptr, all).arg(countText(m_model->rowCount())));
}

void PeopleTab::choose(int label)
{
    if (label == m_person && !m_pairs.empty())
        return;
    m_person = label;
    m_finding.start(
        [v = m_verification, label, threshold = m_threshold](TabContext&) {
            const auto person = static_cast<std::uint32_t>(label);
            return Found{worstPairsOf(*v, person, threshold, kMostPairs), errorsOf(*v, person, threshold)};
        },
        [this](Found found) {
            m_pairs = std::move(found.pairs);
            m_errors = found.errors;
            showPairs();
        },
        [this](const std::exception& error) { showError(error); });
}

void PeopleTab::showPairs()
{
    const QString name = m_person >= 0 ? m_model->nameOf(m_person) : QString();
    const auto count = [](std::size_t n) { return countText(static_cast<double>(n)); };
    m_heading->setText(
        m_person < 0 ? tr("No person is chosen")
                     //: A person, how many of their own pairs are rejected and of those with other people accepted
                     : tr("%1: %2 of %3 own pairs rejected, %4 of %5 with others accepted. The clearest first:")
                           .arg(name, count(m_errors.rejected), count(m_errors.own), count(m_errors.accepted),
                                count(m_errors.others)));
    m_gallery->setEmptyText(m_person < 0 ? tr("Choose a person to see the pairs that are judged worst.")
                                         : tr("No pair of this person was verified."));
    const auto card = [this, v = m_verification, pairs = m_pairs, person = static_cast<std::uint32_t>(m_person),
                       threshold = m_threshold](int row, bool pictures) {
        const std::uint32_t pair = pairs[static_cast<std::size_t>(row)];
        const bool accepted = static_cast<double>(v->scores[pair]) >= threshold;
        PairCard out = m_pictures->card(pair, pictures);
        if (v->identities[2 * pair] != person)
            std::swap(out.sides[0], out.sides[1]); // the person chosen stands on the left
        const QString verdict = v->same[pair] ? (accepted ? tr("recognised") : tr("not recognised"))
                                              : (accepted ? tr("taken for one person") : tr("kept apart"));
        //: A similarity, and what the model made of the pair
        out.score = tr("%1 · %2").arg(out.score, verdict);
        //: A pair read aloud, and what the model made of it
        out.spoken = tr("%1: %2").arg(out.spoken, verdict);
        return out;
    };
    m_gallery->setPairs(static_cast<int>(m_pairs.size()), card);
    m_gallery->setNote(m_pictures->problem());
    updateActions();
}

void PeopleTab::open(int row, int side)
{
    if (row < 0 || static_cast<std::size_t>(row) >= m_pairs.size())
        return;
    const std::uint32_t pair = m_pairs[static_cast<std::size_t>(row)];
    const bool turned = m_verification->identities[2 * pair] != static_cast<std::uint32_t>(m_person);
    openFace(m_pictures->faceOf(pair, (side == 1) != turned ? 1 : 0));
}

std::vector<std::uint32_t> PeopleTab::selectedPairs() const
{
    std::vector<std::uint32_t> pairs;
    for (const int row : m_gallery->selected())
        if (row >= 0 && static_cast<std::size_t>(row) < m_pairs.size())
            pairs.push_back(m_pairs[static_cast<std::size_t>(row)]);
    return pairs;
}

void PeopleTab::queue()
{
    if (const auto pairs = selectedPairs(); !pairs.empty())
        Q_EMIT queueRequested(pairs, m_threshold);
}

void PeopleTab::updateActions()
{
    const auto pairs = m_verification ? selectedPairs() : std::vector<std::uint32_t>();
    const bool faces =
        std::any_of(pairs.begin(), pairs.end(), [this](std::uint32_t pair) { return m_pictures->showsFaces(pair); });
    m_review->setEnabled(faces);
    m_queue->setEnabled(faces);
    m_all->setEnabled(!m_pairs.empty());
}

} // namespace likeness::pages
