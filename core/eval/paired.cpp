// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/paired.h"

#include "core/base/binomial.h"
#include "core/base/error.h"
#include "core/base/known.h"
#include "core/base/log_gamma.h"
#include "core/eval/replicates.h"
#include "core/eval/resampling.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

namespace likeness::eval {
namespace {

constexpr int kFewestBootstraps = 400;
constexpr std::array<double, 2> kTargets{1e-2, 1e-3}; // from the largest
constexpr std::array<const char*, 2> kTargetNames{"tpr_at_fpr_1e-2", "tpr_at_fpr_1e-3"};

// How each genuine pair stands among the impostors and each impostor among the genuine ones: their means are the AUC,
// their variances its uncertainty.
struct Placements {
    std::vector<double> genuine, impostor;
    double auc = 0;
};
Placements placements(std::span<const float> scores, std::span<const std::uint8_t> same)
{
    std::vector<float> genuine, impostor;
    for (std::size_t i = 0; i < scores.size(); ++i)
        (same[i] ? genuine : impostor).push_back(scores[i]);
    std::vector<float> all = genuine;
    all.insert(all.end(), impostor.begin(), impostor.end());
    const auto ofAll = midranks(all);
    const auto ofGenuine = midranks(genuine);
    const auto ofImpostor = midranks(impostor);
    const auto m = static_cast<double>(genuine.size());
    const auto n = static_cast<double>(impostor.size());
    Placements out;
    for (std::size_t i = 0; i < genuine.size(); ++i)
        out.genuine.push_back((ofAll[i] - ofGenuine[i]) / n);
    for (std::size_t j = 0; j < impostor.size(); ++j)
        out.impostor.push_back(1 - (ofAll[genuine.size() + j] - ofImpostor[j]) / m);
    out.auc = std::accumulate(out.genuine.begin(), out.genuine.end(), 0.0) / m;
    return out;
}

// Variance of the difference of two lists, ddof 1.
double varianceOfDifference(const std::vector<double>& a, const std::vector<double>& b)
{
    const auto n = static_cast<double>(a.size());
    double mean = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        mean += (a[i] - b[i]) / n;
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        sum += (a[i] - b[i] - mean) * (a[i] - b[i] - mean);
    return sum / (n - 1);
}

void requireFit(std::span<const float> a, std::span<const float> b, std::span<const std::uint8_t> same)
{
    for (const auto scores : {a, b})
        roc(scores, same); // says what is wrong with either
}

// Twice the smaller share of resamples on either side of zero; never 0, because the data itself is one more.
double bootstrapP(const std::vector<float>& differences)
{
    double below = 1;
    double above = 1;
    for (const float d : differences) {
        below += d <= 0 ? 1 : 0;
        above += d >= 0 ? 1 : 0;
    }
    return std::min(1.0, 2 * std::min(below, above) / (static_cast<double>(differences.size()) + 1));
}

} // namespace

Difference delongTest(std::span<const float> a, std::span<const float> b, std::span<const std::uint8_t> same)
{
    requireFit(a, b, same);
    const Placements pa = placements(a, same);
    const Placements pb = placements(b, same);
    Difference d{"auc", "delong", pa.auc, pb.auc, pa.auc - pb.auc, {std::nan(""), std::nan("")}, std::nan(""), true};
    const auto m = static_cast<double>(pa.genuine.size());
    const auto n = static_cast<double>(pa.impostor.size());
    if (m < 2 || n < 2) // no variance to speak of
        return d;
    const double error = std::sqrt(varianceOfDifference(pa.genuine, pb.genuine) / m +
                                   varianceOfDifference(pa.impostor, pb.impostor) / n);
    d.ci95 = {d.difference - kNormal975 * error, d.difference + kNormal975 * error};
    if (error > 0)
        d.p = std::erfc(std::abs(d.difference) / error / std::sqrt(2.0));
    else
        d.p = d.difference == 0 ? 1 : 0;
    return d;
}

double mcnemarExact(std::size_t onlyA, std::size_t onlyB)
{
    const auto n = static_cast<double>(onlyA + onlyB);
    double tail = 0; // of the binomial distribution with one half
    for (std::size_t k = 0; k <= std::min(onlyA, onlyB); ++k) {
        const auto x = static_cast<double>(k);
        tail += std::exp(logGamma(n + 1) - logGamma(x + 1) - logGamma(n - x + 1) - n * std::log(2.0));
    }
    return std::min(1.0, 2 * tail);
}

std::vector<double> midranks(std::span<const float> values)
{
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t x, std::size_t y) { return values[x] < values[y]; });
    std::vector<double> ranks(values.size());
    for (std::size_t i = 0; i < order.size();) {
        std::size_t j = i;
        while (j < order.size() && values[order[j]] == values[order[i]])
            ++j;
        for (std::size_t k = i; k < j; ++k)
            ranks[order[k]] = (static_cast<double>(i + j) + 1) / 2;
        i = j;
    }
    return ranks;
}

