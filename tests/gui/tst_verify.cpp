// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/qt_convert.h"
#include "app/mainwindow/main_window.h"
#include "app/pages/verify/compare_tab.h"
#include "app/pages/verify/curves_tab.h"
#include "app/pages/verify/result_files.h"
#include "app/pages/verify/tab_parts.h"
#include "app/pages/verify/verification_list.h"
#include "app/pages/verify/verify_page.h"
#include "core/dataset/model_gates.h"
#include "core/verify/verification_file.h"
#include "core/verify/verify_model.h"
#include "tests/support/small_project.h"
#include "widgets/common/message_bar.h"
#include "widgets/common/number_field.h"
#include "widgets/dialogs/dialogs.h"
#include "widgets/plot/roc_plot.h"
#include "widgets/thumbs/pair_gallery.h"

#include <QAction>
#include <QComboBox>
#include <QFrame>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <cmath>

using namespace likeness;
using namespace likeness::engine;
namespace fs = std::filesystem;

namespace {

constexpr int kPeople = 4, kEach = 3;
constexpr int kGenuine = kPeople * kEach * (kEach - 1) / 2;                       // 12
constexpr int kImpostor = kPeople * kEach * (kPeople * kEach - 1) / 2 - kGenuine; // 54

// As if a model had judged every pair of the project's faces: genuine pairs 0.80, 0.79 … but for one at 0.05, impostor
// pairs 0.10, 0.11 … but for one at 0.95.
verify::Verification madeUp(const fs::path& folder)
{
    verify::Verification v;
    v.title = "made up · small.likeness";
    v.facts = {{"model", "made up"}, {"set", "small.likeness"}, {"flip", "sum"}, {"seed", 1}};
    v.options.set = folder;
    v.options.bootstraps = 50;
    v.balancedFolds = true;
    const auto project = dataset::Project::open(folder, dataset::Project::Mode::ReadOnly);
    for (int p = 0; p < kPeople; ++p) {
        v.people.push_back("P" + std::to_string(p));
        for (const auto face : project.facesOf(project.findIdentity(v.people.back())))
            v.set.push_back({project.image(project.face(face)->image)->key, face, static_cast<std::uint32_t>(p)});
    }
    int genuine = 0, impostor = 0;
    for (std::uint32_t a = 0; a < v.set.size(); ++a)
        for (std::uint32_t b = a + 1; b < v.set.size(); ++b) {
            const bool same = v.set[a].person == v.set[b].person;
            const int number = same ? genuine++ : impostor++;
            v.scores.push_back(same ? (number == 0 ? 0.05F : 0.80F - 0.01F * static_cast<float>(number))
                                    : (number == 0 ? 0.95F : 0.10F + 0.001F * static_cast<float>(number)));
            v.same.push_back(same ? 1 : 0);
            for (const std::uint32_t image : {a, b}) {
                v.images.push_back(image);
                v.identities.push_back(v.set[image].person);
            }
        }
    verify::judge(v);
    return v;
}

} // namespace

// The Verify page in the real window, on a verification that needed no model.
class TestVerify : public QObject
{
    Q_OBJECT
    QTemporaryDir m_temporary;
    int m_number = 0;
    fs::path m_root, m_folder, m_file;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<app::MainWindow> m_window;

