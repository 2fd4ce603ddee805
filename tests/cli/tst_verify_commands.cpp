// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/run_cli.h"
#include "tests/support/small_project.h"

#include <QTest>
#include <cmath>
#include <set>

using namespace likeness;
namespace fs = std::filesystem;
using test::runCli;

namespace {

constexpr int kPeople = 8;
constexpr int kEach = 4;

bool has(const Json& json, std::initializer_list<const char*> keys)
{
    bool all = true;
    for (const char* key : keys)
        if (!json.contains(key)) {
            qWarning("no key %s", key);
            all = false;
        }
    return all;
}

} // namespace

// One short training, then everything that is done with a verification of it.
class TestVerifyCommands : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void verifiesEveryKindOfSet_data();
    void verifiesEveryKindOfSet();
    void storesAndReadsAgain();
    void listsAndQueuesErrors();
    void advisesAThreshold();
    void slices();
    void comparesStored();
    void attacks();
    void makesAHardSet();
    void judgesByGates();
    void tabulatesModels();
    void countsAllPairs();
    void benchesAllPairs();

private:
    std::string stored();
    test::TempFolder m_folder;
    std::string m_project, m_run, m_faces;
};

void TestVerifyCommands::initTestCase()
{
    m_project = test::makeSmallProject(m_folder.path(), kPeople, kEach, false);
    m_faces = m_folder / "faces";
    const auto ran = runCli({"train", m_project, "--device", "cpu", "--set", "model.backbone=mobilefacenet_small",
                             "--set", "model.embedding=64", "--set", "train.epochs=1", "--set", "train.batch_size=8",
                             "--set", "data.validation=0.7"});
    QVERIFY2(ran.status == 0, ran.err.constData());
    m_run = fs::path(m_project) / "runs" / ran.json["run"].get<std::string>();
}

// A verification of all of the project's people, in a file; made once.
std::string TestVerifyCommands::stored()
{
    const fs::path file = m_folder / "v.lkv";
    if (!fs::exists(file)) {
        const auto ran = runCli({"verify", "--model", m_run, "--set", m_project, "--out", file});
        if (ran.status != 0)
            qFatal("%s", ran.err.constData());
    }
    return file;
}

void TestVerifyCommands::verifiesEveryKindOfSet_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<int>("people"); // 0: not known here
    QTest::newRow("the run's people") << QString() << 0;
    QTest::newRow("the project") << QStringLiteral("project") << kPeople;
    QTest::newRow("a folder") << QStringLiteral("folder") << kPeople;
}

void TestVerifyCommands::verifiesEveryKindOfSet()
{
    QFETCH(QString, kind);
    QFETCH(int, people);
    for (const char* flip : {"sum", "concat", "none"}) {
        std::vector<std::string> words{"verify", "--model", m_run, "--flip", flip};
        if (kind == QLatin1String("project"))
            words.insert(words.end(), {"--set", m_project});
        if (kind == QLatin1String("folder"))
            words.insert(words.end(), {"--set", m_faces, "--aligned"});
        const auto ran = runCli(words);
        QVERIFY2(ran.status == 0, ran.err.constData());
        QVERIFY(has(ran.json, {"accuracy", "auc", "auc_ci95", "eer_ci95", "score_fisher_ci95", "d_prime_ci95",
                               "protocols", "decode_seconds", "embed_seconds", "metric_seconds"}));
        QCOMPARE(ran.json["mirror"].get<std::string>(), std::string(flip));
        QVERIFY(ran.json["protocols"].size() >= 9);
        if (kind == QLatin1String("project")) // a part of them was trained on
            QVERIFY(ran.json["trained_people"].get<int>() > 0 && ran.json["trained_people"].get<int>() < people);
        if (people > 0)
            QCOMPARE(ran.json["genuine"].get<int>(), people * kEach * (kEach - 1) / 2);
    }
    const auto wrong = runCli({"verify", "--model", m_run, "--flip", "twice"});
    QCOMPARE(wrong.status, 2);
    QCOMPARE(runCli({"verify", "--model", (m_folder / "no.onnx").string()}).status, 1);
    QCOMPARE(runCli({"verify"}).error(), std::string("bad_argument"));
}

