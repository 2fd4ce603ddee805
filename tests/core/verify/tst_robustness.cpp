// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/binomial.h"
#include "core/compute/attack.h"
#include "core/compute/compute.h"
#include "core/crops/crop_cache.h"
#include "core/image/codec.h"
#include "core/verify/robustness.h"
#include "tests/support/error_code.h"
#include "tests/support/shared.h"
#include "tests/support/small_run.h"
#include "tests/support/stop_at.h"
#include "tests/support/temp_folder.h"

#include <QElapsedTimer>
#include <QTest>
#include <algorithm>
#include <cmath>
#include <cstdlib>

using namespace likeness;
using namespace likeness::verify;
using namespace likeness::test;

namespace {

constexpr int kSize = kPatternSize;
constexpr int kPeople = kPatternPeople;
constexpr int kEach = kPatternEach;

double embeddedCosine(const compute::Model& model, const image::Image& a, const image::Image& b, bool mirror)
{
    const std::vector<const std::uint8_t*> crops{a.pixels.data(), b.pixels.data()};
    const auto dim = static_cast<std::size_t>(model.dim());
    std::vector<float> rows(2 * dim);
    model.embed(crops, mirror, rows);
    double sum = 0;
    for (std::size_t i = 0; i < dim; ++i)
        sum += static_cast<double>(rows[i]) * static_cast<double>(rows[dim + i]);
    return sum;
}

Json withoutSeconds(Json json)
{
    json.erase("seconds");
    return json;
}

} // namespace

class TestRobustness : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void attacksTheRightDecisions();
    void theCosineIsThatOfTheFlip();
    void picturesShowWhatWasChanged();
    void sameSeedSameResult();
    void choosesAsManyOfEachKind();
    void packsHaveExactIntervals();
    void stopsWithinASecond_data();
    void stopsWithinASecond();
    void refusesWhatIsOutOfRange();

private:
    VerifyOptions folderOptions() const;
    test::TempFolder m_folder;
    std::filesystem::path m_run;
};

void TestRobustness::initTestCase()
{
    m_run = runOnPatterns(m_folder);
}

VerifyOptions TestRobustness::folderOptions() const
{
    VerifyOptions options;
    options.model = m_run.string();
    options.set = m_folder / "faces";
    options.aligned = true;
    options.compute = {"cpu", 1, "fp32"};
    return options;
}

void TestRobustness::attacksTheRightDecisions()
{
    AttackOptions attack;
    attack.epsilons = {1, 32};
    attack.maxPairs = 60;
    attack.steps = 4;
    attack.bootstraps = 200;
    jobs::RecordingContext context;
    const auto out = attackSet(folderOptions(), attack, context);
    QCOMPARE(out.points.size(), std::size_t{4});
    QCOMPARE(out.pairs, std::size_t{60});
    QCOMPARE(out.people, std::size_t{kPeople});
    QCOMPARE(context.done, context.total);
    for (const auto& p : out.points) {
        const auto attacked = p.genuine.attacked + p.impostor.attacked,
                   flipped = p.genuine.flipped + p.impostor.flipped;
        QCOMPARE(static_cast<double>(attacked) / 60, out.accuracyBefore); // those that were right, and no others
        QCOMPARE(p.genuine.success, static_cast<double>(p.genuine.flipped) / static_cast<double>(p.genuine.attacked));
        QCOMPARE(p.survival, 1 - static_cast<double>(flipped) / static_cast<double>(attacked));
        QCOMPARE(p.accuracy, static_cast<double>(attacked - flipped) / 60);
        QCOMPARE(p.sufficient, attacked >= Robustness::kFewestAttacked);
        QVERIFY(p.survivalCi95[0] <= p.survival && p.survival <= p.survivalCi95[1]);
        QVERIFY(p.survivalCi95[0] < p.survivalCi95[1]); // all or nothing has a width too
        QVERIFY(p.genuine.meanShift < 0);               // pushed apart
        QVERIFY(p.impostor.meanShift > 0);              // pushed together
        QVERIFY(p.meanShift > 0);
        for (const auto* kind : {&p.genuine, &p.impostor})
            QVERIFY(kind->ci95[0] <= kind->success && kind->success <= kind->ci95[1] && kind->ci95[0] < kind->ci95[1]);
    }
    QVERIFY(out.points[3].survival < 0.5); // a network of one epoch gives way
    for (const std::size_t method : {0u, 1u}) {
        const auto &weak = out.points[2 * method], &strong = out.points[2 * method + 1];
        QCOMPARE(weak.epsilon, 1);
        QCOMPARE(strong.epsilon, 32);
        QVERIFY(strong.meanShift > weak.meanShift);
        QVERIFY(strong.survival <= weak.survival);
    }
    QVERIFY(out.points[3].survival <= out.points[1].survival); // steps find more than one leap
    const Json json = out.toJson();
    QCOMPARE(json["method"].get<std::string>(), std::string("both"));
    QCOMPARE(json["threshold_from"].get<std::string>(), std::string("verification"));
    QCOMPARE(json["points"].size(), std::size_t{4});
    QVERIFY(json["model_hash"].is_string() && json["set_hash"].is_string());
}

