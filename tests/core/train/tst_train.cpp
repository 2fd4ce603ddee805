// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/torch_compat.h" // before Qt

#include "core/nn/embedder.h"
#include "core/nn/tensors.h"
#include "core/train/augment.h"
#include "core/train/batch_loader.h"
#include "core/train/divergence.h"
#include "core/train/learner.h"
#include "core/train/schedule.h"
#include "tests/support/error_code.h"
#include "tests/support/python.h"

#include <QTest>
#include <cmath>
#include <limits>
#include <map>
#include <set>

using namespace likeness;
using namespace likeness::train;

class TestTrain : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void schedules();
    void everyEpochSeesEveryFace();
    void augmentationIsTheSeeds();
    void oneBatchIsOverfitted_data();
    void oneBatchIsOverfitted();
    void optimisersEqualPyTorch_data();
    void optimisersEqualPyTorch();
    void aLargeLossScaleLeavesTheStepOut();
    void batchesOfIdentitiesAreBalanced();
    void theAverageFollowsTheWeights();
    void runningStatisticsBeginAsMeans();
    void whatIsFrozenDoesNotMove();
    void everyAugmentationDoesWhatItsNameSays();
    void divergenceIsTold();
};

void TestTrain::schedules()
{
    run::Config config;
    config.train.epochs = 10;
    config.train.lr = 1;
    config.train.lrMin = 0.1;
    config.train.warmupEpochs = 2;
    config.train.schedule = "cosine";
    config.loss.m = 0.5;
    config.loss.marginRamp = 0.5;
    config.loss.focalGamma = 2;
    config.loss.focalFrom = 0.8;
    const Schedule cosine(config, 10);
    QCOMPARE(cosine.totalSteps(), 100);
    QCOMPARE(cosine.learningRate(0), 0.05);
    QCOMPARE(cosine.learningRate(19), 1.0);
    QVERIFY(std::abs(cosine.learningRate(60) - 0.55) < 1e-12);
    QVERIFY(cosine.learningRate(99) < 0.11 && cosine.learningRate(99) > 0.1);
    QCOMPARE(cosine.strength(0).margin, 0.0);
    QCOMPARE(cosine.strength(25).margin, 0.5);
    QCOMPARE(cosine.strength(50).margin, 1.0);
    QCOMPARE(cosine.strength(79).focalGamma, 0.0);
    QCOMPARE(cosine.strength(80).focalGamma, 2.0);
    QCOMPARE(cosine.frozenShare(0), 0.0);
    config.train.frozenEpochs = 1;
    config.train.unfreezeEpochs = 3;
    const Schedule staged(config, 10);
    QCOMPARE(staged.frozenShare(9), 1.0);
    QCOMPARE(staged.frozenShare(10), 0.75);
    QCOMPARE(staged.frozenShare(20), 0.5);
    QCOMPARE(staged.frozenShare(39), 0.25);
    QCOMPARE(staged.frozenShare(40), 0.0);
    config.train.schedule = "step";
    const Schedule step(config, 10);
    QCOMPARE(step.learningRate(59), 1.0);
    QCOMPARE(step.learningRate(60), 0.1);
    QCOMPARE(step.learningRate(80), 0.01);
    config.train.schedule = "polynomial";
    QVERIFY(std::abs(Schedule(config, 10).learningRate(60) - 0.325) < 1e-12);
}

void TestTrain::everyEpochSeesEveryFace()
{
    BatchOrder order(10, 4, 3, 7), same(10, 4, 3, 7);
    std::vector<std::vector<std::size_t>> epochs(2);
    for (std::int64_t i = 0; i < 6; ++i) {
        const auto batch = order.batch(i);
        QCOMPARE(batch.size(), std::size_t{4});
        epochs[static_cast<std::size_t>(i / 3)].insert(epochs[static_cast<std::size_t>(i / 3)].end(), batch.begin(),
                                                       batch.end());
    }
    for (const auto& e : epochs)
        QCOMPARE(std::set<std::size_t>(e.begin(), e.end()).size(), std::size_t{10});
    QVERIFY(epochs[0] != epochs[1]);
    QCOMPARE(same.batch(4), order.batch(4)); // without having asked for those before
}

