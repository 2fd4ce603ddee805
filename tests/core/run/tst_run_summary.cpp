// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file.h"
#include "core/run/followed.h"
#include "core/run/made_up_runs.h"
#include "core/run/run_folder.h"
#include "core/run/run_summary.h"
#include "tests/support/error_code.h"
#include "tests/support/temp_folder.h"

#include <QTest>
#include <cmath>
#include <fstream>

using namespace likeness;
using namespace likeness::run;
namespace fs = std::filesystem;

namespace {

Json step(int number, double loss, double time)
{
    return {{"type", "step"}, {"time", time}, {"step", number}, {"loss", loss}, {"images_per_second", 100.0}};
}
Json verification(int at, double auc, double eer)
{
    return {{"type", "verify"},
            {"time", 0.0},
            {"step", at},
            {"auc", auc},
            {"eer", eer},
            {"d_prime", 10 * auc},
            {"roc", {{"fpr", {0.0}}, {"tpr", {1.0}}}}};
}
Json start(double time)
{
    return {{"type", "start"}, {"time", time}};
}

} // namespace

// What a list of runs says of each, and that it costs little to say it again.
class TestRunSummary : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void saysWhatARunSays();
    void takesBackWhatAResumeRepeats();
    void readsOnlyWhatIsNew();
    void keepsNoNames();
    void knowsOfPlacesThatAreGone();
    void leavesOutDamagedRuns();
    void damagedCaches_data();
    void damagedCaches();
    void findsRuns();
    void keepsFollowedFolders();

private:
    RunFolder make(const fs::path& runs)
    {
        Config config;
        config.train.epochs = 7;
        return RunFolder::create(runs, config, {{1, 0, false, "Ann"}, {2, 1, true, "Bob"}}, runs / "crops.lkc");
    }
    static std::vector<Summary> listed(SummaryCache& cache, const fs::path& place, bool lastKnown = false)
    {
        std::vector<Summary> out;
        cache.read(place, lastKnown, [&](const Summary& summary) { out.push_back(summary); });
        return out;
    }
};

void TestRunSummary::saysWhatARunSays()
{
    const test::TempFolder folder;
    const RunFolder run = make(folder / "runs");
    Json config = run.json();
    config["fork"] = {{"run", "20260101-000000"}, {"epoch", 3}};
    writeJsonFile(run.folder() / "run.json", config);
    for (const Json& event :
         {start(0), step(1, 5, 1), step(2, 4, 2), verification(2, 0.8, 0.2), step(3, 3, 3), verification(3, 0.7, 0.1)})
        run.appendEvent(event);
    run.setState({"stopped", 1, 3, "by hand"});
    std::ofstream(run.model()) << "weights";
    const Summary s = SummaryCache(folder / "cache.json").summary(run.folder());
    QCOMPARE(s.id, run.id());
    QCOMPARE(s.state, std::string("stopped"));
    QCOMPARE(s.message, std::string("by hand"));
    QCOMPARE(s.forkedFrom, std::string("20260101-000000"));
    QCOMPARE(s.epoch, 1);
    QCOMPARE(s.epochs, 7);
    QCOMPARE(s.step, std::int64_t(3));
    QCOMPARE(s.loss, 3.0);
    QCOMPARE(s.bestAuc, 0.8);
    QCOMPARE(s.eer, 0.2); // of that verification
    QCOMPARE(s.dPrime, 8.0);
    QCOMPARE(s.imagesPerSecond, 100.0);
    QCOMPARE(s.seconds, 3.0);
    QVERIFY(s.hasModel && s.reachable && s.changed > 0);
    QVERIFY(s.toJson()["best_auc"] == 0.8);

    const Summary fresh = SummaryCache(folder / "cache.json").summary(make(folder / "runs").folder());
    QCOMPARE(fresh.state, std::string("created"));
    QVERIFY(std::isnan(fresh.loss) && std::isnan(fresh.bestAuc) && !fresh.hasModel);
    QVERIFY(fresh.toJson()["loss"].is_null());
}

