// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/curate/people.h"

#include "core/base/disjoint_sets.h"
#include "core/base/parallel.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <unordered_map>

namespace likeness::curate {
namespace {

constexpr std::size_t kCompared = 64;  // pairs of faces for two people
constexpr double kDoubled = 0.02;      // of the people, who are there under two names: the prior of a merge
constexpr double kMixed = 0.02;        // of the people, who are two: the prior of a split
constexpr double kLeastScore = 0.1;    // less is not worth a row
constexpr double kOutlierPrior = 0.02; // of the faces

struct Means {
    double ratio = 0;
    float similarity = 0;
};

class Finder
{
public:
    Finder(const Case& input, const Result& result)
        : m_in(input), m_result(result), m_looks(input.similarity, result.scale)
    {
        for (std::uint32_t i = 0; i < input.labels.size(); ++i)
            m_members[input.labels[i]].push_back(i);
        m_cannot.insert(input.cannot.begin(), input.cannot.end());
    }

    std::vector<MergeHint> merges(jobs::Context& context) const
    {
        // Pairs of people of whom a face each looks alike; the closest such faces. A face counts for its name when it
        // is believed, or suspected to be the other one: where most of a person look like another, all are suspected.
        struct Closest {
            float ratio = 0;
            std::uint32_t a = 0, b = 0;
        };
        std::map<std::pair<dataset::IdentityId, dataset::IdentityId>, Closest> pairs;
        for (std::uint32_t i = 0; i < m_in.labels.size(); ++i) {
            if (i % 4096 == 0)
                context.checkStop();
            for (const auto& n : m_in.others[i]) {
                if (!counts(i, m_in.labels[n.index]) || !counts(n.index, m_in.labels[i]))
                    continue;
                const auto ratio = static_cast<float>(m_looks.ratio(i, n.index, n.similarity));
                if (!(ratio > 0))
                    continue;
                const bool turn = m_in.labels[i] > m_in.labels[n.index];
                const std::uint32_t a = turn ? n.index : i, b = turn ? i : n.index;
                Closest& closest = pairs[{m_in.labels[a], m_in.labels[b]}];
                if (ratio > closest.ratio)
                    closest = {ratio, a, b};
            }
        }
        std::vector<MergeHint> out;
        const double prior = logOdds(kDoubled / static_cast<double>(std::max<std::size_t>(m_members.size(), 2)));
        for (const auto& [people, closest] : pairs) {
            const auto a = countingOf(people.first, people.second), b = countingOf(people.second, people.first);
            if (2 * a.size() < m_members.at(people.first).size() || 2 * b.size() < m_members.at(people.second).size() ||
                ruledOut(a, people.second) || ruledOut(b, people.first))
                continue;
            const Means means = compare(a, b);
            const double odds = prior + means.ratio *
                                            effectivePairs(static_cast<double>(a.size()), kPeopleCorrelation) *
                                            effectivePairs(static_cast<double>(b.size()), kPeopleCorrelation);
            if (logistic(odds) < kLeastScore)
                continue;
            const auto sizeOf = [&](dataset::IdentityId id) { return m_members.at(id).size(); };
            const bool intoFirst = sizeOf(people.first) >= sizeOf(people.second);
            MergeHint hint{closest.a, closest.b, people.first, people.second, 0, 0, means.similarity, logistic(odds)};
            if (intoFirst) {
                std::swap(hint.face, hint.other);
                std::swap(hint.from, hint.into);
            }
            hint.fromCount = static_cast<int>(sizeOf(hint.from));
            hint.intoCount = static_cast<int>(sizeOf(hint.into));
            out.push_back(hint);
        }
        return out;
    }

