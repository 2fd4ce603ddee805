// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/compute/compute.h"
#include "core/graph/model_file.h"
#include "tests/support/error_code.h"
#include "tests/support/shared.h"
#include "tests/support/tiny_run.h"

#include <QTest>

using namespace likeness;
using namespace likeness::test;

// Whole runs through the compute module: never lost, the same to the bit whatever stops them.
class TestTraining : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void trainsStopsAndResumesBitByBit_data();
    void trainsStopsAndResumesBitByBit();
    void divergenceNamesTheFaces();
    void aRunThatDivergesGoesBack();
    void everyHeadTrainsARun_data();
    void everyHeadTrainsARun();
    void goesOnFromAModelOfAnotherProgram();
    void aModelThatToldNothingApartIsNamed();
};

void TestTraining::trainsStopsAndResumesBitByBit_data()
{
    QTest::addColumn<int>("batch");
    QTest::addColumn<int>("accumulate");
    QTest::newRow("one batch a step") << 8 << 1;
    QTest::newRow("two batches a step") << 4 << 2;
}

void TestTraining::trainsStopsAndResumesBitByBit()
{
    QFETCH(const int, batch);
    QFETCH(const int, accumulate);
    auto config = tinyConfig();
    config.train.batchSize = batch;
    config.train.accumulate = accumulate;
    const TempFolder a, b;
    const auto whole = makeRun(a, config);
    const auto parts = makeRun(b, config);
    Recorder once;
    const Json end = compute::train(whole.folder(), once);
    QCOMPARE(end["state"].get<std::string>(), std::string("completed"));
    QCOMPARE(end["epochs"].get<int>(), 3);
    QCOMPARE(once.of("epoch").size(), std::size_t{3});
    QCOMPARE(once.of("step").size(), std::size_t{9}); // 20 faces in batches of 8
    const auto verify = once.of("verify");
    QCOMPARE(verify.size(), std::size_t{3});
    for (const char* key : {"auc", "eer", "accuracy", "tpr_at_fpr", "fisher", "fisher_trace_ratio", "d_prime", "roc",
                            "hist", "intra", "inter", "pairs", "genuine", "impostor", "step", "epoch"})
        QVERIFY2(verify[0].contains(key), key);
    QCOMPARE(whole.state().state, std::string("completed"));
    QCOMPARE(whole.events().size(), once.events.size());
    // Stopped before anything, in a forward pass, in a backward pass, in a verification and in the last one.
    Recorder sittings[] = {{"start", 1, 0},  {"step", 1, 30}, {"step", 1, accumulate * 100 - 15},
                           {"epoch", 1, 40}, {"epoch", 2, 5}, {}};
    const std::size_t steps[] = {0, 1, 1, 1, 6, 0};
    std::vector<double> losses, resumed, distances, resumedDistances;
    for (std::size_t i = 0; i < std::size(sittings); ++i) {
        const bool last = i + 1 == std::size(sittings);
        QCOMPARE(compute::train(parts.folder(), sittings[i])["state"].get<std::string>(),
                 std::string(last ? "completed" : "stopped"));
        QCOMPARE(parts.state().state, std::string(last ? "completed" : "stopped"));
        QCOMPARE(sittings[i].of("step").size(), steps[i]);
        for (const auto& e : sittings[i].of("step"))
            resumed.push_back(e["loss"].get<double>());
        for (const auto& e : sittings[i].of("verify"))
            resumedDistances.push_back(e["d_prime"].get<double>());
    }
    for (const auto& e : once.of("step"))
        losses.push_back(e["loss"].get<double>());
    for (const auto& e : verify)
        distances.push_back(e["d_prime"].get<double>());
    QCOMPARE(resumed, losses);
    QCOMPARE(resumedDistances, distances);
    QVERIFY(readFile(parts.model()) == readFile(whole.model()));
    const auto weights = [](const run::RunFolder& run) {
        const auto bytes = readFile(run.lastCheckpoint());
        const auto file = graph::TensorFile::parse(bytes);
        std::string all;
        for (const auto& t : file.tensors())
            all += t.name + std::string(t.data.begin(), t.data.end());
        return all;
    };
    QVERIFY(weights(whole) == weights(parts));
    // The finished model embeds.
    const auto model = compute::Model::load(compute::findModel(whole.folder().string()));
    QCOMPARE(model.dim(), 32);
    QCOMPARE(model.input().cropSize, kSize);
    // Another configuration does not fit the checkpoint.
    Json changed = whole.json();
    changed["train"]["lr"] = 0.01;
    writeJsonFile(whole.folder() / "run.json", changed);
    Recorder none;
    QCOMPARE(codeOf([&] { compute::train(whole.folder(), none); }), std::string("bad_file"));
    QCOMPARE(whole.state().state, std::string("failed"));
}

