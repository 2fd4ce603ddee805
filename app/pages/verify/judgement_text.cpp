// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/verify/judgement_text.h"

#include "app/engine/qt_convert.h"
#include "app/pages/verify/slices_model.h"
#include "app/pages/verify/tab_parts.h"
#include "core/run/event_fields.h"
#include "widgets/common/theme.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>
#include <cmath>

namespace likeness::pages {

using engine::qs;
using eval::PairedVerdict;
using verify::Gate;
using verify::GateArgument;
using verify::GateOp;
using verify::GateResult;
using verify::GateVerdict;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(likeness::pages::Judgement)
};

QString chancePhrase(double p)
{
    //: How likely chance alone makes such a difference
    return p < 0.001 ? Words::tr("p < 0.001") : Words::tr("p = %1").arg(chanceText(p));
}

QString count(std::size_t number)
{
    return countText(static_cast<double>(number));
}

QString rangeOf(const std::array<double, 2>& ends)
{
    return rangeText(signedText(ends[0]), signedText(ends[1]));
}

QString opSign(GateOp op)
{
    switch (op) {
    case GateOp::AtLeast:
        return QStringLiteral("≥");
    case GateOp::Above:
        return QStringLiteral(">");
    case GateOp::AtMost:
        return QStringLiteral("≤");
    case GateOp::Below:
        break;
    }
    return QStringLiteral("<");
}

const verify::GateMetric* metricOf(const std::string& id)
{
    for (const auto& metric : verify::gateMetrics())
        if (metric.id == id)
            return &metric;
    return nullptr;
}

bool isAttack(const Gate& gate)
{
    return gate.metric == "fgsm_survival" || gate.metric == "pgd_survival";
}

QString epsilonText(double epsilon)
{
    return QStringLiteral("%1/255").arg(static_cast<int>(epsilon));
}

const Json* findIn(const Json& list, const char* key, const std::string& value)
{
    if (list.is_array())
        for (const Json& one : list)
            if (run::text(one, key) == value)
                return &one;
    return nullptr;
}

// What to do where a figure was not measured.
QString howToMeasure(const Gate& gate)
{
    const auto* metric = metricOf(gate.metric);
    switch (metric ? metric->argument : GateArgument::None) {
    case GateArgument::Epsilon:
        //: %1: FGSM or PGD, %2: how strong
        return Words::tr("Attack the model by %1 at ε = %2 on the tab “Robustness”.")
            .arg(gate.metric == "fgsm_survival" ? QStringLiteral("FGSM") : QStringLiteral("PGD"),
                 epsilonText(gate.at.value_or(0)));
    case GateArgument::Slice:
    case GateArgument::Attribute:
    case GateArgument::TwoSlices:
        //: %1: an attribute of pictures, such as “mask”
        return Words::tr("Measure slices by “%1” on the tab “Slices”, with these values.")
            .arg(attributeText(gate.attribute));
    case GateArgument::Rate:
        return gate.metric == "val_at_far"
                   ? Words::tr("Rates that are measured: 10 %, 1 %, 1e-3 and 1e-4. Change the gate to one of them.")
                   : Words::tr("Rates that are measured: 10 %, 5 %, 1 %, 0.5 %, and 1e-3 to 1e-6. Change the gate to "
                               "one of them.");
    case GateArgument::None:
        break;
    }
    if (gate.metric == "latency_ms" || gate.metric == "parameters" || gate.metric == "multiply_adds")
        return Words::tr("Measure latency: the button below.");
    if (gate.metric == "fisher_trace_ratio")
        return Words::tr("Verify the model on a set that says who is who: a run’s own people, a project, or a folder "
                         "with one folder for each person.");
    return Words::tr("Verify the model again.");
}

} // namespace

QString answerSign(Outcome answer)
{
    switch (answer) {
    case Outcome::Yes:
        return QStringLiteral("✓");
    case Outcome::No:
        return QStringLiteral("✗");
    case Outcome::Neutral:
        return QStringLiteral("=");
    case Outcome::Unknown:
        break;
    }
    return QStringLiteral("?");
}

QColor answerColor(Outcome answer)
{
    const auto& tones = widgets::tones();
    return answer == Outcome::Yes       ? tones.good
           : answer == Outcome::No      ? tones.bad
           : answer == Outcome::Unknown ? tones.warn
                                        : tones.quiet;
}

QString metricText(const std::string& metric)
{
    if (metric == "auc")
        return Words::tr("AUC");
    if (metric == "accuracy")
        return Words::tr("Accuracy");
    if (metric == "tpr_at_fpr_1e-2")
        return Words::tr("TPR at FPR %1").arg(rateText(1e-2));
    if (metric == "tpr_at_fpr_1e-3")
        return Words::tr("TPR at FPR %1").arg(rateText(1e-3));
    return qs(metric);
}

