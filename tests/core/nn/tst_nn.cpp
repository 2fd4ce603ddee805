// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/torch_compat.h" // before Qt

#include "core/base/error.h"
#include "core/graph/operators.h"
#include "core/nn/blocked.h"
#include "core/nn/device.h"
#include "core/nn/embedder.h"
#include "core/nn/graph_ops.h"
#include "core/nn/margin_head.h"
#include "core/nn/tensors.h"
#include "core/nn/training_norm.h"
#include "tests/core/nn/tensors.h"
#include "tests/support/shared.h"

#include <QTest>

using namespace likeness;
using test::matrix;
using test::worst;

class TestNn : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void marginHeadsEqualTheReference();
    void focalWeightsHaveASlopeEverywhere();
    void everyOperatorIsComputed();
    void trainingNormsEqualTheLayers_data();
    void trainingNormsEqualTheLayers();
    void blockedConvolutionsEqualTheLayers_data();
    void blockedConvolutionsEqualTheLayers();
    void trainingOnTheProcessorEqualsTheLayers_data();
    void trainingOnTheProcessorEqualsTheLayers();
    void foldingKeepsTheResult_data();
    void foldingKeepsTheResult();
    void preprocessingFollowsTheSpec();
    void mirrorSumsAndNormalises();
    void graphFoldsAndRuns();
    void graphRunsItsFrontFused_data();
    void graphRunsItsFrontFused();
    void refusesBrokenGraphs_data();
    void refusesBrokenGraphs();
    void namesUnknownDevices();
};

namespace {

// Of all values: the difference as a share of the value, of 1 where that is less.
double worstOfEach(const at::Tensor& a, const at::Tensor& b)
{
    return ((a - b).abs() / b.abs().clamp_min(1.0)).max().item<double>();
}

bool sameAs(const at::Tensor& a, const at::Tensor& b)
{
    return worstOfEach(a, b) < 1e-9 && worst(a, b) < 1e-9;
}

Bytes imageOf(const nn::BackboneOptions& options)
{
    auto network = nn::makeBackbone(options);
    // Statistics as after training, so that folding has something to fold.
    at::manual_seed(5);
    for (auto& p : network->parameters())
        if (p.name.find("running_var") != std::string::npos ||
            (p.value.dim() == 1 && p.name.find("weight") != std::string::npos))
            p.value.uniform_(0.5, 1.5);
        else if (p.name.find("running_mean") != std::string::npos || p.name.find("bias") != std::string::npos)
            p.value.uniform_(-0.2, 0.2);
    if (options.attention != "none") { // statistics that fit: else its sigmoids see large maps, and all or nothing
        const at::NoGradGuard guard;
        network->training = true;
        for (int i = 0; i < 40; ++i)
            network->forward(at::rand({4, 3, options.inputSize, options.inputSize}) * 2 - 1);
    }
    graph::InputSpec input;
    input.height = input.width = input.cropSize = options.inputSize;
    input.crop = {0, 0, options.inputSize, options.inputSize};
    const Json spec = {{"role", "embedding"}, {"backbone", options.toJson()}, {"input", input.toJson()}};
    return nn::serialize(network->state(), graph::metadataWithSpec(spec));
}

std::vector<std::vector<std::uint8_t>> someCrops(int count, int size)
{
    std::vector<std::vector<std::uint8_t>> out;
    for (int i = 0; i < count; ++i) {
        std::vector<std::uint8_t> crop(static_cast<std::size_t>(size * size * 3));
        for (std::size_t k = 0; k < crop.size(); ++k)
            crop[k] = static_cast<std::uint8_t>((k * static_cast<std::size_t>(7 + i) + k / 97 * 13) & 255);
        out.push_back(std::move(crop));
    }
    return out;
}

std::vector<float> embedded(const Bytes& image, const nn::EmbedderOptions& options, int count, bool mirror = false)
{
    const nn::Embedder embedder(image, options);
    const auto crops = someCrops(count, embedder.input().cropSize);
    std::vector<const std::uint8_t*> pointers;
    for (const auto& c : crops)
        pointers.push_back(c.data());
    std::vector<float> out(crops.size() * static_cast<std::size_t>(embedder.dim()));
    embedder.embed(pointers, mirror, out.data());
    return out;
}

double cosine(const float* a, const float* b, std::size_t n)
{
    double sum = 0;
    for (std::size_t i = 0; i < n; ++i)
        sum += static_cast<double>(a[i]) * static_cast<double>(b[i]);
    return sum;
}

Bytes graphImage(const Json& nodes, const std::string& output = "y")
{
    std::vector<at::Tensor> storage;
    storage.reserve(8);
    std::vector<graph::TensorView> views;
    at::manual_seed(1);
    views.push_back(nn::toView("w", at::randn({4, 3, 3, 3}), storage));
    views.push_back(nn::toView("scale", at::rand({4}) + 0.5, storage));
    views.push_back(nn::toView("shift", at::randn({4}), storage));
    views.push_back(nn::toView("mean", at::randn({4}), storage));
    views.push_back(nn::toView("var", at::rand({4}) + 0.5, storage));
    views.push_back(nn::toView("slope", at::rand({4, 1, 1}), storage));
    views.push_back(nn::toView("deep", at::randn({4, 1, 3, 3}), storage));
    views.push_back(nn::toView("flat", at::tensor(std::vector<std::int64_t>{1, 4 * 16 * 16}, at::kLong), storage));
    graph::InputSpec input;
    input.height = input.width = 16;
    const Json spec = {{"role", "embedding"},
                       {"input", input.toJson()},
                       {"graph", {{"opset", 11}, {"inputs", {"x"}}, {"outputs", {output}}, {"nodes", nodes}}}};
    return graph::serializeTensors(views, graph::metadataWithSpec(spec));
}

Json node(const char* op, std::vector<std::string> in, const char* out, Json attributes = Json::object())
{
    return {{"op", op},
            {"name", std::string("the ") + op},
            {"inputs", std::move(in)},
            {"outputs", {out}},
            {"attributes", std::move(attributes)}};
}

} // namespace

