// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/lfw_lists.h"

#include "core/base/text.h"
#include "tests/core/formats/items.h"

#include <set>

using namespace likeness;
using namespace likeness::formats;
using namespace std::string_literals;
using test::codeOf;
using test::itemAt;
using test::readAll;
using test::writeAll;

namespace {

struct Fold {
    int matched = 0;
    int mismatched = 0;
    std::set<std::string> people;
    std::set<std::string> lines;
};

// Checks what every list must hold and returns its folds.
std::vector<Fold> foldsOf(const std::string& pairs, const std::vector<PersonLine>& people)
{
    std::map<std::string, int> pictures;
    for (const auto& person : people)
        pictures[person.name] = person.pictures;
    const auto lines = split(pairs, '\n');
    const auto head = split(lines.front(), '\t');
    const auto folds = std::stoul(head.at(0)), half = std::stoul(head.at(1));
    const auto parsed = parsePairs(pairs);
    if (parsed.size() != folds * 2 * half)
        throw std::runtime_error("another number of lines");
    std::vector<Fold> out(folds);
    for (std::size_t i = 0; i < parsed.size(); ++i) {
        const auto& p = parsed[i];
        auto& fold = out[i / (2 * half)];
        if (p.same != (i % (2 * half) < half))
            throw std::runtime_error("matched pairs come first in each fold");
        (p.same ? fold.matched : fold.mismatched)++;
        if (p.nameA == p.nameB && (!p.same || p.numberA == p.numberB))
            throw std::runtime_error("a picture with itself");
        for (const auto& [name, number] : {std::pair(p.nameA, p.numberA), std::pair(p.nameB, p.numberB)})
            if (number < 1 || number > pictures.at(name))
                throw std::runtime_error("a picture that is not there");
        fold.people.insert({p.nameA, p.nameB});
        if (!fold.lines.insert(lines[i + 1]).second)
            throw std::runtime_error("a pair twice");
    }
    return out;
}

} // namespace

class TestLfw : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void readsPairs();
    void readsPeople();
    void drawsDisjointFolds();
    void drawsFromFewPeople();
    void drawsNothingFromNothing();
    void drawsFromOddSets_data();
    void drawsFromOddSets();
    void saysWhatIsMissing();
    void detects();
    void bringsItemsBack();
    void writesTheLayout();
    void roundTripOfTheReferenceSet();

private:
    test::TempFolder m_folder;
};

void TestLfw::readsPairs()
{
    const auto pairs = parsePairs("10\t300\nAnn_Lee\t1\t4\r\nAnn_Lee\t1\tBob\t2\n\n");
    QCOMPARE(pairs.size(), std::size_t{2});
    QVERIFY(pairs[0].same && pairs[0].numberB == 4 && pairs[0].nameB == "Ann_Lee");
    QVERIFY(!pairs[1].same && pairs[1].nameB == "Bob" && pairs[1].numberB == 2);
    // White space of any kind, a mark before the text, remarks about folds, and names with blanks between TABs.
    const auto more = parsePairs("\xEF\xBB\xBF# fold 1\n1 1\nAnn   1 \t 2\n# fold 2\nAnn Lee\t3\tBob Ray\t0004\n");
    QCOMPARE(more.size(), std::size_t{2});
    QVERIFY(more[0].same && more[0].nameA == "Ann" && more[0].numberB == 2);
    QVERIFY(!more[1].same && more[1].nameA == "Ann Lee" && more[1].nameB == "Bob Ray" && more[1].numberB == 4);
    for (const char* text : {"Ann 1 x", "Ann 1 2\nAnn 1", "Ann 1 2 3 4", "Ann -1 2", "Ann 99999999999999 2", "Ann 1"})
        QCOMPARE(codeOf([&] { parsePairs(text); }), "bad_file"s);
    QVERIFY(parsePairs("").empty());
}

void TestLfw::readsPeople()
{
    const auto people = parsePeople("10\n2\nAnn\t3\r\nBob\t1\n1\nCarl\t2\n");
    QCOMPARE(people.size(), std::size_t{3});
    QCOMPARE(people[0].name, "Ann"s);
    QCOMPARE(people[2].pictures, 2);
    QCOMPARE(codeOf([&] { parsePeople("Ann\t1\t2"); }), "bad_file"s);
    QCOMPARE(codeOf([&] { parsePeople("Ann\tmany"); }), "bad_file"s);
}

