// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/random.h"
#include "core/eval/pairs.h"

#include <QTest>
#include <algorithm>
#include <cmath>
#include <set>

using namespace likeness;
using namespace likeness::eval;

class TestPairs : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void takesAllPairsOfBothKinds();
    void samplesWithoutRepeating();
    void drawsEachKindUpToTheLimit();
    void contiguousFoldsHoldBothKinds();
    void checksWhileItDrawsAndScores();
    void isDeterministic();
    void leavesUnlabelledRowsOut();
    void scoresDotProducts();
    void refusesBadInput();
};

void TestPairs::takesAllPairsOfBothKinds()
{
    const std::vector<int> labels{0, 0, 0, 1, 1, 2, 7, 7};
    const auto pairs = makePairs(labels, 1000, 1);
    std::set<std::pair<std::uint32_t, std::uint32_t>> seen;
    int genuine = 0;
    for (const Pair& p : pairs) {
        QCOMPARE(p.same, labels[p.a] == labels[p.b]);
        QVERIFY(seen.insert(std::minmax(p.a, p.b)).second);
        genuine += p.same ? 1 : 0;
    }
    QCOMPARE(genuine, 3 + 1 + 1);
    QCOMPARE(pairs.size(), std::size_t{28});
    QCOMPARE(allPairs(labels).size(), std::size_t{28});
}

void TestPairs::samplesWithoutRepeating()
{
    std::vector<int> labels;
    for (int i = 0; i < 3000; ++i)
        labels.push_back(i % 20);
    const auto pairs = makePairs(labels, 5000, 3);
    std::set<std::pair<std::uint32_t, std::uint32_t>> seen;
    std::size_t genuine = 0;
    for (const Pair& p : pairs) {
        QCOMPARE(p.same, labels[p.a] == labels[p.b]);
        QVERIFY(seen.insert(std::minmax(p.a, p.b)).second);
        genuine += p.same ? 1 : 0;
    }
    QCOMPARE(genuine, std::size_t{5000});
    QCOMPARE(pairs.size(), std::size_t{10000});
}

// 40 people with ten pictures: 1,800 genuine pairs, and the limit's number of the 78,000 impostors, so that a false
// accept rate of 0.001 rests on 20 false accepts.
void TestPairs::drawsEachKindUpToTheLimit()
{
    std::vector<int> labels;
    for (int i = 0; i < 400; ++i)
        labels.push_back(i / 10);
    const auto count = [&](std::size_t most) {
        const auto pairs = makePairs(labels, most, 1);
        const auto genuine = std::count_if(pairs.begin(), pairs.end(), [](const Pair& p) { return p.same; });
        return std::pair(static_cast<std::size_t>(genuine), pairs.size() - static_cast<std::size_t>(genuine));
    };
    QCOMPARE(count(20'000), (std::pair<std::size_t, std::size_t>(1800, 20'000)));
    QCOMPARE(count(50'000), (std::pair<std::size_t, std::size_t>(1800, 50'000)));
    QCOMPARE(count(1'000'000), (std::pair<std::size_t, std::size_t>(1800, 78'000)));
    QCOMPARE(count(1000), (std::pair<std::size_t, std::size_t>(1000, 1000)));
}

void TestPairs::contiguousFoldsHoldBothKinds()
{
    std::vector<int> labels;
    for (int i = 0; i < 200; ++i)
        labels.push_back(i / 5);
    for (const std::size_t most : {400, 4000, 100'000}) {
        const auto pairs = makePairs(labels, most, 1);
        const auto share = static_cast<double>(std::min<std::size_t>(most, 400)) / static_cast<double>(pairs.size());
        const std::size_t fold = pairs.size() / 10;
        for (std::size_t f = 0; f < 10; ++f) {
            int genuine = 0;
            for (std::size_t i = f * fold; i < (f + 1) * fold; ++i)
                genuine += pairs[i].same ? 1 : 0;
            QVERIFY(std::abs(genuine - share * static_cast<double>(fold)) <= 1);
        }
    }
}

void TestPairs::checksWhileItDrawsAndScores()
{
    std::vector<int> labels;
    for (int i = 0; i < 4000; ++i)
        labels.push_back(i / 100);
    const std::vector<float> rows(labels.size() * 8, 0.1f);
    int calls = 0;
    const Check check = [&] { ++calls; };
    const auto pairs = makePairs(labels, 100'000, 1, check);
    QVERIFY(calls >= 6);
    calls = 0;
    scorePairs(rows, 8, pairs, check);
    QVERIFY(calls >= 6);
}

void TestPairs::isDeterministic()
{
    std::vector<int> labels;
    for (int i = 0; i < 300; ++i)
        labels.push_back(i % 30);
    const auto order = [&](std::uint64_t seed) {
        std::vector<std::uint32_t> out;
        for (const Pair& p : makePairs(labels, 100, seed))
            out.insert(out.end(), {p.a, p.b});
        return out;
    };
    QCOMPARE(order(1), order(1));
    QVERIFY(order(1) != order(2));
}

void TestPairs::leavesUnlabelledRowsOut()
{
    const std::vector<int> labels{-1, 0, 0, -1, 1};
    for (const Pair& p : makePairs(labels, 100, 1))
        QVERIFY(labels[p.a] >= 0 && labels[p.b] >= 0);
    QCOMPARE(allPairs(labels).size(), std::size_t{3});
    QVERIFY(makePairs({}, 100, 1).empty());
    QVERIFY(makePairs(std::vector<int>{1, 2, 3}, 100, 1).empty()); // no genuine pair, so none at all
}

void TestPairs::scoresDotProducts()
{
    Rng rng(2);
    for (const int dim : {1, 7, 16, 33, 128}) {
        std::vector<float> rows(static_cast<std::size_t>(dim) * 2);
        for (float& v : rows)
            v = static_cast<float>(rng.normal());
        double expected = 0;
        for (int k = 0; k < dim; ++k)
            expected += static_cast<double>(rows[static_cast<std::size_t>(k)]) *
                        static_cast<double>(rows[static_cast<std::size_t>(dim + k)]);
        const std::vector<Pair> pairs{{0, 1, false}};
        QVERIFY(std::abs(static_cast<double>(scorePairs(rows, dim, pairs)[0]) - expected) < 1e-4);
    }
}

void TestPairs::refusesBadInput()
{
    const auto codeOf = [](auto&& work) {
        try {
            work();
        } catch (const Error& e) {
            return e.code();
        }
        return ErrorCode::Internal;
    };
    const std::vector<float> rows{1, 0, 0, 1};
    const std::vector<Pair> outside{{0, 2, false}};
    QCOMPARE(codeOf([&] { scorePairs(rows, 2, outside); }), ErrorCode::BadArgument);
    QCOMPARE(codeOf([&] { scorePairs(rows, 3, {}); }), ErrorCode::BadArgument);
    QCOMPARE(codeOf([&] { scorePairs(rows, 0, {}); }), ErrorCode::BadArgument);
}

QTEST_APPLESS_MAIN(TestPairs)
#include "tst_pairs.moc"
