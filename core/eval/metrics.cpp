// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/metrics.h"

#include "core/base/error.h"
#include "core/base/known.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace likeness::eval {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

void checkScores(std::span<const float> scores, std::span<const std::uint8_t> same)
{
    if (scores.size() != same.size())
        throw Error(ErrorCode::BadArgument, "There are " + std::to_string(scores.size()) + " scores but " +
                                                std::to_string(same.size()) +
                                                " answers; give one answer (0 or 1) for each score.");
    if (!std::all_of(scores.begin(), scores.end(), [](float s) { return std::isfinite(s); }))
        throw Error(ErrorCode::BadArgument, "A score is not a finite number; check the embeddings for NaN.");
}

// Held-out and training counts over a grid of distance thresholds k · step, "same" when the distance is strictly below.
struct FoldCounts {
    std::size_t folds = 0;
    std::size_t grid = 0;
    // [fold][threshold]: pairs of that fold whose distance is below the threshold
    std::vector<std::vector<std::int64_t>> genuineBelow, impostorBelow;
    std::vector<std::int64_t> genuine, impostor; // per fold
    std::vector<std::int64_t> genuineBelowAll, impostorBelowAll;
    std::int64_t genuineAll = 0, impostorAll = 0;

    FoldCounts(std::span<const float> scores, std::span<const std::uint8_t> same, int wantedFolds, double step)
    {
        const std::size_t n = scores.size();
        if (n < 2)
            throw Error(ErrorCode::TooFewIdentities, "Accuracy over folds needs at least two pairs.");
        if (wantedFolds < 2)
            throw Error(ErrorCode::BadArgument, "The number of folds must be at least 2.");
        folds = std::min(static_cast<std::size_t>(wantedFolds), n);
        grid = static_cast<std::size_t>(std::lround(4.0 / step));
        genuineBelow.assign(folds, std::vector<std::int64_t>(grid, 0));
        impostorBelow = genuineBelow;
        genuine.assign(folds, 0);
        impostor = genuine;
        std::size_t first = 0;
        for (std::size_t f = 0; f < folds;
             ++f) { // the first n % folds blocks hold one pair more, as scikit-learn's KFold
            const std::size_t end = first + n / folds + (f < n % folds ? 1 : 0);
            for (std::size_t i = first; i < end; ++i) {
                (same[i] ? genuine : impostor)[f] += 1;
                const double distance = 2.0 - 2.0 * static_cast<double>(scores[i]);
                // The first grid point above the distance; the division only guesses it, comparisons decide.
                auto k =
                    static_cast<std::size_t>(std::clamp(std::floor(distance / step), 0.0, static_cast<double>(grid)));
                while (k > 0 && distance < static_cast<double>(k - 1) * step)
                    --k;
                while (k < grid && !(distance < static_cast<double>(k) * step))
                    ++k;
                if (k < grid)
                    (same[i] ? genuineBelow : impostorBelow)[f][k] += 1;
            }
            std::partial_sum(genuineBelow[f].begin(), genuineBelow[f].end(), genuineBelow[f].begin());
            std::partial_sum(impostorBelow[f].begin(), impostorBelow[f].end(), impostorBelow[f].begin());
            first = end;
        }
        genuineBelowAll.assign(grid, 0);
        impostorBelowAll = genuineBelowAll;
        for (std::size_t f = 0; f < folds; ++f) {
            for (std::size_t k = 0; k < grid; ++k) {
                genuineBelowAll[k] += genuineBelow[f][k];
                impostorBelowAll[k] += impostorBelow[f][k];
            }
            genuineAll += genuine[f];
            impostorAll += impostor[f];
        }
    }
};

double share(std::int64_t part, std::int64_t whole)
{
    return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : 0.0;
}

double meanOf(std::span<const double> values)
{
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double stdOf(std::span<const double> values, std::size_t ddof)
{
    if (values.size() <= ddof)
        return 0;
    const double mean = meanOf(values);
    double sum = 0;
    for (const double v : values)
        sum += (v - mean) * (v - mean);
    return std::sqrt(sum / static_cast<double>(values.size() - ddof));
}

// The threshold of a point as a number that can be printed: just above every score instead of infinity.
double finiteThreshold(const Roc& roc, std::size_t point)
{
    if (std::isfinite(roc.threshold[point]))
        return roc.threshold[point];
    if (roc.threshold.size() < 2)
        return 1;
    return std::nextafter(static_cast<float>(roc.threshold[1]), std::numeric_limits<float>::infinity());
}

} // namespace

