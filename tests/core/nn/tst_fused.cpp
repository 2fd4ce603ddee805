// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/torch_compat.h" // before Qt

#include "core/base/error.h"
#include "core/nn/graph_fusing.h"

#include <ATen/Parallel.h>
#include <QTest>
#include <QThread>

using namespace likeness;
using nn::FusedLevel;
using nn::FusedNetwork;

Q_DECLARE_METATYPE(likeness::nn::FusedLevel)

// Every kernel of every processor that this machine can play, against LibTorch in double precision.
class TestFused : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void convolutionsEqualTheReference_data();
    void convolutionsEqualTheReference();
    void stepsAreFusedRightly_data() { levels(); }
    void stepsAreFusedRightly();
    void batchAndThreadsDoNotMatter_data() { levels(); }
    void batchAndThreadsDoNotMatter();
    void stopsBetweenSteps_data();
    void stopsBetweenSteps();
    void refusesWhatItCannotExpress();
    void theFrontOfAGraphIsFused();

private:
    static void levels();
};

namespace {

constexpr std::pair<const char*, FusedLevel> kLevels[] = {
    {"avx2", FusedLevel::Avx2}, {"avx512", FusedLevel::Avx512}, {"bf16", FusedLevel::Avx512Bf16}};

// The instructions that a level needs, as /proc/cpuinfo lists them, and the processors that have them.
std::pair<const char*, const char*> needsOf(FusedLevel level)
{
    switch (level) {
    case FusedLevel::Avx2:
        return {"avx2 and fma", "an x86-64 processor from Intel Haswell or AMD Zen on"};
    case FusedLevel::Avx512:
        return {"avx512f", "an Intel Xeon from Skylake or an AMD processor from Zen 4 on"};
    case FusedLevel::Avx512Bf16:
        break;
    }
    return {"avx512_bf16, avx512vl and avx512bw",
            "an Intel Xeon from Sapphire Rapids or an AMD processor from Zen 4 on"};
}

at::ScalarType typeOf(const nn::FusedKernels& kernels)
{
    return kernels.itemBytes == 4 ? at::kFloat : at::kBFloat16;
}

// Values that the kernels' type holds exactly, so that only the arithmetic is compared.
at::Tensor held(const nn::FusedKernels& kernels, const at::Tensor& values)
{
    return values.to(typeOf(kernels)).to(at::kFloat);
}

double distance(const at::Tensor& a, const at::Tensor& b)
{
    return (a.to(at::kDouble) - b.to(at::kDouble)).abs().max().item<double>() /
           b.to(at::kDouble).abs().max().item<double>();
}

// bfloat16 has eight bits, and `roundings` results are stored on the way.
double allowed(const nn::FusedKernels& kernels, int roundings)
{
    return kernels.itemBytes == 4 ? 2e-6 : roundings / 256.0;
}

class Threads
{
public:
    explicit Threads(int count) : m_before(at::get_num_threads()) { at::set_num_threads(count); }
    ~Threads() { at::set_num_threads(m_before); }
    Threads(const Threads&) = delete;
    Threads& operator=(const Threads&) = delete;

private:
    int m_before;
};

// A network that is worth several threads for one image.
std::unique_ptr<FusedNetwork> large(const nn::FusedKernels& kernels, std::int64_t side)
{
    at::manual_seed(3);
    auto network = std::make_unique<FusedNetwork>(kernels, 3);
    auto x = network->conv(network->input(), at::randn({64, 3, 3, 3}), {}, {1, 1}, {1, 1, 1, 1}, 1);
    x = network->prelu(x, at::rand({64}));
    x = network->conv(x, at::randn({64, 1, 3, 3}), {}, {1, 1}, {1, 1, 1, 1}, 64);
    x = network->affine(x, at::rand({64}) + 0.5, at::randn({64}));
    x = network->conv(x, at::randn({64, 64, 3, 3}) * 0.05, {}, {1, 1}, {1, 1, 1, 1}, 1);
    x = network->conv(x, at::randn({32, 64, 3, 3}) * 0.05, {}, {2, 2}, {1, 1, 1, 1}, 1);
    return network->compile(x, side, side) ? std::move(network) : nullptr;
}

} // namespace

