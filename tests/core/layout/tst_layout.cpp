// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/random.h"
#include "core/layout/fuzzy_graph.h"
#include "core/layout/layout.h"

#include <QTest>
#include <algorithm>
#include <cmath>
#include <numeric>

using namespace likeness;
using layout::Point;
using neighbours::Neighbour;

namespace {

// Unit vectors about the centres of groups, item i in group i % groups.
std::vector<float> planted(std::size_t count, std::size_t groups, std::size_t dim, double noise)
{
    Rng rng(5);
    std::vector<std::vector<double>> centres(groups);
    for (auto& centre : centres)
        for (std::size_t d = 0; d < dim; ++d)
            centre.push_back(rng.normal());
    std::vector<float> out;
    for (std::size_t i = 0; i < count; ++i) {
        std::vector<double> row;
        double length = 0;
        for (std::size_t d = 0; d < dim; ++d) {
            row.push_back(centres[i % groups][d] + rng.normal(0, noise));
            length += row.back() * row.back();
        }
        for (const double value : row)
            out.push_back(static_cast<float>(value / std::sqrt(length)));
    }
    return out;
}

double squared(Point a, Point b)
{
    const double dx = static_cast<double>(a.x - b.x), dy = static_cast<double>(a.y - b.y);
    return dx * dx + dy * dy;
}

// Of the five nearest in the plane, how many are of the same group.
double sameGroup(const std::vector<Point>& points, std::size_t groups)
{
    double same = 0;
    for (std::size_t i = 0; i < points.size(); ++i) {
        std::vector<std::pair<double, std::size_t>> near;
        for (std::size_t j = 0; j < points.size(); ++j)
            if (j != i)
                near.emplace_back(squared(points[i], points[j]), j);
        std::partial_sort(near.begin(), near.begin() + 5, near.end());
        for (int k = 0; k < 5; ++k)
            same += near[static_cast<std::size_t>(k)].second % groups == i % groups ? 0.2 : 0;
    }
    return same / static_cast<double>(points.size());
}

struct Made {
    std::vector<Point> start, points;
};
Made make(const std::vector<float>& values, std::size_t dim, const layout::Options& options)
{
    jobs::RecordingContext context;
    const neighbours::Vectors vectors{values, dim};
    const auto near = neighbours::nearest(vectors, {}, {options.neighbours}, context);
    Made out;
    out.start = layout::principalPlane(vectors, options.seed, options.threads, context);
    out.points = layout::place(near.lists, out.start, options, context);
    return out;
}

neighbours::Lists listsOf(const std::vector<std::vector<Neighbour>>& rows)
{
    neighbours::Lists out(rows.size(), 4);
    for (std::size_t i = 0; i < rows.size(); ++i)
        out.set(i, rows[i]);
    return out;
}

} // namespace

