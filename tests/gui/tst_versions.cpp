// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/qt_convert.h"
#include "app/mainwindow/main_window.h"
#include "app/pages/dataset/erase_dialog.h"
#include "app/pages/versions/version_diff_view.h"
#include "app/pages/versions/versions_page.h"
#include "core/dataset/origins.h"
#include "core/dataset/splits.h"
#include "tests/support/small_project.h"
#include "widgets/common/empty_state.h"
#include "widgets/common/message_bar.h"
#include "widgets/dialogs/dialogs.h"

#include <QAction>
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableView>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QTextBrowser>
#include <array>

using namespace likeness;
using namespace likeness::engine;
using Kind = dataset::Difference::Kind;

class TestVersionsPage : public QObject
{
    Q_OBJECT
    QTemporaryDir m_temporary;
    int m_number = 0;
    QString m_root;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<app::MainWindow> m_window;

    pages::Page* page(const char* id)
    {
        m_window->showPage(QString::fromLatin1(id));
        return m_window->currentPage();
    }
    QTableView* table() { return m_window->findChild<QTableView*>(QStringLiteral("versionsTable")); }
    pages::VersionDiffView* diff() { return m_window->findChild<pages::VersionDiffView*>(); }
    dataset::Project& project() { return m_window->session().project(); }
    void trigger(const char* name)
    {
        auto* action = m_window->findChild<QAction*>(QString::fromLatin1(name));
        QVERIFY2(action, name);
        QTRY_VERIFY2(action->isEnabled(), name); // lists are read in the background
        action->trigger();
    }
    void waitForJob()
    {
        QTRY_VERIFY_WITH_TIMEOUT(!m_window->session().jobs().isRunning(), 30000);
        const QString error = m_window->findChild<widgets::MessageBar*>()->what();
        QVERIFY2(error.isEmpty(), qPrintable(error));
    }
    void keep(const char* name)
    {
        dialogs::TextDialog::setNextText(QString::fromLatin1(name));
        trigger("makeVersion");
        waitForJob();
    }
    dataset::FaceId firstOf(const char* name) { return project().facesOf(project().findIdentity(name)).front(); }

private Q_SLOTS:
    void init()
    {
        m_root = m_temporary.filePath(QStringLiteral("a folder %1").arg(++m_number));
        QVERIFY(QDir().mkpath(m_root));
        m_settings = std::make_unique<Settings>(m_root + QStringLiteral("/settings.ini"));
        m_window = std::make_unique<app::MainWindow>(*m_settings);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        QVERIFY(m_window->openProject(qs(test::makeSmallProject(toPath(m_root), 6, 3, false))));
    }
    void cleanup() { m_window.reset(); }

    void keepsComparesAndGoesBack()
    {
        page("versions");
        auto* empty = m_window->findChild<pages::VersionsPage*>()->findChild<widgets::EmptyState*>();
        QTRY_VERIFY(empty->isVisible());
        keep("before");
        QTRY_COMPARE(table()->model()->rowCount(), 1);
        QVERIFY(!empty->isVisible());
        QVERIFY(table()->model()->index(0, 0).data().toString().startsWith(QLatin1String("before")));

        const auto moved = firstOf("P0"), rejected = firstOf("P1");
        m_window->session().decide({moved}, dataset::Action::Move, QStringLiteral("P2"));
        m_window->session().decide({rejected}, dataset::Action::Reject);
        QTRY_COMPARE(diff()->count(Kind::Relabelled), 1);
        QCOMPARE(diff()->count(Kind::Removed), 1);
        QCOMPARE(diff()->shown(), 1);
        auto* search = diff()->findChild<QLineEdit*>();
        search->setText(QStringLiteral("nobody"));
        QCOMPARE(diff()->shown(), 0);
        search->setText(QStringLiteral("p2"));
        QCOMPARE(diff()->shown(), 1);

        dialogs::MessageBox::setNextAnswer(QMessageBox::Cancel);
        trigger("revertVersion");
        QTest::qWait(300);
        QCOMPARE(project().face(moved)->identity, project().findIdentity("P2")); // asked, and refused
        dialogs::MessageBox::setNextAnswer(QMessageBox::Yes);
        trigger("revertVersion");
        QTRY_COMPARE(project().face(moved)->identity, project().findIdentity("P0"));
        waitForJob();
        QCOMPARE(project().face(rejected)->label, dataset::LabelState::Unreviewed);
        QTRY_COMPARE(diff()->count(Kind::Relabelled) + diff()->count(Kind::Removed), 0);
        m_window->session().undo();
        QCOMPARE(project().face(rejected)->label, dataset::LabelState::Rejected);
    }