void TestNn::marginHeadsEqualTheReference()
{
    LIKENESS_NEEDS_SHARED("golden/margin_heads.json");
    const Json golden = readJsonFile(test::shared("golden/margin_heads.json"));
    const auto labels = at::tensor(golden["labels"].get<std::vector<std::int64_t>>(), at::kLong);
    for (const auto& c : golden["cases"]) {
        auto e = matrix(golden["embeddings"]).set_requires_grad(true);
        auto w = matrix(golden["weights"]).set_requires_grad(true);
        const nn::Margin margin{c["s"].get<double>(), c["m1"].get<double>(), c["m2"].get<double>(),
                                c["m3"].get<double>()};
        const auto logits = nn::marginLogits(e, w, labels, margin);
        QVERIFY(sameAs(logits, matrix(c["logits"])));
        const auto loss = nn::classificationLoss(logits, labels);
        const auto close = [](const at::Tensor& a, const Json& b) {
            return std::abs(a.item<double>() / b.get<double>() - 1) < 1e-9;
        };
        QVERIFY(close(loss, c["loss"]));
        QVERIFY(close(nn::classificationLoss(logits, labels, 0, 2), c["focal_gamma2_loss"]));
        QVERIFY(close(nn::classificationLoss(logits, labels, 0.1), c["label_smoothing_0.1_loss"]));
        loss.backward();
        QVERIFY(sameAs(e.grad(), matrix(c["grad_embeddings"])));
        QVERIFY(sameAs(w.grad(), matrix(c["grad_weights"])));
    }
}

