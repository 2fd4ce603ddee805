// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/dataset/project.h"

namespace likeness::dataset {

// Erasing a person from a project: everything that Likeness holds about them, and a list of what was made with them.
//
// It goes: their pictures below images/ (a picture that also shows other people goes as a whole, unless those are to be
// kept), the rows of faces and pictures, labels, flags, constraints, opinions, checks, crops, every derived file of
// cache/, their names in the sample lists of runs, reports about those runs, their rows in snapshots and
// demo-truth.csv, backups of the database, and their part of the journal. What other people's pictures are called after
// them (a picture of Bob in a folder "Ann") is renamed. A line without personal data stays in the journal. It stays:
// pictures that are used where they lie, outside of images/ or inside a container, and models and checkpoints that were
// trained on them; both are listed.
struct EraseOptions {
    bool keepShared = false; // a picture that shows other people, too, stays; only this person's face in it goes
};

// What was made with the person. Kinds: snapshot (id: its hash), run (id: its folder's name), model and report (id: the
// file, relative to the project folder).
struct Affected {
    std::string kind;
    std::string id;
    std::string name;     // of a snapshot, where it has one
    int faces = 0;        // of the person, in it
    bool trained = false; // the run or model was trained on them, not only verified
    bool gone = false;    // erased with the person (reports)
};

struct Erasure {
    std::string name; // empty for one that was resumed after the rows were gone
    int images = 0;   // pictures that go
    int faces = 0;
    int files = 0;  // below images/
    int shared = 0; // pictures with this person that show other people, too
    int inPlace = 0;
    std::vector<std::pair<std::string, std::string>>
        leftInPlace; // key, file: pictures that are not Likeness's to delete
    std::vector<Affected> affected;
    // After erasing: what the search of the folder's bytes still found, as (what, place) with what one of name, key,
    // path, crop, picture.
    std::vector<std::pair<std::string, std::string>> remaining;
};

// What erase() would do; changes nothing. Throws Error(NotFound) for an unknown person.
Erasure planErasure(const Project& project, IdentityId person, const EraseOptions& options = {});

// Erases the person for good: undo does not bring them back. Takes the project's job lock. A kill, a stop or a failure
// at any moment leaves a mark without the name in the project; finishErasure() then completes it. Throws
// Error(ProjectBusy) while a run of the project is being trained.
Erasure erase(Project& project, IdentityId person, const EraseOptions& options, jobs::Context& context);
bool erasureUnfinished(const Project& project);
// `name`: what the person was called, if the caller knows it; only to search for it where the rows are gone already.
Erasure finishErasure(Project& project, const std::string& name, jobs::Context& context);

} // namespace likeness::dataset
