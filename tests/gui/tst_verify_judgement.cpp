// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/qt_convert.h"
#include "app/mainwindow/main_window.h"
#include "app/pages/verify/acceptance_tab.h"
#include "app/pages/verify/compare_tab.h"
#include "app/pages/verify/gate_dialog.h"
#include "app/pages/verify/pair_pictures.h"
#include "app/pages/verify/robustness_tab.h"
#include "core/base/random.h"
#include "core/dataset/model_gates.h"
#include "core/verify/verification_file.h"
#include "core/verify/verify_model.h"
#include "tests/support/small_project.h"
#include "widgets/common/empty_state.h"
#include "widgets/common/number_field.h"
#include "widgets/thumbs/pair_gallery.h"

#include <QAction>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QVBoxLayout>

using namespace likeness;
using namespace likeness::engine;
namespace fs = std::filesystem;

namespace {

constexpr int kPeople = 12, kEach = 3;

Json attackPoint(const char* method, int epsilon, double survival, bool sufficient)
{
    const Json kind = {{"attacked", 200}, {"flipped", 20}, {"success", 0.1}, {"ci95", {0.05, 0.15}}};
    return {{"method", method},
            {"epsilon", epsilon},
            {"pairs", 400},
            {"genuine", kind},
            {"impostor", kind},
            {"survival", survival},
            {"survival_ci95", {survival - 0.02, survival + 0.02}},
            {"mean_shift", 0.0321},
            {"sufficient", sufficient}};
}

} // namespace

// What is said of a model on the Verify page: attacks, comparisons, gates.
class TestVerifyJudgement : public QObject
{
    Q_OBJECT
    QTemporaryDir m_temporary;
    int m_number = 0;
    fs::path m_root, m_project;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<app::MainWindow> m_window;

    pages::Services services() { return {&m_window->session(), &m_window->pictures(), m_settings.get()}; }

    // Of the project's faces. `good`: people are told apart, else by chance.
    verify::Verification verified(const char* model, bool good)
    {
        Rng rng(good ? 1 : 2);
        verify::Verification v;
        v.title = std::string(model) + " · small.likeness";
        v.facts = {{"model", model}, {"model_hash", std::string("hash of ") + model}, {"set_hash", "00ff"}};
        v.options.model = (m_root / model).string();
        v.options.set = m_project;
        v.options.bootstraps = 200;
        const auto& project = m_window->session().project();
        for (std::uint32_t p = 0; p < kPeople; ++p) {
            const std::string name = "P" + std::to_string(p);
            v.people.push_back(name);
            for (const auto face : project.facesOf(project.findIdentity(name)))
                v.set.push_back({name + "/" + std::to_string(v.set.size()) + ".png", face, p});
        }
        const auto add = [&](std::uint32_t a, std::uint32_t b) {
            v.images.insert(v.images.end(), {a, b});
            v.identities.insert(v.identities.end(), {a / kEach, b / kEach});
            v.same.push_back(a / kEach == b / kEach ? 1 : 0);
            v.scores.push_back(static_cast<float>(rng.normal(!good ? 0.3 : v.same.back() ? 0.7 : 0.1, 0.1)));
        };
        for (std::uint32_t a = 0; a < kPeople * kEach; ++a) {
            add(a, a / kEach * kEach + (a + 1) % kEach);
            for (std::uint32_t step = 1; step <= 4; ++step)
                add(a, (a + step * kEach + 1) % (kPeople * kEach));
        }
        verify::judge(v);
        return v;
    }
    QString store(const verify::Verification& v)
    {
        const auto file = verify::verificationsFolder(m_project) / (verify::verificationId(v) + ".lkv");
        verify::writeVerification(file, v);
        return qs(file);
    }
    template<typename Tab>
    std::unique_ptr<Tab> shown()
    {
        std::unique_ptr<Tab> tab;
        if constexpr (std::is_constructible_v<Tab, pages::Services, pages::PairPictures&>)
            tab = std::make_unique<Tab>(services(), *new pages::PairPictures(services(), m_window.get()));
        else
            tab = std::make_unique<Tab>(services());
        tab->resize(1100, 800);
        static_cast<QWidget*>(tab.get())->show();
        tab->activateWindow(); // keys go to the active window
        [&] { QVERIFY(QTest::qWaitForWindowActive(tab.get())); }();
        return tab;
    }
    static QString text(const QTableWidget* table, int row, int column) { return table->item(row, column)->text(); }

private Q_SLOTS:
    void init()
    {
        m_root = toPath(m_temporary.filePath(QStringLiteral("a folder %1").arg(++m_number)));
        fs::create_directories(m_root);
        m_settings = std::make_unique<Settings>(qs(m_root / "settings.ini"));
        m_window = std::make_unique<app::MainWindow>(*m_settings);
        m_project = test::makeSmallProject(m_root, kPeople, kEach, false);
        QVERIFY(m_window->openProject(qs(m_project)));
    }
    void cleanup() { m_window.reset(); }

