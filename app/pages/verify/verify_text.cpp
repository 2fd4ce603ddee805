// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/verify/verify_text.h"

#include "app/engine/qt_convert.h"
#include "app/pages/verify/tab_parts.h"
#include "core/eval/protocols.h"
#include "core/run/event_fields.h"

#include <QCoreApplication>
#include <array>
#include <cmath>
#include <string_view>

namespace likeness::pages {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(likeness::pages::VerifyText)
};

struct Entry {
    std::string_view id;
    const char* text;
};

constexpr std::array kFacts{
    Entry{"model", QT_TRANSLATE_NOOP("likeness::pages::VerifyText", "Model")},
    Entry{"model_hash", QT_TRANSLATE_NOOP("likeness::pages::VerifyText", "Model hash")},
    Entry{"input", QT_TRANSLATE_NOOP("likeness::pages::VerifyText", "Preprocessing")},
    Entry{"embedding", QT_TRANSLATE_NOOP("likeness::pages::VerifyText", "Embedding")},
    Entry{"device", QT_TRANSLATE_NOOP("likeness::pages::VerifyText", "Device")},
    Entry{"precision", QT_TRANSLATE_NOOP("likeness::pages::VerifyText", "Precision")},
    Entry{"flip", QT_TRANSLATE_NOOP("likeness::pages::VerifyText", "Mirrored crop")},
    Entry{"run", QT_TRANSLATE_NOOP("likeness::pages::VerifyText", "Run")},
    Entry{"backbone", QT_TRANSLATE_NOOP("likeness::pages::VerifyText", "Backbone")},
    Entry{"head", QT_TRANSLATE_NOOP("likeness::pages::VerifyText", "Head")},
    Entry{"snapshot", QT_TRANSLATE_NOOP("likeness::pages::VerifyText", "Dataset version")},
    Entry{"set", QT_TRANSLATE_NOOP("likeness::pages::VerifyText", "Set")},
    Entry{"set_hash", QT_TRANSLATE_NOOP("likeness::pages::VerifyText", "Set hash")},
    Entry{"identities", QT_TRANSLATE_NOOP("likeness::pages::VerifyText", "People")},
    Entry{"images", QT_TRANSLATE_NOOP("likeness::pages::VerifyText", "Images")},
    Entry{"left_out", QT_TRANSLATE_NOOP("likeness::pages::VerifyText", "Images left out")},
    Entry{"alignment", QT_TRANSLATE_NOOP("likeness::pages::VerifyText", "Alignment")},
    Entry{"seed", QT_TRANSLATE_NOOP("likeness::pages::VerifyText", "Seed")},
    Entry{"version", QT_TRANSLATE_NOOP("likeness::pages::VerifyText", "Version of Likeness")},
    Entry{"library", QT_TRANSLATE_NOOP("likeness::pages::VerifyText", "Library")},
};

constexpr std::array kNames{
    Entry{"lfw_10fold_insightface",
          QT_TRANSLATE_NOOP("likeness::pages::VerifyText", "Accuracy over folds (insightface)")},
    Entry{"lfw_10fold_se", QT_TRANSLATE_NOOP("likeness::pages::VerifyText", "Standard error over the same folds")},
    Entry{"lfw_10fold_facexzoo", QT_TRANSLATE_NOOP("likeness::pages::VerifyText", "Accuracy over folds (FaceX-Zoo)")},
    Entry{"lfw_10fold_facenet", QT_TRANSLATE_NOOP("likeness::pages::VerifyText", "Accuracy over folds (facenet)")},
    Entry{"val_at_far", QT_TRANSLATE_NOOP("likeness::pages::VerifyText", "VAL@FAR")},
    Entry{"tpr_at_fpr", QT_TRANSLATE_NOOP("likeness::pages::VerifyText", "TPR at FPR (never above the target)")},
    Entry{"tpr_at_fpr_nearest",
          QT_TRANSLATE_NOOP("likeness::pages::VerifyText", "TPR at FPR (nearest point, as in papers)")},
    Entry{"eer", QT_TRANSLATE_NOOP("likeness::pages::VerifyText", "Equal error rate")},
    Entry{"auc", QT_TRANSLATE_NOOP("likeness::pages::VerifyText", "Area under the ROC curve")},
    Entry{"det", QT_TRANSLATE_NOOP("likeness::pages::VerifyText", "Detection error trade-off")},
};