void TestTraining::divergenceNamesTheFaces()
{
    const TempFolder folder;
    auto config = tinyConfig();
    config.train.lr = 100;
    config.train.clipNorm = 0;
    config.train.momentum = 0.999;
    config.train.weightDecay = 1;
    config.train.epochs = 200;
    const auto run = makeRun(folder, config);
    Recorder recorder;
    try {
        compute::train(run.folder(), recorder);
        QFAIL("it did not diverge");
    } catch (const Error& e) {
        QCOMPARE(e.code(), ErrorCode::Diverged);
        QVERIFY2(std::string(e.what()).find("(person ") != std::string::npos, e.what());
    }
    QCOMPARE(run.state().state, std::string("failed"));
}

void TestTraining::aRunThatDivergesGoesBack()
{
    const TempFolder folder;
    auto config = tinyConfig();
    config.train.lr = 60; // only a small share of it does
    config.train.clipNorm = 0;
    config.train.momentum = 0.99;
    config.train.weightDecay = 0.5;
    config.train.epochs = 40;
    config.train.warmupEpochs = 0;
    config.train.rollbacks = 20;
    config.verify.everyEpochs = 0;
    const auto run = makeRun(folder, config);
    Recorder recorder;
    const Json end = compute::train(run.folder(), recorder);
    QCOMPARE(end["state"].get<std::string>(), std::string("completed"));
    const auto rollbacks = recorder.of("diverged");
    QVERIFY(!rollbacks.empty());
    double share = 1;
    for (const auto& event : rollbacks) {
        share /= 2;
        QCOMPARE(event["action"].get<std::string>(), std::string("rolled_back"));
        QCOMPARE(event["rate_share"].get<double>(), share);
        QVERIFY(event["to_step"].get<std::int64_t>() < event["step"].get<std::int64_t>());
        QCOMPARE(event["faces"].size(), std::size_t{8}); // the batch
        QVERIFY(event["names"][0].get<std::string>().starts_with("person "));
    }
    for (const auto& event : recorder.of("step"))
        QVERIFY(std::isfinite(event["loss"].get<double>()));
    // Stopped right after a rollback, it goes on from there, its learning rate still halved.
    const TempFolder other;
    const auto parts = makeRun(other, config);
    Recorder first("diverged", 1, 3), second;
    QCOMPARE(compute::train(parts.folder(), first)["state"].get<std::string>(), std::string("stopped"));
    QCOMPARE(compute::train(parts.folder(), second)["state"].get<std::string>(), std::string("completed"));
    const double kept = first.of("diverged").back()["rate_share"].get<double>();
    const auto again = second.of("diverged");
    QCOMPARE(again.empty() ? second.of("step").front()["lr"].get<double>() / config.train.lr
                           : again.front()["rate_share"].get<double>() * 2,
             kept);
}

void TestTraining::everyHeadTrainsARun_data()
{
    QTest::addColumn<QByteArray>("settings");
    QTest::newRow("subcenter, adamw, average") << QByteArray("loss.head=subcenter train.optimizer=adamw train.lr=0.002 "
                                                             "train.ema=0.9");
    QTest::newRow("curricular, half frozen") << QByteArray("loss.head=curricular train.frozen_epochs=1 "
                                                           "train.unfreeze_epochs=1");
    QTest::newRow("adaface, mask and noise") << QByteArray("loss.head=adaface augment.mask=0.3 augment.noise=0.05 "
                                                           "augment.blur=0.3 augment.low_resolution=0.3");
    QTest::newRow("magface, filter") << QByteArray("loss.head=magface loss.interclass_filter=0.4");
    QTest::newRow("triplet, P x K") << QByteArray(
        "loss.head=triplet train.faces_per_identity=2 loss.mining=batch_hard");
    QTest::newRow("combined, by EER") << QByteArray("loss.head=combined train.best_by=eer loss.label_smoothing=0.1");
}

