// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/curate/judge.h"

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/cluster/cluster.h"
#include "core/curate/closest_view.h"
#include "core/curate/name_votes.h"
#include "core/curate/naming.h"
#include "core/curate/pair_sample.h"
#include "core/curate/rehearsal.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <unordered_map>
#include <unordered_set>

namespace likeness::curate {
namespace {

using neighbours::Neighbour;

constexpr double kConfirmedShare = 0.1;        // what is left of a confirmed face's score
constexpr double kGroupings[] = {0.0, 1.5};    // log odds from which faces are one person
constexpr double kCorrelations[] = {0.4, 0.8}; // of the pairs of a face (Naming)
constexpr double kMiddle = 0.6;                // correlation for finding the share of wrong labels
constexpr int kShareRounds = 3;
constexpr double kLeastShare = 0.01, kMostShare = 0.48;
// Where genuine and impostor similarities overlap that much, the share cannot be learned from them: it would run to one
// of its ends. Then it is at least what cleaned sets of the field have.
constexpr double kPlainSeparation = 2; // spreads of the impostors
constexpr double kUsualShare = 0.08;
constexpr std::size_t kShownClosest = 3; // faces whose mean is shown as the similarity to a person

class Judge
{
public:
    explicit Judge(const Case& input) : m_in(input)
    {
        const std::size_t n = input.faces.size();
        if (input.similarity.count() != n || n != input.labels.size() || input.own.count() != n ||
            input.others.count() != n)
            throw Error(ErrorCode::BadArgument, "Faces, labels and similarities do not match in number.");
        m_identities.assign(input.labels.begin(), input.labels.end());
        std::sort(m_identities.begin(), m_identities.end());
        m_identities.erase(std::unique(m_identities.begin(), m_identities.end()), m_identities.end());
        const auto numberOf = [&](dataset::IdentityId id) {
            const auto at = std::lower_bound(m_identities.begin(), m_identities.end(), id);
            return at != m_identities.end() && *at == id ? static_cast<std::uint32_t>(at - m_identities.begin())
                                                         : cluster::kNoise;
        };
        m_members.resize(m_identities.size());
        for (std::size_t i = 0; i < n; ++i) {
            m_label.push_back(numberOf(input.labels[i]));
            m_members[m_label.back()].push_back(static_cast<std::uint32_t>(i));
        }
        const std::unordered_set<dataset::FaceId> sure(input.confirmed.begin(), input.confirmed.end());
        std::unordered_map<dataset::FaceId, std::uint32_t> index;
        for (const auto& [face, identity] : input.cannot)
            index.emplace(face, cluster::kNoise);
        for (std::size_t i = 0; i < n; ++i) {
            m_sure.push_back(sure.contains(input.faces[i]) ? 1 : 0);
            if (const auto at = index.find(input.faces[i]); at != index.end())
                at->second = static_cast<std::uint32_t>(i);
        }
        for (const auto& [face, identity] : input.cannot)
            if (const auto name = numberOf(identity); name != cluster::kNoise && index[face] != cluster::kNoise)
                m_excluded.insert({index[face], name});
    }

