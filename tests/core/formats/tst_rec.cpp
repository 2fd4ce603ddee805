// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/formats/binary_sets.h"
#include "tests/support/error_code.h"
#include "tests/support/temp_folder.h"

#include <QTest>
#include <algorithm>

using namespace likeness;
using namespace likeness::formats;
using namespace std::string_literals;
using test::codeOf;
using test::Entry;
using test::raw;
using test::Reading;
namespace fs = std::filesystem;

namespace {

const std::string kJpeg = "\xFF\xD8\xFF\xD9"s;
const std::string kMagic = "\x0A\x23\xD7\xCE"s;

std::string pad(const std::string& bytes)
{
    return bytes + std::string((4 - bytes.size() % 4) % 4, '\0');
}

std::string part(std::uint32_t kind, const std::string& data)
{
    return kMagic + raw(kind << 29 | static_cast<std::uint32_t>(data.size())) + pad(data);
}

std::string header(std::uint32_t flag, float label, std::uint64_t id, std::uint64_t id2 = 0)
{
    return raw(flag) + raw(label) + raw(id) + raw(id2);
}

// Records whose payload does not hold the magic.
std::string picture(float label, std::uint64_t id, const std::string& bytes)
{
    return part(0, header(0, label, id) + bytes);
}

std::string range(float first, float last, std::uint64_t id, std::uint64_t id2 = 0, const std::string& bytes = {})
{
    return part(0, header(2, 0, id, id2) + raw(first) + raw(last) + bytes);
}

// A .rec and its .idx, record by record.
struct Builder {
    std::string rec;
    std::string idx;
    Builder& add(std::uint64_t key, const std::string& record)
    {
        idx += std::to_string(key) + '\t' + std::to_string(rec.size()) + '\n';
        rec += record;
        return *this;
    }
};

// Two people with two pictures and one, as RecBuilder writes them.
Builder insightFace()
{
    Builder b;
    b.add(1, picture(0, 1, kJpeg)).add(2, picture(0, 2, kJpeg + "12345")).add(3, picture(1, 3, kJpeg + "x"));
    b.add(4, range(1, 3, 4)).add(5, range(3, 4, 5)).add(0, range(4, 6, 0, 1));
    return b;
}

const std::vector<Entry> kThree = {
    {"0/00000001.jpg", "0", kJpeg}, {"0/00000002.jpg", "0", kJpeg + "12345"}, {"1/00000003.jpg", "1", kJpeg + "x"}};

} // namespace

class TestRec : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void readsTheGoldenBytes();
    void writesTheGoldenBytes();
    void readsEveryDialect_data();
    void readsEveryDialect();
    void opensFolderRecAndIdx();
    void walksWithoutIndex();
    void readsAndWritesSplitRecords_data();
    void readsAndWritesSplitRecords();
    void prefersLabelsOfPicturesToFloatKeys();
    void readsBeyond4GB();
    void reportsWhatIsOdd_data();
    void reportsWhatIsOdd();
    void goesOnBehindDamage();
    void survivesAFileThatShrinks();
    void boundsRepeatedWork();
    void stops();
    void roundTripIsByteIdentical();
    void ungroupedItemsGiveTheSameFile();
    void refusesWhatHasNoPlace();
    void leavesNothingBehind();
    void realPicturesPassUnchanged();

private:
    test::TempFolder m_folder;
    fs::path m_set;
    void write(const Builder& b, const std::string& property = {})
    {
        test::spill(m_set / "train.rec", b.rec);
        test::spill(m_set / "train.idx", b.idx);
        if (!property.empty())
            test::spill(m_set / "property", property);
    }
};

void TestRec::init()
{
    m_set = m_folder / "set";
    fs::remove_all(m_set);
    fs::remove_all(m_folder / "out");
    fs::remove_all(m_folder / "out2");
    fs::create_directory(m_set);
}

