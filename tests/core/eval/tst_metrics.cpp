// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/random.h"
#include "core/base/text.h"
#include "core/eval/pairs.h"
#include "tests/support/shared.h"

#include <QTest>
#include <cmath>
#include <limits>
#include <numeric>

using namespace likeness;
using namespace likeness::eval;

namespace {

struct Scored {
    std::vector<float> scores;
    std::vector<std::uint8_t> same;
};

// The 200 pairs of the reference protocol, from their formula: v(a)[d] = sin(1 + 0.7a + 1.3d + 0.11ad), 8 dimensions.
Scored goldenPairs()
{
    using Vector = std::array<double, 8>;
    const auto v = [](double a) {
        Vector out{};
        for (std::size_t d = 0; d < out.size(); ++d) {
            const auto x = static_cast<double>(d);
            out[d] = std::sin(1 + 0.7 * a + 1.3 * x + 0.11 * a * x);
        }
        return out;
    };
    const auto dot = [](const Vector& x, const Vector& y) {
        return std::inner_product(x.begin(), x.end(), y.begin(), 0.0);
    };
    Scored out;
    for (int p = 0; p < 200; ++p) {
        const bool same = (p / 10) % 2 == 0;
        const Vector a = v(p);
        Vector b = v(5 * p + 1000);
        if (same) {
            const Vector noise = v(3 * p + 500);
            for (std::size_t d = 0; d < b.size(); ++d)
                b[d] = a[d] + 0.55 * ((1 + p % 7) / 3.0) * noise[d];
        }
        out.scores.push_back(static_cast<float>(dot(a, b) / std::sqrt(dot(a, a) * dot(b, b))));
        out.same.push_back(same ? 1 : 0);
    }
    return out;
}

bool near(double a, double b, double tolerance = 1e-6)
{
    if (std::abs(a - b) <= tolerance)
        return true;
    qWarning("%.10g is not %.10g", a, b);
    return false;
}

template<typename Work>
ErrorCode codeOf(Work&& work)
{
    try {
        work();
    } catch (const Error& e) {
        return e.code();
    }
    return ErrorCode::Internal;
}

// Random scores on a coarse grid: full of ties.
Scored tied(std::size_t n, std::uint64_t seed)
{
    Rng rng(seed);
    Scored out;
    for (std::size_t i = 0; i < n; ++i) {
        out.same.push_back(rng.below(3) == 0 ? 1 : 0);
        out.scores.push_back(
            static_cast<float>(std::round((rng.normal(0, 0.3) + (out.same.back() ? 0.4 : 0)) * 10) / 10));
    }
    return out;
}

} // namespace

class TestMetrics : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void formulaIsTheGoldenFile();
    void goldenAccuracy();
    void goldenCurves();
    void goldenOperatingPoints();
    void smallestRates();
    void goldenValAtFar();
    void goldenSeparability();
    void aucCountsTiesAsHalves();
    void rocHasOnePointForEachScore();
    void operatingPointsNeverExceedTheirTarget();
    void eerInterpolates();
    void foldsAreThoseOfScikitLearn();
    void thinningKeepsEndsAndShape();
    void describesAsNumPy();
    void histogramSharesSumToOne();
    void refusesBadInput();
    void intervalsHoldTheEstimate();
    void identitiesWidenTheInterval();
    void histogramFitsTheScores();
    void foldsOfDrawnPairsAreBalanced();
    void checksWhileItResamples();
    void perfectScoresStayFinite();
    void printsTheContractsKeys();
};

void TestMetrics::formulaIsTheGoldenFile()
{
    LIKENESS_NEEDS_SHARED("golden/golden_pairs.csv");
    const Scored golden = goldenPairs();
    const auto lines = split(readTextFile(test::shared("golden/golden_pairs.csv")), '\n');
    for (std::size_t i = 0; i < 200; ++i) {
        const auto fields = parseCsvLine(lines[i + 1]);
        QVERIFY(near(static_cast<double>(golden.scores[i]), std::stod(fields[2]), 1e-7));
        QVERIFY(near(2 - 2 * static_cast<double>(golden.scores[i]), std::stod(fields[1]), 2e-7));
        QCOMPARE(int{golden.same[i]}, std::stoi(fields[3]));
    }
}

