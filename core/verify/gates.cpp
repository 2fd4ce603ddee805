// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/verify/gates.h"

#include "core/base/csv.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/dataset/model_gates.h"
#include "core/eval/protocols.h"
#include "core/eval/resampling.h"
#include "core/verify/robustness.h"
#include "core/verify/verification.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace likeness::verify {
namespace {

using Interval = std::array<double, 2>;

constexpr std::array<std::pair<std::string_view, GateOp>, 6> kOps = {{{">=", GateOp::AtLeast},
                                                                      {"≥", GateOp::AtLeast},
                                                                      {"<=", GateOp::AtMost},
                                                                      {"≤", GateOp::AtMost},
                                                                      {">", GateOp::Above},
                                                                      {"<", GateOp::Below}}};

std::string_view opText(GateOp op)
{
    switch (op) {
    case GateOp::AtLeast:
        return ">=";
    case GateOp::Above:
        return ">";
    case GateOp::AtMost:
        return "<=";
    case GateOp::Below:
        break;
    }
    return "<";
}

[[noreturn]] void refuse(const std::string& why)
{
    throw Error(ErrorCode::BadArgument, why);
}

std::string inQuotes(std::string_view text)
{
    return "\"" + toUtf8(text) + "\"";
}

std::string number(double value)
{
    constexpr double kExact = 1e15;
    return std::abs(value) < kExact && value == std::floor(value) ? formatNumber(value, 0) : dumpJson(Json(value));
}

double boundIn(std::string_view text)
{
    const auto word = trim(text);
    const bool percent = word.ends_with('%');
    const auto value = numberIn(percent ? word.substr(0, word.size() - 1) : word);
    if (!value)
        refuse(inQuotes(word) + " is no number; a gate ends with one, as in \"accuracy >= 0.99\".");
    return percent ? *value / 100 : *value;
}

double argumentIn(std::string_view text, const GateMetric& metric)
{
    auto word = trim(text);
    if (metric.argument == GateArgument::Epsilon && word.ends_with("/255"))
        word.remove_suffix(4);
    const auto value = numberIn(word);
    if (!value)
        refuse(inQuotes(trim(text)) + " after the @ of " + metric.id + " is no number.");
    return *value;
}

std::string example(const GateMetric& metric)
{
    const std::string bound = std::string(metric.higherIsBetter ? " >= " : " <= ") + (metric.share ? "0.9" : "10");
    switch (metric.argument) {
    case GateArgument::None:
        break;
    case GateArgument::Rate:
        return metric.id + "@1e-4" + bound;
    case GateArgument::Epsilon:
        return metric.id + "@2/255" + bound;
    case GateArgument::Slice:
        return metric.id + "[mask=yes]" + bound;
    case GateArgument::Attribute:
        return metric.id + "[mask] <= 0.03";
    case GateArgument::TwoSlices:
        return metric.id + "[mask: no -> yes] <= 0.03";
    }
    return metric.id + bound;
}

bool clean(const std::string& word)
{
    return !word.empty() && word == trim(word) && word == displayPath(word);
}

void validate(const Gate& gate)
{
    const GateMetric& metric = gateMetric(gate.metric);
    const auto wrongForm = [&](const char* what) {
        refuse(metric.id + " " + what + ", as in \"" + example(metric) + "\".");
    };
    const bool wantsAt = metric.argument == GateArgument::Rate || metric.argument == GateArgument::Epsilon;
    const bool wantsSlice = metric.argument == GateArgument::Slice || metric.argument == GateArgument::TwoSlices;
    const bool wantsAttribute = wantsSlice || metric.argument == GateArgument::Attribute;
    if (gate.at.has_value() != wantsAt)
        wrongForm(!wantsAt                                   ? "takes no @"
                  : metric.argument == GateArgument::Epsilon ? "needs the strength of the attack after an @"
                                                             : "needs the false-accept rate after an @");
    if (gate.attribute.empty() == wantsAttribute || gate.slice.empty() == wantsSlice ||
        gate.other.empty() == (metric.argument == GateArgument::TwoSlices))
        wrongForm(metric.argument == GateArgument::Slice       ? "needs an attribute and its value in brackets"
                  : metric.argument == GateArgument::Attribute ? "needs an attribute in brackets"
                  : metric.argument == GateArgument::TwoSlices ? "needs an attribute and two of its values in brackets"
                                                               : "takes no brackets");
    // So that its text says it again.
    for (const std::string* word : {&gate.attribute, &gate.slice, &gate.other})
        if (!word->empty() && !clean(*word))
            refuse("Attributes and values of slices are one line of text, without blanks around it.");
    if (gate.attribute.find_first_of("=:") != std::string::npos || gate.slice.find("->") != std::string::npos)
        refuse("An attribute with \"=\" or \":\" in its name, or a value with \"->\", cannot be part of a gate; rename "
               "it.");

    if (metric.argument == GateArgument::Rate && !(*gate.at > 0 && *gate.at < 1))
        refuse("The rate of " + metric.id + " must be between 0 and 1, as in \"" + example(metric) + "\".");
    if (metric.argument == GateArgument::Epsilon &&
        !(*gate.at >= 1 && *gate.at <= 255 && *gate.at == std::floor(*gate.at)))
        refuse("An attack changes pixels by whole grey levels, 1 to 255: write \"" + example(metric) + "\".");
    if (!std::isfinite(gate.value) || (metric.share && std::abs(gate.value) > 1))
        refuse(metric.id + " lies between 0 and 1, and the gate asks for " + number(gate.value) +
               "; write 0.995 or 99.5 %.");
    const bool asksForMore = gate.op == GateOp::AtLeast || gate.op == GateOp::Above;
    if (asksForMore != metric.higherIsBetter)
        refuse("Of " + metric.id + " a " + (metric.higherIsBetter ? "higher" : "lower") +
               " figure is the better one; write " + (metric.higherIsBetter ? ">= or >." : "<= or <."));
}

} // namespace

