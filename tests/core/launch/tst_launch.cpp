// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/erase.h"
#include "core/dataset/splits.h"
#include "core/launch/augment_sample.h"
#include "core/launch/launch.h"
#include "core/launch/rehearsal.h"
#include "core/run/settings.h"

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
    void saysWhatIsKnownOfWrongLabels();
    void findsLeakage();
    void findsPeopleWithoutAFace();
    void findsMixedCrops();
    void findsTrapsOfSettings_data();
    void findsTrapsOfSettings();
    void presetsAreNotWarnedOf();
    void estimatesByAFewSteps();
    void samplesFacesForAPreview();
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
    QCOMPARE(finding(found, "few_validation")->facts["identities"].get<int>(), 2);
    QVERIFY(!finding(found, "snapshot_ignored"));
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
    for (const auto& [size, hint] : {std::pair{160, "prepare PROJECT --size 160"}, {113, "model.input_size=112"}}) {
        config.model.inputSize = size; // no such crops
        found = launch::preflight(project, config);
        const auto* crops = finding(found, "no_crops");
        QVERIFY(crops && crops->severity == Severity::Error && crops->facts["prepared"] == 112);
        QVERIFY2(crops->message.find(hint) != std::string::npos, crops->message.c_str());
    }
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

void TestLaunch::saysWhatIsKnownOfWrongLabels()
{
    const test::TempFolder folder;
    auto project = Project::open(test::makeSmallProject(folder.path(), 8, 3, false));
    const auto config = smallConfig();
    QVERIFY(finding(launch::preflight(project, config), "noise_unknown")->severity == Severity::Note);
    // A curation that is sure of every label but of as many as `wrong`.
    const auto curate = [&](std::size_t wrong) {
        std::vector<dataset::FlagRow> rows;
        for (const auto& [face, identity] : project.labelledFaces()) {
            dataset::FlagRow row;
            row.face = face;
            row.kind = "mislabelled";
            row.method = "embedding";
            row.score = rows.size() < wrong ? 0.99 : 0.0001;
            row.threshold = 0.5;
            row.flagged = row.score > 0.5;
            rows.push_back(row);
        }
        project.replaceFlags("embedding", rows);
    };
    curate(3);
    auto found = launch::preflight(project, config);
    QVERIFY(!finding(found, "noise_unknown"));
    const auto* noise = finding(found, "label_noise");
    QVERIFY(noise && noise->severity == Severity::Warning);
    QCOMPARE(noise->facts["labels"].get<int>(), 24);
    QVERIFY(std::abs(noise->facts["wrong"].get<double>() - 3) < 0.2);
    QVERIFY(finding(found, "focal_noise")); // the default gamma
    auto filtered = config;
    filtered.loss.interclassFilter = 0.4;
    filtered.loss.focalGamma = 0;
    found = launch::preflight(project, filtered);
    QVERIFY(!finding(found, "focal_noise") && !finding(found, "filter_without_noise"));
    curate(0);
    found = launch::preflight(project, filtered);
    QVERIFY(finding(found, "label_noise")->severity == Severity::Note);
    QVERIFY(finding(found, "filter_without_noise"));
    // What is known of the labels of now says nothing of an earlier version.
    const auto version = project.snapshot().hash;
    QVERIFY(!finding(launch::preflight(project, config, version), "label_noise"));
}

