// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/settings.h"
#include "app/pages/train/augment_sheet.h"
#include "app/pages/train/field_form.h"
#include "app/pages/train/preflight_text.h"
#include "app/pages/train/run_draft.h"
#include "app/pages/train/train_wizard.h"
#include "app/pages/train/wizard_augment_page.h"
#include "app/pages/train/wizard_check_page.h"
#include "core/run/run_folder.h"
#include "tests/support/small_project.h"
#include "widgets/dialogs/dialogs.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>
#include <QToolButton>

using namespace likeness;
using namespace likeness::pages;

namespace {

constexpr int kTimeout = 60'000; // milliseconds; generous for sanitizers

QString key(const char* name)
{
    return QString::fromLatin1(name);
}

} // namespace

class TestWizard : public QObject
{
    Q_OBJECT
    test::TempFolder m_folder;
    std::filesystem::path m_project;

    run::Config small()
    {
        run::Config config;
        config.model.backbone = "mobilefacenet_small";
        config.model.embedding = 64;
        config.train.batchSize = 4;
        config.train.device = "cpu";
        return config;
    }
    static void choose(QComboBox* box, const char* data)
    {
        box->setCurrentIndex(box->findData(QString::fromLatin1(data)));
        Q_EMIT box->activated(box->currentIndex());
    }

private Q_SLOTS:
    void initTestCase() { m_project = test::makeSmallProject(m_folder.path(), 8, 3, false); }

    void formWritesThrough()
    {
        RunDraft draft(m_project, run::Config(), nullptr);
        FieldForm form(draft, {key("train.lr"), key("train.epochs"), key("model.backbone"), key("augment.flip")}, {});
        QSignalSpy changed(&draft, &RunDraft::changed);
        auto* rate = qobject_cast<QDoubleSpinBox*>(form.editor(key("train.lr")));
        rate->setValue(0.00025);
        QCOMPARE(draft.config.train.lr, 0.00025);
        QCOMPARE(rate->text(), QStringLiteral("0.00025"));
        qobject_cast<QSpinBox*>(form.editor(key("train.epochs")))->setValue(7);
        QCOMPARE(draft.config.train.epochs, 7);
        qobject_cast<QCheckBox*>(form.editor(key("augment.flip")))->click();
        QCOMPARE(draft.config.augment.flip, false);
        QCOMPARE(changed.count(), 3);
        run::Config other;
        other.train.epochs = 9;
        other.model.backbone = "iresnet50";
        draft.replace(other);
        QCOMPARE(changed.count(), 3); // reading is not changing
        QCOMPARE(qobject_cast<QSpinBox*>(form.editor(key("train.epochs")))->value(), 9);
        QCOMPARE(qobject_cast<QComboBox*>(form.editor(key("model.backbone")))->currentData().toString(),
                 QStringLiteral("iresnet50"));
        QCOMPARE(form.editor(key("no.such")), nullptr);
    }

    void formShowsWhatHasASay()
    {
        RunDraft draft(m_project, run::Config(), nullptr);
        FieldForm form(draft, {key("loss.head"), key("loss.m"), key("loss.mag_lambda"), key("loss.mining")},
                       {key("loss.focal_gamma"), key("loss.focal_from")});
        const auto shown = [&](const char* name) { return !form.editor(key(name))->isHidden(); };
        QVERIFY(shown("loss.m") && !shown("loss.mag_lambda") && !shown("loss.mining"));
        auto* head = qobject_cast<QComboBox*>(form.editor(key("loss.head")));
        choose(head, "magface");
        QVERIFY(!shown("loss.m") && shown("loss.mag_lambda"));
        choose(head, "triplet");
        QVERIFY(shown("loss.mining") && !shown("loss.mag_lambda"));
        QVERIFY(form.findChild<QToolButton*>(QStringLiteral("more"))->isHidden()); // nothing below it has a say
        choose(head, "arcface");
        QVERIFY(!shown("loss.focal_gamma"));
        QVERIFY(form.reveal(key("loss.focal_from"))); // unfolds
        QVERIFY(form.moreShown() && shown("loss.focal_gamma") && shown("loss.focal_from"));
        qobject_cast<QDoubleSpinBox*>(form.editor(key("loss.focal_gamma")))->setValue(0);
        QVERIFY(!shown("loss.focal_from"));
        QVERIFY(!form.reveal(key("train.lr")));
    }

