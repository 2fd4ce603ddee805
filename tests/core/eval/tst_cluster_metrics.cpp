// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/random.h"
#include "core/eval/cluster_metrics.h"
#include "tests/support/error_code.h"

#include <QTest>
#include <algorithm>
#include <cmath>

using namespace likeness;
using namespace likeness::eval;

namespace {

using Numbers = std::vector<std::uint32_t>;

bool near(double a, double b)
{
    if (std::abs(a - b) < 1e-9)
        return true;
    qWarning("%.12g is not %.12g", a, b);
    return false;
}

// From the definitions, over all pairs.
ClusterMetrics bruteForce(Numbers clusters, Numbers labels)
{
    std::uint32_t next = 1'000'000;
    for (Numbers* list : {&clusters, &labels})
        for (std::uint32_t& v : *list)
            if (v == kNoCluster)
                v = next++;
    ClusterMetrics out;
    const auto n = static_cast<double>(clusters.size());
    double both = 0, together = 0, same = 0;
    for (std::size_t i = 0; i < clusters.size(); ++i) {
        double inBoth = 0, inCluster = 0, inLabel = 0;
        for (std::size_t j = 0; j < clusters.size(); ++j) {
            const bool c = clusters[i] == clusters[j], l = labels[i] == labels[j];
            inBoth += c && l;
            inCluster += c;
            inLabel += l;
        }
        both += inBoth - 1;
        together += inCluster - 1;
        same += inLabel - 1;
        out.bcubed.precision += inBoth / inCluster / n;
        out.bcubed.recall += inBoth / inLabel / n;
        // Mutual information and entropies, an item's share of each.
        out.nmi += std::log(inBoth * n / (inCluster * inLabel)) / n;
        out.pairs.f -= std::log(inCluster / n) / n / 2 + std::log(inLabel / n) / n / 2; // their mean, for a moment
    }
    out.nmi = out.pairs.f > 0 ? out.nmi / out.pairs.f : 1;
    out.pairs = {together > 0 ? both / together : 1, same > 0 ? both / same : 1, 0};
    for (Agreement* a : {&out.pairs, &out.bcubed})
        a->f = a->precision + a->recall > 0 ? 2 * a->precision * a->recall / (a->precision + a->recall) : 0;
    return out;
}

} // namespace

class TestClusterMetrics : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    // scikit-learn 1.2.1: normalized_mutual_info_score, pair_confusion_matrix; BCubed from its definition in NumPy.
    void golden_data()
    {
        QTest::addColumn<Numbers>("clusters");
        QTest::addColumn<Numbers>("labels");
        QTest::addColumn<std::vector<double>>("values"); // pairs P, R; BCubed P, R; NMI
        const std::uint32_t x = kNoCluster;
        QTest::newRow("mixed, with noise")
            << Numbers{0, 0, 0, 1, 1, 2, 2, 2, 2, x, x, 3} << Numbers{0, 0, 1, 1, 1, 2, 2, 2, 0, 2, 3, 3}
            << std::vector<double>{10.0 / 20, 10.0 / 26, 0.7638888888888888, 0.5694444444444444, 0.6763868753057366};
        QTest::newRow("all in one") << Numbers(6, 9) << Numbers{0, 0, 1, 1, 2, 2}
                                    << std::vector<double>{0.2, 1, 1.0 / 3, 1, 0};
        QTest::newRow("all alone") << Numbers(4, x) << Numbers(4, 5) << std::vector<double>{1, 0, 1, 0.25, 0};
        QTest::newRow("crossed") << Numbers{0, 1, 0, 1, 0, 1, 2, 2, 2, 2} << Numbers{7, 7, 7, 1, 1, 1, 2, 2, 2, 2}
                                 << std::vector<double>{2.0 / 3, 2.0 / 3, 11.0 / 15, 11.0 / 15, 0.6492712741077916};
        QTest::newRow("equal but for the names")
            << Numbers{3, 3, 8, 8, 8} << Numbers{1, 1, 0, 0, 0} << std::vector<double>{1, 1, 1, 1, 1};
        QTest::newRow("one and one") << Numbers(3, 1) << Numbers(3, 2) << std::vector<double>{1, 1, 1, 1, 1};
        QTest::newRow("each alone in both") << Numbers(3, x) << Numbers{0, 1, 2} << std::vector<double>{1, 1, 1, 1, 1};
    }
    void golden()
    {
        QFETCH(Numbers, clusters);
        QFETCH(Numbers, labels);
        QFETCH(std::vector<double>, values);
        const ClusterMetrics m = clusterMetrics(clusters, labels);
        QVERIFY(near(m.pairs.precision, values[0]));
        QVERIFY(near(m.pairs.recall, values[1]));
        QVERIFY(near(m.bcubed.precision, values[2]));
        QVERIFY(near(m.bcubed.recall, values[3]));
        QVERIFY(near(m.nmi, values[4]));
    }

    void isTheDefinition()
    {
        for (std::uint64_t seed = 0; seed < 20; ++seed) {
            Rng rng(seed);
            Numbers clusters, labels;
            for (int i = 0; i < 150; ++i) {
                labels.push_back(static_cast<std::uint32_t>(rng.below(3 + seed)));
                clusters.push_back(rng.below(10) == 0  ? kNoCluster
                                   : rng.below(3) == 0 ? static_cast<std::uint32_t>(rng.below(9))
                                                       : labels.back());
            }
            const ClusterMetrics a = clusterMetrics(clusters, labels), b = bruteForce(clusters, labels);
            for (const auto& [x, y] : {std::pair{a.pairs, b.pairs}, std::pair{a.bcubed, b.bcubed}}) {
                QVERIFY(near(x.precision, y.precision));
                QVERIFY(near(x.recall, y.recall));
                QVERIFY(near(x.f, y.f));
            }
            QVERIFY(near(a.nmi, b.nmi));
            QCOMPARE(a.noise, std::uint64_t(std::count(clusters.begin(), clusters.end(), kNoCluster)));
        }
    }

    void countsClusters()
    {
        const ClusterMetrics m = clusterMetrics(Numbers{5, kNoCluster, 5, 7}, Numbers{0, 0, 0, 0});
        QCOMPARE(m.clusters, 2U);
        QCOMPARE(m.noise, std::uint64_t(1));
        QCOMPARE(m.toJson()["clusters"].get<int>(), 2);
        QCOMPARE(m.toJson()["pairwise"]["f"].get<double>(), m.pairs.f);
    }

    void millions()
    {
        Numbers clusters(2'000'000), labels(2'000'000);
        for (std::uint32_t i = 0; i < clusters.size(); ++i) {
            labels[i] = i / 4;
            clusters[i] = i / 2;
        }
        const ClusterMetrics m = clusterMetrics(clusters, labels);
        QVERIFY(near(m.pairs.precision, 1) && near(m.pairs.recall, 1.0 / 3));
        QVERIFY(near(m.bcubed.recall, 0.5));
    }

    void littleAndWrong()
    {
        QCOMPARE(clusterMetrics({}, {}).pairs.f, 0.0);
        QCOMPARE(test::codeOf([] { clusterMetrics(Numbers{1}, Numbers{1, 2}); }), "bad_argument");
    }
};

QTEST_APPLESS_MAIN(TestClusterMetrics)
#include "tst_cluster_metrics.moc"
