// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/parts.h"
#include "core/verify/robustness.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace likeness::report {
namespace {

constexpr std::size_t kPeopleShown = 20;
constexpr std::size_t kMostAttributes = 64;
constexpr double kChance = 0.05;         // a gap between slices with a p below is named as a limit
constexpr std::size_t kMostPoints = 200; // of attacks; a stored file may say anything

// "under 15", "15 to 30" and "30 and more", as divided attributes call their parts.
std::string sliceValue(const std::string& value, const std::string& language)
{
    if (language != "zh")
        return value;
    const auto years = [](std::string part) {
        for (const std::string_view unit : {" years", " year"})
            if (part.ends_with(unit))
                return part.substr(0, part.size() - unit.size()) + " 年";
        return part;
    };
    constexpr std::string_view kUnder = "under ", kMore = " and more", kTo = " to ";
    if (value.starts_with(kUnder))
        return "小于 " + years(value.substr(kUnder.size()));
    if (value.ends_with(kMore))
        return years(value.substr(0, value.size() - kMore.size())) + "及以上";
    const auto to = value.find(kTo);
    const bool numbers = to != std::string::npos && !value.empty() && value[0] >= '0' && value[0] <= '9';
    return numbers ? value.substr(0, to) + " 至 " + years(value.substr(to + kTo.size())) : value;
}

std::string attributeName(const std::string& attribute, const Sheet& sheet)
{
    for (const std::string_view known : {"age gap", "quality", "brightness", "sharpness", "yaw"})
        if (attribute == known)
            return sheet.t("attribute." + std::string(known));
    return attribute;
}

// Ascending shares, at least two; nothing for JSON of another shape. Thresholds are not stored with it.
eval::Roc storedCurve(const Json& json)
{
    constexpr std::size_t kMostCurvePoints = 100'000;
    const Json &fpr = at(json, "fpr"), &tpr = at(json, "tpr");
    eval::Roc out;
    if (!fpr.is_array() || !tpr.is_array() || fpr.size() != tpr.size() || fpr.size() < 2 ||
        fpr.size() > kMostCurvePoints)
        return out;
    double lastX = 0, lastY = 0;
    for (std::size_t i = 0; i < fpr.size(); ++i) {
        const double x = fpr[i].is_number() ? fpr[i].get<double>() : -1;
        const double y = tpr[i].is_number() ? tpr[i].get<double>() : -1;
        if (!(x >= lastX && x <= 1 && y >= lastY && y <= 1))
            return {};
        out.fpr.push_back(lastX = x);
        out.tpr.push_back(lastY = y);
        out.threshold.push_back(0);
    }
    return out;
}

std::string upper(std::string ascii)
{
    for (char& c : ascii)
        c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return ascii;
}

// Of a figure {value, ci95, sufficient}.
std::array<double, 2> enoughAt(const Json& figure)
{
    return enough(intervalAt(figure, "ci95"), trueAt(figure, "sufficient"));
}

std::size_t countAt(const Json& object, std::string_view key)
{
    constexpr double kMost = 1e15;
    const double value = numberAt(object, key);
    return value >= 0 && value < kMost ? static_cast<std::size_t>(value) : 0;
}

std::string gateWord(const std::optional<verify::GateVerdict>& verdict, const Sheet& sheet)
{
    return sheet.t(verdict ? "gate." + std::string(verify::gateVerdictName(*verdict)) : "gate.none");
}

// Why a gate's verdict is what it is, and what would change it.
std::string gateWhy(const verify::GateResult& result, const Sheet& sheet)
{
    const verify::Gate& gate = result.gate;
    const verify::GateMetric& metric = verify::gateMetric(gate.metric);
    const auto why = [&](const std::string& id, std::initializer_list<std::string> arguments = {}) {
        return sheet.t("gate.why." + id, arguments);
    };
    const bool over = result.ci95 && gate.reachedBy((*result.ci95)[0]) != gate.reachedBy((*result.ci95)[1]);
    const bool attack = metric.argument == verify::GateArgument::Epsilon;
    if (result.reason == "reached")
        return why(result.ci95 ? "reached" : "exact");
    if (result.reason == "missed")
        return why(over ? "missed.over" : result.ci95 ? "missed.whole" : "missed");
    if (result.reason == "insufficient") {
        if (metric.argument == verify::GateArgument::Rate)
            return why("insufficient.rate", {grouped(eval::impostorsNeeded(gate.at.value_or(1)))});
        return why(attack ? "insufficient.attack" : "insufficient.slices");
    }
    if (result.reason != "not_measured")
        return why(result.reason);
    if (attack)
        return why("not_measured.attack",
                   {upper(gate.metric.substr(0, gate.metric.find('_'))), decimal(gate.at.value_or(0), 0) + "/255"});
    if (!gate.attribute.empty())
        return why("not_measured.slices", {attributeName(gate.attribute, sheet)});
    if (metric.argument == verify::GateArgument::Rate)
        return why(gate.metric == "val_at_far" ? "not_measured.val" : "not_measured.rate");
    if (gate.metric == "fisher_trace_ratio")
        return why("not_measured.people");
    const bool cost = gate.metric == "latency_ms" || gate.metric == "parameters" || gate.metric == "multiply_adds";
    return why(cost ? "not_measured.cost" : "not_measured.plain");
}

} // namespace

