// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/eval/advisor.h"
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

// Impostors 0, 1, … and genuine pairs half a step above each tenth of them, so that everything can be counted.
Set counted(int impostors)
{
    Set out;
    for (int i = 0; i < impostors; ++i) {
        out.scores.push_back(static_cast<float>(i) / 1024);
        out.same.push_back(0);
        if (i % 10 == 0) {
            out.scores.push_back((static_cast<float>(i) + 0.5F) / 1024);
            out.same.push_back(1);
        }
    }
    return out;
}

// Pairs of `count` people. Impostor pairs of two of the last third look alike by `alike`; a slice for each third.
Set people(int count, double alike, std::uint64_t seed)
{
    Set out;
    Rng rng(seed);
    out.slices = {{"group", "first", {}}, {"group", "second", {}}, {"group", "third", {}}};
    const auto add = [&](int a, int b) {
        const int third = 3 * a / count;
        const bool within = third == 3 * b / count;
        if (within)
            out.slices[static_cast<std::size_t>(third)].pairs.push_back(static_cast<std::uint32_t>(out.scores.size()));
        out.scores.push_back(static_cast<float>(rng.normal(a == b ? 5 : within && third == 2 ? alike : 0)));
        out.same.push_back(a == b ? 1 : 0);
        out.identities.insert(out.identities.end(), {static_cast<std::uint32_t>(a), static_cast<std::uint32_t>(b)});
    };
    for (int a = 0; a < count; ++a) {
        for (int k = 0; k < 4; ++k)
            add(a, a);
        for (int b = 0; b < a; ++b)
            add(a, b);
    }
    return out;
}

} // namespace

class TestAdvisor : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void countsByHand();
    void agreesWithVerify();
    void galleries();
    void saysWhatTheDataAllow();
    void doesNotExtrapolate();
    void warnsOfSlices();
    void keepsTheRateOnOtherPeople();
    void writesJson();
    void refuses();
};

void TestAdvisor::countsByHand()
{
    const Set set = counted(1000);
    const Advice a = adviseThreshold(set.scores, set.same, {}, {}, {.fmr = 0.02, .attemptsPerDay = 500});
    // 20 false accepts: impostors 980 … 999, of which 979 must be rejected; no genuine pair lies between 979 and 980.
    QCOMPARE(a.threshold, 980.0 / 1024);
    QCOMPARE(a.falseAccepts, std::size_t(20));
    QCOMPARE(a.budget, std::int64_t(20));
    QVERIFY(near(a.achievedFmr, 0.02) && near(a.fnmr, 0.98)); // two of a hundred are above
    QVERIFY(near(a.falseAcceptsPerDay, 10));
    QVERIFY(a.sufficient);
    QVERIFY(a.warns("no_people") && a.warnings.size() == 1);
    // Of pairs drawn one by one it is about Wilson's interval of 20 of 1,000, by its formula 0.0129837 to 0.0306900,
    // and not within it.
    QVERIFY(a.fmrCi95[0] <= 0.012984 && a.fmrCi95[0] > 0.0115);
    QVERIFY(a.fmrCi95[1] >= 0.030689 && a.fmrCi95[1] < 0.033);
    // What the rate is at the interval's ends is what the threshold would be moved by: about 10 of 1,000 impostors.
    QVERIFY(a.thresholdCi95[0] < 975.0 / 1024 && a.thresholdCi95[0] > 962.0 / 1024);
    QVERIFY(a.thresholdCi95[1] > 984.0 / 1024 && a.thresholdCi95[1] < 996.0 / 1024);
    QVERIFY(near(a.falseAcceptsPerDayCi95[1], 500 * a.fmrCi95[1]));
}

void TestAdvisor::agreesWithVerify()
{
    const Set set = people(60, 0, 3);
    const auto verified = verifyScores(set.scores, set.same, set.identities, {.bootstraps = 0});
    for (const Operating& point : verified.operating) {
        const Advice a =
            adviseThreshold(set.scores, set.same, set.identities, {}, {.fmr = point.target, .bootstraps = 0});
        QCOMPARE(a.threshold, point.threshold);
        QVERIFY(near(a.achievedFmr, point.achievedFpr) && near(1 - a.fnmr, point.tpr));
        QCOMPARE(a.sufficient, point.sufficient);
    }
}

