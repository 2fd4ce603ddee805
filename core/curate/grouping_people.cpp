// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/parallel.h"
#include "core/curate/grouping_parts.h"
#include "core/curate/looks.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace likeness::curate {
namespace {

using dataset::FaceId;
using dataset::IdentityId;

constexpr std::size_t kVote = 3;         // times fewer labels than another's in a cluster: taken for wrong ones
constexpr std::size_t kShown = 12;       // faces of the person, beside the group's
constexpr std::size_t kConsidered = 128; // of the person's, to choose those from
constexpr std::size_t kRivals = 4;       // people that a group without anchors is compared with
constexpr std::size_t kPairs = 20000;    // inside groups, to learn from
constexpr std::size_t kChunk = 16;       // groups for a thread
constexpr double kCorrelation = 0.5;     // of the pairs of one face

} // namespace

std::vector<std::uint32_t> spread(std::span<const std::uint32_t> items, std::size_t most)
{
    std::vector<std::uint32_t> out;
    const std::size_t count = std::min(most, items.size());
    out.reserve(count);
    for (std::size_t k = 0; k < count; ++k)
        out.push_back(items[k * items.size() / count]);
    return out;
}

GroupPeople::GroupPeople(const Input& input) : m_in(input)
{
    for (std::uint32_t i = 0; i < m_in.faces.size(); ++i)
        if (!m_in.faces[i].inScope)
            m_anchors[m_in.faces[i].identity].push_back(i);
}

float GroupPeople::mean(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b) const
{
    double sum = 0;
    std::size_t pairs = 0;
    for (const auto i : a)
        for (const auto j : b)
            if (i != j) {
                sum += static_cast<double>(m_in.similarity.pair(i, j));
                ++pairs;
            }
    return pairs == 0 ? 0 : static_cast<float>(sum / static_cast<double>(pairs));
}

bool GroupPeople::isExcluded(std::uint32_t face, IdentityId person) const
{
    return std::binary_search(m_in.excluded.begin(), m_in.excluded.end(), std::pair(face, person));
}

// Who most of the labels of the scope itself are.
IdentityId GroupPeople::votedBy(std::span<const std::uint32_t> scope) const
{
    std::map<IdentityId, std::size_t> votes;
    std::size_t labelled = 0;
    for (const auto i : scope)
        if (const auto identity = m_in.faces[i].identity) {
            ++votes[identity];
            ++labelled;
        }
    for (const auto& [identity, count] : votes)
        if (count * 2 > labelled && labelled * 4 >= scope.size())
            return identity;
    return 0;
}

// Among the people whom the faces' neighbours name most often.
IdentityId GroupPeople::closestTo(std::span<const std::uint32_t> faces, float& similarity) const
{
    const auto some = spread(faces, m_in.compared);
    std::map<IdentityId, std::size_t> met;
    for (const auto i : some)
        for (const auto& n : m_in.lists[i])
            if (!m_in.faces[n.index].inScope)
                ++met[m_in.faces[n.index].identity];
    std::vector<std::pair<std::size_t, IdentityId>> often;
    for (const auto& [identity, count] : met)
        often.emplace_back(count, identity);
    std::sort(often.begin(), often.end(), [](const auto& a, const auto& b) {
        return a.first != b.first ? a.first > b.first : a.second < b.second;
    });
    often.resize(std::min(often.size(), kRivals));
    IdentityId best = 0;
    for (const auto& [count, identity] : often)
        if (const float s = mean(some, spread(m_anchors.at(identity), m_in.compared)); !best || s > similarity) {
            best = identity;
            similarity = s;
        }
    return best;
}