std::string gateVerdict(const verify::GateReport& gates, const Sheet& sheet)
{
    return gateWord(gates.verdict, sheet);
}

void addGates(Sheet& sheet, const verify::GateReport& report)
{
    if (report.gates.empty())
        return;
    sheet.heading("gates");
    sheet.say("gates.note");
    Table& table = sheet.table({sheet.t("gate"), sheet.t("measure"), sheet.t("value"), sheet.t("interval"),
                                sheet.t("verdict"), sheet.t("why")});
    for (const verify::GateResult& result : report.gates) {
        const bool share = verify::gateMetric(result.gate.metric).share;
        const auto shown = [&](double v) { return share ? percent(v) : decimal(v, 4); };
        table.rows.push_back({name(result.gate.text()), sheet.t("metric." + result.gate.metric),
                              result.figure ? shown(*result.figure) : "–",
                              result.ci95 && result.reason != "insufficient"
                                  ? (share ? percents(*result.ci95) : decimals(*result.ci95, 4))
                                  : "–",
                              gateWord(result.verdict, sheet), gateWhy(result, sheet)});
    }
}

void addProtocols(Sheet& sheet, const verify::Verification& v, const eval::Check& check)
{
    if (!hasScores(v))
        return;
    const auto settings = protocolSettings(v, check);
    const auto figures = eval::protocolFigures(v.scores, v.same, v.result, settings);
    const std::size_t folds = v.result.kfold.foldAccuracy.size();
    sheet.heading("protocols");
    sheet.say("protocols.note");
    Table& table = sheet.table(
        {sheet.t("measure"), sheet.t("value"), sheet.t("interval"), sheet.t("basis"), sheet.t("convention")});
    const std::string all = sheet.t("pairs", {grouped(static_cast<double>(v.result.pairs))});
    const std::string judged =
        sheet.t("pairs", {grouped(static_cast<double>(v.result.foldGenuine + v.result.foldImpostor))});
    const Json* val = nullptr;
    for (const eval::ProtocolFigure& figure : figures) {
        const Json& values = figure.values;
        std::string value, basis = all;
        if (values.contains("accuracy")) {
            const bool error = values.contains("standard_error");
            value = percent(numberAt(values, "accuracy")) + "\u00A0±\u00A0" +
                    percent(numberAt(values, error ? "standard_error" : "std"));
            basis = judged;
        } else if (values.contains("value")) {
            value = percent(numberAt(values, "value"));
        } else if (figure.id == "val_at_far") {
            val = &values;
            value = sheet.t("see.below");
        } else {
            value = sheet.t(figure.id == "det" ? "see.figure" : "see.operating");
        }
        table.rows.push_back({protocolName(figure, sheet.language()), value, percents(intervalAt(values, "ci95")),
                              basis,
                              protocolConvention(figure, folds, settings, sheet.language()) + " [" + figure.id + "]"});
    }
    if (!val)
        return;
    sheet.add(Heading{2, sheet.t("val.title")});
    sheet.say("val.note", {grouped(numberAt(*val, "negatives_per_fold")), rate(numberAt(*val, "resolution"))});
    Table& points = sheet.table({sheet.t("val.target"), sheet.t("val"), sheet.t("val.std"), sheet.t("val.far"),
                                 sheet.t("budget"), sheet.t("sufficient")});
    for (const Json& point : at(*val, "points"))
        points.rows.push_back({rate(numberAt(point, "target")), percent(numberAt(point, "val")),
                               percent(numberAt(point, "std")), rate(numberAt(point, "far")),
                               grouped(numberAt(point, "false_accept_budget")),
                               sheet.yes(trueAt(point, "sufficient"))});
}

