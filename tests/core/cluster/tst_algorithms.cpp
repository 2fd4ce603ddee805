// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/cluster/planted.h"
#include "core/eval/cluster_metrics.h"
#include "tests/core/cluster/sample.h"
#include "tests/support/error_code.h"

#include <QTest>
#include <limits>
#include <thread>

using namespace likeness;
using namespace likeness::cluster;
using likeness::test::labels;
using likeness::test::listsOf;
using likeness::test::Row;
using likeness::test::sameGrouping;

namespace {

// 90 vectors of five unequal blobs with stragglers, from a formula that Python evaluates too: scikit-learn 1.2.1
// gave DBSCAN's golden labels.
std::vector<Row> goldenRows()
{
    std::vector<Row> rows;
    for (int item = 0; item < 90; ++item) {
        const double i = item, c = item % 5;
        const double spread = item % 11 == 10 ? 2.0 : 0.3 + 0.08 * c;
        Row row;
        for (int dim = 0; dim < 8; ++dim) {
            const double d = dim;
            row.push_back(std::sin(1 + 2.1 * c + 1.7 * d * c + 0.9 * d) +
                          spread * std::sin(0.7 * i + 1.3 * d + 0.11 * i * d + 0.013 * i * i));
        }
        rows.push_back(row);
    }
    return rows;
}

std::vector<std::uint32_t> run(const neighbours::Lists& lists, const Options& options)
{
    jobs::RecordingContext context;
    return group(lists, {}, options, context).cluster;
}

Options optionsOf(Algorithm algorithm, float threshold)
{
    Options options;
    options.algorithm = algorithm;
    options.threshold = threshold;
    options.minimumSize = algorithm == Algorithm::Hdbscan ? 3 : 1;
    return options;
}

// Time and again the two clusters that are most alike, by looking at all of them.
std::vector<std::uint32_t> bruteLinkage(const std::vector<Row>& rows, bool complete, double threshold)
{
    std::vector<std::vector<std::size_t>> clusters;
    for (std::size_t i = 0; i < rows.size(); ++i)
        clusters.push_back({i});
    const auto alike = [&](const auto& a, const auto& b) {
        double sum = 0, smallest = 2;
        for (const auto i : a)
            for (const auto j : b) {
                const double c = test::cosine(rows[i], rows[j]);
                sum += c;
                smallest = std::min(smallest, c);
            }
        return complete ? smallest : sum / static_cast<double>(a.size() * b.size());
    };
    for (;;) {
        double best = threshold;
        std::size_t x = 0, y = 0;
        for (std::size_t a = 0; a < clusters.size(); ++a)
            for (std::size_t b = a + 1; b < clusters.size(); ++b)
                if (const double s = alike(clusters[a], clusters[b]); s >= best) {
                    best = s;
                    x = a;
                    y = b;
                }
        if (x == y)
            break;
        clusters[x].insert(clusters[x].end(), clusters[y].begin(), clusters[y].end());
        clusters.erase(clusters.begin() + static_cast<std::ptrdiff_t>(y));
    }
    std::vector<std::uint32_t> out(rows.size());
    for (std::size_t c = 0; c < clusters.size(); ++c)
        for (const auto i : clusters[c])
            out[i] = static_cast<std::uint32_t>(c);
    return out;
}

void algorithmRows()
{
    QTest::addColumn<Algorithm>("algorithm");
    for (const Algorithm algorithm : allAlgorithms())
        QTest::addRow("%s", std::string(algorithmName(algorithm)).c_str()) << algorithm;
}

} // namespace

