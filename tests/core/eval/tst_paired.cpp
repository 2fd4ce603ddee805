// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/eval/paired.h"
#include "tests/support/error_code.h"

#include <QTest>
#include <algorithm>
#include <cmath>

using namespace likeness;
using namespace likeness::eval;

namespace {

const Difference& of(const PairedResult& result, const std::string& metric, const std::string& test)
{
    for (const Difference& d : result.differences)
        if (d.metric == metric && d.test == test)
            return d;
    throw std::logic_error("no " + metric + " by " + test);
}

bool near(double a, double b, double tolerance = 1e-6)
{
    return std::abs(a - b) <= tolerance;
}

// People with several photographs, and a model whose scores tell them apart by `skill`.
struct Scores {
    std::vector<float> scores;
    std::vector<std::uint8_t> same;
    std::vector<std::uint32_t> identities;
};
Scores people(int count, double skill, std::uint64_t seed)
{
    Scores out;
    Rng rng(seed);
    for (int a = 0; a < count; ++a)
        for (int k = 0; k < 12; ++k) {
            const bool same = k % 2 == 0;
            const int b = same ? a : (a + 1 + k) % count;
            out.scores.push_back(static_cast<float>(rng.normal(same ? skill : 0)));
            out.same.push_back(same ? 1 : 0);
            out.identities.insert(out.identities.end(), {static_cast<std::uint32_t>(a), static_cast<std::uint32_t>(b)});
        }
    return out;
}

} // namespace

// Golden values: tests/peers/paired_test.py --golden, which goes by the definitions (NumPy, SciPy).
class TestPaired : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void delongByHand();
    void delongOfMany();
    void delongOfTheSame();
    void mcnemar();
    void holmByHand();
    void tellsABetterModel();
    void tellsNothingOfEqualOnes();
    void holdsItsLevel();
    void peopleAreResampled();
    void isAntisymmetric();
    void namesThePairs();
    void judges();
    void judgesModels();
    void refuses();
};

void TestPaired::delongByHand()
{
    const std::vector<float> a{0.9F, 0.8F, 0.7F, 0.4F, 0.6F, 0.3F, 0.2F, 0.2F, 0.1F};
    const std::vector<float> b{0.8F, 0.3F, 0.7F, 0.4F, 0.6F, 0.5F, 0.4F, 0.1F, 0.2F};
    const std::vector<std::uint8_t> same{1, 1, 1, 1, 0, 0, 0, 0, 0};
    const Difference d = delongTest(a, b, same);
    QVERIFY(near(d.a, 0.95));  // 19 of the 20 pairings of a genuine and an impostor pair
    QVERIFY(near(d.b, 0.725)); // 14, and one that is equal
    QVERIFY(near(d.difference, 0.225));
    QVERIFY(near(d.ci95[0], -0.11799369729450948));
    QVERIFY(near(d.ci95[1], 0.5679936972945094));
    QVERIFY(near(d.p, 0.19854279368666206));
}

void TestPaired::delongOfMany()
{
    std::vector<float> a;
    std::vector<float> b;
    std::vector<std::uint8_t> same;
    for (int i = 0; i < 200; ++i) {
        same.push_back(i % 2 == 0 ? 1 : 0);
        a.push_back(static_cast<float>(i * 37 % 101 / 101.0 + 0.45 * same.back()));
        b.push_back(static_cast<float>(i * 53 % 97 / 97.0 + 0.25 * same.back()));
    }
    const Difference d = delongTest(a, b, same);
    QVERIFY(near(d.a, 0.8507));
    QVERIFY(near(d.b, 0.7060));
    QVERIFY(near(d.ci95[0], 0.06074287800786239));
    QVERIFY(near(d.ci95[1], 0.22865712199213772));
    QVERIFY(near(d.p, 0.0007301624932669738));
}

void TestPaired::delongOfTheSame()
{
    const Scores x = people(10, 1, 1);
    const Difference d = delongTest(x.scores, x.scores, x.same);
    QCOMPARE(d.difference, 0.0);
    QCOMPARE(d.p, 1.0);
    QCOMPARE(d.ci95[0], 0.0);
    const std::vector<float> two{0.9F, 0.1F};
    QVERIFY(std::isnan(delongTest(two, two, std::vector<std::uint8_t>{1, 0}).p)); // no variance to speak of
}

