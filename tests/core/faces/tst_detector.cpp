// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/faces/prepare.h"
#include "core/image/codec.h"
#include "core/image/transform.h"
#include "core/synth/synth.h"
#include "tests/support/shared.h"
#include "tests/support/temp_folder.h"

#include <QTest>
#include <algorithm>
#include <atomic>
#include <cmath>
#include <functional>

using namespace likeness;
using faces::Detection;

namespace {

synth::Shot plain(double size = 0.55)
{
    synth::Shot shot;
    shot.faceSize = size;
    return shot;
}

image::Image face(std::uint64_t identity, int side = 250)
{
    return synth::render(identity, plain(), side, side).picture;
}

bool centralFound(const std::vector<Detection>& found, const image::Image& picture)
{
    const image::Point middle{static_cast<float>(picture.width) / 2, static_cast<float>(picture.height) / 2};
    return std::any_of(found.begin(), found.end(), [&](const Detection& d) { return d.box.contains(middle); });
}

// The share of a folder's pictures, every `step`th, whose middle face is found.
double rate(const std::string& name, const std::filesystem::path& folder, std::size_t step)
{
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
        if (entry.is_regular_file() && image::hasImageExtension(entry.path()))
            files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    const auto detector = faces::makeDetector(name);
    int found = 0, looked = 0;
    for (std::size_t i = 0; i < files.size(); i += step, ++looked) {
        const image::Image picture = image::decodeFile(files[i]);
        found += centralFound(detector->detect(picture), picture) ? 1 : 0;
    }
    return static_cast<double>(found) / looked;
}

ErrorCode codeOf(const std::function<void()>& work)
{
    try {
        work();
    } catch (const Error& e) {
        return e.code();
    }
    return ErrorCode::Internal;
}

} // namespace

class TestDetector : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void findsDrawnFaces_data();
    void findsDrawnFaces();
    void findsFacesThatFillTheFrame();
    void manyThreadsShareADetector();
    void findsNothingInNothing();
    void findsPhotographs();
    void predictsLandmarks();
    void alignsWhatItFinds();
    void wholePicture();
    void choosesTheCentralFace();
    void refusesUnknownNames();
    void worksOnManyThreads();
};

void TestDetector::findsDrawnFaces_data()
{
    QTest::addColumn<QString>("name");
    QTest::addRow("hog") << QStringLiteral("hog");
    QTest::addRow("haar") << QStringLiteral("haar");
}

void TestDetector::findsDrawnFaces()
{
    QFETCH(QString, name);
    const auto detector = faces::makeDetector(name.toStdString());
    int found = 0;
    for (std::uint64_t identity = 1; identity <= 20; ++identity) {
        const auto drawn = synth::render(identity, plain(), 250, 250);
        const auto seen = detector->detect(drawn.picture);
        found += centralFound(seen, drawn.picture) ? 1 : 0;
        QVERIFY(
            std::is_sorted(seen.begin(), seen.end(), [](const auto& a, const auto& b) { return a.score > b.score; }));
        for (const Detection& d : seen)
            QVERIFY(d.box.width > 20 && d.box.height > 20 && d.box.width < 400);
    }
    QVERIFY2(found >= (name == QLatin1String("hog") ? 20 : 18), qPrintable(QString::number(found)));
}

void TestDetector::findsFacesThatFillTheFrame()
{
    const auto detector = faces::makeDetector("hog");
    int found = 0;
    for (std::uint64_t identity = 1; identity <= 20; ++identity) {
        const auto picture = synth::render(identity, plain(1.05), 112, 112).picture;
        found += centralFound(detector->detect(picture), picture) ? 1 : 0;
    }
    QVERIFY2(found >= 17, qPrintable(QString::number(found)));
}

void TestDetector::manyThreadsShareADetector()
{
    const auto shared = faces::makeSharedDetector("hog"), own = faces::makeDetector("hog");
    constexpr std::size_t kPictures = 8;
    std::vector<std::vector<Detection>> seen(kPictures);
    parallelFor(kPictures, 4, [&](std::size_t i) { seen[i] = shared->detect(face(i + 1)); });
    for (std::size_t i = 0; i < kPictures; ++i) {
        const auto expected = own->detect(face(i + 1));
        QVERIFY(!expected.empty() && expected.size() == seen[i].size());
        for (std::size_t k = 0; k < expected.size(); ++k)
            QVERIFY(seen[i][k].box == expected[k].box && seen[i][k].score == expected[k].score);
    }
    QCOMPARE(codeOf([] { faces::makeSharedDetector("nose"); }), ErrorCode::Unsupported);
}

void TestDetector::findsNothingInNothing()
{
    for (const char* name : {"hog", "haar"}) {
        const auto detector = faces::makeDetector(name);
        for (const auto& [w, h] : {std::pair{1, 1}, {23, 400}, {80, 80}, {300, 40}, {640, 480}})
            QVERIFY(detector->detect(image::Image(w, h, 3)).empty());
        QVERIFY(detector->detect(image::Image(100, 100, 1)).empty());
        QCOMPARE(codeOf([&] { detector->detect(image::Image()); }), ErrorCode::BadArgument);
    }
}

void TestDetector::findsPhotographs()
{
    LIKENESS_NEEDS_SHARED("data/lfw-dev");
    QVERIFY(rate("hog", test::shared("data/lfw-dev"), 31) >= 0.98);
    QVERIFY(rate("hog", test::shared("data/orl"), 13) >= 0.95);
    QVERIFY(rate("haar", test::shared("data/lfw-dev"), 61) >= 0.9);
}

