// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/formats/pack.h"
#include "core/image/codec.h"
#include "tests/core/formats/binary_sets.h"
#include "tests/support/error_code.h"
#include "tests/support/python.h"
#include "tests/support/shared.h"
#include "tests/support/temp_folder.h"

#include <QTest>
#include <algorithm>
#include <fstream>

using namespace likeness;
using namespace likeness::formats;
using namespace std::string_literals;
using test::codeOf;

namespace {

const std::string kAllBytes = [] {
    std::string bytes;
    for (int i = 0; i < 256; ++i)
        bytes += static_cast<char>(i);
    return bytes;
}();

// Pickles by hand, after formats.md 2.2.
std::string bytes3(const std::string& b)
{
    return "C"s + static_cast<char>(b.size()) + b; // SHORT_BINBYTES
}

std::string list(const std::string& items)
{
    return "](" + items + "e"; // EMPTY_LIST MARK … APPENDS
}

std::string packOf(const std::string& images, const std::string& same)
{
    return "\x80\x04"s + list(images) + list(same) + "\x86."; // TUPLE2 STOP
}

std::string text(const std::string& t)
{
    return "X"s + static_cast<char>(t.size()) + "\0\0\0"s + t; // BINUNICODE
}

std::string global(const std::string& module, const std::string& name)
{
    return "c" + module + "\n" + name + "\n";
}

} // namespace

class TestPack : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void readsTheReferencePack();
    void readsNumpyArrays();
    void readsEveryDialect_data();
    void readsEveryDialect();
    void refusesHostileFiles_data();
    void refusesHostileFiles();
    void survivesDamage();
    void writesWhatItReads_data();
    void writesWhatItReads();
    void pythonReadsWhatIsWritten();
    void numpyReadsWhatIsWritten();
    void pythonsPacksAreReadInPlace_data();
    void pythonsPacksAreReadInPlace();
    void refusesToWriteNonsense();
    void sourceGroupsBySamePairs();
    void sourceReportsContradictions();
    void sourceLooksAtSharedImagesOnce();

private:
    test::TempFolder m_folder;
    std::filesystem::path write(const std::string& content)
    {
        const auto file = m_folder / "x.bin";
        std::ofstream(file, std::ios::binary) << content;
        return file;
    }
    std::filesystem::path writeImages(const std::vector<std::string>& images, const std::vector<std::uint8_t>& same)
    {
        const auto file = m_folder / "set.bin";
        std::filesystem::remove(file);
        writePack(
            file, [&](std::size_t i) { return test::bytesOf(images[i]); }, same);
        return file;
    }
};

void TestPack::readsTheReferencePack()
{
    LIKENESS_NEEDS_SHARED("golden/lfw_dev_400.bin");
    const auto pack = readPack(test::shared("golden/lfw_dev_400.bin"));
    QCOMPARE(pack.same.size(), std::size_t{400});
    QCOMPARE(pack.images.size(), std::size_t{800});
    QCOMPARE(std::count(pack.same.begin(), pack.same.end(), 1), 200);
    for (const auto& encoded : {pack.images.front(), pack.images.back()}) {
        const auto picture = image::decode(encoded);
        QCOMPARE(picture.width, 112);
        QCOMPARE(picture.height, 112);
    }
}

void TestPack::readsNumpyArrays()
{
    LIKENESS_NEEDS_SHARED("golden/numpy_4.bin");
    const auto pack = readPack(test::shared("golden/numpy_4.bin"));
    QCOMPARE(pack.same.size(), std::size_t{4});
    QCOMPARE(pack.images.size(), std::size_t{8});
    for (const auto& encoded : pack.images)
        QCOMPARE(image::decode(encoded).width, 112);
}

