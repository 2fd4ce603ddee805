// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/formats/binary_sets.h"
#include "tests/support/error_code.h"
#include "tests/support/temp_folder.h"

#include <QTest>

using namespace likeness;
using namespace likeness::formats;
using namespace std::string_literals;
using test::codeOf;
using test::raw;

namespace {

const std::string kMagic = "\x0A\x23\xD7\xCE"s;
const std::string kHeader(24, '\0'); // an IRHeader without labels

std::string part(std::uint32_t kind, const std::string& data)
{
    return kMagic + raw(kind << 29 | static_cast<std::uint32_t>(data.size())) + data +
           std::string((4 - data.size() % 4) % 4, '\0');
}

} // namespace

class TestLocation : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void decodes_data();
    void decodes();
    void refuses_data();
    void refuses();
    void readsRangesAndWholeFiles();
};

void TestLocation::decodes_data()
{
    QTest::addColumn<int>("coding");
    QTest::addColumn<QByteArray>("stored");
    QTest::addColumn<QByteArray>("picture");
    const auto row = [](const char* name, Coding coding, const std::string& stored, const std::string& picture) {
        QTest::newRow(name) << static_cast<int>(coding) << QByteArray::fromStdString(stored)
                            << QByteArray::fromStdString(picture);
    };
    row("plain", Coding::Plain, "\xFF\0"s, "\xFF\0"s);
    row("base64", Coding::Base64, "/9j/2Q==", "\xFF\xD8\xFF\xD9");
    row("base64, no padding", Coding::Base64, "/9j/2Q", "\xFF\xD8\xFF\xD9");
    row("base64 with white space", Coding::Base64, "/9\r\nj/ 2Q=\t=\n", "\xFF\xD8\xFF\xD9");
    row("base64 of three", Coding::Base64, "AAEC", "\0\1\2"s);
    row("Latin-1", Coding::Latin1, "a\xC2\x80\xC3\xBF", "a\x80\xFF");
    row("two parts", Coding::RecordIo, part(1, kHeader + "abcd") + part(3, "e"), "abcd" + kMagic + "e");
    row("without the last padding", Coding::RecordIo, (part(1, kHeader) + part(3, "e")).substr(0, 41), kMagic + "e");
    row("three parts, one empty", Coding::RecordIo, part(1, kHeader) + part(2, "") + part(3, ""), kMagic + kMagic);
    row("labels before the picture", Coding::RecordIo,
        part(1, raw(1u) + std::string(20, '\0') + "labl" + "p") + part(3, ""), "p" + kMagic);
    row("a whole record", Coding::RecordIo, part(0, kHeader + "abc"), "abc");
    // The cut lies inside the labels: what is in front of the picture is known after joining only.
    row("magic among the labels", Coding::RecordIo,
        part(1, raw(2u) + std::string(20, '\0')) + part(3, "labl"
                                                           "p"),
        "p");
}

void TestLocation::decodes()
{
    QFETCH(const int, coding);
    QFETCH(const QByteArray, stored);
    QFETCH(const QByteArray, picture);
    const Location where{"/x", 1, static_cast<std::uint64_t>(stored.size()), static_cast<Coding>(coding)};
    const auto out = decoded({stored.begin(), stored.end()}, where, 100);
    QCOMPARE(QByteArray(reinterpret_cast<const char*>(out.data()), static_cast<qsizetype>(out.size())), picture);
}

void TestLocation::refuses_data()
{
    QTest::addColumn<int>("coding");
    QTest::addColumn<QByteArray>("stored");
    QTest::addColumn<QString>("says");
    const auto row = [](const char* name, Coding coding, const std::string& stored, const char* says) {
        QTest::newRow(name) << static_cast<int>(coding) << QByteArray::fromStdString(stored)
                            << QString::fromLatin1(says);
    };
    row("base64 of other letters", Coding::Base64, "/9j*", "no base64");
    row("base64 after its end", Coding::Base64, "/9==/9j/", "no base64");
    row("base64 of one digit", Coding::Base64, "/9j/2", "ends in the middle");
    row("base64 that is all padding", Coding::Base64, "====", "ends in the middle");
    row("beyond Latin-1", Coding::Latin1, "\xC4\x80", "Latin-1");
    row("half a character", Coding::Latin1, "a\xC3", "Latin-1");
    row("no record", Coding::RecordIo, "rubbish!", "no record");
    row("nothing", Coding::RecordIo, "", "ends where a record");
    row("a middle part first", Coding::RecordIo, part(2, kHeader) + part(3, ""), "middle of a record");
    row("a whole record inside", Coding::RecordIo, part(1, kHeader) + part(0, "abcd"), "rest of a split record");
    row("no last part", Coding::RecordIo, part(1, kHeader), "ends where a record");
    row("kind 7", Coding::RecordIo, part(7, kHeader), "middle of a record");
    row("a part beyond the end", Coding::RecordIo, part(1, kHeader) + kMagic + raw(3u << 29 | 9u) + "abcd",
        "beyond its end");
    row("too short for the header", Coding::RecordIo, part(1, "abcd") + part(3, "abcd"), "too short");
    row("more labels than bytes", Coding::RecordIo, part(1, raw(0x7FFFFFFFu) + kHeader) + part(3, ""), "labels follow");
}

void TestLocation::refuses()
{
    QFETCH(const int, coding);
    QFETCH(const QByteArray, stored);
    QFETCH(const QString, says);
    const Location where{"/x/set.rec", 77, static_cast<std::uint64_t>(stored.size()), static_cast<Coding>(coding)};
    try {
        decoded({stored.begin(), stored.end()}, where, 100);
        QFAIL("it was decoded");
    } catch (const Error& e) {
        QCOMPARE(e.code(), ErrorCode::BadFile);
        QVERIFY2(QString::fromUtf8(e.what()).contains(says), e.what());
        QVERIFY2(QString::fromUtf8(e.what()).startsWith(QStringLiteral("/x/set.rec at byte 77: ")), e.what());
    }
}

void TestLocation::readsRangesAndWholeFiles()
{
    test::TempFolder folder;
    const auto file = folder / "set";
    test::spill(file, "0123456789");
    QCOMPARE(readAt({file, 0, 0, Coding::Plain}, 10), test::bytesOf("0123456789"));
    QCOMPARE(readAt({file, 3, 4, Coding::Plain}, 10), test::bytesOf("3456"));
    QCOMPARE(codeOf([&] { readAt({file, 0, 0, Coding::Plain}, 9); }), "too_large"s);
    QCOMPARE(codeOf([&] { readAt({file, 0, 9, Coding::Plain}, 8); }), "too_large"s);
    QCOMPARE(codeOf([&] { readAt({file, 0, 1ull << 62, Coding::Plain}, 1 << 20); }), "too_large"s);
    QCOMPARE(codeOf([&] { readAt({file, 7, 4, Coding::Plain}, 10); }), "bad_file"s);
    QCOMPARE(codeOf([&] { readAt({file, ~0ull, 4, Coding::Plain}, 10); }), "bad_file"s);
    QCOMPARE(codeOf([&] { readAt({folder / "none", 7, 4, Coding::Plain}, 10); }), "not_found"s);
}

QTEST_APPLESS_MAIN(TestLocation)
#include "tst_location.moc"