// A face that is surely recognised, with a power whose slope is infinite there.
void TestNn::focalWeightsHaveASlopeEverywhere()
{
    auto logits = at::tensor(std::vector<float>{64, 0, 0, 1, 0, 0}).reshape({2, 3}).set_requires_grad(true);
    for (const double gamma : {0.5, 1.0, 2.0}) {
        nn::classificationLoss(logits, at::tensor(std::vector<std::int64_t>{0, 1}), 0, gamma).backward();
        QVERIFY(at::isfinite(logits.grad()).all().item<bool>());
        QVERIFY(logits.grad()[1].abs().sum().item<double>() > 0.1);
    }
}

void TestNn::everyOperatorIsComputed()
{
    QCOMPARE(nn::graphOperators().size(), graph::operators().size());
    for (const auto op : graph::operators())
        QVERIFY2(nn::graphOperators().count(op) == 1, std::string(op).c_str());
}

void TestNn::trainingNormsEqualTheLayers_data()
{
    QTest::addColumn<bool>("prelu");
    QTest::addColumn<bool>("onto");
    QTest::addColumn<int>("block"); // 0: channels last
    QTest::addColumn<int>("width");
    for (const int block : {0, 8, 12}) {
        const auto row = [&](const char* name, int width = 17) -> QTestData& {
            return QTest::newRow(
                (std::string(name) + ", blocks of " + std::to_string(block) + ", " + std::to_string(width) + " wide")
                    .c_str());
        };
        row("alone") << false << false << block << 17;
        row("alone", 1) << false << false << block << 1;
        row("alone", 53) << false << false << block << 53;
        row("and PReLU") << true << false << block << 17;
        row("onto another") << false << true << block << 17;
    }
}

void TestNn::trainingNormsEqualTheLayers()
{
    QFETCH(const bool, prelu);
    QFETCH(const bool, onto);
    QFETCH(const int, block);
    QFETCH(const int, width);
    at::manual_seed(4);
    // Over one block of rows and a last one that is not full; a channel far from zero, one that never varies.
    auto x = at::randn({3, 24, 16, width}).contiguous(at::MemoryFormat::ChannelsLast);
    x.select(1, 2).add_(300);
    x.select(1, 3).fill_(-2);
    const auto side = at::randn_like(x), other = at::randn({3, 24, 16, width}); // not channels last
    struct Result {
        at::Tensor y, x, weight, bias, slope, other, mean, variance;
    };
    const auto compute = [&](bool ours, at::ScalarType type) {
        const auto leaf = [&](const at::Tensor& t) { return t.to(type).detach().clone().set_requires_grad(true); };
        const auto lay = [&](const at::Tensor& t) { return ours && block > 0 ? nn::toBlocked(t, block) : t; };
        const auto in = leaf(x), weight = leaf(at::linspace(-1, 2, 24)), bias = leaf(at::linspace(-0.5, 0.5, 24)),
                   slope = leaf(at::linspace(-0.2, 0.6, 24)), base = leaf(other);
        Result r;
        r.mean = at::full({24}, 0.3, type);
        r.variance = at::full({24}, 2, type);
        if (ours) {
            const nn::TrainingNorm norm{weight, bias, r.mean, r.variance, 0.1, 1e-5};
            r.y = prelu  ? nn::normalisePrelu(lay(in), norm, slope)
                  : onto ? nn::normaliseOnto(lay(in), norm, lay(base))
                         : nn::normalise(lay(in), norm);
            if (block > 0)
                r.y = nn::fromBlocked(r.y);
        } else {
            r.y = at::batch_norm(in, weight, bias, r.mean, r.variance, true, 0.1, 1e-5, false);
            r.y = prelu ? at::prelu(r.y, slope) : onto ? base + r.y : r.y;
        }
        (r.y * side.to(type)).sum().backward();
        r.x = in.grad();
        r.weight = weight.grad();
        r.bias = bias.grad();
        r.slope = slope.grad();
        r.other = base.grad();
        return r;
    };
    const auto a = compute(true, at::kFloat), b = compute(false, at::kDouble);
    for (const auto member : {&Result::y, &Result::x, &Result::weight, &Result::bias, &Result::slope, &Result::other,
                              &Result::mean, &Result::variance}) {
        QCOMPARE((a.*member).defined(), (b.*member).defined());
        const double off = (a.*member).defined() ? worstOfEach((a.*member).to(at::kDouble), b.*member) : 0;
        QVERIFY2(off < 2e-4, std::to_string(off).c_str());
    }
    if (block == 0)
        QVERIFY(a.y.is_contiguous(at::MemoryFormat::ChannelsLast) && a.x.is_contiguous(at::MemoryFormat::ChannelsLast));
}

