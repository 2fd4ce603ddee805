// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/compute/compute.h"
#include "core/jobs/job.h"
#include "core/launch/fork.h"
#include "tests/support/error_code.h"
#include "tests/support/tiny_run.h"

#include <QTest>

using namespace likeness;
using namespace likeness::test;

class TestFork : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void goesOnAsTheRunWouldHave();
    void goesOnWithChanges_data();
    void goesOnWithChanges();
    void goesOnWithoutWhoWasErased();
    void goesBackToItsOwnBeginning();
    void refusesWhatCannotBe();
};

namespace {

run::RunFolder trained(const TempFolder& folder)
{
    auto config = tinyConfig();
    config.train.epochs = 2;
    config.loss.marginRamp = 0; // which depends on the number of epochs
    config.loss.focalGamma = 0;
    config.train.schedule = "step";
    const auto run = makeRun(folder, config);
    Recorder recorder;
    compute::train(run.folder(), recorder);
    return run;
}

} // namespace

// Only longer: the same steps as a run that was that long from the beginning, where nothing depends on the length.
void TestFork::goesOnAsTheRunWouldHave()
{
    const TempFolder folder, other;
    jobs::RecordingContext context;
    const auto parent = trained(folder);
    auto config = parent.config();
    config.train.epochs = 4;
    const auto fork = launch::forkRun(folder / "runs", parent, config, false, context);
    QVERIFY(fork.id() != parent.id());
    const Json facts = fork.json()["fork"];
    QCOMPARE(facts["run"].get<std::string>(), parent.id());
    QCOMPARE(facts["step"].get<int>(), 6);
    QCOMPARE(facts["changes"].size(), std::size_t{1});
    QCOMPARE(facts["changes"][0]["key"].get<std::string>(), std::string("train.epochs"));
    Recorder recorder;
    const Json end = compute::train(fork.folder(), recorder);
    QCOMPARE(end["steps"].get<int>(), 12);
    QCOMPARE(recorder.of("step").size(), std::size_t{6});
    QCOMPARE(recorder.of("step").front()["step"].get<int>(), 7);
    QVERIFY(std::filesystem::exists(fork.model()));
    QCOMPARE(parent.state().state, std::string("completed")); // it is as it was
}

void TestFork::goesOnWithChanges_data()
{
    QTest::addColumn<QByteArray>("settings");
    QTest::addColumn<int>("firstStep");
    QTest::newRow("optimiser") << QByteArray("train.optimizer=adamw train.lr=0.001") << 7;
    QTest::newRow("head") << QByteArray("loss.head=subcenter") << 7;
    QTest::newRow("head without weights") << QByteArray("loss.head=triplet train.faces_per_identity=2") << 7;
    QTest::newRow("average") << QByteArray("train.ema=0.9") << 7;
    QTest::newRow("batch") << QByteArray("train.batch_size=4") << 11; // 5 steps an epoch instead of 3
    QTest::newRow("augmentation and dropout") << QByteArray("augment.mask=0.2 model.dropout=0.4") << 7;
}

void TestFork::goesOnWithChanges()
{
    QFETCH(const QByteArray, settings);
    QFETCH(const int, firstStep);
    const TempFolder folder;
    jobs::RecordingContext context;
    const auto parent = trained(folder);
    auto config = parent.config();
    config.train.epochs = 4;
    for (const auto& setting : settings.split(' '))
        run::assign(config, setting.toStdString());
    const auto fork = launch::forkRun(folder / "runs", parent, config, true, context);
    QCOMPARE(fork.json()["fork"]["best"].get<bool>(), true);
    // The best epoch may have been the first.
    const bool first = fork.json()["fork"]["step"].get<int>() == 3;
    Recorder recorder;
    QCOMPARE(compute::train(fork.folder(), recorder)["state"].get<std::string>(), std::string("completed"));
    const int step = recorder.of("step").front()["step"].get<int>();
    QCOMPARE(step, first ? (firstStep + 1) / 2 : firstStep);
}

