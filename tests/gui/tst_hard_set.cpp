// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/qt_convert.h"
#include "app/mainwindow/main_window.h"
#include "app/pages/verify/hard_set_dialog.h"
#include "app/pages/verify/verify_page.h"
#include "core/verify/verify_model.h"
#include "tests/support/block_model.h"
#include "tests/support/textured_faces.h"
#include "widgets/common/number_field.h"
#include "widgets/dialogs/dialogs.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace likeness;
using namespace likeness::engine;
namespace fs = std::filesystem;

namespace {

constexpr int kPeople = 4, kEach = 3;
constexpr std::size_t kGenuine = kPeople * kEach * (kEach - 1) / 2; // 12, four of each level

} // namespace

// From a verification to a harder set of its pairs, and to the model verified on it.
class TestHardSetDialog : public QObject
{
    Q_OBJECT
    QTemporaryDir m_temporary;
    int m_number = 0;
    fs::path m_root;
    verify::VerifyOptions m_on;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<app::MainWindow> m_window;
    std::unique_ptr<QWidget> m_parent; // of dialogs, which delete themselves

    pages::HardSetDialog& open()
    {
        auto* dialog = new pages::HardSetDialog({&m_window->session(), &m_window->pictures(), m_settings.get()}, m_on,
                                                QStringLiteral("blocks · faces"), m_parent.get());
        dialog->show();
        return *dialog;
    }
    template<typename Widget>
    static Widget& part(QWidget& in, const char* name)
    {
        auto* found = in.findChild<Widget*>(QLatin1String(name));
        if (!found)
            qFatal("there is no %s", name);
        return *found;
    }
    static QString answer(QWidget& dialog) { return part<QLabel>(dialog, "hardAnswer").text(); }
    static QString hint(QWidget& dialog) { return part<QLabel>(dialog, "hardHint").text(); }

private Q_SLOTS:
    void init()
    {
        m_root = toPath(m_temporary.filePath(QStringLiteral("a folder %1").arg(++m_number)));
        for (int person = 0; person < kPeople; ++person)
            for (int shot = 0; shot < kEach; ++shot) {
                const auto folder = m_root / "faces" / ("P" + std::to_string(person));
                fs::create_directories(folder);
                writeFileAtomically(folder / (std::to_string(shot) + ".png"),
                                    image::encodePng(test::texturedFace(person, shot)));
            }
        test::writeBlockModel(m_root / "blocks.safetensors");
        m_on = {};
        m_on.model = (m_root / "blocks.safetensors").string();
        m_on.set = m_root / "faces";
        m_on.aligned = true;
        m_on.flip = "none";
        m_on.bootstraps = 20;
        m_on.compute = {"cpu", 1, "fp32"};
        m_settings = std::make_unique<Settings>(qs(m_root / "settings.ini"));
        m_window = std::make_unique<app::MainWindow>(*m_settings);
        m_parent = std::make_unique<QWidget>();
    }
    void cleanup()
    {
        m_parent.reset();
        m_window.reset();
    }

