// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/curate/rehearsal.h"

#include "core/base/random.h"
#include "core/jobs/quiet_context.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <unordered_set>

namespace likeness::curate {
namespace {

constexpr double kShare = 0.02;      // of the labels at a time: few, so that they change little else
constexpr std::size_t kEnough = 200; // exchanged labels, and
constexpr std::size_t kLeast = 20;   // of less nothing is learned
constexpr int kMostRounds = 20;
constexpr std::size_t kCompared = 256; // members of an identity that a new face is compared with

// The case with some labels exchanged. Its lists are made of those of the old one and of the pairs that are new in it.
class Exchanged
{
public:
    Exchanged(const Case& input,
              std::span<const dataset::IdentityId> people,
              std::span<const std::uint32_t> chosen,
              Rng& rng)
        : labels(input.labels.begin(), input.labels.end()), own(labels.size(), input.own.most()),
          others(labels.size(), input.others.most())
    {
        for (const auto i : chosen) {
            auto k = static_cast<std::size_t>(rng.below(people.size() - 1));
            k += people[k] >= labels[i] ? 1 : 0;
            labels[i] = people[k];
        }
        std::unordered_map<dataset::IdentityId, std::vector<std::uint32_t>> members, newcomers;
        const std::unordered_set<std::uint32_t> changed(chosen.begin(), chosen.end());
        for (std::uint32_t i = 0; i < labels.size(); ++i)
            members[labels[i]].push_back(i);
        for (const auto i : chosen)
            newcomers[labels[i]].push_back(i);
        std::vector<neighbours::Neighbour> mine, theirs;
        std::unordered_set<std::uint32_t> seen;
        for (std::uint32_t i = 0; i < labels.size(); ++i) {
            mine.clear();
            theirs.clear();
            seen.clear();
            for (const auto* lists : {&input.own, &input.others})
                for (const auto& n : (*lists)[i]) {
                    seen.insert(n.index);
                    (labels[n.index] == labels[i] ? mine : theirs).push_back(n);
                }
            const auto& beside = changed.contains(i) ? members[labels[i]] : newcomers[labels[i]];
            for (std::size_t k = 0; k < std::min(beside.size(), kCompared); ++k)
                if (beside[k] != i && !seen.contains(beside[k]))
                    mine.push_back({beside[k], input.similarity.pair(i, beside[k])});
            std::sort(mine.begin(), mine.end(), neighbours::closer);
            std::sort(theirs.begin(), theirs.end(), neighbours::closer);
            own.set(i, mine);
            others.set(i, theirs);
        }
    }

