// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/torch_compat.h" // before Qt

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/graph/torch_file.h"
#include "core/nn/attack.h"
#include "core/nn/tensors.h"
#include "tests/support/error_code.h"
#include "tests/support/python.h"
#include "tests/support/temp_folder.h"

#include <QTest>

#include <cmath>

using namespace likeness;
using nn::Attacker;
using nn::AttackOptions;
using nn::Flip;

class TestAttack : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void slopesEqualFiniteDifferences_data();
    void slopesEqualFiniteDifferences();
    void bothKindsGoTheirWayInsideTheBall_data();
    void bothKindsGoTheirWayInsideTheBall();
    void scoresAreThoseOfVerification_data();
    void scoresAreThoseOfVerification();
    void startsGoByTheNumber();
    void picturesAlikeHaveNoSlope();
    void graphsOfOneFaceAtATime();
    void namesTheOperatorWithoutGradient_data();
    void namesTheOperatorWithoutGradient();
    void refusesWhatIsOutOfRange_data();
    void refusesWhatIsOutOfRange();
    void stopsInBothPasses();
    void equalsPyTorch();
};

namespace {

constexpr int kSide = 32;

graph::InputSpec inputOf(int side)
{
    graph::InputSpec input;
    input.height = input.width = input.cropSize = side;
    input.crop = {0, 0, side, side};
    return input;
}

at::Tensor crops(std::int64_t count, int side, int seed)
{
    at::manual_seed(static_cast<std::uint64_t>(seed));
    auto out = at::randint(0, 256, {count, side, side, 3}, at::kLong).to(at::kByte);
    out.slice(2, 0, side / 4).fill_(0); // pixels that can move one way only
    out.slice(2, side / 4, side / 2).fill_(255);
    return out;
}

// Its running statistics are those of such crops: without them all pictures have nearly the same embedding.
Bytes backbone(const graph::InputSpec& input = inputOf(kSide))
{
    const nn::BackboneOptions options{"mobilefacenet_small", 64, kSide, "none", 3};
    const auto network = nn::makeBackbone(options);
    const at::NoGradGuard guard;
    network->training = true;
    for (int i = 0; i < 40; ++i) {
        network->leastMomentum = 1.0 / (i + 1);
        network->forward(nn::preprocess(crops(8, kSide, 100 + i), inputOf(kSide)));
    }
    return network->image({{"role", "embedding"}, {"backbone", options.toJson()}, {"input", input.toJson()}});
}

// One that looks at a part of the crop, enlarged, with channels and scales of its own: all that comes before a network.
graph::InputSpec oddInput()
{
    graph::InputSpec input = inputOf(kSide);
    input.cropSize = 40;
    input.crop = {4, 0, 30, 40};
    input.bgr = true;
    input.mean = {120, 110, 100};
    input.std = {60, 64, 128};
    return input;
}

Json node(const char* op, std::vector<std::string> in, const char* out, Json attributes = Json::object())
{
    return {{"op", op},
            {"name", std::string("the ") + out},
            {"inputs", std::move(in)},
            {"outputs", {out}},
            {"attributes", std::move(attributes)}};
}

// convolution → `middle` (from "c" to "m") → ReLU → product
Bytes graphWith(const Json& middle, std::int64_t fixedBatch = 0)
{
    at::manual_seed(1);
    Json nodes = Json::array({node("Conv", {"x", "w"}, "c", {{"strides", {2, 2}}})});
    nodes.insert(nodes.end(), middle.begin(), middle.end());
    nodes.push_back(node("Relu", {"m"}, "r"));
    nodes.push_back(fixedBatch > 0 ? node("Reshape", {"r", "shape"}, "f") : node("Flatten", {"r"}, "f"));
    nodes.push_back(node("MatMul", {"f", "fc"}, "y"));
    const Json spec = {{"role", "embedding"},
                       {"input", inputOf(kSide).toJson()},
                       {"graph", {{"opset", 13}, {"inputs", {"x"}}, {"outputs", {"y"}}, {"nodes", nodes}}}};
    return nn::serialize({{"w", at::randn({4, 3, 4, 4}) * 0.3},
                          {"shape", at::tensor(std::vector<std::int64_t>{fixedBatch, 900}, at::kLong)},
                          {"fc", at::randn({900, 16}) * 0.1}},
                         graph::metadataWithSpec(spec));
}

AttackOptions optionsOf(const std::string& method, std::vector<int> epsilons, Flip flip = Flip::Sum)
{
    AttackOptions out;
    out.method = method;
    out.epsilons = std::move(epsilons);
    out.flip = flip;
    return out;
}

at::Tensor difference(const at::Tensor& changed, const at::Tensor& original)
{
    return changed.to(at::kInt) - original.to(at::kInt);
}

std::vector<std::uint64_t> numbers(std::size_t count)
{
    std::vector<std::uint64_t> out(count);
    for (std::size_t i = 0; i < count; ++i)
        out[i] = i;
    return out;
}

const std::vector<std::uint8_t> kKinds{1, 0, 1, 0};

} // namespace

