// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/curate/naming.h"

#include "core/base/parallel.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace likeness::curate {
namespace {

constexpr std::size_t kCompared = 16;   // pairs of faces for the mean ratio of two clusters, and of a face and one
constexpr std::size_t kMostRivals = 32; // of a claim; of more a sample stands for all
constexpr std::size_t kMostLooks = 3;   // clusters that a face or a cluster may look like, and
constexpr float kLeastLook = 1;         // the ratio from which it does: less never outweighs a label
constexpr std::size_t kChunk = 1024;    // items for a thread
constexpr int kMostRounds = 60;
constexpr double kSettled = 1e-3; // no belief moves further than this
constexpr double kSureVote = 20;  // of what a person confirmed
constexpr double kNever = -1e9;

// log Σ exp, one term at a time.
class LogSum
{
public:
    void add(double x)
    {
        if (x <= kNever / 2)
            return;
        if (x > m_most) {
            m_sum = m_sum * std::exp(m_most - x) + 1;
            m_most = x;
        } else {
            m_sum += std::exp(x - m_most);
        }
    }
    double value() const { return m_sum > 0 ? m_most + std::log(m_sum) : kNever; }

private:
    double m_most = kNever;
    double m_sum = 0;
};

void inChunks(std::size_t count,
              int threads,
              jobs::Context& context,
              const std::function<void(std::size_t, std::size_t)>& body)
{
    parallelFor((count + kChunk - 1) / kChunk, threads,
                [&](std::size_t c) { body(c * kChunk, std::min(count, (c + 1) * kChunk)); }, context.stopToken());
    context.checkStop();
}

// Starts of lists of these sizes, one more than there are.
std::vector<std::uint32_t> startsOf(const std::vector<std::uint32_t>& sizes)
{
    std::vector<std::uint32_t> out(sizes.size() + 1, 0);
    std::inclusive_scan(sizes.begin(), sizes.end(), out.begin() + 1);
    return out;
}

} // namespace

Naming::Naming(const Input& input, int threads, jobs::Context& context) : m_in(input)
{
    std::vector<std::uint32_t> sizes(m_in.clusters, 0);
    for (const auto c : m_in.cluster)
        ++sizes[c];
    m_memberStart = startsOf(sizes);
    m_member.resize(m_in.label.size());
    auto at = m_memberStart;
    for (std::uint32_t i = 0; i < m_in.cluster.size(); ++i)
        m_member[at[m_in.cluster[i]]++] = i;
    findClaims();
    compareClaims(threads, context);
    compareFaces(threads, context);
}

std::span<const std::uint32_t> Naming::members(std::uint32_t cluster) const
{
    return {m_member.data() + m_memberStart[cluster], m_memberStart[cluster + 1] - m_memberStart[cluster]};
}

std::span<const Naming::Claim> Naming::claimsOf(std::uint32_t cluster) const
{
    return {m_claims.data() + m_claimStart[cluster], m_claimStart[cluster + 1] - m_claimStart[cluster]};
}

std::uint32_t Naming::claimOn(std::uint32_t cluster, std::uint32_t name) const
{
    const auto claims = claimsOf(cluster);
    const auto at = std::lower_bound(claims.begin(), claims.end(), name,
                                     [](const Claim& claim, std::uint32_t n) { return claim.name < n; });
    return at == claims.end() || at->name != name
               ? kNoClaim
               : m_claimStart[cluster] + static_cast<std::uint32_t>(at - claims.begin());
}

// Over all pairs, or over kCompared of them, evenly spread.
float Naming::meanRatio(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b) const
{
    double sum = 0;
    const std::size_t count = evenPairs(a, b, kCompared, [&](auto i, auto j) { sum += m_in.looks.ratio(i, j); });
    return count == 0 ? 0 : static_cast<float>(sum / static_cast<double>(count));
}

