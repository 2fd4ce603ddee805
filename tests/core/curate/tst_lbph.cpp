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
    std::vector<LbphHistograms> kernels; // the first is what everyone gets
    for (const auto& kernel : lbphKernels())
        kernels.emplace_back(pictures.size(), pictures.front().rows, options, kernel);
    for (auto& histograms : kernels)
        for (std::size_t i = 0; i < pictures.size(); ++i)
            histograms.set(i, toImage(pictures[i]));
    const auto& ours = kernels.front();
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
            for (const auto& histograms : kernels)
                QVERIFY2(std::abs(histograms.distance(i, j) - expected) < 1e-5 * std::max(1.0, expected),
                         histograms.kernel());
            QCOMPARE(ours.distance(i, j), ours.distance(j, i));
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
    void compactSumsTheOtherCodes();
    void kernelsEqualTheirDefinition();
    void automaticGoesByTheNumberOfFaces();
    void lightIsEvenedOutFirst();
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
    for (const int radius : {1, 2, 3, 5, 8})
        compareWithOpenCv(pictures(3, 96), {radius, 8, 7, 6});
    for (int neighbours = 1; neighbours <= 8; ++neighbours)
        compareWithOpenCv(pictures(3, 80), {1, neighbours, 5, 9});
    for (const int grid : {1, 2, 3, 6, 7, 16, 32}) // up to 6 a cell has more than 255 pixels
        compareWithOpenCv(pictures(3, 112), {1, 8, grid, grid});
}

// The compact bins by hand: uniform codes keep theirs, all others share one.
void TestLbph::compactSumsTheOtherCodes()
{
    const auto set = pictures(4, 112);
    for (const int grid : {8, 2}) {
        LbphOptions options{1, 8, grid, grid, LbphMode::Full};
        LbphHistograms full(set.size(), 112, options);
        options.mode = LbphMode::Compact;
        LbphHistograms compact(set.size(), 112, options);
        QVERIFY(compact.isCompact() && !full.isCompact());
        std::vector<std::vector<double>> bins;
        for (std::size_t i = 0; i < set.size(); ++i) {
            full.set(i, toImage(set[i]));
            compact.set(i, toImage(set[i]));
            const auto all = full.normalised(i);
            const auto few = compact.normalised(i);
            const auto cells = static_cast<std::size_t>(grid * grid);
            QCOMPARE(few.size(), cells * 59);
            auto& expected = bins.emplace_back();
            for (std::size_t cell = 0; cell < cells; ++cell) {
                std::vector<double> row;
                double other = 0;
                for (unsigned code = 0; code < 256; ++code) {
                    int changes = 0;
                    for (unsigned bit = 0; bit < 8; ++bit)
                        changes += (code >> bit & 1) != (code >> (bit + 1) % 8 & 1);
                    const auto value = static_cast<double>(all[cell * 256 + code]);
                    if (changes <= 2)
                        row.push_back(value);
                    else
                        other += value;
                }
                row.push_back(other);
                QCOMPARE(row.size(), std::size_t{59});
                expected.insert(expected.end(), row.begin(), row.end());
            }
            for (std::size_t k = 0; k < few.size(); ++k)
                QVERIFY(std::abs(static_cast<double>(few[k]) - expected[k]) < 1e-6);
        }
        for (std::size_t i = 0; i < set.size(); ++i)
            for (std::size_t j = 0; j < set.size(); ++j) {
                double expected = 0;
                for (std::size_t k = 0; k < bins[i].size(); ++k)
                    if (const double a = bins[i][k], b = bins[j][k]; a + b > 0)
                        expected += 2 * (a - b) * (a - b) / (a + b);
                QVERIFY(std::abs(compact.distance(i, j) - expected) < 1e-5 * std::max(1.0, expected));
            }
    }
}

// Counts of every size in every kind of bin, which no picture has.
void TestLbph::kernelsEqualTheirDefinition()
{
    Rng rng(3);
    for (int round = 0; round < 20; ++round) {
        const std::size_t n = kLbphBlock * (1 + rng.below(200));
        const std::uint64_t most = round % 4 == 0 ? 256 : round % 4 == 1 ? 33 : 4;
        std::vector<std::uint8_t> a(n), b(n);
        double squares = 0;
        for (std::size_t i = 0; i < n; ++i) {
            a[i] = static_cast<std::uint8_t>(rng.below(most));
            b[i] = round % 5 == 0 ? a[i] : static_cast<std::uint8_t>(rng.below(most));
            if (const double x = a[i], y = b[i]; x + y > 0)
                squares += (x - y) * (x - y) / (x + y);
        }
        const std::size_t words = kLbphWords * (1 + rng.below(40));
        std::vector<std::uint64_t> p(2 * words, 0), q(2 * words, 0);
        double shared = 0;
        for (std::size_t k = 0; k < 64 * words; ++k) {
            const auto x = rng.below(3), y = rng.below(3);
            const auto put = [&](std::vector<std::uint64_t>& planes, std::uint64_t count) {
                planes[k / 64] |= std::uint64_t{count >= 1} << (k % 64);
                planes[words + k / 64] |= std::uint64_t{count >= 2} << (k % 64);
            };
            put(p, x);
            put(q, y);
            if (x + y > 0)
                shared += static_cast<double>(x * y) / static_cast<double>(x + y);
        }
        for (const auto& kernel : lbphKernels()) {
            QVERIFY2(std::abs(kernel.squares(a.data(), b.data(), n) - squares) <= 1e-6 * squares, kernel.name);
            QVERIFY2(std::abs(kernel.shared(p.data(), q.data(), words) - shared) <= 1e-9 * shared, kernel.name);
        }
    }
}

void TestLbph::automaticGoesByTheNumberOfFaces()
{
    QVERIFY(lbphMode(LbphMode::Automatic, 10000) == LbphMode::Full);
    QVERIFY(lbphMode(LbphMode::Automatic, 20001) == LbphMode::Compact);
    QVERIFY(lbphMode(LbphMode::Full, 1000000) == LbphMode::Full);
    QVERIFY(lbphMode(LbphMode::Compact, 2) == LbphMode::Compact);
}

void TestLbph::lightIsEvenedOutFirst()
{
    const auto set = pictures(2, 112);
    for (const auto light : image::allLightings()) {
        LbphOptions options;
        LbphHistograms plain(2, 112, options);
        options.light = light;
        LbphHistograms corrected(2, 112, options);
        for (std::size_t i = 0; i < 2; ++i) {
            plain.set(i, image::correctLight(toImage(set[i]), light));
            corrected.set(i, toImage(set[i]));
        }
        QCOMPARE(corrected.normalised(1), plain.normalised(1));
        QCOMPARE(corrected.distance(0, 1), plain.distance(0, 1));
    }
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
    QVERIFY(refused([] { LbphHistograms(1, 512, {1, 8, 1, 1}); })); // 260,100 pixels a cell do not fit two bytes
    QVERIFY(refused([] { LbphHistograms(1, 8, {1, 8, 8, 8}); }));
    QVERIFY(refused([] { LbphHistograms(1, 112, {}).set(0, image::Image(100, 100, 1)); }));
    QVERIFY(refused([] { lbpCodes(image::Image(2, 2, 1), {}); }));
    QVERIFY(refused([] { lbpCodes(image::Image(20, 20, 3), {}); }));
}

QTEST_APPLESS_MAIN(TestLbph)
#include "tst_lbph.moc"