void TestFused::levels()
{
    QTest::addColumn<FusedLevel>("level");
    for (const auto& [name, level] : kLevels)
        QTest::newRow(name) << level;
}

#define LIKENESS_NEEDS_KERNELS(level)                                                                                  \
    if (!nn::fusedKernels(level))                                                                                      \
    QSKIP(qPrintable(QStringLiteral("needs the instructions %1, which /proc/cpuinfo does not list here: run it on %2") \
                         .arg(QLatin1String(needsOf(level).first), QLatin1String(needsOf(level).second))))

void TestFused::convolutionsEqualTheReference_data()
{
    struct Case {
        const char* name;
        std::vector<qint64> weight, stride, pads;
        qint64 groups, height, width;
    };
    const Case cases[] = {
        {"1×1", {64, 32, 1, 1}, {1, 1}, {0, 0, 0, 0}, 1, 9, 7},
        {"1×1 of five panels and a remainder", {336, 48, 1, 1}, {1, 1}, {0, 0, 0, 0}, 1, 5, 5},
        {"1×1, odd channels", {37, 21, 1, 1}, {1, 1}, {0, 0, 0, 0}, 1, 8, 8},
        {"1×1, every second pixel", {32, 16, 1, 1}, {2, 2}, {0, 0, 0, 0}, 1, 9, 8},
        {"1×1 of one pixel", {128, 512, 1, 1}, {1, 1}, {0, 0, 0, 0}, 1, 1, 1},
        {"3×3", {48, 32, 3, 3}, {1, 1}, {1, 1, 1, 1}, 1, 14, 12},
        {"3×3 of the picture", {64, 3, 3, 3}, {2, 2}, {1, 1, 1, 1}, 1, 112, 96},
        {"3×3, unequal borders and strides", {16, 16, 3, 3}, {2, 1}, {0, 2, 1, 0}, 1, 11, 10},
        {"5×2 without border", {80, 16, 5, 2}, {1, 3}, {0, 0, 0, 0}, 1, 9, 9},
        {"the whole picture", {32, 16, 7, 6}, {1, 1}, {0, 0, 0, 0}, 1, 7, 6},
        {"depthwise", {64, 1, 3, 3}, {1, 1}, {1, 1, 1, 1}, 64, 9, 14},
        {"depthwise, odd channels and width", {20, 1, 3, 3}, {1, 1}, {1, 1, 1, 1}, 20, 7, 5},
        {"depthwise, half", {32, 1, 3, 3}, {2, 2}, {1, 1, 1, 1}, 32, 13, 15},
        {"depthwise, a third", {32, 1, 3, 3}, {3, 3}, {1, 1, 1, 1}, 32, 16, 16},
        {"depthwise, narrow", {16, 1, 3, 3}, {1, 1}, {1, 1, 1, 1}, 16, 8, 3},
        {"depthwise, unequal strides", {16, 1, 3, 3}, {2, 1}, {1, 0, 1, 1}, 16, 8, 9},
        {"depthwise, global", {64, 1, 7, 6}, {1, 1}, {0, 0, 0, 0}, 64, 7, 6},
    };
    QTest::addColumn<FusedLevel>("level");
    QTest::addColumn<std::vector<qint64>>("weight");
    QTest::addColumn<std::vector<qint64>>("stride");
    QTest::addColumn<std::vector<qint64>>("pads");
    QTest::addColumn<qint64>("groups");
    QTest::addColumn<qint64>("height");
    QTest::addColumn<qint64>("width");
    for (const auto& [name, level] : kLevels)
        for (const auto& c : cases)
            QTest::addRow("%s, %s", c.name, name)
                << level << c.weight << c.stride << c.pads << c.groups << c.height << c.width;
}