class TestAlgorithms : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void findsPlantedClusters_data() { algorithmRows(); }
    void findsPlantedClusters()
    {
        QFETCH(Algorithm, algorithm);
        const auto rows = test::crowd(400, 20, 0.35, 7);
        std::vector<std::uint32_t> truth;
        for (std::uint32_t i = 0; i < rows.size(); ++i)
            truth.push_back(i % 20);
        const float threshold = algorithm == Algorithm::CompleteLinkage ? 0.6F : 0.7F; // the least alike of a person
        QVERIFY(sameGrouping(run(listsOf(rows, 60), optionsOf(algorithm, threshold)), truth));
    }

    // A chain of items, each close to the next alone: what follows single edges keeps it, averages and cliques cut it.
    void chains()
    {
        std::vector<test::GivenEdge> edges;
        for (std::uint32_t i = 0; i + 1 < 12; ++i)
            edges.push_back({i, i + 1, 0.8F});
        const auto lists = listsOf(12, edges);
        const auto dbscan = run(lists, optionsOf(Algorithm::Dbscan, 0.5F));
        QCOMPARE(dbscan, std::vector<std::uint32_t>(12, 0));
        for (const Algorithm algorithm : {Algorithm::AverageLinkage, Algorithm::CompleteLinkage}) {
            const auto pairs = run(lists, optionsOf(algorithm, 0.5F));
            for (std::uint32_t i = 0; i < 12; ++i)
                QCOMPARE(pairs[i], i / 2);
        }
    }

    void numbersByTheFirstItem_data() { algorithmRows(); }
    void numbersByTheFirstItem()
    {
        QFETCH(Algorithm, algorithm);
        const auto out = run(listsOf(test::crowd(60, 6, 0.3, 3), 59), optionsOf(algorithm, 0.7F));
        std::uint32_t next = 0;
        for (const std::uint32_t c : out) {
            QVERIFY(c <= next);
            next = std::max(next, c + 1);
        }
        QCOMPARE(next, 6U);
    }

    void manageWithLittle_data() { algorithmRows(); }
    void manageWithLittle()
    {
        QFETCH(Algorithm, algorithm);
        jobs::RecordingContext context;
        Options options = optionsOf(algorithm, 0.5F);
        options.minimumSize = 2;
        Result out = group({}, {}, options, context);
        QVERIFY(out.cluster.empty());
        QCOMPARE(out.count, 0U);
        out = group(neighbours::Lists(1, 5), {}, options, context);
        QCOMPARE(out.cluster, std::vector<std::uint32_t>{kNoise});
        out = group(neighbours::Lists(3, 0), {}, options, context);
        QCOMPARE(out.cluster, std::vector<std::uint32_t>(3, kNoise));
        out = group(listsOf(2, {{0, 1, 0.9F}}), {}, options, context);
        QCOMPARE(out.cluster, std::vector<std::uint32_t>(2, 0U));
        // What is no number or names the item itself is passed over.
        neighbours::Lists odd(2, 2);
        odd.set(0, std::vector<neighbours::Neighbour>{{0, 1.0F}, {1, std::numeric_limits<float>::quiet_NaN()}});
        QCOMPARE(group(odd, {}, options, context).cluster, std::vector<std::uint32_t>(2, kNoise));
    }

    void refuseWhatCannotBe()
    {
        jobs::RecordingContext context;
        const auto lists = listsOf(3, {{0, 1, 0.9F}});
        const auto code = [&](const neighbours::Lists& of, const Constraints& constraints, auto&& change) {
            Options options;
            change(options);
            return test::codeOf([&] { group(of, constraints, options, context); });
        };
        const auto keep = [](Options&) {};
        QCOMPARE(code(lists, {}, keep), "nothing");
        QCOMPARE(code(lists, {}, [](Options& o) { o.threshold = 1.5F; }), "bad_argument");
        QCOMPARE(code(lists, {}, [](Options& o) { o.threshold = std::nanf(""); }), "bad_argument");
        QCOMPARE(code(lists, {}, [](Options& o) { o.missing = o.threshold; }), "bad_argument");
        QCOMPARE(code(lists, {}, [](Options& o) { o.corePoints = 0; }), "bad_argument");
        const std::vector<Pair> beyond = {{0, 3}};
        QCOMPARE(code(lists, {beyond, {}}, keep), "bad_argument");
        QCOMPARE(code(lists, {{}, beyond}, keep), "bad_argument");
        neighbours::Lists wrong(2, 1);
        wrong.set(0, std::vector<neighbours::Neighbour>{{7, 0.9F}});
        QCOMPARE(code(wrong, {}, keep), "bad_argument");
    }

    void smallClustersAreNoise_data() { algorithmRows(); }
    void smallClustersAreNoise()
    {
        QFETCH(Algorithm, algorithm);
        std::vector<test::GivenEdge> edges = {{5, 6, 0.9F}};
        for (std::uint32_t a = 0; a < 5; ++a)
            for (std::uint32_t b = a + 1; b < 5; ++b)
                edges.push_back({a, b, 0.8F});
        Options options = optionsOf(algorithm, 0.5F);
        options.minimumSize = 3;
        QCOMPARE(run(listsOf(7, edges), options), labels({0, 0, 0, 0, 0, -1, -1}));
    }

    void dbscanIsScikitLearns()
    {
        // DBSCAN(eps=0.12, min_samples=4, metric="cosine"): five border points, one of them between two clusters
        const auto golden =
            labels({0,  1,  2,  3,  -1, 0,  1,  2,  4,  -1, -1, 1,  2, 4,  -1, 0,  1,  2, -1, -1, 0,  -1, 2,
                    4,  -1, 0,  1,  2,  -1, -1, 0,  1,  -1, 3,  -1, 0, 1,  2,  -1, -1, 0, 1,  2,  -1, -1, 0,
                    1,  2,  -1, -1, 0,  1,  2,  -1, -1, 0,  1,  2,  3, -1, 0,  1,  2,  3, -1, -1, 1,  2,  -1,
                    -1, 0,  1,  2,  -1, -1, 0,  -1, 2,  -1, -1, 0,  1, 2,  4,  -1, 0,  1, -1, -1, -1});
        Options options = optionsOf(Algorithm::Dbscan, 0.88F);
        options.corePoints = 4;
        QVERIFY(sameGrouping(run(listsOf(goldenRows(), 89), options), golden));
        QVERIFY(sameGrouping(run(listsOf(goldenRows(), 30), options), golden)); // these hold all that lies within eps
        // Shorter lists see fewer edges: they part clusters, and join none.
        const auto shorter = run(listsOf(goldenRows(), 3), options);
        for (std::size_t i = 0; i < shorter.size(); ++i)
            for (std::size_t j = 0; j < i; ++j)
                QVERIFY(shorter[i] == kNoise || shorter[i] != shorter[j] || golden[i] == golden[j]);
    }

    void hdbscanIsTheReferences_data()
    {
        QTest::addColumn<int>("points");
        // 0 = noise. From the definition, in Python: the connected components at each distance, the ones of excess
        // mass. R's hdbscan(dist, minPts) says the same but for one or two of the 90 items, which lie at exactly the
        // same distance as others: it takes equal edges one after the other.
        QTest::addColumn<std::vector<int>>("golden");
        QTest::newRow("3") << 3 << std::vector<int>{1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 0, 2, 3, 4, 0, 1, 2, 3, 0, 5, 1, 2, 3,
                                                    4, 0, 1, 2, 3, 0, 5, 1, 2, 0, 4, 0, 1, 2, 3, 0, 0, 1, 2, 3, 0, 0, 1,
                                                    2, 3, 0, 0, 1, 2, 3, 0, 0, 1, 2, 3, 4, 5, 1, 2, 3, 4, 0, 0, 2, 3, 0,
                                                    0, 1, 2, 3, 0, 5, 1, 0, 3, 0, 0, 1, 2, 3, 4, 5, 1, 2, 0, 0, 0};
        QTest::newRow("4") << 4 << std::vector<int>{1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 0, 2, 3, 4, 0, 1, 2, 3, 0, 5, 1, 0, 3,
                                                    4, 5, 1, 2, 3, 0, 5, 1, 2, 0, 4, 0, 1, 2, 3, 0, 0, 1, 2, 3, 0, 0, 1,
                                                    2, 3, 0, 0, 1, 2, 3, 0, 0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 0, 2, 3, 4,
                                                    0, 1, 2, 3, 0, 5, 1, 0, 3, 0, 0, 1, 2, 3, 4, 5, 1, 2, 0, 0, 0};
        QTest::newRow("5") << 5 << std::vector<int>{1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 0, 2, 3, 0, 0, 1, 2, 3, 0, 0, 1, 0, 3,
                                                    0, 0, 1, 2, 3, 0, 0, 1, 2, 0, 4, 0, 1, 2, 3, 0, 0, 1, 2, 3, 0, 0, 1,
                                                    2, 3, 0, 0, 1, 2, 3, 0, 0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 0, 2, 3, 0,
                                                    0, 1, 2, 3, 0, 0, 1, 0, 3, 0, 0, 1, 2, 3, 4, 0, 1, 2, 0, 0, 0};
        QTest::newRow("6") << 6 << std::vector<int>{1, 2, 3, 1, 1, 1, 2, 3, 1, 1, 0, 2, 3, 1, 0, 1, 2, 3, 0, 1, 1, 0, 3,
                                                    0, 0, 1, 2, 3, 0, 1, 1, 2, 0, 1, 0, 1, 2, 3, 1, 1, 1, 2, 3, 0, 1, 1,
                                                    2, 3, 0, 1, 1, 2, 3, 0, 0, 1, 2, 3, 1, 0, 1, 2, 3, 1, 1, 0, 2, 3, 1,
                                                    0, 1, 2, 3, 1, 1, 1, 0, 3, 1, 0, 1, 2, 3, 1, 1, 1, 2, 0, 0, 0};
    }
    void hdbscanIsTheReferences()
    {
        QFETCH(int, points);
        QFETCH(std::vector<int>, golden);
        for (int& l : golden)
            --l;
        Options options = optionsOf(Algorithm::Hdbscan, -1);
        options.minimumSize = options.corePoints = static_cast<std::size_t>(points);
        const auto out = run(listsOf(goldenRows(), 89), options);
        QVERIFY(sameGrouping(out, labels(golden)));
    }

    void linkageIsTheTextbooks_data()
    {
        QTest::addColumn<bool>("complete");
        QTest::addColumn<float>("threshold");
        for (const bool complete : {false, true})
            for (const float threshold : {0.2F, 0.4F, 0.6F, 0.8F})
                QTest::addRow("%s %.1f", complete ? "complete" : "average", static_cast<double>(threshold))
                    << complete << threshold;
    }
    void linkageIsTheTextbooks()
    {
        QFETCH(bool, complete);
        QFETCH(float, threshold);
        for (const std::uint64_t seed : {1U, 2U, 3U}) {
            const auto rows = test::crowd(90, 11, 1.0, seed);
            const auto algorithm = complete ? Algorithm::CompleteLinkage : Algorithm::AverageLinkage;
            QVERIFY(sameGrouping(run(listsOf(rows, 89), optionsOf(algorithm, threshold)),
                                 bruteLinkage(rows, complete, static_cast<double>(threshold))));
        }
    }

    // A person with far more pictures than a list has room for stays one person.
    void linkageKeepsPeopleLargerThanAList()
    {
        const auto rows = test::crowd(600, 2, 0.5, 11);
        const auto out = run(listsOf(rows, 20), optionsOf(Algorithm::AverageLinkage, 0.4F));
        std::vector<std::uint32_t> truth;
        for (std::uint32_t i = 0; i < 600; ++i)
            truth.push_back(i % 2);
        QVERIFY(eval::clusterMetrics(out, truth).pairs.f > 0.95);
    }

    void whispersSettles()
    {
        const Planted planted = plantedGraph(3000, 15, 30, 5);
        Options options = optionsOf(Algorithm::ChineseWhispers, 0.2F);
        const auto first = run(planted.lists, options);
        QVERIFY(eval::clusterMetrics(first, planted.groups).pairs.f > 0.99);
        QCOMPARE(run(planted.lists, options), first);
        options.seed = 2; // another order, nearly the same groups
        QVERIFY(eval::clusterMetrics(run(planted.lists, options), first).pairs.f > 0.99);
    }

    void sameFromAnyThread_data() { algorithmRows(); }
    void sameFromAnyThread()
    {
        QFETCH(Algorithm, algorithm);
        const Planted planted = plantedGraph(2000, 10, 20, 9);
        const Options options = optionsOf(algorithm, 0.4F);
        const auto alone = run(planted.lists, options);
        std::vector<std::vector<std::uint32_t>> out(4);
        {
            std::vector<std::jthread> threads;
            for (auto& one : out)
                threads.emplace_back([&] { one = run(planted.lists, options); });
        }
        for (const auto& one : out)
            QCOMPARE(one, alone);
    }

    void stops_data() { algorithmRows(); }
    void stops()
    {
        QFETCH(Algorithm, algorithm);
        const Planted planted = plantedGraph(200'000, 20, 10, 3);
        jobs::RecordingContext before;
        before.requestStop();
        QCOMPARE(test::codeOf([&] { group(planted.lists, {}, optionsOf(algorithm, 0.4F), before); }), "interrupted");
        jobs::RecordingContext during;
        during.stopAfter(1);
        QCOMPARE(test::codeOf([&] { group(planted.lists, {}, optionsOf(algorithm, 0.4F), during); }), "interrupted");
    }
};

QTEST_APPLESS_MAIN(TestAlgorithms)
#include "tst_algorithms.moc"