std::vector<double> holm(std::span<const double> p)
{
    std::vector<double> out(p.begin(), p.end());
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < p.size(); ++i)
        if (!std::isnan(p[i]))
            order.push_back(i);
    std::sort(order.begin(), order.end(), [&](std::size_t x, std::size_t y) { return p[x] < p[y]; });
    double largest = 0;
    for (std::size_t rank = 0; rank < order.size(); ++rank) {
        largest = std::max(largest, static_cast<double>(order.size() - rank) * p[order[rank]]);
        out[order[rank]] = std::min(1.0, largest);
    }
    return out;
}

PairedResult comparePaired(std::span<const float> a,
                           std::span<const float> b,
                           std::span<const std::uint8_t> same,
                           std::span<const std::uint32_t> identities,
                           const PairedSettings& settings)
{
    if (!identities.empty() && identities.size() != 2 * a.size())
        throw Error(ErrorCode::BadArgument, "Give two identities for each pair, or none at all.");
    const auto check = [&] {
        if (settings.check)
            settings.check();
    };
    PairedResult out;
    out.differences.push_back(delongTest(a, b, same));
    check();

    out.genuine =
        static_cast<std::size_t>(std::count_if(same.begin(), same.end(), [](std::uint8_t x) { return x != 0; }));
    out.impostor = same.size() - out.genuine;
    const auto judged = foldPairs(same, settings.balancedFolds);
    const std::array scores{a, b};
    std::array<std::vector<Verdict>, 2> verdict;
    std::array<Sorted, 2> sorted;
    std::array<double, 2> threshold{};
    std::array<double, 2> spread{};
    for (std::size_t m = 0; m < 2; ++m) {
        const KFold folds = judgedAccuracy(scores[m], same, judged);
        verdict[m] = verdicts(scores[m], same, judged, folds);
        sorted[m] = sortPairs(scores[m], same, identities, verdict[m]);
        threshold[m] = folds.threshold;
        spread[m] = std::max(describe(scores[m]).std, 1e-12);
        check();
    }
    out.people = sorted[0].identities;
    for (const std::uint32_t p : judged) {
        const bool rightA = verdict[0][p] == Verdict::Right;
        if (rightA == (verdict[1][p] == Verdict::Right))
            continue;
        (rightA ? out.onlyA : out.onlyB) += 1;
        double apart = 0;
        for (std::size_t m = 0; m < 2; ++m)
            apart += std::abs(static_cast<double>(scores[m][p]) - threshold[m]) / spread[m];
        out.differs.push_back({p, rightA, apart});
    }
    std::sort(out.differs.begin(), out.differs.end(), [](const DifferingPair& x, const DifferingPair& y) {
        return x.apart != y.apart ? x.apart > y.apart : x.pair < y.pair;
    });

    // Everything once on the data itself, then on each resample: auc, the rates, accuracy.
    constexpr std::size_t kValues = kTargets.size() + 2;
    const auto values = [](const Resample& r) {
        std::array<double, kValues> v{r.auc};
        std::copy(r.tpr.begin(), r.tpr.end(), v.begin() + 1);
        v.back() = r.accuracy;
        return v;
    };
    const std::vector<float> once(a.size(), 1);
    const auto ofA = values(measure(sorted[0], kTargets, once));
    const auto ofB = values(measure(sorted[1], kTargets, once));

    out.resampledIdentities = !identities.empty();
    const auto pairs = static_cast<double>(a.size());
    if (!out.resampledIdentities || out.people >= kFewestPeople)
        out.bootstraps = resamplesFor(settings.bootstraps, kFewestBootstraps, pairs);
    // Of the people only: putting right what that exaggerates of single meetings (peopleVariance) narrows the intervals
    // where impostors are few, but with 30 people one of 40 equal models then passes for better at p < 0.01.
    std::vector<std::optional<std::array<double, kValues>>> drawn(static_cast<std::size_t>(out.bootstraps));
    forEachResample(sorted[0], out.bootstraps, settings.seed, pairs, settings.check,
                    [&](std::size_t i, const std::vector<float>& weightA) {
                        std::vector<float> byPair(weightA.size());
                        for (std::size_t k = 0; k < weightA.size(); ++k)
                            byPair[sorted[0].order[k]] = weightA[k];
                        std::vector<float> weightB(weightA.size());
                        for (std::size_t k = 0; k < weightB.size(); ++k)
                            weightB[k] = byPair[sorted[1].order[k]];
                        const Resample ra = measure(sorted[0], kTargets, weightA);
                        const Resample rb = measure(sorted[1], kTargets, weightB);
                        if (!ra.usable || !rb.usable)
                            return; // a kind of pairs was not drawn
                        auto difference = values(ra);
                        const auto vb = values(rb);
                        for (std::size_t k = 0; k < kValues; ++k)
                            difference[k] -= vb[k];
                        drawn[i] = difference;
                    });
    for (std::size_t k = 0; k < kValues; ++k) {
        Difference d;
        d.metric = k == 0 ? "auc" : k == kValues - 1 ? "accuracy" : kTargetNames[k - 1];
        d.test = "bootstrap";
        d.a = ofA[k];
        d.b = ofB[k];
        d.difference = ofA[k] - ofB[k];
        std::vector<float> differences;
        for (const auto& resample : drawn)
            if (resample)
                differences.push_back(static_cast<float>((*resample)[k]));
        d.p = differences.empty() ? std::nan("") : bootstrapP(differences);
        d.ci95 = interval(differences);
        if (k > 0 && k < kValues - 1)
            d.sufficient = falseAcceptBudget(kTargets[k - 1], out.impostor) >= kSufficientBudget;
        out.differences.push_back(std::move(d));
    }
    Difference mcnemar = out.differences.back();
    mcnemar.test = "mcnemar";
    mcnemar.ci95 = {std::nan(""), std::nan("")};
    mcnemar.p = mcnemarExact(out.onlyA, out.onlyB);
    out.differences.push_back(std::move(mcnemar));
    return out;
}