// One cluster: one group, or one for each of the people whose faces are in it.
void GroupPeople::draft(std::span<const std::uint32_t> members)
{
    Draft scope;
    std::map<IdentityId, std::vector<std::uint32_t>> anchors;
    std::size_t mostVotes = 0;
    IdentityId sure = 0;
    for (const auto i : members) {
        const Participant& face = m_in.faces[i];
        if (face.inScope) {
            scope.faces.push_back(i);
            continue;
        }
        auto& theirs = anchors[face.identity];
        theirs.push_back(i);
        mostVotes = std::max(mostVotes, theirs.size());
        if (face.confirmed())
            sure = face.identity; // there is only one
    }
    if (scope.faces.empty())
        return;
    if (anchors.empty()) {
        scope.person = votedBy(scope.faces);
        if (!scope.person) {
            float similarity = 0;
            const IdentityId closest = closestTo(scope.faces, similarity);
            if (closest && similarity >= m_in.threshold)
                scope.person = closest;
        }
        m_drafts.push_back(std::move(scope));
        return;
    }
    if (sure)
        std::erase_if(anchors, [&](const auto& entry) { return entry.first != sure; });
    else
        std::erase_if(anchors, [&](const auto& entry) { return entry.second.size() * kVote < mostVotes; });
    std::map<IdentityId, Draft> parts;
    for (const auto i : scope.faces) {
        IdentityId best = anchors.begin()->first;
        if (anchors.size() > 1) {
            float most = -2;
            for (const auto& [identity, faces] : anchors)
                if (const float s = mean(std::span(&i, 1), spread(faces, m_in.compared)); s > most) {
                    most = s;
                    best = identity;
                }
        }
        parts[best].faces.push_back(i);
    }
    for (auto& [identity, part] : parts) {
        part.person = identity;
        part.anchors = std::move(anchors[identity]);
        m_drafts.push_back(std::move(part));
    }
}

// Whatever the clusters were, nobody gets a name that was ruled out, and no two faces that are different the same.
void GroupPeople::respectCannots()
{
    constexpr std::uint32_t kNone = cluster::kNoise;
    std::vector<std::uint32_t> draftOf(m_in.faces.size(), kNone);
    for (std::uint32_t d = 0; d < m_drafts.size(); ++d) {
        auto& draft = m_drafts[d];
        std::erase_if(draft.faces, [&](auto i) { return draft.person && isExcluded(i, draft.person); });
        for (const auto i : draft.faces)
            draftOf[i] = d;
    }
    std::vector<std::uint8_t> gone(m_in.faces.size(), 0);
    // Who a face is going to be; people that are new have negative numbers.
    const auto becomes = [&](std::uint32_t i) -> IdentityId {
        if (draftOf[i] == kNone || gone[i])
            return m_in.faces[i].identity;
        const auto person = m_drafts[draftOf[i]].person;
        return person ? person : -1 - static_cast<IdentityId>(draftOf[i]);
    };
    for (const auto& [a, b] : m_in.cannot)
        if (const auto person = becomes(a); person != 0 && person == becomes(b)) {
            if (draftOf[b] != kNone && !gone[b])
                gone[b] = 1;
            else if (draftOf[a] != kNone && !gone[a])
                gone[a] = 1;
        }
    for (auto& draft : m_drafts)
        std::erase_if(draft.faces, [&](auto i) { return gone[i] != 0; });
    std::erase_if(m_drafts, [&](const Draft& draft) {
        return draft.faces.empty() || (!draft.person && draft.faces.size() < m_in.minimumSize);
    });
}

FaceGroup GroupPeople::measured(const Draft& draft, std::vector<float>& pairs) const
{
    FaceGroup out;
    std::vector<std::uint32_t> members = draft.faces;
    members.insert(members.end(), draft.anchors.begin(), draft.anchors.end());
    const auto known = m_anchors.find(draft.person);
    if (draft.person && draft.anchors.empty() && known != m_anchors.end())
        members.insert(members.end(), known->second.begin(), known->second.end());
    const auto others = spread(members, m_in.compared + 1);
    double sum = 0;
    for (const auto i : draft.faces) {
        const Participant& face = m_in.faces[i];
        const float similarity = mean(std::span(&i, 1), others);
        out.faces.push_back({face.face, face.identity, face.label, similarity, false});
        sum += static_cast<double>(similarity);
        const auto j = others[out.faces.size() % others.size()];
        if (i != j)
            pairs.push_back(m_in.similarity.pair(i, j));
    }
    out.similarity = static_cast<float>(sum / static_cast<double>(out.faces.size()));
    out.person = draft.person;
    IdentityId shown = draft.person;
    if (!shown) {
        float similarity = 0;
        shown = out.closest = closestTo(draft.faces, similarity);
    }
    const auto theirs = m_anchors.find(shown);
    if (shown && theirs != m_anchors.end()) {
        const auto some = spread(draft.faces, m_in.compared);
        std::vector<std::pair<float, std::uint32_t>> order;
        for (const auto j : spread(theirs->second, kConsidered))
            order.emplace_back(mean(std::span(&j, 1), some), j);
        out.personCount = static_cast<int>(theirs->second.size());
        double all = 0;
        for (const auto& [similarity, j] : order)
            all += static_cast<double>(similarity);
        out.personSimilarity = static_cast<float>(all / static_cast<double>(order.size()));
        std::sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
            return a.first != b.first ? a.first > b.first : a.second < b.second;
        });
        for (std::size_t k = 0; k < std::min(kShown, order.size()); ++k)
            out.personFaces.push_back(m_in.faces[order[k].second].face);
    }
    std::sort(out.faces.begin(), out.faces.end(), [](const GroupFace& a, const GroupFace& b) {
        return a.similarity != b.similarity ? a.similarity > b.similarity : a.id < b.id;
    });
    return out;
}

