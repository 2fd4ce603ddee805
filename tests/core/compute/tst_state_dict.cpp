// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/compute/compute.h"
#include "core/compute/state_dict.h"
#include "core/graph/residual_units.h"
#include "tests/core/graph/torch_files.h"
#include "tests/support/error_code.h"
#include "tests/support/python.h"
#include "tests/support/temp_folder.h"

#include <QTest>

#include <cmath>

using namespace likeness;
using test::codeOf;
using test::pickledDict;
using test::pickledTensor;
using test::torchFile;

class TestStateDict : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void recognisesResidualNetworks();
    void readsWhatPyTorchSaved_data();
    void readsWhatPyTorchSaved();
    void leavesOutWhatIsNoPartOfTheNetwork();
    void backboneIsChecked();
    void oldFilesSayHowToSaveThemAgain();

private:
    const test::TempFolder m_folder;
};

namespace {

using Shapes = std::vector<std::pair<std::string, std::vector<std::int32_t>>>;

// A state dict of those tensors, all of them zeros; `more` goes into it too.
Bytes stateDict(const Shapes& shapes, std::vector<std::pair<std::string, std::string>> more = {})
{
    std::int32_t all = 0;
    for (const auto& [name, shape] : shapes) {
        std::vector<std::int32_t> strides(shape.size(), 1);
        std::int32_t count = 1;
        for (std::size_t d = shape.size(); d-- > 0; count *= shape[d])
            strides[d] = count;
        more.emplace_back(name, pickledTensor("0", all, shape, strides));
        all += count;
    }
    return torchFile(pickledDict(more), std::vector<float>(static_cast<std::size_t>(all)));
}

Json specOf(const Bytes& image)
{
    return graph::modelSpec(graph::TensorFile::parse(image));
}

std::string messageOf(const std::function<void()>& work)
{
    try {
        work();
    } catch (const Error& e) {
        return e.what();
    }
    return {};
}

Shapes inception()
{
    return {{"conv2d_1a.conv.weight", {2, 3, 3, 3}},
            {"conv2d_1a.bn.weight", {2}},
            {"block8.conv2d.weight", {2, 2, 1, 1}},
            {"last_linear.weight", {5, 4}}};
}

} // namespace

void TestStateDict::recognisesResidualNetworks()
{
    for (const auto& [name, units] : graph::kResidualUnits)
        for (const bool attention : {false, true}) {
            Shapes shapes = {{"fc.weight", {7, 512 * 4}}};
            for (std::size_t stage = 0; stage < units.size(); ++stage)
                for (int unit = 0; unit < units[stage]; ++unit) {
                    const auto at = "layer" + std::to_string(stage + 1) + "." + std::to_string(unit) + ".";
                    shapes.emplace_back(at + "prelu.weight", std::vector<std::int32_t>{1});
                    if (attention)
                        shapes.emplace_back(at + "cbam.channel.fc1.weight", std::vector<std::int32_t>{1, 1});
                }
            const Json spec = specOf(compute::stateDictImage(stateDict(shapes), "m.pth"));
            QCOMPARE(spec["backbone"]["name"].get<std::string>(), std::string(name));
            QCOMPARE(spec["backbone"]["embedding"].get<int>(), 7);
            QCOMPARE(spec["backbone"]["input_size"].get<int>(), 32);
            QCOMPARE(spec["backbone"].value("attention", "none"), std::string(attention ? "cbam" : "none"));
            QCOMPARE(spec["output"]["dim"].get<int>(), 7);
        }
}

void TestStateDict::readsWhatPyTorchSaved_data()
{
    LIKENESS_NEEDS_TORCH_IN_PYTHON();
    QTest::addColumn<QByteArray>("network");
    QTest::addColumn<int>("side");
    QTest::addColumn<double>("mean"); // of red
    QTest::addColumn<double>("std");
    QStringList networks;
    const auto row = [&](const char* network, int side, double mean, double std) {
        networks << QString::fromLatin1(network);
        QTest::newRow(network) << QByteArray(network) << side << mean << std;
    };
    row("mobilefacenet:64:112", 112, 127.5, 127.5);
    row("mobilefacenet_small:64:48:cbam", 48, 127.5, 127.5);
    row("iresnet18:32:112", 112, 127.5, 127.5);
    row("iresnet18:32:48:cbam", 48, 127.5, 127.5);
    row("inception_resnet_v1:64:160", 160, 127.5, 128);
    row("vgg16_face:16:112", 112, 129.1863, 1);
    row("vit_t:16:112", 112, 127.5, 127.5);
    row("vit_t:16:48", 48, 127.5, 127.5);
    const auto said = test::pythonFile(
        "tests/peers/reference_backbones.py",
        networks + QStringList{QStringLiteral("--out"), QString::fromStdString(m_folder.path().string())});
    QVERIFY2(!said.starts_with("failed"), said.c_str());
}

