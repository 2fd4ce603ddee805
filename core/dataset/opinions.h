// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/dataset/project.h"

namespace likeness::dataset {

// What each person says a face is. Every keep, move, split, reject, unsure and capture writes the opinion of the person
// who did it (setUserName()), inside the same journal entry: undo and redo take it along. A merge or a rename is about
// people, not faces: opinions of the merged person then stand for the other name, and nobody gets a new one.
struct Opinion {
    FaceId face = 0;
    std::string who;
    LabelState label = LabelState::Confirmed; // Confirmed, Unsure or Rejected
    IdentityId identity = 0;                  // as which; for Unsure and Rejected the name that was looked at
    std::int64_t time = 0;                    // UTC, milliseconds since 1970
};
std::vector<Opinion> opinionsOf(const Project& project, FaceId face); // the latest first
std::vector<std::string> annotators(const Project& project);          // who has an opinion of any face; natural order

// Two-person rule. With approvals required, a face that is decided (Confirmed, Unsure or Rejected) awaits approval
// until two people's opinions say what its label says now. Faces that were decided before opinions were kept need both.
int approvalsRequired(const Project& project);       // 1 (the default) or 2: setting "review.approvals"
void requireApprovals(Project& project, int people); // throws Error(BadArgument) for anything but 1 and 2
int awaitingApproval(const Project& project);        // how many faces; 0 when one person is enough
// The faces, by id. `by`: only those that this person can approve, because they have not said the same yet.
std::vector<FaceId> facesAwaitingApproval(const Project& project, const std::string& by = {});
// The present user says the same as each label: keep, reject or unsure. Returns the last entry id, 0 when the user had
// said so already. Throws Error(BadArgument) for a face that nobody has decided on.
std::int64_t approve(Project& project, std::span<const FaceId> faces);

// Who decides in this process (setUserName()), as the journal writes it.
std::string presentUser();

} // namespace likeness::dataset