void TestLaunch::findsLeakage()
{
    const test::TempFolder folder;
    auto project = Project::open(test::makeSmallProject(folder.path(), 8, 3, false));
    const auto config = smallConfig();
    QVERIFY(!finding(launch::preflight(project, config), "set_leakage"));
    std::vector<dataset::FlagRow> rows;
    for (const auto face : project.allFaces()) { // of validation, too: only what is trained on matters
        dataset::FlagRow row;
        row.face = face;
        row.kind = "leakage";
        row.method = "set";
        row.score = 0.9;
        row.flagged = true;
        row.evidence = R"({"set":"lfw.bin","what":"picture"})";
        rows.push_back(row);
    }
    project.replaceFlags("set", rows);
    const auto found = launch::preflight(project, config);
    const auto* leak = finding(found, "set_leakage");
    QVERIFY(leak && leak->severity == Severity::Warning);
    QCOMPARE(leak->facts["faces"].get<int>(), 18);
    QCOMPARE(leak->facts["sets"].get<std::string>(), std::string("lfw.bin"));
    for (const auto& flag : project.flags())
        project.setFlagDecision(flag.id, "keep");
    QVERIFY(!finding(launch::preflight(project, config), "set_leakage"));
}

void TestLaunch::findsPeopleWithoutAFace()
{
    const test::TempFolder folder;
    auto project = Project::open(test::makeSmallProject(folder.path(), 8, 3, false));
    auto config = smallConfig();
    QVERIFY(!finding(launch::preflight(project, config), "empty_identities"));
    project.decide(project.facesOf(project.findIdentity("P3")), dataset::Action::Reject);
    auto rows = project.faces(project.facesOf(project.findIdentity("P4")));
    for (auto& row : rows)
        row.status = dataset::FaceStatus::NotFound;
    project.updateFaces(rows);
    auto found = launch::preflight(project, config);
    QCOMPARE(finding(found, "empty_identities")->facts["identities"].get<int>(), 2);
    QVERIFY(!finding(found, "left_out"));
    // Who became somebody else is nobody, not somebody without a face.
    project.mergeIdentities(project.findIdentity("P5"), project.findIdentity("P6"));
    found = launch::preflight(project, config);
    QCOMPARE(finding(found, "empty_identities")->facts["identities"].get<int>(), 2);
}

void TestLaunch::findsMixedCrops()
{
    const test::TempFolder folder;
    auto project = Project::open(test::makeSmallProject(folder.path(), 8, 3, false));
    QVERIFY(!finding(launch::preflight(project, smallConfig()), "mixed_alignment")); // all whole
    const auto all = project.allFaces();
    {
        crops::CropWriter writer(project.cropFile(), 112);
        const crops::CropReader before(project.cropFile());
        for (std::size_t i = 0; i < 6; ++i)
            writer.add(all[i], before.pixels(all[i]), 0x1234);
        writer.flush();
    }
    const auto found = launch::preflight(project, smallConfig());
    const auto* mixed = finding(found, "mixed_alignment");
    QVERIFY(mixed);
    QCOMPARE(mixed->facts["aligned"].get<int>(), 6);
    QCOMPARE(mixed->facts["whole"].get<int>(), 18);
}

