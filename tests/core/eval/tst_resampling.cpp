// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/random.h"
#include "core/eval/coverage.h"
#include "core/eval/resampling.h"

#include <QTest>
#include <algorithm>
#include <cmath>
#include <numeric>

using namespace likeness;
using namespace likeness::eval;

namespace {

bool near(double a, double b, double tolerance = 1e-6)
{
    if (std::abs(a - b) <= tolerance)
        return true;
    qWarning("%.10g is not %.10g", a, b);
    return false;
}

struct Scored {
    std::vector<float> scores;
    std::vector<std::uint8_t> same;
    std::vector<std::uint32_t> identities;
};

// Pairs of people whose scores have nothing to do with them.
Scored noise(std::size_t people, std::size_t pairs, std::uint64_t seed)
{
    Rng rng(seed);
    Scored out;
    for (std::size_t i = 0; i < pairs; ++i) {
        const bool same = i % 2 == 0;
        const auto a = i / 2 % people;
        const auto b = same ? a : (a + 1 + rng.below(people - 1)) % people;
        out.same.push_back(same ? 1 : 0);
        out.scores.push_back(static_cast<float>(rng.normal(same ? 0.5 : 0, 0.25)));
        out.identities.push_back(static_cast<std::uint32_t>(a));
        out.identities.push_back(static_cast<std::uint32_t>(b));
    }
    return out;
}

double width(const std::array<double, 2>& ci)
{
    return ci[1] - ci[0];
}

} // namespace

class TestResampling : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void measuresAsTheFunctionsThemselves();
    void foldGridIsTheProtocol();
    void meetingsCountByPoisson();
    void intervalsHaveTheirTextbookValues();
    void errorsOfFewPeopleGoTogether();
    void fewErrorsSayLittleOfEachOther();
    void variancesAddUp();
    void independentPairsAreNotPunished();
    void figuresOfHardPeopleAreLessSure();
    void perfectFiguresKeepAnInterval();
    void intervalsHoldTheTruth_data();
    void intervalsHoldTheTruth();
    void intervalsOfHardlyAnError();
    void simulationRefusesNonsense();
};

void TestResampling::measuresAsTheFunctionsThemselves()
{
    Scored data = noise(40, 600, 3);
    for (float& s : data.scores)
        s = std::round(s * 20) / 20; // ties
    const std::vector<Verdict> verdict(data.scores.size(), Verdict::Right);
    const Sorted sorted = sortPairs(data.scores, data.same, data.identities, verdict);
    const std::array targets{0.1, 0.05};
    const auto agrees = [&](const Resample& r, std::span<const float> scores, std::span<const std::uint8_t> same) {
        const Roc curve = roc(scores, same);
        const ScoreStats stats = scoreStats(scores, same);
        const auto impostors = static_cast<std::size_t>(std::count(same.begin(), same.end(), 0));
        const auto points = tprAtFpr(curve, same.size() - impostors, impostors, targets);
        return r.usable && near(r.auc, auc(curve)) && near(r.eer, eer(curve)) && near(r.fisher, stats.fisher) &&
               near(r.dPrime, stats.dPrime) && near(r.tpr[0], points[0].tpr) && near(r.tpr[1], points[1].tpr);
    };
    const std::vector<float> once(data.scores.size(), 1);
    QVERIFY(agrees(measure(sorted, targets, once), data.scores, data.same));
    // A pair that counts three times is three pairs.
    std::vector<float> weight, scores;
    std::vector<std::uint8_t> same;
    Rng rng(4);
    for (std::size_t i = 0; i < sorted.order.size(); ++i) {
        weight.push_back(static_cast<float>(rng.below(4)));
        for (float w = 0; w < weight.back(); w += 1) {
            scores.push_back(data.scores[sorted.order[i]]);
            same.push_back(data.same[sorted.order[i]]);
        }
    }
    QVERIFY(agrees(measure(sorted, targets, weight), scores, same));
}

void TestResampling::foldGridIsTheProtocol()
{
    for (const std::uint64_t seed : {1, 2, 3})
        for (const std::size_t pairs : {23, 400, 1001}) {
            const Scored data = noise(30, pairs, seed);
            const auto judged = foldPairs(data.same, seed == 2);
            const KFold expected = judgedAccuracy(data.scores, data.same, judged);
            const Sorted sorted =
                sortPairs(data.scores, data.same, {}, verdicts(data.scores, data.same, judged, expected));
            const FoldGrid grid(sorted, judged, expected.foldThreshold.size());
            QVERIFY(near(grid.accuracy(std::vector<float>(pairs, 1)), expected.accuracy, 1e-12));
            QVERIFY(near(grid.accuracy(std::vector<float>(pairs, 3)), expected.accuracy, 1e-12));
            QVERIFY(std::isnan(grid.accuracy(std::vector<float>(pairs, 0))));
        }
}

