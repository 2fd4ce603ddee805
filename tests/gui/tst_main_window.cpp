// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/qt_convert.h"
#include "app/mainwindow/export_dialog.h"
#include "app/mainwindow/guarded_application.h"
#include "app/mainwindow/import_dialog.h"
#include "app/mainwindow/main_window.h"
#include "app/mainwindow/prepare_dialog.h"
#include "app/pages/train/train_wizard.h"
#include "core/dataset/origins.h"
#include "tests/support/small_project.h"
#include "widgets/common/job_bar.h"
#include "widgets/common/message_bar.h"
#include "widgets/dialogs/dialogs.h"

#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QListWidget>
#include <QMessageBox>
#include <QProcess>
#include <QPushButton>
#include <QSet>
#include <QShortcut>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <QToolButton>
#include <semaphore>

using namespace likeness;
using namespace likeness::engine;

class TestMainWindow : public QObject
{
    Q_OBJECT
    QTemporaryDir m_temporary;
    int m_number = 0;
    QString m_root;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<app::MainWindow> m_window;

    void trigger(const char* action)
    {
        auto* found = m_window->findChild<QAction*>(QString::fromLatin1(action));
        QVERIFY2(found, action);
        QVERIFY2(found->isEnabled(), action);
        found->trigger();
    }
    QString error() { return m_window->findChild<widgets::MessageBar*>()->what(); }

private Q_SLOTS:
    void init()
    {
        m_root = m_temporary.filePath(QStringLiteral("a folder %1").arg(++m_number));
        QVERIFY(QDir().mkpath(m_root));
        m_settings = std::make_unique<Settings>(m_root + QStringLiteral("/settings.ini"));
        m_window = std::make_unique<app::MainWindow>(*m_settings);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    }
    void cleanup() { m_window.reset(); }

    void startsWithoutAProject()
    {
        QCOMPARE(m_window->currentPage()->id(), QStringLiteral("start"));
        QVERIFY(!m_window->findChild<QAction*>(QStringLiteral("page_review"))->isEnabled());
        QVERIFY(!m_window->findChild<QAction*>(QStringLiteral("undo"))->isEnabled());
        QVERIFY(!m_window->findChild<QAction*>(QStringLiteral("importFolder"))->isEnabled());
    }

    void everyPageOpensByItsKey()
    {
        QVERIFY(m_window->openProject(qs(test::makeSmallProject(toPath(m_root)))));
        QCOMPARE(m_window->currentPage()->id(), QStringLiteral("dataset"));
        int number = 0;
        for (pages::Page* page : m_window->pages()) {
            if (page->id() == QLatin1String("start"))
                continue;
            QTest::keyClick(m_window.get(), static_cast<Qt::Key>(Qt::Key_0 + ++number % 10), Qt::ControlModifier);
            QTRY_COMPARE(m_window->currentPage()->id(), page->id());
            QVERIFY(!page->title().isEmpty());
            QVERIFY2(QFile::exists(QStringLiteral(":/icons/%1.svg").arg(page->iconName())),
                     qPrintable(page->iconName()));
            QVERIFY2(error().isEmpty(), qPrintable(error()));
        }
        QVERIFY(number >= 5);
        trigger("closeProject");
        QCOMPARE(m_window->currentPage()->id(), QStringLiteral("start"));
        QCOMPARE(m_settings->get(settings::kRecentProjects).size(), 1);
    }

    void sayWhatIsWrong()
    {
        QVERIFY(!m_window->openProject(m_root));
        QVERIFY(!error().isEmpty());
        QVERIFY(!m_window->session().isOpen());
    }

    void newProjectAndImport()
    {
        test::makeSmallProject(toPath(m_root)); // for its folder of faces
        dialogs::FileDialog::setNextPath(m_root + QStringLiteral("/mine"));
        trigger("newProject");
        QVERIFY(m_window->session().isOpen());
        QCOMPARE(m_window->session().name(), QStringLiteral("mine"));
        dialogs::FileDialog::setNextPath(m_root + QStringLiteral("/faces"));
        app::ImportChoice choice;
        choice.aligned = true;
        app::ImportDialog::setNextChoice(choice);
        trigger("importFolder");
        QVERIFY(m_window->session().jobs().isRunning());
        QVERIFY2(!m_window->findChild<QAction*>(QStringLiteral("importFolder"))->isEnabled(), "one job at a time");
        QTRY_VERIFY_WITH_TIMEOUT(!m_window->session().jobs().isRunning(), 60000);
        QVERIFY2(error().isEmpty(), qPrintable(error()));
        QCOMPARE(m_window->session().project().counts().identities, 4);
        QCOMPARE(m_window->session().project().counts().pendingFaces, 0);
        // Once more: nothing comes in, and the window says why.
        dialogs::FileDialog::setNextPath(m_root + QStringLiteral("/faces"));
        app::ImportDialog::setNextChoice(choice);
        trigger("importFolder");
        QTRY_VERIFY_WITH_TIMEOUT(!m_window->session().jobs().isRunning(), 60000);
        QStringList said;
        for (const auto* label : m_window->findChild<QWidget*>(QStringLiteral("jobBar"))->findChildren<QLabel*>())
            said << label->text();
        QVERIFY2(!said.filter(QStringLiteral("12 already there")).isEmpty(), qPrintable(said.join(u'|')));
    }

