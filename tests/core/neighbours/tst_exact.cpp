// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/neighbours/exact.h"
#include "core/neighbours/similarity.h"
#include "tests/core/neighbours/vectors.h"
#include "tests/support/error_code.h"

#include <QTest>
#include <algorithm>
#include <limits>
#include <numbers>

using namespace likeness;
using namespace likeness::neighbours;
using test::bruteForce;
using test::codeOf;
using test::Faces;

class TestExact : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void similarityIsTheProduct();
    void equalsBruteForce_data();
    void equalsBruteForce();
    void equalVectorsComeByIndex();
    void tellsAlmostEqualVectorsApart();
    void takesAnyOrderAndLength();
    void neverFindsItsOwnGroup();
    void findsInsideGroupsOnly();
    void staysStandingOnNotANumber();
    void reportsAndStops();
    void refusesBadInput();
};

namespace {

QString describe(std::span<const Neighbour> list)
{
    QString out;
    for (const auto& n : list)
        out += QStringLiteral("%1:%2 ").arg(n.index).arg(double{n.similarity}, 0, 'g', 9);
    return out;
}

bool equal(std::span<const Neighbour> a, std::span<const Neighbour> b)
{
    return std::ranges::equal(
        a, b, [](const auto& x, const auto& y) { return x.index == y.index && x.similarity == y.similarity; });
}

// What is right for every one of `every` vectors; `groups` may be empty.
class Truth
{
public:
    Truth(const Vectors& vectors,
          const std::vector<std::uint32_t>& groups,
          Pairs pairs,
          std::size_t k,
          std::size_t every = 1)
        : m_every(every)
    {
        for (std::size_t i = 0; i < vectors.count(); i += every)
            m_lists.push_back(bruteForce(vectors, i, k, [&](std::size_t j) {
                return groups.empty() || (groups[i] == groups[j]) == (pairs == Pairs::SameGroup);
            }));
    }
    // Empty, or what is wrong.
    QString differences(const Lists& found) const
    {
        for (std::size_t t = 0; t < m_lists.size(); ++t)
            if (!equal(found[t * m_every], m_lists[t]))
                return QStringLiteral("%1 has %2 instead of %3")
                    .arg(t * m_every)
                    .arg(describe(found[t * m_every]), describe(m_lists[t]));
        return {};
    }

private:
    std::size_t m_every;
    std::vector<std::vector<Neighbour>> m_lists;
};

Lists search(const Vectors& vectors,
             const std::vector<std::uint32_t>& groups,
             Pairs pairs,
             std::size_t k,
             const Kernel& kernel = *kernels().front(),
             int threads = 2)
{
    jobs::RecordingContext context;
    return exactNearest(vectors, groups, pairs, k, threads, kernel, context);
}

} // namespace

void TestExact::similarityIsTheProduct()
{
    for (const std::size_t dim : {1, 2, 15, 16, 31, 32, 33, 63, 64, 65, 128, 130, 512}) {
        const Faces faces(50, dim, 50, 1);
        std::vector<Neighbour> found;
        for (std::uint32_t j = 0; j < 50; ++j)
            found.push_back({j, 0});
        setSimilarities(faces.vectors().row(3).data(), faces.values.data(), dim, found);
        for (const auto& n : found) {
            double sum = 0;
            for (std::size_t d = 0; d < dim; ++d)
                sum += double{faces.vectors().row(3)[d]} * double{faces.vectors().row(n.index)[d]};
            QVERIFY(std::abs(sum - double{n.similarity}) < 3e-7);
        }
    }
}

void TestExact::equalsBruteForce_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<int>("dim");
    QTest::addColumn<int>("k");
    QTest::addColumn<int>("people"); // 0: no groups
    QTest::addColumn<double>("spread");
    const auto row = [](int count, int dim, int k, int people, double spread) {
        QTest::newRow(qPrintable(QStringLiteral("%1 x %2, k %3, %4 people").arg(count).arg(dim).arg(k).arg(people)))
            << count << dim << k << people << spread;
    };
    row(1, 8, 3, 0, 1);
    row(2, 8, 3, 0, 1);
    row(3, 1, 1, 0, 1);
    row(48, 16, 5, 0, 1);
    row(49, 17, 100, 0, 1);
    row(479, 7, 40, 0, 1);
    row(480, 32, 478, 12, 0.5);
    row(481, 33, 479, 0, 0.5);
    row(960, 64, 10, 2, 2);
    row(1500, 31, 1, 300, 0.3);
    row(1921, 100, 40, 100, 0.3);
    row(2500, 128, 20, 1000, 0.2);
    row(2600, 3, 25, 40, 0.1); // dense: many within the margin
    row(1100, 512, 64, 30, 1.0);
}