void TestResampling::meetingsCountByPoisson()
{
    const std::vector<float> scores{0.9f, 0.8f, 0.7f, 0.6f, 0.5f};
    const std::vector<std::uint8_t> same{0, 0, 1, 0, 1};
    const std::vector<std::uint32_t> identities{4, 5, 5, 4, 4, 4, 4, 6, 5, 5};
    const std::vector<Verdict> verdict(5, Verdict::Right);
    const Sorted sorted = sortPairs(scores, same, identities, verdict);
    const Meetings met = meetings(sorted);
    QCOMPARE(met.count, 4u);
    QCOMPARE(met.of[0], met.of[1]); // 4 with 5, and 5 with 4
    QVERIFY(met.of[0] != met.of[3]);
    double sum = 0, squares = 0, products = 0;
    constexpr int kDraws = 20'000;
    for (int i = 0; i < kDraws; ++i) {
        const auto w = drawMeetingWeights(sorted, met, Rng::forItem(1, static_cast<std::uint64_t>(i)));
        QCOMPARE(w[0], w[1]);
        QCOMPARE(w[2], 1.0f);
        QCOMPARE(w[4], 1.0f);
        sum += static_cast<double>(w[0]);
        squares += static_cast<double>(w[0]) * static_cast<double>(w[0]);
        products += static_cast<double>(w[0]) * static_cast<double>(w[3]);
    }
    QVERIFY(near(sum / kDraws, 1, 0.03));
    QVERIFY(near(squares / kDraws, 2, 0.1)); // variance 1
    QVERIFY(near(products / kDraws, 1, 0.05));
}

void TestResampling::intervalsHaveTheirTextbookValues()
{
    // scipy.stats.t.ppf(0.975, n)
    QVERIFY(near(student975(4), 2.77645, 0.01) && near(student975(10), 2.22814, 0.001));
    QVERIFY(near(student975(99), 1.98422, 1e-4) && near(student975(1e9), 1.95996, 1e-5));
    // Wilson's for 8 of 10 and for 20 of 20
    const auto eight = shareInterval(0.8, 0.8 * 0.2 / 10, 5, kNormal975);
    QVERIFY(near(eight[0], 0.49016247) && near(eight[1], 0.94331785));
    const auto all = shareInterval(1, 0, 20, kNormal975);
    QVERIFY(near(all[0], 0.83887484) && near(all[1], 1));
    QVERIFY(near(shareInterval(0, 0, 20, kNormal975)[1], 1 - 0.83887484));
    QVERIFY(std::isnan(shareInterval(0.5, std::nan(""), 20, 2)[0]));
    QCOMPARE(positiveInterval(3, 4, 2), (std::array<double, 2>{0, 7}));
    QCOMPARE(positiveInterval(5, 1, 2), (std::array<double, 2>{3, 7}));
    QVERIFY(std::isnan(positiveInterval(5, std::nan(""), 2)[1]));
}

void TestResampling::errorsOfFewPeopleGoTogether()
{
    // Ten people of four genuine pairs, two of the forty wrong. By hand: both of one person, the mean squares are 0.1
    // between people and 1/30 within, so the correlation is (0.1 − 1/30) / (0.1 + 3/30).
    Scored data;
    for (std::uint32_t i = 0; i < 40; ++i) {
        data.scores.push_back(0.5f + 0.01f * static_cast<float>(i));
        data.same.push_back(1);
        data.identities.insert(data.identities.end(), {i / 4, i / 4});
    }
    const std::vector<Verdict> notJudged(40, Verdict::NotJudged);
    auto sorted = sortPairs(data.scores, data.same, data.identities, notJudged);
    const auto one = clustering(sorted, meetings(sorted), false);
    QCOMPARE(one.clusters, std::size_t{10});
    QVERIFY(near(one.correlation, 1.0 / 3));
    QVERIFY(near(trialsOf(40, one.clusters, one.correlation).effect, 2));
    QCOMPARE(clustering(sorted, meetings(sorted), true).clusters, std::size_t{0});
    std::swap(data.scores[1], data.scores[39]); // of two people
    sorted = sortPairs(data.scores, data.same, data.identities, notJudged);
    QCOMPARE(clustering(sorted, meetings(sorted), false).correlation, 0.0);
    QCOMPARE(clustering(sorted, {}, false).correlation, 0.0);
    QCOMPARE(trialsOf(40, 0, 0.5).effect, 1.0);
    // 60 pairs of effect 1.6 are more than 1,710 of effect 90.
    QCOMPARE(fewer({60, 1.6}, {1710, 90}).pairs, 1710.0);
    QCOMPARE(fewer({60, 1.6}, {1710, 5}).pairs, 60.0);
    // Equal scores err together: all four of a person, though two in forty are asked for.
    for (std::size_t i = 0; i < 4; ++i)
        data.scores[i] = 0.5f;
    data.scores[39] = 0.9f;
    sorted = sortPairs(data.scores, data.same, data.identities, notJudged);
    QCOMPARE(clustering(sorted, meetings(sorted), false).correlation, 1.0);
}

