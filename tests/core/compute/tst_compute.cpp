// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/compute/compute.h"
#include "core/compute/embed.h"
#include "core/compute/known_models.h"
#include "core/run/run_folder.h"
#include "tests/support/shared.h"
#include "tests/support/temp_folder.h"

#include <QTest>
#include <cmath>

using namespace likeness;

class TestCompute : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void findsModels();
    void remembersModels();
    void writesNpy();
    void loadsTheModuleOnFirstUse();
    void refusesWhatIsNoModel();
    void embedsAndCaches();
    void trainsStopsAndResumesBitByBit_data();
    void trainsStopsAndResumesBitByBit();
    void divergenceNamesTheFaces();
    void benchesSaySizesAndMachine();
};

namespace {

constexpr int kSize = 32; // a small input keeps the training tests in seconds

std::vector<std::uint8_t> crop(int identity, int variant, int size)
{
    std::vector<std::uint8_t> out(static_cast<std::size_t>(size * size * 3));
    for (int y = 0; y < size; ++y)
        for (int x = 0; x < size; ++x)
            for (int c = 0; c < 3; ++c)
                out[static_cast<std::size_t>((y * size + x) * 3 + c)] = static_cast<std::uint8_t>(
                    128 + 90 * std::sin((x * (1 + identity % 3) + y * (identity / 3) + variant) * 0.3 + c));
    return out;
}

std::filesystem::path cropFile(const std::filesystem::path& folder, int identities, int each, int size)
{
    const auto file = folder / "crops.lkc";
    crops::CropWriter writer(file, size);
    for (int i = 0; i < identities; ++i)
        for (int k = 0; k < each; ++k)
            writer.add(i * 100 + k + 1, crop(i, k, size));
    writer.flush();
    return file;
}

run::Config tinyConfig()
{
    run::Config config;
    config.model.backbone = "mobilefacenet_small";
    config.model.embedding = 32;
    config.model.inputSize = kSize;
    config.model.dropout = 0.2;
    config.train.epochs = 3;
    config.train.batchSize = 8;
    config.train.threads = 1;
    config.train.warmupEpochs = 1;
    config.train.lr = 0.05;
    config.train.checkpointMinutes = 0;
    config.augment.erase = 0.5;
    config.verify.maxPairs = 200;
    return config;
}

run::RunFolder makeRun(const test::TempFolder& folder, const run::Config& config)
{
    const auto file = cropFile(folder.path(), 6, 5, kSize);
    std::vector<run::Sample> samples;
    for (int i = 0; i < 6; ++i)
        for (int k = 0; k < 5; ++k)
            samples.push_back({i * 100 + k + 1, i < 4 ? i : i - 4, i >= 4, "person " + std::to_string(i)});
    return run::RunFolder::create(folder / "runs", config, samples, file);
}

class Recorder : public compute::TrainObserver
{
public:
    // Stops at the `call`-th question after the `count`-th event of that type; a step asks about a hundred times.
    Recorder(std::string type, int count, int call) : m_type(std::move(type)), m_count(count), m_calls(call) {}
    Recorder() = default;
    void onEvent(const Json& event) override
    {
        events.push_back(event);
        if (event["type"] == m_type)
            --m_count;
    }
    bool shouldContinue() override { return m_type.empty() || m_count > 0 || m_calls-- > 0; }
    std::vector<Json> of(const std::string& type) const
    {
        std::vector<Json> out;
        for (const auto& e : events)
            if (e["type"] == type)
                out.push_back(e);
        return out;
    }
    std::vector<Json> events;

private:
    std::string m_type;
    int m_count = 0;
    int m_calls = 0;
};

ErrorCode codeOf(const std::function<void()>& work)
{
    try {
        work();
    } catch (const Error& e) {
        return e.code();
    }
    return ErrorCode::Internal;
}

} // namespace

