// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/torch_compat.h" // before Qt

#include "core/base/error.h"
#include "core/nn/graph_network.h"
#include "core/nn/tensors.h"

#include <QTest>

using namespace likeness;

// A graph as training sees it, and its outputs by name.
class TestGraphNetwork : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void parametersAreInOrderOfUse();
    void gradientsEqualFiniteDifferences();
    void statisticsMoveAsBatchNormMovesThem();
    void whatIsFrozenStays();
    void dropoutIsForTraining();
    void sharedNormalisationsAreParted();
    void theImageIsTheGraphAgain();
    void everyOutputHasItsName();
    void sizesStayExact();
};

namespace {

Json node(const char* op, std::vector<std::string> in, const char* out, Json attributes = Json::object())
{
    return {{"op", op},
            {"name", std::string("the ") + out},
            {"inputs", std::move(in)},
            {"outputs", {out}},
            {"attributes", std::move(attributes)}};
}

struct Model {
    Bytes image;
    Json spec;
    std::unique_ptr<nn::GraphNetwork> network(const std::vector<std::string>& outputs = {}) const
    {
        return std::make_unique<nn::GraphNetwork>(graph::TensorFile::parse(image), spec["graph"], outputs);
    }
};

Model modelOf(const Json& nodes, const nn::NamedTensors& constants, const Json& outputs = {"y"})
{
    graph::InputSpec input;
    input.height = input.width = 6;
    const Json spec = {{"role", "embedding"},
                       {"input", input.toJson()},
                       {"graph", {{"opset", 13}, {"inputs", {"x"}}, {"outputs", outputs}, {"nodes", nodes}}}};
    return {nn::serialize(constants, graph::metadataWithSpec(spec)), spec};
}

at::Tensor whole(std::initializer_list<std::int64_t> values)
{
    return at::tensor(std::vector<std::int64_t>(values), at::kLong);
}

// Two units with a normalisation each, then both kinds of product with a weight.
Model trainable()
{
    at::manual_seed(2);
    const Json nodes = {
        node("Conv", {"x", "w1"}, "c1", {{"pads", {1, 1, 1, 1}}}),
        node("BatchNormalization", {"c1", "s1", "b1", "m1", "v1"}, "n1", {{"epsilon", 1e-3}, {"momentum", 0.8}}),
        node("PRelu", {"n1", "slope"}, "p1"),
        node("Conv", {"p1", "w2", "bias2"}, "c2", {{"strides", {2, 2}}}),
        node("BatchNormalization", {"c2", "s2", "b2", "m2", "v2"}, "n2"),
        node("Relu", {"n2"}, "r2"),
        node("Flatten", {"r2"}, "f"),
        node("Gemm", {"f", "fc", "fcBias"}, "g", {{"transB", 1}}),
        node("Mul", {"g", "fixed"}, "h"),
        node("Transpose", {"mat"}, "matT", {{"perm", {1, 0}}}),
        node("MatMul", {"h", "matT"}, "k"),
        node("Add", {"matBias", "k"}, "l"),
        node("LayerNormalization", {"l", "ls", "lb"}, "y", {{"axis", -1}}),
    };
    return modelOf(nodes, {{"w1", at::randn({4, 3, 3, 3}) * 0.3},
                           {"s1", at::rand({4}) + 0.5},
                           {"b1", at::randn({4})},
                           {"m1", at::randn({4}) * 0.1},
                           {"v1", at::rand({4}) + 0.5},
                           {"slope", at::rand({4, 1, 1})},
                           {"w2", at::randn({5, 4, 2, 2}) * 0.3},
                           {"bias2", at::randn({5}) * 0.1},
                           {"s2", at::rand({5}) + 0.5},
                           {"b2", at::randn({5})},
                           {"m2", at::randn({5}) * 0.1},
                           {"v2", at::rand({5}) + 0.5},
                           {"fc", at::randn({6, 45}) * 0.2},
                           {"fcBias", at::randn({6})},
                           {"fixed", at::full({1}, 1.5)},
                           {"mat", at::randn({3, 6}) * 0.4},
                           {"matBias", at::randn({3})},
                           {"ls", at::rand({3}) + 0.5},
                           {"lb", at::randn({3})}});
}

at::Tensor batch(std::int64_t count = 4)
{
    at::manual_seed(9);
    return at::randn({count, 3, 6, 6});
}

void ask(nn::TrainableNetwork& network)
{
    for (std::size_t i = network.firstTrained; i < network.parameters().size(); ++i)
        if (auto& p = network.parameters()[i]; p.trained)
            p.value.set_requires_grad(true);
}

at::Tensor valueOf(nn::TrainableNetwork& network, const std::string& name)
{
    for (const auto& p : network.parameters())
        if (p.name == name)
            return p.value;
    return {};
}

} // namespace

