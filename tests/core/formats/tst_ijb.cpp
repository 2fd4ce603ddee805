// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/byte_reader.h"
#include "core/formats/ijb_lists.h"
#include "tests/support/error_code.h"
#include "tests/support/temp_folder.h"

#include <QTest>
#include <string_view>

using namespace likeness;
using namespace likeness::formats;
using namespace std::string_view_literals;
namespace fs = std::filesystem;

namespace {

std::span<const std::uint8_t> bytes(std::string_view text)
{
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

IjbTemplates read(std::string_view members, std::string_view points)
{
    jobs::RecordingContext context;
    MemoryReader a(bytes(members)), b(bytes(points));
    return readIjbTemplates(a, b, context);
}

struct Line {
    std::uint32_t a, b;
    bool same;
    bool operator==(const Line&) const = default;
};
std::vector<Line> readPairs(std::string_view text)
{
    jobs::RecordingContext context;
    MemoryReader reader(bytes(text));
    std::vector<Line> out;
    readIjbPairs(
        reader,
        [&](std::uint32_t a, std::uint32_t b, bool same) {
            out.push_back({a, b, same});
        },
        context);
    return out;
}

constexpr auto kPoints = "1.jpg 1 2 3 4 5 6 7 8 9 10 0.5\n"sv;

} // namespace

class TestIjb : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void readsTheLists();
    void refusesBadLines_data();
    void refusesBadLines();
    void readsPairs();
    void stopsWhileItReads();
    void findsTheFolders();
};

void TestIjb::readsTheLists()
{
    const auto lists = read("\xEF\xBB\xBF"
                            "3.jpg 9 4\r\n2.jpg 7 5\n\n1.jpg\t7\t4\n2.jpg 7 4 \na/4.png 4294967295 0",
                            "2.jpg 1 2 3 4 5 6 7 8 9 10 0.25\n"
                            "1.jpg 1.5 -2 3e1 4 5 6 7 8 9 10 1\n"
                            "2.jpg 0 0 0 0 0 0 0 0 0 0 0\n" // a second time
                            "9.jpg 0 0 0 0 0 0 0 0 0 0 0\n" // of no template
                            "3.jpg 1 2 3 4 5 6 7 8 9 10 0\n");
    QCOMPARE(lists.ids, (std::vector<std::uint32_t>{7, 9, 4294967295}));
    std::vector<std::string> names;
    for (const auto& image : lists.images)
        names.push_back(image.name);
    QCOMPARE(names, (std::vector<std::string>{"3.jpg", "2.jpg", "1.jpg", "a/4.png"}));
    std::vector<std::array<std::uint32_t, 3>> members;
    for (const auto& m : lists.members)
        members.push_back({m.templ, m.media, m.image});
    QCOMPARE(members,
             (std::vector<std::array<std::uint32_t, 3>>{{0, 4, 2}, {0, 4, 1}, {0, 5, 1}, {1, 4, 0}, {2, 0, 3}}));
    QCOMPARE(lists.images[1].score, 0.25F);
    QCOMPARE((*lists.images[1].points)[4], (image::Point{9, 10}));
    QCOMPARE((*lists.images[2].points)[0], (image::Point{1.5F, -2}));
    QCOMPARE((*lists.images[2].points)[1], (image::Point{30, 4}));
    QVERIFY(!lists.images[3].points);
}

void TestIjb::refusesBadLines_data()
{
    QTest::addColumn<QByteArray>("members");
    QTest::addColumn<QByteArray>("points");
    QTest::addColumn<QByteArray>("expected"); // code, and what the message holds
    const QByteArray good = "1.jpg 7 1\n", points(kPoints.data(), static_cast<qsizetype>(kPoints.size()));
    const auto bad = [&](const char* name, const QByteArray& members, const QByteArray& of, const char* expected) {
        QTest::newRow(name) << members << of << QByteArray(expected);
    };
    bad("nothing", "\n \n", points, "empty_source");
    bad("two words", good + "1.jpg 7\n", points, "bad_file Line 2 of the list of templates");
    bad("four words", "1.jpg 7 1 2\n", points, "bad_file Line 1");
    bad("negative", "1.jpg -7 1\n", points, "bad_file");
    bad("fraction", "1.jpg 7.0 1\n", points, "bad_file");
    bad("enormous", "1.jpg 7 4294967296\n", points, "bad_file");
    bad("above", "../1.jpg 7 1\n", points, "bad_file");
    bad("above, hidden", "a/../../1.jpg 7 1\n", points, "bad_file");
    bad("absolute", "/etc/passwd 7 1\n", points, "bad_file");
    bad("zero byte", QByteArray("a\0b.jpg 7 1\n", 12), points, "bad_file");
    bad("long line", QByteArray(5000, 'x') + " 7 1\n", points, "bad_file Line 1 of the list of templates is longer");
    bad("few points", good, "1.jpg 1 2 3 4 5 6 7 8 9 10\n", "bad_file Line 1 of the list of points");
    bad("no number", good, "1.jpg 1 2 3 4 5 6 7 8 9 x 0.5\n", "bad_file");
    bad("nan", good, "1.jpg 1 2 3 4 5 6 7 8 9 nan 0.5\n", "bad_file");
    bad("far", good, "1.jpg 1 2 3 4 5 6 7 8 9 1e9 0.5\n", "bad_file");
    bad("infinite score", good, "1.jpg 1 2 3 4 5 6 7 8 9 10 inf\n", "bad_file");
}

