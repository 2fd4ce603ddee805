// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/torch_compat.h" // before Qt

#include "core/train/augment.h"
#include "core/train/batch_loader.h"
#include "core/train/learner.h"
#include "core/train/schedule.h"

#include <QTest>
#include <cmath>
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
    void sgdIsTheFormula();
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
    QCOMPARE(cosine.margin(0), 0.0);
    QCOMPARE(cosine.margin(25), 0.25);
    QCOMPARE(cosine.margin(50), 0.5);
    QCOMPARE(cosine.focalGamma(79), 0.0);
    QCOMPARE(cosine.focalGamma(80), 2.0);
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
    for (const char* head : {"softmax", "arcface", "cosface"})
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
    config.augment = {false, 0, 0, 0, 0, 0, 0};
    Learner learner(config, 4, at::kCPU);
    at::manual_seed(2);
    const auto pixels = at::randint(0, 256, {8, 32, 32, 3}, at::kByte);
    const auto labels = at::tensor(std::vector<std::int64_t>{0, 1, 2, 3, 0, 1, 2, 3}, at::kLong);
    double first = 0, last = 0;
    for (int i = 0; i < 40; ++i) {
        last = learner.accumulate(pixels, labels, i, config.loss.m, 0).loss.item<double>();
        first = i == 0 ? last : first;
        learner.step(0.02);
    }
    QVERIFY2(last < first * 0.4, (std::to_string(first) + " to " + std::to_string(last)).c_str());
}

void TestTrain::sgdIsTheFormula()
{
    run::Config config;
    config.model.backbone = "mobilefacenet_small";
    config.model.embedding = 16;
    config.model.inputSize = 32;
    config.train.clipNorm = 0;
    config.train.momentum = 0.5;
    config.train.weightDecay = 0.1;
    Learner learner(config, 2, at::kCPU);
    const auto tensor = [&](const std::string& name) {
        for (const auto& [key, value] : learner.state())
            if (key == name)
                return value.detach().clone();
        return at::Tensor();
    };
    const auto pixels = at::full({4, 32, 32, 3}, 90, at::kByte);
    const auto labels = at::tensor(std::vector<std::int64_t>{0, 1, 0, 1}, at::kLong);
    const auto before = tensor("head.weight");
    learner.accumulate(pixels, labels, 0, 0.1, 0);
    learner.step(0.01);
    const auto momentum = tensor("momentum.head.weight"); // gradient + decay, the first time
    QVERIFY(at::allclose(tensor("head.weight"), before - momentum * 0.01, 1e-5, 1e-7));
    QVERIFY(momentum.abs().max().item<double>() > 0);
    learner.accumulate(pixels, labels, 1, 0.1, 0);
    const auto middle = tensor("head.weight");
    learner.step(0.01);
    QVERIFY(at::allclose(tensor("head.weight"), middle - tensor("momentum.head.weight") * 0.01, 1e-5, 1e-7));
}

QTEST_APPLESS_MAIN(TestTrain)
#include "tst_train.moc"
