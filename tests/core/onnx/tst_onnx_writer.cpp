// SPDX-License-Identifier: GPL-3.0-or-later
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wpedantic"
#include <onnx/onnx_pb.h>
#pragma GCC diagnostic pop

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/graph/model_file.h"
#include "core/onnx/onnx_reader.h"
#include "core/onnx/onnx_writer.h"

#include <QTest>

using namespace likeness;

class TestOnnxWriter : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void saysWhatItIs();
    void keepsWhatWasRead();
    void bringsOldOpsetsToEleven();
    void refusesWhatChangedItsMeaning_data();
    void refusesWhatChangedItsMeaning();
    void namesGiveWay();
    void aFixedBatchStaysFixed();
    void survivesDamage();
};

namespace {

const std::vector<float> kValues{0.5f, -1, 2};

Json node(const char* op, std::vector<std::string> in, const char* out, Json attributes = Json::object())
{
    return {{"op", op},
            {"name", std::string("the ") + op},
            {"inputs", std::move(in)},
            {"outputs", {out}},
            {"attributes", std::move(attributes)}};
}

Bytes imageOf(const Json& nodes, int opset, Json more = Json::object())
{
    graph::InputSpec input;
    input.height = 112;
    input.width = 96;
    input.crop = {8, 0, 104, 112};
    input.bgr = true;
    input.std = {128, 127, 126};
    Json spec = {{"role", "embedding"},
                 {"input", input.toJson()},
                 {"output", {{"dim", 3}}},
                 {"graph", {{"opset", opset}, {"inputs", {"x"}}, {"outputs", {"y"}}, {"nodes", nodes}}}};
    spec["graph"].update(more);
    const std::vector<graph::TensorView> tensors{
        {"w", graph::DType::F32, {3}, {reinterpret_cast<const std::uint8_t*>(kValues.data()), 12}},
        {"unused", graph::DType::F32, {3}, {reinterpret_cast<const std::uint8_t*>(kValues.data()), 12}}};
    return graph::serializeTensors(tensors, graph::metadataWithSpec(spec));
}

::onnx::ModelProto parsed(const Bytes& bytes)
{
    ::onnx::ModelProto model;
    if (!model.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
        throw Error(ErrorCode::BadFile, "no protobuf");
    return model;
}

std::string metadata(const ::onnx::ModelProto& model, const std::string& key)
{
    for (const auto& entry : model.metadata_props())
        if (entry.key() == key)
            return entry.value();
    return "none";
}

} // namespace

void TestOnnxWriter::saysWhatItIs()
{
    const auto model = parsed(likeness::onnx::writeModel(imageOf(Json::array({node("Add", {"x", "w"}, "y")}), 13)));
    QCOMPARE(model.ir_version(), 7);
    QCOMPARE(model.opset_import(0).version(), 13);
    QCOMPARE(model.producer_name(), std::string("Likeness"));
    QVERIFY(!model.producer_version().empty());
    QCOMPARE(model.graph().input_size(), 1);
    QCOMPARE(model.graph().input(0).name(), std::string("data"));
    const auto& shape = model.graph().input(0).type().tensor_type().shape();
    QCOMPARE(shape.dim(0).dim_param(), std::string("batch"));
    QCOMPARE(shape.dim(2).dim_value(), 112);
    QCOMPARE(shape.dim(3).dim_value(), 96);
    QCOMPARE(model.graph().output(0).name(), std::string("embedding"));
    QCOMPARE(model.graph().initializer_size(), 1); // what nobody reads stays out
    QCOMPARE(model.graph().initializer(0).name(), std::string("w"));
    QCOMPARE(metadata(model, "input_size"), std::string("112,96"));
    QCOMPARE(metadata(model, "input_color"), std::string("BGR"));
    QCOMPARE(metadata(model, "input_mean"), std::string("127.5,127.5,127.5"));
    QCOMPARE(metadata(model, "input_std"), std::string("128.0,127.0,126.0"));
    const Json own = Json::parse(metadata(model, "likeness"));
    QCOMPARE(own["role"].get<std::string>(), std::string("embedding"));
    QCOMPARE(own["input"]["crop"].dump(), std::string("[8,0,104,112]"));
    QCOMPARE(own["output"]["dim"].get<int>(), 3);
}

void TestOnnxWriter::keepsWhatWasRead()
{
    Json split = node("Split", {"x"}, "a", {{"axis", 1}});
    split["outputs"] = {"a", "b", "c"};
    const Json nodes = {split,
                        node("Conv", {"a", "w"}, "d", {{"pads", {0, 1, 0, 1}}, {"auto_pad", "NOTSET"}}),
                        node("LeakyRelu", {"d"}, "e", {{"alpha", 1.0}}),
                        node("Shape", {"b"}, "s"),
                        node("ConstantOfShape", {"s"}, "f", {{"value", 2}, {"value_type", 7}}),
                        node("Resize", {"c", "", "w"}, "g", {{"mode", "nearest"}}),
                        node("Upsample", {"g", "w"}, "h", {{"scales", {1.0, 2.5}}}),
                        node("Sum", {"e", "f", "h"}, "y")};
    const auto written = likeness::onnx::writeModel(imageOf(nodes, 12));
    const auto back = likeness::onnx::parseModel(written, Json(), "back");
    const auto file = graph::TensorFile::parse(back);
    const Json spec = graph::modelSpec(file);
    QCOMPARE(spec["graph"]["nodes"].size(), nodes.size());
    Json expected = nodes;
    expected[0]["inputs"] = {"data"};
    expected.back()["outputs"] = {"embedding"};
    for (std::size_t i = 0; i < nodes.size(); ++i)
        QVERIFY2(spec["graph"]["nodes"][i] == expected[i],
                 (spec["graph"]["nodes"][i].dump() + " and " + expected[i].dump()).c_str());
    QCOMPARE(spec["graph"]["opset"].get<int>(), 12);
    const auto* w = file.find("w");
    QVERIFY(w && std::memcmp(w->data.data(), kValues.data(), 12) == 0);
    // And once more, the same bytes.
    QVERIFY(likeness::onnx::writeModel(back) == written);
}

void TestOnnxWriter::bringsOldOpsetsToEleven()
{
    const Json nodes = {
        node("Clip", {"x"}, "a", {{"min", -1.5}}),
        node("Pad", {"a"}, "b", {{"pads", {0, 0, 1, 1, 0, 0, 2, 2}}, {"value", 3.0}, {"mode", "constant"}}),
        node("Slice", {"b"}, "c", {{"starts", {1}}, {"ends", {9}}, {"axes", {2}}}),
        node("BatchNormalization", {"c", "w", "w", "w", "w"}, "y", {{"spatial", 1}, {"epsilon", 0.5}})};
    const auto back = likeness::onnx::parseModel(likeness::onnx::writeModel(imageOf(nodes, 8)), Json(), "back");
    const auto file = graph::TensorFile::parse(back);
    const Json graph = graph::modelSpec(file)["graph"];
    QCOMPARE(graph["opset"].get<int>(), 11);
    const Json& clip = graph["nodes"][0];
    QCOMPARE(clip["inputs"].size(), std::size_t{2}); // no maximum
    QVERIFY(clip["attributes"].empty());
    const auto* low = file.find(clip["inputs"][1].get<std::string>());
    QVERIFY(low && low->shape.empty());
    float value = 0;
    std::memcpy(&value, low->data.data(), sizeof value);
    QCOMPARE(value, -1.5f);
    const Json& pad = graph["nodes"][1];
    QCOMPARE(pad["attributes"].dump(), std::string(R"({"mode":"constant"})"));
    const auto* pads = file.find(pad["inputs"][1].get<std::string>());
    QVERIFY(pads && pads->type == graph::DType::I64);
    QCOMPARE(pads->shape, (std::vector<std::int64_t>{8}));
    QCOMPARE(graph["nodes"][2]["inputs"].size(), std::size_t{4});
    QVERIFY(graph["nodes"][2]["attributes"].empty());
    QVERIFY(!graph["nodes"][3]["attributes"].contains("spatial"));
}

void TestOnnxWriter::refusesWhatChangedItsMeaning_data()
{
    QTest::addColumn<QByteArray>("nodes");
    QTest::addColumn<QByteArray>("named");
    QTest::newRow("Upsample") << QByteArray::fromStdString(Json::array({node("Upsample", {"x", "w"}, "y")}).dump())
                              << QByteArray("Upsample");
    QTest::newRow("a norm for each place")
        << QByteArray::fromStdString(
               Json::array({node("BatchNormalization", {"x", "w", "w", "w", "w"}, "y", {{"spatial", 0}})}).dump())
        << QByteArray("BatchNormalization (node \"the BatchNormalization\")");
}

void TestOnnxWriter::refusesWhatChangedItsMeaning()
{
    QFETCH(const QByteArray, nodes);
    QFETCH(const QByteArray, named);
    try {
        (void)likeness::onnx::writeModel(imageOf(Json::parse(nodes.toStdString()), 8));
        QFAIL("written");
    } catch (const Error& e) {
        QCOMPARE(e.code(), ErrorCode::Unsupported);
        QVERIFY2(std::string(e.what()).find(named.toStdString()) != std::string::npos, e.what());
    }
}

void TestOnnxWriter::namesGiveWay()
{
    const auto back = likeness::onnx::parseModel(
        likeness::onnx::writeModel(imageOf(
            {node("Add", {"x", "w"}, "data"), node("Neg", {"data"}, "embedding"), node("Abs", {"embedding"}, "y")},
            13)),
        Json(), "back");
    const Json nodes = graph::modelSpec(graph::TensorFile::parse(back))["graph"]["nodes"];
    QCOMPARE(nodes[0]["inputs"][0].get<std::string>(), std::string("data"));
    QCOMPARE(nodes[2]["outputs"][0].get<std::string>(), std::string("embedding"));
    QVERIFY(nodes[0]["outputs"] == nodes[1]["inputs"] && nodes[0]["outputs"][0] != "data");
    QVERIFY(nodes[1]["outputs"] == nodes[2]["inputs"] && nodes[1]["outputs"][0] != "embedding");
}

// A file whose batch was fixed when it was exported would not run with another, whatever the new one said.
void TestOnnxWriter::aFixedBatchStaysFixed()
{
    const auto model =
        parsed(likeness::onnx::writeModel(imageOf(Json::array({node("Add", {"x", "w"}, "y")}), 13,
                                                  {{"input_shape", {1, 3, 112, 96}}, {"output_shape", {1, 3}}})));
    QCOMPARE(model.graph().input(0).type().tensor_type().shape().dim(0).dim_value(), 1);
    QCOMPARE(model.graph().output(0).type().tensor_type().shape().dim(1).dim_value(), 3);
}

void TestOnnxWriter::survivesDamage()
{
    const Bytes good = imageOf({node("Clip", {"x"}, "a", {{"min", 0.0}}), node("Add", {"a", "w"}, "y")}, 9);
    Rng random(3);
    for (int i = 0; i < 3000; ++i) {
        Bytes bad = good;
        if (i % 4 == 0)
            bad.resize(random.below(bad.size()));
        for (int k = 0; k < 3 && !bad.empty(); ++k)
            bad[8 + random.below(std::max<std::size_t>(bad.size(), 9) - 8) % bad.size()] =
                static_cast<std::uint8_t>(random.next());
        try {
            (void)likeness::onnx::parseModel(likeness::onnx::writeModel(bad), Json(), "bad");
        } catch (const Error&) { // any other exception, or a crash, fails the test
        }
    }
}

QTEST_APPLESS_MAIN(TestOnnxWriter)
#include "tst_onnx_writer.moc"