    void takesTheOptions()
    {
        auto& dialog = open();
        const verify::HardSetOptions usual = dialog.options();
        QCOMPARE(usual.on.model, m_on.model);
        QCOMPARE(usual.variants, verify::HardSetOptions().variants); // all are on
        QVERIFY(!usual.level);
        QCOMPARE(usual.maxPairs, verify::HardSetOptions().maxPairs);
        QCOMPARE(usual.years, 0.0);
        QCOMPARE(usual.size, 112);
        auto& dates = part<QLineEdit>(dialog, "hardDates");
        QVERIFY(!dates.isEnabled()); // no pairs across years are asked for

        part<QCheckBox>(dialog, "variant-mask").setChecked(false);
        part<QCheckBox>(dialog, "variant-lighting").setChecked(false);
        part<QComboBox>(dialog, "hardLevel").setCurrentIndex(3);
        part<widgets::NumberField>(dialog, "hardPairs").setValue(250);
        part<widgets::NumberField>(dialog, "hardYears").setValue(5);
        QVERIFY(dates.isEnabled());
        dates.setText(qs(m_root / "dates.csv"));
        part<QComboBox>(dialog, "hardSize").setCurrentIndex(2);
        dialogs::FileDialog::setNextPath(qs(m_root / "hard")); // the suffix is added
        auto* edit = &part<QLineEdit>(dialog, "hardOut");
        edit->parentWidget()->findChild<QToolButton*>()->click();
        const verify::HardSetOptions options = dialog.options();
        QCOMPARE(options.out, m_root / "hard.bin");
        const std::vector expected{image::Variant::Profile, image::Variant::LowResolution};
        QVERIFY(options.variants == expected);
        QVERIFY(options.level == verify::Level::Hard);
        QCOMPARE(options.maxPairs, std::size_t{250});
        QCOMPARE(options.years, 5.0);
        QCOMPARE(options.dates, m_root / "dates.csv");
        QCOMPARE(options.size, 224);
        QVERIFY(part<QLabel>(dialog, "hardSetBias").text().contains(QStringLiteral("blocks.safetensors")));
    }

    void refusesWhatCannotBe()
    {
        auto& dialog = open();
        auto& make = part<QPushButton>(dialog, "hardMake");
        auto& out = part<QLineEdit>(dialog, "hardOut");
        QVERIFY(!make.isEnabled() && !dialog.canMake()); // no file yet
        QCOMPARE(hint(dialog), QStringLiteral("Choose the file to write."));
        dialog.make();
        QVERIFY(!dialog.isMaking() && !m_window->session().jobs().isRunning());
        out.setText(qs(m_root / "hard.txt"));
        QVERIFY(!make.isEnabled() && hint(dialog).contains(QStringLiteral(".bin")));
        writeFileAtomically(m_root / "there.bin", std::string_view("somebody's"));
        out.setText(qs(m_root / "there.bin"));
        QVERIFY(!make.isEnabled() && hint(dialog).contains(QStringLiteral("exists already")));
        out.setText(qs(m_root / "hard.bin"));
        QVERIFY2(make.isEnabled(), qUtf8Printable(hint(dialog)));
        auto& pairs = part<widgets::NumberField>(dialog, "hardPairs");
        pairs.setText(QStringLiteral("0"));
        QVERIFY(!make.isEnabled() && !hint(dialog).isEmpty());
        pairs.setText(QStringLiteral("10"));
        QVERIFY(make.isEnabled());
    }

    void saysWhatWasWritten()
    {
        auto& dialog = open();
        QSignalSpy wanted(&dialog, &pages::HardSetDialog::verifyRequested);
        QSignalSpy said(&dialog, &pages::HardSetDialog::statusMessage);
        auto& verify = part<QPushButton>(dialog, "hardVerify");
        QVERIFY(!verify.isVisible());
        for (const char* variant : {"variant-mask", "variant-profile", "variant-lighting"})
            part<QCheckBox>(dialog, variant).setChecked(false);
        const fs::path pack = m_root / "hard.bin";
        part<QLineEdit>(dialog, "hardOut").setText(qs(pack));
        part<QPushButton>(dialog, "hardMake").click();
        QVERIFY(dialog.isMaking());
        QVERIFY(!part<QPushButton>(dialog, "hardMake").isEnabled());
        QTRY_VERIFY_WITH_TIMEOUT(!dialog.isMaking(), 60000);
        // Each pair as it is, and once at low resolution.
        const QString text = answer(dialog);
        QVERIFY2(text.contains(QStringLiteral("hard.bin is written: %1 genuine and ").arg(2 * kGenuine)),
                 qUtf8Printable(text));
        QVERIFY2(text.contains(QStringLiteral("variant, low resolution: %1 genuine and ").arg(kGenuine)),
                 qUtf8Printable(text));
        QVERIFY2(text.contains(QStringLiteral("level, hard: %1 genuine and ").arg(kGenuine / 3)), qUtf8Printable(text));
        QVERIFY2(text.contains(QStringLiteral("looks worse than another model")), qUtf8Printable(text));
        QVERIFY(fs::exists(pack) && fs::exists(m_root / "hard.slices.csv"));
        QCOMPARE(said.count(), 1);

        QVERIFY(verify.isVisible() && verify.isEnabled());
        verify.click();
        QCOMPARE(wanted.count(), 1);
        const auto next = wanted.front().front().value<verify::VerifyOptions>();
        QCOMPARE(next.set, pack);
        QCOMPARE(next.model, m_on.model);
        QCOMPARE(next.flip, m_on.flip);
        QVERIFY(!next.aligned && next.pairs.empty());
    }