void addPeople(Sheet& sheet, const verify::Verification& v)
{
    const Json& extra = at(v.extras, "people");
    const Json& list = at(extra, "people");
    if (!list.is_array() || list.empty())
        return;
    const auto nameOf = [&](const Json& label) {
        const double n = label.is_number() ? label.get<double>() : -1;
        return n >= 0 && n < static_cast<double>(v.people.size()) ? name(v.people[static_cast<std::size_t>(n)])
                                                                  : sheet.t("person.unnamed", {grouped(n)});
    };
    const std::size_t shown = std::min(list.size(), kPeopleShown);
    sheet.heading("people");
    sheet.say("people.note", {std::to_string(shown), grouped(numberAt(extra, "count")),
                              grouped(numberAt(extra, "images")), decimal(numberAt(extra, "threshold"), 4)});
    Table& table = sheet.table({sheet.t("person"), sheet.t("images"), sheet.t("people.own"), sheet.t("people.nearest"),
                                sheet.t("people.distance"), sheet.t("people.gap"), sheet.t("people.missed"),
                                sheet.t("people.accepted")});
    for (std::size_t i = 0; i < shown; ++i) {
        const Json& one = list[i];
        table.rows.push_back({nameOf(at(one, "label")), grouped(numberAt(one, "images")),
                              decimal(numberAt(one, "intra_p95"), 3), nameOf(at(one, "nearest")),
                              decimal(numberAt(one, "nearest_p05"), 3), decimal(numberAt(one, "gap"), 3),
                              percent(numberAt(one, "missed")), percent(numberAt(one, "accepted"))});
    }
}

