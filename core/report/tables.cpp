// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/tables.h"

#include "core/base/error.h"
#include "core/base/known.h"
#include "core/base/text.h"
#include "core/report/parts.h"
#include "core/verify/compare.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace likeness::report {
namespace fs = std::filesystem;
namespace {

// Words as a spreadsheet may open them: text that begins a formula is made plain text.
std::string words(const std::string& text)
{
    constexpr std::string_view kFormula = "=+-@\t\r";
    const std::string clean = toUtf8(text);
    return csvField(!clean.empty() && kFormula.find(clean.front()) != std::string_view::npos ? "'" + clean : clean);
}

std::string cell(const Json& value)
{
    if (value.is_null())
        return {};
    if (value.is_boolean())
        return value.get<bool>() ? "1" : "0";
    if (value.is_string())
        return words(value.get_ref<const std::string&>());
    if (value.is_number_float()) {
        const auto number = value.get<double>();
        if (!std::isfinite(number))
            return {};
        std::array<char, 64> buffer{};
        return {buffer.data(), std::to_chars(buffer.data(), buffer.data() + buffer.size(), number).ptr};
    }
    return value.is_number() ? value.dump() : words(dumpJson(value));
}

// Columns by keys of objects; a key "x.y" is y of the object x, and "x.0" the first of a list.
DataTable fromObjects(std::string name, const Json& list, const std::vector<std::string>& keys)
{
    DataTable out{std::move(name), {}, {}};
    const auto found = [](const Json& object, std::string_view key) -> Json {
        const auto dot = key.find('.');
        const Json& first = at(object, key.substr(0, dot));
        if (dot == std::string_view::npos)
            return first;
        const auto rest = key.substr(dot + 1);
        if (first.is_array()) {
            const auto index = static_cast<std::size_t>(rest.front() - '0');
            return index < first.size() ? first[index] : Json();
        }
        const auto second = rest.find('.');
        const Json& inner = at(first, rest.substr(0, second));
        if (second == std::string_view::npos)
            return inner;
        const auto index = static_cast<std::size_t>(rest[second + 1] - '0');
        return inner.is_array() && index < inner.size() ? inner[index] : Json();
    };
    for (const std::string& key : keys) {
        std::string column = key;
        if (column.ends_with(".0"))
            column.replace(column.size() - 2, 2, "_low");
        else if (column.ends_with(".1"))
            column.replace(column.size() - 2, 2, "_high");
        std::replace(column.begin(), column.end(), '.', '_');
        out.columns.push_back(std::move(column));
    }
    if (list.is_array())
        for (const Json& object : list) {
            if (!object.is_object())
                continue;
            std::vector<Json> row;
            for (const std::string& key : keys)
                row.push_back(found(object, key));
            out.rows.push_back(std::move(row));
        }
    return out;
}

constexpr std::array<double, 2> kNone{eval::kUnknownFigure, eval::kUnknownFigure}; // no interval

DataTable figuresOf(const verify::Verification& v)
{
    DataTable out{
        "figures", {"figure", "value", "ci95_low", "ci95_high", "pairs", "genuine", "impostor", "people"}, {}};
    const auto& r = v.result;
    const Json people = r.people > 0 ? Json(r.people) : Json();
    const auto add = [&](const char* figure, double value, const std::array<double, 2>& ci95 = kNone,
                         bool folds = false) {
        const std::size_t genuine = folds ? r.foldGenuine : r.genuine, impostor = folds ? r.foldImpostor : r.impostor;
        out.rows.push_back(
            {figure, known(value), known(ci95[0]), known(ci95[1]), genuine + impostor, genuine, impostor, people});
    };
    add("accuracy", r.kfold.accuracy, r.accuracyCi95, true);
    add("accuracy_std", r.kfold.std, kNone, true);
    add("accuracy_se", r.kfold.standardError, kNone, true);
    add("threshold", r.kfold.threshold, kNone, true);
    add("auc", r.auc, r.aucCi95);
    add("eer", r.eer, r.eerCi95);
    add("score_fisher", r.stats.fisher, r.fisherCi95);
    add("d_prime", r.stats.dPrime, r.dPrimeCi95);
    add("overlap", eval::overlap(r.histogram));
    add("genuine_mean", r.stats.genuineMean);
    add("genuine_var", r.stats.genuineVar);
    add("impostor_mean", r.stats.impostorMean);
    add("impostor_var", r.stats.impostorVar);
    if (const auto& s = v.separability)
        out.rows.push_back({"fisher_trace_ratio", known(s->fisherTraceRatio), known(s->fisherTraceRatioCi95[0]),
                            known(s->fisherTraceRatioCi95[1]), nullptr, nullptr, nullptr, s->people});
    return out;
}

DataTable protocolsOf(const verify::Verification& v, const eval::Check& check)
{
    DataTable out{"protocols", {"protocol", "name", "target", "figure", "value", "convention"}, {}};
    if (!hasScores(v))
        return out;
    for (const auto& figure : eval::protocolFigures(v.scores, v.same, v.result, protocolSettings(v, check))) {
        const auto add = [&](const Json& target, const std::string& key, const Json& value) {
            out.rows.push_back({figure.id, figure.name, target, key, value, figure.convention});
        };
        for (const auto& [key, value] : figure.values.items()) {
            if (key == "points")
                for (const Json& point : value)
                    for (const auto& [pointKey, pointValue] : point.items())
                        if (pointKey != "target" && !pointValue.is_array())
                            add(at(point, "target"), pointKey, pointValue);
            if (value.is_array() && key == "ci95" && value.size() == 2) {
                add(nullptr, "ci95_low", value[0]);
                add(nullptr, "ci95_high", value[1]);
            } else if (!value.is_array()) {
                add(nullptr, key, value);
            }
        }
    }
    return out;
}

DataTable operatingOf(const eval::VerifyResult& r)
{
    DataTable out{"operating_points",
                  {"target_fpr", "tpr", "tpr_ci95_low", "tpr_ci95_high", "achieved_fpr", "threshold",
                   "false_accept_budget", "sufficient", "genuine", "impostor", "nearest_tpr", "nearest_fpr",
                   "nearest_threshold"},
                  {}};
    for (const auto& p : r.operating) {
        const auto nearest = eval::nearestTprAtFpr(r.roc, r.impostor, p.target);
        out.rows.push_back({p.target, known(p.tpr), known(p.ci95[0]), known(p.ci95[1]), known(p.achievedFpr),
                            known(p.threshold), p.falseAcceptBudget, p.sufficient, r.genuine, r.impostor,
                            known(nearest.tpr), known(nearest.achievedFpr), known(nearest.threshold)});
    }
    return out;
}

DataTable separabilityOf(const verify::Verification& v)
{
    DataTable out{"separability", {"kind", "pairs", "mean", "std", "p01", "p05", "p50", "p95", "p99"}, {}};
    if (const auto& s = v.separability) {
        const auto add = [&](const char* kind, std::size_t pairs, const eval::Distribution& d) {
            out.rows.push_back({kind, pairs, known(d.mean), known(d.std), known(d.p01), known(d.p05), known(d.p50),
                                known(d.p95), known(d.p99)});
        };
        add("intra", s->intraPairs, s->intra);
        add("inter", s->interPairs, s->inter);
    }
    return out;
}

Json personName(const verify::Verification& v, const Json& label)
{
    if (!label.is_number_unsigned() && !label.is_number_integer())
        return nullptr;
    const auto n = label.get<std::int64_t>();
    return n >= 0 && static_cast<std::size_t>(n) < v.people.size() ? Json(v.people[static_cast<std::size_t>(n)])
                                                                   : Json(n);
}

DataTable peopleOf(const verify::Verification& v)
{
    DataTable out =
        fromObjects("people", at(at(v.extras, "people"), "people"),
                    {"label", "images", "gap", "intra_mean", "intra_p95", "nearest", "nearest_mean", "nearest_p05",
                     "ratio", "mixed", "missed", "accepted", "intra_pairs", "nearest_pairs"});
    out.columns[0] = "person";
    for (auto& row : out.rows)
        for (const std::size_t column : {std::size_t{0}, std::size_t{5}})
            row[column] = personName(v, row[column]);
    return out;
}

DataTable slicesOf(const Json& extra)
{
    std::vector<std::string> keys{"attribute", "value", "pairs", "genuine", "impostor", "people"};
    for (std::size_t k = 0; k < eval::kSliceMetrics; ++k) {
        const std::string metric(eval::sliceMetricName(static_cast<eval::SliceMetric>(k)));
        for (const char* part : {".value", ".ci95.0", ".ci95.1", ".sufficient"})
            keys.push_back(metric + part);
    }
    return fromObjects("slices", at(extra, "slices"), keys);
}

DataTable gapsOf(const Json& extra)
{
    Json all = Json::array();
    if (at(extra, "attributes").is_array())
        for (const Json& attribute : extra["attributes"])
            for (const Json& gap : at(attribute, "gaps")) {
                if (!gap.is_object())
                    continue;
                all.push_back(gap);
                all.back()["attribute"] = at(attribute, "attribute");
            }
    return fromObjects(
        "slice_gaps", all,
        {"attribute", "metric", "compared", "gap", "ci95.0", "ci95.1", "p", "p_holm", "highest", "lowest"});
}

DataTable robustnessOf(const Json& extra)
{
    return fromObjects("robustness", at(extra, "points"),
                       {"method", "epsilon", "pairs", "survival", "survival_ci95.0", "survival_ci95.1", "accuracy",
                        "mean_shift", "sufficient", "genuine.attacked", "genuine.flipped", "genuine.success",
                        "genuine.ci95.0", "genuine.ci95.1", "impostor.attacked", "impostor.flipped", "impostor.success",
                        "impostor.ci95.0", "impostor.ci95.1"});
}

DataTable allPairsOf(const Json& extra)
{
    DataTable out{"all_pairs", {"figure", "target_fpr", "value"}, {}};
    for (const char* key :
         {"pairs", "genuine", "impostor", "images", "people", "auc", "eer", "score_fisher", "d_prime"})
        if (at(extra, key).is_number())
            out.rows.push_back({key, nullptr, extra[key]});
    if (at(extra, "tpr_at_fpr").is_array())
        for (const Json& point : extra["tpr_at_fpr"])
            for (const char* key : {"tpr", "achieved_fpr", "threshold", "false_accept_budget", "sufficient"})
                out.rows.push_back({key, at(point, "target"), at(point, key)});
    return out;
}

Json adviceJson(std::span<const eval::Advice> all)
{
    Json out = Json::array();
    for (const auto& advice : all)
        out.push_back(advice.toJson());
    return out;
}

DataTable adviceOf(const Json& advice)
{
    return fromObjects("threshold_advice", advice,
                       {"target",
                        "threshold",
                        "threshold_ci95.0",
                        "threshold_ci95.1",
                        "achieved_fmr",
                        "fmr_ci95.0",
                        "fmr_ci95.1",
                        "fmr_upper95",
                        "fnmr",
                        "fnmr_ci95.0",
                        "fnmr_ci95.1",
                        "false_accepts",
                        "expected_false_accepts_per_day",
                        "expected_false_accepts_per_day_ci95.0",
                        "expected_false_accepts_per_day_ci95.1",
                        "attempts_per_day",
                        "false_accept_budget",
                        "smallest_fmr",
                        "sufficient",
                        "genuine",
                        "impostor",
                        "people",
                        "bootstraps"});
}

const std::vector<std::string> kGateColumns{"gate", "verdict", "reason", "figure", "ci95.0", "ci95.1", "message"};

DataTable curve(const char* name, const eval::Roc& roc, bool misses)
{
    DataTable out{name, {"fpr", misses ? "fnr" : "tpr", "threshold"}, {}};
    for (std::size_t i = 0; i < roc.fpr.size(); ++i)
        out.rows.push_back({roc.fpr[i], misses ? 1 - roc.tpr[i] : roc.tpr[i], known(roc.threshold[i])});
    return out;
}

DataTable histogramOf(const eval::Histogram& h)
{
    DataTable out{"histogram", {"from", "to", "genuine", "impostor"}, {}};
    for (std::size_t b = 0; b < h.genuine.size(); ++b)
        out.rows.push_back({h.edges[b], h.edges[b + 1], h.genuine[b], h.impostor[b]});
    return out;
}

DataTable factsOf(const Json& facts)
{
    DataTable out{"facts", {"fact", "value"}, {}};
    if (facts.is_object())
        for (const auto& [key, value] : facts.items())
            out.rows.push_back({key, value});
    return out;
}

DataTable pairsOf(const verify::Verification& v)
{
    DataTable out{"pairs", {"pair", "image_a", "image_b", "person_a", "person_b", "same", "score"}, {}};
    const auto image = [&](std::size_t at) -> Json {
        return at < v.images.size() && v.images[at] < v.set.size() ? Json(v.set[v.images[at]].name) : Json();
    };
    const auto person = [&](std::size_t at) -> Json {
        if (at >= v.identities.size())
            return nullptr;
        return v.identities[at] < v.people.size() ? Json(v.people[v.identities[at]]) : Json(v.identities[at]);
    };
    out.rows.reserve(v.scores.size());
    for (std::size_t i = 0; i < std::min(v.scores.size(), v.same.size()); ++i)
        out.rows.push_back(
            {i + 1, image(2 * i), image(2 * i + 1), person(2 * i), person(2 * i + 1), v.same[i] != 0, v.scores[i]});
    return out;
}

void dropEmpty(std::vector<DataTable>& tables)
{
    std::erase_if(tables, [](const DataTable& table) { return table.rows.empty(); });
}

std::vector<std::string> modelNames(std::span<const verify::Verification> verifications)
{
    std::vector<std::string> out;
    for (const auto& v : verifications)
        out.push_back(modelOf(v));
    return out;
}

} // namespace

