// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/curate/closest_view.h"

#include "core/base/parallel.h"
#include "core/base/random.h"

#include <algorithm>
#include <cmath>

namespace likeness::curate {
namespace {

using neighbours::Neighbour;

constexpr std::size_t kClosest = 3;
constexpr std::size_t kStrangers = 4000;     // faces and random other names, for what F is between strangers
constexpr std::size_t kStrangerMembers = 32; // of a large name
constexpr double kUnknown = 0.1;             // of the wrong labels: the person has no name here
constexpr std::size_t kChunk = 512;

} // namespace

ClosestView::ClosestView(const Case& input, const Looks& looks, std::span<const std::uint32_t> label, std::size_t names)
    : m_in(input), m_looks(looks), m_label(label), m_names(names), m_size(names, 0)
{
    std::vector<std::vector<std::uint32_t>> members(names);
    for (std::uint32_t i = 0; i < label.size(); ++i) {
        members[label[i]].push_back(i);
        ++m_size[label[i]];
    }
    if (names < 2)
        return;
    Rng rng(2);
    const std::size_t count = std::min<std::size_t>(kStrangers, label.size() * (names - 1));
    for (std::size_t k = 0; k < count; ++k) {
        Stranger s;
        s.face = static_cast<std::uint32_t>(rng.below(label.size()));
        auto name = static_cast<std::uint32_t>(rng.below(names - 1));
        name += name >= label[s.face] ? 1 : 0;
        const auto& theirs = members[name];
        const std::size_t taken = std::min(theirs.size(), kStrangerMembers);
        for (std::size_t m = 0; m < taken; ++m) {
            const auto j = theirs[m * theirs.size() / taken];
            s.members.push_back({j, static_cast<float>(m_looks.corrected(s.face, j, m_in.similarity.pair(s.face, j)))});
        }
        std::sort(s.members.begin(), s.members.end(), neighbours::closer);
        m_strangers.push_back(std::move(s));
    }
}

double ClosestView::weight(std::size_t others)
{
    // By measurement: nothing up to three others, half from nine on.
    return 0.5 * std::clamp((static_cast<double>(others) - 3) / 6, 0.0, 1.0);
}

std::vector<double>
ClosestView::logOdds(std::span<const double> wrong, double wrongShare, int threads, jobs::Context& context) const
{
    const auto sound = [&](std::uint32_t i) { return wrong[i] < 0.5; };
    // F to a name's faces, closest first, in corrected similarities.
    const auto meanOf = [&](const std::vector<Neighbour>& list) {
        double sum = 0;
        std::size_t n = 0;
        for (const Neighbour& x : list)
            if (n < kClosest && sound(x.index)) {
                sum += static_cast<double>(x.similarity);
                ++n;
            }
        return n ? std::optional(sum / static_cast<double>(n)) : std::nullopt;
    };
    const auto ownOf = [&](std::uint32_t i) {
        std::vector<Neighbour> list;
        for (const Neighbour& x : m_in.own[i])
            list.push_back({x.index, static_cast<float>(m_looks.corrected(i, x.index, x.similarity))});
        std::sort(list.begin(), list.end(), neighbours::closer);
        return meanOf(list);
    };
    const std::size_t n = m_label.size();
    std::vector<std::optional<double>> own(n);
    parallelFor((n + kChunk - 1) / kChunk, threads,
                [&](std::size_t c) {
                    for (std::size_t i = c * kChunk; i < std::min(n, (c + 1) * kChunk); ++i)
                        own[i] = ownOf(static_cast<std::uint32_t>(i));
                },
                context.stopToken());
    context.checkStop();
    std::vector<float> within, across;
    for (const auto& f : own)
        if (f)
            within.push_back(static_cast<float>(*f));
    for (const Stranger& s : m_strangers)
        if (const auto f = meanOf(s.members))
            across.push_back(static_cast<float>(*f));
    const PairModel model(within, across);

    const double prior = curate::logOdds(wrongShare);
    const double others = std::max(static_cast<double>(m_names) - 1, 1.0);
    std::vector<double> out(n);
    parallelFor((n + kChunk - 1) / kChunk, threads,
                [&](std::size_t c) {
                    std::vector<std::pair<std::uint32_t, float>> listed; // name, minus corrected similarity
                    for (std::size_t k = c * kChunk; k < std::min(n, (c + 1) * kChunk); ++k) {
                        const auto i = static_cast<std::uint32_t>(k);
                        listed.clear();
                        float last = 0;
                        for (const Neighbour& x : m_in.others[i]) {
                            last = static_cast<float>(m_looks.corrected(i, x.index, x.similarity));
                            if (sound(x.index))
                                listed.emplace_back(m_label[x.index], -last);
                        }
                        std::sort(listed.begin(), listed.end());
                        double sum = 0;
                        for (std::size_t a = 0; a < listed.size();) {
                            std::size_t b = a;
                            double f = 0;
                            std::size_t taken = 0;
                            for (; b < listed.size() && listed[b].first == listed[a].first; ++b)
                                if (taken < kClosest) {
                                    f -= static_cast<double>(listed[b].second);
                                    ++taken;
                                }
                            // Its other faces are behind the last one listed.
                            const std::size_t wanted = std::min<std::size_t>(kClosest, m_size[listed[a].first]);
                            for (; taken < wanted; ++taken)
                                f += static_cast<double>(last);
                            sum += std::exp(model.logRatio(f / static_cast<double>(taken)));
                            a = b;
                        }
                        out[i] = prior + std::log((1 - kUnknown) * sum / others + kUnknown) -
                                 (own[i] ? model.logRatio(*own[i]) : 0.0);
                    }
                },
                context.stopToken());
    context.checkStop();
    return out;
}

} // namespace likeness::curate
