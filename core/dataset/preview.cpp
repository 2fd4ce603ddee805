// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/preview.h"

#include "core/dataset/project_impl.h"

namespace likeness::dataset {
namespace {

struct State {
    std::string name;
    int faces = 0;
    std::vector<FaceId> members;
};

State stateOf(const Project& project, IdentityId id)
{
    State state;
    if (const auto row = project.identity(id)) {
        state.name = row->name;
        state.faces = row->faces;
        const auto faces = project.impl().db.cached(
            "SELECT id FROM faces WHERE identity = ?1 AND label <> 3 AND status <> 2 ORDER BY id");
        faces->bind(1, id);
        while (faces->step())
            state.members.push_back(faces->int64(0));
    }
    return state;
}

} // namespace

Preview previewChange(Project& project, const std::function<void(Project&)>& work)
{
    auto& db = project.impl().db;
    const db::Transaction never(db); // is not committed
    const auto last = db.scalar("SELECT coalesce(max(id), 0) FROM journal");
    Preview out;
    {
        const db::Transaction undone(db);
        work(project);
        const auto count = db.cached("SELECT (SELECT count(*) FROM journal WHERE id > ?1), (SELECT count(DISTINCT row) "
                                     "FROM journal_changes WHERE "
                                     "entry > ?1 AND tbl = 'faces' AND (json_type(after, '$.identity') IS NOT NULL OR "
                                     "json_type(after, '$.label') "
                                     "IS NOT NULL))");
        if (count->bind(1, last).step()) {
            out.entries = count->integer(0);
            out.faces = count->integer(1);
        }
        const auto people =
            db.cached("SELECT DISTINCT identity FROM journal_people WHERE entry > ?1 ORDER BY identity");
        people->bind(1, last);
        while (people->step()) {
            PersonPreview person;
            person.id = people->int64(0);
            auto after = stateOf(project, person.id);
            person.nameAfter = std::move(after.name);
            person.facesAfter = after.faces;
            person.membersAfter = std::move(after.members);
            out.people.push_back(std::move(person));
        }
    }
    for (auto& person : out.people) {
        auto before = stateOf(project, person.id);
        person.nameBefore = std::move(before.name);
        person.facesBefore = before.faces;
        person.membersBefore = std::move(before.members);
    }
    return out;
}

Preview previewDecision(Project& project, std::span<const FaceId> faces, Action action, const std::string& other)
{
    return previewChange(project, [&](Project& p) { p.decide(faces, action, other, {}); });
}

} // namespace likeness::dataset