void TestVerifyCommands::storesAndReadsAgain()
{
    const auto fresh = runCli({"verify", "--model", m_run, "--set", m_project, "--project", m_project});
    QVERIFY2(fresh.status == 0, fresh.err.constData());
    QVERIFY(fs::exists(fresh.json["stored"].get<std::string>()));
    const auto again = runCli({"verify", "--from", fresh.json["stored"].get<std::string>()});
    QVERIFY2(again.status == 0, again.err.constData());
    for (const char* key : {"accuracy", "auc", "eer", "auc_ci95", "tpr_at_fpr", "roc"})
        QCOMPARE(dumpJson(again.json[key]), dumpJson(fresh.json[key]));
    QCOMPARE(runCli({"verify", "--from", fresh.json["stored"].get<std::string>(), "--model", m_run}).status, 2);
    writeFileAtomically(m_folder / "broken.lkv", std::string_view("LKVERIF1 and nothing"));
    QCOMPARE(runCli({"verify", "--from", m_folder / "broken.lkv"}).error(), std::string("bad_file"));
    const auto report = runCli({"report", stored(), "--out", m_folder / "stored.html"});
    QVERIFY2(report.status == 0, report.err.constData());
    QVERIFY(report.json.contains("labels_changed"));
}

void TestVerifyCommands::listsAndQueuesErrors()
{
    const auto ran = runCli({"errors", "--from", stored(), "--threshold", "0.99", "--most", "5", "--queue", m_project});
    QVERIFY2(ran.status == 0, ran.err.constData());
    const Json& rejects = ran.json["false_rejects"];
    QVERIFY(ran.json["false_rejects_total"].get<std::size_t>() >= rejects.size());
    QCOMPARE(rejects.size(), std::size_t{5});
    for (std::size_t i = 0; i < rejects.size(); ++i) {
        QVERIFY(rejects[i]["score"].get<double>() < 0.99);
        QVERIFY(rejects[i]["face_a"].get<std::int64_t>() > 0);
        if (i > 0)
            QVERIFY(rejects[i]["score"].get<double>() >= rejects[i - 1]["score"].get<double>());
    }
    const auto project = dataset::Project::open(m_project);
    const auto flags = project.flags(true);
    QCOMPARE(flags.size(), ran.json["queued"].get<std::size_t>());
    QVERIFY(!flags.empty());
    for (const auto& flag : flags) {
        QCOMPARE(flag.method, std::string("verification"));
        QCOMPARE(flag.kind, std::string("mislabelled"));
        QVERIFY(flag.rivalFace > 0 && flag.score >= 0.5 && flag.score <= 1);
    }
    QVERIFY(project.hasFlags("verification"));
}

void TestVerifyCommands::advisesAThreshold()
{
    const auto ran = runCli({"threshold", "--from", stored(), "--fmr", "0.1", "--attempts", "1000"});
    QVERIFY2(ran.status == 0, ran.err.constData());
    QVERIFY(has(ran.json, {"threshold", "threshold_ci95", "achieved_fmr", "fnmr", "expected_false_accepts_per_day",
                           "sufficient", "warnings"}));
    QVERIFY(ran.json["achieved_fmr"].get<double>() <= 0.1);
    const auto strict = runCli({"threshold", "--from", stored(), "--fmr", "1e-6"});
    QVERIFY(!strict.json["sufficient"].get<bool>());
    QVERIFY(!strict.json["warnings"].empty());
    QCOMPARE(runCli({"threshold"}).error(), std::string("bad_argument"));
}