void TestExact::equalsBruteForce()
{
    QFETCH(int, count);
    QFETCH(int, dim);
    QFETCH(int, k);
    QFETCH(int, people);
    QFETCH(double, spread);
    const auto most = static_cast<std::size_t>(k);
    const Faces faces(static_cast<std::size_t>(count), static_cast<std::size_t>(dim),
                      static_cast<std::size_t>(std::max(people, 10)), spread);
    const auto groups = people == 0 ? std::vector<std::uint32_t>() : faces.people;
    for (const Pairs pairs : {Pairs::OtherGroups, Pairs::SameGroup}) {
        if (pairs == Pairs::SameGroup && people == 0)
            continue;
        const Truth truth(faces.vectors(), groups, pairs, most);
        for (const Kernel* kernel : kernels())
            for (const int threads : {1, 3})
                QCOMPARE(truth.differences(search(faces.vectors(), groups, pairs, most, *kernel, threads)), QString());
    }
}

void TestExact::equalVectorsComeByIndex()
{
    const std::vector<float> values(1200 * 20, 0.25f);
    for (const Kernel* kernel : kernels()) {
        const auto lists = search({values, 20}, {}, Pairs::OtherGroups, 3, *kernel);
        QCOMPARE(describe(lists[0]), QStringLiteral("1:1.25 2:1.25 3:1.25 "));
        QCOMPARE(describe(lists[2]), QStringLiteral("0:1.25 1:1.25 3:1.25 "));
        QCOMPARE(describe(lists[1199]), QStringLiteral("0:1.25 1:1.25 2:1.25 "));
    }
}

// All within a thousandth of each other, far closer than bfloat16 can tell.
void TestExact::tellsAlmostEqualVectorsApart()
{
    const Faces faces(1500, 48, 1, 0.0003);
    const Truth truth(faces.vectors(), {}, Pairs::OtherGroups, 10);
    for (const Kernel* kernel : kernels()) {
        const auto lists = search(faces.vectors(), {}, Pairs::OtherGroups, 10, *kernel);
        QCOMPARE(truth.differences(lists), QString());
    }
}

// A walk around a circle, once in order, with lengths that grow a thousandfold on the way.
void TestExact::takesAnyOrderAndLength()
{
    std::vector<float> values;
    for (int i = 0; i < 3000; ++i) {
        const double angle = 2 * std::numbers::pi * i / 3000;
        const double length = std::pow(10.0, i / 1000.0);
        values.push_back(static_cast<float>(length * std::cos(angle)));
        values.push_back(static_cast<float>(length * std::sin(angle)));
    }
    const Truth truth({values, 2}, {}, Pairs::OtherGroups, 7, 5);
    for (const Kernel* kernel : kernels())
        QCOMPARE(truth.differences(search({values, 2}, {}, Pairs::OtherGroups, 7, *kernel)), QString());
}

// One person with two thirds of all, in between the others.
void TestExact::neverFindsItsOwnGroup()
{
    Faces faces(3000, 24, 50, 0.5);
    for (std::size_t i = 0; i < faces.people.size(); ++i)
        if (i % 3 != 0)
            faces.people[i] = 200'000;
    const auto lists = search(faces.vectors(), faces.people, Pairs::OtherGroups, 30);
    const Truth truth(faces.vectors(), faces.people, Pairs::OtherGroups, 30);
    QCOMPARE(truth.differences(lists), QString());
    const std::vector<std::uint32_t> one(3000, 4);
    const auto none = search(faces.vectors(), one, Pairs::OtherGroups, 30);
    for (std::size_t i = 0; i < none.count(); ++i)
        QVERIFY(none[i].empty());
}