std::span<const GateMetric> gateMetrics()
{
    using enum GateArgument;
    static const std::string verify = "verify the model on pairs (verify)", pairs = "write a report or run " + verify;
    static const std::string
        attack = "attack the model at that strength, on the pairs that it is verified on",
        slices = "measure slices on a set whose images or pairs say this attribute, divided at these values",
        speed = "time the model (models)";
    static const std::vector<GateMetric> kMetrics = {
        {"accuracy", "accuracy over the folds", None, true, true, true, verify},
        {"auc", "area under the ROC curve", None, true, true, true, verify},
        {"eer", "equal error rate", None, true, false, true, verify},
        {"tpr_at_fpr", "TPR at FPR", Rate, true, true, true,
         "verify the model on pairs; the rates that are measured are 0.1, 0.05, 0.01, 0.005, and 1e-3 to 1e-6"},
        {"val_at_far", "VAL at FAR", Rate, true, true, true,
         "verify the model on pairs, with the figures of the published protocols"},
        {"d_prime", "d' of the scores", None, false, true, true, verify},
        {"score_fisher", "Fisher of the scores", None, false, true, true, verify},
        {"fisher_trace_ratio", "Fisher's trace ratio of the embeddings", None, false, true, true,
         "measure the embeddings of a project (separability) or write a report"},
        {"slice_accuracy", "accuracy of a slice", Slice, true, true, true, slices},
        {"slice_gap", "largest difference in accuracy between the slices of an attribute", Attribute, true, false, true,
         slices},
        {"slice_drop", "accuracy lost from one slice to another", TwoSlices, true, false, true, slices},
        {"fgsm_survival", "pairs still judged rightly after FGSM", Epsilon, true, true, true, attack},
        {"pgd_survival", "pairs still judged rightly after PGD", Epsilon, true, true, true, attack},
        {"latency_ms", "milliseconds for one crop", None, false, false, true, speed},
        {"parameters", "parameters", None, false, false, false, speed},
        {"multiply_adds", "multiply-adds of one crop", None, false, false, false, speed},
    };
    return kMetrics;
}