void TestAttack::slopesEqualFiniteDifferences_data()
{
    QTest::addColumn<int>("flip");
    QTest::addColumn<bool>("odd");
    for (const bool odd : {false, true})
        for (const Flip flip : {Flip::None, Flip::Sum, Flip::Both})
            QTest::addRow("%s, flip %d", odd ? "a part of the crop" : "the crop", static_cast<int>(flip))
                << static_cast<int>(flip) << odd;
}

// Along directions of many pixels: what a single one moves is below the rounding of a network in float32.
void TestAttack::slopesEqualFiniteDifferences()
{
    QFETCH(const int, flip);
    QFETCH(const bool, odd);
    const auto how = static_cast<Flip>(flip);
    const Attacker attacker(backbone(odd ? oddInput() : inputOf(kSide)), "cpu", 1);
    const int side = attacker.input().cropSize;
    const auto x = nn::pixels(crops(2, side, 1));
    const at::NoGradGuard guard;
    const auto target = attacker.feature(nn::pixels(crops(2, side, 2)), how);
    const auto slope = attacker.slope(x, target, how);
    QVERIFY(!slope.flat.any().item<bool>());
    QCOMPARE(slope.gradient.sizes(), x.sizes());
    const auto cosine = [&](const at::Tensor& pixels) { return (attacker.feature(pixels, how) * target).sum(1); };
    QVERIFY((cosine(x) - slope.cosine).abs().max().item<double>() < 1e-6);
    for (int k = 0; k < 4; ++k) {
        // Half along the gradient, so that the derivative is not lost in the noise, half at random.
        const auto random = at::randn_like(x);
        const auto direction = (slope.gradient.sign() + random) / 2;
        constexpr double kStep = 0.02;
        const auto measured = (cosine(x + kStep * direction) - cosine(x - kStep * direction)) / (2 * kStep);
        const auto expected = (slope.gradient * direction).to(at::kDouble).sum({1, 2, 3});
        const double off = ((measured - expected).abs() / expected.abs()).max().item<double>();
        QVERIFY2(off < 0.02, std::to_string(off).c_str());
    }
    if (odd && how == Flip::None) // what the model does not see has no slope
        QCOMPARE(slope.gradient.slice(3, 0, 3).abs().max().item<double>(), 0.0);
}

void TestAttack::bothKindsGoTheirWayInsideTheBall_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<bool>("graph");
    for (const char* method : {"fgsm", "pgd"})
        for (const bool graph : {false, true})
            QTest::addRow("%s, %s", method, graph ? "a graph" : "a backbone") << QByteArray(method) << graph;
}