    pages::VerifyPage& page() { return *qobject_cast<pages::VerifyPage*>(m_window->page(QStringLiteral("verify"))); }
    pages::CurvesTab& curves() { return page().curves(); }
    QListWidget& list() { return *page().findChild<QListWidget*>(QStringLiteral("verifications")); }
    QTabWidget& tabs() { return *page().findChild<QTabWidget*>(QStringLiteral("verifyTabs")); }
    QString error() { return m_window->findChild<widgets::MessageBar*>()->what(); }
    void showPage()
    {
        QSignalSpy listed(&page(), &pages::VerifyPage::listShown);
        m_window->showPage(QStringLiteral("verify"));
        QTRY_VERIFY(listed.count() > 0);
    }
    void openStored()
    {
        showPage();
        QSignalSpy shown(&page(), &pages::VerifyPage::resultShown);
        list().setCurrentRow(0);
        list().setFocus();
        QTest::keyClick(&list(), Qt::Key_Return);
        QTRY_COMPARE(shown.count(), 1);
    }
    void openCurves()
    {
        openStored();
        QTest::keyClick(&tabs(), Qt::Key_2);
        QCOMPARE(tabs().currentWidget(), static_cast<QWidget*>(&curves()));
        QTRY_VERIFY(curves().isReady());
    }
    void moveTo(double threshold)
    {
        curves().setThreshold(threshold);
        QTRY_VERIFY(curves().isReady());
    }

private Q_SLOTS:
    void init()
    {
        m_root = toPath(m_temporary.filePath(QStringLiteral("a folder %1").arg(++m_number)));
        fs::create_directories(m_root);
        m_folder = test::makeSmallProject(m_root, kPeople, kEach, false);
        const auto verification = madeUp(m_folder);
        m_file = verify::verificationsFolder(m_folder) / (verify::verificationId(verification) + ".lkv");
        verify::writeVerification(m_file, verification);
        m_settings = std::make_unique<Settings>(qs(m_root / "settings.ini"));
        m_window = std::make_unique<app::MainWindow>(*m_settings);
        m_window->resize(1280, 800);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        QVERIFY(m_window->openProject(qs(m_folder)));
    }
    void cleanup() { m_window.reset(); }

    void opensWhatIsStored()
    {
        openStored();
        QCOMPARE(list().count(), 1);
        QCOMPARE(list().item(0)->text(), QStringLiteral("made up · small.likeness"));
        auto* figures = page().findChild<QTableWidget*>(QStringLiteral("keyFigures"));
        QCOMPARE(figures->item(1, 1)->text(), pages::percentText(page().result()->result.auc));
        QVERIFY2(figures->item(1, 3)->text().contains(QString::number(kImpostor)), "every figure says of how many");
        auto* protocols = page().findChild<QTableWidget*>(QStringLiteral("protocols"));
        QTRY_VERIFY(protocols->rowCount() > 5);
        QVERIFY(error().isEmpty());
    }

    void saysThatLabelsHaveChanged()
    {
        openStored();
        auto* notice = page().findChild<QFrame*>(QStringLiteral("labelsChanged"));
        auto& project = m_window->session().project();
        const auto face = page().result()->set.front().face;
        QTest::qWait(600); // past the look at the labels of now
        QVERIFY(!notice->isVisible());
        project.decide(std::vector{face}, dataset::Action::Move, "Somebody else");
        Q_EMIT m_window->session().labelsChanged();
        QTRY_VERIFY(notice->isVisible());
        QVERIFY(notice->findChildren<QLabel*>().back()->text().startsWith(QStringLiteral("1 of its")));
        project.undo();
        Q_EMIT m_window->session().labelsChanged();
        QTRY_VERIFY(!notice->isVisible());
    }

    void saysThatAFileIsDamaged()
    {
        writeFileAtomically(m_file, std::string_view("LKVERIF1 and then nothing that makes sense"));
        m_window->showPage(QStringLiteral("verify"));
        page().openStored(qs(m_file));
        QTRY_VERIFY(!error().isEmpty());
        QVERIFY(!page().result());
    }