class TestLayout : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void membershipsAddUpToLog2()
    {
        // One list alone, so that the union changes nothing: 0 knows 1 … 4, which know nobody.
        jobs::RecordingContext context;
        const auto lists = listsOf({{{3, 0.9F}, {1, 0.8F}, {4, 0.5F}, {2, 0.4F}}, {}, {}, {}, {}});
        const auto graph = layout::fuzzyGraph(lists, 4, 1, context);
        QCOMPARE(graph.arcs.size(), std::size_t{8}); // and the four ways back
        const auto row = graph[0];
        QCOMPARE(row.size(), std::size_t{4});
        std::vector<double> weights;
        for (std::size_t k = 0; k < 4; ++k) {
            QCOMPARE(row[k].to, static_cast<std::uint32_t>(k + 1)); // by number
            weights.push_back(static_cast<double>(row[k].weight));
        }
        QVERIFY(std::abs(std::accumulate(weights.begin(), weights.end(), 0.0) - 1) < 1e-6);
        // The closest has membership 1, all together log2(4) = 2; the rest is exp(−(d − d1) / σ).
        QVERIFY(std::abs(weights[2] - 0.5) < 1e-3);
        const double sigma = -0.1 / std::log(2 * weights[0]);
        QVERIFY(std::abs(2 * weights[3] - std::exp(-0.4 / sigma)) < 1e-3);
        QVERIFY(std::abs(2 * weights[1] - std::exp(-0.5 / sigma)) < 1e-3);
        for (std::size_t i = 1; i < 5; ++i) {
            QCOMPARE(graph[i].size(), std::size_t{1});
            QCOMPARE(graph[i][0].to, 0u);
            QCOMPARE(graph[i][0].weight, 1.0F);
        }
    }

    void bothDirectionsAreUnited()
    {
        // 0 and 1 know each other best; 2 knows both a little less. Memberships: each list of two is 1 and σ → small.
        jobs::RecordingContext context;
        const auto lists = listsOf({{{1, 0.9F}}, {{0, 0.9F}}, {{0, 0.5F}}});
        const auto graph = layout::fuzzyGraph(lists, 4, 1, context);
        QCOMPARE(graph[0].size(), std::size_t{2}); // 1 + 1 − 1 · 1 = 1 for face 1, 1 for face 2
        QCOMPARE(graph[0][0].weight, 0.5F);
        QCOMPARE(graph[0][1].weight, 0.5F);
        QCOMPARE(graph[1].size(), std::size_t{1});
    }

    void planeOfLargestSpread()
    {
        // Two directions by construction, in a space turned so that no axis is special.
        Rng rng(3);
        const std::size_t dim = 6;
        std::vector<float> values;
        std::vector<std::array<double, 2>> truth;
        for (int i = 0; i < 500; ++i) {
            const double a = rng.normal(0, 3), b = rng.normal(0, 1);
            truth.push_back({a, b});
            for (std::size_t d = 0; d < dim; ++d)
                values.push_back(static_cast<float>(a * (d % 2 ? 1 : -1) / std::sqrt(6.0) +
                                                    b * (d < 3 ? 1 : -1) * (d == 1 || d == 4 ? 0 : 1) / 2.0 +
                                                    rng.normal(0, 0.01) + 7));
        }
        jobs::RecordingContext context;
        const auto points = layout::principalPlane({values, dim}, 1, 1, context);
        // The first axis is `a` up to sign, in units of its deviation.
        double correlation = 0, squares = 0;
        for (std::size_t i = 0; i < points.size(); ++i) {
            correlation += static_cast<double>(points[i].x) * truth[i][0] / 3;
            squares += static_cast<double>(points[i].x) * static_cast<double>(points[i].x);
        }
        QVERIFY(std::abs(squares / 500 - 1) < 1e-3);
        QVERIFY2(std::abs(correlation) / 500 > 0.9, qPrintable(QString::number(correlation / 500)));
    }

    void keepsPlantedGroupsTogether()
    {
        const std::size_t groups = 60;
        const auto values = planted(1200, groups, 48, 0.7);
        const Made made = make(values, 48, {});
        const double before = sameGroup(made.start, groups), after = sameGroup(made.points, groups);
        QVERIFY2(after > 0.98, qPrintable(QString::number(after)));
        QVERIFY2(before < 0.5, qPrintable(QString::number(before))); // PCA alone does not
        for (const Point& p : made.points)
            QVERIFY(std::isfinite(p.x) && std::isfinite(p.y));
    }

    void sameForAnyNumberOfThreads()
    {
        const auto values = planted(1500, 40, 32, 0.6);
        layout::Options options;
        options.epochs = 60;
        options.threads = 1;
        const auto one = make(values, 32, options).points;
        for (const int threads : {2, 5}) {
            options.threads = threads;
            QVERIFY(make(values, 32, options).points == one);
        }
        options.seed = 2;
        QVERIFY(make(values, 32, options).points != one);
    }

    void copiesAndLonersAreNoTrouble()
    {
        // Ten copies of one vector, and one item that nobody knows.
        std::vector<std::vector<Neighbour>> rows;
        for (std::uint32_t i = 0; i < 10; ++i) {
            std::vector<Neighbour> near;
            for (std::uint32_t j = 0; j < 10 && near.size() < 4; ++j)
                if (j != i)
                    near.push_back({j, 1.0F});
            rows.push_back(near);
        }
        rows.emplace_back();
        std::vector<Point> start(rows.size());
        start.back() = {1, 0};
        jobs::RecordingContext context;
        const auto points = layout::place(listsOf(rows), start, {}, context);
        for (const Point& p : points)
            QVERIFY(std::isfinite(p.x) && std::isfinite(p.y));
        QVERIFY(squared(points[0], points[1]) < squared(points[0], points[10]));
        QVERIFY(layout::place({}, {}, {}, context).empty());
        const std::vector<float> same(8 * 4, 0.5F);
        for (const Point& p : layout::principalPlane({same, 4}, 1, 1, context))
            QCOMPARE(p, Point{});
    }

    void stopsAndRefuses()
    {
        const auto values = planted(300, 10, 16, 0.5);
        jobs::RecordingContext context;
        const neighbours::Vectors vectors{values, 16};
        auto near = neighbours::nearest(vectors, {}, {15}, context);
        const auto start = layout::principalPlane(vectors, 1, 1, context);
        QVERIFY_THROWS_EXCEPTION(Error, layout::place(near.lists, std::span(start).first(10), {}, context));
        layout::Options none;
        none.epochs = 0;
        QVERIFY_THROWS_EXCEPTION(Error, layout::place(near.lists, start, none, context));
        jobs::RecordingContext stopped;
        stopped.stopAfter(3);
        try {
            layout::place(near.lists, start, {}, stopped);
            QFAIL("was not stopped");
        } catch (const Error& e) {
            QCOMPARE(e.code(), ErrorCode::Interrupted);
        }
        QVERIFY(stopped.progressCalls < 6);
        const std::vector<Neighbour> nobody{{300, 0.5F}};
        near.lists.set(0, nobody);
        QVERIFY_THROWS_EXCEPTION(Error, layout::place(near.lists, start, {}, context));
    }
};

QTEST_APPLESS_MAIN(TestLayout)
#include "tst_layout.moc"
