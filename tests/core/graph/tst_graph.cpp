// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/graph/model_file.h"
#include "core/graph/operators.h"
#include "tests/support/shared.h"

#include <QTest>
#include <cstring>

using namespace likeness;
using namespace likeness::graph;

class TestGraph : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void writesAndReadsBack();
    void refusesHostileHeaders_data();
    void refusesHostileHeaders();
    void everyTruncationIsRefused();
    void readsSidecars();
    void refusesBadInputs_data();
    void refusesBadInputs();
};

namespace {

Bytes fileOf(const std::string& header, std::size_t data, std::uint64_t length = ~0ull)
{
    const std::uint64_t n = length == ~0ull ? header.size() : length;
    Bytes out(8 + header.size() + data);
    std::memcpy(out.data(), &n, 8);
    std::memcpy(out.data() + 8, header.data(), header.size());
    return out;
}

ErrorCode codeOf(const std::function<void()>& work)
{
    try {
        work();
    } catch (const Error& e) {
        return e.code();
    }
    return ErrorCode::Internal;
}

} // namespace

void TestGraph::writesAndReadsBack()
{
    const std::vector<float> a{1, 2, 3, 4, 5, 6};
    const std::vector<std::uint8_t> b{7, 8, 9};
    const auto bytesOf = [](const auto& v) {
        return std::span(reinterpret_cast<const std::uint8_t*>(v.data()), v.size() * sizeof(v[0]));
    };
    const std::vector<TensorView> tensors{{"b", DType::U8, {3}, bytesOf(b)},
                                          {"a \"quoted\" 脸", DType::F32, {2, 3}, bytesOf(a)},
                                          {"empty", DType::F32, {0, 4}, {}}};
    const Json spec = {{"role", "embedding"}, {"backbone", {{"name", "mobilefacenet"}, {"embedding", 512}}}};
    const Bytes image = serializeTensors(tensors, metadataWithSpec(spec));
    const auto file = TensorFile::parse(image);
    QCOMPARE(file.tensors().size(), std::size_t{3});
    const auto* read = file.find("a \"quoted\" 脸");
    QVERIFY(read);
    QCOMPARE(read->shape, (std::vector<std::int64_t>{2, 3}));
    QCOMPARE(std::memcmp(read->data.data(), a.data(), sizeof(float) * a.size()), 0);
    QCOMPARE(reinterpret_cast<std::uintptr_t>(read->data.data()) % 4,
             reinterpret_cast<std::uintptr_t>(image.data()) % 4);
    QVERIFY(!file.find("c"));
    QVERIFY(modelSpec(file) == spec);
}