void TestPack::readsEveryDialect_data()
{
    QTest::addColumn<QByteArray>("content");
    const auto row = [](const char* name, const std::string& content) {
        QTest::newRow(name) << QByteArray(content.data(), static_cast<qsizetype>(content.size()));
    };
    const std::string a = "\xFF\xD8"s;
    const std::string b = "b\0c"s;
    row("protocol 4, bytes", packOf(bytes3(a) + bytes3(b), "\x88"));
    row("protocol 2, Python 2 text", "\x80\x02](U\x02" + a + "U\x03" + b + "e](\x88\x65\x86.");
    // Python 3's bytes in protocol 2: _codecs.encode(text, 'latin1'); FF D8 is C3 BF C3 98 in UTF-8. The second uses
    // the memo.
    const std::string encode =
        global("_codecs", "encode") + "q\x01" + text("\xC3\xBF\xC3\x98") + text("latin1") + "q\x02\x86R";
    row("protocol 2, Python 3 bytes", "\x80\x02](" + encode + "h\x01" + text(b) + "h\x02\x86R" + "e](\x88\x65\x86.");
    const std::string dtype = global("numpy", "dtype") + text("u1") + "\x89\x88\x87R(K\x03" + text("|") +
                              "NNNJ\xFF\xFF\xFF\xFFJ\xFF\xFF\xFF\xFFK\0tb"s;
    const auto array = [&](const std::string& raw, const std::string& shape) {
        return global("numpy.core.multiarray", "_reconstruct") + global("numpy", "ndarray") + "K\0\x85"s + bytes3("b") +
               "\x87R(K\x01" + shape + dtype + "\x89" + bytes3(raw) + "tb";
    };
    row("NumPy arrays of both shapes", packOf(array(a, "K\x02\x85") + array(b, "K\x03K\x01\x86"), "\x88"));
    const std::string from = global("numpy._core.numeric", "_frombuffer");
    row("protocol 5",
        packOf(from + "(\x96\x02\0\0\0\0\0\0\0"s + a + dtype + "K\x02\x85" + text("C") + "tR" + bytes3(b), "\x88"));
    const std::string boolean = global("numpy", "dtype") + text("b1") + "\x89\x88\x87R";
    row("NumPy truth values",
        packOf(bytes3(a) + bytes3(b), global("numpy.core.multiarray", "scalar") + boolean + bytes3("\x01") + "\x86R"));
    row("framed, with numbers", "\x80\x04\x95\0\0\0\0\0\0\0\0"s + packOf(bytes3(a) + bytes3(b), "K\x01").substr(2));
    row("long number", packOf(bytes3(a) + bytes3(b), "\x8A\x01\x01"));
}

void TestPack::readsEveryDialect()
{
    QFETCH(const QByteArray, content);
    const auto pack = readPack(write(content.toStdString()));
    QCOMPARE(pack.images.size(), std::size_t{2});
    QCOMPARE(pack.same, std::vector<std::uint8_t>{1});
    QVERIFY(std::ranges::equal(pack.images[0], std::array{0xFF, 0xD8}));
    QVERIFY(std::ranges::equal(pack.images[1], std::array{'b', '\0', 'c'}));
}