void TestTrain::augmentationIsTheSeeds()
{
    at::manual_seed(1);
    const auto x = (at::rand({4, 3, 32, 32}) * 2 - 1).contiguous(at::MemoryFormat::ChannelsLast);
    run::Config::Augment all;
    all.erase = 1;
    Rng a(3), b(3), c(4);
    const auto one = augment(x, all, a);
    QVERIFY(at::equal(one, augment(x, all, b)));
    QVERIFY(!at::equal(one, augment(x, all, c)));
    QVERIFY(one.abs().max().item<float>() <= 1.0f);
    QVERIFY(one.is_contiguous(at::MemoryFormat::ChannelsLast));
    run::Config::Augment none;
    none.flip = false;
    none.rotation = none.shift = none.scale = none.brightness = none.contrast = none.erase = 0;
    QVERIFY(at::equal(augment(x, none, a), x));
    none.flip = true; // alone: each face is itself or its mirror image
    const auto flipped = augment(x, none, a);
    int mirrored = 0;
    for (std::int64_t i = 0; i < 4; ++i) {
        const bool same = at::allclose(flipped[i], x[i], 1e-4, 1e-4),
                   mirror = at::allclose(flipped[i], x[i].flip({2}), 1e-4, 1e-4);
        QVERIFY(same != mirror);
        mirrored += mirror;
    }
    QVERIFY(mirrored > 0 && mirrored < 4);
}

void TestTrain::oneBatchIsOverfitted_data()
{
    QTest::addColumn<QByteArray>("head");
    for (const char* head :
         {"softmax", "arcface", "cosface", "combined", "subcenter", "curricular", "adaface", "magface", "triplet"})
        QTest::newRow(head) << QByteArray(head);
}

void TestTrain::oneBatchIsOverfitted()
{
    QFETCH(const QByteArray, head);
    run::Config config;
    config.model.backbone = "mobilefacenet_small";
    config.model.embedding = 32;
    config.model.inputSize = 32;
    config.model.dropout = 0;
    config.loss.head = head.toStdString();
    config.loss.s = 16;
    config.loss.m = 0.2;
    config.loss.m2 = config.loss.m3 = 0.1;
    config.loss.magNormLow = 1;
    config.loss.magLambda = 1;
    config.augment = {false, 0, 0, 0, 0, 0, 0};
    Learner learner(config, 4, at::kCPU);
    at::manual_seed(2);
    const auto pixels = at::randint(0, 256, {8, 32, 32, 3}, at::kByte);
    const auto labels = at::tensor(std::vector<std::int64_t>{0, 1, 2, 3, 0, 1, 2, 3}, at::kLong);
    double first = 0, last = 0;
    for (int i = 0; i < 40; ++i) {
        last = learner.accumulate(pixels, labels, i, {}).loss.item<double>();
        first = i == 0 ? last : first;
        learner.step(0.02);
    }
    QVERIFY2(last < first * 0.4, (std::to_string(first) + " to " + std::to_string(last)).c_str());
}