void TestGraph::refusesHostileHeaders_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<int>("data");
    const auto entry = [](const char* dtype, const char* shape, const char* offsets) -> QByteArray {
        return QByteArray("{\"t\":{\"dtype\":\"") + dtype + "\",\"shape\":" + shape + ",\"data_offsets\":" + offsets +
               "}}";
    };
    QTest::newRow("not an object") << QByteArray("[1]") << 0;
    QTest::newRow("not JSON") << QByteArray("{\"t\":") << 0;
    QTest::newRow("entry is a number") << QByteArray("{\"t\":5}") << 0;
    QTest::newRow("no shape") << QByteArray("{\"t\":{\"dtype\":\"F32\",\"data_offsets\":[0,4]}}") << 4;
    QTest::newRow("outside") << entry("F32", "[2]", "[0,8]") << 4;
    QTest::newRow("backwards") << entry("F32", "[1]", "[4,0]") << 8;
    QTest::newRow("wrong size") << entry("F32", "[3]", "[0,8]") << 8;
    QTest::newRow("negative") << entry("F32", "[-1]", "[0,4]") << 4;
    QTest::newRow("overflow") << entry("F32", "[4611686018427387904,4611686018427387904]", "[0,0]") << 0;
    QTest::newRow("overflow to zero") << entry("F32", "[4294967296,4294967296]", "[0,0]") << 0;
    QTest::newRow("fraction") << entry("F32", "[1.5]", "[0,4]") << 4;
    QTest::newRow("offset as text") << entry("F32", "[1]", "[\"0\",4]") << 4;
    QTest::newRow("unknown type") << entry("F8", "[1]", "[0,1]") << 4;
    QTest::newRow("overlap") << QByteArray("{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]},\"b\":{"
                                           "\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[2,6]}}")
                             << 8;
    QTest::newRow("deep") << QByteArray(100'000, '[') << 0;
}

void TestGraph::refusesHostileHeaders()
{
    QFETCH(const QByteArray, header);
    QFETCH(const int, data);
    const auto code = codeOf([&] { TensorFile::parse(fileOf(header.toStdString(), static_cast<std::size_t>(data))); });
    QVERIFY2(code == ErrorCode::BadFile || code == ErrorCode::Unsupported, std::string(codeName(code)).c_str());
}

void TestGraph::everyTruncationIsRefused()
{
    const std::vector<float> a{1, 2, 3, 4};
    const Bytes image = serializeTensors(
        std::vector<TensorView>{{"a", DType::F32, {4}, {reinterpret_cast<const std::uint8_t*>(a.data()), 16}}},
        Json::object());
    for (std::size_t n = 0; n < image.size(); ++n)
        QCOMPARE(codeOf([&] { TensorFile::parse(std::span(image).first(n)); }), ErrorCode::BadFile);
    QCOMPARE(codeOf([&] { TensorFile::parse(fileOf("{}", 0, ~0ull - 1)); }), ErrorCode::BadFile);
    QCOMPARE(codeOf([&] { TensorFile::parse(fileOf("{}", 0, 1ull << 40)); }), ErrorCode::BadFile);
    QCOMPARE(codeOf([&] { modelSpec(TensorFile::parse(image)); }), ErrorCode::BadFile); // tensors, but no model
}

void TestGraph::readsSidecars()
{
    LIKENESS_NEEDS_SHARED("models/mobilefacenet_casia_112x96.onnx.json");
    const auto casia =
        InputSpec::fromJson(readJsonFile(test::shared("models/mobilefacenet_casia_112x96.onnx.json"))["input"]);
    QCOMPARE(casia.height, 112);
    QCOMPARE(casia.width, 96);
    QCOMPARE(casia.crop, (std::array<int, 4>{8, 0, 104, 112}));
    QVERIFY(!casia.bgr);
    QCOMPARE(casia.mean[2], 127.5f);
    QCOMPARE(casia.std[0], 128.0f);
    QVERIFY(InputSpec::fromJson(casia.toJson()).toJson() == casia.toJson());
    QVERIFY(InputSpec::fromJson(readJsonFile(test::shared("models/yunet_2022_120x160.onnx.json"))["input"]).bgr);
}

void TestGraph::refusesBadInputs_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArray>("key");
    QTest::newRow("no size") << QByteArray("{}") << QByteArray("size");
    QTest::newRow("one side") << QByteArray(R"({"size":[112]})") << QByteArray("size");
    QTest::newRow("huge") << QByteArray(R"({"size":[112,1000000]})") << QByteArray("size");
    QTest::newRow("text") << QByteArray(R"({"size":["a",1]})") << QByteArray("size");
    QTest::newRow("crop outside") << QByteArray(R"({"size":[112,112],"crop":[0,0,113,112]})") << QByteArray("crop");
    QTest::newRow("crop empty") << QByteArray(R"({"size":[112,112],"crop":[8,0,8,112]})") << QByteArray("crop");
    QTest::newRow("color") << QByteArray(R"({"size":[112,112],"color":"rgb"})") << QByteArray("color");
    QTest::newRow("std 0") << QByteArray(R"({"size":[112,112],"std":0})") << QByteArray("std");
    QTest::newRow("two means") << QByteArray(R"({"size":[112,112],"mean":[1,2]})") << QByteArray("mean");
}

void TestGraph::refusesBadInputs()
{
    QFETCH(const QByteArray, json);
    QFETCH(const QByteArray, key);
    try {
        InputSpec::fromJson(Json::parse(json.toStdString()));
        QFAIL("accepted");
    } catch (const Error& e) {
        QCOMPARE(e.code(), ErrorCode::BadFile);
        QVERIFY2(std::string(e.what()).find("\"" + key.toStdString() + "\"") != std::string::npos, e.what());
    }
}

QTEST_APPLESS_MAIN(TestGraph)
#include "tst_graph.moc"
