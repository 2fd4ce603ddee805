// SPDX-License-Identifier: GPL-3.0-or-later
// The quality page, the histories and the previews, on a small project in the real window.
#include "app/engine/qt_convert.h"
#include "app/mainwindow/main_window.h"
#include "app/pages/quality/quality_page.h"
#include "core/dataset/opinions.h"
#include "tests/support/small_project.h"
#include "widgets/dialogs/dialogs.h"

#include <QAction>
#include <QCheckBox>
#include <QDialog>
#include <QDialogButtonBox>
#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QSpinBox>
#include <QTableView>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

using namespace likeness;
using namespace likeness::engine;

class TestQualityPage : public QObject
{
    Q_OBJECT
    QTemporaryDir m_temporary;
    int m_number = 0;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<app::MainWindow> m_window;
    pages::QualityPage* m_quality = nullptr;

    dataset::Project& project() { return m_window->session().project(); }
    template<typename T>
    T* find(const char* name)
    {
        return m_window->findChild<T*>(QString::fromLatin1(name));
    }
    QString text(const char* name) { return find<QLabel>(name)->text(); }
    void press(Qt::Key key) { QTest::keyClick(find<QWidget>("faceQuestion"), key); }
    void showQuality()
    {
        m_window->showPage(QStringLiteral("quality"));
        m_quality = qobject_cast<pages::QualityPage*>(m_window->currentPage());
        QVERIFY(m_quality);
        QTRY_VERIFY(m_quality->isReady());
    }

private Q_SLOTS:
    void init()
    {
        const QString root = m_temporary.filePath(QString::number(++m_number));
        const QString folder = qs(test::makeSmallProject(toPath(root)));
        m_settings = std::make_unique<Settings>(root + QStringLiteral("/settings.ini"));
        m_window = std::make_unique<app::MainWindow>(*m_settings);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        QVERIFY(m_window->openProject(folder));
        dataset::setUserName("Xu");
        showQuality();
    }
    void cleanup()
    {
        m_window.reset();
        dataset::setUserName({});
    }

    void spotCheckByKeys()
    {
        find<QSpinBox>("spotCount")->setValue(4);
        find<QPushButton>("spotDraw")->click();
        QVERIFY(find<QWidget>("faceQuestion")->isVisible());
        QVERIFY(text("question").contains(QLatin1Char('P')));
        QCOMPARE(text("questionProgress"), QStringLiteral("1 of 4"));
        press(Qt::Key_R);
        press(Qt::Key_W);
        QCOMPARE(text("questionProgress"), QStringLiteral("3 of 4"));
        press(Qt::Key_Left); // back: it was right after all
        QCOMPARE(text("questionProgress"), QStringLiteral("2 of 4"));
        press(Qt::Key_R);
        press(Qt::Key_C);
        QVERIFY(m_window->session().undo()); // the question comes back
        QCOMPARE(text("questionProgress"), QStringLiteral("3 of 4"));
        QVERIFY(m_window->session().redo());
        QCOMPARE(text("questionProgress"), QStringLiteral("4 of 4"));
        press(Qt::Key_Escape);
        QVERIFY(!find<QWidget>("faceQuestion")->isVisible());
        QTRY_VERIFY(m_quality->isReady());
        auto sample = dataset::latestSpotSample(project());
        QCOMPARE(sample.right, 2);
        QCOMPARE(sample.unclear, 1);
        QVERIFY(text("spotResult").contains(QStringLiteral("0 wrong of 2")));
        // Resumed where it was.
        QTRY_VERIFY(find<QPushButton>("spotGoOn")->isVisible());
        find<QPushButton>("spotGoOn")->click();
        QCOMPARE(text("questionProgress"), QStringLiteral("4 of 4"));
        press(Qt::Key_W); // the last: back to the overview by itself
        QVERIFY(!find<QWidget>("faceQuestion")->isVisible());
        QTRY_VERIFY(text("spotResult").contains(QStringLiteral("1 wrong of 3")));
        sample = dataset::latestSpotSample(project());
        QCOMPARE(sample.wrong, 1);
        QVERIFY(!find<QPushButton>("spotGoOn")->isVisible());
        QTRY_VERIFY(text("checkResult2").contains(QStringLiteral("2 of 3 passed")));
    }

