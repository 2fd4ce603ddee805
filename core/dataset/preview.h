// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/dataset/project.h"

namespace likeness::dataset {

// A person that a change touches, before and after it.
struct PersonPreview {
    struct Rival {
        std::string name;
        double similarity = 0; // in the units of Preview::method
    };
    IdentityId id = 0;                               // of a person that the change makes: an id that nobody has yet
    std::string nameBefore, nameAfter;               // empty: not there
    int facesBefore = 0, facesAfter = 0;             // rejected ones left out, as IdentityRow::faces
    std::vector<FaceId> membersBefore, membersAfter; // of labelledFaces()
    // What comparison says, where faces could be compared (curate/preview_evidence.h). Purity: the share of the
    // person's faces whose closest other face has the same label.
    std::optional<double> purityBefore, purityAfter;
    std::optional<Rival> rivalBefore, rivalAfter; // the person whose faces are closest on average
};

struct Preview {
    int faces = 0;   // whose label changes: the person, or what was decided
    int entries = 0; // of the journal; 0 = nothing would change
    std::vector<PersonPreview> people;
    std::string method; // "embedding", "lbph", or empty: only counted
    int compared = 0;   // faces that took part in the comparison
};

// What a change would do: does it, looks, and takes all of it back, inside one transaction that is never committed. So
// it is exactly what the change will do if nobody writes in between, errors included. Holds the write lock meanwhile (a
// third of a second for 10,000 faces); throws what the work throws, Error(ReadOnly) for a project that cannot be
// written.
Preview previewChange(Project& project, const std::function<void(Project&)>& work);
Preview previewDecision(Project& project, std::span<const FaceId> faces, Action action, const std::string& other = {});

} // namespace likeness::dataset
