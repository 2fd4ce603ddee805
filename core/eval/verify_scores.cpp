// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/eval/pairs.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_map>

namespace likeness::eval {
namespace {

constexpr double kMaxResampledPairs = 2e8; // pairs · resamples; about a second
constexpr double kPairsBetweenChecks = 4e6;

enum class Verdict : std::uint8_t { Wrong, Right, NotJudged };

// The pairs that the folds judge, in their order.
std::vector<std::uint32_t> foldPairs(std::span<const std::uint8_t> same, bool balanced)
{
    std::vector<std::uint32_t> out;
    if (!balanced) {
        out.resize(same.size());
        std::iota(out.begin(), out.end(), 0u);
        return out;
    }
    std::array<std::vector<std::uint32_t>, 2> kinds;
    for (std::size_t i = 0; i < same.size(); ++i)
        kinds[same[i] ? 1 : 0].push_back(static_cast<std::uint32_t>(i));
    const std::size_t each = std::min(kinds[0].size(), kinds[1].size());
    for (std::size_t k = 0; k < each; ++k)
        for (const auto* kind : {&kinds[1], &kinds[0]})
            out.push_back((*kind)[k * kind->size() / each]);
    return out;
}

// Pairs in the order of falling scores, with what a resample needs to know of each.
struct Sorted {
    std::vector<std::uint32_t> order;
    std::vector<std::uint8_t> same;
    std::vector<std::uint8_t> lastOfTie;
    std::vector<Verdict> verdict;    // with its fold's threshold
    std::vector<std::uint32_t> a, b; // identities numbered from 0; empty when pairs are resampled
    std::uint32_t identities = 0;
};

Sorted sortPairs(std::span<const float> scores,
                 std::span<const std::uint8_t> same,
                 std::span<const std::uint32_t> identities,
                 std::span<const std::uint32_t> judged,
                 const KFold& kfold)
{
    const std::size_t n = scores.size();
    const std::size_t folds = kfold.foldThreshold.size();
    std::vector<Verdict> verdict(n, Verdict::NotJudged);
    for (std::size_t f = 0, i = 0; f < folds; ++f)
        for (const std::size_t end = i + judged.size() / folds + (f < judged.size() % folds ? 1 : 0); i < end; ++i) {
            const std::uint32_t p = judged[i];
            const bool accepted = static_cast<double>(scores[p]) > kfold.foldThreshold[f];
            verdict[p] = accepted == (same[p] != 0) ? Verdict::Right : Verdict::Wrong;
        }
    Sorted out;
    out.order.resize(n);
    std::iota(out.order.begin(), out.order.end(), 0u);
    std::sort(out.order.begin(), out.order.end(),
              [&](std::uint32_t x, std::uint32_t y) { return scores[x] > scores[y]; });
    std::unordered_map<std::uint32_t, std::uint32_t> number;
    const auto numbered = [&](std::uint32_t identity) {
        return number.emplace(identity, static_cast<std::uint32_t>(number.size())).first->second;
    };
    for (std::size_t i = 0; i < n; ++i) {
        const std::uint32_t p = out.order[i];
        out.same.push_back(same[p] ? 1 : 0);
        out.lastOfTie.push_back(i + 1 == n || scores[out.order[i + 1]] != scores[p]);
        out.verdict.push_back(verdict[p]);
        if (!identities.empty()) {
            out.a.push_back(numbered(identities[2 * p]));
            out.b.push_back(numbered(identities[2 * p + 1]));
        }
    }
    out.identities = static_cast<std::uint32_t>(number.size());
    return out;
}

struct Resample {
    bool usable = false;
    double auc = 0, accuracy = 0;
    std::vector<double> tpr;
};

// `targets` from the largest to the smallest.
Resample resample(const Sorted& pairs, std::span<const double> targets, Rng rng)
{
    const std::size_t n = pairs.same.size();
    std::vector<float> weight(n, 0);
    if (pairs.identities > 0) {
        std::vector<float> drawn(pairs.identities, 0);
        for (std::uint32_t i = 0; i < pairs.identities; ++i)
            drawn[rng.below(pairs.identities)] += 1;
        for (std::size_t i = 0; i < n; ++i)
            weight[i] = pairs.a[i] == pairs.b[i] ? drawn[pairs.a[i]] : drawn[pairs.a[i]] * drawn[pairs.b[i]];
    } else { // genuine and impostor pairs apart, so that their numbers stay
        std::array<std::vector<std::uint32_t>, 2> kinds;
        for (std::size_t i = 0; i < n; ++i)
            kinds[pairs.same[i]].push_back(static_cast<std::uint32_t>(i));
        for (const auto& kind : kinds)
            for (std::size_t i = 0; i < kind.size(); ++i)
                weight[kind[rng.below(kind.size())]] += 1;
    }
    std::array<double, 2> total{0, 0};
    std::array<double, 3> verdicts{0, 0, 0};
    for (std::size_t i = 0; i < n; ++i) {
        total[pairs.same[i]] += static_cast<double>(weight[i]);
        verdicts[static_cast<std::size_t>(pairs.verdict[i])] += static_cast<double>(weight[i]);
    }
    const auto [wrong, right, rest] = verdicts;
    Resample out;
    if (total[0] <= 0 || total[1] <= 0 || wrong + right <= 0)
        return out;
    out.usable = true;
    out.accuracy = right / (wrong + right);
    out.tpr.assign(targets.size(), 1);
    std::size_t within = targets.size(); // targets that the false accepts so far keep
    double genuine = 0;
    double impostor = 0;
    double lastGenuine = 0;
    double lastImpostor = 0;
    for (std::size_t i = 0; i < n; ++i) {
        (pairs.same[i] ? genuine : impostor) += static_cast<double>(weight[i]);
        if (!pairs.lastOfTie[i])
            continue;
        out.auc += (impostor - lastImpostor) * (genuine + lastGenuine) / 2;
        while (within > 0 && impostor > targets[within - 1] * total[0] + 1e-9)
            out.tpr[--within] = lastGenuine / total[1];
        lastGenuine = genuine;
        lastImpostor = impostor;
    }
    out.auc /= total[0] * total[1];
    return out;
}

std::array<double, 2> interval(std::vector<float>& values)
{
    if (values.empty())
        return {std::nan(""), std::nan("")};
    std::sort(values.begin(), values.end());
    const auto at = [&](double q) {
        const double x = q * static_cast<double>(values.size() - 1);
        const auto i = static_cast<std::size_t>(x);
        const auto low = static_cast<double>(values[i]);
        const auto high = static_cast<double>(values[std::min(i + 1, values.size() - 1)]);
        return low + (x - static_cast<double>(i)) * (high - low);
    };
    return {at(0.025), at(0.975)};
}

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
    std::vector<float> foldScores;
    std::vector<std::uint8_t> foldSame;
    for (const std::uint32_t p : judged) {
        foldScores.push_back(scores[p]);
        foldSame.push_back(same[p]);
        (same[p] ? out.foldGenuine : out.foldImpostor) += 1;
    }
    out.kfold = kFoldAccuracy(foldScores, foldSame);
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
    const Sorted sorted = sortPairs(scores, same, identities, judged, out.kfold);
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
            resamples[first + i] = resample(sorted, defaultTargets(), Rng::forItem(settings.seed, first + i));
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
