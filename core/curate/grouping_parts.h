// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// For grouping*.cpp.
#include "core/curate/grouping.h"
#include "core/curate/material.h"
#include "core/curate/pair_model.h"

#include <unordered_map>

namespace likeness::curate {

// One face that takes part.
struct Participant {
    dataset::FaceId face = 0;
    dataset::IdentityId identity = 0;
    dataset::LabelState label = dataset::LabelState::Unreviewed;
    bool inScope = false; // else an anchor: it keeps its label
    bool confirmed() const { return label == dataset::LabelState::Confirmed; }
};

// Evenly spread, at most `most` of them.
std::vector<std::uint32_t> spread(std::span<const std::uint32_t> items, std::size_t most);

// From clusters of participants to groups of the scope's faces, each with somebody.
class GroupPeople
{
public:
    struct Input {
        std::span<const Participant> faces;
        const Similarity& similarity;
        const neighbours::Lists& lists;
        std::span<const std::uint32_t> cluster; // of each face, or cluster::kNoise
        std::uint32_t clusters = 0;
        float threshold = 0;
        std::size_t minimumSize = 2;
        std::size_t compared = 16;                                       // faces that stand for many
        std::span<const std::pair<std::uint32_t, std::uint32_t>> cannot; // pairs of faces
        std::span<const std::pair<std::uint32_t, dataset::IdentityId>> excluded;
    };
    explicit GroupPeople(const Input& input);
    // `within` are similarities of pairs known to be one person; empty: those inside the groups stand for them.
    std::vector<FaceGroup>
    groups(std::span<const float> within, std::span<const float> across, int threads, jobs::Context& context);

private:
    struct Draft {
        std::vector<std::uint32_t> faces; // of the scope
        dataset::IdentityId person = 0;
        std::vector<std::uint32_t> anchors; // of the person, in this cluster
    };
    void draft(std::span<const std::uint32_t> members);
    dataset::IdentityId votedBy(std::span<const std::uint32_t> scope) const;
    dataset::IdentityId closestTo(std::span<const std::uint32_t> faces, float& similarity) const;
    float mean(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b) const;
    bool isExcluded(std::uint32_t face, dataset::IdentityId person) const;
    void respectCannots();
    FaceGroup measured(const Draft& draft, std::vector<float>& pairs) const;

    Input m_in;
    std::unordered_map<dataset::IdentityId, std::vector<std::uint32_t>> m_anchors; // of people
    std::vector<Draft> m_drafts;
};

} // namespace likeness::curate