void TestCompute::findsModels()
{
    const test::TempFolder folder;
    const auto run = makeRun(folder, tinyConfig());
    QCOMPARE(codeOf([&] { compute::findModel("nothing", folder / "runs"); }), ErrorCode::NotFound);
    QCOMPARE(codeOf([&] { compute::findModel(""); }), ErrorCode::BadArgument);
    QCOMPARE(codeOf([&] { compute::findModel(run.id(), folder / "runs"); }), ErrorCode::NotFound); // no model yet
    writeFileAtomically(run.model(), std::string_view("x"));
    QCOMPARE(compute::findModel(run.id(), folder / "runs").file, run.model());
    QCOMPARE(compute::findModel(run.folder().string()).name, run.id());
    QCOMPARE(compute::findModel(run.model().string()).hash.size(), std::size_t{32});
    writeFileAtomically(folder / "m.txt", std::string_view("x"));
    QCOMPARE(codeOf([&] { compute::findModel((folder / "m.txt").string()); }), ErrorCode::Unsupported);
    QCOMPARE(codeOf([&] { compute::findModel("../" + run.id(), folder / "runs"); }), ErrorCode::NotFound);
}

void TestCompute::remembersModels()
{
    test::TempFolder temp;
    const auto project = temp.path() / "project", cache = project / "cache";
    const auto file = temp.path() / "m.onnx";
    const auto run = project / "runs" / "r1";
    std::filesystem::create_directories(run);
    writeFileAtomically(file, Bytes{1});
    writeFileAtomically(run / "model.safetensors", Bytes{1});
    QVERIFY(compute::knownModels(cache).empty());

    using Names = std::vector<std::string>;
    compute::noteModel(cache, file);
    compute::noteModel(cache, run / "model.safetensors"); // as embedFaces() names a run
    QCOMPARE(compute::knownModels(cache), (Names{"r1", file.string()}));
    compute::noteModel(cache, file);
    compute::noteModel(cache, file);
    QCOMPARE(compute::knownModels(cache), (Names{file.string(), "r1"}));
    compute::noteModel(cache, "r1"); // as the window does
    QCOMPARE(compute::knownModels(cache), (Names{"r1", file.string()}));

    const auto moved = temp.path() / "moved";
    std::filesystem::rename(project, moved);
    std::filesystem::remove(file);
    QCOMPARE(compute::knownModels(moved / "cache"), Names{"r1"});
}

void TestCompute::writesNpy()
{
    const test::TempFolder folder;
    const std::vector<float> values{1, 2, 3, 4, 5, 6};
    compute::writeNpy(folder / "a.npy", values, 2, 3);
    const auto bytes = readFile(folder / "a.npy");
    QCOMPARE(bytes.size() % 64, values.size() * 4);
    QCOMPARE(std::string(bytes.begin() + 1, bytes.begin() + 6), std::string("NUMPY"));
    const std::string header(bytes.begin() + 10, bytes.end() - 24);
    QVERIFY(header.find("'shape': (2, 3)") != std::string::npos && header.back() == '\n');
    QCOMPARE(std::memcmp(bytes.data() + bytes.size() - 24, values.data(), 24), 0);
}

void TestCompute::loadsTheModuleOnFirstUse()
{
    QVERIFY(!compute::isLoaded());
    const auto info = compute::info();
    QVERIFY(compute::isLoaded());
    QVERIFY(info.libraryVersion.rfind("LibTorch ", 0) == 0);
    QCOMPARE(info.devices.at(0).id, std::string("cpu"));
    QVERIFY(info.devices.at(0).memoryTotal > (1u << 28));
}

void TestCompute::refusesWhatIsNoModel()
{
    const test::TempFolder folder;
    writeFileAtomically(folder / "m.safetensors", std::string_view("not a model at all"));
    QCOMPARE(codeOf([&] { compute::Model::load(compute::findModel((folder / "m.safetensors").string())); }),
             ErrorCode::BadFile);
    LIKENESS_NEEDS_SHARED("models/pfld_68.onnx");
    QCOMPARE(codeOf([&] { compute::Model::load(compute::findModel(test::shared("models/pfld_68.onnx").string())); }),
             ErrorCode::Unsupported); // landmarks, not embeddings
    const auto source = compute::findModel(test::shared("models/mobilefacenet_casia_112x96.onnx").string());
    QCOMPARE(codeOf([&] { compute::Model::load(source, {"cuda:77", 0, "fp32"}); }), ErrorCode::NoDevice);
    QCOMPARE(codeOf([&] { compute::Model::load(source, {"cpu", 0, "fp8"}); }), ErrorCode::BadArgument);
}