void TestRunSummary::takesBackWhatAResumeRepeats()
{
    const test::TempFolder folder;
    const RunFolder run = make(folder / "runs");
    for (const Json& event : {start(0), step(1, 5, 10), step(2, 4, 20), verification(2, 0.9, 0.1), start(0),
                              step(2, 4.5, 5), verification(2, 0.6, 0.3)})
        run.appendEvent(event);
    SummaryCache cache(folder / "cache.json");
    Summary s = cache.summary(run.folder());
    QCOMPARE(s.bestAuc, 0.6); // the 0.9 was taken back
    QCOMPARE(s.loss, 4.5);
    QCOMPARE(s.seconds, 25.0);
    run.appendEvent({{"type", "diverged"}, {"time", 6}, {"step", 3}, {"action", "rolled_back"}, {"to_step", 1}});
    run.appendEvent(step(2, 7, 7));
    s = cache.summary(run.folder());
    QVERIFY(std::isnan(s.bestAuc));
    QCOMPARE(s.loss, 7.0);
}

void TestRunSummary::readsOnlyWhatIsNew()
{
    const test::TempFolder folder;
    const RunFolder run = make(folder / "runs");
    run.appendEvent(start(0));
    run.appendEvent(step(1, 5, 1));
    run.setState({"stopped", 0, 1, ""});
    {
        SummaryCache cache(folder / "cache.json");
        QCOMPARE(listed(cache, folder / "runs").size(), std::size_t(1));
    }
    // What was read before is not looked at again: the same bytes of it may be nonsense now.
    auto text = readTextFile(run.folder() / "metrics.jsonl");
    const auto loss = text.find("5.0");
    text.replace(loss, 3, "9.0");
    text.append(std::string(300, ' ')).append("\n"); // so that the bytes before the place are others
    writeFileAtomically(run.folder() / "metrics.jsonl", text);
    SummaryCache cache(folder / "cache.json");
    QCOMPARE(listed(cache, folder / "runs").front().loss, 9.0); // another file: read anew
    const std::string far = std::string(1000, ' ') + "\n";
    std::ofstream(run.folder() / "metrics.jsonl", std::ios::app) << far << far;
    listed(cache, folder / "runs");
    text = readTextFile(run.folder() / "metrics.jsonl");
    text.replace(text.find("9.0"), 3, "1.0");
    text += dumpJson({{"type", "epoch"}}) + "\n";
    writeFileAtomically(run.folder() / "metrics.jsonl", text);
    QCOMPARE(listed(cache, folder / "runs").front().loss, 9.0); // only what was added
}

void TestRunSummary::keepsNoNames()
{
    const test::TempFolder folder;
    const RunFolder run = make(folder / "runs");
    run.setState({"failed", 0, 1, "Faces of the batch: 1 (Ann Anderson)"});
    SummaryCache cache(folder / "cache.json");
    QVERIFY(listed(cache, folder / "runs").front().message.find("Anderson") != std::string::npos);
    QVERIFY(readTextFile(folder / "cache.json").find("Anderson") == std::string::npos);
    SummaryCache again(folder / "cache.json");
    QVERIFY(listed(again, folder / "runs").front().message.find("Anderson") != std::string::npos);
}

void TestRunSummary::knowsOfPlacesThatAreGone()
{
    const test::TempFolder folder;
    make(folder / "share");
    SummaryCache cache(folder / "cache.json");
    QCOMPARE(listed(cache, folder / "share", true).size(), std::size_t(1));
    fs::rename(folder / "share", folder / "gone");
    const auto known = listed(cache, folder / "share", true);
    QCOMPARE(known.size(), std::size_t(1));
    QVERIFY(!known.front().reachable);
    QCOMPARE(known.front().folder.parent_path(), folder / "share");
    SummaryCache later(folder / "cache.json");
    const auto after = listed(later, folder / "share", true);
    QVERIFY(after.size() == 1 && !after.front().reachable);
    fs::rename(folder / "gone", folder / "share");
    QVERIFY(listed(later, folder / "share", true).front().reachable);
    fs::rename(folder / "share", folder / "gone");
    QVERIFY(listed(later, folder / "share", false).empty()); // of a project's own, what is gone is gone
    QVERIFY(listed(later, folder / "share", true).empty());
}

