// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/coverage.h"

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/eval/resampling.h"
#include "core/eval/separability.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace likeness::eval {
namespace {

constexpr std::array kTargets{1e-1, 1e-2, 1e-3};
constexpr std::array<const char*, 3> kTargetNames{"tpr_at_fpr_1e-1", "tpr_at_fpr_1e-2", "tpr_at_fpr_1e-3"};

void normalise(std::span<float> v)
{
    double sum = 0;
    for (const float x : v)
        sum += static_cast<double>(x) * static_cast<double>(x);
    const auto factor = static_cast<float>(1 / std::sqrt(std::max(sum, 1e-30)));
    for (float& x : v)
        x *= factor;
}

struct Person {
    std::vector<float> centre;
    double noise = 0;
};

Person drawPerson(const Population& population, Rng& rng)
{
    Person out;
    out.centre.resize(static_cast<std::size_t>(population.dim));
    rng.normals(out.centre, 1 / std::sqrt(static_cast<double>(population.dim)));
    out.centre[0] += static_cast<float>(population.offset);
    normalise(out.centre);
    out.noise = population.noise * std::exp(population.spread * rng.normal());
    return out;
}

void drawImage(const Person& person, std::span<float> out, Rng& rng)
{
    rng.normals(out, person.noise / std::sqrt(static_cast<double>(out.size())));
    for (std::size_t k = 0; k < out.size(); ++k)
        out[k] += person.centre[k];
    normalise(out);
}

struct Set {
    std::vector<float> rows, scores;
    std::vector<int> labels;
    std::vector<std::uint8_t> same;
    std::vector<std::uint32_t> identities;
};

std::vector<Pair> singlePairs(const CoverageSettings& s, Rng& rng)
{
    const auto people = static_cast<std::uint64_t>(s.identities);
    const auto images = static_cast<std::uint64_t>(s.images);
    std::vector<Pair> out;
    for (std::uint64_t i = 0; i < people; ++i) {
        out.push_back({static_cast<std::uint32_t>(i * images), static_cast<std::uint32_t>(i * images + 1), true});
        const std::uint64_t other = (i + 1 + rng.below(people - 1)) % people;
        const std::uint64_t a = i * images + rng.below(images);
        const std::uint64_t b = other * images + rng.below(images);
        out.push_back({static_cast<std::uint32_t>(a), static_cast<std::uint32_t>(b), false});
    }
    return out;
}

Set drawSet(const CoverageSettings& s, Rng rng)
{
    Set out;
    const auto dim = static_cast<std::size_t>(s.population.dim);
    const auto images = static_cast<std::size_t>(s.images);
    out.rows.resize(static_cast<std::size_t>(s.identities) * images * dim);
    for (int i = 0; i < s.identities; ++i) {
        const Person person = drawPerson(s.population, rng);
        for (std::size_t k = 0; k < images; ++k) {
            drawImage(person, std::span(out.rows).subspan(out.labels.size() * dim, dim), rng);
            out.labels.push_back(i);
        }
    }
    const std::size_t genuine = static_cast<std::size_t>(s.identities) * images * (images - 1) / 2;
    const auto pairs = s.pairs == SimulatedPairs::All      ? allPairs(out.labels)
                       : s.pairs == SimulatedPairs::Single ? singlePairs(s, rng)
                                                           : makePairs(out.labels, genuine, rng.next());
    out.scores = scorePairs(out.rows, s.population.dim, pairs);
    for (const Pair& pair : pairs) {
        out.same.push_back(pair.same ? 1 : 0);
        for (const std::uint32_t row : {pair.a, pair.b})
            out.identities.push_back(static_cast<std::uint32_t>(out.labels[row]));
    }
    return out;
}

// Scores of pairs that share nobody.
Set independentPairs(const CoverageSettings& s)
{
    Set out;
    constexpr std::size_t kBlock = 10'000;
    const auto count = static_cast<std::size_t>(s.truthPairs);
    out.scores.resize(2 * count);
    out.same.resize(2 * count);
    const std::size_t blocks = (count + kBlock - 1) / kBlock;
    const auto step = static_cast<std::size_t>(processorCount()) * 4;
    for (std::size_t first = 0; first < blocks; first += step) {
        if (s.check)
            s.check();
        parallelFor(std::min(step, blocks - first), 0, [&](std::size_t item) {
            const std::size_t block = first + item;
            Rng rng = Rng::forItem(s.seed ^ 0x7472757468, block);
            std::vector<float> a(static_cast<std::size_t>(s.population.dim)), b = a;
            for (std::size_t i = block * kBlock; i < std::min(count, (block + 1) * kBlock); ++i)
                for (const bool same : {true, false}) {
                    const Person person = drawPerson(s.population, rng);
                    drawImage(person, a, rng);
                    drawImage(same ? person : drawPerson(s.population, rng), b, rng);
                    out.scores[2 * i + (same ? 0 : 1)] = std::inner_product(a.begin(), a.end(), b.begin(), 0.0f);
                    out.same[2 * i + (same ? 0 : 1)] = same ? 1 : 0;
                }
        });
    }
    return out;
}

// The figures in the order of CoverageResult, with their intervals.
struct Measured {
    double value = 0;
    std::array<double, 2> ci95{};
    bool sufficient = true;
};
std::vector<Measured> figures(const VerifyResult& r)
{
    std::vector<Measured> out{{r.auc, r.aucCi95},
                              {r.kfold.accuracy, r.accuracyCi95},
                              {r.eer, r.eerCi95},
                              {r.stats.fisher, r.fisherCi95},
                              {r.stats.dPrime, r.dPrimeCi95}};
    for (const double target : kTargets)
        for (const Operating& point : r.operating)
            if (point.target == target)
                out.push_back({point.tpr, point.ci95, point.sufficient});
    return out;
}
constexpr std::size_t kAccuracy = 1;

void requireFit(const CoverageSettings& s)
{
    const Population& p = s.population;
    const bool numbers = std::isfinite(p.noise) && p.noise >= 0 && std::isfinite(p.offset) && std::isfinite(p.spread);
    const auto values = static_cast<double>(s.identities) * s.images * p.dim;
    if (!numbers || p.dim < 1 || s.identities < static_cast<int>(kFewestPeople) || s.images < 2 || s.repetitions < 2 ||
        s.bootstraps < 2 || s.truthPairs < 1000 || values > 1e9)
        throw Error(ErrorCode::BadArgument,
                    "A simulation needs at least 5 identities of 2 images, 2 repetitions with 2 resamples, 1000 pairs "
                    "for the truth, and less than 10⁹ numbers in all embeddings.");
    const auto images = static_cast<double>(s.identities) * s.images;
    if (s.pairs == SimulatedPairs::All && images * images / 2 > 1e8)
        throw Error(ErrorCode::BadArgument, "All pairs of so many images are too many; take fewer, or drawn pairs.");
}

} // namespace

