// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/review/review_text.h"

#include "app/engine/qt_convert.h"
#include "app/pages/common/flag_text.h"
#include "app/pages/review/review_figures.h"
#include "core/verify/errors.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <cmath>

namespace likeness::pages {

using dataset::Action;
using engine::qs;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(likeness::pages::ReviewText)
};

QString decimal(double value)
{
    return QLocale().toString(value, 'f', 2);
}

QString facesText(int count)
{
    return Words::tr("%n face(s)", nullptr, count);
}

// The sides of the division, as leakage flags name them.
QString sideText(const std::string& side)
{
    if (side == "train")
        return Words::tr("training");
    if (side == "validation")
        return Words::tr("validation");
    return side == "test" ? Words::tr("test") : qs(side);
}

bool isCopy(const ReviewItem& item)
{
    return item.is("duplicate") || item.is("near_duplicate");
}

// "similarity 0.31 · 11 faces"
QString similarityText(double similarity, int faces)
{
    //: How alike, 0 to 1, and to how many faces
    return Words::tr("similarity %1 · %2").arg(decimal(similarity), facesText(faces));
}

QString methodName(bool lbph)
{
    return lbph ? Words::tr("LBPH") : Words::tr("Embeddings");
}

// What a method says of the label.
EvidencePart opinionOf(const dataset::FlagRow& label, const QString& tip)
{
    const bool wrong = label.flagged || label.score >= 0.5;
    return {methodName(label.method == "lbph"),
            //: What a way of comparing says of a label: how probable it is that it is right
            Words::tr("label right: %1").arg(percent(1 - label.score)), tip,
            wrong ? EvidencePart::Tone::Against : EvidencePart::Tone::For};
}

EvidencePart secondOpinion(const ReviewItem& item, const QString& method)
{
    const bool byLbph = method != QLatin1String("lbph");
    if (!item.second)
        return {methodName(byLbph), Words::tr("not made"),
                byLbph ? Words::tr("Choose LBPH in the bar above and look for wrong labels: a second opinion that "
                                   "needs no model")
                       : Words::tr("Choose embeddings in the bar above and look for wrong labels: a second opinion"),
                EvidencePart::Tone::Plain};
    EvidencePart part = opinionOf(
        *item.second, Words::tr("What the other way of comparing says of the label, which knows nothing of this one"));
    if (part.tone == EvidencePart::Tone::For)
        return part;
    if (item.secondRival.isEmpty())
        //: A second opinion: "label right: 9 %", and it is like nobody else
        part.value = Words::tr("%1, like nobody else").arg(part.value);
    else if (item.secondRival == item.rivalName)
        //: A second opinion: "label right: 9 %", and it suggests the same person
        part.value = Words::tr("%1, same person").arg(part.value);
    else
        //: A second opinion: "label right: 9 %", and it is Ann
        part.value = Words::tr("%1, looks like %2").arg(part.value, item.secondRival);
    return part;
}

// "yesterday", "3 May 2026"
QString dayText(qint64 time, qint64 now)
{
    const QDate day = QDateTime::fromMSecsSinceEpoch(time).date();
    const QDate today = QDateTime::fromMSecsSinceEpoch(now).date();
    if (day == today)
        return Words::tr("today");
    if (day.addDays(1) == today)
        return Words::tr("yesterday");
    return QLocale().toString(day, QLocale::ShortFormat);
}

} // namespace

QString percent(double share)
{
    const double value = 100 * share;
    if (value > 99 && value < 100) // close is not certain
        return Words::tr("%1 %").arg(QLocale().toString(std::min(value, 99.9), 'f', 1));
    return Words::tr("%1 %").arg(QLocale().toString(value, 'f', 0));
}

QString shortName(const QString& name)
{
    constexpr int kMost = 16;
    return name.size() <= kMost ? name : name.left(kMost - 1) + QChar(0x2026);
}

QString fixText(const ReviewItem& item, bool second)
{
    const Proposal& fix = item.fix;
    if (second) {
        switch (fix.action.value_or(Action::Rename)) {
        case Action::Keep:
            return Words::tr("Agree: %1").arg(shortName(item.ownName));
        case Action::Reject:
            return Words::tr("Agree: rejected");
        case Action::Unsure:
            return Words::tr("Agree: unsure");
        default:
            return Words::tr("Agree");
        }
    }
    const int faces = static_cast<int>(fix.faces.size());
    switch (fix.action.value_or(Action::Rename)) {
    case Action::Move:
        return faces > 1 ? Words::tr("Move %n face(s) to %1", nullptr, faces).arg(shortName(fix.other))
                         : Words::tr("Move to %1").arg(shortName(fix.other));
    case Action::Split:
        return Words::tr("Split off as %1").arg(shortName(fix.other));
    case Action::Merge:
        return Words::tr("Merge into %1").arg(shortName(fix.other));
    case Action::Reject:
        return isCopy(item) ? Words::tr("Reject this copy") : Words::tr("Reject");
    default:
        return Words::tr("Move");
    }
}

