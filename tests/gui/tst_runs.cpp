// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/qt_convert.h"
#include "app/mainwindow/main_window.h"
#include "app/pages/train/batch_dialog.h"
#include "app/pages/train/run_compare_dialog.h"
#include "app/pages/train/run_export.h"
#include "app/pages/train/run_list.h"
#include "app/pages/train/run_view.h"
#include "app/pages/train/train_page.h"
#include "core/run/made_up_runs.h"
#include "core/run/run_folder.h"
#include "tests/support/small_project.h"
#include "widgets/common/message_bar.h"
#include "widgets/dialogs/dialogs.h"
#include "widgets/models/face_list_model.h"

#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTableView>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <cmath>
#include <fstream>

using namespace likeness;
using namespace likeness::engine;
namespace fs = std::filesystem;

namespace {

Json step(int number)
{
    return {{"type", "step"}, {"time", number * 0.1}, {"step", number}, {"loss", 1.0}, {"accuracy", 0.5}, {"lr", 0.1}};
}

// As if two models had been compared.
verify::Comparison comparison(double difference, double p)
{
    verify::Comparison c;
    c.models = {{"run-a", "", 0.9, 0.1, 0.8}, {"run-b", "", 0.9 - difference, 0.1, 0.8}};
    c.pairs = 6000;
    c.genuine = c.impostor = 3000;
    c.people = 100;
    c.bootstraps = 2000;
    c.resampledIdentities = true;
    for (const char* test : {"delong", "bootstrap"})
        c.results.push_back({0, 1, {"auc", test, 0.9, 0.9 - difference, difference, {0.004, 0.02}, p, true}, p});
    c.results.push_back({0, 1, {"accuracy", "mcnemar", 0.8, 0.8, 0, {std::nan(""), std::nan("")}, 1, true}, 1});
    return c;
}

} // namespace

// The train page's list and view of runs, in the real window.
class TestRuns : public QObject
{
    Q_OBJECT
    QTemporaryDir m_temporary;
    int m_number = 0;
    fs::path m_root, m_runs;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<app::MainWindow> m_window;

    pages::TrainPage& page() { return *qobject_cast<pages::TrainPage*>(m_window->page(QStringLiteral("train"))); }
    pages::RunListView& list() { return page().list(); }
    void show()
    {
        QSignalSpy reloaded(&page(), &pages::TrainPage::reloaded);
        m_window->showPage(QStringLiteral("train"));
        QTRY_VERIFY(reloaded.count() > 0);
    }
    void select(const fs::path& run)
    {
        QVERIFY(list().select(run));
        QTRY_VERIFY(page().view().history().lastStep > 0);
    }
    run::RunFolder made() const { return run::RunFolder(run::findRuns(m_runs).front()); }

private Q_SLOTS:
    void init()
    {
        m_root = toPath(m_temporary.filePath(QStringLiteral("a folder %1").arg(++m_number)));
        fs::create_directories(m_root);
        m_settings = std::make_unique<Settings>(qs(m_root / "settings.ini"));
        m_window = std::make_unique<app::MainWindow>(*m_settings);
        m_window->resize(1280, 800);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        const auto project = test::makeSmallProject(m_root, 4, 3, false);
        m_runs = project / "runs";
        run::makeUpRuns(m_runs, {.runs = 3, .steps = 100, .seed = 1});
        QVERIFY(m_window->openProject(qs(project)));
    }
    void cleanup() { m_window.reset(); }

    void listsAndChoosesByKeys()
    {
        show();
        QCOMPARE(list().shownCount(), 3);
        QCOMPARE(list().selectedRows().size(), std::size_t(1)); // the newest
        QTRY_COMPARE(page().view().history().lastStep, 100.0);
        auto* tabs = page().findChild<QTabWidget*>(QStringLiteral("runTabs"));
        list().table().setFocus();
        QTest::keyClick(&list().table(), Qt::Key_2);
        QCOMPARE(tabs->currentIndex(), 1);
        QTest::keyClick(&list().table(), Qt::Key_1);
        QCOMPARE(tabs->currentIndex(), 0);
        QTest::keyClick(&list().table(), Qt::Key_Slash);
        QVERIFY(list().filter().hasFocus());
        QTest::keyClicks(&list().filter(), QStringLiteral("nothing like it"));
        QCOMPARE(list().shownCount(), 0);
        list().filter().clear();
        QCOMPARE(list().shownCount(), 3);
        QMenu columns;
        list().addColumnActions(columns);
        QCOMPARE(columns.actions().size(), pages::RunsModel::ColumnCount - 1);
        columns.actions().at(pages::RunsModel::Loss - 1)->trigger();
        QVERIFY(list().table().isColumnHidden(pages::RunsModel::Loss));
        auto* compare = page().findChild<QPushButton*>(QStringLiteral("compareRuns"));
        list().selectAll();
        QVERIFY(!compare->isEnabled()); // they have no models
        QTRY_VERIFY(page().view().figures().contains(QStringLiteral("■")));
    }