void TestMetrics::goldenAccuracy()
{
    const Scored golden = goldenPairs();
    const double first[] = {0.0482338887, 0.2111864929, 0.2303573179, 0.4113173730};
    for (std::size_t i = 0; i < 4; ++i)
        QVERIFY(near(2 - 2 * static_cast<double>(golden.scores[i]), first[i]));
    const KFold k = kFoldAccuracy(golden.scores, golden.same);
    const std::vector<double> expected{.95, .95, .95, .90, .90, .90, .95, .95, .90, .90};
    QCOMPARE(k.foldAccuracy.size(), expected.size());
    for (std::size_t f = 0; f < expected.size(); ++f)
        QVERIFY(near(k.foldAccuracy[f], expected[f]));
    QVERIFY(near(k.accuracy, 0.925));
    QVERIFY(near(k.std, 0.025));
    QVERIFY(near(k.standardError, 0.025 / 3));
}

void TestMetrics::goldenCurves()
{
    const Scored golden = goldenPairs();
    const KFold k = kFoldAccuracy(golden.scores, golden.same);
    QCOMPARE(k.meanTpr.size(), std::size_t{400});
    QVERIFY(near(std::accumulate(k.meanTpr.begin(), k.meanTpr.end(), 0.0), 357.92));
    QVERIFY(near(std::accumulate(k.meanFpr.begin(), k.meanFpr.end(), 0.0), 201.23));
    const std::array<std::array<double, 3>, 4> rows{
        {{50, .67, .04}, {100, .91, .10}, {150, .97, .16}, {200, .98, .53}}};
    for (const auto& [threshold, tpr, fpr] : rows) {
        QVERIFY(near(k.meanTpr[static_cast<std::size_t>(threshold)], tpr));
        QVERIFY(near(k.meanFpr[static_cast<std::size_t>(threshold)], fpr));
    }
    const Roc curve = roc(golden.scores, golden.same);
    QVERIFY(near(auc(curve), 0.9587));
    QVERIFY(near(eer(curve), 0.10));
}

void TestMetrics::goldenOperatingPoints()
{
    const Scored golden = goldenPairs();
    const Roc curve = roc(golden.scores, golden.same);
    const std::array targets{0.05};
    const Operating strict = tprAtFpr(curve, 100, 100, targets).front();
    QVERIFY(near(strict.tpr, 0.83));
    QVERIFY(strict.achievedFpr <= 0.05);
    QCOMPARE(strict.falseAcceptBudget, std::int64_t{5});
    QVERIFY(!strict.sufficient);
    const Operating nearest = nearestTprAtFpr(curve, 100, 0.05);
    QVERIFY(near(nearest.tpr, 0.85));
    QVERIFY(near(nearest.achievedFpr, 0.06));
}

void TestMetrics::goldenValAtFar()
{
    const Scored golden = goldenPairs();
    const ValAtFar v = valAtFar(golden.scores, golden.same, 0.1);
    QVERIFY(near(v.val, 0.94));
    QVERIFY(near(v.far, 0.10));
}

void TestMetrics::goldenSeparability()
{
    const Scored golden = goldenPairs();
    const ScoreStats s = scoreStats(golden.scores, golden.same);
    QVERIFY(near(s.genuineMean, 0.79219493));
    QVERIFY(near(s.genuineVar, 0.04642995));
    QVERIFY(near(s.impostorMean, 0.00856542));
    QVERIFY(near(s.impostorVar, 0.12279062));
    QVERIFY(near(s.fisher, 3.62884491));
    QVERIFY(near(s.dPrime, 2.69400999));
}

void TestMetrics::aucCountsTiesAsHalves()
{
    const Scored data = tied(500, 3);
    double wins = 0; // the definition: P(genuine > impostor) + P(equal) / 2
    double pairs = 0;
    for (std::size_t i = 0; i < data.scores.size(); ++i)
        for (std::size_t j = 0; j < data.scores.size(); ++j)
            if (data.same[i] && !data.same[j]) {
                wins += data.scores[i] > data.scores[j] ? 1 : data.scores[i] == data.scores[j] ? 0.5 : 0;
                pairs += 1;
            }
    QVERIFY(near(auc(roc(data.scores, data.same)), wins / pairs, 1e-12));
    // scikit-learn 1.2: roc_auc_score([1, 0, 1, 0, 1, 0, 0], [.8, .8, .4, .4, .4, .1, .8]) = 0.5
    const std::vector<float> scores{.8f, .8f, .4f, .4f, .4f, .1f, .8f};
    const std::vector<std::uint8_t> same{1, 0, 1, 0, 1, 0, 0};
    QVERIFY(near(auc(roc(scores, same)), 0.5, 1e-12));
}