void TestTrain::optimisersEqualPyTorch_data()
{
    LIKENESS_NEEDS_TORCH_IN_PYTHON();
    const Json cases = {{{"name", "sgd"}, {"decay", 0.0}, {"clip", 0.0}},
                        {{"name", "sgd"}, {"decay", 0.05}, {"clip", 0.7}},
                        {{"name", "adamw"}, {"decay", 0.0}, {"clip", 0.0}},
                        {{"name", "adamw"}, {"decay", 0.05}, {"clip", 0.7}}};
    const auto text = test::python(R"(
import sys, json, torch
torch.set_default_dtype(torch.float64)
def answer(name, decay, clip):
    a = torch.tensor([1., -2, 3], requires_grad=True)
    b = torch.tensor([.5, .25], requires_grad=True)
    groups = [{'params': [a], 'weight_decay': decay, 'lr': .05}, {'params': [b], 'weight_decay': 0, 'lr': .005}]
    o = torch.optim.SGD(groups, lr=.05, momentum=.8) if name == 'sgd' else torch.optim.AdamW(groups, lr=.05, betas=(.8, .99))
    for i in range(5):
        o.zero_grad()
        ((a * a * torch.tensor([1, .5, 2])).sum() + (b - 1).pow(2).sum() * 3).backward()
        norm = torch.nn.utils.clip_grad_norm_([a, b], clip if clip > 0 else 1e9)
        o.step()
    return [norm.item()] + a.tolist() + b.tolist()
print(json.dumps([answer(**c) for c in json.loads(sys.argv[1])]))
)",
                                   dumpJson(cases));
    QVERIFY2(!text.starts_with("failed"), text.c_str());
    const Json answers = parseJson(text, "the reference");
    QTest::addColumn<QByteArray>("asked");
    QTest::addColumn<QByteArray>("answer");
    for (std::size_t i = 0; i < cases.size(); ++i)
        QTest::addRow("%s%s", cases[i]["name"].get<std::string>().c_str(), i % 2 == 0 ? "" : ", decayed and clipped")
            << QByteArray::fromStdString(dumpJson(cases[i])) << QByteArray::fromStdString(dumpJson(answers[i]));
}

// Two parameters, one of them without decay and at a tenth of the rate, on a quadratic of its own each.
void TestTrain::optimisersEqualPyTorch()
{
    QFETCH(const QByteArray, asked);
    QFETCH(const QByteArray, answer);
    const Json query = Json::parse(asked.toStdString());
    const auto expected = Json::parse(answer.toStdString()).get<std::vector<double>>();
    run::Config::Train options;
    options.optimizer = query["name"].get<std::string>();
    options.weightDecay = query["decay"].get<double>();
    options.clipNorm = query["clip"].get<double>();
    options.momentum = 0.8;
    options.beta2 = 0.99;
    auto a = at::tensor(std::vector<double>{1, -2, 3}, at::kDouble).set_requires_grad(true);
    auto b = at::tensor(std::vector<double>{0.5, 0.25}, at::kDouble).set_requires_grad(true);
    Optimizer ours(options, {{"a", &a, true, 1}, {"b", &b, false, 0.1}});
    const auto weights = at::tensor(std::vector<double>{1, 0.5, 2}, at::kDouble);
    double norm = 0;
    for (int i = 0; i < 5; ++i) {
        ((a * a * weights).sum() + (b - 1).pow(2).sum() * 3).backward();
        norm = ours.step(0.05).item<double>();
    }
    QVERIFY(std::abs(norm / expected[0] - 1) < 1e-9);
    for (std::int64_t i = 0; i < 3; ++i)
        QVERIFY(std::abs(a[i].item<double>() - expected[static_cast<std::size_t>(1 + i)]) < 1e-9);
    for (std::int64_t i = 0; i < 2; ++i)
        QVERIFY(std::abs(b[i].item<double>() - expected[static_cast<std::size_t>(4 + i)]) < 1e-9);
}

void TestTrain::aLargeLossScaleLeavesTheStepOut()
{
    run::Config::Train options;
    options.precision = "fp16";
    options.clipNorm = 0;
    options.weightDecay = 0;
    auto x = at::ones({2}, at::kFloat).set_requires_grad(true);
    Optimizer optimizer(options, {{"x", &x, true, 1}});
    QCOMPARE(optimizer.lossScale(), 65536.0);
    (x.sum() * std::numeric_limits<float>::infinity()).backward();
    QVERIFY(!optimizer.step(0.1).defined());
    QVERIFY(at::equal(x.detach(), at::ones({2})));
    QCOMPARE(optimizer.lossScale(), 32768.0);
    (x.sum() * optimizer.lossScale()).backward(); // gradients of 1 once unscaled
    QVERIFY(std::abs(optimizer.step(0.1).item<double>() - std::sqrt(2.0)) < 1e-6);
    QVERIFY(at::allclose(x.detach(), at::full({2}, 0.9f)));
    // Forked to another precision, nothing is scaled.
    const auto bytes = nn::serialize(optimizer.state(), Json::object());
    options.precision = "bf16";
    Optimizer other(options, {{"x", &x, true, 1}});
    other.load(graph::TensorFile::parse(bytes), true);
    QCOMPARE(other.lossScale(), 1.0);
}

