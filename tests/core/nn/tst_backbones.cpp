// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/torch_compat.h" // before Qt

#include "core/base/error.h"
#include "core/graph/torch_file.h"
#include "core/nn/margin_head.h"
#include "core/nn/network.h"
#include "core/nn/tensors.h"
#include "core/run/config.h"
#include "tests/support/python.h"
#include "tests/support/temp_folder.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <sstream>

using namespace likeness;

class TestBackbones : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void havePublishedSizes_data();
    void havePublishedSizes();
    void everyNameOfTheListIsMade();
    void haveTheTensorsOfTheirTwins_data();
    void haveTheTensorsOfTheirTwins();
    void giveTheRowsOfTheirTwins_data();
    void giveTheRowsOfTheirTwins();
    void stepsReduceTheLoss_data();
    void stepsReduceTheLoss();
    void stochasticDepthIsForTraining();
    void attentionChangesNothingElse();
    void refusesWhatDoesNotFit();
    void namesWhatAFileLacksOrHasTooMuch();

private:
    const test::TempFolder m_folder;
};

namespace {

nn::BackboneOptions
optionsOf(const std::string& name, int embedding, int size = 112, const std::string& attention = "none")
{
    return {name, embedding, size, attention, 1};
}

std::string spelled(const nn::BackboneOptions& o)
{
    std::string out = o.name + ":" + std::to_string(o.embedding) + ":" + std::to_string(o.inputSize);
    return o.attention == "none" ? out : out + ":" + o.attention;
}

nn::BackboneOptions read(const Json& line) // of reference_backbones.py
{
    const auto parts = QString::fromStdString(line["network"].get<std::string>()).split(QLatin1Char(':'));
    return optionsOf(parts[0].toStdString(), parts[1].toInt(), parts[2].toInt(),
                     parts.size() > 3 ? parts[3].toStdString() : "none");
}

// The two pictures of reference_backbones.py.
at::Tensor pictures(std::int64_t side)
{
    auto out = at::empty({2, 3, side, side}, at::kFloat);
    for (std::int64_t k = 0; k < out.numel(); ++k)
        out.data_ptr<float>()[k] = static_cast<float>(std::sin(static_cast<double>(k * k % 1013) * 0.37));
    return out;
}

// What the twins of those networks say of themselves, a line each.
void addTwins(const std::vector<nn::BackboneOptions>& networks, const QStringList& more = {})
{
    QTest::addColumn<QByteArray>("line");
    QStringList arguments;
    for (const auto& o : networks)
        arguments << QString::fromStdString(spelled(o));
    const auto said = test::pythonFile("tests/peers/reference_backbones.py", arguments + more);
    std::istringstream lines(said);
    for (std::string line; std::getline(lines, line);) {
        const Json json = Json::parse(line, nullptr, false);
        QVERIFY2(!json.is_discarded(), said.c_str());
        QTest::newRow(json["network"].get<std::string>().c_str()) << QByteArray::fromStdString(line);
    }
}

} // namespace

void TestBackbones::havePublishedSizes_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<int>("embedding");
    QTest::addColumn<int>("size");
    QTest::addColumn<double>("millions");
    const auto row = [](const char* name, int embedding, int size, double millions) {
        QTest::newRow(name) << QByteArray(name) << embedding << size << millions;
    };
    row("mobilefacenet", 512, 112, 2.06);
    row("mobilefacenet_small", 128, 112, 1.003); // 1,003,136 by its table
    row("iresnet18", 512, 112, 24.03);
    row("iresnet34", 512, 112, 34.14);
    row("iresnet50", 512, 112, 43.59);
    row("iresnet100", 512, 112, 65.16);
    row("inception_resnet_v1", 512, 160, 23.48);
    row("vgg16_face", 1000, 224, 138.358); // VGG-16 of 1000 classes: 138,357,544
    row("vit_t", 512, 112, 19.138);        // 19,137,536: patches 62,464, positions 36,864, 12 × 788,992, end 9,570,304
    row("vit_s", 512, 112, 76.023);        // 76,022,784
}