Json Coverage::toJson() const
{
    return {{"metric", metric},
            {"truth", truth},
            {"mean", mean},
            {"sd", sd},
            {"coverage", coverage},
            {"below", below},
            {"above", above},
            {"mean_width", width},
            {"expected_width", expectedWidth},
            {"sufficient", sufficient}};
}

Json CoverageResult::toJson() const
{
    Json rows = Json::array();
    for (const Coverage& figure : figures)
        rows.push_back(figure.toJson());
    return {{"pairs", pairs}, {"genuine", genuine}, {"impostor", impostor}, {"intervals", std::move(rows)}};
}

CoverageResult measureCoverage(const CoverageSettings& settings)
{
    requireFit(settings);
    const auto check = [&] {
        if (settings.check)
            settings.check();
    };
    const auto repetitions = static_cast<std::size_t>(settings.repetitions);

    // The truth. Sets of their own for what depends on the size of the set.
    std::vector<double> truth;
    {
        const Set large = independentPairs(settings);
        check();
        for (const Measured& m : figures(verifyScores(large.scores, large.same, {}, {.bootstraps = 0, .check = check})))
            truth.push_back(m.value);
    }
    std::vector<double> accuracy(repetitions), ratio(repetitions);
    const auto step = static_cast<std::size_t>(processorCount()) * 4;
    for (std::size_t first = 0; first < repetitions; first += step) {
        check();
        parallelFor(std::min(step, repetitions - first), 0, [&](std::size_t i) {
            const Set set = drawSet(settings, Rng::forItem(settings.seed ^ 0x6f74686572, first + i));
            accuracy[first + i] = judgedAccuracy(set.scores, set.same, foldPairs(set.same, true)).accuracy;
            ratio[first + i] = fisherTraceRatio(set.rows, settings.population.dim, set.labels);
        });
    }
    const auto meanOf = [](const std::vector<double>& values) {
        return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
    };
    truth[kAccuracy] = meanOf(accuracy);
    truth.push_back(meanOf(ratio));

    CoverageResult out;
    std::vector<std::vector<Measured>> measured;
    for (std::size_t i = 0; i < repetitions; ++i) {
        check();
        const Set set = drawSet(settings, Rng::forItem(settings.seed, i));
        const VerifyResult r = verifyScores(
            set.scores, set.same, set.identities,
            {.bootstraps = settings.bootstraps, .seed = settings.seed + i, .balancedFolds = true, .check = check});
        out.pairs = r.pairs;
        out.genuine = r.genuine;
        out.impostor = r.impostor;
        measured.push_back(figures(r));
        const TraceRatio trace = fisherTraceRatioInterval(set.rows, settings.population.dim, set.labels,
                                                          settings.bootstraps, settings.seed + i, check);
        measured.back().push_back({trace.value, trace.ci95});
        if (settings.progress)
            settings.progress(static_cast<int>(i) + 1, settings.repetitions);
    }

    std::vector<std::string> names{"auc", "accuracy", "eer", "score_fisher", "d_prime"};
    names.insert(names.end(), kTargetNames.begin(), kTargetNames.end());
    names.emplace_back("fisher_trace_ratio");
    const auto n = static_cast<double>(repetitions);
    for (std::size_t f = 0; f < names.size(); ++f) {
        Coverage c;
        c.metric = names[f];
        c.truth = truth[f];
        c.sufficient = 0;
        std::vector<double> values;
        for (const auto& row : measured) {
            const Measured& m = row[f];
            values.push_back(m.value);
            c.coverage += (m.ci95[0] <= c.truth && c.truth <= m.ci95[1] ? 1 : 0) / n;
            c.below += (m.ci95[1] < c.truth ? 1 : 0) / n;
            c.above += (m.ci95[0] > c.truth ? 1 : 0) / n;
            c.width += (m.ci95[1] - m.ci95[0]) / n;
            c.sufficient += (m.sufficient ? 1 : 0) / n;
        }
        c.mean = meanOf(values);
        c.sd = std::sqrt(sampleVariance(values));
        c.expectedWidth = 2 * kNormal975 * c.sd;
        out.figures.push_back(std::move(c));
    }
    return out;
}

} // namespace likeness::eval