// A cluster claims the names of its faces, and those of the clusters that it looks like most.
void Naming::findClaims()
{
    std::vector<std::vector<std::uint32_t>> names(m_in.clusters);
    for (std::size_t i = 0; i < m_in.label.size(); ++i)
        names[m_in.cluster[i]].push_back(m_in.label[i]);
    for (auto& list : names) {
        std::sort(list.begin(), list.end());
        list.erase(std::unique(list.begin(), list.end()), list.end());
    }
    std::vector<std::uint32_t> sizes(m_in.clusters, 0);
    std::vector<std::pair<float, std::uint32_t>> looks;
    std::vector<std::uint32_t> claimed;
    for (std::uint32_t c = 0; c < m_in.clusters; ++c) {
        looks.clear();
        for (const auto i : members(c))
            for (const auto& n : m_in.alike[i]) {
                if (!(n.similarity > kLeastLook))
                    break;
                if (const auto other = m_in.cluster[n.index]; other != c)
                    looks.emplace_back(-n.similarity, other);
            }
        std::sort(looks.begin(), looks.end());
        claimed = names[c];
        std::size_t taken = 0;
        for (std::size_t k = 0; k < looks.size() && taken < kMostLooks; ++k) {
            ++taken;
            const auto& theirs = names[looks[k].second];
            claimed.insert(claimed.end(), theirs.begin(),
                           theirs.begin() + static_cast<std::ptrdiff_t>(std::min(theirs.size(), kMostLooks)));
        }
        std::sort(claimed.begin(), claimed.end());
        claimed.erase(std::unique(claimed.begin(), claimed.end()), claimed.end());
        sizes[c] = static_cast<std::uint32_t>(claimed.size());
        for (const auto name : claimed) {
            Claim claim{c, name, 0, 0};
            for (const auto i : members(c)) {
                if (m_in.label[i] == name) {
                    claim.votes += 1;
                    claim.sureVotes += m_in.sure[i] ? 1 : 0;
                } else if (m_in.excluded.contains({i, name})) {
                    claim.sureVotes -= 1;
                }
            }
            m_claims.push_back(claim);
        }
    }
    m_claimStart = startsOf(sizes);
    std::vector<std::uint32_t> perName(m_in.names, 0);
    for (const Claim& claim : m_claims)
        ++perName[claim.name];
    m_nameStart = startsOf(perName);
    m_nameClaims.resize(m_claims.size());
    auto at = m_nameStart;
    for (std::uint32_t k = 0; k < m_claims.size(); ++k)
        m_nameClaims[at[m_claims[k].name]++] = k;
}

void Naming::compareClaims(int threads, jobs::Context& context)
{
    std::vector<std::uint32_t> sizes(m_claims.size(), 0);
    m_rivalScale.assign(m_claims.size(), 1);
    const auto competitors = [&](const Claim& claim) {
        return std::span<const std::uint32_t>{m_nameClaims.data() + m_nameStart[claim.name],
                                              m_nameStart[claim.name + 1] - m_nameStart[claim.name]};
    };
    for (std::size_t k = 0; k < m_claims.size(); ++k) {
        const std::size_t others = competitors(m_claims[k]).size() - 1;
        sizes[k] = static_cast<std::uint32_t>(std::min(others, kMostRivals));
        if (others > kMostRivals)
            m_rivalScale[k] = static_cast<float>(others) / static_cast<float>(kMostRivals);
    }
    m_rivalStart = startsOf(sizes);
    m_rivals.resize(m_rivalStart.back());
    inChunks(m_claims.size(), threads, context, [&](std::size_t first, std::size_t end) {
        for (std::size_t k = first; k < end; ++k) {
            const auto all = competitors(m_claims[k]);
            const std::size_t others = all.size() - 1;
            const auto self = static_cast<std::size_t>(
                std::lower_bound(all.begin(), all.end(), static_cast<std::uint32_t>(k)) - all.begin());
            Rival* out = m_rivals.data() + m_rivalStart[k];
            const bool every = others == sizes[k];
            for (std::size_t r = 0; r < sizes[k]; ++r, ++out) {
                const std::size_t step = every ? r : r * others / sizes[k];
                out->claim = all[(self + 1 + step) % all.size()];
                // Where all are compared with all, the pair is the other one's too, and is left to the first of both.
                if (!every || k < out->claim)
                    out->ratio = meanRatio(members(m_claims[k].cluster), members(m_claims[out->claim].cluster));
            }
        }
    });
    inChunks(m_claims.size(), threads, context, [&](std::size_t first, std::size_t end) {
        for (std::size_t k = first; k < end; ++k) {
            const std::size_t size = m_rivalStart[k + 1] - m_rivalStart[k];
            const auto all = competitors(m_claims[k]);
            if (size + 1 != all.size())
                continue;
            const auto self = static_cast<std::size_t>(
                std::lower_bound(all.begin(), all.end(), static_cast<std::uint32_t>(k)) - all.begin());
            for (std::size_t r = 0; r < size; ++r) {
                Rival& mine = m_rivals[m_rivalStart[k] + r];
                if (mine.claim > k)
                    continue;
                const std::size_t there = (self + 1 + r) % all.size(); // its place among all; mine, seen from it:
                mine.ratio = m_rivals[m_rivalStart[mine.claim] + (self + all.size() - there - 1) % all.size()].ratio;
            }
        }
    });
}