    void theErrorsFollowTheThreshold()
    {
        openCurves();
        QCOMPARE(page().findChild<widgets::RocPlot*>()->reliableFrom(), eval::smallestRate(kImpostor)); // shaded below
        moveTo(0.5);
        using Kind = pages::CurvesTab::Kind;
        QCOMPARE(curves().point().falseAccepts, std::int64_t(1));
        QCOMPARE(curves().point().falseRejects, std::int64_t(1));
        QCOMPARE(curves().shownPairs(Kind::Accepts).size(), std::size_t(1));
        QCOMPARE(curves().shownPairs(Kind::Rejects).size(), std::size_t(1));
        QCOMPARE(page().result()->scores[curves().shownPairs(Kind::Accepts).front()], 0.95F);
        const QString sentence = curves().findChild<QLabel*>(QStringLiteral("operatingSentence"))->text();
        QVERIFY2(sentence.contains(QStringLiteral("1 false accepts, 1 false rejects")), qPrintable(sentence));
        QVERIFY2(sentence.contains(QStringLiteral("of %1 genuine").arg(kGenuine)), qPrintable(sentence));
        moveTo(-1); // everything is accepted
        QCOMPARE(curves().shownPairs(Kind::Accepts).size(), std::size_t(kImpostor));
        QCOMPARE(curves().shownPairs(Kind::Rejects).size(), std::size_t(0));
        QCOMPARE(page().result()->scores[curves().shownPairs(Kind::Accepts).front()], 0.95F); // the clearest first
        moveTo(1);
        QCOMPARE(curves().shownPairs(Kind::Rejects).size(), std::size_t(kGenuine));
        auto* field = curves().findChild<widgets::NumberField*>(QStringLiteral("threshold"));
        QCOMPARE(field->value(), std::optional(1.0));
        field->setFocus();
        field->selectAll();
        QTest::keyClicks(field, QStringLiteral("0.5"));
        QTRY_VERIFY(curves().isReady() && curves().threshold() == 0.5);
        QTest::keyClick(field, Qt::Key_Up);
        QVERIFY(curves().threshold() > 0.5);
    }

    void aTargetSetsTheThreshold()
    {
        openCurves();
        auto* target = curves().findChild<QComboBox*>(QStringLiteral("operatingTarget"));
        QCOMPARE(target->count(), 1 + 2 + 6);
        target->setCurrentIndex(3); // FPR at most 0.1: 5 of 54
        Q_EMIT target->activated(3);
        QTRY_VERIFY(curves().isReady());
        QCOMPARE(curves().point().falseAccepts, std::int64_t(5)); // 0.95, 0.153 … 0.150
        QCOMPARE(curves().point().falseRejects, std::int64_t(1));
        QVERIFY(std::abs(curves().threshold() - 0.150) < 1e-6);
        QCOMPARE(curves().shownPairs(pages::CurvesTab::Accepts).size(), std::size_t(5));
        moveTo(0.3);
        QCOMPARE(target->currentIndex(), 0); // by hand
    }

    void showsThePicturesOfThePairs()
    {
        openCurves();
        moveTo(-1);
        auto& gallery = curves().gallery(pages::CurvesTab::Accepts);
        QCOMPARE(gallery.model().rowCount(), kImpostor);
        QTRY_VERIFY(gallery.model().card(0).sides[0].picture && !gallery.model().card(0).sides[0].picture->isNull());
        const QString spoken = gallery.model().index(0).data(Qt::AccessibleTextRole).toString();
        QVERIFY2(spoken.contains(QStringLiteral("P0")) && spoken.contains(QStringLiteral("0.950")), qPrintable(spoken));
    }

    void leadsToTheFace()
    {
        openCurves();
        moveTo(0.5);
        QSignalSpy clicked(&curves(), &pages::VerifyTab::faceClicked);
        auto& gallery = curves().gallery(pages::CurvesTab::Accepts);
        gallery.grid().setFocus();
        QTest::keyClick(&gallery.grid(), Qt::Key_Return);
        QCOMPARE(clicked.count(), 1);
        const auto pair = curves().shownPairs(pages::CurvesTab::Accepts).front();
        QCOMPARE(clicked.at(0).at(0).toLongLong(), page().result()->set[page().result()->images[2 * pair]].face);
    }

