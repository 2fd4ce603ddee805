// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/eval/pairs.h"
#include "core/eval/slices.h"
#include "core/verify/gates.h"
#include "core/verify/verification.h"

#include <QTest>
#include <cmath>
#include <limits>

using namespace likeness;
using namespace likeness::verify;

namespace {

const Json kNan = std::numeric_limits<double>::quiet_NaN();

GateResult judged(const char* gate, const Json& evidence)
{
    const std::vector<Gate> gates{Gate::parse(gate)};
    return checkGates(gates, evidence).gates.front();
}

std::string verdictOf(const char* gate, const Json& evidence)
{
    const auto result = judged(gate, evidence);
    return std::string(gateVerdictName(result.verdict)) + ": " + result.reason;
}

std::string messageOf(const char* text)
{
    try {
        Gate::parse(text);
    } catch (const Error& e) {
        return e.code() == ErrorCode::BadArgument ? e.what() : "another code";
    }
    return "no error";
}

Json point(double target, Json tpr, Json low, Json high, bool sufficient)
{
    return {{"target", target}, {"tpr", tpr}, {"ci95", {low, high}}, {"sufficient", sufficient}};
}

Json slice(const char* value, double accuracy, double low, double high, bool sufficient = true)
{
    return {{"attribute", "age gap"},
            {"value", value},
            {"accuracy", {{"value", accuracy}, {"ci95", {low, high}}, {"sufficient", sufficient}}}};
}

} // namespace

class TestGates : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aLineIsReadAndWrittenAgain_data();
    void aLineIsReadAndWrittenAgain();
    void saysWhatIsWrong_data();
    void saysWhatIsWrong();
    void filesAreRead();
    void verdictsGoByTheInterval();
    void thereMustBeEnoughData();
    void theWholeReportIsAsItsWorstGate();
    void slices();
    void whatIsNotThereWasNotMeasured();
    void offeredGatesOnRealFigures();
    void evidenceIsPutTogether();
    void hostileEvidence();
};

void TestGates::aLineIsReadAndWrittenAgain_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QByteArray>("again");
    const auto row = [](const char* line, const char* again) {
        QTest::newRow(line) << QByteArray(line) << QByteArray(again);
    };
    row("tpr_at_fpr@1e-4 >= 0.995", "tpr_at_fpr@0.0001 >= 0.995");
    row("  tpr_at_fpr @ 0.0001>=99.5 % ", "tpr_at_fpr@0.0001 >= 0.995");
    row("eer<1%", "eer < 0.01");
    row("score_fisher > 15", "score_fisher > 15");
    row("d_prime ≥ 3", "d_prime >= 3");
    row("fgsm_survival@2/255 >= 0.85", "fgsm_survival@2/255 >= 0.85");
    row("pgd_survival@8 >= 0.5", "pgd_survival@8/255 >= 0.5");
    row("latency_ms <= 20", "latency_ms <= 20");
    row("parameters ≤ 5e6", "parameters <= 5000000");
    row("slice_accuracy[mask = yes] > 0.9", "slice_accuracy[mask=yes] > 0.9");
    row("slice_accuracy[a [x]=b=c] > 0.9", "slice_accuracy[a [x]=b=c] > 0.9");
    row("slice_gap[skin tone] < 3 %", "slice_gap[skin tone] < 0.03");
    row("slice_drop[age gap: under 5 years->5 years and more] < 0.03",
        "slice_drop[age gap: under 5 years -> 5 years and more] < 0.03");
}

void TestGates::aLineIsReadAndWrittenAgain()
{
    QFETCH(const QByteArray, line);
    QFETCH(const QByteArray, again);
    const Gate gate = Gate::parse(line.toStdString());
    QCOMPARE(gate.text(), again.toStdString());
    QCOMPARE(Gate::parse(gate.text()).text(), gate.text());
    QCOMPARE(Gate::fromJson(gate.toJson()).text(), gate.text());
    QVERIFY(gate.text().starts_with(gate.subject() + " "));
}

