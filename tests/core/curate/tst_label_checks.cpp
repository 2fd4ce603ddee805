// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/curate/label_checks.h"
#include "core/curate/preview_evidence.h"
#include "tests/support/error_code.h"
#include "tests/support/small_project.h"

#include <QTest>
#include <algorithm>
#include <array>
#include <cmath>

using namespace likeness;
using namespace likeness::curate;
using dataset::FaceId;
using dataset::IdentityId;
using test::codeOf;

namespace {

constexpr int kDim = 16;

// Unit vectors around a direction for each person; `spread` is the noise's length beside 1. Faces are numbered from 1,
// people too.
struct World {
    compute::Embeddings embeddings;
    std::vector<IdentityId> labels;
    World(int people, int each, double spread, std::uint64_t seed = 1)
    {
        embeddings.dim = kDim;
        Rng rng(seed);
        for (int p = 0; p < people; ++p) {
            std::array<double, kDim> centre{};
            for (auto& v : centre)
                v = rng.normal();
            scale(centre, 1);
            for (int i = 0; i < each; ++i) {
                std::array<double, kDim> noise{};
                for (auto& v : noise)
                    v = rng.normal();
                scale(noise, spread);
                for (std::size_t k = 0; k < kDim; ++k)
                    noise[k] += centre[k];
                scale(noise, 1);
                for (const double v : noise)
                    embeddings.values.push_back(static_cast<float>(v));
                embeddings.faces.push_back(static_cast<FaceId>(labels.size()) + 1);
                labels.push_back(p + 1);
            }
        }
    }
    static void scale(std::array<double, kDim>& v, double length)
    {
        double sum = 0;
        for (const double x : v)
            sum += x * x;
        for (double& x : v)
            x *= length / std::sqrt(sum);
    }
};

const dataset::CheckResult* of(const Checked& checked, FaceId face)
{
    const auto at =
        std::find_if(checked.results.begin(), checked.results.end(), [&](auto& r) { return r.face == face; });
    return at == checked.results.end() ? nullptr : &*at;
}

} // namespace

class TestLabelChecks : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void calibrationGoesThroughItsKnots();
    void calibrationWithoutSeparation();
    void calibratesOnTheProjectsPairs();
    void calibrationLooksThroughWrongLabels();
    void comparisonFindsTheWrongLabel();
    void crossValidationFindsTheWrongLabel();
    void probabilitiesSaySomething();
    void aloneIsNotFailed();
    void resultsDoNotDependOnThreads();
    void refusesNonsense();
    void previewComparesFaces();
};

void TestLabelChecks::calibrationGoesThroughItsKnots()
{
    const Calibration c(0.1, 0.5);
    QCOMPARE(c(0.1), 0.0);
    QCOMPARE(c(-1), 0.0);
    QCOMPARE(c(0.5), 0.85);
    QCOMPARE(c(1), 1.0);
    QCOMPARE(c(0.3), 0.425);
    QCOMPARE(c(0.75), 0.925);
    double last = -1;
    for (double s = -1; s <= 1; s += 0.01) {
        QVERIFY(c(s) >= last && c(s) <= 1);
        last = c(s);
    }
}

void TestLabelChecks::calibrationWithoutSeparation()
{
    const Calibration c(0.6, 0.5);
    QVERIFY(!c.separates());
    QCOMPARE(c(0.5), 0.85);
    QCOMPARE(c(0.4), 0.0);
    QCOMPARE(c(1), 1.0);
    const Calibration same(1, 1); // every face the same picture
    QVERIFY(std::isfinite(same(1)) && same(1) <= 1);
    QVERIFY(std::isfinite(same(0.99)));
}