void TestPack::refusesHostileFiles_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("says");
    const auto row = [](const char* name, const std::string& content, const char* says) {
        QTest::newRow(name) << QByteArray(content.data(), static_cast<qsizetype>(content.size()))
                            << QString::fromLatin1(says);
    };
    row("runs a program", "\x80\x02" + global("os", "system") + text("touch pwned") + "\x85R.", "os.system");
    row("runs a program by protocol 4", "\x80\x04\x8C\x05posix\x8C\x06system\x93\x8C\x02id\x85R.", "posix.system");
    row("eval", "\x80\x02" + global("builtins", "eval") + text("1") + "\x85R.", "builtins.eval");
    row("a huge length", "\x80\x04](B\xFF\xFF\xFF\xFFxx", "ends inside");
    row("a 64-bit length", "\x80\x04](\x8E\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x7Fxx", "ends inside");
    row("a negative length", "\x80\x02](T\xFF\xFF\xFF\xFFxx", "negative");
    row("empty", "", "pickle");
    row("not a pickle", "PK\x03\x04", "pickle");
    row("protocol 9", "\x80\x09.", "protocol 9");
    row("protocol 0", "(lp0\nI1\na.", "pickle");
    row("cut", packOf(bytes3("a") + bytes3("b"), "\x88").substr(0, 9), "ends inside");
    row("nothing on the stack", "\x80\x04.", "missing");
    row("no mark", "\x80\x04]e.", "mark");
    row("unknown memo", "\x80\x04h\x07.", "refers");
    row("a dictionary", "\x80\x04}.", "list of images");
    row("keys without values", "\x80\x04}(Nu.", "keys and values");
    row("something outside", "\x80\x04NQ.", "outside itself");
    row("a set", "\x80\x04\x8F.", "0x8F");
    row("a call of bytes", "\x80\x04" + bytes3("x") + ")R.", "cannot be called");
    row("build on bytes", "\x80\x04" + bytes3("x") + ")b.", "state");
    row("a list in itself", "\x80\x04]\x94h\0h\0a\x86."s, "image 0");
    row("odd number of images", packOf(bytes3("a"), "\x88"), "1 images for 1 pairs");
    row("no pairs", packOf("", ""), "no pairs");
    row("answers that are text", packOf(bytes3("a") + bytes3("b"), text("yes")), "answer 0");
    row("deep nesting", "\x80\x04" + std::string(200000, ']') + std::string(199999, 'a') + ".", "list of images");
    // Three bytes that convert one text of a kilobyte, again and again.
    std::string bomb = "\x80\x02" + global("_codecs", "encode") + "q\x01(X\x00\x04\x00\x00"s + std::string(1024, 'x') +
                       "q\x02" + text("latin1") + "q\x03";
    for (int i = 0; i < 1000; ++i)
        bomb += "h\x01h\x02h\x03\x86R";
    row("unpacks without end", bomb + "t.", "unpacks to more");
    const std::string dtype = global("numpy", "dtype") + text("u1") + "\x89\x88\x87R";
    const std::string from = global("numpy.core.numeric", "_frombuffer") + "(" + bytes3("ab") + dtype;
    row("an array larger than the file",
        packOf(from + "J\xFF\xFF\xFF\x7FJ\xFF\xFF\xFF\x7F\x86" + text("C") + "tR", "\x88"), "larger than");
    row("an array of another size", packOf(from + "K\x03\x85" + text("C") + "tR", "\x88"), "do not fit");
    row("an array of floats", "\x80\x04" + global("numpy", "dtype") + text("f4") + "\x89\x88\x87R.", "f4");
}

void TestPack::refusesHostileFiles()
{
    QFETCH(const QByteArray, content);
    QFETCH(const QString, says);
    const auto file = write(content.toStdString());
    try {
        readPack(file);
        QFAIL("it was read");
    } catch (const Error& e) {
        QCOMPARE(e.code(), ErrorCode::BadFile);
        QVERIFY2(QString::fromStdString(e.what()).contains(says), e.what());
    }
    QVERIFY(!std::filesystem::exists("pwned"));
}

void TestPack::survivesDamage()
{
    LIKENESS_NEEDS_SHARED("golden/numpy_4.bin");
    const auto whole = readTextFile(test::shared("golden/numpy_4.bin"));
    Rng rng(5);
    for (int i = 0; i < 400; ++i) {
        std::string broken = whole;
        for (int k = 0; k < 8; ++k) {
            // Mostly where the structure is: around the first and the last arrays.
            const auto at = rng.below(2) ? rng.below(400) : broken.size() - 1 - rng.below(400);
            broken[at] = static_cast<char>(rng.below(256));
        }
        const auto code = codeOf([&] { readPack(write(broken)); });
        QVERIFY2(code == "bad_file" || code == "nothing", code.c_str());
    }
}

void TestPack::writesWhatItReads_data()
{
    QTest::addColumn<QString>("file");
    QTest::newRow("bytes") << "golden/lfw_dev_400.bin";
    QTest::newRow("NumPy arrays") << "golden/numpy_4.bin";
}