void TestNn::blockedConvolutionsEqualTheLayers_data()
{
    QTest::addColumn<int>("in");
    QTest::addColumn<int>("out");
    QTest::addColumn<int>("kernel");
    QTest::addColumn<int>("stride");
    QTest::addColumn<int>("groups");
    QTest::newRow("a picture") << 3 << 32 << 3 << 2 << 1;
    QTest::newRow("3 x 3") << 32 << 48 << 3 << 1 << 1;
    QTest::newRow("3 x 3, every other pixel") << 32 << 32 << 3 << 2 << 1;
    QTest::newRow("1 x 1") << 48 << 16 << 1 << 1 << 1;
    QTest::newRow("1 x 1, every other pixel") << 16 << 32 << 1 << 2 << 1;
    QTest::newRow("each channel") << 32 << 32 << 3 << 1 << 32;
    QTest::newRow("each channel, every other pixel") << 32 << 32 << 3 << 2 << 32;
    QTest::newRow("pairs") << 32 << 32 << 3 << 1 << 16;
}

void TestNn::blockedConvolutionsEqualTheLayers()
{
    QFETCH(const int, in);
    QFETCH(const int, out);
    QFETCH(const int, kernel);
    QFETCH(const int, stride);
    QFETCH(const int, groups);
    at::manual_seed(6);
    const auto x = at::randn({2, in, 13, 11}), weight = at::randn({out, in / groups, kernel, kernel});
    const std::int64_t pad = kernel / 2;
    const nn::BlockedConv how{stride, pad, pad, groups};
    if (nn::channelBlock() == 0) {
        QVERIFY(!nn::canConvolveBlocked(x, weight, how)); // LibTorch's layers serve, tested below
        QSKIP(
            "nothing is blocked here: if the configuration found no oneDNN, install libdnnl-dev (./dev build does) and "
            "configure anew; if this processor has no AVX2, run the test on an x86-64 processor that has "
            "(grep avx2 /proc/cpuinfo)");
    }
    QVERIFY(nn::canConvolveBlocked(x, weight, how));
    const auto side = at::randn_like(at::conv2d(x, weight, {}, stride, pad, 1, groups));
    struct Result {
        at::Tensor y, x, weight;
    };
    const auto compute = [&](bool ours, at::ScalarType type) {
        const auto a = x.to(type).clone().set_requires_grad(true), w = weight.to(type).clone().set_requires_grad(true);
        Result r;
        r.y = ours ? nn::fromBlocked(nn::convolveBlocked(a, w, how)) : at::conv2d(a, w, {}, stride, pad, 1, groups);
        (r.y * side.to(type)).sum().backward();
        r.x = a.grad();
        r.weight = w.grad();
        return r;
    };
    const auto a = compute(true, at::kFloat), b = compute(false, at::kDouble);
    for (const auto member : {&Result::y, &Result::x, &Result::weight}) {
        const double off = worst((a.*member).to(at::kDouble), b.*member);
        QVERIFY2(off < 1e-5, std::to_string(off).c_str());
    }
    // Filters alone, as in a network whose pictures want no gradient; an input alone, as where it is frozen.
    const auto w = weight.clone().set_requires_grad(true);
    (nn::fromBlocked(nn::convolveBlocked(x, w, how)) * side).sum().backward();
    QVERIFY(worst(w.grad().to(at::kDouble), b.weight) < 1e-5);
    const auto alone = x.clone().set_requires_grad(true);
    (nn::fromBlocked(nn::convolveBlocked(alone, weight, how)) * side).sum().backward();
    QVERIFY(worst(alone.grad().to(at::kDouble), b.x) < 1e-5);
}