void TestGraphNetwork::parametersAreInOrderOfUse()
{
    const auto network = trainable().network();
    std::string names, trained, decayed;
    for (const auto& p : network->parameters()) {
        names += p.name + " ";
        trained += p.trained ? p.name + " " : "";
        decayed += p.decay ? p.name + " " : "";
    }
    QCOMPARE(names, std::string("w1 s1 b1 m1 v1 slope w2 bias2 s2 b2 m2 v2 fc fcBias mat matBias ls lb "));
    QCOMPARE(trained, std::string("w1 s1 b1 slope w2 bias2 s2 b2 fc fcBias mat matBias ls lb "));
    QCOMPARE(decayed, std::string("w1 w2 fc mat "));
    QCOMPARE(network->parameterCount(),
             std::int64_t{108 + 4 + 4 + 4 + 80 + 5 + 5 + 5 + 270 + 6 + 18 + 3 + 3 + 3});
}

void TestGraphNetwork::gradientsEqualFiniteDifferences()
{
    const auto network = trainable().network();
    network->training = true;
    ask(*network);
    const auto x = batch();
    const auto weights = at::linspace(-1, 1, 12, at::kFloat).view({4, 3});
    const auto loss = [&] { return (network->forward(x) * weights).sum(); };
    loss().backward();
    for (auto& p : network->parameters()) {
        if (!p.trained)
            continue;
        QVERIFY2(p.value.grad().defined(), p.name.c_str());
        const at::NoGradGuard guard;
        // Along the gradient itself: one number for each tensor, far above float's rounding.
        const auto direction = p.value.grad() / p.value.grad().norm().clamp_min(1e-6);
        const double step = 2e-3, slope = (p.value.grad() * direction).sum().item<double>();
        p.value.add_(direction, step);
        const double up = loss().item<double>();
        p.value.add_(direction, -2 * step);
        const double down = loss().item<double>();
        p.value.add_(direction, step);
        const double measured = (up - down) / (2 * step);
        QVERIFY2(std::abs(measured - slope) < 2e-2 * std::max(1.0, std::abs(slope)),
                 (p.name + ": " + std::to_string(measured) + " and " + std::to_string(slope)).c_str());
    }
}

void TestGraphNetwork::statisticsMoveAsBatchNormMovesThem()
{
    const auto network = trainable().network();
    const auto x = batch();
    auto mean = valueOf(*network, "m1").clone(), variance = valueOf(*network, "v1").clone();
    const auto c1 = at::conv2d(x, valueOf(*network, "w1"), {}, 1, 1);
    at::batch_norm(c1, valueOf(*network, "s1"), valueOf(*network, "b1"), mean, variance, true, 0.2, 1e-3, false);
    const at::NoGradGuard guard;
    network->forward(x);
    QVERIFY(!at::equal(valueOf(*network, "m1"), mean)); // not in use
    network->training = true;
    network->forward(x);
    QVERIFY(at::allclose(valueOf(*network, "m1"), mean, 1e-5, 1e-6));
    QVERIFY(at::allclose(valueOf(*network, "v1"), variance, 1e-5, 1e-6));
}