void TestGates::saysWhatIsWrong_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QByteArray>("said");
    const auto row = [](const char* line, const char* said) {
        QTest::newRow(line) << QByteArray(line) << QByteArray(said);
    };
    row("", "is no gate");
    row(">= 3", "is no gate");
    row("acuracy >= 0.9", "did you mean accuracy?");
    row("fisher > 15", "score_fisher is of the scores of pairs, fisher_trace_ratio of the embeddings");
    row("colour > 15", "there are accuracy, auc");
    row("accuracy 0.9", "compares with nothing");
    row("accuracy >= good", "\"good\" is no number");
    row("accuracy >= 0.9x", "is no number");
    row("accuracy >= inf", "is no number");
    row("accuracy >= 99", "write 0.995 or 99.5 %");
    row("accuracy <= 0.9", "higher figure is the better one");
    row("eer >= 0.01", "lower figure is the better one");
    row("accuracy@3 >= 0.9", "takes no @");
    row("accuracy[mask] >= 0.9", "takes no brackets");
    row("accuracy of men >= 0.9", "\"of men\" after accuracy means nothing");
    row("tpr_at_fpr >= 0.9", "needs the false-accept rate after an @, as in \"tpr_at_fpr@1e-4 >= 0.9\"");
    row("tpr_at_fpr@2 >= 0.9", "between 0 and 1");
    row("tpr_at_fpr@x >= 0.9", "\"x\" after the @ of tpr_at_fpr is no number");
    row("fgsm_survival@0.5 >= 0.9", "whole grey levels");
    row("fgsm_survival@300 >= 0.9", "whole grey levels");
    row("fgsm_survival@2/256 >= 0.9", "is no number");
    row("slice_accuracy[mask] >= 0.9", "needs an attribute and its value");
    row("slice_accuracy[=x] >= 0.9", "needs an attribute and its value");
    row("slice_accuracy[mask=yes >= 0.9", "is not closed");
    row("slice_gap >= 0.9", "needs an attribute in brackets");
    row("slice_gap[a=b] <= 0.9", "needs an attribute in brackets");
    row("slice_drop[a: b] <= 0.9", "two of its values");
}

void TestGates::saysWhatIsWrong()
{
    QFETCH(const QByteArray, line);
    QFETCH(const QByteArray, said);
    const std::string message = messageOf(line.constData());
    QVERIFY2(message.find(said.toStdString()) != std::string::npos, message.c_str());
}

void TestGates::filesAreRead()
{
    const auto gates =
        gatesFromJson(parseJson(R"({"gates": [{"metric": "tpr_at_fpr", "at": 1e-4, "op": ">=", "value": 0.995},
        {"metric": "eer", "value": 0.01}, "auc > 99 %"]})",
                                "gates"));
    QCOMPARE(gates.size(), std::size_t{3});
    QCOMPARE(gates[0].text(), std::string("tpr_at_fpr@0.0001 >= 0.995"));
    QCOMPARE(gates[1].text(), std::string("eer <= 0.01")); // the side that is better, where none is named
    QCOMPARE(gates[2].text(), std::string("auc > 0.99"));
    for (const char* bad : {R"({"gates": 3})", R"([])", R"({"gates": [5]})", R"({"gates": [{"metric": "eer"}]})",
                            R"({"gates": [{"metric": "eer", "value": "1"}]})", R"({"gates": [{"value": 1}]})",
                            R"({"gates": [{"metric": "tpr_at_fpr", "fpr": 1e-4, "value": 0.9}]})",
                            R"({"gates": [{"metric": "eer", "value": 0.1, "op": "=="}]})",
                            R"({"gates": [{"metric": "slice_gap", "attribute": "a=b", "value": 0.1}]})",
                            R"({"gates": [{"metric": "slice_gap", "attribute": "a\nb", "value": 0.1}]})"})
        QVERIFY_THROWS_EXCEPTION(Error, gatesFromJson(parseJson(bad, "gates")));
}

