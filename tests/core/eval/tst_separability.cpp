// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/random.h"
#include "core/eval/separability.h"
#include "tests/support/shared.h"

#include <QTest>
#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

using namespace likeness;
using namespace likeness::eval;

namespace {

struct Faces {
    std::vector<float> rows;
    std::vector<int> labels;
    int dim = 0;
};

// Unit vectors of `people` with `images(person)` images, `noise` around a centre of their own.
template<typename Images>
Faces drawn(int people, const Images& images, int dim, double noise, std::uint64_t seed)
{
    Rng rng(seed);
    Faces out;
    out.dim = dim;
    std::vector<float> centre(static_cast<std::size_t>(dim)), row(centre.size());
    for (int p = 0; p < people; ++p) {
        rng.normals(centre, 1);
        for (int k = 0; k < images(p); ++k) {
            rng.normals(row, noise);
            double norm = 0;
            for (std::size_t i = 0; i < row.size(); ++i) {
                row[i] += centre[i];
                norm += static_cast<double>(row[i]) * static_cast<double>(row[i]);
            }
            for (const float v : row)
                out.rows.push_back(static_cast<float>(static_cast<double>(v) / std::sqrt(norm)));
            out.labels.push_back(10 * p + 3);
        }
    }
    return out;
}

bool near(double a, double b, double tolerance = 1e-6)
{
    if (std::abs(a - b) <= tolerance)
        return true;
    qWarning("%.10g is not %.10g", a, b);
    return false;
}

template<typename Work>
ErrorCode codeOf(Work&& work)
{
    try {
        work();
    } catch (const Error& e) {
        return e.code();
    }
    return ErrorCode::Internal;
}

const PersonSeparability& personOf(const PeopleSeparability& all, int label)
{
    return *std::find_if(all.people.begin(), all.people.end(), [&](const auto& p) { return p.label == label; });
}

} // namespace

class TestSeparability : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void fisherOfOrl();
    void isExact();
    void intervalIsThatOfRecomputedResamples();
    void intervalNeedsPeople();
    void comesBackFromJson();
    void peopleOnACircle();
    void peopleAgreeWithBruteForce();
    void looksAtABoundedNumberOfImages();
    void canBeStopped();
    void refusesBadInput();
};

// The reference: 23 × 28 pixels by OpenCV's INTER_AREA in its 8 bits, then float64 (NumPy gives 1.90696). Resizing
// float64 pixels instead, without rounding to grey values, gives 1.9072. The resamples' sd by NumPy is 0.160.
void TestSeparability::fisherOfOrl()
{
    LIKENESS_NEEDS_SHARED("data/orl");
    std::vector<float> rows;
    std::vector<int> labels;
    for (int person = 1; person <= 40; ++person)
        for (int shot = 1; shot <= 10; ++shot) {
            const auto file = test::shared("data/orl") / std::string("s").append(std::to_string(person)) /
                              (std::to_string(shot) + ".pgm");
            const cv::Mat picture = cv::imread(file.string(), cv::IMREAD_GRAYSCALE);
            QVERIFY(!picture.empty());
            cv::Mat small;
            cv::resize(picture, small, {23, 28}, 0, 0, cv::INTER_AREA);
            for (int y = 0; y < small.rows; ++y)
                for (int x = 0; x < small.cols; ++x)
                    rows.push_back(static_cast<float>(small.at<std::uint8_t>(y, x)));
            labels.push_back(person);
        }
    QVERIFY(near(fisherTraceRatio(rows, 23 * 28, labels), 1.9070, 5e-5));
    const TraceRatio ratio = fisherTraceRatioInterval(rows, 23 * 28, labels);
    QCOMPARE(ratio.people, std::size_t{40});
    QCOMPARE(ratio.images, std::size_t{400});
    QCOMPARE(ratio.bootstraps, 1000);
    QVERIFY(near((ratio.ci95[0] + ratio.ci95[1]) / 2, ratio.value, 1e-9));
    const double sd = (ratio.ci95[1] - ratio.value) / 2.0227 / std::sqrt(40.0 / 39); // t of 39, as scipy.stats has it
    QVERIFY(near(sd, 0.160, 0.012));
}

