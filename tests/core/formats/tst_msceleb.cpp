// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/formats/binary_sets.h"
#include "tests/support/error_code.h"
#include "tests/support/temp_folder.h"

#include <QTest>

using namespace likeness;
using namespace likeness::formats;
using namespace std::string_literals;
using test::codeOf;
using test::Entry;
using test::Reading;
namespace fs = std::filesystem;

namespace {

const std::string kJpeg = "\xFF\xD8\xFF\xD9"s;             // /9j/2Q==
const std::string kRectangle = "AAAAAAAAAAAAAIA/AACAPw=="; // 0 0 1 1

std::string
line(const std::string& person, const std::string& rank, const std::string& face, const std::string& picture)
{
    return person + '\t' + rank + "\thttp://a/b.jpg\thttp://a/\t" + face + '\t' + kRectangle + '\t' + picture + '\n';
}

} // namespace

class TestMsCeleb : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void readsLines();
    void readsVariants();
    void tellsPeopleApartThatComeBack();
    void reportsWhatIsOdd_data();
    void reportsWhatIsOdd();
    void boundsLines();
    void detects();
    void roundTripIsByteIdentical();
    void writesTheRectangle();
    void refusesWhatHasNoPlace();
    void realPicturesPassUnchanged();

private:
    test::TempFolder m_folder;
    fs::path write(const std::string& content)
    {
        const auto file = m_folder / "faces.tsv";
        test::spill(file, content);
        return file;
    }
};

void TestMsCeleb::readsLines()
{
    const auto file =
        write(line("m.0107_f", "1", "FaceId-0", "/9j/2Q==") + line("m.0107_f", "1", "FaceId-1", "/9j/2QA=") +
              line("m.02x", "58", "FaceId-0", "iVBORw0KGgo="));
    const Reading reading(file);
    QVERIFY2(reading.odd.empty(), reading.messages.c_str());
    const std::vector<Entry> expected = {{"m.0107_f/1-FaceId-0.jpg", "m.0107_f", kJpeg},
                                         {"m.0107_f/1-FaceId-1.jpg", "m.0107_f", kJpeg + "\0"s},
                                         {"m.02x/58-FaceId-0.png", "m.02x", "\x89PNG\r\n\x1A\n"}};
    QCOMPARE(reading.entries, expected);
    QCOMPARE(reading.items[0].where.coding, Coding::Base64);
    QVERIFY(reading.items[0].marks.empty()); // the rectangle is the photograph's
    QVERIFY(reading.messages.find("single_image m.02x") != std::string::npos);
}

void TestMsCeleb::readsVariants()
{
    const auto file = write("a\t/9j/2Q==\r\n\r\nb\tx\t /9j/2Q== \r\n" + line("c", "", "", "/9j/2Q==") +
                            line("d", "../..", "x/y~\x01", "/9j/2Q==") + "e\t1\t/9j/2Q=="); // no line end at the end
    const Reading reading(file, "msceleb");
    QVERIFY2(reading.odd.empty(), reading.messages.c_str());
    std::vector<std::string> keys;
    for (const auto& entry : reading.entries) {
        QCOMPARE(entry.picture, kJpeg);
        keys.push_back(entry.key);
    }
    QCOMPARE(keys, (std::vector<std::string>{"a/~1.jpg", "b/x.jpg", "c/-.jpg", "d/.._..-x_y__.jpg", "e/1.jpg"}));
}

void TestMsCeleb::tellsPeopleApartThatComeBack()
{
    const Reading reading(write(line("a", "1", "FaceId-0", "/9j/2Q==") + line("b", "1", "FaceId-0", "/9j/2Q==") +
                                line("a", "1", "FaceId-0", "/9j/2Q==")));
    QCOMPARE(reading.entries.size(), std::size_t{3});
    QCOMPARE(reading.entries[2].key, "a/1-FaceId-0~3.jpg"s);
    // Two people whose names make the same part of a key.
    const Reading second(write(line("a_b", "1", "FaceId-0", "/9j/2Q==") + line("x", "1", "FaceId-0", "/9j/2Q==") +
                               line("a/b", "1", "FaceId-0", "/9j/2Q==")));
    QCOMPARE(second.entries[2].key, "a_b/1-FaceId-0~3.jpg"s);
    QCOMPARE(second.entries[2].person, "a/b"s);
}