void TestPaired::mcnemar()
{
    QVERIFY(near(mcnemarExact(3, 8), 0.2265625, 1e-12));
    QVERIFY(near(mcnemarExact(8, 3), 0.2265625, 1e-12));
    QVERIFY(near(mcnemarExact(0, 5), 0.0625, 1e-12));
    QVERIFY(near(mcnemarExact(10, 10), 1, 1e-12));
    QVERIFY(near(mcnemarExact(40, 70), 0.005447429511444476, 1e-10));
    QCOMPARE(mcnemarExact(0, 0), 1.0);
    QVERIFY(mcnemarExact(100'000, 101'000) > 0.02 && mcnemarExact(100'000, 101'000) < 0.03); // normal: 0.0256
}

void TestPaired::holmByHand()
{
    const auto p = holm(std::vector<double>{0.04, 0.01, std::nan(""), 0.03});
    QVERIFY(near(p[1], 0.03)); // three times
    QVERIFY(near(p[3], 0.06)); // twice
    QVERIFY(near(p[0], 0.06)); // never below a smaller one's
    QVERIFY(std::isnan(p[2]));
    QCOMPARE(holm(std::vector<double>{0.7, 0.9})[0], 1.0);
    QVERIFY(holm({}).empty());
}

void TestPaired::tellsABetterModel()
{
    const Scores good = people(60, 2.5, 1);
    const Scores bad = people(60, 0.8, 2);
    const PairedResult r = comparePaired(good.scores, bad.scores, good.same, good.identities);
    QVERIFY(r.resampledIdentities);
    QCOMPARE(r.bootstraps, 2000);
    for (const auto& [metric, test] : {std::pair{"auc", "delong"}, {"auc", "bootstrap"}, {"accuracy", "mcnemar"}}) {
        const Difference& d = of(r, metric, test);
        QVERIFY2(d.difference > 0.1 && d.p < 0.01, metric);
    }
    const Difference& auc = of(r, "auc", "bootstrap");
    QVERIFY(auc.ci95[0] > 0 && auc.ci95[0] < auc.difference && auc.difference < auc.ci95[1]);
    QVERIFY(near(auc.difference, of(r, "auc", "delong").difference)); // the same figure by both
    QVERIFY(r.onlyA > r.onlyB);
    QVERIFY(!of(r, "tpr_at_fpr_1e-3", "bootstrap").sufficient); // of 360 impostor pairs
}

void TestPaired::tellsNothingOfEqualOnes()
{
    const Scores x = people(40, 1.5, 3);
    const PairedResult same = comparePaired(x.scores, x.scores, x.same, x.identities);
    for (const Difference& d : same.differences) {
        QCOMPARE(d.difference, 0.0);
        QCOMPARE(d.p, 1.0);
    }
}

// Models that are equally good differ "significantly" in about one of twenty sets.
void TestPaired::holdsItsLevel()
{
    int delong = 0;
    int bootstrap = 0;
    constexpr int kSets = 200;
    for (int i = 0; i < kSets; ++i) {
        const Scores a = people(30, 1.5, 1000 + static_cast<std::uint64_t>(i));
        const Scores b = people(30, 1.5, 5000 + static_cast<std::uint64_t>(i));
        PairedSettings settings;
        settings.bootstraps = 400;
        const PairedResult r = comparePaired(a.scores, b.scores, a.same, a.identities, settings);
        delong += of(r, "auc", "delong").p < 0.05 ? 1 : 0;
        bootstrap += of(r, "auc", "bootstrap").p < 0.05 ? 1 : 0;
    }
    // Binomial with 0.05: beyond 22 of 200 is one in a thousand.
    QVERIFY2(delong <= 22, qPrintable(QString::number(delong)));
    QVERIFY2(bootstrap <= 22, qPrintable(QString::number(bootstrap)));
}

void TestPaired::peopleAreResampled()
{
    // Six photographs of each person are no six people: with identities the interval is wider where a person's pairs
    // go together.
    Scores a = people(30, 1, 7);
    Scores b = people(30, 1, 8);
    Rng rng(9);
    for (int person = 0; person < 30; ++person) {
        const auto shift = static_cast<float>(rng.normal(0, 2));
        for (int k = 0; k < 12; k += 2)
            a.scores[static_cast<std::size_t>(12 * person + k)] += shift;
    }
    const auto width = [&](bool identities) {
        const auto r =
            comparePaired(a.scores, b.scores, a.same,
                          identities ? std::span<const std::uint32_t>(a.identities) : std::span<const std::uint32_t>());
        const auto& d = of(r, "auc", "bootstrap");
        return d.ci95[1] - d.ci95[0];
    };
    QVERIFY(width(true) > 1.3 * width(false));
    // Too few people say nothing about others.
    const Scores few = people(4, 1, 1);
    const PairedResult r = comparePaired(few.scores, few.scores, few.same, few.identities);
    QCOMPARE(r.bootstraps, 0);
    QVERIFY(std::isnan(of(r, "auc", "bootstrap").p));
    QVERIFY(std::isnan(of(r, "auc", "bootstrap").ci95[0]));
}