std::string csv(const DataTable& table)
{
    std::string out;
    for (std::size_t c = 0; c < table.columns.size(); ++c)
        out += (c > 0 ? "," : "") + words(table.columns[c]);
    out += '\n';
    for (const auto& row : table.rows) {
        for (std::size_t c = 0; c < row.size(); ++c) {
            if (c > 0)
                out += ',';
            out += cell(row[c]);
        }
        out += '\n';
    }
    return out;
}

std::vector<eval::Advice> usualAdvice(const verify::Verification& v, const eval::Check& check)
{
    constexpr std::array kRates{1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6};
    constexpr int kMostBootstraps = 400; // for percentiles, of each rate
    std::vector<eval::Advice> out;
    if (!hasScores(v))
        return out;
    for (const double fmr : kRates) {
        if (eval::falseAcceptBudget(fmr, v.result.impostor) < 1)
            break;
        out.push_back(eval::adviseThreshold(v.scores, v.same, v.identities, {},
                                            {.fmr = fmr,
                                             .bootstraps = std::min(v.options.bootstraps, kMostBootstraps),
                                             .seed = v.options.seed,
                                             .balancedFolds = v.balancedFolds,
                                             .check = check}));
    }
    return out;
}

std::vector<DataTable> tables(const verify::Verification& v, const Extras& extras)
{
    const auto& r = v.result;
    DataTable folds{"folds", {"fold", "accuracy", "threshold"}, {}};
    for (std::size_t f = 0; f < r.kfold.foldAccuracy.size(); ++f)
        folds.rows.push_back({f + 1, r.kfold.foldAccuracy[f],
                              f < r.kfold.foldThreshold.size() ? known(r.kfold.foldThreshold[f]) : Json()});
    Json events = Json::array();
    for (const Json& event : v.events)
        events.push_back(event);
    const Json gates = extras.gates ? extras.gates->toJson() : Json();
    std::vector<DataTable> out{
        figuresOf(v),
        std::move(folds),
        protocolsOf(v, extras.check),
        operatingOf(r),
        adviceOf(adviceJson(usualAdvice(v, extras.check))),
        curve("roc", r.roc, false),
        curve("det", r.roc, true),
        histogramOf(r.histogram),
        separabilityOf(v),
        peopleOf(v),
        slicesOf(at(v.extras, "slices")),
        gapsOf(at(v.extras, "slices")),
        robustnessOf(at(v.extras, "robustness")),
        allPairsOf(at(v.extras, "all_pairs")),
        fromObjects("gates", at(gates, "gates"), kGateColumns),
        fromObjects("training", events, {"type", "step", "epoch", "loss", "lr", "accuracy", "auc"}),
        factsOf(v.facts),
        pairsOf(v)};
    dropEmpty(out);
    return out;
}

