// SPDX-License-Identifier: GPL-3.0-or-later
// The keys of the review page and the bulk work of the dataset page, on a small project in the real window.
#include "app/engine/qt_convert.h"
#include "app/mainwindow/main_window.h"
#include "app/pages/dataset/dataset_page.h"
#include "app/pages/journal/journal_page.h"
#include "app/pages/journal/journal_text.h"
#include "app/pages/review/bulk_dialog.h"
#include "app/pages/review/compare_panel.h"
#include "app/pages/review/demo_truth.h"
#include "app/pages/review/review_actions.h"
#include "app/pages/review/review_pace.h"
#include "app/pages/review/review_page.h"
#include "core/base/file.h"
#include "core/compute/known_models.h"
#include "core/dataset/opinions.h"
#include "tests/support/small_project.h"
#include "tests/support/textured_faces.h"
#include "widgets/common/empty_state.h"
#include "widgets/common/person_chooser.h"
#include "widgets/dialogs/dialogs.h"
#include "widgets/models/face_list_model.h"
#include "widgets/thumbs/cell_grid.h"

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QDialog>
#include <QDialogButtonBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QRadioButton>
#include <QSet>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <QToolButton>

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
    dataset::IdentityId person(const char* name) { return project().findIdentity(name); }
    dataset::FaceId face(const char* name, std::size_t i) { return project().facesOf(person(name), true)[i]; }
    dataset::LabelState label(dataset::FaceId id) { return project().face(id)->label; }
    QString sentence() { return m_window->findChild<QLabel*>(QStringLiteral("sentence"))->text(); }
    QString fixButton() { return m_window->findChild<QPushButton*>(QStringLiteral("moveButton"))->text(); }
    // Everything that a label in the page says.
    QString said()
    {
        QStringList all;
        for (const QLabel* each : m_review->findChildren<QLabel*>())
            if (each->isVisible())
                all.append(each->text());
        return all.join(QLatin1Char('\n'));
    }
    static dataset::FlagRow flag(const char* kind, dataset::FaceId face, double score, const std::string& evidence)
    {
        dataset::FlagRow row;
        row.kind = kind;
        row.face = face;
        row.score = score;
        row.threshold = 0.5;
        row.flagged = score >= 0.5;
        row.evidence = evidence;
        row.reason = "because";
        return row;
    }
    // Stores the flags and shows the first one's kind.
    void showFlags(const std::string& method, std::vector<dataset::FlagRow> flags)
    {
        project().replaceFlags(method, flags);
        Q_EMIT m_window->session().flagsChanged();
        m_review->openPath(QStringLiteral("kind:") + qs(flags.front().kind));
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

    // --- each kind has its own evidence and its own fix under the one key

    void anOutlierIsRejected()
    {
        const auto odd = face("P3", 1);
        showFlags("lbph", {flag("outlier", odd, 0.8, R"({"similarity":0.12,"own_count":2,"nearest_own":0})")});
        QCOMPARE(m_review->currentFace(), odd);
        QVERIFY2(sentence().contains(QStringLiteral("0.12")), qPrintable(sentence()));
        press(Qt::Key_Return);
        QCOMPARE(label(odd), dataset::LabelState::Rejected);
        QCOMPARE(m_review->left(), 0);
        press(Qt::Key_Z);
        QCOMPARE(label(odd), dataset::LabelState::Unreviewed);
        QCOMPARE(m_review->currentFace(), odd);
        press(Qt::Key_Z, Qt::ShiftModifier);
        QCOMPARE(label(odd), dataset::LabelState::Rejected);
    }

    void twoNamesAreMergedOrRuledOut()
    {
        auto row = flag("merge", face("P3", 0), 0.9, R"({"similarity":0.7,"own_count":3,"rival_count":3,"rival":1})");
        row.suggested = person("P2");
        row.rivalFace = face("P2", 0);
        showFlags("lbph", {row});
        QVERIFY2(sentence().contains(QStringLiteral("P2")) && sentence().contains(QStringLiteral("0.70")),
                 qPrintable(sentence()));
        QVERIFY(said().contains(QStringLiteral("P3 – this name goes")));
        QVERIFY(said().contains(QStringLiteral("P2 – this name stays")));
        dialogs::MessageBox::setNextAnswer(QMessageBox::Cancel);
        press(Qt::Key_M);
        QVERIFY(person("P3") != 0);
        dialogs::MessageBox::setNextAnswer(QMessageBox::Yes);
        press(Qt::Key_M);
        QCOMPARE(person("P3"), dataset::IdentityId(0));
        QCOMPARE(project().facesOf(person("P2")).size(), std::size_t(6));
        QCOMPARE(m_review->left(), 0);
        press(Qt::Key_Z);
        QCOMPARE(project().facesOf(person("P3")).size(), std::size_t(3));
        QCOMPARE(m_review->currentFace(), row.face);
        press(Qt::Key_K); // two people: never suggested again
        QCOMPARE(project().cannotIdentity(), (std::vector{std::pair{row.face, person("P2")}}));
        QCOMPARE(m_review->left(), 0);
    }

    void aPartIsSplitOffAsAWhole()
    {
        const auto a = face("P3", 0), b = face("P3", 1);
        const std::string evidence = R"({"similarity":0.1,"own_count":2,"rest_count":1,"faces":[)" + std::to_string(a) +
                                     "," + std::to_string(b) + R"(],"nearest_own":0,"rival":0})";
        showFlags("lbph", {flag("split", a, 0.9, evidence), flag("split", b, 0.9, evidence)});
        QCOMPARE(m_review->left(), 1); // one question
        QVERIFY2(fixButton().contains(QStringLiteral("P3 (2)")), qPrintable(fixButton()));
        const auto entries = project().journal(100).size();
        press(Qt::Key_M);
        QCOMPARE(personOf(a), std::string("P3 (2)"));
        QCOMPARE(personOf(b), std::string("P3 (2)"));
        QCOMPARE(project().journal(100).size(), entries + 1);
        press(Qt::Key_Z);
        QCOMPARE(personOf(b), std::string("P3"));
        QCOMPARE(m_review->currentFace(), a);
        widgets::PersonChooser::setNextName(QStringLiteral("Twin"));
        press(Qt::Key_T);
        QCOMPARE(personOf(a), std::string("Twin"));
        QCOMPARE(personOf(b), std::string("Twin"));
        press(Qt::Key_Z);
        press(Qt::Key_K); // one person after all
        QCOMPARE(label(a), dataset::LabelState::Confirmed);
        QCOMPARE(label(b), dataset::LabelState::Confirmed);
    }

    void aPartJoinsWhomItLooksLike()
    {
        const auto a = face("P3", 0), b = face("P3", 1);
        const std::string evidence = R"({"similarity":0.1,"own_count":2,"rest_count":1,"faces":[)" + std::to_string(a) +
                                     "," + std::to_string(b) + "]}";
        auto first = flag("split", a, 0.9, evidence);
        first.suggested = person("P0");
        auto second = first;
        second.face = b;
        showFlags("lbph", {first, second});
        press(Qt::Key_M);
        QCOMPARE(personOf(a), std::string("P0"));
        QCOMPARE(personOf(b), std::string("P0"));
    }

    void copiesAreRejectedOrMoved()
    {
        const auto copy = face("P3", 1), mixed = face("P3", 2);
        auto same = flag("near_duplicate", copy, 0.9, R"({"other":1,"likeness":0.991})");
        same.rivalFace = face("P3", 0);
        auto other = flag("near_duplicate", mixed, 0.8, R"({"other":1,"likeness":0.98})");
        other.rivalFace = face("P2", 0);
        other.suggested = person("P2");
        showFlags("image", {same, other});
        QVERIFY2(sentence().contains(QStringLiteral("99.1 %")), qPrintable(sentence()));
        press(Qt::Key_M);
        QCOMPARE(label(copy), dataset::LabelState::Rejected);
        QCOMPARE(m_review->currentFace(), mixed);
        press(Qt::Key_M);
        QCOMPARE(personOf(mixed), std::string("P2"));
        press(Qt::Key_Z);
        press(Qt::Key_Z);
        QCOMPARE(m_review->currentFace(), copy);
        QCOMPARE(label(copy), dataset::LabelState::Unreviewed);
    }

    void poorPicturesAreRejected()
    {
        const auto poor = face("P3", 1);
        showFlags("image", {flag("low_quality", poor, 0.9, R"({"sharpness":12,"brightness":100,"contrast":50})")});
        QVERIFY2(sentence().contains(QStringLiteral("blurred")), qPrintable(sentence()));
        press(Qt::Key_M);
        QCOMPARE(label(poor), dataset::LabelState::Rejected);
    }

    void leaksAreExplained()
    {
        auto person2 = flag("leakage", face("P3", 1), 0.9,
                            R"({"what":"person","side":"train","other_side":"test","similarity":0.6})");
        person2.suggested = person("P2");
        person2.rivalFace = face("P2", 0);
        auto picture = flag("leakage", face("P3", 2), 0.8,
                            R"({"what":"picture","side":"train","other_side":"validation","similarity":0.99})");
        picture.suggested = person("P1");
        picture.rivalFace = face("P1", 1);
        showFlags("image", {person2, picture});
        QVERIFY2(sentence().contains(QStringLiteral("better than it is")), qPrintable(sentence()));
        QVERIFY(said().contains(QStringLiteral("P3 – this name goes")));
        press(Qt::Key_S);
        QVERIFY(said().contains(QStringLiteral("P1 (validation)")));
        dialogs::MessageBox::setNextAnswer(QMessageBox::Yes);
        press(Qt::Key_G);
        QCOMPARE(person("P3"), dataset::IdentityId(0));
        press(Qt::Key_Z);
        press(Qt::Key_M); // this one picture goes
        QCOMPARE(label(picture.face), dataset::LabelState::Rejected);
        press(Qt::Key_Left);
        press(Qt::Key_Left);
        QSignalSpy asked(m_review, &pages::Page::goTo);
        press(Qt::Key_D);
        QCOMPARE(asked.at(0).at(0).toString(), QStringLiteral("versions"));
    }

    void kindsAndMethodsByKeys()
    {
        auto* kind = m_review->findChild<QComboBox*>(QStringLiteral("kind"));
        auto* method = m_review->findChild<QComboBox*>(QStringLiteral("method"));
        QTRY_VERIFY2(kind->currentText().contains(QStringLiteral("(2)")), qPrintable(kind->currentText()));
        press(Qt::Key_3);
        QCOMPARE(kind->currentData().toString(), QStringLiteral("merge"));
        QCOMPARE(m_review->currentFace(), dataset::FaceId(0));
        press(Qt::Key_1);
        QCOMPARE(m_review->left(), 2);
        press(Qt::Key_C);
        QCOMPARE(method->currentData().toString(), QStringLiteral("embedding"));
        QCOMPARE(m_review->left(), 0);
        press(Qt::Key_C);
        QCOMPARE(m_review->left(), 2);
        press(Qt::Key_M);
        QTRY_VERIFY2(kind->currentText().contains(QStringLiteral("(1)")), qPrintable(kind->currentText()));
    }

    // --- evidence

    void theSecondOpinionIsShown()
    {
        QVERIFY(said().contains(QStringLiteral("not made")));
        auto agrees = flag("mislabelled", m_review->currentFace(), 0.91, "{}");
        agrees.suggested = person("P0");
        project().replaceFlags("embedding", std::vector{agrees});
        Q_EMIT m_window->session().flagsRefreshed({agrees.face});
        QVERIFY2(said().contains(QStringLiteral("label right: 9 %, same person")), qPrintable(said()));
        agrees.suggested = person("P3");
        project().replaceFlags("embedding", std::vector{agrees});
        Q_EMIT m_window->session().flagsRefreshed({agrees.face});
        QVERIFY(said().contains(QStringLiteral("label right: 9 %, looks like P3")));
        agrees.score = 0.04;
        agrees.flagged = false;
        project().replaceFlags("embedding", std::vector{agrees});
        Q_EMIT m_window->session().flagsRefreshed({agrees.face});
        QVERIFY(said().contains(QStringLiteral("label right: 96 %")));
    }

    void thePartsOfTheScoreAreShown()
    {
        auto row = flag("mislabelled", face("P3", 0), 0.974,
                        R"({"own_similarity":0.31,"rival_similarity":0.72,"own_count":2,"rival_count":3,)"
                        R"("neighbours":5,"agreeing":1,"cross":0.04})");
        row.suggested = person("P0");
        showFlags("lbph", {row});
        for (const char* part :
             {"97 %", "0.31 · 2 face", "0.72 · 3 face", "1 of 5 with this label", "label right: 4 %"})
            QVERIFY2(said().contains(QString::fromUtf8(part)), part);
    }

    void whatTheFiguresMean()
    {
        QTRY_VERIFY(said().contains(QStringLiteral("of 2 labels are still wrong")));
        project().setSetting("curation.lbph", R"({"threshold":0.63,"wrong_share":0.08,"expected_precision":0.97,)"
                                              R"("expected_recall":0.91,"genuine":{"mean":0.62,"spread":0.11},)"
                                              R"("impostor":{"mean":0.12,"spread":0.09},"faces":12})");
        Q_EMIT m_window->session().flagsChanged();
        const auto text = [this] {
            m_review->openPath(QStringLiteral("key:I"));
            auto* dialog = m_review->findChild<QDialog*>(QStringLiteral("whyDialog"));
            QStringList all;
            for (const QLabel* each : dialog->findChildren<QLabel*>())
                all.append(each->text());
            delete dialog;
            return all.join(QLatin1Char(' '));
        };
        QTRY_VERIFY2(text().contains(QStringLiteral("63 %")), qPrintable(text()));
        for (const char* part : {"97 %", "91 %", "8 %", "0.62 ± 0.11", "12 face"})
            QVERIFY2(text().contains(QString::fromUtf8(part)), qPrintable(text()));
        project().setSetting("curation.lbph", "[nonsense"); // as a later version may write it
        Q_EMIT m_window->session().flagsChanged();
        QTRY_VERIFY(!text().contains(QStringLiteral("63 %")));
    }

    void theWindowsUndoGoesBackToTheFace()
    {
        const auto first = m_review->currentFace();
        press(Qt::Key_M);
        QVERIFY(m_review->currentFace() != first);
        for (QAction* action : m_window->findChildren<QAction*>())
            if (action->shortcut() == QKeySequence(Qt::CTRL | Qt::Key_Z))
                action->trigger();
        QCOMPARE(personOf(first), std::string("P1"));
        QCOMPARE(m_review->currentFace(), first);
    }

    void opensWithTheMethodOfTheLastCuration()
    {
        const auto* method = m_review->findChild<QComboBox*>(QStringLiteral("method"));
        const QString folder = qs(project().folder());
        const QString chosen = m_settings->get(settings::kCurateMethod);
        project().setSetting("curation.lbph", R"({"time":2000})");
        project().setSetting("curation.embedding", R"({"time":3000})");
        QVERIFY(m_window->openProject(folder));
        QCOMPARE(method->currentData().toString(), QStringLiteral("embedding"));
        project().setSetting("curation.lbph", R"({"time":4000})");
        QVERIFY(m_window->openProject(folder));
        QCOMPARE(method->currentData().toString(), QStringLiteral("lbph"));
        QCOMPARE(m_settings->get(settings::kCurateMethod), chosen); // what somebody chose stays what it was
    }

    void modelsThatWereUsedAreOffered()
    {
        const auto* model = m_review->findChild<QComboBox*>(QStringLiteral("model"));
        const QString folder = qs(project().folder());
        m_settings->set(settings::kCurateModel, {});
        QVERIFY(m_window->openProject(folder));
        QCOMPARE(model->count(), 1); // "Choose a model file…"
        QStringList files;
        for (const char* name : {"/a.onnx", "/b.onnx"}) {
            files.append(folder + QLatin1String(name));
            writeFileAtomically(toPath(files.last()), std::string_view("model"));
            compute::noteModel(project().cacheFolder(), toPath(files.last()));
        }
        m_settings->set(settings::kCurateModel, files[0]); // of another project
        QVERIFY(m_window->openProject(folder));
        QCOMPARE(model->count(), 3);
        QCOMPARE(model->currentData().toString(), files[1]);
        QCOMPARE(model->currentText(), QStringLiteral("b.onnx"));
        QVERIFY(QFile::remove(files[1]));
        QVERIFY(m_window->openProject(folder));
        QCOMPARE(model->count(), 2);
        QCOMPARE(model->currentData().toString(), files[0]);
    }

    void lightIsCorrectedAndRemembered()
    {
        auto* panel = m_review->findChild<pages::ComparePanel*>();
        QTRY_VERIFY(m_review->isFullyShown());
        QCOMPARE(m_settings->get(settings::kReviewLight), QStringLiteral("none"));
        const QImage plain = panel->grab().toImage();
        std::vector<QImage> seen{plain};
        for (const char* name : {"equalise", "clahe", "retinex"}) {
            press(Qt::Key_L);
            QCOMPARE(m_settings->get(settings::kReviewLight), QLatin1String(name));
            QTRY_VERIFY(m_review->isFullyShown());
            const QImage shown = panel->grab().toImage();
            QVERIFY2(std::find(seen.begin(), seen.end(), shown) == seen.end(), name);
            seen.push_back(shown);
        }
        press(Qt::Key_L);
        QCOMPARE(m_settings->get(settings::kReviewLight), QStringLiteral("none"));
        QTRY_COMPARE(panel->grab().toImage(), plain);
    }

    // What a later version wrote stays until somebody chooses.
    void lightIsWrittenByThePersonOnly()
    {
        m_window.reset();
        m_settings->set(settings::kReviewLight, QStringLiteral("infrared"));
        m_window = std::make_unique<app::MainWindow>(*m_settings);
        QCOMPARE(m_settings->get(settings::kReviewLight), QStringLiteral("infrared"));
    }

    // --- a verification set

    void aVerificationSetIsCompared()
    {
        const QString root = m_temporary.filePath(QStringLiteral("set"));
        const auto write = [](const std::filesystem::path& folder, int person, int number) {
            std::filesystem::create_directories(folder);
            writeFileAtomically(folder / (std::to_string(number) + ".png"),
                                image::encodePng(test::texturedFace(person, number)));
        };
        for (int p = 0; p < 3; ++p)
            for (int i = 0; i < 3; ++i)
                write(toPath(root) / "faces" / ("P" + std::to_string(p)), p, i);
        write(toPath(root) / "held" / "Ann", 1, 2); // P1's third picture
        write(toPath(root) / "held" / "Ann", 7, 0);
        write(toPath(root) / "held" / "Bob", 8, 0);
        {
            auto made = dataset::Project::create(toPath(root) / "p.likeness");
            jobs::RecordingContext context;
            dataset::ImportOptions options;
            options.aligned = true;
            dataset::importFrom(made, toPath(root) / "faces", options, context);
            test::cropAligned(made);
        }
        QVERIFY(m_window->openProject(root + QStringLiteral("/p.likeness")));
        m_window->showPage(QStringLiteral("review"));
        press(Qt::Key_V);
        auto* dialog = m_review->findChild<QDialog*>(QStringLiteral("leakageDialog"));
        QVERIFY(dialog);
        QVERIFY(dialog->findChild<QLabel*>(QStringLiteral("leakageNote"))
                    ->text()
                    .contains(QStringLiteral("embeddings"))); // by LBPH pictures only, and how to compare people
        auto* compare = dialog->findChild<QDialogButtonBox*>()->buttons().constFirst();
        for (auto* button : dialog->findChild<QDialogButtonBox*>()->buttons())
            if (dialog->findChild<QDialogButtonBox*>()->buttonRole(button) == QDialogButtonBox::AcceptRole)
                compare = button;
        QVERIFY(!compare->isEnabled());
        dialog->findChild<QLineEdit*>(QStringLiteral("leakagePath"))->setText(root + QStringLiteral("/held"));
        QVERIFY(!compare->isEnabled()); // a folder is no pack
        dialog->findChild<QRadioButton*>(QStringLiteral("leakageFolder"))->setChecked(true);
        dialog->findChild<QCheckBox*>()->setChecked(true);
        QVERIFY(compare->isEnabled());
        compare->click();
        QTRY_COMPARE_WITH_TIMEOUT(m_review->left(), 1, 30000);
        QCOMPARE(m_review->currentFace(), face("P1", 2));
        QVERIFY2(sentence().contains(QStringLiteral("held")), qPrintable(sentence()));
        // The set's picture stands beside the face, until it is gone; nothing is said against the label.
        auto* panel = m_review->findChild<pages::ComparePanel*>();
        QTRY_VERIFY(m_review->isFullyShown());
        QVERIFY(said().contains(QStringLiteral("The same picture with a probability")));
        QVERIFY(!said().contains(QStringLiteral("not there to be shown")));
        const QImage both = panel->grab().toImage();
        QVERIFY(QDir(root + QStringLiteral("/held")).removeRecursively());
        m_review->openPath(QStringLiteral("index:0"));
        QVERIFY2(said().contains(QStringLiteral("not there to be shown")), qPrintable(said()));
        QVERIFY(panel->grab().toImage() != both);
        QTRY_VERIFY(
            m_window->findChild<QComboBox*>(QStringLiteral("kind"))->currentText().contains(QStringLiteral("(1)")));
    }

    // The list says how many questions come, not how many rows there are.
    void kindsAreCountedAsQuestions()
    {
        auto* kinds = m_window->findChild<QComboBox*>(QStringLiteral("kind"));
        const auto counted = [&](const char* kind) { return kinds->itemText(kinds->findData(QLatin1String(kind))); };
        QTRY_VERIFY(counted("mislabelled").endsWith(QStringLiteral("(2)")));
        const auto a = face("P3", 0), b = face("P3", 1);
        const std::string part = R"({"similarity":0.2,"own_count":2,"rest_count":1,"faces":[)" + std::to_string(a) +
                                 "," + std::to_string(b) + "]}";
        project().replaceFlags("lbph", std::vector{flag("split", a, 0.9, part), flag("split", b, 0.9, part)});
        project().replaceFlags("image", std::vector{flag("leakage", a, 0.9, R"({"what":"picture"})")});
        project().replaceFlags("set", std::vector{flag("leakage", a, 0.8, R"({"what":"picture","set":"x"})")});
        Q_EMIT m_window->session().flagsChanged();
        for (const char* kind : {"split", "leakage"}) {
            QTRY_VERIFY2(counted(kind).endsWith(QStringLiteral("(1)")), qPrintable(counted(kind)));
            m_review->openPath(QStringLiteral("kind:") + QLatin1String(kind));
            QCOMPARE(m_review->left(), 1);
        }
    }

    // --- what changes meanwhile

    void refreshedFlagsAreTakenIn()
    {
        const auto first = m_review->currentFace();
        const auto second = project().flags(true)[1].face;
        const auto fresh = face("P3", 0);
        // The second is no longer suspected, a new one is, and the first's score changes.
        auto a = project().flagsOf(first).front();
        auto b = project().flagsOf(second).front();
        auto c = a;
        a.score = 0.55;
        b.score = 0.1;
        b.flagged = false;
        c.face = fresh;
        c.score = 0.7;
        project().replaceFlags("lbph", std::vector{a, b, c});
        Q_EMIT m_window->session().flagsRefreshed({first, second, fresh});
        QCOMPARE(m_review->currentFace(), first); // stays where it is
        QVERIFY2(said().contains(QStringLiteral("55 %")), qPrintable(said()));
        QCOMPARE(m_review->left(), 2);
        press(Qt::Key_K);
        QCOMPARE(m_review->currentFace(), fresh);
        // The face that is looked at is cleared by another decision: shown until it is left, and never counted.
        c.score = 0.2;
        c.flagged = false;
        project().replaceFlags("lbph", std::vector{b, c});
        Q_EMIT m_window->session().flagsRefreshed({fresh});
        QCOMPARE(m_review->currentFace(), fresh);
        QVERIFY(said().contains(QStringLiteral("No longer suspected")));
        QVERIFY(sentence().isEmpty());
        press(Qt::Key_S);
        QCOMPARE(m_review->currentFace(), dataset::FaceId(0));
        QCOMPARE(m_review->left(), 0);
        QCOMPARE(m_review->reviewed(), 1);
    }

    void theQueueKeepsItsOrder()
    {
        std::vector<dataset::FlagRow> rows;
        for (auto [name, i, score] : {std::tuple{"P1", 0, 0.9}, {"P2", 0, 0.8}, {"P2", 1, 0.7}, {"P2", 2, 0.6}})
            rows.push_back(flag("mislabelled", face(name, static_cast<std::size_t>(i)), score, "{}"));
        showFlags("lbph", rows);
        const auto queue = [this] {
            const auto* model = m_review->findChild<QListView*>(QStringLiteral("reviewQueue"))->model();
            std::vector<dataset::FaceId> out;
            for (int i = 0; i < model->rowCount(); ++i)
                out.push_back(model->index(i, 0).data(widgets::FaceListModel::FaceIdRole).toLongLong());
            return out;
        };
        QCOMPARE(m_review->currentFace(), rows[0].face);
        // The last one becomes the most suspicious, the next one the least, and a new one is worse than all.
        rows[1].score = 0.51;
        rows[3].score = 0.97;
        rows.push_back(flag("mislabelled", face("P3", 0), 0.99, "{}"));
        rows.push_back(flag("mislabelled", face("P3", 1), 0.65, "{}"));
        project().replaceFlags("lbph", rows);
        std::vector<dataset::FaceId> all;
        for (const auto& row : rows)
            all.push_back(row.face);
        Q_EMIT m_window->session().flagsRefreshed(all);
        QCOMPARE(queue(),
                 (std::vector{rows[0].face, rows[1].face, rows[4].face, rows[2].face, rows[3].face, rows[5].face}));
        press(Qt::Key_K);
        QCOMPARE(m_review->currentFace(), rows[1].face);
        QVERIFY2(said().contains(QStringLiteral("51 %")), qPrintable(said()));
    }

    void whatIsSettledIsNotShown()
    {
        const auto first = m_review->currentFace();
        const auto second = project().flags(true)[1].face;
        press(Qt::Key_S);
        QCOMPARE(m_review->currentFace(), second);
        press(Qt::Key_Left);
        // P2 becomes P0: the second face now has the name that was suggested.
        m_window->session().mergeIdentities(person("P2"), person("P0"));
        QCOMPARE(m_review->currentFace(), first);
        press(Qt::Key_K);
        QCOMPARE(m_review->currentFace(), dataset::FaceId(0));
        QCOMPARE(m_review->left(), 0);
    }

    // In a window as small as it may be by default, with long names.
    void answersAreNotCutOff()
    {
        const QSize before = m_window->size();
        const auto longNamed = project().findIdentity("P0");
        const auto entry = project().renameIdentity(longNamed, "Wilhelmina van der Meer-Castellanos");
        QVERIFY(entry != 0);
        auto made = flag("mislabelled", face("P1", 0), 0.9, R"({"suggested_share":0.8})");
        made.suggested = longNamed;
        made.flagged = true;
        showFlags("lbph", {made});
        auto* actions = m_review->findChild<pages::ReviewActions*>();
        for (const int width : {1320, 1180, 1900}) {
            m_window->resize(width, 860);
            QTRY_COMPARE(m_window->width(), width);
            for (const auto* button : actions->findChildren<QPushButton*>())
                if (button->isVisible())
                    QTRY_VERIFY2(button->width() >= button->sizeHint().width(), qPrintable(button->text()));
        }
        m_window->resize(before);
        project().undo();
    }

    void theLikeliestAnswerIsHighlighted()
    {
        const auto shown = face("P1", 0);
        const auto suspicion = [&](double score, double share) {
            auto made = flag("mislabelled", shown, score,
                             QStringLiteral(R"({"own_similarity":0.3,"rival_similarity":0.6,"own_count":2,)"
                                            R"("rival_count":3,"suggested_share":%1})")
                                 .arg(share)
                                 .toStdString());
            made.suggested = project().findIdentity("P0");
            made.flagged = true;
            showFlags("lbph", {made});
            return sentence();
        };
        const auto highlighted = [this] {
            QStringList out;
            for (const auto* button : m_review->findChild<pages::ReviewActions*>()->findChildren<QPushButton*>())
                if (button->property("role").toString() == QLatin1String("primary"))
                    out.append(button->text().section(QLatin1String("   "), 0, 0));
            return out.join(QLatin1Char(','));
        };
        const QString sure = suspicion(0.9, 0.8);
        QVERIFY2(sure.contains(QStringLiteral("It is P0 with a probability of 80 %")), qPrintable(sure));
        QCOMPARE(highlighted(), QStringLiteral("Move to P0"));
        const QString vague = suspicion(0.9, 0.2);
        QVERIFY2(vague.contains(QStringLiteral("only the most similar person")), qPrintable(vague));
        QCOMPARE(highlighted(), QStringLiteral("Someone else…"));
        suspicion(0.3, 0.2);
        QCOMPARE(highlighted(), QStringLiteral("Keep"));
        press(Qt::Key_Return);
        QCOMPARE(label(shown), dataset::LabelState::Confirmed);
    }

    // --- bulk

    void manyAreAcceptedAndUndoneAtOnce()
    {
        auto sure = project().flags(true);
        for (auto [name, i, score] : {std::tuple{"P3", 0, 0.999}, {"P3", 1, 0.998}, {"P3", 2, 0.995}}) {
            auto more = sure.front();
            more.face = face(name, static_cast<std::size_t>(i));
            more.score = score;
            sure.push_back(more);
        }
        project().replaceFlags("lbph", sure);
        Q_EMIT m_window->session().flagsChanged();
        QCOMPARE(m_review->left(), 5);
        press(Qt::Key_B);
        auto* dialog = m_review->findChild<pages::BulkDialog*>(QStringLiteral("bulkDialog"));
        QVERIFY(dialog);
        auto* list = dialog->findChild<widgets::CellGrid*>(QStringLiteral("bulkGrid"));
        QTRY_COMPARE(dialog->chosen(), 3); // where one in a hundred is wrong
        QVERIFY(std::abs(dialog->expectedWrong() - 0.008) < 1e-6);
        dialog->findChild<QDoubleSpinBox*>(QStringLiteral("confidence"))->setValue(85);
        QCOMPARE(dialog->chosen(), 4);
        QCOMPARE(list->model()->rowCount(), 4);
        list->setCurrentIndex(list->model()->index(1, 0));
        QTest::keyClick(list, Qt::Key_Space);
        QCOMPARE(dialog->chosen(), 3);
        const QString summary = dialog->findChild<QLabel*>(QStringLiteral("bulkSummary"))->text();
        QVERIFY2(summary.contains(QStringLiteral("3 face")) && summary.contains(QStringLiteral("1 left out")),
                 qPrintable(summary));
        QTRY_VERIFY_WITH_TIMEOUT(
            dialog->findChild<QLabel*>(QStringLiteral("bulkPurity"))->text().contains(QStringLiteral("→")), 20000);
        const auto entries = project().journal(100).size();
        dialog->findChild<QPushButton*>(QStringLiteral("bulkAccept"))->click();
        QCOMPARE(project().journal(100).size(), entries + 1);
        QCOMPARE(project().journal(1).front().verb, std::string("bulk"));
        // Why is stored in English and said in the window's language.
        const std::string why = project().journal(1).front().why;
        QCOMPARE(why, std::string("all suggestions from 85.0 % on"));
        const QLocale before;
        QLocale::setDefault(QLocale(QLocale::German));
        QCOMPARE(pages::reasonText(why), QStringLiteral("all suggestions from 85,0 % on"));
        QLocale::setDefault(before);
        QCOMPARE(pages::reasonText("all suggestions from heaven % on"),
                 QStringLiteral("all suggestions from heaven % on"));
        QCOMPARE(project().facesOf(person("P0")).size(), std::size_t(6));
        QCOMPARE(personOf(face("P3", 0)), std::string("P3")); // left out
        QCOMPARE(m_review->reviewed(), 3);
        QVERIFY(m_review->currentFace() != 0);
        m_window->activateWindow(); // without a window manager
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        press(Qt::Key_Z);
        QCOMPARE(project().facesOf(person("P0")).size(), std::size_t(3));
        QCOMPARE(m_review->reviewed(), 0);
    }

    void bulkCountsWhoGoesToTheRightPerson()
    {
        std::vector<dataset::FlagRow> flags;
        for (auto [i, share] : {std::pair{0, 0.3}, {1, 0.999}, {2, 0.998}}) {
            auto made = project().flags(true).front();
            made.face = face("P3", static_cast<std::size_t>(i));
            made.score = 0.999;
            made.evidence = dumpJson({{"suggested_share", share}});
            flags.push_back(made);
        }
        project().replaceFlags("lbph", flags);
        Q_EMIT m_window->session().flagsChanged();
        press(Qt::Key_B);
        auto* dialog = m_review->findChild<pages::BulkDialog*>(QStringLiteral("bulkDialog"));
        QTRY_COMPARE(dialog->chosen(), 2); // of the third the label is wrong, but who it is is open
        dialog->findChild<QDoubleSpinBox*>(QStringLiteral("confidence"))->setValue(20);
        QCOMPARE(dialog->chosen(), 3);
        QVERIFY(std::abs(dialog->expectedWrong() - 0.703) < 1e-6);
        const QString expected = dialog->findChild<QLabel*>(QStringLiteral("bulkExpected"))->text();
        QVERIFY2(expected.startsWith(QStringLiteral("Expected: 2 to the right person, 1 to a wrong one, 0 away")),
                 qPrintable(expected));
        dialog->reject();
    }

    void bulkNeedsAKindThatCanBeAnsweredFaceByFace()
    {
        auto row = flag("merge", face("P3", 0), 0.9, "{}");
        row.suggested = person("P2");
        showFlags("lbph", {row});
        press(Qt::Key_B);
        QVERIFY(!m_review->findChild<QDialog*>(QStringLiteral("bulkDialog")));
    }

    // --- a second person

    void aSecondPersonConfirmsOrObjects()
    {
        const auto first = m_review->currentFace();
        const auto second = project().flags(true)[1].face;
        dataset::setUserName("Ann");
        press(Qt::Key_M); // to P0
        press(Qt::Key_R);
        dataset::setUserName("Bob");
        press(Qt::Key_F);
        QCOMPARE(m_review->left(), 2);
        QCOMPARE(m_review->currentFace(), first); // the more suspicious one
        QVERIFY2(said().contains(QStringLiteral("Ann: keep, today")), qPrintable(said()));
        QVERIFY2(fixButton().contains(QStringLiteral("Agree: P0")), qPrintable(fixButton()));
        press(Qt::Key_M);
        QCOMPARE(dataset::opinionsOf(project(), first).size(), std::size_t(2));
        QCOMPARE(m_review->currentFace(), second);
        QVERIFY2(said().contains(QStringLiteral("Ann: reject, today")), qPrintable(said()));
        press(Qt::Key_K); // objects
        QCOMPARE(label(second), dataset::LabelState::Confirmed);
        QCOMPARE(m_review->left(), 0);
        QTRY_VERIFY2(said().contains(QStringLiteral("agree on 50 % of 2 face")), qPrintable(said()));
        press(Qt::Key_Z);
        QCOMPARE(m_review->currentFace(), second);
        QCOMPARE(m_review->left(), 1);
        press(Qt::Key_Escape); // the usual list
        QCOMPARE(m_review->reviewed(), 2);
        dataset::setUserName({});
    }

    // --- faces that another page chose

    void givenFacesAreTheQueue()
    {
        const auto flagged = project().flags(true)[1].face;
        const std::vector<dataset::FaceId> faces = {face("P3", 2), flagged, face("P0", 1)};
        m_review->openFaces(faces);
        QCOMPARE(m_review->left(), 3);
        QCOMPARE(m_review->currentFace(), faces[0]);
        QVERIFY(
            m_review->findChild<QToolButton*>(QStringLiteral("givenFaces"))->text().startsWith(QStringLiteral("3")));
        press(Qt::Key_K);
        QCOMPARE(m_review->currentFace(), flagged);
        QVERIFY(sentence().contains(QStringLiteral("0.72"))); // with its flag
        press(Qt::Key_M);
        QCOMPARE(personOf(flagged), std::string("P0"));
        press(Qt::Key_R);
        QCOMPARE(label(faces[2]), dataset::LabelState::Rejected);
        QCOMPARE(m_review->reviewed(), 3);
        press(Qt::Key_Z);
        QCOMPARE(m_review->currentFace(), faces[2]);
        press(Qt::Key_Escape);
        QCOMPARE(m_review->reviewed(), 1);
        QCOMPARE(m_review->left(), 1);
        QVERIFY(!m_review->findChild<QToolButton*>(QStringLiteral("givenFaces"))->isVisible());
    }

    void theNextPicturesAreThere()
    {
        QTRY_VERIFY(m_review->isFullyShown());
        QTRY_VERIFY(m_window->pictures().isIdle());
        press(Qt::Key_S);
        QVERIFY(m_review->isFullyShown()); // at once
    }

    void thePaceOfASitting()
    {
        pages::ReviewPace pace;
        QVERIFY(pages::paceText(pace, 10).isEmpty());
        std::int64_t now = 0;
        for (const std::int64_t took : {1000, 2000, 1000, 3000, 3000, 100'000}) { // the last one is a pause
            pace.shown(now);
            pace.decided(now += took);
        }
        QCOMPARE(pace.count(), 5);
        QCOMPARE(pace.medianSeconds(), 2.0);
        QCOMPARE(pace.perHour(), 1800.0);
        QCOMPARE(pace.secondsFor(900), 1800.0);
        pace.decided(now + 500); // nothing new was shown
        QCOMPARE(pace.count(), 5);
        const QString text = pages::paceText(pace, 900);
        for (const char* part : {"2.0 s", "1,800", "30 min"})
            QVERIFY2(text.contains(QString::fromLatin1(part)), qPrintable(text));
    }

    void undoGoesToAFaceOfAnotherList()
    {
        const auto elsewhere = face("P3", 1);
        m_window->session().decide({elsewhere}, dataset::Action::Reject);
        press(Qt::Key_Z);
        QCOMPARE(label(elsewhere), dataset::LabelState::Unreviewed);
        QCOMPARE(m_review->currentFace(), elsewhere);
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
