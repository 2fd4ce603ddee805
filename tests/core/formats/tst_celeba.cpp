// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/formats/celeba_lists.h"
#include "tests/core/formats/items.h"

using namespace likeness;
using namespace likeness::formats;
using namespace std::string_literals;
using test::codeOf;
using test::itemAt;
using test::markAt;
using test::readAll;
using test::writeAll;

class TestCeleba : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void readsTheArchive();
    void usesBoxesInTheWild();
    void reportsBadLines();
    void bringsItemsBack();
    void keepsNames();
    void refusesOtherAttributes();
    void detects();

private:
    test::TempFolder m_folder;
};

void TestCeleba::readsTheArchive()
{
    const auto root = m_folder / "archive";
    for (const char* name : {"000001.jpg", "000002.jpg", "000003.jpg"})
        itemAt(root, "Img/img_align_celeba/"s + name, "");
    test::write(root / "Anno/identity_CelebA.txt", "000001.jpg 2880\n000002.jpg 2937\r\n000004.jpg 2880\n");
    test::write(root / "Anno/list_attr_celeba.txt", "3\n5_o_Clock_Shadow Bald  Young \n000002.jpg -1  1  1\n"
                                                    "000001.jpg  1 -1 1\n000003.jpg 1 1 1\n");
    test::write(root / "Anno/list_bbox_celeba.txt", "1\nimage_id x_1 y_1 width height\n000001.jpg 1 2 3 4\n");
    test::write(root / "Eval/list_eval_partition.txt", "000001.jpg 0\n000002.jpg 1\n000003.jpg 2\n");
    const auto set = readAll(root);
    QCOMPARE(set.items.size(), std::size_t{3});
    QCOMPARE(set.items[0].key, "000001.jpg"s);
    QCOMPARE(set.items[0].person, "2880"s);
    QCOMPARE(set.items[1].part, "val"s);
    QCOMPARE(set.items[1].attributes.values, (std::vector<int>{-1, 1, 1}));
    QCOMPARE(*set.items[1].attributes.names, (std::vector<std::string>{"5_o_Clock_Shadow", "Bald", "Young"}));
    QVERIFY(set.items[0].attributes.names == set.items[1].attributes.names); // shared
    QVERIFY(set.items[0].marks.empty()); // the boxes are not those of aligned pictures
    QCOMPARE(set.items[2].person, ""s);
    QCOMPARE(set.items[2].part, "test"s);
    QCOMPARE(set.counts.at("missing_file"), std::uint64_t{1});
}

void TestCeleba::usesBoxesInTheWild()
{
    const auto root = m_folder / "wild";
    itemAt(root, "img_celeba/1.jpg", "");
    test::write(root / "identity_CelebA.txt", "1.jpg 7\n");
    test::write(root / "list_bbox_celeba.txt", "1\nimage_id x_1 y_1 width height\n1.jpg 1 2 30 40\n");
    const auto item = readAll(root).items.at(0);
    QCOMPARE(item.marks.at(0).box, (image::Rect{1, 2, 30, 40}));
    QCOMPARE(item.marks.at(0).person, "7"s);
}

void TestCeleba::reportsBadLines()
{
    CelebaIndex index;
    int complaints = 0;
    const auto complain = [&](std::size_t, const std::string&) { ++complaints; };
    index.readIdentities("a.jpg 1\nb.jpg\nc.jpg 1 2\n\n", complain);
    QCOMPARE(complaints, 2);
    index.readParts("a.jpg 3\nb.jpg x\nc.jpg 1\nd.jpg -1\n", complain);
    QCOMPARE(complaints, 5);
    index.readAttributes("99\nBald Young\na.jpg 1\nb.jpg 1 1 1\nc.jpg 1 x\nd.jpg 1 1000\ne.jpg 1 -1\ne.jpg 1 1\n",
                         complain);
    QCOMPARE(complaints, 10);
    index.readBoxes("n\nnames\na.jpg 1 2 3\nb.jpg 1 2 -3 4\nc.jpg 1 2 nan 4\nd.jpg 1 2 3 4\n", complain);
    QCOMPARE(complaints, 13);
    QCOMPARE(index.size(), std::size_t{4}); // a, c, e, d
    std::string wide;
    for (int i = 0; i < 5000; ++i)
        wide += "a" + std::to_string(i) + " ";
    CelebaIndex other;
    other.readAttributes("1\n" + wide + "\n" + wide + "\n", complain);
    QVERIFY(other.size() == 0 && complaints > 13);
}