void TestNn::trainingOnTheProcessorEqualsTheLayers_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("attention");
    QTest::addColumn<double>("frozen");
    QTest::newRow("mobilefacenet") << QByteArray("mobilefacenet") << QByteArray("none") << 0.0;
    QTest::newRow("mobilefacenet, half frozen") << QByteArray("mobilefacenet") << QByteArray("none") << 0.5;
    QTest::newRow("mobilefacenet_small") << QByteArray("mobilefacenet_small") << QByteArray("none") << 0.0;
    QTest::newRow("mobilefacenet_small with cbam") << QByteArray("mobilefacenet_small") << QByteArray("cbam") << 0.0;
    QTest::newRow("iresnet18") << QByteArray("iresnet18") << QByteArray("none") << 0.0;
    QTest::newRow("iresnet18, half frozen") << QByteArray("iresnet18") << QByteArray("none") << 0.5;
    QTest::newRow("iresnet18 with cbam") << QByteArray("iresnet18") << QByteArray("cbam") << 0.0;
}

// In float it has kernels and layouts of its own; in double everything is LibTorch's.
void TestNn::trainingOnTheProcessorEqualsTheLayers()
{
    QFETCH(const QByteArray, name);
    QFETCH(const QByteArray, attention);
    QFETCH(const double, frozen);
    std::vector<std::string> names{"rows"};
    const auto compute = [&](at::ScalarType type) {
        const auto network = nn::makeBackbone({name.toStdString(), 64, 32, attention.toStdString(), 3});
        auto& parameters = network->parameters();
        network->firstTrained = static_cast<std::size_t>(frozen * static_cast<double>(parameters.size()));
        for (std::size_t i = 0; i < parameters.size(); ++i) {
            auto& p = parameters[i];
            p.value = p.value.to(type);
            names.push_back(p.name);
            if (p.trained && i >= network->firstTrained)
                p.value.set_requires_grad(true);
        }
        network->training = true;
        at::manual_seed(8);
        const auto x = at::rand({6, 3, 32, 32}) * 2 - 1, side = at::randn({6, 64});
        std::vector<at::Tensor> out{network->forward(x.to(type))};
        (out.front() * side.to(type)).sum().backward();
        for (const auto& p : parameters)
            out.push_back(p.value.grad().defined() ? p.value.grad() : p.value.detach());
        return out;
    };
    const auto a = compute(at::kFloat), b = compute(at::kDouble);
    QCOMPARE(a.size(), b.size());
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        // Some slopes are 0, as of a bias that a later normalisation takes away again.
        const double off = (a[i].to(at::kDouble) - b[i]).norm().item<double>() / (b[i].norm().item<double>() + 1);
        // A value beside 0 may fall on the other side of PReLU; what is wrong is off by 1.
        QVERIFY2(off < 0.1, (names[i] + ": " + std::to_string(off)).c_str());
        sum += off;
    }
    const double mean = sum / static_cast<double>(a.size());
    QVERIFY2(mean < 5e-3, std::to_string(mean).c_str());
}

void TestNn::foldingKeepsTheResult_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<int>("size");
    QTest::addColumn<QByteArray>("attention");
    QTest::newRow("mobilefacenet") << QByteArray("mobilefacenet") << 112 << QByteArray("none");
    QTest::newRow("mobilefacenet_small at 160") << QByteArray("mobilefacenet_small") << 160 << QByteArray("none");
    QTest::newRow("mobilefacenet_small with cbam") << QByteArray("mobilefacenet_small") << 48 << QByteArray("cbam");
    QTest::newRow("iresnet18") << QByteArray("iresnet18") << 112 << QByteArray("none");
    QTest::newRow("iresnet18 with cbam") << QByteArray("iresnet18") << 48 << QByteArray("cbam");
    QTest::newRow("inception_resnet_v1") << QByteArray("inception_resnet_v1") << 80 << QByteArray("none");
    QTest::newRow("vgg16_face") << QByteArray("vgg16_face") << 32 << QByteArray("none");
    QTest::newRow("vit_t") << QByteArray("vit_t") << 48 << QByteArray("none");
}