void TestMetrics::rocHasOnePointForEachScore()
{
    const std::vector<float> scores{.8f, .8f, .4f, .4f, .4f, .1f};
    const std::vector<std::uint8_t> same{1, 0, 1, 0, 1, 0};
    const Roc curve = roc(scores, same);
    QCOMPARE(curve.fpr, (std::vector<double>{0, 1.0 / 3, 2.0 / 3, 1}));
    QCOMPARE(curve.tpr, (std::vector<double>{0, 1.0 / 3, 1, 1}));
    QVERIFY(std::isinf(curve.threshold.front()));
    QCOMPARE(static_cast<float>(curve.threshold[1]), .8f);
    QCOMPARE(static_cast<float>(curve.threshold.back()), .1f);
}

void TestMetrics::operatingPointsNeverExceedTheirTarget()
{
    const Scored data = tied(2000, 5);
    const Roc curve = roc(data.scores, data.same);
    const auto impostors = static_cast<std::size_t>(std::count(data.same.begin(), data.same.end(), 0));
    const std::array targets{1e-6, 1e-4, 1e-3, 1e-2, 0.03, 0.1, 0.5, 1.0};
    for (const Operating& point : tprAtFpr(curve, data.same.size() - impostors, impostors, targets)) {
        QVERIFY(point.achievedFpr <= point.target);
        // The threshold alone reproduces both rates.
        std::size_t accepted[2] = {0, 0};
        for (std::size_t i = 0; i < data.scores.size(); ++i)
            if (static_cast<double>(data.scores[i]) >= point.threshold)
                accepted[data.same[i]] += 1;
        QVERIFY(near(static_cast<double>(accepted[0]) / static_cast<double>(impostors), point.achievedFpr, 1e-12));
        QVERIFY(near(static_cast<double>(accepted[1]) / static_cast<double>(data.same.size() - impostors), point.tpr,
                     1e-12));
        QVERIFY(std::isfinite(point.threshold));
    }
    // floor(0.1 · 30) is 3 although 0.1 · 30 may round below it.
    QCOMPARE(tprAtFpr(curve, 1, 30, std::array{0.1}).front().falseAcceptBudget, std::int64_t{3});
    QVERIFY(tprAtFpr(curve, 1, 100, std::array{0.1}).front().sufficient);
    QVERIFY(!tprAtFpr(curve, 1, 99, std::array{0.1}).front().sufficient);
}

void TestMetrics::eerInterpolates()
{
    Roc curve;
    curve.fpr = {0, 0.1, 0.4, 1};
    curve.tpr = {0, 0.5, 0.8, 1};
    QVERIFY(near(eer(curve), 0.1 + 0.3 * (0.4 / 0.6), 1e-12));
}

void TestMetrics::foldsAreThoseOfScikitLearn()
{
    // KFold(10) of 23 pairs: three blocks of 3, then seven of 2. All genuine pairs sit in the first block.
    std::vector<float> scores(23, -0.5f);
    std::vector<std::uint8_t> same(23, 0);
    for (std::size_t i = 0; i < 3; ++i) {
        scores[i] = 0.9f;
        same[i] = 1;
    }
    const KFold k = kFoldAccuracy(scores, same);
    QCOMPARE(k.foldAccuracy.size(), std::size_t{10});
    // Without a genuine pair in training every threshold up to the impostors' distance is right; the first one, 0,
    // takes none.
    QCOMPARE(k.foldAccuracy.front(), 0.0);
    QCOMPARE(k.foldThreshold.front(), 1.0);
    for (std::size_t f = 1; f < 10; ++f)
        QCOMPARE(k.foldAccuracy[f], 1.0);
    QCOMPARE(kFoldAccuracy(std::span(scores).first(4), std::span(same).first(4)).foldAccuracy.size(), std::size_t{4});
}

void TestMetrics::thinningKeepsEndsAndShape()
{
    Rng rng(9);
    Scored data;
    for (int i = 0; i < 40000; ++i) {
        data.same.push_back(i % 2 ? 1 : 0);
        data.scores.push_back(static_cast<float>(rng.normal(i % 2 ? 0.5 : 0, 0.15)));
    }
    const Roc full = roc(data.scores, data.same);
    const Roc thin = thinned(full, 200);
    QVERIFY(thin.fpr.size() <= 200 && thin.fpr.size() > 100);
    QCOMPARE(thin.fpr.front(), full.fpr.front());
    QCOMPARE(thin.tpr.back(), full.tpr.back());
    QVERIFY(near(auc(thin), auc(full), 2e-4));
    QVERIFY(std::is_sorted(thin.fpr.begin(), thin.fpr.end()));
    QCOMPARE(thinned(thin, 500).fpr, thin.fpr);
}

