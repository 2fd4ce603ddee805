// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/codec.h"
#include "tests/cli/run_cli.h"
#include "tests/support/small_project.h"

#include <QTest>

using namespace likeness;
using test::runCli;

namespace {

const std::vector<std::string> kSmall{"--set", "train.batch_size=4", "--set", "model.backbone=mobilefacenet_small"};

std::vector<std::string> words(std::vector<std::string> first, const std::vector<std::string>& more)
{
    first.insert(first.end(), more.begin(), more.end());
    return first;
}

const Json* finding(const Json& result, const std::string& code)
{
    for (const auto& f : result["findings"])
        if (f["code"] == code)
            return &f;
    return nullptr;
}

} // namespace

class TestPreflightCommands : public QObject
{
    Q_OBJECT
    test::TempFolder m_folder;
    std::string m_project;

private Q_SLOTS:
    void initTestCase() { m_project = test::makeSmallProject(m_folder.path(), 8, 3, false).string(); }

    void saysWhatSpeaksAgainstARun()
    {
        const auto ran = runCli(words({"preflight", m_project, "--no-dry-run"}, kSmall));
        QCOMPARE(ran.status, 0);
        QVERIFY(ran.json["ok"].get<bool>());
        QVERIFY(!ran.json.contains("dry_run"));
        QCOMPARE(ran.json["data"]["images"].get<int>(), 18);
        QVERIFY(finding(ran.json, "data") && finding(ran.json, "few_identities") && finding(ran.json, "noise_unknown"));
        QCOMPARE((*finding(ran.json, "low_shot"))["severity"].get<std::string>(), std::string("warning"));
        QCOMPARE((*finding(ran.json, "low_shot"))["key"].get<std::string>(), std::string("data.min_images"));
    }

    void triesSomeSteps()
    {
        const auto ran = runCli(words({"preflight", m_project, "--device", "cpu"}, kSmall));
        QCOMPARE(ran.status, 0);
        QVERIFY(ran.json["dry_run"]["fits"].get<bool>());
        QVERIFY(ran.json["dry_run"]["images_per_second"].get<double>() > 0);
        QVERIFY(ran.json["dry_run"]["peak_memory_bytes"].get<double>() > 1e6);
        QVERIFY(finding(ran.json, "estimate"));
    }

    void failsWithTheFirstErrorAndAllFindings()
    {
        const auto ran = runCli({"preflight", m_project, "--set", "train.batch_size=100"});
        QCOMPARE(ran.error(), std::string("bad_argument"));
        QVERIFY(!ran.json["ok"].get<bool>() && !ran.json.contains("dry_run"));
        QCOMPARE(ran.json["findings"][0]["code"].get<std::string>(), std::string("batch_over_data"));
        QVERIFY(finding(ran.json, "data"));
        QCOMPARE(runCli({"preflight", m_project, "--set", "model.input_size=160"}).error(),
                 std::string("needs_prepare"));
        QCOMPARE(runCli({"preflight", m_project, "--set", "train.epoch=3"}).error(), std::string("bad_argument"));
        QCOMPARE(runCli({"preflight", m_project, "--preset", "huge"}).status, 2);
    }

    void asksForTheDeviceWithoutADryRun()
    {
        const auto ran =
            runCli(words({"preflight", m_project, "--no-dry-run", "--set", "train.device=cuda:77"}, kSmall));
        QCOMPARE(ran.error(), std::string("no_device"));
        QVERIFY(!ran.json["ok"].get<bool>() && finding(ran.json, "no_device"));
        QCOMPARE((*finding(ran.json, "no_device"))["key"].get<std::string>(), std::string("train.device"));
    }

    void saysWhatPresetsAreFor()
    {
        for (const char* command : {"preflight", "train"}) {
            const auto help = test::runForPeople({command, "--help"});
            QCOMPARE(help.status, 0);
            QVERIFY(help.out.contains("noisy_labels: Where labels are known to be wrong"));
            QVERIFY(!help.out.contains("{false}"));
        }
    }

