// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/formats/xml_pictures.h"
#include "tests/core/formats/items.h"

using namespace likeness;
using namespace likeness::formats;
using namespace std::string_literals;
using test::codeOf;
using test::itemAt;
using test::markAt;
using test::readAll;
using test::writeAll;

namespace {

std::string fileOf(const std::string& images)
{
    return "<?xml version='1.0' encoding='ISO-8859-1'?>\n<?xml-stylesheet type='text/xsl' href='x.xsl'?>\n"
           "<dataset>\n<name>n</name>\n<comment>c</comment>\n<images>\n" +
           images + "</images>\n</dataset>\n";
}

std::string parts(int first, int last, const char* format = "%02d")
{
    std::string out;
    for (int i = first; i <= last; ++i) {
        char name[16];
        std::snprintf(name, sizeof name, format, i);
        out += "<part name='"s + name + "' x='" + std::to_string(i) + "' y='" + std::to_string(2 * i) + "'/>";
    }
    return out;
}

std::string box(const std::string& inside)
{
    return "<image file='1.png'><box top='1' left='2' width='30' height='40'>" + inside + "</box></image>";
}

} // namespace

class TestImglab : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void readsBoxesAndLabels();
    void readsPartSets_data();
    void readsPartSets();
    void readsWhatImglabWrites();
    void readsLatin1();
    void readsInPiecesOfAnySize();
    void reportsBadEntries();
    void refusesHostileFiles_data();
    void refusesHostileFiles();
    void survivesPicturesInsideBoxes();
    void keepsWhatCameBeforeTheError();
    void bringsItemsBack();
    void escapesNames();
    void refusesLabelsWithoutFaces();
    void roundTripOfTheReferenceSets_data();
    void roundTripOfTheReferenceSets();
    void asksWhichFile();

private:
    test::TempFolder m_folder;
    // The dataset that the text makes beside 1.png.
    test::Dataset read(const std::string& text)
    {
        const auto root = m_folder / QTest::currentTestFunction();
        itemAt(root, "1.png", "");
        return readAll(test::write(root / "set.xml", text));
    }
};

void TestImglab::readsBoxesAndLabels()
{
    const auto set = read(fileOf("<image file='1.png' width='40' height='30'>\n<box top='5' left='-3' width='20' "
                                 "height='10' ignore='1'>\n<label>Ann Lee</label>\n</box>\n"
                                 "<box top='1' left='2' width='3' height='4'/>\n</image>\n"));
    QCOMPARE(set.items.size(), std::size_t{1});
    const auto& marks = set.items[0].marks;
    QCOMPARE(marks.size(), std::size_t{2});
    QCOMPARE(marks[0].person, "Ann Lee"s);
    QCOMPARE(marks[0].box, (image::Rect{-3, 5, 20, 10}));
    QVERIFY(marks[1].person.empty() && !marks[1].points);
    QCOMPARE(set.items[0].person, ""s);
}

void TestImglab::readsPartSets_data()
{
    QTest::addColumn<QByteArray>("parts");
    QTest::addColumn<int>("present"); // of the 68; 0: no landmarks
    const auto row = [](const char* name, const std::string& text, int present) {
        QTest::newRow(name) << QByteArray::fromStdString(text) << present;
    };
    row("all", parts(0, 67), 68);
    row("numbers of one digit", parts(0, 67, "%d"), 68); // and not 0, 1, 10, 11 …
    row("without the jaw", parts(17, 67), 51);
    row("some missing", parts(0, 9) + parts(20, 67), 58);
    row("five points", parts(0, 4, "%d"), 0);
    row("51 points of their own", parts(0, 50), 0);
    row("66 points", parts(0, 65), 0);
    row("194 points", parts(0, 193, "%03d"), 0);
    row("one too many", parts(0, 68), 0);
    row("68 names", parts(100, 167, "p%03d"), 68);
    row("the same number twice", parts(0, 67) + "<part name='7' x='1' y='1'/>", 0);
}

void TestImglab::readsPartSets()
{
    QFETCH(const QByteArray, parts);
    QFETCH(const int, present);
    const auto set = read(fileOf(box(parts.toStdString())));
    QCOMPARE(set.items.size(), std::size_t{1});
    const auto& mark = set.items[0].marks.at(0);
    QCOMPARE(mark.points.has_value(), present > 0);
    QCOMPARE(set.counts.contains("bad_entry"), present == 0);
    if (present == 0)
        return;
    QCOMPARE(mark.states.has_value(), present < 68);
    int there = 0;
    for (std::size_t i = 0; i < 68; ++i) {
        if (mark.states && (*mark.states)[i] == PointState::Absent)
            continue;
        ++there;
        if (std::string(QTest::currentDataTag()) != "68 names")
            QCOMPARE((*mark.points)[i], (image::Point{static_cast<float>(i), static_cast<float>(2 * i)}));
    }
    QCOMPARE(there, present);
}

