// SPDX-License-Identifier: GPL-3.0-or-later
// The whole loop in the real window on drawn faces: open, prepare, flag, fix, undo, redo, train, watch, stop, resume,
// report.
#include "app/engine/qt_convert.h"
#include "app/mainwindow/main_window.h"
#include "app/mainwindow/prepare_dialog.h"
#include "app/pages/review/review_page.h"
#include "app/pages/train/run_list.h"
#include "app/pages/train/run_view.h"
#include "app/pages/train/train_page.h"
#include "app/pages/train/train_wizard.h"
#include "core/base/file.h"
#include "core/compute/compute.h"
#include "core/dataset/demo.h"
#include "core/run/run_folder.h"
#include "widgets/common/message_bar.h"
#include "widgets/common/number_field.h"

#include <QAction>
#include <QComboBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace likeness;
using namespace likeness::engine;

namespace {

constexpr int kJobTimeout = 120'000;   // milliseconds; generous for sanitizers
constexpr int kTrainTimeout = 240'000; // a verification of the small project takes a few seconds

} // namespace

class TestLoop : public QObject
{
    Q_OBJECT
    QTemporaryDir m_temporary;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<app::MainWindow> m_window;
    std::filesystem::path m_run;

    dataset::Project& project() { return m_window->session().project(); }
    JobRunner& jobs() { return m_window->session().jobs(); }
    pages::ReviewPage& review() { return *qobject_cast<pages::ReviewPage*>(m_window->page(QStringLiteral("review"))); }
    pages::TrainPage& train() { return *qobject_cast<pages::TrainPage*>(m_window->page(QStringLiteral("train"))); }
    QString error() { return m_window->findChild<widgets::MessageBar*>()->what(); }
    template<typename T>
    T* child(const char* name)
    {
        return m_window->findChild<T*>(QString::fromLatin1(name));
    }
    QPushButton* trainButton(const QString& text)
    {
        for (auto* button : train().findChildren<QPushButton*>())
            if (button->text() == text)
                return button;
        return nullptr;
    }
    void trigger(const char* action)
    {
        auto* found = child<QAction>(action);
        QVERIFY2(found && found->isEnabled(), action);
        found->trigger();
    }

private Q_SLOTS:
    void initTestCase()
    {
        const QString root = m_temporary.filePath(QStringLiteral("a 脸 folder"));
        QVERIFY(QDir().mkpath(root));
        const QString folder = root + QStringLiteral("/demo.likeness");
        jobs::RecordingContext quiet;
        dataset::DemoOptions options;
        options.identities = 12;
        options.imagesEach = 8;
        options.wrong = 0.06;
        dataset::createDemo(toPath(folder), options, quiet);

        m_settings = std::make_unique<Settings>(root + QStringLiteral("/settings.ini"));
        m_window = std::make_unique<app::MainWindow>(*m_settings);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        QVERIFY(m_window->openProject(folder));
        QVERIFY2(!compute::isLoaded(), "opening a project must not load LibTorch");
    }
    void cleanupTestCase() { m_window.reset(); }

    void prepares()
    {
        app::PrepareDialog::setNextChoice({});
        trigger("prepareFaces");
        QVERIFY(jobs().isRunning());
        QTRY_VERIFY_WITH_TIMEOUT(!jobs().isRunning(), kJobTimeout);
        QVERIFY2(error().isEmpty(), qPrintable(error()));
        QCOMPARE(project().counts().pendingFaces, 0);
        QVERIFY(project().counts().notFound <= 4); // of 96
    }