    void sharesSettingsThroughAFile()
    {
        const auto file = (m_folder / "settings.json").string();
        const auto written =
            runCli({"train", "--preset", "noisy_labels", "--set", "train.lr=0.03", "--write-config", file});
        QCOMPARE(written.status, 0);
        const Json json = readJsonFile(file);
        QCOMPARE(json["loss"]["head"].get<std::string>(), std::string("subcenter"));
        QCOMPARE(json["train"]["lr"].get<double>(), 0.03);
        const auto ran =
            runCli({"preflight", m_project, "--no-dry-run", "--config", file, "--set", "train.batch_size=4"});
        QCOMPARE(ran.status, 0);
        QVERIFY(finding(ran.json, "subcenters_low_shot"));
        QVERIFY(!std::filesystem::exists(std::filesystem::path(m_project) / "runs") ||
                std::filesystem::is_empty(std::filesystem::path(m_project) / "runs"));
        QCOMPARE(runCli({"train", "--set", "train.warmup_epochs=50", "--write-config", file}).error(),
                 std::string("bad_argument"));
        QCOMPARE(runCli({"train"}).status, 2);
    }

    void listsTheSettings()
    {
        const auto ran = runCli({"train", "--help-settings"});
        QCOMPARE(ran.status, 0);
        QCOMPARE(ran.json["train.lr"]["default"].get<double>(), 0.05);
        QCOMPARE(ran.json["train.lr"]["usual"][1].get<double>(), 0.5);
        QCOMPARE(ran.json["loss.mag_lambda"]["only"].get<std::string>(), std::string("with loss.head = magface"));
        QVERIFY(!ran.json["train.lr"].contains("only"));
    }

    void drawsAugmentedFaces()
    {
        const auto sheet = [&](const char* setting, const char* name) {
            const auto file = m_folder / name;
            const auto ran = runCli({"augment-preview", m_project,
                                     "--out",           file.string(),
                                     "--count",         "3",
                                     "--copies",        "2",
                                     "--set",           setting,
                                     "--set",           "augment.flip=false",
                                     "--set",           "augment.rotation=0",
                                     "--set",           "augment.shift=0",
                                     "--set",           "augment.scale=0",
                                     "--set",           "augment.brightness=0",
                                     "--set",           "augment.contrast=0"});
            return ran.status == 0 && ran.json["faces"] == 3 ? image::decodeFile(file) : image::Image();
        };
        const auto plain = sheet("augment.erase=0", "plain.png"), erased = sheet("augment.erase=1", "erased.png");
        QVERIFY(!plain.empty() && !erased.empty());
        QCOMPARE(plain.width, erased.width);
        // Without any augmentation each copy is the face itself; with one, only the originals are.
        constexpr int kStep = 116, kLeft = 4, kSeen = 8 + kStep;
        int differsPlain = 0, differsErased = 0, differsOriginal = 0;
        for (int y = 4; y < plain.height - 4; ++y)
            for (int x = 0; x < 112; ++x) {
                differsPlain += plain.row(y)[3 * (kLeft + x)] != plain.row(y)[3 * (kSeen + x)];
                differsErased += erased.row(y)[3 * (kLeft + x)] != erased.row(y)[3 * (kSeen + x)];
                differsOriginal += plain.row(y)[3 * (kLeft + x)] != erased.row(y)[3 * (kLeft + x)];
            }
        QCOMPARE(differsPlain, 0);
        QCOMPARE(differsOriginal, 0);
        QVERIFY(differsErased > 1000);
        QCOMPARE(runCli({"augment-preview", m_project, "--out", (m_folder / "x.png").string(), "--set",
                         "model.input_size=160"})
                     .error(),
                 std::string("needs_prepare"));
    }
};

QTEST_GUILESS_MAIN(TestPreflightCommands)
#include "tst_preflight_commands.moc"
