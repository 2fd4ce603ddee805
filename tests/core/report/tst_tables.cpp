// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/csv.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/report/tables.h"
#include "core/verify/compare.h"
#include "tests/core/report/sample.h"
#include "tests/support/temp_folder.h"

#include <QTest>
#include <algorithm>

using namespace likeness;
using namespace likeness::report;

namespace {

std::vector<std::vector<std::string>> parsed(const std::string& csvText)
{
    std::vector<std::vector<std::string>> out;
    CsvReader reader(csvText);
    std::vector<std::string> row;
    while (reader.next(row))
        out.push_back(row);
    return out;
}

const DataTable& named(const std::vector<DataTable>& all, const std::string& name)
{
    static const DataTable kNone;
    const auto at = std::find_if(all.begin(), all.end(), [&](const DataTable& t) { return t.name == name; });
    return at == all.end() ? kNone : *at;
}

} // namespace

class TestTables : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void everyTableIsThere();
    void pairsHaveTheirNames();
    void numbersAreExact();
    void wordsAreNoFormulas();
    void leavesOutWhatIsNotThere();
    void sameInputSameBytes();
    void jsonHoldsEverything();
    void comparisonHasTheScoresOfAll();
    void writesIntoEmptyFoldersOnly();

private:
    verify::Verification m_sample;
    Extras m_extras;
};

void TestTables::initTestCase()
{
    m_sample = test::sampleVerification();
    m_extras.gates = test::sampleGates(m_sample);
}

void TestTables::everyTableIsThere()
{
    const auto all = tables(m_sample, m_extras);
    for (const char* name : {"figures", "folds", "protocols", "operating_points", "threshold_advice", "roc", "det",
                             "histogram", "separability", "people", "slices", "slice_gaps", "robustness", "all_pairs",
                             "gates", "training", "facts", "pairs"}) {
        const DataTable& table = named(all, name);
        QVERIFY2(!table.rows.empty(), name);
        for (const auto& row : table.rows)
            QCOMPARE(row.size(), table.columns.size());
        const auto read = parsed(csv(table)); // and as a reader of CSV sees it
        QCOMPARE(read.size(), table.rows.size() + 1);
        for (const auto& row : read)
            QCOMPARE(row.size(), table.columns.size());
    }
    QCOMPARE(named(all, "operating_points").rows.size(), eval::defaultTargets().size());
    QCOMPARE(named(all, "roc").rows.size(), m_sample.result.roc.fpr.size());
    QVERIFY(named(all, "people").rows.at(0).at(0) == Json("=cmd|' /C calc'!A0"));
    // 2,000 impostor pairs: a rate of 1e-4 would allow none.
    QCOMPARE(named(all, "threshold_advice").rows.size(), std::size_t{3});
}

void TestTables::pairsHaveTheirNames()
{
    const auto read = parsed(csv(named(tables(m_sample), "pairs")));
    QCOMPARE(read.size(), m_sample.scores.size() + 1);
    const std::vector<std::string> header{"pair", "image_a", "image_b", "person_a", "person_b", "same", "score"};
    QVERIFY(read[0] == header);
    for (const std::size_t i : {std::size_t{0}, std::size_t{1}, std::size_t{3999}}) {
        const auto& row = read[i + 1];
        QCOMPARE(row[0], std::to_string(i + 1));
        const auto& image = m_sample.set[m_sample.images[2 * i]].name;
        QVERIFY(row[1] == image || row[1] == "'" + image);
        QCOMPARE(row[5], std::string(m_sample.same[i] ? "1" : "0"));
        QCOMPARE(std::stof(row[6]), m_sample.scores[i]);
    }
}

void TestTables::numbersAreExact()
{
    const auto read = parsed(csv(named(tables(m_sample), "figures")));
    const auto value = [&](const std::string& figure, std::size_t column) {
        for (const auto& row : read)
            if (row[0] == figure)
                return row[column].empty() ? std::nan("") : std::stod(row[column]);
        return -1.0;
    };
    QCOMPARE(value("auc", 1), m_sample.result.auc);
    QCOMPARE(value("auc", 2), m_sample.result.aucCi95[0]);
    QCOMPARE(value("eer", 3), m_sample.result.eerCi95[1]);
    QCOMPARE(value("score_fisher", 1), m_sample.result.stats.fisher);
    QVERIFY(std::isnan(value("threshold", 2)));
    QCOMPARE(value("auc", 4), 4000.0);
    const DataTable odd{"odd", {"x"}, {{-0.5}, {1e-7}, {std::nan("")}, {true}, {nullptr}, {-3}, {1.0}}};
    QCOMPARE(csv(odd), std::string("x\n-0.5\n1e-07\n\n1\n\n-3\n1\n"));
}

