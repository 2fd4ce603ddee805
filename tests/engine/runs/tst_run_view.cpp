// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/qt_convert.h"
#include "app/pages/train/run_history.h"
#include "app/pages/train/run_list.h"
#include "app/pages/train/run_view.h"
#include "app/pages/train/runs_model.h"
#include "core/base/file.h"
#include "core/run/run_folder.h"
#include "tests/support/temp_folder.h"
#include "widgets/plot/line_plot.h"
#include "widgets/plot/roc_plot.h"

#include <QAbstractItemModelTester>
#include <QDateTime>
#include <QElapsedTimer>
#include <QImage>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QTableView>
#include <QTest>
#include <algorithm>
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
    void aCollapsedVerificationHasNoFigures();
    void resumeReplacesRepeatedSteps();
    void hostileEventsAreNotKnown_data();
    void hostileEventsAreNotKnown();
    void readsAFolder();
    void viewFollowsUntilAskedNotTo();
    void drawsSeldomAndNeverHidden();
    void longRunsStaySmall();
    void showsMemoryWhereItIsSaid();
    void saysThatTrainingWentBack();
    void comparison();
    void savesPlots();
    void modelUpdates();
    void listFiltersAndSorts();
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

void TestRunView::aCollapsedVerificationHasNoFigures()
{
    RunHistory h;
    h.add(start());
    h.add(step(1, 2.0));
    Json collapsed = verify(1, 0.9);
    collapsed["collapsed"] = true;
    h.add(collapsed);
    QVERIFY(!std::isfinite(h.bestAuc()));
    QVERIFY(h.over(&RunHistory::Verification::fisherTrace).isEmpty());
    h.add(verify(2, 0.7));
    QCOMPARE(h.bestAuc(), 0.7);
    RunView view;
    view.showRun(QStringLiteral("run"), h);
    const auto said = [&] {
        for (const QLabel* label : view.findChildren<QLabel*>())
            if (label->text().contains(QStringLiteral("nearly the same embedding")))
                return true;
        return false;
    };
    QVERIFY(!said());
    view.selectVerification(0);
    QVERIFY(said());
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
    view.show();
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
    view.show();
    QCOMPARE(view.shownVerification(), -1);
    view.showRun(QStringLiteral("a"), {});
    view.append({start(), step(1), step(2), verify(1, 0.7)});
    QTRY_COMPARE(view.shownVerification(), 0);
    view.append({verify(2, 0.8), verify(3, 0.9)});
    QTRY_COMPARE(view.shownVerification(), 2);
    view.selectVerification(1);
    view.append({verify(4, 0.95)});
    QTRY_VERIFY(view.figures().contains(QStringLiteral("0.9500")));
    QCOMPARE(view.shownVerification(), 1); // a person looks at it
    view.selectVerification(3);
    view.append({verify(5, 0.96)});
    QTRY_COMPARE(view.shownVerification(), 4);
    QVERIFY(view.figures().contains(QStringLiteral("0.9600")));
    // A resume takes steps back: nothing is drawn twice.
    view.append({start(), step(1), step(2)});
    QCOMPARE(view.history().loss.size(), 2);
    const auto* loss = view.findChild<widgets::LinePlot*>(QStringLiteral("lossPlot"));
    QTRY_COMPARE(loss->points(0).size(), 2);
    view.append({step(3)});
    QTRY_COMPARE(loss->points(0).size(), 3);
}

void TestRunView::drawsSeldomAndNeverHidden()
{
    RunView view;
    view.resize(900, 600);
    view.showRun(QStringLiteral("a"), {});
    const auto* loss = view.findChild<widgets::LinePlot*>(QStringLiteral("lossPlot"));
    QTest::qWait(50);
    const int first = loss->drawCount();
    view.append({start()});
    for (int i = 1; i <= 100; ++i)
        view.append({step(i)});
    QTest::qWait(350);
    QCOMPARE(loss->drawCount(), first); // hidden
    QVERIFY(loss->points(0).isEmpty());
    view.show();
    QTRY_COMPARE(loss->points(0).size(), 100); // all of it, at once
    const int before = loss->drawCount();
    QElapsedTimer clock;
    clock.start();
    for (int i = 101; clock.elapsed() < 1100; ++i) {
        view.append({step(i)});
        QTest::qWait(2);
    }
    QVERIFY2(loss->drawCount() - before <= 6, qPrintable(QString::number(loss->drawCount() - before)));
    QTRY_COMPARE(loss->points(0).last().x(), view.history().lastStep);
    view.hide();
    const int hidden = loss->drawCount();
    view.append({step(5000)});
    QTest::qWait(350);
    QCOMPARE(loss->drawCount(), hidden);
}