QString testText(const std::string& test, bool ofPeople)
{
    if (test == "delong")
        return Words::tr("DeLong’s test");
    if (test == "mcnemar")
        return Words::tr("McNemar’s exact test");
    if (test == "bootstrap")
        return ofPeople ? Words::tr("Paired bootstrap of people") : Words::tr("Paired bootstrap of pairs");
    return qs(test);
}

QString signedText(double value, int digits)
{
    if (!std::isfinite(value))
        return QStringLiteral("–");
    const QString number = QLocale().toString(std::abs(value), 'f', digits);
    return (value > 0 ? QStringLiteral("+") : value < 0 ? QStringLiteral("−") : QString()) + number;
}

QString chanceText(double p)
{
    if (!std::isfinite(p))
        return QStringLiteral("–");
    return p < 0.001 ? QStringLiteral("< %1").arg(QLocale().toString(0.001, 'f', 3)) : QLocale().toString(p, 'f', 3);
}

Outcome answerOf(const verify::Comparison& comparison)
{
    const auto* verdict = comparison.overall();
    if (!verdict || verdict->judgement.verdict == PairedVerdict::NotEnoughData)
        return Outcome::Unknown;
    return verdict->judgement.verdict == PairedVerdict::NoDifference ? Outcome::Neutral : Outcome::Yes;
}

QString verdictSentence(const verify::Comparison& comparison, const QString& a, const QString& b)
{
    const auto* verdict = comparison.overall();
    if (!verdict)
        return {};
    const eval::Judgement& j = verdict->judgement;
    // Of the model with the higher AUC less the other one.
    const QString& better = (verdict->a == 0) == (j.difference >= 0) ? a : b;
    const QString& worse = &better == &a ? b : a;
    const QString size = signedText(std::abs(j.difference));
    if (j.verdict == PairedVerdict::ABetter || j.verdict == PairedVerdict::BBetter) {
        const QString range = rangeOf(j.difference >= 0 ? j.ci95 : std::array<double, 2>{-j.ci95[1], -j.ci95[0]});
        return range.isEmpty()
                   //: %1, %2: models, %3: the difference in AUC, %4: “p = …”
                   ? Words::tr("%1 is better than %2: AUC %3, %4.").arg(better, worse, size, chancePhrase(j.p))
                   //: %1, %2: models, %3: the difference in AUC, %4: its 95 % interval, %5: “p = …”
                   : Words::tr("%1 is better than %2: AUC %3, 95 % interval %4, %5.")
                         .arg(better, worse, size, range, chancePhrase(j.p));
    }
    const QString enough = count(eval::kFewestForVerdict);
    if (j.verdict == PairedVerdict::NoDifference)
        return Words::tr("No difference between %1 and %2, and these pairs would have shown one of %3 in AUC (%4).")
            .arg(a, b, QLocale().toString(j.smallest), chancePhrase(j.p));
    const auto few = [&](const QString& why) {
        //: %1, %2: models, %3: a sentence that says why
        return Words::tr("Not enough data to say whether %1 or %2 is better. %3").arg(a, b, why);
    };
    if (j.reason == "few_people")
        return few(Words::tr("The pairs are of %1 people; it takes %2 or more.").arg(count(comparison.people), enough));
    if (j.reason == "few_pairs")
        return few(Words::tr("It takes %1 genuine and as many impostor pairs.").arg(enough));
    if (j.reason == "few_differing")
        return few(Words::tr("They judge %1 pairs differently; it takes %2 or more.")
                       .arg(count(verdict->onlyA + verdict->onlyB), enough));
    if (j.reason == "few_resamples" || !std::isfinite(j.detectable))
        return few(Words::tr("There are too few people or pairs to resample."));
    return few(Words::tr("The difference of %1 in AUC may be chance (%2), and one below %3 can easily be missed on so "
                         "few pairs.")
                   .arg(size, chancePhrase(j.p), QLocale().toString(j.detectable, 'f', 4)));
}

Outcome answerOf(GateVerdict verdict)
{
    return verdict == GateVerdict::Pass ? Outcome::Yes : verdict == GateVerdict::Fail ? Outcome::No : Outcome::Unknown;
}

QString verdictText(GateVerdict verdict)
{
    //: Of a gate that a model has to pass
    return verdict == GateVerdict::Pass ? Words::tr("pass")
           //: Of a gate that a model has to pass
           : verdict == GateVerdict::Fail ? Words::tr("fail")
                                          : Words::tr("not enough data");
}