void TestLfw::drawsDisjointFolds()
{
    std::vector<PersonLine> people;
    for (int i = 0; i < 298; ++i)
        people.push_back({"Person_" + std::to_string(i), 1 + i * 7 % 10});
    const auto lists = drawLfwLists(people, 7);
    const auto folds = foldsOf(lists.pairs, people);
    QCOMPARE(folds.size(), std::size_t{10});
    std::set<std::string> seen;
    for (const auto& fold : folds) {
        QCOMPARE(fold.matched, 300);
        QCOMPARE(fold.mismatched, 300);
        QVERIFY(fold.people.size() > 15);
        for (const auto& person : fold.people)
            QVERIFY(seen.insert(person).second); // in no other fold
    }
    QCOMPARE(parsePeople(lists.people).size(), people.size());
    QVERIFY(lists.people.starts_with("10\n"));
    QCOMPARE(drawLfwLists(people, 7).pairs, lists.pairs);
    QVERIFY(drawLfwLists(people, 8).pairs != lists.pairs);
}

void TestLfw::drawsFromFewPeople()
{
    const std::vector<PersonLine> people = {{"Ann", 3}, {"Bob", 1}};
    const auto lists = drawLfwLists(people, 1);
    for (const auto& fold : foldsOf(lists.pairs, people)) // not disjoint, but whole
        QVERIFY(fold.matched == 3 && fold.mismatched == 3);
    QVERIFY(lists.people.starts_with("2\n"));
}

void TestLfw::drawsNothingFromNothing()
{
    QVERIFY(drawLfwLists({}, 1).pairs.empty());
    QVERIFY(drawLfwLists({{"Ann", 5}}, 1).pairs.empty());
    QVERIFY(drawLfwLists({{"Ann", 1}, {"Bob", 1}}, 1).pairs.empty());
}

void TestLfw::drawsFromOddSets_data()
{
    QTest::addColumn<int>("people");
    QTest::addColumn<int>("most");
    QTest::newRow("two pictures each, just enough people") << 20 << 2;
    QTest::newRow("one with very many") << 21 << 20000;
    QTest::newRow("one fold would be too small") << 19 << 2;
    QTest::newRow("many of few") << 2000 << 2;
}

void TestLfw::drawsFromOddSets()
{
    QFETCH(const int, people);
    QFETCH(const int, most);
    std::vector<PersonLine> set;
    for (int i = 0; i < people; ++i)
        set.push_back({"P" + std::to_string(i), i == 0 ? most : 2});
    for (const auto& fold : foldsOf(drawLfwLists(set, 3).pairs, set))
        QVERIFY(fold.matched > 0 && fold.matched == fold.mismatched);
}

void TestLfw::saysWhatIsMissing()
{
    const auto root = m_folder / "missing";
    itemAt(root, "Ann/Ann_0001.png", "");
    itemAt(root, "Ann/Ann_0002.png", "");
    itemAt(root, "Bob/Bob_0001.png", "");
    test::write(root / "people.txt", "3\nAnn\t3\nBob\t1\nCarl\t900\n");
    test::write(root / "pairs.txt", "1\t1\nAnn\t1\t3\nAnn\t1\tBob\t7\n");
    test::write(root / "pairsDevTest.txt", "nonsense that goes on\nand on\n");
    const auto set = readAll(root);
    QCOMPARE(set.items.size(), std::size_t{3});
    // Ann_0003 is named by both lists, and of Carl nothing is there: once each.
    QCOMPARE(set.counts.at("missing_file"), std::uint64_t{3});
    QCOMPARE(set.counts.at("bad_entry"), std::uint64_t{1});
    std::set<std::string> missing;
    for (const auto& odd : set.odd)
        if (odd.kind == "missing_file")
            missing.insert(odd.item);
    QCOMPARE(missing, (std::set<std::string>{"Ann/Ann_0003", "Bob/Bob_0007", "Carl/Carl_0001"}));
}

