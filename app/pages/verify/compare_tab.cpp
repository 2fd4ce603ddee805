// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/verify/compare_tab.h"

#include "app/engine/error_text.h"
#include "app/engine/project_session.h"
#include "app/engine/qt_convert.h"
#include "app/engine/report_pdf.h"
#include "app/pages/verify/judgement_text.h"
#include "app/pages/verify/pair_pictures.h"
#include "app/pages/verify/verdict_card.h"
#include "app/pages/verify/verify_text.h"
#include "core/eval/advisor.h"
#include "core/report/report.h"
#include "core/report/tables.h"
#include "core/run/event_fields.h"
#include "core/verify/gates.h"
#include "widgets/common/actions.h"
#include "widgets/common/empty_state.h"
#include "widgets/common/tables.h"
#include "widgets/common/theme.h"
#include "widgets/dialogs/dialogs.h"
#include "widgets/thumbs/pair_gallery.h"

#include <QAction>
#include <QComboBox>
#include <QEvent>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSplitter>
#include <QStackedWidget>
#include <QStandardItemModel>
#include <QTableWidget>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

namespace likeness::pages {

using namespace widgets;
using engine::qs;

namespace {

constexpr int kMessageMs = 6000;
constexpr int kBootstraps = 2000;
constexpr QKeyCombination kSaveKey = Qt::CTRL | Qt::SHIFT | Qt::Key_S;

void write(const QString& file,
           const std::vector<verify::Verification>& both,
           const verify::Comparison& comparison,
           const std::vector<verify::GateReport>& gates,
           const std::string& language)
{
    const QString suffix = QFileInfo(file).suffix().toLower();
    const auto path = engine::toPath(file);
    if (suffix == QLatin1String("json"))
        return writeJsonFile(path, report::comparisonJson(both, &comparison, gates));
    const auto document = report::buildComparison(both, &comparison, language, gates);
    if (suffix == QLatin1String("pdf"))
        engine::writeReportPdf(document, path);
    else
        writeFileAtomically(path, report::toHtml(document));
}

} // namespace

CompareTab::CompareTab(Services services, PairPictures& pictures, QWidget* parent)
    : VerifyTab(services, parent), m_listing(this), m_comparing(this), m_pictures(&pictures)
{
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, kGap, 0, 0);
    outer->setSpacing(kGap);
    auto* row = new QHBoxLayout;
    row->setSpacing(kGap);
    m_a = new QLabel(this);
    m_a->setObjectName(QStringLiteral("compareA"));
    m_a->setTextFormat(Qt::PlainText);
    setRole(m_a, QStringLiteral("title"));
    //: Before a list of other verifications
    auto* label = new QLabel(tr("compared &with B:"), this);
    m_b = new QComboBox(this);
    m_b->setObjectName(QStringLiteral("compareB"));
    m_b->setAccessibleName(tr("Compared with"));
    m_b->setMinimumWidth(320);
    m_b->setSizeAdjustPolicy(QComboBox::AdjustToContentsOnFirstShow);
    m_b->setToolTip(tr("Another model that was verified on the same pairs and is stored in this project (Alt+W). To "
                       "have one more, verify it on this set on the left."));
    label->setBuddy(m_b);
    m_stop = makeAction(this, tr("Stop"), QStringLiteral("stop"), {QKeySequence(Qt::Key_Escape)}, tr("Stop comparing"));
    row->addWidget(m_a);
    row->addWidget(label);
    row->addWidget(m_b);
    row->addWidget(buttonFor(m_stop, this));
    row->addStretch(1);
    m_save = makeAction(this, tr("Save comparison…"), QStringLiteral("save"), {QKeySequence(kSaveKey)},
                        tr("The report on both models as one HTML file or PDF, or the figures as JSON"));
    m_save->setObjectName(QStringLiteral("saveComparison"));
    row->addWidget(buttonFor(m_save, this));
    outer->addLayout(row);