void addSlices(Sheet& sheet, const Json& extra)
{
    const Json& list = at(extra, "slices");
    if (!list.is_array() || list.empty() || list.size() > eval::kMaxSlices)
        return;
    std::vector<std::string> attributes; // in order
    for (const Json& slice : list)
        if (const auto attribute = wordsAt(slice, "attribute");
            std::find(attributes.begin(), attributes.end(), attribute) == attributes.end())
            attributes.push_back(attribute);
    attributes.resize(std::min(attributes.size(), kMostAttributes));
    const Json& operating = at(extra, "operating");
    sheet.heading("slices");
    sheet.say("slices.note", {decimal(numberAt(extra, "threshold"), 4), rate(numberAt(operating, "target")),
                              decimal(numberAt(operating, "threshold"), 4),
                              sheet.interval(decimals(intervalAt(operating, "threshold_ci95"), 4))});
    const double all = numberAt(at(at(extra, "all"), "accuracy"), "value");
    for (const std::string& attribute : attributes) {
        const std::string shownName = attributeName(attribute, sheet);
        std::vector<IntervalRow> rows;
        Table numbers, errors;
        for (const Json& slice : list) {
            if (wordsAt(slice, "attribute") != attribute)
                continue;
            const std::string value = sliceValue(wordsAt(slice, "value"), sheet.language());
            const Json& accuracy = at(slice, "accuracy");
            const bool sufficient = trueAt(accuracy, "sufficient");
            rows.push_back({value, numberAt(accuracy, "value"), enoughAt(accuracy), sufficient});
            numbers.rows.push_back({value, grouped(numberAt(slice, "genuine")), grouped(numberAt(slice, "impostor")),
                                    grouped(numberAt(slice, "people")), percent(numberAt(accuracy, "value")),
                                    percents(enoughAt(accuracy)), sheet.yes(sufficient)});
            const Json &fnmr = at(slice, "fnmr_at_operating"), &fmr = at(slice, "fmr_at_operating"),
                       &needed = at(slice, "needed_threshold");
            errors.rows.push_back({value, rate(numberAt(fnmr, "value")), rates(enoughAt(fnmr)),
                                   rate(numberAt(fmr, "value")), rates(enoughAt(fmr)),
                                   decimal(numberAt(needed, "value"), 4), decimals(enoughAt(needed), 4),
                                   sheet.yes(trueAt(fmr, "sufficient"))});
        }
        sheet.add(Heading{2, shownName});
        sheet.add(intervalFigure(sheet.t("slices.figure", {shownName}), rows, true, sheet.t("axis.accuracy"),
                                 std::isfinite(all) ? std::optional(all) : std::nullopt));
        sheet
            .numbers({shownName, sheet.t("genuine.pairs"), sheet.t("impostor.pairs"), sheet.t("people.count"),
                      sheet.t("accuracy.plain"), sheet.t("interval"), sheet.t("sufficient")})
            .rows = std::move(numbers.rows);
        sheet
            .table({shownName, sheet.t("fnmr"), sheet.t("interval"), sheet.t("fmr"), sheet.t("interval"),
                    sheet.t("threshold.needed"), sheet.t("interval"), sheet.t("sufficient")})
            .rows = std::move(errors.rows);
    }
    const Json& byAttribute = at(extra, "attributes");
    std::vector<std::vector<std::string>> gaps;
    if (byAttribute.is_array())
        for (const Json& entry : byAttribute)
            for (const Json& gap : at(entry, "gaps")) {
                const std::string metric = wordsAt(gap, "metric");
                const bool isAccuracy = metric == "accuracy";
                const bool isError = metric == "fnmr_at_operating" || metric == "fmr_at_operating";
                if ((!isAccuracy && !isError && metric != "needed_threshold") || !(numberAt(gap, "compared") >= 2) ||
                    gaps.size() >= kMostPoints)
                    continue;
                const auto attribute = wordsAt(entry, "attribute");
                const auto interval = intervalAt(gap, "ci95");
                const double value = numberAt(gap, "gap");
                const auto of = std::count_if(list.begin(), list.end(), [&](const Json& slice) {
                    return wordsAt(slice, "attribute") == attribute;
                });
                gaps.push_back({attributeName(attribute, sheet), sheet.t("slice." + metric),
                                isAccuracy ? sheet.t("points", {decimal(100 * value, 2)})
                                : isError  ? rate(value)
                                           : decimal(value, 4),
                                isAccuracy ? decimals({100 * interval[0], 100 * interval[1]}, 2)
                                : isError  ? rates(interval)
                                           : decimals(interval, 4),
                                probability(numberAt(gap, "p_holm")),
                                sliceValue(wordsAt(gap, "highest"), sheet.language()),
                                sliceValue(wordsAt(gap, "lowest"), sheet.language()),
                                sheet.t("slices.compared.of",
                                        {grouped(numberAt(gap, "compared")), grouped(static_cast<double>(of))})});
            }
    sheet.add(Heading{2, sheet.t("gaps")});
    if (gaps.empty()) {
        sheet.say("gaps.none");
        return;
    }
    sheet.say("gaps.note");
    sheet
        .table({sheet.t("attribute"), sheet.t("measure"), sheet.t("gap"), sheet.t("interval"), sheet.t("p"),
                sheet.t("highest"), sheet.t("lowest"), sheet.t("slices.compared")})
        .rows = std::move(gaps);
}

