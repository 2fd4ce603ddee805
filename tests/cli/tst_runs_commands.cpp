// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/run/run_folder.h"
#include "tests/cli/run_cli.h"
#include "tests/support/small_project.h"

#include <QTest>
#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <signal.h>

using namespace likeness;
namespace fs = std::filesystem;

namespace {
constexpr int kPeople = 10;
constexpr int kEach = 4;
} // namespace

// Two short runs of one project, and what the command line says of them.
class TestRunsCommands : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void listsRuns();
    void followsFolders();
    void followsARun();
    void countsTheStepsOfOneSitting();
    void saysWhatARunWasForkedFrom();
    void goesOnWithNothingThatIsFinished();
    void printsForPeople();
    void comparesOnAFolder();
    void comparesOnPeopleOfBoth();
    void leavesOutWhoWasTrainedOn();
    void refusesComparisons();
    void exportsNumbers();
    void exportsPictures();
    void benchesTheList();

private:
    std::string train(const std::string& seed)
    {
        const auto ran =
            test::runCli({"train", m_project, "--device", "cpu", "--seed", seed, "--set",
                          "model.backbone=mobilefacenet_small", "--set", "model.embedding=64", "--set",
                          "train.epochs=1", "--set", "train.batch_size=8", "--set", "data.validation=0.6"});
        return ran.status == 0 ? ran.json["folder"].get<std::string>() : std::string();
    }
    // "difference" of a metric by a test.
    static const Json& result(const Json& json, const char* metric, const char* test)
    {
        for (const Json& r : json["results"])
            if (r["metric"] == metric && r["test"] == test)
                return r;
        throw std::logic_error("no such result");
    }
    test::TempFolder m_folder;
    std::string m_project, m_faces, m_a, m_b;
};

void TestRunsCommands::initTestCase()
{
    m_project = test::makeSmallProject(m_folder.path(), kPeople, kEach, false);
    m_faces = m_folder / "faces";
    m_a = train("1");
    m_b = train("2");
    QVERIFY(!m_a.empty() && !m_b.empty());
}

void TestRunsCommands::listsRuns()
{
    for (const std::string& place : {m_project, m_project + "/runs"}) {
        const auto ran = test::runCli({"runs", place});
        QCOMPARE(ran.status, 0);
        QCOMPARE(ran.json["runs"].size(), std::size_t(2));
        const Json& newest = ran.json["runs"][0];
        QCOMPARE(newest["id"].get<std::string>(), fs::path(m_b).filename().string());
        QCOMPARE(newest["state"].get<std::string>(), std::string("completed"));
        QCOMPARE(newest["backbone"].get<std::string>(), std::string("mobilefacenet_small"));
        QVERIFY(newest["loss"].is_number() && newest["best_auc"].is_number() && newest["eer"].is_number());
        QVERIFY(newest["images_per_second"].get<double>() > 0 && newest["has_model"].get<bool>());
    }
    QCOMPARE(test::runCli({"runs", m_folder / "nothing"}).error(), std::string("not_found"));
}

void TestRunsCommands::followsFolders()
{
    const auto share = m_folder / "share";
    fs::create_directory(share);
    fs::copy(m_a, share / "20250101-000000", fs::copy_options::recursive);
    auto ran = test::runCli({"runs", m_project, "--follow", share});
    QCOMPARE(ran.json["runs"].size(), std::size_t(3));
    QCOMPARE(ran.json["followed"].size(), std::size_t(1));
    fs::rename(share, m_folder / "gone");
    ran = test::runCli({"runs", m_project});
    QCOMPARE(ran.json["runs"].size(), std::size_t(3));
    QVERIFY(!ran.json["runs"][2]["reachable"].get<bool>() && ran.json["runs"][2]["followed"].get<bool>());
    QCOMPARE(test::runCli({"runs", m_project, "--follow", share}).error(), std::string("not_found"));
    ran = test::runCli({"runs", m_project, "--unfollow", share});
    QCOMPARE(ran.json["runs"].size(), std::size_t(2));
    QCOMPARE(test::runCli({"runs", m_project, "--unfollow", share}).error(), std::string("not_found"));
    QCOMPARE(test::runCli({"runs", m_folder.path(), "--follow", m_project}).error(), std::string("not_a_project"));
}

