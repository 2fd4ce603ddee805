// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file.h"
#include "tests/cli/run_cli.h"
#include "tests/support/shared.h"
#include "tests/support/temp_folder.h"

#include <QTest>

using namespace likeness;

class TestOnnxCommands : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void exportModelWritesAndCompares();
    void exportModelRefuses();
    void benchOnnxNamesTheOutputs();
};

void TestOnnxCommands::exportModelWritesAndCompares()
{
    LIKENESS_NEEDS_SHARED("models/mobilefacenet_casia_112x96.onnx");
    const test::TempFolder folder;
    const auto file = folder / "again.onnx";
    const auto ran = test::runCli(
        {"export-model", test::shared("models/mobilefacenet_casia_112x96.onnx").string(), "--onnx", file.string()});
    QCOMPARE(ran.status, 0);
    QCOMPARE(ran.json["onnx"].get<std::string>(), file.string());
    QVERIFY(ran.json["max_abs_diff"].get<double>() <= 1e-4);
    QCOMPARE(ran.json["bytes"].get<std::uint64_t>(), std::uint64_t{std::filesystem::file_size(file)});
    QVERIFY(ran.json["opset"].get<int>() >= 11);
    QCOMPARE(ran.json["dim"].get<int>(), 128);
    // It says itself how it wants its input: no sidecar.
    const auto bench = test::runCli({"bench", "embed", "--model", file.string(), "--batch", "3", "--steps", "1"});
    QCOMPARE(bench.status, 0);
    QCOMPARE(bench.json["dim"].get<int>(), 128);
}

void TestOnnxCommands::exportModelRefuses()
{
    const test::TempFolder folder;
    QCOMPARE(test::runCli({"export-model", (folder / "none").string(), "--onnx", (folder / "a.onnx").string()}).error(),
             std::string("not_found"));
    writeFileAtomically(folder / "bad.safetensors", std::string_view("no model"));
    QCOMPARE(
        test::runCli({"export-model", (folder / "bad.safetensors").string(), "--onnx", (folder / "a.onnx").string()})
            .error(),
        std::string("bad_file"));
    QVERIFY(!std::filesystem::exists(folder / "a.onnx"));
    QCOMPARE(test::runCli({"export-model", (folder / "bad.safetensors").string()}).status, 2);
}

void TestOnnxCommands::benchOnnxNamesTheOutputs()
{
    LIKENESS_NEEDS_SHARED("models/scrfd_500m_bnkps.onnx");
    const test::TempFolder folder;
    const auto ran =
        test::runCli({"bench", "onnx", "--model", test::shared("models/scrfd_500m_bnkps.onnx").string(), "--height",
                      "96", "--width", "160", "--steps", "1", "--out", (folder / "out.safetensors").string()});
    QCOMPARE(ran.status, 0);
    QCOMPARE(ran.json["outputs"].size(), std::size_t{9});
    QCOMPARE(ran.json["outputs"][3]["name"].get<std::string>(), std::string("bbox_8"));
    QCOMPARE(ran.json["outputs"][3]["shape"].dump(), std::string("[1,480,4]"));
    QVERIFY(std::filesystem::file_size(folder / "out.safetensors") > 630 * 15 * 4);
}

QTEST_GUILESS_MAIN(TestOnnxCommands)
#include "tst_onnx_commands.moc"
