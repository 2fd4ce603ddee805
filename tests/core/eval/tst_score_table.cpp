// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/random.h"
#include "core/eval/score_table.h"
#include "tests/support/error_code.h"

#include <QTest>
#include <cmath>
#include <limits>
#include <thread>

using namespace likeness;
using namespace likeness::eval;

namespace {

struct Scores {
    std::vector<float> scores;
    std::vector<std::uint8_t> same;
};

// Multiples of `step`, so that the table holds them exactly; many are equal.
Scores drawn(std::size_t count, double step, std::uint64_t seed)
{
    Rng rng(seed);
    Scores out;
    for (std::size_t i = 0; i < count; ++i) {
        out.same.push_back(rng.below(9) == 0 ? 1 : 0);
        const double score =
            std::clamp(rng.normal(out.same.back() ? 0.5 : 0.02, out.same.back() ? 0.2 : 0.15), -1.0, 1.0);
        out.scores.push_back(static_cast<float>(std::round(score / step) * step));
    }
    return out;
}

void fill(ScoreTable& table, const Scores& all, std::size_t threads)
{
    std::vector<std::thread> workers;
    for (std::size_t w = 0; w < threads; ++w)
        workers.emplace_back([&, w] {
            ScoreTable::Counter counter(table);
            std::vector<float> impostors;
            for (std::size_t i = w; i < all.scores.size(); i += threads) {
                if (all.same[i])
                    counter.addGenuine(all.scores[i]);
                else
                    impostors.push_back(all.scores[i]);
                if (impostors.size() == ScoreTable::Counter::kBatch || i + threads >= all.scores.size()) {
                    counter.addImpostors(impostors);
                    impostors.clear();
                }
            }
        });
    for (auto& worker : workers)
        worker.join();
}

bool near(double a, double b, double tolerance)
{
    if (std::abs(a - b) <= tolerance)
        return true;
    qWarning("%.15g and %.15g", a, b);
    return false;
}

} // namespace

// Against the functions of metrics.h, which sort all the scores.
class TestScoreTable : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void agreesWithSorting_data();
    void agreesWithSorting();
    void curveLiesOnTheCurve();
    void percentilesOfFewPairs();
    void countsWhatIsBeyond();
    void refusesOneKind();
};

void TestScoreTable::agreesWithSorting_data()
{
    QTest::addColumn<double>("step");
    QTest::addColumn<int>("threads");
    QTest::newRow("finest steps") << 0x1p-23 << 1;
    QTest::newRow("many ties, three threads") << 0x1p-6 << 3;
    QTest::newRow("hardly any values") << 0x1p-2 << 2;
}

void TestScoreTable::agreesWithSorting()
{
    QFETCH(double, step);
    QFETCH(int, threads);
    const Scores all = drawn(50000, step, 5);
    ScoreTable table;
    fill(table, all, static_cast<std::size_t>(threads));
    const Roc curve = roc(all.scores, all.same);
    const auto genuine = static_cast<std::size_t>(std::count(all.same.begin(), all.same.end(), std::uint8_t{1}));
    QCOMPARE(table.genuine(), std::uint64_t{genuine});
    QCOMPARE(table.pairs(), std::uint64_t{all.scores.size()});
    QVERIFY(near(table.auc(), auc(curve), 1e-12));
    QVERIFY(near(table.eer(), eer(curve), 1e-12));
    const auto expected = tprAtFpr(curve, genuine, all.scores.size() - genuine, defaultTargets());
    const auto found = table.tprAtFpr(defaultTargets());
    QCOMPARE(found.size(), expected.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
        QCOMPARE(found[i].tpr, expected[i].tpr);
        QCOMPARE(found[i].achievedFpr, expected[i].achievedFpr);
        QCOMPARE(found[i].falseAcceptBudget, expected[i].falseAcceptBudget);
        QCOMPARE(found[i].sufficient, expected[i].sufficient);
        // The threshold accepts the same pairs.
        const auto accepted = [&](double threshold) {
            return std::count_if(all.scores.begin(), all.scores.end(),
                                 [&](float s) { return static_cast<double>(s) >= threshold; });
        };
        QCOMPARE(accepted(found[i].threshold), accepted(expected[i].threshold));
    }
    const ScoreStats stats = scoreStats(all.scores, all.same);
    QVERIFY(near(table.stats().fisher, stats.fisher, 1e-9));
    QVERIFY(near(table.stats().dPrime, stats.dPrime, 1e-9));
    QVERIFY(near(table.stats().impostorVar, stats.impostorVar, 1e-12));
    for (const bool same : {true, false}) {
        std::vector<float> distances;
        for (std::size_t i = 0; i < all.scores.size(); ++i)
            if ((all.same[i] != 0) == same)
                distances.push_back(1 - all.scores[i]);
        const Distribution a = table.distances(same);
        const Distribution b = describe(distances);
        QVERIFY(near(a.mean, b.mean, 1e-7) && near(a.std, b.std, 1e-7) && near(a.p05, b.p05, 1e-7) &&
                near(a.p50, b.p50, 1e-7) && near(a.p95, b.p95, 1e-7) && near(a.p01, b.p01, 1e-7) &&
                near(a.p99, b.p99, 1e-7));
    }
    const Histogram h = table.histogram();
    const Histogram reference = histogram(all.scores, all.same);
    QCOMPARE(h.edges, reference.edges);
    for (std::size_t b = 0; b < h.genuine.size(); ++b)
        QVERIFY(near(h.genuine[b], reference.genuine[b], 2e-3) && near(h.impostor[b], reference.impostor[b], 2e-3));
}