void TestGraphNetwork::whatIsFrozenStays()
{
    const auto model = trainable();
    const auto network = model.network();
    network->training = true;
    while (network->parameters()[network->firstTrained].name != "w2")
        ++network->firstTrained;
    ask(*network);
    std::vector<at::Tensor> before;
    for (const auto& p : network->parameters())
        before.push_back(p.value.detach().clone());
    for (int step = 0; step < 3; ++step) {
        network->forward(batch()).square().sum().backward();
        const at::NoGradGuard guard;
        for (auto& p : network->parameters())
            if (p.value.grad().defined()) {
                p.value.sub_(p.value.grad(), 0.01);
                p.value.mutable_grad() = at::Tensor();
            }
    }
    for (std::size_t i = 0; i < before.size(); ++i) {
        const auto& p = network->parameters()[i];
        QVERIFY2(at::equal(before[i], p.value) == (i < network->firstTrained), p.name.c_str());
    }
    // And they compute what they computed when nothing was trained.
    const auto untrained = model.network({"y"});
    const at::NoGradGuard guard;
    auto piece = model.spec;
    piece["graph"]["outputs"] = {"p1"};
    nn::GraphNetwork front(graph::TensorFile::parse(model.image), piece["graph"]);
    const auto image = network->image(model.spec);
    nn::GraphNetwork trainedFront(graph::TensorFile::parse(image), piece["graph"]);
    QVERIFY(at::equal(front.forward(batch()), trainedFront.forward(batch())));
}

void TestGraphNetwork::dropoutIsForTraining()
{
    const auto network =
        modelOf(Json::array({node("Flatten", {"x"}, "f"), node("Dropout", {"f", "ratio"}, "y")}), {{"ratio", at::full({}, 0.25)}})
            .network();
    const auto x = at::ones({50, 3, 6, 6});
    QVERIFY(at::equal(network->forward(x), x.flatten(1)));
    network->training = true;
    const auto y = network->forward(x);
    const double dropped = y.eq(0).to(at::kFloat).mean().item<double>();
    QVERIFY2(std::abs(dropped - 0.25) < 0.03, std::to_string(dropped).c_str());
    QVERIFY(at::allclose(y.max(), at::full({}, 1 / 0.75)));
}

// Exporters keep one of several equal constants: at the start of training all scales are 1.
void TestGraphNetwork::sharedNormalisationsAreParted()
{
    const auto ones = at::ones({3}), zeros = at::zeros({3});
    const auto model = modelOf({node("Identity", {"one"}, "alias"),
                                node("BatchNormalization", {"x", "one", "zero", "zero", "one"}, "a"),
                                node("Relu", {"a"}, "r"),
                                node("BatchNormalization", {"r", "alias", "zero", "zero", "alias"}, "y")},
                               {{"one", ones}, {"zero", zeros}});
    const auto network = model.network();
    QCOMPARE(network->parameters().size(), std::size_t{8});
    for (std::size_t i = 0; i < 8; ++i)
        for (std::size_t k = 0; k < i; ++k)
            QVERIFY(network->parameters()[i].value.data_ptr() != network->parameters()[k].value.data_ptr());
    network->training = true;
    const at::NoGradGuard guard;
    auto m1 = zeros.clone(), v1 = ones.clone(), m2 = zeros.clone(), v2 = ones.clone();
    const auto a = at::batch_norm(batch(), ones, zeros, m1, v1, true, 0.1, 1e-5, false);
    const auto expected = at::batch_norm(at::relu(a), ones, zeros, m2, v2, true, 0.1, 1e-5, false);
    QVERIFY(at::allclose(network->forward(batch()), expected, 1e-5, 1e-6));
    QVERIFY(at::allclose(network->parameters()[2].value, m1) && at::allclose(network->parameters()[6].value, m2));
}