void TestResampling::fewErrorsSayLittleOfEachOther()
{
    // 9,000 pairs of 100 people whose errors go together (design effect 10), of which a resample sees nothing while
    // they are few: none of them may make an interval far wider than one or two do.
    const auto upper = [](double errors) {
        const double rate = errors / 9000;
        return countedInterval(rate, rate * (1 - rate) / 9000, {9000, 10}, kNormal975)[1];
    };
    QVERIFY(near(upper(0), shareInterval(0, 0, 900, kNormal975)[1]));
    QVERIFY(upper(1) > 0.5 * upper(0) && upper(2) > 0.4 * upper(0) && upper(10) < upper(0));
    // Many errors speak for themselves.
    QVERIFY(near(upper(1000), shareInterval(1.0 / 9, 8.0 / 81 / 9000, 1, kNormal975)[1], 1e-4));
    QVERIFY(near(countedInterval(1, 0, {9000, 10}, kNormal975)[0], 1 - upper(0)));
    QVERIFY(std::isnan(countedInterval(std::nan(""), 0, {10, 1}, 2)[0]));
    QVERIFY(std::isnan(countedInterval(0.5, std::nan(""), {10, 1}, 2)[0]));
}

void TestResampling::variancesAddUp()
{
    QVERIFY(near(sampleVariance(std::vector<double>{1, 2, 3, 4}), 5.0 / 3));
    QVERIFY(std::isnan(sampleVariance(std::vector<double>{1})));
    QVERIFY(near(peopleVariance(1, 0.2, 101), 0.6 * 1.01));
    QVERIFY(near(peopleVariance(1, 0.45, 101), 1.01 / 3)); // not below a third
    std::vector<double> even, one(50, 0);
    for (int i = 0; i < 50; ++i)
        even.push_back(i % 2 ? 1 : -1);
    one[7] = 1;
    QVERIFY(near(freedom(even, 49), 49));
    QVERIFY(near(freedom(one, 49), 4));
    QVERIFY(near(freedom(std::vector<double>(50, 0.5), 49), 49)); // nobody moves it
}

// Where scores have nothing to do with people, knowing the people must not widen an interval. Weights that are
// products alone make these about 1.3 times as wide.
void TestResampling::independentPairsAreNotPunished()
{
    const Scored data = noise(300, 600, 11);
    const VerifyResult people = verifyScores(data.scores, data.same, data.identities);
    const VerifyResult pairs = verifyScores(data.scores, data.same);
    QCOMPARE(people.people, std::size_t{300});
    for (const auto ci : {&VerifyResult::aucCi95, &VerifyResult::eerCi95, &VerifyResult::fisherCi95}) {
        const double ratio = width(people.*ci) / width(pairs.*ci);
        QVERIFY2(ratio > 0.75 && ratio < 1.15, QByteArray::number(ratio).constData());
    }
}

// Ten pairs of each person share what makes them hard: ten times as many pairs are no ten times as much evidence.
void TestResampling::figuresOfHardPeopleAreLessSure()
{
    Rng rng(5);
    Scored data;
    for (std::uint32_t person = 0; person < 60; ++person) {
        const double own = rng.normal(0, 0.2);
        for (std::uint32_t k = 0; k < 10; ++k)
            for (const bool same : {true, false}) {
                data.same.push_back(same ? 1 : 0);
                data.scores.push_back(static_cast<float>(rng.normal(same ? 0.5 + own : 0, 0.1)));
                data.identities.push_back(person);
                data.identities.push_back(same ? person : (person + 1 + k) % 60);
            }
    }
    const VerifyResult people = verifyScores(data.scores, data.same, data.identities);
    const VerifyResult pairs = verifyScores(data.scores, data.same);
    QVERIFY(width(people.aucCi95) > 2 * width(pairs.aucCi95));
    QVERIFY(width(people.accuracyCi95) > 1.3 * width(pairs.accuracyCi95));
    QVERIFY(width(people.fisherCi95) > 1.5 * width(pairs.fisherCi95));
}

