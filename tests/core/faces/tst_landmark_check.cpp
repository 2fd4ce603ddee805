// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/faces/detector.h"
#include "core/faces/landmark_check.h"
#include "core/image/codec.h"
#include "core/image/transform.h"
#include "tests/support/shared.h"

#include <QTest>
#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>

using namespace likeness;
using faces::ShapeProblem;

namespace {

constexpr image::Rect kBox{100, 100, 200, 200};

image::Landmarks turned(image::Landmarks points, double degrees)
{
    const double angle = degrees * std::acos(-1.0) / 180;
    for (image::Point& p : points) {
        const double x = static_cast<double>(p.x) - 200;
        const double y = static_cast<double>(p.y) - 200;
        p = {static_cast<float>(200 + std::cos(angle) * x - std::sin(angle) * y),
             static_cast<float>(200 + std::sin(angle) * x + std::cos(angle) * y)};
    }
    return points;
}

bool has(const std::vector<faces::ShapeFinding>& found, ShapeProblem problem)
{
    return std::any_of(found.begin(), found.end(), [problem](const auto& f) { return f.problem == problem; });
}

// 300-W truth: 68 lines "x y", the first pixel being 1.
image::Landmarks readPts(const std::filesystem::path& file)
{
    std::ifstream in(file);
    image::Landmarks points;
    for (image::Point& p : points) {
        in >> p.x >> p.y;
        p.x -= 1;
        p.y -= 1;
    }
    return points;
}

} // namespace

class TestLandmarkCheck : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void distances();
    void distancesToNowhere();
    void meanShapePassesAtAnyRoll();
    void problems_data();
    void problems();
    void offImage();
    void hostile();
    void residualIgnoresPlaceSizeAndRoll();
    void residualFindsTheOddPoint();
    void goodAnnotationsPass();
    void predictorAgreesWithTruth();
};

void TestLandmarkCheck::distances()
{
    const image::Landmarks reference = faces::meanShapeIn(kBox);
    image::Landmarks points = reference;
    points[10].x += 3;
    points[10].y += 4;
    points[20].x += 1;
    const faces::LandmarkComparison c = faces::compareLandmarks(points, reference);
    QCOMPARE(c.worst, 10);
    QVERIFY(std::abs(c.largest - 5) < 1e-4f);
    QVERIFY(std::abs(c.mean - 6.0f / 68) < 1e-5f);
    QVERIFY(std::abs(c.nme - c.mean / faces::outerEyeDistance(reference)) < 1e-7f);
    QCOMPARE(c.over(2), 1);
    QCOMPARE(c.over(0.5f), 2);
    QVERIFY(std::abs(faces::outerEyeDistance(reference) - 0.53f * 200) < 0.01f);
}

void TestLandmarkCheck::distancesToNowhere()
{
    image::Landmarks points = faces::meanShape();
    points[3].x = std::numeric_limits<float>::quiet_NaN();
    const faces::LandmarkComparison c = faces::compareLandmarks(points, faces::meanShape());
    QCOMPARE(c.worst, 3);
    QVERIFY(c.largest >= 1e5f);
    image::Landmarks zero{};
    QCOMPARE(faces::compareLandmarks(points, zero).nme, 0.0f); // no eye distance, no NME
}

void TestLandmarkCheck::meanShapePassesAtAnyRoll()
{
    for (int degrees = 0; degrees < 360; degrees += 30)
        QVERIFY2(faces::checkShape(turned(faces::meanShapeIn(kBox), degrees), 0, 0).empty(),
                 qPrintable(QString::number(degrees)));
}

void TestLandmarkCheck::problems_data()
{
    QTest::addColumn<int>("problem");
    QTest::addColumn<QList<int>>("swap"); // pairs of points to exchange
    QTest::newRow("jaw") << int(ShapeProblem::JawOrder) << QList<int>{3, 6};
    QTest::newRow("left brow") << int(ShapeProblem::BrowOrder) << QList<int>{17, 21};
    QTest::newRow("right brow") << int(ShapeProblem::BrowOrder) << QList<int>{22, 25};
    QTest::newRow("bridge") << int(ShapeProblem::NoseOrder) << QList<int>{27, 30};
    QTest::newRow("nostrils") << int(ShapeProblem::NoseOrder) << QList<int>{31, 35};
    QTest::newRow("left lids") << int(ShapeProblem::EyelidCrossing) << QList<int>{37, 41};
    QTest::newRow("right lids") << int(ShapeProblem::EyelidCrossing) << QList<int>{44, 46};
    QTest::newRow("lips") << int(ShapeProblem::LipCrossing) << QList<int>{51, 57};
}

void TestLandmarkCheck::problems()
{
    QFETCH(int, problem);
    QFETCH(QList<int>, swap);
    for (const double roll : {0.0, 40.0, 180.0}) {
        image::Landmarks points = turned(faces::meanShapeIn(kBox), roll);
        std::swap(points[static_cast<std::size_t>(swap[0])], points[static_cast<std::size_t>(swap[1])]);
        const auto found = faces::checkShape(points, 0, 0);
        QVERIFY(has(found, static_cast<ShapeProblem>(problem)));
        QCOMPARE(found.size(), std::size_t(1));
    }
    // A mirrored numbering: the classic of flipped training data.
    image::Landmarks mirrored = faces::meanShapeIn(kBox);
    for (image::Point& p : mirrored)
        p.x = 400 - p.x;
    QVERIFY(has(faces::checkShape(mirrored, 0, 0), ShapeProblem::LeftRightSwap));
}