void TestAdvisor::galleries()
{
    QCOMPARE(falseMatchInGallery(0.25, 1), 0.25);
    QVERIFY(near(falseMatchInGallery(0.5, 3), 0.875));
    QVERIFY(near(falseMatchInGallery(1e-12, 1000) * 1e9, 1, 1e-6)); // 1 − 1 would be 0
    QCOMPARE(falseMatchInGallery(0, 1'000'000), 0.0);
    QCOMPARE(falseMatchInGallery(1, 5), 1.0);
    const Set set = counted(1000);
    const Advice a = adviseThreshold(set.scores, set.same, {}, {}, {.fmr = 0.02, .attemptsPerDay = 100, .gallery = 50});
    QVERIFY(near(a.falseAcceptsPerDay, 100 * (1 - std::pow(0.98, 50)), 1e-9));
    QVERIFY(near(a.falseAcceptsPerDayCi95[0], 100 * (1 - std::pow(1 - a.fmrCi95[0], 50)), 1e-9));
}

void TestAdvisor::saysWhatTheDataAllow()
{
    const Set set = counted(1000);
    const auto at = [&](double fmr) { return adviseThreshold(set.scores, set.same, {}, {}, {.fmr = fmr}); };
    const Advice few = at(0.005);
    QVERIFY(!few.sufficient && few.warns("insufficient") && !few.warns("beyond_data"));
    QCOMPARE(few.budget, std::int64_t(5));
    QVERIFY(near(few.smallestFmr, 0.01));
    QVERIFY(at(few.smallestFmr).sufficient); // what it names does
    // Few people are said to be few, and too few give no interval.
    const Set twenty = people(20, 0, 1);
    const Advice a = adviseThreshold(twenty.scores, twenty.same, twenty.identities, {}, {.fmr = 0.1});
    QVERIFY(a.warns("few_people") && !a.warns("no_people") && std::isfinite(a.fmrCi95[0]) && a.sufficient);
    const Set four = people(4, 0, 1);
    const Advice none = adviseThreshold(four.scores, four.same, four.identities, {}, {.fmr = 0.5});
    QVERIFY(none.warns("few_people") && std::isnan(none.fmrCi95[0]) && !none.sufficient);
    const Set sixty = people(60, 0, 1);
    QVERIFY(adviseThreshold(sixty.scores, sixty.same, sixty.identities, {}, {.fmr = 0.05}).warnings.empty());
}

void TestAdvisor::doesNotExtrapolate()
{
    const Set set = counted(1000);
    const Advice a = adviseThreshold(set.scores, set.same, {}, {}, {.fmr = 1e-6});
    QVERIFY(a.warns("beyond_data") && a.warns("insufficient"));
    QCOMPARE(a.falseAccepts, std::size_t(0));
    QVERIFY(a.threshold > 999.0 / 1024); // above every impostor, and as low as that
    QVERIFY(a.threshold < 1000.0 / 1024);
    QVERIFY(near(a.fmrUpper95, 1 - std::pow(0.05, 1e-3), 1e-12));          // about 3 / 1000
    QVERIFY(near(a.fmrCi95[1], 3.841458820694124 / 1003.841458820694124)); // Wilson's
    QCOMPARE(a.fmrCi95[0], 0.0);
    QCOMPARE(a.falseAcceptsPerDay, 0.0);
    QVERIFY(a.falseAcceptsPerDayCi95[1] > 3.8); // and not a thousandth
    const auto beyond = std::find_if(a.warnings.begin(), a.warnings.end(),
                                     [](const Advice::Warning& w) { return w.code == "beyond_data"; });
    QCOMPARE(beyond->figures["most"].get<double>(), a.fmrCi95[1]); // one bound, wherever it is said
    QVERIFY(!beyond->figures["independent"].get<bool>());
    const Advice quick = adviseThreshold(set.scores, set.same, {}, {}, {.fmr = 1e-6, .bootstraps = 0});
    QCOMPARE(quick.warnings[1].figures["most"].get<double>(), quick.fmrUpper95);
    QVERIFY(quick.warnings[1].figures["independent"].get<bool>());
}