void TestFused::convolutionsEqualTheReference()
{
    QFETCH(const FusedLevel, level);
    QFETCH(const std::vector<qint64>, weight);
    QFETCH(const std::vector<qint64>, stride);
    QFETCH(const std::vector<qint64>, pads);
    QFETCH(const qint64, groups);
    QFETCH(const qint64, height);
    QFETCH(const qint64, width);
    LIKENESS_NEEDS_KERNELS(level);
    const auto* kernels = nn::fusedKernels(level);
    at::manual_seed(2);
    const auto channels = weight[1] * groups;
    const auto x = held(*kernels, at::randn({2, channels, height, width}));
    auto w = at::randn({weight[0], weight[1], weight[2], weight[3]});
    if (groups == 1) // depthwise weights stay float
        w = held(*kernels, w);
    const auto bias = at::randn({weight[0]}), slope = at::randn({weight[0]});
    // Depthwise steps come after another one: an identity, which is exact.
    FusedNetwork network(*kernels, channels);
    const auto first = groups == 1 ? network.input()
                                   : network.conv(network.input(), at::eye(channels).view({channels, channels, 1, 1}),
                                                  {}, {1, 1}, {0, 0, 0, 0}, 1);
    const auto y = network.prelu(
        network.conv(first, w, bias, {stride[0], stride[1]}, {pads[0], pads[1], pads[2], pads[3]}, groups), slope);
    QVERIFY(network.compile(y, height, width));
    const auto padded = at::constant_pad_nd(x.to(at::kDouble), at::IntArrayRef{pads[1], pads[3], pads[0], pads[2]});
    const auto expected =
        at::prelu(at::conv2d(padded, w.to(at::kDouble), bias.to(at::kDouble), at::IntArrayRef{stride[0], stride[1]},
                             at::IntArrayRef{0, 0}, at::IntArrayRef{1, 1}, groups),
                  slope.to(at::kDouble));
    for (const int threads : {1, 2}) {
        const Threads some(threads);
        const auto got = network.run(x.to(typeOf(*kernels)), {});
        QCOMPARE(got.scalar_type(), typeOf(*kernels));
        QVERIFY(got.sizes() == expected.sizes());
        const double off = distance(got, expected);
        QVERIFY2(off < allowed(*kernels, 1), std::to_string(off).c_str());
    }
}

// Two residual units: sums whose parts are read elsewhere too, activations before and after a sum, a normalisation
// whose zeros at the border must not be shifted, and a value that two steps need.
void TestFused::stepsAreFusedRightly()
{
    QFETCH(const FusedLevel, level);
    LIKENESS_NEEDS_KERNELS(level);
    const auto* kernels = nn::fusedKernels(level);
    at::manual_seed(6);
    const auto weight = [&](std::int64_t out, std::int64_t in) {
        return held(*kernels, at::randn({out, in, 3, 3}) / std::sqrt(9.0 * static_cast<double>(in)));
    };
    const auto w0 = weight(24, 3), w1 = weight(24, 24), w2 = weight(24, 24), depth = at::randn({24, 1, 3, 3}) / 3;
    const auto scale = at::rand({24}) + 0.5, shift = at::randn({24}), slope = at::rand({24}), one = at::rand({1});
    const auto x = held(*kernels, at::randn({3, 3, 17, 13}));

    FusedNetwork n(*kernels, 3);
    const auto same = [&](FusedNetwork::Value v, const at::Tensor& w, std::int64_t groups = 1) {
        return n.conv(v, w, {}, {1, 1}, {1, 1, 1, 1}, groups);
    };
    const auto a = n.prelu(same(n.input(), w0), slope);
    const auto b = n.prelu(same(n.affine(a, scale, shift), w1), slope); // activated, then added to
    const auto c = n.add(a, b);
    const auto d = same(c, w2); // read by the sum and by the convolution after it
    const auto e = n.prelu(n.add(d, same(d, depth, 24)), one);
    const auto f = n.add(n.add(e, same(e, w1)), c);
    QVERIFY(n.compile(f, 17, 13));

    const auto twice = [](const at::Tensor& t) { return t.to(at::kDouble); };
    const auto conv = [&](const at::Tensor& v, const at::Tensor& w, std::int64_t groups = 1) {
        return at::conv2d(v, twice(w), {}, at::IntArrayRef{1, 1}, at::IntArrayRef{1, 1}, at::IntArrayRef{1, 1}, groups);
    };
    const auto ra = at::prelu(conv(twice(x), w0), twice(slope));
    const auto normed = ra * twice(scale).view({1, -1, 1, 1}) + twice(shift).view({1, -1, 1, 1});
    const auto rc = ra + at::prelu(conv(normed, w1), twice(slope));
    const auto rd = conv(rc, w2);
    const auto re = at::prelu(rd + conv(rd, depth, 24), twice(one));
    const auto rf = re + conv(re, w1) + rc;
    const double off = distance(n.run(x.to(typeOf(*kernels)), {}), rf);
    QVERIFY2(off < allowed(*kernels, 5), std::to_string(off).c_str());
}

