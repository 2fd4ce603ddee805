// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/slices.h"

#include "core/base/error.h"
#include "core/base/known.h"
#include "core/eval/paired.h"
#include "core/eval/replicates.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <unordered_set>

namespace likeness::eval {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr int kFewestBootstraps = 100;
constexpr double kRounding = 1e-9; // 0.1 · 30 is 3, not 2

constexpr std::array<std::string_view, kSliceMetrics> kNames{
    "accuracy", "fnmr", "fmr", "fnmr_at_operating", "fmr_at_operating", "tpr_at_own_fpr", "needed_threshold"};

// What a slice is, ready for measuring.
struct Members {
    std::vector<std::uint32_t> places;  // in the sorted pairs, from the highest score
    std::array<std::size_t, 2> count{}; // impostor, genuine
    std::size_t people = 0, genuinePeople = 0;
    // Impostor, genuine: meetings of two as impostors and people of genuine pairs; pairs, where they do not say whose
    // they are.
    std::array<std::size_t, 2> clusters{};
};

using Values = std::array<double, kSliceMetrics>;
double& at(Values& values, SliceMetric metric)
{
    return values[static_cast<std::size_t>(metric)];
}

// Everything that does not change from resample to resample.
struct Setting {
    const Sorted& sorted;
    std::array<std::uint32_t, 2> accepted{}; // places below are accepted at the overall, the operating threshold
    double fmr, ownFpr;
    std::array<double, 2> correlation{}; // of errors on impostor, genuine pairs of the same people
};

float justAbove(float score)
{
    return std::nextafter(score, std::numeric_limits<float>::infinity());
}

// How often each pair counts: `weight`, in the order of the sorted pairs. Integers in floats are exact up to 2²⁴.
Values measure(const Members& slice, const Setting& setting, std::span<const float> weight)
{
    const auto& same = setting.sorted.same;
    std::array<double, 2> total{};
    std::array<std::array<double, 2>, 2> accepted{}; // [threshold][kind]
    for (const std::uint32_t p : slice.places) {
        const auto w = static_cast<double>(weight[p]);
        total[same[p]] += w;
        for (std::size_t t = 0; t < accepted.size(); ++t)
            if (p < setting.accepted[t])
                accepted[t][same[p]] += w;
    }
    Values out;
    out.fill(kNaN);
    if (total[1] > 0) {
        at(out, SliceMetric::Fnmr) = (total[1] - accepted[0][1]) / total[1];
        at(out, SliceMetric::OperatingFnmr) = (total[1] - accepted[1][1]) / total[1];
    }
    if (total[0] > 0) {
        at(out, SliceMetric::Fmr) = accepted[0][0] / total[0];
        at(out, SliceMetric::OperatingFmr) = accepted[1][0] / total[0];
    }
    at(out, SliceMetric::Accuracy) = 1 - (at(out, SliceMetric::Fnmr) + at(out, SliceMetric::Fmr)) / 2;
    if (total[0] <= 0)
        return out;

    const double ownBudget = setting.ownFpr * total[0] + kRounding;
    const double budget = setting.fmr * total[0] + kRounding;
    double genuine = 0;
    double impostor = 0;
    double tpr = total[1] > 0 ? 1 : kNaN;
    double needed = kNaN;
    double lastGenuine = 0;
    float lastImpostor = 0;
    bool ownDone = total[1] <= 0;
    for (std::size_t i = 0; i < slice.places.size() && !(ownDone && !std::isnan(needed)); ++i) {
        const std::uint32_t p = slice.places[i];
        const auto w = static_cast<double>(weight[p]);
        const float score = setting.sorted.score[p];
        (same[p] ? genuine : impostor) += w;
        if (same[p] == 0 && w > 0) {
            lastImpostor = score;
            if (impostor > budget && std::isnan(needed))
                needed = static_cast<double>(justAbove(score));
        }
        if (i + 1 < slice.places.size() && setting.sorted.score[slice.places[i + 1]] == score)
            continue; // equal scores are accepted together
        if (impostor > ownBudget && !ownDone) {
            tpr = lastGenuine / total[1];
            ownDone = true;
        }
        lastGenuine = genuine;
    }
    at(out, SliceMetric::OwnTpr) = tpr;
    at(out, SliceMetric::NeededThreshold) = std::isnan(needed) ? static_cast<double>(lastImpostor) : needed;
    return out;
}

// The threshold by the rule of tprAtFpr() among the pairs that count.
float operatingThreshold(const Setting& setting, std::span<const float> weight)
{
    const auto& same = setting.sorted.same;
    double total = 0;
    for (std::size_t p = 0; p < weight.size(); ++p)
        total += same[p] ? 0 : static_cast<double>(weight[p]);
    const double budget = setting.fmr * total + kRounding;
    double impostor = 0;
    float threshold = std::numeric_limits<float>::quiet_NaN();
    bool drawn = false;
    for (std::size_t p = 0; p < weight.size(); ++p) {
        drawn = drawn || weight[p] > 0;
        impostor += same[p] ? 0 : static_cast<double>(weight[p]);
        if (!setting.sorted.lastOfTie[p] || !drawn)
            continue;
        if (impostor > budget)
            return std::isnan(threshold) ? justAbove(setting.sorted.score[p]) : threshold;
        threshold = setting.sorted.score[p];
        drawn = false;
    }
    return threshold;
}

std::vector<Members>
membersOf(const Sorted& sorted, const Meetings& met, std::span<const Slice> slices, const Check& check)
{
    const std::size_t n = sorted.order.size();
    std::vector<std::uint32_t> placeOf(n);
    for (std::size_t p = 0; p < n; ++p)
        placeOf[sorted.order[p]] = static_cast<std::uint32_t>(p);
    std::vector<Members> out(slices.size() + 1);
    for (std::size_t s = 0; s < out.size(); ++s) {
        if (check)
            check();
        Members& m = out[s];
        if (s == slices.size()) { // the last one is everything
            m.places.resize(n);
            std::iota(m.places.begin(), m.places.end(), 0u);
        } else {
            const auto refuse = [&](const std::string& why) {
                throw Error(ErrorCode::BadArgument,
                            "The slice \"" + slices[s].attribute + " = " + slices[s].value + "\" " + why);
            };
            for (const std::uint32_t pair : slices[s].pairs) {
                if (pair >= n)
                    refuse("names pair " + std::to_string(pair) + ", but there are only " + std::to_string(n) + ".");
                m.places.push_back(placeOf[pair]);
            }
            std::sort(m.places.begin(), m.places.end());
            if (std::adjacent_find(m.places.begin(), m.places.end()) != m.places.end())
                refuse("holds a pair twice.");
        }
        std::unordered_set<std::uint32_t> people;
        std::unordered_set<std::uint32_t> genuinePeople;
        std::unordered_set<std::uint32_t> impostorMeetings;
        for (const std::uint32_t p : m.places) {
            m.count[sorted.same[p]] += 1;
            if (sorted.identities == 0)
                continue;
            people.insert({sorted.a[p], sorted.b[p]});
            if (sorted.same[p])
                genuinePeople.insert(sorted.a[p]);
            else
                impostorMeetings.insert(met.of[p]);
        }
        m.people = people.size();
        m.genuinePeople = genuinePeople.size();
        m.clusters = sorted.identities > 0 ? std::array{impostorMeetings.size(), genuinePeople.size()} : m.count;
    }
    return out;
}

// What resamples say of the figures of one slice.
struct Spread {
    std::vector<Values> ofPeople;   // over resamples of the people, or of the pairs
    std::vector<Values> ofMeetings; // empty where pairs are resampled
};

std::vector<double> knownOf(const std::vector<Values>& resamples, std::size_t metric)
{
    std::vector<double> out;
    for (const Values& v : resamples)
        if (!std::isnan(v[metric]))
            out.push_back(v[metric]);
    return out;
}

// Percentiles of a figure that is no share, their distance from it put right.
std::array<double, 2> percentiles(double value, std::span<const double> resamples, double factor)
{
    std::vector<float> values(resamples.begin(), resamples.end());
    const auto [low, high] = interval(values);
    if (std::isnan(low) || std::isnan(value))
        return {kNaN, kNaN};
    return {std::min(value, value + (low - value) * factor), std::max(value, value + (high - value) * factor)};
}

SliceResult resultOf(const Members& m, Values values, const Spread& spread, const Setting& setting)
{
    SliceResult out;
    out.genuine = m.count[1];
    out.impostor = m.count[0];
    out.pairs = m.places.size();
    out.people = m.people;

    const std::size_t people = setting.sorted.identities;
    const double quantile = people > 1 ? student975(static_cast<double>(people) - 1) : kNormal975;
    // The variance of a rate; never below that of as many independent pairs, which few errors can hide.
    const auto binomial = [&](SliceMetric metric, std::size_t kind) {
        const double rate = at(values, metric);
        return rate * (1 - rate) / static_cast<double>(m.count[kind]);
    };
    const auto trials = [&](std::size_t kind) {
        return trialsOf(m.count[kind], m.clusters[kind], setting.correlation[kind]);
    };
    const auto ofShare = [&](SliceMetric metric, double least, const Trials& of) {
        const auto k = static_cast<std::size_t>(metric);
        const double ofPeople = sampleVariance(knownOf(spread.ofPeople, k));
        const double variance =
            people > 1 ? peopleVariance(ofPeople, sampleVariance(knownOf(spread.ofMeetings, k)), people) : ofPeople;
        out.of(metric).ci95 =
            countedInterval(values[k], std::isnan(variance) ? variance : std::max(variance, least), of, quantile);
    };
    for (std::size_t k = 0; k < kSliceMetrics; ++k)
        out.figures[k].value = values[k];
    for (const auto metric : {SliceMetric::Fnmr, SliceMetric::OperatingFnmr, SliceMetric::OwnTpr})
        ofShare(metric, binomial(metric, 1), trials(1));
    for (const auto metric : {SliceMetric::Fmr, SliceMetric::OperatingFmr})
        ofShare(metric, binomial(metric, 0), trials(0));
    ofShare(SliceMetric::Accuracy, (binomial(SliceMetric::Fnmr, 1) + binomial(SliceMetric::Fmr, 0)) / 4,
            fewer(trials(0), trials(1)));
    const auto needed = static_cast<std::size_t>(SliceMetric::NeededThreshold);
    const auto thresholds = knownOf(spread.ofPeople, needed);
    out.figures[needed].ci95 =
        percentiles(values[needed], thresholds, trueSpread(thresholds, knownOf(spread.ofMeetings, needed), people));

    const bool known = setting.sorted.identities > 0;
    const bool genuine = m.count[1] >= kFewestSlicePairs && (!known || m.genuinePeople >= kFewestPeople);
    const bool impostor = m.count[0] >= kFewestSlicePairs && (!known || m.people >= kFewestPeople);
    const auto budget = [&](double target) { return falseAcceptBudget(target, m.count[0]) >= kSufficientBudget; };
    out.of(SliceMetric::Accuracy).sufficient = genuine && impostor;
    out.of(SliceMetric::Fnmr).sufficient = out.of(SliceMetric::OperatingFnmr).sufficient = genuine;
    out.of(SliceMetric::Fmr).sufficient = impostor;
    out.of(SliceMetric::OperatingFmr).sufficient = impostor && budget(setting.fmr);
    out.of(SliceMetric::NeededThreshold).sufficient = impostor && budget(setting.fmr);
    out.of(SliceMetric::OwnTpr).sufficient = genuine && impostor && budget(setting.ownFpr);
    return out;
}

// `of`: the slices of one attribute.
SliceGap gapOf(std::size_t metric,
               const std::vector<std::size_t>& of,
               const std::vector<SliceResult>& slices,
               const std::vector<Spread>& spreads,
               std::size_t people)
{
    SliceGap out;
    out.metric = static_cast<SliceMetric>(metric);
    out.gap = out.p = out.pHolm = kNaN;
    out.ci95 = {kNaN, kNaN};
    std::vector<std::size_t> compared;
    for (const std::size_t s : of)
        if (slices[s].figures[metric].sufficient)
            compared.push_back(s);
    out.compared = compared.size();
    if (compared.size() < 2)
        return out;
    const auto less = [&](std::size_t a, std::size_t b) {
        return slices[a].figures[metric].value < slices[b].figures[metric].value;
    };
    out.lowest = *std::min_element(compared.begin(), compared.end(), less);
    out.highest = *std::max_element(compared.begin(), compared.end(), less);
    out.gap = slices[out.highest].figures[metric].value - slices[out.lowest].figures[metric].value;

    std::vector<double> factor; // of each compared slice
    for (const std::size_t s : compared)
        factor.push_back(
            trueSpread(knownOf(spreads[s].ofPeople, metric), knownOf(spreads[s].ofMeetings, metric), people));
    std::vector<double> ranges;
    for (std::size_t r = 0; r < spreads.front().ofPeople.size(); ++r) {
        double low = std::numeric_limits<double>::infinity();
        double high = -low;
        bool usable = true;
        for (std::size_t c = 0; c < compared.size(); ++c) {
            const std::size_t s = compared[c];
            const double moved = (spreads[s].ofPeople[r][metric] - slices[s].figures[metric].value) * factor[c];
            usable = usable && !std::isnan(moved);
            low = std::min(low, moved);
            high = std::max(high, moved);
        }
        if (usable)
            ranges.push_back(high - low);
    }
    if (ranges.empty())
        return out;
    std::sort(ranges.begin(), ranges.end());
    const auto asLarge =
        std::count_if(ranges.begin(), ranges.end(), [&](double range) { return range >= out.gap - 1e-12; });
    out.p = static_cast<double>(1 + asLarge) / static_cast<double>(1 + ranges.size());
    const double most = ranges[std::min(ranges.size() - 1, ranges.size() * 95 / 100)];
    out.ci95 = {std::max(0.0, out.gap - most), out.gap + most};
    return out;
}

void require(double rate, const char* what)
{
    if (!(rate > 0 && rate < 1))
        throw Error(ErrorCode::BadArgument, std::string(what) + " must lie between 0 and 1.");
}

} // namespace