void TestNn::foldingKeepsTheResult()
{
    QFETCH(const QByteArray, name);
    QFETCH(const int, size);
    QFETCH(const QByteArray, attention);
    const auto image = imageOf({name.toStdString(), 64, size, attention.toStdString(), 3});
    nn::EmbedderOptions plain;
    plain.fold = false;
    const auto a = embedded(image, plain, 3), b = embedded(image, {}, 3);
    for (std::size_t i = 0; i < a.size(); ++i)
        QVERIFY2(std::abs(a[i] - b[i]) < 2e-5f, std::to_string(a[i] - b[i]).c_str());
    nn::EmbedderOptions half;
    half.precision = "bf16";
    const auto c = embedded(image, half, 3);
    for (std::size_t row = 0; row < 3; ++row)
        QVERIFY2(cosine(&a[row * 64], &c[row * 64], 64) > 0.995,
                 std::to_string(cosine(&a[row * 64], &c[row * 64], 64)).c_str());
    nn::EmbedderOptions one;
    one.batch = 1;
    const auto d = embedded(image, one, 3); // the batch does not matter
    for (std::size_t i = 0; i < a.size(); ++i)
        QVERIFY(std::abs(b[i] - d[i]) < 2e-5f);
}

void TestNn::preprocessingFollowsTheSpec()
{
    graph::InputSpec spec;
    spec.cropSize = 8;
    spec.crop = {2, 0, 8, 8};
    spec.height = 8;
    spec.width = 6;
    spec.bgr = true;
    spec.mean = {10, 20, 30};
    spec.std = {1, 2, 4};
    auto batch = at::zeros({1, 8, 8, 3}, at::kByte);
    batch[0][5][3][0] = 200; // red at column 3 = column 1 of the cut
    const auto x = nn::preprocess(batch, spec);
    QCOMPARE(x.sizes().vec(), (std::vector<std::int64_t>{1, 3, 8, 6}));
    QCOMPARE(x[0][2][5][1].item<float>(), (200.0f - 30) / 4); // red comes last in BGR
    QCOMPARE(x[0][0][5][1].item<float>(), -10.0f);
    QCOMPARE(x[0][1][0][0].item<float>(), -10.0f);
    spec.height = spec.width = 4;
    QCOMPARE(nn::preprocess(batch, spec).sizes().vec(), (std::vector<std::int64_t>{1, 3, 4, 4}));
}

void TestNn::mirrorSumsAndNormalises()
{
    // Random filters: a network that was never trained says nearly the same of every picture.
    const auto image =
        graphImage(Json::array({node("Conv", {"x", "w"}, "c"), node("Flatten", {"c"}, "y", {{"axis", 1}})}));
    const auto a = embedded(image, {}, 1, true), p = embedded(image, {}, 1, false);
    const std::size_t dim = a.size();
    QVERIFY(std::abs(cosine(a.data(), a.data(), dim) - 1) < 1e-5);
    const nn::Embedder embedder(image, {});
    auto crops = someCrops(1, 112);
    auto mirrored = crops[0];
    for (std::size_t y = 0; y < 112; ++y)
        for (std::size_t x = 0; x < 112; ++x)
            std::copy_n(&crops[0][(y * 112 + x) * 3], 3, &mirrored[(y * 112 + 111 - x) * 3]);
    const std::uint8_t* pointer = mirrored.data();
    std::vector<float> b(dim);
    embedder.embed({&pointer, 1}, true, b.data());
    QVERIFY(std::abs(cosine(a.data(), b.data(), dim) - 1) < 1e-5); // a face and its mirror image become one
    // It is the sum of the two rows that are computed without the mirror, each at its length before normalising.
    embedder.embed({&pointer, 1}, false, b.data());
    const double g = cosine(p.data(), b.data(), dim), ap = cosine(a.data(), p.data(), dim),
                 ab = cosine(a.data(), b.data(), dim);
    QVERIFY2(g < 0.99, std::to_string(g).c_str()); // else there were nothing to see
    const double first = (ap - g * ab) / (1 - g * g), second = (ab - g * ap) / (1 - g * g);
    QVERIFY2(first > 0.2 && second > 0.2, std::to_string(first).c_str());
    for (std::size_t i = 0; i < dim; ++i)
        QVERIFY(std::abs(static_cast<double>(a[i]) - first * static_cast<double>(p[i]) -
                         second * static_cast<double>(b[i])) < 1e-5);
}