void TestGraphNetwork::theImageIsTheGraphAgain()
{
    const auto model = trainable();
    const auto network = model.network();
    const at::NoGradGuard guard;
    for (auto& p : network->parameters())
        p.value.mul_(1.125);
    const auto image = network->image(model.spec);
    const auto file = graph::TensorFile::parse(image);
    const Json spec = graph::modelSpec(file);
    QVERIFY(spec["input"] == model.spec["input"]);
    nn::GraphNetwork again(file, spec["graph"]);
    QVERIFY(at::equal(again.forward(batch()), network->forward(batch())));
    QVERIFY(!at::equal(model.network()->forward(batch()), network->forward(batch())));
    // A checkpoint's tensors go back by name.
    const auto state = nn::serialize(network->state(), Json::object());
    const auto fresh = model.network();
    fresh->load(graph::TensorFile::parse(state));
    QVERIFY(at::equal(fresh->forward(batch()), network->forward(batch())));
}

void TestGraphNetwork::everyOutputHasItsName()
{
    Json split = node("Split", {"x"}, "a", {{"axis", 1}});
    split["outputs"] = {"a", "b", "c"};
    const auto model = modelOf({split, node("Neg", {"c"}, "d"), node("GlobalAveragePool", {"x"}, "e")}, {},
                               {"a", "b", "d", "e"});
    const auto x = batch(5);
    const auto all = model.network({"e", "d", "a"})->run(x);
    QCOMPARE(all.size(), std::size_t{3});
    QCOMPARE(all[0].first, std::string("e"));
    QVERIFY(at::allclose(all[0].second, x.mean({2, 3}, true), 1e-5, 1e-6));
    QVERIFY(at::equal(all[1].second, -x.slice(1, 2, 3)));
    QVERIFY(at::equal(all[2].second, x.slice(1, 0, 1)));
    QVERIFY(at::equal(model.network()->forward(x), x.slice(1, 0, 1)));
    QVERIFY_THROWS_EXCEPTION(Error, model.network({"c"})); // a value, but no output
}

// In bfloat16 a scale of 1.7 would be 1.703125, and 20 pixels would become 34.06.
void TestGraphNetwork::sizesStayExact()
{
    const auto model = modelOf(Json::array({node("Resize", {"x", "", "scales"}, "y", {{"mode", "nearest"}})}),
                               {{"scales", at::tensor(std::vector<float>{1, 1, 1.7f, 53.0f / 6}, at::kFloat)}});
    const auto network = model.network();
    network->to(at::kCPU);
    network->freeze(at::kBFloat16, true, 6, 6);
    QCOMPARE(network->forward(batch().to(at::kBFloat16)).sizes().vec(), (std::vector<std::int64_t>{4, 3, 10, 53}));
    // So do sizes that are computed: shape → float → half → whole again.
    const auto computed =
        modelOf({node("Shape", {"x"}, "s"), node("Slice", {"s", "two", "four"}, "hw"),
                 node("Cast", {"hw"}, "real", {{"to", 1}}), node("Mul", {"real", "factor"}, "more"),
                 node("Cast", {"more"}, "sides", {{"to", 7}}), node("Slice", {"s", "zero", "two"}, "nc"),
                 node("Concat", {"nc", "sides"}, "all", {{"axis", 0}}),
                 node("Resize", {"x", "", "", "all"}, "y", {{"mode", "linear"}})},
                {{"two", whole({2})}, {"four", whole({4})}, {"zero", whole({0})}, {"factor", at::full({1}, 43.17)}})
            .network();
    computed->to(at::kCPU);
    computed->freeze(at::kBFloat16, true, 6, 6);
    QCOMPARE(computed->forward(batch().to(at::kBFloat16)).sizes().vec(), (std::vector<std::int64_t>{4, 3, 259, 259}));
}

QTEST_APPLESS_MAIN(TestGraphNetwork)
#include "tst_graph_network.moc"