const GateMetric& gateMetric(std::string_view id)
{
    std::vector<std::string> known;
    for (const GateMetric& metric : gateMetrics()) {
        if (metric.id == id)
            return metric;
        known.push_back(metric.id);
    }
    if (toLower(std::string(id)) == "fisher")
        refuse("There are two Fishers: score_fisher is of the scores of pairs, fisher_trace_ratio of the embeddings.");
    const auto near = nearestWord(id, known);
    std::string all;
    for (const auto& name : known)
        all += (all.empty() ? "" : ", ") + name;
    refuse("There is no metric " + inQuotes(id) +
           (near.empty() ? "; there are " + all + "." : "; did you mean " + near + "?"));
}

bool Gate::reachedBy(double figure) const
{
    switch (op) {
    case GateOp::AtLeast:
        return figure >= value;
    case GateOp::Above:
        return figure > value;
    case GateOp::AtMost:
        return figure <= value;
    case GateOp::Below:
        break;
    }
    return figure < value;
}

std::string Gate::subject() const
{
    std::string out = metric;
    if (at)
        out +=
            "@" + (gateMetric(metric).argument == GateArgument::Epsilon ? std::to_string(static_cast<int>(*at)) + "/255"
                                                                        : number(*at));
    if (!attribute.empty())
        out += "[" + attribute + (other.empty() ? (slice.empty() ? "" : "=" + slice) : ": " + slice + " -> " + other) +
               "]";
    return out;
}

std::string Gate::text() const
{
    return subject() + " " + std::string(opText(op)) + " " + number(value);
}

Json Gate::toJson() const
{
    Json out = {{"metric", metric}};
    if (at)
        out["at"] = *at;
    if (!attribute.empty())
        out["attribute"] = attribute;
    if (!slice.empty())
        out["slice"] = slice;
    if (!other.empty())
        out["other"] = other;
    out["op"] = opText(op);
    out["value"] = value;
    return out;
}

Gate Gate::parse(std::string_view text)
{
    const std::string_view line = trim(text);
    const auto afterName = std::find_if_not(line.begin(), line.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '\'' ||
               c == '-';
    });
    Gate gate;
    gate.metric = std::string(line.begin(), afterName);
    if (gate.metric.empty())
        refuse(inQuotes(line) +
               " is no gate; write a metric, a comparison and a number, as in \"tpr_at_fpr@1e-4 >= 0.995\".");
    const GateMetric& metric = gateMetric(gate.metric);
    std::string_view rest = trim(line.substr(gate.metric.size()));
    if (rest.starts_with('[')) {
        const auto end = rest.rfind(']');
        if (end == std::string_view::npos)
            refuse("The bracket after " + metric.id + " is not closed; write \"" + example(metric) + "\".");
        const std::string_view inside = rest.substr(1, end - 1);
        rest = trim(rest.substr(end + 1));
        const auto mark = inside.find_first_of(metric.argument == GateArgument::TwoSlices ? ":" : "=");
        gate.attribute = trim(inside.substr(0, mark));
        if (mark != std::string_view::npos) {
            const std::string_view values = inside.substr(mark + 1);
            const auto arrow = metric.argument == GateArgument::TwoSlices ? values.find("->") : std::string_view::npos;
            gate.slice = trim(values.substr(0, arrow));
            if (arrow != std::string_view::npos)
                gate.other = trim(values.substr(arrow + 2));
        }
    }
    std::size_t at = std::string_view::npos, length = 0;
    for (const auto& [sign, op] : kOps)
        if (const auto found = rest.find(sign); found < at) { // of those at the same place the longest comes first
            at = found;
            length = sign.size();
            gate.op = op;
        }
    if (at == std::string_view::npos)
        refuse(inQuotes(line) + " compares with nothing; write >=, >, <= or < and a number, as in \"" +
               example(metric) + "\".");
    const std::string_view argument = trim(rest.substr(0, at));
    if (argument.starts_with('@'))
        gate.at = argumentIn(argument.substr(1), metric);
    else if (!argument.empty())
        refuse(inQuotes(argument) + " after " + metric.id + " means nothing; write \"" + example(metric) + "\".");
    gate.value = boundIn(rest.substr(at + length));
    validate(gate);
    return gate;
}

