// SPDX-License-Identifier: GPL-3.0-or-later
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

namespace {

std::string fileOf(const std::string& inside)
{
    return "<?xml version=\"1.0\" "
           "encoding=\"utf-8\"?>\n<annotations>\n<version>1.1</version>\n<meta><task><labels><label>"
           "<name>face</name><attributes><attribute><name>identity</name></attribute></attributes></label></labels>"
           "</task></meta>\n" +
           inside + "</annotations>\n";
}

std::string skeletonPoints(int count = 68)
{
    std::string out;
    for (int i = 0; i < count; ++i)
        out += "<points label=\"" + std::to_string(i) + "\" source=\"manual\" outside=\"" + (i == 3 ? "1" : "0") +
               "\" occluded=\"" + (i == 4 ? "1" : "0") + "\" points=\"" + std::to_string(i) + ".50," +
               std::to_string(2 * i) + ".25\"/>\n";
    return out;
}

} // namespace

class TestCvat : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void readsShapes();
    void joinsGroups();
    void readsTracks();
    void reportsBadEntries();
    void refusesHostileFiles();
    void bringsItemsBack();
    void roundTripOfTheReferenceSet();

private:
    test::TempFolder m_folder;
    test::Dataset read(const std::string& inside)
    {
        const auto root = m_folder / QTest::currentTestFunction();
        itemAt(root, "images/1.png", "");
        itemAt(root, "images/2.png", "");
        return readAll(test::write(root / "annotations.xml", fileOf(inside)));
    }
};

void TestCvat::readsShapes()
{
    std::string list;
    for (int i = 0; i < 68; ++i)
        list += (i > 0 ? ";" : "") + std::to_string(i) + ".10," + std::to_string(i) + ".20";
    const auto set = read(
        "<image id=\"0\" name=\"1.png\" width=\"40\" height=\"30\" subset=\"Train\">"
        "<box label=\"face\" source=\"manual\" occluded=\"0\" xtl=\"1.50\" ytl=\"2.00\" xbr=\"11.50\" ybr=\"22.00\" "
        "z_order=\"0\"><attribute name=\"identity\">Ann &amp; Co</attribute></box>"
        "<box label=\"Bob Ray\" xtl=\"0\" ytl=\"0\" xbr=\"5\" ybr=\"5\"/>"
        "<points label=\"face\" occluded=\"1\" points=\"" +
        list +
        "\"/>"
        "<skeleton label=\"landmarks\" z_order=\"0\"><attribute name=\"Identity\">Zoë</attribute>" +
        skeletonPoints() +
        "</skeleton></image>"
        "<image id=\"1\" name=\"2.png\"><tag label=\"Carl\" source=\"manual\"></tag></image>");
    QCOMPARE(set.items.size(), std::size_t{2});
    QCOMPARE(set.items[0].part, "train"s);
    const auto& marks = set.items[0].marks;
    QCOMPARE(marks.size(), std::size_t{4});
    QCOMPARE(marks[0].person, "Ann & Co"s);
    QCOMPARE(marks[0].box, (image::Rect{1.5F, 2, 10, 20}));
    QCOMPARE(marks[1].person, "Bob Ray"s);
    QCOMPARE((*marks[2].points)[67], (image::Point{67.1F, 67.2F}));
    QCOMPARE((*marks[2].states)[0], PointState::Occluded);
    QCOMPARE(marks[3].person, "Zoë"s);
    QCOMPARE((*marks[3].points)[5], (image::Point{5.5F, 10.25F}));
    QCOMPARE((*marks[3].states)[3], PointState::Absent);
    QCOMPARE((*marks[3].states)[4], PointState::Occluded);
    QCOMPARE((*marks[3].states)[5], PointState::Visible);
    QCOMPARE(set.items[1].person, "Carl"s);
    QVERIFY(set.items[1].marks.empty());
}

void TestCvat::joinsGroups()
{
    const auto set = read("<image name=\"1.png\"><box label=\"face\" xtl=\"1\" ytl=\"2\" xbr=\"3\" ybr=\"4\" "
                          "group_id=\"7\"/><skeleton label=\"face\" group_id=\"7\"><attribute name=\"identity\">Ann"
                          "</attribute>" +
                          skeletonPoints() +
                          "</skeleton>"
                          "<box label=\"face\" xtl=\"1\" ytl=\"2\" xbr=\"3\" ybr=\"4\" group_id=\"7\"/></image>");
    const auto& marks = set.items.at(0).marks;
    QCOMPARE(marks.size(), std::size_t{2}); // a second box of the group is another face
    QVERIFY(marks[0].points && marks[0].box.area() == 4 && marks[0].person == "Ann");
}