void TestFused::batchAndThreadsDoNotMatter()
{
    QFETCH(const FusedLevel, level);
    LIKENESS_NEEDS_KERNELS(level);
    const auto* kernels = nn::fusedKernels(level);
    for (const std::int64_t side : {20, 160}) { // the larger one shares an image among threads
        const auto network = large(*kernels, side);
        QVERIFY(network);
        const auto x = at::randn({5, 3, side, side}).to(typeOf(*kernels));
        const Threads alone(1);
        const auto expected = network->run(x, {});
        for (const int threads : {1, 2, 3, 7}) {
            const Threads some(threads);
            QVERIFY(at::equal(network->run(x, {}), expected));
            for (std::int64_t i = 0; i < 2; ++i)
                QVERIFY(at::equal(network->run(x.slice(0, i, i + 1), {}), expected.slice(0, i, i + 1)));
        }
        QCOMPARE(network->run(x.slice(0, 0, 0), {}).size(0), std::int64_t{0});
    }
}

void TestFused::stopsBetweenSteps_data()
{
    QTest::addColumn<int>("threads");
    QTest::addColumn<int>("images");
    QTest::newRow("one thread") << 1 << 2;
    QTest::newRow("an image for each thread") << 2 << 4;
    QTest::newRow("one image for all threads") << 3 << 1;
}

void TestFused::stopsBetweenSteps()
{
    QFETCH(const int, threads);
    QFETCH(const int, images);
    LIKENESS_NEEDS_KERNELS(FusedLevel::Avx2); // the least that there are kernels for
    const auto* kernels = nn::bestFusedKernels(false);
    const auto network = large(*kernels, 160);
    QVERIFY(network);
    const auto x = at::randn({images, 3, 160, 160});
    const Threads some(threads);
    const auto caller = QThread::currentThreadId();
    for (const int after : {0, 1, 3}) {
        int calls = 0;
        bool elsewhere = false;
        bool left = false;
        try {
            network->run(x, [&] {
                elsewhere = elsewhere || QThread::currentThreadId() != caller;
                if (calls++ == after)
                    throw Error(ErrorCode::Interrupted, "stopped");
            });
        } catch (const Error& e) {
            left = e.code() == ErrorCode::Interrupted;
        }
        QVERIFY(left && !elsewhere);
        QCOMPARE(calls, after + 1);
    }
    QVERIFY(network->run(x, {}).defined()); // and it can be used again
}