    void readsTheFlags()
    {
        m_window->showPage(QStringLiteral("review"));
        child<QComboBox>("method")->setCurrentIndex(child<QComboBox>("method")->findData(QStringLiteral("lbph")));
        QTest::mouseClick(child<QPushButton>("runCurate"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!jobs().isRunning(), kJobTimeout);
        QVERIFY2(error().isEmpty(), qPrintable(error()));
        QTRY_VERIFY(review().left() > 0);
        QVERIFY(review().currentFace() != 0);
    }

    void fixesOneAndTakesItBack()
    {
        const auto face = review().currentFace();
        const auto before = project().face(face)->identity;
        QTest::keyClick(&review(), Qt::Key_M);
        const auto after = project().face(face)->identity;
        QVERIFY(after != before);
        QVERIFY(review().currentFace() != face);
        trigger("undo");
        QCOMPARE(project().face(face)->identity, before);
        trigger("redo");
        QCOMPARE(project().face(face)->identity, after);
        QCOMPARE(project().journal(1).front().verb, std::string("move"));
    }

    void trainsTwoEpochsAndStopsBetween()
    {
        m_window->showPage(QStringLiteral("train"));
        QTest::mouseClick(child<QPushButton>("newRun"), Qt::LeftButton);
        auto* wizard = m_window->findChild<pages::TrainWizard*>();
        QVERIFY(wizard && wizard->isVisible());
        const auto combo = [&](const char* key) { return wizard->findChild<QComboBox*>(QString::fromLatin1(key)); };
        const auto number = [&](const char* key) {
            return wizard->findChild<widgets::NumberField*>(QString::fromLatin1(key));
        };
        wizard->next(); // data → model
        QVERIFY(combo("model.backbone"));
        auto* backbone = combo("model.backbone");
        backbone->setCurrentIndex(backbone->findData(QStringLiteral("mobilefacenet_small")));
        Q_EMIT backbone->activated(backbone->currentIndex());
        number("model.embedding")->setValue(128);
        wizard->next(); // model → training
        number("train.epochs")->setValue(2);
        number("train.batch_size")->setValue(16);
        wizard->next(); // training → augmentation
        wizard->next(); // augmentation → check
        QTRY_VERIFY_WITH_TIMEOUT(wizard->mayStart(), kJobTimeout);
        while (wizard->nextId() != -1)
            wizard->next();
        {
            // Another program works on the project: the wizard comes back as it was.
            const auto lock = FileLock::take(project().folder() / "job.lock", "a test");
            QVERIFY(lock);
            QTest::mouseClick(wizard->button(QWizard::FinishButton), Qt::LeftButton);
            QTRY_VERIFY_WITH_TIMEOUT(!error().isEmpty() && wizard->isVisible(), kJobTimeout);
            QVERIFY(wizard->mayStart());
            QCOMPARE(wizard->config().train.epochs, 2);
            m_window->findChild<widgets::MessageBar*>()->hide();
        }
        QTest::mouseClick(wizard->button(QWizard::FinishButton), Qt::LeftButton);

        // The curves move while it runs; the wizard has done its work.
        QTRY_VERIFY_WITH_TIMEOUT(train().view().history().loss.size() >= 2, kTrainTimeout);
        QTRY_VERIFY(!m_window->findChild<pages::TrainWizard*>());
        m_run = train().training().runFolder();
        const auto seen = train().view().history().loss.size();
        QTRY_VERIFY_WITH_TIMEOUT(train().view().history().loss.size() > seen || !train().training().isActive(),
                                 kTrainTimeout);

        QTest::mouseClick(trainButton(QStringLiteral("Stop")), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!train().training().isActive(), kTrainTimeout);
        QVERIFY2(error().isEmpty(), qPrintable(error()));
        const run::RunFolder folder(m_run);
        QCOMPARE(folder.state().state, std::string("stopped"));
        QVERIFY(std::filesystem::exists(folder.lastCheckpoint()));
    }

    void resumesToTheEnd()
    {
        QTRY_VERIFY_WITH_TIMEOUT(trainButton(QStringLiteral("Resume"))->isEnabled(), kJobTimeout);
        QTest::mouseClick(trainButton(QStringLiteral("Resume")), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(train().training().isActive(), kJobTimeout);
        QTRY_VERIFY_WITH_TIMEOUT(!train().training().isActive(), kTrainTimeout);
        QVERIFY2(error().isEmpty(), qPrintable(error()));
        const run::RunFolder folder(m_run);
        QCOMPARE(folder.state().state, std::string("completed"));
        QCOMPARE(folder.state().epoch, 2);
        QVERIFY(std::filesystem::exists(folder.model()));
        const auto& history = train().view().history();
        QCOMPARE(history.verifications.size(), std::size_t{2});
        QVERIFY(history.verifications.back().fpr.size() > 1);
        QVERIFY(history.verifications.back().hasDistances);
    }

    void writesTheReport()
    {
        QTRY_VERIFY_WITH_TIMEOUT(trainButton(QStringLiteral("Report"))->isEnabled(), kJobTimeout);
        QTest::mouseClick(trainButton(QStringLiteral("Report")), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!jobs().isRunning(), kJobTimeout);
        QVERIFY2(error().isEmpty(), qPrintable(error()));
        const auto text = readTextFile(m_run / "report" / "report.html");
        QVERIFY(text.find("<svg") != std::string::npos);
        QVERIFY(text.find(m_run.filename().string()) != std::string::npos);
    }

    void forksTheRun()
    {
        auto* fork = m_window->findChild<QAction*>(QStringLiteral("forkRun"));
        QVERIFY(fork);
        QTRY_VERIFY_WITH_TIMEOUT(fork->isEnabled(), kJobTimeout);
        const auto forking = [this]() -> pages::TrainWizard* { // the one of the first run is there until then
            auto* shown = m_window->findChild<pages::TrainWizard*>();
            return shown && shown->isVisible() ? shown : nullptr;
        };
        fork->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(forking() != nullptr, kJobTimeout);
        auto* wizard = forking();
        QCOMPARE(wizard->pageIds().size(), 3);       // data and network stay
        QVERIFY(wizard->config().train.epochs == 3); // one more than the two that are done
        wizard->findChild<widgets::NumberField*>(QStringLiteral("train.lr"))->setValue(0.01);
        wizard->next(); // training → augmentation
        wizard->next(); // augmentation → check
        QTRY_VERIFY_WITH_TIMEOUT(wizard->mayStart(), kJobTimeout);
        QTest::mouseClick(wizard->button(QWizard::FinishButton), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(train().training().isActive(), kJobTimeout);
        // Several runs stay chosen while one of them trains.
        QTRY_COMPARE_WITH_TIMEOUT(train().list().model().rowCount(), 2, kJobTimeout);
        train().list().selectAll();
        QSignalSpy reloaded(&train(), &pages::TrainPage::reloaded);
        train().reload();
        QTRY_VERIFY_WITH_TIMEOUT(!reloaded.isEmpty(), kJobTimeout);
        QCOMPARE(train().list().selectedRows().size(), std::size_t{2});
        QTRY_VERIFY_WITH_TIMEOUT(!train().training().isActive(), kTrainTimeout);
        QVERIFY2(error().isEmpty(), qPrintable(error()));
        const run::RunFolder folder(train().training().runFolder());
        QVERIFY(folder.folder() != m_run);
        QCOMPARE(folder.state().state, std::string("completed"));
        QCOMPARE(folder.state().epoch, 3);
        const Json facts = folder.json()["fork"];
        QCOMPARE(facts["run"].get<std::string>(), m_run.filename().string());
        QCOMPARE(facts["changes"].size(), std::size_t{2}); // epochs and learning rate
    }
};

QTEST_MAIN(TestLoop)
#include "tst_loop.moc"