Gate Gate::fromJson(const Json& json)
{
    if (json.is_string())
        return parse(json.get<std::string>());
    if (!json.is_object())
        refuse("A gate in a file is an object with \"metric\", \"op\" and \"value\", or one line of text.");
    const std::vector<std::string> keys{"metric", "at", "attribute", "slice", "other", "op", "value"};
    for (const auto& [key, value] : json.items()) // a misspelt "at" would make it another gate
        if (std::find(keys.begin(), keys.end(), key) == keys.end()) {
            const auto near = nearestWord(key, keys);
            refuse("A gate has no " + inQuotes(key) + (near.empty() ? "." : "; did you mean \"" + near + "\"?"));
        }
    const auto text = [&](const char* key) {
        if (json.contains(key) && !json[key].is_string())
            refuse(std::string("\"") + key + "\" of a gate must be text.");
        return json.value(key, std::string());
    };
    Gate gate;
    gate.metric = text("metric");
    gateMetric(gate.metric);
    gate.attribute = text("attribute");
    gate.slice = text("slice");
    gate.other = text("other");
    if (json.contains("at")) {
        if (!json["at"].is_number())
            refuse("\"at\" of a gate must be a number.");
        gate.at = json["at"].get<double>();
    }
    const std::string op = json.contains("op") ? text("op") : gateMetric(gate.metric).higherIsBetter ? ">=" : "<=";
    const auto known = std::find_if(kOps.begin(), kOps.end(), [&](const auto& o) { return o.first == op; });
    if (known == kOps.end())
        refuse(inQuotes(op) + " is no comparison of a gate; write >=, >, <= or <.");
    gate.op = known->second;
    if (!json.contains("value") || !json["value"].is_number())
        refuse("\"value\" of the gate on " + gate.metric + " must be a number.");
    gate.value = json["value"].get<double>();
    validate(gate);
    return gate;
}

std::vector<Gate> gatesFromJson(const Json& file)
{
    constexpr std::size_t kMost = 1000;
    if (!file.is_object() || !file.contains("gates") || !file["gates"].is_array() || file["gates"].size() > kMost)
        throw Error(ErrorCode::BadFile,
                    "A file of gates is {\"gates\": [{\"metric\": \"tpr_at_fpr\", \"at\": 1e-4, \"op\": "
                    "\">=\", \"value\": 0.995}, …]}.");
    std::vector<Gate> out;
    for (const Json& gate : file["gates"])
        out.push_back(Gate::fromJson(gate));
    return out;
}

std::vector<Gate> offeredGates()
{
    return {
        Gate::parse("tpr_at_fpr@1e-4 >= 0.995"),
        Gate::parse("score_fisher > 15"),
        Gate::parse("slice_drop[" + std::string(kAgeGap) + ": " + kAgeGapBelow + " -> " + kAgeGapAbove + "] < 0.03"),
        Gate::parse("fgsm_survival@2/255 >= 0.85"),
    };
}

// --- judging