void TestImglab::readsWhatImglabWrites()
{
    // Raw '&', '<' and apostrophes in names, labels and comments, and entities that are meant.
    const auto root = m_folder / "raw";
    itemAt(root, "a&b <c> it's.png", "");
    itemAt(root, "d&e.png", "");
    const auto set = readAll(test::write(
        root / "set.xml", fileOf("<image file='a&b <c> it's.png'><box top='1' left='2' width='3' height='4'>"
                                 "<label>R&D <x> & a<b &amp; &unknown; AT&T;</label></box></image>\n<!-- <image & -->"
                                 "<image file='d&amp;e.png'/>")));
    QCOMPARE(set.items.size(), std::size_t{2});
    QCOMPARE(set.items[0].person, "R&D <x> & a<b & &unknown; AT&T;"s);
    QCOMPARE(set.items[1].key, "d&e.png"s);
}

void TestImglab::readsLatin1()
{
    // The declaration says Latin-1 in any case: UTF-8 is taken as what it is, and other bytes as Latin-1.
    const auto set = read(fileOf(box("<label>Zoë J\xFCrgen 脸</label>")));
    QCOMPARE(set.items.at(0).person, "Zoë Jürgen 脸"s);
}

void TestImglab::readsInPiecesOfAnySize()
{
    const std::string text = fileOf("<image file='it's & more.png'><box top='1' left='2' width='3' height='4'><label>"
                                    "脸 R&D</label></box></image>");
    for (const std::size_t size : {std::size_t{1}, std::size_t{2}, std::size_t{7}, std::size_t{50}, text.size()}) {
        const auto parser = imglabParser("x");
        for (std::size_t at = 0; at < text.size(); at += size)
            parser->feed(std::string_view(text).substr(at, size), at + size >= text.size());
        QCOMPARE(parser->found.size(), std::size_t{1});
        QCOMPARE(parser->found[0].name, "it's & more.png"s);
        QCOMPARE(parser->found[0].marks[0].person, "脸 R&D"s);
    }
}

void TestImglab::reportsBadEntries()
{
    const auto set =
        read(fileOf("<image file='1.png'><box top='1' left='x' width='3' height='4'/>"
                    "<box top='1' left='1' width='-3' height='4'/><box/>"
                    "<box top='1' left='1' width='1e9' height='4'/>"
                    "<box top='1' left='2' width='3' height='4'><part name='' x='1' y='1'/><part name='1' x='nan' "
                    "y='1'/></box></image><image file='gone.png'/><image/><image file='1.png'/>"));
    QCOMPARE(set.items.size(), std::size_t{1});
    QCOMPARE(set.items[0].marks.size(), std::size_t{1});
    QVERIFY(!set.items[0].marks[0].points);
    QCOMPARE(set.counts.at("bad_entry"), std::uint64_t{7}); // four boxes, two parts, an image without a name
    QCOMPARE(set.counts.at("duplicate_key"), std::uint64_t{1});
    QCOMPARE(set.counts.at("missing_file"), std::uint64_t{1});
}

void TestImglab::refusesHostileFiles_data()
{
    const auto row = test::textRows();
    std::string laughs = "<?xml version='1.0'?>\n<!DOCTYPE dataset [\n<!ENTITY a0 'ha'>\n";
    for (int i = 1; i < 30; ++i)
        laughs +=
            "<!ENTITY a" + std::to_string(i) + " '&a" + std::to_string(i - 1) + ";&a" + std::to_string(i - 1) + ";'>\n";
    row("a billion laughs", laughs + "]>\n<dataset><name>&a29;</name></dataset>");
    row("a foreign file", "<!DOCTYPE dataset [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><dataset>&x;</dataset>");
    row("another root", "<annotations/>");
    row("not XML", "dataset");
    row("empty", "");
    row("cut", fileOf(box("")).substr(0, 200));
    std::string deep = "<dataset>";
    for (int i = 0; i < 5000; ++i)
        deep += "<image>";
    row("deep", deep);
    row("an endless tag", "<dataset><image file='" + std::string(3 << 20, 'x') + "'/></dataset>");
    std::string attributes = "<dataset><box ";
    for (int i = 0; i < 2000; ++i)
        attributes += "a" + std::to_string(i) + "='1' ";
    row("attributes", attributes + "/></dataset>");
    row("an attribute twice", "<dataset><image file='a' file='b'/></dataset>");
}

void TestImglab::refusesHostileFiles()
{
    QFETCH(const QByteArray, text);
    const auto file = test::write(m_folder / "hostile.xml", text.toStdString());
    QCOMPARE(codeOf([&] { readAll(file, "imglab"); }), "bad_file"s);
}

