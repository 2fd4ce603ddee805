// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file.h"
#include "core/verify/attributes.h"
#include "core/verify/gates.h"
#include "tests/support/error_code.h"
#include "tests/support/temp_folder.h"

#include <QTest>
#include <cmath>

using namespace likeness;
using namespace likeness::verify;

namespace {

// Six images, a folder for each person; pairs 0 … 4.
Verification verification()
{
    Verification v;
    for (const char* name : {"Ann/Ann_0001.jpg", "Ann/Ann_0002.jpg", "Bob/Bob_0001.jpg", "Bob/Bob_0002.jpg",
                             "Cem/x/0001.jpg", "Dan/x/0001.jpg"})
        v.set.push_back({name, 0, SetImage::kNobody});
    v.images = {0, 1, 2, 3, 0, 2, 1, 4, 4, 5};
    v.scores = {0.9f, 0.8f, 0.1f, 0.2f, 0.3f};
    v.same = {1, 1, 0, 0, 0};
    return v;
}

// Images 0.png …; pair i is image i with itself.
Verification pairedWithThemselves(std::uint32_t images)
{
    Verification v;
    for (std::uint32_t i = 0; i < images; ++i) {
        v.set.push_back({std::to_string(i) + ".png", 0, SetImage::kNobody});
        v.images.insert(v.images.end(), {i, i});
        v.scores.push_back(0);
        v.same.push_back(1);
    }
    return v;
}

using Pairs = std::vector<std::uint32_t>;

Pairs pairsOf(const Sliced& sliced, const std::string& attribute, const std::string& value)
{
    for (const auto& slice : sliced.slices)
        if (slice.attribute == attribute && slice.value == value)
            return slice.pairs;
    return {};
}

Sliced::Left leftOf(const Sliced& sliced, const std::string& attribute)
{
    for (const auto& left : sliced.left)
        if (left.attribute == attribute)
            return left;
    return {"", 99, 99};
}

std::vector<std::string> valuesOf(const Sliced& sliced, const std::string& attribute)
{
    std::vector<std::string> values;
    for (const auto& slice : sliced.slices)
        if (slice.attribute == attribute)
            values.push_back(slice.value);
    return values;
}

Sliced sliced(const Verification& v, const std::string& csv, const SliceOptions& options = {})
{
    const test::TempFolder folder;
    writeFileAtomically(folder / "a.csv", csv);
    jobs::RecordingContext context;
    return sliceByFile(v, folder / "a.csv", options, context);
}

} // namespace

class TestAttributes : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void findsImages();
    void slicesByWords();
    void dividesNumbers();
    void knowsDates();
    void passesOverWhatIsNoAttribute();
    void readsPairs();
    void findsPairsOfAPackThatLostSome();
    void refusesOtherSets();
    void slicesByMeasures();
    void refusesBadTables();
};

void TestAttributes::findsImages()
{
    const std::vector<std::string> names = {"Ann/Ann_0001.jpg", "Ann/Ann_0002.jpg", "x/0001.jpg", "y/0001.jpg", "7a"};
    const auto table = ImageTable::parse("\xEF\xBB\xBFimage;group\n"
                                         "/data/lfw/Ann/Ann_0001.jpg;1\n" // the name is its end
                                         "Ann_0002.jpg;2\n"               // it is the name's end
                                         "0001.jpg;3\n"                   // of two names
                                         ".\\x\\0001.jpg;4\n"
                                         "z/0001.jpg;5\n" // another's end is not enough
                                         "nn_0001.jpg;6\n"
                                         "7a;7\n"
                                         "./Ann/Ann_0001.jpg;8\n",
                                         "t.csv");
    QCOMPARE(table.columns(), (std::vector<std::string>{"group"}));
    QCOMPARE(table.rows(), std::size_t{8});
    const auto rows = table.match(names);
    QCOMPARE(rows.ofImage, (std::vector<std::int64_t>{0, 1, 3, -1, 6}));
    QCOMPARE(rows.ambiguous, std::size_t{1});
    QCOMPARE(rows.unmatched, std::size_t{2});
    QCOMPARE(rows.repeated, std::size_t{1});
}

void TestAttributes::slicesByWords()
{
    const auto out = sliced(verification(), "path,Gender,note\n"
                                            "Ann/Ann_0001.jpg, f ,x\nAnn/Ann_0002.jpg,f,\nBob/Bob_0001.jpg,m,\n"
                                            "Bob/Bob_0002.jpg,m,\nCem/x/0001.jpg,m,\n");
    QCOMPARE(valuesOf(out, "Gender"), (std::vector<std::string>{"f", "m"}));
    QCOMPARE(pairsOf(out, "Gender", "f"), (Pairs{0}));
    QCOMPARE(pairsOf(out, "Gender", "m"), (Pairs{1}));
    QCOMPARE(leftOf(out, "Gender").different, std::size_t{2}); // pairs 2 and 3
    QCOMPARE(leftOf(out, "Gender").unknown, std::size_t{1});   // pair 4: nothing is known of Dan
    QVERIFY(valuesOf(out, "note").empty());
    QCOMPARE(leftOf(out, "note").unknown, std::size_t{5});
    QCOMPARE(out.slices[0].attribute + " " + out.slices[0].value, std::string("Gender f"));
    QCOMPARE(out.slices[0].pairs.size(), std::size_t{1});
}

