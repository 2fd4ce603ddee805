// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/features.h"
#include "tests/core/formats/binary_sets.h"
#include "tests/support/error_code.h"
#include "tests/support/python.h"
#include "tests/support/temp_folder.h"

#include <QTest>

using namespace likeness;
using namespace likeness::formats;
using namespace std::string_literals;
using test::codeOf;
using test::raw;
namespace fs = std::filesystem;

namespace {

std::string floats(std::initializer_list<float> values)
{
    std::string out;
    for (const float value : values)
        out += raw(value);
    return out;
}

std::string npy(int version, const std::string& header, const std::string& data)
{
    const std::string length =
        version == 1 ? raw(static_cast<std::uint16_t>(header.size())) : raw(static_cast<std::uint32_t>(header.size()));
    return "\x93NUMPY"s + static_cast<char>(version) + '\0' + length + header + data;
}

} // namespace

class TestCluster : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void readsAndInfersTheDimension();
    void streams();
    void refuses_data();
    void refuses();
    void writesWhatItReads();
    void saysThatThereAreNoPictures();
    void readsNpy_data();
    void readsNpy();
    void refusesNpy_data();
    void refusesNpy();
    void readsWhatNumpySaves();

private:
    test::TempFolder m_folder;
    jobs::RecordingContext m_context;
    FeatureSet read(const std::string& bin, const std::string& meta, int dim)
    {
        test::spill(m_folder / "x.bin", bin);
        test::spill(m_folder / "x.meta", meta);
        return readFeatures(m_folder / "x.bin", m_folder / "x.meta", dim, m_context);
    }
};

void TestCluster::readsAndInfersTheDimension()
{
    for (const int dim : {0, 2}) {
        const auto set = read(floats({1, 2, 3, -4, 5, 0.5F}), "7\r\n-1\n\n 9223372036854775807 \n", dim);
        QCOMPARE(set.dim, 2);
        QCOMPARE(set.size(), std::size_t{3});
        QCOMPARE(set.values, (std::vector<float>{1, 2, 3, -4, 5, 0.5F}));
        QCOMPARE(set.labels, (std::vector<std::int64_t>{7, -1, 9223372036854775807}));
    }
    const auto unlabelled = readFeatures(m_folder / "x.bin", {}, 3, m_context);
    QCOMPARE(unlabelled.size(), std::size_t{2});
    QVERIFY(unlabelled.labels.empty());
}

void TestCluster::streams()
{
    read(floats({1, 2, 3, 4}), "5\n6\n", 0);
    FeatureReader reader(m_folder / "x.bin", m_folder / "x.meta", 0, m_context);
    QCOMPARE(reader.size(), std::uint64_t{2});
    QCOMPARE(reader.dim(), 2);
    std::vector<float> row(2);
    std::int64_t label = 0;
    QVERIFY(reader.next(row, label));
    QVERIFY(reader.next(row, label));
    QCOMPARE(row, (std::vector<float>{3, 4}));
    QCOMPARE(label, std::int64_t{6});
    QVERIFY(!reader.next(row, label));

    FeatureReader cut(m_folder / "x.bin", m_folder / "x.meta", 0, m_context);
    fs::resize_file(m_folder / "x.bin", 3);
    QCOMPARE(codeOf([&] { cut.next(row, label); }), "bad_file"s);
}

void TestCluster::refuses_data()
{
    QTest::addColumn<QByteArray>("bin");
    QTest::addColumn<QByteArray>("meta");
    QTest::addColumn<int>("dim");
    QTest::addColumn<QString>("code");
    const auto row = [](const char* name, const std::string& bin, const char* meta, int dim, const char* code) {
        QTest::newRow(name) << QByteArray::fromStdString(bin) << QByteArray(meta) << dim << code;
    };
    const auto six = floats({1, 2, 3, 4, 5, 6});
    const std::string endless = "1\n2\n" + std::string(1000, '3');
    row("does not divide", six, "1\n2\n3\n4\n", 0, "bad_file");
    row("no whole float32", six.substr(0, 22), "1\n2\n", 0, "bad_file");
    row("no labels", six, "", 0, "bad_file");
    row("no features", "", "1\n", 0, "bad_file");
    row("other dimension", six, "1\n2\n3\n", 4, "bad_file");
    row("fewer labels", six, "1\n2\n", 2, "bad_file");
    row("a label that is a word", six, "1\nAnn\n3\n", 0, "bad_file");
    row("a label beyond 64 bits", six, "1\n99999999999999999999\n3\n", 0, "bad_file");
    row("an endless label", six, endless.c_str(), 0, "bad_file");
    row("a dimension of a million", std::string(4'000'000, '\0'), "1\n", 0, "bad_file");
    row("a negative dimension", six, "1\n", -1, "bad_argument");
    row("a dimension that nobody has", six, "1\n", 1 << 20, "bad_argument");
}

void TestCluster::refuses()
{
    QFETCH(const QByteArray, bin);
    QFETCH(const QByteArray, meta);
    QFETCH(const int, dim);
    QFETCH(const QString, code);
    QCOMPARE(codeOf([&] { read(bin.toStdString(), meta.toStdString(), dim); }), code.toStdString());
}

