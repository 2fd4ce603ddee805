// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/dataset/project.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

// How a judgement of a part of the faces, with the labels of then and with those of now, moves what all of them said
// when they were curated.
namespace likeness::curate {

inline constexpr char kMislabelled[] = "mislabelled", kOutlier[] = "outlier";
// What a change of labels changes; flags of other kinds are of pictures.
inline const std::vector<std::string> kLabelKinds = {kMislabelled, kOutlier, "merge", "split"};

// Faces under the labels of one moment; all ascending.
struct Labelling {
    std::vector<dataset::FaceId> faces;
    std::vector<dataset::IdentityId> labels;
    std::vector<dataset::FaceId> confirmed;
    std::vector<std::pair<dataset::FaceId, dataset::IdentityId>> cannot;

    bool isConfirmed(dataset::FaceId face) const
    {
        return std::binary_search(confirmed.begin(), confirmed.end(), face);
    }
    dataset::IdentityId labelOf(dataset::FaceId face) const // 0: it takes no part
    {
        const auto at = std::lower_bound(faces.begin(), faces.end(), face);
        return at != faces.end() && *at == face ? labels[static_cast<std::size_t>(at - faces.begin())] : 0;
    }
};

// The people whose faces, or what is known of them, are other ones.
std::set<dataset::IdentityId> changedPeople(const Labelling& then, const Labelling& now);

using Flags = std::vector<dataset::FlagRow>; // of one face
void sortByKind(Flags& flags);
bool isTheSame(const Flags& a, const Flags& b);   // both sorted by kind; apart from ids and decisions
bool saysTheSame(const Flags& a, const Flags& b); // likewise, and scores that nobody tells apart are the same

// What is said of a face now. `curated`: by all faces; `then` and `now`: by the part, sorted by kind. Where the part
// says what it said then, that is what curation said; else that moves as far, in log odds, as the part's opinion moved,
// but not beyond what it is now. `own`: its person, then and now; `changed`: changedPeople().
Flags movedFlags(const Flags& curated,
                 const Flags& then,
                 const Flags& now,
                 dataset::IdentityId own,
                 bool confirmed,
                 const std::set<dataset::IdentityId>& changed);

} // namespace likeness::curate
