// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/verify/robustness_tab.h"

#include "app/engine/project_session.h"
#include "app/engine/qt_convert.h"
#include "app/pages/verify/pair_pictures.h"
#include "core/run/event_fields.h"
#include "core/verify/robustness.h"
#include "widgets/common/actions.h"
#include "widgets/common/empty_state.h"
#include "widgets/common/number_field.h"
#include "widgets/common/tables.h"
#include "widgets/common/theme.h"
#include "widgets/plot/line_plot.h"

#include <QAction>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QListWidget>
#include <QPainter>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableWidget>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace likeness::pages {

using namespace widgets;
using engine::qs;

namespace {

constexpr char kKey[] = "robustness";
constexpr int kEpsilons[] = {1, 2, 4, 8};
constexpr int kSide = 112, kBetween = 4; // of the pictures of an example
constexpr double kMostPairs = 1'000'000;

QString methodText(const std::string& method)
{
    return method == "fgsm" ? QStringLiteral("FGSM") : method == "pgd" ? QStringLiteral("PGD") : qs(method);
}

std::array<double, 2> ends(const Json& object, const char* key)
{
    const Json& value = run::section(object, key);
    std::array<double, 2> out{std::nan(""), std::nan("")};
    if (value.is_array() && value.size() == 2)
        for (std::size_t i = 0; i < 2; ++i)
            if (value[i].is_number())
                out[i] = value[i].get<double>();
    return out;
}

QString countIn(const Json& object, const char* key)
{
    const double value = run::number(object, key);
    return std::isfinite(value) ? countText(value) : QStringLiteral("–");
}

// The pictures of an example as Robustness::toExtra() has them; null where they are not there or no small pictures.
QImage sideBySide(const Json& example)
{
    const std::vector<Bytes> pictures = verify::examplePictures(example);
    if (pictures.size() != 3)
        return {};
    QImage out(3 * kSide + 2 * kBetween, kSide, QImage::Format_ARGB32_Premultiplied);
    out.fill(Qt::transparent);
    QPainter painter(&out);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    int left = 0;
    for (const Bytes& png : pictures) {
        if (png.empty())
            return {};
        painter.drawImage(QRect(left, 0, kSide, kSide),
                          QImage::fromData(png.data(), static_cast<int>(png.size()), "PNG"));
        left += kSide + kBetween;
    }
    return out;
}

} // namespace

RobustnessTab::RobustnessTab(Services services, PairPictures& pictures, QWidget* parent)
    : VerifyTab(services, parent), m_pictures(&pictures)
{
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, kGap, 0, 0);
    outer->setSpacing(kGap);
    outer->addWidget(buildControls());
    m_problem = new QLabel(this);
    m_problem->setObjectName(QStringLiteral("attackProblem"));
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    m_problem->hide();
    outer->addWidget(m_problem);
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(buildResult());
    m_empty = new EmptyState(QStringLiteral("verify"), m_stack);
    m_stack->addWidget(m_empty);
    outer->addWidget(m_stack, 1);

    connect(m_empty, &EmptyState::clicked, this, &RobustnessTab::attack);
    connect(m_attack, &QAction::triggered, this, &RobustnessTab::attack);
    connect(m_stop, &QAction::triggered, this, [this] { stopJob(); });
    connect(m_open, &QAction::triggered, this, &RobustnessTab::openExample);
    connect(m_pairs, &QLineEdit::textChanged, this, &RobustnessTab::updateActions);
    for (QToolButton* button : m_epsilons)
        connect(button, &QToolButton::toggled, this, &RobustnessTab::updateActions);
    clear();
}

RobustnessTab::~RobustnessTab() = default;