Json toJson(const verify::Verification& v, const Extras& extras)
{
    Json out = {{"title", toUtf8(v.title)}};
    if (hasScores(v)) {
        out.update(verify::evidenceOf(v));
    } else { // figures alone
        out.update(v.result.toJson());
        if (v.separability)
            out["separability"] = v.separability->toJson();
    }
    if (out.contains("all_pairs") && out["all_pairs"].is_object())
        out["all_pairs"].erase("seconds"); // the only thing that another time would differ in
    out["facts"] = v.facts;
    if (extras.gates)
        out["gates"] = extras.gates->toJson();
    out["threshold_advice"] = adviceJson(usualAdvice(v, extras.check));
    if (!v.events.empty())
        out["events"] = v.events;
    return out;
}

std::vector<DataTable> comparisonTables(std::span<const verify::Verification> verifications,
                                        const verify::Comparison* comparison,
                                        std::span<const verify::GateReport> gates)
{
    std::vector<DataTable> out;
    const auto names = modelNames(verifications);
    DataTable models{
        "models",
        {"model", "title", "set", "figure", "value", "ci95_low", "ci95_high", "pairs", "genuine", "impostor", "people"},
        {}};
    DataTable operating{"operating_points", {}, {}}, judged{"gates", {}, {}},
        facts{"facts", {"model", "fact", "value"}, {}};
    const auto withModel = [](DataTable& into, const DataTable& from, const std::string& model) {
        into.columns = from.columns;
        into.columns.insert(into.columns.begin(), "model");
        for (const auto& row : from.rows) {
            into.rows.push_back(row);
            into.rows.back().insert(into.rows.back().begin(), Json(model));
        }
    };
    for (std::size_t i = 0; i < verifications.size(); ++i) {
        const auto& v = verifications[i];
        for (const auto& row : figuresOf(v).rows) {
            models.rows.push_back({names[i], v.title, setOf(v)});
            models.rows.back().insert(models.rows.back().end(), row.begin(), row.end());
        }
        withModel(operating, operatingOf(v.result), names[i]);
        withModel(facts, factsOf(v.facts), names[i]);
        if (i < gates.size())
            withModel(judged, fromObjects("gates", at(gates[i].toJson(), "gates"), kGateColumns), names[i]);
    }
    out.push_back(std::move(models));
    out.push_back(std::move(operating));
    out.push_back(std::move(judged));
    if (comparison) {
        const Json json = comparison->toJson();
        out.push_back(fromObjects("differences", at(json, "results"),
                                  {"a", "b", "metric", "test", "value_a", "value_b", "difference", "ci95.0", "ci95.1",
                                   "p", "p_holm", "sufficient", "decides"}));
        out.push_back(fromObjects("verdicts", at(json, "verdicts"),
                                  {"a", "b", "verdict", "better", "reason", "difference", "ci95.0", "ci95.1", "p",
                                   "detectable", "only_a", "only_b"}));
        out.push_back(fromObjects("differing_pairs", at(json, "differs"),
                                  {"model_a", "model_b", "a", "b", "same", "score_a", "score_b", "right"}));
        DataTable pairs = pairsOf(verifications.front());
        pairs.columns.back() = "score " + names.front();
        for (std::size_t i = 1; i < verifications.size(); ++i) {
            if (verifications[i].scores.size() != pairs.rows.size())
                continue; // not of these pairs after all
            pairs.columns.push_back("score " + names[i]);
            for (std::size_t p = 0; p < pairs.rows.size(); ++p)
                pairs.rows[p].emplace_back(verifications[i].scores[p]);
        }
        out.push_back(std::move(pairs));
    }
    out.push_back(std::move(facts));
    dropEmpty(out);
    return out;
}

