// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/json_util.h"
#include "core/base/text.h"
#include "core/formats/coco_index.h"
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

std::string keypoints(int v, int count = 68)
{
    std::string out;
    for (int i = 0; i < count; ++i)
        out += (i > 0 ? "," : "") + std::to_string(i) + "," + std::to_string(2 * i) + "," + std::to_string(v);
    return "[" + out + "]";
}

} // namespace

class TestCoco : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void readsAnnotations();
    void readsAnyOrder();
    void readsWholeBody();
    void reportsBadEntries();
    void refusesHostileFiles_data();
    void refusesHostileFiles();
    void bringsItemsBack();
    void writesValidCoco();
    void leavesNothingBehind();
    void partFromTheFileName();
    void roundTripOfTheReferenceSet();

private:
    test::TempFolder m_folder;
    test::Dataset read(const std::string& text)
    {
        const auto root = m_folder / QTest::currentTestFunction();
        itemAt(root, "images/1.png", "");
        itemAt(root, "images/2.png", "");
        return readAll(test::write(root / "annotations" / "set.json", text), "coco");
    }
};

void TestCoco::readsAnnotations()
{
    const auto set = read(R"({"info":{"images":[{"id":9}]},"images":[{"id":1,"file_name":"1.png","width":40},
        {"file_name":"2.png","id":"two"}],"categories":[{"id":1,"name":"Face"},{"id":2,"name":"Ann Lee"}],
        "annotations":[{"id":1,"image_id":1,"category_id":1,"bbox":[1,2.5,3,4],"segmentation":[[1,2,3,4,5,6]],
          "keypoints":)" + keypoints(2) +
                          R"(,"num_keypoints":68,"attributes":{"identity":"Bob","occluded":false}},
        {"image_id":1,"category_id":2,"bbox":[10,20,30,40]},{"image_id":1,"category_id":1,"bbox":[9,9,9,9]},
        {"image_id":1,"category_id":1,"bbox":[0,0,99,99],"iscrowd":1},
        {"image_id":"two","category_id":2,"bbox":[],"keypoints":)" +
                          keypoints(1) + "}]}");
    QCOMPARE(set.items.size(), std::size_t{2});
    const auto& marks = set.items[0].marks;
    QCOMPARE(marks.size(), std::size_t{3});
    QCOMPARE(marks[0].person, "Bob"s);
    QCOMPARE(marks[0].box, (image::Rect{1, 2.5F, 3, 4}));
    QCOMPARE((*marks[0].points)[67], (image::Point{67, 134}));
    QVERIFY(!marks[0].states);
    QCOMPARE(marks[1].person, "Ann Lee"s);
    QCOMPARE(marks[2].person, ""s); // "Face" is nobody's name
    QCOMPARE(set.items[1].person, "Ann Lee"s);
    QCOMPARE((*set.items[1].marks.at(0).states)[5], PointState::Occluded);
    QVERIFY(!set.counts.contains("bad_entry"));
}

void TestCoco::readsAnyOrder()
{
    const auto set = read(R"({"annotations":[{"image_id":2,"bbox":[1,1,2,2],"category_id":5},
        {"bbox":[3,3,2,2],"image_id":1}],"categories":[{"name":"Zoe","id":5}],
        "images":[{"id":1,"file_name":"1.png"},{"id":2,"file_name":"2.png"}]})");
    QCOMPARE(set.items[0].marks.at(0).box.x, 3.0F);
    QCOMPARE(set.items[1].person, "Zoe"s);
}

void TestCoco::readsWholeBody()
{
    const auto set =
        read(R"({"images":[{"id":1,"file_name":"1.png"}],"annotations":[{"image_id":1,"bbox":[0,0,500,500],
        "keypoints":)" +
             keypoints(2, 17) + R"(,"face_box":[5,6,7,8],"face_kpts":)" + keypoints(2) +
             R"(,"face_valid":true},{"image_id":1,"bbox":[0,0,1,1],"keypoints":)" + keypoints(2, 17) + "}]}");
    const auto& marks = set.items.at(0).marks;
    QCOMPARE(marks.size(), std::size_t{1}); // 17 points are a body
    QCOMPARE(marks[0].box, (image::Rect{5, 6, 7, 8}));
    QVERIFY(marks[0].points.has_value());
    QCOMPARE(set.counts.at("bad_entry"), std::uint64_t{1});
}

void TestCoco::reportsBadEntries()
{
    std::string broken = keypoints(2);
    broken.replace(1, 1, "\"x\"");
    const auto set =
        read(R"({"images":[{"id":1,"file_name":"1.png"},{"id":2,"file_name":"../gone.png"},{"file_name":"2.png"},
        {"id":7},7,[8]],"annotations":[{"image_id":1,"bbox":[1,2,3]},{"image_id":1,"bbox":[1,2,-3,4]},
        {"image_id":1,"bbox":[1,2,1e300,4]},{"image_id":99,"bbox":[1,2,3,4]},{"bbox":[1,2,3,4]},
        {"image_id":1,"keypoints":)" +
             broken + R"(},{"image_id":1}],"categories":{"id":1,"name":"x"}})");
    QCOMPARE(set.items.size(), std::size_t{1});
    QVERIFY(set.items[0].marks.empty());
    QCOMPARE(set.counts.at("missing_file"), std::uint64_t{1});
    // Three boxes, the keypoints, a picture without a name, and the count of strays.
    QCOMPARE(set.counts.at("bad_entry"), std::uint64_t{6});
    QVERIFY(set.odd.front().message.starts_with("a box"));
}