std::string_view sliceMetricName(SliceMetric metric)
{
    return kNames[static_cast<std::size_t>(metric)];
}

SlicesResult measureSlices(std::span<const float> scores,
                           std::span<const std::uint8_t> same,
                           std::span<const std::uint32_t> identities,
                           std::span<const Slice> slices,
                           const SliceSettings& settings)
{
    if (!identities.empty() && identities.size() != 2 * scores.size())
        throw Error(ErrorCode::BadArgument, "Give two identities for each pair, or none at all.");
    require(settings.fmr, "The false match rate");
    require(settings.ownFpr, "The slices' own false positive rate");
    if (slices.size() > kMaxSlices)
        throw Error(ErrorCode::BadArgument, "There are " + std::to_string(slices.size()) + " slices; at most " +
                                                std::to_string(kMaxSlices) +
                                                " can be measured, so group the attributes' values.");
    SlicesResult out;
    const Roc curve = roc(scores, same); // says what is wrong with the scores
    const auto genuine =
        static_cast<std::size_t>(std::count_if(same.begin(), same.end(), [](std::uint8_t s) { return s != 0; }));
    out.operating = tprAtFpr(curve, genuine, same.size() - genuine, std::array{settings.fmr}).front();
    out.ownFpr = settings.ownFpr;
    out.threshold = settings.threshold
                        ? *settings.threshold
                        : judgedAccuracy(scores, same, foldPairs(same, settings.balancedFolds)).threshold;
    if (settings.check)
        settings.check();

    const std::vector<Verdict> notJudged(scores.size(), Verdict::NotJudged);
    const Sorted sorted = sortPairs(scores, same, identities, notJudged);
    Setting setting{sorted, {}, settings.fmr, settings.ownFpr, {}};
    for (std::size_t t = 0; t < 2; ++t) {
        const double threshold = t == 0 ? out.threshold : out.operating.threshold;
        const auto end = std::partition_point(sorted.score.begin(), sorted.score.end(),
                                              [&](float score) { return static_cast<double>(score) >= threshold; });
        setting.accepted[t] = static_cast<std::uint32_t>(end - sorted.score.begin());
    }
    out.resampledIdentities = !identities.empty();
    const Meetings met = out.resampledIdentities ? meetings(sorted) : Meetings();
    setting.correlation = {clustering(sorted, met, true).correlation, clustering(sorted, met, false).correlation};
    const auto members = membersOf(sorted, met, slices, settings.check);

    double looksAt = static_cast<double>(scores.size());
    for (const Members& m : members)
        looksAt += static_cast<double>(m.places.size());
    if (!out.resampledIdentities || sorted.identities >= kFewestPeople)
        out.bootstraps = resamplesFor(settings.bootstraps, kFewestBootstraps, looksAt);
    std::vector<Spread> spreads(members.size());
    Spread thresholds; // NeededThreshold stands for the operating one
    const auto resample = [&](std::vector<Values> Spread::*which, std::size_t count, const auto& weightsOf) {
        for (Spread& spread : spreads)
            (spread.*which).resize(count);
        (thresholds.*which).resize(count);
        forEachBlock(count, looksAt, settings.check, [&](std::size_t i) {
            const std::vector<float> weight = weightsOf(i);
            for (std::size_t s = 0; s < members.size(); ++s)
                (spreads[s].*which)[i] = measure(members[s], setting, weight);
            at((thresholds.*which)[i], SliceMetric::NeededThreshold) =
                static_cast<double>(operatingThreshold(setting, weight));
        });
    };
    const auto count = static_cast<std::size_t>(out.bootstraps);
    resample(&Spread::ofPeople, count,
             [&](std::size_t i) { return drawWeights(sorted, Rng::forItem(settings.seed, i)); });
    if (out.resampledIdentities && count > 0)
        resample(&Spread::ofMeetings, std::max<std::size_t>(count / 2, kFewestBootstraps),
                 [&](std::size_t i) { return drawMeetingWeights(sorted, met, Rng::forItem(~settings.seed, i)); });
    constexpr auto kThreshold = static_cast<std::size_t>(SliceMetric::NeededThreshold);
    const auto drawn = knownOf(thresholds.ofPeople, kThreshold);
    out.operatingThresholdCi95 =
        percentiles(out.operating.threshold, drawn,
                    trueSpread(drawn, knownOf(thresholds.ofMeetings, kThreshold), sorted.identities));

    const std::vector<float> once(scores.size(), 1);
    for (std::size_t s = 0; s < members.size(); ++s) {
        auto result = resultOf(members[s], measure(members[s], setting, once), spreads[s], setting);
        if (s == slices.size()) {
            out.operating.ci95 = {1 - result.of(SliceMetric::OperatingFnmr).ci95[1],
                                  1 - result.of(SliceMetric::OperatingFnmr).ci95[0]};
            out.all = std::move(result);
        } else {
            result.attribute = slices[s].attribute;
            result.value = slices[s].value;
            out.slices.push_back(std::move(result));
        }
    }
    std::vector<std::vector<std::size_t>> slicesOf;
    for (std::size_t s = 0; s < slices.size(); ++s) {
        const auto found = std::find_if(out.attributes.begin(), out.attributes.end(),
                                        [&](const auto& a) { return a.attribute == slices[s].attribute; });
        const auto index = static_cast<std::size_t>(found - out.attributes.begin());
        if (found == out.attributes.end()) {
            out.attributes.push_back({slices[s].attribute, {}});
            slicesOf.emplace_back();
        }
        slicesOf[index].push_back(s);
    }
    for (std::size_t a = 0; a < slicesOf.size(); ++a)
        for (std::size_t k = 0; k < kSliceMetrics; ++k)
            out.attributes[a].gaps[k] = gapOf(k, slicesOf[a], out.slices, spreads, sorted.identities);
    for (std::size_t k = 0; k < kSliceMetrics; ++k) {
        std::vector<double> p;
        for (const AttributeResult& attribute : out.attributes)
            p.push_back(attribute.gaps[k].p);
        const auto corrected = holm(p);
        for (std::size_t a = 0; a < p.size(); ++a)
            out.attributes[a].gaps[k].pHolm = corrected[a];
    }
    return out;
}