    void dividesPeople()
    {
        page("versions");
        trigger("dividePeople");
        auto* dialog = m_window->findChild<QDialog*>(QStringLiteral("splitsDialog"));
        QVERIFY(dialog && dialog->isVisible());
        dialog->accept();
        waitForJob();
        QVERIFY(dataset::hasSplits(project()));
        auto* line = m_window->findChild<QLabel*>(QStringLiteral("splitsLine"));
        QTRY_VERIFY2(line->text().contains(QLatin1String("Train 4")), qPrintable(line->text()));
        m_window->session().undo();
        QVERIFY(!dataset::hasSplits(project()));
    }

    void erasesAPerson()
    {
        page("versions");
        keep("v");
        auto* dataset = page("dataset");
        dataset->openPath(QStringLiteral("person:P3"));
        trigger("erasePerson");
        auto* dialog = m_window->findChild<pages::EraseDialog*>();
        QVERIFY(dialog);
        QTRY_VERIFY(dialog->isPlanned());
        auto* text = dialog->findChild<QTextBrowser*>();
        QVERIFY(text->toPlainText().contains(QLatin1String("Version v")));
        QVERIFY(text->toPlainText().contains(QLatin1String("3 picture")));
        auto* erase = dialog->findChild<QPushButton*>(QStringLiteral("eraseNow"));
        QVERIFY(!erase->isEnabled());
        auto* typed = dialog->findChild<QLineEdit*>(QStringLiteral("typedName"));
        QTest::keyClicks(typed, QStringLiteral("p3"));
        QVERIFY(!erase->isEnabled());
        typed->clear();
        QTest::keyClicks(typed, QStringLiteral("P3"));
        QVERIFY(erase->isEnabled());
        erase->click();
        QTRY_VERIFY_WITH_TIMEOUT(dialog->isDone(), 30000);
        QVERIFY2(!text->toPlainText().contains(QLatin1String("still found")), qPrintable(text->toPlainText()));
        QVERIFY(!project().findIdentity("P3"));
        QCOMPARE(project().counts().images, 15);
        dialog->close();
        page("versions");
        const auto note = [this] { return table()->model()->index(0, pages::VersionsModel::Note).data().toString(); };
        QTRY_VERIFY2(note().startsWith(QLatin1String("3 face")), qPrintable(note()));
    }

    void notesSourceAndConsent()
    {
        auto* dataset = page("dataset");
        dataset->openPath(QStringLiteral("person:P2"));
        trigger("sourceAndConsent");
        auto* dialog = m_window->findChild<QDialog*>(QStringLiteral("originsDialog"));
        QVERIFY(dialog);
        auto* set = dialog->findChild<QPushButton*>(QStringLiteral("originSet"));
        QTRY_COMPARE(dialog->findChild<QTableWidget*>()->rowCount(), 1);
        QVERIFY(!set->isEnabled());
        auto* consent = dialog->findChild<QLineEdit*>(QStringLiteral("originConsent"));
        QTest::keyClicks(consent, QStringLiteral("signed"));
        QVERIFY(set->isEnabled());
        set->click();
        waitForJob();
        const auto images = dataset::imagesOf(project(), project().findIdentity("P2"));
        QCOMPARE(dataset::originOf(project(), images.front())->consent, std::string("signed"));
        QCOMPARE(dataset::imagesWithoutOrigin(project()).size(), std::size_t{15});
    }
};

QTEST_MAIN(TestVersionsPage)
#include "tst_versions.moc"