void TestLabelChecks::calibratesOnTheProjectsPairs()
{
    const World w(20, 10, 0.6);
    const auto c = calibrate(w.embeddings, w.labels);
    std::vector<double> genuine;
    int above = 0, impostors = 0;
    for (std::size_t i = 0; i < w.labels.size(); ++i)
        for (std::size_t j = i + 1; j < w.labels.size(); ++j) {
            double sum = 0;
            for (std::size_t k = 0; k < kDim; ++k)
                sum += static_cast<double>(w.embeddings.row(i)[k]) * static_cast<double>(w.embeddings.row(j)[k]);
            if (w.labels[i] == w.labels[j])
                genuine.push_back(sum);
            else
                ++impostors, above += sum > c.impostorMedian();
        }
    std::sort(genuine.begin(), genuine.end());
    const double at = 0.05 * static_cast<double>(genuine.size() - 1);
    const auto low = static_cast<std::size_t>(at);
    const double p5 = genuine[low] + (at - static_cast<double>(low)) * (genuine[low + 1] - genuine[low]);
    QVERIFY(std::abs(c.genuineP5() - p5) < 1e-6);
    QVERIFY(std::abs(above / static_cast<double>(impostors) - 0.5) < 0.05); // of random pairs
    // 95 of 100 genuine pairs reach 0.85: that is what it means.
    const auto passed = std::count_if(genuine.begin(), genuine.end(), [&](double s) { return c(s) >= 0.85 - 1e-9; });
    QVERIFY(std::abs(static_cast<double>(passed) / static_cast<double>(genuine.size()) - 0.95) < 0.005);
}

// Wrong labels make pairs of strangers that share a label; they must not set the measure for themselves.
void TestLabelChecks::calibrationLooksThroughWrongLabels()
{
    World many(80, 10, 0.4);
    const auto clean = calibrate(many.embeddings, many.labels);
    for (std::size_t i = 0; i < many.labels.size(); i += 12)
        many.labels[i] = many.labels[(i + 330) % many.labels.size()];
    const auto noisy = calibrate(many.embeddings, many.labels);
    QVERIFY2(std::abs(noisy.genuineP5() - clean.genuineP5()) < 0.1, qPrintable(QString::number(noisy.genuineP5())));
    jobs::RecordingContext context;
    const auto checked = compareToOwn(many.embeddings, many.labels, noisy, 0.85, 1, context);
    int found = 0, wrongly = 0;
    for (std::size_t i = 0; i < many.labels.size(); ++i) {
        const bool failed = !of(checked, many.embeddings.faces[i])->passed;
        (i % 12 == 0 ? found : wrongly) += failed ? 1 : 0;
    }
    QVERIFY2(found >= 65, qPrintable(QString::number(found)));     // of 67
    QVERIFY2(wrongly <= 40, qPrintable(QString::number(wrongly))); // of 733
}

void TestLabelChecks::comparisonFindsTheWrongLabel()
{
    World w(12, 8, 0.4);
    w.labels[3] = 5; // a face of 1 under the name of 5
    jobs::RecordingContext context;
    const auto c = calibrate(w.embeddings, w.labels);
    const auto checked = compareToOwn(w.embeddings, w.labels, c, 0.85, 1, context);
    QCOMPARE(checked.results.size(), w.labels.size());
    QVERIFY(!of(checked, 4)->passed);
    QVERIFY(of(checked, 4)->value < 0.5);
    QCOMPARE(of(checked, 4)->identity, IdentityId{5});
    const auto failed =
        std::count_if(checked.results.begin(), checked.results.end(), [](const auto& r) { return !r.passed; });
    QVERIFY(failed <= 4); // the median of many pairs is seldom below the 5th percentile of pairs
    QVERIFY(of(checked, 1)->passed && of(checked, 1)->value >= 0.85);
}

void TestLabelChecks::crossValidationFindsTheWrongLabel()
{
    World w(12, 8, 0.4);
    w.labels[3] = 5;
    jobs::RecordingContext context;
    const auto checked = crossValidate(w.embeddings, w.labels, {}, context);
    QCOMPARE(checked.notPossible, 0);
    QVERIFY(!of(checked, 4)->passed);
    QVERIFY(of(checked, 4)->value < 0.1);
    for (const auto& r : checked.results) {
        QVERIFY(r.value >= 0 && r.value <= 1);
        QVERIFY(r.passed || r.face == 4);
    }
}

void TestLabelChecks::probabilitiesSaySomething()
{
    const World w(30, 20, 1.6, 3); // people that overlap
    jobs::RecordingContext context;
    const auto checked = crossValidate(w.embeddings, w.labels, {}, context);
    double logSum = 0;
    int passed = 0;
    for (const auto& r : checked.results) {
        logSum += std::log(r.value);
        passed += r.passed;
        if (r.value > 0.5)
            QVERIFY(r.passed); // nobody else can be likelier
    }
    const auto n = static_cast<double>(checked.results.size());
    QVERIFY(passed / n > 0.4 && passed / n < 0.98);
    QVERIFY(logSum / n > std::log(1.0 / 30) + 1.5); // far likelier than by chance, out of sample
}

