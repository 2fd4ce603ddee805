// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/compute/compute.h"
#include "core/compute/embed.h"
#include "core/compute/known_models.h"
#include "core/run/run_folder.h"
#include "tests/support/shared.h"
#include "tests/support/temp_folder.h"
#include "tests/support/tiny_run.h"

#include <QTest>
#include <cmath>

using namespace likeness;
using namespace likeness::test;

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
    void benchesSaySizesAndMachine();
};

namespace {

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