QWidget* RobustnessTab::buildControls()
{
    auto* box = new QWidget(this);
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(kGap);
    auto* methodLabel = new QLabel(tr("&Attack"), box);
    m_method = new QComboBox(box);
    m_method->setObjectName(QStringLiteral("attackMethod"));
    m_method->setAccessibleName(tr("Attack"));
    m_method->addItem(tr("FGSM and PGD"), QStringLiteral("both"));
    m_method->addItem(QStringLiteral("FGSM"), QStringLiteral("fgsm"));
    m_method->addItem(QStringLiteral("PGD"), QStringLiteral("pgd"));
    m_method->setToolTip(
        tr("FGSM takes one step along the sign of the gradient; PGD ten small ones from a random start, "
           "which is stronger and takes ten times as long (Alt+A)"));
    methodLabel->setBuddy(m_method);
    row->addWidget(methodLabel);
    row->addWidget(m_method);
    row->addSpacing(kGap);
    //: How far an attack may change each pixel
    auto* strength = new QLabel(tr("ε, of 255"), box);
    row->addWidget(strength);
    for (const int epsilon : kEpsilons) {
        auto* button = new QToolButton(box);
        button->setText(QString::number(epsilon));
        button->setCheckable(true);
        button->setChecked(true);
        button->setFocusPolicy(Qt::TabFocus);
        button->setToolTip(tr("Change each pixel by at most %n grey level(s) (Space)", nullptr, epsilon));
        button->setAccessibleName(tr("ε = %1 of 255").arg(epsilon));
        row->addWidget(button);
        m_epsilons.push_back(button);
    }
    row->addSpacing(kGap);
    auto* pairsLabel = new QLabel(tr("&Pairs"), box);
    m_pairs = new NumberField(NumberField::Kind::Whole, 2, kMostPairs, box);
    m_pairs->setObjectName(QStringLiteral("attackPairs"));
    m_pairs->setAccessibleName(tr("Pairs"));
    m_pairs->setFixedWidth(90);
    m_pairs->setValue(static_cast<double>(verify::AttackOptions().maxPairs));
    m_pairs->setToolTip(tr("How many pairs are looked at, as many of each kind, evenly from all (Alt+P)"));
    pairsLabel->setBuddy(m_pairs);
    row->addWidget(pairsLabel);
    row->addWidget(m_pairs);
    row->addSpacing(kGap);
    m_attack = makeAction(this, tr("Attack"), {}, {QKeySequence(Qt::Key_A)},
                          tr("Change the pictures so that right decisions turn, and count how many do"));
    m_attack->setObjectName(QStringLiteral("attackStart"));
    m_stop = makeAction(this, tr("Stop"), QStringLiteral("stop"), {QKeySequence(Qt::Key_Escape)},
                        tr("Stop the attack; what was found before stays"));
    auto* attack = buttonFor(m_attack, box);
    makePrimary(attack);
    row->addWidget(attack);
    row->addWidget(buttonFor(m_stop, box));
    row->addStretch(1);
    return box;
}

QWidget* RobustnessTab::buildResult()
{
    auto* inside = new QWidget(this);
    auto* column = new QVBoxLayout(inside);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(kGap);
    const auto quiet = [&](const char* name, QWidget* parent) {
        auto* label = new QLabel(parent);
        label->setObjectName(QLatin1String(name));
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        setRole(label, QStringLiteral("quiet"));
        return label;
    };
    m_basis = quiet("attackBasis", inside);
    column->addWidget(m_basis);
    auto* split = new QSplitter(Qt::Vertical, inside);
    split->setChildrenCollapsible(false);
    auto* figures = new QSplitter(Qt::Horizontal, split);
    figures->setChildrenCollapsible(false);
    m_table = new QTableWidget(0, 7, figures);
    m_table->setObjectName(QStringLiteral("attackTable"));
    m_table->setAccessibleName(tr("What survived, by attack and strength"));
    makeRowTable(m_table);
    m_table->setHorizontalHeaderLabels({tr("Attack"), tr("ε"), tr("Survived"), tr("95 % interval"),
                                        tr("Genuine, then rejected"), tr("Impostors, then accepted"),
                                        tr("Mean shift")});
    const QString tips[] = {
        {},
        tr("Grey levels of 255 by which a pixel may change"),
        tr("Of the pairs that were decided rightly, those that still are"),
        {},
        tr("Genuine pairs that the attack turned, of those attacked, with the 95 % interval of their share"),
        tr("Impostor pairs that the attack turned, of those attacked, with the 95 % interval of their share"),
        tr("Of the similarity, towards the wrong side")};
    for (int i = 0; i < m_table->columnCount(); ++i) {
        m_table->horizontalHeaderItem(i)->setToolTip(tips[i]);
        if (i > 0)
            m_table->horizontalHeaderItem(i)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    }
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_plot = new LinePlot(figures);
    m_plot->setObjectName(QStringLiteral("attackPlot"));
    m_plot->setTitle(tr("Survival by strength"));
    m_plot->setAxisLabels(tr("ε, grey levels of 255"), tr("Survived, %"));
    m_plot->setValueFormat('f', 2);
    m_plot->setLeast({0, 0, *std::rbegin(kEpsilons) + 0.5, 102}); // from none to all, with room for a marker at 100
    figures->addWidget(m_table);
    figures->addWidget(m_plot);
    figures->setStretchFactor(0, 3);
    figures->setStretchFactor(1, 1);
    figures->setSizes({720, 240});
    split->addWidget(figures);

    auto* below = new QWidget(split);
    auto* lower = new QVBoxLayout(below);
    lower->setContentsMargins(0, kGap, 0, 0);
    lower->setSpacing(kGap);
    auto* row = new QHBoxLayout;
    row->setSpacing(kGap);
    m_legend = quiet("attackLegend", below);
    row->addWidget(m_legend, 1);
    m_open = makeAction(below, tr("Open in Review"), QStringLiteral("review"), {},
                        tr("Look at the face that was changed on the Review page (Enter)"));
    row->addWidget(actionButton(m_open, below), 0, Qt::AlignTop);
    lower->addLayout(row);
    m_examples = new QListWidget(below);
    m_examples->setObjectName(QStringLiteral("attackExamples"));
    m_examples->setAccessibleName(tr("Examples of the attacks"));
    m_examples->setViewMode(QListView::IconMode);
    m_examples->setMovement(QListView::Static);
    m_examples->setResizeMode(QListView::Adjust);
    m_examples->setUniformItemSizes(true);
    m_examples->setWordWrap(true);
    m_examples->setSpacing(kGap);
    m_examples->setFrameShape(QFrame::NoFrame);
    setRole(m_examples, QStringLiteral("plain"));
    lower->addWidget(m_examples, 1);
    split->addWidget(below);
    split->setStretchFactor(0, 2);
    split->setStretchFactor(1, 3);
    column->addWidget(split, 1);
    connect(m_examples, &QListWidget::itemActivated, this, &RobustnessTab::openExample);
    connect(m_examples, &QListWidget::currentRowChanged, this, &RobustnessTab::updateActions);
    connect(m_plot, &Plot::saved, this,
            [this](const QString& file) { Q_EMIT statusMessage(tr("Saved as %1").arg(file), 5000); });
    connect(m_plot, &Plot::saveFailed, this, [this](const QString& message) { Q_EMIT errorRaised(message, {}, {}); });
    return inside;
}