    void saysWhichModelIsBetter()
    {
        auto other = verified("elsewhere.onnx", false);
        other.facts["set_hash"] = "another set";
        store(other);
        const auto bad = verified("bad.onnx", false);
        store(bad);
        const auto good = std::make_shared<const verify::Verification>(verified("good.onnx", true));
        auto tab = shown<pages::CompareTab>();
        QSignalSpy queued(tab.get(), &pages::VerifyTab::queueRequested);
        QSignalSpy clicked(tab.get(), &pages::VerifyTab::faceClicked);
        QSignalSpy large(tab.get(), &pages::VerifyTab::pairsChosen);
        tab->setStoredAs(store(*good));
        tab->show(good);
        QTRY_VERIFY_WITH_TIMEOUT(tab->comparison().has_value(), 30000); // the one that fits was chosen
        const QString verdict = tab->findChild<QLabel*>(QStringLiteral("compareVerdict"))->text();
        QVERIFY2(verdict.contains(QStringLiteral("A (good.onnx) is better than B (bad.onnx): AUC +")),
                 qUtf8Printable(verdict));
        QCOMPARE(tab->findChild<QLabel*>(QStringLiteral("compareSign"))->text(), QStringLiteral("✓"));
        auto* list = tab->findChild<QComboBox*>(QStringLiteral("compareB"));
        QCOMPARE(list->count(), 2); // not itself
        int greyed = 0;
        const auto* items = qobject_cast<QStandardItemModel*>(list->model());
        QVERIFY(items);
        for (int i = 0; i < items->rowCount(); ++i)
            if (!items->item(i)->isEnabled()) {
                ++greyed;
                QVERIFY(items->item(i)->text().contains(QStringLiteral("another set")));
            }
        QCOMPARE(greyed, 1);

        auto* table = tab->findChild<QTableWidget*>(QStringLiteral("compareFigures"));
        QCOMPARE(table->rowCount(), static_cast<int>(tab->comparison()->results.size()));
        for (int row = 0; row < table->rowCount(); ++row)
            if (text(table, row, 0) == QStringLiteral("AUC"))
                QCOMPARE(text(table, row, 1), QString::number(good->result.auc, 'f', 4));

        // Every pair that is shown is judged rightly by one alone, and the choice keeps those of one model.
        const auto all = tab->shown().size();
        QVERIFY(all > 8);
        auto* which = tab->findChild<QComboBox*>(QStringLiteral("compareWhich"));
        which->setCurrentIndex(1);
        const auto onlyA = tab->shown().size();
        which->setCurrentIndex(2);
        QCOMPARE(onlyA + tab->shown().size(), all);
        QVERIFY(onlyA > tab->shown().size());
        which->setCurrentIndex(1);

        auto* gallery = tab->findChild<widgets::PairGallery*>(QStringLiteral("compareDiffering"));
        const auto card = gallery->model().card(0);
        const auto pair = tab->shown().front();
        QVERIFY(card.score.contains(QString::number(static_cast<double>(good->scores[pair.pair]), 'f', 3)));
        QVERIFY(card.score.contains(QString::number(static_cast<double>(bad.scores[pair.pair]), 'f', 3)));
        gallery->grid().setCurrentIndex(gallery->model().index(0));
        gallery->grid().setFocus();
        QTest::keyClick(&gallery->grid(), Qt::Key_Q);
        QCOMPARE(queued.count(), 1);
        QCOMPARE(queued.front().at(0).value<std::vector<std::uint32_t>>(), std::vector<std::uint32_t>{pair.pair});
        QTest::keyClick(&gallery->grid(), Qt::Key_Return);
        QCOMPARE(clicked.count(), 1);
        QCOMPARE(clicked.front().at(0).toLongLong(), good->set[good->images[2 * pair.pair]].face);
        QTest::keyClick(&gallery->grid(), Qt::Key_E);
        QCOMPARE(large.count(), 1);
        QCOMPARE(large.front().at(0).value<std::vector<std::uint32_t>>().size(), onlyA);
    }

