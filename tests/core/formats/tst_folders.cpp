// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "tests/core/formats/items.h"

#include <set>
#include <sys/stat.h>

using namespace likeness;
using namespace likeness::formats;
using namespace std::string_literals;
using test::codeOf;
using test::itemAt;
using test::readAll;
using test::writeAll;
namespace fs = std::filesystem;

class TestFolders : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void labelsByTheFirstFolder();
    void readsDividedFolders();
    void dividesOnlyWhatIsWhollyDivided();
    void countsPeopleWithOnePicture();
    void bringsItemsBack();
    void bringsDividedItemsBack();
    void keepsHostileNamesInside();
    void keepsPeopleApart();
    void refusesMixedDivision();
    void writesAllOrNothing();
    void readsTheReferenceSet();

private:
    test::TempFolder m_folder;
};

void TestFolders::labelsByTheFirstFolder()
{
    const auto root = m_folder / "plain";
    itemAt(root, "Ann/a/10.png", "");
    itemAt(root, "Ann/2.png", "");
    itemAt(root, "stray.png", "");
    const auto set = readAll(root);
    QCOMPARE(set.items.size(), std::size_t{3});
    QCOMPARE(set.items[0].key, "Ann/2.png"s); // natural order
    QCOMPARE(set.items[1].key, "Ann/a/10.png"s);
    QCOMPARE(set.items[1].person, "Ann"s);
    QCOMPARE(set.items[2].person, ""s);
    QVERIFY(set.items[0].part.empty());
}

void TestFolders::readsDividedFolders()
{
    const auto root = m_folder / "divided";
    itemAt(root, "Train/Ann/1.png", "");
    itemAt(root, "VALID/Ann/2.png", "");
    itemAt(root, "validation/Bob/3.png", "");
    itemAt(root, "test/Bob/deep/4.png", "");
    std::map<std::string, std::pair<std::string, std::string>> got;
    for (const auto& item : readAll(root).items)
        got[item.key] = {item.part, item.person};
    QCOMPARE(got.at("Train/Ann/1.png"), (std::pair{"train"s, "Ann"s}));
    QCOMPARE(got.at("VALID/Ann/2.png"), (std::pair{"val"s, "Ann"s}));
    QCOMPARE(got.at("validation/Bob/3.png"), (std::pair{"val"s, "Bob"s}));
    QCOMPARE(got.at("test/Bob/deep/4.png"), (std::pair{"test"s, "Bob"s}));
}

void TestFolders::dividesOnlyWhatIsWhollyDivided()
{
    const auto flat = m_folder / "flat";
    itemAt(flat, "train/1.png", ""); // no folder of a person: "train" is one
    itemAt(flat, "val/Ann/2.png", "");
    for (const auto& item : readAll(flat).items)
        QVERIFY(item.part.empty() && (item.person == "train" || item.person == "val"));
    const auto mixed = m_folder / "mixed";
    itemAt(mixed, "train/Ann/1.png", "");
    itemAt(mixed, "Carl/Ann/2.png", "");
    for (const auto& item : readAll(mixed).items)
        QVERIFY(item.part.empty() && item.person != "Ann");
}

void TestFolders::countsPeopleWithOnePicture()
{
    const auto root = m_folder / "singles";
    itemAt(root, "train/Ann/1.png", "");
    itemAt(root, "val/Ann/2.png", ""); // in two parts, but two pictures
    itemAt(root, "train/Bob/3.png", "");
    const auto set = readAll(root);
    QCOMPARE(set.counts.at("single_image"), std::uint64_t{1});
    QCOMPARE(set.odd.front().item, "Bob"s);
}

void TestFolders::bringsItemsBack()
{
    const auto root = m_folder / "a set";
    std::vector<Item> items;
    for (int i = 0; i < 12; ++i)
        items.push_back(itemAt(root, "Person " + std::to_string(i % 4) + "/p " + std::to_string(i) + ".png",
                               "Person " + std::to_string(i % 4), i));
    items.push_back(itemAt(root, "Person 1/below/脸.png", "Person 1", 77));
    items.push_back(itemAt(root, "nobody.png", "", 78));
    writeAll(items, m_folder / "copy", "folders");
    LIKENESS_SAME(items, readAll(m_folder / "copy").items, 0);
}

void TestFolders::bringsDividedItemsBack()
{
    const auto root = m_folder / "d set";
    std::vector<Item> items;
    for (const char* part : {"train", "val", "test"})
        for (const char* person : {"Ann", "Bob"}) {
            items.push_back(
                itemAt(root, std::string(part) + "/" + person + "/1.png", person, static_cast<int>(items.size())));
            items.back().part = part;
        }
    writeAll(items, m_folder / "d copy", "folders");
    LIKENESS_SAME(items, readAll(m_folder / "d copy").items, 0);
}