void TestFused::refusesWhatItCannotExpress()
{
    LIKENESS_NEEDS_KERNELS(FusedLevel::Avx2); // the least that there are kernels for
    const auto* kernels = nn::bestFusedKernels(false);
    FusedNetwork n(*kernels, 3);
    const auto w = [](std::int64_t out, std::int64_t in) { return at::ones({out, in, 3, 3}); };
    const std::array<std::int64_t, 2> stride{1, 1};
    const std::array<std::int64_t, 4> none{0, 0, 0, 0};
    const auto x = n.conv(n.input(), w(16, 3), {}, stride, none, 1);
    QVERIFY(x > 0);
    QCOMPARE(n.conv(n.input(), w(16, 4), {}, stride, none, 1), FusedNetwork::kNone);        // channels
    QCOMPARE(n.conv(x, w(16, 8), {}, stride, none, 2), FusedNetwork::kNone);                // two groups
    QCOMPARE(n.conv(x, w(16, 16), at::ones({15}), stride, none, 1), FusedNetwork::kNone);   // bias
    QCOMPARE(n.conv(x, at::ones({16, 16}), {}, stride, none, 1), FusedNetwork::kNone);      // not 4-dimensional
    QCOMPARE(n.conv(x, w(16, 16).to(at::kLong), {}, stride, none, 1), FusedNetwork::kNone); // whole numbers
    QCOMPARE(n.prelu(x, at::ones({3})), FusedNetwork::kNone);                               // slopes
    QCOMPARE(n.affine(x, at::ones({16}), at::ones({1})), FusedNetwork::kNone);              // shifts
    QCOMPARE(n.add(x, n.conv(x, w(8, 16), {}, stride, none, 1)), FusedNetwork::kNone);      // channels of a sum
    QCOMPARE(n.prelu(n.add(x, FusedNetwork::kNone), at::ones({1})), FusedNetwork::kNone);   // what follows from it
    QVERIFY(!FusedNetwork(*kernels, 3).compile(0, 8, 8));                                   // nothing to compute
    FusedNetwork small(*kernels, 3);
    QVERIFY(!small.compile(small.conv(small.input(), w(16, 3), {}, stride, none, 1), 2, 8)); // no room for the window
    FusedNetwork huge(*kernels, 3);
    QVERIFY(!huge.compile(huge.conv(huge.input(), w(64, 3), {}, stride, none, 1), 1 << 15, 1 << 15));
    FusedNetwork uneven(*kernels, 3);
    const auto whole = uneven.conv(uneven.input(), w(16, 3), {}, stride, none, 1);
    const auto half = uneven.conv(whole, w(16, 16), {}, {2, 2}, {1, 1, 1, 1}, 1);
    QVERIFY(!uneven.compile(uneven.add(whole, half), 9, 9)); // a sum of two sizes
}

// All of a graph up to the first node that is no convolution, unless something after it needs what lies before.
void TestFused::theFrontOfAGraphIsFused()
{
    LIKENESS_NEEDS_KERNELS(FusedLevel::Avx2);
    enum { kInput, kWeight, kScale, kShift, kMean, kVariance, kConv, kNorm, kRelu, kSum, kPooled, kAdded };
    const auto node = [](const char* op, std::vector<int> inputs, int output) {
        return nn::GraphNode{op, op, std::move(inputs), {output}, Json::object()};
    };
    const std::map<int, at::Tensor> constants{{kWeight, at::randn({16, 3, 3, 3})},
                                              {kScale, at::rand({16}) + 0.5},
                                              {kShift, at::randn({16})},
                                              {kMean, at::randn({16})},
                                              {kVariance, at::rand({16}) + 0.5}};
    std::vector<nn::GraphNode> nodes{node("Conv", {kInput, kWeight}, kConv),
                                     node("BatchNormalization", {kConv, kScale, kShift, kMean, kVariance}, kNorm),
                                     node("Relu", {kNorm}, kRelu), node("Add", {kRelu, kNorm}, kSum),
                                     node("GlobalAveragePool", {kSum}, kPooled)};
    const auto fused = [&](int output) {
        const std::vector<int> outputs{output};
        return nn::fuseFront({nodes, constants, kInput, outputs, 11}, at::kFloat, 12, 10);
    };
    const auto front = fused(kPooled);
    QVERIFY(front);
    QCOMPARE(front->nodes, std::size_t{4});
    QCOMPARE(front->slot, int{kSum});
    const auto x = at::randn({2, 3, 12, 10});
    const auto norm = at::batch_norm(at::conv2d(x, constants.at(kWeight)), constants.at(kScale), constants.at(kShift),
                                     constants.at(kMean), constants.at(kVariance), false, 0, 1e-5, false);
    QVERIFY(distance(front->network->run(x, {}), norm + norm.relu()) < 1e-5);
    nodes.push_back(node("Add", {kPooled, kRelu}, kAdded)); // reaches back beyond the sum
    QCOMPARE(fused(kAdded)->slot, int{kNorm});
    nodes.push_back(node("Add", {kAdded, kInput}, kAdded + 1));
    QVERIFY(!fused(kAdded + 1));
}

QTEST_APPLESS_MAIN(TestFused)
#include "tst_fused.moc"
