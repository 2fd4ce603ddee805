// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/qt_convert.h"
#include "app/mainwindow/main_window.h"
#include "app/pages/train/run_list.h"
#include "app/pages/train/train_page.h"
#include "core/graph/model_file.h"
#include "core/run/made_up_runs.h"
#include "core/run/run_folder.h"
#include "core/run/run_summary.h"
#include "tests/support/small_project.h"
#include "widgets/dialogs/dialogs.h"

#include <QAction>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <cmath>

using namespace likeness;
using namespace likeness::engine;
namespace fs = std::filesystem;

// A run's model out of the real window, as an ONNX file.
class TestExportOnnxAction : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void writesTheChosenRunsModel_data();
    void writesTheChosenRunsModel();
};

namespace {

// One convolution; `weight` is one of its 81 numbers.
void writeModel(const fs::path& file, float weight)
{
    std::vector<float> weights(81);
    for (std::size_t i = 0; i < weights.size(); ++i)
        weights[i] = static_cast<float>(std::sin(static_cast<double>(i)));
    weights[40] = weight;
    Json nodes = Json::array();
    nodes.push_back({{"op", "Conv"},
                     {"name", "c"},
                     {"inputs", {"x", "w"}},
                     {"outputs", {"c"}},
                     {"attributes", {{"strides", {8, 8}}}}});
    nodes.push_back(
        {{"op", "Flatten"}, {"name", "f"}, {"inputs", {"c"}}, {"outputs", {"y"}}, {"attributes", Json::object()}});
    const Json spec = {{"role", "embedding"},
                       {"input", graph::InputSpec().toJson()},
                       {"graph", {{"opset", 13}, {"inputs", {"x"}}, {"outputs", {"y"}}, {"nodes", nodes}}}};
    const graph::TensorView view{"w",
                                 graph::DType::F32,
                                 {3, 3, 3, 3},
                                 {reinterpret_cast<const std::uint8_t*>(weights.data()), weights.size() * 4}};
    writeFileAtomically(file, graph::serializeTensors(std::span(&view, 1), graph::metadataWithSpec(spec)));
}

} // namespace

void TestExportOnnxAction::writesTheChosenRunsModel_data()
{
    QTest::addColumn<float>("weight");
    QTest::addColumn<bool>("kept");
    QTest::newRow("a sound model") << 0.5f << true;
    QTest::newRow("one that computes no numbers") << 3e38f << false;
}

void TestExportOnnxAction::writesTheChosenRunsModel()
{
    QFETCH(const float, weight);
    QFETCH(const bool, kept);
    const QTemporaryDir temporary;
    const fs::path root = toPath(temporary.path());
    Settings settings(qs(root / "settings.ini"));
    const auto project = test::makeSmallProject(root, 2, 2, false);
    run::makeUpRuns(project / "runs", {.runs = 1, .steps = 20, .seed = 1});
    writeModel(run::RunFolder::modelIn(run::findRuns(project / "runs").front()), weight);
    app::MainWindow window(settings);
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    QVERIFY(window.openProject(qs(project)));
    auto& page = *qobject_cast<pages::TrainPage*>(window.page(QStringLiteral("train")));
    QSignalSpy reloaded(&page, &pages::TrainPage::reloaded);
    window.showPage(QStringLiteral("train"));
    QTRY_VERIFY(reloaded.count() > 0);
    auto* action = page.findChild<QAction*>(QStringLiteral("exportOnnx"));
    QVERIFY(action);
    QTRY_VERIFY(action->isEnabled());

    const fs::path file = root / "exported.onnx";
    QSignalSpy said(&page, &pages::Page::statusMessage);
    QSignalSpy failed(&window.session().jobs(), &JobRunner::failed);
    dialogs::FileDialog::setNextPath(qs(file));
    action->trigger();
    if (kept) {
        QTRY_COMPARE_WITH_TIMEOUT(said.count(), 1, 60000);
        const QString text = said[0][0].toString();
        QVERIFY2(text.contains(qs(file)) && text.contains(QLatin1Char('0')), qPrintable(text)); // by how much
        QVERIFY(fs::file_size(file) > 81 * 4);
    } else {
        QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, 60000);
        QVERIFY2(failed[0][1].toString().contains(QStringLiteral("not kept")), qPrintable(failed[0][1].toString()));
        QVERIFY(!fs::exists(file));
        QCOMPARE(said.count(), 0);
    }
    QTRY_VERIFY(action->isEnabled()); // and once more
}

QTEST_MAIN(TestExportOnnxAction)
#include "tst_export_onnx.moc"