// All right is not certainly right: of 20 people without an error, Wilson's interval reaches down to 0.83.
void TestResampling::perfectFiguresKeepAnInterval()
{
    Scored data;
    for (std::uint32_t person = 0; person < 20; ++person)
        for (const bool same : {true, false}) {
            data.same.push_back(same ? 1 : 0);
            data.scores.push_back(same ? 0.9f - 0.001f * static_cast<float>(person) : 0.1f);
            data.identities.push_back(person);
            data.identities.push_back(same ? person : (person + 1) % 20);
        }
    const VerifyResult r = verifyScores(data.scores, data.same, data.identities);
    QCOMPARE(r.auc, 1.0);
    QVERIFY(near(r.aucCi95[0], 0.82, 0.03) && near(r.aucCi95[1], 1));
    QVERIFY(near(r.eerCi95[1], 0.18, 0.03));
    for (const char* key : {"eer_ci95", "score_fisher_ci95", "d_prime_ci95", "overlap"})
        QVERIFY2(r.toJson().contains(key), key);
    QCOMPARE(r.toJson()["overlap"].get<double>(), 0.0);
}

void TestResampling::intervalsHoldTheTruth_data()
{
    QTest::addColumn<int>("images");
    QTest::addColumn<int>("pairs");
    QTest::newRow("as in LFW") << 2 << static_cast<int>(SimulatedPairs::Single);
    QTest::newRow("drawn") << 5 << static_cast<int>(SimulatedPairs::Drawn);
}

// `bench intervals` with 1,000 repetitions says it to half a percent; these 150 would miss an interval that is a
// quarter too narrow or too wide.
void TestResampling::intervalsHoldTheTruth()
{
    QFETCH(int, images);
    QFETCH(int, pairs);
    CoverageSettings settings;
    settings.population = {24, 1.0, 0.3, 0.2};
    settings.images = images;
    settings.pairs = static_cast<SimulatedPairs>(pairs);
    settings.repetitions = 150;
    settings.bootstraps = 200;
    settings.truthPairs = 100'000;
    int calls = 0;
    settings.check = [&] { ++calls; };
    const CoverageResult result = measureCoverage(settings);
    QVERIFY(calls > 150);
    QCOMPARE(result.genuine, std::size_t(pairs == static_cast<int>(SimulatedPairs::Single) ? 100 : 1000));
    QCOMPARE(result.impostor, result.genuine);
    for (const Coverage& figure : result.figures) {
        if (figure.sufficient < 0.5)
            continue;
        QVERIFY2(figure.coverage >= 0.88, qPrintable(QString::fromStdString(figure.metric)));
        const double ratio = figure.width / figure.expectedWidth;
        QVERIFY2(ratio > 0.8 && ratio < 1.4, qPrintable(QString::fromStdString(figure.metric)));
    }
    QCOMPARE(result.figures.front().metric, std::string("auc"));
    QVERIFY(near(result.figures.front().mean, result.figures.front().truth, 0.01));
    QCOMPARE(result.toJson()["intervals"].size(), result.figures.size());
}

// An AUC of 0.9999, of which resamples see next to nothing: without fewErrorsInterval() half of the intervals miss it.
void TestResampling::intervalsOfHardlyAnError()
{
    CoverageSettings settings;
    settings.population = {32, 0.2, 0.3, 0.5};
    settings.images = 10;
    settings.repetitions = 100;
    settings.bootstraps = 100;
    settings.truthPairs = 1'000'000;
    const CoverageResult result = measureCoverage(settings);
    const Coverage& auc = result.figures.front();
    QVERIFY2(auc.truth > 0.9995, qPrintable(QString::number(auc.truth)));
    QVERIFY2(auc.coverage >= 0.9, qPrintable(QString::number(auc.coverage)));
}

void TestResampling::simulationRefusesNonsense()
{
    const auto codeOf = [](const CoverageSettings& settings) {
        try {
            measureCoverage(settings);
        } catch (const Error& e) {
            return e.code();
        }
        return ErrorCode::Internal;
    };
    CoverageSettings few;
    few.identities = 3;
    QCOMPARE(codeOf(few), ErrorCode::BadArgument);
    CoverageSettings huge;
    huge.identities = 100'000;
    huge.images = 1000;
    QCOMPARE(codeOf(huge), ErrorCode::BadArgument);
    CoverageSettings every;
    every.identities = 10'000;
    every.pairs = SimulatedPairs::All;
    QCOMPARE(codeOf(every), ErrorCode::BadArgument);
}

QTEST_APPLESS_MAIN(TestResampling)
#include "tst_resampling.moc"
