// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/random.h"
#include "core/compute/export_onnx.h"
#include "core/compute/graph.h"
#include "core/crops/crop_cache.h"
#include "core/run/run_folder.h"
#include "tests/support/shared.h"
#include "tests/support/temp_folder.h"

#include <QTest>
#include <cmath>

using namespace likeness;

// From a model to an ONNX file and back, and graphs of every role, through the compute module.
class TestExportOnnx : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aRunIsComparedOnItsFaces();
    void anImportedModelIsWrittenAnew();
    void keepsNothingThatComputesOtherwise();
    void aStopLeavesWhatWasThere();
    void refusesWhatCannotBe();
    void referenceModelsRun_data();
    void referenceModelsRun();
    void saysWhichSideIsFixed();
};

namespace {

constexpr int kSize = 32;

class Silent : public compute::TrainObserver
{
public:
    void onEvent(const Json&) override {}
    bool shouldContinue() override { return true; }
};

run::RunFolder trained(const test::TempFolder& folder)
{
    const auto crops = folder / "crops.lkc";
    std::vector<run::Sample> samples;
    {
        crops::CropWriter writer(crops, kSize);
        Rng random(2);
        for (int i = 0; i < 24; ++i) {
            std::vector<std::uint8_t> crop(kSize * kSize * 3);
            for (auto& byte : crop)
                byte = static_cast<std::uint8_t>(random.below(128) + static_cast<std::uint64_t>(i / 4 * 20));
            writer.add(i + 1, crop);
            samples.push_back({i + 1, i / 4, false, "person " + std::to_string(i / 4)});
        }
        writer.flush();
    }
    run::Config config;
    config.model.backbone = "mobilefacenet_small";
    config.model.embedding = 32;
    config.model.inputSize = kSize;
    config.train.epochs = 1;
    config.train.batchSize = 8;
    config.train.threads = 1;
    auto run = run::RunFolder::create(folder / "runs", config, samples, crops);
    Silent silent;
    compute::train(run.folder(), silent);
    return run;
}

// A convolution and what is left of the picture, in a model file.
std::filesystem::path graphFile(const test::TempFolder& folder, const Json& nodes, float extra = 0.25f)
{
    std::vector<float> weights(4 * 3 * 3 * 3);
    Rng random(4);
    for (auto& w : weights)
        w = static_cast<float>(random.normal(0, 0.5));
    weights[5] = extra;
    graph::InputSpec input;
    input.height = input.width = input.cropSize = kSize;
    input.crop = {0, 0, kSize, kSize};
    input.mean = {100, 110, 120};
    const Json spec = {{"role", "embedding"},
                       {"input", input.toJson()},
                       {"graph", {{"opset", 9}, {"inputs", {"in"}}, {"outputs", {"out"}}, {"nodes", nodes}}}};
    const std::vector<graph::TensorView> tensors{
        {"w",
         graph::DType::F32,
         {4, 3, 3, 3},
         {reinterpret_cast<const std::uint8_t*>(weights.data()), weights.size() * 4}}};
    writeFileAtomically(folder / "graph.safetensors", graph::serializeTensors(tensors, graph::metadataWithSpec(spec)));
    return folder / "graph.safetensors";
}

Json node(const char* op, std::vector<std::string> in, const char* out, Json attributes = Json::object())
{
    return {
        {"op", op}, {"name", op}, {"inputs", std::move(in)}, {"outputs", {out}}, {"attributes", std::move(attributes)}};
}

Json smallNodes()
{
    return {node("Conv", {"in", "w"}, "a", {{"strides", {4, 4}}}),
            node("Clip", {"a"}, "b", {{"min", -2.0}, {"max", 2.0}}), node("Flatten", {"b"}, "out", {{"axis", 1}})};
}

std::vector<float> embedding(const std::filesystem::path& file, std::uint64_t seed)
{
    const auto model = compute::Model::load(compute::findModel(file.string()));
    std::vector<std::uint8_t> crop(kSize * kSize * 3);
    Rng random(seed);
    for (auto& byte : crop)
        byte = static_cast<std::uint8_t>(random.below(256));
    const std::uint8_t* pointer = crop.data();
    std::vector<float> out(static_cast<std::size_t>(model.dim()));
    model.embed({&pointer, 1}, false, out);
    return out;
}

ErrorCode codeOf(const std::function<void()>& work, std::string* message = nullptr)
{
    try {
        work();
    } catch (const Error& e) {
        if (message)
            *message = e.what();
        return e.code();
    }
    return ErrorCode::NotAProject; // nothing was thrown
}

} // namespace

