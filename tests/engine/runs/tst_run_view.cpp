// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/train/run_history.h"
#include "app/pages/train/run_view.h"
#include "app/pages/train/runs_model.h"
#include "core/run/run_folder.h"
#include "tests/support/temp_folder.h"
#include "widgets/plot/line_plot.h"
#include "widgets/plot/roc_plot.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QSlider>
#include <QTest>
#include <cmath>
#include <fstream>

using namespace likeness;
using namespace likeness::pages;

namespace {

Json start()
{
    return {{"type", "start"}, {"time", 0.0},           {"device_name", "CPU"}, {"classes", 10},
            {"images", 100},   {"steps_per_epoch", 50}, {"epochs", 4}};
}

Json step(int number, double loss = 1)
{
    return {
        {"type", "step"}, {"time", number * 0.5}, {"step", number},          {"epoch", number / 50 + 1}, {"loss", loss},
        {"lr", 0.1},      {"accuracy", 0.5},      {"images_per_second", 200}};
}

Json verify(int epoch, double auc)
{
    const Json d{{"mean", 0.5}, {"std", 0.1}, {"p05", 0.2}, {"p50", 0.5}, {"p95", 0.8}};
    return {{"type", "verify"},
            {"time", epoch * 25.0},
            {"epoch", epoch},
            {"step", epoch * 50},
            {"genuine", 500},
            {"impostor", 600},
            {"auc", auc},
            {"eer", 0.1},
            {"accuracy", 0.9},
            {"fisher_trace_ratio", 0.5 + epoch},
            {"d_prime", 2.0},
            {"roc", {{"fpr", {0.0, 0.1, 1.0}}, {"tpr", {0.2, 0.6, 1.0}}}},
            {"hist", {{"edges", {-1.0, 0.0, 1.0}}, {"genuine", {0.1, 0.9}}, {"impostor", {0.8, 0.2}}}},
            {"intra", d},
            {"inter", d}};
}

} // namespace

class TestRunView : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void collects();
    void resumeReplacesRepeatedSteps();
    void hostileEventsAreNotKnown_data();
    void hostileEventsAreNotKnown();
    void readsAFolder();
    void viewFollowsUntilAskedNotTo();
    void comparison();
    void modelUpdates();
};

void TestRunView::collects()
{
    RunHistory h;
    QVERIFY(!std::isfinite(h.bestAuc()));
    QVERIFY(h.secondsLeft() < 0);
    h.add(start());
    for (int i = 1; i <= 100; ++i)
        QVERIFY(!h.add(step(i, 100.0 / i)));
    h.add(verify(1, 0.8));
    h.add(verify(2, 0.7));
    QCOMPARE(h.loss.size(), 100);
    QCOMPARE(h.lastStep, 100.0);
    QCOMPARE(h.secondsLeft(), 50.0); // 100 steps to go, two a second
    QCOMPARE(h.bestAuc(), 0.8);
    QCOMPARE(h.verifications.size(), std::size_t(2));
    QCOMPARE(h.verifications[0].impostorPairs, 600);
    QVERIFY(h.verifications[0].hasDistances);
    QCOMPARE(h.over(&RunHistory::Verification::fisherTrace), (QVector<QPointF>{{1, 1.5}, {2, 2.5}}));
    QVERIFY(h.endState.isEmpty());
    h.add({{"type", "end"}, {"state", "completed"}});
    QCOMPARE(h.endState, QStringLiteral("completed"));
}

void TestRunView::resumeReplacesRepeatedSteps()
{
    RunHistory h;
    h.add(start());
    for (int i = 1; i <= 120; ++i)
        h.add(step(i, 1));
    h.add(verify(1, 0.8));
    h.add(verify(2, 0.9)); // at step 100
    h.add({{"type", "end"}, {"state", "stopped"}});
    h.add(start());
    QVERIFY(h.endState.isEmpty());
    QVERIFY(h.add(step(81, 2)));
    QVERIFY(!h.add(step(82, 2)));
    QCOMPARE(h.loss.size(), 82);
    QCOMPARE(h.loss.at(79), QPointF(80, 1));
    QCOMPARE(h.loss.at(80), QPointF(81, 2));
    QCOMPARE(h.speed.size(), 82);
    QCOMPARE(h.verifications.size(), std::size_t(1)); // the one of step 100 comes again
    h.add(verify(1, 0.85));
    QCOMPARE(h.verifications.size(), std::size_t(1));
    QCOMPARE(h.bestAuc(), 0.85);
}

void TestRunView::hostileEventsAreNotKnown_data()
{
    QTest::addColumn<QString>("text");
    for (const char* text :
         {"[]", "null", "7", "{}", R"({"type":5})", R"({"type":"step"})", R"({"type":"step","step":"x"})",
          R"({"type":"verify"})", R"({"type":"verify","roc":3,"hist":[],"intra":null,"inter":"x","auc":"high"})",
          R"({"type":"verify","roc":{"fpr":[1,0],"tpr":[1]},"hist":{"edges":[1],"genuine":[{}],"impostor":null}})",
          R"({"type":"start","epochs":"many"})", R"({"type":"end","state":null})", R"({"type":"issue"})"})
        QTest::newRow(text) << QString::fromLatin1(text);
}