    m_stack = new QStackedWidget(this);
    auto* inside = new QWidget(m_stack);
    auto* column = new QVBoxLayout(inside);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(kGap);
    m_card = new VerdictCard(QStringLiteral("compare"), inside);
    column->addWidget(m_card);
    auto* split = new QSplitter(Qt::Vertical, inside);
    split->setChildrenCollapsible(false);
    m_table = new QTableWidget(0, 7, split);
    m_table->setObjectName(QStringLiteral("compareFigures"));
    m_table->setAccessibleName(tr("Figures of both models and their differences"));
    makeRowTable(m_table);
    m_table->setHorizontalHeaderLabels({tr("Figure"), QStringLiteral("A"), QStringLiteral("B"), tr("A − B"),
                                        tr("95 % interval"), QStringLiteral("p"), tr("Test")});
    for (int i = 1; i < 6; ++i)
        m_table->horizontalHeaderItem(i)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_table->horizontalHeaderItem(5)->setToolTip(
        tr("How likely chance alone makes such a difference. The verdict requires p below 0.01."));
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setStretchLastSection(true);
    split->addWidget(m_table);
    split->addWidget(buildPairs());
    split->setStretchFactor(0, 1);
    split->setStretchFactor(1, 2);
    column->addWidget(split, 1);
    m_stack->addWidget(inside);
    m_empty = new EmptyState(QStringLiteral("verify"), m_stack);
    m_stack->addWidget(m_empty);
    outer->addWidget(m_stack, 1);

    connect(m_b, &QComboBox::activated, this, &CompareTab::chosen);
    connect(m_stop, &QAction::triggered, this, [this] {
        m_comparing.drop();
        showNothing(tr("Stopped"), tr("Choose a model above to compare with."));
    });
    connect(m_save, &QAction::triggered, this, &CompareTab::askAndSave);
    connect(m_pictures, &PairPictures::ready, this, [this] {
        m_gallery->picturesReady();
        updateActions();
    });
    connect(m_pictures, &PairPictures::problemChanged, m_gallery, &PairGallery::setNote);
    clear();
}

CompareTab::~CompareTab() = default;

QWidget* CompareTab::buildPairs()
{
    auto* side = new QWidget(this);
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(0, kGap, 0, 0);
    column->setSpacing(kGap);
    auto* row = new QHBoxLayout;
    row->setSpacing(kGap);
    m_heading = new QLabel(side);
    m_heading->setObjectName(QStringLiteral("compareHeading"));
    m_heading->setTextFormat(Qt::PlainText);
    m_heading->setWordWrap(true);
    row->addWidget(m_heading, 1);
    auto* label = new QLabel(tr("&Show"), side);
    m_which = new QComboBox(side);
    m_which->setObjectName(QStringLiteral("compareWhich"));
    m_which->setAccessibleName(tr("Which pairs are shown"));
    m_which->addItems({tr("all of them"), tr("only A is right"), tr("only B is right")});
    m_which->setToolTip(tr("Which of the pairs on which they differ (Alt+S)"));
    label->setBuddy(m_which);
    row->addWidget(label);
    row->addWidget(m_which);
    m_large = makeAction(side, tr("Show as errors"), QStringLiteral("photo"), {QKeySequence(Qt::Key_E)},
                         tr("Show these pairs large, beside the curves"));
    m_review = makeAction(side, tr("Open in Review"), QStringLiteral("review"), {},
                          tr("Look at the left face on the Review page (Enter; the right one with Shift)"));
    m_queue = makeAction(side, tr("Add to review"), QStringLiteral("plus"), {QKeySequence(Qt::Key_Q)},
                         tr("Put the faces of the selected pairs into the review queue, with this evidence"));
    m_queue->setObjectName(QStringLiteral("queuePairs"));
    for (QAction* action : {m_review, m_queue, m_large})
        row->addWidget(actionButton(action, side));
    column->addLayout(row);
    m_gallery = new PairGallery(side);
    m_gallery->setObjectName(QStringLiteral("compareDiffering"));
    m_gallery->grid().setAccessibleName(tr("Pairs that only one of the models judges rightly"));
    column->addWidget(m_gallery, 1);
    connect(m_which, &QComboBox::currentIndexChanged, this, &CompareTab::fillPairs);
    connect(m_gallery, &PairGallery::opened, this, &CompareTab::open);
    connect(m_review, &QAction::triggered, this, [this] {
        if (const auto rows = m_gallery->selected(); !rows.empty())
            open(rows.front(), 0);
    });
    connect(m_queue, &QAction::triggered, this, &CompareTab::queue);
    connect(m_large, &QAction::triggered, this, [this] {
        std::vector<std::uint32_t> pairs;
        for (const auto& pair : m_shown)
            pairs.push_back(pair.pair);
        if (!pairs.empty())
            Q_EMIT pairsChosen(pairs, tr("Pairs on which %1 and %2 differ").arg(m_nameA, m_nameB));
    });
    connect(m_gallery->grid().selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &CompareTab::updateActions);
    connect(m_gallery->grid().selectionModel(), &QItemSelectionModel::currentChanged, this, &CompareTab::updateActions);
    return side;
}