    void aWorseModelKeepsItsLetter()
    {
        const auto bad = std::make_shared<const verify::Verification>(verified("bad.onnx", false));
        store(verified("good.onnx", true));
        auto tab = shown<pages::CompareTab>();
        tab->show(bad);
        QTRY_VERIFY_WITH_TIMEOUT(tab->comparison().has_value(), 30000);
        const QString verdict = tab->findChild<QLabel*>(QStringLiteral("compareVerdict"))->text();
        QVERIFY2(verdict.contains(QStringLiteral("B (good.onnx) is better than A (bad.onnx): AUC +")),
                 qUtf8Printable(verdict));
        auto* table = tab->findChild<QTableWidget*>(QStringLiteral("compareFigures"));
        int seen = 0;
        for (int row = 0; row < table->rowCount(); ++row)
            if (text(table, row, 0) == QStringLiteral("AUC")) {
                ++seen;
                QCOMPARE(text(table, row, 1), QString::number(bad->result.auc, 'f', 4));
                QVERIFY(text(table, row, 3).startsWith(QStringLiteral("−")));
            }
        QVERIFY(seen > 0);
        tab->clear();
        QVERIFY(tab->shown().empty());
    }

    void saysWhatIsMissingForAComparison()
    {
        auto tab = shown<pages::CompareTab>();
        tab->show(std::make_shared<const verify::Verification>(verified("good.onnx", true)));
        QTRY_VERIFY(tab->isReady());
        auto* empty = tab->findChild<widgets::EmptyState*>();
        QVERIFY(empty->isVisible());
        QCOMPARE(empty->title(), QStringLiteral("No other model on this set yet"));
        QVERIFY(!tab->findChild<QComboBox*>(QStringLiteral("compareB"))->isEnabled());
    }

    void judgesByTheGatesOfTheProject()
    {
        auto v = verified("good.onnx", true);
        v.extras["robustness"] = {{"points", Json::array({attackPoint("fgsm", 2, 0.95, true)})}};
        auto tab = shown<pages::AcceptanceTab>();
        tab->show(std::make_shared<const verify::Verification>(v));
        QTRY_VERIFY_WITH_TIMEOUT(tab->isReady(), 30000);
        auto* sign = tab->findChild<QLabel*>(QStringLiteral("acceptanceSign"));
        auto* verdict = tab->findChild<QLabel*>(QStringLiteral("acceptanceVerdict"));
        auto* table = tab->findChild<QTableWidget*>(QStringLiteral("gates"));
        QVERIFY(verdict->text().contains(QStringLiteral("no gates")));
        QVERIFY(!table->isVisible()); // instead of it stands what to do

        const auto parse = [](const char* text) { return verify::Gate::parse(text); };
        tab->put({parse("fgsm_survival@2/255 >= 0.85")});
        QCOMPARE(sign->text(), QStringLiteral("✓"));
        QVERIFY(table->isVisible());
        QCOMPARE(text(table, 0, 0), QStringLiteral("✓ pass"));
        QVERIFY(text(table, 0, 2).contains(QStringLiteral("95.00 %")));
        QVERIFY(text(table, 0, 2).contains(QStringLiteral("400 attacked pairs")));

        tab->put({parse("pgd_survival@2/255 >= 0.85")});
        QCOMPARE(sign->text(), QStringLiteral("?"));
        QCOMPARE(text(table, 1, 0), QStringLiteral("? not enough data"));
        QVERIFY(text(table, 1, 3).contains(QStringLiteral("Robustness"))); // where to measure it

        tab->put({parse("eer <= 0.000001"), parse("score_fisher > 15000")});
        QCOMPARE(sign->text(), QStringLiteral("✗"));
        QCOMPARE(text(table, 3, 0), QStringLiteral("✗ fail"));
        QCOMPARE(tab->report().verdict, verify::GateVerdict::Fail);

        // One on the same figure gives way, at its place; undo brings the old one back, here too.
        tab->put({parse("fgsm_survival@2/255 >= 0.99")});
        QCOMPARE(table->rowCount(), 4);
        QCOMPARE(text(table, 0, 0), QStringLiteral("✗ fail"));
        QVERIFY(m_window->session().undo());
        QTRY_COMPARE(text(table, 0, 0), QStringLiteral("✓ pass"));

        table->setCurrentCell(1, 0);
        table->setFocus();
        QTest::keyClick(table, Qt::Key_Delete);
        QCOMPARE(table->rowCount(), 3);
        QCOMPARE(dataset::modelGates(m_window->session().project()).size(), std::size_t{3});
    }

