// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/csv.h"

#include "core/base/random.h"
#include "core/base/text.h"
#include "core/formats/csv_rows.h"
#include "tests/core/formats/items.h"

using namespace likeness;
using namespace likeness::formats;
using namespace std::string_literals;
using test::codeOf;
using test::itemAt;
using test::markAt;
using test::readAll;
using test::writeAll;
using Rows = std::vector<std::vector<std::string>>;

namespace {

Rows rowsOf(std::string_view text, char separator = ',')
{
    Rows rows;
    CsvReader reader(text, separator);
    for (std::vector<std::string> row; reader.next(row);)
        rows.push_back(row);
    return rows;
}

} // namespace

class TestCsv : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void readsRecords();
    void readsLargeFiles();
    void boundsRecords();
    void readsDialects_data();
    void readsDialects();
    void readsEveryColumn();
    void reportsBadRows();
    void bringsItemsBack();
    void namesPicturesWhereTheyLie();
    void refusesEmptyFiles();
    void detects();
    void roundTripOfTheReferenceSet();

private:
    test::TempFolder m_folder;
};

void TestCsv::readsRecords()
{
    QCOMPARE(rowsOf("\xEF\xBB\xBF"
                    "a,b\r\n\r\n\"x \"\"y\"\"\",\"1\n2\"\n,\nlast"),
             (Rows{{"a", "b"}, {"x \"y\"", "1\n2"}, {"", ""}, {"last"}}));
    QCOMPARE(rowsOf("a\tb;c", '\t'), (Rows{{"a", "b;c"}}));
    QCOMPARE(rowsOf("5\" disk,\"ab\"c\n"), (Rows{{"5\" disk", "abc"}}));
    QCOMPARE(rowsOf("\"open,b\nc,d\n"), (Rows{{"\"open", "b"}, {"c", "d"}})); // one stray quote costs one field
    QVERIFY(rowsOf("\n\r\n").empty());
    CsvReader lines("\n\"a\nb\"\nc\n");
    std::vector<std::string> row;
    QVERIFY(lines.next(row) && lines.line() == 2);
    QVERIFY(lines.next(row) && lines.line() == 4);
    QCOMPARE(CsvReader::separatorOf("a;b,c;d\n,,,,,"), ';');
    QCOMPARE(CsvReader::separatorOf("a\tb"), '\t');
    QCOMPARE(CsvReader::separatorOf("\"a;b;c\",d"), ',');
    QCOMPARE(CsvReader::separatorOf("one column"), ',');
}