void TestCvat::readsTracks()
{
    const auto root = m_folder / "tracks";
    itemAt(root, "images/frame_000000.png", "");
    itemAt(root, "images/frame_000012.PNG", "", 2);
    const auto shape = [](int frame, int keyframe, int outside) {
        return "<box frame=\"" + std::to_string(frame) + "\" keyframe=\"" + std::to_string(keyframe) + "\" outside=\"" +
               std::to_string(outside) + "\" occluded=\"0\" xtl=\"1\" ytl=\"1\" xbr=\"9\" ybr=\"" +
               std::to_string(10 + frame) + "\">" + (frame == 0 ? "<attribute name=\"identity\">Ann</attribute>" : "") +
               "</box>";
    };
    const auto set = readAll(test::write(
        root / "annotations.xml",
        fileOf("<track id=\"0\" label=\"face\" source=\"manual\">" + shape(0, 1, 0) + shape(5, 0, 0) + shape(12, 1, 0) +
               shape(13, 1, 1) + "</track><track id=\"1\" label=\"Bob\"><skeleton frame=\"12\" keyframe=\"1\">" +
               skeletonPoints() + "</skeleton></track><track id=\"2\" label=\"Bob\">" + shape(99, 1, 0) + "</track>")));
    QCOMPARE(set.items.size(), std::size_t{2});
    QCOMPARE(set.items[0].key, "frame_000000.png"s);
    QCOMPARE(set.items[0].person, "Ann"s);
    QCOMPARE(set.items[1].key, "frame_000012.PNG"s);
    QCOMPARE(set.items[1].marks.size(), std::size_t{2});
    QCOMPARE(set.items[1].marks[0].person, "Ann"s); // said once for the track
    QCOMPARE(set.items[1].marks[1].person, "Bob"s);
    QVERIFY(set.items[1].marks[1].points.has_value());
    QCOMPARE(set.counts.at("missing_file"), std::uint64_t{1}); // frame 99
}

void TestCvat::reportsBadEntries()
{
    const auto set = read("<image name=\"1.png\"><box label=\"face\" xtl=\"9\" ytl=\"2\" xbr=\"3\" ybr=\"4\"/>"
                          "<box label=\"face\"/><points label=\"face\" points=\"1,2;3,4\"/>"
                          "<points label=\"face\" points=\"1;2\"/><polygon label=\"face\" points=\"1,2;3,4\"/>"
                          "<skeleton label=\"face\">" +
                          skeletonPoints(67) +
                          "</skeleton>"
                          "<skeleton label=\"face\"><points label=\"nose\" points=\"1,2\"/></skeleton>"
                          "<skeleton label=\"face\"/></image>");
    QCOMPARE(set.items.size(), std::size_t{1});
    QVERIFY(set.items[0].marks.empty());
    QCOMPARE(set.counts.at("bad_entry"), std::uint64_t{8});
}

void TestCvat::refusesHostileFiles()
{
    for (const std::string text :
         {"", "<dataset/>", "<annotations><image name='1'", "<annotations><image></annotations>",
          "<!DOCTYPE annotations [<!ENTITY a 'b'>]><annotations>&a;</annotations>"})
        QCOMPARE(codeOf([&] { readAll(test::write(m_folder / "hostile.xml", text), "cvat"); }), "bad_file"s);
    QCOMPARE(codeOf([&] { readAll(m_folder / "gone.xml", "cvat"); }), "not_found"s);
}

void TestCvat::bringsItemsBack()
{
    const auto items = test::everyMark(m_folder / "set", "Ann <A>", "val");
    writeAll(items, m_folder / "copy", "cvat");
    QCOMPARE(detectFormat(m_folder / "copy"), "cvat"s);
    LIKENESS_SAME(items, readAll(m_folder / "copy").items, 0.0101);
}

void TestCvat::roundTripOfTheReferenceSet()
{
    LIKENESS_NEEDS_SHARED("data/dlib-landmarks");
    LIKENESS_ROUND_TRIP("data/dlib-landmarks/testing_with_face_landmarks.xml", "cvat", m_folder / "dlib", 0);
}

QTEST_APPLESS_MAIN(TestCvat)
#include "tst_cvat.moc"
