// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/erase.h"
#include "core/dataset/splits.h"
#include "core/launch/launch.h"

#include "core/dataset/opinions.h"
#include "tests/support/small_project.h"

#include <QTest>
#include <algorithm>
#include <map>
#include <set>

using namespace likeness;
using dataset::Project;
using Severity = launch::PreflightFinding::Severity;

namespace {

run::Config smallConfig()
{
    run::Config config;
    config.data.minImages = 2;
    config.data.validation = 0.3;
    config.train.batchSize = 4;
    config.train.epochs = 2;
    return config;
}

ErrorCode codeOf(const std::function<void()>& work)
{
    try {
        work();
    } catch (const Error& e) {
        return e.code();
    }
    return ErrorCode::Internal;
}

const launch::PreflightFinding* finding(const std::vector<launch::PreflightFinding>& all, const std::string& code)
{
    const auto it = std::find_if(all.begin(), all.end(), [&](const auto& f) { return f.code == code; });
    return it == all.end() ? nullptr : &*it;
}

} // namespace

class TestLaunch : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void countsWhatWouldBeUsed();
    void findsWhatWouldFail();
    void makesARunOfItsSnapshot();
    void splitsByIdentityAndStays();
    void takesTheSplitsOfTheProject();
    void trainsOnAnEarlierVersion();
    void renewsOutdatedCropsFirst();
    void stopsBeforeARunIsMade();
    void refusesADeviceThatIsNotThere();
};

void TestLaunch::countsWhatWouldBeUsed()
{
    const test::TempFolder folder;
    auto project = Project::open(test::makeSmallProject(folder.path(), 8, 3, false));
    const auto config = smallConfig();
    const auto data = launch::trainingData(project, config);
    QCOMPARE(data.identities, 6); // 30 % of 8 validate
    QCOMPARE(data.validationIdentities, 2);
    QCOMPARE(data.images, 18);
    QCOMPARE(data.validationImages, 6);
    QCOMPARE(data.steps, 10); // 18 in batches of 4, twice
    const auto face = project.facesOf(project.findIdentity("P3")).front();
    project.decide(std::span(&face, 1), dataset::Action::Reject);
    QCOMPARE(launch::trainingData(project, config).images + launch::trainingData(project, config).validationImages, 23);
}

void TestLaunch::findsWhatWouldFail()
{
    const test::TempFolder folder;
    auto project = Project::open(test::makeSmallProject(folder.path(), 8, 3, true));
    auto config = smallConfig();
    auto found = launch::preflight(project, config);
    QVERIFY(std::none_of(found.begin(), found.end(), [](const auto& f) { return f.severity == Severity::Error; }));
    QCOMPARE(finding(found, "unreviewed_flags")->facts["flags"].get<int>(), 2);
    QVERIFY(finding(found, "few_identities") && finding(found, "low_shot") && finding(found, "short_run"));
    QCOMPARE(finding(found, "data")->facts["images"].get<int>(), 18);

    QVERIFY(!finding(found, "awaiting_approval"));
    dataset::requireApprovals(project, 2);
    project.decide(project.facesOf(project.findIdentity("P3")), dataset::Action::Keep);
    QCOMPARE(finding(launch::preflight(project, config), "awaiting_approval")->facts["faces"].get<int>(), 3);
    dataset::requireApprovals(project, 1);
    QVERIFY(!finding(launch::preflight(project, config), "awaiting_approval"));

    config.train.batchSize = 100;
    QVERIFY(finding(launch::preflight(project, config), "batch_over_data")->severity == Severity::Error);
    config = smallConfig();
    config.model.inputSize = 160; // no such crops
    QVERIFY(finding(launch::preflight(project, config), "no_crops")->severity == Severity::Error);
    config = smallConfig();
    config.data.minImages = 4;
    found = launch::preflight(project, config);
    QVERIFY(finding(found, "too_few_identities")->severity == Severity::Error);
    QCOMPARE(finding(found, "left_out")->facts["identities"].get<int>(), 8);
    config = smallConfig();
    config.train.epochs = -1;
    QVERIFY(finding(launch::preflight(project, config), "bad_setting")->severity == Severity::Error);
    jobs::RecordingContext context;
    QCOMPARE(codeOf([&] { launch::prepareRun(project, config, context); }), ErrorCode::BadArgument);
    QVERIFY(run::listRuns(project.runsFolder()).empty());

    auto empty = Project::create(folder / "empty.likeness");
    QVERIFY(finding(launch::preflight(empty, smallConfig()), "too_few_identities"));
}