void TestVerifyCommands::slices()
{
    const fs::path file = m_folder / "sliced.lkv";
    fs::copy_file(stored(), file);
    std::string csv = "path,side\n";
    for (int p = 0; p < kPeople; ++p)
        for (int i = 0; i < kEach; ++i)
            csv += "P" + std::to_string(p) + "/" + std::to_string(i) + ".png," + (p % 2 == 0 ? "left" : "right") + "\n";
    writeFileAtomically(m_folder / "sides.csv", csv);
    const auto ran = runCli({"slices", "--from", file, "--by", m_folder / "sides.csv", "--keep"});
    QVERIFY2(ran.status == 0, ran.err.constData());
    QCOMPARE(ran.json["slices"].size(), std::size_t{2});
    QVERIFY(!ran.json.contains("members"));
    QVERIFY(has(ran.json["attributes"][0]["gaps"][0], {"gap", "p", "p_holm"}));
    // Numbers are divided where one says.
    std::string ages = "path,age\n";
    for (int p = 0; p < kPeople; ++p)
        for (int i = 0; i < kEach; ++i)
            ages += "P" + std::to_string(p) + "/" + std::to_string(i) + ".png," + std::to_string(10 * p + 5) + "\n";
    writeFileAtomically(m_folder / "ages.csv", ages);
    const auto divided = runCli({"slices", "--from", file, "--by", m_folder / "ages.csv", "--edges", "age=20"});
    QVERIFY2(divided.status == 0, divided.err.constData());
    std::set<std::string> values;
    for (const Json& slice : divided.json["slices"])
        if (slice["attribute"] == "age")
            values.insert(slice["value"].get<std::string>());
    QCOMPARE(values, (std::set<std::string>{"under 20", "20 and more"}));
    for (const char* wrong : {"age", "=3", "age=", "age=5,4", "age=x"})
        QCOMPARE(runCli({"slices", "--from", file, "--by", m_folder / "ages.csv", "--edges", wrong}).error(),
                 std::string("bad_argument"));
    // A table of other images is an error, and what was kept stays.
    const std::string before = readTextFile(file);
    writeFileAtomically(m_folder / "wrong.csv", std::string_view("path,side\nelsewhere.png,up\n"));
    QCOMPARE(runCli({"slices", "--from", file, "--by", m_folder / "wrong.csv", "--keep"}).error(),
             std::string("bad_file"));
    QCOMPARE(readTextFile(file), before);
    const auto advised = runCli({"threshold", "--from", file, "--fmr", "0.1"});
    QVERIFY2(advised.status == 0, advised.err.constData());
    QVERIFY(has(advised.json, {"warnings"}));
}

void TestVerifyCommands::comparesStored()
{
    const auto ran = runCli({"compare", stored(), stored()});
    QVERIFY2(ran.status == 0, ran.err.constData());
    QCOMPARE(ran.json["results"][0]["difference"].get<double>(), 0.0);
    QVERIFY(ran.json["verdict"].get<std::string>() != "better");
}

void TestVerifyCommands::attacks()
{
    const auto ran = runCli({"robustness", "--model", m_run, "--set", m_faces, "--aligned", "--method", "fgsm", "--eps",
                             "1", "8", "--pairs-max", "40", "--pictures", m_folder / "attacks"});
    QVERIFY2(ran.status == 0, ran.err.constData());
    QCOMPARE(ran.json["points"].size(), std::size_t{2});
    QVERIFY(has(ran.json["points"][0], {"epsilon", "method", "survival", "survival_ci95", "genuine", "impostor"}));
    for (const Json& point : ran.json["points"])
        for (const char* kind : {"genuine", "impostor"})
            QVERIFY(point[kind]["flipped"].get<int>() <= point[kind]["attacked"].get<int>());
    QVERIFY(ran.json["points"][1]["genuine"]["attacked"].get<int>() > 0);
    for (const Json& example : ran.json["examples"])
        QVERIFY(fs::exists(m_folder / "attacks" / example["files"]["difference"].get<std::string>()));
}