    void formMarksWhatIsUnusual()
    {
        RunDraft draft(m_project, run::Config(), nullptr);
        FieldForm form(draft, {key("loss.m"), key("train.lr"), key("train.batch_size")}, {});
        const auto marked = [&] {
            int count = 0;
            for (const auto* label : form.findChildren<QLabel*>())
                count += label->text().contains(QStringLiteral("Unusual"));
            return count;
        };
        QCOMPARE(marked(), 0);
        qobject_cast<QDoubleSpinBox*>(form.editor(key("loss.m")))->setValue(1.2);
        QCOMPARE(marked(), 1);
        QCOMPARE(draft.config.loss.m, 1.2); // marked, not refused
        // The learning rate that goes with a batch is one click away.
        qobject_cast<QSpinBox*>(form.editor(key("train.batch_size")))->setValue(512);
        QLabel* offer = nullptr;
        for (auto* label : form.findChildren<QLabel*>())
            if (label->text().contains(QStringLiteral("href='use'")))
                offer = label;
        QVERIFY(offer);
        Q_EMIT offer->linkActivated(QStringLiteral("use"));
        QCOMPARE(draft.config.train.lr, 0.1);
        QCOMPARE(qobject_cast<QDoubleSpinBox*>(form.editor(key("train.lr")))->value(), 0.1);
        QVERIFY(!offer->text().contains(QStringLiteral("href='use'")));
    }

    void everyTextIsTranslatable()
    {
        for (const run::Field& field : run::fields()) {
            const QString name = QString::fromStdString(field.key);
            QVERIFY2(fieldLabel(name) != name, qPrintable(name));
            QVERIFY2(hasTranslatableHelp(field), qPrintable(name));
        }
        for (const char* name : {"model.backbone", "loss.head", "train.optimizer"})
            for (const auto& choice : run::field(name).choices)
                QVERIFY2(!choiceHelp(key(name), QString::fromStdString(choice)).isEmpty(), choice.c_str());
        for (const auto& preset : run::presets())
            QVERIFY2(hasTranslatableHelp(preset) && !presetLabel(preset).isEmpty(), preset.id.c_str());
    }

    void choosesAPresetUntilSomebodyChooses()
    {
        TrainWizard wizard(m_project);
        QSignalSpy counted(&wizard, &TrainWizard::checkFinished);
        QTRY_VERIFY_WITH_TIMEOUT(!counted.isEmpty(), kTimeout);
        QCOMPARE(wizard.config().train.batchSize, 16); // eight people are few
        wizard.findChild<QPushButton*>(QStringLiteral("preset.large"))->click();
        QCOMPARE(wizard.config().model.backbone, std::string("iresnet50"));
        counted.clear();
        qobject_cast<QSpinBox*>(wizard.findChild<QWidget*>(QStringLiteral("data.min_images")))->setValue(1);
        QTRY_VERIFY_WITH_TIMEOUT(!counted.isEmpty(), kTimeout);
        QCOMPARE(wizard.config().model.backbone, std::string("iresnet50"));
    }

    void beginsWithWhatItIsGiven()
    {
        run::Config config = small();
        config.train.lr = 0.037;
        TrainWizard wizard(m_project, {config, {}}, QStringLiteral("Go on from a run"));
        QCOMPARE(wizard.windowTitle(), QStringLiteral("Go on from a run"));
        QSignalSpy counted(&wizard, &TrainWizard::checkFinished);
        QTRY_VERIFY_WITH_TIMEOUT(!counted.isEmpty(), kTimeout);
        QVERIFY(run::toJson(wizard.config()) == run::toJson(config));
    }

    void loadsAndSavesRunJson()
    {
        TrainWizard wizard(m_project, {small(), {}}, QStringLiteral("New run"));
        const auto file = m_folder / "settings.json";
        QSignalSpy saved(&wizard, &TrainWizard::settingsSaved), loaded(&wizard, &TrainWizard::settingsLoaded);
        wizard.saveSettings(QString::fromStdString(file.string()));
        QTRY_COMPARE_WITH_TIMEOUT(saved.count(), 1, kTimeout);
        QVERIFY(run::toJson(run::fromJson(readJsonFile(file))) == run::toJson(small()));

        // What a run wrote, by the button.
        run::Config other = small();
        other.loss.head = "magface";
        other.data.snapshot = "1234";
        const auto run = run::RunFolder::create(m_folder / "runs", other, {}, m_folder / "c.lkc");
        dialogs::FileDialog::setNextPath(QString::fromStdString((run.folder() / "run.json").string()));
        wizard.restart();
        wizard.button(QWizard::CustomButton1)->click();
        QTRY_COMPARE_WITH_TIMEOUT(loaded.count(), 1, kTimeout);
        QCOMPARE(wizard.config().loss.head, std::string("magface"));
        QVERIFY(wizard.config().data.snapshot.empty());

        // What is unknown is refused, and nothing changes.
        writeFileAtomically(file, std::string_view(R"({"train":{"epoch":3,"lr":9}})"));
        dialogs::MessageBox::setNextAnswer(QMessageBox::Ok);
        wizard.loadSettings(QString::fromStdString(file.string()));
        QTRY_COMPARE_WITH_TIMEOUT(loaded.count(), 2, kTimeout);
        QCOMPARE(wizard.config().loss.head, std::string("magface"));
        QCOMPARE(wizard.config().train.lr, small().train.lr);
    }

