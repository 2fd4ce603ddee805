// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/journal.h"

#include <algorithm>

namespace likeness::dataset {
namespace {

struct Present {
    IdentityId identity = 0;
    LabelState label = LabelState::Unreviewed;
};

std::optional<Present> presentOf(db::Connection& db, FaceId face)
{
    const auto row = db.cached("SELECT identity, label FROM faces WHERE id = ?1");
    if (!row->bind(1, face).step())
        return std::nullopt;
    return Present{row->int64(0), static_cast<LabelState>(row->integer(1))};
}

// Suspicions of the old label are answered by the new one; those of the picture stay open.
void answerFlags(JournalWriter& writer, FaceId face, Action action)
{
    std::vector<std::int64_t> ids;
    {
        const auto rows =
            writer.db().cached("SELECT id FROM flags WHERE face = ?1 AND decision IN ('', 'unsure') AND kind IN "
                               "('mislabelled', 'outlier', 'split')");
        rows->bind(1, face);
        while (rows->step())
            ids.push_back(rows->int64(0));
    }
    for (const auto id : ids)
        writer.update("flags", id, {{"decision", std::string(actionName(action))}});
}

// "Person 1", "Person 2" …: those that nobody has.
class FreeNames
{
public:
    FreeNames(const Project& project, std::string before) : m_project(project), m_before(std::move(before)) {}
    std::string next()
    {
        for (;;) {
            std::string name = cleanIdentityName(m_before + " " + std::to_string(++m_number));
            if (!m_project.findIdentity(name))
                return name;
        }
    }

private:
    const Project& m_project;
    std::string m_before;
    int m_number = 0;
};

} // namespace

Assigned Project::assign(std::span<const Assignment> assignments, const AssignOptions& options, jobs::Context* context)
{
    JournalWriter writer(*this, "assign", options.why);
    FreeNames freeNames(*this, options.newName);
    Assigned out;
    std::size_t total = 0;
    for (const Assignment& assignment : assignments)
        total += assignment.faces.size();
    std::size_t done = 0;
    FaceId first = 0;        // that changed
    std::string onlyName;    // of the person that `people` counts
    IdentityId onlyFrom = 0; // the present name of the first face
    int people = 0;          // that get faces
    for (const Assignment& assignment : assignments) {
        IdentityId target = assignment.person;
        std::string name = assignment.name;
        if (target) {
            const auto row = identity(target);
            if (!row)
                throw Error(ErrorCode::NotFound,
                            "a person who should get faces is not there any more; look at the groups again");
            name = row->name;
        } else if (!name.empty()) {
            name = cleanIdentityName(name);
            target = findIdentity(name);
        }
        int changed = 0;
        for (const FaceId face : assignment.faces) {
            if (context && done++ % kTick == 0) {
                context->checkStop();
                context->progress(done - 1, total, "faces");
            }
            const auto present = presentOf(writer.db(), face);
            if (!present || present->label == LabelState::Confirmed || present->label == LabelState::Rejected) {
                ++out.decided;
                continue;
            }
            const bool stays = target != 0 && present->identity == target;
            if (stays && !assignment.confirm)
                continue;
            if (!target) {
                if (name.empty())
                    name = freeNames.next();
                target = writer.ensureIdentity(name);
                out.made.push_back(name);
            }
            const auto label = assignment.confirm ? LabelState::Confirmed : LabelState::Unreviewed;
            writer.update("faces", face, {{"identity", target}, {"label", static_cast<std::int64_t>(label)}});
            if (assignment.confirm)
                writer.opinion(face, LabelState::Confirmed, target);
            answerFlags(writer, face, stays ? Action::Keep : Action::Move);
            if (!first) {
                first = face;
                onlyFrom = present->identity;
            }
            ++changed;
        }
        if (changed > 0) {
            ++people;
            onlyName = name;
            out.faces += changed;
        }
    }
    if (out.faces == 0)
        return out;
    const std::string key = keyOf(*this, first);
    Json facts = {{"path", key}, {"faces", out.faces}, {"people", people}};
    if (people == 1) {
        const auto from = onlyFrom ? identity(onlyFrom) : std::nullopt;
        facts["from"] = from ? from->name : "";
        facts["to"] = onlyName;
    }
    out.entry =
        writer.commit(namesOf(key, static_cast<std::size_t>(out.faces)) +
                          (people == 1 ? " → " + onlyName : ": grouped as " + std::to_string(people) + " people"),
                      facts);
    return out;
}

} // namespace likeness::dataset
