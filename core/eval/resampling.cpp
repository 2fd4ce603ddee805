// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/resampling.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_map>

namespace likeness::eval {
namespace {

// The thresholds of kFoldAccuracy(): k · kGridStep on the squared distance, k below kGrid.
constexpr std::size_t kGrid = 400;
constexpr double kGridStep = 0.01;

} // namespace

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
        out.score.push_back(scores[p]);
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

Meetings meetings(const Sorted& pairs)
{
    Meetings out;
    std::unordered_map<std::uint64_t, std::uint32_t> number;
    for (std::size_t i = 0; i < pairs.a.size(); ++i) {
        const auto [low, high] = std::minmax(pairs.a[i], pairs.b[i]);
        const std::uint64_t key = std::uint64_t{low} << 32 | high;
        out.of.push_back(number.emplace(key, static_cast<std::uint32_t>(number.size())).first->second);
    }
    out.count = static_cast<std::uint32_t>(number.size());
    return out;
}

std::vector<float> drawMeetingWeights(const Sorted& pairs, const Meetings& meetings, Rng rng)
{
    std::vector<float> drawn(meetings.count, 0);
    for (float& w : drawn) { // Poisson with mean 1, by inversion
        const double u = rng.uniform();
        double share = std::exp(-1.0);
        for (double below = share; u >= below && w < 20; below += share) {
            w += 1;
            share /= static_cast<double>(w);
        }
    }
    std::vector<float> weight(pairs.same.size(), 1);
    for (std::size_t i = 0; i < weight.size(); ++i)
        if (!pairs.same[i])
            weight[i] = drawn[meetings.of[i]];
    return weight;
}

Resample measure(const Sorted& pairs, std::span<const double> targets, std::span<const float> weight)
{
    const std::size_t n = pairs.same.size();
    std::array<double, 2> total{0, 0};
    std::array<double, 2> sum{0, 0};
    std::array<double, 2> squares{0, 0};
    std::array<double, 3> judged{0, 0, 0};
    for (std::size_t i = 0; i < n; ++i) {
        const auto w = static_cast<double>(weight[i]);
        const auto score = static_cast<double>(pairs.score[i]);
        const std::size_t kind = pairs.same[i];
        total[kind] += w;
        sum[kind] += w * score;
        squares[kind] += w * score * score;
        judged[static_cast<std::size_t>(pairs.verdict[i])] += w;
    }
    const auto [wrong, right, rest] = judged;
    Resample out;
    if (total[0] <= 0 || total[1] <= 0 || wrong + right <= 0)
        return out;
    out.usable = true;
    out.accuracy = right / (wrong + right);
    const std::array<double, 2> mean{sum[0] / total[0], sum[1] / total[1]};
    const auto variance = [&](std::size_t k) { return std::max(squares[k] / total[k] - mean[k] * mean[k], 0.0); };
    const ScoreStats stats = scoreStats(mean[1], variance(1), mean[0], variance(0));
    out.fisher = stats.fisher;
    out.dPrime = stats.dPrime;
    out.tpr.assign(targets.size(), 1);
    std::size_t within = targets.size(); // targets that the false accepts so far keep
    bool crossed = false;                // the point where both error rates are equal is behind
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
        const double after = impostor / total[0] - (1 - genuine / total[1]); // FPR − FNR, from −1 up to 1
        if (after >= 0 && !crossed) {
            const double before = lastImpostor / total[0] - (1 - lastGenuine / total[1]);
            const double t = after > before ? -before / (after - before) : 0;
            out.eer = (lastImpostor + t * (impostor - lastImpostor)) / total[0];
            crossed = true;
        }
        lastGenuine = genuine;
        lastImpostor = impostor;
    }
    out.auc /= total[0] * total[1];
    return out;
}

