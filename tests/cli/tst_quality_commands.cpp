// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/json_util.h"
#include "tests/support/small_project.h"

#include <QProcess>
#include <QTest>
#include <fstream>

using namespace likeness;
namespace fs = std::filesystem;

namespace {

struct Ran {
    int status = -1;
    Json json;
    std::string error() const
    {
        return json.contains("error") ? json["error"]["code"].get<std::string>() : std::string("nothing");
    }
};

Ran run(const std::vector<std::string>& words, const char* user = "xu")
{
    QProcess process;
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("LIKENESS_USER"), QString::fromLatin1(user));
    process.setProcessEnvironment(environment);
    QStringList list;
    for (const auto& word : words)
        list << QString::fromStdString(word);
    list << QStringLiteral("--json");
    process.start(qEnvironmentVariable("LIKENESS_BIN") + QStringLiteral("/likeness-cli"), list);
    Ran ran;
    if (!process.waitForFinished(120000) || process.exitStatus() != QProcess::NormalExit)
        return ran;
    ran.status = process.exitCode();
    ran.json = parseJson(process.readAllStandardOutput().toStdString(), "standard output");
    return ran;
}

} // namespace

class TestQualityCommands : public QObject
{
    Q_OBJECT
    test::TempFolder m_folder;
    std::string m_project;

    std::string file(const std::string& name, const std::string& content)
    {
        const auto path = m_folder / name;
        std::ofstream(path) << content;
        return path.string();
    }

private Q_SLOTS:
    void initTestCase() { m_project = test::makeSmallProject(m_folder.path(), 4, 3, false).string(); }

    void agreementAndApprovals()
    {
        const auto both = file("a.csv", "path,action\nP0/0.png,keep\nP1/0.png,keep\nP2/0.png,keep\n");
        const auto other = file("b.csv", "path,action,identity\nP0/0.png,keep,\nP1/0.png,move,P0\n");
        QCOMPARE(dumpJson(run({"decide", m_project, "--from", both}, "xu").json["applied"]), dumpJson(3));
        QCOMPARE(dumpJson(run({"approvals", m_project}).json["awaiting"]), dumpJson(0));
        QCOMPARE(dumpJson(run({"approvals", m_project, "--require", "2"}, "yao").json["awaiting"]), dumpJson(3));
        QCOMPARE(dumpJson(run({"approvals", m_project}, "xu").json["awaiting_user"]), dumpJson(0));
        QCOMPARE(dumpJson(run({"decide", m_project, "--from", other}, "yao").json["applied"]), dumpJson(2));
        const auto approvals = run({"approvals", m_project}, "xu");
        QCOMPARE(dumpJson(approvals.json["awaiting"]), dumpJson(2)); // P1/0 is Yao's word alone, P2/0 Xu's
        QCOMPARE(dumpJson(approvals.json["awaiting_user"]), dumpJson(1));
        QCOMPARE(dumpJson(approvals.json["faces"][0]["path"]), dumpJson("P1/0.png"));
        QCOMPARE(dumpJson(approvals.json["faces"][0]["approved_by"]), dumpJson(Json{"yao"}));
        const auto agreement = run({"agreement", m_project});
        QCOMPARE(dumpJson(agreement.json["pairs"][0]["faces"]), dumpJson(2));
        QCOMPARE(dumpJson(agreement.json["pairs"][0]["agreement"]), dumpJson(0.5));
        QCOMPARE(dumpJson(agreement.json["disagreements"][0]["said_b"]), dumpJson("P0"));
        QCOMPARE(run({"approvals", m_project, "--require", "3"}).status, 2);
    }

    void history()
    {
        const auto face = run({"history", m_project, "--path", "P1/0.png"});
        QCOMPARE(face.json["history"].size(), std::size_t{3});
        QCOMPARE(dumpJson(face.json["history"][0]["who"]), dumpJson("yao"));
        QCOMPARE(dumpJson(face.json["history"][0]["changes"][0]["before"]), dumpJson("P1"));
        QCOMPARE(dumpJson(face.json["history"][0]["changes"][0]["after"]), dumpJson("P0"));
        QCOMPARE(run({"history", m_project, "--person", "P0", "--limit", "1"}).json["history"].size(), std::size_t{1});
        QCOMPARE(run({"history", m_project, "--person", "Nobody"}).error(), std::string("not_found"));
        QCOMPARE(run({"history", m_project}).error(), std::string("bad_argument"));
    }

    void preview()
    {
        const auto before = run({"journal", m_project}).json["entries"].size();
        const auto merge = run({"preview", m_project, "--action", "merge", "--identity", "P2", "--other", "P3"});
        QCOMPARE(merge.status, 0);
        QCOMPARE(dumpJson(merge.json["faces"]), dumpJson(3));
        QCOMPARE(dumpJson(merge.json["identities"][0]["before"]), dumpJson("P2"));
        QCOMPARE(dumpJson(merge.json["identities"][0]["after"]), dumpJson(""));
        QCOMPARE(dumpJson(merge.json["identities"][1]["faces_after"]), dumpJson(6));
        QCOMPARE(dumpJson(merge.json["method"]), dumpJson("lbph"));
        QVERIFY(merge.json["identities"][1]["purity_after"].is_number());
        const auto list = file("c.csv", "path,action,identity\nP3/0.png,reject,\nP3/9.png,keep,\nP3/1.png,move,Zoe\n");
        const auto csv = run({"preview", m_project, "--from", list});
        QCOMPARE(dumpJson(csv.json["faces"]), dumpJson(2));
        QCOMPARE(csv.json["skipped"].size(), std::size_t{1});
        QCOMPARE(run({"journal", m_project}).json["entries"].size(), before);
        QCOMPARE(run({"preview", m_project, "--action", "merge", "--identity", "P2", "--other", "X"}).error(),
                 std::string("not_found"));
    }

    void spotCheck()
    {
        QVERIFY(run({"spot-check", m_project}).json["sample"].is_null());
        QCOMPARE(dumpJson(run({"spot-check", m_project, "--plan", "--target", "0.05"}).json["needed"]), dumpJson(72));
        const auto drawn = run({"spot-check", m_project, "--draw", "4", "--target", "0.3", "--seed", "5"});
        QCOMPARE(drawn.json["items"].size(), std::size_t{4});
        std::string answers = "path,identity,answer\n";
        for (const auto& item : drawn.json["items"])
            answers += item["path"].get<std::string>() + ",,right\n";
        answers += "nowhere.png,,right\n";
        const auto judged = run({"spot-check", m_project, "--from", file("d.csv", answers)});
        QCOMPARE(dumpJson(judged.json["applied"]), dumpJson(4));
        QCOMPARE(judged.json["skipped"].size(), std::size_t{1});
        QCOMPARE(dumpJson(judged.json["sample"]["right"]), dumpJson(4));
        QCOMPARE(dumpJson(judged.json["sample"]["verdict"]), dumpJson("more_needed"));
        QCOMPARE(dumpJson(run({"spot-check", m_project, "--status"}).json["sample"]["left"]), dumpJson(0));
    }

    void check()
    {
        const auto none = run({"check", m_project, "--kind", "cross"});
        QCOMPARE(none.status, 0);
        QCOMPARE(dumpJson(none.json["passed"]), dumpJson(0));
        QVERIFY(none.json["not_checked"].get<int>() > 0);
        QCOMPARE(run({"check", m_project, "--model", "nothing.onnx"}).error(), std::string("not_found"));
        QCOMPARE(run({"check", m_project, "--kind", "spot"}).status, 2);
    }
};

QTEST_GUILESS_MAIN(TestQualityCommands)
#include "tst_quality_commands.moc"