void TestAttack::bothKindsGoTheirWayInsideTheBall()
{
    QFETCH(const QByteArray, method);
    QFETCH(const bool, graph);
    Attacker attacker(graph ? graphWith(Json::array({node("Tanh", {"c"}, "m")})) : backbone(), "cpu", 1);
    const auto a = crops(4, kSide, 1), b = crops(4, kSide, 2);
    const auto out = attacker.run(a, b, kKinds, numbers(4), optionsOf(method.toStdString(), {1, 3}));
    QCOMPARE(out.crops.sizes().vec(), (std::vector<std::int64_t>{2, 4, kSide, kSide, 3}));
    for (std::size_t e = 0; e < 2; ++e) {
        const int epsilon = e == 0 ? 1 : 3;
        const auto moved = difference(out.crops[static_cast<std::int64_t>(e)], a);
        QCOMPARE(moved.abs().max().item<int>(), epsilon);
        // At 0 and at 255 it cannot go further out: with whole numbers of a byte that would be a leap of 255.
        QVERIFY(moved.abs().to(at::kFloat).mean().item<double>() > 0.3 * epsilon);
        if (method == "fgsm") {
            const auto inner = a.gt(3).logical_and(a.lt(252)).logical_and(moved.ne(0));
            QVERIFY(moved.abs().masked_select(inner).eq(epsilon).all().item<bool>());
        }
        for (std::size_t i = 0; i < 4; ++i)
            QVERIFY2(kKinds[i] ? out.after[e][i] < out.before[i] - 1e-3 : out.after[e][i] > out.before[i] + 1e-3,
                     (std::to_string(out.before[i]) + " to " + std::to_string(out.after[e][i])).c_str());
    }
    QVERIFY(out.after[1][0] < out.after[0][0]); // more room, more of it
    QVERIFY(out.after[1][1] > out.after[0][1]);
    if (method == "pgd") {
        const auto once = attacker.run(a, b, kKinds, numbers(4), optionsOf("fgsm", {3}));
        for (std::size_t i = 0; i < 4; ++i)
            QVERIFY(kKinds[i] ? out.after[1][i] < once.after[0][i] : out.after[1][i] > once.after[0][i]);
    }
}

void TestAttack::scoresAreThoseOfVerification_data()
{
    QTest::addColumn<int>("flip");
    for (const Flip flip : {Flip::None, Flip::Sum, Flip::Both})
        QTest::addRow("flip %d", static_cast<int>(flip)) << static_cast<int>(flip);
}

// The embedder, which folds and has kernels of its own, says the same of the crops that come out as bytes.
void TestAttack::scoresAreThoseOfVerification()
{
    QFETCH(const int, flip);
    const Bytes image = backbone(oddInput());
    Attacker attacker(image, "cpu", 1);
    const nn::Embedder embedder(image, {"cpu", 1, "fp32"});
    const int side = attacker.input().cropSize;
    const auto a = crops(4, side, 1), b = crops(4, side, 2);
    const auto out = attacker.run(a, b, kKinds, numbers(4), optionsOf("pgd", {2}, static_cast<Flip>(flip)));
    const auto rows = [&](const at::Tensor& batch) {
        std::vector<const std::uint8_t*> pointers;
        for (std::int64_t i = 0; i < 4; ++i)
            pointers.push_back(batch[i].data_ptr<std::uint8_t>());
        auto values = at::empty({4, embedder.dim() * (flip == static_cast<int>(Flip::Both) ? 2 : 1)}, at::kFloat);
        embedder.embed(pointers, static_cast<Flip>(flip), true, values.data_ptr<float>());
        return nn::unitRows(values.to(at::kDouble));
    };
    const auto before = (rows(a) * rows(b)).sum(1), after = (rows(out.crops[0]) * rows(b)).sum(1);
    for (std::int64_t i = 0; i < 4; ++i) {
        QVERIFY(std::abs(before[i].item<double>() - out.before[static_cast<std::size_t>(i)]) < 1e-5);
        QVERIFY(std::abs(after[i].item<double>() - out.after[0][static_cast<std::size_t>(i)]) < 1e-5);
    }
}

void TestAttack::startsGoByTheNumber()
{
    Attacker attacker(backbone(), "cpu", 1);
    const auto a = crops(4, kSide, 1), b = crops(4, kSide, 2);
    auto options = optionsOf("pgd", {4});
    options.steps = 1;
    options.step = 1e-6; // what comes out is the start
    const auto all = attacker.run(a, b, kKinds, std::vector<std::uint64_t>{7, 8, 9, 10}, options);
    const auto one = attacker.run(a.slice(0, 2, 3), b.slice(0, 2, 3), std::vector<std::uint8_t>{1},
                                  std::vector<std::uint64_t>{9}, options);
    QVERIFY(at::equal(all.crops[0][2], one.crops[0][0]));
    const auto start = difference(all.crops[0], a);
    QVERIFY(!at::equal(start[0], start[1])); // another number, another start
    QCOMPARE(start.max().item<int>(), 4);
    QCOMPARE(start.min().item<int>(), -4);
    options.seed = 2;
    QVERIFY(!at::equal(attacker.run(a, b, kKinds, std::vector<std::uint64_t>{7, 8, 9, 10}, options).crops, all.crops));
    // The whole attack, alone and among others: rounding turns the sign of a few slopes.
    options = optionsOf("pgd", {4});
    const auto whole = attacker.run(a, b, kKinds, std::vector<std::uint64_t>{7, 8, 9, 10}, options);
    const auto alone = attacker.run(a.slice(0, 2, 3), b.slice(0, 2, 3), std::vector<std::uint8_t>{1},
                                    std::vector<std::uint64_t>{9}, options);
    QVERIFY(std::abs(whole.after[0][2] - alone.after[0][0]) < 1e-2);
}