void CompareTab::setStoredAs(const QString& file)
{
    m_storedAs = engine::toPath(file);
}

void CompareTab::show(std::shared_ptr<const verify::Verification> verification)
{
    const bool same = m_verification && m_verification->scores == verification->scores &&
                      m_verification->facts == verification->facts;
    m_verification = std::move(verification);
    m_pictures->setVerification(m_verification);
    if (!same) {
        m_comparing.drop();
        m_comparison.reset();
        m_with.clear();
        const std::string model = run::text(m_verification->facts, "model");
        //: A model in a comparison, and its name
        m_nameA = tr("A (%1)").arg(withFlip(qs(model.empty() ? m_verification->title : model), m_verification->facts));
        m_a->setText(m_nameA);
        m_a->setToolTip(qs(m_verification->title));
        showNothing(tr("Looking for other models…"), {});
    }
    list(); // another one may have been verified meanwhile
}

void CompareTab::clear()
{
    m_listing.drop();
    m_comparing.drop();
    m_verification.reset();
    m_comparison.reset();
    m_pictures->setVerification(nullptr);
    m_peers.clear();
    m_with.clear();
    m_b->clear();
    m_b->setEnabled(false);
    m_a->clear();
    showNothing(tr("Nothing verified yet"),
                tr("Verify two models on the same set; here you then see whether one is better, and on which pairs "
                   "they differ."));
}

// The colour of the verdict is the theme's.
void CompareTab::changeEvent(QEvent* event)
{
    VerifyTab::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_comparison && isReady())
        showComparison();
}

void CompareTab::list()
{
    if (!session().isOpen())
        return fillPeers({});
    m_listing.start(
        [v = m_verification, stored = m_storedAs, project = std::filesystem::path(session().project().folder())](
            TabContext&) { return peersOf(*v, stored, project); },
        [this](std::vector<Peer> peers) { fillPeers(std::move(peers)); },
        [this](const std::exception& error) { fail(error); });
    updateActions();
}

void CompareTab::fillPeers(std::vector<Peer> peers)
{
    std::erase_if(peers, [](const Peer& peer) { return peer.fit == PeerFit::Itself; });
    m_peers = std::move(peers);
    const QSignalBlocker quiet(m_b);
    m_b->clear();
    auto* model = new QStandardItemModel(m_b);
    int fits = 0, first = -1, current = -1;
    for (std::size_t i = 0; i < m_peers.size(); ++i) {
        const Peer& peer = m_peers[i];
        const QString why = peer.fit == PeerFit::OtherSet     ? tr("verified on another set")
                            : peer.fit == PeerFit::OtherPairs ? tr("verified on other pairs of the set")
                                                              : QString();
        const QString title = withFlip(qs(peer.head.title), peer.head.facts);
        auto* item = new QStandardItem(why.isEmpty() ? title
                                                     //: A verification, and why it cannot be chosen
                                                     : tr("%1 – %2").arg(title, why));
        item->setEnabled(why.isEmpty());
        item->setToolTip(why.isEmpty()
                             ? qs(peer.head.title)
                             : tr("Verify this model on the set that is open, on the left, to compare them."));
        model->appendRow(item);
        if (why.isEmpty()) {
            ++fits;
            if (first < 0)
                first = static_cast<int>(i);
        }
        if (!m_with.empty() && peer.head.file == m_with)
            current = static_cast<int>(i);
    }
    m_b->setModel(model);
    m_b->setEnabled(fits > 0);
    m_b->setCurrentIndex(current >= 0 ? current : first);
    if (fits == 0) {
        m_comparison.reset();
        m_with.clear();
        showNothing(tr("No other model on this set yet"),
                    session().isOpen()
                        ? tr("Verify another model on this set, on the left, and store it; it then can be compared "
                             "here pair by pair. Models that were verified on other sets or other pairs are listed "
                             "above, but cannot be compared with this one.")
                        : tr("Verifications are kept in a project. Open one, and verify both models there."));
    } else if (current < 0 || (!m_comparison && !m_comparing.isRunning())) {
        chosen();
    }
    updateActions();
}