void TestGates::verdictsGoByTheInterval()
{
    const auto with = [](double figure, Json low, Json high) {
        return Json{{"accuracy", figure}, {"accuracy_ci95", {low, high}}};
    };
    QCOMPARE(verdictOf("accuracy >= 0.9", with(0.95, 0.92, 0.97)), std::string("pass: reached"));
    QCOMPARE(verdictOf("accuracy >= 0.9", with(0.95, 0.90, 0.97)), std::string("pass: reached"));
    QCOMPARE(verdictOf("accuracy > 0.9", with(0.95, 0.90, 0.97)),
             std::string("not_enough_data: interval_reaches_over"));
    QCOMPARE(verdictOf("accuracy >= 0.9", with(0.95, 0.89, 0.97)),
             std::string("not_enough_data: interval_reaches_over"));
    // That it is good enough has to be shown.
    QCOMPARE(verdictOf("accuracy >= 0.9", with(0.89, 0.85, 0.93)), std::string("fail: missed"));
    QVERIFY(judged("accuracy >= 0.9", with(0.89, 0.85, 0.93)).message.find("reaches over") != std::string::npos);
    QCOMPARE(verdictOf("accuracy >= 0.9", with(0.85, 0.8, 0.88)), std::string("fail: missed"));
    QVERIFY(judged("accuracy >= 0.9", with(0.85, 0.8, 0.88)).message.find("reaches over") == std::string::npos);
    // Without an interval only a miss is certain.
    QCOMPARE(verdictOf("accuracy >= 0.9", with(0.99, kNan, kNan)), std::string("not_enough_data: no_interval"));
    QCOMPARE(verdictOf("accuracy >= 0.9", with(0.99, Json(), Json())), std::string("not_enough_data: no_interval"));
    QCOMPARE(verdictOf("accuracy >= 0.9", {{"accuracy", 0.8}}), std::string("fail: missed"));
    // Exact figures need none.
    QCOMPARE(verdictOf("parameters <= 2100000", {{"cost", {{"parameters", 2059520}}}}), std::string("pass: reached"));
    QCOMPARE(verdictOf("parameters <= 2000000", {{"cost", {{"parameters", 2059520}}}}), std::string("fail: missed"));
    QCOMPARE(verdictOf("latency_ms < 20", {{"cost", {{"latency_ms", 18.0}, {"latency_ms_ci95", {17.5, 20.5}}}}}),
             std::string("not_enough_data: interval_reaches_over"));
    const auto result = judged("eer < 2 %", {{"eer", 0.01}, {"eer_ci95", {0.005, 0.015}}});
    QCOMPARE(result.verdict, GateVerdict::Pass);
    QCOMPARE(result.message, std::string("It is 1.00 % [0.50 %, 1.50 %]."));
    QCOMPARE(result.toJson()["ci95"].dump(), std::string("[0.005,0.015]"));
}

void TestGates::thereMustBeEnoughData()
{
    Json evidence = {{"impostor", 3000},
                     {"tpr_at_fpr", {point(1e-2, 0.999, 0.998, 1.0, true), point(1e-4, 0.999, 0.998, 1.0, false)}}};
    QCOMPARE(verdictOf("tpr_at_fpr@0.01 >= 0.995", evidence), std::string("pass: reached"));
    const auto result = judged("tpr_at_fpr@1e-4 >= 0.995", evidence);
    QCOMPARE(result.verdict, GateVerdict::NotEnoughData);
    QCOMPARE(result.reason, std::string("insufficient"));
    QVERIFY(result.message.find("it takes 100000 impostor pairs or more, and there are 3000") != std::string::npos);
    // A threshold that no false accept has set says nothing against the model either.
    evidence["tpr_at_fpr"][1] = point(1e-4, 0.5, 0.4, 0.6, false);
    QCOMPARE(verdictOf("tpr_at_fpr@1e-4 >= 0.995", evidence), std::string("not_enough_data: insufficient"));
    QCOMPARE(verdictOf("tpr_at_fpr@2e-4 >= 0.995", evidence), std::string("not_enough_data: not_measured"));

    // Ten folds: the mean of VAL ± Student's 2.2622 standard errors, 0.9 ± 2.2622 · 0.03 / 3.
    Json folds = {{"fold_accuracy", std::vector<double>(10, 0.9)},
                  {"protocols",
                   {{{"id", "val_at_far"},
                     {"points", {{{"target", 1e-3}, {"val", 0.9}, {"std", 0.03}, {"sufficient", true}}}}}}}};
    const auto val = judged("val_at_far@1e-3 >= 0.87", folds);
    QCOMPARE(val.verdict, GateVerdict::Pass);
    QVERIFY(std::abs((*val.ci95)[0] - 0.877378) < 1e-4);
    QCOMPARE(verdictOf("val_at_far@1e-3 >= 0.88", folds), std::string("not_enough_data: interval_reaches_over"));
    folds["fold_accuracy"] = {0.9, 0.9};
    QCOMPARE(verdictOf("val_at_far@1e-3 >= 0.87", folds), std::string("not_enough_data: no_interval"));
}