void TestRunSummary::leavesOutDamagedRuns()
{
    const test::TempFolder folder;
    const RunFolder good = make(folder / "runs");
    for (const char* text : {"", "[]", "{", "{\"train\":7}"}) {
        const auto bad = folder / "runs" / ("bad" + std::to_string(std::hash<std::string>()(text)));
        fs::create_directory(bad);
        std::ofstream(bad / "run.json") << text;
        std::ofstream(bad / "state.json") << "nonsense";
    }
    SummaryCache cache(folder / "cache.json");
    const auto runs = listed(cache, folder / "runs");
    QCOMPARE(runs.size(), std::size_t(1));
    QCOMPARE(runs.front().id, good.id());
}

void TestRunSummary::damagedCaches_data()
{
    QTest::addColumn<QString>("text");
    for (
        const char* text :
        {"", "{", "[]", "null", R"({"version":99,"runs":{"runs/x":{}}})", R"({"version":1,"runs":[1,2]})",
         R"({"version":1,"runs":{"runs/x":5}})",
         R"({"version":1,"runs":{"runs/x":{"summary":[],"digest":{"verify":[[],[1,2,3],["a",1,2,3]]},"position":[-1,"b"],"stamps":[1,[2],["x",3]]}}})"})
        QTest::newRow(*text ? text : "empty") << QString::fromLatin1(text);
}

void TestRunSummary::damagedCaches()
{
    QFETCH(QString, text);
    const test::TempFolder folder;
    const RunFolder run = make(folder / "runs");
    run.appendEvent(start(0));
    run.appendEvent(step(1, 5, 1));
    QString own = text;
    own.replace(QStringLiteral("runs/x"), QStringLiteral("runs/") + QString::fromStdString(run.id()));
    writeFileAtomically(folder / "cache.json", own.toStdString());
    SummaryCache cache(folder / "cache.json");
    const auto runs = listed(cache, folder / "runs");
    QCOMPARE(runs.size(), std::size_t(1));
    QCOMPARE(runs.front().loss, 5.0);
}

void TestRunSummary::findsRuns()
{
    const test::TempFolder folder;
    makeUpRuns(folder / "p.likeness" / "runs", {.runs = 3, .steps = 50, .seed = 1});
    std::ofstream(folder / "p.likeness" / "project.db") << "";
    const auto runs = findRuns(folder / "p.likeness" / "runs");
    QCOMPARE(runs.size(), std::size_t(3));
    QVERIFY(runs == findRuns(folder / "p.likeness"));
    QCOMPARE(findRuns(runs.front()), std::vector<fs::path>{runs.front()});
    QVERIFY(findRuns(folder / "nothing").empty());
    SummaryCache cache(folder / "cache.json");
    const auto all = listed(cache, folder / "p.likeness");
    QCOMPARE(all.size(), std::size_t(3));
    for (const Summary& s : all) {
        QCOMPARE(s.state, std::string("completed"));
        QVERIFY(s.bestAuc > 0.5 && s.bestAuc <= 1 && s.loss > 0 && s.eer < 0.5 && s.imagesPerSecond == 125.0);
    }
    QVERIFY(all[0].bestAuc != all[1].bestAuc);
}

void TestRunSummary::keepsFollowedFolders()
{
    const test::TempFolder folder;
    QVERIFY(readFollowed(folder.path()).empty());
    writeFollowed(folder.path(), {"/mnt/a 脸", "/mnt/b"});
    QCOMPARE(readFollowed(folder.path()), (std::vector<fs::path>{"/mnt/a 脸", "/mnt/b"}));
    QCOMPARE(test::codeOf([&] { writeFollowed(folder.path(), {"/mnt/\xff"}); }), std::string("bad_argument"));
    for (const char* text : {"", "[]", R"({"folders":7})", R"({"folders":[1,"relative",null]})"}) {
        writeFileAtomically(folder / "followed.json", std::string(text));
        QVERIFY(readFollowed(folder.path()).empty());
    }
    QVERIFY(summaryFile("/c", "/mnt/a") != summaryFile("/c", "/mnt/b"));
}

QTEST_APPLESS_MAIN(TestRunSummary)
#include "tst_run_summary.moc"
