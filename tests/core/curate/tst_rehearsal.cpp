// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/curate/material.h"
#include "core/curate/rehearsal.h"
#include "core/eval/retrieval.h"

#include <QTest>
#include <cmath>
#include <numeric>

using namespace likeness;
using namespace likeness::curate;

namespace {

// Log odds of labels of which a share is wrong: normal around −3 for right ones and around −1 for wrong ones. In truth
// the log odds of being wrong are then 2 x + 4 + the share's.
struct Labels {
    std::vector<double> all, planted;
    Labels(std::size_t count, double share, std::size_t errors)
    {
        Rng rng(3);
        for (std::size_t i = 0; i < count; ++i)
            all.push_back(logistic(rng.normal(rng.uniform() < share ? -1 : -3, 1)));
        for (std::size_t i = 0; i < errors; ++i)
            planted.push_back(logistic(rng.normal(-1, 1)));
    }
};

// People whom noise hides: each a random direction, five faces, and one label in eight is that of a random other.
struct Crowd {
    static constexpr std::size_t kDim = 24;
    static constexpr dataset::IdentityId kPeople = 150;
    compute::Embeddings embeddings;
    std::vector<dataset::IdentityId> labels;
    std::vector<std::uint8_t> wrong;
    explicit Crowd(double noise)
    {
        Rng rng(5);
        embeddings.dim = static_cast<int>(kDim);
        for (dataset::IdentityId p = 1; p <= kPeople; ++p) {
            std::vector<double> centre(kDim);
            for (double& x : centre)
                x = rng.normal();
            for (int face = 0; face < 5; ++face) {
                std::vector<double> v(kDim);
                double squares = 0;
                for (std::size_t d = 0; d < kDim; ++d) {
                    v[d] = centre[d] + rng.normal(0, noise);
                    squares += v[d] * v[d];
                }
                for (const double x : v)
                    embeddings.values.push_back(static_cast<float>(x / std::sqrt(squares)));
                embeddings.faces.push_back(static_cast<dataset::FaceId>(embeddings.faces.size()) + 1);
                wrong.push_back(rng.below(8) == 0 ? 1 : 0);
                labels.push_back(
                    wrong.back() ? (p + static_cast<dataset::IdentityId>(rng.below(kPeople - 1))) % kPeople + 1 : p);
            }
        }
    }
};

} // namespace

class TestRehearsal : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void calibrationIsTheTruth();
    void littleTeachesNothing();
    void shareIsMetHalfway();
    void thresholdIsTheBest();
    void weakMethodIsTakenAtItsWorth();
    void plantedErrorsAreNoConfirmedFaces();
};

void TestRehearsal::calibrationIsTheTruth()
{
    const Labels labels(20'000, 0.1, 2'000);
    const auto calibration = calibrate(labels.all, labels.planted, 0.1);
    QVERIFY2(std::abs(calibration.slope - 2) < 0.2, qPrintable(QString::number(calibration.slope)));
    QVERIFY2(std::abs(calibration.offset - (4 + logOdds(0.1))) < 0.4, qPrintable(QString::number(calibration.offset)));
    double sum = 0;
    for (const double p : labels.all)
        sum += calibration(p) / static_cast<double>(labels.all.size());
    QVERIFY(std::abs(sum - 0.1) < 0.005);
}

void TestRehearsal::littleTeachesNothing()
{
    const Labels labels(1'000, 0.1, 10);
    QVERIFY(calibrate(labels.all, labels.planted, 0.1).isNone());
    QVERIFY(calibrate({}, Labels(0, 0, 100).planted, 0.1).isNone());
    QVERIFY(std::abs(shareByPlanted(labels.all, {}, 0.1) - 0.1) < 1e-12);
}

void TestRehearsal::shareIsMetHalfway()
{
    // Right and wrong labels that nothing confuses: the bound is the share itself.
    std::vector<double> all(900, 0.01), planted(300, 0.9);
    all.insert(all.end(), 100, 0.9);
    QVERIFY(std::abs(shareByPlanted(all, planted, 0.1) - 0.1) < 1e-9);
    QVERIFY(std::abs(shareByPlanted(all, planted, 0.025) - 0.05) < 1e-9);
    // A few planted errors say less.
    planted.resize(50);
    QVERIFY(std::abs(shareByPlanted(all, planted, 0.025) - 0.025 * std::pow(4, 0.125)) < 1e-9);
}

void TestRehearsal::thresholdIsTheBest()
{
    const Labels labels(50'000, 0.1, 5'000);
    const double threshold = plantedThreshold(labels.all, labels.planted, 0.1);
    // F1 of flagging x ≥ t, from the two normal distributions.
    const auto above = [](double t, double mean) { return std::erfc((t - mean) / std::sqrt(2)) / 2; };
    const auto f1 = [&](double t) { return 2 * 0.1 * above(t, -1) / (0.1 * above(t, -1) + 0.9 * above(t, -3) + 0.1); };
    double best = 0;
    for (double t = -4; t < 2; t += 0.01)
        best = std::max(best, f1(t));
    QVERIFY2(f1(logOdds(threshold)) > best - 0.01, qPrintable(QString::number(threshold)));
}

void TestRehearsal::weakMethodIsTakenAtItsWorth()
{
    jobs::RecordingContext context;
    const Crowd crowd(1.7);
    const auto result = fromEmbeddings(crowd.embeddings, crowd.labels, {}, context, {}, 2);
    QVERIFY(!result.scale.calibration.isNone());
    std::vector<double> scores;
    for (const auto& e : result.evidence)
        scores.push_back(e.score);
    const auto said = eval::retrieval(scores, crowd.wrong, result.threshold);
    QVERIFY2(said.f1 > said.bestF1 - 0.05, qPrintable(QStringLiteral("%1 of %2").arg(said.f1).arg(said.bestF1)));
    QVERIFY2(result.wrongShare > 0.06 && result.wrongShare < 0.25, qPrintable(QString::number(result.wrongShare)));
    // Of those that are said to be wrong with a probability, about that part is.
    double promised = 0, kept = 0;
    for (std::size_t i = 0; i < scores.size(); ++i)
        if (scores[i] >= 0.5) {
            promised += scores[i];
            kept += crowd.wrong[i];
        }
    QVERIFY2(promised > 10 && std::abs(promised - kept) < 0.3 * promised,
             qPrintable(QStringLiteral("%1 and %2").arg(promised).arg(kept)));
    // Where people are told apart well, the probabilities are taken at their word.
    const Crowd plain(0.4);
    QVERIFY(fromEmbeddings(plain.embeddings, plain.labels, {}, context, {}, 2).scale.calibration.isNone());
}

void TestRehearsal::plantedErrorsAreNoConfirmedFaces()
{
    jobs::RecordingContext context;
    const Crowd crowd(1.7);
    const auto material = embeddingMaterial(crowd.embeddings, crowd.labels, 2, context);
    const auto result = judge(material->asCase({}, {}), 2, context);
    std::vector<std::uint8_t> nobody(crowd.labels.size(), 0);
    QVERIFY(rehearse(material->asCase({}, {}), result.scale, nobody, 2, context).empty());
    nobody[7] = 1;
    const auto planted = rehearse(material->asCase({}, {}), result.scale, nobody, 2, context);
    QCOMPARE(planted.size(), std::size_t{20}); // the same face each time, under another name
    const double mean = std::accumulate(planted.begin(), planted.end(), 0.0) / 20;
    QVERIFY2(mean > result.evidence[7].score, qPrintable(QString::number(mean)));
}

QTEST_GUILESS_MAIN(TestRehearsal)
#include "tst_rehearsal.moc"
