// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/json_util.h"
#include "tests/support/small_project.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QTest>
#include <fstream>
#include <signal.h>

using namespace likeness;
namespace fs = std::filesystem;

namespace {

constexpr int kPeople = 6;
constexpr int kEach = 4;
constexpr int kSlowToStop = 3000; // milliseconds; a second is promised, and a test machine is busy

struct Ran {
    int status = -1;
    Json json;
    QByteArray err;
    std::string error() const { return json.contains("error") ? json["error"]["code"].get<std::string>() : "nothing"; }
    bool worked() const { return err.contains("embed"); } // the stage's name, printed as it begins
};

QString program(const char* name)
{
    return qEnvironmentVariable("LIKENESS_BIN") + QLatin1Char('/') + QLatin1String(name);
}

void start(QProcess& process, std::vector<std::string> words, const QString& file = program("likeness-cli"))
{
    QStringList arguments;
    for (const auto& word : words)
        arguments << QString::fromStdString(word);
    process.start(file, arguments << QStringLiteral("--json"));
}

// Reads the one object that --json prints.
Ran finished(QProcess& process)
{
    Ran ran;
    if (!process.waitForFinished(60000))
        return ran;
    ran.status = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -2;
    ran.err = process.readAllStandardError();
    ran.json = parseJson(process.readAllStandardOutput().toStdString(), "standard output");
    return ran;
}

Ran run(std::vector<std::string> words)
{
    QProcess process;
    start(process, std::move(words));
    return finished(process);
}

std::string missing(const Json& json, std::initializer_list<const char*> keys)
{
    std::string out;
    for (const char* key : keys)
        if (!json.contains(key))
            out += std::string(key) + " ";
    return out;
}

} // namespace

// One epoch on a few plain pictures, then everything that reads the run.
class TestReportCommands : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void verifies();
    void reports();
    void writesPdf();
    void needsTheWindowForAPdf();
    void refusesBeforeTheWork();
    void refusesDetectorModels();
    void embeds();
    void verifyStopsAtOnce();
    void trainStopsAtOnce();
    void benchStopsAtOnce();

private:
    Ran interrupt(QProcess& process, const char* stage);
    test::TempFolder m_folder;
    std::string m_project, m_run, m_faces;
};

void TestReportCommands::initTestCase()
{
    m_project = test::makeSmallProject(m_folder.path(), kPeople, kEach, false);
    m_faces = m_folder / "faces";
    const auto ran = run({"train", m_project, "--device", "cpu", "--set", "model.backbone=mobilefacenet_small", "--set",
                          "model.embedding=64", "--set", "train.epochs=1", "--set", "train.batch_size=8", "--set",
                          "data.validation=0.4"});
    QVERIFY2(ran.status == 0, ran.err.constData());
    QCOMPARE(missing(ran.json, {"run", "state", "epochs", "steps", "images_per_second", "final"}), std::string());
    QCOMPARE(ran.json["state"].get<std::string>(), std::string("completed"));
    QVERIFY(ran.json["final"].contains("loss"));
    m_run = fs::path(m_project) / "runs" / ran.json["run"].get<std::string>();
}

void TestReportCommands::verifies()
{
    const std::string scores = m_folder / "scores.csv";
    const auto ran = run({"verify", "--model", m_run, "--set", m_faces, "--aligned", "--scores", scores});
    QVERIFY2(ran.status == 0, ran.err.constData());
    QCOMPARE(missing(ran.json, {"pairs", "genuine", "impostor", "accuracy", "accuracy_std", "fold_accuracy",
                                "threshold", "auc", "eer", "tpr_at_fpr", "score_fisher", "d_prime", "seconds"}),
             std::string());
    QCOMPARE(missing(ran.json["tpr_at_fpr"][0],
                     {"target", "tpr", "achieved_fpr", "threshold", "false_accept_budget", "ci95", "sufficient"}),
             std::string());
    const int genuine = kPeople * kEach * (kEach - 1) / 2;
    QCOMPARE(ran.json["genuine"].get<int>(), genuine);
    QCOMPARE(ran.json["impostor"].get<int>(), kPeople * (kPeople - 1) / 2 * kEach * kEach);
    QCOMPARE(ran.json["accuracy_pairs"].get<int>(), 2 * genuine);
    const auto lines = readTextFile(scores);
    QCOMPARE(std::count(lines.begin(), lines.end(), '\n'), ran.json["pairs"].get<std::ptrdiff_t>());
}

void TestReportCommands::reports()
{
    for (const char* language : {"en", "zh"}) {
        const std::string out = m_folder / (std::string(language) + ".html");
        const auto ran = run({"report", m_run, "--out", out, "--lang", language});
        QVERIFY2(ran.status == 0, ran.err.constData());
        QCOMPARE(ran.json["report"].get<std::string>(), out);
        QVERIFY(readTextFile(out).find("data:image/png;base64,") != std::string::npos);
    }
}

void TestReportCommands::writesPdf()
{
    if (!fs::exists(program("likeness").toStdString()))
        QSKIP("the window's program writes the PDF and was not built: configure with -DLIKENESS_GUI=ON, as the preset "
              "release does");
    const std::string out = m_folder / "report.pdf";
    const auto ran = run({"report", m_run, "--out", out, "--device", "cpu", "--threads", "1"});
    QVERIFY2(ran.status == 0, ran.err.constData());
    QVERIFY(readTextFile(out).starts_with("%PDF"));
    // What the other program says arrives with its code.
    QCOMPARE(run({"report", m_run, "--out", out, "--device", "cuda:9"}).error(), std::string("no_device"));
    const auto empty = m_folder / "no run";
    fs::create_directories(empty);
    QCOMPARE(run({"report", empty, "--out", out}).error(), std::string("not_found"));
}