void TestGates::theWholeReportIsAsItsWorstGate()
{
    const Json evidence = {{"accuracy", 0.95}, {"accuracy_ci95", {0.92, 0.97}}};
    const auto verdict = [&](const std::vector<std::string>& lines) {
        std::vector<Gate> gates;
        for (const auto& line : lines)
            gates.push_back(Gate::parse(line));
        const auto report = checkGates(gates, evidence);
        return report.toJson()["verdict"].get<std::string>();
    };
    const std::string pass = "accuracy >= 0.9", fail = "accuracy >= 0.96", unknown = "accuracy >= 0.94";
    QCOMPARE(verdict({}), std::string("none"));
    QCOMPARE(verdict({pass, pass}), std::string("pass"));
    QCOMPARE(verdict({pass, unknown, pass}), std::string("not_enough_data"));
    QCOMPARE(verdict({unknown, fail, pass}), std::string("fail"));
    QCOMPARE(verdict({fail, unknown}), std::string("fail"));
}

void TestGates::slices()
{
    const char* const drop = "slice_drop[age gap: under 5 years -> 5 years and more] < 0.03";
    Json gap = {{"metric", "accuracy"},        {"compared", 2}, {"gap", 0.01},
                {"ci95", {0.0, 0.025}},        {"p", 0.2},      {"highest", "under 5 years"},
                {"lowest", "5 years and more"}};
    Json slices = {{"slices", {slice("under 5 years", 0.97, 0.95, 0.99), slice("5 years and more", 0.96, 0.93, 0.98)}},
                   {"attributes", {{{"attribute", "age gap"}, {"gaps", {gap}}}}}};
    Json evidence = {{"slices", slices}};
    QCOMPARE(verdictOf("slice_accuracy[age gap=5 years and more] >= 0.92", evidence), std::string("pass: reached"));
    QCOMPARE(verdictOf("slice_accuracy[age gap=other] >= 0.92", evidence),
             std::string("not_enough_data: not_measured"));
    QCOMPARE(verdictOf("slice_gap[age gap] < 0.03", evidence), std::string("pass: reached"));
    QCOMPARE(verdictOf("slice_gap[age gap] < 0.02", evidence), std::string("not_enough_data: interval_reaches_over"));
    QCOMPARE(verdictOf("slice_gap[age gap] < 0.005", evidence), std::string("fail: missed"));
    // Between these two slices the drop has the gap's interval, with both of its sides: 0.01 ± 0.015.
    const auto result = judged(drop, evidence);
    QCOMPARE(result.verdict, GateVerdict::Pass);
    QVERIFY(std::abs(*result.figure - 0.01) < 1e-12);
    QVERIFY(std::abs((*result.ci95)[0] + 0.005) < 1e-12 && std::abs((*result.ci95)[1] - 0.025) < 1e-12);
    // The older pairs are the easier ones: less than nothing is lost, −0.01 ± 0.015.
    std::swap(evidence["slices"]["slices"][0]["accuracy"], evidence["slices"]["slices"][1]["accuracy"]);
    std::swap(evidence["slices"]["attributes"][0]["gaps"][0]["highest"],
              evidence["slices"]["attributes"][0]["gaps"][0]["lowest"]);
    QVERIFY(std::abs((*judged(drop, evidence).ci95)[1] - 0.005) < 1e-12);
    // The gap is between others: the widest that both intervals allow, 0.95 − 0.98 … 0.99 − 0.93.
    evidence = {{"slices", slices}};
    evidence["slices"]["attributes"][0]["gaps"][0]["lowest"] = "10 years and more";
    QCOMPARE(verdictOf(drop, evidence), std::string("not_enough_data: interval_reaches_over"));
    QVERIFY(std::abs((*judged(drop, evidence).ci95)[0] + 0.03) < 1e-12);
    QVERIFY(std::abs((*judged(drop, evidence).ci95)[1] - 0.06) < 1e-12);
    // A slice of a handful.
    evidence["slices"]["slices"][1] = slice("5 years and more", 0.6, 0.4, 0.8, false);
    QCOMPARE(verdictOf(drop, evidence), std::string("not_enough_data: insufficient"));
    evidence["slices"]["attributes"][0]["gaps"][0] = {{"metric", "accuracy"}, {"compared", 1}, {"gap", Json()}};
    QCOMPARE(verdictOf("slice_gap[age gap] < 0.03", evidence), std::string("not_enough_data: insufficient"));
    QCOMPARE(verdictOf("slice_gap[mask] < 0.03", evidence), std::string("not_enough_data: not_measured"));

    // What eval::measureSlices() writes is what is read.
    std::vector<float> scores;
    std::vector<std::uint8_t> same;
    std::vector<eval::Slice> parts{{"mask", "no", {}}, {"mask", "yes", {}}};
    for (std::uint32_t i = 0; i < 400; ++i) {
        const bool genuine = i % 2 == 0, masked = i % 4 < 2;
        same.push_back(genuine ? 1 : 0);
        // Without masks one in ten, with masks one in five of each kind is on the wrong side.
        const bool wrong = i / 4 % (masked ? 5 : 10) == 0;
        scores.push_back(genuine != wrong ? 0.8F : 0.2F);
        parts[masked ? 1 : 0].pairs.push_back(i);
    }
    eval::SliceSettings settings;
    settings.threshold = 0.5;
    settings.bootstraps = 200;
    const Json measured = {{"slices", eval::measureSlices(scores, same, {}, parts, settings).toJson()}};
    QVERIFY(std::abs(*judged("slice_accuracy[mask=no] >= 0.5", measured).figure - 0.9) < 1e-9);
    QCOMPARE(verdictOf("slice_accuracy[mask=yes] >= 0.5", measured), std::string("pass: reached"));
    QVERIFY(std::abs(*judged("slice_gap[mask] < 0.5", measured).figure - 0.1) < 1e-9);
    QCOMPARE(verdictOf("slice_gap[mask] < 0.5", measured), std::string("pass: reached"));
    QVERIFY(std::abs(*judged("slice_drop[mask: no -> yes] < 0.5", measured).figure - 0.1) < 1e-9);
    QCOMPARE(verdictOf("slice_drop[mask: no -> yes] < 0.02", measured), std::string("fail: missed"));
}