void TestAttributes::dividesNumbers()
{
    const std::string head =
        "path,age\nAnn/Ann_0001.jpg,20\nAnn/Ann_0002.jpg,29.5\nBob/Bob_0001.jpg,30\nBob/Bob_0002.jpg,"
        "61\nCem/x/0001.jpg,20\nDan/x/0001.jpg,21\n";
    // Few different numbers are codes, unless edges are given.
    QCOMPARE(valuesOf(sliced(verification(), head), "age"), (std::vector<std::string>{})); // no pair shares one
    const auto out = sliced(verification(), head, {{{"age", {30, 60}}}, 3});
    QCOMPARE(valuesOf(out, "age"), (std::vector<std::string>{"under 30"}));
    QCOMPARE(pairsOf(out, "age", "under 30"), (Pairs{0, 3, 4}));
    QCOMPARE(leftOf(out, "age").different, std::size_t{2});
    // 9.5, 31, 10, 9.5 and 1 years between the two.
    QCOMPARE(valuesOf(out, "age gap"),
             (std::vector<std::string>{kAgeGapBelow, kAgeGapAbove})); // as the offered gate calls them
    QCOMPARE(pairsOf(out, "age gap", kAgeGapBelow), (Pairs{4}));
    QCOMPARE(pairsOf(out, "age gap", kAgeGapAbove), (Pairs{0, 1, 2, 3}));

    // Many: thirds with as many images.
    const Verification many = pairedWithThemselves(12);
    std::string csv = "path,size\n";
    for (int i = 0; i < 12; ++i)
        csv += std::to_string(i) + ".png," + std::to_string(i * 10) + "\n";
    const auto thirds = sliced(many, csv);
    QCOMPARE(valuesOf(thirds, "size"), (std::vector<std::string>{"under 40", "40 to 80", "80 and more"}));
    QCOMPARE(pairsOf(thirds, "size", "40 to 80"), (Pairs{4, 5, 6, 7}));
    QCOMPARE(valuesOf(sliced(many, csv, {{}, 2}), "size"), (std::vector<std::string>{"under 60", "60 and more"}));

    // One cell in twenty may be a slip; it counts as unknown, and the others are numbers all the same.
    const Verification slip = pairedWithThemselves(21);
    std::string slipped = "path,size\n";
    for (int i = 0; i < 21; ++i)
        slipped += std::to_string(i) + ".png," + (i == 20 ? "abc" : std::to_string(i)) + "\n";
    const auto tolerant = sliced(slip, slipped, {{}, 2});
    QCOMPARE(valuesOf(tolerant, "size"), (std::vector<std::string>{"under 10", "10 and more"}));
    QCOMPARE(leftOf(tolerant, "size").unknown, std::size_t{1});
    slipped.replace(slipped.find("19.png,19"), 9, "19.png,xyz");
    QVERIFY(valuesOf(sliced(slip, slipped, {{}, 2}), "size").size() > 2); // two are words
}

void TestAttributes::knowsDates()
{
    const auto out = sliced(verification(),
                            "path,age,date\nAnn/Ann_0001.jpg,1,2001-06-01\nAnn/Ann_0002.jpg,1,2001:08:01 "
                            "10:00:00\nBob/Bob_0001.jpg,1,1990-06-01\nBob/Bob_0002.jpg,1,2008-06-01\n"
                            "Cem/x/0001.jpg,1,\nDan/x/0001.jpg,1,2009\n",
                            {{{"date", {2000}}, {"age gap", {2}}}, 3});
    QCOMPARE(pairsOf(out, "date", "2000-01-01 and more"), (Pairs{0}));
    QCOMPARE(leftOf(out, "date").different, std::size_t{2}); // 1 and 2
    QCOMPARE(leftOf(out, "date").unknown, std::size_t{2});
    QCOMPARE(pairsOf(out, "age gap", "under 2 years"), (Pairs{0})); // by the dates, not the ages
    QCOMPARE(pairsOf(out, "age gap", "2 years and more"), (Pairs{1, 2}));
    const auto table = ImageTable::parse("path,date\na,2001-01-01\nb,2003-01-01\nc,soon\n", "t.csv");
    const auto years = yearsOf(table, std::vector<std::int64_t>{0, 1, 2, -1});
    QVERIFY(std::abs(years[1] - years[0] - 2) < 0.003);
    QVERIFY(std::isnan(years[2]) && std::isnan(years[3]));
}

