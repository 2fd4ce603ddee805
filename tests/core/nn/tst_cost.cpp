// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/torch_compat.h" // before Qt

#include "core/graph/cost.h"
#include "core/nn/network.h"
#include "core/nn/trace.h"

#include <QTest>
#include <array>
#include <cmath>

using namespace likeness;

// What the backbones cost, counted on their graphs, against closed forms and what others publish of them.
class TestCost : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void publishedFigures_data();
    void publishedFigures();
    void residualNetworks_data();
    void residualNetworks();
};

namespace {

struct Counted {
    graph::Cost cost;
    std::int64_t learned = 0; // numbers in the network's own parameters
};

Counted countedOf(const std::string& name, int embedding, int size)
{
    const nn::BackboneOptions options{name, embedding, size, "none", 4};
    const auto network = nn::makeBackbone(options);
    graph::InputSpec input;
    input.height = input.width = input.cropSize = size;
    input.crop = {0, 0, size, size};
    const auto image = nn::graphImage(
        network->image({{"role", "embedding"}, {"backbone", options.toJson()}, {"input", input.toJson()}}));
    Counted out{graph::costOf(graph::TensorFile::parse(image))};
    for (const auto& p : network->parameters())
        if (p.value.is_floating_point() && p.name.find("running_") == std::string::npos)
            out.learned += p.value.numel();
    return out;
}

} // namespace

void TestCost::publishedFigures_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<int>("size");
    QTest::addColumn<double>("millions");  // of parameters; 0: of another embedding or head than ours
    QTest::addColumn<double>("gigas");     // of multiply-adds
    QTest::addColumn<double>("tolerance"); // of these, a share
    const auto row = [](const char* name, int size, double millions, double gigas, double tolerance) {
        QTest::addRow("%s", name) << QByteArray(name) << size << millions << gigas << tolerance;
    };
    // insightface's arcface_torch, by ptflops, which counts normalisations and activations too: up to 1 % more, of
    // mobilefacenet 3 %. VGG-16: He et al. 2016, table of 15.3 billion "FLOPs (multiply-adds)" with three larger
    // classifier layers; here the convolutions are the same.
    row("mobilefacenet", 112, 2.06, 0.45, 0.03);
    row("iresnet18", 112, 24.03, 2.63, 0.01);
    row("iresnet34", 112, 34.14, 4.48, 0.01);
    row("iresnet50", 112, 43.59, 6.33, 0.01);
    row("iresnet100", 112, 65.16, 12.12, 0.01);
    row("vgg16_face", 224, 0, 15.3, 0.02);
}

void TestCost::publishedFigures()
{
    QFETCH(const QByteArray, name);
    QFETCH(const int, size);
    QFETCH(const double, millions);
    QFETCH(const double, gigas);
    QFETCH(const double, tolerance);
    const auto [cost, learned] = countedOf(name.toStdString(), 512, size);
    QVERIFY2(cost.multiplyAdds, cost.unknown.c_str());
    QCOMPARE(cost.parameters, learned);
    if (millions > 0)
        QVERIFY(std::abs(static_cast<double>(cost.parameters) / 1e6 - millions) <= 0.005);
    QVERIFY(std::abs(static_cast<double>(*cost.multiplyAdds) / 1e9 - gigas) <= tolerance * gigas);
}

void TestCost::residualNetworks_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QList<int>>("units");
    QTest::newRow("iresnet18") << QByteArray("iresnet18") << QList<int>{2, 2, 2, 2};
    QTest::newRow("iresnet34") << QByteArray("iresnet34") << QList<int>{3, 4, 6, 3};
}

// Layer by layer, by hand.
void TestCost::residualNetworks()
{
    QFETCH(const QByteArray, name);
    QFETCH(const QList<int>, units);
    constexpr std::int64_t kEmbedding = 128;
    std::int64_t side = 112, channels = 64, sum = side * side * 64 * 27; // the first convolution
    for (int stage = 0; stage < 4; ++stage) {
        const std::int64_t wide = std::int64_t{64} << stage;
        for (int unit = 0; unit < units[stage]; ++unit) {
            const std::int64_t after = unit == 0 ? side / 2 : side;
            sum += side * side * channels * wide * 9 + after * after * wide * wide * 9; // the second one has the stride
            if (unit == 0)
                sum += after * after * channels * wide; // 1×1 beside them
            side = after;
            channels = wide;
        }
    }
    sum += side * side * channels * kEmbedding;
    QCOMPARE(countedOf(name.toStdString(), kEmbedding, 112).cost.multiplyAdds.value(), sum);
}

QTEST_APPLESS_MAIN(TestCost)
#include "tst_cost.moc"