void TestRunsCommands::followsARun()
{
    const auto ended = test::runCli({"follow", m_a});
    QCOMPARE(ended.status, 0);
    QCOMPARE(ended.json["state"].get<std::string>(), std::string("completed"));
    QVERIFY(ended.json["events"].get<int>() > 3);
    QVERIFY(ended.err.contains("verification: AUC"));

    // One that is trained meanwhile: on another machine, as far as anybody can tell.
    const auto live = m_folder / "live";
    fs::create_directory(live);
    for (const char* file : {"run.json", "samples.csv"})
        fs::copy(fs::path(m_a) / file, live / file);
    writeJsonFile(live / "state.json", {{"state", "running"}, {"host", "elsewhere"}});
    std::ofstream(live / "metrics.jsonl") << R"({"type":"epoch","epoch":1,"loss":5.0})"
                                          << "\n"
                                          << R"({"type":7})"
                                          << "\n{\"type\":\"ep";
    QProcess process;
    process.start(qEnvironmentVariable("LIKENESS_BIN") + QStringLiteral("/likeness-cli"),
                  {QStringLiteral("follow"), QString::fromStdString(live), QStringLiteral("--json")});
    QVERIFY(process.waitForStarted());
    QByteArray err;
    const auto says = [&](const char* text) {
        err += process.readAllStandardError();
        return err.contains(text);
    };
    QTRY_VERIFY(says("epoch 1: loss 5.0000"));
    std::ofstream(live / "metrics.jsonl", std::ios::app) << R"(och","epoch":2,"loss":4.0})"
                                                         << "\n";
    QTRY_VERIFY(says("epoch 2: loss 4.0000"));
    std::ofstream(live / "metrics.jsonl", std::ios::app) << R"({"type":"end","state":"completed","steps":9})"
                                                         << "\n";
    writeJsonFile(live / "state.json", {{"state", "completed"}, {"epoch", 2}, {"step", 9}});
    QVERIFY(process.waitForFinished(10000));
    QCOMPARE(process.exitCode(), 0);
    const Json last = parseJson(process.readAllStandardOutput().toStdString(), "standard output");
    QCOMPARE(last["events"].get<int>(), 3);

    writeJsonFile(live / "state.json", {{"state", "running"}, {"host", "elsewhere"}});
    process.start();
    QVERIFY(process.waitForStarted());
    err.clear();
    QTRY_VERIFY(says("epoch 2"));
    ::kill(static_cast<pid_t>(process.processId()), SIGINT);
    QVERIFY(process.waitForFinished(3000));
    QCOMPARE(process.exitCode(), 130);
    QCOMPARE(test::runCli({"follow", m_folder / "nothing"}).error(), std::string("not_found"));
}

void TestRunsCommands::countsTheStepsOfOneSitting()
{
    const auto folder = m_folder / "sittings";
    fs::create_directory(folder);
    fs::copy(fs::path(m_a) / "run.json", folder / "run.json");
    writeJsonFile(folder / "state.json", {{"state", "stopped"}, {"epoch", 4}, {"step", 40}});
    std::ofstream(folder / "metrics.jsonl")
        << R"({"type":"start","time":100,"run":"R","step":30,"steps_per_epoch":10,"epochs":4})"
        << "\n"
        << R"({"type":"step","time":105,"step":40})"
        << "\n"
        << R"({"type":"end","time":105,"state":"stopped","steps":40})"
        << "\n";
    const auto ran = test::runCli({"follow", folder});
    QCOMPARE(ran.status, 0);
    QVERIFY2(ran.err.contains("40/40 steps 2.0 steps/s"), ran.err.constData());
    QVERIFY2(ran.err.contains("stopped after 40 steps; train --resume R goes on"), ran.err.constData());
}

void TestRunsCommands::saysWhatARunWasForkedFrom()
{
    const auto folder = m_folder / "forks" / "20250101-000000";
    fs::create_directories(folder);
    Json config = readJsonFile(fs::path(m_a) / "run.json");
    config["fork"] = {{"run", "20240101-000000"}};
    writeJsonFile(folder / "run.json", config);
    QCOMPARE(test::runCli({"runs", folder}).json["runs"][0]["forked_from"].get<std::string>(),
             std::string("20240101-000000"));
    QVERIFY(test::runForPeople({"runs", folder}).out.contains("fork of 20240101-000000"));
    QVERIFY(!test::runForPeople({"runs", m_a}).out.contains("fork of"));
}

void TestRunsCommands::goesOnWithNothingThatIsFinished()
{
    const auto id = fs::path(m_a).filename().string();
    const auto events = readFile(fs::path(m_a) / "metrics.jsonl");
    const auto ran = test::runCli({"train", m_project, "--resume", id});
    QCOMPARE(ran.status, 0);
    for (const char* key : {"run", "state", "epochs", "steps", "images_per_second", "final", "folder", "seconds"})
        QVERIFY2(ran.json.contains(key), key);
    QCOMPARE(ran.json["state"].get<std::string>(), std::string("completed"));
    QVERIFY2(ran.err.contains("already finished") &&
                 ran.err.contains(QByteArray::fromStdString("--fork " + id + " --set train.epochs=2")),
             ran.err.constData());
    QVERIFY(readFile(fs::path(m_a) / "metrics.jsonl") == events);
}