Json SliceFigure::toJson() const
{
    return {{"value", known(value)}, {"ci95", known(ci95)}, {"sufficient", sufficient}};
}

Json SliceResult::toJson() const
{
    Json out = {{"attribute", attribute},
                {"value", value},
                {"pairs", pairs},
                {"genuine", genuine},
                {"impostor", impostor},
                {"people", people},
                {"sufficient", of(SliceMetric::Accuracy).sufficient}};
    for (std::size_t k = 0; k < kSliceMetrics; ++k)
        out[std::string(kNames[k])] = figures[k].toJson();
    return out;
}

Json SlicesResult::toJson() const
{
    Json rows = Json::array();
    for (const SliceResult& slice : slices)
        rows.push_back(slice.toJson());
    Json byAttribute = Json::array();
    for (const AttributeResult& attribute : attributes) {
        Json gaps = Json::array();
        for (const SliceGap& gap : attribute.gaps) {
            const bool some = gap.compared >= 2;
            gaps.push_back({{"metric", sliceMetricName(gap.metric)},
                            {"compared", gap.compared},
                            {"gap", known(gap.gap)},
                            {"ci95", known(gap.ci95)},
                            {"p", known(gap.p)},
                            {"p_holm", known(gap.pHolm)},
                            {"highest", some ? Json(slices[gap.highest].value) : Json()},
                            {"lowest", some ? Json(slices[gap.lowest].value) : Json()}});
        }
        byAttribute.push_back({{"attribute", attribute.attribute}, {"gaps", gaps}});
    }
    Json point = operating.toJson();
    point["ci95"] = known(operating.ci95);
    point["threshold_ci95"] = known(operatingThresholdCi95);
    return {{"threshold", threshold},   {"operating", point},
            {"own_fpr", ownFpr},        {"all", all.toJson()},
            {"slices", rows},           {"attributes", byAttribute},
            {"bootstraps", bootstraps}, {"resampled", resampledIdentities ? "identities" : "pairs"}};
}

} // namespace likeness::eval