    void checksAndTriesAndJumps()
    {
        run::Config config = small();
        config.train.lr = 3;
        TrainWizard wizard(m_project, {config, {}}, QStringLiteral("New run"));
        wizard.restart();
        auto* check = wizard.findChild<WizardCheckPage*>();
        while (wizard.currentPage() != check)
            wizard.next();
        QTRY_VERIFY_WITH_TIMEOUT(wizard.mayStart(), kTimeout);
        const auto& found = check->findings();
        QVERIFY(std::any_of(found.begin(), found.end(), [](const auto& f) { return f.code == "estimate"; }));
        auto* rate = check->findChild<QLabel*>(QStringLiteral("finding.learning_rate"));
        QVERIFY(rate && rate->text().contains(QStringLiteral("href='train.lr'")));
        Q_EMIT rate->linkActivated(QStringLiteral("train.lr"));
        QVERIFY(wizard.currentPage() != check);
        auto* editor = wizard.currentPage()->findChild<QDoubleSpinBox*>(QStringLiteral("train.lr"));
        QVERIFY(editor);
        editor->setValue(0.02);
        qobject_cast<QSpinBox*>(wizard.findChild<QWidget*>(QStringLiteral("train.batch_size")))->setValue(100);
        while (wizard.currentPage() != check)
            wizard.next();
        // A batch over the data is an error: nothing is tried, and Start stays off.
        QTRY_VERIFY_WITH_TIMEOUT(!check->findings().empty(), kTimeout);
        QCOMPARE(check->findings().front().code, std::string("batch_over_data"));
        QVERIFY(!check->findChild<QLabel*>(QStringLiteral("finding.learning_rate")));
        QVERIFY(!wizard.mayStart() && !wizard.button(QWizard::FinishButton)->isEnabled());
    }