    void saysThatItDidNotCome()
    {
        m_on.model = (m_root / "no such model.onnx").string();
        auto& dialog = open();
        part<QLineEdit>(dialog, "hardOut").setText(qs(m_root / "hard.bin"));
        dialog.make();
        QVERIFY(dialog.isMaking());
        QTRY_VERIFY_WITH_TIMEOUT(!dialog.isMaking(), 20000);
        QVERIFY(answer(dialog).contains(QStringLiteral("was not made")));
        QVERIFY(!part<QPushButton>(dialog, "hardVerify").isVisible());
        QVERIFY(part<QPushButton>(dialog, "hardMake").isEnabled()); // again, after what was wrong was put right
    }

    // Closed while it is made: it goes on, the window says the end, and nothing stays behind.
    void goesOnUnseen()
    {
        QPointer<pages::HardSetDialog> dialog = &open();
        QSignalSpy said(dialog, &pages::HardSetDialog::statusMessage);
        part<QLineEdit>(*dialog, "hardOut").setText(qs(m_root / "hard.bin"));
        dialog->make();
        dialog->reject();
        QVERIFY(dialog && !dialog->isVisible() && dialog->isMaking());
        QTRY_VERIFY_WITH_TIMEOUT(!dialog, 60000);
        QCOMPARE(said.count(), 1);
        QVERIFY(said.front().front().toString().contains(QStringLiteral("hard.bin is written")));
    }

    // The button of the page, and the way back to a verification on the pack.
    void leadsToAVerification()
    {
        auto& page = *qobject_cast<pages::VerifyPage*>(m_window->page(QStringLiteral("verify")));
        m_window->show();
        m_window->showPage(QStringLiteral("verify"));
        auto& harder = part<QPushButton>(page, "makeHarderSet");
        QVERIFY(!harder.isEnabled());
        auto& jobs = m_window->session().jobs();
        const auto first = std::make_shared<verify::Verification>();
        QVERIFY(jobs.start(QStringLiteral("Verifying"),
                           [on = m_on, first](jobs::Context& context) { *first = verify::verifyModel(on, context); }));
        QTRY_VERIFY_WITH_TIMEOUT(!jobs.isRunning(), 60000);
        page.showResult(first);
        QVERIFY(harder.isEnabled());
        harder.click();
        auto* dialog = page.findChild<pages::HardSetDialog*>();
        QVERIFY(dialog && dialog->isVisible());
        part<QLineEdit>(*dialog, "hardOut").setText(qs(m_root / "hard.bin"));
        dialog->make();
        QTRY_VERIFY_WITH_TIMEOUT(!dialog->isMaking(), 60000);
        QSignalSpy shown(&page, &pages::VerifyPage::resultShown);
        part<QPushButton>(*dialog, "hardVerify").click();
        QTRY_COMPARE_WITH_TIMEOUT(shown.count(), 1, 60000);
        QCOMPARE(page.result()->options.set, m_root / "hard.bin");
        QCOMPARE(page.result()->options.flip, std::string("none"));
        QVERIFY(page.result()->scores.size() > first->scores.size());
    }
};

QTEST_MAIN(TestHardSetDialog)
#include "tst_hard_set.moc"