void TestNn::graphFoldsAndRuns()
{
    const Json nodes = {node("Conv", {"x", "w"}, "c", {{"pads", {1, 1, 1, 1}}}),
                        node("BatchNormalization", {"c", "scale", "shift", "mean", "var"}, "b", {{"epsilon", 1e-3}}),
                        node("Relu", {"b"}, "r"),
                        node("Reshape", {"r", "flat"}, "y")}; // the shape has the batch of one baked in
    const auto image = graphImage(nodes);
    nn::EmbedderOptions plain;
    plain.fold = false;
    const auto a = embedded(image, plain, 3), b = embedded(image, {}, 3);
    QCOMPARE(a.size(), std::size_t{3 * 4 * 256});
    for (std::size_t i = 0; i < a.size(); ++i)
        QVERIFY(std::abs(a[i] - b[i]) < 1e-5f);
}

void TestNn::graphRunsItsFrontFused_data()
{
    QTest::addColumn<QByteArray>("nodes");
    const auto row = [](const char* name, const Json& nodes) {
        QTest::newRow(name) << QByteArray::fromStdString(nodes.dump());
    };
    const Json same = {{"pads", {1, 1, 1, 1}}};
    const Json flat = {{"axis", 1}};
    const auto conv = node("Conv", {"x", "w"}, "c", same);
    row("an operator that it lacks in the middle",
        Json::array({conv, node("MaxPool", {"c"}, "p", {{"kernel_shape", {2, 2}}, {"strides", {2, 2}}}),
                     node("PRelu", {"p", "slope"}, "r"), node("Flatten", {"r"}, "y", flat)}));
    row("two values at the border", Json::array({conv, node("Relu", {"c"}, "r"), node("Sigmoid", {"r"}, "s"),
                                                 node("Mul", {"s", "c"}, "m"), node("Flatten", {"m"}, "y", flat)}));
    row("slopes along the width",
        Json::array({node("Conv", {"x", "w"}, "c", {{"strides", {4, 4}}, {"pads", {1, 1, 1, 1}}}),
                     node("PRelu", {"c", "scale"}, "r"), node("Flatten", {"r"}, "y", flat)}));
    row("everything that it knows",
        Json::array({conv, node("LeakyRelu", {"c"}, "l", {{"alpha", 0.3}}),
                     node("Conv", {"l", "deep"}, "d", {{"group", 4}, {"pads", {1, 1, 1, 1}}}),
                     node("BatchNormalization", {"l", "scale", "shift", "mean", "var"}, "b"),
                     node("PRelu", {"d", "slope"}, "q"), node("Identity", {"q"}, "i"), node("Add", {"b", "i"}, "a"),
                     node("Relu", {"a"}, "r"), node("Flatten", {"r"}, "y", flat)}));
    row("dilated",
        Json::array({node("Conv", {"x", "w"}, "c", {{"dilations", {2, 2}}}), node("Flatten", {"c"}, "y", flat)}));
    row("padded by itself",
        Json::array({node("Conv", {"x", "w"}, "c", {{"auto_pad", "SAME_UPPER"}, {"strides", {2, 2}}}),
                     node("Flatten", {"c"}, "y", flat)}));
    row("the picture twice",
        Json::array({conv, node("GlobalAveragePool", {"x"}, "g"), node("GlobalAveragePool", {"c"}, "h"),
                     node("Concat", {"g", "h"}, "k", {{"axis", 1}}), node("Flatten", {"k"}, "y", flat)}));
}