// From the file to embeddings: through the module, as every command does it.
void TestStateDict::readsWhatPyTorchSaved()
{
    QFETCH(const QByteArray, network);
    QFETCH(const int, side);
    QFETCH(const double, mean);
    QFETCH(const double, std);
    const auto parts = network.split(':');
    auto name = network;
    const auto file = m_folder / (name.replace(':', '-').toStdString() + ".pth");
    const auto source = compute::findModel(file.string());
    const Json spec = specOf(compute::modelImage(source));
    QCOMPARE(spec["backbone"]["name"].get<std::string>(), parts[0].toStdString());
    compute::requireBackbone(file.string(), parts[0].toStdString());
    const auto model = compute::Model::load(source, {"cpu", 0, "fp32"});
    QCOMPARE(model.dim(), parts[1].toInt());
    QCOMPARE(model.input().cropSize, side);
    QCOMPARE(model.input().height, side);
    QVERIFY(std::abs(static_cast<double>(model.input().mean[0]) - mean) < 1e-3 && !model.input().bgr);
    QCOMPARE(static_cast<double>(model.input().std[0]), std);
    std::vector<std::uint8_t> crop(static_cast<std::size_t>(side) * static_cast<std::size_t>(side) * 3);
    for (std::size_t i = 0; i < crop.size(); ++i)
        crop[i] = static_cast<std::uint8_t>(i * i % 251);
    const std::uint8_t* pointer = crop.data();
    std::vector<float> row(static_cast<std::size_t>(model.dim()));
    model.embed({&pointer, 1}, false, row);
    double length = 0;
    for (const float v : row)
        length = std::hypot(length, static_cast<double>(v));
    QVERIFY2(std::abs(length - 1) < 1e-4, std::to_string(length).c_str());
}

void TestStateDict::leavesOutWhatIsNoPartOfTheNetwork()
{
    auto shapes = inception();
    shapes.emplace_back("conv2d_1a.bn.num_batches_tracked", std::vector<std::int32_t>{});
    shapes.emplace_back("logits.weight", std::vector<std::int32_t>{9, 5});
    shapes.emplace_back("more", std::vector<std::int32_t>{1});
    const Bytes image = compute::stateDictImage(stateDict(shapes), "m.pth");
    const auto file = graph::TensorFile::parse(image);
    QVERIFY(!file.find("logits.weight") && !file.find("conv2d_1a.bn.num_batches_tracked"));
    QVERIFY(file.find("more")); // named where the model is loaded
    QCOMPARE(file.tensors().size(), inception().size() + 1);
}

void TestStateDict::backboneIsChecked()
{
    const Bytes file = stateDict(inception());
    const auto said = [&](const Bytes& bytes, const char* backbone) {
        return messageOf([&] { (void)compute::stateDictImage(bytes, "m.pth", backbone); });
    };
    QVERIFY(said(file, "").empty());
    QVERIFY(said(file, "inception_resnet_v1").empty());
    QVERIFY(said(file, "iresnet50").find("the tensors of inception_resnet_v1, not of iresnet50") != std::string::npos);
    QVERIFY(said(file, "iresnet5").find("did you mean iresnet") != std::string::npos);
    const Bytes other = stateDict({{"layer1.weight", {1}}});
    QVERIFY(said(other, "").find("\"layer1.weight\"") != std::string::npos);
    QVERIFY(said(other, "iresnet50").find("\"fc.weight\" is missing") != std::string::npos);
    QVERIFY(said(other, "vit_t").find("\"feature.2.weight\" is missing") != std::string::npos);

    const auto saved = m_folder / "saved.PT";
    writeFileAtomically(saved, file);
    QCOMPARE(codeOf([&] { compute::requireBackbone(saved.string(), "inception_resnet_v1"); }), std::string("nothing"));
    QCOMPARE(codeOf([&] { compute::requireBackbone(saved.string(), "vit_s"); }), std::string("bad_file"));
    QCOMPARE(codeOf([&] { compute::requireBackbone("a run", "vit_s"); }), std::string("bad_argument"));
    QCOMPARE(codeOf([&] { compute::requireBackbone("none.pth", "vit_s"); }), std::string("not_found"));
}

void TestStateDict::oldFilesSayHowToSaveThemAgain()
{
    LIKENESS_NEEDS_TORCH_IN_PYTHON();
    const auto file = m_folder / "old.pth";
    const auto made =
        test::python("import sys, torch\n"
                     "torch.save({'w': torch.zeros(1)}, sys.argv[1], _use_new_zipfile_serialization=False)",
                     file);
    QVERIFY2(made.empty(), made.c_str());
    const auto said = messageOf([&] { (void)compute::modelImage(compute::findModel(file.string())); });
    QVERIFY2(said.find("torch.save(torch.load(") != std::string::npos, said.c_str());
}

QTEST_APPLESS_MAIN(TestStateDict)
#include "tst_state_dict.moc"
