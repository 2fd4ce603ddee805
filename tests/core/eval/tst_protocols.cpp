// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/eval/protocols.h"
#include "tests/support/error_code.h"
#include "tests/support/shared.h"

#include <QTest>
#include <cmath>
#include <numeric>
#include <set>

using namespace likeness;
using namespace likeness::eval;

namespace {

bool near(double a, double b, double tolerance = 1e-6)
{
    if (std::abs(a - b) <= tolerance)
        return true;
    qWarning("%.12g is not %.12g", a, b);
    return false;
}

// The 200 pairs of the reference protocol: pair, squared distance, cosine, same.
ScoredPairs goldenPairs()
{
    ScoredPairs out;
    for (const auto& line : split(readTextFile(test::shared("golden/golden_pairs.csv")), '\n'))
        if (const auto fields = parseCsvLine(line); fields.size() == 4 && fields[0] != "pair") {
            out.scores.push_back(std::stof(fields[2]));
            out.same.push_back(fields[3] == "1" ? 1 : 0);
        }
    return out;
}

// Full of ties, by arithmetic alone, so that NumPy makes the same numbers.
ScoredPairs madeUp()
{
    ScoredPairs out;
    for (int i = 0; i < 2003; ++i) {
        out.same.push_back(i * 7 % 3 == 0 ? 1 : 0);
        out.scores.push_back(static_cast<float>(i * 37 % 101 / 5) / 20.0F + (out.same.back() ? 0.25F : 0.0F));
    }
    return out;
}

Json figuresOf(const ScoredPairs& pairs, const ProtocolSettings& settings = {})
{
    const auto result =
        verifyScores(pairs.scores, pairs.same, {}, {.bootstraps = 20, .balancedFolds = settings.balancedFolds});
    Json out;
    for (const Json& figure : toJson(protocolFigures(pairs.scores, pairs.same, result, settings)))
        out[figure["id"].get<std::string>()] = figure;
    return out;
}

Json pointAt(const Json& figure, double target)
{
    for (const Json& point : figure["points"])
        if (point["target"].get<double>() == target)
            return point;
    return {};
}

double number(const Json& value)
{
    return value.is_number() ? value.get<double>() : std::nan("");
}

} // namespace

class TestProtocols : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void goldenTable();
    void faceXZooIsItsOwnRule();
    void tiesAreErrorsForFaceXZoo();
    void concatenatedIsFacenetsScale();
    void valSaysItsResolution();
    void everyFigureNamesItsConvention();
    void foldsAreThoseOfTheResult();
    void readsScores();
    void curveReadsBackTheSame();
    void checksOnTheWay();
};

// Every row of protocols.md 3.3 that is a figure, from the file, as it is printed.
void TestProtocols::goldenTable()
{
    LIKENESS_NEEDS_SHARED("golden/golden_pairs.csv");
    const ScoredPairs golden = goldenPairs();
    QCOMPARE(golden.scores.size(), std::size_t{200});
    const double distances[] = {0.0482338887, 0.2111864929, 0.2303573179, 0.4113173730};
    for (std::size_t i = 0; i < 4; ++i)
        QVERIFY(near(2 - 2 * static_cast<double>(golden.scores[i]), distances[i]));
    const Json figures = figuresOf(golden);
    const Json& lfw = figures["lfw_10fold_insightface"];
    const double folds[] = {.95, .95, .95, .90, .90, .90, .95, .95, .90, .90};
    QCOMPARE(lfw["fold_accuracy"].size(), std::size_t{10});
    for (std::size_t f = 0; f < 10; ++f)
        QVERIFY(near(number(lfw["fold_accuracy"][f]), folds[f]));
    QVERIFY(near(number(lfw["accuracy"]), 0.925));
    QVERIFY(near(number(lfw["std"]), 0.025));
    QVERIFY(near(number(figures["lfw_10fold_se"]["accuracy"]), 0.925));
    QVERIFY(near(number(figures["lfw_10fold_se"]["standard_error"]), 0.025 / 3));

    const KFold k = kFoldAccuracy(golden.scores, golden.same);
    QVERIFY(near(std::accumulate(k.meanTpr.begin(), k.meanTpr.end(), 0.0), 357.92));
    QVERIFY(near(std::accumulate(k.meanFpr.begin(), k.meanFpr.end(), 0.0), 201.23));
    const double rates[][3] = {{50, .67, .04}, {100, .91, .10}, {150, .97, .16}, {200, .98, .53}};
    for (const auto& [at, tpr, fpr] : rates) {
        QVERIFY(near(k.meanTpr[static_cast<std::size_t>(at)], tpr));
        QVERIFY(near(k.meanFpr[static_cast<std::size_t>(at)], fpr));
    }

    QVERIFY(near(number(figures["auc"]["value"]), 0.9587));
    QVERIFY(near(number(figures["eer"]["value"]), 0.10));
    const Json nearest = pointAt(figures["tpr_at_fpr_nearest"], 0.05);
    QVERIFY(near(number(nearest["tpr"]), 0.85));
    QVERIFY(near(number(nearest["achieved_fpr"]), 0.06));
    const Json strict = pointAt(figures["tpr_at_fpr"], 0.05);
    QVERIFY(near(number(strict["tpr"]), 0.83));
    QVERIFY(number(strict["achieved_fpr"]) <= 0.05);
    QCOMPARE(strict["false_accept_budget"].get<int>(), 5);
    QCOMPARE(strict["sufficient"].get<bool>(), false);
    const Json val = pointAt(figures["val_at_far"], 0.1);
    QVERIFY(near(number(val["val"]), 0.94));
    QVERIFY(near(number(val["far"]), 0.10));

    const ScoreStats s = scoreStats(golden.scores, golden.same);
    const double stats[][2] = {{s.genuineMean, 0.79219493}, {s.genuineVar, 0.04642995}, {s.impostorMean, 0.00856542},
                               {s.impostorVar, 0.12279062}, {s.fisher, 3.62884491},     {s.dPrime, 2.69400999}};
    for (const auto& [ours, expected] : stats)
        QVERIFY(near(ours, expected));
}