void TestCompute::embedsAndCaches()
{
    LIKENESS_NEEDS_SHARED("models/mobilefacenet_casia_112x96.onnx");
    const test::TempFolder folder;
    const auto file = cropFile(folder.path(), 3, 4, 112);
    const auto source = compute::findModel(test::shared("models/mobilefacenet_casia_112x96.onnx").string());
    const auto model = compute::Model::load(source);
    QCOMPARE(model.dim(), 128);
    const crops::CropReader reader(file);
    const std::vector<std::int64_t> faces{1, 2, 999, 101, 202};
    jobs::RecordingContext context;
    const auto first = compute::embedFaces(model, source, reader, faces, true, folder / "cache", context);
    QCOMPARE(compute::knownModels(folder / "cache"),
             std::vector<std::string>{std::filesystem::absolute(source.file).lexically_normal().string()});
    QCOMPARE(first.faces, (std::vector<std::int64_t>{1, 2, 101, 202}));
    QCOMPARE(context.issues.size(), std::size_t{1});
    double norm = 0;
    for (const float v : first.row(2))
        norm += static_cast<double>(v * v);
    QVERIFY(std::abs(norm - 1) < 1e-5);
    // From the cache, with one record damaged and the end torn: same numbers.
    std::filesystem::path cache;
    for (const auto& entry : std::filesystem::directory_iterator(folder / "cache" / "embeddings"))
        if (entry.path().extension() == ".lke")
            cache = entry.path();
    const auto stamp = readFile(cache);
    QCOMPARE(compute::embedFaces(model, source, reader, faces, true, folder / "cache", context).values, first.values);
    QCOMPARE(readFile(cache), stamp); // nothing was computed again
    auto damaged = stamp;
    damaged[16 + (16 + 128 * 4) + 30] ^= 1;
    damaged.resize(damaged.size() - 5);
    writeFileAtomically(cache, damaged);
    const auto again = compute::embedFaces(model, source, reader, faces, true, folder / "cache", context);
    for (std::size_t i = 0; i < again.values.size(); ++i)
        QVERIFY(std::abs(again.values[i] - first.values[i]) < 1e-6f);
    QCOMPARE(readFile(cache).size(), stamp.size() + 16 + 128 * 4); // those two again, behind the three whole ones
    writeFileAtomically(cache, std::string_view("rubbish"));
    QCOMPARE(compute::embedFaces(model, source, reader, faces, true, folder / "cache", context).faces.size(),
             std::size_t{4});
    // A stop keeps what is done.
    jobs::RecordingContext stopped;
    stopped.requestStop();
    QCOMPARE(codeOf([&] { compute::embedFaces(model, source, reader, faces, false, folder / "cache", stopped); }),
             ErrorCode::Interrupted);
}

void TestCompute::trainsStopsAndResumesBitByBit_data()
{
    QTest::addColumn<int>("batch");
    QTest::addColumn<int>("accumulate");
    QTest::newRow("one batch a step") << 8 << 1;
    QTest::newRow("two batches a step") << 4 << 2;
}