void TestMetrics::describesAsNumPy()
{
    // numpy.percentile([1, 2, 3, 4, 10], [1, 5, 50, 95, 99]) = 1.04, 1.2, 3, 8.8, 9.76
    const Distribution d = describe(std::vector<float>{10, 1, 4, 2, 3});
    QVERIFY(near(d.mean, 4) && near(d.std, std::sqrt(10.0)));
    QVERIFY(near(d.p05, 1.2) && near(d.p50, 3) && near(d.p95, 8.8));
    QVERIFY(near(d.p01, 1.04) && near(d.p99, 9.76));
    QCOMPARE(dumpJson(distributionFrom(d.toJson()).toJson()), dumpJson(d.toJson()));
    QCOMPARE(describe({}).std, 0.0);
    QVERIFY(near(describe(std::vector<float>{7}).p95, 7));
}

void TestMetrics::histogramSharesSumToOne()
{
    const std::vector<float> scores{-2.f, -1.f, 0.f, 0.99f, 1.f, 3.f};
    const std::vector<std::uint8_t> same{0, 0, 1, 1, 1, 0};
    const Histogram h = histogram(scores, same, 4, -1, 1);
    QCOMPARE(h.edges, (std::vector<double>{-1, -0.5, 0, 0.5, 1}));
    QVERIFY(near(h.genuine[2], 1.0 / 3) && near(h.genuine[3], 2.0 / 3));
    QVERIFY(near(h.impostor[0], 2.0 / 3) && near(h.impostor[3], 1.0 / 3));
    QVERIFY(near(overlap(h), 1.0 / 3)); // the last bin holds 2/3 of the genuine and 1/3 of the impostor pairs
    QCOMPARE(overlap(Histogram{}), 0.0);
}

void TestMetrics::refusesBadInput()
{
    const std::vector<float> scores{.1f, .2f, std::numeric_limits<float>::quiet_NaN()};
    const std::vector<std::uint8_t> same{0, 1, 1};
    QCOMPARE(codeOf([&] { roc(scores, same); }), ErrorCode::BadArgument);
    QCOMPARE(codeOf([&] { kFoldAccuracy(scores, same); }), ErrorCode::BadArgument);
    QCOMPARE(codeOf([&] { roc(std::span(scores).first(1), same); }), ErrorCode::BadArgument);
    QCOMPARE(codeOf([&] { roc(std::span(scores).first(1), std::span(same).first(1)); }), ErrorCode::TooFewIdentities);
    QCOMPARE(codeOf([&] { verifyScores({}, {}); }), ErrorCode::TooFewIdentities);
    QCOMPARE(codeOf([&] { kFoldAccuracy({}, {}); }), ErrorCode::TooFewIdentities);
    QCOMPARE(codeOf([&] { histogram({}, {}, 0, -1, 1); }), ErrorCode::BadArgument);
    const std::vector<std::uint32_t> three{1, 2, 3};
    QCOMPARE(codeOf([&] { verifyScores(std::span(scores).first(2), std::span(same).first(2), three); }),
             ErrorCode::BadArgument);
}

void TestMetrics::intervalsHoldTheEstimate()
{
    const Scored golden = goldenPairs();
    const VerifyResult a = verifyScores(golden.scores, golden.same);
    QCOMPARE(a.pairs, std::size_t{200});
    QVERIFY(!a.resampledIdentities);
    QVERIFY(a.aucCi95[0] < a.auc && a.auc < a.aucCi95[1]);
    QVERIFY(a.accuracyCi95[0] < a.kfold.accuracy && a.kfold.accuracy < a.accuracyCi95[1]);
    for (const Operating& point : a.operating)
        QVERIFY(point.ci95[0] <= point.tpr && point.tpr <= point.ci95[1]);
    // A binomial share of .925 in 200: its standard error is .0186, so the interval would span about .073; that the
    // thresholds are found from so few pairs adds to it.
    const double width = a.accuracyCi95[1] - a.accuracyCi95[0];
    QVERIFY(width > 0.073 && width < 0.12);
    const VerifyResult b = verifyScores(golden.scores, golden.same);
    QCOMPARE(a.aucCi95, b.aucCi95);
    // Too few people to say how far it carries: no interval, rather than one that misses its own figure.
    for (const std::size_t people : {kFewestPeople - 1, kFewestPeople}) {
        std::vector<std::uint32_t> who;
        for (std::size_t i = 0; i < golden.same.size(); ++i) {
            who.push_back(static_cast<std::uint32_t>(i % people));
            who.push_back(static_cast<std::uint32_t>((golden.same[i] ? i : i + 1) % people));
        }
        const VerifyResult few = verifyScores(golden.scores, golden.same, who);
        QCOMPARE(few.people, people);
        QCOMPARE(std::isnan(few.aucCi95[0]), people < kFewestPeople);
        QCOMPARE(few.toJson()["auc_ci95"][0].dump() == "null", people < kFewestPeople);
    }
    QVERIFY(verifyScores(golden.scores, golden.same, {}, {.seed = 2}).aucCi95 != a.aucCi95);
    QVERIFY(std::isnan(verifyScores(golden.scores, golden.same, {}, {.bootstraps = 0}).aucCi95[0]));
}