    void watchesARunOfAnotherProcess()
    {
        show();
        const run::RunFolder run = run::RunFolder::create(m_runs, {}, {{1, 0, false, "Ann"}}, m_runs / "none.lkc");
        run.setState({"running", 0, 0, ""});
        const auto training = run.lockForTraining(); // of this process, which is another one to the page
        run.appendEvent(step(1));
        QTRY_VERIFY_WITH_TIMEOUT(list().model().rowOf(run.folder()) >= 0, 10000);
        select(run.folder());
        run.appendEvent(step(2));
        QTRY_COMPARE_WITH_TIMEOUT(page().view().history().lastStep, 2.0, 10000);
        auto* resume = page().findChild<QPushButton*>(QStringLiteral("resumeRun"));
        QVERIFY(!resume->isEnabled()); // it is being trained
        // Nothing is read while another page is shown.
        m_window->showPage(QStringLiteral("journal"));
        run.appendEvent(step(3));
        QTest::qWait(1500);
        QCOMPARE(page().view().history().lastStep, 2.0);
        m_window->showPage(QStringLiteral("train"));
        QTRY_COMPARE_WITH_TIMEOUT(page().view().history().lastStep, 3.0, 10000);
        run.appendEvent({{"type", "end"}, {"state", "completed"}});
        run.setState({"completed", 1, 3, ""});
        QTRY_COMPARE_WITH_TIMEOUT(page().view().history().endState, QStringLiteral("completed"), 10000);
    }

    void followsAFolder()
    {
        show();
        const auto share = m_root / "share";
        const run::RunFolder run = run::RunFolder::create(share, {}, {{1, 0, false, "Ann"}}, share / "none.lkc");
        run.appendEvent(step(1));
        writeJsonFile(run.folder() / "state.json", {{"state", "running"}, {"host", "gpu7"}});
        dialogs::FileDialog::setNextPath(qs(share));
        auto* menu = page().findChild<QToolButton*>(QStringLiteral("moreRuns"))->menu();
        for (QAction* action : menu->actions())
            if (action->text().contains(QStringLiteral("ollow a folder")))
                action->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(list().model().rowOf(run.folder()) >= 0, 10000);
        const auto where = [&] {
            return list().model().index(list().model().rowOf(run.folder()), pages::RunsModel::Where).data().toString();
        };
        QVERIFY(where().contains(QStringLiteral("gpu7")));
        QVERIFY(!list().table().isColumnHidden(pages::RunsModel::Where));
        select(run.folder());
        run.appendEvent(step(2));
        QTRY_COMPARE_WITH_TIMEOUT(page().view().history().lastStep, 2.0, 10000);
        // A restart of the program knows it still; then the share goes.
        m_window->session().close();
        fs::rename(share, m_root / "gone");
        QVERIFY(m_window->openProject(qs(m_runs.parent_path())));
        show();
        QTRY_VERIFY_WITH_TIMEOUT(list().model().rowOf(run.folder()) >= 0, 10000);
        QVERIFY(!list().model().run(list().model().rowOf(run.folder())).reachable);
        QVERIFY(list().select(run.folder()));
        for (QAction* action : menu->actions())
            if (action->text().contains(QStringLiteral("top following"))) {
                Q_EMIT action->menu()->aboutToShow();
                QCOMPARE(action->menu()->actions().size(), 1);
                action->menu()->actions().front()->trigger();
            }
        QTRY_COMPARE(list().model().rowOf(run.folder()), -1);
        QCOMPARE(list().shownCount(), 3);
    }