// formats.md 2.1.
void TestRec::readsTheGoldenBytes()
{
    const auto header0 =
        QByteArray::fromHex("0A23D7CE20000000020000000000000000000000000000000000000000000000000080400000C040");
    const auto seven = QByteArray::fromHex("0A23D7CE1C000000000000000000E04001000000000000000000000000000000FFD8FFD9");
    Builder b;
    b.add(1, seven.toStdString()).add(2, picture(7, 2, kJpeg)).add(3, picture(8, 3, kJpeg));
    b.add(4, range(1, 3, 4)).add(5, range(3, 4, 5)).add(0, header0.toStdString());
    write(b);
    const Reading reading(m_set);
    QCOMPARE(reading.total, std::uint64_t{3});
    QCOMPARE(reading.entries.size(), std::size_t{3});
    QCOMPARE(reading.entries[0], (Entry{"7/00000001.jpg", "7", kJpeg}));
    QCOMPARE(reading.odd, (std::map<std::string, std::uint64_t>{{"label_gap", 1}})); // 0 to 6
}

void TestRec::writesTheGoldenBytes()
{
    test::writeSet(m_folder / "out", "rec", test::classNames(9),
                   {{"", "7", kJpeg}, {"", "7", kJpeg}, {"", "8", kJpeg}});
    const auto rec = QByteArray::fromStdString(test::slurp(m_folder / "out" / "train.rec"));
    QCOMPARE(rec.left(36).toHex().toUpper(),
             QByteArray("0A23D7CE1C000000000000000000E04001000000000000000000000000000000FFD8FFD9"));
    // The golden header0 has id2 0, as face2rec2 writes it; RecBuilder, whose dialect this is, writes 1.
    QCOMPARE(rec.right(40).toHex().toUpper(),
             QByteArray("0A23D7CE20000000020000000000000000000000000000000100000000000000000080400000C040"));
    QCOMPARE(test::slurp(m_folder / "out" / "property"), "9,112,112\n"s);
}

void TestRec::readsEveryDialect_data()
{
    QTest::addColumn<QByteArray>("rec");
    QTest::addColumn<QByteArray>("idx");
    QTest::addColumn<int>("firstKey");
    const auto row = [](const char* name, const Builder& b, int firstKey = 1) {
        QTest::newRow(name) << QByteArray::fromStdString(b.rec) << QByteArray::fromStdString(b.idx) << firstKey;
    };
    row("InsightFace, RecBuilder", insightFace());
    Builder face2rec2; // flag 2 with class and "aligned"; header0 first and its id2 0
    face2rec2.add(0, range(4, 6, 0)).add(1, range(0, 1, 1, 0, kJpeg)).add(2, range(0, 1, 2, 0, kJpeg + "12345"));
    face2rec2.add(3, range(1, 1, 3, 0, kJpeg + "x")).add(4, range(1, 3, 4)).add(5, range(3, 4, 5));
    row("InsightFace, face2rec2", face2rec2);
    Builder plain;
    plain.add(0, picture(0, 0, kJpeg)).add(1, picture(0, 1, kJpeg + "12345")).add(2, picture(1, 2, kJpeg + "x"));
    row("im2rec", plain, 0);
    Builder vectors; // key 0 has a flag above 0 and is a picture all the same
    vectors.add(0, range(0, 9, 0, 0, kJpeg)).add(1, range(0, 9, 1, 0, kJpeg + "12345"));
    vectors.add(2, range(1, 9, 2, 0, kJpeg + "x"));
    row("im2rec with vectors of labels", vectors, 0);
    Builder shuffled; // for DALI: the records lie in another order than their keys
    shuffled.add(2, picture(1, 2, kJpeg + "x")).add(0, picture(0, 0, kJpeg)).add(1, picture(0, 1, kJpeg + "12345"));
    auto lines = split(shuffled.idx, '\n');
    shuffled.idx = lines[1] + '\n' + lines[2] + '\n' + lines[0] + '\n';
    row("shuffled", shuffled, 0);
    Builder otherEnds = plain;
    lines = split(plain.idx, '\n');
    otherEnds.idx = lines[0] + '\n' + lines[1] + "\r\n" + lines[2]; // Windows, and no line end at the end
    row("index with other line ends", otherEnds, 0);
}