QString gateMetricText(const std::string& id)
{
    static const std::pair<const char*, const char*> kNames[] = {
        {"accuracy", QT_TRANSLATE_NOOP("likeness::pages::Judgement", "Accuracy over the folds")},
        {"auc", QT_TRANSLATE_NOOP("likeness::pages::Judgement", "AUC")},
        {"eer", QT_TRANSLATE_NOOP("likeness::pages::Judgement", "EER")},
        {"tpr_at_fpr", QT_TRANSLATE_NOOP("likeness::pages::Judgement", "TPR at FPR")},
        {"val_at_far", QT_TRANSLATE_NOOP("likeness::pages::Judgement", "VAL at FAR")},
        {"d_prime", QT_TRANSLATE_NOOP("likeness::pages::Judgement", "d′ of the scores")},
        {"score_fisher", QT_TRANSLATE_NOOP("likeness::pages::Judgement", "Fisher’s ratio of the scores")},
        {"fisher_trace_ratio", QT_TRANSLATE_NOOP("likeness::pages::Judgement", "Fisher’s trace ratio")},
        {"slice_accuracy", QT_TRANSLATE_NOOP("likeness::pages::Judgement", "Accuracy of a slice")},
        {"slice_gap", QT_TRANSLATE_NOOP("likeness::pages::Judgement", "Largest gap in accuracy between slices")},
        {"slice_drop", QT_TRANSLATE_NOOP("likeness::pages::Judgement", "Accuracy lost from one slice to another")},
        {"fgsm_survival", QT_TRANSLATE_NOOP("likeness::pages::Judgement", "Survival under FGSM")},
        {"pgd_survival", QT_TRANSLATE_NOOP("likeness::pages::Judgement", "Survival under PGD")},
        {"latency_ms", QT_TRANSLATE_NOOP("likeness::pages::Judgement", "Milliseconds for one crop")},
        {"parameters", QT_TRANSLATE_NOOP("likeness::pages::Judgement", "Parameters")},
        {"multiply_adds", QT_TRANSLATE_NOOP("likeness::pages::Judgement", "Multiply-adds of one crop")},
    };
    for (const auto& [key, name] : kNames)
        if (id == key)
            return Words::tr(name);
    return qs(id);
}

QString gateSubjectText(const Gate& gate)
{
    const QString name = gateMetricText(gate.metric);
    const auto* metric = metricOf(gate.metric);
    switch (metric ? metric->argument : GateArgument::None) {
    case GateArgument::Rate:
        //: A figure and the rate at which it is taken: TPR at FPR 1e-4
        return Words::tr("%1 %2", "figure, rate").arg(name, rateText(gate.at.value_or(0)));
    case GateArgument::Epsilon:
        //: A figure and the strength of the attack
        return Words::tr("%1, ε = %2").arg(name, epsilonText(gate.at.value_or(0)));
    case GateArgument::Slice:
        //: Accuracy of a slice: an attribute of pictures and its value
        return Words::tr("Accuracy, %1: %2").arg(attributeText(gate.attribute), sliceText(gate.slice));
    case GateArgument::Attribute:
        //: An attribute of pictures
        return Words::tr("Largest gap in accuracy by %1").arg(attributeText(gate.attribute));
    case GateArgument::TwoSlices:
        //: An attribute of pictures and two of its values
        return Words::tr("Accuracy lost by %1, from “%2” to “%3”")
            .arg(attributeText(gate.attribute), sliceText(gate.slice), sliceText(gate.other));
    case GateArgument::None:
        break;
    }
    return name;
}

QString gateFigureText(const Gate& gate, double figure)
{
    if (!std::isfinite(figure))
        return QStringLiteral("–");
    const auto* metric = metricOf(gate.metric);
    if (metric && metric->share)
        return percentText(figure);
    const double size = std::abs(figure);
    return size >= 1000 ? countText(figure) : QLocale().toString(figure, 'f', size >= 100 ? 1 : size >= 10 ? 2 : 3);
}

QString gateText(const Gate& gate)
{
    const auto* metric = metricOf(gate.metric);
    const QLocale locale;
    // The bound as it was written, and not rounded.
    const QString bound =
        metric && metric->share
            //: A share
            ? Words::tr("%1 %").arg(locale.toString(100 * gate.value, 'g', 8))
            : std::abs(gate.value) >= 1000 ? countText(gate.value) : locale.toString(gate.value, 'g', 8);
    return gateSubjectText(gate) + QLatin1Char(' ') + opSign(gate.op) + QLatin1Char(' ') + bound;
}

QString gateIntervalText(const GateResult& result)
{
    if (!result.ci95 || result.reason == "insufficient") // an interval of too little says more than it knows
        return {};
    return rangeText(gateFigureText(result.gate, (*result.ci95)[0]), gateFigureText(result.gate, (*result.ci95)[1]));
}