constexpr std::array kConventions{
    Entry{"lfw_10fold_insightface",
          QT_TRANSLATE_NOOP("likeness::pages::VerifyText",
                            "Contiguous folds. Of the squared distances 0, 0.01, … 3.99 the first with the highest "
                            "accuracy on the other folds; ± is the standard deviation over the folds (ddof 0).")},
    Entry{"lfw_10fold_se",
          QT_TRANSLATE_NOOP("likeness::pages::VerifyText",
                            "The same folds and thresholds; ± is the standard error, std(ddof 1) / √folds.")},
    Entry{"lfw_10fold_facexzoo",
          QT_TRANSLATE_NOOP("likeness::pages::VerifyText",
                            "The threshold with the highest TPR − FPR on the other folds, of 1000 even steps between "
                            "their scores; ties are errors, ± is std(ddof 1) / √folds.")},
    Entry{"lfw_10fold_facenet",
          QT_TRANSLATE_NOOP("likeness::pages::VerifyText",
                            "As insightface does, ± with ddof 0; VAL at FAR 0.001 takes the largest threshold within "
                            "the target where facenet interpolates.")},
    Entry{"val_at_far",
          QT_TRANSLATE_NOOP("likeness::pages::VerifyText",
                            "In each fold the largest of the squared distances 0, 0.001, … 3.999 whose FAR on the "
                            "other folds is at most the target; means over the held-out folds.")},
    Entry{"tpr_at_fpr",
          QT_TRANSLATE_NOOP("likeness::pages::VerifyText",
                            "At most floor(target · impostor pairs) false accepts; fewer than 10 of them are not "
                            "enough data. The table above has it.")},
    Entry{"tpr_at_fpr_nearest",
          QT_TRANSLATE_NOOP("likeness::pages::VerifyText",
                            "The point of the curve whose FPR is nearest to the target, as tables of papers have it: "
                            "the FPR may be above the target.")},
    Entry{"eer", QT_TRANSLATE_NOOP("likeness::pages::VerifyText",
                                   "FPR where it equals 1 − TPR, interpolated between the two neighbouring points.")},
    Entry{"auc",
          QT_TRANSLATE_NOOP("likeness::pages::VerifyText", "Trapezoid over every distinct score, ties count half.")},
};

template<std::size_t N>
QString wordOf(const std::array<Entry, N>& list, const std::string& id, const std::string& otherwise)
{
    for (const Entry& entry : list)
        if (entry.id == id)
            return Words::tr(entry.text);
    return engine::qs(otherwise);
}

double number(const Json& values, const char* key)
{
    const auto at = values.find(key);
    return at != values.end() && at->is_number() ? at->get<double>() : std::nan("");
}

QString plusMinus(const Json& values, const char* spread)
{
    //: A figure and its spread
    return Words::tr("%1 ± %2").arg(percentText(number(values, "accuracy")), percentText(number(values, spread)));
}

} // namespace

QString factText(const std::string& key)
{
    return wordOf(kFacts, key, key);
}

QString protocolName(const eval::ProtocolFigure& figure)
{
    return wordOf(kNames, figure.id, figure.name);
}

QString protocolConvention(const eval::ProtocolFigure& figure)
{
    return wordOf(kConventions, figure.id, figure.convention);
}

QString protocolValue(const eval::ProtocolFigure& figure)
{
    const Json& v = figure.values;
    if (figure.id == "lfw_10fold_insightface")
        return plusMinus(v, "std");
    if (figure.id == "lfw_10fold_facenet") {
        //: accuracy, then facenet's VAL
        return Words::tr("%1, VAL %2").arg(plusMinus(v, "std"), percentText(number(v, "val")));
    }
    if (figure.id == "lfw_10fold_se" || figure.id == "lfw_10fold_facexzoo")
        return plusMinus(v, "standard_error");
    if (figure.id == "eer" || figure.id == "auc")
        return percentText(number(v, "value"));
    QStringList lines;
    if (const auto points = v.find("points"); points != v.end() && points->is_array())
        for (const Json& point : *points) {
            const bool val = figure.id == "val_at_far";
            const double rate = number(point, val ? "val" : "tpr");
            const bool enough = point.value("sufficient", false);
            const QString target = rateText(number(point, "target"));
            //: A rate at a target rate, in a list
            const QString line = Words::tr("%1 at %2").arg(percentText(rate), target);
            if (enough)
                lines << line;
        }
    return lines.join(QLatin1Char('\n'));
}

QString withFlip(const QString& what, const Json& facts)
{
    const std::string flip = run::text(facts, "flip");
    if (flip == "none")
        //: What tells two verifications of one model on one set apart
        return Words::tr("%1, not mirrored").arg(what);
    if (flip == "concat")
        return Words::tr("%1, concatenated").arg(what);
    return what;
}

QString flipText(const std::string& flip)
{
    if (flip == "sum")
        return Words::tr("Added to the crop’s features");
    if (flip == "concat")
        return Words::tr("Behind the crop’s features");
    if (flip == "none")
        return Words::tr("Not used");
    return engine::qs(flip);
}

} // namespace likeness::pages