void TestIjb::refusesBadLines()
{
    QFETCH(const QByteArray, members);
    QFETCH(const QByteArray, points);
    QFETCH(const QByteArray, expected);
    std::string said = "nothing";
    try {
        read({members.data(), static_cast<std::size_t>(members.size())},
             {points.data(), static_cast<std::size_t>(points.size())});
    } catch (const Error& e) {
        said = std::string(codeName(e.code())) + " " + e.what();
    }
    QVERIFY2(said.starts_with(expected.toStdString()), said.c_str());
}

void TestIjb::readsPairs()
{
    QCOMPARE(readPairs("1 2 1\r\n\n3\t1 0\n7 7 1"), (std::vector<Line>{{1, 2, true}, {3, 1, false}, {7, 7, true}}));
    QVERIFY(readPairs("").empty());
    for (const char* bad : {"1 2 2\n", "1 2\n", "1 2 1 1\n", "1 x 1\n", "1 2 -1\n", "1 2 01\n", "-1 2 1\n"})
        QCOMPARE(test::codeOf([&] { readPairs(bad); }), std::string("bad_file"));
}

void TestIjb::stopsWhileItReads()
{
    std::string many;
    for (int i = 0; i < 100'000; ++i)
        many += "1 2 1\n";
    jobs::RecordingContext context;
    MemoryReader reader(bytes(many));
    int taken = 0;
    QCOMPARE(test::codeOf([&] {
                 readIjbPairs(
                     reader,
                     [&](std::uint32_t, std::uint32_t, bool) {
                         if (++taken == 5)
                             context.requestStop();
                     },
                     context);
             }),
             std::string("interrupted"));
    QVERIFY(taken < 50'000);
}

void TestIjb::findsTheFolders()
{
    const test::TempFolder folder;
    const auto put = [&](const fs::path& name) {
        fs::create_directories((folder / name).parent_path());
        writeFileAtomically(folder / name, std::string_view("\n"));
    };
    QVERIFY(!findIjb(folder.path()));
    QVERIFY(!findIjb(folder / "nothing"));
    put("IJBC/meta/ijbc_face_tid_mid.txt");
    const auto code = [&](const fs::path& set) { return test::codeOf([&] { findIjb(folder / set); }); };
    QCOMPARE(code("IJBC"), std::string("not_found")); // the other lists
    put("IJBC/meta/ijbc_template_pair_label.txt");
    put("IJBC/meta/ijbc_name_5pts_score.txt");
    QCOMPARE(code("IJBC"), std::string("not_found")); // the pictures
    fs::create_directories(folder / "IJBC/loose_crop");
    const auto c = findIjb(folder / "IJBC");
    QVERIFY(c && c->name == "ijbc");
    QCOMPARE(c->images, fs::absolute(folder / "IJBC/loose_crop").lexically_normal());
    QCOMPARE(c->pairs.filename(), fs::path("ijbc_template_pair_label.txt"));

    // Any other prefix, and everything in one folder.
    for (const char* name :
         {"own/mine_tid_mid.txt", "own/mine_template_pair_label.txt", "own/mine_name_5pts_score.txt"})
        put(name);
    fs::create_directories(folder / "own/loose_crop");
    const auto own = findIjb(folder / "own");
    QVERIFY(own && own->name == "mine");

    // Two sets side by side: one has to be named.
    for (const char* name : {"ijbb_face_tid_mid.txt", "ijbb_template_pair_label.txt", "ijbb_name_5pts_score.txt"})
        put(fs::path("IJBC/meta") / name);
    QCOMPARE(code("IJBC"), std::string("bad_argument"));
    const auto b = findIjb(folder / "IJBC/meta/ijbb_face_tid_mid.txt");
    QVERIFY(b && b->name == "ijbb");
    QCOMPARE(b->images, c->images);
}

QTEST_APPLESS_MAIN(TestIjb)
#include "tst_ijb.moc"