    Result run(int threads, jobs::Context& context)
    {
        Result out;
        if (m_in.faces.empty())
            return out;
        if (m_in.scale) {
            m_scale = *m_in.scale;
        } else {
            context.stage("judge");
            correct();
            fit(out.separation);
            // Errors leave pairs of strangers within labels: (1 − ε)² of the pairs are of one person.
            m_scale.wrongShare = std::clamp(1 - std::sqrt(m_scale.model.parameters().genuineShare), 0.02, 0.45);
            m_scale.names = static_cast<double>(m_identities.size());
            if (m_in.learned)
                m_scale.wrongShare = m_in.learned->wrongShare;
        }
        const auto& pairs = m_scale.model.parameters();
        const bool plain = pairs.genuine - pairs.impostor >= kPlainSeparation * pairs.impostorSpread;
        Views views = believe(plain ? kLeastShare : kUsualShare, threads, context);
        std::vector<double>& wrong = views.wrong;
        m_scale.freeNames = views.freeNames;
        out.threshold = bestThreshold(wrong);
        if (m_in.learned) {
            m_scale.calibration = m_in.learned->calibration;
            out.threshold = m_in.learned->threshold;
        } else if (!m_in.scale && !plain) {
            rehearse(wrong, out, threads, context);
        }
        if (!m_scale.calibration.isNone())
            for (std::size_t i = 0; i < wrong.size(); ++i)
                if (!m_sure[i])
                    wrong[i] = m_scale.calibration(wrong[i]);
        promise(wrong, out);
        for (std::size_t i = 0; i < m_label.size(); ++i)
            out.evidence.push_back(evidence(i, wrong, views.names[i].best()));
        out.scale = std::move(m_scale);
        return out;
    }

private:
    struct Views {
        std::vector<double> wrong; // of each face: the probability that its label is wrong
        std::vector<NameVotes> names;
        double freeNames = 0;
    };
    // Everything from pairs to beliefs; what it needs on the way is large and goes again.
    Views believe(double leastShare, int threads, jobs::Context& context)
    {
        weigh(context);
        std::vector<Naming> namings;
        std::vector<std::vector<std::uint32_t>> groupings;
        namings.reserve(std::size(kGroupings));
        groupings.reserve(std::size(kGroupings));
        for (const double least : kGroupings) {
            groupings.push_back(group(least, context));
            namings.emplace_back(namingInput(groupings.back()), threads, context);
        }
        m_beliefs.resize(namings.size());
        const ClosestView closest(m_in, m_looks, m_label, m_identities.size());
        // EM: the share of wrong labels is what the answer says on average.
        Views views;
        for (int round = 0; round < (m_in.scale || m_in.learned ? 0 : kShareRounds); ++round) {
            views = solve(namings, closest, {&kMiddle, 1}, std::nullopt, threads, context);
            const auto open = unconfirmed(views.wrong);
            if (open.empty())
                break;
            const double sum = std::accumulate(open.begin(), open.end(), 0.0);
            m_scale.wrongShare = std::clamp(sum / static_cast<double>(open.size()), leastShare, kMostShare);
        }
        views = solve(namings, closest, kCorrelations, m_in.scale ? std::optional(m_scale.freeNames) : std::nullopt,
                      threads, context);
        m_ownRatio = m_otherRatio = {};
        m_beliefs.clear();
        return views;
    }

    // Both views together, averaged over groupings and correlations.
    Views solve(const std::vector<Naming>& namings,
                const ClosestView& closest,
                std::span<const double> correlations,
                std::optional<double> freeNames,
                int threads,
                jobs::Context& context)
    {
        Views out;
        out.wrong.assign(m_label.size(), 0);
        out.names.resize(m_label.size());
        const auto count = static_cast<double>(namings.size() * correlations.size());
        for (std::size_t k = 0; k < namings.size(); ++k)
            for (const double correlation : correlations) {
                auto solution =
                    namings[k].solve(m_scale, correlation, freeNames, std::move(m_beliefs[k]), threads, context);
                m_beliefs[k] = std::move(solution.beliefs);
                out.freeNames += solution.freeNames / count;
                for (std::size_t i = 0; i < solution.opinions.size(); ++i) {
                    const Naming::Opinion& opinion = solution.opinions[i];
                    const double wrong = logistic(opinion.logOdds) / count;
                    out.wrong[i] += wrong;
                    out.names[i].add(wrong, opinion.other, opinion.otherShare);
                }
            }
        const auto odds = closest.logOdds(out.wrong, m_scale.wrongShare, threads, context);
        for (std::size_t i = 0; i < odds.size(); ++i) {
            const double w = ClosestView::weight(m_members[m_label[i]].size() - 1);
            if (!m_sure[i])
                out.wrong[i] += w * (logistic(odds[i]) - out.wrong[i]);
        }
        return out;
    }