void addRobustness(Sheet& sheet, const Json& extra)
{
    const Json& points = at(extra, "points");
    if (!points.is_array() || points.empty() || points.size() > kMostPoints)
        return;
    sheet.heading("robustness");
    sheet.say("robustness.note", {grouped(numberAt(extra, "pairs")), grouped(numberAt(extra, "of_pairs")),
                                  grouped(numberAt(extra, "genuine")), grouped(numberAt(extra, "impostor")),
                                  decimal(numberAt(extra, "threshold"), 4), percent(numberAt(extra, "accuracy"))});
    std::vector<NamedCurve> curves;
    std::vector<std::vector<std::string>> numbers, kinds;
    for (const Json& point : points) {
        const std::string method = upper(wordsAt(point, "method"));
        auto curve = std::find_if(curves.begin(), curves.end(), [&](const auto& c) { return c.name == method; });
        if (curve == curves.end())
            curve = curves.insert(curves.end(), {method, {}});
        const double epsilon = numberAt(point, "epsilon");
        const auto interval = intervalAt(point, "survival_ci95");
        curve->points.push_back({epsilon, numberAt(point, "survival"), interval});
        const Json &genuine = at(point, "genuine"), &impostor = at(point, "impostor");
        const std::string strength = decimal(epsilon, 0) + "/255";
        numbers.push_back({method, strength, grouped(numberAt(genuine, "attacked") + numberAt(impostor, "attacked")),
                           percent(numberAt(point, "survival")), percents(interval),
                           sheet.yes(trueAt(point, "sufficient"))});
        kinds.push_back({method, strength, grouped(numberAt(genuine, "attacked")),
                         percent(numberAt(genuine, "success")), percents(intervalAt(genuine, "ci95")),
                         grouped(numberAt(impostor, "attacked")), percent(numberAt(impostor, "success")),
                         percents(intervalAt(impostor, "ci95")), percent(numberAt(point, "accuracy"))});
    }
    for (NamedCurve& curve : curves)
        std::stable_sort(curve.points.begin(), curve.points.end(), [](const CurvePoint& a, const CurvePoint& b) {
            return std::isfinite(a.x) && (!std::isfinite(b.x) || a.x < b.x);
        });
    sheet.add(shareFigure(sheet.t("survival.figure"), curves, sheet.t("axis.epsilon"), sheet.t("axis.survival")));
    sheet
        .numbers({sheet.t("attack"), "ε", sheet.t("attacked"), sheet.t("survival"), sheet.t("interval"),
                  sheet.t("sufficient")})
        .rows = std::move(numbers);
    sheet
        .table({sheet.t("attack"), "ε", sheet.t("attacked.genuine"), sheet.t("attack.success"), sheet.t("interval"),
                sheet.t("attacked.impostor"), sheet.t("attack.success"), sheet.t("interval"),
                sheet.t("accuracy.attacked")})
        .rows = std::move(kinds);
    Gallery gallery{sheet.t("attack.pictures"), {}};
    const Json& examples = at(extra, "examples");
    for (std::size_t i = 0; examples.is_array() && i < std::min(examples.size(), verify::kMostExamples); ++i) {
        const Json& one = examples[i];
        Gallery::Item item{{},
                           sheet.t(trueAt(one, "same") ? "attack.pair.same" : "attack.pair.different",
                                   {upper(wordsAt(one, "method")), decimal(numberAt(one, "epsilon"), 0) + "/255",
                                    decimal(numberAt(one, "before"), 3), decimal(numberAt(one, "after"), 3)})};
        item.pngs = verify::examplePictures(one);
        if (!item.pngs.empty())
            gallery.items.push_back(std::move(item));
    }
    if (!gallery.items.empty())
        sheet.add(std::move(gallery));
    const double resamples = numberAt(extra, "bootstraps");
    if (resamples > 0)
        sheet.say("robustness.resampled", {grouped(numberAt(extra, "people")), grouped(resamples)});
    else
        sheet.say("robustness.exact");
}