void TestTrain::batchesOfIdentitiesAreBalanced()
{
    // Identities with 1, 2, 5 and 12 faces.
    std::vector<int> labels;
    for (const auto& [identity, faces] : {std::pair{0, 1}, {1, 2}, {2, 5}, {3, 12}})
        labels.insert(labels.end(), static_cast<std::size_t>(faces), identity);
    BatchOrder order(labels, 6, 3, 4, 9), same(labels, 6, 3, 4, 9);
    std::map<int, int> seen;
    std::set<std::size_t> ofTheLargest;
    for (std::int64_t i = 0; i < 40; ++i) {
        const auto batch = order.batch(i);
        QCOMPARE(batch.size(), std::size_t{6});
        std::map<int, int> counts;
        for (const auto sample : batch) {
            ++counts[labels[sample]];
            if (labels[sample] == 3)
                ofTheLargest.insert(sample);
        }
        QCOMPARE(counts.size(), std::size_t{2});
        for (const auto& [identity, count] : counts) {
            QCOMPARE(count, 3);
            ++seen[identity];
        }
    }
    for (int identity = 0; identity < 4; ++identity)
        QCOMPARE(seen[identity], 20);
    QCOMPARE(ofTheLargest.size(), std::size_t{12});
    QCOMPARE(same.batch(29), order.batch(29)); // without having asked for those before
    QCOMPARE(test::codeOf([&] { BatchOrder(labels, 15, 3, 4, 9); }), std::string("bad_argument"));
}

namespace {

run::Config smallConfig()
{
    run::Config config;
    config.model.backbone = "mobilefacenet_small";
    config.model.embedding = 16;
    config.model.inputSize = 32;
    config.augment = {false, 0, 0, 0, 0, 0, 0};
    return config;
}

at::Tensor tensorOf(const Learner& learner, const std::string& name)
{
    for (const auto& [key, value] : learner.state())
        if (key == name)
            return value.detach().clone();
    return {};
}

} // namespace

void TestTrain::theAverageFollowsTheWeights()
{
    auto config = smallConfig();
    config.train.ema = 0.5;
    Learner learner(config, 2, at::kCPU);
    const auto pixels = at::randint(0, 256, {4, 32, 32, 3}, at::kByte);
    const auto labels = at::tensor(std::vector<std::int64_t>{0, 1, 0, 1}, at::kLong);
    const std::string name = "features.layers.2.weight", running = "layers.0.layers.1.running_mean";
    auto average = tensorOf(learner, "model." + name), statistic = tensorOf(learner, "model." + running);
    for (int i = 0; i < 3; ++i) {
        learner.accumulate(pixels, labels, i, {});
        learner.step(0.05);
        const double decay = std::min(0.5, (1.0 + i) / (10.0 + i));
        average = average * decay + tensorOf(learner, "model." + name) * (1 - decay);
        statistic = statistic * decay + tensorOf(learner, "model." + running) * (1 - decay);
    }
    QVERIFY(at::allclose(tensorOf(learner, "average." + name), average, 1e-5, 1e-7));
    QVERIFY(at::allclose(tensorOf(learner, "average." + running), statistic, 1e-5, 1e-7));
    QVERIFY(!at::equal(average, tensorOf(learner, "model." + name)));
    const auto weights = tensorOf(learner, "model." + name);
    {
        const Learner::Evaluation evaluation(learner);
        QVERIFY(at::equal(tensorOf(learner, "model." + name), tensorOf(learner, "average." + name)) == false);
        QVERIFY(at::allclose(tensorOf(learner, "model." + name), average, 1e-5, 1e-7));
    }
    QVERIFY(at::equal(tensorOf(learner, "model." + name), weights));
    const auto image = learner.modelImage(); // what is kept is the average
    const auto file = graph::TensorFile::parse(image);
    QVERIFY(at::allclose(nn::toTensor(*file.find(name)), average, 1e-5, 1e-7));
}