// The crops of a person are gone; with balanced batches, which ask for every person there is.
void TestFork::goesOnWithoutWhoWasErased()
{
    const TempFolder folder;
    jobs::RecordingContext context;
    auto config = tinyConfig();
    config.train.epochs = 2;
    config.train.facesPerIdentity = 2;
    const auto parent = makeRun(folder, config);
    Recorder first("step", 2, 0), second, third;
    compute::train(parent.folder(), first);
    {
        crops::CropWriter writer(folder / "fewer.lkc", kSize);
        for (int i = 1; i < 6; ++i)
            for (int k = 0; k < 5; ++k)
                writer.add(i * 100 + k + 1, crop(i, k, kSize));
        writer.flush();
    }
    std::filesystem::rename(folder / "fewer.lkc", parent.cropFile());
    try {
        compute::train(parent.folder(), second);
        QFAIL("it went on with other faces");
    } catch (const Error& e) {
        QCOMPARE(e.code(), ErrorCode::BadFile);
        QVERIFY2(std::string(e.what()).find("20 of the run's faces had a crop; now 15") != std::string::npos, e.what());
    }
    config.train.epochs = 4;
    const auto fork = launch::forkRun(folder / "runs", parent, config, false, context);
    const Json end = compute::train(fork.folder(), third);
    QCOMPARE(end["state"].get<std::string>(), std::string("completed"));
    QCOMPARE(end["steps"].get<int>(), 12); // 15 faces in batches of three people, two of each
    // And a run that begins so.
    const auto begun = makeRun(folder, config, {});
    auto samples = begun.samples();
    for (auto& sample : samples)
        sample.face += sample.label == 0 && !sample.validation ? 5000 : 0;
    begun.setSamples(samples);
    Recorder fourth;
    QCOMPARE(compute::train(begun.folder(), fourth)["steps"].get<int>(), 12);
}

void TestFork::goesBackToItsOwnBeginning()
{
    const TempFolder folder;
    jobs::RecordingContext context;
    const auto parent = trained(folder);
    auto config = parent.config();
    config.train.epochs = 20;
    config.train.lr = 60;
    config.train.clipNorm = 0;
    config.train.momentum = 0.99;
    config.train.weightDecay = 0.5;
    config.train.warmupEpochs = 0;
    config.train.rollbacks = 20;
    config.train.checkpointEpochs = 100; // so that it never has another one than its rollbacks make
    config.verify.everyEpochs = 0;
    const auto fork = launch::forkRun(folder / "runs", parent, config, false, context);
    Recorder recorder;
    compute::train(fork.folder(), recorder);
    const auto rollbacks = recorder.of("diverged");
    QVERIFY2(rollbacks.size() >= 3, std::to_string(rollbacks.size()).c_str());
    for (const auto& event : rollbacks)
        QCOMPARE(event["to_step"].get<int>(), 6);
}

void TestFork::refusesWhatCannotBe()
{
    const TempFolder folder;
    jobs::RecordingContext context;
    const auto parent = trained(folder);
    const auto attempt = [&](const std::string& setting) {
        auto config = parent.config();
        config.train.epochs = 4;
        run::assign(config, setting);
        return codeOf([&] { launch::forkRun(folder / "runs", parent, config, false, context); });
    };
    QCOMPARE(attempt("model.embedding=64"), std::string("bad_argument"));
    QCOMPARE(attempt("data.min_images=3"), std::string("bad_argument"));
    QCOMPARE(attempt("train.epochs=2"), std::string("bad_argument")); // they are done
    writeFileAtomically(parent.lastCheckpoint(), std::string_view("rubbish"));
    QCOMPARE(attempt("train.lr=0.01"), std::string("bad_file"));
    std::filesystem::remove(parent.lastCheckpoint());
    QCOMPARE(attempt("train.lr=0.01"), std::string("not_found"));
    std::size_t runs = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder / "runs"))
        ++runs;
    QCOMPARE(runs, std::size_t{1}); // nothing was begun
}

QTEST_APPLESS_MAIN(TestFork)
#include "tst_fork.moc"