void TestGates::whatIsNotThereWasNotMeasured()
{
    for (const GateMetric& metric : gateMetrics()) {
        const bool rate = metric.argument == GateArgument::Rate, epsilon = metric.argument == GateArgument::Epsilon;
        const std::string at = rate ? "@1e-3" : epsilon ? "@2/255" : "";
        const std::string where = metric.argument == GateArgument::Slice       ? "[a=b]"
                                  : metric.argument == GateArgument::Attribute ? "[a]"
                                  : metric.argument == GateArgument::TwoSlices ? "[a: b -> c]"
                                                                               : "";
        const std::string line = metric.id + at + where + (metric.higherIsBetter ? " >= 0.5" : " <= 0.5");
        const auto result = judged(line.c_str(), Json::object());
        QCOMPARE(result.reason, std::string("not_measured"));
        QVERIFY(result.message.find(metric.howToMeasure) != std::string::npos);
        QVERIFY(!result.figure);
    }
}

// The figures of a simulated model, from the scores to the verdicts.
void TestGates::offeredGatesOnRealFigures()
{
    constexpr std::uint32_t kPeople = 50;
    std::vector<float> scores;
    std::vector<std::uint8_t> same;
    std::vector<std::uint32_t> identities;
    for (std::uint32_t i = 0; i < 4000; ++i) {
        const bool genuine = i % 4 == 0;
        same.push_back(genuine ? 1 : 0);
        scores.push_back((genuine ? 0.7F : 0.05F) + 0.1F * static_cast<float>(std::sin(i * 12.9898)));
        identities.insert(identities.end(), {i % kPeople, genuine ? i % kPeople : (i + 1 + i / kPeople) % kPeople});
    }
    Verification verification;
    verification.scores = scores;
    verification.same = same;
    verification.identities = identities;
    verification.result = eval::verifyScores(scores, same, identities);
    verification.facts = {{"model", "m"}, {"model_hash", "h"}};
    verification.extras = {{"robustness",
                            {{"points",
                              {{{"epsilon", 2},
                                {"method", "fgsm"},
                                {"survival", 0.9},
                                {"survival_ci95", {0.87, 0.93}},
                                {"sufficient", true}}}}}}};
    const Json evidence = evidenceOf(verification);
    QCOMPARE(evidence["model_hash"].get<std::string>(), std::string("h"));
    const auto report = checkGates(offeredGates(), evidence);
    QCOMPARE(report.gates.size(), std::size_t{4});
    QCOMPARE(report.gates[0].reason, std::string("insufficient")); // 3000 impostor pairs
    // (0.65)² / (2 · 0.1² / 2): the variance of a sine is half its square.
    QVERIFY(std::abs(*report.gates[1].figure - 42.25) < 1);
    QCOMPARE(report.gates[1].verdict, GateVerdict::Pass);
    QCOMPARE(report.gates[2].reason, std::string("not_measured"));
    QCOMPARE(report.gates[3].verdict, GateVerdict::Pass);
    QCOMPARE(*report.verdict, GateVerdict::NotEnoughData);
    // No error among 3,000 genuine pairs, which do not go together by people: 99 % is shown, not 99.9 %.
    QCOMPARE(verdictOf("accuracy >= 0.99", evidence), std::string("pass: reached"));
    QCOMPARE(verdictOf("accuracy >= 0.999", evidence), std::string("not_enough_data: interval_reaches_over"));
    QCOMPARE(verdictOf("tpr_at_fpr@0.01 >= 0.9", evidence), std::string("pass: reached"));
    QCOMPARE(verdictOf("val_at_far@0.01 >= 0.9", evidence), std::string("not_enough_data: no_interval")); // no scatter
}