// And stopped in between, with the same end.
void TestTraining::everyHeadTrainsARun()
{
    QFETCH(const QByteArray, settings);
    auto config = tinyConfig();
    for (const auto& setting : settings.split(' '))
        run::assign(config, setting.toStdString());
    QVERIFY(run::validate(config).empty());
    const TempFolder a, b;
    const auto whole = makeRun(a, config), parts = makeRun(b, config);
    Recorder once, first("step", 4, 40), second;
    compute::train(whole.folder(), once);
    QCOMPARE(compute::train(parts.folder(), first)["state"].get<std::string>(), std::string("stopped"));
    QCOMPARE(compute::train(parts.folder(), second)["state"].get<std::string>(), std::string("completed"));
    QCOMPARE(second.of("step").back()["loss"].get<double>(), once.of("step").back()["loss"].get<double>());
    QVERIFY(readFile(parts.model()) == readFile(whole.model()));
    for (const auto& event : once.of("step"))
        QVERIFY(std::isfinite(event["loss"].get<double>()) && event["memory"].get<std::uint64_t>() > 0);
}

void TestTraining::goesOnFromAModelOfAnotherProgram()
{
    LIKENESS_NEEDS_SHARED("models/mobilefacenet_casia_112x96.onnx");
    const TempFolder folder;
    const auto image =
        compute::modelImage(compute::findModel(test::shared("models/mobilefacenet_casia_112x96.onnx").string()));
    auto config = tinyConfig();
    config.model.inputSize = 112;
    config.model.backbone = run::kImported;
    config.model.from = "mobilefacenet_casia_112x96.onnx";
    config.train.frozenEpochs = 1;
    config.train.unfreezeEpochs = 1;
    config.train.lr = 0.02;
    config.verify.everyEpochs = 0; // the last state is kept, not that of the frozen epoch
    config.loss.s = 16;
    config.loss.m = 0.2;
    config.loss.marginRamp = 0;
    const auto run = makeRun(folder, config, {image, {}, {}});
    Recorder recorder;
    QCOMPARE(compute::train(run.folder(), recorder)["state"].get<std::string>(), std::string("completed"));
    const auto steps = recorder.of("step");
    const auto meanOf = [&](std::size_t from) {
        double sum = 0;
        for (std::size_t i = from; i < from + 3; ++i)
            sum += steps[i]["loss"].get<double>();
        return sum / 3;
    };
    QVERIFY2(meanOf(steps.size() - 3) < meanOf(0), std::to_string(meanOf(steps.size() - 3)).c_str());
    // The result is a model like the first, with other weights where it was free to change.
    const auto model = compute::Model::load(compute::findModel(run.folder().string()));
    QCOMPARE(model.dim(), 128);
    QCOMPARE(model.input().width, 96);
    const auto after = readFile(run.model());
    const auto old = graph::TensorFile::parse(image), now = graph::TensorFile::parse(after);
    std::size_t changed = 0, common = 0;
    for (const auto& tensor : now.tensors())
        if (const auto* before = old.find(tensor.name)) {
            ++common;
            changed += !std::equal(tensor.data.begin(), tensor.data.end(), before->data.begin(), before->data.end());
        }
    QVERIFY(common > 20 && changed > 10);
}

// One embedding for every face: verified as such, never the best, and without figures.
void TestTraining::aModelThatToldNothingApartIsNamed()
{
    const TempFolder first, second;
    auto config = tinyConfig();
    const auto trained = makeRun(first, config);
    Recorder recorder, again;
    QVERIFY(compute::train(trained.folder(), recorder).contains("best_auc"));
    QVERIFY(!recorder.of("verify").back().contains("collapsed"));

    const auto image = readFile(trained.model());
    const auto file = graph::TensorFile::parse(image);
    std::vector<graph::TensorView> tensors(file.tensors().begin(), file.tensors().end());
    Bytes nothing;
    for (auto& tensor : tensors)
        if (tensor.name == "features.layers.2.weight") { // of the last normalisation: only its bias is left
            nothing.resize(tensor.data.size());
            tensor.data = nothing;
        }
    QVERIFY(!nothing.empty());
    config.model.from = "model.safetensors";
    config.train.frozenEpochs = 2; // of 3
    config.train.bestBy = "eer";
    const auto frozen = makeRun(
        second, config, {graph::serializeTensors(tensors, graph::metadataWithSpec(graph::modelSpec(file))), {}, {}});
    const Json end = compute::train(frozen.folder(), again);
    QCOMPARE(end["state"].get<std::string>(), std::string("completed"));
    const auto verified = again.of("verify");
    QCOMPARE(verified.size(), std::size_t{3});
    for (std::size_t epoch = 0; epoch < 2; ++epoch)
        QVERIFY2(verified[epoch].value("collapsed", false), verified[epoch].dump().substr(0, 400).c_str());
    QVERIFY(end.contains("best_auc") != verified[2].value("collapsed", false));
    QCOMPARE(end["model_epoch"].get<int>(), verified[2].value("collapsed", false) ? 1 : 3);
}

QTEST_APPLESS_MAIN(TestTraining)
#include "tst_training.moc"
