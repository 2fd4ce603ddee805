// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file.h"
#include "tests/cli/run_cli.h"
#include "tests/support/small_project.h"

#include <QTest>

using namespace likeness;
using test::runCli;

class TestPrivacyCommands : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void keepsProvenance();
    void erases();
    void reportsErrors();
};

void TestPrivacyCommands::keepsProvenance()
{
    const test::TempFolder folder;
    test::makeSmallProject(folder.path(), 3, 2, false); // for its folder of faces
    const std::string project = folder / "p.likeness";
    runCli({"new", project});
    QCOMPARE(
        runCli({"import", project, folder / "faces", "--aligned", "--source-note", "the lab", "--licence", "CC BY 4.0"})
            .status,
        0);
    auto all = runCli({"provenance", project});
    QCOMPARE(all.json["origins"].size(), std::size_t{1});
    QCOMPARE(all.json["origins"][0]["licence"].get<std::string>(), std::string("CC BY 4.0"));
    QCOMPARE(all.json["origins"][0]["images"].get<int>(), 6);
    QCOMPARE(all.json["unknown"].get<int>(), 0);
    QCOMPARE(all.json["without_consent"].get<int>(), 6);
    const auto set = runCli({"provenance", project, "--set", "--identity", "P1", "--consent", "signed"});
    QCOMPARE(set.json["images"].get<int>(), 2);
    QCOMPARE(set.json["without_consent"].get<int>(), 0); // of P1
    const auto one = runCli({"provenance", project, "--path", "P1/0.png"});
    QCOMPARE(one.json["consent"].get<std::string>(), std::string("signed"));
    QCOMPARE(one.json["source"].get<std::string>(), std::string("the lab"));
    QCOMPARE(runCli({"provenance", project}).json["without_consent"].get<int>(), 4);
    runCli({"undo", project});
    QCOMPARE(runCli({"provenance", project}).json["without_consent"].get<int>(), 6);
    runCli({"provenance", project, "--set", "--all", "--source", "", "--licence", ""});
    QCOMPARE(runCli({"provenance", project}).json["unknown"].get<int>(), 6);
    QCOMPARE(runCli({"provenance", project, "--set", "--missing", "--source", "web"}).json["images"].get<int>(), 6);
}

void TestPrivacyCommands::erases()
{
    const test::TempFolder folder;
    test::makeSmallProject(folder.path(), 3, 2, false);
    std::filesystem::rename(folder / "faces/P1", folder / "faces/Wilhelmina");
    const std::string project = folder / "p.likeness";
    runCli({"new", project});
    runCli({"import", project, folder / "faces", "--aligned", "--copy"});
    runCli({"snapshot", project, "--name", "v"});
    const auto preview = runCli({"erase", project, "--identity", "Wilhelmina", "--preview"});
    QCOMPARE(preview.status, 0);
    QCOMPARE(preview.json["erased"].get<int>(), 2);
    QCOMPARE(preview.json["affected"][0]["kind"].get<std::string>(), std::string("snapshot"));
    QCOMPARE(runCli({"erase", project, "--identity", "Wilhelmina"}).error(), std::string("bad_argument"));
    const auto erased = runCli({"erase", project, "--identity", "Wilhelmina", "--yes"});
    QCOMPARE(erased.status, 0);
    QCOMPARE(erased.json["erased"].get<int>(), 2);
    QVERIFY(erased.json["remaining"].empty() && erased.json["left_in_place"].empty());
    QCOMPARE(erased.json["affected"].size(), std::size_t{1});
    for (const auto& entry : std::filesystem::recursive_directory_iterator(std::filesystem::path(project))) {
        QVERIFY(entry.path().native().find("Wilhelmina") == std::string::npos);
        if (entry.is_regular_file())
            QVERIFY(readTextFile(entry.path()).find("Wilhelmina") == std::string::npos);
    }
    QCOMPARE(runCli({"erase", project, "--identity", "Wilhelmina", "--yes"}).error(), std::string("not_found"));
    QCOMPARE(runCli({"versions", project}).json["versions"][0]["erased"].get<int>(), 2);
    QCOMPARE(runCli({"journal", project}).json["entries"][0]["verb"].get<std::string>(), std::string("erase"));
    QCOMPARE(runCli({"revert", project, "v", "--preview"}).json["erased"].get<int>(), 2);
}

void TestPrivacyCommands::reportsErrors()
{
    const test::TempFolder folder;
    const std::string project = test::makeSmallProject(folder.path(), 2, 2, false);
    QCOMPARE(runCli({"erase", project, "--yes"}).error(), std::string("bad_argument"));
    QCOMPARE(runCli({"erase", project, "--finish"}).error(), std::string("not_found"));
    QCOMPARE(runCli({"provenance", project, "--set", "--all"}).error(), std::string("bad_argument"));
    QCOMPARE(runCli({"provenance", project, "--source", "x"}).error(), std::string("bad_argument"));
    QCOMPARE(runCli({"provenance", project, "--set", "--source", "x"}).error(), std::string("bad_argument"));
    QCOMPARE(runCli({"provenance", project, "--identity", "nobody"}).error(), std::string("not_found"));
    QCOMPARE(runCli({"provenance", project, "--path", "nothing"}).error(), std::string("not_found"));
}

QTEST_GUILESS_MAIN(TestPrivacyCommands)
#include "tst_privacy_commands.moc"