namespace {

// What the evidence says of a gate's figure.
struct Found {
    std::optional<double> figure;
    std::optional<Interval> ci95;
    bool sufficient = true;
    std::string need; // a sentence: why it is not sufficient, and what would be
};

// Null where a key is missing, or something else than an object was asked for one.
const Json& at(const Json& object, std::string_view key)
{
    static const Json kNull;
    if (!object.is_object())
        return kNull;
    const auto found = object.find(std::string(key));
    return found == object.end() ? kNull : *found;
}

std::optional<double> finite(const Json& value)
{
    if (!value.is_number() || !std::isfinite(value.get<double>()))
        return std::nullopt;
    return value.get<double>();
}

std::optional<Interval> interval(const Json& value)
{
    if (!value.is_array() || value.size() != 2)
        return std::nullopt;
    const auto low = finite(value[0]), high = finite(value[1]);
    return low && high && *low <= *high ? std::optional(Interval{*low, *high}) : std::nullopt;
}

std::string texts(const Json& value)
{
    return value.is_string() ? value.get<std::string>() : std::string();
}

bool near(double a, double b)
{
    return std::abs(a - b) <= 1e-9 * std::max(std::abs(a), std::abs(b));
}

Found plain(const Json& object, const std::string& key)
{
    return {finite(at(object, key)), interval(at(object, key + "_ci95")), true, {}};
}

// The first of the objects that has it.
Found plainIn(std::initializer_list<const Json*> objects, const std::string& key)
{
    for (const Json* object : objects)
        if (auto found = plain(*object, key); found.figure)
            return found;
    return {};
}

std::string needOfRate(const Json& impostors, double rate)
{
    std::string out = "Fewer than 10 false accepts are allowed at that rate; it takes " +
                      formatNumber(eval::impostorsNeeded(rate), 0) + " impostor pairs or more";
    if (const auto have = finite(impostors))
        out += ", and there are " + formatNumber(*have, 0);
    return out + ".";
}

Found tprAtFpr(const Gate& gate, const Json& evidence)
{
    for (const Json& point : at(evidence, "tpr_at_fpr"))
        if (const auto target = finite(at(point, "target")); target && near(*target, *gate.at))
            return {finite(at(point, "tpr")), interval(at(point, "ci95")), at(point, "sufficient") == Json(true),
                    needOfRate(at(evidence, "impostor"), *gate.at)};
    return {};
}

// Over folds there is no resampling: the interval is Student's, from their scatter, where they scatter at all.
Found valAtFar(const Gate& gate, const Json& evidence)
{
    constexpr double kFewestFolds = 5; // that student975() is good for
    for (const Json& figure : at(evidence, "protocols")) {
        if (texts(at(figure, "id")) != "val_at_far")
            continue;
        for (const Json& point : at(figure, "points")) {
            const auto target = finite(at(point, "target")), val = finite(at(point, "val")),
                       std = finite(at(point, "std"));
            if (!target || !near(*target, *gate.at) || !val)
                continue;
            Found out{val,
                      {},
                      at(point, "sufficient") == Json(true),
                      "Fewer than 10 false accepts are allowed at that rate; it takes more impostor pairs."};
            const auto folds = static_cast<double>(at(evidence, "fold_accuracy").size());
            if (std && *std > 0 && folds >= kFewestFolds) { // std has ddof 0
                const double half = eval::student975(folds - 1) * *std / std::sqrt(folds - 1);
                out.ci95 = Interval{std::max(0.0, *val - half), std::min(1.0, *val + half)};
            }
            return out;
        }
    }
    return {};
}

Found sliceAccuracy(const Json& slices, const std::string& attribute, const std::string& value)
{
    for (const Json& slice : at(slices, "slices")) {
        if (texts(at(slice, "attribute")) != attribute || texts(at(slice, "value")) != value)
            continue;
        const Json& accuracy = at(slice, "accuracy");
        return {finite(at(accuracy, "value")), interval(at(accuracy, "ci95")), at(accuracy, "sufficient") == Json(true),
                "The slice \"" + attribute + " = " + value + "\" has too few people or pairs."};
    }
    return {};
}

const Json& accuracyGap(const Json& slices, const std::string& attribute)
{
    static const Json kNone;
    for (const Json& entry : at(slices, "attributes"))
        if (texts(at(entry, "attribute")) == attribute)
            for (const Json& gap : at(entry, "gaps"))
                if (texts(at(gap, "metric")) == "accuracy")
                    return gap;
    return kNone;
}

Found sliceGap(const Gate& gate, const Json& slices)
{
    const Json& gap = accuracyGap(slices, gate.attribute);
    if (gap.is_null())
        return {};
    Found out{finite(at(gap, "gap")), interval(at(gap, "ci95")), true, {}};
    const auto compared = finite(at(gap, "compared"));
    if (!out.figure || !compared || *compared < 2) {
        out.sufficient = false;
        out.need = "Fewer than two slices of \"" + gate.attribute + "\" have enough people and pairs to be compared.";
    }
    return out;
}

// The accuracy of the first slice less that of the second. Where the gap of the attribute is between these two, its
// interval has been measured on the same resamples; else the widest that the intervals of both allow.
Found sliceDrop(const Gate& gate, const Json& slices)
{
    const Found from = sliceAccuracy(slices, gate.attribute, gate.slice),
                to = sliceAccuracy(slices, gate.attribute, gate.other);
    if (!from.figure || !to.figure)
        return {};
    Found out{*from.figure - *to.figure, {}, from.sufficient && to.sufficient, from.sufficient ? to.need : from.need};
    const Json& gap = accuracyGap(slices, gate.attribute);
    const std::string highest = texts(at(gap, "highest")), lowest = texts(at(gap, "lowest"));
    const bool between =
        (highest == gate.slice && lowest == gate.other) || (highest == gate.other && lowest == gate.slice);
    const auto size = finite(at(gap, "gap"));
    if (const auto ci = interval(at(gap, "ci95")); between && size && ci) {
        const double half = (*ci)[1] - *size; // its lower end does not go below 0
        out.ci95 = Interval{*out.figure - half, *out.figure + half};
    } else if (from.ci95 && to.ci95) {
        out.ci95 = Interval{(*from.ci95)[0] - (*to.ci95)[1], (*from.ci95)[1] - (*to.ci95)[0]};
    }
    return out;
}

Found survival(const Gate& gate, const Json& evidence)
{
    const std::string method = gate.metric.substr(0, gate.metric.find('_'));
    for (const Json& point : at(at(evidence, "robustness"), "points"))
        if (const auto epsilon = finite(at(point, "epsilon"));
            epsilon && near(*epsilon, *gate.at) && texts(at(point, "method")) == method) {
            Found out = plain(point, "survival");
            out.sufficient = at(point, "sufficient") != Json(false);
            out.need = "Too few pairs were attacked: it takes 30 that the model judges rightly.";
            return out;
        }
    return {};
}

Found find(const Gate& gate, const Json& evidence)
{
    const Json &slices = at(evidence, "slices"), &cost = at(evidence, "cost");
    if (gate.metric == "tpr_at_fpr")
        return tprAtFpr(gate, evidence);
    if (gate.metric == "val_at_far")
        return valAtFar(gate, evidence);
    if (gate.metric == "slice_accuracy")
        return sliceAccuracy(slices, gate.attribute, gate.slice);
    if (gate.metric == "slice_gap")
        return sliceGap(gate, slices);
    if (gate.metric == "slice_drop")
        return sliceDrop(gate, slices);
    if (gate.metric == "fgsm_survival" || gate.metric == "pgd_survival")
        return survival(gate, evidence);
    if (gate.metric == "fisher_trace_ratio")
        return plainIn({&at(evidence, "separability"), &evidence}, gate.metric);
    return plainIn({&evidence, &cost}, gate.metric);
}

std::string shown(const GateMetric& metric, double value)
{
    return metric.share ? formatNumber(100 * value, 2) + " %" : number(std::round(value * 1e4) / 1e4);
}

GateResult judge(const Gate& gate, const Json& evidence)
{
    const GateMetric& metric = gateMetric(gate.metric);
    const Found found = find(gate, evidence);
    GateResult out{gate, GateVerdict::NotEnoughData, {}, found.figure, found.ci95, {}};
    if (!found.figure) {
        out.reason = found.sufficient ? "not_measured" : "insufficient";
        out.message = found.sufficient ? "It was not measured: " + metric.howToMeasure + "." : found.need;
        return out;
    }
    out.message = "It is " + shown(metric, *found.figure);
    if (found.ci95)
        out.message += " [" + shown(metric, (*found.ci95)[0]) + ", " + shown(metric, (*found.ci95)[1]) + "]";
    const bool over = found.ci95 && gate.reachedBy((*found.ci95)[0]) != gate.reachedBy((*found.ci95)[1]);
    if (!found.sufficient) {
        out.reason = "insufficient";
        out.message += ", which says nothing yet. " + found.need;
    } else if (!gate.reachedBy(*found.figure)) {
        out.verdict = GateVerdict::Fail;
        out.reason = "missed";
        out.message += over ? "; the interval reaches over the bound, so that more data may show otherwise." : ".";
    } else if (metric.sampled && !found.ci95) {
        out.reason = "no_interval";
        out.message +=
            ", but how far it is chance is not known: there is no 95 % interval. It takes 5 people or more, and for "
            "VAL folds that differ.";
    } else if (metric.sampled && !(gate.reachedBy((*found.ci95)[0]) && gate.reachedBy((*found.ci95)[1]))) {
        out.reason = "interval_reaches_over";
        out.message +=
            "; the 95 % interval reaches over the bound, so that it may be chance. More people and pairs make it "
            "narrower.";
    } else {
        out.verdict = GateVerdict::Pass;
        out.reason = "reached";
        out.message += ".";
    }
    return out;
}

} // namespace