void TestExact::findsInsideGroupsOnly()
{
    Faces faces(3000, 24, 50, 0.5);
    for (std::size_t i = 0; i < faces.people.size(); ++i)
        if (i % 3 != 0)
            faces.people[i] = 200'000;
    const auto lists = search(faces.vectors(), faces.people, Pairs::SameGroup, 30);
    const Truth truth(faces.vectors(), faces.people, Pairs::SameGroup, 30);
    QCOMPARE(truth.differences(lists), QString());
    std::vector<std::uint32_t> alone(3000);
    for (std::uint32_t i = 0; i < 3000; ++i)
        alone[i] = 3000 - i;
    const auto none = search(faces.vectors(), alone, Pairs::SameGroup, 30);
    QCOMPARE(none.count(), std::size_t{3000});
    for (std::size_t i = 0; i < none.count(); ++i)
        QVERIFY(none[i].empty());
}

void TestExact::staysStandingOnNotANumber()
{
    Faces faces(1000, 24, 50, 0.5);
    const auto row = [&](std::size_t i) { return std::span(faces.values).subspan(i * 24, 24); };
    row(10)[3] = std::numeric_limits<float>::quiet_NaN();
    row(700)[0] = std::numeric_limits<float>::infinity();
    std::fill(row(900).begin(), row(900).end(), 3e38f);
    for (const Kernel* kernel : kernels()) {
        const auto lists = search(faces.vectors(), {}, Pairs::OtherGroups, 5, *kernel);
        for (std::size_t i = 0; i < lists.count(); ++i)
            for (const Neighbour& n : lists[i]) {
                QVERIFY(n.index < 1000 && n.index != i);
                QVERIFY(!std::isnan(n.similarity));
            }
        QVERIFY(lists[10].empty());
    }
    // The unusable one takes nothing from the others.
    row(700)[0] = 0;
    std::fill(row(900).begin(), row(900).end(), 0.0f);
    const auto lists = search(faces.vectors(), {}, Pairs::OtherGroups, 5);
    for (std::size_t i = 0; i < 10; ++i) {
        const auto expected = bruteForce(faces.vectors(), i, 5, [](std::size_t j) { return j != 10; });
        QVERIFY(equal(lists[i], expected));
    }
}

void TestExact::reportsAndStops()
{
    const Faces faces(3000, 16, 50, 0.5);
    jobs::RecordingContext context;
    nearest(faces.vectors(), {}, {.k = 5, .threads = 2}, context);
    QCOMPARE(context.done, context.total);
    QVERIFY(context.progressCalls > 10);
    const Kernel& kernel = *kernels().front();
    for (const Pairs pairs : {Pairs::OtherGroups, Pairs::SameGroup}) {
        jobs::RecordingContext stopped;
        stopped.stopAfter(3);
        QCOMPARE(codeOf([&] { exactNearest(faces.vectors(), faces.people, pairs, 5, 2, kernel, stopped); }),
                 std::string("interrupted"));
        QVERIFY(stopped.done < stopped.total);
        jobs::RecordingContext before;
        before.requestStop();
        QCOMPARE(codeOf([&] { exactNearest(faces.vectors(), faces.people, pairs, 5, 2, kernel, before); }),
                 std::string("interrupted"));
    }
}

void TestExact::refusesBadInput()
{
    const Faces faces(10, 4, 3, 1);
    jobs::RecordingContext context;
    const std::vector<std::uint32_t> few(9, 1);
    QCOMPARE(codeOf([&] { nearest(faces.vectors(), few, {}, context); }), std::string("bad_argument"));
    QCOMPARE(codeOf([&] { nearestInGroup(faces.vectors(), few, 3, 1, context); }), std::string("bad_argument"));
    QCOMPARE(codeOf([&] { nearestInGroup(faces.vectors(), {}, 3, 1, context); }), std::string("bad_argument"));
    QCOMPARE(nearest({}, {}, {}, context).lists.count(), std::size_t{0});
    QVERIFY(nearest(faces.vectors(), {}, {.k = 0}, context).lists[3].empty());
}

QTEST_APPLESS_MAIN(TestExact)
#include "tst_exact.moc"