void TestLaunch::makesARunOfItsSnapshot()
{
    const test::TempFolder folder;
    auto project = Project::open(test::makeSmallProject(folder.path(), 8, 3, false));
    const auto rejected = project.facesOf(project.findIdentity("P1")).front();
    project.decide(std::span(&rejected, 1), dataset::Action::Reject);
    jobs::RecordingContext context;
    const auto run = launch::prepareRun(project, smallConfig(), context);
    const std::string hash = run.config().data.snapshot;
    QCOMPARE(project.snapshots().size(), std::size_t{1});
    QCOMPARE(project.snapshots().front().hash, hash);
    std::map<std::int64_t, std::string> version;
    for (const auto& [face, name] : project.snapshotFaces(hash))
        version.emplace(face, name);
    const auto samples = run.samples();
    QCOMPARE(samples.size(), std::size_t{23});
    for (const auto& sample : samples) {
        QCOMPARE(sample.name, version.at(sample.face));
        QVERIFY(sample.face != rejected);
    }
    // The same again: no second version, another folder, the same samples.
    const auto again = launch::prepareRun(project, smallConfig(), context);
    QCOMPARE(project.snapshots().size(), std::size_t{1});
    QVERIFY(again.id() != run.id());
    QCOMPARE(readTextFile(again.folder() / "samples.csv"), readTextFile(run.folder() / "samples.csv"));
}

void TestLaunch::splitsByIdentityAndStays()
{
    const test::TempFolder folder;
    auto project = Project::open(test::makeSmallProject(folder.path(), 10, 3, false));
    jobs::RecordingContext context;
    const auto validationOf = [&](const run::RunFolder& run) {
        std::set<std::string> train, validation;
        for (const auto& sample : run.samples())
            (sample.validation ? validation : train).insert(sample.name);
        for (const auto& name : validation)
            if (train.contains(name))
                return std::set<std::string>{};
        return validation;
    };
    const auto before = validationOf(launch::prepareRun(project, smallConfig(), context));
    QCOMPARE(before.size(), std::size_t{3});
    // A face of a training identity goes to another one: the same people are kept out.
    std::string trained;
    for (const char* name : {"P0", "P1", "P2", "P3"})
        if (!before.contains(name))
            trained = name;
    const auto face = project.facesOf(project.findIdentity(trained)).front();
    project.decide(std::span(&face, 1), dataset::Action::Reject);
    QCOMPARE(validationOf(launch::prepareRun(project, smallConfig(), context)), before);
    auto config = smallConfig();
    config.train.seed = 99;
    QVERIFY(validationOf(launch::prepareRun(project, config, context)) != before);
}

void TestLaunch::takesTheSplitsOfTheProject()
{
    const test::TempFolder folder;
    auto project = Project::open(test::makeSmallProject(folder.path(), 12, 3, false));
    dataset::SplitOptions options;
    options.validation = 0.25;
    options.test = 0.17;
    dataset::makeSplits(project, options);
    std::map<std::string, dataset::Split> side;
    for (const auto& row : project.identities())
        side.emplace(row.name, row.split);
    auto data = launch::trainingData(project, smallConfig());
    QVERIFY(data.splits);
    QCOMPARE(data.identities, 7);
    QCOMPARE(data.validationIdentities, 3);
    QCOMPARE(data.testIdentities, 2);
    jobs::RecordingContext context;
    auto config = smallConfig();
    config.train.seed = 99; // has no say
    const auto run = launch::prepareRun(project, config, context);
    std::set<std::string> seen;
    for (const auto& sample : run.samples()) {
        seen.insert(sample.name);
        QCOMPARE(side.at(sample.name), sample.validation ? dataset::Split::Validation : dataset::Split::Train);
    }
    QCOMPARE(seen.size(), std::size_t{10});
    auto found = launch::preflight(project, config);
    QCOMPARE(finding(found, "test_split")->facts["identities"].get<int>(), 2);
    QVERIFY(!finding(found, "undecided_splits"));

    // Somebody new is on no side until the splits are extended.
    const auto face = project.facesOf(project.findIdentity("P0")), more = project.facesOf(project.findIdentity("P1"));
    const std::vector<dataset::FaceId> two = {face[0], more[0]};
    project.decide(two, dataset::Action::Split, "New");
    found = launch::preflight(project, config);
    QCOMPARE(finding(found, "undecided_splits")->facts["identities"].get<int>(), 1);
    for (const auto& sample : launch::prepareRun(project, config, context).samples())
        QVERIFY(sample.name != "New");
    dataset::makeSplits(project, dataset::splitOptions(project));
    QVERIFY(!finding(launch::preflight(project, config), "undecided_splits"));
}