    void leadsFromABatchToItsFaces()
    {
        const auto& project = m_window->session().project();
        const auto faces = project.facesOf(project.findIdentity("P1"));
        const run::RunFolder run = made();
        run.appendEvent({{"type", "diverged"},
                         {"step", 90},
                         {"reason", "not_finite"},
                         {"action", "rolled_back"},
                         {"to_step", 80},
                         {"faces", faces},
                         {"names", {"P1", "P1", "P1"}},
                         {"message", "the loss became not a number"}});
        show();
        QVERIFY(list().select(run.folder()));
        QTRY_VERIFY(!page().view().notice().isEmpty());
        QTest::mouseClick(page().findChild<QPushButton*>(QStringLiteral("showBatch")), Qt::LeftButton);
        auto* dialog = page().findChild<pages::BatchDialog*>();
        QVERIFY(dialog && dialog->isVisible());
        QCOMPARE(dialog->faces().rowCount(), static_cast<int>(faces.size()));
        QTRY_COMPARE(dialog->faces().index(0).data().toString(), QStringLiteral("P1"));
        QTRY_VERIFY(!dialog->faces().index(0).data(Qt::DecorationRole).isNull()); // its picture
        QSignalSpy wanted(&page(), &pages::Page::goTo);
        for (auto* button : dialog->findChildren<QPushButton*>())
            if (button->text().contains(QStringLiteral("dataset")))
                button->click();
        QCOMPARE(wanted.count(), 1);
        QCOMPARE(wanted.at(0).at(1).toLongLong(), faces.front());
        QTRY_COMPARE(m_window->currentPage()->id(), QStringLiteral("dataset"));
    }

    void saysInWordsWhatWasCompared()
    {
        show();
        const pages::Services services{&m_window->session(), &m_window->pictures(), m_settings.get()};
        pages::RunCompareDialog dialog(services, {m_runs / "a", m_runs / "b"});
        dialog.show();
        auto* answer = dialog.findChild<QLabel*>(QStringLiteral("compareAnswer"));
        auto* table = dialog.findChild<QTableWidget*>(QStringLiteral("compareTable"));
        QVERIFY(!table->isVisible());
        dialog.showResult(comparison(0.012, 0.003));
        QVERIFY(answer->text().contains(
            QStringLiteral("run-a is better than run-b: AUC +0.0120, 95 % interval 0.0040 to 0.0200, p = 0.003.")));
        QVERIFY(answer->text().contains(QStringLiteral("100 people")));
        QCOMPARE(answer->text().count(QStringLiteral("better")), 1); // by the test that fits the pairs
        QVERIFY(table->isVisible());
        QCOMPARE(table->rowCount(), 3);
        dialog.showResult(comparison(0.001, 0.4));
        QVERIFY(answer->text().contains(QStringLiteral("no difference can be told with these 6,000 pairs")));
        dialog.showResult(comparison(-0.012, 0.0001));
        QVERIFY(answer->text().contains(QStringLiteral("run-b is better than run-a: AUC +0.0120")));
        QVERIFY(answer->text().contains(QStringLiteral("p < 0.001")));
        // A pack has to be named; a job that fails leaves a sentence.
        auto* start = dialog.findChild<QPushButton*>(QStringLiteral("compareStart"));
        dialog.choose(pages::RunCompareDialog::Pack);
        QVERIFY(!start->isEnabled());
        dialog.choose(pages::RunCompareDialog::Pack, QStringLiteral("/no/such/pack.bin"));
        QTRY_VERIFY(start->isEnabled());
        start->click();
        QTRY_VERIFY_WITH_TIMEOUT(answer->text().contains(QStringLiteral("did not come to an end")), 20000);
    }

    void exportsTheChosenRuns()
    {
        show();
        list().selectAll();
        auto* exporter = page().findChild<pages::RunExport*>();
        QSignalSpy saved(exporter, &pages::RunExport::saved);
        const auto out = m_root / "out";
        exporter->writeTables(qs(out));
        QTRY_COMPARE(saved.count(), 1);
        exporter->writeEventFiles(qs(out));
        QTRY_COMPARE(saved.count(), 2);
        for (const auto& run : run::findRuns(m_runs)) {
            QVERIFY(fs::exists(out / run.filename() / "steps.csv"));
            QCOMPARE(std::distance(fs::directory_iterator(out / run.filename()), fs::directory_iterator()), 3);
        }
        QTRY_VERIFY(page().view().figures().contains(QStringLiteral("■")));
        dialogs::FileDialog::setNextPath(qs(m_root / "plots.pdf"));
        for (QAction* action : page().findChild<QToolButton*>(QStringLiteral("moreRuns"))->menu()->actions())
            if (action->text().contains(QStringLiteral("PDF")))
                action->trigger();
        QTRY_COMPARE(saved.count(), 3);
        QVERIFY(fs::file_size(m_root / "plots.pdf") > 10'000);
    }
};

QTEST_MAIN(TestRuns)
#include "tst_runs.moc"