    void approvalBySecondPerson()
    {
        const auto faces = project().facesOf(project().findIdentity("P0"));
        QVERIFY(m_window->session().decide(faces, dataset::Action::Keep));
        find<QCheckBox>("twoPeople")->click();
        QTRY_VERIFY(text("awaiting").contains(QLatin1Char('3')));
        QVERIFY(!find<QPushButton>("approve")->isVisible()); // one's own decisions
        dataset::setUserName("Yao");
        m_window->showPage(QStringLiteral("dataset"));
        showQuality();
        QTRY_VERIFY(find<QPushButton>("approve")->isVisible());
        find<QPushButton>("approve")->click();
        QVERIFY(text("question").contains(QStringLiteral("P0")));
        press(Qt::Key_Y);
        press(Qt::Key_S); // later
        press(Qt::Key_Y);
        QTRY_VERIFY(text("awaiting").contains(QLatin1Char('1')));
        QCOMPARE(dataset::awaitingApproval(project()), 1);
        QTRY_COMPARE(find<QTableWidget>("kappaTable")->rowCount(), 1);
        QCOMPARE(find<QTableWidget>("kappaTable")->item(0, 0)->text(), QStringLiteral("Xu and Yao"));
        QCOMPARE(find<QTableWidget>("kappaTable")->item(0, 4)->text(), QStringLiteral("too few faces"));
        QVERIFY(m_window->session().undo());
        QTRY_VERIFY(text("awaiting").contains(QLatin1Char('2')));
    }

    void disagreementsOpenTheFace()
    {
        const auto face = project().facesOf(project().findIdentity("P0")).front();
        QVERIFY(m_window->session().decide({face}, dataset::Action::Keep));
        dataset::setUserName("Yao");
        QVERIFY(m_window->session().decide({face}, dataset::Action::Reject));
        auto* table = find<QTableWidget>("disagreements");
        QTRY_COMPARE(table->rowCount(), 1);
        QCOMPARE(table->item(0, 1)->text(), QStringLiteral("Xu: P0"));
        QCOMPARE(table->item(0, 2)->text(), QStringLiteral("Yao: rejected"));
        table->setCurrentCell(0, 0);
        table->setFocus();
        QTest::keyClick(table, Qt::Key_Return);
        QCOMPARE(m_window->currentPage()->id(), QStringLiteral("dataset"));
    }

    void historyOfAFace()
    {
        const auto face = project().facesOf(project().findIdentity("P0")).front();
        QVERIFY(m_window->session().decide({face}, dataset::Action::Move, QStringLiteral("P1")));
        QVERIFY(m_window->session().undo());
        m_window->showPage(QStringLiteral("dataset"));
        m_window->currentPage()->openFace(face);
        QTRY_VERIFY(find<QPushButton>("wholeHistory")->isVisible());
        find<QPushButton>("wholeHistory")->click();
        auto* dialog = find<QDialog>("historyDialog");
        QVERIFY(dialog);
        auto* table = dialog->findChild<QTableView*>(QStringLiteral("historyTable"));
        QTRY_COMPARE(table->model()->rowCount(), 2); // moved, imported
        QVERIFY(table->model()->index(0, 2).data().toString().contains(QStringLiteral("undone")));
        QVERIFY(table->model()->index(0, 3).data().toString().contains(QStringLiteral("P0 → P1")));
        dialog->close();
    }

    void mergeIsPreviewed()
    {
        m_window->showPage(QStringLiteral("dataset"));
        m_window->currentPage()->openPath(QStringLiteral("person:P0"));
        auto* grid = find<QListView>("faceGrid");
        QTRY_COMPARE(grid->model()->rowCount(), 3);
        grid->selectAll();
        QAction* split = nullptr;
        for (QAction* action : m_window->currentPage()->actions())
            if (action->shortcut() == QKeySequence(Qt::Key_N))
                split = action;
        QVERIFY(split);
        dialogs::TextDialog::setNextText(QStringLiteral("Someone"));
        bool seen = false;
        QTimer::singleShot(0, this, [&] {
            auto* dialog = m_window->findChild<QDialog*>(QStringLiteral("previewDialog"));
            QVERIFY(dialog);
            auto* table = dialog->findChild<QTableWidget*>(QStringLiteral("previewTable"));
            QTRY_COMPARE(table->rowCount(), 2);
            QTRY_VERIFY(table->item(0, 2) && table->item(0, 2)->text().contains(QLatin1Char('%')));
            QCOMPARE(table->item(0, 1)->text(), QStringLiteral("3 → 0"));
            QCOMPARE(table->item(1, 0)->text(), QStringLiteral("Someone (new)"));
            QCOMPARE(table->item(1, 1)->text(), QStringLiteral("0 → 3"));
            seen = true;
            dialog->reject();
        });
        split->trigger();
        QVERIFY(seen);
        QCOMPARE(project().findIdentity("Someone"), dataset::IdentityId{0}); // cancelled
    }
};

QTEST_MAIN(TestQualityPage)
#include "tst_quality.moc"