void TestPaired::isAntisymmetric()
{
    const Scores a = people(20, 2, 11);
    const Scores b = people(20, 1, 12);
    const PairedResult ab = comparePaired(a.scores, b.scores, a.same);
    const PairedResult ba = comparePaired(b.scores, a.scores, a.same);
    QVERIFY(!ab.resampledIdentities);
    QVERIFY(near(of(ab, "auc", "delong").difference, -of(ba, "auc", "delong").difference));
    QVERIFY(near(of(ab, "auc", "delong").p, of(ba, "auc", "delong").p));
    QCOMPARE(ab.onlyA, ba.onlyB);
    // Deterministic in the seed.
    const PairedResult again = comparePaired(a.scores, b.scores, a.same);
    QCOMPARE(of(ab, "auc", "bootstrap").ci95[0], of(again, "auc", "bootstrap").ci95[0]);
}

// Every pair in one of three classes: both right, A alone, B alone; the farthest apart come first.
void TestPaired::namesThePairs()
{
    std::vector<float> a;
    std::vector<float> b;
    std::vector<std::uint8_t> same;
    for (int i = 0; i < 100; ++i) {
        same.push_back(i % 2 == 0 ? 1 : 0);
        a.push_back(i % 2 == 0 ? 0.8F : 0.1F);
        b.push_back(i % 2 == 0 ? 0.7F : 0.2F);
    }
    a[40] = 0.05F; // A misses two genuine pairs, one by far
    a[42] = 0.2F;
    b[21] = 0.75F; // and B accepts an impostor
    const PairedResult r = comparePaired(a, b, same, {}, {.bootstraps = 0});
    QCOMPARE(r.onlyA, std::size_t(1));
    QCOMPARE(r.onlyB, std::size_t(2));
    QCOMPARE(r.differs.size(), std::size_t(3));
    const auto at = [&](std::uint32_t pair) {
        return std::find_if(r.differs.begin(), r.differs.end(), [&](const auto& d) { return d.pair == pair; });
    };
    QVERIFY(at(21) != r.differs.end() && at(21)->rightA);
    QVERIFY(at(40) != r.differs.end() && !at(40)->rightA);
    QVERIFY(at(42) != r.differs.end() && !at(42)->rightA);
    QVERIFY(at(40) < at(42)); // it is farther from A's threshold
    QVERIFY(std::is_sorted(r.differs.begin(), r.differs.end(),
                           [](const auto& x, const auto& y) { return x.apart > y.apart; }));
    // Another scale of a model's scores changes nothing.
    std::vector<float> half;
    for (const float score : b)
        half.push_back(score / 2);
    const PairedResult scaled = comparePaired(a, half, same, {}, {.bootstraps = 0});
    QCOMPARE(scaled.differs.size(), std::size_t(3));
    for (std::size_t i = 0; i < 3; ++i)
        QCOMPARE(scaled.differs[i].pair, r.differs[i].pair);
}

