// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/known.h"
#include "core/eval/pairs.h"
#include "core/eval/replicates.h"
#include "core/eval/resampling.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace likeness::eval {
namespace {

constexpr int kFewestBootstraps = 100;
constexpr std::size_t kMostLeftOut = 1000; // of more people none weighs enough to be looked for

} // namespace

VerifyResult verifyScores(std::span<const float> scores,
                          std::span<const std::uint8_t> same,
                          std::span<const std::uint32_t> identities,
                          const VerifySettings& settings)
{
    if (!identities.empty() && identities.size() != 2 * scores.size())
        throw Error(ErrorCode::BadArgument, "Give two identities for each pair, or none at all.");
    const auto check = [&] {
        if (settings.check)
            settings.check();
    };
    VerifyResult out;
    out.roc = roc(scores, same);
    check();
    out.pairs = scores.size();
    out.genuine =
        static_cast<std::size_t>(std::count_if(same.begin(), same.end(), [](std::uint8_t s) { return s != 0; }));
    out.impostor = out.pairs - out.genuine;
    const auto judged = foldPairs(same, settings.balancedFolds);
    for (const std::uint32_t p : judged)
        (same[p] ? out.foldGenuine : out.foldImpostor) += 1;
    out.kfold = judgedAccuracy(scores, same, judged);
    out.auc = auc(out.roc);
    out.eer = eer(out.roc);
    out.operating = tprAtFpr(out.roc, out.genuine, out.impostor, defaultTargets());
    out.stats = scoreStats(scores, same);
    out.histogram = histogram(scores, same);
    out.val = valAtFar(scores, same, 1e-3);
    out.resampledIdentities = !identities.empty();
    constexpr std::array kUnknown{std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};
    for (auto* ci : {&out.aucCi95, &out.accuracyCi95, &out.eerCi95, &out.fisherCi95, &out.dPrimeCi95})
        *ci = kUnknown;
    check();
    if (settings.bootstraps < 1)
        return out;

    const auto pairs = static_cast<double>(out.pairs);
    const Sorted sorted = sortPairs(scores, same, identities, verdicts(scores, same, judged, out.kfold));
    out.people = sorted.identities;
    if (out.resampledIdentities && out.people < kFewestPeople)
        return out;
    out.bootstraps = resamplesFor(settings.bootstraps, kFewestBootstraps, pairs);
    const FoldGrid folds(sorted, judged, out.kfold.foldThreshold.size());
    check();
    // One row of figures for each resample; none where a kind of pairs was not drawn at all.
    using Rows = std::vector<std::vector<double>>;
    const auto figuresOf = [&](const std::vector<float>& weight) {
        const Resample r = measure(sorted, defaultTargets(), weight);
        std::vector<double> row;
        if (r.usable) {
            row = {r.auc, folds.accuracy(weight), r.eer, r.fisher, r.dPrime};
            row.insert(row.end(), r.tpr.begin(), r.tpr.end());
        }
        return row;
    };
    Rows ofPeople(static_cast<std::size_t>(out.bootstraps));
    forEachResample(sorted, out.bootstraps, settings.seed, pairs, settings.check,
                    [&](std::size_t i, const std::vector<float>& weight) { ofPeople[i] = figuresOf(weight); });
    const Meetings met = out.resampledIdentities ? meetings(sorted) : Meetings();
    Rows ofMeetings; // and without each of the people in turn
    Rows without;
    if (out.resampledIdentities) {
        ofMeetings.resize(std::max<std::size_t>(ofPeople.size() / 2, kFewestBootstraps));
        forEachBlock(ofMeetings.size(), pairs, settings.check, [&](std::size_t i) {
            ofMeetings[i] = figuresOf(drawMeetingWeights(sorted, met, Rng::forItem(~settings.seed, i)));
        });
        if (out.people <= kMostLeftOut)
            without.resize(out.people);
        forEachBlock(without.size(), pairs, settings.check, [&](std::size_t person) {
            std::vector<float> weight(sorted.same.size(), 1);
            for (std::size_t i = 0; i < weight.size(); ++i)
                if (sorted.a[i] == person || sorted.b[i] == person)
                    weight[i] = 0;
            without[person] = figuresOf(weight);
        });
    }
    const auto valuesOf = [](const Rows& rows, std::size_t figure) {
        std::vector<double> values;
        for (const auto& row : rows)
            if (!row.empty())
                values.push_back(row[figure]);
        return values;
    };
    const auto varianceOf = [&](std::size_t figure) {
        const double variance = sampleVariance(valuesOf(ofPeople, figure));
        if (!out.resampledIdentities)
            return variance;
        return peopleVariance(variance, sampleVariance(valuesOf(ofMeetings, figure)), out.people);
    };
    const auto quantileOf = [&](std::size_t figure) {
        if (!out.resampledIdentities)
            return kNormal975;
        const auto most = static_cast<double>(out.people) - 1;
        return student975(without.empty() ? most : freedom(valuesOf(without, figure), most));
    };
    const Clustering people = clustering(sorted, met, false), strangers = clustering(sorted, met, true);
    const auto trials = [&](std::size_t genuine, std::size_t impostors) {
        return fewer(trialsOf(genuine, people.clusters, people.correlation),
                     trialsOf(impostors, strangers.clusters, strangers.correlation));
    };
    const Trials all = trials(out.genuine, out.impostor);
    // Few pairs that overlap hide how far those of the same people go together, if there are such.
    const double together = 1 - 1 / all.effect;
    const double overlap = static_cast<double>(overlapping(sorted));
    out.aucCi95 =
        fewErrorsInterval(out.auc, varianceOf(0), (1 + overlap) / std::max(together, 1e-9) - 1, all, quantileOf(0));
    out.accuracyCi95 =
        countedInterval(out.kfold.accuracy, varianceOf(1), trials(out.foldGenuine, out.foldImpostor), quantileOf(1));
    out.eerCi95 = countedInterval(out.eer, varianceOf(2), all, quantileOf(2));
    out.fisherCi95 = positiveInterval(out.stats.fisher, varianceOf(3), quantileOf(3));
    out.dPrimeCi95 = positiveInterval(out.stats.dPrime, varianceOf(4), quantileOf(4));
    for (std::size_t t = 0; t < out.operating.size(); ++t)
        out.operating[t].ci95 =
            countedInterval(out.operating[t].tpr, varianceOf(5 + t),
                            trialsOf(out.genuine, people.clusters, people.correlation), quantileOf(5 + t));
    return out;
}

