// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crops/crop_cache.h"
#include "core/jobs/job.h"
#include "core/run/run_folder.h"
#include "core/verify/model_table.h"
#include "tests/support/error_code.h"
#include "tests/support/shared.h"
#include "tests/support/small_run.h"
#include "tests/support/temp_folder.h"

#include <QTest>

using namespace likeness;
using namespace likeness::verify;

namespace {

constexpr int kSize = 32; // a small input keeps the training in a second

class StopAtTime final : public jobs::RecordingContext
{
public:
    void stage(const std::string& id) override
    {
        RecordingContext::stage(id);
        if (id == "time")
            requestStop();
    }
};

LatencySettings quick()
{
    LatencySettings settings;
    settings.runs = 20;
    settings.batch = 4;
    return settings;
}

} // namespace

// What models cost, through the compute module.
class TestModelTable : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void aRunIsCountedAndTimed();
    void figuresComeFromStoredResults();
    void costsAreJudgedWithoutResults();
    void anImportedModel();
    void stopsAndRefuses();

private:
    test::TempFolder m_folder;
    std::filesystem::path m_run;
};

void TestModelTable::initTestCase()
{
    const auto cropFile = m_folder / "crops.lkc";
    std::vector<run::Sample> samples;
    {
        crops::CropWriter writer(cropFile, kSize);
        for (int i = 0; i < 16; ++i) {
            writer.add(i + 1, std::vector<std::uint8_t>(kSize * kSize * 3, static_cast<std::uint8_t>(16 * i)));
            samples.push_back({i + 1, i / 4, false, std::to_string(i / 4)});
        }
        writer.flush();
    }
    m_run = test::trainedRun(m_folder, cropFile, samples, kSize);
}

void TestModelTable::aRunIsCountedAndTimed()
{
    ModelTableOptions options;
    options.models = {m_run.string(), m_run.filename().string()};
    options.runsFolder = m_folder / "runs";
    options.latency = quick();
    options.compute = {"cpu", 1, "fp32"};
    jobs::RecordingContext context;
    const auto rows = modelTable(options, context);
    QCOMPARE(rows.size(), std::size_t{2});
    QCOMPARE(rows[0].hash, rows[1].hash); // by folder and by id
    const ModelRow& row = rows[0];
    QCOMPARE(row.network, std::string("mobilefacenet_small"));
    QCOMPARE(row.embedding, 32);
    QCOMPARE(row.height, kSize);
    QVERIFY(row.evidence.empty() && row.reports.empty());

    // The weights are nearly all of the file, 4 bytes each; statistics and the description are the rest.
    const auto file = std::filesystem::file_size(run::RunFolder::modelIn(m_run));
    QCOMPARE(row.bytes, file);
    const auto weights = static_cast<std::uint64_t>(row.cost.parameters) * 4;
    QVERIFY(weights < file && weights > file * 9 / 10);
    QVERIFY(row.cost.multiplyAdds && *row.cost.multiplyAdds > 0);

    const Latency& latency = row.latency.value();
    QCOMPARE(latency.runs, 20);
    QCOMPARE(latency.batch, 4);
    QCOMPARE(latency.threads, 1);
    QCOMPARE(latency.device, std::string("cpu"));
    QCOMPARE(latency.precision, std::string("fp32"));
    QVERIFY(latency.medianMs > 0 && latency.imagesPerSecond > 0);
    QVERIFY(latency.ci95Ms[0] <= latency.medianMs && latency.medianMs <= latency.ci95Ms[1]);
    const Json json = row.toJson();
    QCOMPARE(json["parameters"].get<std::int64_t>(), row.cost.parameters);
    QVERIFY(json["latency_ms"].is_number() && json["evidence"].empty());
}

