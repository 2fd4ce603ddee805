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
#include "tests/support/shared.h"
#include "tests/support/temp_folder.h"

#include <QTest>

using namespace likeness;

class TestOnnx : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void readsTheReferenceModel();
    void namesWhatIsUnsupported_data();
    void namesWhatIsUnsupported();
    void wantsADescription();
    void survivesDamage();
};

namespace {

constexpr const char* kSidecar = R"({"role":"embedding","input":{"size":[112,112]}})";

::onnx::ModelProto small()
{
    ::onnx::ModelProto model;
    model.set_ir_version(7);
    model.add_opset_import()->set_version(11);
    auto* graph = model.mutable_graph();
    graph->add_input()->set_name("x");
    graph->add_output()->set_name("y");
    auto* node = graph->add_node();
    node->set_op_type("Add");
    node->set_name("plus");
    node->add_input("x");
    node->add_input("w");
    node->add_output("y");
    auto* w = graph->add_initializer();
    w->set_name("w");
    w->set_data_type(::onnx::TensorProto::FLOAT);
    w->add_dims(2);
    w->add_float_data(1);
    w->add_float_data(2);
    return model;
}

ErrorCode codeOf(const std::filesystem::path& file, std::string& message)
{
    try {
        likeness::onnx::readModel(file);
    } catch (const Error& e) {
        message = e.what();
        return e.code();
    }
    return ErrorCode::Internal;
}

} // namespace

void TestOnnx::readsTheReferenceModel()
{
    LIKENESS_NEEDS_SHARED("models/mobilefacenet_casia_112x96.onnx");
    const auto image = likeness::onnx::readModel(test::shared("models/mobilefacenet_casia_112x96.onnx"));
    const auto file = graph::TensorFile::parse(image);
    const Json spec = graph::modelSpec(file);
    QCOMPARE(spec["role"].get<std::string>(), std::string("embedding"));
    QCOMPARE(spec["graph"]["inputs"].size(), std::size_t{1});
    QVERIFY(spec["graph"]["nodes"].size() > 50);
    QVERIFY(file.tensors().size() > 50);
}

void TestOnnx::namesWhatIsUnsupported_data()
{
    QTest::addColumn<QByteArray>("model");
    QTest::addColumn<QByteArray>("named");
    QTest::addColumn<int>("code");
    const auto row = [](const char* name, const ::onnx::ModelProto& model, const char* named, ErrorCode code) {
        QTest::newRow(name) << QByteArray::fromStdString(model.SerializeAsString()) << QByteArray(named)
                            << static_cast<int>(code);
    };
    auto m = small();
    m.mutable_graph()->mutable_node(0)->set_op_type("Einsum");
    row("operator", m, "Einsum (node \"plus\")", ErrorCode::Unsupported);
    m = small();
    m.mutable_graph()->mutable_node(0)->set_domain("com.microsoft");
    row("domain", m, "com.microsoft.Add", ErrorCode::Unsupported);
    m = small();
    m.mutable_opset_import(0)->set_version(22);
    row("opset", m, "opset 22", ErrorCode::Unsupported);
    m = small();
    m.mutable_graph()->mutable_initializer(0)->set_data_location(::onnx::TensorProto::EXTERNAL);
    row("external data", m, "another file", ErrorCode::Unsupported);
    m = small();
    m.mutable_graph()->mutable_initializer(0)->set_dims(0, 3);
    row("short weight", m, "\"w\"", ErrorCode::BadFile);
    m = small();
    m.mutable_graph()->mutable_initializer(0)->set_dims(0, -2);
    row("negative shape", m, "\"w\"", ErrorCode::BadFile);
    m = small();
    m.mutable_graph()->mutable_initializer(0)->set_dims(0, 1ll << 62);
    row("huge shape", m, "\"w\"", ErrorCode::BadFile);
    m = small();
    m.mutable_graph()->mutable_initializer(0)->set_raw_data("abc");
    row("raw size", m, "3 bytes", ErrorCode::BadFile);
    m = small();
    *m.mutable_graph()->add_initializer() = m.graph().initializer(0);
    row("twice", m, "twice", ErrorCode::BadFile);
    m = small();
    auto* a = m.mutable_graph()->mutable_node(0)->add_attribute();
    a->set_name("body");
    a->set_type(::onnx::AttributeProto::GRAPH);
    row("subgraph", m, "body", ErrorCode::Unsupported);
}

void TestOnnx::namesWhatIsUnsupported()
{
    QFETCH(const QByteArray, model);
    QFETCH(const QByteArray, named);
    QFETCH(const int, code);
    const test::TempFolder folder;
    const auto file = folder / "m.onnx";
    writeFileAtomically(file, model.toStdString());
    writeFileAtomically(folder / "m.onnx.json", std::string_view(kSidecar));
    std::string message;
    QCOMPARE(static_cast<int>(codeOf(file, message)), code);
    QVERIFY2(message.find(named.toStdString()) != std::string::npos, message.c_str());
}

void TestOnnx::wantsADescription()
{
    const test::TempFolder folder;
    const auto file = folder / "m.onnx";
    auto model = small();
    writeFileAtomically(file, model.SerializeAsString());
    std::string message;
    QCOMPARE(codeOf(file, message), ErrorCode::NeedsInputSpec);
    QVERIFY2(message.find("m.onnx.json") != std::string::npos, message.c_str());
    auto* entry = model.add_metadata_props();
    entry->set_key("likeness");
    entry->set_value(kSidecar);
    writeFileAtomically(file, model.SerializeAsString());
    const auto image = likeness::onnx::readModel(file);
    QCOMPARE(graph::TensorFile::parse(image).tensors().size(), std::size_t{1});
    writeFileAtomically(folder / "m.onnx.json", std::string_view("{}"));
    QCOMPARE(codeOf(file, message), ErrorCode::BadFile);
}

void TestOnnx::survivesDamage()
{
    const test::TempFolder folder;
    const auto file = folder / "m.onnx";
    writeFileAtomically(folder / "m.onnx.json", std::string_view(kSidecar));
    const std::string good = small().SerializeAsString();
    Rng random(7);
    for (int i = 0; i < 300; ++i) {
        std::string bad = good.substr(0, i % 3 == 0 ? random.below(good.size()) : good.size());
        for (int k = 0; k < 3 && !bad.empty(); ++k)
            bad[random.below(bad.size())] = static_cast<char>(random.next());
        writeFileAtomically(file, bad);
        try {
            graph::TensorFile::parse(likeness::onnx::readModel(file));
        } catch (const Error&) { // any other exception, or a crash, fails the test
        }
    }
}

QTEST_APPLESS_MAIN(TestOnnx)
#include "tst_onnx.moc"
