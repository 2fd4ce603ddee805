// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/dataset/project.h"

// What the review is made of. None of these grows with the project except questions(), suggestions() and secondLooks(),
// which read what there is to decide.
namespace likeness::dataset {

// Nothing is left to decide about this open flag, because the world moved on: the suggested person is the face's
// present one, or is gone; the face is rejected; of a copy the other picture is gone or rejected. False for a decided
// flag and for an id that is not there.
bool isSettled(const Project& project, std::int64_t flag);

// Flags of any kind that nobody has decided.
int openFlags(const Project& project);

// What the review asks of one method (empty: any) and kind, worst first, at most `limit` flags looked at: those that
// are flagged and not settled, the decided ones too. One a face; of a part that should be split off, one for all its
// faces.
std::vector<QueuedFlag>
questions(const Project& project, const std::string& method, const std::string& kind, int limit);

// A decision about a label stands, but a name that was given in bulk and that nobody has confirmed is suspected like
// any other. `label`: of the flag's face.
bool isAnswered(const std::string& decision, LabelState label);

// Of these faces, the flags of one kind that are flagged and not settled (method empty: of any): at most one a face,
// the worst. In the order of `faces`.
std::vector<QueuedFlag>
flagsOfKind(const Project& project, std::span<const FaceId> faces, const std::string& method, const std::string& kind);

// The worst flag of each of these faces: flagged ones first, then those of `method`, then by score. The same order;
// faces that are gone are left out; a face without any has id 0 and says in `decision` how it is labelled now.
std::vector<QueuedFlag> worstFlags(const Project& project, std::span<const FaceId> faces, const std::string& method);

// Faces that other people said something about and `who` has not, the most suspicious first, at most `limit`; id is
// the flag by which they are suspicious, or 0. `decision` is empty.
std::vector<QueuedFlag> secondLooks(const Project& project, const std::string& who, int limit);
// The same for these faces only; `decision` is what `who` said, where they have.
std::vector<QueuedFlag> secondLooksOf(const Project& project, const std::string& who, std::span<const FaceId> faces);

// What a flag of this kind and method suggests for a face that nobody has decided on, surest first.
struct Suggestion {
    FaceId face = 0;
    double score = 0;         // of the flag, 0..1
    double right = 0;         // the probability that the suggestion is: of a wrong label, that it is this person
    bool aboutPerson = false; // that is known; flags of earlier versions only say that the label is wrong
    IdentityId own = 0;       // whose name it has
    IdentityId suggested = 0; // 0: nobody
    FaceId rivalFace = 0;
};
std::vector<Suggestion> suggestions(const Project& project, const std::string& method, const std::string& kind);

// How many flags of this method and kind have a score in each of `bins` equal parts of 0..1, by whether they are
// flagged and how they were decided. Read from an index alone.
struct ScoreCount {
    int bin = 0; // 0 … bins − 1
    bool flagged = false;
    std::string decision; // action name; empty: open
    int flags = 0;
    double score = 0; // sum
};
std::vector<ScoreCount>
scoreCounts(const Project& project, const std::string& method, const std::string& kind, int bins);

} // namespace likeness::dataset