// And so faces differ to a network that has seen only three batches.
void TestTrain::runningStatisticsBeginAsMeans()
{
    at::manual_seed(3);
    const auto labels = at::tensor(std::vector<std::int64_t>{0, 1, 0, 1}, at::kLong);
    const std::string mean = "model.layers.0.layers.1.running_mean", variance = "model.layers.0.layers.1.running_var";
    Learner learner(smallConfig(), 2, at::kCPU);
    at::Tensor means, variances, pixels;
    for (int i = 0; i < 3; ++i) {
        pixels = at::randint(0, 256, {4, 32, 32, 3}, at::kByte);
        learner.accumulate(pixels, labels, i, {});
        Learner one(smallConfig(), 2, at::kCPU);
        one.accumulate(pixels, labels, 0, {});
        means = i == 0 ? tensorOf(one, mean) : means + tensorOf(one, mean);
        variances = i == 0 ? tensorOf(one, variance) : variances + tensorOf(one, variance);
    }
    QVERIFY(at::allclose(tensorOf(learner, mean), means / 3, 1e-5, 1e-7));
    QVERIFY(at::allclose(tensorOf(learner, variance), variances / 3, 1e-5, 1e-7));
    const at::NoGradGuard guard;
    const Learner::Evaluation evaluation(learner);
    const auto rows = nn::unitRows(learner.network().forward(nn::fit(nn::pixels(pixels), ownInput(32))));
    QVERIFY2(rows.mm(rows.t()).min().item<double>() < 0.9,
             std::to_string(rows.mm(rows.t()).min().item<double>()).c_str());
}

void TestTrain::whatIsFrozenDoesNotMove()
{
    auto config = smallConfig();
    config.train.backboneLr = 0.5;
    Learner learner(config, 2, at::kCPU);
    const auto pixels = at::randint(0, 256, {4, 32, 32, 3}, at::kByte);
    const auto labels = at::tensor(std::vector<std::int64_t>{0, 1, 0, 1}, at::kLong);
    const auto model = [&] {
        std::map<std::string, at::Tensor> out;
        for (const auto& [name, value] : learner.state())
            if (name.starts_with("model.") || name == "head.weight")
                out.emplace(name, value.detach().clone());
        return out;
    };
    const auto moved = [&](const std::map<std::string, at::Tensor>& before) {
        std::set<std::string> names;
        for (const auto& [name, value] : model())
            if (!at::equal(value, before.at(name)))
                names.insert(name);
        return names;
    };
    auto before = model();
    learner.freeze(1);
    learner.accumulate(pixels, labels, 0, {});
    learner.step(0.05);
    QCOMPARE(moved(before), std::set<std::string>{"head.weight"}); // not even a running mean
    before = model();
    learner.freeze(0.5);
    learner.accumulate(pixels, labels, 1, {});
    learner.step(0.05);
    const auto half = moved(before);
    QVERIFY(half.contains("model.features.layers.2.weight") && half.contains("model.conv_sep.layers.1.running_mean"));
    QVERIFY(!half.contains("model.layers.0.layers.0.weight") && !half.contains("model.layers.0.layers.1.running_mean"));
    before = model();
    learner.freeze(0);
    learner.accumulate(pixels, labels, 2, {});
    learner.step(0.05);
    QCOMPARE(moved(before).size(), before.size());
}