void TestImglab::survivesPicturesInsideBoxes()
{
    const auto set = read(fileOf("<image file='2.png'><box top='1' left='2' width='3' height='4'><image file='1.png'/>"
                                 "<part x='1'/><label>Ann</label></box><box/></image>"));
    QCOMPARE(set.items.size(), std::size_t{1});
    QVERIFY(set.items[0].marks.empty());
    QVERIFY(!set.counts.contains("bad_entry"));
}

void TestImglab::keepsWhatCameBeforeTheError()
{
    const auto root = m_folder / "before";
    itemAt(root, "1.png", "");
    test::write(root / "set.xml", fileOf("<image file='1.png'/><image file='2.png'></box>"));
    jobs::RecordingContext context;
    Report report(context);
    const auto source = openSource(root / "set.xml", "imglab", {}, report, context);
    Item item;
    QVERIFY(source->next(item));
    QCOMPARE(codeOf([&] { source->next(item); }), "bad_file"s);
}

void TestImglab::bringsItemsBack()
{
    const auto root = m_folder / "set";
    std::vector<Item> items = {itemAt(root, "Ann/1.png", "Ann", 1), itemAt(root, "2.png", "", 2),
                               itemAt(root, "3.png", "", 3)};
    items[0].marks = {markAt(3, 4, "Ann")};
    items[1].marks = {markAt(1.4F, 2.6F, "Bob & <Co>'s"), markAt(20, 3)};
    items[1].marks[0].states.emplace().fill(PointState::Visible);
    (*items[1].marks[0].states)[67] = PointState::Absent;
    (*items[1].marks[0].states)[3] = PointState::Absent;
    (*items[1].marks[0].points)[67] = (*items[1].marks[0].points)[3] = {};
    items[1].marks[1].points.reset();
    SinkOptions options;
    options.comment = "a <comment> & more";
    writeAll(items, m_folder / "copy", "imglab", options);
    LIKENESS_SAME(items, readAll(m_folder / "copy").items, 0.5001);
    const auto text = readTextFile(m_folder / "copy" / "dataset.xml");
    QVERIFY(text.find("<comment>a &lt;comment&gt; &amp; more</comment>") != std::string::npos);
    QVERIFY(text.find("<part name='07' ") != std::string::npos); // two digits: dlib's order
}

void TestImglab::escapesNames()
{
    const auto root = m_folder / "names";
    const std::vector<Item> items = {itemAt(root, "a&b's \"<脸>\".png", "")};
    writeAll(items, m_folder / "named", "imglab");
    LIKENESS_SAME(items, readAll(m_folder / "named").items, 0);
}

void TestImglab::refusesLabelsWithoutFaces()
{
    const auto item = itemAt(m_folder / "unmarked", "1.png", "Ann");
    const auto sink = openSink(m_folder / "unmarked copy", "imglab", {"Ann"}, {});
    QCOMPARE(codeOf([&] { sink->add(item, {}, 40, 30); }), "bad_argument"s);
}

void TestImglab::roundTripOfTheReferenceSets_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<int>("pictures");
    QTest::addColumn<int>("boxes");
    QTest::addColumn<int>("landmarks");
    QTest::newRow("training") << "training_with_face_landmarks.xml" << 4 << 18 << 18;
    QTest::newRow("testing") << "testing_with_face_landmarks.xml" << 5 << 25 << 25;
    QTest::newRow("boxes only") << "testing.xml" << 5 << 25 << 0;
}

void TestImglab::roundTripOfTheReferenceSets()
{
    QFETCH(const QString, file);
    QFETCH(const int, pictures);
    QFETCH(const int, boxes);
    QFETCH(const int, landmarks);
    LIKENESS_NEEDS_SHARED("data/dlib-landmarks");
    const auto path = test::shared("data/dlib-landmarks/" + file.toStdString());
    QCOMPARE(detectFormat(path), "imglab"s);
    const auto set = readAll(path);
    QCOMPARE(set.items.size(), static_cast<std::size_t>(pictures));
    QVERIFY(set.counts.empty());
    int marks = 0, points = 0;
    for (const auto& item : set.items)
        for (const auto& mark : item.marks) {
            ++marks;
            points += mark.points ? 1 : 0;
        }
    QCOMPARE(marks, boxes);
    QCOMPARE(points, landmarks);
    const auto target = m_folder / QTest::currentDataTag();
    writeAll(set.items, target, "imglab");
    LIKENESS_SAME(set.items, readAll(target).items, 0);
}

void TestImglab::asksWhichFile()
{
    const auto root = m_folder / "several";
    itemAt(root, "1.png", "");
    test::write(root / "a.xml", fileOf(""));
    QCOMPARE(detectFormat(root), "imglab"s);
    test::write(root / "b.xml", fileOf(""));
    QCOMPARE(detectFormat(root), "folders"s); // which one is meant is not for us to guess
    QCOMPARE(codeOf([&] { readAll(root, "imglab"); }), "bad_argument"s);
}

QTEST_APPLESS_MAIN(TestImglab)
#include "tst_imglab.moc"