void RobustnessTab::show(std::shared_ptr<const verify::Verification> verification)
{
    const bool other = !m_verification || m_verification->scores != verification->scores ||
                       m_verification->facts != verification->facts;
    m_verification = std::move(verification);
    m_pictures->setVerification(m_verification);
    if (other) {
        forgetJob();
        m_problem->hide();
    }
    showExtra(run::section(m_verification->extras, kKey));
    updateActions();
}

void RobustnessTab::clear()
{
    m_verification.reset();
    m_pictures->setVerification(nullptr);
    forgetJob();
    m_faces.clear();
    m_problem->hide();
    m_table->setRowCount(0);
    m_plot->removeSeries();
    m_examples->clear();
    m_empty->set(tr("Nothing verified yet"),
                 tr("Verify a model first; here you then see how many of its right decisions survive small changes of "
                    "the pictures."));
    m_stack->setCurrentWidget(m_empty);
    updateActions();
}

void RobustnessTab::attack()
{
    if (!m_verification || !m_attack->isEnabled())
        return;
    verify::AttackOptions attack;
    const std::string method = engine::utf8(m_method->currentData().toString());
    if (method != "both")
        attack.methods = {method};
    attack.epsilons.clear();
    for (std::size_t i = 0; i < m_epsilons.size(); ++i)
        if (m_epsilons[i]->isChecked())
            attack.epsilons.push_back(kEpsilons[i]);
    attack.maxPairs = static_cast<std::size_t>(*m_pairs->value());
    verify::VerifyOptions on = m_verification->options;
    on.compute.precision = "fp32"; // that of gradients
    auto found = std::make_shared<Json>();
    const auto work = [on, attack, found](jobs::Context& context) {
        *found = verify::attackSet(on, attack, context).toExtra();
    };
    const auto done = [this, found] {
        showExtra(*found);
        Q_EMIT extrasChanged(QLatin1String(kKey), *found);
    };
    if (startJob(tr("Attacking the model"), work, done))
        m_problem->hide();
}

// The window says what every job's failure is; here stands what it means for this model.
void RobustnessTab::jobFailed(ErrorCode code, const QString& message)
{
    if (code != ErrorCode::Unsupported)
        return;
    //: %1: the reason, in English
    m_problem->setText(tr("This model cannot be attacked: %1.").arg(message));
    m_problem->show();
}