void TestExportOnnx::aRunIsComparedOnItsFaces()
{
    const test::TempFolder folder;
    const auto run = trained(folder);
    jobs::RecordingContext context;
    const auto file = folder / "own.onnx";
    const auto result = compute::exportOnnx(compute::findModel(run.folder().string()), file, {}, context);
    QVERIFY2(result.maxAbsDiff <= 1e-5, std::to_string(result.maxAbsDiff).c_str());
    QVERIFY(result.maxAbsDiff >= 0);
    QCOMPARE(result.bytes, std::uint64_t{std::filesystem::file_size(file)});
    QCOMPARE(result.dim, 32);
    QVERIFY(result.opset >= 11);
    QCOMPARE(result.crops, std::size_t{12 + 24}); // patterns and every face
    QCOMPARE(context.stages, (std::vector<std::string>{"trace", "parity"}));
    const auto a = embedding(run.model(), 7), b = embedding(file, 7);
    QCOMPARE(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i)
        QVERIFY(std::abs(a[i] - b[i]) < 1e-5f);
}

void TestExportOnnx::anImportedModelIsWrittenAnew()
{
    const test::TempFolder folder;
    const auto from = graphFile(folder, smallNodes());
    jobs::RecordingContext context;
    const auto first = compute::exportOnnx(compute::findModel(from.string()), folder / "a.onnx", {}, context);
    QCOMPARE(first.opset, 11); // brought there from 9
    // Over itself: what is read is read before anything is written.
    const auto second =
        compute::exportOnnx(compute::findModel((folder / "a.onnx").string()), folder / "a.onnx", {}, context);
    QCOMPARE(second.bytes, first.bytes);
    const auto a = embedding(from, 3), b = embedding(folder / "a.onnx", 3);
    for (std::size_t i = 0; i < a.size(); ++i)
        QVERIFY(std::abs(a[i] - b[i]) < 1e-5f);
}

void TestExportOnnx::keepsNothingThatComputesOtherwise()
{
    const test::TempFolder folder;
    // Sums beyond float's range: such an embedding is no number, and equal to nothing.
    const auto broken = graphFile(folder, {node("Conv", {"in", "w"}, "a"), node("Flatten", {"a"}, "out")}, 3e38f);
    jobs::RecordingContext context;
    std::string message;
    QCOMPARE(codeOf([&] { compute::exportOnnx(compute::findModel(broken.string()), folder / "b.onnx", {}, context); },
                    &message),
             ErrorCode::Internal);
    QVERIFY2(message.find("not kept") != std::string::npos, message.c_str());
    QVERIFY(!std::filesystem::exists(folder / "b.onnx"));
    int files = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder.path()))
        ++files;
    QCOMPARE(files, 1); // the model itself
}

void TestExportOnnx::aStopLeavesWhatWasThere()
{
    const test::TempFolder folder;
    const auto from = graphFile(folder, smallNodes());
    writeFileAtomically(folder / "c.onnx", std::string_view("before"));
    jobs::RecordingContext context;
    context.requestStop();
    QCOMPARE(codeOf([&] { compute::exportOnnx(compute::findModel(from.string()), folder / "c.onnx", {}, context); }),
             ErrorCode::Interrupted);
    QCOMPARE(readTextFile(folder / "c.onnx"), std::string("before"));
}

void TestExportOnnx::refusesWhatCannotBe()
{
    const test::TempFolder folder;
    const auto from = graphFile(folder, smallNodes());
    jobs::RecordingContext context;
    const auto to = [&](const std::filesystem::path& file) {
        return codeOf([&] { compute::exportOnnx(compute::findModel(from.string()), file, {}, context); });
    };
    QCOMPARE(to(folder / "no such folder" / "d.onnx"), ErrorCode::NotFound);
    std::filesystem::create_directories(folder / "folder.onnx");
    QVERIFY(to(folder / "folder.onnx") != ErrorCode::Internal);
    LIKENESS_NEEDS_SHARED("models/scrfd_500m_bnkps.onnx");
    std::string message;
    const auto detector = compute::findModel(test::shared("models/scrfd_500m_bnkps.onnx").string());
    QCOMPARE(codeOf([&] { compute::exportOnnx(detector, folder / "e.onnx", {}, context); }, &message),
             ErrorCode::Unsupported);
    QVERIFY2(message.find("detector") != std::string::npos, message.c_str());
}