void TestMetrics::identitiesWidenTheInterval()
{
    // Ten identities, each with an own difficulty that all its genuine pairs share: far fewer than 2,000 independent
    // facts.
    Rng rng(4);
    std::vector<float> scores;
    std::vector<std::uint8_t> same;
    std::vector<std::uint32_t> identities;
    std::vector<double> level;
    for (int i = 0; i < 10; ++i)
        level.push_back(rng.normal(0.5, 0.2));
    for (int i = 0; i < 2000; ++i) {
        const auto a = static_cast<std::uint32_t>(rng.below(10));
        const bool genuine = i % 2 == 0;
        const auto b = genuine ? a : static_cast<std::uint32_t>((a + 1 + rng.below(9)) % 10);
        identities.insert(identities.end(), {a + 100, b + 100});
        same.push_back(genuine ? 1 : 0);
        scores.push_back(static_cast<float>(rng.normal(genuine ? level[a] : 0, 0.1)));
    }
    const VerifyResult byIdentity = verifyScores(scores, same, identities);
    const VerifyResult byPair = verifyScores(scores, same);
    QVERIFY(byIdentity.resampledIdentities);
    const auto width = [](const std::array<double, 2>& i) { return i[1] - i[0]; };
    QVERIFY(width(byIdentity.aucCi95) > 2 * width(byPair.aucCi95));
    QCOMPARE(byIdentity.auc, byPair.auc);
}

void TestMetrics::histogramFitsTheScores()
{
    const std::vector<std::uint8_t> same{1, 1, 0, 0};
    const Histogram h = histogram(std::vector<float>{0.71f, 0.93f, -0.0712f, 0.2f}, same);
    QCOMPARE(h.edges.front(), -0.08); // written as one would
    QCOMPARE(h.edges.back(), 0.94);
    QCOMPARE(h.edges[5], 0.02);
    QCOMPARE(h.edges.size(), h.genuine.size() + 1);
    QCOMPARE(h.genuine[(71 + 8) / 2], 0.5);
    QCOMPARE(h.impostor.front(), 0.5);
    for (const float score : {-1.0f, -0.3f, 0.0f, 1.0f, 1.0001f}) { // all the same, or rounded beyond 1
        const Histogram one = histogram(std::vector<float>(4, score), same);
        QVERIFY(one.edges.front() >= -1 && one.edges.front() < one.edges.back() && one.edges.back() <= 1);
        QCOMPARE(one.genuine.size(), std::size_t{1});
        QCOMPARE(one.genuine[0], 1.0);
    }
    const Histogram wide = histogram(std::vector<float>{-1.f, 1.f, -0.9f, 0.9f}, same);
    QCOMPARE(wide.edges.front(), -1.0);
    QCOMPARE(wide.edges.back(), 1.0);
}