void RobustnessTab::showExtra(const Json& extra)
{
    const Json& points = run::section(extra, "points");
    if (!points.is_array() || points.empty()) {
        m_empty->set(
            tr("Not attacked yet"),
            tr("An attack changes each pixel of the first picture of a pair by at most ε grey levels, which hardly "
               "anybody sees, so that the model decides wrongly. Choose how and how strongly above. What the model has "
               "to survive can be made a gate on the tab “Acceptance”."),
            tr("Attack"));
        m_stack->setCurrentWidget(m_empty);
        return;
    }
    QString basis = tr("%1 of %2 pairs were looked at, %3 genuine and %4 impostor; %5 are decided rightly at the "
                       "threshold %6, and these are attacked. The first picture of each is changed by at most ε grey "
                       "levels a pixel.")
                        .arg(countIn(extra, "pairs"), countIn(extra, "of_pairs"), countIn(extra, "genuine"),
                             countIn(extra, "impostor"), percentText(run::number(extra, "accuracy"), 1),
                             fixedText(run::number(extra, "threshold"), 4));
    const QString how = std::isfinite(run::number(extra, "people"))
                            ? tr("Intervals (95 %) resample people.")
                            : tr("Intervals (95 %) are exact over pairs, and too narrow if people occur often.");
    //: Two sentences
    basis = tr("%1 %2", "sentences").arg(basis, how);
    if (run::numberOr(extra, "no_slope", 0) > 0)
        basis = tr("%1 %2", "sentences")
                    .arg(basis, tr("%1 pairs hold the same picture twice; FGSM finds no direction there.")
                                    .arg(countIn(extra, "no_slope")));
    m_basis->setText(basis);
    fillTable(points);
    fillPlot(points);
    fillExamples(extra);
    m_stack->setCurrentIndex(0);
}

