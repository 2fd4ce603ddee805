// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/image/codec.h"
#include "core/image/exif.h"

#include <QTest>

using namespace likeness;
using namespace likeness::image;
using std::chrono::year_month_day;

namespace {

year_month_day day(int y, unsigned m, unsigned d)
{
    return {std::chrono::year(y), std::chrono::month(m), std::chrono::day(d)};
}

void put(Bytes& out, std::uint64_t value, int width, bool big)
{
    for (int i = 0; i < width; ++i)
        out.push_back(static_cast<std::uint8_t>(value >> 8 * (big ? width - 1 - i : i)));
}

// Orientation 6 and an Exif directory with DateTimeOriginal, as cameras write them; and a DateTime that does not count.
Bytes exif(bool big, const std::string& taken)
{
    Bytes out;
    out.insert(out.end(), 2, big ? 'M' : 'I');
    put(out, 42, 2, big);
    put(out, 8, 4, big);
    put(out, 3, 2, big); // first directory, 8 … 49
    const auto entry = [&](std::uint64_t tag, std::uint64_t type, std::uint64_t count, std::uint64_t value, int width) {
        put(out, tag, 2, big);
        put(out, type, 2, big);
        put(out, count, 4, big);
        put(out, value, width, big);
        put(out, 0, 4 - width, big);
    };
    entry(0x0112, 3, 1, 6, 2);
    entry(0x0132, 2, 20, 68, 4);
    entry(0x8769, 4, 1, 50, 4);
    put(out, 0, 4, big);
    put(out, 1, 2, big); // Exif directory, 50 … 67
    entry(0x9003, 2, static_cast<std::uint64_t>(taken.size() + 1), 88, 4);
    put(out, 0, 4, big);
    for (const std::string& text : {std::string("2020:01:02 03:04:05"), taken}) {
        out.insert(out.end(), text.begin(), text.end());
        out.push_back(0);
    }
    return out;
}

Bytes inJpeg(const Bytes& block)
{
    const Bytes plain = encodeJpeg(Image(4, 3, 3));
    Bytes out(plain.begin(), plain.begin() + 2);
    out.insert(out.end(), {0xFF, 0xE1});
    put(out, block.size() + 8, 2, true);
    for (const char c : std::string("Exif\0\0", 6))
        out.push_back(static_cast<std::uint8_t>(c));
    out.insert(out.end(), block.begin(), block.end());
    out.insert(out.end(), plain.begin() + 2, plain.end());
    return out;
}

Bytes inPng(const Bytes& block)
{
    const Bytes plain = encodePng(Image(4, 3, 3));
    Bytes out(plain.begin(), plain.begin() + 33); // signature and IHDR
    put(out, block.size(), 4, true);
    for (const char c : std::string("eXIf"))
        out.push_back(static_cast<std::uint8_t>(c));
    out.insert(out.end(), block.begin(), block.end());
    put(out, 0, 4, true); // nobody checks it here
    out.insert(out.end(), plain.begin() + 33, plain.end());
    return out;
}

} // namespace

class TestExif : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void readsDates_data();
    void readsDates();
    void findsWhenAPictureWasTaken();
    void survivesDamage();
};

void TestExif::readsDates_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("expected"); // YYYYMMDD, 0: nothing
    QTest::newRow("exif") << QByteArray("2004:05:31 12:00:00") << 20040531;
    QTest::newRow("zero bytes") << QByteArray("2004:05:31 12:00\0x", 18) << 20040531;
    QTest::newRow("iso") << QByteArray(" 2004-05-31T12:00Z ") << 20040531;
    QTest::newRow("slashes") << QByteArray("2004/5/3") << 20040503;
    QTest::newRow("month") << QByteArray("2004-05") << 20040515;
    QTest::newRow("year") << QByteArray("1999") << 19990701;
    QTest::newRow("leap day") << QByteArray("2004-02-29") << 20040229;
    QTest::newRow("no leap day") << QByteArray("2003-02-29") << 0;
    QTest::newRow("unset") << QByteArray("0000:00:00 00:00:00") << 0;
    QTest::newRow("blank") << QByteArray("    :  :  ") << 0;
    QTest::newRow("month 13") << QByteArray("2004-13-01") << 0;
    QTest::newRow("German") << QByteArray("31.05.2004") << 0;
    QTest::newRow("word") << QByteArray("unknown") << 0;
    QTest::newRow("four parts") << QByteArray("2004-01-02-03") << 0;
    QTest::newRow("huge") << QByteArray("99999999999999999999") << 0;
    QTest::newRow("empty") << QByteArray() << 0;
}

void TestExif::readsDates()
{
    QFETCH(const QByteArray, text);
    QFETCH(const int, expected);
    const auto date = parseDate({text.data(), static_cast<std::size_t>(text.size())});
    const int found =
        date ? static_cast<int>(date->year()) * 10000 +
                   static_cast<int>(static_cast<unsigned>(date->month()) * 100 + static_cast<unsigned>(date->day()))
             : 0;
    QCOMPARE(found, expected);
}

void TestExif::findsWhenAPictureWasTaken()
{
    for (const bool big : {false, true}) {
        const Bytes block = exif(big, "2004:05:31 12:00:00");
        QCOMPARE(exifDate(block), day(2004, 5, 31));
        QCOMPARE(exifOrientation(block), 6);
        QCOMPARE(captureDate(inJpeg(block)), day(2004, 5, 31));
        QCOMPARE(captureDate(inPng(block)), day(2004, 5, 31));
        QCOMPARE(readHeader(inJpeg(block)).orientation, 6); // still
        QCOMPARE(readHeader(inPng(block)).orientation, 6);
        QCOMPARE(decode(inJpeg(block)).width, 3);
    }
    QVERIFY(!exifDate(exif(false, "0000:00:00 00:00:00")));
    QVERIFY(!captureDate(encodeJpeg(Image(4, 3, 3))));
    QVERIFY(!captureDate(encodePng(Image(4, 3, 3))));
    QVERIFY(!exifDate({}));
}

// Cut anywhere, or with any byte changed: no date, or a date, never a byte outside.
void TestExif::survivesDamage()
{
    const Bytes block = exif(true, "2004:05:31 12:00:00");
    for (std::size_t length = 0; length < block.size(); ++length) {
        const Bytes cut(block.begin(), block.begin() + static_cast<std::ptrdiff_t>(length)); // its own allocation
        const auto date = exifDate(cut);
        QVERIFY(!date || length >= 98); // the date itself ends at 98, its time does not matter
    }
    for (std::size_t at = 0; at < block.size(); ++at)
        for (const int value : {0, 1, 0x7F, 0xFF}) {
            Bytes changed = block;
            changed[at] = static_cast<std::uint8_t>(value);
            exifDate(changed);
            exifOrientation(changed);
        }
    Bytes loop = block; // the Exif directory is the first one again
    loop[45] = 0;
    loop[46] = 0;
    loop[47] = 0;
    loop[48] = 0;
    exifDate(loop);
    Bytes nothing{0xFF, 0xD8, 0xFF};
    bool thrown = false;
    try {
        captureDate(nothing);
    } catch (const Error& e) {
        thrown = e.code() == ErrorCode::BadFile;
    }
    QVERIFY(thrown);
}

QTEST_APPLESS_MAIN(TestExif)
#include "tst_exif.moc"