void TestLabelChecks::aloneIsNotFailed()
{
    World w(5, 4, 0.3);
    w.labels[0] = 77; // nobody else of that name
    jobs::RecordingContext context;
    const auto c = calibrate(w.embeddings, w.labels);
    const auto compared = compareToOwn(w.embeddings, w.labels, c, 0.85, 1, context);
    QCOMPARE(compared.notPossible, 1);
    QVERIFY(!of(compared, 1));
    const auto crossed = crossValidate(w.embeddings, w.labels, {}, context);
    QCOMPARE(crossed.notPossible, 1);
    QVERIFY(!of(crossed, 1));
    QCOMPARE(crossed.results.size(), w.labels.size() - 1); // two faces are in two folds, so only the lone one is left
    for (auto& label : w.labels)
        label = 1 + (&label - w.labels.data()) / 2; // pairs
    QCOMPARE(crossValidate(w.embeddings, w.labels, {}, context).notPossible, 0);
}

void TestLabelChecks::resultsDoNotDependOnThreads()
{
    const World w(20, 15, 0.8);
    jobs::RecordingContext context;
    CrossOptions options;
    options.threads = 1;
    const auto one = crossValidate(w.embeddings, w.labels, options, context);
    options.threads = 3;
    const auto three = crossValidate(w.embeddings, w.labels, options, context);
    QCOMPARE(one.results.size(), three.results.size());
    for (std::size_t i = 0; i < one.results.size(); ++i)
        QCOMPARE(one.results[i].value, three.results[i].value);
}

void TestLabelChecks::refusesNonsense()
{
    World w(3, 3, 0.3);
    jobs::RecordingContext context;
    const std::vector<IdentityId> one(w.labels.size(), 1);
    QCOMPARE(codeOf([&] { calibrate(w.embeddings, one); }), std::string("too_few_identities"));
    QCOMPARE(codeOf([&] { crossValidate(w.embeddings, one, {}, context); }), std::string("too_few_identities"));
    QCOMPARE(codeOf([&] { calibrate(w.embeddings, std::span(w.labels).first(2)); }), std::string("bad_argument"));
    w.embeddings.values[0] = std::nanf("");
    QCOMPARE(codeOf([&] { calibrate(w.embeddings, w.labels); }), std::string("compute"));
    const test::TempFolder folder;
    auto project = dataset::Project::open(test::makeSmallProject(folder.path()));
    QCOMPARE(codeOf([&] { checkLabels(project, {}, context); }), std::string("bad_argument"));
    CheckOptions options;
    options.model = "nothing.onnx";
    QCOMPARE(codeOf([&] { checkLabels(project, options, context); }), std::string("not_found"));
    context.requestStop();
    World good(3, 3, 0.3);
    QCOMPARE(codeOf([&] { crossValidate(good.embeddings, good.labels, {}, context); }), std::string("interrupted"));
}

void TestLabelChecks::previewComparesFaces()
{
    const test::TempFolder folder;
    auto project = dataset::Project::open(test::makeSmallProject(folder.path(), 4, 3, false));
    jobs::RecordingContext context;
    const auto p0 = project.facesOf(project.findIdentity("P0"));
    auto preview = dataset::previewDecision(project, p0, dataset::Action::Merge, "P1");
    curate::addEvidence(project, preview, 1, context); // no model was ever used here
    QCOMPARE(preview.method, std::string("lbph"));
    QCOMPARE(preview.compared, 12);
    QCOMPARE(preview.people.size(), std::size_t{2});
    const auto& gone = preview.people[0];
    QCOMPARE(gone.nameBefore, std::string("P0"));
    QVERIFY(gone.nameAfter.empty() && !gone.purityAfter && !gone.rivalAfter && gone.purityBefore && gone.rivalBefore);
    const auto& kept = preview.people[1];
    QCOMPARE(kept.facesAfter, 6);
    QVERIFY(kept.purityAfter && kept.rivalAfter);
    QVERIFY(kept.rivalAfter->name == "P2" || kept.rivalAfter->name == "P3"); // P0 is part of it now
    std::filesystem::remove(project.cropFile());
    auto counted = dataset::previewDecision(project, p0, dataset::Action::Reject);
    curate::addEvidence(project, counted, 1, context);
    QVERIFY(counted.method.empty());
    QCOMPARE(counted.people[0].facesAfter, 0);
}

QTEST_APPLESS_MAIN(TestLabelChecks)
#include "tst_label_checks.moc"