Json comparisonJson(std::span<const verify::Verification> verifications,
                    const verify::Comparison* comparison,
                    std::span<const verify::GateReport> gates,
                    const eval::Check& check)
{
    Json list = Json::array();
    for (std::size_t i = 0; i < verifications.size(); ++i)
        list.push_back(toJson(verifications[i], {i < gates.size() ? std::optional(gates[i]) : std::nullopt, check}));
    Json compared = comparison ? comparison->toJson() : Json();
    if (compared.is_object())
        compared.erase("seconds");
    return {{"verifications", list}, {"comparison", compared}};
}

void checkTablesFolder(const fs::path& folder)
{
    std::error_code ec;
    if (!fs::exists(folder, ec))
        return;
    if (!fs::is_directory(folder, ec))
        throw Error(ErrorCode::BadArgument, displayPath(folder) + " is a file; name a new folder for the tables.");
    if (!fs::is_empty(folder, ec) || ec)
        throw Error(ErrorCode::BadArgument, displayPath(folder) +
                                                " is not empty; name a new folder, so that the tables of two reports "
                                                "do not mix.");
}

void writeTables(const fs::path& folder, std::span<const DataTable> tables)
{
    checkTablesFolder(folder);
    std::error_code ec;
    fs::create_directories(folder, ec);
    if (ec)
        throw Error(ErrorCode::Io, "The folder " + displayPath(folder) + " cannot be made: " + ec.message() + ".");
    for (const DataTable& table : tables)
        writeFileAtomically(folder / (table.name + ".csv"), csv(table));
}

} // namespace likeness::report