    std::vector<dataset::IdentityId> labels;
    neighbours::Lists own, others;
};

// For each planted error's probability as a threshold, highest first: how many planted errors it finds, the part of all
// labels that it flags, and the part of the planted errors.
template<typename Visit>
void visitPlanted(std::span<const double> all, std::span<const double> planted, const Visit& visit)
{
    std::vector<double> scores(all.begin(), all.end()), known(planted.begin(), planted.end());
    std::sort(scores.begin(), scores.end(), std::greater<>());
    std::sort(known.begin(), known.end(), std::greater<>());
    std::size_t flagged = 0;
    for (std::size_t k = 0; k < known.size(); ++k) {
        while (flagged < scores.size() && scores[flagged] >= known[k])
            ++flagged;
        visit(known[k], k + 1,
              static_cast<double>(std::max<std::size_t>(flagged, 1)) / static_cast<double>(scores.size()),
              static_cast<double>(k + 1) / static_cast<double>(known.size()));
    }
}

} // namespace

std::vector<double> rehearse(
    const Case& input, const Scale& scale, std::span<const std::uint8_t> believed, int threads, jobs::Context& context)
{
    std::vector<double> out;
    std::vector<std::uint32_t> candidates;
    for (std::uint32_t i = 0; i < believed.size(); ++i)
        if (believed[i])
            candidates.push_back(i);
    std::vector<dataset::IdentityId> people(input.labels.begin(), input.labels.end());
    std::sort(people.begin(), people.end());
    people.erase(std::unique(people.begin(), people.end()), people.end());
    if (people.size() < 2)
        return out;
    context.stage("rehearse");
    jobs::QuietContext quiet(context.stopToken()); // its own progress says how far it is
    Rng rng(1);
    const auto count =
        std::min(candidates.size(), 1 + static_cast<std::size_t>(kShare * static_cast<double>(believed.size())));
    for (int round = 0; round < kMostRounds && count > 0 && out.size() < kEnough; ++round) {
        context.progress(std::min(out.size(), kEnough), kEnough, "labels");
        rng.shuffle(std::span(candidates));
        const std::span chosen(candidates.data(), count);
        const Exchanged exchanged(input, people, chosen, rng);
        const Case rehearsed{input.similarity, exchanged.own, exchanged.others, input.faces,
                             exchanged.labels, input.cannot,  input.confirmed,  &scale};
        const auto result = judge(rehearsed, threads, quiet);
        for (const auto i : chosen)
            out.push_back(result.evidence[i].score);
    }
    return out;
}

double shareByPlanted(std::span<const double> all, std::span<const double> planted, double estimate)
{
    double bound = 1;
    visitPlanted(all, planted, [&](double, std::size_t found, double part, double recall) {
        if (found >= kLeast)
            bound = std::min(bound, part / recall);
    });
    const double trust = std::min(static_cast<double>(planted.size()) / static_cast<double>(kEnough), 1.0) / 2;
    return std::pow(estimate, 1 - trust) * std::pow(bound, trust);
}

ScoreCalibration calibrate(std::span<const double> all, std::span<const double> planted, double share)
{
    constexpr int kBins = 321;
    constexpr double kLeastSlope = 0.05, kMostSlope = 3, kMostOffset = 60;
    if (planted.size() < kLeast || all.empty())
        return {};
    const auto odds = [](int bin) { return ScoreCalibration::kMost * (2.0 * bin / (kBins - 1) - 1); };
    std::vector<double> bins(kBins, 0);
    for (const double p : all)
        bins[static_cast<std::size_t>(
            std::lround((ScoreCalibration::clampedOdds(p) / ScoreCalibration::kMost + 1) / 2 * (kBins - 1)))] += 1;
    double target = 0;
    for (const double p : planted)
        target += ScoreCalibration::clampedOdds(p) / static_cast<double>(planted.size());
    // The mean of σ(slope · odds + offset), and the mean log odds of what it says is wrong.
    const auto says = [&](double slope, double offset) {
        double sum = 0, weighted = 0;
        for (int b = 0; b < kBins; ++b) {
            const double p = bins[static_cast<std::size_t>(b)] * logistic(slope * odds(b) + offset);
            sum += p;
            weighted += p * odds(b);
        }
        return std::pair(sum / static_cast<double>(all.size()), weighted / sum);
    };
    const auto search = [](double low, double high, const auto& tooLow) {
        for (int step = 0; step < 50; ++step)
            (tooLow((low + high) / 2) ? low : high) = (low + high) / 2;
        return (low + high) / 2;
    };
    const auto offsetFor = [&](double slope) {
        return search(-kMostOffset, kMostOffset, [&](double offset) { return says(slope, offset).first < share; });
    };
    ScoreCalibration out;
    out.slope =
        search(kLeastSlope, kMostSlope, [&](double slope) { return says(slope, offsetFor(slope)).second < target; });
    out.offset = offsetFor(out.slope);
    return out;
}

double plantedThreshold(std::span<const double> all, std::span<const double> planted, double share)
{
    double best = 0, out = 0.5;
    visitPlanted(all, planted, [&](double threshold, std::size_t, double part, double recall) {
        if (const double f1 = 2 * std::min(share * recall, part) / (part + share); f1 > best) {
            best = f1;
            out = threshold;
        }
    });
    return out;
}

} // namespace likeness::curate
