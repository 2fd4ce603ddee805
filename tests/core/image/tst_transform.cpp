// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/random.h"
#include "core/image/quality.h"
#include "core/image/transform.h"

#include <QTest>
#include <cmath>
#include <opencv2/imgproc.hpp>

using namespace likeness;
using namespace likeness::image;

namespace {

Image noise(int width, int height, int channels, std::uint64_t seed = 1)
{
    Rng rng(seed);
    Image image(width, height, channels);
    for (auto& value : image.pixels)
        value = static_cast<std::uint8_t>(rng.below(256));
    return image;
}

cv::Mat view(const Image& image)
{
    return cv::Mat(image.height, image.width, CV_8UC(image.channels), const_cast<std::uint8_t*>(image.pixels.data()));
}

bool equal(const Image& image, const cv::Mat& mat)
{
    return image.width == mat.cols && image.height == mat.rows && cv::norm(view(image), mat, cv::NORM_INF) == 0;
}

bool near(Point a, Point b, float tolerance = 1e-3f)
{
    return std::hypot(a.x - b.x, a.y - b.y) <= tolerance;
}

// The generic six-point head, turned and seen from afar; the other landmarks do not matter to the pose.
Landmarks head(double yaw, double pitch, double roll)
{
    constexpr double kRadians = 3.14159265358979323846 / 180;
    const double cy = std::cos(yaw * kRadians), sy = std::sin(yaw * kRadians), cp = std::cos(pitch * kRadians),
                 sp = std::sin(pitch * kRadians), cr = std::cos(roll * kRadians), sr = std::sin(roll * kRadians);
    const cv::Matx33d rz(cr, -sr, 0, sr, cr, 0, 0, 0, 1), ry(cy, 0, sy, 0, 1, 0, -sy, 0, cy),
        rx(1, 0, 0, 0, cp, -sp, 0, sp, cp);
    const std::pair<std::size_t, cv::Vec3d> points[] = {{30, {0, 0, 0}},          {8, {0, 330, -65}},
                                                        {36, {-225, -170, -135}}, {45, {225, -170, -135}},
                                                        {48, {-150, 150, -125}},  {54, {150, 150, -125}}};
    Landmarks landmarks = {};
    for (const auto& [index, at] : points) {
        const cv::Vec3d p = rz * ry * rx * at;
        landmarks[index] = {static_cast<float>(0.2 * p[0] + 100), static_cast<float>(0.2 * p[1] + 100)};
    }
    return landmarks;
}

} // namespace

class TestTransform : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void matchesOpenCv();
    void mirrors();
    void cropsOverTheBorder();
    void fitsASimilarity();
    void warpsLikeOpenCv();
    void warpsHugePictures();
    void mapsFacesOntoTheTemplate();
    void mirrorsLandmarks();
    void measuresPose();
    void measuresQuality();
    void refusesNonsense();
};

void TestTransform::matchesOpenCv()
{
    const Image rgb = noise(61, 47, 3);
    cv::Mat expected;
    cv::cvtColor(view(rgb), expected, cv::COLOR_RGB2GRAY);
    const Image grey = toGrey(rgb);
    QVERIFY(equal(grey, expected));
    QVERIFY(toGrey(grey) == grey);
    QVERIFY(toRgb(rgb) == rgb);
    QCOMPARE(toRgb(grey).channels, 3);
    QVERIFY(toGrey(toRgb(grey)) == grey);
    for (const cv::Size size : {cv::Size(20, 17), cv::Size(112, 112), cv::Size(61, 47)}) {
        cv::resize(view(rgb), expected, size, 0, 0, cv::INTER_AREA);
        QVERIFY(equal(resize(rgb, size.width, size.height), expected));
        cv::resize(view(rgb), expected, size, 0, 0, cv::INTER_LINEAR);
        QVERIFY(equal(resize(rgb, size.width, size.height, Filter::Linear), expected));
    }
    cv::equalizeHist(view(grey), expected);
    QVERIFY(equal(equalizeHistogram(grey), expected));
}

void TestTransform::mirrors()
{
    for (const int channels : {1, 3}) {
        const Image image = noise(33, 5, channels);
        cv::Mat expected;
        cv::flip(view(image), expected, 1);
        QVERIFY(equal(mirror(image), expected));
        QVERIFY(mirror(mirror(image)) == image);
    }
}

void TestTransform::cropsOverTheBorder()
{
    const Image image = noise(10, 8, 3);
    const Image inside = crop(image, {2, 3, 4, 5});
    QVERIFY(equal(inside, view(image)(cv::Rect(2, 3, 4, 5))));
    const Image over = crop(image, {-3, -2, 20, 20});
    QCOMPARE(over.width, 20);
    QCOMPARE(int(over.row(0)[0]), 0);
    QVERIFY(crop(over, {3, 2, 10, 8}) == image);
    const Image beside = crop(image, {50, 50, 3, 3});
    QVERIFY(std::all_of(beside.pixels.begin(), beside.pixels.end(), [](auto v) { return v == 0; }));
}

