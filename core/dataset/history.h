// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/dataset/project.h"

namespace likeness::dataset {

// One thing that an entry of the journal changed about a face or a person. Names of people are those that held when the
// entry was written; "" is nobody.
struct HistoryChange {
    enum class Field {
        Identity,  // of a face: names of people
        Label,     // labelStateName() before and after; of a person: `after`, of `faces` faces
        Landmarks, // "automatic" or "edited"
        Found,     // a person marked a face that no detector found
        Opinion, // what the one who decided says now, and said before: a name, "rejected" or "unsure"; "" nothing. Of a
                 // person: `faces` faces of which somebody said the name without changing their label
        Checked, // spotVerdictName() before and after; "" not looked at. Of a person: `after`, of `faces` faces
        Origin,  // of the face's picture: source, licence and consent, as many as are known; "" nothing
        Different, // after: a person or picture that this face is not
        Name,      // of a person
        Made,      // after: the name
        Removed,   // before: the name
        Imported,  // `faces` faces that an import brought
        Gained,    // `faces` faces; before: from whom
        Lost       // `faces` faces; after: to whom
    };
    Field field = Field::Identity;
    std::string before, after;
    int faces = 1;
    bool operator==(const HistoryChange&) const = default;
};

struct HistoryEntry {
    JournalEntry entry; // id 0: how the face came into the project, which closes its history
    std::vector<HistoryChange> changes;
};

// Newest first, undone entries included (entry.undone); at most `limit`, older than entry `before` (0 = from the end).
// The last page ends with an entry of id 0 ("import") unless the face was captured. Empty for an unknown face.
std::vector<HistoryEntry> faceHistory(const Project& project, FaceId face, int limit = 100, std::int64_t before = 0);
// Everything that changed the person: names, merges, faces that came and went, labels of its faces. Also for a person
// that a merge has removed.
std::vector<HistoryEntry>
personHistory(const Project& project, IdentityId person, int limit = 100, std::int64_t before = 0);

// The person of that name, else the last one who had it (merged away or renamed since); 0 = nobody ever.
IdentityId findPersonEver(const Project& project, const std::string& name);

const char* labelStateName(LabelState state);      // "unreviewed", "confirmed", "unsure", "rejected"
const char* fieldName(HistoryChange::Field field); // "identity", "label" …, as JSON and scripts know it

} // namespace likeness::dataset