void CompareTab::compareWith(const QString& file)
{
    const auto wanted = engine::toPath(file);
    for (std::size_t i = 0; i < m_peers.size(); ++i)
        if (m_peers[i].head.file == wanted && m_peers[i].fit == PeerFit::Fits) {
            m_b->setCurrentIndex(static_cast<int>(i));
            chosen();
        }
}

void CompareTab::chosen()
{
    const int row = m_b->currentIndex();
    if (!m_verification || row < 0 || static_cast<std::size_t>(row) >= m_peers.size())
        return;
    const verify::VerificationHead& head = m_peers[static_cast<std::size_t>(row)].head;
    m_with = head.file;
    const std::string model = run::text(head.facts, "model");
    m_nameB = tr("B (%1)").arg(withFlip(qs(model.empty() ? head.title : model), head.facts));
    m_comparison.reset();
    showNothing(
        tr("Comparing…"),
        tr("The people are drawn %1 times, and both models are measured on each draw.").arg(countText(kBootstraps)));
    m_comparing.start(
        [v = m_verification, file = head.file](TabContext& context) {
            const verify::Verification other = verify::readVerification(file, context.check());
            return verify::compareStored(*v, other, kBootstraps, context);
        },
        [this](verify::Comparison comparison) {
            m_comparison = std::move(comparison);
            showComparison();
        },
        [this](const std::exception& error) {
            const auto* ours = dynamic_cast<const Error*>(&error);
            if (ours && ours->code() == ErrorCode::BadArgument)
                showNothing(tr("The pairs are not the same"), tr("Both verifications have the same number of pairs, "
                                                                 "but different ones. Verify this model on the set "
                                                                 "that is open, on the left, to compare them."));
            else
                fail(error);
            updateActions();
        });
    updateActions();
}

void CompareTab::showNothing(const QString& title, const QString& text)
{
    m_empty->set(title, text);
    m_stack->setCurrentWidget(m_empty);
    m_shown.clear();
    m_gallery->setPairs(0, {});
    updateActions();
}

void CompareTab::fail(const std::exception& error)
{
    const auto text = engine::errorText(error);
    showNothing(text.what, text.tryThis);
    showError(error);
}

bool CompareTab::rightA(const verify::Comparison::Differing& pair) const
{
    return pair.rightA == (m_comparison->best == 0); // the core's first one is the better one
}

void CompareTab::showComparison()
{
    const verify::Comparison& c = *m_comparison;
    const auto count = [](std::size_t n) { return countText(static_cast<double>(n)); };
    const QString pairs = tr("%1 genuine and %2 impostor pairs.").arg(count(c.genuine), count(c.impostor));
    const QString how =
        c.bootstraps == 0 ? tr("The people are too few to be resampled.")
        : c.resampledIdentities
            ? tr("%1 resamples of %2 people, both models on each; one is called better at p < 0.01.")
                  .arg(countText(c.bootstraps), count(c.people))
            : tr("%1 resamples of the pairs, because the set does not say whose they are; one is called better at p < "
                 "0.01.")
                  .arg(countText(c.bootstraps));
    //: Two sentences
    QString basis = tr("%1 %2", "sentences").arg(pairs, how);
    if (c.resampledIdentities && c.people < eval::kFewPeople)
        basis = tr("%1 %2", "sentences")
                    .arg(basis, tr("With fewer than %1 people this says little about others.").arg(eval::kFewPeople));
    m_card->set(answerOf(c), verdictSentence(c, m_nameA, m_nameB), basis);
    fillTable();
    fillPairs();
    m_stack->setCurrentIndex(0);
    updateActions();
}