void TestSeparability::isExact()
{
    const Faces faces = drawn(
        6, [](int) { return 10; }, 12, 0.5, 8);
    std::vector<float> intra, inter, scores;
    std::vector<std::uint8_t> same;
    const auto pairs = allPairs(faces.labels);
    scores = scorePairs(faces.rows, faces.dim, pairs);
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        (pairs[i].same ? intra : inter).push_back(1 - scores[i]);
        same.push_back(pairs[i].same ? 1 : 0);
    }
    const Separability s = separability(faces.rows, faces.dim, faces.labels);
    QCOMPARE(s.intraPairs, intra.size());
    QCOMPARE(s.interPairs, inter.size());
    QCOMPARE(s.people, std::size_t{6});
    QCOMPARE(s.images, std::size_t{60});
    QVERIFY(near(s.intra.mean, describe(intra).mean, 1e-9));
    QVERIFY(near(s.intra.p99, describe(intra).p99, 1e-9));
    QVERIFY(near(s.inter.p01, describe(inter).p01, 1e-9));
    QVERIFY(near(s.inter.p05, describe(inter).p05, 1e-9));
    QVERIFY(near(s.scoreFisher, scoreStats(scores, same).fisher, 1e-4));
    QVERIFY(near(s.dPrime, scoreStats(scores, same).dPrime, 1e-4));
    QCOMPARE(s.overlap, overlap(histogram(scores, same)));
    QVERIFY(s.overlap > 0 && s.overlap < 0.5);
    QVERIFY(s.fisherTraceRatio > 1);
    const Separability sampled = separability(faces.rows, faces.dim, faces.labels, 200);
    QCOMPARE(sampled.interPairs, std::size_t{200});
    QVERIFY(near(sampled.inter.mean, s.inter.mean, 0.05));
}

// Resamples made here of whole rows, each drawn person being one of its own, give the same spread.
void TestSeparability::intervalIsThatOfRecomputedResamples()
{
    const Faces faces = drawn(
        12, [](int p) { return 2 + p % 4; }, 6, 0.6, 3);
    const TraceRatio ratio = fisherTraceRatioInterval(faces.rows, faces.dim, faces.labels, 4000);
    QCOMPARE(ratio.value, fisherTraceRatio(faces.rows, faces.dim, faces.labels));
    const auto groups = groupRows(faces.labels);
    Rng rng(77);
    std::vector<double> values;
    for (int b = 0; b < 4000; ++b) {
        std::vector<float> rows;
        std::vector<int> labels;
        for (int i = 0; i < 12; ++i)
            for (const auto row : groups[rng.below(12)]) {
                rows.insert(rows.end(), faces.rows.begin() + 6 * row, faces.rows.begin() + 6 * (row + 1));
                labels.push_back(i);
            }
        values.push_back(fisherTraceRatio(rows, 6, labels));
    }
    const double mean = std::accumulate(values.begin(), values.end(), 0.0) / 4000;
    double variance = 0;
    for (const double v : values)
        variance += (v - mean) * (v - mean) / 3999;
    const double expected = 2.2010 * std::sqrt(variance * 12 / 11); // t of 11
    QVERIFY2(std::abs((ratio.ci95[1] - ratio.value) / expected - 1) < 0.06,
             qPrintable(QString::number((ratio.ci95[1] - ratio.value) / expected)));
    QVERIFY(fisherTraceRatioInterval(faces.rows, faces.dim, faces.labels, 4000).ci95 == ratio.ci95);
}

void TestSeparability::intervalNeedsPeople()
{
    const Faces faces = drawn(
        4, [](int) { return 3; }, 6, 0.6, 3);
    const Separability s = separability(faces.rows, faces.dim, faces.labels);
    QVERIFY(std::isnan(s.fisherTraceRatioCi95[0]));
    QCOMPARE(s.bootstraps, 0);
    QVERIFY(s.toJson()["fisher_trace_ratio_ci95"][0].is_null());
    for (const char* key : {"fisher_trace_ratio", "intra", "inter", "intra_pairs", "inter_pairs", "score_fisher",
                            "d_prime", "overlap", "people", "images"})
        QVERIFY2(s.toJson().contains(key), key);
    for (const char* key : {"mean", "std", "p01", "p05", "p50", "p95", "p99"})
        QVERIFY2(s.toJson()["intra"].contains(key), key);
}

void TestSeparability::comesBackFromJson()
{
    for (const int people : {4, 9}) {
        const Faces faces = drawn(
            people, [](int) { return 3; }, 6, 0.6, 3);
        const Json json = separability(faces.rows, faces.dim, faces.labels).toJson();
        QCOMPARE(dumpJson(separabilityFrom(parseJson(json.dump(), "it")).toJson()), dumpJson(json));
    }
    QVERIFY_THROWS_EXCEPTION(Json::exception, separabilityFrom(Json::object()));
}