FoldGrid::FoldGrid(const Sorted& pairs, std::span<const std::uint32_t> judged, std::size_t folds) : m_folds(folds)
{
    std::vector<std::uint32_t> place(pairs.order.size());
    for (std::size_t i = 0; i < place.size(); ++i)
        place[pairs.order[i]] = static_cast<std::uint32_t>(i);
    m_judged.reserve(judged.size());
    for (std::size_t f = 0, i = 0; f < folds; ++f)
        for (const std::size_t end = i + judged.size() / folds + (f < judged.size() % folds ? 1 : 0); i < end; ++i) {
            const std::uint32_t at = place[judged[i]];
            const double distance = 2.0 - 2.0 * static_cast<double>(pairs.score[at]);
            // The first threshold above the distance; the division only guesses it, comparisons decide.
            auto bin = static_cast<std::size_t>(std::clamp(distance / kGridStep, 0.0, static_cast<double>(kGrid)));
            while (bin > 0 && distance < static_cast<double>(bin - 1) * kGridStep)
                --bin;
            while (bin < kGrid && !(distance < static_cast<double>(bin) * kGridStep))
                ++bin;
            m_judged.push_back(
                {at, static_cast<std::uint16_t>(f), static_cast<std::uint16_t>(bin), pairs.same[at] != 0});
        }
}

double FoldGrid::accuracy(std::span<const float> weight) const
{
    // Of each fold, by threshold: genuine pairs accepted less impostors accepted; what is right is that and all the
    // impostors.
    constexpr std::size_t kRow = kGrid + 1;
    std::vector<double> accepted(m_folds * kRow, 0);
    std::vector<double> all(kRow, 0);
    std::vector<double> impostors(m_folds, 0);
    std::vector<double> total(m_folds, 0);
    for (const Judged& pair : m_judged) {
        const auto w = static_cast<double>(weight[pair.at]);
        accepted[pair.fold * kRow + pair.bin] += pair.same ? w : -w;
        impostors[pair.fold] += pair.same ? 0 : w;
        total[pair.fold] += w;
    }
    for (std::size_t f = 0; f < m_folds; ++f) {
        double* own = accepted.data() + f * kRow;
        std::partial_sum(own, own + kRow, own);
        for (std::size_t k = 0; k < kRow; ++k)
            all[k] += own[k];
    }
    double sum = 0;
    double counted = 0;
    for (std::size_t f = 0; f < m_folds; ++f) {
        if (total[f] <= 0)
            continue;
        const double* own = accepted.data() + f * kRow;
        std::size_t best = 0;
        for (std::size_t k = 1; k < kGrid; ++k)
            if (all[k] - own[k] > all[best] - own[best])
                best = k;
        sum += (own[best] + impostors[f]) / total[f];
        counted += 1;
    }
    return counted > 0 ? sum / counted : std::nan("");
}

double sampleVariance(std::span<const double> values)
{
    if (values.size() < 2)
        return std::nan("");
    const auto n = static_cast<double>(values.size());
    const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
    double sum = 0;
    for (const double v : values)
        sum += (v - mean) * (v - mean);
    return sum / (n - 1);
}

double peopleVariance(double ofPeople, double ofMeetings, std::size_t people)
{
    const auto n = static_cast<double>(people);
    return std::max(ofPeople - 2 * ofMeetings, ofPeople / 3) * n / (n - 1);
}

double freedom(std::span<const double> leftOut, double most)
{
    const auto n = static_cast<double>(leftOut.size());
    const double mean = std::accumulate(leftOut.begin(), leftOut.end(), 0.0) / n;
    double second = 0;
    double fourth = 0;
    for (const double v : leftOut) {
        const double square = (v - mean) * (v - mean);
        second += square;
        fourth += square * square;
    }
    const double spread = fourth / (second * second) - 1 / n; // NaN where nobody moves it
    return spread > 0 ? std::min(std::max(2 / spread, 4.0), most) : most;
}

double student975(double freedom)
{
    constexpr double z = kNormal975;
    constexpr double z3 = z * z * z;
    constexpr double z5 = z3 * z * z;
    constexpr double z7 = z5 * z * z;
    return z + (z3 + z) / (4 * freedom) + (5 * z5 + 16 * z3 + 3 * z) / (96 * freedom * freedom) +
           (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * freedom * freedom * freedom);
}

std::array<double, 2> shareInterval(double estimate, double variance, double trials, double quantile)
{
    if (!std::isfinite(estimate) || !std::isfinite(variance))
        return {std::nan(""), std::nan("")};
    const double binomial = estimate * (1 - estimate);
    trials = variance > 0 && binomial > 0 ? binomial / variance : std::max(trials, 1.0);
    const double z = quantile * quantile / trials;
    const double centre = (estimate + z / 2) / (1 + z);
    const double half = quantile / (1 + z) * std::sqrt((std::max(binomial, 0.0) + z / 4) / trials);
    return {std::max(centre - half, 0.0), std::min(centre + half, 1.0)};
}