void TestRunView::hostileEventsAreNotKnown()
{
    QFETCH(QString, text);
    const Json event = Json::parse(text.toStdString());
    RunHistory h;
    h.add(start());
    h.add(event);
    h.add(event);
    QVERIFY(h.loss.isEmpty());
    QVERIFY(!std::isfinite(h.bestAuc()));
    RunView view;
    view.append({start(), event, verify(1, 0.9)});
    QCOMPARE(view.history().bestAuc(), 0.9);
}

void TestRunView::readsAFolder()
{
    const test::TempFolder folder;
    run::Config config;
    config.train.epochs = 4;
    const auto run = run::RunFolder::create(folder / "runs", config, {{1, 0, false, "Ann"}, {2, 1, true, "Bob"}},
                                            folder / "crops.lkc");
    run.appendEvent(start());
    run.appendEvent(step(1, 5));
    run.appendEvent(step(2, 4));
    run.appendEvent(verify(1, 0.75));
    run.setState({"stopped", 1, 2, "by hand"});
    std::ofstream(run.folder() / "metrics.jsonl", std::ios::app) << R"({"type":"step","st)"; // torn by a power cut
    const RunHistory h = readRunHistory(run.folder());
    QCOMPARE(h.loss.size(), 2);
    const auto runs = readRunSummaries(folder / "runs");
    QCOMPARE(runs.size(), std::size_t(1));
    QCOMPARE(runs[0].state, QStringLiteral("stopped"));
    QCOMPARE(runs[0].loss, 4.0);
    QCOMPARE(runs[0].bestAuc, 0.75);
    QCOMPARE(runs[0].epochs, 4.0);
    QVERIFY(!runs[0].hasModel);
    QVERIFY(readRunSummaries(folder / "none").empty());

    // A failure writes no "end"; nothing is left to wait for all the same.
    const auto waits = [&run] {
        RunView view;
        view.showRun(QStringLiteral("run"), readRunHistory(run.folder()));
        return view.figures().contains(QStringLiteral("Time left"));
    };
    run.setState({"running", 1, 2, ""});
    {
        const auto training = run.lockForTraining();
        QVERIFY(waits());
    }
    QVERIFY(!waits()); // its process is gone
    run.setState({"failed", 1, 2, "out of memory"});
    QVERIFY(!waits());
}

void TestRunView::viewFollowsUntilAskedNotTo()
{
    RunView view;
    QCOMPARE(view.shownVerification(), -1);
    view.showRun(QStringLiteral("a"), {});
    view.append({start(), step(1), step(2), verify(1, 0.7)});
    QCOMPARE(view.shownVerification(), 0);
    view.append({verify(2, 0.8), verify(3, 0.9)});
    QCOMPARE(view.shownVerification(), 2);
    view.selectVerification(1);
    view.append({verify(4, 0.95)});
    QCOMPARE(view.shownVerification(), 1); // a person looks at it
    view.selectVerification(3);
    view.append({verify(5, 0.96)});
    QCOMPARE(view.shownVerification(), 4);
    QVERIFY(view.figures().contains(QStringLiteral("0.9600")));
    // A resume takes steps back: nothing is drawn twice.
    view.append({start(), step(1), step(2)});
    QCOMPARE(view.history().loss.size(), 2);
    for (const auto* plot : view.findChildren<widgets::LinePlot*>())
        if (plot->title() == QStringLiteral("Loss"))
            QCOMPARE(plot->points(0).size(), 2);
}

void TestRunView::comparison()
{
    RunHistory a;
    RunHistory b;
    for (auto* h : {&a, &b}) {
        h->add(start());
        h->add(step(1));
        h->add(verify(1, h == &a ? 0.8 : 0.9));
    }
    RunView view;
    view.showComparison({{QStringLiteral("one"), a}, {QStringLiteral("two"), b}});
    const auto* roc = view.findChild<widgets::RocPlot*>();
    QVERIFY(roc->readingAt(0.1).contains(QStringLiteral("one")));
    QVERIFY(roc->readingAt(0.1).contains(QStringLiteral("two")));
    view.append({step(2)}); // of no one shown
    for (const auto* plot : view.findChildren<widgets::LinePlot*>())
        QCOMPARE(plot->seriesCount(), 2);
    view.showRun(QStringLiteral("one"), a);
    for (const auto* plot : view.findChildren<widgets::LinePlot*>())
        QCOMPARE(plot->seriesCount(), 1);
}

void TestRunView::modelUpdates()
{
    RunsModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    RunSummary run;
    run.folder = "runs/a";
    run.id = QStringLiteral("a");
    run.state = QStringLiteral("running");
    run.loss = std::nan("");
    run.bestAuc = 0.5;
    model.setRuns({run});
    QCOMPARE(model.data(model.index(0, RunsModel::Loss), Qt::DisplayRole).toString(), QStringLiteral("–"));
    QCOMPARE(model.data(model.index(0, RunsModel::Auc), Qt::DisplayRole).toString(), QStringLiteral("0.5000"));
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    run.state = QStringLiteral("completed");
    model.update(run);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(model.data(model.index(0, RunsModel::State), Qt::DisplayRole).toString(),
             runStateText(QStringLiteral("completed")));
    run.folder = "runs/b";
    model.update(run);
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.rowOf("runs/b"), 0);
    QCOMPARE(model.rowOf("runs/c"), -1);
}

QTEST_MAIN(TestRunView)
#include "tst_run_view.moc"