void TestPaired::judges()
{
    const auto result = [](double difference, double half) {
        PairedResult r;
        r.bootstraps = 2000;
        r.resampledIdentities = true;
        r.genuine = r.impostor = 3000;
        r.people = 100;
        r.onlyA = 30;
        r.onlyB = 10;
        r.differences.push_back(
            {"auc", "bootstrap", 0.9, 0.9 - difference, difference, {difference - half, difference + half}, 0, true});
        return r;
    };
    const auto verdict = [](const PairedResult& r, double p, std::size_t comparisons = 1) {
        const Judgement j = judge(r, p, comparisons);
        return std::string(verdictName(j.verdict)) + " " + j.reason;
    };
    QCOMPARE(verdict(result(0.01, 0.004), 0.009), std::string("a_better significant"));
    QCOMPARE(verdict(result(-0.01, 0.004), 0.009), std::string("b_better significant"));
    QCOMPARE(verdict(result(0.01, 0.009), 0.02), std::string("not_enough_data too_coarse")); // 0.01, not 0.05
    QCOMPARE(verdict(result(0.001, 0.002), 0.3), std::string("no_difference equal"));
    QCOMPARE(verdict(result(0.001, 0.0035), 0.6), std::string("not_enough_data too_coarse"));  // 0.0061 can be missed
    QCOMPARE(verdict(result(0.004, 0.0028), 0.02), std::string("not_enough_data too_coarse")); // may well be 0.006
    auto r = result(0.01, 0.004);
    r.people = 7; // 2 · 2⁻⁷ is above 0.01, 2 · 2⁻⁸ is not
    QCOMPARE(verdict(r, 0.001), std::string("not_enough_data few_people"));
    r.people = 8;
    QCOMPARE(verdict(r, 0.001), std::string("a_better significant"));
    r.onlyA = 5;
    r.onlyB = 2;
    QCOMPARE(verdict(r, 0.001), std::string("not_enough_data few_differing"));
    QVERIFY(mcnemarExact(kFewestForVerdict, 0) < kVerdictLevel &&
            mcnemarExact(kFewestForVerdict - 1, 0) > kVerdictLevel);
    r = result(0.01, 0.004);
    r.bootstraps = 198; // 2 / 199 is above 0.01
    QCOMPARE(verdict(r, 0.0101), std::string("not_enough_data few_resamples"));
    r.bootstraps = 400;
    QCOMPARE(verdict(r, 0.005), std::string("a_better significant"));
    QCOMPARE(verdict(r, 0.015, 3), std::string("not_enough_data few_resamples")); // 6 / 401, by Holm's correction
    QCOMPARE(verdict(result(0.01, 0.004), std::nan("")), std::string("not_enough_data few_resamples"));
    r = result(0, 0); // the same on 30 genuine pairs is not the same
    r.genuine = 30;
    QCOMPARE(verdict(r, 1), std::string("not_enough_data too_coarse"));
    QVERIFY(near(judge(r, 1).detectable, 1 - std::pow(0.025, 1 / 30.0)));
    QVERIFY(near(judge(result(0.01, 0.004), 0.5).detectable, 3.417450536 * 0.004 / 1.959963985));
    r.genuine = 5;
    QCOMPARE(verdict(r, 1), std::string("not_enough_data few_pairs"));
    QCOMPARE(judge(r, 1).toJson()["verdict"].get<std::string>(), std::string("not_enough_data"));
}

void TestPaired::judgesModels()
{
    const auto of = [](const Scores& a, const Scores& b) {
        const PairedResult r = comparePaired(a.scores, b.scores, a.same, a.identities);
        for (const Difference& d : r.differences)
            if (decides(d, true))
                return judge(r, d.p);
        return Judgement();
    };
    const Scores good = people(60, 2.5, 1);
    const Scores bad = people(60, 0.8, 2);
    QVERIFY(of(good, bad).verdict == PairedVerdict::ABetter);
    QVERIFY(of(bad, good).verdict == PairedVerdict::BBetter);
    QVERIFY(of(people(30, 1.5, 3), people(30, 1.5, 4)).verdict == PairedVerdict::NotEnoughData);
    QCOMPARE(of(people(7, 2.5, 1), people(7, 0, 2)).reason, std::string("few_people"));
    // Nearly the same scores, on many pairs.
    const Scores many = people(400, 2.5, 5);
    Scores nearly = many;
    Rng rng(6);
    for (float& score : nearly.scores)
        score += static_cast<float>(rng.normal(0, 0.02));
    QVERIFY(of(many, nearly).verdict == PairedVerdict::NoDifference);
}

void TestPaired::refuses()
{
    const std::vector<float> two{0.5F, 0.4F};
    const std::vector<float> nan{0.5F, std::nanf("")};
    const std::vector<std::uint8_t> same{1, 0};
    QCOMPARE(test::codeOf([&] { comparePaired(two, std::vector<float>{0.5F}, same); }), std::string("bad_argument"));
    QCOMPARE(test::codeOf([&] { comparePaired(two, nan, same); }), std::string("bad_argument"));
    QCOMPARE(test::codeOf([&] {
                 comparePaired(two, two, std::vector<std::uint8_t>{1, 1});
             }),
             std::string("too_few_identities"));
    QCOMPARE(test::codeOf([&] { comparePaired(two, two, same, std::vector<std::uint32_t>{1}); }),
             std::string("bad_argument"));
    PairedSettings stopped;
    stopped.check = [] { throw Error(ErrorCode::Interrupted, "stopped"); };
    const Scores x = people(10, 1, 1);
    QCOMPARE(test::codeOf([&] { comparePaired(x.scores, x.scores, x.same, {}, stopped); }), std::string("interrupted"));
}

QTEST_APPLESS_MAIN(TestPaired)
#include "tst_paired.moc"
