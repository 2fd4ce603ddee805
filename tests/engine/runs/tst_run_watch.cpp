// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/repeater.h"
#include "app/engine/run_follower.h"
#include "app/engine/run_list.h"
#include "core/run/made_up_runs.h"
#include "core/run/run_folder.h"
#include "tests/support/error_code.h"
#include "tests/support/temp_folder.h"

#include <QElapsedTimer>
#include <QSemaphore>
#include <QSignalSpy>
#include <QTest>
#include <algorithm>
#include <fstream>
#include <map>

using namespace likeness;
using namespace likeness::engine;
namespace fs = std::filesystem;

namespace {

Json step(int number)
{
    return {{"type", "step"}, {"step", number}};
}

} // namespace

// Watching runs that others train, and lists of them, without ever waiting for a disk.
class TestRunWatch : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void nobodyWaitsForAThreadThatHangs();
    void callsComeInOrderAndNotLater();
    void followsARun();
    void followsThroughEverything();
    void restsWhileHidden();
    void listsRunsAndNews();
    void followsFolders();
    void oneDeadPlaceHoldsUpNothing();

private:
    static run::RunFolder make(const fs::path& runs)
    {
        return run::RunFolder::create(runs, {}, {{1, 0, false, "Ann"}, {2, 1, true, "Bob"}}, runs / "crops.lkc");
    }
};

void TestRunWatch::nobodyWaitsForAThreadThatHangs()
{
    const auto released = std::make_shared<QSemaphore>();
    const auto begun = std::make_shared<QSemaphore>();
    QElapsedTimer clock;
    {
        Repeater repeater(this, [released, begun](const Repeater::Round&) {
            begun->release();
            released->acquire(); // a share that has gone
        });
        repeater.wake();
        QVERIFY(begun->tryAcquire(1, 5000));
        clock.start();
        repeater.wake();
        repeater.setInterval(10);
    }
    QVERIFY(clock.elapsed() < 500);
    released->release(10);
}

void TestRunWatch::callsComeInOrderAndNotLater()
{
    std::vector<int> calls;
    auto repeater = std::make_unique<Repeater>(this, [&calls](const Repeater::Round& round) {
        for (int i = 0; i < 100; ++i)
            round.post([&calls, i] { calls.push_back(i); });
        round.settled();
    });
    repeater->wake();
    QTRY_COMPARE(calls.size(), std::size_t(100));
    QVERIFY(std::is_sorted(calls.begin(), calls.end()));
    repeater->wake();
    QTest::qSleep(50); // posted, and not called yet
    repeater.reset();
    calls.clear();
    QTest::qWait(50);
    QVERIFY(calls.empty());
}