QString keepText(const ReviewItem& item)
{
    if (item.keep.action == Action::ConfirmDifferent)
        return Words::tr("Two people");
    if (item.is("split") && item.keep.faces.size() > 1)
        return Words::tr("One person");
    return isCopy(item) ? Words::tr("Keep both") : Words::tr("Keep");
}

QString ownHeading(const ReviewItem& item)
{
    if (item.ownName.isEmpty())
        return Words::tr("Not labelled");
    if (item.fix.action == Action::Merge)
        //: Of a merge: this name goes
        return Words::tr("%1 – this name goes").arg(item.ownName);
    if (item.is("split"))
        return Words::tr("%1 – the rest").arg(item.ownName);
    if (item.is("leakage") && !item.evidence.text("side").empty())
        //: A person and the side of the division, e.g. "Ann (training)"
        return Words::tr("%1 (%2)").arg(item.ownName, sideText(item.evidence.text("side")));
    return Words::tr("Labelled: %1").arg(item.ownName);
}

QString ownNote(const ReviewItem& item)
{
    if (item.ownName.isEmpty())
        return {};
    if (item.fix.action == Action::Merge)
        return Words::tr("its %n face(s) become %1’s", nullptr, item.ownCount + 1).arg(item.fix.other);
    if (item.is("split"))
        return Words::tr("%n face(s) stay", nullptr, item.ownCount);
    return item.flag.id != 0 ? Words::tr("%n other face(s), the most alike on top", nullptr, item.ownCount)
                             : Words::tr("%n other face(s)", nullptr, item.ownCount);
}

QString rivalHeading(const ReviewItem& item)
{
    if (isCopy(item) && !item.suggests)
        return Words::tr("The other picture");
    if (const QString set = qs(item.evidence.text("set")); !set.isEmpty())
        return Words::tr("In the verification set %1").arg(set);
    if (item.rivalName.isEmpty())
        return item.flag.id != 0 ? Words::tr("No other person to compare with") : QString();
    if (item.fix.action == Action::Merge)
        return Words::tr("%1 – this name stays").arg(item.rivalName);
    if (item.is("leakage"))
        return Words::tr("%1 (%2)").arg(item.rivalName, sideText(item.evidence.text("other_side")));
    if (isCopy(item))
        return Words::tr("Also labelled: %1").arg(item.rivalName);
    if (item.rightPerson && *item.rightPerson < 0.5)
        return Words::tr("Most similar: %1").arg(item.rivalName);
    return item.suggests ? Words::tr("Looks like: %1").arg(item.rivalName)
                         : Words::tr("Closest other person: %1").arg(item.rivalName);
}

QString rivalNote(const ReviewItem& item)
{
    if (const QString picture = qs(item.evidence.text("picture")); !item.evidence.text("set").empty())
        //: %1 the name of a picture
        return item.rival.empty() ? Words::tr("%1: the picture is not there to be shown").arg(picture) : picture;
    if (item.rivalName.isEmpty())
        return {};
    if (item.fix.action == Action::Merge)
        return Words::tr("%n face(s), %1 afterwards", nullptr, item.rivalCount)
            .arg(QLocale().toString(item.rivalCount + item.ownCount + 1));
    if (item.rightPerson)
        //: Of a suggested person
        return Words::tr("Right with a probability of %1").arg(percent(*item.rightPerson));
    return Words::tr("%n face(s), the most alike on top", nullptr, item.rivalCount);
}

QString stateText(const ReviewItem& item)
{
    if (!item.flag.decision.empty())
        return Words::tr("Decided: %1").arg(decisionText(qs(item.flag.decision)));
    if (item.flag.id == 0)
        return Words::tr("Not compared with others yet");
    if (item.settled)
        return Words::tr("No longer suspected");
    if (item.flag.method == verify::kVerificationMethod)
        return Words::tr("A model errs here: is one of the labels wrong?");
    if (item.is("mislabelled"))
        return Words::tr("Wrong with a probability of %1").arg(percent(item.flag.score));
    if (item.is("leakage") && item.evidence.text("what") != "person")
        return Words::tr("The same picture with a probability of %1").arg(percent(item.flag.score));
    if (item.is("leakage") && !item.evidence.text("set").empty())
        //: Of a person and a verification set
        return Words::tr("The person is in it with a probability of %1").arg(percent(item.flag.score));
    if (item.is("merge") || item.is("leakage"))
        return Words::tr("One person with a probability of %1").arg(percent(item.flag.score));
    if (item.is("split"))
        return Words::tr("Two people with a probability of %1").arg(percent(item.flag.score));
    if (item.is("outlier"))
        return Words::tr("Like nobody with a probability of %1").arg(percent(item.flag.score));
    if (item.is("low_quality")) // its score is what is missing
        return Words::tr("Quality %1; 1 is the best").arg(decimal(1 - item.flag.score));
    if (item.is("duplicate"))
        return Words::tr("The same picture twice");
    if (item.is("near_duplicate"))
        return Words::tr("Almost the same picture");
    return Words::tr("%1: %2").arg(kindText(qs(item.flag.kind)), percent(item.flag.score));
}