void TestExportOnnx::referenceModelsRun_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QByteArray>("input");
    QTest::addColumn<QByteArray>("outputs");
    const auto row = [](const char* file, const char* input, const char* outputs) {
        QTest::addRow("%s %s", file, input) << QByteArray(file) << QByteArray(input) << QByteArray(outputs);
    };
    row("mobilefacenet_casia_112x96", "[3,3,112,96]", "embedding [3,128] ");
    row("pfld_68", "[2,3,112,112]", "output [2,136] ");
    row("yunet_2022_120x160", "[1,3,120,160]", "loc [1076,14] conf [1076,2] iou [1076,1] ");
    row("yunet_2023mar_640x640", "[1,3,640,640]",
        "cls_8 [1,6400,1] cls_16 [1,1600,1] cls_32 [1,400,1] obj_8 [1,6400,1] obj_16 [1,1600,1] obj_32 [1,400,1] "
        "bbox_8 [1,6400,4] bbox_16 [1,1600,4] bbox_32 [1,400,4] kps_8 [1,6400,10] kps_16 [1,1600,10] kps_32 "
        "[1,400,10] ");
    row("scrfd_500m_bnkps", "[2,3,96,160]",
        "score_8 [2,480,1] score_16 [2,120,1] score_32 [2,30,1] bbox_8 [2,480,4] bbox_16 [2,120,4] bbox_32 [2,30,4] "
        "kps_8 [2,480,10] kps_16 [2,120,10] kps_32 [2,30,10] ");
}

void TestExportOnnx::referenceModelsRun()
{
    QFETCH(const QByteArray, file);
    QFETCH(const QByteArray, input);
    QFETCH(const QByteArray, outputs);
    LIKENESS_NEEDS_SHARED("models/scrfd_500m_bnkps.onnx");
    const auto graph = compute::Graph::load(
        compute::findModel(test::shared("models/" + file.toStdString() + ".onnx").string()), {"cpu"});
    const auto shape = Json::parse(input.toStdString()).get<std::vector<std::int64_t>>();
    std::vector<float> values(static_cast<std::size_t>(shape[0] * shape[1] * shape[2] * shape[3]));
    Rng random(1);
    for (auto& v : values)
        v = static_cast<float>(random.uniform(-1, 1));
    std::string got;
    const auto all = graph.run(values, shape);
    for (const auto& tensor : all) {
        got += tensor.name + " " + dumpJson(Json(tensor.shape)) + " ";
        QVERIFY(std::all_of(tensor.values.begin(), tensor.values.end(), [](float v) { return std::isfinite(v); }));
    }
    QCOMPARE(got, outputs.toStdString());
    if (shape[0] == 1)
        return;
    // A row does not depend on its batch.
    const auto alone = graph.run(std::span(values).first(values.size() / static_cast<std::size_t>(shape[0])),
                                 {1, shape[1], shape[2], shape[3]});
    for (std::size_t i = 0; i < all.size(); ++i)
        for (std::size_t k = 0; k < alone[i].values.size(); ++k)
            QVERIFY(std::abs(alone[i].values[k] - all[i].values[k]) < 1e-4f);
}

void TestExportOnnx::saysWhichSideIsFixed()
{
    LIKENESS_NEEDS_SHARED("models/yunet_2023mar_640x640.onnx");
    const auto graph =
        compute::Graph::load(compute::findModel(test::shared("models/yunet_2023mar_640x640.onnx").string()), {"cpu"});
    QCOMPARE(graph.inputShape(), (std::vector<std::int64_t>{1, 3, 640, 640}));
    QCOMPARE(graph.description()["role"].get<std::string>(), std::string("detector"));
    const std::vector<float> values(2 * 3 * 640 * 640);
    std::string message;
    QCOMPARE(codeOf([&] { (void)graph.run(values, {2, 3, 640, 640}); }, &message), ErrorCode::BadArgument);
    QVERIFY2(message.find("batch") != std::string::npos && message.find("at 1") != std::string::npos, message.c_str());
    QCOMPARE(codeOf(
                 [&] {
                     (void)graph.run(std::span(values).first(3 * 320 * 640), {1, 3, 320, 640});
                 },
                 &message),
             ErrorCode::BadArgument);
    QVERIFY2(message.find("height") != std::string::npos && message.find("at 640") != std::string::npos,
             message.c_str());
}

QTEST_GUILESS_MAIN(TestExportOnnx)
#include "tst_export_onnx.moc"