void TestBackbones::havePublishedSizes()
{
    QFETCH(const QByteArray, name);
    QFETCH(const int, embedding);
    QFETCH(const int, size);
    QFETCH(const double, millions);
    const auto network = nn::makeBackbone(optionsOf(name.toStdString(), embedding, size));
    const double count = static_cast<double>(network->parameterCount()) / 1e6;
    QVERIFY2(std::abs(count - millions) < 0.005, std::to_string(count).c_str());
}

void TestBackbones::everyNameOfTheListIsMade()
{
    const at::NoGradGuard guard;
    for (const auto& name : run::backboneNames()) {
        const auto network = nn::makeBackbone(optionsOf(name, 512));
        const double known = static_cast<double>(run::backboneParameters(name)),
                     count = static_cast<double>(network->parameterCount());
        QVERIFY2(std::abs(known / count - 1) < 0.01, (name + " has " + std::to_string(count)).c_str());
        QCOMPARE(network->forward(at::zeros({1, 3, 112, 112})).sizes().vec(), (std::vector<std::int64_t>{1, 512}));
        // Nothing of one dimension is pulled towards zero, and no position either.
        for (const auto& p : network->parameters())
            QVERIFY2(p.decay == (p.trained && p.value.dim() >= 2 && p.name != "pos_embed"), p.name.c_str());
    }
}

void TestBackbones::haveTheTensorsOfTheirTwins_data()
{
    LIKENESS_NEEDS_TORCH_IN_PYTHON();
    std::vector<nn::BackboneOptions> networks = {
        optionsOf("mobilefacenet", 64, 160, "cbam"), optionsOf("iresnet18", 64, 112, "cbam"),
        optionsOf("inception_resnet_v1", 128, 160), optionsOf("vgg16_face", 128, 224), optionsOf("vit_t", 128, 160)};
    for (const auto& name : run::backboneNames())
        networks.push_back(optionsOf(name, 512));
    addTwins(networks);
}

void TestBackbones::haveTheTensorsOfTheirTwins()
{
    QFETCH(const QByteArray, line);
    const Json twin = Json::parse(line.toStdString());
    const auto network = nn::makeBackbone(read(twin));
    Json ours = Json::object();
    for (const auto& p : network->parameters())
        ours[p.name] = nn::shapeOf(p.value);
    for (const auto& [name, shape] : twin["tensors"].items())
        QVERIFY2(ours.contains(name) && ours[name] == shape, name.c_str());
    QCOMPARE(ours.size(), twin["tensors"].size());
}

void TestBackbones::giveTheRowsOfTheirTwins_data()
{
    LIKENESS_NEEDS_TORCH_IN_PYTHON();
    addTwins({optionsOf("mobilefacenet", 512), optionsOf("mobilefacenet_small", 128), optionsOf("iresnet18", 128, 64),
              optionsOf("iresnet50", 128, 64), optionsOf("mobilefacenet_small", 64, 64, "cbam"),
              optionsOf("iresnet18", 64, 64, "cbam"), optionsOf("inception_resnet_v1", 512, 160),
              optionsOf("vgg16_face", 128, 112), optionsOf("vit_t", 512), optionsOf("vit_s", 64, 48)},
             {QStringLiteral("--out"), QString::fromStdString(m_folder.path().string())});
}

