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
#include "widgets/common/number_field.h"
#include "widgets/common/theme.h"
#include "widgets/dialogs/dialogs.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QScreen>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace likeness;
using namespace likeness::pages;
using likeness::widgets::NumberField;

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

    static void goTo(TrainWizard& wizard, const QWizardPage* page)
    {
        while (wizard.currentPage() != page)
            wizard.next();
    }
    // Where faces are drawn or it is said why not; null when that takes too long.
    static WizardAugmentPage* augmentPageOf(TrainWizard& wizard)
    {
        wizard.restart();
        auto* page = wizard.findChild<WizardAugmentPage*>();
        QSignalSpy drawn(page, &WizardAugmentPage::drawn);
        goTo(wizard, page);
        return drawn.isEmpty() && !drawn.wait(kTimeout) ? nullptr : page;
    }

private Q_SLOTS:
    void initTestCase() { m_project = test::makeSmallProject(m_folder.path(), 8, 3, false); }

    void formWritesThrough()
    {
        RunDraft draft(m_project, run::Config(), nullptr);
        FieldForm form(draft, {key("train.lr"), key("train.epochs"), key("model.backbone"), key("augment.flip")}, {});
        QSignalSpy changed(&draft, &RunDraft::changed);
        auto* rate = qobject_cast<NumberField*>(form.editor(key("train.lr")));
        rate->setValue(0.00025);
        QCOMPARE(draft.config.train.lr, 0.00025);
        QCOMPARE(rate->text(), QStringLiteral("0.00025"));
        qobject_cast<NumberField*>(form.editor(key("train.epochs")))->setValue(7);
        QCOMPARE(draft.config.train.epochs, 7);
        qobject_cast<QCheckBox*>(form.editor(key("augment.flip")))->click();
        QCOMPARE(draft.config.augment.flip, false);
        QCOMPARE(changed.count(), 3);
        run::Config other;
        other.train.epochs = 9;
        other.model.backbone = "iresnet50";
        draft.replace(other);
        QCOMPARE(changed.count(), 3); // reading is not changing
        QCOMPARE(*qobject_cast<NumberField*>(form.editor(key("train.epochs")))->value(), 9.0);
        QCOMPARE(qobject_cast<QComboBox*>(form.editor(key("model.backbone")))->currentData().toString(),
                 QStringLiteral("iresnet50"));
        QCOMPARE(form.editor(key("no.such")), nullptr);
    }

    void numbersStayAsTyped_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("typed");
        QTest::addColumn<bool>("possible");
        QTest::addColumn<double>("expected"); // or the least that is allowed
        QTest::newRow("scientific") << key("train.lr") << "1e-3" << true << 1e-3;
        QTest::newRow("spaces") << key("train.lr") << " 0.02 " << true << 0.02;
        QTest::newRow("tiny") << key("train.lr") << "1e-10" << false << 1e-8;
        QTest::newRow("huge") << key("train.lr") << "1e9" << false << 1e-8;
        QTest::newRow("thousand") << key("train.lr") << "1000" << false << 1e-8;
        QTest::newRow("comma") << key("train.lr") << "0,01" << false << 1e-8;
        QTest::newRow("no number") << key("train.lr") << "nan" << false << 1e-8;
        QTest::newRow("nothing") << key("train.lr") << "" << false << 1e-8;
        QTest::newRow("half") << key("train.batch_size") << "17.5" << false << 2.0;
        QTest::newRow("whole, scientific") << key("train.batch_size") << "1e3" << true << 1000.0;
        QTest::newRow("groups") << key("train.batch_size") << "1,000" << false << 2.0;
        QTest::newRow("too many") << key("train.batch_size") << "100000" << false << 2.0;
        QTest::newRow("none") << key("train.batch_size") << "0" << false << 2.0;
        QTest::newRow("one") << key("train.batch_size") << "1" << false << 2.0;
        QTest::newRow("share") << key("data.validation") << "0.95" << false << 0.0;
        QTest::newRow("no share") << key("data.validation") << "5" << false << 0.0;
        QTest::newRow("short") << key("model.embedding") << "3" << false << 8.0;
        QTest::newRow("turned") << key("augment.rotation") << "200" << false << 0.0;
        QTest::newRow("a large seed") << key("train.seed") << "5000000000" << true << 5e9;
    }

    void numbersStayAsTyped()
    {
        QFETCH(QString, key);
        QFETCH(QString, typed);
        QFETCH(bool, possible);
        QFETCH(double, expected);
        RunDraft draft(m_project, run::Config(), nullptr);
        FieldForm form(draft, {key}, {});
        form.show();
        QSignalSpy changed(&form, &FieldForm::validChanged);
        auto* number = qobject_cast<NumberField*>(form.editor(key));
        QVERIFY(number);
        number->selectAll();
        QTest::keyClick(number, Qt::Key_Delete);
        QTest::keyClicks(number, typed);
        QTest::keyClick(number, Qt::Key_Return);
        const auto* help = form.findChild<QLabel*>(key + QStringLiteral(".help"));
        const run::Field& field = run::field(key.toStdString());
        QCOMPARE(number->text(), typed);
        QCOMPARE(form.isValid(), possible);
        QVERIFY2(help->text().contains(QStringLiteral("Must be")) != possible, qPrintable(help->text()));
        if (possible) {
            QCOMPARE(field.get(draft.config).get<double>(), expected);
            return;
        }
        QVERIFY2(help->text().contains(QStringLiteral("from %1 to").arg(NumberField::written(expected))),
                 qPrintable(help->text()));
        QVERIFY(!changed.isEmpty());
        draft.replace(draft.config); // a preset of other settings
        QCOMPARE(number->text(), typed);
        form.restore();
        QVERIFY(form.isValid());
        QCOMPARE(*number->value(), field.get(draft.config).get<double>());
    }

    void numbersStep()
    {
        NumberField rate(NumberField::Kind::Real, 1e-8, 100), epochs(NumberField::Kind::Whole, 1, 100);
        rate.setValue(0.05);
        QTest::keyClick(&rate, Qt::Key_Up);
        QCOMPARE(rate.text(), QStringLiteral("0.051"));
        epochs.setValue(1);
        QTest::keyClick(&epochs, Qt::Key_Down);
        QCOMPARE(epochs.text(), QStringLiteral("1"));
        QTest::keyClick(&epochs, Qt::Key_Up);
        QCOMPARE(epochs.text(), QStringLiteral("2"));
        QCOMPARE(NumberField::written(1e-8), QStringLiteral("1e-8"));
        QCOMPARE(NumberField::written(9007199254740991.0), QStringLiteral("9007199254740991"));
    }

    // Also one that is folded away, but not one that has no say.
    void aWrongNumberHoldsTheWizard()
    {
        TrainWizard wizard(m_project, {small(), {}}, QStringLiteral("New run"));
        wizard.restart();
        const auto field = [&](const char* name) { return wizard.findChild<NumberField*>(key(name)); };
        const auto* next = wizard.button(QWizard::NextButton);
        const auto* save = wizard.button(QWizard::CustomButton2);
        QVERIFY(next->isEnabled() && save->isEnabled());
        QVERIFY(field("train.momentum")->isHidden());
        field("train.momentum")->setText(QStringLiteral("2"));
        QVERIFY(!field("train.momentum")->isHidden());
        QVERIFY(!next->isEnabled() && !save->isEnabled());
        field("train.momentum")->setText(QStringLiteral("0.9"));
        QVERIFY(next->isEnabled() && save->isEnabled());
        field("loss.m")->setText(QStringLiteral("9"));
        QVERIFY(!next->isEnabled());
        choose(wizard.findChild<QComboBox*>(key("loss.head")), "softmax");
        QVERIFY(next->isEnabled());
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
        qobject_cast<NumberField*>(form.editor(key("loss.focal_gamma")))->setValue(0);
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
        qobject_cast<NumberField*>(form.editor(key("loss.m")))->setValue(1.2);
        QCOMPARE(marked(), 1);
        QCOMPARE(draft.config.loss.m, 1.2); // marked, not refused
        // What is usual is said once.
        const QString help = form.findChild<QLabel*>(key("loss.m.help"))->text();
        QCOMPARE(help.count(QStringLiteral("0.3 to 0.7")), 1);
        // The learning rate that goes with a batch is one click away.
        qobject_cast<NumberField*>(form.editor(key("train.batch_size")))->setValue(512);
        QLabel* offer = nullptr;
        for (auto* label : form.findChildren<QLabel*>())
            if (label->text().contains(QStringLiteral("href='use'")))
                offer = label;
        QVERIFY(offer);
        Q_EMIT offer->linkActivated(QStringLiteral("use"));
        QCOMPARE(draft.config.train.lr, 0.1);
        QCOMPARE(*qobject_cast<NumberField*>(form.editor(key("train.lr")))->value(), 0.1);
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
        qobject_cast<NumberField*>(wizard.findChild<QWidget*>(QStringLiteral("data.min_images")))->setValue(1);
        QTRY_VERIFY_WITH_TIMEOUT(!counted.isEmpty(), kTimeout);
        QCOMPARE(wizard.config().model.backbone, std::string("iresnet50"));
    }

    void aPresetLeavesTheNetworkThatWasChosen()
    {
        TrainWizard wizard(m_project);
        QSignalSpy counted(&wizard, &TrainWizard::checkFinished);
        QTRY_VERIFY_WITH_TIMEOUT(!counted.isEmpty(), kTimeout);
        const auto press = [&](const char* preset) { wizard.findChild<QPushButton*>(key(preset))->click(); };
        const auto* note = wizard.findChild<QLabel*>(key("presetNote"));
        const auto network = [&] { return wizard.config().model.backbone; };
        press("preset.large");
        QCOMPARE(network(), std::string("iresnet50")); // the page's own offer
        QVERIFY(!note->text().contains(QStringLiteral("stays")));
        choose(wizard.findChild<QComboBox*>(key("model.backbone")), "mobilefacenet_small");
        choose(wizard.findChild<QComboBox*>(key("train.precision")), "fp16");
        for (const char* preset : {"preset.normal", "preset.large", "preset.small", "preset.large"}) {
            press(preset);
            QCOMPARE(network(), std::string("mobilefacenet_small"));
            QCOMPARE(wizard.config().train.precision, std::string("fp16"));
        }
        QCOMPARE(wizard.config().train.batchSize, 512);
        QVERIFY2(note->text().contains(QStringLiteral("stays")), qPrintable(note->text()));
        // The preset holds until a value of its own is edited, and again when that is taken back.
        auto* batch = wizard.findChild<NumberField*>(key("train.batch_size"));
        batch->setValue(256);
        QVERIFY2(note->text().contains(QStringLiteral("have been changed")), qPrintable(note->text()));
        batch->setValue(512);
        QVERIFY(!note->text().contains(QStringLiteral("have been changed")));
        wizard.findChild<NumberField*>(key("augment.rotation"))->setValue(5);
        QVERIFY(!note->text().contains(QStringLiteral("have been changed")));
    }

    void asksBeforeEntriesAreLost()
    {
        TrainWizard wizard(m_project);
        QSignalSpy counted(&wizard, &TrainWizard::checkFinished), rejected(&wizard, &QDialog::rejected);
        wizard.show();
        QTRY_VERIFY_WITH_TIMEOUT(!counted.isEmpty(), kTimeout); // and a preset is chosen
        wizard.reject();
        QCOMPARE(rejected.count(), 1); // nothing was changed
        QVERIFY(!wizard.isVisible());
        wizard.show();
        auto* share = wizard.findChild<NumberField*>(key("data.validation"));
        for (const char* typed : {"0.3", "7"}) {
            share->setText(key(typed));
            dialogs::MessageBox::setNextAnswer(QMessageBox::Cancel);
            QTest::keyClick(&wizard, Qt::Key_Escape);
            QVERIFY(wizard.isVisible());
            dialogs::MessageBox::setNextAnswer(QMessageBox::Cancel);
            wizard.close();
            QVERIFY(wizard.isVisible());
            QCOMPARE(share->text(), key(typed));
        }
        dialogs::MessageBox::setNextAnswer(QMessageBox::Discard);
        wizard.button(QWizard::CancelButton)->click();
        QCOMPARE(rejected.count(), 2);
        QVERIFY(!wizard.isVisible());
    }

    void fitsOnTheScreen()
    {
        TrainWizard wizard(m_project);
        const QSize room = wizard.screen()->availableSize();
        QVERIFY2(wizard.width() <= room.width() && wizard.height() <= room.height(),
                 qPrintable(QStringLiteral("%1 × %2").arg(wizard.width()).arg(wizard.height())));
        wizard.show();
        for (int page = 0; page < wizard.pageIds().size(); ++page, wizard.next()) {
            QCoreApplication::processEvents(); // layouts know their least sizes
            wizard.resize(800, 460);           // 800 × 500 without the frame
            QVERIFY2(wizard.width() <= 800 && wizard.height() <= 460,
                     qPrintable(QStringLiteral("page %1: %2 × %3").arg(page).arg(wizard.width()).arg(wizard.height())));
        }
    }

    void refusesSettingsThatLeaveNobody()
    {
        TrainWizard wizard(m_project);
        wizard.restart();
        QSignalSpy counted(&wizard, &TrainWizard::checkFinished);
        QTRY_VERIFY_WITH_TIMEOUT(!counted.isEmpty(), kTimeout);
        const auto* next = wizard.button(QWizard::NextButton);
        const auto* counts = wizard.findChild<QLabel*>(key("counts"));
        QVERIFY(next->isEnabled());
        QVERIFY(!counts->text().contains(widgets::tones().bad.name()));
        auto* least = wizard.findChild<NumberField*>(key("data.min_images"));
        least->setValue(500);
        QTRY_VERIFY_WITH_TIMEOUT(!next->isEnabled(), kTimeout);
        QVERIFY2(counts->text().contains(widgets::tones().bad.name()), qPrintable(counts->text()));
        QVERIFY(counts->text().contains(QStringLiteral("Least images")));
        least->setValue(2);
        QTRY_VERIFY_WITH_TIMEOUT(next->isEnabled(), kTimeout);
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
        goTo(wizard, check);
        QTRY_VERIFY_WITH_TIMEOUT(wizard.mayStart(), kTimeout);
        const auto& found = check->findings();
        QVERIFY(std::any_of(found.begin(), found.end(), [](const auto& f) { return f.code == "estimate"; }));
        auto* rate = check->findChild<QLabel*>(QStringLiteral("finding.learning_rate"));
        QVERIFY(rate && rate->text().contains(QStringLiteral("href='train.lr'")));
        Q_EMIT rate->linkActivated(QStringLiteral("train.lr"));
        QVERIFY(wizard.currentPage() != check);
        auto* editor = wizard.currentPage()->findChild<NumberField*>(QStringLiteral("train.lr"));
        QVERIFY(editor);
        editor->setValue(0.02);
        qobject_cast<NumberField*>(wizard.findChild<QWidget*>(QStringLiteral("train.batch_size")))->setValue(100);
        goTo(wizard, check);
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
        goTo(wizard, check);
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
        goTo(wizard, page);
        QTRY_VERIFY_WITH_TIMEOUT(!drawn.isEmpty(), kTimeout);
        QCOMPARE(page->sheet()->rows().size(), std::size_t{6});
        const QImage before = page->sheet()->rows().front().seen.front();
        QVERIFY(before != page->sheet()->rows().front().original);
        // It follows the options, with the same faces.
        const QImage face = page->sheet()->rows().front().original;
        drawn.clear();
        qobject_cast<NumberField*>(page->forms().front()->editor(key("augment.brightness")))->setValue(0.9);
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
        auto* page = augmentPageOf(wizard);
        QVERIFY(page);
        QVERIFY(page->sheet()->rows().empty());
        QVERIFY2(!page->sheet()->message().contains(QStringLiteral("Looking")), qPrintable(page->sheet()->message()));
        QVERIFY(!page->sheet()->message().isEmpty());
    }

    void saysAtWhatSizeTheFacesArePrepared()
    {
        run::Config config = small();
        config.model.inputSize = 113;
        TrainWizard wizard(m_project, {config, {}}, QStringLiteral("New run"));
        auto* page = augmentPageOf(wizard);
        QVERIFY(page);
        const QString said = page->sheet()->message();
        QVERIFY2(said.contains(QStringLiteral("prepared at 112 pixels")) && said.contains(QStringLiteral("Crop size")),
                 qPrintable(said));
        QVERIFY2(!said.contains(QStringLiteral("model.input_size")), qPrintable(said));
    }

    void augmentationIsExplained()
    {
        TrainWizard wizard(m_project);
        for (const run::Field& field : run::fields())
            if (const QString name = QString::fromStdString(field.key); name.startsWith(QStringLiteral("augment."))) {
                const auto* help = wizard.findChild<QLabel*>(name + QStringLiteral(".help"));
                QVERIFY2(help && help->text().contains(fieldHelp(field).toHtmlEscaped()), qPrintable(name));
            }
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
        finding.code = "bad_setting";
        finding.message = "train.lr_min must not be above train.lr";
        QCOMPARE(findingText(finding).what, QStringLiteral("“Last learning rate” must not be above “Learning rate”"));
        finding.code = "unheard_of";
        finding.message = "something new";
        QCOMPARE(findingText(finding).what, QStringLiteral("something new"));
    }
};

QTEST_MAIN(TestWizard)
#include "tst_wizard.moc"