Roc roc(std::span<const float> scores, std::span<const std::uint8_t> same)
{
    checkScores(scores, same);
    std::vector<std::uint32_t> order(scores.size());
    std::iota(order.begin(), order.end(), 0u);
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return scores[a] > scores[b]; });
    const auto genuine = std::count_if(same.begin(), same.end(), [](std::uint8_t s) { return s != 0; });
    const auto impostor = static_cast<std::ptrdiff_t>(same.size()) - genuine;
    if (genuine == 0 || impostor == 0)
        throw Error(ErrorCode::TooFewIdentities,
                    "A ROC curve needs genuine and impostor pairs; add identities with at least two images each.");
    Roc out;
    out.fpr.push_back(0);
    out.tpr.push_back(0);
    out.threshold.push_back(std::numeric_limits<double>::infinity());
    std::int64_t truePositives = 0;
    std::int64_t falsePositives = 0;
    for (std::size_t i = 0; i < order.size();) {
        const float score = scores[order[i]];
        for (; i < order.size() && scores[order[i]] == score; ++i)
            (same[order[i]] ? truePositives : falsePositives) += 1;
        out.fpr.push_back(share(falsePositives, impostor));
        out.tpr.push_back(share(truePositives, genuine));
        out.threshold.push_back(static_cast<double>(score));
    }
    return out;
}

Roc thinned(const Roc& roc, std::size_t points)
{
    const std::size_t n = roc.fpr.size();
    if (n <= points || points < 2)
        return roc;
    // Points at equal steps of a length that sees both a linear and a logarithmic FPR axis.
    double smallest = 1;
    for (const double f : roc.fpr)
        if (f > 0) {
            smallest = f;
            break;
        }
    const double decades = std::max(1.0, -std::log10(smallest));
    const auto logarithm = [&](double f) { return std::log10(std::max(f, smallest)) / decades; };
    std::vector<double> length(n, 0);
    for (std::size_t i = 1; i < n; ++i)
        length[i] = length[i - 1] + (roc.tpr[i] - roc.tpr[i - 1]) + (roc.fpr[i] - roc.fpr[i - 1]) +
                    (logarithm(roc.fpr[i]) - logarithm(roc.fpr[i - 1]));
    Roc out;
    const auto keep = [&](std::size_t i) {
        out.fpr.push_back(roc.fpr[i]);
        out.tpr.push_back(roc.tpr[i]);
        out.threshold.push_back(roc.threshold[i]);
    };
    keep(0);
    std::size_t last = 0;
    for (std::size_t p = 1; p + 1 < points; ++p) {
        const double at = length.back() * static_cast<double>(p) / static_cast<double>(points - 1);
        const auto i = static_cast<std::size_t>(std::lower_bound(length.begin(), length.end(), at) - length.begin());
        if (i > last && i + 1 < n) {
            keep(i);
            last = i;
        }
    }
    keep(n - 1);
    return out;
}

double auc(const Roc& roc)
{
    double area = 0;
    for (std::size_t i = 1; i < roc.fpr.size(); ++i)
        area += (roc.fpr[i] - roc.fpr[i - 1]) * (roc.tpr[i] + roc.tpr[i - 1]) / 2;
    return area;
}

double eer(const Roc& roc)
{
    for (std::size_t i = 1; i < roc.fpr.size(); ++i) {
        const double after = roc.fpr[i] - (1 - roc.tpr[i]);
        if (after < 0)
            continue;
        const double before = roc.fpr[i - 1] - (1 - roc.tpr[i - 1]);
        const double t = after > before ? -before / (after - before) : 0;
        return roc.fpr[i - 1] + t * (roc.fpr[i] - roc.fpr[i - 1]);
    }
    return kNaN; // only for an empty curve
}

Json Operating::toJson() const
{
    return {{"target", target},
            {"tpr", tpr},
            {"achieved_fpr", achievedFpr},
            {"threshold", threshold},
            {"false_accept_budget", falseAcceptBudget},
            {"ci95", known(ci95)},
            {"sufficient", sufficient}};
}