void TestLaunch::findsTrapsOfSettings_data()
{
    QTest::addColumn<QByteArray>("settings");
    QTest::addColumn<QByteArray>("code"); // empty: none of them
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<Severity>("severity");
    const auto row = [](const char* name, const char* settings, const char* code, const char* key,
                        Severity severity = Severity::Warning) {
        QTest::newRow(name) << QByteArray(settings) << QByteArray(code) << QByteArray(key) << severity;
    };
    row("high rate", "train.lr=0.5", "learning_rate", "train.lr");
    row("low rate", "train.lr=0.0001", "learning_rate", "train.lr");
    row("rate of sgd with adamw", "train.optimizer=adamw train.weight_decay=0.05", "learning_rate", "train.lr");
    row("large margin", "loss.m=0.9", "unusual", "loss.m");
    row("margin of another head", "loss.m=0.9 loss.head=softmax", "", "loss.m");
    row("arcface's margin for cosface", "loss.head=cosface", "unusual", "loss.m");
    row("weight decay", "train.weight_decay=0.005", "unusual", "train.weight_decay", Severity::Note);
    row("far too much weight decay", "train.weight_decay=0.05", "unusual", "train.weight_decay");
    row("weight decay of adamw", "train.weight_decay=0.05 train.optimizer=adamw", "", "train.weight_decay");
    row("small scale", "loss.s=1", "low_scale", "loss.s");
    row("short embeddings", "loss.head=magface model.embedding=64", "mag_norms", "loss.mag_norm_low");
    row("long enough", "loss.head=magface", "", "loss.mag_norm_low");
    row("faces of each", "train.faces_per_identity=4 train.batch_size=8", "few_per_identity",
        "train.faces_per_identity");
    row("centres", "loss.head=subcenter", "subcenters_low_shot", "loss.subcenters");
    row("held back for nothing", "train.frozen_epochs=1 train.epochs=3", "fresh_fine_tune", "model.from");
    row("no such model", "model.from=nobody", "from_missing", "model.from", Severity::Error);
    row("smoothing", "loss.label_smoothing=0.1", "smoothed_margin", "loss.label_smoothing");
    row("smoothing alone", "loss.label_smoothing=0.1 loss.head=softmax", "", "loss.label_smoothing");
    row("average", "train.ema=0.999", "short_average", "train.ema");
    row("rotation", "augment.rotation=20", "unusual", "augment.rotation", Severity::Note);
    row("upside down", "augment.rotation=180", "unusual", "augment.rotation");
    row("not rotated", "augment.rotation=0", "", "augment.rotation");
    row("version by hand", "data.snapshot=abc", "snapshot_ignored", "data.snapshot");
}

void TestLaunch::findsTrapsOfSettings()
{
    QFETCH(const QByteArray, settings);
    QFETCH(const QByteArray, code);
    QFETCH(const QByteArray, key);
    QFETCH(const Severity, severity);
    static const test::TempFolder folder;
    static const auto project = Project::open(test::makeSmallProject(folder.path(), 8, 3, false));
    auto config = smallConfig();
    for (const auto& setting : settings.split(' '))
        run::assign(config, setting.toStdString());
    const auto found = launch::preflight(project, config);
    const auto about =
        std::find_if(found.begin(), found.end(), [&](const auto& f) { return f.key == key.toStdString(); });
    if (code.isEmpty()) {
        QVERIFY2(about == found.end(), about == found.end() ? "" : about->message.c_str());
        return;
    }
    QVERIFY(about != found.end());
    QCOMPARE(QByteArray::fromStdString(about->code), code);
    QVERIFY(about->severity == severity);
    QVERIFY(!about->message.empty());
}

void TestLaunch::presetsAreNotWarnedOf()
{
    const test::TempFolder folder;
    const auto project = Project::open(test::makeSmallProject(folder.path(), 12, 16, false));
    for (const auto& preset : run::presets()) {
        run::Config config;
        run::applyPreset(config, preset.id);
        config.train.batchSize = std::min(config.train.batchSize, 32); // there are not more
        config.train.lr = preset.id == "large" ? run::usualLearningRate(config) : config.train.lr;
        for (const auto& f : launch::preflight(project, config))
            if (!f.key.empty() && f.severity != Severity::Note)
                QVERIFY2(f.code == "short_run" ||
                             f.code ==
                                 "few_validation" || // without a model to begin with it is said that there is none
                             (preset.id == "fine_tune" && (f.code == "fresh_fine_tune" || f.code == "learning_rate")),
                         (preset.id + ": " + f.message).c_str());
    }
}