    void aTrialCanBeSkipped()
    {
        run::Config config = small();
        config.model.backbone = "iresnet50"; // a step takes a while
        TrainWizard wizard(m_project, {config, {}}, QStringLiteral("New run"));
        wizard.restart();
        auto* check = wizard.findChild<WizardCheckPage*>();
        while (wizard.currentPage() != check)
            wizard.next();
        auto* skip = check->findChild<QPushButton*>(QStringLiteral("stopTrial"));
        QTRY_VERIFY_WITH_TIMEOUT(!skip->isHidden(), kTimeout);
        QVERIFY(!wizard.mayStart());
        skip->click();
        QTRY_VERIFY_WITH_TIMEOUT(wizard.mayStart(), 10'000); // a second on a machine that does nothing else
        const auto& found = check->findings();
        QVERIFY(std::none_of(found.begin(), found.end(), [](const auto& f) { return f.code == "estimate"; }));
    }

    void drawsWhatAugmentationDoes()
    {
        run::Config config = small();
        config.augment = {};
        config.augment.erase = 1;
        TrainWizard wizard(m_project, {config, {}}, QStringLiteral("New run"));
        wizard.restart();
        auto* page = wizard.findChild<WizardAugmentPage*>();
        QSignalSpy drawn(page, &WizardAugmentPage::drawn);
        wizard.show();
        while (wizard.currentPage() != page)
            wizard.next();
        QTRY_VERIFY_WITH_TIMEOUT(!drawn.isEmpty(), kTimeout);
        QCOMPARE(page->sheet()->rows().size(), std::size_t{6});
        const QImage before = page->sheet()->rows().front().seen.front();
        QVERIFY(before != page->sheet()->rows().front().original);
        // It follows the options, with the same faces.
        const QImage face = page->sheet()->rows().front().original;
        drawn.clear();
        qobject_cast<QDoubleSpinBox*>(page->form()->editor(key("augment.brightness")))->setValue(0.9);
        QTRY_VERIFY_WITH_TIMEOUT(!drawn.isEmpty(), kTimeout);
        QCOMPARE(page->sheet()->rows().front().original, face);
        QVERIFY(page->sheet()->rows().front().seen.front() != before);
        drawn.clear();
        page->anotherSample();
        QTRY_VERIFY_WITH_TIMEOUT(!drawn.isEmpty(), kTimeout);
        bool other = false;
        for (const auto& row : page->sheet()->rows())
            other |= row.original != face;
        QVERIFY(other);
    }

    // A project without a single crop.
    void saysWhyThereIsNothingToDraw()
    {
        const auto empty = test::makeSmallProject(m_folder / "unprepared", 4, 2, false);
        for (const auto& entry : std::filesystem::recursive_directory_iterator(empty))
            if (entry.path().extension() == ".lkc")
                std::filesystem::remove(entry.path());
        TrainWizard wizard(empty, {small(), {}}, QStringLiteral("New run"));
        wizard.restart();
        auto* page = wizard.findChild<WizardAugmentPage*>();
        QSignalSpy drawn(page, &WizardAugmentPage::drawn);
        while (wizard.currentPage() != page)
            wizard.next();
        QTRY_VERIFY_WITH_TIMEOUT(!drawn.isEmpty(), kTimeout);
        QVERIFY(page->sheet()->rows().empty());
        QVERIFY2(!page->sheet()->message().contains(QStringLiteral("Looking")), qPrintable(page->sheet()->message()));
        QVERIFY(!page->sheet()->message().isEmpty());
    }

    // Alt and a letter mean one thing on each page.
    void keysAreUnique()
    {
        TrainWizard wizard(m_project);
        wizard.restart();
        for (int page = 0; page < wizard.pageIds().size(); ++page, wizard.next()) {
            QStringList seen;
            const auto look = [&](const QWidget* widget, const QString& text) {
                const QKeySequence key = QKeySequence::mnemonic(text);
                const bool hidden = widget->isHidden() || (qobject_cast<const QWizardPage*>(widget->parentWidget()) &&
                                                           widget->parentWidget() != wizard.currentPage());
                if (key.isEmpty() || hidden)
                    return;
                QVERIFY2(!seen.contains(key.toString()), qPrintable(QStringLiteral("page %1: %2").arg(page).arg(text)));
                seen << key.toString();
            };
            for (const auto which : {QWizard::BackButton, QWizard::NextButton, QWizard::CustomButton1,
                                     QWizard::CustomButton2, QWizard::CancelButton})
                seen << QKeySequence::mnemonic(wizard.button(which)->text()).toString();
            seen.removeAll(QString());
            for (const auto* label : wizard.currentPage()->findChildren<QLabel*>())
                if (label->buddy())
                    look(label, label->text());
            for (const auto* button : wizard.currentPage()->findChildren<QAbstractButton*>())
                look(button, button->text());
        }
    }

    void remembersWhatWasUnfolded()
    {
        engine::Settings settings(QString::fromStdString((m_folder / "settings.ini").string()));
        const auto more = [](TrainWizard& wizard) {
            for (auto* form : wizard.findChildren<FieldForm*>())
                if (form->editor(key("train.epochs")))
                    return form;
            return static_cast<FieldForm*>(nullptr);
        };
        {
            TrainWizard wizard(m_project, nullptr, &settings);
            QVERIFY(!more(wizard)->moreShown());
            more(wizard)->showMore(true);
        }
        TrainWizard wizard(m_project, nullptr, &settings);
        QVERIFY(more(wizard)->moreShown());
    }

    void aFindingIsSaidInFull()
    {
        launch::PreflightFinding finding;
        finding.code = "estimate";
        finding.facts = {
            {"seconds", 7800.0}, {"device", "NVIDIA H200"}, {"images_per_second", 812.4}, {"memory_mb", 5}};
        const QString text = findingText(finding).what;
        QVERIFY2(text.contains(QStringLiteral("2 h 10 min")) && text.contains(QStringLiteral("812")), qPrintable(text));
        finding.code = "unheard_of";
        finding.message = "something new";
        QCOMPARE(findingText(finding).what, QStringLiteral("something new"));
    }
};

QTEST_MAIN(TestWizard)
#include "tst_wizard.moc"