QString sentenceText(const ReviewItem& item)
{
    if (item.flag.id == 0 || item.settled)
        return {};
    const QString why =
        flagSentence(item.flag, item.ownName, item.suggests || item.is("mislabelled") ? item.rivalName : QString());
    if (!item.rightPerson || !item.flag.flagged)
        return why;
    const QString share = percent(*item.rightPerson);
    return inTurn(why, *item.rightPerson >= 0.5
                           ? Words::tr("It is %1 with a probability of %2.").arg(item.rivalName, share)
                           : Words::tr("%1 is only the most similar person, and the right one with a probability of "
                                       "%2.")
                                 .arg(item.rivalName, share));
}

std::vector<EvidencePart> evidenceParts(const ReviewItem& item, const QString& method)
{
    using Tone = EvidencePart::Tone;
    std::vector<EvidencePart> parts;
    if (!item.label && item.flag.id == 0)
        return parts;
    const FlagEvidence label = item.label ? FlagEvidence(*item.label) : FlagEvidence();
    const FlagEvidence& own = item.evidence.has("own_similarity") ? item.evidence : label;
    if (item.evidence.has("similarity"))
        parts.push_back({Words::tr("Between the two sides"),
                         Words::tr("similarity %1").arg(decimal(item.evidence.number("similarity"))),
                         Words::tr("How alike they are on average; 1 is the same"), Tone::Plain});
    if (item.evidence.has("likeness"))
        parts.push_back({Words::tr("Pictures"), Words::tr("%1 alike").arg(percent(item.evidence.number("likeness"))),
                         Words::tr("How far the two pictures agree, point by point"), Tone::Plain});
    if (own.has("own_similarity")) {
        const double mine = own.number("own_similarity");
        const double theirs = own.number("rival_similarity");
        parts.push_back({Words::tr("To its own person"), similarityText(mine, own.whole("own_count")),
                         Words::tr("How alike this face and the person’s other faces are on average"),
                         mine >= theirs ? Tone::For : Tone::Plain});
        if (own.whole("rival_count") > 0 || theirs > 0)
            parts.push_back({Words::tr("To the closest other"), similarityText(theirs, own.whole("rival_count")),
                             Words::tr("How alike this face and the faces of the closest other person are on average"),
                             theirs > mine ? Tone::Against : Tone::Plain});
    }
    if (const int looked = own.whole("neighbours"); looked > 0) {
        const int agree = own.whole("agreeing");
        parts.push_back({Words::tr("Nearest faces"),
                         //: Of the nearest faces, how many carry the label: "3 of 5 with this label"
                         Words::tr("%1 of %2 with this label").arg(agree).arg(looked),
                         Words::tr("How many of the faces that are most alike carry the same label"),
                         2 * agree >= looked ? Tone::For : Tone::Against});
    }
    if (own.has("cross")) {
        const double value = own.number("cross");
        parts.push_back({Words::tr("Cross-validation"), Words::tr("label right: %1").arg(percent(value)),
                         Words::tr("The probability that a classifier gives this label that has not seen this face"),
                         value >= 0.5 ? Tone::For : Tone::Against});
    }
    if (item.label && !item.is("mislabelled"))
        parts.push_back(opinionOf(*item.label, Words::tr("How probable it is that the label is right, by the chosen "
                                                         "method")));
    if (item.label || item.second)
        parts.push_back(secondOpinion(item, method));
    for (EvidencePart& part : parts)
        if (part.tone != Tone::Plain)
            part.tip += QLatin1Char('\n') + (part.tone == Tone::For ? Words::tr("Green: it speaks for the label.")
                                                                    : Words::tr("Red: it speaks against the label."));
    return parts;
}

QString opinionsText(const ReviewItem& item, qint64 nowMs)
{
    QStringList said;
    for (const auto& [opinion, person] : item.opinions) {
        QString what;
        switch (opinion.label) {
        case dataset::LabelState::Rejected:
            what = Words::tr("reject");
            break;
        case dataset::LabelState::Unsure:
            what = Words::tr("unsure");
            break;
        default:
            what = person == item.ownName ? Words::tr("keep") : Words::tr("it is %1").arg(person);
        }
        //: Another person's opinion of a face and when: "Ann: keep, yesterday"
        said.append(Words::tr("%1: %2, %3").arg(qs(opinion.who), what, dayText(opinion.time, nowMs)));
    }
    return said.join(QStringLiteral("  ·  "));
}

} // namespace likeness::pages