// The twin's weights, loaded by name, give its rows for the same pictures.
void TestBackbones::giveTheRowsOfTheirTwins()
{
    QFETCH(const QByteArray, line);
    const Json twin = Json::parse(line.toStdString());
    const auto options = read(twin);
    auto file = spelled(options);
    std::ranges::replace(file, ':', '-');
    const Bytes saved = readFile(m_folder / (file + ".pth"));
    const auto state = graph::TorchFile::parse(saved, file);
    std::vector<graph::TensorView> tensors;
    for (const auto& tensor : state.tensors())
        if (!tensor.name.ends_with("num_batches_tracked"))
            tensors.push_back(tensor);
    const Json spec = {{"backbone", options.toJson()}};
    const Bytes image = graph::serializeTensors(tensors, graph::metadataWithSpec(spec));
    const auto network = nn::makeNetwork(graph::TensorFile::parse(image), spec);
    const at::NoGradGuard guard;
    const auto ours = network->forward(pictures(options.inputSize));
    const auto theirs = at::tensor(twin["output"].get<std::vector<float>>()).reshape(ours.sizes());
    const double largest = theirs.abs().max().item<double>(), off = (ours - theirs).abs().max().item<double>();
    QVERIFY2(off < 1e-5 * largest, std::to_string(off / largest).c_str());
    QVERIFY((ours[0] - ours[1]).abs().max().item<double>() > 1e-3 * largest); // two pictures, two rows
}

void TestBackbones::stepsReduceTheLoss_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("attention");
    QTest::addColumn<int>("size");
    QTest::addColumn<bool>("half");
    const auto row = [](const char* name, const char* attention, int size) {
        for (const bool half : {false, true})
            QTest::addRow("%s, %s, %s", name, attention, half ? "bf16" : "fp32")
                << QByteArray(name) << QByteArray(attention) << size << half;
    };
    row("mobilefacenet_small", "cbam", 48);
    row("iresnet18", "cbam", 32);
    row("inception_resnet_v1", "none", 80);
    row("vgg16_face", "none", 32);
    row("vit_t", "none", 48);
}

// Every trained tensor gets a gradient, and a few small steps along it lower the loss of the batch that they were for.
void TestBackbones::stepsReduceTheLoss()
{
    QFETCH(const QByteArray, name);
    QFETCH(const QByteArray, attention);
    QFETCH(const int, size);
    QFETCH(const bool, half);
    const auto network = nn::makeBackbone(optionsOf(name.toStdString(), 64, size, attention.toStdString()));
    int between = 0;
    network->betweenLayers = [&] { ++between; };
    network->training = true;
    at::manual_seed(7);
    const auto x = at::randn({4, 3, size, size});
    const auto labels = at::arange(4, at::kLong);
    const auto centres = at::randn({4, 64}).set_requires_grad(true);
    for (auto& p : network->parameters())
        if (p.trained)
            p.value.set_requires_grad(true);
    std::vector<double> losses;
    for (int step = 0; step < 4; ++step) {
        at::manual_seed(1); // the same stochastic depth
        at::Tensor rows;
        {
            const nn::Autocast autocast(half ? at::kBFloat16 : at::kFloat, at::kCPU);
            rows = network->forward(x);
        }
        const int forward = between;
        const auto loss = nn::classificationLoss(
            nn::marginLogits(rows.to(at::kFloat), centres, labels, nn::Margin{16, 1, 0, 0}), labels);
        losses.push_back(loss.item<double>());
        loss.backward();
        QVERIFY2(between > forward, "the backward pass cannot be stopped between layers");
        const at::NoGradGuard guard;
        double length = 0;
        for (auto& p : network->parameters()) {
            if (!p.trained)
                continue;
            QVERIFY2(p.value.grad().defined(), p.name.c_str());
            length = std::hypot(length, p.value.grad().norm().item<double>());
        }
        QVERIFY(std::isfinite(length) && length > 0);
        for (auto& p : network->parameters())
            if (p.trained) {
                p.value.add_(p.value.grad(), -0.005 / length);
                p.value.mutable_grad() = at::Tensor();
            }
    }
    QVERIFY2(losses.back() < losses.front() - 0.01,
             (std::to_string(losses.front()) + " → " + std::to_string(losses.back())).c_str());
}