void TestRunView::longRunsStaySmall()
{
    RunHistory h;
    h.add(start());
    constexpr int kSteps = 200'000;
    for (int i = 1; i <= kSteps; ++i)
        h.add(step(i, i == 77'777 ? 1000 : 1)); // a spike
    QVERIFY(h.loss.size() <= RunHistory::kMostPoints);
    QVERIFY(h.loss.size() > RunHistory::kMostPoints / 4);
    QCOMPARE(h.loss.last().x(), double(kSteps));
    QVERIFY(std::any_of(h.loss.begin(), h.loss.end(), [](const QPointF& p) { return p.y() == 1000; }));
    QVERIFY(h.add(step(1000)));
    QVERIFY(h.loss.last().x() == 1000 && h.loss.at(h.loss.size() - 2).x() < 1000);
}

void TestRunView::showsMemoryWhereItIsSaid()
{
    RunView view;
    RunHistory h;
    h.add(start());
    h.add(step(1));
    view.showRun(QStringLiteral("old"), h);
    const auto* memory = view.findChild<widgets::LinePlot*>(QStringLiteral("memoryPlot"));
    QVERIFY(memory->isEmpty());
    Json with = step(2);
    with["memory"] = 3 * 1024 * 1024;
    h.add(with);
    view.showRun(QStringLiteral("new"), h);
    QCOMPARE(memory->points(0), (QVector<QPointF>{{2, 3}})); // MiB
}

void TestRunView::saysThatTrainingWentBack()
{
    RunView view;
    view.show();
    view.showRun(QStringLiteral("a"), {});
    QVERIFY(view.notice().isEmpty());
    view.append({start(),
                 step(1),
                 step(2),
                 step(3),
                 {{"type", "diverged"},
                  {"step", 4},
                  {"reason", "not_finite"},
                  {"action", "rolled_back"},
                  {"to_step", 2},
                  {"faces", {11, "x", 12}},
                  {"names", {"Ann", "Bob"}}}});
    QTRY_VERIFY(view.notice().contains(QStringLiteral("step 2")));
    QVERIFY(view.notice().contains(QStringLiteral("no number")) && view.notice().contains(QStringLiteral("halved")));
    const auto& divergence = view.history().divergences.back();
    QCOMPARE(divergence.faces, (std::vector<qint64>{11, 12}));
    QCOMPARE(divergence.names, (QStringList{QStringLiteral("Ann"), QStringLiteral("Bob")}));
    auto* button = view.findChild<QPushButton*>(QStringLiteral("showBatch"));
    QVERIFY(button->isVisible());
    QSignalSpy wanted(&view, &RunView::batchWanted);
    button->click();
    QCOMPARE(wanted.count(), 1);
    view.append({step(3)});
    QTRY_COMPARE(view.history().loss.size(), 3); // the repeated one replaces the old
    view.append({{{"type", "diverged"}, {"step", 4}, {"reason", "collapsed"}, {"action", "went_on"}, {"to_step", 4}}});
    QTRY_VERIFY(view.notice().contains(QStringLiteral("accuracy collapsed again")));
    QVERIFY(view.notice().contains(QStringLiteral("goes on")) && !view.notice().contains(QStringLiteral("stopped")));
    QVERIFY(!button->isVisible()); // it names no face
    view.append({{{"type", "diverged"},
                  {"step", 4},
                  {"reason", "not_finite"},
                  {"action", "stopped"},
                  {"to_step", 2},
                  {"faces", {11}}}});
    QTRY_VERIFY(view.notice().contains(QStringLiteral("stopped")));
    QVERIFY(button->isVisible());
    view.setBatchShown(false); // its faces are another project's
    QVERIFY(!button->isVisible());
    view.showRun(QStringLiteral("b"), {});
    QVERIFY(view.notice().isEmpty());
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

void TestRunView::savesPlots()
{
    const test::TempFolder folder;
    RunHistory h;
    h.add(start());
    for (int i = 1; i <= 60; ++i)
        h.add(step(i, 100.0 / i));
    h.add(verify(1, 0.8));
    RunView view;
    view.showRun(QStringLiteral("20260101-000000"), h);
    const auto path = [&](const char* name) { return engine::qs(folder / name); };
    QString problem;
    QVERIFY2(view.savePlots(path("plots.pdf"), &problem), qPrintable(problem));
    const auto pdf = readTextFile(folder / "plots.pdf");
    QVERIFY(pdf.starts_with("%PDF"));
    QCOMPARE(pdf.find("/Subtype /Image"), std::string::npos); // vectors
    QVERIFY(view.savePlots(path("plots.png")));
    const QImage image(path("plots.png"));
    QCOMPARE(image.width(), 2481); // A4 at 300 dots an inch
    QCOMPARE(image.dotsPerMeterX(), 11811);
    QVERIFY(!view.savePlots(path("plots.bmp"), &problem));
    QVERIFY(problem.contains(QStringLiteral("plots.bmp")));
    QVERIFY(!view.savePlots(path("no/such/folder/plots.pdf"), &problem));
}

void TestRunView::modelUpdates()
{
    RunsModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    run::Summary run;
    run.folder = "runs/a";
    run.id = "a";
    run.state = "running";
    run.bestAuc = 0.5;
    model.update({run});
    const auto shown = [&](int row, RunsModel::Column column) {
        return model.data(model.index(row, column), Qt::DisplayRole).toString();
    };
    QCOMPARE(shown(0, RunsModel::Loss), QStringLiteral("–"));
    QCOMPARE(shown(0, RunsModel::Auc), QStringLiteral("0.5000"));
    QVERIFY(!shown(0, RunsModel::Where).isEmpty()); // another process trains it
    QVERIFY(model.hasElsewhere() && !model.hasForks());
    model.setTrained("runs/a");
    QVERIFY(shown(0, RunsModel::Where).isEmpty());
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    run.state = "completed";
    run.forkedFrom = "z";
    run.seconds = 7260;
    model.update({run});
    QCOMPARE(changed.count(), 1);
    QCOMPARE(shown(0, RunsModel::State), runStateText(QStringLiteral("completed")));
    QCOMPARE(shown(0, RunsModel::ForkedFrom), QStringLiteral("z"));
    QCOMPARE(shown(0, RunsModel::Duration), QStringLiteral("2 h 1 min"));
    run.folder = "share/b";
    run.host = "gpu7";
    run.changed = QDateTime::currentMSecsSinceEpoch() - 125'000;
    model.update({run}, "share");
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.rowOf("share/b"), 1);
    QCOMPARE(model.rowOf("runs/c"), -1);
    QVERIFY(shown(1, RunsModel::Where).contains(QStringLiteral("gpu7")));
    QVERIFY(shown(1, RunsModel::Where).contains(agoText(125'000)));
    run.reachable = false;
    model.update({run}, "share");
    QVERIFY(shown(1, RunsModel::State) != runStateText(QStringLiteral("completed")));
    model.remove({"runs/a", "nothing"});
    QCOMPARE(model.rowOf("share/b"), 0);
    model.removePlace("share");
    QCOMPARE(model.rowCount(), 0);
}

void TestRunView::listFiltersAndSorts()
{
    RunListView list;
    std::vector<run::Summary> runs;
    for (int i = 0; i < 30; ++i) {
        run::Summary run;
        run.folder = "runs/" + std::to_string(i);
        run.id = "run-" + std::to_string(i);
        run.backbone = i % 3 == 0 ? "iresnet50" : "mobilefacenet";
        run.head = "arcface";
        run.state = "completed";
        run.bestAuc = i == 7 ? run::Summary::kUnknown : 0.5 + i * 0.01;
        runs.push_back(run);
    }
    list.model().update(runs);
    QCOMPARE(list.shownCount(), 30);
    list.filter().setText(QStringLiteral("arcface IRES"));
    QCOMPARE(list.shownCount(), 10);
    QVERIFY(!list.select("runs/1") && list.select("runs/3"));
    list.filter().setText(QStringLiteral("(")); // a bracket, not a pattern
    QCOMPARE(list.shownCount(), 0);
    list.filter().clear();
    list.table().sortByColumn(RunsModel::Auc, Qt::DescendingOrder);
    list.selectFirst();
    QCOMPARE(list.selectedRows(), std::vector<int>{29});
    list.table().sortByColumn(RunsModel::Auc, Qt::AscendingOrder);
    list.selectFirst();
    QCOMPARE(list.selectedRows(), std::vector<int>{7}); // not known comes before all
    list.selectAll();
    QCOMPARE(list.selectedRows().size(), std::size_t(30));
}

QTEST_MAIN(TestRunView)
#include "tst_run_view.moc"
