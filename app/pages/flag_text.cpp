// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/flag_text.h"

#include "app/engine/qt_convert.h"
#include "core/base/error.h"
#include "core/base/json_util.h"

#include <QCoreApplication>
#include <QLocale>
#include <cmath>

namespace likeness::pages {

using engine::qs;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(likeness::pages::FlagText)
};

Json evidenceOf(const dataset::FlagRow& flag)
{
    try {
        return parseJson(flag.evidence, "evidence");
    } catch (const Error&) {
        return Json::object();
    }
}

double number(const Json& json, const char* key, double fallback = 0)
{
    const auto it = json.find(key);
    return it != json.end() && it->is_number() ? it->get<double>() : fallback;
}

bool has(const Json& json, const char* key)
{
    const auto it = json.find(key);
    return it != json.end() && it->is_number();
}

QString decimal(double value)
{
    return QLocale().toString(value, 'f', 2);
}

QString mislabelled(const Json& evidence, bool flagged, const QString& own, const QString& rival)
{
    const int ownCount = static_cast<int>(number(evidence, "own_count"));
    const QString ownSimilarity = decimal(number(evidence, "own_similarity"));
    const QString rivalSimilarity = decimal(number(evidence, "rival_similarity"));
    const QString others = Words::tr("%n other face(s)", nullptr, ownCount);
    const bool nearer = number(evidence, "own_similarity") >= number(evidence, "rival_similarity");
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

QString lowQuality(const Json& evidence)
{
    QStringList weak;
    const auto whole = [](double value) { return QLocale().toString(qRound(value)); };
    const double sharpness = number(evidence, "sharpness");
    const double brightness = number(evidence, "brightness");
    const double contrast = number(evidence, "contrast");
    const double size = number(evidence, "size");
    const double yaw = std::abs(number(evidence, "yaw"));
    const double pitch = number(evidence, "pitch");
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
            .arg(decimal(number(evidence, "quality")));
    return Words::tr("The face is %1.").arg(QLocale().createSeparatedList(weak));
}

QString duplicate(const Json& evidence, const QString& own, const QString& rival)
{
    if (!rival.isEmpty() && rival != own)
        return Words::tr("The same picture is also labelled %1, so one of the two labels is wrong.").arg(rival);
    return Words::tr("The same picture is in the dataset %n time(s).", nullptr,
                     static_cast<int>(number(evidence, "copies")));
}

} // namespace

QString flagSentence(const dataset::FlagRow& flag, const QString& ownName, const QString& rivalName)
{
    const Json evidence = evidenceOf(flag);
    if (flag.kind == "mislabelled" && has(evidence, "own_similarity"))
        return mislabelled(evidence, flag.flagged, ownName, rivalName);
    if (flag.kind == "low_quality" && has(evidence, "sharpness"))
        return lowQuality(evidence);
    if (flag.kind == "duplicate" && has(evidence, "copies"))
        return duplicate(evidence, ownName, rivalName);
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
        return Words::tr("Outliers");
    return kind;
}

QString methodText(const QString& method)
{
    if (method == QLatin1String("lbph"))
        return Words::tr("LBPH (no model needed)");
    if (method == QLatin1String("embedding"))
        return Words::tr("Embeddings of a model");
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

dataset::FaceId nearestOwnFace(const dataset::FlagRow& flag)
{
    return static_cast<dataset::FaceId>(number(evidenceOf(flag), "nearest_own"));
}

} // namespace likeness::pages
