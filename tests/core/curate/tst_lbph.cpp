// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/random.h"
#include "core/curate/lbph.h"
#include "tests/support/shared.h"

#include <QTest>
#include <cmath>
#include <opencv2/face.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

using namespace likeness;
using namespace likeness::curate;

namespace {

image::Image toImage(const cv::Mat& grey)
{
    image::Image out(grey.cols, grey.rows, 1);
    for (int y = 0; y < grey.rows; ++y)
        std::copy_n(grey.ptr(y), grey.cols, out.row(y));
    return out;
}

// Noise, flat patches (ties with the centre) and a gradient.
std::vector<cv::Mat> pictures(int count, int size)
{
    std::vector<cv::Mat> out;
    for (int i = 0; i < count; ++i) {
        Rng rng(static_cast<std::uint64_t>(i) + 1);
        cv::Mat m(size, size, CV_8U);
        for (int y = 0; y < size; ++y)
            for (int x = 0; x < size; ++x)
                m.at<std::uint8_t>(y, x) = static_cast<std::uint8_t>(x < size / 3   ? 40 * (i % 5)
                                                                     : y < size / 2 ? static_cast<int>(rng.below(256))
                                                                                    : (x + y * (i + 1)) % 256);
        out.push_back(m);
    }
    return out;
}

std::vector<cv::Mat> orlPictures(int count)
{
    std::vector<cv::Mat> out;
    for (int i = 0; i < count; ++i) {
        const auto name = "data/orl/s" + std::to_string(1 + i / 4) + "/" + std::to_string(1 + i % 4) + ".pgm";
        cv::Mat picture = cv::imread(test::shared(name).string(), cv::IMREAD_GRAYSCALE);
        cv::resize(picture, picture, {112, 112}, 0, 0, cv::INTER_AREA);
        out.push_back(picture);
    }
    return out;
}

void compareWithOpenCv(const std::vector<cv::Mat>& pictures, const LbphOptions& options)
{
    const auto recognizer =
        cv::face::LBPHFaceRecognizer::create(options.radius, options.neighbours, options.gridX, options.gridY);
    std::vector<int> labels(pictures.size());
    recognizer->train(pictures, labels);
    const auto theirs = recognizer->getHistograms();
    LbphHistograms ours(pictures.size(), pictures.front().rows, options);
    for (std::size_t i = 0; i < pictures.size(); ++i)
        ours.set(i, toImage(pictures[i]));
    for (std::size_t i = 0; i < pictures.size(); ++i) {
        const auto histogram = ours.normalised(i);
        QCOMPARE(histogram.size(), theirs[i].total());
        for (std::size_t k = 0; k < histogram.size(); ++k)
            if (std::abs(histogram[k] - theirs[i].at<float>(0, static_cast<int>(k))) > 1e-6f)
                QFAIL(qPrintable(QStringLiteral("picture %1, bin %2: %3, but OpenCV has %4")
                                     .arg(i)
                                     .arg(k)
                                     .arg(static_cast<double>(histogram[k]))
                                     .arg(static_cast<double>(theirs[i].at<float>(0, static_cast<int>(k))))));
        for (std::size_t j = 0; j < pictures.size(); ++j) {
            const double expected = cv::compareHist(theirs[i], theirs[j], cv::HISTCMP_CHISQR_ALT);
            QVERIFY(std::abs(ours.distance(i, j) - expected) < 1e-5 * std::max(1.0, expected));
        }
    }
}

} // namespace

class TestLbph : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void equalsOpenCvOnPatterns();
    void equalsOpenCvOnFaces();
    void equalsOpenCvWithOtherParameters();
    void similarityIsOneForItself();
    void tilesEqualPairs();
    void refusesWhatDoesNotFit();
};

void TestLbph::equalsOpenCvOnPatterns()
{
    compareWithOpenCv(pictures(6, 112), {});
}

void TestLbph::equalsOpenCvOnFaces()
{
    LIKENESS_NEEDS_SHARED("data/orl");
    compareWithOpenCv(orlPictures(12), {});
}

void TestLbph::equalsOpenCvWithOtherParameters()
{
    compareWithOpenCv(pictures(3, 100), {2, 8, 8, 8});
    compareWithOpenCv(pictures(3, 112), {1, 6, 10, 9});
    compareWithOpenCv(pictures(3, 112), {3, 4, 8, 12});
}

void TestLbph::similarityIsOneForItself()
{
    const auto set = pictures(2, 112);
    LbphHistograms histograms(2, 112, {});
    histograms.set(0, toImage(set[0]));
    histograms.set(1, toImage(set[1]));
    QVERIFY(std::abs(histograms.pair(0, 0) - 1.0f) < 1e-6f);
    QVERIFY(histograms.pair(0, 1) < 0.95f && histograms.pair(0, 1) >= 0.0f);
    QCOMPARE(histograms.pair(0, 1), histograms.pair(1, 0));
}

void TestLbph::tilesEqualPairs()
{
    const auto set = pictures(5, 112);
    LbphHistograms histograms(5, 112, {});
    for (std::size_t i = 0; i < 5; ++i)
        histograms.set(i, toImage(set[i]));
    std::vector<float> tile(6);
    histograms.tile(1, 3, 2, 5, tile.data());
    for (std::size_t a = 0; a < 2; ++a)
        for (std::size_t b = 0; b < 3; ++b)
            QCOMPARE(tile[a * 3 + b], histograms.pair(1 + a, 2 + b));
}

void TestLbph::refusesWhatDoesNotFit()
{
    const auto refused = [](auto&& work) {
        try {
            work();
        } catch (const Error& e) {
            return e.code() == ErrorCode::BadArgument;
        }
        return false;
    };
    QVERIFY(refused([] { LbphHistograms(1, 112, {1, 9, 8, 8}); }));
    QVERIFY(refused([] { LbphHistograms(1, 112, {1, 8, 0, 8}); }));
    QVERIFY(refused([] { LbphHistograms(1, 112, {1, 8, 2, 2}); })); // 3,025 pixels a cell do not fit a byte
    QVERIFY(refused([] { LbphHistograms(1, 8, {1, 8, 8, 8}); }));
    QVERIFY(refused([] { LbphHistograms(1, 112, {}).set(0, image::Image(100, 100, 1)); }));
    QVERIFY(refused([] { lbpCodes(image::Image(2, 2, 1), {}); }));
    QVERIFY(refused([] { lbpCodes(image::Image(20, 20, 3), {}); }));
}

QTEST_APPLESS_MAIN(TestLbph)
#include "tst_lbph.moc"