std::string_view gateVerdictName(GateVerdict verdict)
{
    return verdict == GateVerdict::Pass ? "pass" : verdict == GateVerdict::Fail ? "fail" : "not_enough_data";
}

Json GateResult::toJson() const
{
    Json out = {{"gate", gate.text()}};
    out.update(gate.toJson());
    out["verdict"] = gateVerdictName(verdict);
    out["reason"] = reason;
    out["figure"] = figure ? Json(*figure) : Json();
    out["ci95"] = ci95 ? Json(*ci95) : Json();
    out["message"] = message;
    return out;
}

Json GateReport::toJson() const
{
    Json list = Json::array();
    for (const GateResult& result : gates)
        list.push_back(result.toJson());
    return {{"verdict", verdict ? Json(gateVerdictName(*verdict)) : Json("none")}, {"gates", list}};
}

GateReport checkGates(std::span<const Gate> gates, const Json& evidence)
{
    GateReport out;
    for (const Gate& gate : gates) {
        out.gates.push_back(judge(gate, evidence));
        const GateVerdict here = out.gates.back().verdict;
        if (!out.verdict || here == GateVerdict::Fail || *out.verdict == GateVerdict::Pass)
            out.verdict = here;
    }
    return out;
}

Json evidenceOf(const Verification& verification)
{
    Json out = verification.result.toJson();
    for (const char* key : {"model", "model_hash", "set", "set_hash"})
        if (verification.facts.contains(key))
            out[key] = verification.facts[key];
    eval::ProtocolSettings settings;
    settings.concatenated = verification.options.flip == "concat";
    settings.balancedFolds = verification.balancedFolds;
    out["protocols"] =
        eval::toJson(eval::protocolFigures(verification.scores, verification.same, verification.result, settings));
    if (verification.separability)
        out["separability"] = verification.separability->toJson();
    out.update(withoutPictures(verification.extras));
    return out;
}

