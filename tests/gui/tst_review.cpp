// SPDX-License-Identifier: GPL-3.0-or-later
// The keys of the review page and the bulk work of the dataset page, on a small project in the real window.
#include "app/engine/qt_convert.h"
#include "app/mainwindow/main_window.h"
#include "app/pages/dataset_page.h"
#include "app/pages/demo_truth.h"
#include "app/pages/journal_page.h"
#include "app/pages/review_page.h"
#include "tests/support/small_project.h"
#include "widgets/common/empty_state.h"
#include "widgets/common/person_chooser.h"
#include "widgets/dialogs/dialogs.h"
#include "widgets/models/face_list_model.h"

#include <QAction>
#include <QComboBox>
#include <QDialog>
#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QSet>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

using namespace likeness;
using namespace likeness::engine;

class TestReview : public QObject
{
    Q_OBJECT
    QTemporaryDir m_temporary;
    int m_number = 0;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<app::MainWindow> m_window;
    pages::ReviewPage* m_review = nullptr;

    dataset::Project& project() { return m_window->session().project(); }
    std::string personOf(dataset::FaceId face) { return project().identity(project().face(face)->identity)->name; }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(m_review, key, modifiers); }
    QListView* grid() { return m_window->findChild<QListView*>(QStringLiteral("faceGrid")); }

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
        m_window->showPage(QStringLiteral("review"));
        m_review = qobject_cast<pages::ReviewPage*>(m_window->currentPage());
        QVERIFY(m_review);
    }
    void cleanup() { m_window.reset(); }

    void worstFirst()
    {
        QCOMPARE(personOf(m_review->currentFace()), std::string("P1"));
        QCOMPARE(m_review->left(), 2);
        const QString sentence = m_window->findChild<QLabel*>(QStringLiteral("sentence"))->text();
        for (const char* part : {"P0", "P1", "0.31", "0.72"})
            QVERIFY2(sentence.contains(QString::fromLatin1(part)), qPrintable(sentence));
    }

    void moveKeepAndUndo()
    {
        const auto first = m_review->currentFace();
        press(Qt::Key_M);
        QCOMPARE(personOf(first), std::string("P0"));
        const auto second = m_review->currentFace();
        QVERIFY(second != first && second != 0);
        QCOMPARE(m_review->reviewed(), 1);
        press(Qt::Key_K);
        QCOMPARE(project().face(second)->label, dataset::LabelState::Confirmed);
        QCOMPARE(m_review->currentFace(), dataset::FaceId(0)); // past the end
        press(Qt::Key_Z);
        QCOMPARE(m_review->currentFace(), second);
        QCOMPARE(project().face(second)->label, dataset::LabelState::Unreviewed);
        press(Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(personOf(first), std::string("P1"));
        QCOMPARE(m_review->reviewed(), 0);
        press(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(personOf(first), std::string("P0"));
        // The journal says why.
        QVERIFY(project().journal(1).front().why.find("0.72") != std::string::npos);
    }

    void rejectUnsureSkipAndArrows()
    {
        const auto first = m_review->currentFace();
        press(Qt::Key_S);
        const auto second = m_review->currentFace();
        QVERIFY(second != first);
        QCOMPARE(m_review->left(), 2);
        press(Qt::Key_R);
        QCOMPARE(project().face(second)->label, dataset::LabelState::Rejected);
        press(Qt::Key_Left);
        QCOMPARE(m_review->currentFace(), second);
        press(Qt::Key_Left);
        QCOMPARE(m_review->currentFace(), first);
        press(Qt::Key_U);
        QCOMPARE(project().face(first)->label, dataset::LabelState::Unsure);
        QCOMPARE(m_review->left(), 0);
    }

    void enterMovesAndAnotherPersonIsTyped()
    {
        const auto first = m_review->currentFace();
        press(Qt::Key_Return);
        QCOMPARE(personOf(first), std::string("P0"));
        const auto second = m_review->currentFace();
        widgets::PersonChooser::setNextName(QStringLiteral("Someone new"));
        press(Qt::Key_T);
        QCOMPARE(personOf(second), std::string("Someone new"));
    }

    void theAnswerIsForTheFaceThatWasShown()
    {
        const auto first = m_review->currentFace();
        QTimer::singleShot(0, this, [this] {
            m_review->openPath(QStringLiteral("index:1")); // as a job that ends does
            auto* line = m_review->findChild<QDialog*>(QStringLiteral("personChooser"))->findChild<QLineEdit*>();
            line->setText(QStringLiteral("Someone new"));
            Q_EMIT line->returnPressed();
        });
        m_review->openPath(QStringLiteral("key:T"));
        QVERIFY(m_review->currentFace() != first);
        QCOMPARE(project().findIdentity("Someone new"), dataset::IdentityId(0));
    }

    // From the worst pairs of a verification.
    void everyFaceCanBeReviewed()
    {
        const auto face = [this](const char* person, std::size_t i) {
            return project().facesOf(project().findIdentity(person))[i];
        };
        const auto worst = m_review->currentFace();
        auto* method = m_review->findChild<QComboBox*>(QStringLiteral("method"));
        auto* kind = m_review->findChild<QComboBox*>(QStringLiteral("kind"));
        dataset::FlagRow blurred;
        blurred.face = face("P3", 0);
        blurred.kind = "low_quality";
        blurred.method = "embedding";
        blurred.score = 0.7;
        blurred.flagged = true;
        dataset::FlagRow wrong = blurred;
        wrong.face = face("P3", 1);
        wrong.kind = "mislabelled";
        dataset::FlagRow fine = wrong;
        fine.face = face("P3", 2);
        fine.flagged = false;
        fine.suggested = project().findIdentity("P0");
        fine.evidence = R"({"own_similarity":0.81,"rival_similarity":0.22,"own_count":2,"rival_count":3})";
        project().replaceFlags("embedding", std::vector{blurred, wrong, fine});
        Q_EMIT m_window->session().flagsChanged();

        // Flagged under another kind, then under another method.
        Q_EMIT m_window->currentPage()->goTo(QStringLiteral("review"), blurred.face);
        QCOMPARE(m_review->currentFace(), blurred.face);
        QCOMPARE(kind->currentData().toString(), QStringLiteral("low_quality"));
        m_review->openFace(wrong.face);
        QCOMPARE(m_review->currentFace(), wrong.face);
        QCOMPARE(method->currentData().toString(), QStringLiteral("embedding"));
        QCOMPARE(m_review->left(), 1);

        // Not flagged: with its evidence, and no part of the count.
        m_review->openFace(fine.face);
        QCOMPARE(m_review->currentFace(), fine.face);
        QCOMPARE(m_review->left(), 1);
        const QString sentence = m_window->findChild<QLabel*>(QStringLiteral("sentence"))->text();
        QVERIFY2(sentence.startsWith(QStringLiteral("It looks more like the 2")), qPrintable(sentence));
        press(Qt::Key_M);
        QCOMPARE(personOf(fine.face), std::string("P0"));
        QCOMPARE(m_review->reviewed(), 0);
        QCOMPARE(m_review->currentFace(), wrong.face);
        press(Qt::Key_Z);
        QCOMPARE(m_review->currentFace(), fine.face);
        QCOMPARE(personOf(fine.face), std::string("P3"));

        // Never looked at.
        const auto plain = face("P0", 1);
        m_review->openFace(plain);
        QCOMPARE(m_review->currentFace(), plain);
        press(Qt::Key_R);
        QCOMPARE(project().face(plain)->label, dataset::LabelState::Rejected);
        m_review->openFace(worst);
        QCOMPARE(m_review->currentFace(), worst);
        QCOMPARE(m_review->left(), 2);
    }

    void everyModelFileIsKept()
    {
        const QString file = m_temporary.filePath(QStringLiteral("Mine.SafeTensors"));
        QVERIFY(QFile(file).open(QIODevice::WriteOnly));
        m_review->findChild<QComboBox*>(QStringLiteral("method"))->setCurrentIndex(1);
        auto* model = m_review->findChild<QComboBox*>(QStringLiteral("model"));
        dialogs::FileDialog::setNextPath(file);
        Q_EMIT model->activated(model->currentIndex()); // "Choose a model file…" is all there is
        QCOMPARE(model->currentData().toString(), file);
    }

    void decisionsAreQuick()
    {
        QElapsedTimer clock;
        clock.start();
        press(Qt::Key_M);
        QVERIFY2(clock.elapsed() < 200,
                 qPrintable(QString::number(clock.elapsed()))); // the aim is 50; machines of a test may be busy
    }

    void endTellsTheTruthOfADemo()
    {
        // Both planted labels are flagged; one is set right below.
        writeFileAtomically(project().folder() / "demo-truth.csv",
                            std::string_view("path,labelled,true\nP1/0.png,P1,P0\nP2/0.png,P2,P3\nP3/0.png,P3,P3\n"));
        press(Qt::Key_M);
        press(Qt::Key_K);
        const auto truth = pages::demoTruth(project(), "lbph");
        QCOMPARE(truth.planted, 2);
        QCOMPARE(truth.flagged, 2);
        QCOMPARE(truth.righted, 1);
        QVERIFY(m_review->findChild<widgets::EmptyState*>()->isVisible());
    }

    void changesFromOutsideAreShown()
    {
        const auto first = m_review->currentFace();
        dataset::Project other = dataset::Project::open(project().folder());
        other.decide(std::vector{first}, dataset::Action::Keep);
        QTRY_COMPARE_WITH_TIMEOUT(m_review->reviewed(), 1, 5000);
    }

    void aDatasetAnswerIsForTheFacesThatWereChosen()
    {
        m_window->showPage(QStringLiteral("dataset"));
        auto* page = m_window->currentPage();
        page->openPath(QStringLiteral("person:P3"));
        QTRY_COMPARE(grid()->model()->rowCount(), 3);
        grid()->setCurrentIndex(grid()->model()->index(0, 0));
        QTimer::singleShot(0, this, [this, page] {
            grid()->setCurrentIndex(grid()->model()->index(1, 0));
            auto* line = page->findChild<QDialog*>(QStringLiteral("personChooser"))->findChild<QLineEdit*>();
            line->setText(QStringLiteral("Someone new"));
            Q_EMIT line->returnPressed();
        });
        for (QAction* action : page->actions())
            if (action->shortcuts().contains(QKeySequence(Qt::Key_T)))
                action->trigger();
        QCOMPARE(project().findIdentity("Someone new"), dataset::IdentityId(0));
    }

    void datasetPageInAnyOrder()
    {
        m_window->showPage(QStringLiteral("dataset"));
        auto* page = m_window->currentPage();
        QTRY_COMPARE(grid()->model()->rowCount(), 12);
        const auto firstFace = [this] {
            return grid()->model()->index(0, 0).data(widgets::FaceListModel::FaceIdRole).toLongLong();
        };
        const auto all = project().allFaces();
        QCOMPARE(firstFace(), all.front());
        page->openPath(QStringLiteral("order:newest"));
        QTRY_COMPARE(firstFace(), all.back());
        page->openPath(QStringLiteral("order:suspicion"));
        QTRY_COMPARE(firstFace(), project().flags(true).front().face);
        // Decided: no longer suspicious, so another is first.
        grid()->setCurrentIndex(grid()->model()->index(0, 0));
        QTest::keyClick(grid(), Qt::Key_K);
        QTRY_COMPARE(firstFace(), project().flags(true)[1].face);
        QCOMPARE(m_settings->get(settings::kFaceOrder), QStringLiteral("suspicion"));
        // Many questions at once: the last one is answered, and only that.
        page->openPath(QStringLiteral("order:newest"));
        page->openPath(QStringLiteral("filter:flagged"));
        page->openPath(QStringLiteral("filter:rejected"));
        page->openPath(QStringLiteral("filter:all"));
        page->openPath(QStringLiteral("order:import"));
        QSignalSpy reset(grid()->model(), &QAbstractItemModel::modelReset);
        QTRY_COMPARE(firstFace(), all.front());
        QCOMPARE(grid()->model()->rowCount(), 12);
        QTest::qWait(100);
        QVERIFY(reset.count() <= 1);
    }

    void theSelectionSurvivesARereading()
    {
        m_window->showPage(QStringLiteral("dataset"));
        QTRY_COMPARE(grid()->model()->rowCount(), 12);
        const auto face = [this](int row) {
            return grid()->model()->index(row, 0).data(widgets::FaceListModel::FaceIdRole).toLongLong();
        };
        QSet<qint64> chosen;
        for (const int row : {2, 3, 7}) {
            grid()->selectionModel()->setCurrentIndex(grid()->model()->index(row, 0), QItemSelectionModel::Select);
            chosen.insert(face(row));
        }
        dataset::Project other = dataset::Project::open(project().folder());
        other.decide(std::vector<dataset::FaceId>{face(0)}, dataset::Action::Reject);
        QSignalSpy reloaded(&m_window->session().faces(), &FaceIndex::reloaded);
        QVERIFY(reloaded.wait(5000));
        m_window->currentPage()->openPath(QStringLiteral("filter:unreviewed"));
        QTRY_COMPARE(grid()->model()->rowCount(), 11);
        QSet<qint64> after;
        for (const QModelIndex& index : grid()->selectionModel()->selectedIndexes())
            after.insert(index.data(widgets::FaceListModel::FaceIdRole).toLongLong());
        QCOMPARE(after, chosen);
    }

    void datasetPageInBulk()
    {
        m_window->showPage(QStringLiteral("dataset"));
        auto* page = m_window->currentPage();
        QTRY_COMPARE(grid()->model()->rowCount(), 12);
        page->openPath(QStringLiteral("filter:flagged"));
        QTRY_COMPARE(grid()->model()->rowCount(), 2);
        page->openPath(QStringLiteral("filter:all"));
        page->openPath(QStringLiteral("person:P3"));
        QTRY_COMPARE(grid()->model()->rowCount(), 3);
        const auto p3 = project().findIdentity("P3");

        grid()->selectAll();
        widgets::PersonChooser::setNextName(QStringLiteral("P0"));
        dialogs::MessageBox::setNextAnswer(QMessageBox::Yes); // several faces are previewed
        QTest::keyClick(grid(), Qt::Key_T);
        QCOMPARE(project().facesOf(project().findIdentity("P0")).size(), std::size_t(6));
        QTest::keyClick(m_window.get(), Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(project().facesOf(p3).size(), std::size_t(3));

        page->openPath(QStringLiteral("person:P3"));
        QTRY_COMPARE(grid()->model()->rowCount(), 3);
        dialogs::TextDialog::setNextText(QStringLiteral("Renamed"));
        QTest::keyClick(grid(), Qt::Key_F2);
        QCOMPARE(project().identity(p3)->name, std::string("Renamed"));

        QTRY_COMPARE(grid()->model()->rowCount(), 3);
        grid()->selectionModel()->select(grid()->model()->index(0, 0), QItemSelectionModel::ClearAndSelect);
        dialogs::TextDialog::setNextText(QStringLiteral("Split off"));
        QTest::keyClick(grid(), Qt::Key_N);
        QCOMPARE(project().facesOf(project().findIdentity("Split off")).size(), std::size_t(1));
        QTRY_COMPARE(grid()->model()->rowCount(), 2);
        grid()->selectAll();
        dialogs::MessageBox::setNextAnswer(QMessageBox::Cancel);
        QTest::keyClick(grid(), Qt::Key_R);
        QCOMPARE(project().counts().rejected, 0);
        dialogs::MessageBox::setNextAnswer(QMessageBox::Yes);
        QTest::keyClick(grid(), Qt::Key_R);
        QCOMPARE(project().counts().rejected, 2);
        QTRY_COMPARE(grid()->model()->rowCount(), 2); // still shown, dimmed
    }

    void mergeAsksFirst()
    {
        m_window->showPage(QStringLiteral("dataset"));
        m_window->currentPage()->openPath(QStringLiteral("person:P3"));
        QTRY_COMPARE(grid()->model()->rowCount(), 3);
        QAction* merge = nullptr;
        for (QAction* action : m_window->currentPage()->actions())
            if (action->text().startsWith(QStringLiteral("Merge")))
                merge = action;
        QVERIFY(merge && merge->isEnabled());
        widgets::PersonChooser::setNextName(QStringLiteral("P2"));
        dialogs::MessageBox::setNextAnswer(QMessageBox::Cancel);
        merge->trigger();
        QVERIFY(project().findIdentity("P3") != 0);
        widgets::PersonChooser::setNextName(QStringLiteral("P2"));
        dialogs::MessageBox::setNextAnswer(QMessageBox::Yes);
        merge->trigger();
        QCOMPARE(project().findIdentity("P3"), dataset::IdentityId(0));
        QCOMPARE(project().facesOf(project().findIdentity("P2")).size(), std::size_t(6));
    }

    void journalUndoesToHere()
    {
        press(Qt::Key_M);
        press(Qt::Key_K);
        m_window->showPage(QStringLiteral("journal"));
        auto* page = qobject_cast<pages::JournalPage*>(m_window->currentPage());
        auto* table = page->findChild<QTableView*>();
        QVERIFY(table->model()->rowCount() >= 2);
        QCOMPARE(page->stepsTo(0), 1);
        QCOMPARE(page->stepsTo(1), 2);
        table->selectRow(1);
        dialogs::MessageBox::setNextAnswer(QMessageBox::Yes);
        page->findChild<QPushButton*>(QStringLiteral("undoTo"))->click();
        QVERIFY(!project().canUndo());
        QCOMPARE(page->stepsTo(0), 0); // undone entries are not undone again
    }
};

QTEST_MAIN(TestReview)
#include "tst_review.moc"
