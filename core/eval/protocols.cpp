// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/protocols.h"

#include "core/base/error.h"
#include "core/base/known.h"
#include "core/base/text.h"
#include "core/eval/resampling.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <numeric>

namespace likeness::eval {
namespace {

constexpr std::size_t kFolds = 10;
constexpr std::size_t kDetPoints = 200;
constexpr std::array kFalseAcceptTargets{1e-1, 1e-2, 1e-3, 1e-4};

struct Block {
    std::size_t first, end;
};
// scikit-learn's KFold without shuffling: the first n % folds blocks hold one pair more.
std::vector<Block> blocks(std::size_t n, std::size_t folds)
{
    std::vector<Block> out;
    for (std::size_t f = 0, first = 0; f < folds; ++f) {
        const std::size_t end = first + n / folds + (f < n % folds ? 1 : 0);
        out.push_back({first, end});
        first = end;
    }
    return out;
}

double share(std::int64_t part, std::int64_t whole)
{
    return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : 0;
}

// FaceX-Zoo's thresholds over a list of training scores: computed in double, compared in float, as NumPy 1 does there.
class Steps
{
public:
    static constexpr std::size_t kCount = 1000;

    Steps(float least, float most)
        : m_least(static_cast<double>(least)), m_step(static_cast<double>(most - least) / kCount)
    {
    }
    float at(std::size_t k) const { return static_cast<float>(m_least + m_step * static_cast<double>(k + 1)); }
    // How many of the thresholds lie below the score; the division only guesses it, comparisons decide.
    std::size_t below(float score) const
    {
        const double guess = m_step > 0 ? std::floor((static_cast<double>(score) - m_least) / m_step) : 0;
        auto k = static_cast<std::size_t>(std::clamp(guess, 0.0, static_cast<double>(kCount)));
        while (k > 0 && at(k - 1) >= score)
            --k;
        while (k < kCount && at(k) < score)
            ++k;
        return k;
    }

private:
    double m_least, m_step;
};

float trainedThreshold(std::span<const float> scores, std::span<const std::uint8_t> same, const Block& heldOut)
{
    const auto forEach = [&](auto&& visit) {
        for (std::size_t i = 0; i < scores.size(); ++i)
            if (i < heldOut.first || i >= heldOut.end)
                visit(i);
    };
    float least = std::numeric_limits<float>::infinity();
    float most = -least;
    forEach([&](std::size_t i) {
        least = std::min(least, scores[i]);
        most = std::max(most, scores[i]);
    });
    const Steps steps(least, most);
    std::array<std::vector<std::int64_t>, 2> above; // [kind][k]: accepted by k thresholds, then by threshold k
    above.fill(std::vector<std::int64_t>(Steps::kCount + 1, 0));
    forEach([&](std::size_t i) { above[same[i] ? 1 : 0][steps.below(scores[i])] += 1; });
    std::array<std::int64_t, 2> accepted{0, 0};
    for (std::size_t k = Steps::kCount + 1; k-- > 0;)
        for (const std::size_t kind : {0, 1})
            above[kind][k] = accepted[kind] += above[kind][k];
    std::size_t best = 0;
    double highest = -2;
    for (std::size_t k = 0; k < Steps::kCount;
         ++k) { // a score that k + 1 thresholds lie below is accepted by threshold k
        const double youden = share(above[1][k + 1], accepted[1]) - share(above[0][k + 1], accepted[0]);
        if (youden > highest) {
            highest = youden;
            best = k;
        }
    }
    return steps.at(best);
}

Json points(std::span<const Operating> operating)
{
    Json out = Json::array();
    for (const Operating& point : operating)
        out.push_back(point.toJson());
    return out;
}

ProtocolFigure valFigure(std::span<const float> scores, std::span<const std::uint8_t> same)
{
    std::size_t fewest = same.size(); // impostors in a fold
    std::size_t impostors = 0;
    std::size_t most = 0;
    for (const auto& [first, end] : blocks(same.size(), std::min(kFolds, same.size()))) {
        const auto count = static_cast<std::size_t>(std::count(same.begin() + static_cast<std::ptrdiff_t>(first),
                                                               same.begin() + static_cast<std::ptrdiff_t>(end), 0));
        fewest = std::min(fewest, count);
        most = std::max(most, count);
        impostors += count;
    }
    Json list = Json::array();
    for (const double target : kFalseAcceptTargets) {
        const ValAtFar v = valAtFar(scores, same, target);
        // The threshold is learned from the other blocks; the fold that leaves the fewest there decides.
        const std::int64_t budget = falseAcceptBudget(target, impostors - most);
        list.push_back({{"target", target},
                        {"val", v.val},
                        {"std", v.valStd},
                        {"far", v.far},
                        {"false_accept_budget", budget},
                        {"sufficient", budget >= kSufficientBudget}});
    }
    return {"val_at_far",
            "VAL at FAR",
            "Largest-threshold rule: in each of ten contiguous folds the largest of the squared distances 0, 0.001, … "
            "3.999 whose FAR on the other nine is at most the target; val and far are means over the held-out folds, "
            "std has ddof 0. A fold's FAR comes in steps of `resolution`.",
            {{"points", list},
             {"negatives_per_fold", fewest},
             {"resolution", fewest > 0 ? Json(1 / static_cast<double>(fewest)) : Json()}}};
}

} // namespace

Json ProtocolFigure::toJson() const
{
    Json out = {{"id", id}, {"name", name}, {"convention", convention}};
    out.update(values);
    return out;
}

Json toJson(std::span<const ProtocolFigure> figures)
{
    Json out = Json::array();
    for (const ProtocolFigure& figure : figures)
        out.push_back(figure.toJson());
    return out;
}

KFold faceXZooAccuracy(std::span<const float> scores, std::span<const std::uint8_t> same, int folds)
{
    const std::size_t n = scores.size();
    if (n != same.size() || folds < 2)
        throw Error(ErrorCode::BadArgument, "Give one answer (0 or 1) for each score, and two folds or more.");
    if (!std::all_of(scores.begin(), scores.end(), [](float s) { return std::isfinite(s); }))
        throw Error(ErrorCode::BadArgument, "A score is not a finite number; check the embeddings for NaN.");
    if (n < 2)
        throw Error(ErrorCode::TooFewIdentities, "Accuracy over folds needs at least two pairs.");
    KFold out;
    for (const Block& heldOut : blocks(n, std::min(static_cast<std::size_t>(folds), n))) {
        const float threshold = trainedThreshold(scores, same, heldOut);
        std::int64_t right = 0;
        for (std::size_t i = heldOut.first; i < heldOut.end; ++i)
            right += (same[i] ? scores[i] > threshold : scores[i] < threshold) ? 1 : 0;
        out.foldThreshold.push_back(static_cast<double>(threshold));
        out.foldAccuracy.push_back(share(right, static_cast<std::int64_t>(heldOut.end - heldOut.first)));
    }
    const auto count = static_cast<double>(out.foldAccuracy.size());
    const auto mean = [&](const std::vector<double>& v) { return std::accumulate(v.begin(), v.end(), 0.0) / count; };
    out.accuracy = mean(out.foldAccuracy);
    out.threshold = mean(out.foldThreshold);
    double squares = 0;
    for (const double a : out.foldAccuracy)
        squares += (a - out.accuracy) * (a - out.accuracy);
    out.std = std::sqrt(squares / count);
    out.standardError = std::sqrt(squares / (count - 1) / count);
    return out;
}

std::vector<ProtocolFigure> protocolFigures(std::span<const float> scores,
                                            std::span<const std::uint8_t> same,
                                            const VerifyResult& result,
                                            const ProtocolSettings& settings)
{
    const auto check = [&] {
        if (settings.check)
            settings.check();
    };
    const KFold& kfold = result.kfold;
    const std::string folds = std::to_string(kfold.foldAccuracy.size()) + " contiguous folds" +
                              (settings.balancedFolds ? " of as many genuine as impostor pairs" : "");
    std::vector<ProtocolFigure> out;
    out.push_back({"lfw_10fold_insightface",
                   "Accuracy over folds (insightface)",
                   "Over " + folds +
                       ": of the squared distances 0, 0.01, … 3.99 the first with the highest accuracy on the other "
                       "folds, pairs strictly below it are the same person; std over folds has ddof 0.",
                   {{"accuracy", kfold.accuracy},
                    {"std", kfold.std},
                    {"fold_accuracy", kfold.foldAccuracy},
                    {"threshold", kfold.threshold},
                    {"ci95", known(result.accuracyCi95)},
                    {"genuine", result.foldGenuine},
                    {"impostor", result.foldImpostor}}});
    out.push_back(
        {"lfw_10fold_se",
         "Standard error over the same folds",
         "The same folds and thresholds, ± is the standard error std(ddof 1) / √folds, as FaceX-Zoo prints it.",
         {{"accuracy", kfold.accuracy}, {"standard_error", kfold.standardError}}});

    std::vector<float> judgedScores, apart;
    std::vector<std::uint8_t> judgedSame;
    for (const std::uint32_t p : foldPairs(same, settings.balancedFolds)) {
        judgedScores.push_back(scores[p]);
        judgedSame.push_back(same[p]);
    }
    check();
    const KFold zoo = faceXZooAccuracy(judgedScores, judgedSame);
    out.push_back(
        {"lfw_10fold_facexzoo",
         "Accuracy over folds (FaceX-Zoo)",
         "Over " + folds +
             ": the threshold on the cosine with the highest TPR − FPR on the other folds, of 1000 even steps "
             "from their lowest to their highest score; ties are errors, ± is std(ddof 1) / √folds.",
         {{"accuracy", zoo.accuracy},
          {"standard_error", zoo.standardError},
          {"fold_accuracy", zoo.foldAccuracy},
          {"threshold", zoo.threshold}}});
    check();
    // facenet leaves the two halves behind each other as they are, so that its squared distance is the sum of both.
    const auto facenetScale = [&](std::span<const float> from) {
        apart.assign(from.begin(), from.end());
        if (settings.concatenated)
            for (float& s : apart)
                s = 2 * s - 1; // 2 − 2s becomes 4 − 4s
        return std::span<const float>(apart);
    };
    const KFold facenet = kFoldAccuracy(facenetScale(judgedScores), judgedSame);
    const ValAtFar facenetVal = valAtFar(facenetScale(scores), same, 1e-3);
    out.push_back({"lfw_10fold_facenet",
                   "Accuracy over folds (facenet)",
                   "Over " + folds + " as insightface does, on the squared distance of " +
                       (settings.concatenated
                            ? "crop and mirrored crop behind each other, not normalised again (0 … 8, thresholds to 4)"
                            : "the embeddings that everything else is about") +
                       "; std has ddof 0; val at FAR 0.001 takes the largest threshold within the target where facenet "
                       "interpolates.",
                   {{"accuracy", facenet.accuracy},
                    {"std", facenet.std},
                    {"val", facenetVal.val},
                    {"val_std", facenetVal.valStd},
                    {"far", facenetVal.far}}});
    check();
    out.push_back(valFigure(scores, same));
    check();
    out.push_back({"tpr_at_fpr",
                   "TPR at FPR (never above the target)",
                   "False accepts are at most floor(target · impostor pairs), the budget; a budget below 10 is not "
                   "enough data.",
                   {{"points", points(result.operating)}, {"impostor", result.impostor}}});
    std::vector<Operating> nearest;
    for (const double target : defaultTargets())
        nearest.push_back(nearestTprAtFpr(result.roc, result.impostor, target));
    out.push_back({"tpr_at_fpr_nearest",
                   "TPR at FPR (nearest point, as in papers)",
                   "The point of scikit-learn's roc_curve whose FPR is nearest to the target, as eval_ijbc.py and the "
                   "tables of papers have it: the FPR may be above the target.",
                   {{"points", points(nearest)}, {"impostor", result.impostor}}});
    out.push_back({"eer",
                   "Equal error rate",
                   "FPR where it equals 1 − TPR, interpolated linearly between the two neighbouring points.",
                   {{"value", result.eer}, {"ci95", known(result.eerCi95)}}});
    out.push_back({"auc",
                   "Area under the ROC curve",
                   "Trapezoid over every distinct score, ties count half: scikit-learn's roc_auc_score.",
                   {{"value", result.auc}, {"ci95", known(result.aucCi95)}}});
    const Roc curve = thinned(result.roc, kDetPoints);
    std::vector<double> fnr;
    for (const double tpr : curve.tpr)
        fnr.push_back(1 - tpr);
    out.push_back({"det",
                   "Detection error trade-off",
                   "1 − TPR over FPR at the points of the ROC curve, for logarithmic axes.",
                   {{"fpr", curve.fpr}, {"fnr", fnr}}});
    return out;
}

ScoredPairs parseScores(std::string_view text)
{
    constexpr std::string_view kBetween = ",; \t\r";
    ScoredPairs out;
    if (text.starts_with("\xEF\xBB\xBF"))
        text.remove_prefix(3);
    for (std::size_t number = 1; !text.empty(); ++number) {
        const auto end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        const auto word = [&](std::size_t from) {
            const auto first = std::min(line.find_first_not_of(kBetween, from), line.size());
            return line.substr(first, std::min(line.find_first_of(kBetween, first), line.size()) - first);
        };
        const std::string_view score = word(0);
        if (score.empty())
            continue;
        const std::string_view answer = word(static_cast<std::size_t>(score.data() - line.data()) + score.size());
        float value = 0;
        const auto [last, error] = std::from_chars(score.data(), score.data() + score.size(), value);
        const bool whole = error == std::errc() && last == score.data() + score.size() && std::isfinite(value);
        if (whole && (answer == "0" || answer == "1")) {
            out.scores.push_back(value);
            out.same.push_back(answer == "1" ? 1 : 0);
        } else if (whole || number > 1) { // a first line of words names the columns
            throw Error(ErrorCode::BadFile, "Line " + std::to_string(number) +
                                                " of the scores is not a score and then 1 (the same person) or 0: \"" +
                                                toUtf8(line.substr(0, 100)) + "\".");
        }
    }
    return out;
}

std::string curveCsv(const Roc& roc)
{
    std::string out = "fpr,tpr,threshold\n";
    std::array<char, 64> text{};
    const auto put = [&](double value, char after) {
        const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
        out.append(text.data(), end) += after;
    };
    for (std::size_t i = 0; i < roc.fpr.size(); ++i) {
        put(roc.fpr[i], ',');
        put(roc.tpr[i], ',');
        put(roc.threshold[i], '\n');
    }
    return out;
}

} // namespace likeness::eval