QString gateSampleText(const Gate& gate, const Json& evidence)
{
    const auto number = [](double value) { return std::isfinite(value) ? countText(value) : QStringLiteral("–"); };
    const auto of = [&](const Json& object, const char* key) { return run::number(object, key); };
    const auto* metric = metricOf(gate.metric);
    const GateArgument argument = metric ? metric->argument : GateArgument::None;
    if (isAttack(gate)) {
        const std::string method = gate.metric.substr(0, gate.metric.find('_'));
        const Json& points = run::section(run::section(evidence, "robustness"), "points");
        if (points.is_array())
            for (const Json& point : points)
                if (run::text(point, "method") == method && of(point, "epsilon") == gate.at.value_or(0))
                    return Words::tr("%1 attacked pairs")
                        .arg(number(of(run::section(point, "genuine"), "attacked") +
                                    of(run::section(point, "impostor"), "attacked")));
        return {};
    }
    if (argument == GateArgument::Slice || argument == GateArgument::TwoSlices) {
        const Json& slices = run::section(run::section(evidence, "slices"), "slices");
        QStringList parts;
        for (const std::string& value : {gate.slice, gate.other})
            if (!value.empty() && slices.is_array())
                for (const Json& slice : slices)
                    if (run::text(slice, "attribute") == gate.attribute && run::text(slice, "value") == value)
                        parts << number(of(slice, "pairs"));
        //: How many pairs of two slices
        return parts.size() == 2   ? Words::tr("%1 and %2 pairs").arg(parts[0], parts[1])
               : parts.size() == 1 ? Words::tr("%1 pairs").arg(parts[0])
                                   : QString();
    }
    if (argument == GateArgument::Attribute) {
        const Json& attributes = run::section(run::section(evidence, "slices"), "attributes");
        const Json* one = findIn(attributes, "attribute", gate.attribute);
        const Json* gap = one ? findIn(run::section(*one, "gaps"), "metric", "accuracy") : nullptr;
        return gap ? Words::tr("%1 slices").arg(number(of(*gap, "compared"))) : QString();
    }
    if (gate.metric == "latency_ms") {
        const double runs = of(run::section(evidence, "cost"), "runs");
        return std::isfinite(runs) ? Words::tr("%1 passes").arg(number(runs)) : QString();
    }
    if (gate.metric == "parameters" || gate.metric == "multiply_adds")
        return {};
    if (gate.metric == "fisher_trace_ratio") {
        const Json& separability = run::section(evidence, "separability");
        const double images = of(separability, "images");
        return std::isfinite(images)
                   ? Words::tr("%1 images of %2 people").arg(number(images), number(of(separability, "people")))
                   : QString();
    }
    if (argument == GateArgument::Rate)
        return Words::tr("%1 genuine, %2 impostor pairs")
            .arg(number(of(evidence, "genuine")), number(of(evidence, "impostor")));
    return Words::tr("%1 pairs")
        .arg(number(gate.metric == "accuracy" ? run::numberOr(evidence, "accuracy_pairs", of(evidence, "pairs"))
                                              : of(evidence, "pairs")));
}

QString gateMeaningText(const GateResult& result)
{
    const Gate& gate = result.gate;
    if (result.reason == "reached")
        return result.ci95 ? Words::tr("The whole interval lies on the right side.") : Words::tr("Exact.");
    if (result.reason == "missed") {
        if (result.ci95 && gate.reachedBy((*result.ci95)[0]) != gate.reachedBy((*result.ci95)[1]))
            return Words::tr("Missed, though the interval reaches over the bound: more data may show otherwise.");
        return result.ci95 ? Words::tr("Missed, and by the whole interval.") : Words::tr("Missed.");
    }
    if (result.reason == "interval_reaches_over")
        return Words::tr("Reached, but the interval reaches over the bound, so that it may be chance. Verify on more "
                         "people and pairs.");
    if (result.reason == "no_interval")
        return Words::tr("Reached, but there is no interval, so that nobody knows how far it is chance. It takes 5 "
                         "people or more, and for VAL folds that differ.");
    if (result.reason == "insufficient") {
        if (gate.at && !isAttack(gate))
            //: %1: a number
            return Words::tr("Fewer than 10 false accepts are allowed at this rate. Verify on %1 impostor pairs or "
                             "more.")
                .arg(countText(eval::impostorsNeeded(*gate.at)));
        if (isAttack(gate))
            return Words::tr("Too few pairs were attacked: it takes 30 that the model judges rightly.");
        return Words::tr("The slices have too few people or pairs: it takes 30 pairs of each kind and 5 people. Verify "
                         "on more.");
    }
    if (result.reason == "not_measured")
        //: %1: what to do about it
        return Words::tr("Not measured. %1").arg(howToMeasure(gate));
    return qs(result.message);
}

} // namespace likeness::pages