void TestReportCommands::needsTheWindowForAPdf()
{
    const auto alone = m_folder / "alone";
    fs::create_directories(alone);
    fs::copy_file(program("likeness-cli").toStdString(), alone / "likeness-cli");
    const std::string out = m_folder / "none.pdf";
    QProcess process;
    start(process, {"report", m_run, "--out", out}, QString::fromStdString(alone / "likeness-cli"));
    const auto ran = finished(process);
    QCOMPARE(ran.status, 1);
    QCOMPARE(ran.error(), std::string("needs_gui"));
    QVERIFY(!fs::exists(out));
}

void TestReportCommands::refusesBeforeTheWork()
{
    const std::string nowhere = m_folder / "missing" / "x.csv";
    const std::string html = m_folder / "missing" / "x.html";
    const std::string pdf = m_folder / "missing" / "x.pdf";
    const std::string npy = m_folder / "missing" / "x.npy";
    const std::string pairs = m_folder / "pairs.txt";
    writeFileAtomically(pairs, std::string_view("Ann 1 2\nAnn 1 Bob 1\n"));
    for (const auto& words : std::vector<std::vector<std::string>>{
             {"verify", "--model", m_run, "--set", m_faces, "--aligned", "--scores", nowhere},
             {"verify", "--model", m_run, "--set", m_faces, "--aligned", "--pairs", pairs},
             {"report", m_run, "--out", html},
             {"report", m_run, "--out", pdf},
             {"embed", m_faces, "--aligned", "--model", m_run, "--out", npy},
             {"embed", m_project, "--model", m_run, "--out", npy}}) {
        const auto ran = run(words);
        QCOMPARE(ran.status, 1);
        QCOMPARE(ran.error(), std::string("not_found"));
        QVERIFY2(!ran.worked(), ran.err.constData());
    }
}

void TestReportCommands::refusesDetectorModels()
{
    const auto ran = run({"prepare", m_project, "--detector", "hog", "--detector-model", m_run});
    QCOMPARE(ran.status, 1);
    QCOMPARE(ran.error(), std::string("bad_argument"));
    QCOMPARE(run({"verify", "--model", m_run, "--set", m_faces, "--detector", "yunet"}).error(),
             std::string("unsupported"));
}

void TestReportCommands::embeds()
{
    const std::string npy = m_folder / "e.npy";
    const auto ran = run({"embed", m_faces, "--aligned", "--model", m_run, "--out", npy});
    QVERIFY2(ran.status == 0, ran.err.constData());
    QCOMPARE(missing(ran.json, {"count", "dim", "seconds", "images_per_second"}), std::string());
    QCOMPARE(ran.json["count"].get<int>(), kPeople * kEach);
    const auto paths = readTextFile(m_folder / "e.paths.txt");
    QCOMPARE(std::count(paths.begin(), paths.end(), '\n'), std::ptrdiff_t{kPeople * kEach});
    const auto bench = run({"bench", "embed", "--source", m_faces, "--aligned", "--model", m_run, "--threads", "2"});
    QVERIFY2(bench.status == 0, bench.err.constData());
    QCOMPARE(missing(bench.json, {"images_per_second", "images_per_cpu_second", "crop_seconds", "embed_seconds",
                                  "threads", "device", "precision", "library"}),
             std::string());
    QCOMPARE(bench.json["count"].get<int>(), kPeople * kEach);
    QCOMPARE(run({"bench", "embed", "--source", m_faces}).error(), std::string("bad_argument"));
}

// Ctrl-C shortly after the stage has begun.
Ran TestReportCommands::interrupt(QProcess& process, const char* stage)
{
    QByteArray said;
    const auto begun = [&] {
        process.waitForReadyRead(50);
        return (said += process.readAllStandardError()).contains(stage);
    };
    if (!QTest::qWaitFor(begun, 30000))
        return {};
    QTest::qWait(300);
    QElapsedTimer timer;
    timer.start();
    ::kill(static_cast<pid_t>(process.processId()), SIGINT);
    auto ran = finished(process);
    return timer.elapsed() < kSlowToStop ? ran : Ran{};
}

void TestReportCommands::verifyStopsAtOnce()
{
    const auto many = m_folder / "many";
    for (const char* person : {"P0", "P1"}) {
        fs::create_directories(many / person);
        for (int i = 0; i < 500; ++i)
            fs::create_hard_link(fs::path(m_faces) / person / "0.png", many / person / (std::to_string(i) + ".png"));
    }
    QProcess process;
    start(process, {"verify", "--model", m_run, "--set", many, "--aligned", "--threads", "1"});
    const auto ran = interrupt(process, "embed");
    QCOMPARE(ran.status, 130);
    QCOMPARE(ran.error(), std::string("interrupted"));
}

void TestReportCommands::trainStopsAtOnce()
{
    QProcess process;
    start(process, {"train", m_project, "--device", "cpu", "--set", "model.backbone=mobilefacenet_small", "--set",
                    "train.epochs=500", "--set", "train.batch_size=8", "--set", "data.validation=0.4"});
    const auto ran = interrupt(process, "epoch 1:");
    QCOMPARE(ran.status, 130);
    QCOMPARE(ran.json["state"].get<std::string>(), std::string("stopped")); // a result all the same
}

void TestReportCommands::benchStopsAtOnce()
{
    QProcess process;
    start(process, {"bench", "embed", "--backbone", "mobilefacenet_small", "--batch", "64", "--steps", "100000"});
    const auto ran = interrupt(process, ""); // it says nothing
    QCOMPARE(ran.status, 130);
    QCOMPARE(ran.error(), std::string("interrupted"));
}

QTEST_GUILESS_MAIN(TestReportCommands)
#include "tst_report_commands.moc"