// lfw_evaluator.py's getThreshold and test_one_model in NumPy 1.24, blocks by numpy.array_split.
void TestProtocols::faceXZooIsItsOwnRule()
{
    const auto equal = [](const KFold& ours, const std::vector<double>& folds, double error, double threshold) {
        bool all = ours.foldAccuracy.size() == folds.size();
        for (std::size_t f = 0; all && f < folds.size(); ++f)
            all = near(ours.foldAccuracy[f], folds[f], 1e-12);
        return all && near(ours.standardError, error, 1e-12) && near(ours.threshold, threshold);
    };
    const ScoredPairs made = madeUp();
    const KFold zoo = faceXZooAccuracy(made.scores, made.same);
    QVERIFY(equal(
        zoo, {0.6467661691542289, 0.5373134328358209, 0.7014925373134329, 0.58, 0.705, 0.66, 0.56, 0.665, 0.595, 0.465},
        0.02453607853123669, 0.665));
    QVERIFY(near(zoo.accuracy, 0.6115572139303482, 1e-12));
    LIKENESS_NEEDS_SHARED("golden/golden_pairs.csv");
    const ScoredPairs golden = goldenPairs();
    QVERIFY(equal(faceXZooAccuracy(golden.scores, golden.same), {0.95, 0.95, 0.9, 0.95, 0.9, 0.9, 0.95, 0.95, 0.9, 0.9},
                  0.008333333333333323, 0.33128037195205673));
}

void TestProtocols::tiesAreErrorsForFaceXZoo()
{
    // All scores are one: every threshold is that one, and it takes neither kind.
    const std::vector<float> scores(20, 0.5F);
    std::vector<std::uint8_t> same(20, 0);
    for (std::size_t i = 0; i < 20; i += 2)
        same[i] = 1;
    QCOMPARE(faceXZooAccuracy(scores, same).accuracy, 0.0);
    QCOMPARE(test::codeOf([&] { faceXZooAccuracy(scores, std::span(same).first(3)); }), std::string("bad_argument"));
    QCOMPARE(test::codeOf([&] { faceXZooAccuracy({}, {}); }), std::string("too_few_identities"));
    const std::vector<float> wrong(20, std::nanf(""));
    QCOMPARE(test::codeOf([&] { faceXZooAccuracy(wrong, same); }), std::string("bad_argument"));
}

// facenet's calculate_roc and calculate_val (largest threshold instead of interpolation) in NumPy, on distances 4 − 4s.
void TestProtocols::concatenatedIsFacenetsScale()
{
    LIKENESS_NEEDS_SHARED("golden/golden_pairs.csv");
    const ScoredPairs golden = goldenPairs();
    const Json facenet = figuresOf(golden, {.concatenated = true})["lfw_10fold_facenet"];
    QVERIFY(near(number(facenet["accuracy"]), 0.925) && near(number(facenet["std"]), 0.025));
    QVERIFY(near(number(facenet["val"]), 0.28) && near(number(facenet["val_std"]), 0.11661903789690602));
    QVERIFY(near(number(facenet["far"]), 0.01));
    // Otherwise the distances and thresholds are insightface's.
    const Json figures = figuresOf(golden);
    QCOMPARE(number(figures["lfw_10fold_facenet"]["accuracy"]), number(figures["lfw_10fold_insightface"]["accuracy"]));
    QCOMPARE(number(figures["lfw_10fold_facenet"]["val"]), number(pointAt(figures["val_at_far"], 1e-3)["val"]));
}