void TestRec::readsEveryDialect()
{
    QFETCH(const QByteArray, rec);
    QFETCH(const QByteArray, idx);
    QFETCH(const int, firstKey);
    write({rec.toStdString(), idx.toStdString()}, "2,112,112\n3\n");
    const Reading reading(m_set);
    QCOMPARE(reading.total, std::uint64_t{3});
    QVERIFY2(reading.odd.empty(), reading.messages.c_str());
    QCOMPARE(reading.entries.size(), kThree.size());
    for (std::size_t i = 0; i < kThree.size(); ++i) {
        QCOMPARE(reading.entries[i].person, kThree[i].person);
        QCOMPARE(reading.entries[i].picture, kThree[i].picture);
        QCOMPARE(reading.entries[i].key,
                 kThree[i].person + "/0000000" + std::to_string(firstKey + static_cast<int>(i)) + ".jpg");
        QCOMPARE(reading.items[i].where.coding, Coding::Plain);
    }
}

void TestRec::opensFolderRecAndIdx()
{
    write(insightFace());
    for (const auto& path : {m_set, m_set / "train.rec", m_set / "train.idx"}) {
        QCOMPARE(detectFormat(path), "rec"s);
        QCOMPARE(Reading(path).entries, kThree);
    }
    fs::rename(m_set / "train.rec", m_set / "faces_emore.rec");
    fs::rename(m_set / "train.idx", m_set / "faces_emore.idx");
    QCOMPARE(Reading(m_set).entries, kThree);
    test::spill(m_set / "other.rec", "");
    QCOMPARE(codeOf([&] { Reading(m_set, "rec"); }), "not_found"s);
    QCOMPARE(codeOf([&] { Reading(m_set / "none.rec", "rec"); }), "not_found"s);
}

void TestRec::walksWithoutIndex()
{
    write(insightFace(), "2,112,112\n");
    fs::remove(m_set / "train.idx");
    const Reading reading(m_set);
    QCOMPARE(reading.entries, kThree);
    QVERIFY2(reading.odd.empty(), reading.messages.c_str());
}

void TestRec::readsAndWritesSplitRecords_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("parts");
    const auto row = [](const char* name, const std::string& bytes, int parts) {
        QTest::newRow(name) << QByteArray::fromStdString(bytes) << parts;
    };
    row("aligned", kJpeg + kMagic + "tail", 2);
    row("aligned, odd tail", kJpeg + kMagic + "t", 2);
    row("unaligned", kJpeg + "x" + kMagic + "tail", 1);
    row("both", kJpeg + kMagic + "yz" + kMagic + "12" + kMagic + "3", 3);
    row("twice in a row", kJpeg + kMagic + kMagic + "a", 3);
    row("at the beginning", kMagic + kJpeg, 2);
    row("at the end", kJpeg + kMagic, 2);
    row("nothing else", kMagic, 2);
    row("half of it at the end", kJpeg + kMagic.substr(0, 2), 1);
    std::string many;
    for (int i = 0; i < 5000; ++i)
        many += kMagic + (i % 3 == 0 ? "abcd" : "");
    row("thousands", kJpeg + many, 5001);
}

void TestRec::readsAndWritesSplitRecords()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const int, parts);
    const std::string content = bytes.toStdString();
    test::writeSet(m_folder / "out", "rec", {"0"}, {{"", "0", kJpeg}, {"", "0", content}, {"", "0", kJpeg}});
    const Reading reading(m_folder / "out");
    QVERIFY2(reading.odd.empty(), reading.messages.c_str());
    QCOMPARE(reading.entries.size(), std::size_t{3});
    QCOMPARE(reading.entries[1].picture, content);
    QCOMPARE(reading.entries[2].picture, kJpeg);
    QCOMPARE(reading.items[1].where.coding, parts > 1 ? Coding::RecordIo : Coding::Plain);

    // The file has the parts that dmlc's writer makes: framed by hand here.
    std::string record;
    std::string rest = header(0, 0, 2) + content;
    std::string data;
    int made = 0;
    for (; rest.size() >= 4; rest = rest.substr(4)) {
        if (rest.starts_with(kMagic)) {
            record += part(made++ == 0 ? 1 : 2, data);
            data.clear();
        } else {
            data += rest.substr(0, 4);
        }
    }
    record += part(made == 0 ? 0 : 3, data + rest);
    QCOMPARE(made + 1, parts);
    QVERIFY(test::slurp(m_folder / "out" / "train.rec").substr(36, record.size()) == record);
}