void TestRobustness::theCosineIsThatOfTheFlip()
{
    const auto source = compute::findModel(m_run.string());
    const auto model = compute::Model::load(source, {"cpu", 1, "fp32"});
    const auto attacked = compute::AttackedModel::load(source, {"cpu", 1, "fp32"});
    const auto a = pattern(0, 0), b = pattern(1, 1);
    const std::vector<compute::AttackedPair> pairs{{a.pixels.data(), b.pixels.data(), false, 0}};
    for (const bool mirror : {false, true}) {
        compute::Attack attack;
        attack.method = "pgd";
        attack.epsilons = {2, 5};
        attack.flip = mirror ? compute::Flip::Sum : compute::Flip::None;
        const auto out = attacked.run(pairs, attack);
        QCOMPARE(out.crops.size(), 2 * a.pixels.size());
        QVERIFY(std::abs(out.before[0] - embeddedCosine(model, a, b, mirror)) < 1e-5);
        for (std::size_t e = 0; e < 2; ++e) {
            image::Image changed(kSize, kSize, 3);
            std::copy_n(out.crops.begin() + static_cast<std::ptrdiff_t>(e * a.pixels.size()), a.pixels.size(),
                        changed.pixels.begin());
            QVERIFY(std::abs(out.after[e][0] - embeddedCosine(model, changed, b, mirror)) < 1e-5);
            QVERIFY(out.after[e][0] > out.before[0]);
        }
    }
    QVERIFY(attacked.run({}, {}).before.empty());
}

void TestRobustness::picturesShowWhatWasChanged()
{
    const auto model = compute::Model::load(compute::findModel(m_run.string()), {"cpu", 1, "fp32"});
    AttackOptions attack;
    attack.methods = {"fgsm"};
    attack.epsilons = {32, 2};
    attack.maxPairs = 40;
    attack.examples = 2;
    jobs::RecordingContext context;
    const auto out = attackSet(folderOptions(), attack, context);
    QCOMPARE(out.examples.size(), std::size_t{4});
    QVERIFY(std::any_of(out.examples.begin(), out.examples.end(), [](const auto& e) { return e.flipped; }));
    for (const auto& e : out.examples) {
        QCOMPARE(e.method, std::string("fgsm"));
        QCOMPARE(e.flipped, (e.after >= out.threshold) != e.same);
        const auto original = image::decode(e.original), changed = image::decode(e.changed),
                   other = image::decode(e.other), difference = image::decode(e.difference);
        QCOMPARE(e.nameA.substr(0, 1) == e.nameB.substr(0, 1), e.same);
        QCOMPARE(original.pixels, pattern(e.nameA[0] - '0', e.nameA[e.nameA.size() - 5] - '0').pixels);
        QCOMPARE(other.pixels, pattern(e.nameB[0] - '0', e.nameB[e.nameB.size() - 5] - '0').pixels);
        QVERIFY(std::abs(e.before - embeddedCosine(model, original, other, true)) < 1e-5);
        QVERIFY(std::abs(e.after - embeddedCosine(model, changed, other, true)) < 1e-5);
        int most = 0;
        for (std::size_t k = 0; k < original.pixels.size(); ++k) {
            const int moved = static_cast<int>(changed.pixels[k]) - static_cast<int>(original.pixels[k]);
            most = std::max(most, std::abs(moved));
            QCOMPARE(static_cast<long>(difference.pixels[k]), std::lround(128 + 127.0 * moved / e.epsilon));
        }
        QCOMPARE(most, e.epsilon);
    }
}

void TestRobustness::sameSeedSameResult()
{
    AttackOptions attack;
    attack.methods = {"pgd"};
    attack.epsilons = {4};
    attack.maxPairs = 12;
    attack.bootstraps = 50;
    auto options = folderOptions();
    jobs::RecordingContext context;
    const auto first = attackSet(options, attack, context), second = attackSet(options, attack, context);
    QCOMPARE(withoutSeconds(first.toJson()).dump(), withoutSeconds(second.toJson()).dump());
    options.seed = 2;
    const auto other = attackSet(options, attack, context); // starts elsewhere
    QVERIFY(other.points[0].meanShift != first.points[0].meanShift);
}