void RobustnessTab::fillTable(const Json& points)
{
    const int before = m_table->currentRow();
    m_table->setRowCount(0);
    for (const Json& point : points) {
        const bool sufficient = run::section(point, "sufficient") == Json(true);
        const int row = m_table->rowCount();
        m_table->insertRow(row);
        const auto kind = [&](const char* key) {
            const Json& one = run::section(point, key);
            const QString turned = //: so many of all
                tr("%1 of %2", "pairs").arg(countIn(one, "flipped"), countIn(one, "attacked"));
            const QString range = percentRange(ends(one, "ci95"), 0);
            return range.isEmpty() ? turned
                                   //: How many of how many, and the 95 % interval of their share
                                   : tr("%1 (%2)", "count, interval").arg(turned, range);
        };
        const QString range = percentRange(ends(point, "survival_ci95"), 0);
        const QString cells[] = {methodText(run::text(point, "method")),
                                 countIn(point, "epsilon"),
                                 percentText(run::number(point, "survival"), 1),
                                 !sufficient       ? tr("not enough data")
                                 : range.isEmpty() ? QStringLiteral("–")
                                                   : range,
                                 kind("genuine"),
                                 kind("impostor"),
                                 fixedText(run::number(point, "mean_shift"), 4)};
        for (int column = 0; column < m_table->columnCount(); ++column) {
            auto* item = new QTableWidgetItem(cells[column]);
            item->setTextAlignment((column == 0 ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
            if (!sufficient) {
                item->setForeground(tones().quiet);
                item->setToolTip(tr("Too few pairs were attacked: it takes %1 that the model decides rightly.")
                                     .arg(verify::Robustness::kFewestAttacked));
            }
            m_table->setItem(row, column, item);
        }
    }
    if (m_table->rowCount() > 0)
        m_table->setCurrentCell(std::clamp(before, 0, m_table->rowCount() - 1), 0);
}

void RobustnessTab::fillPlot(const Json& points)
{
    std::map<std::string, std::map<double, double>> curves; // by method and strength
    for (const Json& point : points) {
        const double epsilon = run::number(point, "epsilon"), survival = run::number(point, "survival");
        if (std::isfinite(epsilon) && std::isfinite(survival))
            curves[run::text(point, "method")][epsilon] = 100 * survival;
    }
    m_plot->removeSeries();
    bool several = false;
    for (const auto& [method, values] : curves) {
        const int series = m_plot->addSeries(methodText(method), LinePlot::Style::Points);
        QVector<QPointF> line;
        for (const auto& [epsilon, survival] : values)
            line.push_back({epsilon, survival});
        several = several || line.size() > 1;
        m_plot->setPoints(series, line);
    }
    m_plot->setVisible(several); // of one strength the table says it all
}

void RobustnessTab::fillExamples(const Json& extra)
{
    const Json& examples = run::section(extra, "examples");
    const std::size_t count = examples.is_array() ? std::min(examples.size(), verify::kMostExamples) : 0;
    std::vector<QImage> pictures;
    for (std::size_t i = 0; i < count; ++i)
        pictures.push_back(sideBySide(examples[i]));
    const bool pictured = std::any_of(pictures.begin(), pictures.end(), [](const QImage& p) { return !p.isNull(); });
    const int before = m_examples->currentRow();
    m_examples->clear();
    m_faces.clear();
    m_examples->setIconSize(QSize(3 * kSide + 2 * kBetween, pictured ? kSide : 1));
    const int lines = m_examples->fontMetrics().height() * 3;
    for (std::size_t i = 0; i < count; ++i) {
        const Json& one = examples[i];
        const bool same = run::section(one, "same") == Json(true);
        const bool flipped = run::section(one, "flipped") == Json(true);
        const QString first = fixedText(run::number(one, "before"), 3), after = fixedText(run::number(one, "after"), 3);
        const QString outcome = !flipped ? tr("still right") : same ? tr("now rejected") : tr("now accepted");
        //: An attack and its strength, genuine or impostor, similarity before and after, what became of the decision
        const QString what = tr("%1, ε = %2 · %3 · %4 → %5, %6")
                                 .arg(methodText(run::text(one, "method")), countIn(one, "epsilon"),
                                      same ? tr("genuine") : tr("impostors"), first, after, outcome);
        //: Two pictures that were compared
        const QString who = tr("%1 with %2").arg(qs(run::text(one, "a")), qs(run::text(one, "b")));
        const QString caption = what + QLatin1Char('\n') + who;
        auto* item = new QListWidgetItem(m_examples);
        item->setText(what + QLatin1Char('\n') +
                      m_examples->fontMetrics().elidedText(who, Qt::ElideMiddle, 3 * kSide + 2 * kBetween));
        item->setToolTip(caption);
        item->setData(Qt::AccessibleTextRole, caption);
        item->setTextAlignment(Qt::AlignLeft | Qt::AlignTop);
        item->setSizeHint(QSize(3 * kSide + 2 * kBetween + 2 * kGap, (pictured ? kSide + kGap : 0) + lines));
        if (pictured)
            item->setIcon(QIcon(QPixmap::fromImage(pictures[i])));
        m_faces.push_back(faceOfProject(static_cast<qint64>(run::numberOr(one, "face_a", 0))));
    }
    if (m_examples->count() == 0)
        m_legend->setText(tr("No examples were kept of this attack."));
    else if (pictured)
        m_legend->setText(tr("Each: the picture, the changed picture, and the change, made visible (grey: none). "
                             "Similarity before → after."));
    else
        m_legend->setText(tr("Examples. Their pictures were not kept; attack again to see them."));
    if (m_examples->count() > 0)
        m_examples->setCurrentRow(std::clamp(before, 0, m_examples->count() - 1));
}

// The same face where it is one of the project that is open now; else 0.
qint64 RobustnessTab::faceOfProject(qint64 face) const
{
    const auto& set = m_verification->set;
    const auto at = std::find_if(set.begin(), set.end(), [face](const auto& image) { return image.face == face; });
    return face == 0 || at == set.end() ? 0 : m_pictures->face(static_cast<std::uint32_t>(at - set.begin()));
}

void RobustnessTab::openExample()
{
    const int row = m_examples->currentRow();
    const qint64 face =
        row >= 0 && static_cast<std::size_t>(row) < m_faces.size() ? m_faces[static_cast<std::size_t>(row)] : 0;
    openFace(face);
}

void RobustnessTab::updateActions()
{
    const bool chosen = std::any_of(m_epsilons.begin(), m_epsilons.end(), [](auto* b) { return b->isChecked(); });
    const bool busy = session().jobs().isRunning();
    const QString problem = m_pairs->problem();
    setRole(m_pairs, problem.isEmpty() ? QString() : QStringLiteral("wrong"));
    m_attack->setEnabled(m_verification && !busy && chosen && problem.isEmpty());
    m_stop->setVisible(hasJob());
    m_stop->setEnabled(hasJob());
    const int row = m_examples->currentRow();
    m_open->setEnabled(row >= 0 && static_cast<std::size_t>(row) < m_faces.size() &&
                       m_faces[static_cast<std::size_t>(row)] != 0);
}

} // namespace likeness::pages