double smallestRate(std::size_t impostors)
{
    const double rate =
        static_cast<double>(kSufficientBudget) / static_cast<double>(std::max<std::size_t>(impostors, 1));
    const double place = std::pow(10.0, std::floor(std::log10(rate)) - 2);
    return std::stod(std::to_string(static_cast<int>(std::ceil(rate / place - 1e-9))) + "e" +
                     std::to_string(static_cast<int>(std::lround(std::log10(place))))); // without what a product adds
}

double impostorsNeeded(double rate)
{
    return std::ceil(static_cast<double>(kSufficientBudget) / rate - 1e-6); // 10 / 0.1 is 100, not 101
}

std::int64_t falseAcceptBudget(double target, std::size_t impostors)
{
    return static_cast<std::int64_t>(std::floor(target * static_cast<double>(impostors) + 1e-9)); // 0.1 · 30 is 3
}

std::span<const double> defaultTargets()
{
    static constexpr std::array kTargets{1e-1, 5e-2, 1e-2, 5e-3, 1e-3, 1e-4, 1e-5, 1e-6};
    return kTargets;
}

std::vector<Operating>
tprAtFpr(const Roc& roc, std::size_t genuine, std::size_t impostors, std::span<const double> targets)
{
    if (genuine == 0 || impostors == 0 || roc.fpr.empty())
        throw Error(ErrorCode::TooFewIdentities, "Operating points need genuine and impostor pairs.");
    std::vector<Operating> out;
    const auto total = static_cast<double>(impostors);
    for (const double target : targets) {
        Operating point;
        point.target = target;
        point.falseAcceptBudget = falseAcceptBudget(target, impostors);
        const double limit = (static_cast<double>(point.falseAcceptBudget) + 0.5) / total;
        const auto end = std::upper_bound(roc.fpr.begin(), roc.fpr.end(), limit);
        const auto i = static_cast<std::size_t>(end - roc.fpr.begin()) - 1;
        point.tpr = roc.tpr[i];
        point.achievedFpr = roc.fpr[i];
        point.threshold = finiteThreshold(roc, i);
        point.ci95 = {kNaN, kNaN};
        point.sufficient = point.falseAcceptBudget >= kSufficientBudget;
        out.push_back(point);
    }
    return out;
}

Operating nearestTprAtFpr(const Roc& roc, std::size_t impostors, double target)
{
    // roc_curve(drop_intermediate=True) leaves out a point that goes on exactly as the one before, and those tables
    // were made without it; TPR only grows, so the last of equally near points has the highest.
    const auto dropped = [&](std::size_t i) {
        const auto bend = [&](const std::vector<double>& v) { return std::abs(v[i - 1] - 2 * v[i] + v[i + 1]); };
        return i > 1 && i + 1 < roc.fpr.size() && bend(roc.fpr) < 1e-12 && bend(roc.tpr) < 1e-12;
    };
    std::size_t best = 0;
    for (std::size_t i = 1; i < roc.fpr.size(); ++i)
        if (!dropped(i) && std::abs(roc.fpr[i] - target) <= std::abs(roc.fpr[best] - target))
            best = i;
    Operating point;
    point.target = target;
    point.tpr = roc.tpr[best];
    point.achievedFpr = roc.fpr[best];
    point.threshold = finiteThreshold(roc, best);
    point.falseAcceptBudget = falseAcceptBudget(target, impostors);
    point.ci95 = {kNaN, kNaN};
    point.sufficient = point.falseAcceptBudget >= kSufficientBudget;
    return point;
}

