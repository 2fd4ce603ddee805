// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/verify/curves_tab.h"

#include "app/engine/qt_convert.h"
#include "app/pages/verify/pair_pictures.h"
#include "widgets/common/actions.h"
#include "widgets/common/number_field.h"
#include "widgets/common/theme.h"
#include "widgets/plot/det_plot.h"
#include "widgets/plot/histogram_plot.h"
#include "widgets/plot/roc_plot.h"
#include "widgets/thumbs/pair_gallery.h"

#include <QAction>
#include <QApplication>
#include <QButtonGroup>
#include <QComboBox>
#include <QLabel>
#include <QMenu>
#include <QSignalBlocker>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

namespace likeness::pages {

using namespace widgets;
using engine::qs;

namespace {

constexpr double kLowest = -1, kHighest = 1.001; // above 1 nothing is accepted
constexpr double kFine = 0.001, kCoarse = 0.01;
constexpr int kSettleMs = 60;
constexpr std::size_t kCurvePoints = 4000;
constexpr int kByHand = 0; // of the list of targets

QVector<double> toQt(const std::vector<double>& values)
{
    return QVector<double>(values.begin(), values.end());
}

} // namespace

CurvesTab::CurvesTab(Services services, PairPictures& pictures, QWidget* parent)
    : VerifyTab(services, parent), m_finding(this), m_pictures(&pictures)
{
    m_queueAction = makeAction(this, tr("Into the review"), QStringLiteral("review"), {QKeySequence(Qt::Key_Q)},
                               tr("Put the faces of the selected pairs into the review queue"));
    m_queueAction->setObjectName(QStringLiteral("queuePairs"));
    m_openAction = makeAction(this, tr("Look at the face"), {}, {}, {});
    m_openAction->setToolTip(tr("Show the left face on the Review page (Enter; Shift+Enter: the right one)"));
    m_backAction = makeAction(this, tr("Back to the errors"), QStringLiteral("close"), {QKeySequence(Qt::Key_Escape)},
                              tr("Show the errors of the operating point again"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, kGap, 0, 0);
    layout->setSpacing(kGap);
    layout->addWidget(buildPoint());
    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(buildPlots());
    splitter->addWidget(buildGalleries());
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 1);
    layout->addWidget(splitter, 1);

    m_settle.setSingleShot(true);
    m_settle.setInterval(kSettleMs);
    connect(&m_settle, &QTimer::timeout, this, &CurvesTab::showErrors);
    connect(m_queueAction, &QAction::triggered, this, &CurvesTab::queue);
    connect(m_openAction, &QAction::triggered, this, [this] {
        const auto rows = m_galleries[m_last]->selected();
        if (!rows.empty())
            open(m_last, rows.front(), 0);
    });
    connect(m_backAction, &QAction::triggered, this, &CurvesTab::backToErrors);
    connect(m_pictures, &PairPictures::ready, this, [this] {
        for (PairGallery* gallery : m_galleries)
            gallery->picturesReady();
    });
    connect(m_pictures, &PairPictures::problemChanged, this, [this] { showHeadings(); });
    // Which of the two galleries the keys are about.
    connect(qApp, &QApplication::focusChanged, this, [this](const QWidget*, const QWidget* now) {
        for (const Kind kind : {Accepts, Rejects})
            if (now && (now == m_galleries[kind] || m_galleries[kind]->isAncestorOf(now)))
                m_last = kind;
    });
    clear();
}

CurvesTab::~CurvesTab() = default;

QWidget* CurvesTab::buildPoint()
{
    auto* box = new QWidget(this);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(kSmallGap);
    auto* row = new QHBoxLayout;
    row->setSpacing(kGap);
    auto* group = new QButtonGroup(box);
    const auto choice = [&](const QString& text, const QString& tip) {
        auto* button = new QToolButton(box);
        button->setText(text);
        button->setToolTip(tip);
        button->setCheckable(true);
        group->addButton(button);
        row->addWidget(button);
        return button;
    };
    m_rocButton = choice(tr("ROC"), tr("True-positive rate over false-positive rate (R)"));
    m_detButton = choice(tr("DET"), tr("Both rates of error, on logarithmic axes (D)"));
    m_rocButton->setChecked(true);
    connect(m_rocButton, &QToolButton::toggled, this, [this](bool on) { showDet(!on); });
    makeAction(this, tr("ROC"), {}, {QKeySequence(Qt::Key_R)});
    connect(actions().constLast(), &QAction::triggered, this, [this] { showDet(false); });
    makeAction(this, tr("DET"), {}, {QKeySequence(Qt::Key_D)});
    connect(actions().constLast(), &QAction::triggered, this, [this] { showDet(true); });
    row->addStretch(1);
    auto* pointLabel = new QLabel(tr("&Operating point"), box);
    m_target = new QComboBox(box);
    m_target->setObjectName(QStringLiteral("operatingTarget"));
    m_target->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_target->setMaxVisibleItems(12);
    m_target->setAccessibleName(tr("Operating point"));
    m_target->setToolTip(tr("What the threshold is to reach (Alt+O)"));
    pointLabel->setBuddy(m_target);
    auto* fieldLabel = new QLabel(tr("&Threshold"), box);
    m_field = new NumberField(NumberField::Kind::Real, kLowest, kHighest, box);
    m_field->setObjectName(QStringLiteral("threshold"));
    m_field->setAccessibleName(tr("Threshold"));
    m_field->setFixedWidth(90);
    m_field->setToolTip(tr("Pairs count as one person from this cosine on (Alt+T; Up and Down step). In the curves: "
                           "click, drag the mark, or Left and Right, with Shift in larger steps."));
    fieldLabel->setBuddy(m_field);
    row->addWidget(pointLabel);
    row->addWidget(m_target);
    row->addSpacing(kGap);
    row->addWidget(fieldLabel);
    row->addWidget(m_field);
    column->addLayout(row);
    m_sentence = new QLabel(box);
    m_sentence->setObjectName(QStringLiteral("operatingSentence"));
    m_sentence->setTextFormat(Qt::PlainText);
    m_sentence->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_sentence->setWordWrap(true);
    column->addWidget(m_sentence);
    connect(m_target, &QComboBox::activated, this, [this](int index) {
        if (index > kByHand && static_cast<std::size_t>(index) <= m_targets.size()) {
            moveTo(m_targets[static_cast<std::size_t>(index) - 1].threshold, false);
            Q_EMIT thresholdChosen(m_point.threshold);
        }
    });
    connect(m_field, &QLineEdit::textEdited, this, [this] {
        const auto value = m_field->value();
        setRole(m_field, value ? QString() : QStringLiteral("wrong"));
        if (value)
            moveTo(*value, true);
    });
    connect(m_field, &QLineEdit::textChanged, this, [this] { // steps by keys
        if (const auto value = m_field->value(); value && m_field->hasFocus() && *value != m_point.threshold)
            moveTo(*value, true);
    });
    return box;
}

QWidget* CurvesTab::buildPlots()
{
    auto* box = new QWidget(this);
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(kGap);
    m_curve = new QStackedWidget(box);
    m_roc = new RocPlot(m_curve);
    m_roc->setTitle(tr("ROC"));
    m_det = new DetPlot(m_curve);
    m_det->setTitle(tr("DET"));
    m_histogram = new HistogramPlot(box);
    m_histogram->setTitle(tr("Similarity of pairs"));
    m_curve->addWidget(m_roc);
    m_curve->addWidget(m_det);
    row->addWidget(m_curve, 1);
    row->addWidget(m_histogram, 1);
    box->setMinimumHeight(180);
    const QString how = tr("Click for the errors at a place; drag the mark or press Left and Right (with Shift: larger "
                           "steps). Dragging elsewhere zooms, a double click shows all.");
    for (Plot* plot : {static_cast<Plot*>(m_roc), static_cast<Plot*>(m_det), static_cast<Plot*>(m_histogram)}) {
        plot->setPicking(true);
        plot->setToolTip(how);
        plot->setEmptyText(tr("Nothing verified yet"));
        const bool rates = plot != m_histogram; // their axis is the FPR, which falls as the threshold rises
        connect(plot, &Plot::picked, this, [this, rates](double x, double) {
            if (m_verification)
                moveTo(rates ? thresholdFor(m_verification->result, x) : x, true);
        });
        connect(plot, &Plot::stepped, this,
                [this, rates](int direction, bool coarse) { step(rates ? -direction : direction, coarse); });
        connect(plot, &Plot::saved, this,
                [this](const QString& file) { Q_EMIT statusMessage(tr("Saved as %1").arg(file), 5000); });
        connect(plot, &Plot::saveFailed, this, [this](const QString& message) { Q_EMIT errorRaised(message, {}, {}); });
    }
    return box;
}

QWidget* CurvesTab::buildGalleries()
{
    auto* box = new QWidget(this);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(kSmallGap);
    auto* row = new QHBoxLayout;
    row->setSpacing(kGap);
    m_given = new QLabel(box);
    m_given->setProperty("role", QStringLiteral("title"));
    m_given->setWordWrap(true);
    row->addWidget(m_given, 1);
    m_back = actionButton(m_backAction, box);
    row->addWidget(m_back);
    row->addWidget(actionButton(m_openAction, box));
    row->addWidget(actionButton(m_queueAction, box));
    column->addLayout(row);
    auto* both = new QHBoxLayout;
    both->setSpacing(kMargin);
    for (const Kind kind : {Accepts, Rejects}) {
        auto* side = new QVBoxLayout;
        side->setSpacing(kSmallGap);
        m_headings[kind] = new QLabel(box);
        m_headings[kind]->setTextFormat(Qt::RichText);
        m_headings[kind]->setWordWrap(true);
        side->addWidget(m_headings[kind]);
        m_galleries[kind] = new PairGallery(box);
        m_galleries[kind]->setObjectName(kind == Accepts ? QStringLiteral("falseAccepts")
                                                         : QStringLiteral("falseRejects"));
        side->addWidget(m_galleries[kind], 1);
        both->addLayout(side, 1);
        connect(m_galleries[kind], &PairGallery::opened, this,
                [this, kind](int number, int which) { open(kind, number, which); });
        CellGrid& grid = m_galleries[kind]->grid();
        grid.setContextMenuPolicy(Qt::CustomContextMenu);
        connect(&grid, &QWidget::customContextMenuRequested, this, [this, &grid](const QPoint& at) {
            if (!grid.indexAt(at).isValid())
                return;
            auto* menu = new QMenu(this);
            menu->setAttribute(Qt::WA_DeleteOnClose);
            menu->addAction(m_openAction);
            menu->addAction(m_queueAction);
            menu->popup(grid.viewport()->mapToGlobal(at));
        });
    }
    column->addLayout(both, 1);
    box->setMinimumHeight(190);
    return box;
}

void CurvesTab::show(std::shared_ptr<const verify::Verification> verification)
{
    const bool same = m_verification && m_verification->scores == verification->scores &&
                      m_verification->images == verification->images;
    m_verification = std::move(verification);
    m_pictures->setVerification(m_verification);
    if (same)
        return;
    const eval::VerifyResult& r = m_verification->result;
    const eval::Roc thin = eval::thinned(r.roc, kCurvePoints);
    const QString title = qs(m_verification->title);
    m_roc->setCurves({{title, toQt(thin.fpr), toQt(thin.tpr), static_cast<qint64>(r.impostor)}});
    QVector<double> fnr;
    for (const double tpr : thin.tpr)
        fnr.push_back(1 - tpr);
    const double reliable = std::min(1.0, eval::smallestRate(r.impostor));
    for (RatePlot* plot : std::initializer_list<RatePlot*>{m_roc, m_det})
        //: In the part of a plot where a rate rests on so few pairs
        plot->setReliableFrom(reliable, tr("fewer than %1 false accepts").arg(eval::kSufficientBudget));
    m_det->setCurves({{title, toQt(thin.fpr), fnr, static_cast<qint64>(r.impostor), static_cast<qint64>(r.genuine)}});
    m_histogram->setHistogram(toQt(r.histogram.edges), toQt(r.histogram.genuine), toQt(r.histogram.impostor));
    m_targets = operatingTargets(r);
    m_target->clear();
    m_target->addItem(tr("Chosen by hand"));
    for (const OperatingTarget& target : m_targets)
        m_target->addItem(target.text);
    setEnabled(true);
    m_heading.clear();
    m_target->setCurrentIndex(kByHand + 1);
    moveTo(m_targets.front().threshold, false);
}

void CurvesTab::clear()
{
    m_finding.drop();
    m_settle.stop();
    m_verification.reset();
    m_pictures->setVerification(nullptr);
    m_heading.clear();
    m_roc->setCurves({});
    m_det->setCurves({});
    for (RatePlot* plot : std::initializer_list<RatePlot*>{m_roc, m_det})
        plot->setReliableFrom(0);
    m_histogram->setHistogram({}, {}, {});
    m_roc->setOperatingPoint({});
    m_det->setOperatingPoint({});
    m_histogram->setThreshold({});
    m_sentence->clear();
    m_target->clear();
    fillGalleries({});
    setEnabled(false);
}

void CurvesTab::setThreshold(double threshold)
{
    if (m_verification)
        moveTo(threshold, true);
}

void CurvesTab::moveTo(double threshold, bool byHand)
{
    if (!m_verification)
        return;
    m_point = operatingPointAt(m_verification->result, std::clamp(threshold, kLowest, kHighest));
    m_heading.clear();
    if (byHand) {
        const QSignalBlocker quiet(m_target);
        m_target->setCurrentIndex(kByHand);
    }
    showPoint();
    m_settle.start();
}

void CurvesTab::step(int direction, bool coarse)
{
    if (!m_verification)
        return;
    const double size = coarse ? kCoarse : kFine;
    moveTo(std::round((m_point.threshold + direction * size) / kFine) * kFine, true);
}

void CurvesTab::showPoint()
{
    m_roc->setOperatingPoint(QPointF(m_point.fpr, m_point.tpr));
    m_det->setOperatingPoint(QPointF(m_point.fpr, 1 - m_point.tpr));
    m_histogram->setThreshold(m_point.threshold);
    if (const auto typed = m_field->value(); !m_field->hasFocus() || !typed || *typed != m_point.threshold) {
        const QSignalBlocker quiet(m_field);
        m_field->setValue(std::round(m_point.threshold * 1e6) / 1e6);
        setRole(m_field, {});
    }
    const int target = m_target->currentIndex();
    const QString interval = target > kByHand ? m_targets[static_cast<std::size_t>(target) - 1].interval : QString();
    QString tpr = percentText(m_point.tpr);
    if (!interval.isEmpty())
        tpr = tr("%1 (95 %: %2)", "a rate and its interval").arg(tpr, interval);
    m_sentence->setText(
        //: The line below the curves. %2 and %3: TPR and genuine pairs, %4 and %5: FPR and impostor pairs, %6 and %7:
        //: numbers of pairs
        tr("Threshold %1  ·  TPR %2 of %3 genuine pairs  ·  FPR %4 of %5 impostor pairs  ·  %6 false accepts, %7 false "
           "rejects")
            .arg(fixedText(m_point.threshold, 4), tpr, countText(static_cast<double>(m_point.genuine)),
                 rateText(m_point.fpr), countText(static_cast<double>(m_point.impostor)),
                 countText(static_cast<double>(m_point.falseAccepts)),
                 countText(static_cast<double>(m_point.falseRejects))));
    showHeadings();
}

void CurvesTab::showErrors()
{
    if (!m_verification || !m_heading.isEmpty())
        return;
    m_finding.start([verification = m_verification,
                     threshold = m_point.threshold](TabContext&) { return verify::errorsAt(*verification, threshold); },
                    [this](verify::PairErrors errors) {
                        fillGalleries({std::move(errors.falseAccepts), std::move(errors.falseRejects)});
                    },
                    [this](const std::exception& error) { showError(error); });
    if (m_target->currentIndex() == kByHand)
        Q_EMIT thresholdChosen(m_point.threshold);
}

bool CurvesTab::isReady() const
{
    return !m_settle.isActive() && !m_finding.isRunning();
}

bool CurvesTab::hasPictures() const
{
    return m_pictures->isIdle();
}

void CurvesTab::showPairs(const std::vector<std::uint32_t>& pairs, const QString& heading)
{
    if (!m_verification)
        return;
    m_settle.stop();
    m_finding.drop();
    m_heading = heading;
    std::array<std::vector<std::uint32_t>, 2> kinds;
    for (const std::uint32_t pair : pairs)
        if (pair < m_verification->same.size())
            kinds[m_verification->same[pair] ? Rejects : Accepts].push_back(pair);
    fillGalleries(std::move(kinds));
}

void CurvesTab::backToErrors()
{
    m_heading.clear();
    showHeadings();
    showErrors();
}

void CurvesTab::fillGalleries(std::array<std::vector<std::uint32_t>, 2> pairs)
{
    m_shown = std::move(pairs);
    for (const Kind kind : {Accepts, Rejects})
        m_galleries[kind]->setPairs(static_cast<int>(m_shown[kind].size()), [this, kind](int row, bool pictures) {
            return m_pictures->card(m_shown[kind][static_cast<std::size_t>(row)], pictures);
        });
    showHeadings();
}

void CurvesTab::showHeadings()
{
    const bool given = !m_heading.isEmpty();
    m_given->setText(given ? m_heading : tr("Errors at this threshold"));
    m_backAction->setEnabled(given);
    m_back->setVisible(given);
    const bool knows = !m_verification || m_pictures->knowsImages();
    QString note = m_pictures->problem();
    if (!knows)
        note = tr("With this many pairs, it is not stored which images they come from.");
    const auto heading = [](const QString& name, const QString& count, const QString& explanation) {
        return QStringLiteral("<b>%1</b> %2 &nbsp;<span style='color:%4'>%3</span>")
            .arg(name.toHtmlEscaped(), count.toHtmlEscaped(), explanation.toHtmlEscaped(), tones().quiet.name());
    };
    //: Some pairs of all
    const auto count = [](std::int64_t some, std::int64_t all) {
        return tr("%1 of %2").arg(countText(static_cast<double>(some)), countText(static_cast<double>(all)));
    };
    if (given) {
        for (const Kind kind : {Accepts, Rejects})
            m_headings[kind]->setText(heading(kind == Accepts ? tr("Different people") : tr("One person"),
                                              countText(static_cast<double>(m_shown[kind].size())), {}));
    } else {
        m_headings[Accepts]->setText(heading(tr("False accepts"), count(m_point.falseAccepts, m_point.impostor),
                                             tr("Different labels, yet alike. Is one of the labels wrong?")));
        m_headings[Rejects]->setText(
            heading(tr("False rejects"), count(m_point.falseRejects, m_point.genuine),
                    tr("The same label, yet unlike. Is one of the labels wrong, or a photograph bad?")));
    }
    for (const Kind kind : {Accepts, Rejects}) {
        PairGallery& gallery = *m_galleries[kind];
        gallery.grid().setAccessibleName(kind == Accepts ? tr("False accepts") : tr("False rejects"));
        gallery.setNote(m_shown[kind].empty() ? QString() : note);
        gallery.setEmptyText(!m_verification ? QString()
                             : given         ? tr("None of these pairs.")
                             : kind == Accepts
                                 ? tr("No false accepts at this threshold. A lower one shows the closest impostors.")
                                 : tr("No false rejects at this threshold. A higher one shows the farthest pairs of "
                                      "one person."));
    }
    const bool any = knows && (!m_shown[Accepts].empty() || !m_shown[Rejects].empty());
    m_queueAction->setEnabled(any);
    m_openAction->setEnabled(any);
}

void CurvesTab::changeEvent(QEvent* event)
{
    VerifyTab::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_galleries[Rejects])
        showHeadings(); // their quiet words have the theme's colour
}

void CurvesTab::open(Kind kind, int row, int side)
{
    openFace(m_pictures->faceOf(m_shown[kind][static_cast<std::size_t>(row)], side));
}

std::vector<std::uint32_t> CurvesTab::selectedPairs() const
{
    const Kind kind = m_shown[m_last].empty() ? (m_last == Accepts ? Rejects : Accepts) : m_last;
    std::vector<std::uint32_t> pairs;
    for (const int row : m_galleries[kind]->selected())
        pairs.push_back(m_shown[kind][static_cast<std::size_t>(row)]);
    return pairs;
}

void CurvesTab::queue()
{
    if (const auto pairs = selectedPairs(); !pairs.empty())
        Q_EMIT queueRequested(pairs, m_point.threshold);
}

void CurvesTab::showDet(bool det)
{
    const QSignalBlocker first(m_rocButton), second(m_detButton);
    (det ? m_detButton : m_rocButton)->setChecked(true);
    m_curve->setCurrentWidget(det ? static_cast<QWidget*>(m_det) : m_roc);
}

} // namespace likeness::pages