void TestGates::evidenceIsPutTogether()
{
    const Json verified = {{"model_hash", "h"}, {"accuracy", 0.9}, {"tpr_at_fpr", Json::array()}, {"seconds", 1}};
    const Json attack = {{"model_hash", "h"}, {"accuracy", 0.8}, {"points", Json::array()}};
    const Json sliced = {{"slices", Json::array()}, {"attributes", Json::array()}};
    const Json spread = {
        {"model_hash", "h"}, {"fisher_trace_ratio", 2.5}, {"intra", Json::object()}, {"score_fisher", 3}};
    const std::vector<Json> parts{verified, attack, sliced, spread};
    const Json all = mergedEvidence(parts);
    QCOMPARE(all["accuracy"].get<double>(), 0.9); // not that of the pairs that were attacked
    QVERIFY(all["robustness"].contains("points") && all["slices"].contains("attributes"));
    QCOMPARE(*judged("fisher_trace_ratio > 3", all).figure, 2.5);
    QVERIFY(!judged("score_fisher > 3", all).figure); // that is of other pairs
    const auto refused = [](const std::vector<Json>& list) {
        try {
            mergedEvidence(list);
        } catch (const Error& e) {
            return e.code() == ErrorCode::BadArgument;
        }
        return false;
    };
    QVERIFY(refused({verified, verified}));
    QVERIFY(refused({verified, {{"model_hash", "other"}}}));
    QVERIFY(refused({attack, {{"model_hash", "other"}, {"points", Json::array()}}}));
    QVERIFY(refused({Json::array()}));
}

// What a file says is taken for what it is, or for nothing.
void TestGates::hostileEvidence()
{
    for (const Json& value : {Json(), Json(5), Json("x"), Json::array({1, 2}), Json::object({{"a", 1}}), Json(true)})
        for (const char* line : {"accuracy >= 0.5", "tpr_at_fpr@1e-3 >= 0.5", "val_at_far@1e-3 >= 0.5",
                                 "slice_accuracy[a=b] >= 0.5", "slice_gap[a] < 0.5", "slice_drop[a: b -> c] < 0.5",
                                 "fgsm_survival@2/255 >= 0.5", "fisher_trace_ratio > 5000", "latency_ms < 0.5"}) {
            Json evidence = Json::object();
            for (const char* key : {"accuracy", "accuracy_ci95", "tpr_at_fpr", "protocols", "slices", "robustness",
                                    "separability", "cost", "fold_accuracy", "impostor"})
                evidence[key] = value;
            QVERIFY(checkGates(std::vector{Gate::parse(line)}, evidence).verdict != GateVerdict::Fail);
            QVERIFY(checkGates(std::vector{Gate::parse(line)}, value).verdict == GateVerdict::NotEnoughData);
        }
    QCOMPARE(verdictOf("accuracy >= 0.5", {{"accuracy", 0.9}, {"accuracy_ci95", {0.95, 0.85}}}), // the wrong way round
             std::string("not_enough_data: no_interval"));
}

QTEST_APPLESS_MAIN(TestGates)
#include "tst_gates.moc"
