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