void TestRunWatch::followsARun()
{
    const test::TempFolder folder;
    const run::RunFolder run = make(folder / "runs");
    run.appendEvent(step(1));
    run::EventReader reader(run.folder());
    reader.read([](std::string_view) {});
    RunFollower follower;
    std::vector<int> steps;
    connect(&follower, &RunFollower::eventsReady, this, [&](const std::vector<Json>& events) {
        for (const Json& event : events)
            steps.push_back(event["step"].get<int>());
    });
    follower.follow(run.folder(), reader.position());
    run.appendEvent(step(2));
    QTRY_COMPARE(steps, std::vector<int>{2}); // what was read before does not come again
    std::ofstream file(run.folder() / "metrics.jsonl", std::ios::app);
    for (int i = 3; i <= 20'000; ++i) // more than one portion
        file << R"({"type":"step","step":)" << i << R"(,"padding":"............................................"})"
             << "\n";
    file.close();
    QTRY_COMPARE_WITH_TIMEOUT(steps.size(), std::size_t(19'999), 20000);
    QVERIFY(std::is_sorted(steps.begin(), steps.end()));
    follower.stop();
    run.appendEvent(step(30'000));
    QTest::qWait(1200);
    QCOMPARE(steps.back(), 20'000);
}

void TestRunWatch::followsThroughEverything()
{
    const test::TempFolder folder;
    const run::RunFolder run = make(folder / "share");
    run.appendEvent(step(1));
    RunFollower follower;
    std::vector<int> steps;
    connect(&follower, &RunFollower::eventsReady, this, [&](const std::vector<Json>& events) {
        for (const Json& event : events)
            steps.push_back(event.value("step", -1));
    });
    connect(&follower, &RunFollower::restarted, this, [&] { steps.clear(); });
    QSignalSpy reachable(&follower, &RunFollower::reachableChanged);
    follower.follow(run.folder(), {});
    QTRY_COMPARE(steps, std::vector<int>{1});
    // The share goes away and comes back with more.
    fs::rename(folder / "share", folder / "gone");
    QTRY_COMPARE(reachable.count(), 1);
    QCOMPARE(reachable.at(0).at(0).toBool(), false);
    std::ofstream(folder / "gone" / run.id() / "metrics.jsonl", std::ios::app)
        << R"({"type":"step","step":2})"
        << "\n"
        << R"({"type":"st)"; // torn: the copy is not complete
    fs::rename(folder / "gone", folder / "share");
    QTRY_COMPARE(steps, (std::vector<int>{1, 2}));
    QTRY_COMPARE(reachable.count(), 2);
    std::ofstream(run.folder() / "metrics.jsonl", std::ios::app) << R"(ep","step":3})"
                                                                 << "\n";
    QTRY_COMPARE(steps, (std::vector<int>{1, 2, 3}));
    // Another run in its place.
    std::ofstream(run.folder() / "metrics.jsonl", std::ios::trunc) << R"({"type":"step","step":7})"
                                                                   << "\n";
    QTRY_COMPARE(steps, std::vector<int>{7});
    // Nonsense in its place.
    fs::remove(run.folder() / "metrics.jsonl");
    fs::create_directory(run.folder() / "metrics.jsonl");
    QTRY_COMPARE(reachable.count(), 3);
}

void TestRunWatch::restsWhileHidden()
{
    const test::TempFolder folder;
    const run::RunFolder run = make(folder / "runs");
    RunFollower follower;
    QSignalSpy events(&follower, &RunFollower::eventsReady);
    follower.setWatching(false);
    follower.follow(run.folder(), {});
    run.appendEvent(step(1));
    QTest::qWait(1300);
    QCOMPARE(events.count(), 0);
    follower.setWatching(true);
    QTRY_COMPARE(events.count(), 1);
}

void TestRunWatch::listsRunsAndNews()
{
    const test::TempFolder folder;
    run::makeUpRuns(folder / "runs", {.runs = 120, .steps = 50, .seed = 1});
    RunList list;
    std::map<fs::path, run::Summary> known;
    int batches = 0;
    connect(&list, &RunList::found, this, [&](const fs::path& place, const std::vector<run::Summary>& runs) {
        QVERIFY(place.empty());
        ++batches;
        for (const auto& run : runs)
            known[run.folder] = run;
    });
    connect(&list, &RunList::gone, this, [&](const std::vector<fs::path>& runs) {
        for (const auto& run : runs)
            known.erase(run);
    });
    QSignalSpy listed(&list, &RunList::listed);
    list.open(folder / "runs", folder / "cache");
    QTRY_COMPARE(listed.count(), 1);
    QCOMPARE(known.size(), std::size_t(120));
    QVERIFY(batches >= 2); // progressively
    batches = 0;
    list.refresh();
    QTRY_COMPARE(listed.count(), 2);
    QCOMPARE(batches, 0); // nothing new
    // Another process begins to train a new one.
    const run::RunFolder run = make(folder / "runs");
    run.setState({"running", 0, 1, ""});
    list.setWatching(true);
    {
        const auto training = run.lockForTraining();
        QTRY_VERIFY_WITH_TIMEOUT(known.contains(run.folder()) && known[run.folder()].state == "running", 10000);
    }
    QTRY_COMPARE_WITH_TIMEOUT(known[run.folder()].state, std::string("stopped"), 10000);
    fs::remove_all(run.folder());
    QTRY_VERIFY_WITH_TIMEOUT(!known.contains(run.folder()), 10000);
    QVERIFY(fs::exists(folder / "cache" / "runs.json"));
}

void TestRunWatch::followsFolders()
{
    const test::TempFolder folder;
    make(folder / "runs");
    const run::RunFolder there = make(folder / "share");
    RunList list;
    std::map<fs::path, std::pair<fs::path, bool>> known; // run: place, reachable
    connect(&list, &RunList::found, this, [&](const fs::path& place, const std::vector<run::Summary>& runs) {
        for (const auto& run : runs)
            known[run.folder] = {place, run.reachable};
    });
    list.open(folder / "runs", folder / "cache");
    list.follow(folder / "share");
    list.follow(folder / "share");
    QCOMPARE(list.followed().size(), std::size_t(1));
    QTRY_COMPARE(known.size(), std::size_t(2));
    QCOMPARE(known[there.folder()].first, folder / "share");
    QTRY_VERIFY(fs::exists(run::findRuns(folder / "share").front()));
    // After a restart, with the share gone.
    QTest::qWait(100);
    list.close();
    known.clear();
    fs::rename(folder / "share", folder / "gone");
    list.open(folder / "runs", folder / "cache");
    QTRY_COMPARE(known.size(), std::size_t(2));
    QCOMPARE(known[there.folder()].second, false);
    list.unfollow(folder / "share");
    QVERIFY(list.followed().empty());
    QCOMPARE(test::codeOf([&] { list.follow("/mnt/\xff"); }), std::string("bad_argument"));
}

void TestRunWatch::oneDeadPlaceHoldsUpNothing()
{
    const test::TempFolder folder;
    make(folder / "runs");
    RunList list;
    QSignalSpy listed(&list, &RunList::listed);
    list.open(folder / "runs", folder / "cache");
    QTRY_COMPARE(listed.count(), 1);
    list.follow(folder / "nothing here");
    QTRY_COMPARE(listed.count(), 2);
    fs::remove_all(folder / "runs");
    list.refresh();
    QTRY_VERIFY(listed.count() >= 4);
}

QTEST_GUILESS_MAIN(TestRunWatch)
#include "tst_run_watch.moc"
