// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/random.h"
#include "core/image/lighting.h"
#include "core/image/transform.h"

#include <QTest>
#include <cmath>
#include <numeric>
#include <opencv2/imgproc.hpp>

using namespace likeness;
using namespace likeness::image;

namespace {

// Soft patches under noise, lit from the left: `light` of it is left at the right edge.
Image scene(int width, int height, double light, std::uint64_t seed = 1)
{
    Rng rng(seed);
    cv::Mat patches(8, 8, CV_32F), picture;
    for (float& v : cv::Mat_<float>(patches))
        v = static_cast<float>(40 + rng.below(180));
    cv::resize(patches, picture, {width, height}, 0, 0, cv::INTER_LINEAR);
    Image out(width, height, 1);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            const double at = 1 - (1 - light) * x / width;
            out.row(y)[x] = static_cast<std::uint8_t>(
                std::clamp(at * (static_cast<double>(picture.at<float>(y, x)) + rng.uniform(-4, 4)), 0.0, 255.0));
        }
    return out;
}

cv::Mat view(const Image& image)
{
    return cv::Mat(image.height, image.width, CV_8UC(image.channels), const_cast<std::uint8_t*>(image.pixels.data()));
}

Image constant(int width, int height, int channels, std::uint8_t value)
{
    Image out(width, height, channels);
    std::fill(out.pixels.begin(), out.pixels.end(), value);
    return out;
}

// Multi-scale Retinex as it is written down, with every Gaussian at the picture's own size.
cv::Mat plainRetinex(const Image& grey)
{
    cv::Mat values, sum = cv::Mat::zeros(grey.height, grey.width, CV_64F);
    view(grey).convertTo(values, CV_64F, 1, 1);
    for (const double scale : {15.0, 80.0, 250.0}) {
        cv::Mat around, a, b;
        cv::GaussianBlur(values, around, {}, scale * std::min(grey.width, grey.height) / 512, 0, cv::BORDER_REPLICATE);
        cv::log(values, a);
        cv::log(around, b);
        sum += (a - b) / 3;
    }
    std::vector<double> sorted(sum.begin<double>(), sum.end<double>());
    std::sort(sorted.begin(), sorted.end());
    const double low = sorted[sorted.size() / 100], high = sorted[sorted.size() - 1 - sorted.size() / 100];
    cv::Mat out;
    sum.convertTo(out, CV_8U, 255 / (high - low), -255 * low / (high - low));
    return out;
}

double meanDifference(const cv::Mat& a, const cv::Mat& b)
{
    return cv::norm(a, b, cv::NORM_L1) / static_cast<double>(a.total());
}

} // namespace

class TestLighting : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void noneChangesNothing();
    void equaliseAndClaheEqualOpenCv();
    void retinexEqualsItsDefinition_data();
    void retinexEqualsItsDefinition();
    void retinexTakesTheLightAway();
    void coloursStay();
    void evenAndTinyPicturesStaySound();
    void namesAreReadBack();
};

void TestLighting::noneChangesNothing()
{
    const Image grey = scene(50, 40, 0.3);
    QVERIFY(correctLight(grey, Lighting::None) == grey);
    const Image rgb = toRgb(grey);
    QVERIFY(correctLight(rgb, Lighting::None) == rgb);
}

void TestLighting::equaliseAndClaheEqualOpenCv()
{
    for (const auto& [width, height] : {std::pair(112, 112), std::pair(301, 77)}) {
        const Image grey = scene(width, height, 0.2);
        cv::Mat expected;
        cv::equalizeHist(view(grey), expected);
        QCOMPARE(cv::norm(view(correctLight(grey, Lighting::Equalise)), expected, cv::NORM_INF), 0.0);
        cv::createCLAHE(2.0, {8, 8})->apply(view(grey), expected);
        QCOMPARE(cv::norm(view(correctLight(grey, Lighting::Clahe)), expected, cv::NORM_INF), 0.0);
    }
}

void TestLighting::retinexEqualsItsDefinition_data()
{
    QTest::addColumn<int>("width");
    QTest::addColumn<int>("height");
    QTest::newRow("crop") << 112 << 112;
    QTest::newRow("portrait") << 240 << 320;
    QTest::newRow("photograph") << 900 << 600;
}

void TestLighting::retinexEqualsItsDefinition()
{
    QFETCH(int, width);
    QFETCH(int, height);
    const Image grey = scene(width, height, 0.15);
    const double away = meanDifference(view(correctLight(grey, Lighting::Retinex)), plainRetinex(grey));
    QVERIFY2(away < 2.0, qPrintable(QString::number(away))); // levels of 255
}