void TestAttributes::passesOverWhatIsNoAttribute()
{
    Verification v;
    std::string csv = "path,id\n";
    for (std::uint32_t i = 0; i < 70; ++i) {
        v.set.push_back({std::to_string(i), 0, SetImage::kNobody});
        csv += std::to_string(i) + ",n" + std::to_string(i) + "\n";
    }
    v.images = {0, 1};
    v.scores = {1};
    v.same = {1};
    const auto out = sliced(v, csv);
    QCOMPARE(out.passedOver, (std::vector<std::string>{"id"}));
    QVERIFY(out.slices.empty());
}

void TestAttributes::readsPairs()
{
    const auto out = sliced(verification(), "pair,attribute,value\n0,variant,original\n1,variant,mask\n4,variant,mask\n"
                                            "0,level,hard\n3,level,easy\n");
    QCOMPARE(valuesOf(out, "variant"), (std::vector<std::string>{"mask", "original"}));
    QCOMPARE(pairsOf(out, "variant", "mask"), (Pairs{1, 4}));
    QCOMPARE(pairsOf(out, "level", "easy"), (Pairs{3}));
    QCOMPARE(leftOf(out, "variant").unknown, std::size_t{2});
}

void TestAttributes::findsPairsOfAPackThatLostSome()
{
    Verification v;
    for (int i = 0; i < 8; ++i)
        v.set.push_back({std::to_string(i), 0, SetImage::kNobody});
    v.images = {0, 1, 4, 5, 6, 7}; // of pair 1 an image could not be used
    v.scores = {1, 2, 3};
    v.same = {1, 0, 1};
    v.facts["left_out"] = 1;
    const auto out = sliced(v, "pair,attribute,value\n0,a,x\n1,a,x\n2,a,x\n3,a,y\n");
    QCOMPARE(pairsOf(out, "a", "x"), (Pairs{0, 1}));
    QCOMPARE(pairsOf(out, "a", "y"), (Pairs{2}));
}

void TestAttributes::refusesOtherSets()
{
    const auto code = [](const Verification& v, const std::string& csv) {
        return test::codeOf([&] { sliced(v, csv); });
    };
    QCOMPARE(code(verification(), "pair,attribute,value\n70,a,x\n"), std::string("bad_file"));
    Verification lost = verification();
    lost.facts["left_out"] = 2; // a folder: nobody can say which pair is which
    QCOMPARE(code(lost, "pair,attribute,value\n0,a,x\n"), std::string("bad_file"));
    QCOMPARE(code(verification(), "pair,attribute,value\n-1,a,x\n"), std::string("bad_file"));
    QCOMPARE(code(verification(), "pair,attribute,value\n1.5,a,x\n"), std::string("bad_file"));
    QCOMPARE(code(verification(), "pair,value\n1,x\n"), std::string("bad_file"));
    Verification nameless = verification();
    nameless.set.clear();
    QCOMPARE(code(nameless, "path,a\nx,1\n"), std::string("bad_argument"));
}

void TestAttributes::slicesByMeasures()
{
    const Verification v = verification();
    std::vector<std::optional<image::Quality>> measured(6);
    for (std::size_t i = 0; i < 5; ++i) { // nothing of the last one
        image::Quality q;
        q.score = 0.1f * static_cast<float>(i);
        q.brightness = 100 + static_cast<float>(i);
        q.sharpness = 10;
        q.size = i == 2 ? 0 : 50; // without a pose
        q.yaw = i == 1 ? -40 : 5;
        measured[i] = q;
    }
    const auto out = sliceByMeasures(v, measured);
    QCOMPARE(pairsOf(out, "yaw", "30 degrees and more"), (Pairs{0, 3})); // the larger of the two
    QCOMPARE(leftOf(out, "yaw").unknown, std::size_t{3});
    QCOMPARE(leftOf(out, "quality").unknown, std::size_t{1});
    QCOMPARE(pairsOf(out, "quality", "under 0.1"), (Pairs{0, 2})); // the lower: 0, 0.2, 0, 0.1
    QCOMPARE(valuesOf(out, "sharpness"), (std::vector<std::string>{"all"}));
}

void TestAttributes::refusesBadTables()
{
    const auto code = [](const std::string& csv, const SliceOptions& options = {}) {
        return test::codeOf([&] { sliced(verification(), csv, options); });
    };
    QCOMPARE(code(""), std::string("bad_file"));
    QCOMPARE(code("a,b\n1,2\n"), std::string("bad_file"));
    QCOMPARE(code("path,a\n", {{{"a", {2, 1}}}, 3}), std::string("bad_argument"));
    QCOMPARE(code("path,a\n", {{}, 1}), std::string("bad_argument"));
    QCOMPARE(code("path,a\n"), std::string("nothing"));
}

QTEST_APPLESS_MAIN(TestAttributes)
#include "tst_attributes.moc"