void TestAdvisor::warnsOfSlices()
{
    const Set alike = people(120, 1.5, 7);
    const Advice a = adviseThreshold(alike.scores, alike.same, alike.identities, alike.slices, {.fmr = 0.02});
    int slices = 0;
    for (const Advice::Warning& w : a.warnings)
        if (w.code == "slice_above_target") {
            ++slices;
            QCOMPARE(w.figures["value"].get<std::string>(), std::string("third"));
            QVERIFY(w.figures["needed_threshold"].get<double>() > a.threshold);
            QVERIFY(w.figures["fmr_ci95"][0].get<double>() > 0.02);
        }
    QCOMPARE(slices, 1);
    const Set equal = people(120, 0, 8);
    const Advice b = adviseThreshold(equal.scores, equal.same, equal.identities, equal.slices, {.fmr = 0.02});
    QVERIFY(!b.warns("slice_above_target") && !b.warns("slices_not_checked"));
    const Advice c = adviseThreshold(equal.scores, equal.same, equal.identities, equal.slices, {.fmr = 2e-3});
    QVERIFY(c.warns("slices_not_checked")); // 780 impostor pairs each
}

// Of thresholds found on 60 people, the rate on all others is in the interval for nearly all.
void TestAdvisor::keepsTheRateOnOtherPeople()
{
    int held = 0;
    constexpr int kSets = 100;
    for (std::uint64_t i = 0; i < kSets; ++i) {
        const Set set = people(60, 0, 500 + i);
        const Advice a =
            adviseThreshold(set.scores, set.same, set.identities, {}, {.fmr = 0.02, .bootstraps = 200, .seed = i});
        const double truth = 0.5 * std::erfc(a.threshold / std::sqrt(2.0));
        held += a.fmrCi95[0] <= truth && truth <= a.fmrCi95[1] ? 1 : 0;
    }
    QVERIFY2(held >= 87, qPrintable(QString::number(held))); // of 100, 0.95: fewer is one in 1,000
}

void TestAdvisor::writesJson()
{
    const Set set = people(40, 0, 1);
    const Json json = adviseThreshold(set.scores, set.same, set.identities, {}, {.fmr = 1e-4}).toJson();
    for (const char* key : {"threshold", "threshold_ci95", "target", "achieved_fmr", "fmr_ci95", "fnmr", "fnmr_ci95",
                            "expected_false_accepts_per_day", "expected_false_accepts_per_day_ci95", "sufficient"})
        QVERIFY2(json.contains(key), key);
    QCOMPARE(json["warnings"][0]["code"].get<std::string>(), std::string("insufficient"));
    QCOMPARE(json["warnings"][0]["impostors"].get<int>(), 780);
    QVERIFY(!json.contains("slices"));
    QVERIFY(adviseThreshold(set.scores, set.same, set.identities, set.slices, {}).toJson().contains("slices"));
    const Set four = people(4, 0, 1);
    QVERIFY(adviseThreshold(four.scores, four.same, four.identities, {}, {}).toJson()["fmr_ci95"][0].is_null());
}

void TestAdvisor::refuses()
{
    const Set set = counted(100);
    const auto code = [&](const AdvisorSettings& settings) {
        return test::codeOf([&] { adviseThreshold(set.scores, set.same, {}, {}, settings); });
    };
    QCOMPARE(code({.fmr = 0}), std::string("bad_argument"));
    QCOMPARE(code({.fmr = 1}), std::string("bad_argument"));
    QCOMPARE(code({.attemptsPerDay = -1}), std::string("bad_argument"));
    QCOMPARE(code({.attemptsPerDay = std::nan("")}), std::string("bad_argument"));
    QCOMPARE(code({.gallery = 0}), std::string("bad_argument"));
    const std::vector<std::uint8_t> allSame(set.scores.size(), 1);
    QCOMPARE(test::codeOf([&] { adviseThreshold(set.scores, allSame); }), std::string("too_few_identities"));
}

QTEST_APPLESS_MAIN(TestAdvisor)
#include "tst_advisor.moc"
