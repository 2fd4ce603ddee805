// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cluster/planted.h"
#include "core/eval/cluster_metrics.h"
#include "tests/core/cluster/sample.h"

#include <QTest>
#include <set>

using namespace likeness;
using namespace likeness::cluster;
using likeness::test::listsOf;

namespace {

void algorithmRows()
{
    QTest::addColumn<Algorithm>("algorithm");
    for (const Algorithm algorithm : allAlgorithms())
        QTest::addRow("%s", std::string(algorithmName(algorithm)).c_str()) << algorithm;
}

Result run(const neighbours::Lists& lists,
           Algorithm algorithm,
           const std::vector<Pair>& must,
           const std::vector<Pair>& cannot,
           float threshold = 0.5F,
           std::size_t minimumSize = 2)
{
    Options options;
    options.algorithm = algorithm;
    options.threshold = threshold;
    options.minimumSize = minimumSize;
    jobs::RecordingContext context;
    return group(lists, {must, cannot}, options, context);
}

// Two cliques, 0–4 and 5–9, that a weak edge between 4 and 5 connects.
neighbours::Lists twoCliques()
{
    std::vector<test::GivenEdge> edges = {{4, 5, 0.3F}};
    for (const std::uint32_t first : {0U, 5U})
        for (std::uint32_t a = first; a < first + 5; ++a)
            for (std::uint32_t b = a + 1; b < first + 5; ++b)
                edges.push_back({a, b, 0.8F});
    return listsOf(10, edges);
}

} // namespace