void TestPack::writesWhatItReads()
{
    LIKENESS_NEEDS_SHARED("golden/lfw_dev_400.bin");
    LIKENESS_NEEDS_SHARED("golden/numpy_4.bin");
    QFETCH(const QString, file);
    const Pack first = readPack(test::shared(file.toStdString()));
    const auto written = m_folder / ("written " + file.section(QLatin1Char('/'), -1).toStdString());
    std::size_t asked = 0;
    writePack(
        written,
        [&](std::size_t i) {
            if (i != asked++)
                throw Error(ErrorCode::Internal, "asked out of order");
            return Bytes(first.images[i].begin(), first.images[i].end());
        },
        first.same);
    const Pack second = readPack(written);
    QCOMPARE(second.same, first.same);
    QCOMPARE(second.images.size(), first.images.size());
    for (std::size_t i = 0; i < first.images.size(); ++i)
        QVERIFY(std::ranges::equal(second.images[i], first.images[i]));
    // Every image lies in the file where its place says.
    for (const auto* pack : {&first, &second}) {
        const auto path = pack == &first ? test::shared(file.toStdString()) : written;
        for (std::size_t i = 0; i < pack->images.size(); i += 7) {
            const auto& place = pack->places[i];
            QVERIFY(
                std::ranges::equal(readAt({path, place.offset, place.length, place.coding}, 1 << 20), pack->images[i]));
        }
    }
}

void TestPack::pythonReadsWhatIsWritten()
{
    LIKENESS_NEEDS_PYTHON();
    const auto file = writeImages({kAllBytes, "b\0c"s, "\x80", std::string(70000, '\xFF')}, {1, 0});
    // As it is, and as loaders of Python 2 packs do.
    const auto out = test::python("import pickle, sys, zlib\n"
                                  "for how in ({}, {'encoding': 'bytes'}):\n"
                                  "    bins, same = pickle.load(open(sys.argv[1], 'rb'), **how)\n"
                                  "    print([(type(b).__name__, len(b), zlib.crc32(b)) for b in bins], same)",
                                  file);
    const std::string line = "[('bytes', 256, 688229491), ('bytes', 3, 1621751486), ('bytes', 1, 1069182125), "
                             "('bytes', 70000, 2163825162)] [True, False]\n";
    QCOMPARE(out, line + line);
}

void TestPack::numpyReadsWhatIsWritten()
{
    LIKENESS_NEEDS_NUMPY();
    const auto out = test::python("import pickle, sys, numpy\n"
                                  "bins, same = pickle.load(open(sys.argv[1], 'rb'), encoding='bytes')\n"
                                  "print([numpy.frombuffer(b, dtype=numpy.uint8).tolist() for b in bins], "
                                  "numpy.asarray(same).dtype)",
                                  writeImages({"\xFF\xD8"s, "xyz"}, {1}));
    QCOMPARE(out, "[[255, 216], [120, 121, 122]] bool\n"s);
}

void TestPack::pythonsPacksAreReadInPlace_data()
{
    QTest::addColumn<QString>("pack");
    QTest::addColumn<int>("protocol");
    for (int protocol = 2; protocol <= 5; ++protocol) {
        const auto row = [&](const char* kind, const char* pack) {
            QTest::addRow("%s, protocol %d", kind, protocol) << pack << protocol;
        };
        row("bytes", "images, [True]");
        row("bytearray", "[bytearray(i) for i in images], [True]");
        row("NumPy", "[numpy.frombuffer(i, numpy.uint8).copy().reshape(-1, 1) for i in images], "
                     "list(numpy.array([True]))");
    }
}

