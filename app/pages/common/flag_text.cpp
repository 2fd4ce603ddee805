// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/common/flag_text.h"

#include "app/engine/qt_convert.h"
#include "app/pages/common/flag_evidence.h"
#include "core/verify/errors.h"

#include <QCoreApplication>
#include <QLocale>
#include <cmath>

namespace likeness::pages {

using engine::qs;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(likeness::pages::FlagText)
};

QString decimal(double value)
{
    return QLocale().toString(value, 'f', 2);
}

QString mislabelled(const FlagEvidence& evidence, bool flagged, const QString& own, const QString& rival)
{
    const int ownCount = evidence.whole("own_count");
    const QString ownSimilarity = decimal(evidence.number("own_similarity"));
    const QString rivalSimilarity = decimal(evidence.number("rival_similarity"));
    const QString others = Words::tr("%n other face(s)", nullptr, ownCount);
    const bool nearer = evidence.number("own_similarity") >= evidence.number("rival_similarity");
    if (!flagged && !rival.isEmpty() && ownCount > 0 && nearer)
        return Words::tr("It looks more like the %1 of %2 (similarity %3) than like %4 (similarity %5).")
            .arg(others, own, ownSimilarity, rival, rivalSimilarity);
    if (!flagged && rival.isEmpty())
        return Words::tr("Its similarity to the %1 of %2 is %3.").arg(others, own, ownSimilarity);
    if (rival.isEmpty())
        return Words::tr("It is unlike the %1 of %2: similarity %3.").arg(others, own, ownSimilarity);
    if (ownCount == 0)
        return Words::tr("%1 has no other face to compare with, and this one is most like %2: similarity %3.")
            .arg(own, rival, rivalSimilarity);
    if (!nearer)
        return Words::tr("It looks more like %1 (similarity %2) than like the %3 of %4 (similarity %5).")
            .arg(rival, rivalSimilarity, others, own, ownSimilarity);
    return Words::tr("It is not very like the %1 of %2 (similarity %3), and %4 comes close (similarity %5).")
        .arg(others, own, ownSimilarity, rival, rivalSimilarity);
}

// Of a pair that a verification judged wrongly (core/verify/errors.h).
QString misjudged(const FlagEvidence& evidence, const QString& own, const QString& rival)
{
    const QString model = qs(evidence.text("model")), picture = qs(evidence.text("picture"));
    const QString similarity = decimal(evidence.number("similarity"));
    const QString threshold = decimal(evidence.number("threshold"));
    if (evidence.whole("same") != 0)
        //: %1 a model, %2 a person, %3 a picture, %4 and %5 cosines
        return Words::tr("%1 does not recognise %2 in %3: similarity %4, threshold %5.")
            .arg(model, own, picture, similarity, threshold);
    //: %1 a model, %2 and %3 two people, %4 a picture of the second one, %5 and %6 cosines
    return Words::tr("%1 takes this face of %2 and %4 of %3 for one person: similarity %5, threshold %6.")
        .arg(model, own, rival, picture, similarity, threshold);
}

QString lowQuality(const FlagEvidence& evidence)
{
    QStringList weak;
    const auto whole = [](double value) { return QLocale().toString(qRound(value)); };
    const double sharpness = evidence.number("sharpness");
    const double brightness = evidence.number("brightness");
    const double contrast = evidence.number("contrast");
    const double size = evidence.number("size");
    const double yaw = std::abs(evidence.number("yaw"));
    const double pitch = evidence.number("pitch");
    // The same bounds as the flag itself has.
    if (sharpness < 40)
        weak.append(Words::tr("blurred (sharpness %1; below 40 is soft)").arg(whole(sharpness)));
    if (brightness < 45)
        weak.append(Words::tr("too dark (brightness %1 of 255)").arg(whole(brightness)));
    if (brightness > 222)
        weak.append(Words::tr("too bright (brightness %1 of 255)").arg(whole(brightness)));
    if (contrast < 20)
        weak.append(Words::tr("flat (contrast %1; below 20 is flat)").arg(whole(contrast)));
    if (size > 0 && size < 25)
        weak.append(Words::tr("small (%1 pixels between the eyes)").arg(whole(size)));
    if (yaw > 45)
        weak.append(Words::tr("turned to the side (%1°)").arg(whole(yaw)));
    if (std::abs(pitch) > 40)
        weak.append(
            (pitch > 0 ? Words::tr("looking up (%1°)") : Words::tr("looking down (%1°)")).arg(whole(std::abs(pitch))));
    if (weak.isEmpty())
        return Words::tr("Several small weaknesses add up to a quality of %1.")
            .arg(decimal(evidence.number("quality")));
    return Words::tr("The face is %1.").arg(QLocale().createSeparatedList(weak));
}

QString duplicate(const FlagEvidence& evidence, const QString& own, const QString& rival)
{
    if (!rival.isEmpty() && rival != own)
        return Words::tr("The same picture is also labelled %1, so one of the two labels is wrong.").arg(rival);
    return Words::tr("The same picture is in the dataset %n time(s).", nullptr, evidence.whole("copies"));
}

QString nearDuplicate(const FlagEvidence& evidence, const QString& own, const QString& rival)
{
    const QString alike = QLocale().toString(100 * evidence.number("likeness"), 'f', 1);
    if (!rival.isEmpty() && rival != own)
        return Words::tr("Almost the same picture (%1 % alike) is labelled %2, so one of the two labels is wrong.")
            .arg(alike, rival);
    return Words::tr("Almost the same picture is in the dataset already (%1 % alike): a copy teaches nothing new.")
        .arg(alike);
}