std::optional<GateReport> gateReportOf(const dataset::Project& project, const Verification& verification)
{
    std::vector<Gate> gates;
    for (const std::string& line : dataset::modelGates(project))
        gates.push_back(Gate::parse(line));
    if (gates.empty())
        return std::nullopt;
    return checkGates(gates, evidenceOf(verification));
}

Json mergedEvidence(std::span<const Json> parts)
{
    static const std::vector<std::string> kFigures{"accuracy", "auc",        "tpr_at_fpr", "separability",
                                                   "slices",   "robustness", "protocols",  "cost"};
    Json out = Json::object();
    for (const Json& given : parts) {
        if (!given.is_object())
            refuse("Evidence is a JSON object, as verify, separability and report print it with --json.");
        const char* alone = at(given, "points").is_array()       ? "robustness" // the output of another command
                            : at(given, "attributes").is_array() ? "slices"
                            : at(given, "intra").is_object()     ? "separability"
                                                                 : nullptr;
        Json part = alone ? Json::object({{alone, given}}) : given;
        if (given.contains("model_hash"))
            part["model_hash"] = given["model_hash"];
        if (out.contains("model_hash") && part.contains("model_hash") && out["model_hash"] != part["model_hash"])
            refuse("These files are about different models; judge each model by its own.");
        for (const std::string& key : kFigures)
            if (out.contains(key) && part.contains(key))
                refuse("Two of these files give " + inQuotes(key) + "; judge a model on one set at a time.");
        for (const auto& [key, value] : part.items())
            if (!out.contains(key))
                out[key] = value;
    }
    return out;
}

} // namespace likeness::verify