    void putsAPairIntoTheReview()
    {
        openCurves();
        moveTo(0.5);
        auto* method = m_window->page(QStringLiteral("review"))->findChild<QComboBox*>(QStringLiteral("method"));
        QVERIFY(method && method->findData(QStringLiteral("verification")) < 0);
        QSignalSpy queued(&page(), &pages::VerifyPage::pairsQueued);
        auto& gallery = curves().gallery(pages::CurvesTab::Accepts);
        gallery.grid().setFocus();
        QTest::keyClick(&gallery.grid(), Qt::Key_Q);
        QTRY_COMPARE(queued.count(), 1);
        QCOMPARE(queued.at(0).at(0).toInt(), 2);
        QVERIFY(m_window->session().project().hasFlags("verification"));
        m_window->showPage(QStringLiteral("review"));
        QTRY_VERIFY(method->findData(QStringLiteral("verification")) >= 0);
        method->setCurrentIndex(method->findData(QStringLiteral("verification")));
        auto* run = m_window->findChild<QPushButton*>(QStringLiteral("runCurate"));
        QVERIFY(!run->isEnabled());
        QVERIFY(run->toolTip().contains(QStringLiteral("Verify page")));
        QVERIFY(error().isEmpty());
    }

    void saysThatForeignPairsHaveNoFaces()
    {
        openStored();
        auto foreign = std::make_shared<verify::Verification>(*page().result());
        foreign->options.set = m_root / "faces"; // a folder, though it says numbers of faces
        page().showResult(foreign);
        QSignalSpy queued(&page(), &pages::VerifyPage::pairsQueued);
        page().queuePairs({0}, 0.5);
        QTRY_COMPARE(queued.count(), 1);
        QCOMPARE(queued.at(0).at(0).toInt(), 0);
        QVERIFY(!m_window->session().project().hasFlags("verification"));
    }

    void aMissingSetIsSaid()
    {
        openStored();
        auto gone = std::make_shared<verify::Verification>(*page().result());
        gone->options.set = m_root / "no such pack.bin";
        page().showResult(gone);
        QTest::keyClick(&tabs(), Qt::Key_2);
        QTRY_VERIFY(curves().isReady());
        moveTo(-1);
        auto& gallery = curves().gallery(pages::CurvesTab::Accepts);
        (void)gallery.model().card(0); // as a look at it
        const auto says = [&gallery](const QString& words) {
            const auto labels = gallery.findChildren<QLabel*>();
            return std::any_of(labels.begin(), labels.end(),
                               [&](const QLabel* label) { return label->text().contains(words); });
        };
        QTRY_VERIFY(says(QStringLiteral("The set cannot be read any more")));
        QCOMPARE(gallery.model().card(0).sides[0].name, QStringLiteral("P0")); // names and similarities stay
    }

    void storesWhatATabFound()
    {
        openCurves();
        Q_EMIT curves().extrasChanged(QStringLiteral("note"), Json{{"value", 7}});
        QCOMPARE(page().result()->extras["note"]["value"].get<int>(), 7);
        QTRY_COMPARE(verify::readVerification(m_file).extras.value("note", Json::object()).value("value", 0), 7);
    }

    void savesFiguresAndPairs()
    {
        openStored();
        QSignalSpy saved(&page(), &pages::VerifyPage::reportSaved);
        const fs::path json = m_root / "out.json", csv = m_root / "out.csv";
        page().saveReport(qs(json), QStringLiteral("en"));
        QTRY_COMPARE(saved.count(), 1);
        page().saveReport(qs(csv), QStringLiteral("en"));
        QTRY_COMPARE(saved.count(), 2);
        const Json figures = parseJson(readTextFile(json), "it");
        QCOMPARE(figures["title"].get<std::string>(), page().result()->title);
        QCOMPARE(figures["result"]["auc"].get<double>(), page().result()->result.auc);
        const std::string pairs = readTextFile(csv);
        QCOMPARE(static_cast<int>(std::count(pairs.begin(), pairs.end(), '\n')), kGenuine + kImpostor + 1);
        QVERIFY(pairs.find("\n1,1,0.05,P0/0.png,P0/1.png,P0,P0\n") != std::string::npos);
    }