    // The mean similarity of each face to the faces closest to it, whosever they are.
    void correct()
    {
        std::vector<float> all;
        for (std::size_t i = 0; i < m_label.size(); ++i) {
            all.clear();
            for (const auto* lists : {&m_in.own, &m_in.others})
                for (const Neighbour& n : (*lists)[i])
                    all.push_back(n.similarity);
            std::sort(all.begin(), all.end(), std::greater<>());
            all.resize(std::min(all.size(), kNearestOthers));
            double sum = 0;
            for (const float s : all)
                sum += static_cast<double>(s);
            m_scale.offsets.push_back(all.empty() ? 0 : static_cast<float>(sum / static_cast<double>(all.size())));
        }
    }

    // What pairs within and across labels teach; raw similarities for people.
    void fit(PairModel::Parameters& raw)
    {
        const auto pairs = samplePairs(m_in.similarity, m_looks, m_label, m_members);
        raw = PairModel(pairs.rawWithin, pairs.rawAcross).parameters();
        m_scale.model = PairModel(pairs.within, pairs.across);
    }

    // Log likelihood ratios of the listed pairs, and which faces look alike across labels.
    void weigh(jobs::Context& context)
    {
        const std::size_t n = m_label.size();
        m_ownRatio = neighbours::Lists(n, m_in.own.most());
        m_otherRatio = neighbours::Lists(n, m_in.others.most());
        const auto weighed = [&](const neighbours::Lists& from, neighbours::Lists& to, std::uint32_t i) {
            std::vector<Neighbour> list;
            for (const Neighbour& x : from[i])
                if (!excludedPair(i, x.index))
                    list.push_back({x.index, static_cast<float>(m_looks.ratio(i, x.index, x.similarity))});
            std::sort(list.begin(), list.end(), neighbours::closer);
            to.set(i, list);
        };
        for (std::uint32_t i = 0; i < n; ++i) {
            if (i % 4096 == 0)
                context.checkStop();
            weighed(m_in.own, m_ownRatio, i);
            weighed(m_in.others, m_otherRatio, i);
        }
    }

    // Two people's faces by what was decided: both confirmed under different names, or one ruled out as the other.
    bool excludedPair(std::uint32_t i, std::uint32_t j) const
    {
        if (m_label[i] == m_label[j])
            return false;
        return (m_sure[i] && m_sure[j]) || (m_sure[j] && m_excluded.contains({i, m_label[j]})) ||
               (m_sure[i] && m_excluded.contains({j, m_label[i]}));
    }

    std::vector<std::uint32_t> group(double least, jobs::Context& context) const
    {
        constexpr float kScale = 100;   // log odds within what a cosine may be
        constexpr float kMissing = -12; // log odds of a pair that no list holds: strangers under two names
        const std::size_t n = m_label.size();
        const double share = m_scale.wrongShare;
        const double names = std::max(m_scale.names, 2.0);
        const double both = (1 - share) * (1 - share);
        const auto same = static_cast<float>(logOdds(both));
        const auto different = static_cast<float>(
            logOdds(std::clamp(2 * share * (1 - share) / (names - 1) + share * share / names, 1e-6, 0.5)));
        neighbours::Lists odds(n, m_in.own.most() + m_in.others.most());
        std::vector<Neighbour> list;
        for (std::uint32_t i = 0; i < n; ++i) {
            if (i % 4096 == 0)
                context.checkStop();
            list.clear();
            for (const Neighbour& x : m_ownRatio[i])
                list.push_back({x.index, (x.similarity + same) / kScale});
            for (const Neighbour& x : m_otherRatio[i])
                if (x.similarity + different > kMissing)
                    list.push_back({x.index, (x.similarity + different) / kScale});
            std::sort(list.begin(), list.end(), neighbours::closer);
            odds.set(i, list);
        }
        cluster::Options options;
        options.threshold = static_cast<float>(least) / kScale;
        options.missing = kMissing / kScale;
        options.minimumSize = 1;
        return cluster::group(odds, {}, options, context).cluster;
    }