    void aGateIsJudgedWhileItIsTyped()
    {
        const Json evidence = {
            {"slices",
             {{"slices", {{{"attribute", "hat"}, {"value", "no"}}, {{"attribute", "hat"}, {"value", "yes"}}}}}}};
        pages::GateDialog dialog({}, {verify::Gate::parse("auc >= 0.9")}, evidence, nullptr);
        dialog.show();
        auto* line = dialog.findChild<QLineEdit*>(QStringLiteral("gateText"));
        auto* says = dialog.findChild<QLabel*>(QStringLiteral("gateSays"));
        auto* accept = dialog.findChild<QPushButton*>(QStringLiteral("gateAccept"));
        QVERIFY(!accept->isEnabled());
        line->setText(QStringLiteral("accuracy <= 0.9"));
        QVERIFY(!accept->isEnabled());
        QVERIFY(!dialog.gate());
        QVERIFY(says->text().contains(QStringLiteral(">=")));
        line->setText(QStringLiteral("tpr_at_fpr@1e-4 >= 99.5 %"));
        QVERIFY(accept->isEnabled());
        QVERIFY2(says->text().contains(QStringLiteral("TPR at FPR 1e-4 ≥ 99.5 %")), qUtf8Printable(says->text()));
        line->setText(QStringLiteral("auc >= 0.99"));
        QVERIFY(says->text().contains(QStringLiteral("replaces")));
        // Every figure that can be chosen writes a gate.
        auto* metric = dialog.findChild<QComboBox*>(QStringLiteral("gateMetric"));
        for (int i = 1; i < metric->count(); ++i) {
            metric->setCurrentIndex(i);
            Q_EMIT metric->activated(i);
            QVERIFY2(dialog.gate().has_value(), qUtf8Printable(line->text() + says->text()));
            QCOMPARE(qs(dialog.gate()->metric), metric->itemData(i).toString());
            if (!dialog.gate()->attribute.empty())
                QCOMPARE(dialog.gate()->attribute, std::string("hat")); // one that was measured
        }
    }

    void offersTheUsualGates()
    {
        auto tab = shown<pages::AcceptanceTab>();
        tab->show(std::make_shared<const verify::Verification>(verified("good.onnx", true)));
        tab->put({verify::Gate::parse("score_fisher > 3")});
        tab->findChild<QAction*>(QStringLiteral("gateUsual"))->trigger();
        auto* dialog = tab->findChild<pages::UsualGatesDialog*>();
        QVERIFY(dialog && dialog->isVisible());
        QCOMPARE(dataset::modelGates(m_window->session().project()).size(), std::size_t{1}); // shown first
        auto* list = dialog->findChild<QListWidget*>(QStringLiteral("usualGates"));
        const auto offered = verify::offeredGates().size();
        QCOMPARE(list->count(), static_cast<int>(offered));
        QCOMPARE(dialog->chosen().size(), offered - 1); // one on Fisher is there
        for (int i = 0; i < list->count(); ++i)
            if (list->item(i)->text().contains(QStringLiteral("FGSM")))
                list->item(i)->setCheckState(Qt::Unchecked);
        dialog->findChild<QPushButton*>(QStringLiteral("usualAccept"))->click();
        const auto gates = dataset::modelGates(m_window->session().project());
        QCOMPARE(gates.size(), offered - 1);
        QCOMPARE(gates.front(), verify::Gate::parse("score_fisher > 3").text());
        QCOMPARE(m_window->session().nextUndo()->verb, std::string("gates"));
    }

    void listsTheModelsOfTheSameSet()
    {
        auto timed = verified("bad.onnx", false);
        timed.extras["cost"] = {{"parameters", 1'200'000},
                                {"multiply_adds", 450'000'000},
                                {"latency_ms", 3.25},
                                {"latency_ms_ci95", {3.2, 3.3}},
                                {"runs", 100},
                                {"threads", 2},
                                {"device", "cpu"},
                                {"precision", "fp32"}};
        store(timed);
        auto tab = shown<pages::AcceptanceTab>();
        tab->show(std::make_shared<const verify::Verification>(verified("good.onnx", true)));
        auto* table = tab->findChild<QTableWidget*>(QStringLiteral("models"));
        QTRY_COMPARE_WITH_TIMEOUT(table->rowCount(), 2, 30000);
        QTRY_VERIFY_WITH_TIMEOUT(tab->isReady(), 60000);
        QVERIFY(text(table, 0, 0).contains(QStringLiteral("(this one)")));
        QCOMPARE(text(table, 0, 1), QStringLiteral("–")); // there is no such file
        QVERIFY(!table->item(0, 1)->toolTip().isEmpty());
        QCOMPARE(text(table, 1, 1), QStringLiteral("1.20 M"));
        QCOMPARE(text(table, 1, 3), QStringLiteral("3.25 ms"));
        tab->put({verify::Gate::parse("latency_ms <= 20"), verify::Gate::parse("auc >= 0.9")});
        QCOMPARE(text(table, 0, 7), QStringLiteral("? not enough data")); // it was not timed
        QCOMPARE(text(table, 1, 7), QStringLiteral("✗ fail"));            // it tells people apart by chance
    }

