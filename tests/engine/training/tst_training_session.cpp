// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/training_session.h"

#include <QSignalSpy>
#include <QTest>
#include <atomic>
#include <chrono>
#include <semaphore>
#include <thread>

using likeness::Error;
using likeness::ErrorCode;
using likeness::Json;
using likeness::compute::TrainObserver;
using likeness::engine::TrainingSession;
using State = TrainingSession::State;

namespace {

// A trainer that behaves as compute::train does: start, steps, a checkpoint when stopped, end. It counts what it did.
struct FakeTrainer {
    int steps = 500;
    int failAt = -1;
    std::chrono::microseconds perStep{0};
    std::atomic<int> done{0};
    std::atomic<int> checkpoints{0};
    std::atomic<int> startedAt{-1};

    Json operator()(const std::filesystem::path& folder, TrainObserver& observer)
    {
        startedAt = done.load();
        observer.onEvent({{"type", "start"}, {"run", folder.filename().string()}});
        while (done < steps) {
            if (!observer.shouldContinue()) {
                ++checkpoints;
                observer.onEvent({{"type", "checkpoint"}, {"step", done.load()}});
                Json end{{"type", "end"}, {"state", "stopped"}, {"steps", done.load()}};
                observer.onEvent(end);
                return end;
            }
            if (done == failAt)
                throw Error(ErrorCode::Diverged, "The loss became infinite at step " + std::to_string(failAt) + ".");
            observer.onEvent({{"type", "step"}, {"step", done.load()}, {"loss", 1.0}});
            ++done;
            if (perStep.count() > 0)
                std::this_thread::sleep_for(perStep);
        }
        Json end{{"type", "end"}, {"state", "completed"}, {"steps", done.load()}};
        observer.onEvent(end);
        return end;
    }
};

TrainingSession::Trainer use(FakeTrainer& fake)
{
    return [&fake](const std::filesystem::path& folder, TrainObserver& observer) { return fake(folder, observer); };
}

constexpr int kEndless = 1 << 30;

} // namespace

class TestTrainingSession : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void completes();
    void stops();
    void stopsBeforeTheFirstStep();
    void pausesAndResumes();
    void resumedAndPausedAtOnceIsPaused();
    void stopsWhilePaused();
    void failsWithCodeAndMessage();
    void foreignExceptionsStayInside_data();
    void foreignExceptionsStayInside();
    void destroyedWhileRunningWritesACheckpoint();
    void destroyedWhilePausedDoesNotHang();
    void goesOnAfterAStop();
    void startsAgainFromTheTerminalSignal();
};

void TestTrainingSession::completes()
{
    FakeTrainer fake;
    fake.steps = 5000;
    fake.perStep = std::chrono::microseconds(20);
    TrainingSession session(use(fake));
    QSignalSpy finished(&session, &TrainingSession::finished);
    QSignalSpy failed(&session, &TrainingSession::failed);
    QSignalSpy states(&session, &TrainingSession::stateChanged);
    int steps = 0;
    int batches = 0;
    bool ordered = true;
    bool endSeen = false;
    connect(&session, &TrainingSession::eventsReady, this, [&](const std::vector<Json>& events) {
        ++batches;
        for (const Json& event : events) {
            if (event.at("type") == "step")
                ordered = ordered && event.at("step") == steps++;
            endSeen = endSeen || event.at("type") == "end";
        }
        QCOMPARE(QThread::currentThread(), qApp->thread());
        QCOMPARE(finished.count(), 0); // all events come before the terminal signal
    });
    QVERIFY(session.start("runs/one"));
    QVERIFY(!session.start("runs/two"));
    QCOMPARE(session.state(), State::Starting);
    QVERIFY(finished.wait(30000));
    QCOMPARE(finished.count(), 1);
    QCOMPARE(failed.count(), 0);
    QCOMPARE(finished.at(0).at(0).toString(), QStringLiteral("completed"));
    QCOMPARE(steps, 5000);
    QVERIFY(ordered);
    QVERIFY(endSeen);
    QVERIFY2(batches < 200, qPrintable(QString::number(batches)));
    QCOMPARE(states.count(), 3); // Starting, Running, Idle
    QCOMPARE(session.runFolder(), std::filesystem::path("runs/one"));
}

