// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/resampling.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_map>

namespace likeness::eval {

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

std::vector<Verdict> verdicts(std::span<const float> scores,
                              std::span<const std::uint8_t> same,
                              std::span<const std::uint32_t> judged,
                              const KFold& kfold)
{
    const std::size_t folds = kfold.foldThreshold.size();
    std::vector<Verdict> out(scores.size(), Verdict::NotJudged);
    for (std::size_t f = 0, i = 0; f < folds; ++f)
        for (const std::size_t end = i + judged.size() / folds + (f < judged.size() % folds ? 1 : 0); i < end; ++i) {
            const std::uint32_t p = judged[i];
            const bool accepted = static_cast<double>(scores[p]) > kfold.foldThreshold[f];
            out[p] = accepted == (same[p] != 0) ? Verdict::Right : Verdict::Wrong;
        }
    return out;
}

KFold judgedAccuracy(std::span<const float> scores,
                     std::span<const std::uint8_t> same,
                     std::span<const std::uint32_t> judged)
{
    std::vector<float> foldScores;
    std::vector<std::uint8_t> foldSame;
    for (const std::uint32_t p : judged) {
        foldScores.push_back(scores[p]);
        foldSame.push_back(same[p]);
    }
    return kFoldAccuracy(foldScores, foldSame);
}

Sorted sortPairs(std::span<const float> scores,
                 std::span<const std::uint8_t> same,
                 std::span<const std::uint32_t> identities,
                 std::span<const Verdict> verdict)
{
    const std::size_t n = scores.size();
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

std::vector<float> drawWeights(const Sorted& pairs, Rng rng)
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
    return weight;
}

Resample measure(const Sorted& pairs, std::span<const double> targets, std::span<const float> weight)
{
    const std::size_t n = pairs.same.size();
    std::array<double, 2> total{0, 0};
    std::array<double, 3> judged{0, 0, 0};
    for (std::size_t i = 0; i < n; ++i) {
        total[pairs.same[i]] += static_cast<double>(weight[i]);
        judged[static_cast<std::size_t>(pairs.verdict[i])] += static_cast<double>(weight[i]);
    }
    const auto [wrong, right, rest] = judged;
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

} // namespace likeness::eval