// Four people at angles of a circle, so that every distance is 1 − cos of a difference.
void TestSeparability::peopleOnACircle()
{
    Faces faces;
    const auto add = [&](int label, std::initializer_list<double> degrees) {
        for (const double degree : degrees) {
            const double angle = degree * std::numbers::pi / 180;
            faces.rows.push_back(static_cast<float>(std::cos(angle)));
            faces.rows.push_back(static_cast<float>(std::sin(angle)));
            faces.labels.push_back(label);
        }
    };
    add(7, {0, 40});
    add(2, {20, 50});
    add(5, {150, 155, 160});
    add(9, {-60});
    add(-1, {20}); // nobody's
    const auto away = [](double degrees) { return 1 - std::cos(degrees * std::numbers::pi / 180); };
    const PeopleSeparability all = separabilityByPerson(faces.rows, 2, faces.labels, {.threshold = 0.8});
    QCOMPARE(all.people.size(), std::size_t{4});
    QCOMPARE(all.images, std::size_t{8});
    QCOMPARE(all.threshold, 0.8);

    const auto& seven = personOf(all, 7);
    QCOMPARE(seven.images, std::size_t{2});
    QCOMPARE(seven.nearest, 2);
    QVERIFY(near(seven.intraMean, away(40)) && near(seven.intraP95, away(40)));
    const std::vector<float> between{static_cast<float>(away(10)), static_cast<float>(away(20)),
                                     static_cast<float>(away(20)), static_cast<float>(away(50))};
    QVERIFY(near(seven.nearestP05, describe(between).p05) && near(seven.nearestMean, describe(between).mean));
    QVERIFY(near(seven.gap, describe(between).p05 - away(40)));
    QVERIFY(near(seven.mixed, 0.75)); // 40° is farther than 10°, 20° and 20°, not than 50°
    QVERIFY(near(seven.missed, 1));   // cos 40° = 0.77
    QVERIFY(near(seven.accepted, 0.75));
    const double spread = describe(between).std * describe(between).std;
    QVERIFY(near(seven.ratio, std::pow(away(40) - describe(between).mean, 2) / spread, 1e-4));

    const auto& five = personOf(all, 5);
    QVERIFY(five.gap > 0 && near(five.mixed, 0) && near(five.missed, 0) && near(five.accepted, 0));
    QCOMPARE(five.nearest, 2);
    QCOMPARE(five.intraPairs, std::size_t{3});

    const auto& nine = personOf(all, 9); // one image: everyone's own distances are 40°, 30°, 5°, 5° and 10°
    QCOMPARE(nine.nearest, 7);
    QVERIFY(std::isnan(nine.intraMean) && std::isnan(nine.mixed));
    QVERIFY(nine.toJson()["intra_p95"].is_null());
    const std::vector<float> own{static_cast<float>(away(40)), static_cast<float>(away(30)),
                                 static_cast<float>(away(5)), static_cast<float>(away(5)),
                                 static_cast<float>(away(10))};
    QVERIFY(near(nine.gap, nine.nearestP05 - describe(own).p95));

    QCOMPARE(all.people.front().label, 7);
    QVERIFY(std::is_sorted(all.people.begin(), all.people.end(),
                           [](const auto& a, const auto& b) { return a.gap < b.gap; }));
    const Json json = all.toJson(2);
    QCOMPARE(json["people"].size(), std::size_t{2});
    QCOMPARE(json["count"].get<int>(), 4);
    // Where both error rates are equal: own pairs lie at 5°, 5°, 10°, 30° and 40°, and of the 23 others three at less
    // than 40°, so that the last own pair is where no more are missed than accepted.
    QVERIFY(near(separabilityByPerson(faces.rows, 2, faces.labels).threshold, 1 - away(40)));
}