void TestVerifyCommands::makesAHardSet()
{
    const fs::path pack = m_folder / "hard.bin";
    const auto ran = runCli({"hard-set", "--model", m_run, "--set", m_faces, "--aligned", "--out", pack, "--variants",
                             "mask,low-resolution", "--max-pairs", "10"});
    QVERIFY2(ran.status == 0, ran.err.constData());
    QCOMPARE(ran.json["genuine"].get<int>(), ran.json["impostor"].get<int>());
    const auto verified = runCli({"verify", "--model", m_run, "--set", pack});
    QVERIFY2(verified.status == 0, verified.err.constData());
    QCOMPARE(verified.json["pairs"].get<int>(), ran.json["pairs"].get<int>());
    QCOMPARE(verified.json["resampled"].get<std::string>(), std::string("identities")); // its list says who is who
}

void TestVerifyCommands::judgesByGates()
{
    const auto set = runCli({"gates", m_project, "--set", "auc >= 0.01", "--set", "tpr_at_fpr@1e-6 >= 0.999"});
    QVERIFY2(set.status == 0, set.err.constData());
    const auto judged = runCli({"judge", stored(), "--project", m_project});
    QVERIFY2(judged.status == 0, judged.err.constData());
    QCOMPARE(judged.json["verdict"].get<std::string>(), std::string("not_enough_data"));
    const auto enforced = runCli({"judge", stored(), "--gate", "auc > 0.9999", "--enforce"});
    QCOMPARE(enforced.status, 1);
    QCOMPARE(enforced.error(), std::string("gate_failed"));
    writeFileAtomically(m_folder / "people.csv", std::string_view("path,person\na.png,Ann\n"));
    const auto table = runCli({"judge", m_folder / "people.csv", "--gate", "auc > 0.9"});
    QCOMPARE(table.error(), std::string("bad_file"));
    QVERIFY(!table.err.contains("parse error")); // says what it takes, not where a parser stumbled
    const auto pack = runCli({"verify", "--model", m_run, "--set", m_folder / "people.csv"});
    QCOMPARE(pack.error(), std::string("bad_file"));
    QVERIFY(pack.json["error"]["message"].get<std::string>().find("no pack of image pairs") != std::string::npos);
    const auto unknown = runCli({"gates", m_project, "--set", "acuracy > 0.5"});
    QCOMPARE(unknown.error(), std::string("bad_argument"));
    QVERIFY(unknown.json["error"]["message"].get<std::string>().find("accuracy") != std::string::npos);
}

void TestVerifyCommands::tabulatesModels()
{
    const auto ran = runCli({"models", m_run, "--evidence", stored(), "--passes", "3", "--batch", "2"});
    QVERIFY2(ran.status == 0, ran.err.constData());
    const Json& row = ran.json["models"][0];
    QVERIFY(has(row, {"model", "parameters", "multiply_adds", "latency_ms", "evidence"}));
    QVERIFY(row["parameters"].get<double>() > 9e5 && row["latency_ms"].get<double>() > 0);
    QCOMPARE(row["evidence"].size(), std::size_t{1});
}

void TestVerifyCommands::countsAllPairs()
{
    const auto ran = runCli({"verify", "--model", m_run, "--set", m_faces, "--aligned", "--all-pairs"});
    QVERIFY2(ran.status == 0, ran.err.constData());
    const Json& all = ran.json["all_pairs"];
    const int images = kPeople * kEach;
    QCOMPARE(all["pairs"].get<int>(), images * (images - 1) / 2);
    // So few that drawing takes all of them, too.
    QVERIFY(std::abs(all["auc"].get<double>() - ran.json["auc"].get<double>()) < 1e-6);
}

void TestVerifyCommands::benchesAllPairs()
{
    const auto ran = runCli({"bench", "roc", "--count", "600", "--dim", "32", "--rounds", "1"});
    QVERIFY2(ran.status == 0, ran.err.constData());
    QVERIFY(has(ran.json, {"pairs", "seconds", "gemm_seconds", "tpr_at_fpr", "peak_rss_mb", "threads", "device"}));
    QCOMPARE(ran.json["pairs"].get<int>(), 600 * 599 / 2);
}

QTEST_GUILESS_MAIN(TestVerifyCommands)
#include "tst_verify_commands.moc"
