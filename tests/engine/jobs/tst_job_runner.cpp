// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/error_text.h"
#include "app/engine/job_runner.h"

#include <QSet>
#include <QSignalSpy>
#include <QTest>
#include <semaphore>

using namespace likeness;
using engine::JobRunner;

class TestJobRunner : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void completes()
    {
        JobRunner runner;
        QSignalSpy finished(&runner, &JobRunner::finished);
        QSignalSpy failed(&runner, &JobRunner::failed);
        QSignalSpy stage(&runner, &JobRunner::stageChanged);
        std::vector<quint64> done;
        std::vector<jobs::Issue> issues;
        connect(&runner, &JobRunner::progressChanged, this,
                [&](quint64 d, quint64, const QString&) { done.push_back(d); });
        connect(&runner, &JobRunner::issueFound, this, [&](const jobs::Issue& issue) { issues.push_back(issue); });
        QVERIFY(runner.start(QStringLiteral("count"), [](jobs::Context& context) {
            context.stage("detect");
            for (std::uint64_t i = 1; i <= 20000; ++i)
                context.progress(i, 20000, "images");
            context.issue({jobs::Issue::Severity::Warning, "a.jpg", ErrorCode::BadFile, "damaged"});
        }));
        QVERIFY(runner.isRunning());
        QCOMPARE(runner.title(), QStringLiteral("count"));
        QVERIFY(finished.wait());
        QCOMPARE(failed.count(), 0);
        QCOMPARE(stage.constFirst().constFirst().toString(), QStringLiteral("detect"));
        QCOMPARE(done.back(), 20000u);
        QVERIFY2(done.size() < 1000, "progress is pulled by a timer, not pushed by each step");
        QCOMPARE(issues.size(), std::size_t(1));
        QCOMPARE(issues[0].item, std::string("a.jpg"));
        QVERIFY(!runner.isRunning());
    }

    void stops()
    {
        JobRunner runner;
        QSignalSpy finished(&runner, &JobRunner::finished);
        std::vector<ErrorCode> codes;
        connect(&runner, &JobRunner::failed, this, [&](ErrorCode code) { codes.push_back(code); });
        std::binary_semaphore inside(0);
        QVERIFY(runner.start(QString(), [&](jobs::Context& context) {
            inside.release();
            for (;;)
                context.checkStop();
        }));
        inside.acquire();
        QVERIFY2(!runner.start(QString(), [](jobs::Context&) {}), "one job at a time");
        runner.stop();
        QTRY_COMPARE(codes.size(), std::size_t(1));
        QCOMPARE(codes[0], ErrorCode::Interrupted);
        QCOMPARE(finished.count(), 0);
    }

    void fails_data()
    {
        QTest::addColumn<int>("what");
        QTest::addColumn<int>("code");
        QTest::newRow("ours") << 0 << int(ErrorCode::DiskFull);
        QTest::newRow("memory") << 1 << int(ErrorCode::OutOfMemory);
        QTest::newRow("a bug") << 2 << int(ErrorCode::Internal);
        QTest::newRow("not even an exception") << 3 << int(ErrorCode::Internal);
    }
    void fails()
    {
        QFETCH(int, what);
        QFETCH(int, code);
        JobRunner runner;
        QSignalSpy finished(&runner, &JobRunner::finished);
        int got = -1;
        connect(&runner, &JobRunner::failed, this, [&](ErrorCode c) { got = int(c); });
        runner.start(QString(), [what](jobs::Context&) {
            if (what == 0)
                throw Error(ErrorCode::DiskFull, "full");
            if (what == 1)
                throw std::bad_alloc();
            if (what == 2)
                throw std::logic_error("bug");
            throw 3;
        });
        QTRY_COMPARE(got, code);
        QCOMPARE(finished.count(), 0);
    }

    void diesInMidRun()
    {
        std::binary_semaphore inside(0);
        std::atomic<bool> ended = false;
        {
            JobRunner runner;
            runner.start(QString(), [&](jobs::Context& context) {
                inside.release();
                while (!context.stopRequested())
                    QThread::yieldCurrentThread();
                ended = true;
            });
            inside.acquire();
        }
        QVERIFY2(ended, "the destructor waits for the job");
    }

    void startsAgainFromItsEnd()
    {
        JobRunner runner;
        int runs = 0;
        connect(&runner, &JobRunner::finished, this, [&] {
            if (++runs < 3)
                QVERIFY(runner.start(QString(), [](jobs::Context&) {}));
        });
        runner.start(QString(), [](jobs::Context&) {});
        QTRY_COMPARE(runs, 3);
        QTRY_VERIFY(!runner.isRunning());
    }

    void everyErrorHasWords()
    {
        QSet<QString> seen;
        for (int code = int(ErrorCode::Internal); code <= int(ErrorCode::Interrupted); ++code) {
            const auto text = engine::errorText(ErrorCode(code), QStringLiteral("detail"));
            QVERIFY2(!text.what.isEmpty(), codeName(ErrorCode(code)).data());
            QVERIFY2(!text.tryThis.isEmpty(), codeName(ErrorCode(code)).data());
            QCOMPARE(text.detail, QStringLiteral("detail"));
            seen.insert(text.what);
        }
        QCOMPARE(seen.size(), int(ErrorCode::Interrupted) + 1); // no two read the same
        QCOMPARE(engine::errorText(std::bad_alloc()).what, engine::errorText(ErrorCode::OutOfMemory, {}).what);
        QCOMPARE(engine::stageText(QStringLiteral("detect")), QStringLiteral("Detecting faces"));
        QCOMPARE(engine::stageText(QStringLiteral("no such stage")), QStringLiteral("no such stage"));
        QVERIFY(engine::progressText(3, 10, QStringLiteral("images")).contains(QStringLiteral("3 of 10")));
    }
};

QTEST_GUILESS_MAIN(TestJobRunner)
#include "tst_job_runner.moc"