    void preparationIsAskedFor()
    {
        const auto answer = [this](bool accept) {
            QTimer::singleShot(0, m_window.get(), [accept] {
                auto* dialog = qobject_cast<QDialog*>(QApplication::activeModalWidget());
                auto* light = dialog->findChild<QComboBox*>(QStringLiteral("prepareLight"));
                light->setCurrentIndex(light->findData(QStringLiteral("retinex")));
                auto* detector = dialog->findChild<QComboBox*>(QStringLiteral("detector"));
                detector->setCurrentIndex(detector->findData(QStringLiteral("haar")));
                dialog->findChild<QCheckBox*>(QStringLiteral("prepareAgain"))->setChecked(true);
                accept ? dialog->accept() : dialog->reject();
            });
            return app::PrepareDialog::ask(m_window.get());
        };
        const auto options = answer(true);
        QVERIFY(options && options->again);
        QCOMPARE(options->light, image::Lighting::Retinex);
        QCOMPARE(options->detector, std::string("haar"));
        QVERIFY(!answer(false));
    }

    // Out as a CSV list and in again with one line too many: the report says so, and keeps where it all came from.
    void exportsAndTellsWhatIsOdd()
    {
        QVERIFY(m_window->openProject(qs(test::makeSmallProject(toPath(m_root)))));
        app::ExportChoice out;
        out.target = m_root + QStringLiteral("/out");
        out.options.format = "csv";
        app::ExportDialog::setNextChoice(out);
        trigger("exportDataset");
        QTRY_VERIFY_WITH_TIMEOUT(!m_window->session().jobs().isRunning(), 60000);
        QVERIFY2(error().isEmpty(), qPrintable(error()));
        const QStringList lists = QDir(out.target).entryList({QStringLiteral("*.csv")});
        QCOMPARE(lists.size(), 1);
        QVERIFY(!m_window->findChild<QDialog*>(QStringLiteral("oddityDialog")));
        QFile list(out.target + QLatin1Char('/') + lists.constFirst());
        QVERIFY(list.open(QIODevice::Append));
        list.write("away.png,P0\n");
        list.close();

        dialogs::FileDialog::setNextPath(m_root + QStringLiteral("/twin"));
        trigger("newProject");
        dialogs::FileDialog::setNextPath(list.fileName());
        app::ImportChoice in;
        in.aligned = true;
        in.source = QStringLiteral("a test");
        in.consent = QStringLiteral("drawn");
        app::ImportDialog::setNextChoice(in);
        trigger("importFile");
        QTRY_VERIFY_WITH_TIMEOUT(!m_window->session().jobs().isRunning(), 60000);
        QVERIFY2(error().isEmpty(), qPrintable(error()));
        dataset::Project& project = m_window->session().project();
        QCOMPARE(project.counts().images, 12);
        QCOMPARE(project.counts().identities, 4);
        const auto origins = dataset::countOrigins(project);
        QCOMPARE(origins.size(), std::size_t{1});
        QCOMPARE(origins[0].origin.consent, std::string("drawn"));
        auto* report = m_window->findChild<QDialog*>(QStringLiteral("oddityDialog"));
        QVERIFY(report);
        QCOMPARE(report->findChild<QListWidget*>(QStringLiteral("oddityKinds"))->count(), 1);
        report->close();
        QTRY_VERIFY(!m_window->findChild<QDialog*>(QStringLiteral("oddityDialog")));
        trigger("showReport"); // it can be read again
        QVERIFY(m_window->findChild<QDialog*>(QStringLiteral("oddityDialog")));
    }

    void aFolderOfFacesBecomesAProject()
    {
        test::makeSmallProject(toPath(m_root));
        dialogs::MessageBox::setNextAnswer(QMessageBox::Cancel);
        QVERIFY(!m_window->openFaces(m_root + QStringLiteral("/faces")));
        QVERIFY(!QFile::exists(m_root + QStringLiteral("/faces.likeness")));
        QVERIFY(m_window->openFaces(m_root + QStringLiteral("/faces"), false));
        QCOMPARE(m_window->session().name(), QStringLiteral("faces"));
        QTRY_VERIFY_WITH_TIMEOUT(!m_window->session().jobs().isRunning(), 60000);
        QCOMPARE(m_window->session().project().counts().images, 12);
    }