// A file of any size is read bit by bit, and gives what it gives as a whole.
void TestCsv::readsLargeFiles()
{
    std::string text = "\xEF\xBB\xBFpath;label\n";
    Rng rng(3);
    for (int i = 0; i < 60000; ++i) {
        const auto n = std::to_string(i);
        text += i % 7 == 0    ? "\"a;\"\"" + n + "\n\";x\r\n"
                : i % 11 == 0 ? std::string(rng.below(3000), '\n') + n + ".jpg;b\n"
                              : n + ".jpg;Person " + n + "\n";
    }
    CsvReader whole(text, CsvReader::separatorOf(text));
    formats::MemoryReader bytes({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    formats::CsvRows parts(bytes, 1000);
    std::vector<std::string> a, b;
    std::uint64_t last = 0;
    while (whole.next(a)) {
        QVERIFY(parts.next(b));
        QCOMPARE(a, b);
        QCOMPARE(parts.line(), whole.line());
        QVERIFY(parts.position() > last);
        last = parts.position();
    }
    QVERIFY(!parts.next(b));
    QCOMPARE(parts.position(), std::uint64_t{text.size()});
}

void TestCsv::boundsRecords()
{
    const auto wide = rowsOf(std::string(1 << 20, ','));
    QCOMPARE(wide.size(), std::size_t{1});
    QCOMPARE(wide[0].size(), CsvReader::kMaxFields);
    const auto longField = rowsOf(std::string(1 << 20, 'x') + ",b");
    QCOMPARE(longField[0][0].size(), CsvReader::kMaxField);
    QCOMPARE(longField[0][1], "b"s);
}

void TestCsv::readsDialects_data()
{
    const auto row = test::textRows();
    row("header", "path,label\nAnn/1.png,Ann\nBob/1.png,\"Bob \"\"the\"\" Ray\"\n");
    row("no header", "Ann/1.png,Ann\nBob/1.png,\"Bob \"\"the\"\" Ray\"\n");
    row("label first", "Ann,Ann/1.png\n\"Bob \"\"the\"\" Ray\",Bob/1.png\n");
    row("semicolons, CRLF, mark", "\xEF\xBB\xBF"
                                  "Image;Identity\r\nAnn/1.png;Ann\r\nBob/1.png;\"Bob \"\"the\"\" Ray\"\r\n");
    row("tabs", "filename\tperson\nAnn/1.png\tAnn\nBob/1.png\t\"Bob \"\"the\"\" Ray\"");
    row("other columns", "id,NAME , file\n7,Ann,Ann/1.png\n8,\"Bob \"\"the\"\" Ray\",Bob/1.png\n");
    row("Windows' paths", "path,label\nAnn\\1.png,Ann\nBob\\1.png,\"Bob \"\"the\"\" Ray\"\n");
}

void TestCsv::readsDialects()
{
    QFETCH(const QByteArray, text);
    const auto root = m_folder / QTest::currentDataTag();
    itemAt(root, "Ann/1.png", "", 1);
    itemAt(root, "Bob/1.png", "", 2);
    const auto set = readAll(test::write(root / "list.csv", text.toStdString()));
    QCOMPARE(set.items.size(), std::size_t{2});
    QCOMPARE(set.items[0].key, "Ann/1.png"s);
    QCOMPARE(set.items[0].person, "Ann"s);
    QCOMPARE(set.items[1].person, "Bob \"the\" Ray"s);
}

void TestCsv::readsEveryColumn()
{
    const auto root = m_folder / "columns";
    itemAt(root, "1.png", "");
    itemAt(root, "2.png", "");
    const auto file = test::write(root / "list.csv", "split,path,identity,x,y,w,h,age\n"
                                                     "Train,1.png,Ann,1.5,2,10,12,30\n"
                                                     "Train,1.png,Bob,20,2,10,12,30\n"
                                                     "validation,2.png,Ann,,,,,31\n");
    const auto set = readAll(file);
    QCOMPARE(set.items.size(), std::size_t{2});
    QCOMPARE(set.items[0].part, "train"s);
    QCOMPARE(set.items[0].person, ""s); // two faces: whose picture it is is not said
    QCOMPARE(set.items[0].marks.size(), std::size_t{2});
    QCOMPARE(set.items[0].marks[0].person, "Ann"s);
    QCOMPARE(set.items[0].marks[0].box, (image::Rect{1.5F, 2, 10, 12}));
    QCOMPARE(set.items[1].part, "val"s);
    QVERIFY(set.items[1].marks.empty() && set.items[1].person == "Ann");
    QVERIFY(std::any_of(set.issues.begin(), set.issues.end(), [](const jobs::Issue& issue) {
        return issue.message.find("age") != std::string::npos && issue.severity == jobs::Issue::Severity::Note;
    }));
}

void TestCsv::reportsBadRows()
{
    const auto root = m_folder / "bad";
    itemAt(root, "1.png", "");
    itemAt(root, "2.png", "");
    itemAt(root, "3.png", "");
    const auto file = test::write(root / "list.csv", "path,label,split,x,y,w,h\n"
                                                     "1.png,Ann,holiday,1,2,nan,4\n"
                                                     "2.png\n"
                                                     "gone.png,Ann,,,,,\n"
                                                     "3.png,Ann,,1,2,-5,1e300\n"
                                                     "./1.png,Bob,,,,,\n"
                                                     ",,,,,,\n"
                                                     "a\0b.png,Ann,,,,,\n"s +
                                                         std::string(5000, 'x') + ".png,Ann,,,,,\n");
    const auto set = readAll(file, "csv"); // a NUL: none that would be detected
    QCOMPARE(set.items.size(), std::size_t{3});
    for (const auto& item : set.items)
        QVERIFY(item.marks.empty());
    QCOMPARE(set.counts.at("missing_file"), std::uint64_t{1});
    QCOMPARE(set.counts.at("duplicate_key"), std::uint64_t{1});
    // Part, box; label; box; and three names that are none.
    QCOMPARE(set.counts.at("bad_entry"), std::uint64_t{7});
}

void TestCsv::bringsItemsBack()
{
    const auto root = m_folder / "set";
    std::vector<Item> items = {itemAt(root, "Ann/1.png", "Ann, \"the\" one", 1), itemAt(root, "Ann/2, 3.png", "Ann", 2),
                               itemAt(root, "none.png", "", 3), itemAt(root, "many.png", "", 4)};
    items[0].part = "test";
    items[1].marks = {markAt(1.25F, 2.1F, "Ann")};
    items[1].marks[0].points.reset();
    items[3].marks = {markAt(1, 2, "Bob\nRay"), markAt(33.3F, 4)};
    items[3].marks[0].points.reset();
    items[3].marks[1].points.reset();
    writeAll(items, m_folder / "copy", "csv");
    LIKENESS_SAME(items, readAll(m_folder / "copy").items, 0);
}

void TestCsv::namesPicturesWhereTheyLie()
{
    const auto root = m_folder / "lie";
    const std::vector<Item> items = {itemAt(root, "Ann/1.png", "Ann")};
    writeAll(items, m_folder / "alone.csv", "csv");
    const auto set = readAll(m_folder / "alone.csv");
    QCOMPARE(set.items.size(), std::size_t{1});
    QCOMPARE(set.items[0].where.file, root / "Ann/1.png");
    auto inside = items[0];
    inside.where.length = 10;
    const auto sink = openSink(m_folder / "more.csv", "csv", {"Ann"}, {});
    QCOMPARE(codeOf([&] { sink->add(inside, {}, 1, 1); }), "bad_argument"s);
}

void TestCsv::refusesEmptyFiles()
{
    QCOMPARE(codeOf([&] { readAll(test::write(m_folder / "e.csv", "\n"), "csv"); }), "empty_source"s);
    QCOMPARE(codeOf([&] { readAll(m_folder / "gone.csv", "csv"); }), "not_found"s);
}

void TestCsv::detects()
{
    const auto root = m_folder / "detect";
    const auto is = [&](const std::string& name, const std::string& text) {
        const auto file = test::write(root / name, text);
        try {
            return detectFormat(file);
        } catch (const Error&) {
            return "nothing"s;
        }
    };
    QCOMPARE(is("a.csv", "path,label\n"), "csv"s);
    QCOMPARE(is("b.tsv", "1.jpg\tAnn\n"), "csv"s);
    QCOMPARE(is("c.csv", "when,what\n1,2\n"), "nothing"s);
    QCOMPARE(is("d.csv", "\0\0\0"s), "nothing"s);
    QCOMPARE(is("e.csv", ""), "nothing"s);
    QCOMPARE(detectFormat(root), "folders"s); // lists that lie about do not make it one
    test::write(root / "labels.csv", "path,label\n");
    QCOMPARE(detectFormat(root), "csv"s);
}

void TestCsv::roundTripOfTheReferenceSet()
{
    LIKENESS_NEEDS_SHARED("data/glint-dev");
    LIKENESS_ROUND_TRIP("data/glint-dev", "csv", m_folder / "glint", 0);
}

QTEST_APPLESS_MAIN(TestCsv)
#include "tst_csv.moc"