KFold kFoldAccuracy(std::span<const float> scores, std::span<const std::uint8_t> same, int folds)
{
    checkScores(scores, same);
    constexpr double kStep = 0.01;
    const FoldCounts counts(scores, same, folds, kStep);
    KFold out;
    out.meanTpr.assign(counts.grid, 0);
    out.meanFpr.assign(counts.grid, 0);
    for (std::size_t f = 0; f < counts.folds; ++f) {
        const auto right = [](std::int64_t genuineBelow, std::int64_t impostorBelow, std::int64_t impostors) {
            return genuineBelow + impostors - impostorBelow;
        };
        std::size_t best = 0;
        std::int64_t bestRight = -1;
        for (std::size_t k = 0; k < counts.grid; ++k) {
            const auto r =
                right(counts.genuineBelowAll[k] - counts.genuineBelow[f][k],
                      counts.impostorBelowAll[k] - counts.impostorBelow[f][k], counts.impostorAll - counts.impostor[f]);
            if (r > bestRight) {
                bestRight = r;
                best = k;
            }
            out.meanTpr[k] += share(counts.genuineBelow[f][k], counts.genuine[f]);
            out.meanFpr[k] += share(counts.impostorBelow[f][k], counts.impostor[f]);
        }
        out.foldAccuracy.push_back(
            share(right(counts.genuineBelow[f][best], counts.impostorBelow[f][best], counts.impostor[f]),
                  counts.genuine[f] + counts.impostor[f]));
        out.foldThreshold.push_back(1.0 - static_cast<double>(best) * kStep / 2);
    }
    for (std::size_t k = 0; k < counts.grid; ++k) {
        out.meanTpr[k] /= static_cast<double>(counts.folds);
        out.meanFpr[k] /= static_cast<double>(counts.folds);
    }
    out.accuracy = meanOf(out.foldAccuracy);
    out.std = stdOf(out.foldAccuracy, 0);
    out.standardError = stdOf(out.foldAccuracy, 1) / std::sqrt(static_cast<double>(counts.folds));
    out.threshold = meanOf(out.foldThreshold);
    return out;
}

ValAtFar valAtFar(std::span<const float> scores, std::span<const std::uint8_t> same, double target, int folds)
{
    checkScores(scores, same);
    const FoldCounts counts(scores, same, folds, 0.001);
    std::vector<double> val;
    std::vector<double> far;
    for (std::size_t f = 0; f < counts.folds; ++f) {
        std::size_t chosen = 0; // FAR grows with the threshold, so the last one that fits is the largest
        for (std::size_t k = 0; k < counts.grid; ++k)
            if (share(counts.impostorBelowAll[k] - counts.impostorBelow[f][k],
                      counts.impostorAll - counts.impostor[f]) <= target)
                chosen = k;
        val.push_back(share(counts.genuineBelow[f][chosen], counts.genuine[f]));
        far.push_back(share(counts.impostorBelow[f][chosen], counts.impostor[f]));
    }
    return {meanOf(val), stdOf(val, 0), meanOf(far)};
}

Json Distribution::toJson() const
{
    return {{"mean", mean}, {"std", std}, {"p01", p01}, {"p05", p05}, {"p50", p50}, {"p95", p95}, {"p99", p99}};
}

Distribution distributionFrom(const Json& json)
{
    Distribution out;
    for (const auto& [key, value] : {std::pair<const char*, double*>{"mean", &out.mean},
                                     {"std", &out.std},
                                     {"p01", &out.p01},
                                     {"p05", &out.p05},
                                     {"p50", &out.p50},
                                     {"p95", &out.p95},
                                     {"p99", &out.p99}})
        *value = json.at(key).get<double>();
    return out;
}

Distribution describe(std::span<const float> values)
{
    Distribution out;
    if (values.empty())
        return out;
    double sum = 0;
    for (const float v : values)
        sum += static_cast<double>(v);
    out.mean = sum / static_cast<double>(values.size());
    double squares = 0;
    for (const float v : values)
        squares += (static_cast<double>(v) - out.mean) * (static_cast<double>(v) - out.mean);
    out.std = std::sqrt(squares / static_cast<double>(values.size()));
    std::vector<float> sorted(values.begin(), values.end());
    const auto quantile = [&](double q) {
        const double at = q * static_cast<double>(sorted.size() - 1);
        const auto i = static_cast<std::size_t>(at);
        const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(i);
        std::nth_element(sorted.begin(), middle, sorted.end());
        const auto low = static_cast<double>(*middle);
        if (i + 1 == sorted.size())
            return low;
        const auto high = static_cast<double>(*std::min_element(middle + 1, sorted.end()));
        return low + (at - static_cast<double>(i)) * (high - low);
    };
    out.p01 = quantile(0.01);
    out.p05 = quantile(0.05);
    out.p50 = quantile(0.50);
    out.p95 = quantile(0.95);
    out.p99 = quantile(0.99);
    return out;
}