void TestAttack::picturesAlikeHaveNoSlope()
{
    Attacker attacker(backbone(), "cpu", 1);
    const auto a = crops(2, kSide, 1);
    auto b = a.clone();
    b[1] = crops(1, kSide, 2)[0];
    const std::vector<std::uint8_t> genuine{1, 1};
    const auto once = attacker.run(a, b, genuine, numbers(2), optionsOf("fgsm", {8}));
    QCOMPARE(once.flat, (std::vector<std::uint8_t>{1, 0}));
    QVERIFY(at::equal(once.crops[0][0], a[0]));
    QVERIFY(!at::equal(once.crops[0][1], a[1]));
    QVERIFY(std::abs(once.after[0][0] - 1) < 1e-6);
    const auto steps = attacker.run(a, b, genuine, numbers(2), optionsOf("pgd", {8})); // begins elsewhere
    QVERIFY(steps.after[0][0] < 0.99);
}

void TestAttack::graphsOfOneFaceAtATime()
{
    const Json middle = Json::array({node("Tanh", {"c"}, "m")});
    Attacker one(graphWith(middle, 1), "cpu", 1), any(graphWith(middle), "cpu", 1);
    const auto a = crops(4, kSide, 1), b = crops(4, kSide, 2);
    const auto options = optionsOf("fgsm", {3});
    const auto x = one.run(a, b, kKinds, numbers(4), options), y = any.run(a, b, kKinds, numbers(4), options);
    for (std::size_t i = 0; i < 4; ++i)
        QVERIFY(std::abs(x.after[0][i] - y.after[0][i]) < 1e-3);
}

void TestAttack::namesTheOperatorWithoutGradient_data()
{
    QTest::addColumn<QByteArray>("middle");
    QTest::addColumn<QByteArray>("named");
    const auto row = [](const char* name, const Json& middle, const char* named) {
        QTest::newRow(name) << QByteArray::fromStdString(middle.dump()) << QByteArray(named);
    };
    row("rounds", Json::array({node("Round", {"c"}, "m")}), "Round");
    row("whole numbers", Json::array({node("Cast", {"c"}, "i", {{"to", 7}}), node("Cast", {"i"}, "m", {{"to", 1}})}),
        "Cast");
    row("compares", Json::array({node("Greater", {"c", "w0"}, "g"), node("Cast", {"g"}, "m", {{"to", 1}})}), "Greater");
    row("a gate that has none", // beside a path that has one
        Json::array({node("Floor", {"c"}, "q"), node("Sigmoid", {"c"}, "s"), node("Mul", {"q", "s"}, "m")}), "");
}

void TestAttack::namesTheOperatorWithoutGradient()
{
    QFETCH(const QByteArray, middle);
    QFETCH(const QByteArray, named);
    Json nodes = Json::parse(middle.toStdString());
    for (auto& n : nodes)
        for (auto& input : n["inputs"])
            if (input == "w0")
                input = "c"; // greater than itself: never
    const Bytes image = graphWith(nodes);
    std::string said = "nothing";
    try {
        Attacker attacker(image, "cpu", 1);
    } catch (const Error& e) {
        QCOMPARE(codeName(e.code()), std::string_view("unsupported"));
        said = e.what();
    }
    if (named.isEmpty())
        QCOMPARE(said, std::string("nothing"));
    else
        QVERIFY2(said.find("operator " + named.toStdString() + " ") != std::string::npos, said.c_str());
}

void TestAttack::refusesWhatIsOutOfRange_data()
{
    QTest::addColumn<QByteArray>("json");
    for (const char* json :
         {R"({"method":"cw","epsilons":[1]})", R"({"epsilons":[]})", R"({"epsilons":[0]})", R"({"epsilons":[256]})",
          R"({"epsilons":[1],"steps":0})", R"({"epsilons":[1],"step":-1})", R"({"epsilons":[1],"flip":3})"})
        QTest::newRow(json) << QByteArray(json);
}

