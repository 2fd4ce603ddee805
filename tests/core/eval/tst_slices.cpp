// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/binomial.h"
#include "core/base/random.h"
#include "core/eval/slices.h"
#include "tests/support/error_code.h"

#include <QTest>
#include <cmath>

using namespace likeness;
using namespace likeness::eval;

namespace {

struct Set {
    std::vector<float> scores;
    std::vector<std::uint8_t> same;
    std::vector<std::uint32_t> identities;
    std::vector<Slice> slices;
};

bool near(double a, double b, double tolerance = 1e-9)
{
    return std::abs(a - b) <= tolerance;
}

// 600 pairs with many ties, cut twice over.
Set counted()
{
    Set out;
    out.slices = {{"mask", "yes", {}}, {"mask", "no", {}}, {"light", "dark", {}}, {"light", "bright", {}}};
    for (std::uint32_t i = 0; i < 600; ++i) {
        const bool same = i % 3 == 0;
        out.scores.push_back(static_cast<float>(i * 37 % 101 / 101.0 + (same ? 0.5 : 0)));
        out.same.push_back(same ? 1 : 0);
        out.slices[i % 4 == 0 ? 0 : 1].pairs.push_back(i);
        out.slices[i % 5 == 0 ? 2 : 3].pairs.push_back(i);
    }
    return out;
}

// People of three kinds in turn, each with an ease of being recognised that all its pairs share; genuine pairs of the
// last kind are harder by `harder`. Slices are the kinds, of pairs within a kind.
Set people(int count, double harder, std::uint64_t seed)
{
    Set out;
    Rng rng(seed);
    std::vector<double> ease;
    for (int p = 0; p < count; ++p)
        ease.push_back(rng.normal(0, 0.4));
    out.slices = {{"kind", "0", {}}, {"kind", "1", {}}, {"kind", "2", {}}};
    const auto add = [&](int a, int b) {
        const double mean = a == b ? 2.5 + ease[static_cast<std::size_t>(a)] - (a % 3 == 2 ? harder : 0) : 0;
        out.slices[static_cast<std::size_t>(a % 3)].pairs.push_back(static_cast<std::uint32_t>(out.scores.size()));
        out.scores.push_back(static_cast<float>(rng.normal(mean)));
        out.same.push_back(a == b ? 1 : 0);
        out.identities.insert(out.identities.end(), {static_cast<std::uint32_t>(a), static_cast<std::uint32_t>(b)});
    };
    for (int a = 0; a < count; ++a)
        for (int k = 0; k < 6; ++k) {
            add(a, a);
            add(a, (a + 3 + 3 * k) % count);
        }
    return out;
}

} // namespace

class TestSlices : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void clopperPearsonAsScipy();
    void figuresAsNumpy();
    void saysWhatIsTooLittle();
    void intervalsHoldTheTruth();
    void findsAGap();
    void seesNoGapInChance();
    void ofNoErrorAtAll();
    void isDeterministic();
    void writesJson();
    void refuses();
};