void addAllPairs(Sheet& sheet, const Json& extra)
{
    if (!extra.is_object() || !at(extra, "auc").is_number())
        return;
    sheet.heading("all");
    sheet.say("all.note", {grouped(numberAt(extra, "pairs")), grouped(numberAt(extra, "genuine")),
                           grouped(numberAt(extra, "impostor")), grouped(numberAt(extra, "images")),
                           grouped(numberAt(extra, "people"))});
    const std::string basis = sheet.t("pairs", {grouped(numberAt(extra, "pairs"))});
    sheet.table({sheet.t("measure"), sheet.t("value"), sheet.t("basis")}).rows = {
        {sheet.t("auc"), percent(numberAt(extra, "auc")), basis},
        {sheet.t("eer"), percent(numberAt(extra, "eer")), basis},
        {sheet.t("fisher"), decimal(numberAt(extra, "score_fisher"), 3), basis},
        {sheet.t("dprime"), decimal(numberAt(extra, "d_prime"), 3), basis},
    };
    Table& points = sheet.table({sheet.t("target"), sheet.t("tpr"), sheet.t("achieved"), sheet.t("threshold"),
                                 sheet.t("budget"), sheet.t("sufficient")});
    for (const Json& point : at(extra, "tpr_at_fpr"))
        if (points.rows.size() < kMostPoints)
            points.rows.push_back({rate(numberAt(point, "target")), percent(numberAt(point, "tpr")),
                                   rate(numberAt(point, "achieved_fpr")), decimal(numberAt(point, "threshold"), 4),
                                   grouped(numberAt(point, "false_accept_budget")),
                                   sheet.yes(trueAt(point, "sufficient"))});
    const eval::Roc curve = storedCurve(at(extra, "roc"));
    if (curve.fpr.empty())
        return;
    const NamedRoc named{sheet.t("all"), &curve, countAt(extra, "genuine"), countAt(extra, "impostor")};
    sheet.add(rocFigure(sheet.t("all.figure"), std::span(&named, 1), sheet.language()));
    Table& numbers = sheet.numbers({sheet.t("fpr"), sheet.t("tpr")});
    const eval::Roc thin = eval::thinned(curve, 40);
    for (std::size_t i = 0; i < thin.fpr.size(); ++i)
        numbers.rows.push_back({rate(thin.fpr[i]), percent(thin.tpr[i])});
}

void addAdvice(Sheet& sheet, std::span<const eval::Advice> all)
{
    if (all.empty())
        return;
    sheet.heading("advice");
    sheet.say("advice.note", {grouped(all.front().attemptsPerDay)});
    std::vector<std::vector<std::string>> errors;
    Table& table = sheet.table({sheet.t("advice.target"), sheet.t("threshold"), sheet.t("interval"),
                                sheet.t("advice.day"), sheet.t("interval"), sheet.t("sufficient")});
    for (const eval::Advice& advice : all) {
        table.rows.push_back({rate(advice.target), decimal(advice.threshold, 4), decimals(advice.thresholdCi95, 4),
                              decimal(advice.falseAcceptsPerDay, 2), decimals(advice.falseAcceptsPerDayCi95, 2),
                              sheet.yes(advice.sufficient)});
        errors.push_back({rate(advice.target), rate(advice.achievedFmr), rates(advice.fmrCi95), rate(advice.fnmr),
                          rates(advice.fnmrCi95)});
    }
    sheet.table({sheet.t("advice.target"), sheet.t("fmr"), sheet.t("interval"), sheet.t("fnmr"), sheet.t("interval")})
        .rows = std::move(errors);
    const eval::SliceResult& set = all.front().slices.all;
    sheet.say("advice.basis",
              {grouped(static_cast<double>(set.genuine)), grouped(static_cast<double>(set.impostor)),
               rate(all.front().smallestFmr), grouped(static_cast<double>(all.front().slices.bootstraps))});
    if (all.front().warns("no_people"))
        sheet.say("advice.no_people");
    else if (all.front().warns("few_people"))
        sheet.say("advice.few_people", {grouped(static_cast<double>(set.people)), std::to_string(eval::kFewPeople)});
}