void TestLandmarkCheck::offImage()
{
    const image::Landmarks points = faces::meanShapeIn(kBox);
    QVERIFY(faces::checkShape(points, 400, 400).empty());
    QVERIFY(has(faces::checkShape(points, 400, 300), ShapeProblem::OffImage)); // the chin
    QVERIFY(faces::checkShape(points, 0, 0).empty());                          // size not known
}

void TestLandmarkCheck::hostile()
{
    image::Landmarks points{};
    QVERIFY(has(faces::checkShape(points, 100, 100), ShapeProblem::Collapsed));
    points.fill({std::numeric_limits<float>::infinity(), 0});
    QVERIFY(has(faces::checkShape(points, 100, 100), ShapeProblem::NotFinite));
    QVERIFY(faces::shapeResidual(points).rms > 100);
    points.fill({1e30f, -1e30f});
    (void)faces::checkShape(points, 100, 100);
    (void)faces::shapeResidual(points);
    QCOMPARE(faces::outerEyeDistance(points), 0.0f);
    QCOMPARE(faces::shapeProblemName(ShapeProblem::LeftRightSwap), "left_right_swap");
}

void TestLandmarkCheck::residualIgnoresPlaceSizeAndRoll()
{
    QVERIFY(faces::shapeResidual(faces::meanShape()).rms < 1e-4f);
    QVERIFY(faces::shapeResidual(turned(faces::meanShapeIn({-50, 700, 31, 31}), 77)).rms < 1e-4f);
}

void TestLandmarkCheck::residualFindsTheOddPoint()
{
    image::Landmarks points = faces::meanShapeIn(kBox);
    points[54].x += 40;
    const faces::ShapeResidual residual = faces::shapeResidual(points);
    QCOMPARE(residual.worst, 54);
    QVERIFY(residual.rms > 0.03f);
}

void TestLandmarkCheck::goodAnnotationsPass()
{
    LIKENESS_NEEDS_SHARED("data/helen-dev");
    std::vector<float> residuals;
    int withFinding = 0;
    for (const auto& entry : std::filesystem::directory_iterator(test::shared("data/helen-dev"))) {
        if (entry.path().extension() != ".pts")
            continue;
        const image::Landmarks points = readPts(entry.path());
        const auto found = faces::checkShape(points, 0, 0);
        for (const auto& finding : found)
            qInfo("%s: %s at %d", entry.path().filename().c_str(), faces::shapeProblemName(finding.problem),
                  finding.point);
        withFinding += !found.empty();
        residuals.push_back(faces::shapeResidual(points).rms);
    }
    std::sort(residuals.begin(), residuals.end());
    QCOMPARE(residuals.size(), std::size_t(16));
    qInfo("residual: median %.3f, largest %.3f", static_cast<double>(residuals[8]),
          static_cast<double>(residuals.back()));
    QCOMPARE(withFinding, 0);
    QVERIFY(residuals[14] <= faces::kUsualResidual);
}

void TestLandmarkCheck::predictorAgreesWithTruth()
{
    LIKENESS_NEEDS_SHARED("data/helen-dev");
    const auto detector = faces::makeDetector("hog");
    std::vector<float> nmes;
    for (const auto& entry : std::filesystem::directory_iterator(test::shared("data/helen-dev"))) {
        if (entry.path().extension() != ".pts")
            continue;
        const image::Landmarks truth = readPts(entry.path());
        const image::Image photo = image::decodeFile(std::filesystem::path(entry.path()).replace_extension(".jpg"));
        const float scale = std::min(1.0f, 800.0f / static_cast<float>(std::max(photo.width, photo.height)));
        const image::Image small =
            image::resize(photo, static_cast<int>(std::lround(static_cast<float>(photo.width) * scale)),
                          static_cast<int>(std::lround(static_cast<float>(photo.height) * scale)));
        for (const faces::Detection& d : detector->detect(small)) {
            const image::Rect box{d.box.x / scale, d.box.y / scale, d.box.width / scale, d.box.height / scale};
            if (!box.contains(truth[30]))
                continue;
            const image::Landmarks points = faces::LandmarkPredictor::shared().predict(photo, box);
            nmes.push_back(faces::compareLandmarks(points, truth).nme);
            break;
        }
    }
    QVERIFY(nmes.size() >= 14);
    float sum = 0;
    for (const float nme : nmes)
        sum += nme;
    const float mean = sum / static_cast<float>(nmes.size());
    qInfo("NME over %zu faces: %.4f", nmes.size(), static_cast<double>(mean));
    QVERIFY(mean > 0.01f && mean < 0.06f);
}

QTEST_APPLESS_MAIN(TestLandmarkCheck)
#include "tst_landmark_check.moc"