void TestModelTable::figuresComeFromStoredResults()
{
    const auto source = compute::findModel(m_run.string());
    const auto result = [&](const char* set, double accuracy) {
        return Json{{"model_hash", source.hash},
                    {"set_hash", set},
                    {"pairs", 600},
                    {"accuracy", accuracy},
                    {"accuracy_ci95", {accuracy - 0.01, accuracy + 0.01}},
                    {"tpr_at_fpr", Json::array()},
                    {"cost", {{"parameters", 1}}}};
    };
    ModelTableOptions options;
    options.models = {m_run.string()};
    options.time = false;
    options.evidence = {
        result("a", 0.9),
        result("b", 0.8),
        {{"model_hash", "another"}, {"model", "x"}},
        {{"model_hash", source.hash},
         {"accuracy", 0.1}, // of the pairs that were attacked
         {"points", {{{"method", "fgsm"}, {"epsilon", 2}, {"survival", 0.9}, {"survival_ci95", {0.88, 0.92}}}}}},
        Json(5)};
    for (const char* gate : {"accuracy >= 0.85", "fgsm_survival@2/255 >= 0.85", "parameters <= 2e6"})
        options.gates.push_back(Gate::parse(gate));
    jobs::RecordingContext context;
    const auto rows = modelTable(options, context);
    QCOMPARE(rows[0].evidence.size(), std::size_t{2}); // one a set, each with the attack
    QCOMPARE(rows[0].evidence[0]["set_hash"].get<std::string>(), std::string("a"));
    QCOMPARE(rows[0].evidence[0]["accuracy"].get<double>(), 0.9);
    QCOMPARE(rows[0].evidence[0]["cost"]["parameters"].get<std::int64_t>(), rows[0].cost.parameters);
    QCOMPARE(*rows[0].reports[0].verdict, GateVerdict::Pass);
    QCOMPARE(*rows[0].reports[1].verdict, GateVerdict::Fail);
    QVERIFY(!rows[0].latency);
    QCOMPARE(rows[0].embedding, 32);
    QCOMPARE(context.issues.size(), std::size_t{2}); // what is of no model here
    const Json json = rows[0].toJson();
    QCOMPARE(json["evidence"][1]["gates"]["verdict"].get<std::string>(), std::string("fail"));
}

void TestModelTable::costsAreJudgedWithoutResults()
{
    ModelTableOptions options;
    options.models = {m_run.string()};
    options.latency = quick();
    options.compute = {"cpu", 1, "fp32"};
    options.gates = {Gate::parse("parameters <= 2e6"), Gate::parse("latency_ms < 60000")};
    jobs::RecordingContext context;
    QCOMPARE(*modelTable(options, context)[0].reports.at(0).verdict, GateVerdict::Pass);
    options.gates.push_back(Gate::parse("multiply_adds <= 10"));
    QCOMPARE(*modelTable(options, context)[0].reports.at(0).verdict, GateVerdict::Fail);
}

void TestModelTable::anImportedModel()
{
    LIKENESS_NEEDS_SHARED("models/mobilefacenet_casia_112x96.onnx");
    ModelTableOptions options;
    options.models = {test::shared("models/mobilefacenet_casia_112x96.onnx").string()};
    options.time = false;
    jobs::RecordingContext context;
    const auto rows = modelTable(options, context);
    // By the shapes that the onnx package (1.12, shape_inference) finds, in Python: Σ of outputs × weights of a filter.
    QCOMPARE(rows[0].cost.multiplyAdds.value(), std::int64_t{189408256});
    QCOMPARE(rows[0].cost.parameters, std::int64_t{989760});
    QCOMPARE(rows[0].network, std::string("graph"));
    QCOMPARE(rows[0].height, 112);
    QCOMPARE(rows[0].width, 96);
    QCOMPARE(rows[0].embedding, 128);
}

void TestModelTable::stopsAndRefuses()
{
    ModelTableOptions options;
    options.models = {m_run.string()};
    options.latency = quick();
    StopAtTime stopping;
    QCOMPARE(test::codeOf([&] { modelTable(options, stopping); }), std::string("interrupted"));
    jobs::RecordingContext context;
    options.latency.runs = 0;
    QCOMPARE(test::codeOf([&] { modelTable(options, context); }), std::string("bad_argument"));
    options.models = {"no such model"};
    QCOMPARE(test::codeOf([&] { modelTable(options, context); }), std::string("not_found"));
}

QTEST_APPLESS_MAIN(TestModelTable)
#include "tst_model_table.moc"