void TestRunsCommands::printsForPeople()
{
    const auto followed = test::runForPeople({"follow", m_a});
    QCOMPARE(followed.status, 0);
    QVERIFY2(followed.out.contains("\nchanged: 20") && !followed.out.contains("message:"), followed.out.constData());
    const auto trained = test::runForPeople({"train", m_project, "--resume", fs::path(m_a).filename()});
    QVERIFY2(trained.out.contains("\nfinal: loss=") && !trained.out.contains('{'), trained.out.constData());
    for (const QByteArray& line : trained.out.split('\n'))
        if (line.startsWith("images_per_second: "))
            QVERIFY2(line.size() <= 25, line.constData());
    const auto exported = test::runForPeople({"export-model", m_a, "--onnx", m_folder / "a.onnx"});
    QCOMPARE(exported.status, 0);
    QVERIFY2(exported.out.endsWith(" crops)\n"), exported.out.constData());
    // The window's name of a language is one here, too.
    const auto out = (m_folder / "x.html").string();
    QCOMPARE(test::runCli({"report", m_folder / "nothing", "--out", out, "--lang", "zh_CN"}).error(),
             std::string("not_found"));
    QCOMPARE(test::runCli({"report", m_folder / "nothing", "--out", out, "--lang", "fr"}).status, 2);
}

void TestRunsCommands::comparesOnAFolder()
{
    const auto ran = test::runCli({"compare", m_a, m_b, "--set", m_faces, "--aligned", "--bootstraps", "400"});
    QVERIFY2(ran.status == 0, ran.err.constData());
    QCOMPARE(ran.json["models"].size(), std::size_t(2));
    QCOMPARE(ran.json["people"].get<int>(), kPeople);
    QCOMPARE(ran.json["resampled"].get<std::string>(), std::string("identities"));
    QCOMPARE(ran.json["genuine"].get<int>() + ran.json["impostor"].get<int>(), ran.json["pairs"].get<int>());
    // The same figures as verify's.
    for (const Json& model : ran.json["models"]) {
        const auto run = fs::path(m_project) / "runs" / model["model"].get<std::string>();
        const auto alone = test::runCli({"verify", "--model", run, "--set", m_faces, "--aligned"});
        QVERIFY(std::abs(alone.json["auc"].get<double>() - model["auc"].get<double>()) < 1e-9);
        QVERIFY(std::abs(alone.json["eer"].get<double>() - model["eer"].get<double>()) < 1e-9);
    }
    const Json& auc = result(ran.json, "auc", "bootstrap");
    QCOMPARE(auc["a"].get<std::string>(), ran.json["best"].get<std::string>());
    QVERIFY(auc["difference"].get<double>() >= 0);
    QVERIFY(auc["ci95"][0].get<double>() <= auc["ci95"][1].get<double>());
    QVERIFY(auc["p"] == auc["p_holm"]); // one comparison only
    // A model is no better than itself; three models are corrected for.
    const auto twice = test::runCli({"compare", m_a, m_a, m_b, "--set", m_faces, "--aligned", "--bootstraps", "400"});
    QCOMPARE(twice.json["results"].size(), std::size_t(12));
    int equal = 0;
    for (const Json& r : twice.json["results"]) {
        QVERIFY(r["p_holm"].get<double>() >= r["p"].get<double>());
        equal += r["difference"] == 0.0 && r["p"] == 1.0 ? 1 : 0;
    }
    QVERIFY(equal >= 6 || ran.json["best"] == fs::path(m_b).filename().string());
}

void TestRunsCommands::comparesOnPeopleOfBoth()
{
    // Seeds differ, and so do the people kept for verification; with 6 of 10 each, at least two are common.
    const auto ran =
        test::runCli({"compare", m_project, fs::path(m_a).filename(), fs::path(m_b).filename(), "--bootstraps", "400"});
    QVERIFY2(ran.status == 0, ran.err.constData());
    QVERIFY(ran.json["set"].is_null());
    // Exactly those whom both kept.
    std::map<std::string, int> kept;
    for (const std::string& folder : {m_a, m_b})
        for (const auto& sample : run::RunFolder(folder).samples())
            if (sample.validation)
                ++kept[sample.name];
    const auto common =
        std::count_if(kept.begin(), kept.end(), [](const auto& person) { return person.second == 2 * kEach; });
    QVERIFY(common >= 2 && common < kPeople);
    QCOMPARE(ran.json["people"].get<std::ptrdiff_t>(), common);
    QCOMPARE(ran.json["genuine"].get<std::ptrdiff_t>(), common * kEach * (kEach - 1) / 2);
}