void TestMetrics::foldsOfDrawnPairsAreBalanced()
{
    // Nine impostors for each genuine pair, a third of the genuine ones missed: rejecting everything would be right for
    // nine in ten, so that accuracy over all pairs says little.
    std::vector<float> scores;
    std::vector<std::uint8_t> same;
    for (int i = 0; i < 3000; ++i) {
        same.push_back(i % 10 == 0 ? 1 : 0);
        scores.push_back(same.back() ? (i % 30 == 0 ? -0.5f : 0.5f) : 0.0f);
    }
    const VerifyResult all = verifyScores(scores, same, {}, {.bootstraps = 50});
    QCOMPARE(all.foldImpostor, std::size_t{2700});
    QVERIFY(near(all.kfold.accuracy, 1 - 0.1 / 3, 1e-9));
    const VerifyResult balanced = verifyScores(scores, same, {}, {.bootstraps = 50, .balancedFolds = true});
    QCOMPARE(balanced.foldGenuine, std::size_t{300});
    QCOMPARE(balanced.foldImpostor, std::size_t{300});
    QVERIFY(near(balanced.kfold.accuracy, 1 - 0.5 / 3, 1e-9));
    QVERIFY(balanced.accuracyCi95[0] < balanced.kfold.accuracy && balanced.kfold.accuracy < balanced.accuracyCi95[1]);
    QCOMPARE(balanced.toJson()["accuracy_pairs"].get<int>(), 600);
    QCOMPARE(balanced.impostor, std::size_t{2700}); // and all the others take every pair
    QCOMPARE(balanced.operating[0].falseAcceptBudget, std::int64_t{270});
    QCOMPARE(balanced.auc, all.auc);
    // As many of each kind in turn: balancing changes nothing.
    const Scored golden = goldenPairs();
    std::vector<float> turns;
    std::vector<std::uint8_t> turnsSame;
    for (std::size_t i = 0; i < 100; ++i)
        for (const bool kind : {true, false}) {
            turns.push_back(golden.scores[i] + (kind ? 0.4f : 0.0f));
            turnsSame.push_back(kind ? 1 : 0);
        }
    QCOMPARE(verifyScores(turns, turnsSame, {}, {.bootstraps = 0, .balancedFolds = true}).kfold.foldAccuracy,
             verifyScores(turns, turnsSame, {}, {.bootstraps = 0}).kfold.foldAccuracy);
}

void TestMetrics::checksWhileItResamples()
{
    Rng rng(1);
    std::vector<float> scores;
    std::vector<std::uint8_t> same;
    for (int i = 0; i < 100'000; ++i) {
        same.push_back(i % 2 == 0 ? 1 : 0);
        scores.push_back(static_cast<float>(rng.normal(same.back() ? 0.5 : 0, 0.2)));
    }
    int calls = 0;
    verifyScores(scores, same, {}, {.check = [&] { ++calls; }});
    QVERIFY2(calls >= 10, QByteArray::number(calls).constData());
    calls = 0;
    QCOMPARE(codeOf([&] {
                 verifyScores(scores, same, {}, {.check = [&] {
                                  if (++calls == 5)
                                      throw Error(ErrorCode::Interrupted, "stopped");
                              }});
             }),
             ErrorCode::Interrupted);
    QCOMPARE(calls, 5);
}

void TestMetrics::perfectScoresStayFinite()
{
    const std::vector<float> scores{1.f, 1.f, 0.f, 0.f};
    const std::vector<std::uint8_t> same{1, 1, 0, 0};
    const VerifyResult r = verifyScores(scores, same, {}, {.bootstraps = 10});
    QCOMPARE(r.auc, 1.0);
    QCOMPARE(r.eer, 0.0);
    QVERIFY(std::isfinite(r.stats.fisher) && std::isfinite(r.stats.dPrime));
    QCOMPARE(r.operating.back().tpr, 1.0); // the budget is 0, and the threshold lies above every impostor
}

void TestMetrics::printsTheContractsKeys()
{
    const Scored golden = goldenPairs();
    const Json json = verifyScores(golden.scores, golden.same, {}, {.bootstraps = 20}).toJson();
    for (const char* key : {"pairs", "genuine", "impostor", "accuracy", "accuracy_std", "fold_accuracy", "threshold",
                            "auc", "eer", "tpr_at_fpr", "score_fisher", "d_prime", "roc", "hist"})
        QVERIFY2(json.contains(key), key);
    for (const char* key : {"target", "tpr", "achieved_fpr", "threshold", "false_accept_budget", "ci95", "sufficient"})
        QVERIFY2(json["tpr_at_fpr"][0].contains(key), key);
    QCOMPARE(json["resampled"].get<std::string>(), std::string("pairs"));
}

void TestMetrics::smallestRates()
{
    QCOMPARE(smallestRate(3000), 0.00334);
    QCOMPARE(smallestRate(10'000), 1e-3);
    QCOMPARE(smallestRate(41'250), 2.43e-4);
    for (std::size_t impostors = 11; impostors < 20'000; impostors += 37) {
        QVERIFY(falseAcceptBudget(smallestRate(impostors), impostors) >= kSufficientBudget);
        QVERIFY(smallestRate(impostors) < 10.1 / static_cast<double>(impostors));
    }
}

QTEST_APPLESS_MAIN(TestMetrics)
#include "tst_metrics.moc"
