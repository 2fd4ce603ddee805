// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/eval/paired.h"
#include "core/jobs/quiet_context.h"
#include "core/verify/compare.h"
#include "tests/support/error_code.h"

#include <QTest>
#include <algorithm>
#include <cmath>

using namespace likeness;
using namespace likeness::verify;

namespace {

constexpr std::uint32_t kPeople = 40, kEach = 3;

// A model on 40 people with three images each: every genuine pair, and as many impostor pairs. `spread` of the scores.
Verification verified(const char* model, double spread, std::uint64_t seed)
{
    Rng rng(seed);
    Verification v;
    v.title = std::string(model) + " · faces";
    v.facts = {{"model", model}, {"model_hash", std::string(model) + "-hash"}, {"set_hash", "00ff"}};
    v.options.set = "/sets/faces";
    v.options.seed = 7;
    v.options.bootstraps = 0;
    for (std::uint32_t p = 0; p < kPeople; ++p) {
        v.people.push_back("P" + std::to_string(p));
        for (std::uint32_t i = 0; i < kEach; ++i)
            v.set.push_back({"P" + std::to_string(p) + "/" + std::to_string(i) + ".png", 0, p});
    }
    const auto add = [&](std::uint32_t a, std::uint32_t b) {
        v.images.insert(v.images.end(), {a, b});
        v.identities.insert(v.identities.end(), {a / kEach, b / kEach});
        v.same.push_back(a / kEach == b / kEach ? 1 : 0);
        v.scores.push_back(static_cast<float>(rng.normal(v.same.back() ? 0.6 : 0.1, spread)));
    };
    for (std::uint32_t p = 0; p < kPeople; ++p)
        for (std::uint32_t i = 0; i < kEach; ++i) {
            add(p * kEach + i, p * kEach + (i + 1) % kEach);
            add(p * kEach + i, (p + 1 + i) % kPeople * kEach + i);
        }
    judge(v);
    return v;
}

} // namespace

class TestCompare : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void storedModelsAreComparedAsTheirScoresAre();
    void theBetterOneIsNamedWhicheverComesFirst();
    void knowsWhatIsNotTheSame();
};

void TestCompare::storedModelsAreComparedAsTheirScoresAre()
{
    const auto a = verified("a", 0.1, 1), b = verified("b", 0.3, 2);
    jobs::RecordingContext context;
    const Comparison c = compareStored(a, b, 400, context);
    const auto plain = eval::comparePaired(a.scores, b.scores, a.same, a.identities, {.bootstraps = 400, .seed = 7});
    QCOMPARE(c.models.size(), std::size_t{2});
    QCOMPARE(c.models[0].name, std::string("a"));
    QCOMPARE(c.models[1].hash, std::string("b-hash"));
    QCOMPARE(c.models[0].auc, a.result.auc);
    QCOMPARE(c.pairs, std::size_t{2 * kPeople * kEach});
    QCOMPARE(c.people, std::size_t{kPeople});
    QCOMPARE(c.results.size(), plain.differences.size());
    for (std::size_t i = 0; i < c.results.size(); ++i) {
        const auto &found = c.results[i].difference, &expected = plain.differences[i];
        QCOMPARE(found.metric, expected.metric);
        QCOMPARE(found.test, expected.test);
        QCOMPARE(found.difference, expected.difference);
        QCOMPARE(found.p, expected.p);
        QCOMPARE(c.results[i].pHolm, expected.p); // one question only
    }
    const auto* verdict = c.overall();
    QVERIFY(verdict);
    QCOMPARE(verdict->onlyA, plain.onlyA);
    QCOMPARE(verdict->differs.size(), std::min(plain.differs.size(), Comparison::kMostDiffering));
    QVERIFY(!verdict->differs.empty());
    for (const auto& pair : verdict->differs) {
        QCOMPARE(pair.scoreA, a.scores[pair.pair]);
        QCOMPARE(pair.scoreB, b.scores[pair.pair]);
        QCOMPARE(pair.same, a.same[pair.pair] != 0);
        QCOMPARE(pair.nameA, a.set[a.images[2 * pair.pair]].name);
    }
}

void TestCompare::theBetterOneIsNamedWhicheverComesFirst()
{
    const auto good = verified("good", 0.1, 1), bad = verified("bad", 0.4, 2);
    jobs::RecordingContext context;
    for (const bool goodFirst : {true, false}) {
        const Comparison c =
            goodFirst ? compareStored(good, bad, 400, context) : compareStored(bad, good, 400, context);
        QCOMPARE(c.models[c.best].name, std::string("good"));
        QCOMPARE(c.best, std::size_t{goodFirst ? 0U : 1U});
        QCOMPARE(c.overall()->judgement.verdict, eval::PairedVerdict::ABetter); // of the best and the other
    }
    // A model and itself.
    const Comparison c = compareStored(good, good, 400, context);
    QVERIFY(c.overall()->judgement.verdict != eval::PairedVerdict::ABetter);
    QCOMPARE(c.overall()->onlyA + c.overall()->onlyB, std::size_t{0});
}

void TestCompare::knowsWhatIsNotTheSame()
{
    const auto a = verified("a", 0.1, 1);
    jobs::RecordingContext context;
    const auto refused = [&](const Verification& other) {
        return !samePairs(a, other) &&
               test::codeOf([&] { compareStored(a, other, 400, context); }) == std::string("bad_argument");
    };
    auto b = verified("b", 0.3, 2);
    QVERIFY(samePairs(a, b));
    b.facts["set_hash"] = "other";
    QVERIFY(refused(b));
    b = verified("b", 0.3, 2);
    std::swap(b.images[0], b.images[1]);
    QVERIFY(refused(b));
    b = verified("b", 0.3, 2);
    b.set[5].name = "another picture";
    QVERIFY(refused(b));
    b = verified("b", 0.3, 2);
    b.facts["set_hash"] = 5; // files hold anything
    QVERIFY(refused(b));
    std::stop_source stop;
    stop.request_stop();
    jobs::QuietContext stopped(stop.get_token());
    QCOMPARE(test::codeOf([&] { compareStored(a, verified("b", 0.3, 2), 400, stopped); }), std::string("interrupted"));
}

QTEST_APPLESS_MAIN(TestCompare)
#include "tst_compare.moc"
