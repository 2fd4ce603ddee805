// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/torch_compat.h" // before Qt

#include "core/base/file.h"
#include "core/base/json_util.h"
#include "core/nn/embedder.h"
#include "core/nn/graph_network.h"
#include "core/nn/tensors.h"
#include "core/nn/trace.h"
#include "core/onnx/onnx_reader.h"
#include "core/onnx/onnx_writer.h"
#include "tests/core/nn/tensors.h"
#include "tests/support/python.h"
#include "tests/support/temp_folder.h"

#include <QTest>

#include <cstring>
#include <set>

using namespace likeness;
using test::worst;

// Own backbones → graph → ONNX file → graph, and what others make of the file.
class TestTrace : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyBackboneComesBack_data();
    void everyBackboneComesBack();
    void othersReadTheFiles_data();
    void othersReadTheFiles();
    void theGraphCanBeTrained();
};

namespace {

Bytes imageOf(const nn::BackboneOptions& options)
{
    const auto network = nn::makeBackbone(options);
    // Statistics and slopes as after training, so that none of them could be left out unnoticed.
    at::manual_seed(5);
    for (auto& p : network->parameters())
        if (p.name.find("running_var") != std::string::npos ||
            (p.value.dim() == 1 && p.name.find("weight") != std::string::npos))
            p.value.uniform_(0.5, 1.5);
        else if (p.name.find("running_mean") != std::string::npos || p.name.find("bias") != std::string::npos)
            p.value.uniform_(-0.2, 0.2);
    graph::InputSpec input;
    input.height = input.width = input.cropSize = options.inputSize;
    input.crop = {0, 0, options.inputSize, options.inputSize};
    return network->image({{"role", "embedding"}, {"backbone", options.toJson()}, {"input", input.toJson()}});
}

at::Tensor batch(std::int64_t count, std::int64_t side)
{
    at::manual_seed(11);
    return at::rand({count, 3, side, side}) * 2 - 1;
}

at::Tensor forward(const Bytes& image, const at::Tensor& x)
{
    const at::NoGradGuard guard;
    const auto file = graph::TensorFile::parse(image);
    return nn::makeNetwork(file, graph::modelSpec(file))->forward(x);
}

} // namespace

void TestTrace::everyBackboneComesBack_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<int>("size");
    QTest::addColumn<QByteArray>("attention");
    QTest::addColumn<int>("opset");
    const auto row = [](const char* name, int size, const char* attention, int opset) {
        QTest::addRow("%s, %d, %s", name, size, attention)
            << QByteArray(name) << size << QByteArray(attention) << opset;
    };
    row("mobilefacenet", 112, "none", 13);
    row("mobilefacenet_small", 160, "cbam", 13);
    row("iresnet18", 112, "none", 13);
    row("iresnet18", 64, "cbam", 13);
    row("iresnet50", 32, "none", 13);
    row("inception_resnet_v1", 112, "none", 13);
    row("vgg16_face", 32, "none", 13);
    row("vit_t", 112, "none", 17);
    row("vit_s", 64, "none", 17);
}

void TestTrace::everyBackboneComesBack()
{
    QFETCH(const QByteArray, name);
    QFETCH(const int, size);
    QFETCH(const QByteArray, attention);
    QFETCH(const int, opset);
    const auto image = imageOf({name.toStdString(), 96, size, attention.toStdString(), 4});
    const auto written = onnx::writeModel(nn::graphImage(image));
    const auto back = onnx::parseModel(written, Json(), "back");
    const auto file = graph::TensorFile::parse(back);
    const auto own = graph::TensorFile::parse(image);
    const Json spec = graph::modelSpec(file), given = graph::modelSpec(own);
    QCOMPARE(spec["graph"]["opset"].get<int>(), opset);
    QCOMPARE(spec["graph"]["inputs"].dump(), std::string("[\"data\"]"));
    QCOMPARE(spec["graph"]["outputs"].dump(), std::string("[\"embedding\"]"));
    QCOMPARE(spec["output"]["dim"].get<int>(), 96);
    QVERIFY(graph::InputSpec::fromJson(spec["input"]).toJson() == given["input"]);
    for (const int count : {1, 3}) {
        const auto x = batch(count, size);
        const auto a = forward(image, x), b = forward(back, x);
        QCOMPARE(b.sizes().vec(), (std::vector<std::int64_t>{count, 96}));
        QVERIFY2(worst(b, a) < 1e-5, std::to_string(worst(b, a)).c_str());
    }
    for (const auto& tensor : own.tensors()) { // all there, under their names
        const auto* same = file.find(tensor.name);
        QVERIFY2(same, tensor.name.c_str());
        QVERIFY(std::equal(tensor.data.begin(), tensor.data.end(), same->data.begin(), same->data.end()));
    }
}

