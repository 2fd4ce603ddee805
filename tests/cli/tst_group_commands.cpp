// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/project.h"
#include "tests/cli/run_cli.h"
#include "tests/support/temp_folder.h"
#include "tests/support/textured_faces.h"

#include <QTest>
#include <set>

using namespace likeness;
using test::runCli;

class TestGroupCommands : public QObject
{
    Q_OBJECT
    static constexpr int kPeople = 5, kEach = 4;
    test::TempFolder m_temp;
    std::string m_project;

private Q_SLOTS:
    void initTestCase()
    {
        test::writeTexturedFaces(m_temp / "flat", kPeople, kEach);
        m_project = (m_temp / "p.likeness").string();
        QCOMPARE(runCli({"new", m_project}).status, 0);
        QCOMPARE(runCli({"import", m_project, (m_temp / "flat").string(), "--aligned"}).status, 0);
        QCOMPARE(runCli({"prepare", m_project}).status, 0);
    }

    void proposes()
    {
        const auto ran = runCli({"group", m_project, "--method", "lbph"});
        QCOMPARE(ran.status, 0);
        QVERIFY(ran.json["algorithm"] == "average");
        QVERIFY(ran.json["threshold_from"] == "pictures");
        QVERIFY(ran.json["threshold"].get<double>() > 0);
        QVERIFY(ran.json.contains("seconds"));
        QVERIFY(ran.json["applied"] == 0);
        QCOMPARE(ran.json["contradictions"].size(), std::size_t{0});
        QVERIFY(!ran.json.contains("pairwise")); // there are no labels to agree with
        QCOMPARE(ran.json["groups"].size(), std::size_t{kPeople});
        for (const auto& group : ran.json["groups"]) {
            QCOMPARE(group["faces"].size(), std::size_t{kEach});
            QVERIFY(group["new"] == true);
            QVERIFY(group["person"] == "");
            QVERIFY(group["changes"]["named"] == kEach);
            std::set<std::string> people;
            for (const auto& path : group["paths"])
                people.insert(path.get<std::string>().substr(0, 3));
            QCOMPARE(people.size(), std::size_t{1});
        }
        QVERIFY(runCli({"journal", m_project}).json["entries"].front()["verb"] == "import");
    }

    void appliesAndUndoes()
    {
        const auto ran = runCli({"group", m_project, "--method", "lbph", "--apply", "--new-name", "Somebody"});
        QCOMPARE(ran.status, 0);
        QVERIFY(ran.json["applied"] == kPeople * kEach);
        QCOMPARE(ran.json["new_people"].size(), std::size_t{kPeople});
        QVERIFY(ran.json["new_people"][0] == "Somebody 1");
        {
            const auto project = dataset::Project::open(m_project);
            QCOMPARE(project.counts().unlabelled, 0);
            QCOMPARE(project.counts().confirmed, 0);
        }
        // Now there are labels, and nothing to name; the labels agree with themselves.
        const auto again = runCli({"group", m_project, "--method", "lbph", "--scope", "all"});
        QVERIFY(again.json["looked_at"] == kPeople * kEach);
        QVERIFY(again.json["pairwise"]["f"] == 1.0);
        QVERIFY(again.json.contains("bcubed"));
        QVERIFY(again.json.contains("nmi"));
        QCOMPARE(again.json["groups"].size(), std::size_t{kPeople});
        for (const auto& group : again.json["groups"]) {
            QVERIFY(group["new"] == false);
            QVERIFY(group["changes"]["kept"] == kEach);
        }
        QVERIFY(runCli({"undo", m_project}).json["undone"] == 1);
        QCOMPARE(dataset::Project::open(m_project).counts().unlabelled, kPeople * kEach);
    }

    void leastAndKept()
    {
        QCOMPARE(runCli({"group", m_project, "--method", "lbph"}).status, 0);
        QVERIFY(runCli({"group", m_project, "--kept", "--apply", "--least", "1"}).json["applied"] == 0);
        const auto ran = runCli({"group", m_project, "--kept", "--apply"});
        QVERIFY(ran.json["applied"] == kPeople * kEach);
        const auto gone = runCli({"group", m_project, "--kept", "--apply"}); // it does not hold any more
        QCOMPARE(gone.status, 0);
        QCOMPARE(gone.json["groups"].size(), std::size_t{0});
        QCOMPARE(runCli({"undo", m_project}).status, 0);
    }

    void refuses()
    {
        QCOMPARE(runCli({"group", m_project}).error(), std::string("bad_argument")); // no model
        QCOMPARE(runCli({"group", m_project, "--method", "lbph", "--algorithm", "k-means"}).status, 2);
        QCOMPARE(runCli({"group", m_project, "--method", "lbph", "--least", "0.5"}).status, 2); // only with --apply
        std::filesystem::remove(std::filesystem::path(m_project) / "cache" / "grouping.json");
        QCOMPARE(runCli({"group", m_project, "--kept"}).error(), std::string("not_found"));
    }
};

QTEST_APPLESS_MAIN(TestGroupCommands)
#include "tst_group_commands.moc"
