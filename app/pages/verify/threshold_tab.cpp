// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/verify/threshold_tab.h"

#include "app/engine/qt_convert.h"
#include "app/pages/verify/slices_model.h"
#include "core/run/event_fields.h"
#include "core/verify/slices_extra.h"
#include "widgets/common/actions.h"
#include "widgets/common/empty_state.h"
#include "widgets/common/icons.h"
#include "widgets/common/number_field.h"
#include "widgets/common/theme.h"

#include <QAction>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>
#include <limits>

namespace likeness::pages {

using namespace widgets;
using engine::qs;
using run::number;

namespace {

constexpr int kDelayMs = 250; // of typing
constexpr int kWidest = 760;  // longer lines are hard to read
constexpr double kSmallestTarget = 1e-9, kLargestTarget = 0.5;
constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

QLabel* plainLabel(QWidget* parent, const char* name, const QString& role = {})
{
    auto* label = new QLabel(parent);
    label->setObjectName(QLatin1String(name));
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setWordWrap(true);
    if (!role.isEmpty())
        setRole(label, role);
    return label;
}

// Whole where it is large, two digits where it is small.
QString amountText(double amount)
{
    return amount >= 10 ? countText(amount) : QLocale().toString(amount, 'g', 2);
}

std::array<double, 2> rangeIn(const Json& figures, const char* key)
{
    const Json& list = run::section(figures, key);
    const auto end = [&](std::size_t i) {
        return list.is_array() && i < list.size() && list[i].is_number() ? list[i].get<double>() : kUnknown;
    };
    return {end(0), end(1)};
}

QString inTurn(const QString& first, const QString& second)
{
    //: Two sentences
    return second.isEmpty() ? first : ThresholdTab::tr("%1 %2", "sentences").arg(first, second);
}

// Translated; the codes are those of eval::Advice::Warning.
QString warningText(const eval::Advice::Warning& warning)
{
    const Json& w = warning.figures;
    const auto count = [&](const char* key) { return countText(run::numberOr(w, key, 0)); };
    if (warning.code == "insufficient")
        return ThresholdTab::tr("Not enough data: at this rate %1 impostor pairs allow %n false accept(s), and it "
                                "takes 10. The smallest rate that these pairs support is %2.",
                                nullptr, static_cast<int>(std::min(run::numberOr(w, "budget", 0), 1e9)))
            .arg(count("impostors"), rateText(number(w, "smallest_fmr")));
    if (warning.code == "beyond_data")
        return (run::section(w, "independent") == Json(true)
                    ? ThresholdTab::tr("The rate lies beyond the data: the threshold is above every impostor pair, and "
                                       "all that is known of its false match rate is that it is below %1 (95 %, were "
                                       "the pairs independent).")
                    : ThresholdTab::tr("The rate lies beyond the data: the threshold is above every impostor pair, and "
                                       "all that is known of its false match rate is that it is below %1 (95 %)."))
            .arg(rateText(number(w, "most")));
    if (warning.code == "slice_above_target") {
        const QString needed = fixedText(number(w, "needed_threshold"), 4);
        const bool sure = run::section(w, "needed_sufficient") == Json(true);
        //: An attribute and one of its values
        const QString slice = ThresholdTab::tr("%1: %2", "attribute, value")
                                  .arg(attributeText(run::text(w, "attribute")), sliceText(run::text(w, "value")));
        return inTurn(
            ThresholdTab::tr("“%1” is let in too often: its false match rate is %2 (%3), above the target.")
                .arg(slice, rateText(number(w, "fmr")), rateRange(rangeIn(w, "fmr_ci95"))),
            sure ? ThresholdTab::tr("It needs the threshold %1.").arg(needed)
                 : ThresholdTab::tr("It needs the threshold %1, as far as so few pairs can tell.").arg(needed));
    }
    if (warning.code == "slices_not_checked")
        return ThresholdTab::tr("%n slice(s) hold too few impostor pairs to be checked at this rate.", nullptr,
                                static_cast<int>(run::numberOr(w, "slices", 0)));
    if (warning.code == "no_people")
        return ThresholdTab::tr("The set does not say whose its images are, so the pairs count as independent and the "
                                "intervals are too narrow.");
    if (warning.code == "few_people")
        return ThresholdTab::tr("The pairs are of only %1 people; below %2 the intervals are too narrow, and below %3 "
                                "there are none.")
            .arg(count("people"), count("needed"))
            .arg(eval::kFewestPeople);
    return qs(warning.code);
}

} // namespace

ThresholdTab::ThresholdTab(Services services, QWidget* parent)
    : VerifyTab(services, parent), m_inUse(kUnknown), m_work(this)
{
    m_delay.setSingleShot(true);
    m_delay.setInterval(kDelayMs);
    connect(&m_delay, &QTimer::timeout, this, [this] { compute(0); });
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    m_stack = new QStackedWidget(this);
    outer->addWidget(m_stack);
    auto* scroll = new QScrollArea(m_stack);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* page = new QWidget(scroll);
    auto* row = new QHBoxLayout(page);
    row->setContentsMargins(0, kGap, 0, 0);
    auto* inside = new QWidget(page);
    inside->setMaximumWidth(kWidest);
    auto* column = new QVBoxLayout(inside);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(kMargin);
    column->addWidget(buildFields(inside));

    m_result = new QWidget(inside);
    auto* result = new QVBoxLayout(m_result);
    result->setContentsMargins(0, 0, 0, 0);
    result->setSpacing(kGap);
    auto* name = new QLabel(tr("Accept from this similarity up (cosine)"), m_result);
    setRole(name, QStringLiteral("section"));
    result->addWidget(name);
    auto* big = new QHBoxLayout;
    big->setSpacing(kMargin);
    m_threshold = plainLabel(m_result, "adviceThreshold");
    m_threshold->setWordWrap(false);
    QFont font = m_threshold->font();
    font.setPointSizeF(font.pointSizeF() * 2.6);
    font.setWeight(QFont::DemiBold);
    m_threshold->setFont(font);
    m_interval = plainLabel(m_result, "adviceInterval", QStringLiteral("quiet"));
    m_interval->setWordWrap(false);
    big->addWidget(m_threshold, 0, Qt::AlignBottom);
    big->addWidget(m_interval, 0, Qt::AlignBottom);
    big->addStretch(1);
    result->addLayout(big);
    m_perDay = plainLabel(m_result, "advicePerDay");
    m_cost = plainLabel(m_result, "adviceCost");
    m_basis = plainLabel(m_result, "adviceBasis", QStringLiteral("quiet"));
    result->addWidget(m_perDay);
    result->addWidget(m_cost);
    m_warnings = new QVBoxLayout;
    m_warnings->setSpacing(kGap);
    result->addLayout(m_warnings);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(kGap);
    m_use = makeAction(this, tr("Use this threshold"), {}, {Qt::ALT | Qt::Key_Return},
                       tr("Show its errors, and count errors by it on the other tabs"));
    m_useButton = buttonFor(m_use, m_result);
    m_useButton->setObjectName(QStringLiteral("useThreshold"));
    m_smallest = makeAction(this, tr("Use the smallest rate that the data supports"), {});
    m_smallestButton = buttonFor(m_smallest, m_result);
    m_smallestButton->setObjectName(QStringLiteral("smallestRate"));
    buttons->addWidget(m_useButton);
    buttons->addWidget(m_smallestButton);
    buttons->addStretch(1);
    result->addLayout(buttons);
    result->addWidget(m_basis);
    column->addWidget(m_result);
    column->addStretch(1);
    row->addWidget(inside, 1);
    row->addStretch(0);
    scroll->setWidget(page);
    m_stack->addWidget(scroll);
    m_empty = new EmptyState(QStringLiteral("verify"), m_stack);
    m_empty->set(tr("Nothing verified yet"), tr("Verify a model first; here you then find the threshold for as many "
                                                "strangers as may be let in, and what it costs."));
    m_stack->addWidget(m_empty);
    connect(m_use, &QAction::triggered, this, [this] {
        if (!m_advice)
            return;
        setThreshold(m_advice->threshold);
        Q_EMIT thresholdChosen(m_advice->threshold);
    });
    connect(m_smallest, &QAction::triggered, this, [this] {
        if (m_advice)
            m_target->setValue(m_advice->smallestFmr);
    });
    clear();
}

ThresholdTab::~ThresholdTab() = default;

QWidget* ThresholdTab::buildFields(QWidget* parent)
{
    auto* box = new QWidget(parent);
    auto* grid = new QGridLayout(box);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(kMargin);
    grid->setVerticalSpacing(kSmallGap);
    int column = 0;
    const auto field = [&](const char* name, const QString& text, const QString& tip, NumberField::Kind kind,
                           double least, double most, double value) {
        auto* edit = new NumberField(kind, least, most, box);
        edit->setObjectName(QLatin1String(name));
        edit->setAccessibleName(withoutMnemonic(text));
        edit->setToolTip(tip);
        edit->setValue(value);
        edit->setFixedWidth(170);
        auto* label = new QLabel(text, box);
        label->setBuddy(edit);
        grid->addWidget(label, 0, column);
        grid->addWidget(edit, 1, column++);
        connect(edit, &QLineEdit::textChanged, this, &ThresholdTab::fieldChanged);
        return edit;
    };
    m_target = field("targetFmr", tr("&False match rate, at most"),
                     tr("The share of strangers’ attempts that may be accepted: 1e-4 is one in 10,000 (Up and Down "
                        "change it)"),
                     NumberField::Kind::Real, kSmallestTarget, kLargestTarget, 1e-3);
    m_attempts = field("attempts", tr("Strangers’ &attempts a day"),
                       tr("How often somebody tries who is not whom they are compared with"), NumberField::Kind::Real,
                       0, 1e12, 10000);
    m_gallery = field("gallery", tr("&People compared with"),
                      tr("1: each attempt is compared with one person (verification). More: with everyone in a gallery "
                         "of so many (identification)."),
                      NumberField::Kind::Whole, 1, 1e9, 1);
    grid->setColumnStretch(column, 1);
    m_problem = plainLabel(box, "thresholdProblem");
    grid->addWidget(m_problem, 2, 0, 1, column + 1);
    m_problem->hide();
    return box;
}

void ThresholdTab::show(std::shared_ptr<const verify::Verification> verification)
{
    const auto slicesOf = [](const verify::Verification& v) { return run::section(v.extras, "slices"); };
    const bool same = m_verification && m_advice && m_verification->scores == verification->scores &&
                      m_verification->identities == verification->identities &&
                      slicesOf(*m_verification) == slicesOf(*verification);
    m_verification = std::move(verification);
    m_stack->setCurrentIndex(0);
    if (same)
        return;
    m_advice.reset();
    showAdvice();
    compute(0);
}

void ThresholdTab::clear()
{
    m_delay.stop();
    m_work.drop();
    m_verification.reset();
    m_advice.reset();
    m_inUse = kUnknown;
    showAdvice();
    m_stack->setCurrentWidget(m_empty);
}

void ThresholdTab::setThreshold(double threshold)
{
    m_inUse = threshold;
    updateActions();
}

void ThresholdTab::fieldChanged()
{
    QString problem;
    for (NumberField* field : {m_target, m_attempts, m_gallery}) {
        setRole(field, field->value() ? QString() : QStringLiteral("wrong"));
        if (!field->value() && problem.isEmpty())
            //: A field's name and what is wrong with what was typed
            problem = tr("%1: %2", "field, problem").arg(field->accessibleName(), field->problem());
    }
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    if (!m_verification)
        return;
    if (!problem.isEmpty()) {
        m_delay.stop();
        m_work.drop();
        updateActions();
        return;
    }
    if (m_advice && m_final && !m_work.isRunning() && m_advice->target == *m_target->value()) {
        m_delay.stop();
        countPerDay();
        showAdvice();
        return;
    }
    m_work.drop();
    m_delay.start();
    updateActions();
}

// First without intervals, which are there at once, then with them.
void ThresholdTab::compute(int bootstraps)
{
    m_delay.stop();
    if (!m_verification || !m_target->value() || !m_attempts->value() || !m_gallery->value())
        return;
    eval::AdvisorSettings settings;
    settings.fmr = *m_target->value();
    settings.attemptsPerDay = *m_attempts->value();
    settings.gallery = static_cast<std::uint64_t>(*m_gallery->value());
    settings.bootstraps = bootstraps;
    settings.seed = m_verification->options.seed;
    settings.balancedFolds = m_verification->balancedFolds;
    const int whole = std::max(m_verification->options.bootstraps, 0);
    struct Found {
        eval::Advice advice;
        bool slicesUnknown = false;
    };
    m_work.start(
        [v = m_verification, asked = settings](TabContext& context) {
            const Json& extra = run::section(v->extras, "slices");
            const verify::SliceInput slices = verify::sliceInputFrom(extra, v->scores.size());
            eval::AdvisorSettings now = asked;
            now.check = context.check();
            Found found{eval::adviseThreshold(v->scores, v->same, v->identities, slices.slices, now)};
            const Json& measured = run::section(extra, "slices");
            found.slicesUnknown = slices.slices.empty() && measured.is_array() && !measured.empty();
            return found;
        },
        [this, bootstraps, whole](const Found& found) {
            m_advice = found.advice;
            m_slicesUnknown = found.slicesUnknown;
            m_final = bootstraps == whole;
            if (!m_final)
                compute(whole);
            showAdvice();
        },
        [this](const std::exception& error) {
            m_advice.reset();
            showAdvice();
            showError(error);
        });
    updateActions();
}

void ThresholdTab::countPerDay()
{
    m_advice->attemptsPerDay = *m_attempts->value();
    m_advice->gallery = static_cast<std::uint64_t>(*m_gallery->value());
    const auto perDay = [this](double rate) {
        return m_advice->attemptsPerDay * eval::falseMatchInGallery(rate, m_advice->gallery);
    };
    m_advice->falseAcceptsPerDay = perDay(m_advice->achievedFmr);
    m_advice->falseAcceptsPerDayCi95 = {perDay(m_advice->fmrCi95[0]), perDay(m_advice->fmrCi95[1])};
}

void ThresholdTab::showAdvice()
{
    m_result->setVisible(m_advice.has_value());
    updateActions();
    if (!m_advice)
        return;
    const eval::Advice& a = *m_advice;
    const auto known = [this](const QString& range) {
        return !m_final          ? tr("interval follows …")
               : range.isEmpty() ? tr("no interval")
                                 //: a 95 % confidence interval
                                 : tr("95 %: %1").arg(range);
    };
    m_threshold->setText(fixedText(a.threshold, 4));
    m_threshold->setForegroundRole(a.sufficient ? QPalette::WindowText : QPalette::PlaceholderText);
    const QString range = known(fixedRange(a.thresholdCi95, 4));
    //: Beside a threshold: its interval, and that it cannot be relied on
    m_interval->setText(a.sufficient ? range : tr("%1 · not enough data").arg(range));

    const QString attempts = countText(a.attemptsPerDay);
    const auto& ci = a.falseAcceptsPerDayCi95;
    const QString perDay = known(
        std::isfinite(ci[0]) && std::isfinite(ci[1]) ? rangeText(amountText(ci[0]), amountText(ci[1])) : QString());
    QString sentence =
        a.gallery > 1
            ? tr("Of %1 strangers’ attempts a day, each compared with %2 people, some %3 are let in (%4).")
                  .arg(attempts, countText(static_cast<double>(a.gallery)), amountText(a.falseAcceptsPerDay), perDay)
            : tr("Of %1 strangers’ attempts a day some %2 are let in (%3).")
                  .arg(attempts, amountText(a.falseAcceptsPerDay), perDay);
    if (a.falseAccepts == 0 && std::isfinite(ci[1])) // nothing was accepted, which is not to say that nothing will be
        sentence =
            tr("Of %1 strangers’ attempts a day no more than %2 are let in (95 %).").arg(attempts, amountText(ci[1]));
    if (a.falseAcceptsPerDay > 0 && a.falseAcceptsPerDay < 1)
        sentence = inTurn(sentence, tr("That is one in about %n day(s).", nullptr,
                                       static_cast<int>(std::min(1e9, std::round(1 / a.falseAcceptsPerDay)))));
    m_perDay->setText(sentence);
    m_cost->setText(
        tr("Of the people’s own attempts %1 are turned away (FNMR, %2). On these pairs %3 of %4 impostors are "
           "accepted: a false match rate of %5 (%6).")
            .arg(percentText(a.fnmr), known(percentRange(a.fnmrCi95)), countText(static_cast<double>(a.falseAccepts)),
                 countText(static_cast<double>(a.slices.all.impostor)), rateText(a.achievedFmr),
                 known(rateRange(a.fmrCi95))));
    QString basis = tr("From %1 genuine and %2 impostor pairs.")
                        .arg(countText(static_cast<double>(a.slices.all.genuine)),
                             countText(static_cast<double>(a.slices.all.impostor)));
    if (m_final && a.slices.resampledIdentities)
        basis = inTurn(basis,
                       tr("Intervals (95 %) resample the %1 people %2 times.")
                           .arg(countText(static_cast<double>(a.slices.all.people)), countText(a.slices.bootstraps)));
    m_basis->setText(basis);
    showWarnings();
}

void ThresholdTab::showWarnings()
{
    while (QLayoutItem* item = m_warnings->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (const auto& warning : m_advice->warnings)
        addWarning(warningText(warning), warning.code == "insufficient" || warning.code == "beyond_data" ||
                                             warning.code == "slice_above_target");
    if (m_slicesUnknown)
        addWarning(tr("The slices were measured elsewhere and do not say which pairs are theirs, so they are not "
                      "checked. Measure them on the Slices tab."),
                   false);
}

void ThresholdTab::addWarning(const QString& text, bool bad)
{
    auto* line = new QWidget(m_result);
    auto* row = new QHBoxLayout(line);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(kGap);
    auto* sign = new QLabel(line);
    sign->setPixmap(
        icon(bad ? QStringLiteral("warning") : QStringLiteral("info")).pixmap(QSize(16, 16), devicePixelRatioF()));
    row->addWidget(sign, 0, Qt::AlignTop);
    auto* label = plainLabel(line, "adviceWarning", bad ? QString() : QStringLiteral("quiet"));
    label->setText(text);
    row->addWidget(label, 1);
    m_warnings->addWidget(line);
}

void ThresholdTab::updateActions()
{
    const bool valid = m_target->value() && m_attempts->value() && m_gallery->value();
    const bool current = m_advice && valid && m_advice->target == *m_target->value();
    m_result->setEnabled(current);
    const bool inUse = current && m_advice->threshold == m_inUse;
    m_use->setEnabled(current && !inUse);
    m_use->setText(inUse ? tr("This threshold is in use") : tr("Use this threshold"));
    const double supported = m_advice ? m_advice->smallestFmr : kUnknown;
    const bool offer = current && m_advice->warns("insufficient") && supported <= kLargestTarget;
    m_smallest->setVisible(offer);
    m_smallest->setText(offer ? tr("Ask for %1").arg(rateText(supported)) : QString());
    m_smallest->setToolTip(tr("The smallest false match rate that these pairs support"));
    // What the data bears comes first.
    const QString primary = QStringLiteral("primary");
    setRole(m_useButton, offer ? QString() : primary);
    setRole(m_smallestButton, offer ? primary : QString());
}

} // namespace likeness::pages