    // One identity's: its parts are what the pairs that look like one person tie together.
    void examine(dataset::IdentityId identity, PeopleHints& out) const
    {
        const auto& members = m_members.at(identity);
        if (members.size() < 3)
            return;
        std::unordered_map<std::uint32_t, std::uint32_t> at;
        for (std::uint32_t k = 0; k < members.size(); ++k)
            at.emplace(members[k], k);
        DisjointSets tied(members.size());
        for (std::uint32_t k = 0; k < members.size(); ++k)
            for (const auto& n : m_in.own[members[k]]) {
                const auto own = tied.find(k), other = tied.find(at.at(n.index));
                if (own != other && m_looks.ratio(members[k], n.index, n.similarity) > 0)
                    tied.absorb(other, own);
            }
        std::map<std::uint32_t, std::vector<std::uint32_t>> byRoot;
        for (std::uint32_t k = 0; k < members.size(); ++k)
            byRoot[tied.find(k)].push_back(members[k]);
        std::vector<std::vector<std::uint32_t>> parts;
        for (auto& [root, faces] : byRoot)
            parts.push_back(std::move(faces));
        std::stable_sort(parts.begin(), parts.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
        const auto& main = parts.front();
        if (main.size() < 2)
            return; // nothing to be apart from
        for (std::size_t p = 1; p < parts.size(); ++p) {
            const auto& part = parts[p];
            const Means means = compare(part, main);
            const double odds = logOdds(part.size() > 1 ? kMixed : kOutlierPrior) -
                                means.ratio * effectivePairs(static_cast<double>(part.size()), kPeopleCorrelation) *
                                    effectivePairs(static_cast<double>(main.size()), kPeopleCorrelation);
            if (logistic(odds) < kLeastScore)
                continue;
            if (part.size() == 1) {
                out.outliers.push_back({part.front(), means.similarity, logistic(odds)});
                continue;
            }
            SplitHint hint;
            hint.identity = identity;
            hint.faces = part;
            hint.restCount = static_cast<int>(main.size());
            hint.similarity = means.similarity;
            hint.score = logistic(odds);
            hint.rest = main.front();
            float closest = -2;
            for (const auto f : part)
                for (std::size_t k = 0; k < std::min(main.size(), kCompared); ++k)
                    if (const float s = m_in.similarity.pair(f, main[k]); s > closest) {
                        closest = s;
                        hint.rest = main[k];
                    }
            hint.other = commonSuggestion(part);
            out.splits.push_back(std::move(hint));
        }
    }

    std::vector<dataset::IdentityId> identities() const
    {
        std::vector<dataset::IdentityId> out;
        for (const auto& [id, faces] : m_members)
            out.push_back(id);
        std::sort(out.begin(), out.end());
        return out;
    }

private:
    bool believed(std::uint32_t i) const { return m_result.evidence[i].score < m_result.threshold; }
    bool counts(std::uint32_t i, dataset::IdentityId other) const
    {
        return believed(i) || m_result.evidence[i].rival == other;
    }
    std::vector<std::uint32_t> countingOf(dataset::IdentityId id, dataset::IdentityId other) const
    {
        std::vector<std::uint32_t> out;
        for (const auto i : m_members.at(id))
            if (counts(i, other))
                out.push_back(i);
        return out;
    }
    bool ruledOut(const std::vector<std::uint32_t>& faces, dataset::IdentityId other) const
    {
        return std::any_of(faces.begin(), faces.end(), [&](auto i) {
            return m_cannot.contains({m_in.faces[i], other});
        });
    }
    // Means over all pairs, or kCompared of them, evenly spread.
    Means compare(const std::vector<std::uint32_t>& a, const std::vector<std::uint32_t>& b) const
    {
        Means out;
        const std::size_t count = evenPairs<std::uint32_t>(a, b, kCompared, [&](auto i, auto j) {
            const float s = m_in.similarity.pair(i, j);
            out.similarity += s;
            out.ratio += m_looks.ratio(i, j, s);
        });
        out.similarity /= static_cast<float>(count);
        out.ratio /= static_cast<double>(count);
        return out;
    }
    // Who more than half of these faces are suspected to be.
    dataset::IdentityId commonSuggestion(const std::vector<std::uint32_t>& faces) const
    {
        std::map<dataset::IdentityId, std::size_t> votes;
        for (const auto i : faces)
            if (!believed(i))
                ++votes[m_result.evidence[i].rival];
        for (const auto& [id, count] : votes)
            if (id != 0 && 2 * count > faces.size())
                return id;
        return 0;
    }

    const Case& m_in;
    const Result& m_result;
    Looks m_looks;
    std::unordered_map<dataset::IdentityId, std::vector<std::uint32_t>> m_members;
    std::set<std::pair<dataset::FaceId, dataset::IdentityId>> m_cannot;
};

} // namespace

PeopleHints peopleHints(const Case& input, const Result& result, int threads, jobs::Context& context)
{
    context.stage("people");
    const Finder finder(input, result);
    PeopleHints out;
    out.merges = finder.merges(context);
    const auto identities = finder.identities();
    std::vector<PeopleHints> found(identities.size());
    parallelFor(
        identities.size(), threads, [&](std::size_t k) { finder.examine(identities[k], found[k]); },
        context.stopToken());
    context.checkStop();
    for (auto& one : found) {
        out.splits.insert(out.splits.end(), one.splits.begin(), one.splits.end());
        out.outliers.insert(out.outliers.end(), one.outliers.begin(), one.outliers.end());
    }
    return out;
}

} // namespace likeness::curate