void TestTrain::everyAugmentationDoesWhatItsNameSays()
{
    at::manual_seed(1);
    const auto x = (at::rand({6, 3, 112, 112}) * 1.6 - 0.8).contiguous(at::MemoryFormat::ChannelsLast);
    run::Config::Augment none;
    none.flip = false;
    none.rotation = none.shift = none.scale = none.brightness = none.contrast = none.erase = 0;
    const auto with = [&](auto change) {
        auto options = none;
        change(options);
        Rng random(5);
        return augment(x, options, random);
    };
    const auto roughness = [](const at::Tensor& t) {
        return (t.slice(3, 1) - t.slice(3, 0, -1)).abs().mean().item<double>();
    };
    const auto blurred = with([](auto& o) { o.blur = 1; });
    QVERIFY(roughness(blurred) < roughness(x) / 2);
    QVERIFY(std::abs((blurred.mean() - x.mean()).item<double>()) < 0.01);
    const auto coarse = with([](auto& o) { o.lowResolution = 1; });
    QVERIFY(roughness(coarse) < roughness(x) / 2);
    const auto noisy = with([](auto& o) { o.noise = 0.05; });
    const auto deviation = (noisy - x).std({1, 2, 3});
    QVERIFY(deviation.max().item<double>() <= 0.101 && deviation.max().item<double>() > 0.02);
    const auto masked = with([](auto& o) { o.mask = 1; });
    const auto changed = (masked - x).abs().sum(1).gt(1e-6);
    QVERIFY(changed.slice(1, 0, 56).any().item<bool>() == false); // the eyes stay
    const auto mouth = changed.slice(1, 85, 100).slice(2, 40, 72).to(at::kFloat).mean().item<double>();
    QVERIFY2(mouth > 0.99, std::to_string(mouth).c_str());
    const auto erased = with([](auto& o) { o.erase = 1; });
    const auto share = (erased - x).abs().sum(1).gt(1e-6).to(at::kFloat).mean({1, 2});
    QVERIFY(share.min().item<double>() > 0.04 && share.max().item<double>() < 0.21);
    QVERIFY(at::equal(with([](auto&) {}), x));
    for (const auto& y : {blurred, coarse, noisy, masked, erased}) {
        QVERIFY(y.abs().max().item<double>() <= 1.0);
        QVERIFY(at::isfinite(y).all().item<bool>());
    }
    // A face that chance does not pick stays as it is.
    const auto some = with([](auto& o) { o.blur = o.lowResolution = o.mask = 0.3; });
    int same = 0;
    for (std::int64_t i = 0; i < x.size(0); ++i)
        same += at::equal(some[i], x[i]);
    QVERIFY(same > 0 && same < 6);
}

void TestTrain::divergenceIsTold()
{
    using Finding = DivergenceWatch::Finding;
    DivergenceWatch watch;
    QVERIFY(watch.add(1, std::nan(""), 0.5) == Finding::NotFinite);
    QVERIFY(watch.add(std::numeric_limits<double>::infinity(), 1, 0.5) == Finding::NotFinite);
    // A loss that rises with its margin while the accuracy stays is no divergence.
    for (int i = 0; i < 200; ++i) {
        QVERIFY(watch.add(3 + i * 0.1, 1, 0.8) == Finding::None);
        if (i == 60)
            watch.remember();
    }
    watch.remember();
    int steps = 0;
    while (watch.add(40, 1, 0.05) == Finding::None && steps < 100)
        ++steps;
    QVERIFY2(steps > 20 && steps < 50, std::to_string(steps).c_str());
    DivergenceWatch resumed;
    resumed.set(watch.state());
    QVERIFY(watch.add(40, 1, 0.05) == Finding::Collapsed);
    QVERIFY(resumed.add(40, 1, 0.05) == Finding::Collapsed);
    resumed.forget();
    QVERIFY(resumed.add(40, 1, 0.05) == Finding::None);
    for (const auto* rubbish : {"null", "[1]", R"({"good": [1], "recent": 5})", R"({"recent": [["a", 2], 3]})"}) {
        resumed.set(Json::parse(rubbish));
        for (int i = 0; i < 40; ++i)
            QVERIFY(resumed.add(40, 1, 0.05) == Finding::None); // the window is not full yet
    }
}

QTEST_APPLESS_MAIN(TestTrain)
#include "tst_train.moc"
