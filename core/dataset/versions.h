// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/dataset/project.h"

namespace likeness::dataset {

// One face or person in which two versions differ. Faces of one version by what they show: a face that is in both under
// two names is Relabelled, and may have other Landmarks beside.
struct Difference {
    enum class Kind { Added, Removed, Relabelled, Landmarks, Split };
    Kind kind = Kind::Added;
    FaceId face = 0;           // 0 for Split
    std::string key;           // of the picture; the person's name for Split
    std::string before, after; // names of people, or of splits
};
// Walks two versions side by side, in the order of face ids, splits last; memory for one face of each. `a` and `b` as
// for Project::diff(). Landmarks are those that people set. Throws what diff() throws.
void eachDifference(const Project& project,
                    const std::string& a,
                    const std::string& b,
                    const std::function<void(const Difference&)>& visit);
const char* splitName(Split split); // "", "train", "validation", "test"

// By hash, unique prefix of at least four digits, or name. Throws Error(NotFound | BadArgument).
SnapshotRow findVersion(const Project& project, const std::string& which);

// The faces of a version, by face id.
struct VersionFace {
    FaceId face = 0;
    std::string identity;
    Split split = Split::Undecided;
};
std::vector<VersionFace> versionFaces(const Project& project, const std::string& which);
// Faces that have or can have a crop, whatever their label says; by id.
std::vector<FaceId> usableFaces(const Project& project);

// What a person will find changed after a revert.
struct Revert {
    SnapshotRow version;
    int relabelled = 0;               // faces that get the name they had
    int setAside = 0;                 // faces that the version does not have: rejected
    int broughtBack = 0;              // rejected now, and in the version
    int landmarks = 0;                // faces that get the landmarks back that people had set, or lose later ones
    int labelStates = 0;              // confirmed, unsure, unreviewed
    int splits = 0;                   // people who change sides
    int peopleMade = 0;               // names that nobody has any more
    int renamed = 0;                  // people who get the name back that they had
    std::vector<std::string> missing; // keys of pictures that cannot come back
    bool partial = false;             // a version of before Likeness kept label states, landmarks and splits
    std::int64_t entry = 0;           // of the journal; 0 when nothing changed (or for a preview)
    bool same = false; // after a revert: the content has the version's hash again. Not with something missing, and not
                       // when faces were detected anew since
};
Revert previewRevert(const Project& project, const std::string& which);
// Makes the labels those of the version, as one journal entry that undo takes back. Every face of the version gets the
// name it had (people are made again), its label state, the landmarks that people had set, and its person the split;
// every other face that has a name is set aside. Boxes and automatic landmarks stay those of the last detection.
Revert revert(Project& project, const std::string& which);

} // namespace likeness::dataset