void TestBackbones::stochasticDepthIsForTraining()
{
    const at::NoGradGuard guard;
    const auto network = nn::makeBackbone(optionsOf("vit_t", 32, 48));
    const auto x = at::ones({16, 3, 48, 48});
    const auto spread = [&] { // of equal pictures
        const auto rows = network->forward(x);
        return (rows - rows[0]).abs().max().item<double>();
    };
    QVERIFY(spread() < 1e-5);
    network->training = true;
    at::manual_seed(3);
    QVERIFY(spread() > 1e-3);
}

void TestBackbones::attentionChangesNothingElse()
{
    const auto plain = nn::makeBackbone(optionsOf("iresnet18", 64))->state(),
               attentive = nn::makeBackbone(optionsOf("iresnet18", 64, 112, "cbam"))->state();
    std::size_t i = 0;
    for (const auto& [name, value] : attentive) {
        if (name.find(".cbam.") != std::string::npos)
            continue;
        QCOMPARE(name, plain[i].first);
        QVERIFY2(at::equal(value, plain[i].second), name.c_str());
        ++i;
    }
    QCOMPARE(i, plain.size());
    QCOMPARE(attentive.size(), plain.size() + 8 * 9); // eight units
    QCOMPARE(optionsOf("iresnet18", 64).toJson().contains("attention"), false);
    const auto again = nn::BackboneOptions::fromJson(optionsOf("iresnet18", 64, 112, "cbam").toJson());
    QCOMPARE(again.attention, std::string("cbam"));
}

void TestBackbones::refusesWhatDoesNotFit()
{
    const auto message = [](const nn::BackboneOptions& o) -> std::string {
        try {
            (void)nn::makeBackbone(o);
        } catch (const Error& e) {
            return e.code() == ErrorCode::BadArgument ? e.what() : "another code";
        }
        return {};
    };
    for (const char* name : {"inception_resnet_v1", "vgg16_face", "vit_t", "vit_s"})
        QVERIFY(message(optionsOf(name, 512, 112, "cbam")).find("iresnet18, 34, 50, 100 and 200 do") !=
                std::string::npos);
    QVERIFY(message(optionsOf("iresnet18", 512, 112, "se")).find("\"se\"") != std::string::npos);
    QVERIFY(message(optionsOf("resnet", 512)).find("vit_t") != std::string::npos);
    QVERIFY(message(optionsOf("inception_resnet_v1", 512, 64)).find("80 pixels") != std::string::npos);
    QVERIFY(!message(optionsOf("vit_t", 512, 100)).empty());
    QVERIFY_THROWS_EXCEPTION(Error, nn::BackboneOptions::fromJson({{"name", "vit_t"}}));
}

void TestBackbones::namesWhatAFileLacksOrHasTooMuch()
{
    const auto options = optionsOf("mobilefacenet_small", 16, 48);
    const auto state = nn::makeBackbone(options)->state();
    const Json spec = {{"backbone", options.toJson()}};
    const auto message = [&](const nn::NamedTensors& tensors) -> std::string {
        const Bytes image = nn::serialize(tensors, graph::metadataWithSpec(spec));
        try {
            (void)nn::makeNetwork(graph::TensorFile::parse(image), spec);
        } catch (const Error& e) {
            return e.code() == ErrorCode::BadFile ? e.what() : "another code";
        }
        return {};
    };
    QVERIFY(message(state).empty());
    auto changed = state;
    changed.erase(changed.begin() + 5);
    QVERIFY(message(changed).find("lacks the tensor \"" + state[5].first + "\"") != std::string::npos);
    changed = state;
    changed[0].second = at::zeros({1});
    QVERIFY(message(changed).find("\"" + state[0].first + "\" of the model file has another shape") !=
            std::string::npos);
    changed = state;
    changed.emplace_back("head.weight", at::zeros({1}));
    QVERIFY(message(changed).find("\"head.weight\", which mobilefacenet_small has not") != std::string::npos);
}

QTEST_APPLESS_MAIN(TestBackbones)
#include "tst_backbones.moc"
