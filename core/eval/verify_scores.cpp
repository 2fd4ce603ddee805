// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/eval/pairs.h"
#include "core/eval/resampling.h"

#include <algorithm>
#include <cmath>

namespace likeness::eval {
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
    out.aucCi95 = out.accuracyCi95 = {std::nan(""), std::nan("")};
    check();
    if (settings.bootstraps < 1)
        return out;

    const auto pairs = static_cast<double>(out.pairs);
    out.bootstraps = std::min(settings.bootstraps, static_cast<int>(std::max(100.0, kMaxResampledPairs / pairs)));
    const Sorted sorted = sortPairs(scores, same, identities, verdicts(scores, same, judged, out.kfold));
    out.people = sorted.identities;
    if (out.resampledIdentities && out.people < kFewestPeople) {
        out.bootstraps = 0;
        return out;
    }
    std::vector<Resample> resamples(static_cast<std::size_t>(out.bootstraps));
    const std::size_t block =
        std::max(static_cast<std::size_t>(processorCount()), static_cast<std::size_t>(kPairsBetweenChecks / pairs));
    for (std::size_t first = 0; first < resamples.size(); first += block) {
        check();
        parallelFor(std::min(block, resamples.size() - first), 0, [&](std::size_t i) {
            resamples[first + i] =
                measure(sorted, defaultTargets(), drawWeights(sorted, Rng::forItem(settings.seed, first + i)));
        });
    }
    const auto intervalOf = [&](auto&& value) {
        std::vector<float> values;
        for (const Resample& r : resamples)
            if (r.usable)
                values.push_back(static_cast<float>(value(r)));
        return interval(values);
    };
    out.aucCi95 = intervalOf([](const Resample& r) { return r.auc; });
    out.accuracyCi95 = intervalOf([](const Resample& r) { return r.accuracy; });
    for (std::size_t t = 0; t < out.operating.size(); ++t)
        out.operating[t].ci95 = intervalOf([t](const Resample& r) { return r.tpr[t]; });
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
            {"accuracy_ci95", Json::array({accuracyCi95[0], accuracyCi95[1]})},
            {"fold_accuracy", kfold.foldAccuracy},
            {"threshold", kfold.threshold},
            {"auc", auc},
            {"auc_ci95", Json::array({aucCi95[0], aucCi95[1]})},
            {"eer", eer},
            {"tpr_at_fpr", points},
            {"val_at_far_1e-3", {{"val", val.val}, {"std", val.valStd}, {"far", val.far}}},
            {"score_fisher", stats.fisher},
            {"d_prime", stats.dPrime},
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
