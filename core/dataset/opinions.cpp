// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/opinions.h"

#include "core/base/text.h"
#include "core/dataset/project_impl.h"

#include <algorithm>
#include <map>

namespace likeness::dataset {
namespace {

constexpr char kSetting[] = "review.approvals";

// Of the decided faces f, those that fewer than two people's opinions o support.
constexpr std::string_view kAwaiting = "FROM faces f WHERE f.label <> 0 AND (SELECT count(*) FROM opinions o WHERE "
                                       "o.face = f.id AND o.label = f.label AND "
                                       "(f.label <> 1 OR o.identity IS f.identity)) < 2";

} // namespace

std::vector<Opinion> opinionsOf(const Project& project, FaceId face)
{
    const auto rows = project.impl().db.cached(
        "SELECT face, who, label, identity, time FROM opinions WHERE face = ?1 ORDER BY time DESC, id DESC");
    rows->bind(1, face);
    std::vector<Opinion> out;
    while (rows->step())
        out.push_back(
            {rows->int64(0), rows->text(1), static_cast<LabelState>(rows->integer(2)), rows->int64(3), rows->int64(4)});
    return out;
}

std::vector<std::string> annotators(const Project& project)
{
    const auto rows = project.impl().db.cached("SELECT DISTINCT who FROM opinions");
    std::vector<std::string> out;
    while (rows->step())
        out.push_back(rows->text(0));
    std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return naturalLess(a, b); });
    return out;
}

int approvalsRequired(const Project& project)
{
    return project.setting(kSetting, "1") == "2" ? 2 : 1;
}

void requireApprovals(Project& project, int people)
{
    if (people != 1 && people != 2)
        throw Error(ErrorCode::BadArgument,
                    "a label can need the word of 1 or 2 people, not of " + std::to_string(people));
    project.setSetting(kSetting, std::to_string(people));
}

int awaitingApproval(const Project& project)
{
    if (approvalsRequired(project) < 2)
        return 0;
    return static_cast<int>(project.impl().db.scalar("SELECT count(*) " + std::string(kAwaiting)));
}

std::vector<FaceId> facesAwaitingApproval(const Project& project, const std::string& by)
{
    std::vector<FaceId> out;
    if (approvalsRequired(project) < 2)
        return out;
    const auto rows = project.impl().db.cached(
        "SELECT f.id " + std::string(kAwaiting) +
        " AND (?1 = '' OR NOT EXISTS(SELECT 1 FROM opinions o WHERE o.face = f.id AND o.who = ?1 AND o.label = f.label "
        "AND (f.label <> 1 OR o.identity IS f.identity))) ORDER BY f.id");
    rows->bind(1, by);
    while (rows->step())
        out.push_back(rows->int64(0));
    return out;
}

std::int64_t approve(Project& project, std::span<const FaceId> faces)
{
    std::map<LabelState, std::vector<FaceId>> byLabel;
    for (const auto& row : project.faces(faces)) {
        if (row.label == LabelState::Unreviewed)
            throw Error(ErrorCode::BadArgument,
                        "nobody has decided on this face yet, so there is nothing to approve; keep or move it instead");
        byLabel[row.label].push_back(row.id);
    }
    std::int64_t entry = 0;
    for (const auto& [label, ids] : byLabel) {
        const Action action = label == LabelState::Confirmed  ? Action::Keep
                              : label == LabelState::Rejected ? Action::Reject
                                                              : Action::Unsure;
        if (const auto made = project.decide(ids, action, {}, "approval"))
            entry = made;
    }
    return entry;
}

std::string presentUser()
{
    return userName();
}

} // namespace likeness::dataset