void TestLaunch::trainsOnAnEarlierVersion()
{
    const test::TempFolder folder;
    auto project = Project::open(test::makeSmallProject(folder.path(), 8, 3, false));
    jobs::RecordingContext context;
    const auto config = smallConfig();
    const auto first = launch::prepareRun(project, config, context);
    const std::string version = first.config().data.snapshot;
    const auto face = project.facesOf(project.findIdentity("P3")).front();
    project.decide(std::span(&face, 1), dataset::Action::Reject);
    project.renameIdentity(project.findIdentity("P4"), "Petra");
    dataset::makeSplits(project, {});
    const auto again = launch::prepareRun(project, config, context, version.substr(0, 10));
    QCOMPARE(again.config().data.snapshot, version);
    QCOMPARE(readTextFile(again.folder() / "samples.csv"), readTextFile(first.folder() / "samples.csv"));
    QVERIFY(!launch::trainingData(project, config, version).splits);
    QVERIFY(launch::prepareRun(project, config, context).config().data.snapshot != version);
    QCOMPARE(codeOf([&] { launch::prepareRun(project, config, context, "no such version"); }), ErrorCode::NotFound);

    // A person who was erased is not trained on, and that is said.
    dataset::erase(project, project.findIdentity("P3"), {}, context);
    const auto found = launch::preflight(project, config, version);
    QCOMPARE(finding(found, "version_gone")->facts["faces"].get<int>(), 3);
    for (const auto& sample : launch::prepareRun(project, config, context, version).samples())
        QVERIFY(sample.name != "P3");
}

void TestLaunch::renewsOutdatedCropsFirst()
{
    const test::TempFolder folder;
    auto project = Project::open(test::makeSmallProject(folder.path(), 8, 3, false));
    const auto face = project.allFaces().front();
    const auto hash = [&] { return crops::CropReader(project.cropFile()).find(face)->hash; };
    const auto before = hash();
    image::Landmarks points{};
    for (std::size_t i = 0; i < points.size(); ++i) // anything that is not on one line
        points[i] = {30 + static_cast<float>(i % 9) * 6, 30 + static_cast<float>(i) * 0.7F};
    project.setLandmarks(face, points);
    jobs::RecordingContext context;
    launch::prepareRun(project, smallConfig(), context);
    QVERIFY(hash() != before);
    project.undo();
    launch::prepareRun(project, smallConfig(), context);
    QCOMPARE(hash(), before);
}

void TestLaunch::stopsBeforeARunIsMade()
{
    const test::TempFolder folder;
    auto project = Project::open(test::makeSmallProject(folder.path(), 8, 3, false));
    jobs::RecordingContext context;
    context.requestStop();
    QCOMPARE(codeOf([&] { launch::prepareRun(project, smallConfig(), context); }), ErrorCode::Interrupted);
    QVERIFY(run::listRuns(project.runsFolder()).empty());
}

void TestLaunch::refusesADeviceThatIsNotThere()
{
    const test::TempFolder folder;
    auto project = Project::open(test::makeSmallProject(folder.path(), 8, 3, false));
    auto config = smallConfig();
    config.train.device = "cuda:77";
    jobs::RecordingContext context;
    QCOMPARE(codeOf([&] { launch::prepareRun(project, config, context); }), ErrorCode::NoDevice);
    QVERIFY(run::listRuns(project.runsFolder()).empty()); // nothing that looks like a run is left
}

QTEST_APPLESS_MAIN(TestLaunch)
#include "tst_launch.moc"