void addFacts(Sheet& sheet, std::span<const verify::Verification> verifications, std::span<const std::string> names)
{
    static constexpr std::string_view kKnown[] = {
        "model",           "model_hash", "set",        "set_hash",  "snapshot",  "run",       "input",
        "embedding",       "identities", "images",     "left_out",  "device",    "precision", "seed",
        "version",         "library",    "backbone",   "head",      "alignment", "flip",      "templates",
        "identities_from", "feature",    "bootstraps", "max_pairs", "protocol"};
    // What was asked for is part of how it was measured.
    const auto factsOf = [](const verify::Verification& v) {
        Json facts = v.facts.is_object() ? v.facts : Json::object();
        if (!facts.contains("flip"))
            facts["flip"] = v.options.flip;
        if (!facts.contains("seed"))
            facts["seed"] = v.options.seed;
        facts["bootstraps"] = v.result.bootstraps;
        if (v.balancedFolds)
            facts["max_pairs"] = v.options.maxPairs;
        return facts;
    };
    std::vector<Json> all;
    std::vector<std::string> keys;
    for (const verify::Verification& v : verifications) {
        all.push_back(factsOf(v));
        for (const auto& [key, value] : all.back().items())
            if (std::find(keys.begin(), keys.end(), key) == keys.end())
                keys.push_back(key);
    }
    sheet.heading("facts");
    std::vector<std::string> header{sheet.t("fact")};
    if (names.size() == 1)
        header.push_back(sheet.t("value"));
    else
        header.insert(header.end(), names.begin(), names.end());
    Table& table = sheet.table(std::move(header));
    for (const std::string& key : keys) {
        const bool known = std::find(std::begin(kKnown), std::end(kKnown), key) != std::end(kKnown);
        std::vector<std::string> row{known ? sheet.t(key) : name(key)};
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (!all[i].contains(key)) {
                row.emplace_back("–");
                continue;
            }
            const Json& value = all[i][key];
            std::string shown = value.is_string()
                                    ? factValue(name(value.get_ref<const std::string&>()), sheet.language())
                                    : name(dumpJson(value));
            if (key == "embedding" && value.is_number())
                shown = sheet.t("embedding.value", {shown});
            else if (key == "flip" && (shown == "sum" || shown == "concat" || shown == "none"))
                shown = sheet.t("flip." + shown);
            row.push_back(std::move(shown));
        }
        table.rows.push_back(std::move(row));
    }
}