// The own cluster, those that claim the face's label, and those that the face looks like.
void Naming::compareFaces(int threads, jobs::Context& context)
{
    const std::size_t n = m_in.label.size();
    std::vector<std::vector<Near>> near(n);
    inChunks(n, threads, context, [&](std::size_t first, std::size_t end) {
        std::vector<std::uint32_t> clusters, self(1), mates;
        for (std::size_t i = first; i < end; ++i) {
            const std::uint32_t own = m_in.cluster[i];
            self[0] = static_cast<std::uint32_t>(i);
            mates.clear();
            for (const auto m : members(own))
                if (m != i)
                    mates.push_back(m);
            near[i].push_back({own, meanRatio(self, mates), static_cast<std::uint32_t>(mates.size()), kNoClaim});
            clusters.clear();
            std::size_t looks = 0;
            for (const auto& a : m_in.alike[i]) {
                if (!(a.similarity > kLeastLook) || looks == kMostLooks)
                    break;
                if (const auto c = m_in.cluster[a.index];
                    c != own && std::find(clusters.begin(), clusters.end(), c) == clusters.end()) {
                    clusters.push_back(c);
                    ++looks;
                }
            }
            const std::uint32_t from = m_nameStart[m_in.label[i]];
            const std::size_t claims = m_nameStart[m_in.label[i] + 1] - from;
            const std::size_t compared = std::min(claims, kMostRivals);
            for (std::size_t k = 0; k < compared; ++k)
                clusters.push_back(m_claims[m_nameClaims[from + (i + k * claims / compared) % claims]].cluster);
            std::sort(clusters.begin(), clusters.end());
            clusters.erase(std::unique(clusters.begin(), clusters.end()), clusters.end());
            for (const auto c : clusters)
                if (c != own)
                    near[i].push_back({c, meanRatio(self, members(c)), static_cast<std::uint32_t>(members(c).size()),
                                       claimOn(c, m_in.label[i])});
        }
    });
    std::vector<std::uint32_t> sizes(n);
    for (std::size_t i = 0; i < n; ++i)
        sizes[i] = static_cast<std::uint32_t>(near[i].size());
    m_nearStart = startsOf(sizes);
    m_near.reserve(m_nearStart.back());
    for (auto& list : near) {
        m_near.insert(m_near.end(), list.begin(), list.end());
        std::vector<Near>().swap(list);
    }
}