void TestCoco::refusesHostileFiles_data()
{
    const auto row = test::textRows();
    row("empty", "");
    row("a list", "[]");
    row("cut", R"({"images":[{"id":1,)");
    row("deep", R"({"images":)" + std::string(1000000, '['));
    row(
        "deep objects", R"({"a":)" + [] {
            std::string text;
            for (int i = 0; i < 10000; ++i)
                text += R"({"a":)";
            return text;
        }());
    row("an endless text", R"({"images":[{"file_name":")" + std::string((1 << 24) + 100, 'x') + "\"}]}");
    row("endless blanks", R"({"images":)" + std::string((1 << 24) + 100, ' ') + "[]}");
    row("a huge number", R"({"images":[{"id":1e999}]})");
    row("no UTF-8", "{\"images\":[{\"file_name\":\"\xFF\xFE\"}]}");
}

void TestCoco::refusesHostileFiles()
{
    QFETCH(const QByteArray, text);
    const auto file = test::write(m_folder / "hostile.json", text.toStdString());
    QCOMPARE(codeOf([&] { readAll(file, "coco"); }), "bad_file"s);
}

void TestCoco::bringsItemsBack()
{
    const auto items = test::everyMark(m_folder / "set", "Ann \"A\"", "train");
    writeAll(items, m_folder / "copy", "coco");
    QCOMPARE(detectFormat(m_folder / "copy"), "coco"s);
    LIKENESS_SAME(items, readAll(m_folder / "copy").items, 0);
}

void TestCoco::writesValidCoco()
{
    const auto root = m_folder / "valid";
    auto item = itemAt(root, "1.png", "Ann");
    item.marks = {markAt(1, 2)};
    item.marks[0].states.emplace().fill(PointState::Visible);
    (*item.marks[0].states)[9] = PointState::Absent;
    SinkOptions options;
    options.comment = "our \"set\"";
    writeAll({item}, m_folder / "valid copy", "coco", options);
    const auto json = readJsonFile(m_folder / "valid copy" / "annotations" / "person_keypoints_default.json");
    QCOMPARE(json["info"]["description"].get<std::string>(), options.comment);
    const auto& category = json["categories"][0];
    QCOMPARE(category["keypoints"].size(), std::size_t{68});
    int least = 99, most = 0;
    for (const auto& line : category["skeleton"])
        for (const auto& end : line) {
            least = std::min(least, end.get<int>());
            most = std::max(most, end.get<int>());
        }
    QCOMPARE(least, 1); // 1-based
    QCOMPARE(most, 68);
    QCOMPARE(json["images"][0]["width"].get<int>(), 40);
    const auto& annotation = json["annotations"][0];
    QVERIFY(annotation["image_id"] == json["images"][0]["id"]);
    QCOMPARE(annotation["keypoints"].size(), std::size_t{204});
    QCOMPARE(annotation["num_keypoints"].get<int>(), 67);
    QCOMPARE(annotation["keypoints"][29].get<int>(), 0);
    QCOMPARE(annotation["area"].get<double>(), 500.0);
    QCOMPARE(annotation["attributes"]["identity"].get<std::string>(), "Ann"s); // the picture's label is its one face's
}

void TestCoco::leavesNothingBehind()
{
    const auto root = m_folder / "behind";
    const auto item = itemAt(root, "1.png", "");
    writeAll({item}, root / "done.json", "coco");
    openSink(root / "never.json", "coco", {}, {})->add(item, {}, 40, 30);
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(root))
        names.push_back(entry.path().filename().native());
    std::sort(names.begin(), names.end());
    QCOMPARE(names, (std::vector<std::string>{"1.png", "done.json"}));
    QCOMPARE(readAll(root / "done.json").items.size(), std::size_t{1});
}

void TestCoco::partFromTheFileName()
{
    const auto root = m_folder / "parts";
    itemAt(root, "val2017/1.png", "");
    const auto file = test::write(root / "annotations" / "instances_val2017.json",
                                  R"({"images":[{"id":1,"file_name":"1.png"}],"annotations":[]})");
    QCOMPARE(readAll(file).items.at(0).part, "val"s);
    QCOMPARE(readAll(root).items.size(), std::size_t{1});
}

void TestCoco::roundTripOfTheReferenceSet()
{
    LIKENESS_NEEDS_SHARED("data/dlib-landmarks");
    LIKENESS_ROUND_TRIP("data/dlib-landmarks/training_with_face_landmarks.xml", "coco", m_folder / "dlib", 0);
}

QTEST_APPLESS_MAIN(TestCoco)
#include "tst_coco.moc"