void TestFolders::keepsHostileNamesInside()
{
    const auto root = m_folder / "hostile";
    const std::vector<std::string> names = {
        "../../escape",        "/etc/passwd", ".hidden",   "..",       ".",       "a/b",
        "new\nline",           "nul\0here"s,  "Thumbs.db", "__MACOSX", "😀 emoji", std::string(250, 'x'),
        std::string(300, 'y'), "back\\slash", "\xFF\xFE",  " "};
    std::vector<Item> items;
    for (std::size_t i = 0; i < names.size(); ++i) {
        auto item = itemAt(root, std::to_string(i) + ".png", names[i], static_cast<int>(i));
        item.key = names[i] + "/../../" + std::string(i == 3 ? 300 : 5, 'k') + std::to_string(i) + ".png";
        items.push_back(item);
    }
    writeAll(items, m_folder / "hostile copy", "folders");
    const auto set = readAll(m_folder / "hostile copy", "folders");
    QCOMPARE(set.items.size(), names.size()); // none hidden, none outside, none lost
    std::set<std::string> people;
    for (const auto& item : set.items)
        people.insert(item.person);
    QCOMPARE(people.size(), names.size());
    QVERIFY(people.contains("😀 emoji"));
    QVERIFY(people.contains(std::string(250, 'x')));
    QVERIFY(people.contains("a_b"));
    QVERIFY(!fs::exists(m_folder / "escape"));
}

void TestFolders::keepsPeopleApart()
{
    const auto root = m_folder / "apart";
    std::vector<Item> items = {itemAt(root, "1.png", "a/b", 1), itemAt(root, "2.png", "a_b", 2),
                               itemAt(root, "3.png", "a/b", 3)};
    items[2].key = "x/1.png"; // the same name in the same folder
    writeAll(items, m_folder / "apart copy", "folders");
    std::map<std::string, int> people;
    for (const auto& item : readAll(m_folder / "apart copy").items)
        ++people[item.person];
    QCOMPARE(people, (std::map<std::string, int>{{"a_b", 2}, {"a_b~2", 1}}));
}

void TestFolders::refusesMixedDivision()
{
    const auto root = m_folder / "mix";
    auto divided = itemAt(root, "1.png", "Ann");
    divided.part = "train";
    const auto plain = itemAt(root, "2.png", "Ann");
    const auto bytes = readAt(plain.where, 1 << 20);
    const auto sink = openSink(m_folder / "mix copy", "folders", {"Ann"}, {});
    sink->add(divided, bytes, 40, 30);
    QCOMPARE(codeOf([&] { sink->add(plain, bytes, 40, 30); }), "bad_argument"s);
    auto nobody = divided;
    nobody.person.clear();
    QCOMPARE(codeOf([&] { sink->add(nobody, bytes, 40, 30); }), "bad_argument"s);
    sink->finish();
    QCOMPARE(readAll(m_folder / "mix copy").items.size(), std::size_t{1});
}

void TestFolders::writesAllOrNothing()
{
    const auto root = m_folder / "nothing";
    const auto item = itemAt(root, "1.png", "Ann");
    const auto bytes = readAt(item.where, 1 << 20);
    {
        const auto sink = openSink(m_folder / "never", "folders", {"Ann"}, {});
        sink->add(item, bytes, 40, 30);
    }
    for (const auto& entry : fs::directory_iterator(m_folder.path()))
        QVERIFY(!entry.path().filename().native().starts_with("never"));
    QCOMPARE(codeOf([&] { openSink(root, "folders", {}, {}); }), "bad_argument"s); // there is something in it
    QVERIFY(fs::exists(root / "1.png"));
    fs::create_directory(m_folder / "empty");
    writeAll({item}, m_folder / "empty", "folders");
    QVERIFY(fs::exists(m_folder / "empty" / "Ann" / "1.png"));
}

void TestFolders::readsTheReferenceSet()
{
    LIKENESS_NEEDS_SHARED("data/lfw-dev");
    const auto set = readAll(test::shared("data/lfw-dev"));
    QCOMPARE(set.items.size(), std::size_t{2282});
    QCOMPARE(test::peopleOf(set.items).size(), std::size_t{298});
    QVERIFY(set.counts.empty());
    writeAll(set.items, m_folder / "lfw copy", "folders");
    LIKENESS_SAME(set.items, readAll(m_folder / "lfw copy").items, 0);
}

QTEST_APPLESS_MAIN(TestFolders)
#include "tst_folders.moc"