class TestConstraints : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void withoutAny_data() { algorithmRows(); }
    void withoutAny()
    {
        QFETCH(Algorithm, algorithm);
        const Result out = run(twoCliques(), algorithm, {}, {});
        QCOMPARE(out.cluster, (std::vector<std::uint32_t>{0, 0, 0, 0, 0, 1, 1, 1, 1, 1}));
        QCOMPARE(out.count, 2U);
        QCOMPARE(out.split, 0U);
    }

    // Must pairs go over what no edge says, and on through other must pairs.
    void mustJoins_data() { algorithmRows(); }
    void mustJoins()
    {
        QFETCH(Algorithm, algorithm);
        neighbours::Lists apart(4, 3); // nobody is like anybody
        const Result out = run(apart, algorithm, {{0, 2}, {2, 3}}, {});
        QCOMPARE(out.cluster, (std::vector<std::uint32_t>{0, kNoise, 0, 0}));
    }

    void mustGroupsAreNeverNoise_data() { algorithmRows(); }
    void mustGroupsAreNeverNoise()
    {
        QFETCH(Algorithm, algorithm);
        const Result out = run(neighbours::Lists(5, 4), algorithm, {{1, 3}}, {}, 0.5F, 4);
        QCOMPARE(out.cluster, (std::vector<std::uint32_t>{kNoise, 0, kNoise, 0, kNoise}));
    }

    void cannotParts_data() { algorithmRows(); }
    void cannotParts()
    {
        QFETCH(Algorithm, algorithm);
        const Result out = run(twoCliques(), algorithm, {}, {{1, 3}}, 0.5F, 1);
        QVERIFY(out.cluster[1] != out.cluster[3]);
        QVERIFY(out.contradictions.empty());
        // All others keep to one of the two sides.
        for (const std::uint32_t i : {0U, 2U, 4U})
            QVERIFY(out.cluster[i] == out.cluster[1] || out.cluster[i] == out.cluster[3]);
        QCOMPARE(std::set<std::uint32_t>(out.cluster.begin() + 5, out.cluster.end()).size(), std::size_t(1));
        QVERIFY(out.cluster[5] != out.cluster[1] && out.cluster[5] != out.cluster[3]);
    }

    // Two people whom one look-alike pair has made one cluster: the cannot pair gives each item back to its own side.
    void splitsAlongTheSeam_data()
    {
        QTest::addColumn<Algorithm>("algorithm");
        for (const Algorithm algorithm : {Algorithm::Dbscan, Algorithm::Hdbscan, Algorithm::ChineseWhispers})
            QTest::addRow("%s", std::string(algorithmName(algorithm)).c_str()) << algorithm;
    }
    void splitsAlongTheSeam()
    {
        QFETCH(Algorithm, algorithm);
        std::vector<test::GivenEdge> edges;
        for (std::uint32_t a = 0; a < 8; ++a)
            for (std::uint32_t b = a + 1; b < 8; ++b)
                edges.push_back({a, b, a / 4 == b / 4 ? 0.75F : 0.74F});
        const auto lists = listsOf(8, edges);
        const std::vector<std::uint32_t> one(8, 0);
        QCOMPARE(run(lists, algorithm, {}, {}).cluster, one);
        const Result out = run(lists, algorithm, {}, {{0, 7}});
        QCOMPARE(out.cluster, (std::vector<std::uint32_t>{0, 0, 0, 0, 1, 1, 1, 1}));
        QCOMPARE(out.split, 1U);
    }

    // Owners say the same as a must pair for each two items of one, and a cannot pair for each two owners.
    void ownersAreAsPairs_data() { algorithmRows(); }
    void ownersAreAsPairs()
    {
        QFETCH(Algorithm, algorithm);
        const Planted planted = plantedGraph(400, 10, 20, 3);
        std::vector<std::uint32_t> owner(400, kNoise);
        std::vector<Pair> must, cannot;
        // Two to each group, and one more pair that lies across two groups.
        for (std::uint32_t i = 0; i < 400; i += 10)
            owner[i] = owner[i + 1] = 7 * i;
        owner[5] = 7 * 0;
        owner[395] = 7 * 0;
        for (std::uint32_t a = 0; a < 400; ++a)
            for (std::uint32_t b = a + 1; b < 400; ++b)
                if (owner[a] != kNoise && owner[b] != kNoise)
                    (owner[a] == owner[b] ? must : cannot).push_back({a, b});
        Options options;
        options.algorithm = algorithm;
        for (const float threshold : {0.2F, 0.45F}) {
            options.threshold = threshold;
            jobs::RecordingContext context;
            const Result pairs = group(planted.lists, {must, cannot}, options, context);
            const Result owners = group(planted.lists, {{}, {}, owner}, options, context);
            QCOMPARE(owners.cluster, pairs.cluster);
            QCOMPARE(owners.split, pairs.split);
            QVERIFY(owners.contradictions.empty());
        }
        // Must pairs win over owners, which is told.
        jobs::RecordingContext context;
        const std::vector<Pair> joined = {{0, 10}};
        const Result out = group(planted.lists, {joined, {}, owner}, options, context);
        QCOMPARE(out.contradictions, (std::vector<Pair>{{0, 10}}));
        QCOMPARE(out.cluster[0], out.cluster[10]);
        QVERIFY(out.cluster[0] != out.cluster[20]);
    }

    // 0 = 1 and 8 = 9 by must, 1 ≠ 8 by cannot: then 0 and 9 are not together either.
    void cannotReachesThroughMust_data() { algorithmRows(); }
    void cannotReachesThroughMust()
    {
        QFETCH(Algorithm, algorithm);
        std::vector<test::GivenEdge> edges;
        for (std::uint32_t a = 0; a < 10; ++a)
            for (std::uint32_t b = a + 1; b < 10; ++b)
                edges.push_back({a, b, 0.8F}); // all of them one cluster
        const Result out = run(listsOf(10, edges), algorithm, {{0, 1}, {8, 9}}, {{1, 8}});
        QCOMPARE(out.cluster[0], out.cluster[1]);
        QCOMPARE(out.cluster[8], out.cluster[9]);
        QVERIFY(out.cluster[0] != out.cluster[9]);
        QVERIFY(out.cluster[0] != kNoise && out.cluster[9] != kNoise);
    }

    void contradictions_data() { algorithmRows(); }
    void contradictions()
    {
        QFETCH(Algorithm, algorithm);
        const std::vector<Pair> cannot = {{0, 2}, {0, 9}, {3, 3}};
        const Result out = run(twoCliques(), algorithm, {{0, 1}, {1, 2}}, cannot);
        QCOMPARE(out.contradictions, (std::vector<Pair>{{0, 2}, {3, 3}})); // must wins, and an item is itself
        QCOMPARE(out.cluster[0], out.cluster[2]);
        QVERIFY(out.cluster[0] != out.cluster[9]);
    }

    void allAtOnce_data() { algorithmRows(); }
    void allAtOnce()
    {
        QFETCH(Algorithm, algorithm);
        // True pairs and wrong ones, tens of thousands of each kind, on a graph with known groups.
        const Planted planted = plantedGraph(20'000, 10, 24, 17);
        Rng rng(4);
        std::vector<Pair> must, cannot;
        const auto item = [&] { return static_cast<std::uint32_t>(rng.below(planted.groups.size())); };
        for (int i = 0; i < 20'000; ++i) {
            const std::uint32_t a = item();
            must.push_back({a, static_cast<std::uint32_t>(a / 10 * 10 + rng.below(10))});
        }
        for (int i = 0; i < 50; ++i)
            must.push_back({item(), item()}); // over the groups
        for (int i = 0; i < 100'000; ++i)
            cannot.push_back({item(), item()});
        for (int i = 0; i < 2'000; ++i) {
            const std::uint32_t a = item();
            cannot.push_back({a, static_cast<std::uint32_t>(a / 10 * 10 + rng.below(10))}); // inside the groups
        }
        const Result out = run(planted.lists, algorithm, must, cannot, 0.4F);
        for (const Pair& pair : must) {
            QCOMPARE(out.cluster[pair.a], out.cluster[pair.b]);
            QVERIFY(pair.a == pair.b || out.cluster[pair.a] != kNoise);
        }
        std::set<std::pair<std::uint32_t, std::uint32_t>> known;
        for (const Pair& pair : out.contradictions)
            known.insert({pair.a, pair.b});
        QVERIFY(!known.empty());
        for (const Pair& pair : cannot)
            QVERIFY(out.cluster[pair.a] == kNoise || out.cluster[pair.a] != out.cluster[pair.b] ||
                    known.count({pair.a, pair.b}) == 1);
        for (const auto& [a, b] : known)
            QCOMPARE(out.cluster[a], out.cluster[b]);
        QCOMPARE(run(planted.lists, algorithm, must, cannot, 0.4F).cluster, out.cluster);
    }

    // What people have said makes the groups better, not only different.
    void helps_data() { algorithmRows(); }
    void helps()
    {
        QFETCH(Algorithm, algorithm);
        const auto rows = test::crowd(600, 30, 1.0, 23);
        const auto lists = listsOf(rows, 40);
        std::vector<std::uint32_t> truth;
        for (std::uint32_t i = 0; i < rows.size(); ++i)
            truth.push_back(i % 30);
        std::vector<Pair> must, cannot;
        Rng rng(6);
        for (int i = 0; i < 4000; ++i) {
            const auto a = static_cast<std::uint32_t>(rng.below(600)), b = static_cast<std::uint32_t>(rng.below(600));
            (truth[a] == truth[b] ? must : cannot).push_back({a, b});
        }
        const auto f = [&](const Result& out) { return eval::clusterMetrics(out.cluster, truth).pairs.f; };
        QVERIFY(f(run(lists, algorithm, must, cannot, 0.55F)) > f(run(lists, algorithm, {}, {}, 0.55F)));
    }
};

QTEST_APPLESS_MAIN(TestConstraints)
#include "tst_constraints.moc"