std::array<double, 2>
fewErrorsInterval(double estimate, double variance, double errors, const Trials& of, double quantile)
{
    const double binomial = estimate * (1 - estimate);
    const double unknown = 1 / (1 + errors);
    const double seen = binomial > 0 ? variance * of.pairs / binomial : of.effect;
    const double effect = unknown * of.effect + (1 - unknown) * seen;
    return shareInterval(estimate, std::isnan(variance) ? variance : binomial * effect / of.pairs, of.pairs / effect,
                         quantile);
}

std::array<double, 2> countedInterval(double estimate, double variance, const Trials& of, double quantile)
{
    return fewErrorsInterval(estimate, variance, std::min(estimate, 1 - estimate) * of.pairs, of, quantile);
}

std::size_t overlapping(const Sorted& pairs)
{
    std::array<std::size_t, 2> count{}; // impostors no lower than the lowest genuine pair, genuine pairs likewise
    const auto n = pairs.same.size();
    std::size_t last = n; // beyond it stand no genuine pairs
    while (last > 0 && !pairs.same[last - 1])
        --last;
    std::size_t first = 0; // before it no impostors
    while (first < n && pairs.same[first])
        ++first;
    for (std::size_t i = first; i < last; ++i)
        count[pairs.same[i] ? 1 : 0] += 1;
    return std::min(count[0], count[1]);
}

Clustering clustering(const Sorted& pairs, const Meetings& meetings, bool impostors)
{
    constexpr double kErrors = 0.05;
    struct Cluster {
        double pairs = 0, errors = 0;
    };
    std::vector<Cluster> clusters(meetings.count);
    const std::size_t n = std::min(pairs.same.size(), meetings.of.size());
    const auto isOf = [&](std::size_t i) { return (pairs.same[i] == 0) == impostors; };
    double all = 0;
    for (std::size_t i = 0; i < n; ++i)
        if (isOf(i)) {
            clusters[meetings.of[i]].pairs += 1;
            all += 1;
        }
    Clustering out;
    out.clusters = static_cast<std::size_t>(
        std::count_if(clusters.begin(), clusters.end(), [](const Cluster& c) { return c.pairs > 0; }));
    const auto count = static_cast<double>(out.clusters);
    if (all <= count || count < 2)
        return out;
    // Impostors err where they score high, genuine pairs where they score low; equal scores together.
    double errors = 0;
    float last = 0;
    for (std::size_t step = 0; step < n; ++step) {
        const std::size_t i = impostors ? step : n - 1 - step;
        if (!isOf(i))
            continue;
        if (errors >= kErrors * all && pairs.score[i] != last)
            break;
        last = pairs.score[i];
        clusters[meetings.of[i]].errors += 1;
        errors += 1;
    }
    double between = 0, within = 0, squares = 0;
    for (const Cluster& c : clusters) {
        if (c.pairs == 0)
            continue;
        const double rate = c.errors / c.pairs;
        between += c.pairs * (rate - errors / all) * (rate - errors / all);
        within += c.pairs * rate * (1 - rate);
        squares += c.pairs * c.pairs;
    }
    between /= count - 1;
    within /= all - count;
    const double typical = (all - squares / all) / (count - 1);
    const double total = between + (typical - 1) * within;
    if (total > 0)
        out.correlation = std::clamp((between - within) / total, 0.0, 1.0);
    return out;
}

Trials trialsOf(std::size_t pairs, std::size_t clusters, double correlation)
{
    const auto count = static_cast<double>(pairs);
    const double each = clusters > 0 ? std::max(count / static_cast<double>(clusters), 1.0) : 1;
    return {count, 1 + (each - 1) * correlation};
}

Trials fewer(const Trials& a, const Trials& b)
{
    return a.pairs / a.effect <= b.pairs / b.effect ? a : b;
}

std::array<double, 2> positiveInterval(double estimate, double variance, double quantile)
{
    if (!std::isfinite(estimate) || !std::isfinite(variance))
        return {std::nan(""), std::nan("")};
    const double half = quantile * std::sqrt(variance);
    return {std::max(estimate - half, 0.0), estimate + half};
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