void TestLfw::detects()
{
    const auto root = m_folder / "detect";
    itemAt(root, "Ann/Ann_0001.png", "");
    QCOMPARE(detectFormat(root), "folders"s);
    test::write(root / "pairs.txt", "shopping list: apples, pears\nand oranges\n");
    QCOMPARE(detectFormat(root), "folders"s);
    test::write(root / "pairs.txt", "1\t1\nAnn\t1\t2\n");
    QCOMPARE(detectFormat(root), "lfw"s);
    QCOMPARE(detectFormat(root / "pairs.txt"), "lfw"s);
    QCOMPARE(readAll(root / "pairs.txt").items.size(), std::size_t{1});
}

void TestLfw::bringsItemsBack()
{
    const auto root = m_folder / "set";
    std::vector<Item> items;
    for (const char* person : {"Ann_Lee", "Bob"})
        for (int i = 1; i <= 3; ++i)
            items.push_back(itemAt(root, lfwStem(person, i) + ".png", person, static_cast<int>(items.size())));
    writeAll(items, m_folder / "copy", "lfw");
    const auto set = readAll(m_folder / "copy");
    LIKENESS_SAME(items, set.items, 0);
    QVERIFY(set.counts.empty());
}

void TestLfw::writesTheLayout()
{
    const auto root = m_folder / "layout";
    std::vector<Item> items = {itemAt(root, "x/9.png", "Ann Lee", 1), itemAt(root, "y.png", "Ann\tLee", 2),
                               itemAt(root, "z.png", "#1", 3), itemAt(root, "w.png", std::string(250, 'l'), 4)};
    const auto sink = openSink(m_folder / "laid out", "lfw", test::peopleOf(items), {});
    for (const auto& item : items)
        sink->add(item, readAt(item.where, 1 << 20), 40, 30);
    const auto encoded = readAt(items[0].where, 1 << 20);
    auto nobody = items[0];
    nobody.person.clear();
    QCOMPARE(codeOf([&] { sink->add(nobody, encoded, 40, 30); }), "bad_argument"s);
    const std::string grey = "P5 2 2 255 abcd";
    const Bytes pgm(grey.begin(), grey.end());
    QCOMPARE(codeOf([&] { sink->add(items[0], pgm, 2, 2); }), "bad_argument"s);
    sink->finish();
    QVERIFY(std::filesystem::exists(m_folder / "laid out" / "Ann_Lee" / "Ann_Lee_0001.png"));
    QVERIFY(std::filesystem::exists(m_folder / "laid out" / "Ann_Lee~2" / "Ann_Lee~2_0001.png"));
    QVERIFY(std::filesystem::exists(m_folder / "laid out" / "_#1" / "_#1_0001.png"));
    const auto set = readAll(m_folder / "laid out", "lfw");
    QCOMPARE(set.items.size(), std::size_t{4});
    QVERIFY(!set.counts.contains("missing_file"));
}

void TestLfw::roundTripOfTheReferenceSet()
{
    LIKENESS_NEEDS_SHARED("data/lfw-dev");
    const auto set = readAll(test::shared("data/lfw-dev"), "lfw");
    QCOMPARE(set.items.size(), std::size_t{2282});
    writeAll(set.items, m_folder / "lfw-dev", "lfw");
    const auto again = readAll(m_folder / "lfw-dev");
    QCOMPARE(again.items.size(), std::size_t{2282});
    QVERIFY(again.counts.empty());
    for (std::size_t i = 0; i < set.items.size(); ++i) { // renumbered from 1, the rest is the same
        QCOMPARE(again.items[i].person, set.items[i].person);
        QVERIFY(readAt(again.items[i].where, 1 << 24) == readAt(set.items[i].where, 1 << 24));
    }
    const auto people = parsePeople(readTextFile(m_folder / "lfw-dev" / "people.txt"));
    QCOMPARE(people.size(), std::size_t{298});
    QCOMPARE(foldsOf(readTextFile(m_folder / "lfw-dev" / "pairs.txt"), people).size(), std::size_t{10});
}

QTEST_APPLESS_MAIN(TestLfw)
#include "tst_lfw.moc"