    Naming::Input namingInput(const std::vector<std::uint32_t>& grouping) const
    {
        const auto clusters = *std::max_element(grouping.begin(), grouping.end()) + std::size_t{1};
        return {m_label, grouping, m_identities.size(), clusters, m_looks, m_otherRatio, m_sure, m_excluded};
    }

    // Mean similarity to the closest believed faces of a list, and the closest of them.
    struct Closest {
        float similarity = 0;
        std::uint32_t nearest = 0;
        float nearestSimilarity = 0;
        bool any = false;
    };
    static Closest closest(std::span<const Neighbour> list, const std::vector<double>& wrong)
    {
        Closest out;
        double sum = 0, weight = 0;
        bool believed = false;
        for (const Neighbour& n : list) {
            const bool sound = wrong[n.index] < 0.5;
            if (!out.any || (sound && !believed)) {
                out.nearest = n.index;
                out.nearestSimilarity = n.similarity;
                believed = sound;
            }
            out.any = true;
            const double use = std::min(1 - wrong[n.index], static_cast<double>(kShownClosest) - weight);
            if (use <= 0)
                break;
            weight += use;
            sum += use * static_cast<double>(n.similarity);
        }
        out.similarity = weight > 1e-3 ? static_cast<float>(sum / weight) : out.nearestSimilarity;
        return out;
    }

    Evidence evidence(std::size_t i, const std::vector<double>& wrong, const NameVotes::Best& suggested) const
    {
        Evidence e;
        e.face = m_in.faces[i];
        e.own = m_identities[m_label[i]];
        e.ownCount = static_cast<int>(m_members[m_label[i]].size()) - 1;
        e.score = wrong[i] * (m_sure[i] ? kConfirmedShare : 1);
        const auto own = closest(m_in.own[i], wrong);
        if (own.any) {
            e.ownSimilarity = own.similarity;
            e.nearestOwn = m_in.faces[own.nearest];
        }
        // The name that the matching suggests; where it knows none, that of the closest faces.
        std::uint32_t rival = suggested.name;
        if (!(suggested.share > 0)) {
            rival = cluster::kNoise;
            for (const bool sound : {true, false})
                for (const Neighbour& n : m_in.others[i])
                    if (rival == cluster::kNoise && (!sound || wrong[n.index] < 0.5) &&
                        !m_excluded.contains({static_cast<std::uint32_t>(i), m_label[n.index]}))
                        rival = m_label[n.index];
        }
        if (rival != cluster::kNoise) {
            std::vector<Neighbour> list;
            for (const Neighbour& n : m_in.others[i])
                if (m_label[n.index] == rival)
                    list.push_back(n);
            if (list.empty()) { // none of them is among the closest
                const auto& members = m_members[rival];
                for (std::size_t k = 0; k < std::min(members.size(), kNearestOwn); ++k)
                    list.push_back({members[k], m_in.similarity.pair(i, members[k])});
                std::sort(list.begin(), list.end(), neighbours::closer);
            }
            const auto theirs = closest(list, wrong);
            e.rival = m_identities[rival];
            e.rivalCount = static_cast<int>(m_members[rival].size());
            e.rivalSimilarity = theirs.similarity;
            e.nearestRival = m_in.faces[theirs.nearest];
            e.suggestedShare = e.score * suggested.share;
        }
        agreement(i, e);
        return e;
    }