void TestTrainingSession::stops()
{
    FakeTrainer fake;
    fake.steps = kEndless;
    fake.perStep = std::chrono::microseconds(100);
    TrainingSession session(use(fake));
    QSignalSpy finished(&session, &TrainingSession::finished);
    session.start("run");
    QTRY_COMPARE(session.state(), State::Running);
    session.stop();
    QCOMPARE(session.state(), State::Stopping);
    session.stop(); // again: nothing
    session.pause();
    QCOMPARE(session.state(), State::Stopping);
    QVERIFY(finished.wait(1000)); // within a second
    QCOMPARE(finished.at(0).at(0).toString(), QStringLiteral("stopped"));
    QCOMPARE(session.state(), State::Idle);
    QCOMPARE(fake.checkpoints.load(), 1);
}

void TestTrainingSession::stopsBeforeTheFirstStep()
{
    FakeTrainer fake;
    std::binary_semaphore stopped{0}; // the worker may be quicker than this thread
    TrainingSession session([&](const std::filesystem::path& folder, TrainObserver& observer) {
        stopped.acquire();
        return fake(folder, observer);
    });
    QSignalSpy finished(&session, &TrainingSession::finished);
    session.start("run");
    session.stop();
    stopped.release();
    QVERIFY(finished.wait(5000));
    QCOMPARE(finished.at(0).at(0).toString(), QStringLiteral("stopped"));
    QCOMPARE(fake.done.load(), 0);
}

void TestTrainingSession::pausesAndResumes()
{
    FakeTrainer fake;
    fake.steps = kEndless;
    fake.perStep = std::chrono::microseconds(100);
    TrainingSession session(use(fake));
    session.start("run");
    QTRY_COMPARE(session.state(), State::Running);
    session.pause();
    QCOMPARE(session.state(), State::Pausing);
    QTRY_COMPARE(session.state(), State::Paused);
    const int before = fake.done;
    QTest::qWait(60);
    QCOMPARE(fake.done.load(), before); // stands still
    session.resume();
    QCOMPARE(session.state(), State::Running);
    QTRY_VERIFY(fake.done > before);
}

void TestTrainingSession::resumedAndPausedAtOnceIsPaused()
{
    FakeTrainer fake;
    fake.steps = kEndless;
    fake.perStep = std::chrono::microseconds(100);
    TrainingSession session(use(fake));
    session.start("run");
    QTRY_COMPARE(session.state(), State::Running);
    for (int i = 0; i < 50; ++i) {
        session.pause();
        QTRY_COMPARE(session.state(), State::Paused);
        session.resume();
        session.pause();
        QTRY_COMPARE(session.state(), State::Paused);
        session.resume();
    }
}

void TestTrainingSession::stopsWhilePaused()
{
    FakeTrainer fake;
    fake.steps = kEndless;
    TrainingSession session(use(fake));
    QSignalSpy finished(&session, &TrainingSession::finished);
    session.start("run");
    session.pause();
    QTRY_COMPARE(session.state(), State::Paused);
    session.stop();
    QVERIFY(finished.wait(1000));
    QCOMPARE(fake.checkpoints.load(), 1);
}

void TestTrainingSession::failsWithCodeAndMessage()
{
    FakeTrainer fake;
    fake.failAt = 100;
    TrainingSession session(use(fake));
    QSignalSpy finished(&session, &TrainingSession::finished);
    int steps = 0;
    connect(&session, &TrainingSession::eventsReady, this, [&](const std::vector<Json>& events) {
        for (const Json& event : events)
            steps += event.at("type") == "step";
    });
    int failures = 0;
    connect(&session, &TrainingSession::failed, this, [&](ErrorCode code, const QString& message) {
        ++failures;
        QCOMPARE(code, ErrorCode::Diverged);
        QVERIFY(message.contains(QStringLiteral("step 100")));
        QCOMPARE(session.state(), State::Idle);
        QCOMPARE(steps, 100);
    });
    session.start("run");
    QTRY_COMPARE(failures, 1);
    QTest::qWait(100);
    QCOMPARE(failures, 1);
    QCOMPARE(finished.count(), 0);
}

