// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/cluster/near_hashes.h"
#include "tests/support/error_code.h"

#include <QTest>
#include <algorithm>
#include <bit>

using namespace likeness;
using namespace likeness::cluster;

namespace {

std::vector<NearPair> allPairs(const std::vector<std::uint64_t>& hashes, int distance)
{
    std::vector<NearPair> out;
    for (std::uint32_t a = 0; a < hashes.size(); ++a)
        for (std::uint32_t b = a + 1; b < hashes.size(); ++b)
            if (const int d = std::popcount(hashes[a] ^ hashes[b]); d <= distance)
                out.push_back({a, b, d});
    return out;
}

// Random ones, and for half of them copies with up to ten bits changed anywhere.
std::vector<std::uint64_t> sample(std::size_t count, std::uint64_t seed)
{
    Rng rng(seed);
    std::vector<std::uint64_t> out;
    while (out.size() < count) {
        out.push_back(rng.next());
        std::uint64_t copy = out[rng.below(out.size())];
        for (std::uint64_t flips = rng.below(11); flips > 0; --flips)
            copy ^= std::uint64_t{1} << rng.below(64);
        out.push_back(copy);
    }
    return out;
}

NearPairs run(const std::vector<std::uint64_t>& hashes, int distance, std::size_t most = 1'000'000, int threads = 0)
{
    jobs::RecordingContext context;
    return nearPairs(hashes, distance, most, threads, context);
}

} // namespace

class TestNearHashes : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void findsAllPairs_data()
    {
        QTest::addColumn<int>("distance");
        for (int d = 0; d <= kMostHashDistance; ++d)
            QTest::addRow("%d", d) << d;
    }
    void findsAllPairs()
    {
        QFETCH(int, distance);
        const auto hashes = sample(3000, static_cast<std::uint64_t>(distance) + 1);
        const auto truth = allPairs(hashes, distance);
        QVERIFY(truth.size() > 50);
        const NearPairs out = run(hashes, distance);
        QVERIFY(out.complete);
        QCOMPARE(out.pairs, truth);
        QCOMPARE(run(hashes, distance, 1'000'000, 1).pairs, truth);
    }

    void manyEqualOnes()
    {
        const std::vector<std::uint64_t> equal(300, 42);
        QCOMPARE(run(equal, 0).pairs.size(), std::size_t(300 * 299 / 2));
        QCOMPARE(run(equal, 8).pairs, allPairs(equal, 8));
    }

    void keepsToTheLimit()
    {
        std::vector<std::uint64_t> close;
        for (int a = 0; a < 64; ++a)
            for (int b = 0; b < 64; ++b)
                close.push_back(std::uint64_t{1} << a | std::uint64_t{1} << b); // all within 4 of each other
        for (const int threads : {1, 2, 5}) {
            const NearPairs out = run(close, 4, 1000, threads);
            QVERIFY(!out.complete);
            QCOMPARE(out.pairs.size(), std::size_t(1000));
            QCOMPARE(out.pairs, run(close, 4, 1000, 1).pairs);
        }
        QVERIFY(run({1, 1}, 0, 1).complete); // just as many as there are
        QVERIFY(!run({1, 1, 1}, 0, 1).complete);
    }

    void littleAndWrong()
    {
        QVERIFY(run({}, 8).pairs.empty());
        QVERIFY(run({7}, 8).pairs.empty());
        QCOMPARE(test::codeOf([] { run({}, 9); }), "bad_argument");
        QCOMPARE(test::codeOf([] { run({}, -1); }), "bad_argument");
    }

    void stops()
    {
        jobs::RecordingContext context;
        context.stopAfter(2);
        const auto hashes = sample(60'000, 1);
        QCOMPARE(test::codeOf([&] { nearPairs(hashes, 8, 1'000'000, 2, context); }), "interrupted");
    }
};

QTEST_APPLESS_MAIN(TestNearHashes)
#include "tst_near_hashes.moc"