void TestDetector::predictsLandmarks()
{
    const auto& predictor = faces::LandmarkPredictor::shared();
    const auto detector = faces::makeDetector("hog");
    double total = 0;
    int count = 0;
    for (std::uint64_t identity = 1; identity <= 10; ++identity) {
        const auto drawn = synth::render(identity, plain(), 250, 250);
        const auto seen = detector->detect(drawn.picture);
        if (seen.empty())
            continue;
        const auto points = predictor.predict(drawn.picture, seen.front().box);
        QVERIFY(points == predictor.predict(drawn.picture, seen.front().box));
        const double eyes =
            std::hypot(drawn.points[45].x - drawn.points[36].x, drawn.points[45].y - drawn.points[36].y);
        const auto five = image::fivePoints(points), truth = image::fivePoints(drawn.points);
        for (std::size_t i = 0; i < five.size(); ++i, ++count)
            total += std::hypot(five[i].x - truth[i].x, five[i].y - truth[i].y) / eyes;
    }
    QVERIFY(count >= 40);
    QVERIFY2(total / count < 0.12, qPrintable(QString::number(total / count)));
    // Finer than whole pixels.
    const auto points = predictor.predict(face(1), {60, 60, 130, 130});
    QVERIFY(std::any_of(points.begin(), points.end(),
                        [](image::Point p) { return std::abs(p.x - std::round(p.x)) > 0.1f; }));
    // A box beyond the picture is no reason to fail; an empty one is.
    predictor.predict(face(1), {-500, -500, 100, 100});
    QCOMPARE(codeOf([&] { predictor.predict(face(1), {0, 0, 0, 10}); }), ErrorCode::BadArgument);
    QCOMPARE(codeOf([&] { predictor.predict(image::Image(), {0, 0, 10, 10}); }), ErrorCode::BadArgument);
    QCOMPARE(codeOf([&] { predictor.predict(face(1), {0, 0, NAN, 10}); }), ErrorCode::BadArgument);
}

void TestDetector::alignsWhatItFinds()
{
    const auto detector = faces::makeDetector("hog");
    const auto drawn = synth::render(3, plain(), 250, 250);
    const auto found = faces::findFaces(*detector, drawn.picture, 112);
    QVERIFY(!found.empty());
    const faces::FoundFace& first = found.front();
    QCOMPARE(first.crop.width, 112);
    QCOMPARE(first.crop.height, 112);
    QVERIFY(first.row.status == dataset::FaceStatus::Found);
    QVERIFY(first.row.automatic);
    QVERIFY(first.row.quality > 0 && first.row.size > 20 && std::abs(first.row.roll) < 12);
    const auto t = image::alignment(*first.row.automatic, 112);
    QVERIFY(first.crop == image::warp(drawn.picture, t, 112, 112));
    QCOMPARE(faces::findFaces(*detector, drawn.picture, 160).front().crop.width, 160);
}

void TestDetector::wholePicture()
{
    const auto detector = faces::makeDetector("none");
    const auto found = faces::findFaces(*detector, synth::render(3, plain(0.9), 160, 160).picture, 112);
    QCOMPARE(found.size(), std::size_t{1});
    QVERIFY(found[0].row.automatic);
    const image::Image flat(90, 140, 3);
    const auto blank = faces::findFaces(*detector, flat, 112);
    QCOMPARE(blank.size(), std::size_t{1});
    QCOMPARE(blank[0].crop.width, 112);
}

void TestDetector::choosesTheCentralFace()
{
    const auto at = [](float x, float y, float side) {
        faces::FoundFace f;
        f.row.box = {x, y, side, side};
        return f;
    };
    QCOMPARE(faces::centralFace({at(0, 0, 90), at(40, 40, 20)}, 100, 100),
             std::size_t{1}); // both contain it: nearest centre
    QCOMPARE(faces::centralFace({at(0, 0, 40), at(45, 45, 20)}, 100, 100), std::size_t{1});
    QCOMPARE(faces::centralFace({at(0, 0, 20), at(60, 0, 30)}, 100, 100), std::size_t{1}); // none does: the largest
    QCOMPARE(faces::centralFace({at(0, 0, 20)}, 100, 100), std::size_t{0});
}

void TestDetector::refusesUnknownNames()
{
    QCOMPARE(codeOf([] { faces::makeDetector("yolo"); }), ErrorCode::Unsupported);
    qputenv("LIKENESS_HAAR_CASCADE", "/nowhere/cascade.xml");
    QCOMPARE(codeOf([] { faces::makeDetector("haar"); }), ErrorCode::NotFound);
    const test::TempFolder folder;
    writeFileAtomically(folder / "bad.xml", std::string_view("<not a cascade"));
    qputenv("LIKENESS_HAAR_CASCADE", QByteArray((folder / "bad.xml").c_str()));
    QCOMPARE(codeOf([] { faces::makeDetector("haar"); }), ErrorCode::BadFile);
    qunsetenv("LIKENESS_HAAR_CASCADE");
}

void TestDetector::worksOnManyThreads()
{
    const auto& predictor = faces::LandmarkPredictor::shared();
    const image::Image picture = face(2);
    const auto expected = faces::makeDetector("hog")->detect(picture);
    QVERIFY(!expected.empty());
    const auto points = predictor.predict(picture, expected[0].box);
    std::atomic<int> wrong{0};
    parallelFor(12, 4, [&](std::size_t) {
        const auto seen = faces::makeDetector("hog")->detect(picture);
        wrong += seen.size() == expected.size() && seen[0].box == expected[0].box &&
                         predictor.predict(picture, seen[0].box) == points
                     ? 0
                     : 1;
    });
    QCOMPARE(wrong.load(), 0);
}

QTEST_APPLESS_MAIN(TestDetector)
#include "tst_detector.moc"