void TestTrainingSession::foreignExceptionsStayInside_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("code");
    QTest::newRow("std") << 0 << static_cast<int>(ErrorCode::Internal);
    QTest::newRow("memory") << 1 << static_cast<int>(ErrorCode::OutOfMemory);
    QTest::newRow("anything") << 2 << static_cast<int>(ErrorCode::Internal);
    QTest::newRow("end without a state") << 3 << -1;
    QTest::newRow("end of another type") << 4 << static_cast<int>(ErrorCode::Internal);
}

void TestTrainingSession::foreignExceptionsStayInside()
{
    QFETCH(int, kind);
    QFETCH(int, code);
    TrainingSession session([kind](const std::filesystem::path&, TrainObserver&) -> Json {
        switch (kind) {
        case 0:
            throw std::runtime_error("odd");
        case 1:
            throw std::bad_alloc();
        case 2:
            throw 42;
        case 3:
            return Json::object();
        default:
            return Json::array();
        }
    });
    int got = -2;
    connect(&session, &TrainingSession::failed, this, [&](ErrorCode c, const QString& message) {
        got = static_cast<int>(c);
        QVERIFY(!message.isEmpty());
    });
    connect(&session, &TrainingSession::finished, this, [&] { got = -1; });
    session.start("run");
    QTRY_COMPARE(got, code);
}

void TestTrainingSession::destroyedWhileRunningWritesACheckpoint()
{
    FakeTrainer fake;
    fake.steps = kEndless;
    fake.perStep = std::chrono::microseconds(100);
    auto session = std::make_unique<TrainingSession>(use(fake));
    session->start("run");
    QTRY_VERIFY(fake.done > 10);
    session.reset();
    QCOMPARE(fake.checkpoints.load(), 1);
}

void TestTrainingSession::destroyedWhilePausedDoesNotHang()
{
    FakeTrainer fake;
    fake.steps = kEndless;
    auto session = std::make_unique<TrainingSession>(use(fake));
    session->start("run");
    session->pause();
    QTRY_COMPARE(session->state(), State::Paused);
    session.reset();
    QCOMPARE(fake.checkpoints.load(), 1);
}

void TestTrainingSession::goesOnAfterAStop()
{
    FakeTrainer fake;
    fake.steps = 2000;
    fake.perStep = std::chrono::microseconds(50);
    TrainingSession session(use(fake));
    QSignalSpy finished(&session, &TrainingSession::finished);
    session.start("run");
    QTRY_VERIFY(fake.done > 100);
    session.stop();
    QVERIFY(finished.wait(5000));
    const int reached = fake.done;
    QVERIFY(session.start("run"));
    QVERIFY(finished.wait(30000));
    QCOMPARE(fake.startedAt.load(), reached);
    QCOMPARE(finished.at(1).at(0).toString(), QStringLiteral("completed"));
    QCOMPARE(fake.done.load(), 2000);
}

void TestTrainingSession::startsAgainFromTheTerminalSignal()
{
    FakeTrainer fake;
    fake.steps = 10;
    TrainingSession session(use(fake));
    int ends = 0;
    connect(&session, &TrainingSession::finished, this, [&] {
        if (++ends < 3)
            QVERIFY(session.start("again"));
    });
    session.start("first");
    QTRY_COMPARE(ends, 3);
    QCOMPARE(session.state(), State::Idle);
}

QTEST_GUILESS_MAIN(TestTrainingSession)
#include "tst_training_session.moc"
