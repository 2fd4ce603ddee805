// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/neighbours/every_pair.h"
#include "tests/support/error_code.h"

#include <QTest>
#include <cmath>
#include <deque>
#include <map>
#include <mutex>

using namespace likeness;
using namespace likeness::neighbours;

namespace {

std::vector<float> rows(std::size_t count, std::size_t dim)
{
    Rng rng(3);
    std::vector<float> out;
    for (std::size_t i = 0; i < count * dim; ++i)
        out.push_back(static_cast<float>(rng.normal(0, 1 / std::sqrt(static_cast<double>(dim)))));
    return out;
}

// The products of all pairs of places; one that comes twice is remembered.
class Keep final : public TileSink
{
public:
    explicit Keep(std::size_t places) : m_places(places) {}
    void take(const Tile& tile) override
    {
        for (std::size_t r = 0; r < tile.rows; ++r)
            for (std::size_t c = 0; c < tile.columns; ++c) {
                const std::size_t row = tile.row + r;
                const std::size_t column = tile.column + c;
                const bool counts = row < column && column < m_places;
                wrong += tile.whole && !counts;
                if (counts)
                    twice += !found.emplace(std::pair(row, column), tile.products[r * tile.columns + c]).second;
            }
    }
    std::map<std::pair<std::size_t, std::size_t>, float> found;
    int twice = 0, wrong = 0;

private:
    std::size_t m_places;
};

} // namespace

class TestEveryPair : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void givesEachPairOnce_data();
    void givesEachPairOnce();
    void isTheSameForAnyThreads();
    void stops();
    void refusesWhatIsNotThere();
};

void TestEveryPair::givesEachPairOnce_data()
{
    QTest::addColumn<std::size_t>("count");
    QTest::addColumn<std::size_t>("dim");
    for (const std::size_t count : {0u, 1u, 2u, 7u, 48u, 481u, 1000u})
        QTest::addRow("%zu vectors", count) << count << std::size_t{5};
    QTest::newRow("512 features") << std::size_t{100} << std::size_t{512};
}

void TestEveryPair::givesEachPairOnce()
{
    QFETCH(std::size_t, count);
    QFETCH(std::size_t, dim);
    const auto values = rows(count + 1, dim);
    std::vector<std::uint32_t> order; // backwards, without vector 0
    for (std::size_t i = count; i > 0; --i)
        order.push_back(static_cast<std::uint32_t>(i));
    std::deque<Keep> sinks;
    jobs::RecordingContext context;
    everyPair(
        {values, dim}, order, 2, [&](std::size_t) -> TileSink& { return sinks.emplace_back(count); }, context);
    std::size_t pairs = 0;
    for (const Keep& sink : sinks) {
        QCOMPARE(sink.twice + sink.wrong, 0);
        pairs += sink.found.size();
        for (const auto& [places, product] : sink.found) {
            double expected = 0;
            for (std::size_t k = 0; k < dim; ++k)
                expected += static_cast<double>(values[order[places.first] * dim + k]) *
                            static_cast<double>(values[order[places.second] * dim + k]);
            QVERIFY(std::abs(expected - static_cast<double>(product)) < 2e-6);
        }
    }
    QCOMPARE(pairs, count * (count - std::min<std::size_t>(count, 1)) / 2);
}

void TestEveryPair::isTheSameForAnyThreads()
{
    const std::size_t count = 700;
    const auto values = rows(count, 33);
    std::vector<std::uint32_t> order;
    for (std::size_t i = 0; i < count; ++i)
        order.push_back(static_cast<std::uint32_t>(i));
    std::vector<std::map<std::pair<std::size_t, std::size_t>, float>> found;
    for (const int threads : {1, 3}) {
        std::deque<Keep> sinks;
        jobs::RecordingContext context;
        everyPair(
            {values, 33}, order, threads, [&](std::size_t) -> TileSink& { return sinks.emplace_back(count); }, context);
        found.emplace_back();
        for (Keep& sink : sinks)
            found.back().merge(sink.found);
    }
    QCOMPARE(found[0].size(), count * (count - 1) / 2);
    QVERIFY(found[0] == found[1]);
}

void TestEveryPair::stops()
{
    const auto values = rows(3000, 16);
    std::vector<std::uint32_t> order;
    for (std::uint32_t i = 0; i < 3000; ++i)
        order.push_back(i);
    class Nothing final : public TileSink
    {
    public:
        void take(const Tile& /*tile*/) override {}
    } nothing;
    jobs::RecordingContext context;
    context.stopAfter(3);
    QCOMPARE(test::codeOf([&] {
                 everyPair(
                     {values, 16}, order, 1, [&](std::size_t) -> TileSink& { return nothing; }, context);
             }),
             std::string("interrupted"));
    QVERIFY(context.progressCalls < 6);
}

void TestEveryPair::refusesWhatIsNotThere()
{
    const auto values = rows(3, 4);
    const std::vector<std::uint32_t> order{0, 1, 3};
    jobs::RecordingContext context;
    Keep keep(3);
    QCOMPARE(test::codeOf([&] {
                 everyPair(
                     {values, 4}, order, 1, [&](std::size_t) -> TileSink& { return keep; }, context);
             }),
             std::string("bad_argument"));
}

QTEST_APPLESS_MAIN(TestEveryPair)
#include "tst_every_pair.moc"