void TestMsCeleb::reportsWhatIsOdd_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QString>("kind");
    QTest::addColumn<int>("pictures"); // of the line
    QTest::addColumn<QString>("says");
    const auto row = [](const char* name, const std::string& text, const char* kind, int pictures, const char* says) {
        QTest::newRow(name) << QByteArray::fromStdString(text) << kind << pictures << says;
    };
    row("one column", "m.1\n", "bad_entry", 0, "line 2 has not the columns");
    row("a hundred columns", "m.1" + std::string(100, '\t') + "\n", "bad_entry", 0, "line 2 has not the columns");
    row("no person", line("", "1", "f", "/9j/2Q=="), "bad_entry", 0, "line 2 does not begin with a person");
    row("a person that is no text", line("\xFF\xFE", "1", "f", "/9j/2Q=="), "bad_entry", 0, "a person");
    row("an endless person", line(std::string(1000, 'x'), "1", "f", "/9j/2Q=="), "bad_entry", 0, "a person");
    row("no picture", line("m.1", "1", "f", ""), "bad_entry", 0, "line 2 does not end with a picture");
    row("no base64", line("m.1", "1", "f", "http://x"), "bad_entry", 0, "line 2 does not end with a picture");
    row("twice", line("m.0", "1", "FaceId-0", "/9j/2Q=="), "duplicate_key", 1, "line 2 has the rank and face id");
}

void TestMsCeleb::reportsWhatIsOdd()
{
    QFETCH(const QByteArray, line);
    QFETCH(const QString, kind);
    QFETCH(const int, pictures);
    QFETCH(const QString, says);
    const std::string good = ::line("m.0", "1", "FaceId-0", "/9j/2Q==");
    const Reading reading(write(good + line.toStdString() + ::line("m.0", "2", "FaceId-0", "/9j/2Q==")), "msceleb");
    QCOMPARE(reading.odd, (std::map<std::string, std::uint64_t>{{kind.toStdString(), 1}}));
    QCOMPARE(static_cast<int>(reading.entries.size()), 2 + pictures);
    QVERIFY2(QString::fromStdString(reading.messages).contains(says), reading.messages.c_str());
}

// Lines of every length around the size in which the file is read, and one beyond what is allowed.
void TestMsCeleb::boundsLines()
{
    std::string content;
    std::vector<std::size_t> sizes;
    for (const std::size_t size : {1u, 3u, 49000u, 49101u, 49150u, 200000u, 3u, 1000000u}) {
        sizes.push_back(size);
        std::string text = "/9j/";
        for (std::size_t i = 1; i < (size + 2) / 3; ++i)
            text += "AAAA";
        content += "p\t" + std::to_string(sizes.size()) + '\t' + text + '\n';
    }
    content += "p\t9\t" + std::string((64u << 20) + 1, 'A') + '\n' + "p\t10\t/9j/\n";
    const Reading reading(write(content), "msceleb");
    QCOMPARE(reading.entries.size(), sizes.size() + 1);
    for (std::size_t i = 0; i < sizes.size(); ++i)
        QCOMPARE(reading.entries[i].picture.size(), (sizes[i] + 2) / 3 * 3);
    QCOMPARE(reading.entries.back().key, "p/10.jpg"s);
    QCOMPARE(reading.odd, (std::map<std::string, std::uint64_t>{{"bad_entry", 1}}));
    QVERIFY2(reading.messages.find("line 9 is longer than") != std::string::npos, reading.messages.c_str());
}

void TestMsCeleb::detects()
{
    QCOMPARE(detectFormat(write(line("a", "1", "f", "/9j/2Q=="))), "msceleb"s);
    QCOMPARE(codeOf([&] { detectFormat(write("name\tage\nAnn\t3\n")); }), "unsupported"s);
    QCOMPARE(codeOf([&] { detectFormat(write("")); }), "unsupported"s);
}