    void anEmptyFolderIsSaidInWords()
    {
        QVERIFY(QDir().mkpath(m_root + QStringLiteral("/nothing")));
        QVERIFY(m_window->openFaces(m_root + QStringLiteral("/nothing"), false));
        QTRY_VERIFY_WITH_TIMEOUT(!m_window->session().jobs().isRunning(), 20000);
        QVERIFY(error().contains(QStringLiteral("no image")));
    }

    void closingInMidJobAsksAndWaits()
    {
        m_window->openProject(qs(test::makeSmallProject(toPath(m_root))));
        std::binary_semaphore inside(0);
        std::atomic<bool> ended = false;
        m_window->session().jobs().start(QStringLiteral("long"), [&](jobs::Context& context) {
            inside.release();
            while (!context.stopRequested())
                QThread::msleep(1);
            QThread::msleep(200); // putting things in order
            ended = true;
            context.checkStop();
        });
        inside.acquire();
        dialogs::MessageBox::setNextAnswer(QMessageBox::Cancel);
        QVERIFY(!m_window->close());
        QVERIFY(m_window->isVisible());
        QVERIFY(m_window->session().jobs().isRunning());
        dialogs::MessageBox::setNextAnswer(QMessageBox::Yes);
        QVERIFY(!m_window->close());
        QVERIFY2(m_window->isVisible() && !ended, "the window does not wait by freezing");
        QTRY_VERIFY(!m_window->isVisible());
        QVERIFY(ended);
    }

    void whatEndsWhileThatIsAskedClosesToo()
    {
        m_window->openProject(qs(test::makeSmallProject(toPath(m_root))));
        JobRunner& jobs = m_window->session().jobs();
        std::atomic<bool> end = false;
        jobs.start(QStringLiteral("short"), [&](jobs::Context&) {
            while (!end)
                QThread::msleep(1);
        });
        QTimer::singleShot(0, this, [&] {
            auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
            end = true;
            QTRY_VERIFY(!jobs.isRunning());
            QVERIFY(box);
            box->defaultButton()->click();
        });
        QVERIFY(!m_window->close());
        QTRY_VERIFY(!m_window->isVisible());
    }

    void whatBeginsWhileClosingIsStoppedToo()
    {
        m_window->openProject(qs(test::makeSmallProject(toPath(m_root))));
        JobRunner& jobs = m_window->session().jobs();
        const auto untilStopped = [](jobs::Context& context) {
            for (;;)
                context.checkStop();
        };
        jobs.start(QStringLiteral("first"), untilStopped);
        bool second = false;
        connect(&jobs, &JobRunner::failed, this, [&] {
            if (!std::exchange(second, true))
                jobs.start(QStringLiteral("second"), untilStopped);
        });
        dialogs::MessageBox::setNextAnswer(QMessageBox::Yes);
        QVERIFY(!m_window->close());
        QTRY_VERIFY(!m_window->isVisible());
        QVERIFY(second);
        disconnect(&jobs, nullptr, this, nullptr);
    }

    void whatCannotBeStoredIsSaidBeforeTheWindowGoes()
    {
        m_window->openProject(qs(test::makeSmallProject(toPath(m_root))));
        connect(&m_window->session(), &ProjectSession::aboutToClose, m_window.get(),
                [this] { m_window->showError(Error(ErrorCode::DiskFull, "no room for the landmarks")); });
        QVERIFY(!m_window->close());
        QVERIFY(m_window->isVisible());
        QVERIFY(error().contains(QStringLiteral("disk is full")));
        QVERIFY(m_window->close());
    }

    void anErrorThatNobodyHandlesIsShown()
    {
        QTimer::singleShot(0, m_window.get(), [] { throw Error(ErrorCode::DiskFull, "no room for the journal"); });
        QTRY_VERIFY(error().contains(QStringLiteral("disk is full")));
    }