void TestTransform::fitsASimilarity()
{
    const Similarity truth{0.8, -0.3, 12, -7};
    Rng rng(3);
    std::vector<Point> from, to;
    for (int i = 0; i < 9; ++i) {
        from.push_back({static_cast<float>(rng.uniform(0, 200)), static_cast<float>(rng.uniform(0, 200))});
        to.push_back(truth.map(from.back()));
    }
    const Similarity found = fitSimilarity(from, to);
    QVERIFY(std::abs(found.a - truth.a) < 1e-5 && std::abs(found.b - truth.b) < 1e-5);
    QVERIFY(std::abs(found.tx - truth.tx) < 1e-3 && std::abs(found.ty - truth.ty) < 1e-3);
    for (const Point p : from)
        QVERIFY(near(found.inverse().map(found.map(p)), p));
    // Mirrored points have no such similarity; the best one without reflection is asked for, and its scale stays
    // below 1.
    for (Point& p : to)
        p.x = -p.x;
    const Similarity best = fitSimilarity(from, to);
    double residual = 0, worse = 0;
    for (std::size_t i = 0; i < from.size(); ++i) {
        residual += std::pow(best.map(from[i]).x - to[i].x, 2) + std::pow(best.map(from[i]).y - to[i].y, 2);
        Similarity other = best;
        other.a += 0.01;
        worse += std::pow(other.map(from[i]).x - to[i].x, 2) + std::pow(other.map(from[i]).y - to[i].y, 2);
    }
    QVERIFY(residual < worse);
}

void TestTransform::warpsLikeOpenCv()
{
    Rng rng(5);
    for (int i = 0; i < 20; ++i) {
        const Image image = noise(250, 200, i % 2 ? 3 : 1, static_cast<std::uint64_t>(i));
        const double angle = rng.uniform(-3, 3), scale = rng.uniform(0.2, 2);
        const Similarity t{scale * std::cos(angle), scale * std::sin(angle), rng.uniform(-100, 100),
                           rng.uniform(-100, 100)};
        cv::Mat expected;
        cv::warpAffine(view(image), expected, cv::Matx23d(t.a, -t.b, t.tx, t.b, t.a, t.ty), cv::Size(112, 96),
                       cv::INTER_LINEAR);
        QVERIFY(equal(warp(image, t, 112, 96), expected));
    }
    const Image image = noise(40, 30, 3);
    QVERIFY(warp(image, {}, 40, 30) == image);
}

void TestTransform::warpsHugePictures()
{
    Image wide(40000, 60, 1);
    for (int y = 0; y < 60; ++y)
        for (int x = 0; x < 40000; ++x)
            wide.row(y)[x] = static_cast<std::uint8_t>((x / 8 + y * 2) & 255);
    const Similarity t{1, 0, -35000, -10};
    QVERIFY(warp(wide, t, 50, 40) == crop(wide, {35000, 10, 50, 40}));
}

void TestTransform::mapsFacesOntoTheTemplate()
{
    // A face whose five points are the template's, moved, turned and enlarged, must come back to the template.
    const Similarity away = Similarity{2.1, 0.7, 300, 40};
    for (const int size : {112, 160, 224}) {
        const auto target = arcfaceTemplate(size);
        QVERIFY(
            near(target[2], {56.0252f * static_cast<float>(size) / 112, 71.7366f * static_cast<float>(size) / 112}));
        Landmarks face = {};
        const auto at112 = arcfaceTemplate();
        face[36] = away.map({at112[0].x - 6, at112[0].y});
        face[39] = away.map({at112[0].x + 6, at112[0].y});
        face[42] = away.map({at112[1].x - 6, at112[1].y});
        face[45] = away.map({at112[1].x + 6, at112[1].y});
        face[30] = away.map(at112[2]);
        face[48] = away.map(at112[3]);
        face[54] = away.map(at112[4]);
        const Similarity t = alignment(face, size);
        const auto five = fivePoints(face);
        for (std::size_t i = 0; i < 5; ++i)
            QVERIFY(near(t.map(five[i]), target[i], 1e-2f));
    }
}

