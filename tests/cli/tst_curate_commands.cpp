// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/project.h"
#include "tests/cli/run_cli.h"
#include "tests/support/embedding_cache.h"
#include "tests/support/temp_folder.h"
#include "tests/support/textured_faces.h"

#include <QTest>

using namespace likeness;
using test::runCli;
namespace fs = std::filesystem;

// Five people, four faces each, and a verification set that holds one of their pictures among two strangers'.
class TestCurateCommands : public QObject
{
    Q_OBJECT
    static constexpr int kPeople = 5, kEach = 4;
    test::TempFolder m_temp;
    std::string m_project, m_set;

    void put(const std::string& path, int person, int number) const
    {
        const fs::path file = m_temp / path;
        fs::create_directories(file.parent_path());
        writeFileAtomically(file, image::encodePng(test::texturedFace(person, number)));
    }

private Q_SLOTS:
    void initTestCase()
    {
        for (int p = 0; p < kPeople; ++p)
            for (int i = 0; i < kEach; ++i)
                put("faces/P" + std::to_string(p) + "/" + std::to_string(i) + ".png", p, i);
        for (int p = 0; p < 2; ++p)
            for (int i = 0; i < 2; ++i)
                put("set/S" + std::to_string(p) + "/" + std::to_string(i) + ".png", 50 + p, i);
        put("set/S1/known.png", 3, 2);
        m_set = (m_temp / "set").string();
        m_project = (m_temp / "p.likeness").string();
        QCOMPARE(runCli({"new", m_project}).status, 0);
        QCOMPARE(runCli({"import", m_project, (m_temp / "faces").string(), "--aligned"}).status, 0);
        QCOMPARE(runCli({"prepare", m_project}).status, 0);
    }

    void againstAVerificationSet()
    {
        const auto ran = runCli({"curate", m_project, "--method", "lbph", "--against", m_set, "--aligned"});
        QCOMPARE(ran.status, 0);
        QVERIFY(ran.json["counts"]["mislabelled"]["looked_at"] == kPeople * kEach);
        QVERIFY(ran.json["counts"]["mislabelled"]["flagged"] == 0);
        QVERIFY(ran.json["counts"]["leakage"] == Json({{"looked_at", 1}, {"flagged", 1}}));
        const auto& flags = ran.json["flags"];
        const auto leak =
            std::find_if(flags.begin(), flags.end(), [](const Json& f) { return f["kind"] == "leakage"; });
        QVERIFY(leak != flags.end());
        QVERIFY((*leak)["path"] == "P3/2.png");
        QVERIFY((*leak)["identity"] == "P3");
        QVERIFY((*leak)["reason"].get<std::string>().find("S1/known.png of set") != std::string::npos);
        // Without it the finding stays stored, and nothing is looked for.
        QVERIFY(!runCli({"curate", m_project, "--method", "lbph"}).json["counts"].contains("leakage"));
        const auto stored = dataset::Project::open(m_project).flags(true);
        QCOMPARE(stored.size(), std::size_t{1});
        QCOMPARE(stored[0].kind, std::string("leakage"));
        QCOMPARE(runCli({"curate", m_project, "--method", "lbph", "--against", m_set + "s"}).error(),
                 std::string("not_found"));
    }

    void evensOutTheLight()
    {
        const auto ran = runCli({"curate", m_project, "--method", "lbph", "--light", "retinex"});
        QCOMPARE(ran.status, 0);
        const auto learned =
            parseJson(dataset::Project::open(m_project).setting("curation.lbph"), "what curation learned");
        QVERIFY(learned["lbph"]["light"] == "retinex");
        QCOMPARE(runCli({"curate", m_project, "--method", "lbph", "--light", "sun"}).status, 2);
    }

    void map()
    {
        QCOMPARE(runCli({"map", m_project}).error(), std::string("bad_argument")); // no embeddings, no model
        test::writeEmbeddingCache(dataset::Project::open(m_project), kPeople * kEach - 1);
        const auto ran = runCli({"map", m_project, "--neighbours", "3", "--rounds", "20"});
        QCOMPARE(ran.status, 0);
        QVERIFY(ran.json["points"] == kPeople * kEach - 1);
        QVERIFY(ran.json["model"] == "test model");
        QVERIFY(ran.err.contains("no embedding by test model")); // of the last face
        QVERIFY(fs::file_size(ran.json["file"].get<std::string>()) > (kPeople * kEach - 1) * 16);
        QCOMPARE(runCli({"map", m_project, "--neighbours", "1"}).status, 2);
        QCOMPARE(runCli({"map", m_project, "--model", "nothing.onnx"}).error(), std::string("not_found"));
    }
};

QTEST_APPLESS_MAIN(TestCurateCommands)
#include "tst_curate_commands.moc"