void TestRunsCommands::leavesOutWhoWasTrainedOn()
{
    // Of the second run's people, one becomes somebody that it has trained on, under other faces.
    const auto copy = fs::path(m_project) / "runs" / "20250202-000000";
    fs::copy(m_a, copy, fs::copy_options::recursive);
    const run::RunFolder run(copy);
    auto samples = run.samples();
    const auto person = std::find_if(samples.begin(), samples.end(), [](const auto& s) { return s.validation; })->name;
    std::find_if(samples.begin(), samples.end(), [](const auto& s) { return !s.validation; })->name = person;
    run.setSamples(samples);
    const auto before = test::runCli({"compare", m_a, m_a, "--bootstraps", "0"});
    const auto after = test::runCli({"compare", m_a, copy, "--bootstraps", "0"});
    QVERIFY2(after.status == 0, after.err.constData());
    QCOMPARE(after.json["people"].get<int>(), before.json["people"].get<int>() - 1);
    fs::remove_all(copy);
}

void TestRunsCommands::refusesComparisons()
{
    QCOMPARE(test::runCli({"compare", m_a, "--set", m_faces}).error(), std::string("bad_argument"));
    QCOMPARE(test::runCli({"compare", m_a, m_folder / "none", "--set", m_faces, "--aligned"}).error(),
             std::string("not_found"));
    QCOMPARE(test::runCli({"compare", m_a, "no-run"}).error(), std::string("not_found"));
}

void TestRunsCommands::exportsNumbers()
{
    const auto out = m_folder / "tables";
    const auto ran = test::runCli({"export-run", m_a, "--format", "csv", "--out", out});
    QCOMPARE(ran.json["count"].get<int>(), 2);
    const auto lines = split(readTextFile(out / "steps.csv"), '\n');
    QCOMPARE(lines.size(), test::runCli({"runs", m_a}).json["runs"][0]["step"].get<std::size_t>() + 2);
    QVERIFY(lines.front().starts_with("step,epoch,seconds,loss"));
    const auto board = test::runCli({"export-run", m_a, "--format", "tensorboard", "--out", out});
    const fs::path file = board.json["written"][0].get<std::string>();
    QVERIFY(file.filename().string().starts_with("events.out.tfevents."));
    QVERIFY(fs::file_size(file) > 300);
    QCOMPARE(test::runCli({"export-run", m_a, "--format", "xlsx", "--out", out}).status, 2);
    QCOMPARE(test::runCli({"export-run", m_a, "--format", "png", "--out", out / "a.pdf"}).error(),
             std::string("bad_argument"));
}

void TestRunsCommands::exportsPictures()
{
    if (!fs::exists(qEnvironmentVariable("LIKENESS_BIN").toStdString() + "/likeness"))
        QSKIP("the window's program draws the plots and was not built: configure with -DLIKENESS_GUI=ON, as the preset "
              "release does");
    for (const char* language : {"en", "zh"}) {
        const auto pdf = m_folder / (std::string(language) + ".pdf");
        const auto ran = test::runCli({"export-run", m_a, "--format", "pdf", "--out", pdf, "--lang", language});
        QVERIFY2(ran.status == 0, ran.err.constData());
        QVERIFY(readTextFile(pdf).starts_with("%PDF"));
    }
    const auto png = m_folder / "plots.png";
    QCOMPARE(test::runCli({"export-run", m_a, "--format", "png", "--out", png}).status, 0);
    QVERIFY(readTextFile(png).starts_with("\x89PNG"));
}

void TestRunsCommands::benchesTheList()
{
    const auto ran = test::runCli({"bench", "runs", "--runs", "5", "--steps", "100", "--no-window"});
    QVERIFY2(ran.status == 0, ran.err.constData());
    QCOMPARE(ran.json["runs"].get<int>(), 5);
    QVERIFY(ran.json["first_list_seconds"].get<double>() > 0 && ran.json["list_seconds"].get<double>() > 0);
    if (!fs::exists(qEnvironmentVariable("LIKENESS_BIN").toStdString() + "/likeness"))
        return;
    const auto window = test::runCli({"bench", "runs", "--runs", "5", "--steps", "100"});
    QVERIFY2(window.status == 0, window.err.constData());
    for (const char* opening : {"first", "again"}) {
        QCOMPARE(window.json[opening]["rows"].get<int>(), 5);
        for (const char* key : {"first_rows_ms", "longest_block_ms", "sort_ms_max", "filter_ms_max", "choose_block_ms"})
            QVERIFY2(window.json[opening][key].get<double>() > 0, key);
    }
}

QTEST_GUILESS_MAIN(TestRunsCommands)
#include "tst_runs_commands.moc"
