// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/advisor.h"

#include "core/base/binomial.h"
#include "core/base/error.h"
#include "core/base/known.h"

#include <algorithm>
#include <cmath>

namespace likeness::eval {
namespace {

void warnOfSlices(Advice& advice)
{
    std::size_t notChecked = 0;
    for (const SliceResult& slice : advice.slices.slices) {
        const SliceFigure& fmr = slice.of(SliceMetric::OperatingFmr);
        const SliceFigure& needed = slice.of(SliceMetric::NeededThreshold);
        if (fmr.ci95[0] > advice.target) // not where there is no interval
            advice.warnings.push_back({"slice_above_target",
                                       {{"attribute", slice.attribute},
                                        {"value", slice.value},
                                        {"fmr", fmr.value},
                                        {"fmr_ci95", known(fmr.ci95)},
                                        {"needed_threshold", known(needed.value)},
                                        {"needed_threshold_ci95", known(needed.ci95)},
                                        {"needed_sufficient", needed.sufficient}}});
        else if (!fmr.sufficient)
            ++notChecked;
    }
    if (notChecked > 0)
        advice.warnings.push_back({"slices_not_checked", {{"slices", notChecked}}});
}

} // namespace

double falseMatchInGallery(double fmr, std::uint64_t gallery)
{
    return fmr >= 1 ? (gallery > 0 ? 1 : 0) : -std::expm1(static_cast<double>(gallery) * std::log1p(-fmr));
}

Advice adviseThreshold(std::span<const float> scores,
                       std::span<const std::uint8_t> same,
                       std::span<const std::uint32_t> identities,
                       std::span<const Slice> slices,
                       const AdvisorSettings& settings)
{
    if (!(settings.attemptsPerDay >= 0) || !std::isfinite(settings.attemptsPerDay))
        throw Error(ErrorCode::BadArgument, "The attempts a day must be a number of 0 or more.");
    if (settings.gallery < 1)
        throw Error(ErrorCode::BadArgument, "The gallery must hold at least one person.");
    Advice out;
    out.slices = measureSlices(scores, same, identities, slices,
                               {.fmr = settings.fmr,
                                .bootstraps = settings.bootstraps,
                                .seed = settings.seed,
                                .balancedFolds = settings.balancedFolds,
                                .check = settings.check});
    const Operating& point = out.slices.operating;
    const SliceResult& all = out.slices.all;
    const SliceFigure& fmr = all.of(SliceMetric::OperatingFmr);
    const SliceFigure& fnmr = all.of(SliceMetric::OperatingFnmr);
    out.target = settings.fmr;
    out.threshold = point.threshold;
    out.thresholdCi95 = out.slices.operatingThresholdCi95;
    out.achievedFmr = fmr.value;
    out.fmrCi95 = fmr.ci95;
    out.fnmr = fnmr.value;
    out.fnmrCi95 = fnmr.ci95;
    const auto impostors = static_cast<double>(all.impostor);
    out.falseAccepts = static_cast<std::size_t>(std::lround(fmr.value * impostors));
    out.fmrUpper95 = upperLimit(out.falseAccepts, all.impostor);
    out.attemptsPerDay = settings.attemptsPerDay;
    out.gallery = settings.gallery;
    const auto perDay = [&](double rate) {
        return settings.attemptsPerDay * falseMatchInGallery(rate, settings.gallery);
    };
    out.falseAcceptsPerDay = perDay(out.achievedFmr);
    out.falseAcceptsPerDayCi95 = {perDay(out.fmrCi95[0]), perDay(out.fmrCi95[1])};
    out.budget = point.falseAcceptBudget;
    out.smallestFmr = smallestRate(all.impostor);
    const bool people = out.slices.resampledIdentities;
    out.sufficient = out.budget >= kSufficientBudget && (!people || all.people >= kFewestPeople);

    if (out.budget < kSufficientBudget)
        out.warnings.push_back(
            {"insufficient", {{"budget", out.budget}, {"impostors", all.impostor}, {"smallest_fmr", out.smallestFmr}}});
    if (const bool interval = std::isfinite(out.fmrCi95[1]); out.budget < 1)
        out.warnings.push_back({"beyond_data",
                                {{"most", interval ? out.fmrCi95[1] : out.fmrUpper95},
                                 {"independent", !interval},
                                 {"fmr_upper95", out.fmrUpper95},
                                 {"impostors", all.impostor}}});
    if (!people)
        out.warnings.push_back({"no_people", Json::object()});
    else if (all.people < kFewPeople)
        out.warnings.push_back({"few_people", {{"people", all.people}, {"needed", kFewPeople}}});
    warnOfSlices(out);
    return out;
}

bool Advice::warns(std::string_view code) const
{
    return std::any_of(warnings.begin(), warnings.end(), [&](const Warning& w) { return w.code == code; });
}

Json Advice::toJson() const
{
    Json list = Json::array();
    for (const Warning& warning : warnings) {
        Json one = {{"code", warning.code}};
        one.update(warning.figures);
        list.push_back(std::move(one));
    }
    Json out = {{"threshold", threshold},
                {"threshold_ci95", known(thresholdCi95)},
                {"target", target},
                {"achieved_fmr", achievedFmr},
                {"fmr_ci95", known(fmrCi95)},
                {"fmr_upper95", fmrUpper95},
                {"fnmr", fnmr},
                {"fnmr_ci95", known(fnmrCi95)},
                {"false_accepts", falseAccepts},
                {"expected_false_accepts_per_day", falseAcceptsPerDay},
                {"expected_false_accepts_per_day_ci95", known(falseAcceptsPerDayCi95)},
                {"attempts_per_day", attemptsPerDay},
                {"gallery", gallery},
                {"false_accept_budget", budget},
                {"smallest_fmr", smallestFmr},
                {"sufficient", sufficient},
                {"pairs", slices.all.pairs},
                {"genuine", slices.all.genuine},
                {"impostor", slices.all.impostor},
                {"people", slices.all.people},
                {"bootstraps", slices.bootstraps},
                {"resampled", slices.resampledIdentities ? "identities" : "pairs"},
                {"warnings", list}};
    if (!slices.slices.empty())
        out["slices"] = slices.toJson();
    return out;
}

} // namespace likeness::eval