QString merge(const FlagEvidence& evidence, const QString& own, const QString& rival)
{
    const QString mine = Words::tr("%n face(s)", nullptr, evidence.whole("own_count"));
    const QString theirs = Words::tr("%n face(s)", nullptr, evidence.whole("rival_count"));
    return Words::tr("%1 (%2) and %3 (%4) look like one person under two names: similarity %5.")
        .arg(own, mine, rival, theirs, decimal(evidence.number("similarity")));
}

QString split(const FlagEvidence& evidence, const QString& own, const QString& rival)
{
    const QString part = Words::tr("%n face(s), this one among them,", nullptr, evidence.whole("own_count"));
    const QString rest = Words::tr("the other %n", nullptr, evidence.whole("rest_count"));
    //: %1 a person, %2 "5 faces, this one among them,", %3 "the other 12", %4 a similarity
    const QString two = Words::tr("%1 looks like two people: %2 and %3 are unlike each other (similarity %4).")
                            .arg(own, part, rest, decimal(evidence.number("similarity")));
    if (rival.isEmpty())
        return two;
    //: Two sentences
    return Words::tr("%1 They look like %2.").arg(two, rival);
}

QString outlier(const FlagEvidence& evidence, const QString& own)
{
    const QString others = Words::tr("%n other face(s)", nullptr, evidence.whole("own_count"));
    return Words::tr("It is like nobody, also not like the %1 of %2, which are alike: similarity %3. Often no face, or "
                     "a face that cannot be recognised.")
        .arg(others, own, decimal(evidence.number("similarity")));
}

QString leakage(const FlagEvidence& evidence, const QString& own, const QString& rival)
{
    const QString end = Words::tr("This says nothing against the label; but what is trained on and tested on makes "
                                  "every result look better than it is.");
    const bool person = evidence.text("what") == "person";
    const QString set = qs(evidence.text("set")), picture = qs(evidence.text("picture"));
    const QString similarity = decimal(evidence.number("similarity"));
    QString first;
    if (!set.isEmpty() && person)
        //: %1 a person, %2 a verification set, %3 a picture of it, %4 a similarity
        first = Words::tr("All faces of %1 together look like a person of the verification set %2; this one is closest "
                          "to %3 (similarity %4).")
                    .arg(own, set, picture, similarity);
    else if (!set.isEmpty())
        //: %1 a verification set, %2 a picture of it, %3 a similarity
        first = Words::tr("Almost the same picture is in the verification set %1: %2, %3 alike.")
                    .arg(set, picture, similarity);
    else if (person)
        first =
            Words::tr("%1 and %2 look like one person, and are on different sides of the division.").arg(own, rival);
    else
        first = Words::tr("Almost the same picture is on the other side of the division, with %1.").arg(rival);
    //: Two sentences
    return Words::tr("%1 %2").arg(first, end);
}

} // namespace

QString flagSentence(const dataset::FlagRow& flag, const QString& ownName, const QString& rivalName)
{
    const FlagEvidence evidence(flag);
    if (flag.kind == "mislabelled" && evidence.has("own_similarity"))
        return mislabelled(evidence, flag.flagged, ownName, rivalName);
    if (flag.method == verify::kVerificationMethod && evidence.has("same"))
        return misjudged(evidence, ownName, rivalName);
    if (flag.kind == "low_quality" && evidence.has("sharpness"))
        return lowQuality(evidence);
    if (flag.kind == "duplicate" && evidence.has("copies"))
        return duplicate(evidence, ownName, rivalName);
    if (flag.kind == "near_duplicate" && evidence.has("likeness"))
        return nearDuplicate(evidence, ownName, rivalName);
    if (flag.kind == "merge" && evidence.has("similarity"))
        return merge(evidence, ownName, rivalName);
    if (flag.kind == "split" && evidence.has("similarity"))
        return split(evidence, ownName, rivalName);
    if (flag.kind == "outlier" && evidence.has("similarity"))
        return outlier(evidence, ownName);
    if (flag.kind == "leakage" && !evidence.text("what").empty())
        return leakage(evidence, ownName, rivalName);
    return qs(flag.reason);
}

QString kindText(const QString& kind)
{
    if (kind == QLatin1String("mislabelled"))
        return Words::tr("Wrong labels");
    if (kind == QLatin1String("low_quality"))
        return Words::tr("Low quality");
    if (kind == QLatin1String("duplicate"))
        return Words::tr("Duplicates");
    if (kind == QLatin1String("near_duplicate"))
        return Words::tr("Near duplicates");
    if (kind == QLatin1String("outlier"))
        return Words::tr("Like nobody");
    if (kind == QLatin1String("merge"))
        return Words::tr("One person, two names");
    if (kind == QLatin1String("split"))
        return Words::tr("Two people, one name");
    if (kind == QLatin1String("leakage"))
        return Words::tr("In training and test");
    return kind;
}

QString methodText(const QString& method)
{
    if (method == QLatin1String("lbph"))
        return Words::tr("LBPH (no model needed)");
    if (method == QLatin1String("embedding"))
        return Words::tr("Embeddings of a model");
    if (method == QLatin1String(verify::kVerificationMethod))
        return Words::tr("Errors of a verification");
    return method;
}

QString decisionText(const QString& decision)
{
    if (decision == QLatin1String("keep"))
        return Words::tr("kept");
    if (decision == QLatin1String("move"))
        return Words::tr("moved");
    if (decision == QLatin1String("reject"))
        return Words::tr("rejected");
    if (decision == QLatin1String("unsure"))
        return Words::tr("unsure");
    if (decision == QLatin1String("confirm_different"))
        return Words::tr("different people");
    if (decision == QLatin1String("merge"))
        return Words::tr("merged");
    if (decision == QLatin1String("split"))
        return Words::tr("split off");
    return decision;
}

} // namespace likeness::pages