void TestCompute::trainsStopsAndResumesBitByBit()
{
    QFETCH(const int, batch);
    QFETCH(const int, accumulate);
    auto config = tinyConfig();
    config.train.batchSize = batch;
    config.train.accumulate = accumulate;
    const test::TempFolder a, b;
    const auto whole = makeRun(a, config);
    const auto parts = makeRun(b, config);
    Recorder once;
    const Json end = compute::train(whole.folder(), once);
    QCOMPARE(end["state"].get<std::string>(), std::string("completed"));
    QCOMPARE(end["epochs"].get<int>(), 3);
    QCOMPARE(once.of("epoch").size(), std::size_t{3});
    QCOMPARE(once.of("step").size(), std::size_t{9}); // 20 faces in batches of 8
    const auto verify = once.of("verify");
    QCOMPARE(verify.size(), std::size_t{3});
    for (const char* key : {"auc", "eer", "accuracy", "tpr_at_fpr", "fisher", "fisher_trace_ratio", "d_prime", "roc",
                            "hist", "intra", "inter", "pairs", "genuine", "impostor", "step", "epoch"})
        QVERIFY2(verify[0].contains(key), key);
    QCOMPARE(whole.state().state, std::string("completed"));
    QCOMPARE(whole.events().size(), once.events.size());
    // Stopped before anything, in a forward pass, in a backward pass, in a verification and in the last one.
    Recorder sittings[] = {{"start", 1, 0},  {"step", 1, 30}, {"step", 1, accumulate * 100 - 15},
                           {"epoch", 1, 40}, {"epoch", 2, 5}, {}};
    const std::size_t steps[] = {0, 1, 1, 1, 6, 0};
    std::vector<double> losses, resumed, distances, resumedDistances;
    for (std::size_t i = 0; i < std::size(sittings); ++i) {
        const bool last = i + 1 == std::size(sittings);
        QCOMPARE(compute::train(parts.folder(), sittings[i])["state"].get<std::string>(),
                 std::string(last ? "completed" : "stopped"));
        QCOMPARE(parts.state().state, std::string(last ? "completed" : "stopped"));
        QCOMPARE(sittings[i].of("step").size(), steps[i]);
        for (const auto& e : sittings[i].of("step"))
            resumed.push_back(e["loss"].get<double>());
        for (const auto& e : sittings[i].of("verify"))
            resumedDistances.push_back(e["d_prime"].get<double>());
    }
    for (const auto& e : once.of("step"))
        losses.push_back(e["loss"].get<double>());
    for (const auto& e : verify)
        distances.push_back(e["d_prime"].get<double>());
    QCOMPARE(resumed, losses);
    QCOMPARE(resumedDistances, distances);
    QVERIFY(readFile(parts.model()) == readFile(whole.model()));
    const auto weights = [](const run::RunFolder& run) {
        const auto bytes = readFile(run.lastCheckpoint());
        const auto file = graph::TensorFile::parse(bytes);
        std::string all;
        for (const auto& t : file.tensors())
            all += t.name + std::string(t.data.begin(), t.data.end());
        return all;
    };
    QVERIFY(weights(whole) == weights(parts));
    // The finished model embeds.
    const auto model = compute::Model::load(compute::findModel(whole.folder().string()));
    QCOMPARE(model.dim(), 32);
    QCOMPARE(model.input().cropSize, kSize);
    // Another configuration does not fit the checkpoint.
    Json changed = whole.json();
    changed["train"]["lr"] = 0.01;
    writeJsonFile(whole.folder() / "run.json", changed);
    Recorder none;
    QCOMPARE(codeOf([&] { compute::train(whole.folder(), none); }), ErrorCode::BadFile);
    QCOMPARE(whole.state().state, std::string("failed"));
}

void TestCompute::divergenceNamesTheFaces()
{
    const test::TempFolder folder;
    auto config = tinyConfig();
    config.train.lr = 100;
    config.train.clipNorm = 0;
    config.train.momentum = 0.999;
    config.train.weightDecay = 1;
    config.train.epochs = 200;
    const auto run = makeRun(folder, config);
    Recorder recorder;
    try {
        compute::train(run.folder(), recorder);
        QFAIL("it did not diverge");
    } catch (const Error& e) {
        QCOMPARE(e.code(), ErrorCode::Diverged);
        QVERIFY2(std::string(e.what()).find("(person ") != std::string::npos, e.what());
    }
    QCOMPARE(run.state().state, std::string("failed"));
}

void TestCompute::benchesSaySizesAndMachine()
{
    const Json result = compute::benchTrain({{"backbone", "mobilefacenet_small"},
                                             {"batch", 4},
                                             {"embedding", 64},
                                             {"classes", 10},
                                             {"steps", 1},
                                             {"input_size", 32},
                                             {"device", "cpu"},
                                             {"threads", 1}});
    for (const char* key :
         {"images_per_second", "batch", "embedding", "classes", "steps", "threads", "device", "library"})
        QVERIFY2(result.contains(key), key);
    QVERIFY(result["images_per_second"].get<double>() > 0);
    QCOMPARE(codeOf([] { compute::benchTrain({{"backbone", "resnet"}}); }), ErrorCode::BadArgument);
    QCOMPARE(codeOf([] { compute::benchTrain({{"batch", 0}}); }), ErrorCode::BadArgument);
}

QTEST_APPLESS_MAIN(TestCompute)
#include "tst_compute.moc"