void addModelCard(Sheet& sheet, const verify::Verification& v, const Extras& extras)
{
    const auto& result = v.result;
    sheet.heading("card");
    sheet.say("card.note");
    Table& card = sheet.table({sheet.t("fact"), sheet.t("value")});
    const auto fact = [&](const char* key) {
        const Json& value = at(v.facts, key);
        if (!value.is_null())
            card.rows.push_back({sheet.t(key), value.is_string() ? wordsAt(v.facts, key) : name(dumpJson(value))});
    };
    for (const char* key : {"model", "model_hash", "backbone", "head"})
        fact(key);
    fact("input");
    if (at(v.facts, "embedding").is_number())
        card.rows.push_back({sheet.t("embedding"), sheet.t("embedding.value", {dumpJson(v.facts["embedding"])})});
    card.rows.push_back({sheet.t("card.task"), sheet.t("card.task.value")});
    card.rows.push_back({sheet.t("card.set"), setOf(v, sheet)});
    card.rows.push_back({sheet.t("card.people"),
                         result.people > 0 ? grouped(static_cast<double>(result.people)) : sheet.t("people.unknown")});
    if (!v.set.empty())
        card.rows.push_back({sheet.t("images"), grouped(static_cast<double>(v.set.size()))});
    card.rows.push_back({sheet.t("count"), sheet.t("card.pairs", {grouped(static_cast<double>(result.pairs)),
                                                                  grouped(static_cast<double>(result.genuine)),
                                                                  grouped(static_cast<double>(result.impostor))})});
    const Json& slices = at(at(v.extras, "slices"), "slices");
    std::vector<std::string> attributes;
    if (slices.is_array())
        for (const Json& slice : slices)
            if (const auto attribute = attributeName(wordsAt(slice, "attribute"), sheet);
                std::find(attributes.begin(), attributes.end(), attribute) == attributes.end())
                attributes.push_back(attribute);
    std::string listed;
    for (std::size_t i = 0; i < std::min(attributes.size(), kMostAttributes); ++i)
        listed += (listed.empty() ? "" : sheet.t("list.comma")) + attributes[i];
    card.rows.push_back({sheet.t("card.slices"), listed.empty() ? sheet.t("card.unmeasured") : listed});
    if (extras.gates && extras.gates->verdict)
        card.rows.push_back({sheet.t("gates"), gateVerdict(*extras.gates, sheet)});

    sheet.add(Heading{2, sheet.t("limits")});
    Table& limits = sheet.table({sheet.t("limit"), sheet.t("finding")});
    const auto limit = [&](std::string_view id, std::initializer_list<std::string> arguments = {}) {
        limits.rows.push_back({sheet.t(std::string(id)), sheet.t(std::string(id) + ".found", arguments)});
    };
    limit("limit.rates", {rate(eval::smallestRate(result.impostor)), grouped(static_cast<double>(result.impostor))});
    if (!result.resampledIdentities)
        limit("limit.no_people");
    else if (result.people < eval::kFewPeople)
        limit("limit.few_people", {grouped(static_cast<double>(result.people)), std::to_string(eval::kFewPeople)});
    if (const double leftOut = numberAt(v.facts, "left_out"); leftOut > 0)
        limit("limit.left_out", {grouped(leftOut)});
    if (extras.labels.changed > 0)
        limit("limit.labels",
              {grouped(static_cast<double>(extras.labels.changed)), grouped(static_cast<double>(extras.labels.faces))});
    if (attributes.empty()) {
        limit("limit.no_slices");
    } else {
        const Json& operating = at(at(v.extras, "slices"), "operating");
        const double target = numberAt(operating, "target");
        for (const Json& slice : slices) { // where strangers pass more often than they may
            const Json& fmr = at(slice, "fmr_at_operating");
            if (trueAt(fmr, "sufficient") && intervalAt(fmr, "ci95")[0] > target && limits.rows.size() < kMostPoints)
                limit("limit.slice", {attributeName(wordsAt(slice, "attribute"), sheet),
                                      sliceValue(wordsAt(slice, "value"), sheet.language()),
                                      rate(numberAt(fmr, "value")), sheet.interval(rates(intervalAt(fmr, "ci95"))),
                                      rate(target), decimal(numberAt(at(slice, "needed_threshold"), "value"), 4)});
        }
        const Json& byAttribute = at(at(v.extras, "slices"), "attributes");
        if (byAttribute.is_array())
            for (const Json& entry : byAttribute)
                for (const Json& gap : at(entry, "gaps")) {
                    const auto interval = intervalAt(gap, "ci95");
                    const double p = numberAt(gap, "p_holm"); // not in the first files
                    const bool told = std::isnan(p) ? interval[0] > 0 : p < kChance;
                    if (wordsAt(gap, "metric") == "accuracy" && told && limits.rows.size() < kMostPoints)
                        limit("limit.gap", {attributeName(wordsAt(entry, "attribute"), sheet),
                                            sheet.t("points", {decimal(100 * numberAt(gap, "gap"), 2)}),
                                            sheet.interval(decimals({100 * interval[0], 100 * interval[1]}, 2)),
                                            sliceValue(wordsAt(gap, "highest"), sheet.language()),
                                            sliceValue(wordsAt(gap, "lowest"), sheet.language()), probability(p)});
                }
    }
    const Json& points = at(at(v.extras, "robustness"), "points");
    if (!points.is_array() || points.empty()) {
        limit("limit.no_attack");
    } else {
        const Json* weakest = nullptr;
        for (const Json& point : points)
            if (std::isfinite(numberAt(point, "survival")) &&
                (!weakest || numberAt(point, "survival") < numberAt(*weakest, "survival")))
                weakest = &point;
        if (weakest)
            limit("limit.attack",
                  {upper(wordsAt(*weakest, "method")), decimal(numberAt(*weakest, "epsilon"), 0) + "/255",
                   percent(numberAt(*weakest, "survival")),
                   sheet.interval(percents(intervalAt(*weakest, "survival_ci95")))});
    }
    limit("limit.untested");
}

} // namespace likeness::report