void TestScoreTable::curveLiesOnTheCurve()
{
    const Scores all = drawn(30000, 0x1p-20, 8);
    ScoreTable table;
    fill(table, all, 1);
    const Roc full = roc(all.scores, all.same);
    const Roc thin = table.curve(100);
    QVERIFY(thin.fpr.size() > 100 && thin.fpr.size() < 600);
    QCOMPARE(thin.fpr.front() + thin.tpr.front(), 0.0);
    QCOMPARE(thin.fpr.back() + thin.tpr.back(), 2.0);
    for (std::size_t i = 0; i < thin.fpr.size(); ++i) {
        const auto at = std::lower_bound(full.fpr.begin(), full.fpr.end(), thin.fpr[i]);
        QVERIFY(at != full.fpr.end() && *at == thin.fpr[i]);
        bool there = false;
        for (auto k = at - full.fpr.begin(); !there && static_cast<std::size_t>(k) < full.fpr.size() &&
                                             full.fpr[static_cast<std::size_t>(k)] == thin.fpr[i];
             ++k)
            there = full.tpr[static_cast<std::size_t>(k)] == thin.tpr[i];
        QVERIFY(there);
    }
}

void TestScoreTable::percentilesOfFewPairs()
{
    for (const std::size_t count : {1u, 2u, 3u, 21u}) {
        ScoreTable table;
        std::vector<float> distances;
        {
            ScoreTable::Counter counter(table);
            for (std::size_t i = 0; i < count; ++i) {
                const float cosine = static_cast<float>(i * i % 7) / 8;
                counter.addGenuine(cosine);
                distances.push_back(1 - cosine);
            }
        }
        const Distribution a = table.distances(true);
        const Distribution b = describe(distances);
        QVERIFY(near(a.p05, b.p05, 1e-6) && near(a.p50, b.p50, 1e-6) && near(a.p95, b.p95, 1e-6));
        QCOMPARE(table.distances(false).mean, 0.0);
    }
}

void TestScoreTable::countsWhatIsBeyond()
{
    ScoreTable table;
    {
        ScoreTable::Counter counter(table);
        const std::array impostors{-1.0f, -1.0000001f, std::numeric_limits<float>::quiet_NaN(),
                                   -std::numeric_limits<float>::infinity()};
        counter.addImpostors(impostors);
        counter.addGenuine(1.0000001f);
        counter.addGenuine(std::numeric_limits<float>::infinity());
    }
    QCOMPARE(table.impostors(), std::uint64_t{4});
    QCOMPARE(table.distances(false).p50, 2.0);
    QCOMPARE(table.distances(true).p50, 0.0);
    QCOMPARE(table.auc(), 1.0);
    QCOMPARE(table.eer(), 0.0);
}

void TestScoreTable::refusesOneKind()
{
    ScoreTable table;
    {
        ScoreTable::Counter counter(table);
        counter.addGenuine(0.5f);
    }
    QCOMPARE(test::codeOf([&] { table.auc(); }), std::string("too_few_identities"));
    QCOMPARE(test::codeOf([&] { table.tprAtFpr(defaultTargets()); }), std::string("too_few_identities"));
}

QTEST_APPLESS_MAIN(TestScoreTable)
#include "tst_score_table.moc"