void TestTables::wordsAreNoFormulas()
{
    const DataTable hostile{
        "h",
        {"=x", "b"},
        {{"=1+1", "a,b"}, {"+2", "say \"x\""}, {"-3", "two\nlines"}, {"@f", "a=b"}, {"\tt", "\xFF"}, {"\rr", "-"}}};
    const auto read = parsed(csv(hostile));
    QCOMPARE(read.size(), std::size_t{7});
    QCOMPARE(read[0][0], std::string("'=x"));
    for (std::size_t r = 1; r < read.size(); ++r)
        QVERIFY2(read[r][0].starts_with('\''), read[r][0].c_str());
    QCOMPARE(read[1][1], std::string("a,b"));
    QCOMPARE(read[2][1], std::string("say \"x\""));
    QCOMPARE(read[3][1], std::string("two\nlines"));
    QCOMPARE(read[4][1], std::string("a=b")); // only what begins so
    QCOMPARE(read[5][1], std::string("\uFFFD"));
    QCOMPARE(read[6][1], std::string("'-"));
}

void TestTables::leavesOutWhatIsNotThere()
{
    verify::Verification bare = m_sample;
    bare.extras = Json::object();
    bare.separability.reset();
    bare.events.clear();
    const auto all = tables(bare);
    for (const char* name :
         {"people", "slices", "slice_gaps", "robustness", "all_pairs", "gates", "training", "separability"})
        QVERIFY2(named(all, name).name.empty(), name);
    for (const Json& shape :
         Json{3, "x", {1, {{"a", 2}}}, {{"slices", 4}, {"people", {5}}, {"points", {{{"x", 1}}}}}}) {
        for (const char* key : {"people", "slices", "robustness", "all_pairs"})
            bare.extras[key] = shape;
        bare.facts = shape;
        for (const auto& table : tables(bare))
            QVERIFY(!csv(table).empty());
        toJson(bare);
    }
}

void TestTables::sameInputSameBytes()
{
    const auto first = tables(m_sample, m_extras), second = tables(m_sample, m_extras);
    QCOMPARE(first.size(), second.size());
    for (std::size_t i = 0; i < first.size(); ++i)
        QCOMPARE(csv(first[i]), csv(second[i]));
    QCOMPARE(dumpJson(toJson(m_sample, m_extras), 2), dumpJson(toJson(m_sample, m_extras), 2));
    verify::Verification later = m_sample;
    later.extras["all_pairs"]["seconds"] = 99;
    later.seconds = 7;
    QCOMPARE(dumpJson(toJson(later, m_extras)), dumpJson(toJson(m_sample, m_extras)));
}

void TestTables::jsonHoldsEverything()
{
    const Json json = toJson(m_sample, m_extras);
    for (const char* key : {"title", "facts", "accuracy", "auc_ci95", "eer_ci95", "tpr_at_fpr", "protocols",
                            "separability", "people", "slices", "robustness", "all_pairs", "gates", "threshold_advice",
                            "roc", "hist", "events", "model_hash", "set_hash"})
        QVERIFY2(json.contains(key), key);
    QVERIFY(json["gates"]["verdict"] == Json("fail"));
    const Json again = parseJson(dumpJson(json), "report"); // whatever the numbers are, it is JSON
    QCOMPARE(again["auc"].get<double>(), m_sample.result.auc);
}

void TestTables::comparisonHasTheScoresOfAll()
{
    const std::vector<verify::Verification> both{test::sampleVerification("a", 0.05), test::sampleVerification("b")};
    jobs::RecordingContext context;
    const auto comparison = verify::compareStored(both[0], both[1], 400, context);
    const std::vector<verify::GateReport> gates{test::sampleGates(both[0]), test::sampleGates(both[1])};
    const auto all = comparisonTables(both, &comparison, gates);
    for (const char* name :
         {"models", "differences", "verdicts", "differing_pairs", "operating_points", "gates", "facts", "pairs"}) {
        QVERIFY2(!named(all, name).rows.empty(), name);
        for (const auto& row : named(all, name).rows)
            QCOMPARE(row.size(), named(all, name).columns.size());
    }
    const DataTable& pairs = named(all, "pairs");
    QCOMPARE(pairs.columns.back(), std::string("score b"));
    QVERIFY(pairs.rows[5].back() == Json(both[1].scores[5]));
    QVERIFY(pairs.rows[5][pairs.rows[5].size() - 2] == Json(both[0].scores[5]));
    QVERIFY(named(comparisonTables(both, nullptr), "pairs").name.empty());
    const Json json = comparisonJson(both, &comparison, gates);
    QCOMPARE(json["verifications"].size(), std::size_t{2});
    QVERIFY(json["comparison"]["verdict"] == Json("better"));
    QVERIFY(!json["comparison"].contains("seconds"));
    QVERIFY(comparisonJson(both, nullptr)["comparison"].is_null());
}

void TestTables::writesIntoEmptyFoldersOnly()
{
    const test::TempFolder folder;
    const auto all = tables(m_sample, m_extras);
    writeTables(folder / "tables", all);
    const auto bytes = readFile(folder / "tables" / "figures.csv", 1 << 20);
    QCOMPARE(std::string(bytes.begin(), bytes.end()), csv(named(all, "figures")));
    try {
        writeTables(folder / "tables", all);
        QFAIL("the tables of two reports were mixed");
    } catch (const Error& e) {
        QCOMPARE(e.code(), ErrorCode::BadArgument);
    }
    std::filesystem::create_directory(folder / "empty");
    writeTables(folder / "empty", all);
    QVERIFY_THROWS_EXCEPTION(Error, checkTablesFolder(folder / "tables" / "figures.csv"));
}

QTEST_APPLESS_MAIN(TestTables)
#include "tst_tables.moc"
