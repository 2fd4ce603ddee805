// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/random.h"
#include "core/image/face_variants.h"
#include "core/image/transform.h"

#include <QTest>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <set>

using namespace likeness;
using namespace likeness::image;

namespace {

constexpr int kSize = 112;

// Something with structure: a smooth bright oval on a darker ground, with some texture.
Image face(int size = kSize)
{
    Image out(size, size, 3);
    Rng random(3);
    for (int y = 0; y < size; ++y)
        for (int x = 0; x < size; ++x) {
            const double u = (x - 0.5 * size) / (0.38 * size), v = (y - 0.62 * size) / (0.5 * size);
            const double value = (u * u + v * v < 1 ? 150 : 70) + random.uniform(-8, 8);
            for (int c = 0; c < 3; ++c)
                out.row(y)[3 * x + c] = static_cast<std::uint8_t>(value - 15 * c);
        }
    return out;
}

double mean(const Image& image, int left, int top, int right, int bottom)
{
    double sum = 0;
    for (int y = top; y < bottom; ++y)
        for (int x = left; x < right; ++x)
            for (int c = 0; c < 3; ++c)
                sum += image.row(y)[3 * x + c];
    return sum / (3.0 * (right - left) * (bottom - top));
}

double difference(const Image& a, const Image& b, int left, int top, int right, int bottom)
{
    double sum = 0;
    for (int y = top; y < bottom; ++y)
        for (int x = 3 * left; x < 3 * right; ++x)
            sum += std::abs(a.row(y)[x] - b.row(y)[x]);
    return sum / (3.0 * (right - left) * (bottom - top));
}

// How much is left of the left (red) and the right half (blue) of a head once it is turned, at the height of the
// cheeks.
std::pair<double, double> halvesTurned(const Landmarks& points, std::uint64_t seed)
{
    Image halves(kSize, kSize, 3);
    for (int y = 0; y < kSize; ++y)
        for (int x = 18; x < 95; ++x)
            halves.row(y)[3 * x + (x < kSize / 2 ? 0 : 2)] = 200;
    const Image turned = makeVariant(halves, Variant::Profile, points, seed);
    double red = 0, blue = 0;
    for (int y = 55; y < 80; ++y)
        for (int x = 0; x < kSize; ++x) {
            red += turned.row(y)[3 * x];
            blue += turned.row(y)[3 * x + 2];
        }
    return {red, blue};
}

} // namespace

class TestFaceVariants : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void areTheSameForTheSameSeed();
    void coversTheLowerFace();
    void followsTheLandmarks();
    void turnsTheHead();
    void turnsFurther();
    void lowersTheResolution();
    void changesTheLight();
    void refusesWhatIsNoCrop();
    void survivesAnyLandmarks();
    void namesVariants();
};

void TestFaceVariants::areTheSameForTheSameSeed()
{
    for (const int size : {32, 112, 160})
        for (const Variant variant : allVariants()) {
            const Image once = makeVariant(face(size), variant, std::nullopt, 7);
            QCOMPARE(once.width, size);
            QCOMPARE(once.height, size);
            QCOMPARE(once.channels, 3);
            QVERIFY(once == makeVariant(face(size), variant, std::nullopt, 7));
            QVERIFY(once == makeVariant(face(size), variant, averageLandmarks(size), 7));
            if (variant != Variant::LowResolution)
                QVERIFY(once != makeVariant(face(size), variant, std::nullopt, 8));
        }
}

void TestFaceVariants::coversTheLowerFace()
{
    const Image plain = face();
    std::set<int> colours;
    for (std::uint64_t seed = 0; seed < 24; ++seed) {
        const Image masked = makeVariant(plain, Variant::Mask, std::nullopt, seed);
        QVERIFY(difference(plain, masked, 0, 0, kSize, 50) < 0.5); // brows and eyes stay
        QVERIFY(difference(plain, masked, 30, 75, 82, 105) > 5);   // nose and mouth are gone
        // The cloth is even where the face is not: little is left of the texture.
        QVERIFY(difference(masked, mirror(masked), 30, 88, 56, 100) < 8);
        colours.insert(static_cast<int>(mean(masked, 46, 80, 66, 84) / 8));
    }
    QVERIFY(colours.size() >= 4);
}

void TestFaceVariants::followsTheLandmarks()
{
    Landmarks lower = averageLandmarks();
    for (Point& p : lower)
        p.y += 10;
    const Image plain = face();
    const Image masked = makeVariant(plain, Variant::Mask, lower, 1);
    const Image usual = makeVariant(plain, Variant::Mask, std::nullopt, 1);
    QVERIFY(difference(plain, masked, 40, 60, 72, 67) < 3);
    QVERIFY(difference(plain, usual, 46, 64, 66, 67) > 5);
    QVERIFY(difference(plain, masked, 30, 85, 82, 105) > 5);
}

// A red and a blue half of a head on black ground: the half that turns away becomes the smaller one.
void TestFaceVariants::turnsTheHead()
{
    int right = 0, left = 0;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const auto [red, blue] = halvesTurned(averageLandmarks(), seed);
        QVERIFY2(std::max(red, blue) > 1.5 * std::min(red, blue),
                 qPrintable(QStringLiteral("%1 %2").arg(red).arg(blue)));
        (red > blue ? right : left) += 1;
    }
    QVERIFY(right >= 3 && left >= 3); // a frontal face to either side
}