void TestTrace::othersReadTheFiles_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("attention");
    QTest::addColumn<bool>("opencv");
    QTest::newRow("mobilefacenet") << QByteArray("mobilefacenet") << QByteArray("none") << true;
    QTest::newRow("iresnet18") << QByteArray("iresnet18") << QByteArray("none") << true;
    QTest::newRow("with attention") << QByteArray("mobilefacenet_small") << QByteArray("cbam") << false;
    QTest::newRow("a transformer") << QByteArray("vit_t") << QByteArray("none")
                                   << false; // OpenCV 4.6 knows no LayerNormalization
}

// ONNX's own checker with its shape inference, and OpenCV's DNN: the same embeddings.
void TestTrace::othersReadTheFiles()
{
    QFETCH(const QByteArray, name);
    QFETCH(const QByteArray, attention);
    QFETCH(const bool, opencv);
    LIKENESS_NEEDS_PYTHON();
    if (test::pythonLacks("onnx"))
        QSKIP("ONNX's checker is Python's, and /usr/bin/python3 has none: sudo apt-get install python3-onnx");
    const test::TempFolder folder;
    const auto image = imageOf({name.toStdString(), 64, 112, attention.toStdString(), 4});
    writeFileAtomically(folder / "m.onnx", onnx::writeModel(nn::graphImage(image)));
    const auto checked = test::python(R"(
import sys, onnx
model = onnx.load(sys.argv[1])
onnx.checker.check_model(model, full_check=True)
shape = lambda v: [d.dim_param or d.dim_value for d in v.type.tensor_type.shape.dim]
print(shape(model.graph.input[0]), shape(model.graph.output[0]), model.ir_version,
      sorted(p.key for p in model.metadata_props), model.producer_name)
)",
                                      folder / "m.onnx");
    QCOMPARE(checked, std::string("['batch', 3, 112, 112] ['batch', 64] ") +
                          (opencv || attention != "none" ? "7" : "8") +
                          " ['input_color', 'input_mean', 'input_size', 'input_std', 'likeness'] Likeness\n");
    if (!opencv)
        return;
    if (test::pythonLacks("cv2"))
        QSKIP("OpenCV reads the file in Python, and /usr/bin/python3 has none: sudo apt-get install python3-opencv");
    for (const int count : {1, 5}) {
        const auto x = batch(count, 112).contiguous();
        writeFileAtomically(folder / "x", std::span(static_cast<const std::uint8_t*>(x.data_ptr()), x.nbytes()));
        const auto said = test::python(R"(
import sys, cv2, numpy
net = cv2.dnn.readNetFromONNX(sys.argv[1])
net.setInput(numpy.fromfile(sys.argv[2], '<f4').reshape(-1, 3, 112, 112), 'data')
rows = net.forward('embedding')
assert rows.shape[1:] == (64,), rows.shape
rows.astype('<f4').tofile(sys.argv[3])
)",
                                       folder / "m.onnx", folder / "x", folder / "y");
        QVERIFY2(said.empty(), said.c_str());
        const auto bytes = readFile(folder / "y");
        const auto theirs = at::empty({count, 64});
        QCOMPARE(bytes.size(), theirs.nbytes());
        std::memcpy(theirs.data_ptr(), bytes.data(), bytes.size());
        const double off = (nn::unitRows(theirs) - nn::unitRows(forward(image, x))).abs().max().item<double>();
        QVERIFY2(off < 1e-4, std::to_string(off).c_str());
    }
}

// What was exported and comes back has the parameters that the backbone had.
void TestTrace::theGraphCanBeTrained()
{
    for (const char* name : {"mobilefacenet_small", "vit_t"}) {
        const auto network = nn::makeBackbone({name, 32, 48, "none", 1});
        const auto image = nn::graphImage(imageOf({name, 32, 48, "none", 1}));
        const auto file = graph::TensorFile::parse(image);
        nn::GraphNetwork again(file, graph::modelSpec(file)["graph"]);
        std::set<std::string> ours, theirs;
        for (const auto& p : network->parameters())
            if (p.name != "pos_embed") // a constant that is added: no layer's weight or bias
                ours.insert(p.name + (p.trained ? " trained" : "") + (p.decay ? " decays" : ""));
        for (const auto& p : again.parameters())
            theirs.insert(p.name + (p.trained ? " trained" : "") + (p.decay ? " decays" : ""));
        QVERIFY(ours == theirs);
    }
}

QTEST_APPLESS_MAIN(TestTrace)
#include "tst_trace.moc"