Json VerifyResult::toJson() const
{
    Json points = Json::array();
    for (const Operating& point : operating)
        points.push_back(point.toJson());
    const Roc curve = thinned(roc, 200);
    return {{"pairs", pairs},
            {"genuine", genuine},
            {"impostor", impostor},
            {"accuracy", kfold.accuracy},
            {"accuracy_pairs", foldGenuine + foldImpostor},
            {"accuracy_std", kfold.std},
            {"accuracy_se", kfold.standardError},
            {"accuracy_ci95", known(accuracyCi95)},
            {"fold_accuracy", kfold.foldAccuracy},
            {"threshold", kfold.threshold},
            {"auc", auc},
            {"auc_ci95", known(aucCi95)},
            {"eer", eer},
            {"eer_ci95", known(eerCi95)},
            {"tpr_at_fpr", points},
            {"val_at_far_1e-3", {{"val", val.val}, {"std", val.valStd}, {"far", val.far}}},
            {"score_fisher", stats.fisher},
            {"score_fisher_ci95", known(fisherCi95)},
            {"d_prime", stats.dPrime},
            {"d_prime_ci95", known(dPrimeCi95)},
            {"overlap", overlap(histogram)},
            {"genuine_mean", stats.genuineMean},
            {"genuine_var", stats.genuineVar},
            {"impostor_mean", stats.impostorMean},
            {"impostor_var", stats.impostorVar},
            {"bootstraps", bootstraps},
            {"resampled_people", people},
            {"resampled", resampledIdentities ? "identities" : "pairs"},
            {"roc", {{"fpr", curve.fpr}, {"tpr", curve.tpr}}},
            {"hist", histogram.toJson()}};
}

} // namespace likeness::eval