std::string_view verdictName(PairedVerdict verdict)
{
    switch (verdict) {
    case PairedVerdict::ABetter:
        return "a_better";
    case PairedVerdict::BBetter:
        return "b_better";
    case PairedVerdict::NoDifference:
        return "no_difference";
    case PairedVerdict::NotEnoughData:
        break;
    }
    return "not_enough_data";
}

bool decides(const Difference& difference, bool resampledIdentities)
{
    return difference.metric == "auc" && difference.test == (resampledIdentities ? "bootstrap" : "delong");
}

Judgement judge(const PairedResult& result, double correctedP, std::size_t comparisons, double smallest)
{
    Judgement out;
    out.p = correctedP;
    out.smallest = smallest;
    out.ci95 = {std::nan(""), std::nan("")};
    for (const Difference& d : result.differences)
        if (decides(d, result.resampledIdentities)) {
            out.difference = d.difference;
            out.ci95 = d.ci95;
        }
    const std::size_t rarer = std::min(result.genuine, result.impostor);
    constexpr double kNormal99 = 2.5758293035489004;
    constexpr double kNormal80 = 0.8416212335729143; // one-sided
    const double error = (out.ci95[1] - out.ci95[0]) / 2 / kNormal975;
    out.detectable = std::isnan(error) ? error : std::max((kNormal99 + kNormal80) * error, clopperPearson(0, rarer)[1]);

    const auto because = [&](PairedVerdict verdict, const char* reason) {
        out.verdict = verdict;
        out.reason = reason;
        return out;
    };
    if (result.resampledIdentities && result.people < kFewestForVerdict)
        return because(PairedVerdict::NotEnoughData, "few_people");
    if (rarer < kFewestForVerdict)
        return because(PairedVerdict::NotEnoughData, "few_pairs");
    // The smallest p that so many resamples can give, before and after the correction.
    const double least = 2.0 * static_cast<double>(comparisons) / (result.bootstraps + 1.0);
    if (std::isnan(correctedP) || (result.resampledIdentities && least >= kVerdictLevel))
        return because(PairedVerdict::NotEnoughData, "few_resamples");
    if (correctedP < kVerdictLevel) {
        if (result.onlyA + result.onlyB < kFewestForVerdict)
            return because(PairedVerdict::NotEnoughData, "few_differing");
        return because(out.difference > 0 ? PairedVerdict::ABetter : PairedVerdict::BBetter, "significant");
    }
    if (out.detectable <= smallest && out.ci95[0] >= -smallest && out.ci95[1] <= smallest)
        return because(PairedVerdict::NoDifference, "equal");
    return because(PairedVerdict::NotEnoughData, "too_coarse");
}

Json Judgement::toJson() const
{
    const auto known = [](double value) { return std::isfinite(value) ? Json(value) : Json(); };
    return {{"verdict", verdictName(verdict)},          {"reason", reason}, {"difference", known(difference)},
            {"ci95", {known(ci95[0]), known(ci95[1])}}, {"p", known(p)},    {"detectable", known(detectable)},
            {"smallest_difference", smallest}};
}

} // namespace likeness::eval