void TestAttack::refusesWhatIsOutOfRange()
{
    QFETCH(const QByteArray, json);
    QCOMPARE(test::codeOf([&] { AttackOptions::fromJson(Json::parse(json.toStdString())); }), "bad_argument");
}

void TestAttack::stopsInBothPasses()
{
    Attacker attacker(graphWith(Json::array({node("Tanh", {"c"}, "m")})), "cpu", 1);
    const auto a = crops(1, kSide, 1), b = crops(1, kSide, 2);
    const auto attack = [&](int& calls, int most) {
        attacker.run(a, b, std::vector<std::uint8_t>{1}, numbers(1), optionsOf("fgsm", {1}), [&calls, most] {
            if (++calls > most)
                throw Error(ErrorCode::Interrupted, "stopped");
        });
    };
    int calls = 0;
    attack(calls, 1000);
    QVERIFY(calls > 6 * 5); // five nodes, forward three times for crop and mirrored crop, and back once
    for (int most = 0; most < calls; ++most) {
        int made = 0;
        QCOMPARE(test::codeOf([&] { attack(made, most); }), "interrupted");
    }
    int again = 0;
    attack(again, 1000); // as if nothing had happened
    QCOMPARE(again, calls);
}

void TestAttack::equalsPyTorch()
{
    LIKENESS_NEEDS_TORCH_IN_PYTHON();
    const test::TempFolder folder;
    constexpr int kTwin = 112;
    const auto said = test::pythonFile("tests/peers/attack_torch.py",
                                       {QStringLiteral("--network"), QStringLiteral("mobilefacenet_small:64:112"),
                                        QStringLiteral("--out"), QString::fromStdString(folder.path().string())});
    const Json peer = Json::parse(said, nullptr, false);
    QVERIFY2(!peer.is_discarded(), said.c_str());
    const Bytes saved = readFile(folder / "weights.pth"), changed = readFile(folder / "changed.bin");
    const auto state = graph::TorchFile::parse(saved, "weights.pth");
    std::vector<graph::TensorView> tensors;
    for (const auto& tensor : state.tensors())
        if (!tensor.name.ends_with("num_batches_tracked"))
            tensors.push_back(tensor);
    const nn::BackboneOptions options{"mobilefacenet_small", 64, kTwin, "none", 1};
    Attacker attacker(graph::serializeTensors(tensors, graph::metadataWithSpec({{"backbone", options.toJson()},
                                                                                {"input", inputOf(kTwin).toJson()}})),
                      "cpu", 1);
    auto pictures = at::empty({8, kTwin, kTwin, 3}, at::kByte);
    for (std::int64_t k = 0; k < pictures.numel(); ++k)
        pictures.data_ptr<std::uint8_t>()[k] = static_cast<std::uint8_t>(k * k % 1013 * 7 % 256);
    const auto a = pictures.slice(0, 0, 8, 2), b = pictures.slice(0, 1, 8, 2);
    const auto out = attacker.run(a, b, kKinds, numbers(4), optionsOf("fgsm", {2, 8}));
    QCOMPARE(static_cast<std::size_t>(out.crops.numel()), changed.size());
    std::size_t equal = 0;
    for (std::size_t k = 0; k < changed.size(); ++k)
        equal += out.crops.data_ptr<std::uint8_t>()[k] == changed[k] ? 1 : 0;
    const double share = static_cast<double>(equal) / static_cast<double>(changed.size());
    QVERIFY2(share > 0.999, std::to_string(share).c_str());
    for (std::size_t i = 0; i < 4; ++i) {
        QVERIFY(std::abs(out.before[i] - peer["before"][i].get<double>()) < 1e-5);
        for (std::size_t e = 0; e < 2; ++e) {
            const double off = std::abs(out.after[e][i] - peer["after"][e][i].get<double>());
            QVERIFY2(off < 1e-4, std::to_string(off).c_str());
            QVERIFY(std::abs(out.after[e][i] - out.before[i]) > 1e-2); // it has something to be equal in
        }
    }
}

QTEST_APPLESS_MAIN(TestAttack)
#include "tst_attack.moc"