void TestMsCeleb::roundTripIsByteIdentical()
{
    const std::vector<Entry> entries = {
        {"", "Ann", kJpeg}, {"", "Ann", kJpeg + "1"}, {"", "贝", kJpeg + "22"}, {"", "Ann", kJpeg + "333"}};
    const auto first = m_folder / "first.tsv";
    const auto second = m_folder / "second.tsv";
    test::writeSet(first, "msceleb", {"Ann", "贝"}, entries);
    const Reading reading(first);
    QCOMPARE(detectFormat(first), "msceleb"s);
    QCOMPARE(reading.entries.size(), entries.size());
    for (std::size_t i = 0; i < entries.size(); ++i) {
        QCOMPARE(reading.entries[i].person, entries[i].person);
        QCOMPARE(reading.entries[i].picture, entries[i].picture);
    }
    QCOMPARE(reading.entries[1].key, "Ann/2-FaceId-0.jpg"s);
    test::writeSet(second, "msceleb", {"Ann", "贝"}, reading.entries);
    QCOMPARE(test::slurp(first), test::slurp(second));
}

void TestMsCeleb::writesTheRectangle()
{
    const auto file = m_folder / "box.tsv";
    const auto sink = openSink(file, "msceleb", {"a"}, {});
    auto item = test::labelled("a");
    sink->add(item, test::bytesOf(kJpeg), 40, 80);
    item.marks.push_back({"a", {10, 20, 20, 40}, {}, {}});
    sink->add(item, test::bytesOf(kJpeg), 40, 80);
    sink->finish();
    // 0 0 1 1, then 10/40 20/80 30/40 60/80, as float32.
    QCOMPARE(test::slurp(file), "a\t1\t\t\tFaceId-0\t" + kRectangle + "\t/9j/2Q==\n" +
                                    "a\t2\t\t\tFaceId-0\tAACAPgAAgD4AAEA/AABAPw==\t/9j/2Q==\n");
}

void TestMsCeleb::refusesWhatHasNoPlace()
{
    const auto file = m_folder / "out.tsv";
    {
        const auto sink = openSink(file, "msceleb", {"a", "b\tc", " d"}, {});
        const Bytes jpeg = test::bytesOf(kJpeg);
        for (const char* person : {"", "x", "b\tc", " d"})
            QCOMPARE(codeOf([&] { sink->add(test::labelled(person), jpeg, 1, 1); }), "bad_argument"s);
        QCOMPARE(codeOf([&] { sink->add(test::labelled("a"), {}, 1, 1); }), "bad_argument"s);
        sink->add(test::labelled("a"), jpeg, 1, 1);
    }
    QVERIFY(!fs::exists(file)); // it was not finished
    test::writeSet(file, "msceleb", {"a"}, {{"", "a", kJpeg}});
    QCOMPARE(codeOf([&] { openSink(file, "msceleb", {"a"}, {}); }), "bad_argument"s);
    QCOMPARE(codeOf([&] { openSink(m_folder.path(), "msceleb", {"a"}, {}); }), "bad_argument"s);
}

void TestMsCeleb::realPicturesPassUnchanged()
{
    LIKENESS_NEEDS_SHARED("data/glint-dev");
    const auto [entries, people] = test::Folders(test::shared("data/glint-dev"));
    QVERIFY(entries.size() > 100);
    test::writeSet(m_folder / "glint.tsv", "msceleb", people, entries);
    const Reading reading(m_folder / "glint.tsv");
    QVERIFY2(reading.odd.empty(), reading.messages.c_str());
    QCOMPARE(reading.entries.size(), entries.size());
    for (std::size_t i = 0; i < entries.size(); ++i)
        QVERIFY(reading.entries[i].picture == entries[i].picture && reading.entries[i].person == entries[i].person);
}

QTEST_APPLESS_MAIN(TestMsCeleb)
#include "tst_msceleb.moc"
