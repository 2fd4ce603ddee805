// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/dataset/project.h"

namespace likeness::dataset {

// The three checks of a label: automatic comparison with the person's other faces, a person's spot check, and
// cross-validation. The last result of each is kept for every face, and holds as long as the face keeps its identity.
enum class CheckKind { Automatic = 1, Spot = 2, Cross = 3 };
inline constexpr CheckKind kCheckKinds[] = {CheckKind::Automatic, CheckKind::Spot, CheckKind::Cross};
const char* checkName(CheckKind kind); // "automatic", "spot", "cross"

// NotPossible: the person has no other face to compare with (for a spot check that is no hindrance).
enum class CheckState { NotChecked, Passed, Failed, NotPossible };
const char* checkStateName(CheckState state); // "not_checked", "passed", "failed", "not_possible"

struct CheckResult {
    FaceId face = 0;
    IdentityId identity = 0; // the label that was checked
    bool passed = false;
    // Automatic: calibrated similarity 0..1. Cross: the probability that cross-validation gives the label, 0..1. Spot:
    // 1 or 0.
    double value = 0;
    double threshold = 0;  // of `value`, where the check has one
    std::string method;    // the model; for a spot check who looked
    std::int64_t time = 0; // UTC, milliseconds since 1970
};
// Any engine's results of one kind, in one transaction; faces that are gone are passed over. Results of this kind for
// other labelled faces are dropped with `all`: they were looked at and could not be checked. Not undoable: the check
// gives them again.
void storeChecks(Project& project, CheckKind kind, std::span<const CheckResult> results, bool all = false);

struct FaceChecks {
    struct One {
        CheckState state = CheckState::NotChecked;
        CheckResult result; // of Passed and Failed
    };
    One automatic, spot, cross;
    const One& of(CheckKind kind) const;
};
FaceChecks checksOf(const Project& project, FaceId face);

struct CheckCounts {
    int passed = 0, failed = 0, notPossible = 0, notChecked = 0; // of the labelled faces
    std::string method;                                          // of the latest result
    std::int64_t time = 0;                                       // of the latest result; 0 = none
};
CheckCounts checkCounts(const Project& project, CheckKind kind);
// Faces whose present label failed, lowest value first.
std::vector<CheckResult> failedChecks(const Project& project, CheckKind kind, int limit = 100000);

} // namespace likeness::dataset