// Glint360K has 17 million pictures: header0 and identity records cannot say their keys exactly.
void TestRec::prefersLabelsOfPicturesToFloatKeys()
{
    Builder b;
    const std::uint64_t last = 17'091'657; // keys only; the records between are left out of this small file
    b.add(last - 1, picture(5, last - 1, kJpeg + "a")).add(last, picture(6, last, kJpeg + "b"));
    b.add(last + 1, range(static_cast<float>(last - 1), static_cast<float>(last), last + 1));
    b.add(last + 2, range(static_cast<float>(last), static_cast<float>(last + 1), last + 2));
    b.add(0, range(static_cast<float>(last + 1), static_cast<float>(last + 3), 0, 1));
    write(b);
    const Reading reading(m_set);
    QCOMPARE(reading.entries.size(), std::size_t{2});
    QCOMPARE(reading.entries[0], (Entry{"5/17091656.jpg", "5", kJpeg + "a"}));
    QCOMPARE(reading.entries[1], (Entry{"6/17091657.jpg", "6", kJpeg + "b"}));
    // 17091657 is odd: both ranges are one off; header0 counts pictures that are not in this file.
    QCOMPARE(reading.odd.at("float_label"), std::uint64_t{2});
    QCOMPARE(reading.odd.at("header"), std::uint64_t{1});

    Builder labels;
    labels.add(0, picture(16777216, 0, kJpeg))
        .add(1, picture(16777218, 1, kJpeg))
        .add(4'294'967'296, picture(0, 2, kJpeg));
    write(labels);
    const Reading second(m_set);
    QCOMPARE(second.odd.at("float_label"), std::uint64_t{1});
    QCOMPARE(second.entries[1].person, "16777218"s);
    QCOMPARE(second.entries[2].key, "0/4294967296.jpg"s);
}

void TestRec::readsBeyond4GB()
{
    const std::string record = picture(3, 1, kJpeg + "far");
    const std::uint64_t far = 5ull << 30;
    {
        std::ofstream out(m_set / "train.rec", std::ios::binary); // a hole of 5 GB
        out << picture(2, 0, kJpeg);
        out.seekp(static_cast<std::streamoff>(far));
        out << record;
        if (!out.flush())
            QSKIP("needs a temporary folder that holds files with holes of 5 GB: set TMPDIR to one on ext4 or tmpfs");
    }
    test::spill(m_set / "train.idx", "0\t0\n1\t" + std::to_string(far) + "\n");
    const Reading reading(m_set);
    QCOMPARE(reading.entries.size(), std::size_t{2});
    QCOMPARE(reading.entries[1], (Entry{"3/00000001.jpg", "3", kJpeg + "far"}));
    fs::remove(m_set / "train.rec");
}

void TestRec::reportsWhatIsOdd_data()
{
    QTest::addColumn<QByteArray>("rec");
    QTest::addColumn<QByteArray>("idx");
    QTest::addColumn<QByteArray>("property");
    QTest::addColumn<int>("pictures");
    QTest::addColumn<QString>("kinds"); // "kind count, …"
    QTest::addColumn<QString>("says");
    const auto row = [](const char* name, const Builder& b, int pictures, const char* kinds, const char* says,
                        const char* property = "") {
        QTest::newRow(name) << QByteArray::fromStdString(b.rec) << QByteArray::fromStdString(b.idx)
                            << QByteArray(property) << pictures << kinds << says;
    };
    const Builder good = insightFace();
    const auto with = [&](const std::string& lines) { return Builder{good.rec, good.idx + lines}; };
    row("offset beyond the end", with("9\t99999999\n"), 3, "bad_entry 1", "the file ends where a record");
    row("huge offset", with("9\t18446744073709551615\n"), 3, "bad_entry 1", "18446744073709551615");
    row("offset beyond 64 bits", with("9\t99999999999999999999999\n"), 3, "bad_entry 1", "line 7");
    row("negative offset", with("9\t-36\n"), 3, "bad_entry 1", "line 7");
    row("negative key", with("-1\t0\n"), 3, "bad_entry 1", "line 7");
    row("no numbers", with("\nnot an index\n12\n\t\n"), 3, "bad_entry 3", "line 8");
    row("binary index", with(std::string(100000, '\0')), 3, "bad_entry 1", "line 7");
    row("an index of rubbish", {good.rec, "rubbish\n"}, 3, "bad_entry 1", "the index names no record");
    row("into the middle of a record", with("9\t4\n"), 3, "bad_entry 1", "no record here");
    row("duplicate key", with("2\t36\n"), 4, "duplicate_key 1", "key 2");

    Builder cut = good;
    cut.rec.resize(cut.rec.size() - 20); // header0 is the last record
    row("cut off", cut, 3, "bad_entry 1, header 1", "the file ends inside a record of 32 bytes");
    Builder longer = good;
    longer.rec.replace(4, 4, raw(0x1FFFFFFFu));
    row("length beyond the end", longer, 2, "bad_entry 1", "a record of 536870911 bytes");
    Builder flag = good;
    flag.rec.replace(8, 4, raw(0x80000000u));
    row("flag of 2^31", flag, 2, "bad_entry 1", "2147483648 labels");
    Builder middle = good;
    middle.rec.replace(4, 4, raw(2u << 29 | 28u));
    row("begins with a middle part", middle, 2, "bad_entry 1", "middle of a record");
    Builder unended = good;
    unended.rec.replace(4, 4, raw(1u << 29 | 28u));
    row("a split record without an end", unended, 2, "bad_entry 1", "rest of a split record");

    Builder empty;
    empty.add(0, picture(0, 0, "")).add(1, picture(0, 1, kJpeg)).add(2, part(0, "short"));
    row("without a picture, and too short", empty, 1, "bad_entry 2", "has no picture");
    Builder classes;
    classes.add(0, picture(-1, 0, kJpeg))
        .add(1, picture(0.5F, 1, kJpeg))
        .add(2, picture(std::bit_cast<float>(0x7FC00000), 2, kJpeg));
    row("classes that are none", classes, 3, "bad_entry 3", "nan");
    Builder gaps;
    gaps.add(0, picture(1, 0, kJpeg)).add(1, picture(3, 1, kJpeg)).add(2, picture(7, 2, kJpeg));
    row("gaps", gaps, 3, "label_gap 3", "from 4 to 6");

    const auto header0 = [](float a, float b) {
        Builder all;
        all.add(1, picture(0, 1, kJpeg)).add(2, picture(0, 2, kJpeg)).add(3, range(1, 3, 3)).add(0, range(a, b, 0, 1));
        return all;
    };
    row("header0 fits", header0(3, 4), 2, "", "");
    row("header0 the wrong way round", header0(4, 3), 2, "header 1", "impossible");
    row("header0 negative", header0(-3, 4), 2, "header 1", "impossible");
    row("header0 infinite", header0(3, std::bit_cast<float>(0x7F800000)), 2, "header 1", "impossible");
    row("header0 of more", header0(30, 40), 2, "header 1", "29 pictures and 10 identities");
    row("an identity's keys", Builder(header0(3, 4)).add(5, range(2, 3, 5)), 2, "header 2", "which they have not");
    row("property fits", good, 3, "", "", "2,112,112\n3\n");
    row("property has other classes", good, 3, "header 1", "says 85742 classes", "85742,112,112\n");
    row("property has other pictures", good, 3, "header 1", "says 4 pictures", "2,112,112\n4\n");
    row("property makes no sense", good, 3, "header 1", "does not say", "\xFF\n");
}

void TestRec::reportsWhatIsOdd()
{
    QFETCH(const QByteArray, rec);
    QFETCH(const QByteArray, idx);
    QFETCH(const QByteArray, property);
    QFETCH(const int, pictures);
    QFETCH(const QString, kinds);
    QFETCH(const QString, says);
    write({rec.toStdString(), idx.toStdString()}, property.toStdString());
    const Reading reading(m_set, "rec");
    QStringList found;
    for (const auto& [kind, count] : reading.odd)
        found << QString::fromStdString(kind + ' ' + std::to_string(count));
    QVERIFY2(found.join(QStringLiteral(", ")) == kinds, reading.messages.c_str());
    QVERIFY2(QString::fromStdString(reading.messages).contains(says), reading.messages.c_str());
    QCOMPARE(static_cast<int>(reading.entries.size()), pictures);
    std::vector<std::string> keys;
    for (const auto& entry : reading.entries)
        keys.push_back(entry.key);
    std::sort(keys.begin(), keys.end());
    QVERIFY(std::adjacent_find(keys.begin(), keys.end()) == keys.end());
}

void TestRec::goesOnBehindDamage()
{
    Builder b = insightFace();
    b.rec.replace(36 + 4, 4, raw(0x1FFFFFFFu)); // the second record's length
    b.rec.insert(0, "rubbish!");
    test::spill(m_set / "train.rec", b.rec);
    const Reading reading(m_set / "train.rec", "rec");
    QCOMPARE(reading.entries, (std::vector<Entry>{kThree[0], kThree[2]}));
    QCOMPARE(reading.odd.at("bad_entry"), std::uint64_t{2});
}

void TestRec::survivesAFileThatShrinks()
{
    Builder b;
    for (std::uint64_t i = 0; i < 2000; ++i)
        b.add(i, picture(0, i, kJpeg + std::string(200, 'x')));
    write(b);
    jobs::RecordingContext context;
    Report report(context);
    const auto source = openSource(m_set, "rec", {}, report, context);
    Item item;
    QVERIFY(source->next(item));
    fs::resize_file(m_set / "train.rec", 60);
    int read = 1;
    while (source->next(item))
        ++read;
    source->finish();
    QCOMPARE(static_cast<std::uint64_t>(read) + report.counts().at("bad_entry"), std::uint64_t{2000});
    QVERIFY(read < 100);
    QCOMPARE(codeOf([&] { readAt(item.where, 1 << 20); }), "bad_file"s);
}

// 100 000 index lines to one record of 100 000 parts: 10^10 steps unless somebody counts.
void TestRec::boundsRepeatedWork()
{
    Builder b;
    b.rec = part(1, header(0, 0, 1));
    for (int i = 0; i < 100'000; ++i)
        b.rec += part(2, "");
    b.rec += part(3, "");
    for (int i = 0; i < 100'000; ++i)
        b.idx += std::to_string(i) + "\t0\n";
    write(b);
    jobs::RecordingContext context;
    Report report(context);
    const auto source = openSource(m_set, "rec", {}, report, context);
    Item item;
    int pictures = 0;
    while (source->next(item))
        ++pictures;
    QVERIFY(pictures <= 2);
    QCOMPARE(report.counts().at("bad_entry") + static_cast<std::uint64_t>(pictures), std::uint64_t{100'000});
}

void TestRec::stops()
{
    write(insightFace());
    jobs::RecordingContext context;
    Report report(context);
    const auto source = openSource(m_set, "rec", {}, report, context);
    Item item;
    QVERIFY(source->next(item));
    context.requestStop();
    QCOMPARE(codeOf([&] { source->next(item); }), "interrupted"s);
}

void TestRec::roundTripIsByteIdentical()
{
    const Builder b = insightFace();
    write(b, "2,112,112\n");
    const Reading first(m_set);
    test::writeSet(m_folder / "out", "rec", test::classNames(2), first.entries);
    for (const char* name : {"train.rec", "train.idx", "property"})
        QCOMPARE(test::slurp(m_folder / "out" / name), test::slurp(m_set / name));
    QCOMPARE(Reading(m_folder / "out").entries, first.entries);
    QCOMPARE(std::distance(fs::directory_iterator(m_folder / "out"), {}), 3);
}

void TestRec::ungroupedItemsGiveTheSameFile()
{
    std::vector<Entry> entries;
    for (int i = 0; i < 60; ++i) // every third is split
        entries.push_back({"", std::to_string(i % 4), kJpeg + (i % 3 == 0 ? kMagic : "") + std::to_string(i)});
    test::writeSet(m_folder / "out", "rec", test::classNames(4), entries);
    std::stable_sort(entries.begin(), entries.end(),
                     [](const Entry& a, const Entry& b) { return a.person < b.person; });
    test::writeSet(m_folder / "out2", "rec", test::classNames(4), entries);
    for (const char* name : {"train.rec", "train.idx", "property"})
        QCOMPARE(test::slurp(m_folder / "out" / name), test::slurp(m_folder / "out2" / name));
    QCOMPARE(std::distance(fs::directory_iterator(m_folder / "out"), {}), 3); // the spool is gone
    const Reading reading(m_folder / "out");
    QVERIFY2(reading.odd.empty(), reading.messages.c_str());
    QCOMPARE(reading.entries.size(), entries.size());
}

void TestRec::refusesWhatHasNoPlace()
{
    const auto sink = openSink(m_folder / "out", "rec", {"0", "1"}, {});
    const Bytes jpeg = test::bytesOf(kJpeg);
    QCOMPARE(codeOf([&] { sink->add(test::labelled(""), jpeg, 1, 1); }), "bad_argument"s);
    QCOMPARE(codeOf([&] { sink->add(test::labelled("2"), jpeg, 1, 1); }), "bad_argument"s);
    QCOMPARE(codeOf([&] { sink->add(test::labelled("1"), {}, 1, 1); }), "bad_argument"s);
    sink->add(test::labelled("1"), jpeg, 96, 112); // and goes on
    sink->finish();
    QCOMPARE(test::slurp(m_folder / "out" / "property"), "2,112,96\n"s);
    QCOMPARE(codeOf([&] { openSink(m_folder / "out", "rec", {"0"}, {}); }), "bad_argument"s);
    QCOMPARE(codeOf([&] { openSink(m_folder / "out" / "property", "rec", {"0"}, {}); }), "bad_argument"s);
    fs::create_directory(m_folder / "out2");
    QCOMPARE(codeOf([&] { openSink(m_folder / "out2", "rec", {"0"}, {})->finish(); }), "empty_source"s);
    test::writeSet(m_folder / "out2", "rec", {"0"}, {{"", "0", kJpeg}}); // an empty folder will do
}

void TestRec::leavesNothingBehind()
{
    {
        const auto sink = openSink(m_folder / "out", "rec", {"0"}, {});
        sink->add(test::labelled("0"), test::bytesOf(kJpeg), 1, 1);
    }
    for (const auto& entry : fs::directory_iterator(m_folder.path()))
        QCOMPARE(entry.path().filename().string(), "set"s);
}

void TestRec::realPicturesPassUnchanged()
{
    LIKENESS_NEEDS_SHARED("data/glint-dev");
    const auto [entries, people] = test::Folders(test::shared("data/glint-dev"));
    QVERIFY(entries.size() > 100);
    test::writeSet(m_folder / "out", "rec", people, entries);
    const Reading reading(m_folder / "out");
    QVERIFY2(reading.odd.empty(), reading.messages.c_str());
    QCOMPARE(reading.entries.size(), entries.size());
    for (std::size_t i = 0; i < entries.size(); ++i) {
        QVERIFY(reading.entries[i].picture == entries[i].picture);
        QCOMPARE(people[std::stoul(reading.entries[i].person)], entries[i].person);
        QVERIFY(reading.entries[i].key.ends_with(".png"));
    }
    test::writeSet(m_folder / "out2", "rec", test::classNames(static_cast<int>(people.size())), reading.entries);
    for (const char* name : {"train.rec", "train.idx"})
        QVERIFY(test::slurp(m_folder / "out" / name) == test::slurp(m_folder / "out2" / name));
}

QTEST_APPLESS_MAIN(TestRec)
#include "tst_rec.moc"