std::vector<FaceGroup>
GroupPeople::groups(std::span<const float> within, std::span<const float> across, int threads, jobs::Context& context)
{
    std::vector<std::vector<std::uint32_t>> members(m_in.clusters);
    std::vector<std::uint32_t> alone; // of the scope
    for (std::uint32_t i = 0; i < m_in.faces.size(); ++i)
        if (m_in.cluster[i] != cluster::kNoise)
            members[m_in.cluster[i]].push_back(i);
        else if (m_in.faces[i].inScope)
            alone.push_back(i);
    for (const auto& cluster : members) {
        context.checkStop();
        draft(cluster);
    }
    for (const auto i : alone) // close to a person, though in no cluster
        draft(std::span(&i, 1));
    respectCannots();
    context.stage("measure");
    std::vector<FaceGroup> out(m_drafts.size());
    std::vector<std::vector<float>> pairs(m_drafts.size());
    parallelFor((m_drafts.size() + kChunk - 1) / kChunk, threads,
                [&](std::size_t chunk) {
                    for (std::size_t d = chunk * kChunk; d < std::min(m_drafts.size(), (chunk + 1) * kChunk); ++d)
                        if (!context.stopRequested())
                            out[d] = measured(m_drafts[d], pairs[d]);
                },
                context.stopToken());
    context.checkStop();
    std::vector<float> inside(within.begin(), within.end());
    if (within.empty())
        for (const auto& some : pairs)
            inside.insert(inside.end(), some.begin(), some.end());
    if (inside.size() > kPairs)
        inside.resize(kPairs);
    const PairModel model(inside, across);
    // A face could be any of these people.
    std::size_t people = m_anchors.size() + 1;
    for (const Draft& draft : m_drafts)
        people += draft.person == 0;
    for (std::size_t d = 0; d < out.size(); ++d) {
        const auto with = std::min(m_drafts[d].faces.size() - 1 + m_drafts[d].anchors.size(), m_in.compared);
        const double evidence = effectivePairs(static_cast<double>(std::max<std::size_t>(1, with)), kCorrelation);
        double sum = 0;
        for (const GroupFace& face : out[d].faces) {
            const double odds =
                evidence * model.logRatio(static_cast<double>(face.similarity)) - std::log(static_cast<double>(people));
            sum += logistic(odds);
        }
        out[d].score = sum / static_cast<double>(out[d].faces.size());
    }
    const auto weight = [](const FaceGroup& group) {
        return static_cast<double>(group.named() + group.moved()) * group.score;
    };
    std::sort(out.begin(), out.end(), [&](const FaceGroup& a, const FaceGroup& b) {
        const double wa = weight(a), wb = weight(b);
        if (wa != wb)
            return wa > wb;
        return a.faces.size() != b.faces.size() ? a.faces.size() > b.faces.size()
                                                : a.faces.front().id < b.faces.front().id;
    });
    for (std::uint32_t i = 0; i < out.size(); ++i)
        out[i].number = i;
    return out;
}

} // namespace likeness::curate