void TestRobustness::choosesAsManyOfEachKind()
{
    AttackOptions attack;
    attack.methods = {"fgsm"};
    attack.epsilons = {1};
    attack.bootstraps = 0;
    attack.examples = 0;
    jobs::RecordingContext context;
    auto options = folderOptions(); // 60 genuine pairs; impostors, of 375, as many as are drawn
    options.maxPairs = 90;
    for (const auto& [most, genuine, impostor] : {std::array<std::size_t, 3>{21, 11, 10}, {140, 60, 80}, {0, 60, 90}}) {
        attack.maxPairs = most;
        const auto out = attackSet(options, attack, context);
        QCOMPARE(out.genuine, genuine);
        QCOMPARE(out.impostor, impostor);
        QCOMPARE(out.ofPairs, std::size_t{150});
        QVERIFY(out.examples.empty());
        QVERIFY(std::isnan(out.points[0].survivalCi95[0])); // identities that nobody resampled say nothing
    }
}

void TestRobustness::packsHaveExactIntervals()
{
    LIKENESS_NEEDS_SHARED("models/mobilefacenet_casia_112x96.onnx");
    LIKENESS_NEEDS_SHARED("golden/lfw_dev_400.bin");
    VerifyOptions options;
    options.model = test::shared("models/mobilefacenet_casia_112x96.onnx").string();
    options.set = test::shared("golden/lfw_dev_400.bin");
    AttackOptions attack;
    attack.methods = {"fgsm"};
    attack.epsilons = {8};
    attack.maxPairs = 16;
    attack.threshold = 0.3;
    jobs::RecordingContext context;
    const auto out = attackSet(options, attack, context);
    QCOMPARE(out.threshold, 0.3);
    QCOMPARE(out.people, std::size_t{0});
    const auto& p = out.points.at(0);
    QVERIFY(p.genuine.flipped + p.impostor.flipped > 8); // faces of people, an imported model
    QCOMPARE(p.genuine.ci95, clopperPearson(p.genuine.flipped, p.genuine.attacked));
    QCOMPARE(p.impostor.ci95, clopperPearson(p.impostor.flipped, p.impostor.attacked));
    QCOMPARE(p.survivalCi95[0], 1 - clopperPearson(p.genuine.flipped + p.impostor.flipped, 16)[1]);
    QVERIFY(!p.sufficient);
    for (const auto& e : out.examples) { // the model sees columns 8 to 103, so no other has a slope
        const auto original = image::decode(e.original), changed = image::decode(e.changed);
        for (int y = 0; y < original.height; ++y) {
            QVERIFY(std::equal(original.row(y), original.row(y) + 8 * 3, changed.row(y)));
            QVERIFY(std::equal(original.row(y) + 104 * 3, original.row(y) + 112 * 3, changed.row(y) + 104 * 3));
        }
        QVERIFY(original.pixels != changed.pixels);
    }
}

void TestRobustness::stopsWithinASecond_data()
{
    QTest::addColumn<QByteArray>("stage");
    for (const char* stage : {"load", "embed", "attack", "bootstrap"})
        QTest::newRow(stage) << QByteArray(stage);
}

void TestRobustness::stopsWithinASecond()
{
    QFETCH(const QByteArray, stage);
    StopAt context(stage.toStdString());
    AttackOptions attack;
    attack.epsilons = {1};
    attack.maxPairs = stage == "bootstrap" ? 20 : 0;
    attack.steps = stage == "bootstrap" ? 1 : 1000;
    attack.bootstraps = 100'000;
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(test::codeOf([&] { attackSet(folderOptions(), attack, context); }), "interrupted");
    QCOMPARE(context.stages.back(), stage.toStdString());
    QVERIFY(timer.elapsed() < 10'000); // all that comes before included
}

void TestRobustness::refusesWhatIsOutOfRange()
{
    const auto codeWith = [&](const auto& change) {
        AttackOptions attack;
        VerifyOptions options = folderOptions();
        change(options, attack);
        jobs::RecordingContext context;
        return test::codeOf([&] { attackSet(options, attack, context); });
    };
    QCOMPARE(codeWith([](auto&, auto& a) { a.methods = {"cw"}; }), "bad_argument");
    QCOMPARE(codeWith([](auto&, auto& a) { a.methods.clear(); }), "bad_argument");
    QCOMPARE(codeWith([](auto&, auto& a) { a.epsilons = {0}; }), "bad_argument");
    QCOMPARE(codeWith([](auto&, auto& a) { a.steps = 0; }), "bad_argument");
    QCOMPARE(codeWith([](auto& o, auto&) { o.compute.precision = "bf16"; }), "bad_argument");
    QCOMPARE(codeWith([](auto& o, auto&) { o.flip = "twice"; }), "bad_argument");
    QCOMPARE(codeWith([](auto& o, auto&) { o.set = "/nowhere"; }), "not_found");
}

QTEST_APPLESS_MAIN(TestRobustness)
#include "tst_robustness.moc"
