// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/compute/compute.h"
#include "core/eval/metrics.h"
#include "core/formats/pack.h"
#include "core/image/codec.h"
#include "tests/support/shared.h"

#include <QTest>

using namespace likeness;

class TestComputeGolden : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void embeddingsEqualTheReference();
};

void TestComputeGolden::embeddingsEqualTheReference()
{
    LIKENESS_NEEDS_SHARED("golden/lfw_dev_400.bin");
    const Json golden = readJsonFile(test::shared("golden/lfw_dev_400.json"));
    const auto pack = formats::readPack(test::shared("golden/lfw_dev_400.bin"));
    const auto model =
        compute::Model::load(compute::findModel(test::shared("models/mobilefacenet_casia_112x96.onnx").string()));
    std::vector<image::Image> images;
    std::vector<const std::uint8_t*> crops;
    for (const auto& encoded : pack.images)
        images.push_back(image::decode(encoded));
    for (const auto& image : images) {
        QCOMPARE(image.width, 112);
        crops.push_back(image.pixels.data());
    }
    const auto dim = static_cast<std::size_t>(model.dim());
    std::vector<float> rows(crops.size() * dim);
    model.embed(crops, true, rows);
    std::vector<float> scores;
    for (std::size_t pair = 0; pair < pack.same.size(); ++pair) {
        double sum = 0;
        for (std::size_t i = 0; i < dim; ++i)
            sum += static_cast<double>(rows[2 * pair * dim + i]) * static_cast<double>(rows[(2 * pair + 1) * dim + i]);
        scores.push_back(static_cast<float>(sum));
    }
    for (std::size_t i = 0; i < golden["cosine_first8"].size(); ++i)
        QVERIFY(std::abs(static_cast<double>(scores[i]) - golden["cosine_first8"][i].get<double>()) < 1e-5);
    const auto stats = eval::scoreStats(scores, pack.same);
    QVERIFY(std::abs(stats.genuineMean - golden["genuine_mean"].get<double>()) < 1e-5);
    QVERIFY(std::abs(stats.impostorMean - golden["impostor_mean"].get<double>()) < 1e-5);
    const auto roc = eval::roc(scores, pack.same);
    QVERIFY(std::abs(eval::auc(roc) - golden["auc"].get<double>()) < 1e-4);
    QVERIFY(std::abs(eval::kFoldAccuracy(scores, pack.same).accuracy - golden["accuracy"].get<double>()) < 1e-9);
}

QTEST_APPLESS_MAIN(TestComputeGolden)
#include "tst_compute_golden.moc"
