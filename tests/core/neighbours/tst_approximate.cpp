// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/neighbours/approximate.h"
#include "tests/core/neighbours/vectors.h"
#include "tests/support/error_code.h"

#include <QTest>
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

using namespace likeness;
using namespace likeness::neighbours;
using test::bruteForce;
using test::codeOf;
using test::Faces;

class TestApproximate : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void findsMostOfClusteredData();
    void dependsOnNeitherKernelNorThreads();
    void takesSmallAndEqualSets();
    void staysStandingOnNotANumber();
    void stops();
    void isChosenWhereItPays();
};

namespace {

Result search(const Faces& faces, std::size_t k, const Kernel& kernel = *kernels().front(), int threads = 2)
{
    jobs::RecordingContext context;
    return approximateNearest(faces.vectors(), faces.people, k, threads, kernel, context);
}

bool equal(const Lists& a, const Lists& b)
{
    for (std::size_t i = 0; i < std::max(a.count(), b.count()); ++i)
        if (!std::ranges::equal(a[i], b[i], [](const auto& x, const auto& y) {
                return x.index == y.index && x.similarity == y.similarity;
            }))
            return false;
    return a.count() == b.count();
}

} // namespace

void TestApproximate::findsMostOfClusteredData()
{
    constexpr std::size_t kMost = 10;
    const Faces faces(8000, 12, 400, 0.4);
    const Result found = search(faces, kMost);
    QVERIFY(!found.exact);
    std::size_t all = 0;
    std::size_t hits = 0;
    for (std::size_t i = 0; i < 8000; i += 10) {
        std::map<std::uint32_t, float> truth;
        for (const Neighbour& n :
             bruteForce(faces.vectors(), i, kMost, [&](std::size_t j) { return faces.people[i] != faces.people[j]; }))
            truth[n.index] = n.similarity;
        QVERIFY(std::ranges::is_sorted(found.lists[i], closer));
        all += truth.size();
        for (const Neighbour& n : found.lists[i]) {
            QVERIFY(faces.people[n.index] != faces.people[i]);
            hits += truth.count(n.index);
            QVERIFY(truth.count(n.index) == 0 || truth[n.index] == n.similarity);
        }
    }
    const double recall = static_cast<double>(hits) / static_cast<double>(all);
    QVERIFY2(recall >= 0.9, qPrintable(QString::number(recall)));
    QVERIFY2(std::abs(recall - found.recall) < 0.03, qPrintable(QString::number(found.recall)));
    QVERIFY(QString::fromStdString(found.method).contains(QStringLiteral(" of 83 cells")));
}

void TestApproximate::dependsOnNeitherKernelNorThreads()
{
    const Faces faces(5000, 33, 200, 0.4);
    const Result found = search(faces, 20);
    for (const Kernel* kernel : kernels())
        for (const int threads : {1, 3}) {
            const Result other = search(faces, 20, *kernel, threads);
            QVERIFY2(equal(found.lists, other.lists), kernel->name);
            QCOMPARE(other.recall, found.recall);
        }
}

void TestApproximate::takesSmallAndEqualSets()
{
    for (const std::size_t count : {1, 2, 3, 100, 200}) {
        const Faces faces(count, 5, 3, 0.5);
        const Result found = search(faces, 4);
        QCOMPARE(found.lists.count(), count);
        QCOMPARE(found.recall, 1.0); // no more cells than are searched
    }
    Faces equalOnes(1000, 5, 3, 0.5);
    std::fill(equalOnes.values.begin(), equalOnes.values.end(), 0.4472136f);
    const Result found = search(equalOnes, 4);
    for (std::size_t i = 0; i < 1000; ++i)
        QCOMPARE(found.lists[i].size(), std::size_t{4});
}

void TestApproximate::staysStandingOnNotANumber()
{
    Faces faces(2000, 12, 100, 0.4);
    faces.values[12 * 40] = std::numeric_limits<float>::quiet_NaN();
    faces.values[12 * 1500 + 3] = std::numeric_limits<float>::infinity();
    const Result found = search(faces, 4);
    QVERIFY(found.lists[40].empty());
    for (std::size_t i = 0; i < 2000; ++i)
        for (const Neighbour& n : found.lists[i])
            QVERIFY(!std::isnan(n.similarity) && n.index != 40);
    QCOMPARE(found.lists[41].size(), std::size_t{4});
}

void TestApproximate::stops()
{
    const Faces faces(8000, 16, 400, 0.4);
    jobs::RecordingContext context;
    context.stopAfter(1);
    const auto work = [&] { approximateNearest(faces.vectors(), {}, 5, 1, *kernels().front(), context); };
    QCOMPARE(codeOf(work), std::string("interrupted"));
    QVERIFY(context.done > 0 && context.done < 8000);
    context.requestStop(); // so does the search for cells
    QCOMPARE(codeOf(work), std::string("interrupted"));
}

void TestApproximate::isChosenWhereItPays()
{
    const Faces faces(1000, 8, 40, 0.4);
    jobs::RecordingContext context;
    const Result automatic = nearest(faces.vectors(), faces.people, {.k = 5}, context);
    QVERIFY(automatic.exact);
    QCOMPARE(automatic.recall, 1.0);
    QCOMPARE(automatic.method, "exact (" + kernelName() + ")");
    QVERIFY(!nearest(faces.vectors(), faces.people, {.k = 5, .method = Method::Approximate}, context).exact);
}

QTEST_APPLESS_MAIN(TestApproximate)
#include "tst_approximate.moc"
