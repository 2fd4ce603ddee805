// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/eval/pairs.h"
#include "core/verify/all_pairs.h"
#include "tests/support/error_code.h"

#include <QTest>
#include <cmath>

using namespace likeness;

namespace {

constexpr int kDim = 48;

struct Faces {
    std::vector<float> values;
    std::vector<int> labels;
};

// People with 1 to 9 images each, in no order; every 17th image has no label.
Faces faces(std::size_t count)
{
    Faces out;
    for (std::size_t i = 0; i < count; ++i) {
        const auto person = static_cast<int>(i * i % 131);
        out.labels.push_back(i % 17 == 5 ? -1 : person);
        Rng own = Rng::forItem(1, static_cast<std::uint64_t>(person));
        Rng noise = Rng::forItem(2, i);
        double length = 0;
        for (int k = 0; k < kDim; ++k) {
            out.values.push_back(static_cast<float>(own.normal(0, 1) + noise.normal(0, 1.3)));
            length += static_cast<double>(out.values.back()) * static_cast<double>(out.values.back());
        }
        for (int k = 1; k <= kDim; ++k)
            out.values[out.values.size() - static_cast<std::size_t>(k)] /= static_cast<float>(std::sqrt(length));
    }
    return out;
}

} // namespace

class TestAllPairs : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void agreesWithStoredScores();
    void isTheSameForAnyThreads();
    void refuses();
    void stops();
};

void TestAllPairs::agreesWithStoredScores()
{
    const Faces all = faces(1300);
    const auto pairs = eval::allPairs(all.labels);
    const auto scores = eval::scorePairs(all.values, kDim, pairs);
    std::vector<std::uint8_t> same;
    for (const auto& pair : pairs)
        same.push_back(pair.same ? 1 : 0);
    const auto genuine = static_cast<std::size_t>(std::count(same.begin(), same.end(), std::uint8_t{1}));
    const eval::Roc roc = eval::roc(scores, same);
    jobs::RecordingContext context;
    const auto found = verify::allPairs(all.values, kDim, all.labels, 2, context);
    QCOMPARE(found.genuine, std::uint64_t{genuine});
    QCOMPARE(found.genuine + found.impostors, std::uint64_t{pairs.size()});
    QCOMPARE(found.images, static_cast<std::uint64_t>(std::count_if(all.labels.begin(), all.labels.end(),
                                                                    [](int label) { return label >= 0; })));
    QVERIFY(std::abs(found.auc - eval::auc(roc)) < 1e-9);
    QVERIFY(std::abs(found.eer - eval::eer(roc)) < 1e-6);
    const auto expected = eval::tprAtFpr(roc, genuine, pairs.size() - genuine, eval::defaultTargets());
    // Products are added in another order than scorePairs() adds them: a pair at the very threshold may differ.
    for (std::size_t i = 0; i < expected.size(); ++i) {
        QVERIFY(std::abs(found.operating[i].tpr - expected[i].tpr) <= 2.0 / static_cast<double>(genuine));
        QVERIFY(std::abs(found.operating[i].threshold - expected[i].threshold) < 2e-6);
        QVERIFY(found.operating[i].achievedFpr <= expected[i].target);
    }
    QVERIFY(std::abs(found.stats.dPrime - eval::scoreStats(scores, same).dPrime) < 1e-5);
}

void TestAllPairs::isTheSameForAnyThreads()
{
    const Faces all = faces(900);
    jobs::RecordingContext context;
    auto one = verify::allPairs(all.values, kDim, all.labels, 1, context);
    auto three = verify::allPairs(all.values, kDim, all.labels, 3, context);
    one.seconds = three.seconds = 0;
    QCOMPARE(dumpJson(one.toJson()), dumpJson(three.toJson()));
}

void TestAllPairs::refuses()
{
    Faces all = faces(40);
    jobs::RecordingContext context;
    const auto code = [&] { return test::codeOf([&] { verify::allPairs(all.values, kDim, all.labels, 1, context); }); };
    std::fill(all.labels.begin(), all.labels.end(), 1);
    QCOMPARE(code(), std::string("too_few_identities"));
    for (std::size_t i = 0; i < all.labels.size(); ++i)
        all.labels[i] = static_cast<int>(i);
    QCOMPARE(code(), std::string("too_few_identities"));
    std::fill(all.labels.begin(), all.labels.end(), -1);
    QCOMPARE(code(), std::string("too_few_identities"));
    all.labels.pop_back();
    QCOMPARE(code(), std::string("bad_argument"));
}

void TestAllPairs::stops()
{
    const Faces all = faces(3000);
    jobs::RecordingContext context;
    context.stopAfter(2);
    QCOMPARE(test::codeOf([&] { verify::allPairs(all.values, kDim, all.labels, 1, context); }),
             std::string("interrupted"));
}

QTEST_APPLESS_MAIN(TestAllPairs)
#include "tst_all_pairs.moc"