Naming::Solution Naming::solve(const Scale& scale,
                               double correlation,
                               std::optional<double> freeNames,
                               std::vector<double> start,
                               int threads,
                               jobs::Context& context) const
{
    const double vote = std::log((1 - scale.wrongShare) * std::max(scale.names - 1, 1.0) / scale.wrongShare);
    const auto votesOf = [&](const Claim& c) { return vote * c.votes + kSureVote * c.sureVotes; };
    const auto sizeOf = [&](std::uint32_t c) { return static_cast<double>(members(c).size()); };

    // --- the clusters' names
    std::vector<double> belief = std::move(start), weight(m_claims.size(), 0), next(m_claims.size());
    const bool fresh = belief.size() != m_claims.size();
    belief.resize(m_claims.size());
    for (std::uint32_t c = 0; fresh && c < m_in.clusters; ++c) {
        double own = 0;
        for (const Claim& claim : claimsOf(c))
            own += claim.votes > 0 ? 1 : 0;
        for (std::uint32_t k = m_claimStart[c]; k < m_claimStart[c + 1]; ++k)
            belief[k] = m_claims[k].votes > 0 ? 1 / own : 0;
    }
    double free = 0;
    std::vector<double> totals(m_in.clusters); // log Σ over a cluster's names
    std::vector<double> moved((m_in.clusters + kChunk - 1) / kChunk);
    for (int round = 0; round < kMostRounds; ++round) {
        double taken = 0;
        for (std::size_t name = 0; !freeNames && name < m_in.names; ++name) {
            double sum = 0;
            for (std::uint32_t k = m_nameStart[name]; k < m_nameStart[name + 1]; ++k)
                sum += belief[m_nameClaims[k]];
            taken += std::min(sum, 1.0);
        }
        free = std::log(std::max(freeNames.value_or(scale.names - taken), 1.0));
        std::fill(moved.begin(), moved.end(), 0);
        inChunks(m_in.clusters, threads, context, [&](std::size_t first, std::size_t end) {
            for (std::size_t c = first; c < end; ++c) {
                const double size = sizeOf(static_cast<std::uint32_t>(c));
                LogSum sum;
                sum.add(free);
                for (std::uint32_t k = m_claimStart[c]; k < m_claimStart[c + 1]; ++k) {
                    double mass = 0, pull = 0;
                    for (std::uint32_t r = m_rivalStart[k]; r < m_rivalStart[k + 1]; ++r) {
                        const double theirs = belief[m_rivals[r].claim] * sizeOf(m_claims[m_rivals[r].claim].cluster);
                        mass += theirs;
                        pull += theirs * static_cast<double>(m_rivals[r].ratio);
                    }
                    const auto shown = static_cast<double>(m_rivalScale[k]);
                    weight[k] = votesOf(m_claims[k]);
                    if (mass > 0)
                        weight[k] +=
                            pull / mass * effectivePairs(mass * shown, correlation) * effectivePairs(size, correlation);
                    sum.add(weight[k]);
                }
                const double total = totals[c] = sum.value();
                for (std::uint32_t k = m_claimStart[c]; k < m_claimStart[c + 1]; ++k) {
                    next[k] = (belief[k] + std::exp(weight[k] - total)) / 2;
                    moved[c / kChunk] = std::max(moved[c / kChunk], std::abs(next[k] - belief[k]));
                }
            }
        });
        belief.swap(next);
        if (*std::max_element(moved.begin(), moved.end()) < kSettled)
            break;
    }

    // --- the faces': each may belong to its cluster, to another that it looks like, or be alone
    Solution solution;
    solution.freeNames = std::exp(free);
    std::vector<Opinion>& out = solution.opinions;
    out.resize(m_in.label.size());
    inChunks(out.size(), threads, context, [&](std::size_t first, std::size_t end) {
        std::vector<std::pair<std::uint32_t, double>> others; // name, log weight
        for (std::size_t i = first; i < end; ++i) {
            const std::uint32_t label = m_in.label[i];
            const double mine = vote + (m_in.sure[i] ? kSureVote : 0);
            LogSum right, elsewhere;
            others.clear();
            const auto put = [&](std::uint32_t name, double w) {
                if (name == label) {
                    right.add(w);
                } else if (!m_in.excluded.contains({static_cast<std::uint32_t>(i), name})) {
                    elsewhere.add(w);
                    others.emplace_back(name, w);
                }
            };
            double alone = mine;
            for (std::uint32_t k = m_nearStart[i]; k < m_nearStart[i + 1]; ++k) {
                const Near& near = m_near[k];
                const bool own = k == m_nearStart[i];
                const double tie =
                    static_cast<double>(near.ratio) * effectivePairs(static_cast<double>(near.count), correlation);
                if (!own && near.claim != kNoClaim)
                    alone += belief[near.claim] * std::min(tie, 0.0);
                if (near.count == 0 || (!own && tie <= 0))
                    continue;
                double total = totals[near.cluster];
                if (own) { // without this face's vote
                    LogSum sum;
                    sum.add(free);
                    for (std::uint32_t q = m_claimStart[near.cluster]; q < m_claimStart[near.cluster + 1]; ++q)
                        sum.add(weight[q] - (m_claims[q].name == label ? mine : 0));
                    total = sum.value();
                }
                for (std::uint32_t q = m_claimStart[near.cluster]; q < m_claimStart[near.cluster + 1]; ++q)
                    put(m_claims[q].name, tie + weight[q] - total + (!own && m_claims[q].name == label ? mine : 0));
                elsewhere.add(tie + free - total);
            }
            right.add(alone);
            elsewhere.add(free);
            Opinion& opinion = out[i];
            opinion.logOdds = elsewhere.value() - right.value();
            std::sort(others.begin(), others.end());
            LogSum best;
            double most = kNever;
            for (std::size_t k = 0; k < others.size(); ++k) {
                if (k > 0 && others[k].first != others[k - 1].first)
                    best = {};
                best.add(others[k].second);
                if (best.value() > most) {
                    most = best.value();
                    opinion.other = others[k].first;
                }
            }
            opinion.otherShare = most <= kNever / 2 ? 0 : std::exp(most - elsewhere.value());
        }
    });
    solution.beliefs = std::move(belief);
    return solution;
}

} // namespace likeness::curate