void TestCluster::writesWhatItReads()
{
    const std::string bin = floats({1, 2, 3, 4, 5, 6});
    const auto set = read(bin, "3\n-1\n", 0);
    writeFeatures(m_folder / "y.bin", m_folder / "y.meta", set);
    QCOMPARE(test::slurp(m_folder / "y.bin"), bin);
    QCOMPARE(test::slurp(m_folder / "y.meta"), "3\n-1\n"s);
    auto wrong = set;
    wrong.labels.pop_back();
    QCOMPARE(codeOf([&] { writeFeatures(m_folder / "z.bin", m_folder / "z.meta", wrong); }), "bad_argument"s);
    wrong = set;
    wrong.values.pop_back();
    QCOMPARE(codeOf([&] { writeFeatures(m_folder / "z.bin", m_folder / "z.meta", wrong); }), "bad_argument"s);
    QVERIFY(!fs::exists(m_folder / "z.bin"));
    QCOMPARE(codeOf([&] { readFeatures(m_folder / "none.bin", {}, 2, m_context); }), "not_found"s);
    QCOMPARE(codeOf([&] { readFeatures(m_folder / "y.bin", {}, 0, m_context); }), "bad_argument"s);
}

void TestCluster::saysThatThereAreNoPictures()
{
    read(floats({1}), "1\n", 0);
    QCOMPARE(detectFormat(m_folder / "x.bin"), "cluster"s);
    QCOMPARE(codeOf([&] { test::Reading(m_folder / "x.bin"); }), "unsupported"s);
    QCOMPARE(codeOf([&] { openSink(m_folder / "new.bin", "cluster", {}, {}); }), "unsupported"s);
}

void TestCluster::readsNpy_data()
{
    QTest::addColumn<QByteArray>("content");
    const auto row = [](const char* name, const std::string& content) {
        QTest::newRow(name) << QByteArray::fromStdString(content);
    };
    const auto data = floats({1, 2, 3, 4, 5, 6});
    row("as NumPy writes it",
        npy(1, "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }" + std::string(58, ' ') + '\n', data));
    row("version 2", npy(2, "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }\n", data));
    row("version 3, other order", npy(3, "{\"shape\":(2,3),\"descr\":\"<f4\",\"fortran_order\":False}", data));
    std::string doubles;
    for (int i = 1; i <= 6; ++i)
        doubles += raw(static_cast<double>(i));
    row("float64", npy(1, "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }\n", doubles));
}

void TestCluster::readsNpy()
{
    QFETCH(const QByteArray, content);
    test::spill(m_folder / "x.npy", content.toStdString());
    const auto set = readNpy(m_folder / "x.npy");
    QCOMPARE(set.dim, 3);
    QCOMPARE(set.values, (std::vector<float>{1, 2, 3, 4, 5, 6}));
    QVERIFY(set.labels.empty());
}

void TestCluster::refusesNpy_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("code");
    const auto row = [](const char* name, const std::string& content, const char* code) {
        QTest::newRow(name) << QByteArray::fromStdString(content) << code;
    };
    const auto table = [](const char* type, const char* order, const char* shape, std::size_t bytes) {
        return npy(1, "{'descr': '"s + type + "', 'fortran_order': " + order + ", 'shape': " + shape + ", }\n",
                   std::string(bytes, '\0'));
    };
    row("empty", "", "bad_file");
    row("another file", "PK\x03\x04 and more", "bad_file");
    row("cut in the header", table("<f4", "False", "(2, 3)", 24).substr(0, 30), "bad_file");
    row("cut in the values", table("<f4", "False", "(2, 3)", 23), "bad_file");
    row("longer than it says", table("<f4", "False", "(2, 3)", 25), "bad_file");
    row("version 9", npy(9, "{}", ""), "unsupported");
    row("an object array", table("|O", "False", "(2, 3)", 24), "unsupported");
    row("no type", npy(1, "{'descr':", ""), "unsupported");
    row("big-endian", table(">f4", "False", "(2, 3)", 24), "unsupported");
    row("a structure", npy(1, "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2, 3), }\n", ""),
        "unsupported");
    row("Fortran order", table("<f4", "True", "(2, 3)", 24), "unsupported");
    row("one dimension", table("<f4", "False", "(6,)", 24), "unsupported");
    row("three dimensions", table("<f4", "False", "(1, 2, 3)", 24), "unsupported");
    row("no shape", npy(1, "{'descr': '<f4', 'fortran_order': False}", ""), "bad_file");
    row("a negative shape", table("<f4", "False", "(-2, 3)", 24), "bad_file");
    row("a shape whose product overflows", table("<f4", "False", "(4611686018427387905, 4)", 16), "bad_file");
    row("no columns", table("<f4", "False", "(2, 0)", 0), "bad_file");
    row("too many columns", table("<f4", "False", "(1, 100000)", 400000), "bad_file");
    row("an endless header", npy(2, std::string(100000, ' '), ""), "bad_file");
}

void TestCluster::refusesNpy()
{
    QFETCH(const QByteArray, content);
    QFETCH(const QString, code);
    test::spill(m_folder / "x.npy", content.toStdString());
    QCOMPARE(codeOf([&] { readNpy(m_folder / "x.npy"); }), code.toStdString());
}

void TestCluster::readsWhatNumpySaves()
{
    LIKENESS_NEEDS_NUMPY();
    const auto file = m_folder / "saved.npy";
    QCOMPARE(
        test::python("import numpy, sys; numpy.save(sys.argv[1], numpy.arange(6, dtype=numpy.float32).reshape(3, 2))",
                     file),
        ""s);
    const auto set = readNpy(file);
    QCOMPARE(set.dim, 2);
    QCOMPARE(set.values, (std::vector<float>{0, 1, 2, 3, 4, 5}));
}

QTEST_APPLESS_MAIN(TestCluster)
#include "tst_cluster.moc"