void TestTransform::mirrorsLandmarks()
{
    Landmarks points;
    for (std::size_t i = 0; i < points.size(); ++i)
        points[i] = {static_cast<float>(i), static_cast<float>(2 * i)};
    const Landmarks m = mirrorLandmarks(points, 100);
    const std::pair<std::size_t, std::size_t> pairs[] = {{0, 16},  {8, 8},   {17, 26}, {27, 27}, {30, 30}, {31, 35},
                                                         {36, 45}, {37, 44}, {39, 42}, {40, 47}, {41, 46}, {48, 54},
                                                         {50, 52}, {51, 51}, {57, 57}, {59, 55}, {60, 64}, {67, 65}};
    for (const auto& [a, b] : pairs) {
        QVERIFY(near(m[a], {99.0f - static_cast<float>(b), 2.0f * static_cast<float>(b)}));
        QVERIFY(near(m[b], {99.0f - static_cast<float>(a), 2.0f * static_cast<float>(a)}));
    }
    QVERIFY(mirrorLandmarks(m, 100) == points);
    // A frontal face that is symmetric stays what it is.
    const Landmarks frontal = head(0, 0, 0);
    const Landmarks turned = mirrorLandmarks(frontal, 201);
    for (const std::size_t i : {30u, 8u, 36u, 45u, 48u, 54u})
        QVERIFY(near(turned[i], frontal[i]));
}

void TestTransform::measuresPose()
{
    const Image crop = noise(112, 112, 3);
    for (const auto& [yaw, pitch, roll] :
         {std::array{0.0, 0.0, 0.0}, {30.0, 0.0, 0.0}, {0.0, 20.0, 0.0}, {0.0, 0.0, 25.0}, {-35.0, 10.0, -15.0}}) {
        const Quality q = measureQuality(crop, head(yaw, pitch, roll), 1);
        QVERIFY2(std::abs(q.yaw - yaw) < 5 && std::abs(q.pitch - pitch) < 5 && std::abs(q.roll - roll) < 5,
                 qPrintable(QStringLiteral("%1 %2 %3 for %4 %5 %6")
                                .arg(q.yaw)
                                .arg(q.pitch)
                                .arg(q.roll)
                                .arg(yaw)
                                .arg(pitch)
                                .arg(roll)));
    }
    // The signs, on points: nose to the right of the face's middle is positive yaw, a clockwise turn positive roll,
    // nose up positive pitch.
    Landmarks face = head(0, 0, 0);
    face[30].x += 15;
    QVERIFY(measureQuality(crop, face, 1).yaw > 5);
    face = head(0, 0, 0);
    face[30].y -= 15;
    QVERIFY(measureQuality(crop, face, 1).pitch > 5);
    face = head(0, 0, 0);
    face[45].y += 15; // the right eye lower
    QVERIFY(measureQuality(crop, face, 1).roll > 3);
}

void TestTransform::measuresQuality()
{
    const Image sharp = noise(112, 112, 1);
    cv::Mat soft, laplacian;
    cv::GaussianBlur(view(sharp), soft, cv::Size(), 4);
    Image blurred(112, 112, 1);
    soft.copyTo(view(blurred));
    const Quality good = measureQuality(sharp, {}, 0), bad = measureQuality(blurred, {}, 0);
    cv::Laplacian(view(sharp), laplacian, CV_64F, 1);
    cv::Scalar mean, deviation;
    cv::meanStdDev(laplacian, mean, deviation);
    QVERIFY(std::abs(good.sharpness - deviation[0] * deviation[0]) < 1);
    QVERIFY(bad.sharpness < 40 && good.score > bad.score);
    QCOMPARE(good.size, 0.0f);
    QCOMPARE(good.yaw, 0.0f);
    Image dark = sharp;
    for (auto& v : dark.pixels)
        v = static_cast<std::uint8_t>(v / 16);
    QVERIFY(measureQuality(dark, {}, 0).score < good.score);
    const Quality frontal = measureQuality(sharp, head(0, 0, 0), 1), turned = measureQuality(sharp, head(60, 0, 0), 1);
    QVERIFY(std::abs(frontal.size - 90) < 1);
    QVERIFY(frontal.score > turned.score);
    for (const Quality& q : {good, bad, frontal, turned})
        QVERIFY(q.score >= 0 && q.score <= 1);
}

void TestTransform::refusesNonsense()
{
    const auto refused = [](auto&& work) {
        try {
            work();
        } catch (const Error& e) {
            return e.code() == ErrorCode::BadArgument;
        }
        return false;
    };
    const Image image = noise(4, 4, 3);
    QVERIFY(refused([&] { resize(Image(), 4, 4); }));
    QVERIFY(refused([&] { resize(image, 0, 4); }));
    QVERIFY(refused([&] { resize(image, 1 << 20, 4); }));
    QVERIFY(refused([&] { crop(image, {0, 0, 0, 4}); }));
    QVERIFY(refused([&] { warp(Image(), {}, 4, 4); }));
    QVERIFY(refused([&] { equalizeHistogram(image); }));
    QVERIFY(refused([&] { alignment(Landmarks{}); }));
    QVERIFY(refused([&] { (void)Similarity{0, 0, 1, 1}.inverse(); }));
    QVERIFY(refused([&] { measureQuality(Image(), {}, 0); }));
}

QTEST_APPLESS_MAIN(TestTransform)
#include "tst_transform.moc"