void CompareTab::fillTable()
{
    const verify::Comparison& c = *m_comparison;
    m_table->setRowCount(0);
    m_table->horizontalHeaderItem(1)->setToolTip(m_nameA);
    m_table->horizontalHeaderItem(2)->setToolTip(m_nameB);
    for (const auto& result : c.results) {
        const eval::Difference& d = result.difference;
        const bool turned = result.a != 0; // B is the better one and came first
        const double a = turned ? d.b : d.a, b = turned ? d.a : d.b;
        const std::array<double, 2> range = turned ? std::array<double, 2>{-d.ci95[1], -d.ci95[0]} : d.ci95;
        const QString interval = std::isfinite(range[0]) && std::isfinite(range[1])
                                     ? rangeText(signedText(range[0]), signedText(range[1]))
                                     : QStringLiteral("–");
        const QString cells[] = {metricText(d.metric),
                                 fixedText(a, 4),
                                 fixedText(b, 4),
                                 signedText(turned ? -d.difference : d.difference),
                                 interval,
                                 chanceText(result.pHolm),
                                 testText(d.test, c.resampledIdentities)};
        const int row = m_table->rowCount();
        m_table->insertRow(row);
        for (int column = 0; column < m_table->columnCount(); ++column) {
            auto* item = new QTableWidgetItem(cells[column]);
            item->setTextAlignment((column == 0 || column == 6 ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
            if (!d.sufficient) {
                item->setForeground(tones().quiet);
                item->setToolTip(tr("Not enough data: fewer than 10 false accepts are allowed at this rate."));
            } else if (c.decides(result)) {
                QFont bold = m_table->font();
                bold.setBold(true);
                item->setFont(bold);
                item->setToolTip(tr("This test decides."));
            }
            m_table->setItem(row, column, item);
        }
    }
}

void CompareTab::fillPairs()
{
    m_shown.clear();
    const auto* verdict = m_comparison ? m_comparison->overall() : nullptr;
    if (!verdict || !m_verification) {
        m_gallery->setPairs(0, {});
        return updateActions();
    }
    const bool first = m_comparison->best == 0;
    const std::size_t onlyA = first ? verdict->onlyA : verdict->onlyB, onlyB = first ? verdict->onlyB : verdict->onlyA;
    const auto count = [](std::size_t n) { return countText(static_cast<double>(n)); };
    const int which = m_which->currentIndex();
    for (const auto& pair : verdict->differs)
        if (which == All || rightA(pair) == (which == OnlyA))
            m_shown.push_back(pair);
    QString heading = tr("They differ on %1 pairs: A alone is right on %2, B alone on %3.")
                          .arg(count(onlyA + onlyB), count(onlyA), count(onlyB));
    if (onlyA + onlyB > verdict->differs.size())
        //: Two sentences
        heading = tr("%1 %2", "sentences")
                      .arg(heading,
                           tr("Here are the %1 on which they are farthest apart.").arg(count(verdict->differs.size())));
    m_heading->setText(heading);
    m_gallery->setEmptyText(onlyA + onlyB == 0 ? tr("Both models decide every pair in the same way.")
                                               : tr("There is no such pair among those that are farthest apart."));
    const auto card = [this, pairs = m_shown, first](int row, bool pictures) {
        const auto& pair = pairs[static_cast<std::size_t>(row)];
        PairCard out = m_pictures->card(pair.pair, pictures);
        const bool right = pair.rightA == first;
        const QString a = fixedText(static_cast<double>(first ? pair.scoreA : pair.scoreB), 3);
        const QString b = fixedText(static_cast<double>(first ? pair.scoreB : pair.scoreA), 3);
        const QString yes = answerSign(Outcome::Yes), no = answerSign(Outcome::No);
        //: Two models, the similarity that each gives, and whether it is right: A 0.712 ✓ · B 0.341 ✗
        out.score = tr("A %1 %2 · B %3 %4").arg(a, right ? yes : no, b, right ? no : yes);
        const QString kind = pair.same ? tr("one person") : tr("two people");
        //: A pair of pictures, whether they show one person, and the similarity that the model that is right and the
        //: one that is wrong give it
        const QString what = right ? tr("%1; A is right with %2, B wrong with %3").arg(kind, a, b)
                                   : tr("%1; B is right with %2, A wrong with %3").arg(kind, b, a);
        out.detail += QLatin1Char('\n') + what;
        //: A pair of pictures, and what the models make of it
        out.spoken = tr("%1: %2", "pair, models").arg(out.spoken, what);
        return out;
    };
    m_gallery->setPairs(static_cast<int>(m_shown.size()), card);
    m_gallery->setNote(m_pictures->problem());
    updateActions();
}

void CompareTab::open(int row, int side)
{
    if (row >= 0 && static_cast<std::size_t>(row) < m_shown.size())
        openFace(m_pictures->faceOf(m_shown[static_cast<std::size_t>(row)].pair, side));
}

std::vector<std::uint32_t> CompareTab::selectedPairs() const
{
    std::vector<std::uint32_t> pairs;
    for (const int row : m_gallery->selected())
        if (row >= 0 && static_cast<std::size_t>(row) < m_shown.size())
            pairs.push_back(m_shown[static_cast<std::size_t>(row)].pair);
    return pairs;
}

void CompareTab::queue()
{
    if (const auto pairs = selectedPairs(); !pairs.empty())
        Q_EMIT queueRequested(pairs, m_verification->result.kfold.threshold);
}

void CompareTab::askAndSave()
{
    if (!m_comparison || !m_verification)
        return;
    //: The suggested name of a file: two models that are compared
    QString name = tr("%1 and %2").arg(m_nameA, m_nameB);
    name.replace(QLatin1Char('/'), QLatin1Char('-'));
    const QString file = dialogs::FileDialog::saveFile(this, tr("Save the comparison"),
                                                       tr("Web page (*.html);;PDF (*.pdf);;Figures as JSON (*.json)"),
                                                       name + QStringLiteral(".html"));
    if (!file.isEmpty())
        saveComparison(file);
}

void CompareTab::saveComparison(const QString& file)
{
    if (!m_comparison || !m_verification)
        return;
    const auto project =
        session().isOpen() ? std::filesystem::path(session().project().folder()) : std::filesystem::path();
    const std::string language = locale().language() == QLocale::Chinese ? "zh" : "en";
    runAsync(
        this,
        [v = m_verification, with = m_with, comparison = *m_comparison, project, language, file] {
            std::vector<verify::Verification> both{*v};
            both.push_back(verify::readVerification(with));
            std::vector<verify::GateReport> gates;
            if (!project.empty()) {
                const auto opened = dataset::Project::open(project, dataset::Project::Mode::ReadOnly);
                for (const verify::Verification& one : both)
                    if (auto judged = verify::gateReportOf(opened, one))
                        gates.push_back(std::move(*judged));
            }
            write(file, both, comparison, gates, language);
            return true;
        },
        [this, file](bool) {
            Q_EMIT statusMessage(tr("Saved as %1").arg(file), kMessageMs);
            Q_EMIT comparisonSaved(file);
        },
        // What is shown is still true.
        [this](const std::exception& error) { showError(error); });
}

void CompareTab::updateActions()
{
    const auto pairs = m_verification ? selectedPairs() : std::vector<std::uint32_t>();
    const bool faces =
        std::any_of(pairs.begin(), pairs.end(), [this](std::uint32_t pair) { return m_pictures->showsFaces(pair); });
    m_review->setEnabled(faces);
    m_queue->setEnabled(faces);
    m_large->setEnabled(!m_shown.empty());
    m_save->setEnabled(m_comparison && m_verification);
    m_stop->setVisible(m_comparing.isRunning());
    m_stop->setEnabled(m_comparing.isRunning());
}

} // namespace likeness::pages
