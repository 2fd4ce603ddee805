// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cluster/threshold.h"
#include "core/eval/cluster_metrics.h"
#include "tests/core/cluster/sample.h"
#include "tests/support/error_code.h"

#include <QTest>
#include <limits>
#include <numeric>

using namespace likeness;
using namespace likeness::cluster;

namespace {

std::vector<float> normal(std::size_t count, double mean, double deviation, std::uint64_t seed)
{
    Rng rng(seed);
    std::vector<float> out(count);
    for (float& v : out)
        v = static_cast<float>(rng.normal(mean, deviation));
    return out;
}

bool near(float a, double b, double tolerance)
{
    if (std::abs(static_cast<double>(a) - b) <= tolerance)
        return true;
    qWarning("%g is not %g", static_cast<double>(a), b);
    return false;
}

} // namespace

class TestThreshold : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void isTheImpostorsQuantile()
    {
        // 100,001 evenly spread impostors: the threshold is where allowedFpr() of them lie above.
        std::vector<float> impostor(100'001);
        for (std::size_t i = 0; i < impostor.size(); ++i)
            impostor[i] = static_cast<float>(static_cast<double>(i) / 100'000 - 0.5);
        for (const std::size_t n : {100U, 2500U, 10'000U}) {
            const double fpr = 0.05 / std::sqrt(static_cast<double>(n));
            QCOMPARE(allowedFpr(Algorithm::AverageLinkage, n), fpr);
            QVERIFY(near(defaultThreshold(Algorithm::AverageLinkage, n, {}, impostor), 0.5 - fpr, 2e-5));
        }
    }

    void goesOnBeyondTheSample()
    {
        // DBSCAN of 5000 items: one impostor pair in a million, and there are 20,000. z(1e-6) = 4.7534
        QCOMPARE(allowedFpr(Algorithm::Dbscan, 5000), 1e-6);
        const auto impostor = normal(20'000, 0.05, 0.1, 1);
        QVERIFY(near(defaultThreshold(Algorithm::Dbscan, 5000, {}, impostor), 0.05 + 0.1 * 4.7534, 0.03));
    }

    void neverAboveTheMedianOfTheAlike()
    {
        const auto impostor = normal(20'000, 0.05, 0.1, 1);
        const std::vector<float> weak = {0.1F, 0.2F, 0.3F};
        QCOMPARE(defaultThreshold(Algorithm::Dbscan, 5000, weak, impostor), 0.2F);
        QCOMPARE(unlabelledThreshold(Algorithm::Dbscan, 5000, weak, impostor), 0.2F);
    }

    void unlabelledHardlyMindsTheFewAlike()
    {
        const auto impostor = normal(200'000, 0.02, 0.11, 2);
        auto random = impostor;
        const auto genuine = normal(6'000, 0.6, 0.1, 3); // three in a hundred random pairs are of one person
        random.insert(random.end(), genuine.begin(), genuine.end());
        const float pure = unlabelledThreshold(Algorithm::AverageLinkage, 2000, genuine, impostor);
        QVERIFY(near(unlabelledThreshold(Algorithm::AverageLinkage, 2000, genuine, random), static_cast<double>(pure),
                     0.03));
        QVERIFY(near(pure, 0.02 + 1.1 * 0.11 * 3.0573, 0.01)); // z(0.05 / √2000 = 0.001118)
    }

    void moreItemsAreMoreCareful()
    {
        const auto impostor = normal(20'000, 0.05, 0.1, 1);
        for (const Algorithm algorithm : allAlgorithms()) {
            float last = 0;
            for (const std::size_t n : {1000U, 10'000U, 100'000U, 1'000'000U}) {
                const float threshold = unlabelledThreshold(algorithm, n, {}, impostor);
                QVERIFY(threshold > last);
                last = threshold;
            }
        }
    }

    // The rule serves each algorithm on people whom it has never seen.
    void findsThePeople()
    {
        const auto rows = test::crowd(900, 90, 0.35, 31);
        std::vector<float> values;
        std::vector<std::uint32_t> truth;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const double length = std::sqrt(std::inner_product(rows[i].begin(), rows[i].end(), rows[i].begin(), 0.0));
            for (const double v : rows[i])
                values.push_back(static_cast<float>(v / length));
            truth.push_back(static_cast<std::uint32_t>(i % 90));
        }
        const neighbours::Vectors vectors{values, rows.front().size()};
        const auto lists = test::listsOf(rows, 30);
        const auto random = randomPairs(vectors, 200'000, 1);
        QCOMPARE(random.size(), std::size_t(200'000));
        QCOMPARE(randomPairs(vectors, 200'000, 1), random);
        jobs::RecordingContext context;
        for (const Algorithm algorithm : {Algorithm::AverageLinkage, Algorithm::ChineseWhispers, Algorithm::Hdbscan}) {
            Options options = defaultOptions(algorithm);
            options.threshold = unlabelledThreshold(algorithm, rows.size(), nearestSimilarities(lists), random);
            const double f = eval::clusterMetrics(group(lists, {}, options, context).cluster, truth).pairs.f;
            QVERIFY2(f > 0.85, std::string(algorithmName(algorithm)).c_str());
        }
    }

    void refusesWhatSaysNothing()
    {
        const std::vector<float> some = {0.1F}, odd = {std::numeric_limits<float>::quiet_NaN()};
        QCOMPARE(test::codeOf([&] { defaultThreshold(Algorithm::Dbscan, 10, some, {}); }), "bad_argument");
        QCOMPARE(test::codeOf([&] { defaultThreshold(Algorithm::Dbscan, 10, some, odd); }), "bad_argument");
        QCOMPARE(test::codeOf([&] { unlabelledThreshold(Algorithm::Dbscan, 10, odd, some); }), "bad_argument");
        QCOMPARE(test::codeOf([&] { unlabelledThreshold(Algorithm::Dbscan, 10, {}, some); }), "nothing");
        QVERIFY(randomPairs({some, 1}, 5, 1).empty());
        QVERIFY(nearestSimilarities(neighbours::Lists(3, 2)).empty());
    }
};

QTEST_APPLESS_MAIN(TestThreshold)
#include "tst_threshold.moc"