// With `fold` the graph runs on our kernels as far as they go, without it on LibTorch.
void TestNn::graphRunsItsFrontFused()
{
    QFETCH(const QByteArray, nodes);
    const auto image = graphImage(Json::parse(nodes.toStdString()));
    nn::EmbedderOptions plain;
    plain.fold = false;
    const auto a = embedded(image, plain, 3), b = embedded(image, {}, 3);
    QCOMPARE(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i)
        QVERIFY(std::abs(a[i] - b[i]) < 1e-5f);
    nn::EmbedderOptions half;
    half.precision = "bf16";
    const auto c = embedded(image, half, 3);
    QVERIFY(cosine(a.data(), c.data(), a.size() / 3) > 0.999);
}

void TestNn::refusesBrokenGraphs_data()
{
    QTest::addColumn<QByteArray>("nodes");
    QTest::addColumn<QByteArray>("named");
    const auto row = [](const char* name, const Json& nodes, const char* named) {
        QTest::newRow(name) << QByteArray::fromStdString(nodes.dump()) << QByteArray(named);
    };
    row("unknown operator", Json::array({node("Einsum", {"x"}, "y")}), "Einsum");
    row("undefined input", Json::array({node("Relu", {"nothing"}, "y")}), "nothing");
    row("no such output", Json::array({node("Relu", {"x"}, "z")}), "\"y\"");
    row("twice", Json::array({node("Relu", {"x"}, "y"), node("Relu", {"x"}, "y")}), "twice");
    row("wrong shapes", Json::array({node("MatMul", {"x", "w"}, "y")}), "MatMul");
    row("missing input", Json::array({node("Conv", {"x"}, "y")}), "Conv");
    row("negative stride", Json::array({node("Conv", {"x", "w"}, "y", {{"strides", {-1, 1}}})}), "strides");
    row("huge pad", Json::array({node("Conv", {"x", "w"}, "y", {{"pads", {1 << 30, 0, 0, 0}}})}), "pads");
    row("attribute kind", Json::array({node("Concat", {"x", "x"}, "y", {{"axis", "one"}})}), "axis");
    row("axis", Json::array({node("Concat", {"x", "x"}, "y", {{"axis", 9}})}), "axis");
    Json doubling = Json::array({node("Concat", {"x", "x"}, "d0", {{"axis", 1}})});
    const auto step = [](int i) { return std::string("d").append(std::to_string(i)); };
    for (int i = 0; i < 40; ++i)
        doubling.push_back(node("Concat", {step(i), step(i)}, step(i + 1).c_str(), {{"axis", 1}}));
    doubling.push_back(node("Identity", {"d40"}, "y"));
    row("doubling", doubling, "too large");
}

void TestNn::refusesBrokenGraphs()
{
    QFETCH(const QByteArray, nodes);
    QFETCH(const QByteArray, named);
    try {
        const nn::Embedder embedder(graphImage(Json::parse(nodes.toStdString())), {});
        QFAIL("accepted");
    } catch (const Error& e) {
        QVERIFY2(std::string(e.what()).find(named.toStdString()) != std::string::npos, e.what());
    }
}

void TestNn::namesUnknownDevices()
{
    for (const char* bad : {"gpu", "cuda:", "cuda:x", "cuda:-1", ""})
        QVERIFY_THROWS_EXCEPTION(Error, nn::parseDevice(bad));
    QVERIFY(nn::parseDevice("cpu").is_cpu());
    QVERIFY_THROWS_EXCEPTION(Error, nn::parseDevice("cuda:99"));
}

QTEST_APPLESS_MAIN(TestNn)
#include "tst_nn.moc"