void TestCeleba::bringsItemsBack()
{
    const auto root = m_folder / "set";
    const auto names = std::make_shared<const std::vector<std::string>>(std::vector<std::string>{"Bald", "Young"});
    std::vector<Item> items;
    for (int i = 1; i <= 6; ++i) {
        items.push_back(itemAt(root, "00000" + std::to_string(i) + ".png", std::to_string(2880 + i % 2), i));
        items.back().part = i < 3 ? "train" : i < 5 ? "val" : "test";
        items.back().attributes = {names, {i % 2 == 0 ? 1 : -1, 1}};
        items.back().marks = {markAt(static_cast<float>(i), 3, items.back().person)};
        items.back().marks[0].points.reset();
    }
    items[5].marks.clear();
    writeAll(items, m_folder / "copy", "celeba");
    const auto set = readAll(m_folder / "copy");
    LIKENESS_SAME(items, set.items, 0);
    QVERIFY(set.counts.empty());
    QVERIFY(readTextFile(m_folder / "copy" / "list_attr_celeba.txt").starts_with("6\nBald Young\n000001.png -1 1\n"));
    QVERIFY(readTextFile(m_folder / "copy" / "list_eval_partition.txt").starts_with("000001.png 0\n"));
    QVERIFY(readTextFile(m_folder / "copy" / "identity_CelebA.txt").starts_with("000001.png 2881\n"));
}

void TestCeleba::keepsNames()
{
    const auto root = m_folder / "names";
    std::vector<Item> items = {itemAt(root, "Ann Lee/1.png", "Ann Lee", 1), itemAt(root, "Bob/1.png", "Bob", 2),
                               itemAt(root, "x.png", "", 3)};
    items[2].part = "test"; // otherwise no list would name it
    writeAll(items, m_folder / "names copy", "celeba");
    QCOMPARE(readTextFile(m_folder / "names copy" / "identity_CelebA.txt"), "Ann_Lee_1.png 1\nBob_1.png 2\n"s);
    const auto set = readAll(m_folder / "names copy");
    QCOMPARE(set.items.size(), std::size_t{3});
    QCOMPARE(set.items[0].person, "Ann Lee"s); // from identity_names.txt
    QCOMPARE(set.items[1].person, "Bob"s);
}

void TestCeleba::refusesOtherAttributes()
{
    const auto root = m_folder / "others";
    auto a = itemAt(root, "1.png", "Ann"), b = itemAt(root, "2.png", "Ann");
    a.attributes = {std::make_shared<const std::vector<std::string>>(1, "Bald"), {1}};
    b.attributes = {std::make_shared<const std::vector<std::string>>(1, "Young"), {1}};
    const auto sink = openSink(m_folder / "others copy", "celeba", {"Ann"}, {});
    sink->add(a, test::pngOf(1), 40, 30);
    QCOMPARE(codeOf([&] { sink->add(b, test::pngOf(2), 40, 30); }), "bad_argument"s);
    a.person = "Carl";
    QCOMPARE(codeOf([&] { sink->add(a, test::pngOf(2), 40, 30); }), "bad_argument"s);
}

void TestCeleba::detects()
{
    const auto root = m_folder / "detect";
    itemAt(root, "img_celeba/1.png", "");
    QCOMPARE(detectFormat(root), "folders"s);
    QCOMPARE(codeOf([&] { readAll(root, "celeba"); }), "not_found"s);
    test::write(root / "list_eval_partition.txt", "1.png 0\n");
    QCOMPARE(detectFormat(root), "celeba"s);
    QCOMPARE(readAll(root / "list_eval_partition.txt", "celeba").items.size(), std::size_t{1});
}

QTEST_APPLESS_MAIN(TestCeleba)
#include "tst_celeba.moc"