void TestLaunch::estimatesByAFewSteps()
{
    const test::TempFolder folder;
    const auto project = Project::open(test::makeSmallProject(folder.path(), 8, 3, false));
    auto config = smallConfig();
    config.model.backbone = "mobilefacenet_small";
    config.model.embedding = 64;
    config.train.device = "cpu";
    const auto data = launch::trainingData(project, config);
    auto tried = launch::rehearse(config, data, project.runsFolder(), 0.5);
    const auto* estimate = finding(tried.findings, "estimate");
    QVERIFY2(estimate, tried.findings.empty() ? "nothing" : tried.findings.front().message.c_str());
    QCOMPARE(tried.dryRun["batch"].get<int>(), 4);
    QVERIFY(tried.dryRun["fits"].get<bool>());
    const double step = tried.dryRun["step_seconds"].get<double>();
    QVERIFY2(step > 0, dumpJson(tried.dryRun).c_str());
    const double seconds = estimate->facts["seconds"].get<double>();
    QVERIFY(seconds > 10 * step && seconds < 30 * step); // 10 steps and two verifications of 6 faces
    // Far more than any machine has memory for (some terabytes) is refused without being tried, and a batch that fits
    // is named.
    config.model.backbone = "iresnet50";
    config.train.batchSize = 65536;
    tried = launch::rehearse(config, data, project.runsFolder(), 0.5);
    const auto* memory = finding(tried.findings, "batch_memory");
    QVERIFY(memory && memory->severity == Severity::Error);
    QVERIFY(memory->facts["fits"].get<int>() > 0 && memory->facts["fits"].get<int>() < 65536);
    QVERIFY(!finding(tried.findings, "estimate"));

    std::stop_source stop;
    stop.request_stop();
    QCOMPARE(codeOf([&] { launch::rehearse(config, data, project.runsFolder(), 60, stop.get_token()); }),
             ErrorCode::Interrupted);
    config.train.device = "cuda:99";
    config.train.batchSize = 4;
    tried = launch::rehearse(config, data, project.runsFolder(), 1);
    QVERIFY(finding(tried.findings, "no_device")->severity == Severity::Error && tried.dryRun.empty());
    QCOMPARE(launch::durationText(8000), std::string("2 h 10 min"));
    QCOMPARE(launch::durationText(0.2), std::string("1 s"));
    QCOMPARE(launch::durationText(26 * 3600), std::string("1 d 2 h"));
}

void TestLaunch::samplesFacesForAPreview()
{
    const test::TempFolder folder;
    const auto project = Project::open(test::makeSmallProject(folder.path(), 8, 3, false));
    const auto sample = launch::augmentSample(project, smallConfig(), {}, 4, 1);
    QCOMPARE(sample.count, 4);
    QCOMPARE(sample.crops.size(), std::size_t{4} * 112 * 112 * 3);
    QVERIFY(launch::augmentSample(project, smallConfig(), {}, 4, 1).crops == sample.crops);
    QVERIFY(launch::augmentSample(project, smallConfig(), {}, 4, 2).crops != sample.crops);
    QCOMPARE(launch::augmentSample(project, smallConfig(), {}, 50, 1).count, 6); // all who are trained on
    Bytes augmented;
    for (int copy = 0; copy < 2; ++copy)
        augmented.insert(augmented.end(), sample.crops.begin(), sample.crops.end());
    const auto sheet = launch::contactSheet(sample, augmented);
    QVERIFY(sheet.width >= 3 * 112 && sheet.height >= 4 * 112);
    // Each row: the face, and it again and again.
    const auto at = [&](int x, int y) { return *(sheet.row(y) + 3 * x); };
    QCOMPARE(at(4, 4), sample.crops[0]);
    QCOMPARE(at(4 + 4 + 116, 4), sample.crops[0]);
    QCOMPARE(at(4, 4 + 116), sample.crops[std::size_t{112} * 112 * 3]);
    auto config = smallConfig();
    config.model.inputSize = 160;
    QCOMPARE(codeOf([&] { launch::augmentSample(project, config, {}, 4, 1); }), ErrorCode::NeedsPrepare);
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
    QVERIFY(finding(launch::deviceFindings(config), "no_device")->severity == Severity::Error);
    config.train.device = "cpu";
    QVERIFY(launch::deviceFindings(config).empty());
    config.train.precision = "fp16";
    QVERIFY(finding(launch::deviceFindings(config), "fp16_cpu")->severity == Severity::Error);
}

QTEST_APPLESS_MAIN(TestLaunch)
#include "tst_launch.moc"