ScoreStats scoreStats(std::span<const float> scores, std::span<const std::uint8_t> same)
{
    checkScores(scores, same);
    std::array<double, 2> sum{0, 0};
    std::array<double, 2> count{0, 0};
    for (std::size_t i = 0; i < scores.size(); ++i) {
        sum[same[i] ? 1 : 0] += static_cast<double>(scores[i]);
        count[same[i] ? 1 : 0] += 1;
    }
    if (count[0] == 0 || count[1] == 0)
        throw Error(ErrorCode::TooFewIdentities, "Separability needs genuine and impostor pairs.");
    const std::array<double, 2> mean{sum[0] / count[0], sum[1] / count[1]};
    std::array<double, 2> variance{0, 0};
    for (std::size_t i = 0; i < scores.size(); ++i) {
        const std::size_t c = same[i] ? 1 : 0;
        const double d = static_cast<double>(scores[i]) - mean[c];
        variance[c] += d * d / count[c];
    }
    return scoreStats(mean[1], variance[1], mean[0], variance[0]);
}

ScoreStats scoreStats(double genuineMean, double genuineVar, double impostorMean, double impostorVar)
{
    const double spread = std::max(genuineVar + impostorVar, 1e-12);
    const double apart = genuineMean - impostorMean;
    return {genuineMean,
            genuineVar,
            impostorMean,
            impostorVar,
            apart * apart / spread,
            std::abs(apart) / std::sqrt(spread / 2)};
}

Json Histogram::toJson() const
{
    return {{"edges", edges}, {"genuine", genuine}, {"impostor", impostor}};
}

Histogram
histogram(std::span<const float> scores, std::span<const std::uint8_t> same, int bins, double low, double high)
{
    checkScores(scores, same);
    if (bins < 1 || bins > 1'000'000 || !(low < high))
        throw Error(ErrorCode::BadArgument, "A histogram needs 1 to 1000000 bins and a range that is not empty.");
    const auto count = static_cast<std::size_t>(bins);
    Histogram out;
    out.genuine.assign(count, 0);
    out.impostor.assign(count, 0);
    for (std::size_t i = 0; i <= count; ++i)
        out.edges.push_back(low + (high - low) * static_cast<double>(i) / bins);
    double genuine = 0;
    double impostor = 0;
    for (std::size_t i = 0; i < scores.size(); ++i) {
        const double at = (static_cast<double>(scores[i]) - low) / (high - low) * bins;
        const auto bin = static_cast<std::size_t>(std::clamp(at, 0.0, static_cast<double>(bins - 1)));
        (same[i] ? out.genuine : out.impostor)[bin] += 1;
        (same[i] ? genuine : impostor) += 1;
    }
    for (std::size_t b = 0; b < count; ++b) {
        out.genuine[b] /= std::max(genuine, 1.0);
        out.impostor[b] /= std::max(impostor, 1.0);
    }
    return out;
}

Histogram histogram(std::span<const float> scores, std::span<const std::uint8_t> same)
{
    checkScores(scores, same);
    if (scores.empty())
        return histogram(scores, same, 1, -1, 1);
    constexpr double kMostBins = 80;
    constexpr double kNarrowest = 1e-3;
    const auto [least, most] = std::minmax_element(scores.begin(), scores.end());
    const double low = std::clamp(static_cast<double>(*least), -1.0, 1.0);
    const double high = std::clamp(static_cast<double>(*most), -1.0, 1.0);
    const double wanted = std::max((high - low) / kMostBins, kNarrowest);
    const double power = std::pow(10, std::floor(std::log10(wanted) + 1e-9));
    const double width = power * (wanted <= power * 1.000001 ? 1
                                  : wanted <= 2 * power      ? 2
                                  : wanted <= 5 * power      ? 5
                                                             : 10);
    const double perUnit = std::round(1 / width); // whole, so that k / perUnit is the edge as one would write it
    const double first = std::min(std::floor(low * perUnit), perUnit - 1);
    const double last = std::max(std::ceil(high * perUnit), first + 1);
    Histogram out = histogram(scores, same, static_cast<int>(last - first), first / perUnit, last / perUnit);
    for (std::size_t i = 0; i < out.edges.size(); ++i)
        out.edges[i] = (first + static_cast<double>(i)) / perUnit;
    return out;
}

double overlap(const Histogram& histogram)
{
    double out = 0;
    for (std::size_t b = 0; b < histogram.genuine.size(); ++b)
        out += std::min(histogram.genuine[b], histogram.impostor[b]);
    return out;
}

} // namespace likeness::eval
