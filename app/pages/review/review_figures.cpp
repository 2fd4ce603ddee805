// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/review/review_figures.h"

#include "app/engine/qt_convert.h"
#include "app/pages/review/review_text.h"
#include "core/dataset/review_queue.h"
#include "core/verify/errors.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>
#include <cmath>
#include <limits>

namespace likeness::pages {
namespace {

constexpr int kMostSecondLooks = 100'000;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(likeness::pages::ReviewFigures)
};

QString whole(double value)
{
    return QLocale().toString(std::llround(value));
}

// "about 35 (22–51)"
QString estimateText(const dataset::Estimate& estimate)
{
    //: An estimate and its 95 % interval
    return Words::tr("about %1 (%2–%3)")
        .arg(whole(estimate.wrong), whole(std::floor(estimate.low)), whole(std::ceil(estimate.high)));
}

} // namespace

std::string askedMethod(const std::string& kind, const std::string& method)
{
    const bool compared = kind == "mislabelled" || kind == "outlier" || kind == "merge" || kind == "split";
    return compared ? method : std::string();
}

ReviewFigures readFigures(const dataset::Project& project, const std::string& method)
{
    ReviewFigures out;
    out.method = method;
    for (const std::string& kind : project.flagKinds()) {
        const auto all = dataset::questions(project, askedMethod(kind, method), kind, std::numeric_limits<int>::max());
        if (const auto open = std::count_if(all.begin(), all.end(), [](const auto& q) { return q.decision.empty(); }))
            out.open[kind] = static_cast<int>(open);
    }
    if (method != verify::kVerificationMethod) // whose scores are no probabilities
        out.remaining = dataset::remaining(project, method);
    const std::string me = dataset::presentUser();
    out.secondLooks = static_cast<int>(dataset::secondLooks(project, me, kMostSecondLooks).size());
    for (auto& pair : dataset::agreement(project))
        if (pair.a == me || pair.b == me)
            out.agreement.push_back(std::move(pair));
    out.curation = curate::lastCuration(project, method);
    return out;
}

QString inTurn(const QString& first, const QString& second)
{
    //: Two sentences
    return Words::tr("%1 %2").arg(first, second);
}

QString remainingText(const dataset::Remaining& remaining)
{
    if (remaining.labels == 0)
        return {};
    //: An estimate, "about 35 (22–51)", of so many labels
    const QString text = Words::tr("%1 of %2 labels are still wrong")
                             .arg(estimateText(remaining.now), QLocale().toString(remaining.labels));
    return text.left(1).toUpper() + text.mid(1);
}

QString remainingSentence(const dataset::Remaining& remaining)
{
    const QString text = remainingText(remaining);
    //: A phrase as a sentence
    return text.isEmpty() ? text : Words::tr("%1.").arg(text);
}

QString afterFlaggedText(const dataset::Remaining& remaining)
{
    if (remaining.labels == 0)
        return {};
    return Words::tr("When all that is flagged is reviewed: %1.").arg(estimateText(remaining.afterFlagged));
}

QString curationText(const curate::Curation& c)
{
    QString text =
        Words::tr("A label is flagged when it is wrong with a probability of %1 or more. Of what is flagged, "
                  "%2 is expected to be wrong; of all wrong labels, %3 is expected to be flagged.")
            .arg(percent(c.threshold), percent(c.precision), percent(c.recall));
    text = inTurn(
        text,
        Words::tr("When the faces were last compared, about %1 of the labels were wrong.").arg(percent(c.wrongShare)));
    if (c.hasPairs) {
        const auto decimal = [](double value) { return QLocale().toString(value, 'f', 2); };
        text =
            inTurn(text, Words::tr("Two faces of one person are alike by %1 ± %2 here, faces of two people by %3 ± %4.")
                             .arg(decimal(c.genuineMean), decimal(c.genuineSpread), decimal(c.impostorMean),
                                  decimal(c.impostorSpread)));
    }
    if (c.faces > 0)
        text = inTurn(text, Words::tr("Learnt from %n face(s) of this project.", nullptr, c.faces));
    return text;
}

QString agreementText(const ReviewFigures& figures)
{
    QStringList lines;
    const std::string me = dataset::presentUser();
    for (const auto& pair : figures.agreement) {
        const QString other = engine::qs(pair.a == me ? pair.b : pair.a);
        const QString share = percent(pair.kappa.agreement);
        if (pair.kappa.kappa && pair.kappa.faces >= dataset::kFewForKappa)
            //: How far the present person agrees with another one
            lines.append(Words::tr("You and %1 agree on %2 of %n face(s), kappa %3.", nullptr, pair.kappa.faces)
                             .arg(other, share, QLocale().toString(*pair.kappa.kappa, 'f', 2)));
        else
            lines.append(
                Words::tr("You and %1 agree on %2 of %n face(s).", nullptr, pair.kappa.faces).arg(other, share));
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace likeness::pages