void TestPack::pythonsPacksAreReadInPlace()
{
    QFETCH(const QString, pack);
    QFETCH(const int, protocol);
    const bool needsNumpy = pack.contains(QLatin1String("numpy"));
    if (needsNumpy) {
        LIKENESS_NEEDS_NUMPY();
    } else {
        LIKENESS_NEEDS_PYTHON();
    }
    const auto file = m_folder / "python.bin";
    const auto out = test::python((needsNumpy ? "import numpy\n"s : ""s) +
                                      "import pickle, sys\n"
                                      "images = [bytes(range(256)) + b'tail', b'\\xff\\xd8\\xff\\xd9']\n"
                                      "open(sys.argv[1], 'wb').write(pickle.dumps((" +
                                      pack.toStdString() + "), " + std::to_string(protocol) + "))",
                                  file);
    QCOMPARE(out, ""s);
    QCOMPARE(detectFormat(file), "pack"s);
    const test::Reading reading(file);
    QVERIFY2(reading.odd.empty(), reading.messages.c_str());
    QCOMPARE(reading.entries.size(), std::size_t{2});
    QCOMPARE(reading.entries[0], (test::Entry{"python 0001/00001a.img", "python 0001", kAllBytes + "tail"}));
    QCOMPARE(reading.entries[1], (test::Entry{"python 0001/00001b.jpg", "python 0001", "\xFF\xD8\xFF\xD9"}));
}

void TestPack::refusesToWriteNonsense()
{
    const auto file = m_folder / "never.bin";
    QCOMPARE(codeOf([&] { writePack(file, [](std::size_t) { return Bytes{1}; }, {}); }), "bad_argument"s);
    QCOMPARE(codeOf([&] { writePack(file, [](std::size_t i) { return Bytes(1 - i % 2); }, {1}); }), "bad_argument"s);
    QCOMPARE(codeOf([&] {
                 writePack(file, [](std::size_t) -> Bytes { throw Error(ErrorCode::Interrupted, "stopped"); }, {1});
             }),
             "interrupted"s);
    for (const auto& entry : std::filesystem::directory_iterator(m_folder.path()))
        QVERIFY2(entry.path().filename().string().find("never") == std::string::npos, entry.path().c_str());
}

void TestPack::sourceGroupsBySamePairs()
{
    //                                 pair 1     pair 2     pair 3     pair 4     pair 5
    const auto file = writeImages({"a1", "a2", "b1", "c1", "a2", "a3", "d1", "d1", "e1", "a1"}, {1, 0, 1, 1, 0});
    const test::Reading reading(file);
    QVERIFY2(reading.odd.empty(), reading.messages.c_str());
    const std::vector<test::Entry> expected = {{"set 0001/00001a.img", "set 0001", "a1"},
                                               {"set 0001/00001b.img", "set 0001", "a2"},
                                               {"00002a.img", "", "b1"},
                                               {"00002b.img", "", "c1"},
                                               {"set 0001/00003b.img", "set 0001", "a3"},
                                               {"set 0002/00004a.img", "set 0002", "d1"},
                                               {"00005a.img", "", "e1"}};
    QCOMPARE(reading.entries, expected);
    QCOMPARE(reading.total, std::uint64_t{7});
    QVERIFY(reading.messages.find("single_image set 0002") != std::string::npos);
}

void TestPack::sourceReportsContradictions()
{
    const test::Reading reading(writeImages({"a", "b", "b", "c", "a", "c", "x", "x"}, {1, 1, 0, 0}));
    QCOMPARE(reading.odd.at("bad_entry"), std::uint64_t{2});
    QVERIFY2(reading.messages.find("pair 3 is called two people, and other pairs") != std::string::npos &&
                 reading.messages.find("pair 4 is called two people, and its two pictures are equal") !=
                     std::string::npos,
             reading.messages.c_str());
}

// A list of 200 000 times the same 1 MB: hashed once, not 200 GB.
void TestPack::sourceLooksAtSharedImagesOnce()
{
    std::string images = "B"s + "\x00\x00\x10\x00"s + std::string(1 << 20, 'x') + "q\x01";
    std::string answers;
    for (int i = 1; i < 200'000; ++i) {
        images += "h\x01";
        if (i % 2 == 0)
            answers += "\x88";
    }
    const test::Reading reading(write(packOf(images, answers + "\x88")));
    QCOMPARE(reading.entries.size(), std::size_t{1});
}

QTEST_APPLESS_MAIN(TestPack)
#include "tst_pack.moc"