// A picture lit from the side and the same one lit evenly come out closer to each other than they went in.
void TestLighting::retinexTakesTheLightAway()
{
    const Image even = scene(112, 112, 1.0), side = scene(112, 112, 0.1);
    const auto away = [&](Lighting lighting) {
        cv::Mat a, b;
        view(correctLight(even, lighting)).convertTo(a, CV_32F);
        view(correctLight(side, lighting)).convertTo(b, CV_32F);
        cv::Scalar meanA, sdA, meanB, sdB;
        cv::meanStdDev(a, meanA, sdA);
        cv::meanStdDev(b, meanB, sdB);
        return 1 - (a - meanA).dot(b - meanB) / (static_cast<double>(a.total()) * sdA[0] * sdB[0]);
    };
    QVERIFY2(away(Lighting::Retinex) < 0.3 * away(Lighting::None),
             qPrintable(QStringLiteral("%1 of %2").arg(away(Lighting::Retinex)).arg(away(Lighting::None))));
}

void TestLighting::coloursStay()
{
    const Image grey = scene(112, 112, 0.3);
    Image red(112, 112, 3);
    for (std::size_t i = 0; i < grey.pixels.size(); ++i) {
        red.pixels[3 * i] = grey.pixels[i];
        red.pixels[3 * i + 1] = static_cast<std::uint8_t>(grey.pixels[i] / 2);
        red.pixels[3 * i + 2] = static_cast<std::uint8_t>(grey.pixels[i] / 3);
    }
    for (const Lighting lighting : allLightings()) {
        QVERIFY(correctLight(toRgb(grey), lighting) == toRgb(correctLight(grey, lighting)));
        cv::Mat before, after;
        cv::cvtColor(view(red), before, cv::COLOR_RGB2YCrCb);
        cv::cvtColor(view(correctLight(red, lighting)), after, cv::COLOR_RGB2YCrCb);
        int same = 0;
        for (int y = 0; y < 112; ++y)
            for (int x = 0; x < 112; ++x)
                same += std::abs(before.at<cv::Vec3b>(y, x)[1] - after.at<cv::Vec3b>(y, x)[1]) <= 2;
        QVERIFY2(same > 112 * 112 * 8 / 10, qPrintable(QString::number(same))); // what black and white do not clip
    }
}

void TestLighting::evenAndTinyPicturesStaySound()
{
    for (const int value : {0, 1, 128, 255})
        for (const int channels : {1, 3}) {
            const Image even = constant(112, 112, channels, static_cast<std::uint8_t>(value));
            QVERIFY(correctLight(even, Lighting::Retinex) == even);
            for (const Lighting lighting : {Lighting::Equalise, Lighting::Clahe}) {
                const Image out = correctLight(even, lighting);
                QVERIFY(std::all_of(out.pixels.begin(), out.pixels.end(),
                                    [&](std::uint8_t v) { return v == out.pixels.front(); }));
            }
        }
    for (const auto& [width, height] : {std::pair(1, 1), std::pair(1, 50), std::pair(3, 2), std::pair(2000, 3)})
        for (const Lighting lighting : allLightings()) {
            const Image out = correctLight(scene(width, height, 0.5), lighting);
            QCOMPARE(out.width, width);
            QCOMPARE(out.height, height);
        }
    // A nearly black picture with something in it becomes one that can be seen.
    Image dark = constant(112, 112, 1, 1);
    for (int y = 40; y < 80; ++y)
        std::fill_n(dark.row(y) + 40, 40, std::uint8_t{6});
    const Image out = correctLight(dark, Lighting::Retinex);
    QVERIFY(out.row(60)[45] > out.row(60)[20] + 100);
    for (const Lighting lighting : allLightings())
        QVERIFY_THROWS_EXCEPTION(Error, correctLight(Image(), lighting));
}

void TestLighting::namesAreReadBack()
{
    QCOMPARE(allLightings().size(), std::size_t{4});
    for (const Lighting lighting : allLightings())
        QVERIFY(lightingOf(lightingName(lighting)) == lighting);
    QCOMPARE(lightingName(Lighting::Clahe), std::string("clahe"));
    QVERIFY_THROWS_EXCEPTION(Error, lightingOf("sunshine"));
}

QTEST_APPLESS_MAIN(TestLighting)
#include "tst_lighting.moc"