// scipy.stats.beta: ppf(0.025, k, n − k + 1), ppf(0.975, k + 1, n − k), ppf(0.95, k + 1, n − k)
void TestSlices::clopperPearsonAsScipy()
{
    struct Golden {
        std::size_t hits, trials;
        double low, high, upper;
    };
    const Golden golden[] = {
        {0, 10, 0, 0.308497107818761, 0.258865550893052},
        {1, 10, 0.00252857854446178, 0.445016117028195, 0.394163302436505},
        {9, 10, 0.554983882971805, 0.997471421455538, 0.994883803108176},
        {10, 10, 0.691502892181239, 1, 1},
        {17, 1000, 0.00993351259271654, 0.0270794968648514, 0.0253907487761809},
        {3, 30'000, 2.06228788872341e-05, 0.000292214346138203, 0.000258434741450288},
        {1000, 100'000'000, 9.38973300227044e-06, 1.06395179580547e-05, 1.05360283975057e-05},
        {500'000, 1'000'000, 0.499019519195312, 0.500980480804688, 0.500822926050523},
    };
    for (const Golden& g : golden) {
        const auto ci95 = clopperPearson(g.hits, g.trials);
        const auto close = [](double a, double b) { return std::abs(a - b) <= 1e-7 * b; };
        QVERIFY2(close(ci95[0], g.low) && close(ci95[1], g.high) && close(upperLimit(g.hits, g.trials), g.upper),
                 qPrintable(QStringLiteral("%1 of %2").arg(g.hits).arg(g.trials)));
    }
    QVERIFY(near(upperLimit(0, 1'000'000) * 1e6, 2.9957, 1e-4)); // the rule of three
    QVERIFY(std::isnan(clopperPearson(0, 0)[0]) && std::isnan(upperLimit(0, 0)));
}

// NumPy on the same scores, thresholds by scikit-learn's roc_curve(drop_intermediate=False).
void TestSlices::figuresAsNumpy()
{
    const Set set = counted();
    const SlicesResult r = measureSlices(set.scores, set.same, {}, set.slices,
                                         {.threshold = 0.9, .fmr = 0.05, .ownFpr = 0.1, .bootstraps = 0});
    QVERIFY(near(r.operating.threshold, 0.94554454, 1e-7));
    QVERIFY(near(r.operating.tpr, 0.55) && near(r.operating.achievedFpr, 0.05));
    struct Golden {
        std::size_t genuine, impostor;
        std::array<double, kSliceMetrics> figures;
    };
    const Golden golden[] = {{50, 100, {0.74, 0.42, 0.1, 0.46, 0.05, 0.6, 0.940594137}},
                             {150, 300, {0.746666666667, 0.406666666667, 0.1, 0.446666666667, 0.05, 0.6, 0.940594137}},
                             {40, 80, {0.84375, 0.275, 0.0375, 0.375, 0.0375, 0.975, 0.821782231}},
                             {160, 320, {0.7203125, 0.44375, 0.115625, 0.46875, 0.053125, 0.55, 0.950495124}},
                             {200, 400, {0.745, 0.41, 0.1, 0.45, 0.05, 0.6, 0.940594137}}};
    for (std::size_t s = 0; s < std::size(golden); ++s) {
        const SliceResult& slice = s < r.slices.size() ? r.slices[s] : r.all;
        QCOMPARE(slice.genuine, golden[s].genuine);
        QCOMPARE(slice.impostor, golden[s].impostor);
        for (std::size_t k = 0; k < kSliceMetrics; ++k)
            QVERIFY2(near(slice.figures[k].value, golden[s].figures[k], k == 6 ? 1e-7 : 1e-9),
                     qPrintable(QStringLiteral("slice %1, figure %2").arg(s).arg(k)));
    }
    QCOMPARE(r.attributes.size(), std::size_t(2));
    const SliceGap& gap = r.attributes[1].of(SliceMetric::Accuracy);
    QVERIFY(near(gap.gap, 0.84375 - 0.7203125));
    QCOMPARE(r.slices[gap.highest].value, std::string("dark"));
    QCOMPARE(r.slices[gap.lowest].value, std::string("bright"));
    QVERIFY(std::isnan(gap.p) && std::isnan(gap.ci95[0])); // nothing was resampled
    // The smallest threshold that the slice needs keeps its rate, and the next smaller score would not.
    const double needed = r.slices[2].of(SliceMetric::NeededThreshold).value;
    int accepted = 0;
    int withNext = 0;
    for (const std::uint32_t p : set.slices[2].pairs)
        if (!set.same[p]) {
            accepted += static_cast<double>(set.scores[p]) >= needed ? 1 : 0;
            withNext += static_cast<double>(set.scores[p]) >= needed - 1e-6 ? 1 : 0;
        }
    QVERIFY(accepted <= 4 && withNext > 4); // of 80 at 0.05
    // Without a threshold it is the folds'.
    QVERIFY(near(measureSlices(set.scores, set.same, {}, {}, {.bootstraps = 0}).threshold,
                 kFoldAccuracy(set.scores, set.same).threshold));
}

void TestSlices::saysWhatIsTooLittle()
{
    Set set = counted();
    Slice few{"few", "29", {}};
    Slice genuine{"kind", "genuine", {}};
    for (std::uint32_t i = 0; i < 600; ++i) {
        if (set.same[i])
            genuine.pairs.push_back(i);
        if (i < 44) // 15 genuine, 29 impostor
            few.pairs.push_back(i);
    }
    set.slices = {few, genuine, {"empty", "", {}}};
    const auto r = measureSlices(set.scores, set.same, {}, set.slices, {.fmr = 0.05, .ownFpr = 0.01});
    QVERIFY(!r.slices[0].of(SliceMetric::Accuracy).sufficient && !r.slices[0].of(SliceMetric::Fmr).sufficient);
    QVERIFY(r.slices[1].of(SliceMetric::Fnmr).sufficient && !r.slices[1].of(SliceMetric::Accuracy).sufficient);
    QVERIFY(std::isnan(r.slices[1].of(SliceMetric::Accuracy).value));
    QVERIFY(std::isnan(r.slices[1].of(SliceMetric::OwnTpr).value));
    QVERIFY(std::isnan(r.slices[2].of(SliceMetric::Fnmr).value));
    QVERIFY(std::isnan(r.slices[2].of(SliceMetric::Fnmr).ci95[0]));
    QVERIFY(std::isnan(r.attributes[0].of(SliceMetric::Accuracy).gap)); // one slice has no gap
    QVERIFY(r.all.of(SliceMetric::OperatingFmr).sufficient);            // a budget of 20
    QVERIFY(!r.all.of(SliceMetric::OwnTpr).sufficient);                 // of 4
    // Many pairs of four people are not many.
    for (std::uint32_t i = 0; i < 600; ++i)
        set.identities.insert(set.identities.end(), {i % 4, set.same[i] ? i % 4 : (i + 1) % 4});
    const auto four = measureSlices(set.scores, set.same, set.identities, {}, {});
    QCOMPARE(four.bootstraps, 0);
    QCOMPARE(four.all.people, std::size_t(4));
    QVERIFY(!four.all.of(SliceMetric::Accuracy).sufficient);
    QVERIFY(std::isnan(four.all.of(SliceMetric::Accuracy).ci95[0]));
}

// The FNMR of people whose ease varies: Φ((t − 2.5) / √(1 + 0.4²)). 95 % of the intervals should hold it.
void TestSlices::intervalsHoldTheTruth()
{
    const double truth = 0.5 * std::erfc((2.5 - 1.2) / std::sqrt(1.16) / std::sqrt(2.0));
    int people60 = 0;
    int pairs60 = 0;
    constexpr int kSets = 200;
    for (std::uint64_t i = 0; i < kSets; ++i) {
        const Set set = people(60, 0, 100 + i);
        const SliceSettings settings{.threshold = 1.2, .fmr = 0.05, .bootstraps = 200, .seed = i};
        const auto& byPeople = measureSlices(set.scores, set.same, set.identities, {}, settings).all;
        const auto& byPairs = measureSlices(set.scores, set.same, {}, {}, settings).all;
        const auto holds = [&](const SliceFigure& f) { return f.ci95[0] <= truth && truth <= f.ci95[1]; };
        people60 += holds(byPeople.of(SliceMetric::Fnmr)) ? 1 : 0;
        pairs60 += holds(byPairs.of(SliceMetric::Fnmr)) ? 1 : 0;
    }
    QVERIFY2(people60 >= 180, qPrintable(QString::number(people60))); // of 200, 0.95: fewer is one in 300
    QVERIFY(people60 >= pairs60);                                     // six pairs of a person are not six people
}

void TestSlices::findsAGap()
{
    const Set set = people(150, 1, 5);
    const auto r = measureSlices(set.scores, set.same, set.identities, set.slices, {.threshold = 1.2, .fmr = 0.05});
    const SliceGap& gap = r.attributes[0].of(SliceMetric::Fnmr);
    QCOMPARE(gap.compared, std::size_t(3));
    QCOMPARE(r.slices[gap.highest].value, std::string("2"));
    QVERIFY(gap.p < 0.01);
    QCOMPARE(gap.pHolm, gap.p); // one attribute, nothing to correct
    const auto fnmr = [](double mean) { return 0.5 * std::erfc((mean - 1.2) / std::sqrt(1.16) / std::sqrt(2.0)); };
    const double truth = fnmr(1.5) - fnmr(2.5);
    QVERIFY2(gap.ci95[0] > 0 && gap.ci95[0] < truth && truth < gap.ci95[1],
             qPrintable(QStringLiteral("%1 in %2 to %3").arg(truth).arg(gap.ci95[0]).arg(gap.ci95[1])));
    QVERIFY(r.attributes[0].of(SliceMetric::Fmr).p > 0.05);                     // impostors are alike
    QCOMPARE(r.attributes[0].of(SliceMetric::OwnTpr).compared, std::size_t(0)); // 10 false accepts of 300 at 0.001
}

// The largest less the smallest of equal slices is hardly ever 0; it must not be taken for a gap.
void TestSlices::seesNoGapInChance()
{
    int gaps = 0;
    int found = 0;
    int below = 0;
    constexpr int kSets = 150;
    for (std::uint64_t i = 0; i < kSets; ++i) {
        const Set set = people(90, 0, 3000 + i);
        const auto r = measureSlices(set.scores, set.same, set.identities, set.slices,
                                     {.threshold = 1.2, .fmr = 0.05, .bootstraps = 200, .seed = i});
        const SliceGap& gap = r.attributes[0].of(SliceMetric::Fnmr);
        gaps += gap.gap > 0 ? 1 : 0;
        found += gap.p < 0.05 ? 1 : 0;
        below += gap.ci95[0] > 0 ? 1 : 0;
    }
    QVERIFY(gaps > kSets * 9 / 10);
    QVERIFY2(found <= 17, qPrintable(QString::number(found))); // binomial with 0.05: beyond 17 of 150 is one in 1,000
    QVERIFY2(below <= 17, qPrintable(QString::number(below)));
}

void TestSlices::ofNoErrorAtAll()
{
    Set set;
    for (std::uint32_t i = 0; i < 200; ++i) {
        set.scores.push_back(i % 2 == 0 ? 0.8F : 0.1F);
        set.same.push_back(i % 2 == 0 ? 1 : 0);
    }
    const auto r = measureSlices(set.scores, set.same, {}, {}, {.threshold = 0.5, .fmr = 0.01});
    // No resample knows of an error; Wilson's interval of 0 of 100 is z² / (100 + z²).
    const double z2 = 1.959963984540054 * 1.959963984540054;
    QCOMPARE(r.all.of(SliceMetric::Fnmr).value, 0.0);
    QCOMPARE(r.all.of(SliceMetric::Fnmr).ci95[0], 0.0);
    QVERIFY(near(r.all.of(SliceMetric::Fnmr).ci95[1], z2 / (100 + z2)));
    QCOMPARE(r.all.of(SliceMetric::Accuracy).value, 1.0);
    QVERIFY(near(r.all.of(SliceMetric::Accuracy).ci95[0], 100 / (100 + z2)));
    // With people it is they that count, not their pairs, as far as what a person's pairs score is the person's: 20 in
    // genuine pairs, 10 meetings in impostor pairs.
    for (std::uint32_t i = 0; i < 200; ++i)
        set.identities.insert(set.identities.end(), {i / 2 % 20, i % 2 == 0 ? i / 2 % 20 : (i / 2 + 10) % 20});
    const double t2 = 2.093024054408263 * 2.093024054408263; // scipy.stats.t.ppf(0.975, 19)
    for (const bool theirs : {true, false}) {
        for (std::uint32_t i = 0; i < 200; ++i)
            set.scores[i] = (i % 2 == 0 ? 0.8F : 0.1F) + 0.0001F * static_cast<float>(theirs ? i / 2 % 10 : i);
        const auto& all = measureSlices(set.scores, set.same, set.identities, {}, {.threshold = 0.5, .fmr = 0.01}).all;
        QVERIFY(near(all.of(SliceMetric::Fnmr).ci95[1], theirs ? t2 / (20 + t2) : t2 / (100 + t2), 1e-4));
        QVERIFY(near(all.of(SliceMetric::Fmr).ci95[1], theirs ? t2 / (10 + t2) : t2 / (100 + t2), 1e-4));
    }
}

void TestSlices::isDeterministic()
{
    const Set set = people(30, 0.5, 1);
    const auto json = [&](std::uint64_t seed) {
        return dumpJson(
            measureSlices(set.scores, set.same, set.identities, set.slices, {.bootstraps = 100, .seed = seed})
                .toJson());
    };
    QVERIFY(json(1) == json(1));
    QVERIFY(json(1) != json(2));
}

void TestSlices::writesJson()
{
    const Set set = counted();
    const Json json = measureSlices(set.scores, set.same, {}, set.slices, {.fmr = 0.05}).toJson();
    QCOMPARE(json["slices"].size(), std::size_t(4));
    const Json& slice = json["slices"][2];
    QCOMPARE(slice["value"].get<std::string>(), std::string("dark"));
    QVERIFY(slice["fnmr"]["ci95"][0].get<double>() <= slice["fnmr"]["value"].get<double>());
    QVERIFY(slice["sufficient"].get<bool>());
    QVERIFY(!slice["tpr_at_own_fpr"]["sufficient"].get<bool>());
    QCOMPARE(json["attributes"][0]["attribute"].get<std::string>(), std::string("mask"));
    const Json& gaps = json["attributes"][0]["gaps"];
    QCOMPARE(gaps.size(), kSliceMetrics);
    QVERIFY(gaps[5]["gap"].is_null() && gaps[5]["highest"].is_null()); // too few impostors
    QVERIFY(json["operating"]["threshold_ci95"][0].get<double>() <= json["operating"]["threshold"].get<double>());
}

void TestSlices::refuses()
{
    const Set set = counted();
    const auto code = [&](const std::vector<Slice>& slices, const SliceSettings& settings) {
        return test::codeOf([&] { measureSlices(set.scores, set.same, {}, slices, settings); });
    };
    QCOMPARE(code({{"a", "b", {600}}}, {}), std::string("bad_argument"));
    QCOMPARE(code({{"a", "b", {3, 4, 3}}}, {}), std::string("bad_argument"));
    QCOMPARE(code(std::vector<Slice>(kMaxSlices + 1), {}), std::string("bad_argument"));
    QCOMPARE(code({}, {.fmr = 0}), std::string("bad_argument"));
    QCOMPARE(code({}, {.fmr = std::nan("")}), std::string("bad_argument"));
    QCOMPARE(code({}, {.ownFpr = 1}), std::string("bad_argument"));
    QCOMPARE(test::codeOf([&] { measureSlices(set.scores, set.same, std::vector<std::uint32_t>(3), {}); }),
             std::string("bad_argument"));
    QCOMPARE(code({}, {.check = [] { throw Error(ErrorCode::Interrupted, "stopped"); }}), std::string("interrupted"));
}

QTEST_APPLESS_MAIN(TestSlices)
#include "tst_slices.moc"
