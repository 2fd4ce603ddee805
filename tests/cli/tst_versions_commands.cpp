// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file.h"
#include "tests/cli/run_cli.h"
#include "tests/support/small_project.h"

#include <QTest>

using namespace likeness;
using test::runCli;

class TestVersionsCommands : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void keepsComparesAndReverts();
    void splitsPeople();
    void warnsOfMergesAcrossSplits();
    void reportsErrors();
};

void TestVersionsCommands::keepsComparesAndReverts()
{
    const test::TempFolder folder;
    const std::string project = test::makeSmallProject(folder.path(), 4, 3, false);
    const auto first = runCli({"snapshot", project, "--name", "first"});
    QCOMPARE(first.status, 0);
    writeFileAtomically(folder / "d.csv", std::string_view("path,action,identity,other\nP0/0.png,move,P1,\n"
                                                           "P2/1.png,reject,,\nP3/0.png,rename,,Paula\n"));
    QCOMPARE(runCli({"decide", project, "--from", folder / "d.csv"}).json["applied"].get<int>(), 3);
    const auto diff = runCli({"diff", project, "first"});
    QCOMPARE(diff.json["removed"].size(), std::size_t{1});
    QCOMPARE(diff.json["relabelled"].size(), std::size_t{4});
    QCOMPARE(diff.json["landmarks_changed"].size(), std::size_t{0});
    QCOMPARE(diff.json["split_changed"].size(), std::size_t{0});

    const auto preview = runCli({"revert", project, "first", "--preview"});
    QCOMPARE(preview.status, 0);
    QCOMPARE(preview.json["relabelled"].get<int>(), 1);
    QCOMPARE(preview.json["brought_back"].get<int>(), 1);
    QCOMPARE(preview.json["people_renamed"].get<int>(), 1);
    QVERIFY(!preview.json.contains("entry"));
    QCOMPARE(runCli({"diff", project, "first"}).json["removed"].size(), std::size_t{1}); // nothing was done
    const auto done = runCli({"revert", project, first.json["snapshot"].get<std::string>().substr(0, 8)});
    QVERIFY(done.json["same"].get<bool>() && done.json["missing"].empty());
    QCOMPARE(runCli({"snapshot", project}).json["snapshot"].get<std::string>(),
             first.json["snapshot"].get<std::string>());
    QCOMPARE(runCli({"undo", project}).json["undone"].get<int>(), 1);
    QCOMPARE(runCli({"diff", project, "first"}).json["removed"].size(), std::size_t{1});

    const auto versions = runCli({"versions", project});
    QCOMPARE(versions.json["versions"].size(), std::size_t{1});
    QCOMPARE(versions.json["versions"][0]["name"].get<std::string>(), std::string("first"));
    QVERIFY(versions.json["versions"][0]["runs"].empty());
}

void TestVersionsCommands::splitsPeople()
{
    const test::TempFolder folder;
    const std::string project = test::makeSmallProject(folder.path(), 10, 2, false);
    const auto split = runCli({"split", project, "--val", "0.2", "--test", "0.1", "--seed", "5"});
    QCOMPARE(split.status, 0);
    QCOMPARE(split.json["assigned"].get<int>(), 10);
    QCOMPARE(split.json["validation"]["identities"].get<int>(), 2);
    QCOMPARE(split.json["test"]["faces"].get<int>(), 2);
    QCOMPARE(split.json["train"]["identities"].get<int>(), 7);
    QCOMPARE(runCli({"split", project}).json["assigned"].get<int>(), 0); // as before, so nobody is left
    QVERIFY(runCli({"split", project, "--again", "--seed", "6"}).json["assigned"].get<int>() > 0);
    runCli({"undo", project, "2"});
    const auto anew = runCli({"split", project, "--test", "0", "--val", "0.5"});
    QCOMPARE(anew.json["validation"]["identities"].get<int>(), 5);
}

void TestVersionsCommands::warnsOfMergesAcrossSplits()
{
    const test::TempFolder folder;
    const auto where = test::makeSmallProject(folder.path(), 4, 2, false);
    runCli({"split", where, "--val", "0.25", "--test", "0.25"});
    std::string train, tested;
    for (const auto& row : dataset::Project::open(where).identities()) {
        if (row.split == dataset::Split::Train)
            train = row.name;
        else if (row.split == dataset::Split::Test)
            tested = row.name;
    }
    writeFileAtomically(folder / "d.csv",
                        "path,action,identity,other\n," + std::string("merge,") + train + "," + tested + "\n");
    const auto merged = runCli({"decide", where, "--from", folder / "d.csv"});
    QCOMPARE(merged.json["applied"].get<int>(), 1);
    QVERIFY(merged.err.contains("as one person they are in train"));
}

void TestVersionsCommands::reportsErrors()
{
    const test::TempFolder folder;
    const std::string project = test::makeSmallProject(folder.path(), 2, 2, false);
    QCOMPARE(runCli({"revert", project, "nothing"}).error(), std::string("not_found"));
    QCOMPARE(runCli({"diff", project, "nothing"}).error(), std::string("not_found"));
    QCOMPARE(runCli({"split", project, "--val", "0.8", "--test", "0.8"}).error(), std::string("bad_argument"));
    QCOMPARE(runCli({"split", project, "--val", "2"}).status, 2);
    QCOMPARE(runCli({"train", project, "--snapshot", "nothing"}).error(), std::string("not_found"));
    QCOMPARE(runCli({"versions", folder / "none"}).error(), std::string("not_found"));
}

QTEST_GUILESS_MAIN(TestVersionsCommands)
#include "tst_versions_commands.moc"