void TestFaceVariants::turnsFurther()
{
    for (const float to : {8.0f, -8.0f}) {
        Landmarks points = averageLandmarks();
        for (std::size_t i = 27; i < 36; ++i)
            points[i].x += to;
        for (std::uint64_t seed = 0; seed < 12; ++seed) {
            const auto [red, blue] = halvesTurned(points, seed);
            QVERIFY(to > 0 ? red > 1.5 * blue : blue > 1.5 * red);
        }
    }
}

void TestFaceVariants::lowersTheResolution()
{
    const Image plain = face();
    const Image low = makeVariant(plain, Variant::LowResolution, std::nullopt, 1);
    cv::Mat source(kSize, kSize, CV_8UC3, const_cast<std::uint8_t*>(plain.pixels.data())), small, expected;
    cv::resize(source, small, {32, 32}, 0, 0, cv::INTER_AREA);
    cv::resize(small, expected, {kSize, kSize}, 0, 0, cv::INTER_CUBIC);
    QVERIFY(std::equal(low.pixels.begin(), low.pixels.end(), expected.data));
    Image stripes(kSize, kSize, 3); // finer than 32 pixels can show
    for (std::size_t i = 0; i < stripes.pixels.size(); ++i)
        stripes.pixels[i] = i / 3 % 2 == 0 ? 0 : 254;
    const Image even = makeVariant(stripes, Variant::LowResolution, std::nullopt, 1);
    for (int x = 8; x < kSize - 8; ++x)
        QVERIFY(std::abs(even.row(50)[3 * x] - 127) < 40);
    QVERIFY(std::abs(mean(even, 0, 0, kSize, kSize) - 127) < 2);
}

void TestFaceVariants::changesTheLight()
{
    const Image plain = face();
    const double before = mean(plain, 28, 28, 84, 84);
    int dark = 0, bright = 0, side = 0;
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        const Image changed = makeVariant(plain, Variant::Lighting, std::nullopt, seed);
        const double after = mean(changed, 28, 28, 84, 84);
        const double left = mean(changed, 16, 40, 50, 90), right = mean(changed, 62, 40, 96, 90);
        if (after > 1.3 * before) {
            ++bright;
            QVERIFY(after > 190);
        } else if (std::max(left, right) > 1.5 * std::min(left, right)) {
            ++side;
        } else {
            ++dark;
            QVERIFY(after < 80);
            // Noise: neighbours differ by more, in proportion to what light there is.
            QVERIFY(difference(changed, makeVariant(changed, Variant::LowResolution, std::nullopt, 1), 40, 60, 72, 90) /
                        after >
                    1.5 *
                        difference(plain, makeVariant(plain, Variant::LowResolution, std::nullopt, 1), 40, 60, 72, 90) /
                        before);
        }
    }
    QVERIFY(dark >= 5 && bright >= 5 && side >= 5);
}

void TestFaceVariants::refusesWhatIsNoCrop()
{
    for (const Image& wrong : {Image(), Image(112, 112, 1), Image(112, 100, 3), Image(16, 16, 3), Image(1100, 1100, 3)})
        for (const Variant variant : allVariants()) {
            auto code = ErrorCode::Internal;
            try {
                makeVariant(wrong, variant, std::nullopt, 1);
            } catch (const Error& e) {
                code = e.code();
            }
            QCOMPARE(code, ErrorCode::BadArgument);
        }
}

// Of points that make no face the average is used; others only have to end.
void TestFaceVariants::survivesAnyLandmarks()
{
    const Image plain = face();
    Rng random(5);
    for (int round = 0; round < 60; ++round) {
        Landmarks points = averageLandmarks();
        for (Point& p : points) {
            p.x += static_cast<float>(random.normal(0, round < 40 ? 4 : 60));
            p.y += static_cast<float>(random.normal(0, round < 40 ? 4 : 60));
        }
        if (round % 10 == 9)
            points[static_cast<std::size_t>(random.below(68))].x = round % 20 == 9 ? NAN : 1e30f;
        for (const Variant variant : allVariants())
            QCOMPARE(makeVariant(plain, variant, points, 1).pixels.size(), plain.pixels.size());
    }
    Landmarks nowhere{};
    QVERIFY(makeVariant(plain, Variant::Mask, nowhere, 1) == makeVariant(plain, Variant::Mask, std::nullopt, 1));
}

void TestFaceVariants::namesVariants()
{
    for (const Variant variant : allVariants())
        QVERIFY(variantOf(variantName(variant)) == variant);
    bool thrown = false;
    try {
        variantOf("hat");
    } catch (const Error& e) {
        thrown = e.code() == ErrorCode::BadArgument;
    }
    QVERIFY(thrown);
    const auto five = fivePoints(averageLandmarks()), target = arcfaceTemplate();
    for (std::size_t i = 0; i < five.size(); ++i)
        QVERIFY(std::hypot(five[i].x - target[i].x, five[i].y - target[i].y) < 3);
}

QTEST_APPLESS_MAIN(TestFaceVariants)
#include "tst_face_variants.moc"
