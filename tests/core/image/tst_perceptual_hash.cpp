// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/image/codec.h"
#include "core/image/perceptual_hash.h"
#include "core/image/transform.h"
#include "core/synth/synth.h"
#include "tests/support/error_code.h"

#include <QTest>
#include <algorithm>
#include <cmath>
#include <numbers>

using namespace likeness;
using namespace likeness::image;

namespace {

constexpr int kPictures = 24;

const std::vector<Image>& pictures()
{
    static const auto drawn = [] {
        std::vector<Image> out;
        for (std::uint64_t i = 0; i < kPictures; ++i)
            out.push_back(synth::render(i, synth::randomShot(i * 7 + 1), 320, 280).picture);
        return out;
    }();
    return drawn;
}

// The largest distance of a picture to what was made of it.
template<typename Change>
int farthest(Change&& change)
{
    int out = 0;
    for (const Image& picture : pictures())
        out = std::max(out, hashDistance(perceptualHash(picture), perceptualHash(change(picture))));
    return out;
}

} // namespace

class TestPerceptualHash : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void survivesJpeg_data()
    {
        QTest::addColumn<int>("quality");
        QTest::addColumn<int>("most");
        QTest::newRow("95") << 95 << 2;
        QTest::newRow("75") << 75 << 4;
        QTest::newRow("40") << 40 << 6;
    }
    void survivesJpeg()
    {
        QFETCH(int, quality);
        QFETCH(int, most);
        QVERIFY(farthest([&](const Image& p) { return decode(encodeJpeg(p, quality)); }) <= most);
    }

    void survivesResizing()
    {
        QVERIFY(farthest([](const Image& p) { return resize(p, p.width / 2, p.height / 2); }) <= 4);
        QVERIFY(farthest([](const Image& p) { return resize(p, p.width * 3 / 5, p.height * 3 / 5); }) <= 6);
        QVERIFY(farthest([](const Image& p) { return resize(p, p.width * 2, p.height * 2, Filter::Linear); }) <= 4);
    }

    void survivesBrightnessAndGrey()
    {
        QCOMPARE(farthest([](const Image& p) { return toGrey(p); }), 0);
        QVERIFY(farthest([](Image p) {
                    for (auto& v : p.pixels)
                        v = static_cast<std::uint8_t>(v * 4 / 5 + 20);
                    return p;
                }) <= 4);
    }

    void tellsPicturesApart()
    {
        int closest = 64;
        for (std::size_t a = 0; a < pictures().size(); ++a)
            for (std::size_t b = 0; b < a; ++b)
                closest = std::min(closest, hashDistance(perceptualHash(pictures()[a]), perceptualHash(pictures()[b])));
        QVERIFY2(closest > 8, std::to_string(closest).c_str());
    }

    // A picture of one cosine has that frequency above all others, and no other.
    void bitsAreFrequencies()
    {
        Image wave(32, 32, 1);
        for (int y = 0; y < 32; ++y)
            for (int x = 0; x < 32; ++x)
                wave.row(y)[x] = static_cast<std::uint8_t>(
                    std::lround(128 + 60 * std::cos(std::numbers::pi * 3 * (2 * x + 1) / 64.0) *
                                          std::cos(std::numbers::pi * 2 * (2 * y + 1) / 64.0)));
        QVERIFY(perceptualHash(wave) >> (8 * 2 + 3) & 1);
        for (auto& v : wave.pixels)
            v = static_cast<std::uint8_t>(256 - v);
        QVERIFY(!(perceptualHash(wave) >> (8 * 2 + 3) & 1));
    }

    void halfTheBits()
    {
        for (const Image& picture : pictures()) {
            QVERIFY(!(perceptualHash(picture) & 1));
            QCOMPARE(std::popcount(perceptualHash(picture)), 31); // of 63 above their median
        }
    }

    void littleAndWrong()
    {
        QCOMPARE(perceptualHash(Image(50, 40, 3)), std::uint64_t(0));
        Image grey(7, 5, 1);
        std::fill(grey.pixels.begin(), grey.pixels.end(), std::uint8_t(200));
        QCOMPARE(perceptualHash(grey), std::uint64_t(0));
        QCOMPARE(test::codeOf([] { perceptualHash(Image()); }), "bad_argument");
        QCOMPARE(hashDistance(0, ~std::uint64_t{0}), 64);
        QCOMPARE(hashDistance(5, 6), 2);
    }
};

QTEST_APPLESS_MAIN(TestPerceptualHash)
#include "tst_perceptual_hash.moc"