    void noKeyIsBoundTwice()
    {
        QVERIFY(m_window->openProject(qs(test::makeSmallProject(toPath(m_root)))));
        QSet<QKeySequence> everywhere;
        for (const QAction* action : m_window->findChildren<QAction*>())
            if (action->shortcutContext() == Qt::WindowShortcut)
                for (const QKeySequence& key : action->shortcuts())
                    everywhere.insert(key);
        QVERIFY(everywhere.contains(QKeySequence(QKeySequence::New)));
        for (const pages::Page* page : m_window->pages()) {
            for (const QShortcut* shortcut : page->findChildren<QShortcut*>())
                QVERIFY2(!everywhere.contains(shortcut->key()), qPrintable(shortcut->key().toString()));
            for (const QAction* action : page->actions())
                for (const QKeySequence& key : action->shortcuts())
                    QVERIFY2(!everywhere.contains(key), qPrintable(key.toString()));
        }
        m_window->showPage(QStringLiteral("train"));
        QTRY_VERIFY(m_window->findChild<QPushButton*>(QStringLiteral("newRun"))->isEnabled());
        QTest::keyClick(m_window->currentPage(), Qt::Key_N);
        auto* wizard = m_window->findChild<pages::TrainWizard*>();
        QVERIFY(wizard);
        wizard->reject();
    }

    void aPresetKeepsHowItIsComputed()
    {
        QVERIFY(m_window->openProject(qs(test::makeSmallProject(toPath(m_root)))));
        pages::TrainWizard wizard(m_window->session().project().folder());
        auto* precision = wizard.findChild<QComboBox*>(QStringLiteral("train.precision"));
        precision->setCurrentIndex(precision->findData(QStringLiteral("bf16")));
        Q_EMIT precision->activated(precision->currentIndex());
        QCOMPARE(wizard.config().train.precision, std::string("bf16"));
        for (const char* preset : {"small", "normal"}) {
            wizard.applyPreset(preset);
            QCOMPARE(wizard.config().train.precision, std::string("bf16"));
            QCOMPARE(precision->currentData().toString(), QStringLiteral("bf16"));
        }
    }

    void aStoppedJobSaysSo()
    {
        m_window->openProject(qs(test::makeSmallProject(toPath(m_root))));
        m_window->session().startJob(QStringLiteral("long"), [](dataset::Project&, jobs::Context& context) {
            context.issue({jobs::Issue::Severity::Warning, "x.jpg", ErrorCode::BadFile, "damaged"});
            for (;;)
                context.checkStop();
        });
        m_window->findChild<QToolButton*>(QStringLiteral("stopJob"))->click();
        QTRY_VERIFY(!m_window->session().jobs().isRunning());
        QVERIFY2(error().isEmpty(), "a stop is no error");
        auto* bar = m_window->findChild<widgets::JobBar*>();
        QCOMPARE(bar->issueCount(), 1);
        m_window->findChild<QToolButton*>(QStringLiteral("jobIssues"))->click();
        QVERIFY(m_window->findChild<QDialog*>(QStringLiteral("issueList")));
    }

    void dialogsOpen()
    {
        for (const auto& [action, dialog] :
             {std::pair{"keys", "keysDialog"}, {"settings", "settingsDialog"}, {"about", "aboutDialog"}}) {
            trigger(action);
            auto* opened = m_window->findChild<QDialog*>(QString::fromLatin1(dialog));
            QVERIFY2(opened && opened->isVisible(), dialog);
            if (auto* theme = opened->findChild<QComboBox*>(QStringLiteral("theme"))) {
                theme->setCurrentIndex(theme->findData(QStringLiteral("dark")));
                QCOMPARE(m_settings->get(settings::kTheme), QStringLiteral("dark"));
                theme->setCurrentIndex(theme->findData(QStringLiteral("light")));
            }
            opened->close();
        }
    }

    void theProgramItself()
    {
        const QString program = qEnvironmentVariable("LIKENESS_BIN") + QStringLiteral("/likeness");
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.remove(QStringLiteral("DISPLAY"));
        environment.remove(QStringLiteral("QT_QPA_PLATFORM"));
        process.setProcessEnvironment(environment);
        process.start(program, {QStringLiteral("--version")});
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitCode(), 0);
        QVERIFY(process.readAllStandardOutput().startsWith("likeness "));
        environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
        process.setProcessEnvironment(environment);
        process.start(program, {QStringLiteral("--no-such-option")});
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitCode(), 2);
        const QString project = qs(test::makeSmallProject(toPath(m_root)));
        process.start(program, {QStringLiteral("--shots"), m_root + QStringLiteral("/shots"), QStringLiteral("--scale"),
                                QStringLiteral("1"), project});
        QVERIFY(process.waitForFinished(120000));
        QCOMPARE(process.exitCode(), 0);
        QVERIFY(QDir(m_root + QStringLiteral("/shots")).entryList({QStringLiteral("*.png")}).size() > 8);
    }
};

// As QTEST_MAIN, in the program's own application.
int main(int argc, char** argv)
{
    app::GuardedApplication application(argc, argv);
    TestMainWindow test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_main_window.moc"