void TestProtocols::valSaysItsResolution()
{
    ScoredPairs lfw; // 6,000 pairs as LFW lays them out: in every fold 300 genuine, then 300 impostors
    for (int i = 0; i < 6000; ++i) {
        lfw.same.push_back(i % 600 < 300 ? 1 : 0);
        lfw.scores.push_back(static_cast<float>(i * 37 % 1009) / 1009.0F * 0.6F + (lfw.same.back() ? 0.35F : 0.0F));
    }
    const Json val = figuresOf(lfw)["val_at_far"];
    QCOMPARE(val["negatives_per_fold"].get<int>(), 300);
    QVERIFY(near(number(val["resolution"]), 1.0 / 300, 1e-12));
    const Json point = pointAt(val, 1e-3);
    QCOMPARE(point["false_accept_budget"].get<int>(), 2); // of 2,700 impostors in the other folds
    QCOMPARE(point["sufficient"].get<bool>(), false);
    QCOMPARE(pointAt(val, 1e-2)["sufficient"].get<bool>(), true);
}

void TestProtocols::everyFigureNamesItsConvention()
{
    const ScoredPairs made = madeUp();
    const auto result = verifyScores(made.scores, made.same, {}, {.bootstraps = 20});
    std::set<std::string> ids;
    for (const auto& figure : protocolFigures(made.scores, made.same, result)) {
        QVERIFY(ids.insert(figure.id).second);
        QVERIFY(!figure.name.empty() && figure.convention.size() > 20 && figure.convention.ends_with('.'));
        QVERIFY(!figure.values.empty());
        const Json json = figure.toJson();
        QCOMPARE(json["id"].get<std::string>(), figure.id);
        QCOMPARE(json.size(), figure.values.size() + 3); // no value hides behind another
    }
    QCOMPARE(ids, (std::set<std::string>{"auc", "det", "eer", "lfw_10fold_facenet", "lfw_10fold_facexzoo",
                                         "lfw_10fold_insightface", "lfw_10fold_se", "tpr_at_fpr", "tpr_at_fpr_nearest",
                                         "val_at_far"}));
    const Json det = figuresOf(made)["det"];
    QCOMPARE(det["fpr"].size(), det["fnr"].size());
    QCOMPARE(number(det["fnr"].front()), 1.0);
    QCOMPARE(number(det["fnr"].back()), 0.0);
}

void TestProtocols::foldsAreThoseOfTheResult()
{
    const ScoredPairs made = madeUp();
    const Json balanced = figuresOf(made, {.balancedFolds = true});
    const Json& lfw = balanced["lfw_10fold_insightface"];
    QCOMPARE(number(lfw["genuine"]), number(lfw["impostor"]));
    QCOMPARE(number(balanced["lfw_10fold_facenet"]["accuracy"]), number(lfw["accuracy"]));
    QVERIFY(balanced["lfw_10fold_facexzoo"]["accuracy"] != figuresOf(made)["lfw_10fold_facexzoo"]["accuracy"]);
}

void TestProtocols::readsScores()
{
    const ScoredPairs read = parseScores("\xEF\xBB\xBFscore,same\n0.5,1\r\n\n-1e-3;0\n 0.25 1 person\n1,0");
    QCOMPARE(read.scores, (std::vector<float>{0.5F, -1e-3F, 0.25F, 1.0F}));
    QCOMPARE(read.same, (std::vector<std::uint8_t>{1, 0, 1, 0}));
    QVERIFY(parseScores("").scores.empty());
    for (const char* wrong :
         {"0.5,2\n", "0.5\n", "0.5,1\nx,1\n", "0.5,1\nnan,0\n", "0.5,1\ninf,0\n", "0.5,1\n1e99,0\n"})
        QCOMPARE(test::codeOf([&] { parseScores(wrong); }), std::string("bad_file"));
}

void TestProtocols::curveReadsBackTheSame()
{
    const ScoredPairs made = madeUp();
    const Roc curve = roc(made.scores, made.same);
    const auto lines = split(curveCsv(curve), '\n');
    QCOMPARE(lines.front(), std::string("fpr,tpr,threshold"));
    QCOMPARE(lines.size(), curve.fpr.size() + 2); // and nothing behind the last line
    for (std::size_t i = 0; i < curve.fpr.size(); ++i) {
        const auto fields = parseCsvLine(lines[i + 1]);
        QCOMPARE(std::stod(fields[0]), curve.fpr[i]);
        QCOMPARE(std::stod(fields[1]), curve.tpr[i]);
        QCOMPARE(std::stod(fields[2]), curve.threshold[i]);
    }
}

void TestProtocols::checksOnTheWay()
{
    const ScoredPairs made = madeUp();
    const auto result = verifyScores(made.scores, made.same, {}, {.bootstraps = 0});
    QCOMPARE(test::codeOf([&] {
                 protocolFigures(made.scores, made.same, result,
                                 {.check = [] { throw Error(ErrorCode::Interrupted, "stopped"); }});
             }),
             std::string("interrupted"));
}

QTEST_APPLESS_MAIN(TestProtocols)
#include "tst_protocols.moc"