    // In the page's report, its tables and its comparisons.
    void reportsSayWhatTheGatesSay()
    {
        auto second = madeUp(m_folder);
        second.title = "second · small.likeness";
        second.facts["model"] = "second";
        for (float& score : second.scores)
            score *= 0.5F;
        const fs::path other = verify::verificationsFolder(m_folder) / (verify::verificationId(second) + ".lkv");
        verify::writeVerification(other, second);
        openStored();
        page().openStored(qs(m_file));
        QTRY_COMPARE(page().result()->title, std::string("made up · small.likeness"));
        QSignalSpy saved(&page(), &pages::VerifyPage::reportSaved);
        const auto reported = [&](const char* name) {
            saved.clear();
            page().saveReport(qs(m_root / name), QStringLiteral("en"));
            [&] { QTRY_COMPARE_WITH_TIMEOUT(saved.count(), 1, 30000); }();
            return readTextFile(m_root / name);
        };
        QVERIFY(reported("before.html").find("Acceptance gates") == std::string::npos);
        dataset::setModelGates(m_window->session().project(), {"eer <= 0.0001"});
        QVERIFY(reported("after.html").find("Acceptance: it fails") != std::string::npos);

        saved.clear();
        dialogs::FileDialog::setNextPath(qs(m_root));
        page().findChild<QPushButton*>(QStringLiteral("saveTables"))->click();
        QTRY_COMPARE_WITH_TIMEOUT(saved.count(), 1, 30000);
        const fs::path tables = m_root / "made up · small.likeness";
        QCOMPARE(toPath(saved.front().front().toString()), tables);
        QVERIFY(readTextFile(tables / "gates.csv").find("eer") != std::string::npos);
        QVERIFY(fs::exists(tables / "pairs.csv"));
        page().saveTables(qs(tables)); // where the tables of another report are
        QTRY_VERIFY(!error().isEmpty());

        tabs().setCurrentWidget(page().findChild<pages::CompareTab*>());
        auto& compare = *page().findChild<pages::CompareTab*>();
        auto* save = compare.findChild<QAction*>(QStringLiteral("saveComparison"));
        QTRY_VERIFY_WITH_TIMEOUT(compare.comparison().has_value(), 30000);
        QVERIFY(save->isEnabled());
        QSignalSpy written(&compare, &pages::CompareTab::comparisonSaved);
        dialogs::FileDialog::setNextPath(qs(m_root / "both.html"));
        save->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(written.count(), 1, 30000);
        const std::string html = readTextFile(m_root / "both.html");
        for (const char* words : {"made up", "second", "Acceptance gates"})
            QVERIFY2(html.find(words) != std::string::npos, words);
        compare.saveComparison(qs(m_root / "both.json"));
        compare.saveComparison(qs(m_root / "both.pdf"));
        QTRY_COMPARE_WITH_TIMEOUT(written.count(), 3, 30000);
        const Json json = parseJson(readTextFile(m_root / "both.json"), "it");
        QCOMPARE(json["verifications"].size(), std::size_t(2));
        QCOMPARE(json["verifications"][0]["title"].get<std::string>(), page().result()->title);
        QCOMPARE(json["verifications"][1]["gates"]["gates"].size(), std::size_t(1));
        QCOMPARE(json["comparison"]["pairs"].get<int>(), kGenuine + kImpostor);
        QVERIFY(readTextFile(m_root / "both.pdf").starts_with("%PDF"));
    }

    void removesAfterAQuestion()
    {
        openStored();
        list().setFocus();
        dialogs::MessageBox::setNextAnswer(QMessageBox::Cancel);
        QTest::keyClick(&list(), Qt::Key_Delete);
        QVERIFY(fs::exists(m_file));
        dialogs::MessageBox::setNextAnswer(QMessageBox::Ok);
        QTest::keyClick(&list(), Qt::Key_Delete);
        QTRY_VERIFY(!fs::exists(m_file));
        QTRY_COMPARE(list().count(), 0);
        QVERIFY(page().result()); // what is shown stays
    }

    void forgetsWithTheProject()
    {
        openCurves();
        m_window->session().close();
        QVERIFY(!page().result());
        QCOMPARE(list().count(), 0);
        QCOMPARE(curves().gallery(pages::CurvesTab::Accepts).model().rowCount(), 0);
    }
};

QTEST_MAIN(TestVerify)
#include "tst_verify.moc"