    // How many of the closest faces carry the same label; of as many as the identity has others, at most kAgreeOf.
    void agreement(std::size_t i, Evidence& e) const
    {
        constexpr std::size_t kAgreeOf = 10;
        const auto own = m_in.own[i];
        const auto others = m_in.others[i];
        const std::size_t wanted =
            std::min({kAgreeOf, std::max<std::size_t>(own.size(), 1), own.size() + others.size()});
        std::size_t a = 0, b = 0;
        while (a + b < wanted) {
            if (b == others.size() || (a < own.size() && own[a].similarity >= others[b].similarity))
                ++a;
            else
                ++b;
        }
        e.neighbours = static_cast<int>(wanted);
        e.agreeing = static_cast<int>(a);
    }

    std::vector<double> unconfirmed(const std::vector<double>& wrong) const
    {
        std::vector<double> out;
        for (std::size_t i = 0; i < wrong.size(); ++i)
            if (!m_sure[i])
                out.push_back(wrong[i]);
        return out;
    }

    // Flagging the k most suspicious has an expected F1 of 2 Σ p / (k + Σ all p); the best k decides.
    double bestThreshold(const std::vector<double>& wrong) const
    {
        std::vector<double> sorted = unconfirmed(wrong);
        const double all = std::accumulate(sorted.begin(), sorted.end(), 0.0);
        std::sort(sorted.begin(), sorted.end(), std::greater<>());
        double sum = 0, best = 0, threshold = 0.5;
        constexpr double kLeast = 0.2, kMost = 0.7;
        for (std::size_t k = 0; k < sorted.size(); ++k) {
            sum += sorted[k];
            const double f1 = 2 * sum / (static_cast<double>(k + 1) + all);
            if (f1 > best && (k + 1 == sorted.size() || sorted[k + 1] < sorted[k])) {
                best = f1;
                threshold = sorted[k];
            }
        }
        return std::clamp(threshold, kLeast, kMost);
    }

    // What flagging from the threshold on promises, by these probabilities.
    void promise(const std::vector<double>& wrong, Result& out) const
    {
        double all = 0, flagged = 0, hits = 0;
        for (std::size_t i = 0; i < wrong.size(); ++i) {
            if (m_sure[i])
                continue;
            all += wrong[i];
            if (wrong[i] >= out.threshold) {
                flagged += 1;
                hits += wrong[i];
            }
        }
        out.expectedPrecision = flagged > 0 ? hits / flagged : 1;
        out.expectedRecall = all > 0 ? hits / all : 1;
        out.wrongShare = all / static_cast<double>(wrong.size());
    }

    // What the answers are worth, tried on planted errors: the probabilities become calibrated, and the threshold the
    // one that does best on those.
    void rehearse(const std::vector<double>& wrong, Result& out, int threads, jobs::Context& context)
    {
        std::vector<std::uint8_t> believed;
        for (std::size_t i = 0; i < wrong.size(); ++i)
            believed.push_back(wrong[i] < out.threshold && !m_sure[i] ? 1 : 0);
        const auto planted = curate::rehearse(m_in, m_scale, believed, threads, context);
        const auto open = unconfirmed(wrong);
        const double share = std::min(shareByPlanted(open, planted, m_scale.wrongShare), kMostShare);
        m_scale.calibration = calibrate(open, planted, share);
        if (!m_scale.calibration.isNone())
            out.threshold = m_scale.calibration(plantedThreshold(open, planted, share));
    }

    const Case& m_in;
    std::vector<dataset::IdentityId> m_identities;
    std::vector<std::uint32_t> m_label;
    std::vector<std::vector<std::uint32_t>> m_members;
    std::vector<std::uint8_t> m_sure;
    std::set<std::pair<std::uint32_t, std::uint32_t>> m_excluded;
    Scale m_scale;
    const Looks m_looks{m_in.similarity, m_scale};
    neighbours::Lists m_ownRatio, m_otherRatio; // log likelihood ratios
    std::vector<std::vector<double>> m_beliefs; // of each naming: where its next solution begins
};

} // namespace

Result judge(const Case& input, int threads, jobs::Context& context)
{
    return Judge(input).run(threads, context);
}

} // namespace likeness::curate