    void showsAnAttackThatWasStored()
    {
        auto v = verified("good.onnx", true);
        auto tab = shown<pages::RobustnessTab>();
        tab->show(std::make_shared<const verify::Verification>(v));
        auto* empty = tab->findChild<widgets::EmptyState*>();
        QCOMPARE(empty->title(), QStringLiteral("Not attacked yet"));
        v.extras["robustness"] = {{"threshold", 0.4},
                                  {"pairs", 400},
                                  {"of_pairs", 6000},
                                  {"genuine", 200},
                                  {"impostor", 200},
                                  {"accuracy", 0.99},
                                  {"people", 12},
                                  {"points",
                                   {attackPoint("fgsm", 1, 0.95, true), attackPoint("fgsm", 2, 0.9, true),
                                    attackPoint("pgd", 2, 0.8, false)}},
                                  {"examples",
                                   {{{"a", "P0/0.png"},
                                     {"b", "P0/1.png"},
                                     {"face_a", v.set.front().face},
                                     {"same", true},
                                     {"method", "fgsm"},
                                     {"epsilon", 2},
                                     {"before", 0.71},
                                     {"after", 0.32},
                                     {"flipped", true}}}}};
        tab->show(std::make_shared<const verify::Verification>(v));
        auto* table = tab->findChild<QTableWidget*>(QStringLiteral("attackTable"));
        QVERIFY(table->isVisible());
        QCOMPARE(table->rowCount(), 3);
        QCOMPARE(text(table, 0, 0), QStringLiteral("FGSM"));
        QCOMPARE(text(table, 1, 2), QStringLiteral("90.0 %"));
        QCOMPARE(text(table, 1, 4), QStringLiteral("20 of 200 (5 % to 15 %)"));
        QCOMPARE(text(table, 2, 3), QStringLiteral("not enough data"));
        auto* examples = tab->findChild<QListWidget*>(QStringLiteral("attackExamples"));
        QCOMPARE(examples->count(), 1);
        QVERIFY(examples->item(0)->text().contains(QStringLiteral("0.710 → 0.320, now rejected")));
        QVERIFY(tab->findChild<QLabel*>(QStringLiteral("attackLegend"))->text().contains(QStringLiteral("not kept")));
        QSignalSpy clicked(tab.get(), &pages::VerifyTab::faceClicked);
        examples->setFocus();
        QTest::keyClick(examples, Qt::Key_Return);
        QCOMPARE(clicked.count(), 1);
        QCOMPARE(clicked.front().at(0).toLongLong(), v.set.front().face);
        // Files hold anything.
        v.extras["robustness"] = {{"points", Json::array({"nothing", 5})}, {"examples", 7}};
        tab->show(std::make_shared<const verify::Verification>(v));
        QCOMPARE(table->rowCount(), 2);
        QCOMPARE(text(table, 0, 2), QStringLiteral("–"));
    }

    void anAttackThatCannotBeginLeavesTheTabAsItWas()
    {
        auto tab = shown<pages::RobustnessTab>();
        tab->show(std::make_shared<const verify::Verification>(verified("no such model.onnx", true)));
        QSignalSpy extras(tab.get(), &pages::VerifyTab::extrasChanged);
        QSignalSpy failed(&m_window->session().jobs(), &JobRunner::failed);
        auto* start = tab->findChild<QAction*>(QStringLiteral("attackStart"));
        auto* pairs = tab->findChild<widgets::NumberField*>(QStringLiteral("attackPairs"));
        pairs->setText(QStringLiteral("none"));
        QVERIFY(!start->isEnabled());
        pairs->setValue(100);
        QVERIFY(start->isEnabled());
        start->trigger();
        QVERIFY(!tab->isReady());
        QVERIFY(!start->isEnabled());
        QTRY_VERIFY_WITH_TIMEOUT(failed.count() == 1, 30000);
        QVERIFY(tab->isReady());
        QVERIFY(start->isEnabled());
        QCOMPARE(extras.count(), 0);
    }
};

QTEST_MAIN(TestVerifyJudgement)
#include "tst_verify_judgement.moc"
