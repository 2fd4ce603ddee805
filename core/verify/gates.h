// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/json_util.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace likeness::dataset {
class Project;
}

namespace likeness::verify {

struct Verification;

// What people ask of a model before they take it: one figure, a bound, and on which side of it the figure must lie.
// (dataset/model_gates.h keeps a project's gates.) Written by a person as one line,
//   tpr_at_fpr@1e-4 >= 99.5 %        fgsm_survival@2/255 >= 0.85      slice_accuracy[mask=yes] >= 0.97
//   slice_gap[mask] < 0.03           slice_drop[age gap: under 5 years -> 5 years and more] < 3 %
// or in a file, {"gates": [{"metric": "tpr_at_fpr", "at": 1e-4, "op": ">=", "value": 0.995}, …]} with "attribute",
// "slice" and "other" for slices.

// What stands beside a metric's name.
enum class GateArgument : std::uint8_t {
    None,
    Rate,      // @ a false-accept rate in 0..1, exclusive
    Epsilon,   // @ a change of each pixel, in grey levels of 0..255: 2 or 2/255
    Slice,     // [attribute=value]
    Attribute, // [attribute]
    TwoSlices  // [attribute: value -> other]
};
struct GateMetric {
    std::string id, name; // for scripts; for people, English
    GateArgument argument = GateArgument::None;
    bool share = false; // 0..1, also written as a percentage
    bool higherIsBetter = true;
    bool sampled = true;      // false: exact, and needs no interval
    std::string howToMeasure; // a sentence for those who have not
};
// All that a gate can ask about. There are two "Fishers": `score_fisher` is (μg − μi)² / (σg² + σi²) of the scores of
// genuine and impostor pairs, `fisher_trace_ratio` is tr(S_B) / tr(S_W) of the embeddings. One says nothing of the
// other's bound; "Fisher > 15" among the offered gates means the scores.
std::span<const GateMetric> gateMetrics();
const GateMetric& gateMetric(std::string_view id); // throws Error(BadArgument) naming the nearest one

// What the slices across 5 years are called (attributes.h, hard_set.h), for the offered gate.
inline constexpr char kAgeGap[] = "age gap", kAgeGapBelow[] = "under 5 years", kAgeGapAbove[] = "5 years and more";

enum class GateOp : std::uint8_t { AtLeast, Above, AtMost, Below }; // >= > <= <

struct Gate {
    std::string metric;       // an id of gateMetrics()
    std::optional<double> at; // rate or epsilon
    std::string attribute, slice, other;
    GateOp op = GateOp::AtLeast;
    double value = 0;

    bool reachedBy(double figure) const;
    std::string subject() const; // the figure that it is about: "tpr_at_fpr@0.0001"
    std::string text() const;    // as above; parse() takes it back. The same gate is always the same text.
    Json toJson() const;
    // Throw Error(BadArgument) saying what is wrong with it: an unknown metric, a missing or superfluous argument, a
    // bound that the figure cannot have, one on the side that is worse.
    static Gate parse(std::string_view text);
    static Gate fromJson(const Json& gate);
};
std::vector<Gate>
gatesFromJson(const Json& file); // {"gates": […]} of objects or lines; throws Error(BadFile | BadArgument)
// What is offered to people who have none yet; never in force by itself.
std::vector<Gate> offeredGates();

// Pass: there is enough data, and the whole 95 % interval lies where the gate wants it (an exact figure has none: the
//   figure itself).
// Fail: there is enough data, and the figure itself lies on the wrong side, even where the interval reaches over: that
//   a model is good enough has to be shown, not the opposite.
// NotEnoughData: everything else. The figure lies on the right side and the interval reaches over the bound, or is not
//   known; there is too little data for the figure to mean anything (`sufficient` is false); or it was not measured.
enum class GateVerdict : std::uint8_t { Pass, Fail, NotEnoughData };
std::string_view gateVerdictName(GateVerdict verdict); // pass | fail | not_enough_data

struct GateResult {
    Gate gate;
    GateVerdict verdict = GateVerdict::NotEnoughData;
    // Stable, for translations: reached | missed | interval_reaches_over | insufficient | no_interval | not_measured
    std::string reason;
    std::optional<double> figure;
    std::optional<std::array<double, 2>> ci95;
    std::string message; // an English sentence: what was found, and what to do where data is missing
    // {gate, metric, at?, attribute?, …, op, value, verdict, reason, figure, ci95, message}
    Json toJson() const;
};
struct GateReport {
    std::vector<GateResult> gates;
    // Fail where one fails, else NotEnoughData where one lacks data, else Pass; nothing where there are no gates.
    std::optional<GateVerdict> verdict;
    Json toJson() const; // {verdict: pass | fail | not_enough_data | none, gates: […]}
};
// evidence: what eval::VerifyResult::toJson() gives, with "separability" (eval::Separability), "slices"
// (eval::SlicesResult), "robustness" ({points: [{method, epsilon, survival, survival_ci95}]}), "protocols"
// (eval::ProtocolFigure) and "cost" (ModelRow) beside it where they were measured; an interval of `x` is `x_ci95`. It
// may come from a file: what is not there or no figure counts as not measured. Pure and thread-safe.
GateReport checkGates(std::span<const Gate> gates, const Json& evidence);

// What a stored verification says, as checkGates() takes it, with model, model_hash, set and set_hash. Throws as
// eval::protocolFigures().
Json evidenceOf(const Verification& verification);

// The project's gates, judged on this verification; nothing where the project has none. Throws as evidenceOf(), and
// Error(BadArgument) for a gate that this version does not know.
std::optional<GateReport> gateReportOf(const dataset::Project& project, const Verification& verification);
// What several files say of one model as one. The output of `separability`, of slices or of an attack alone is taken
// too. Throws Error(BadArgument) where they are of different models, or two of them give the same figure.
Json mergedEvidence(std::span<const Json> parts);

} // namespace likeness::verify
