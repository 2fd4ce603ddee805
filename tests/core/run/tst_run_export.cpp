// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/run/run_export.h"
#include "core/run/run_folder.h"
#include "core/run/tensorboard.h"
#include "tests/support/error_code.h"
#include "tests/support/python.h"
#include "tests/support/temp_folder.h"

#include <QTest>
#include <cmath>
#include <fstream>

using namespace likeness;
using namespace likeness::run;
namespace fs = std::filesystem;

// What other programs read of a run.
class TestRunExport : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void checksums();
    void tables();
    void eventFile();
    void histogramsOfNothing();
    void refuses();
    void stops();

private:
    test::TempFolder m_folder;
    fs::path m_run;
};

void TestRunExport::initTestCase()
{
    const RunFolder run = RunFolder::create(m_folder / "runs", {}, {{1, 0, false, "Ann"}}, m_folder / "crops.lkc");
    m_run = run.folder();
    Json json = run.json();
    json["created"] = "2026-01-31T14:25:01Z"; // 1769869501
    writeJsonFile(m_run / "run.json", json);
    const auto step = [](int number, double loss) {
        return Json{{"type", "step"}, {"time", number * 0.5}, {"step", number}, {"epoch", 1},
                    {"loss", loss},   {"accuracy", 0.25},     {"lr", 0.1},      {"images_per_second", 100.0}};
    };
    run.appendEvent({{"type", "start"}, {"time", 0.0}});
    run.appendEvent(step(1, 5));
    run.appendEvent(step(2, 4));
    run.appendEvent(step(3, 99)); // repeated below
    run.appendEvent({{"type", "verify"},
                     {"time", 1.75},
                     {"step", 2},
                     {"epoch", 1},
                     {"genuine", 200},
                     {"impostor", 100},
                     {"auc", 0.75},
                     {"eer", 0.25},
                     {"intra", {{"mean", 0.5}, {"p50", 0.4}}},
                     {"hist", {{"edges", {-1.0, 0.0, 1.0}}, {"genuine", {0.0, 1.0}}, {"impostor", {0.75, 0.25}}}}});
    run.appendEvent({{"type", "start"}, {"time", 0.0}});
    Json third = step(3, 3);
    third["memory"] = 1'000'000;
    third["grad_norm"] = 1.5;
    run.appendEvent(third);
    std::ofstream(m_run / "metrics.jsonl", std::ios::app) << R"({"type":"step","st)";
}

// RFC 3720, B.4, and what TensorFlow's own tests expect of the mask.
void TestRunExport::checksums()
{
    QCOMPARE(crc32c("123456789"), 0xe3069283u);
    QCOMPARE(crc32c(std::string(32, '\0')), 0x8a9136aau);
    QCOMPARE(crc32c(std::string(32, '\xff')), 0x62a8ab43u);
    QCOMPARE(crc32c(""), 0u);
    const std::uint32_t crc = crc32c("foo");
    QCOMPARE(maskedCrc32c("foo"), ((crc >> 15) | (crc << 17)) + 0xa282ead8u);
}

void TestRunExport::tables()
{
    const auto files = exportCsv(m_run, m_folder / "new" / "tables");
    QCOMPARE(files.size(), std::size_t(2));
    QCOMPARE(readTextFile(m_folder / "new/tables/steps.csv"),
             std::string("step,epoch,seconds,loss,accuracy,lr,grad_norm,images_per_second,memory_bytes\n"
                         "1,1,0.5,5,0.25,0.1,,100,\n"
                         "2,1,1,4,0.25,0.1,,100,\n"
                         "3,1,1.5,3,0.25,0.1,1.5,100,1e+06\n"));
    const auto verifications = readTextFile(m_folder / "new/tables/verifications.csv");
    QVERIFY(verifications.find("\n1,2,1.75,200,100,0.75,0.25,,,,,0.5,,0.4,,,,,\n") != std::string::npos);
}

void TestRunExport::eventFile()
{
    LIKENESS_NEEDS_PYTHON();
    const auto file = exportTensorBoard(m_run, m_folder / "board");
    QVERIFY(file.filename().string().starts_with("events.out.tfevents.1769869501."));
    const auto read = test::python("import runpy, sys\nsys.argv = sys.argv[1:]\nrunpy.run_path(sys.argv[0], "
                                   "run_name='__main__')",
                                   fs::path(LIKENESS_SOURCE) / "tests/peers/read_tfevents.py", file);
    QVERIFY2(!read.starts_with("failed"), read.c_str());
    const Json board = parseJson(read, "the reader's output");
    QCOMPARE(board["version"].get<std::string>(), std::string("brain.Event:2"));
    QVERIFY(board["scalars"]["train/loss"] ==
            Json::parse("[[1,1769869501.5,5.0],[2,1769869502.0,4.0],[3,1769869502.5,3.0]]"));
    QCOMPARE(board["scalars"]["train/grad_norm"].size(), std::size_t(1)); // where it is known
    QCOMPARE(board["scalars"]["train/memory"][0][2].get<double>(), 1e6);
    QVERIFY(board["scalars"]["verify/auc"] == Json::parse("[[2,1769869502.75,0.75]]"));
    const Json genuine = board["histograms"]["verify/similarity_genuine"][0];
    QVERIFY(genuine == Json::parse(R"({"step":2,"min":0.0,"max":1.0,"num":200.0,"sum":100.0,"sum_squares":50.0,
                                       "limits":[-1.0,0.0,1.0],"buckets":[0.0,0.0,200.0]})"));
    const Json impostor = board["histograms"]["verify/similarity_impostor"][0];
    QVERIFY(impostor["buckets"] == Json::parse("[0.0,75.0,25.0]"));
    // A byte that changed is noticed: the checksums are of what they stand for.
    auto bytes = readTextFile(file);
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
    writeFileAtomically(m_folder / "board" / "damaged", bytes);
    QVERIFY(test::python("import runpy, sys\nsys.argv = sys.argv[1:]\nrunpy.run_path(sys.argv[0], run_name='__main__')",
                         fs::path(LIKENESS_SOURCE) / "tests/peers/read_tfevents.py", m_folder / "board" / "damaged")
                .starts_with("failed"));
}

void TestRunExport::histogramsOfNothing()
{
    EventFileWriter writer(0);
    writer.take();
    writer.histogram(0, 1, "a", std::vector<double>{}, std::vector<double>{});
    writer.histogram(0, 1, "a", std::vector<double>{0, 1}, std::vector<double>{1, 2});
    writer.scalars(0, 1, {});
    QVERIFY(writer.take().empty());
}

void TestRunExport::refuses()
{
    const RunFolder fresh = RunFolder::create(m_folder / "fresh", {}, {{1, 0, false, "Ann"}}, m_folder / "crops.lkc");
    QCOMPARE(test::codeOf([&] { exportCsv(fresh.folder(), m_folder / "out"); }), std::string("not_found"));
    std::ofstream(m_folder / "a file") << "";
    QCOMPARE(test::codeOf([&] { exportCsv(m_run, m_folder / "a file" / "out"); }), std::string("io"));
}

void TestRunExport::stops()
{
    QCOMPARE(test::codeOf([&] {
                 exportTensorBoard(m_run, m_folder / "stopped", [] { throw Error(ErrorCode::Interrupted, "stopped"); });
             }),
             std::string("interrupted"));
    QVERIFY(!fs::exists(m_folder / "stopped"));
}

QTEST_APPLESS_MAIN(TestRunExport)
#include "tst_run_export.moc"
