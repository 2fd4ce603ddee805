// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/dataset/remaining.h"
#include "tests/support/small_project.h"

#include <QTest>
#include <cmath>

using namespace likeness;
using dataset::ScoreBin;

namespace {

struct World {
    std::vector<ScoreBin> bins{2 * dataset::kScoreBins};
    int wrong = 0;          // among the open ones
    int wrongUnflagged = 0; // of them, not flagged
};

// `labels` scores as a judge gives them: most close to 0, some close to 1. Each label is wrong with the probability
// that its score says, with `shift` added to the log odds. The worst `reviewed` of the flagged ones are decided.
World simulate(Rng& rng, int labels, double shift, double reviewed)
{
    constexpr double kThreshold = 0.5;
    World world;
    for (int i = 0; i < labels; ++i) {
        const bool suspect = rng.uniform() < 0.1;
        const double score = suspect ? 1 - std::pow(rng.uniform(), 3) : 0.3 * std::pow(rng.uniform(), 8);
        const double clamped = std::clamp(score, 1e-4, 1 - 1e-4);
        const double truth = 1 / (1 + std::exp(-(std::log(clamped / (1 - clamped)) + shift)));
        const bool wrong = rng.uniform() < truth;
        const bool flagged = clamped >= kThreshold;
        const int number = std::min(static_cast<int>(clamped * dataset::kScoreBins), dataset::kScoreBins - 1);
        ScoreBin& bin = world.bins[static_cast<std::size_t>(2 * number + flagged)];
        bin.flagged = flagged;
        if (flagged && clamped >= 1 - reviewed * kThreshold) {
            ++(wrong ? bin.wrong : bin.right);
        } else {
            ++bin.open;
            bin.openScore += clamped;
            world.wrong += wrong;
            world.wrongUnflagged += wrong && !flagged;
        }
    }
    return world;
}

} // namespace

class TestRemaining : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void nothingAndEverything()
    {
        const auto none = dataset::remaining(std::span<const ScoreBin>());
        QCOMPARE(none.labels, 0);
        QCOMPARE(none.now.wrong, 0.0);
        QCOMPARE(none.now.high, 0.0);
        const ScoreBin done{true, 0, 0, 3, 7};
        const auto all = dataset::remaining({&done, 1});
        QCOMPARE(all.labels, 10);
        QCOMPARE(all.decided, 10);
        QCOMPARE(all.now.high, 0.0);
    }

    // By hand: prior 16 · (0.5, 0.5) / 0.5 = (16, 16), with 12 wrong and 4 right (28, 20).
    void oneBinByHand()
    {
        const ScoreBin bin{true, 40, 20, 4, 12};
        const auto out = dataset::remaining({&bin, 1});
        QVERIFY(std::abs(out.now.wrong - 40.0 * 28 / 48) < 1e-9);
        QVERIFY(out.now.low < out.now.wrong && out.now.wrong < out.now.high);
        QCOMPARE(out.afterFlagged.wrong, 0.0);
        // The same decisions about labels that were not flagged are no fair sample.
        const ScoreBin noticed{false, 40, 20, 4, 12};
        QVERIFY(std::abs(dataset::remaining({&noticed, 1}).now.wrong - 20) < 1e-9);
    }

    void theIntervalCovers_data()
    {
        QTest::addColumn<double>("shift");
        QTest::addColumn<double>("reviewed");
        QTest::newRow("calibrated, nothing reviewed") << 0.0 << 0.0;
        QTest::newRow("calibrated, half") << 0.0 << 0.5;
        QTest::newRow("calibrated, all that is flagged") << 0.0 << 1.0;
        QTest::newRow("scores too low by a fifth, half") << 0.2 << 0.5;
        QTest::newRow("scores too high by a fifth, all") << -0.2 << 1.0;
    }
    void theIntervalCovers()
    {
        QFETCH(double, shift);
        QFETCH(double, reviewed);
        Rng rng(7);
        constexpr int kTimes = 400;
        int covered = 0;
        int coveredAfter = 0;
        double ratio = 0;
        double width = 0; // in shares of what is wrong
        for (int i = 0; i < kTimes; ++i) {
            const World world = simulate(rng, 3000, shift, reviewed);
            const auto out = dataset::remaining(world.bins);
            covered += out.now.low <= world.wrong && world.wrong <= out.now.high;
            coveredAfter +=
                out.afterFlagged.low <= world.wrongUnflagged && world.wrongUnflagged <= out.afterFlagged.high;
            ratio += out.now.wrong / std::max(1, world.wrong) / kTimes;
            width += (out.now.high - out.now.low) / std::max(1, world.wrong) / kTimes;
            QVERIFY(out.afterFlagged.wrong <= out.now.wrong);
        }
        QVERIFY2(covered >= 0.95 * kTimes, qPrintable(QString::number(covered)));
        QVERIFY2(coveredAfter >= 0.95 * kTimes, qPrintable(QString::number(coveredAfter)));
        QVERIFY2(width > 0.1 && width < 1.25, qPrintable(QString::number(width)));
        QVERIFY2(std::abs(std::log(ratio)) < 0.25 + std::abs(shift), qPrintable(QString::number(ratio)));
    }

    void readFromAProject()
    {
        const test::TempFolder root;
        auto project = dataset::Project::open(test::makeSmallProject(root.path()));
        const auto before = dataset::remaining(project, "lbph");
        QCOMPARE(before.labels, 2);
        QCOMPARE(before.decided, 0);
        QVERIFY(std::abs(before.now.wrong - 1.7) < 1e-6);
        QCOMPARE(before.afterFlagged.wrong, 0.0);
        const auto flags = project.flags(true);
        project.decide(std::vector{flags[0].face}, dataset::Action::Move, "P0");
        project.decide(std::vector{flags[1].face}, dataset::Action::Unsure);
        const auto after = dataset::remaining(project, "lbph");
        QCOMPARE(after.decided, 1); // unsure is no answer
        QVERIFY(std::abs(after.now.wrong - 0.8) < 1e-6);
        QCOMPARE(dataset::remaining(project, "embedding").labels, 0);
        // A poor picture says nothing of its label: it is gone from both sides.
        project.decide(std::vector{flags[1].face}, dataset::Action::Reject);
        const auto rejected = dataset::remaining(project, "lbph");
        QCOMPARE(rejected.labels, 1);
        QCOMPARE(rejected.decided, 1);
        QCOMPARE(rejected.now.wrong, 0.0);
    }
};

QTEST_APPLESS_MAIN(TestRemaining)
#include "tst_remaining.moc"