void TestSeparability::peopleAgreeWithBruteForce()
{
    // Six people: every other one is a candidate. 37 numbers fill no whole vector.
    const Faces faces = drawn(
        6, [](int p) { return 3 + 5 * p; }, 37, 1.5, 5);
    const PeopleSeparability all = separabilityByPerson(faces.rows, faces.dim, faces.labels);
    const auto groups = groupRows(faces.labels);
    for (std::size_t g = 0; g < groups.size(); ++g) {
        const auto of = [&](std::size_t other) {
            std::vector<Pair> pairs;
            for (const auto a : groups[g])
                for (const auto b : groups[other])
                    if (g != other || a < b)
                        pairs.push_back({a, b, g == other});
            auto scores = scorePairs(faces.rows, faces.dim, pairs);
            for (float& s : scores)
                s = 1 - s;
            return scores;
        };
        std::size_t nearest = g == 0 ? 1 : 0;
        for (std::size_t other = 0; other < groups.size(); ++other)
            if (other != g && describe(of(other)).p05 < describe(of(nearest)).p05)
                nearest = other;
        const auto intra = of(g);
        const auto inter = of(nearest);
        double farther = 0;
        for (const float a : intra)
            for (const float b : inter)
                farther += a > b ? 1 : a == b ? 0.5 : 0;
        const auto& person = personOf(all, faces.labels[groups[g].front()]);
        QCOMPARE(person.images, groups[g].size());
        QCOMPARE(person.nearest, faces.labels[groups[nearest].front()]);
        QCOMPARE(person.intraPairs, intra.size());
        QCOMPARE(person.nearestPairs, inter.size());
        QVERIFY(near(person.intraMean, describe(intra).mean));
        QVERIFY(near(person.gap, describe(inter).p05 - describe(intra).p95));
        QVERIFY(near(person.mixed, farther / static_cast<double>(intra.size() * inter.size()), 1e-3));
    }
    // 200 people: the nearest centroid is right for most, and no person is its own nearest one.
    const Faces many = drawn(
        200, [](int p) { return 1 + p % 3; }, 24, 0.4, 6);
    for (const auto& person : separabilityByPerson(many.rows, many.dim, many.labels).people)
        QVERIFY(person.nearest != person.label);
}

void TestSeparability::looksAtABoundedNumberOfImages()
{
    const Faces faces = drawn(
        5, [](int p) { return p == 0 ? 300 : 10; }, 16, 0.5, 5);
    const auto exact = separabilityByPerson(faces.rows, faces.dim, faces.labels, {.mostImages = 1000});
    const auto bounded = separabilityByPerson(faces.rows, faces.dim, faces.labels, {.mostImages = 40});
    const auto& all = personOf(exact, 3);
    const auto& some = personOf(bounded, 3);
    QCOMPARE(all.intraPairs, std::size_t{300 * 299 / 2});
    QCOMPARE(some.intraPairs, std::size_t{40 * 39 / 2});
    QCOMPARE(some.nearestPairs, std::size_t{400});
    QCOMPARE(some.images, std::size_t{300});
    QVERIFY(near(some.intraMean, all.intraMean, 0.03));
    const auto again = separabilityByPerson(faces.rows, faces.dim, faces.labels, {.mostImages = 40});
    QVERIFY(again.toJson(5) == bounded.toJson(5));
}

void TestSeparability::canBeStopped()
{
    const Faces faces = drawn(
        300, [](int) { return 3; }, 16, 0.5, 5);
    int calls = 0;
    const Check stop = [&] {
        if (++calls == 6)
            throw Error(ErrorCode::Interrupted, "stopped");
    };
    QCOMPARE(codeOf([&] { separabilityByPerson(faces.rows, faces.dim, faces.labels, {.check = stop}); }),
             ErrorCode::Interrupted);
    calls = 0;
    QCOMPARE(codeOf([&] { separability(faces.rows, faces.dim, faces.labels, 100'000, 1, stop); }),
             ErrorCode::Interrupted);
}

void TestSeparability::refusesBadInput()
{
    const std::vector<float> rows{1, 0, 0, 1};
    const std::vector<int> two{1, 2};
    const std::vector<int> one{1, 1};
    QCOMPARE(codeOf([&] { fisherTraceRatio(rows, 2, one); }), ErrorCode::TooFewIdentities);
    QCOMPARE(codeOf([&] { fisherTraceRatio(rows, 2, std::vector<int>{1}); }), ErrorCode::BadArgument);
    QCOMPARE(codeOf([&] { separability(rows, 2, two); }), ErrorCode::TooFewIdentities);
    QCOMPARE(codeOf([&] { separabilityByPerson(rows, 2, two); }), ErrorCode::TooFewIdentities);
    QCOMPARE(codeOf([&] { separabilityByPerson(rows, 2, one); }), ErrorCode::TooFewIdentities);
    QCOMPARE(codeOf([&] { separabilityByPerson(rows, 3, two); }), ErrorCode::BadArgument);
    QCOMPARE(codeOf([&] { separabilityByPerson(rows, 2, two, {.mostImages = 1}); }), ErrorCode::BadArgument);
    const std::vector<float> broken{1, 0, 0, std::nanf(""), 1, 0};
    const std::vector<int> three{1, 1, 2};
    QCOMPARE(codeOf([&] { separability(broken, 2, three); }), ErrorCode::BadArgument);
    QCOMPARE(codeOf([&] { separabilityByPerson(broken, 2, three); }), ErrorCode::BadArgument);
}

QTEST_APPLESS_MAIN(TestSeparability)
#include "tst_separability.moc"
