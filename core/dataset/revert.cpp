// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/journal.h"
#include "core/dataset/versions.h"

#include <map>
#include <set>

namespace likeness::dataset {
namespace {

// What a face has to become; faces that are as they were are not kept in memory.
struct Step {
    FaceId face = 0;
    bool inVersion = false; // else it is set aside
    bool relabel = false, state = false, landmarks = false;
};

struct Plan {
    std::int64_t snapshot = 0;
    std::vector<Step> steps;
    std::map<std::string, Split> people;       // of the version
    std::map<IdentityId, std::string> renamed; // who gets the old name back
    std::set<std::string> made;                // who is not there any more
    std::map<std::string, IdentityId> here;    // who is
};

// Where a name of the version is gone and all its faces are one person now, that person was renamed.
void planPeople(const db::Connection& db, Plan& plan, const std::map<std::string, std::set<IdentityId>>& holders)
{
    std::map<IdentityId, std::string> names;
    {
        auto rows = db.prepare("SELECT id, name FROM identities");
        while (rows.step())
            names.emplace(rows.int64(0), rows.text(1));
    }
    for (const auto& [id, name] : names)
        if (plan.people.contains(name))
            plan.here.emplace(name, id);
    for (const auto& [name, split] : plan.people) {
        if (plan.here.contains(name))
            continue;
        const auto& now = holders.at(name);
        const auto only = now.size() == 1 ? *now.begin() : 0;
        if (only && !plan.people.contains(names[only]) && plan.renamed.emplace(only, name).second)
            plan.here.emplace(name, only);
        else
            plan.made.insert(name);
    }
}

Plan makePlan(const Project& project, const std::string& which, Revert& out)
{
    const auto& db = project.impl().db;
    Plan plan;
    out.version = findVersion(project, which);
    {
        const auto row = db.cached("SELECT id, whole FROM snapshots WHERE hash = ?1");
        row->bind(1, out.version.hash).step();
        plan.snapshot = row->int64(0);
        out.partial = row->int64(1) == 0;
    }
    std::map<std::string, std::set<IdentityId>> holders; // of the version's names: whose those faces are now
    auto rows = db.prepare("SELECT s.face, s.key, s.identity, s.label, s.split, f.id, f.identity, n.name, f.label, "
                           "f.manual IS NOT s.manual FROM snapshot_faces s LEFT JOIN faces f ON f.id = s.face LEFT "
                           "JOIN identities n ON n.id = f.identity WHERE s.snapshot = ?1 ORDER BY s.face");
    rows.bind(1, plan.snapshot);
    while (rows.step()) {
        if (rows.isNull(5)) {
            out.missing.push_back(rows.text(1));
            continue;
        }
        const std::string name = rows.text(2);
        plan.people.emplace(name, static_cast<Split>(rows.integer(4)));
        holders[name].insert(rows.int64(6));
        Step step{rows.int64(0), true, rows.text(7) != name, rows.int64(3) != rows.int64(8),
                  !out.partial && rows.int64(9) != 0};
        const bool rejected = rows.int64(8) == static_cast<int>(LabelState::Rejected);
        step.state = rejected || (!out.partial && step.state);
        out.broughtBack += rejected;
        out.labelStates += step.state && !rejected;
        out.landmarks += step.landmarks;
        if (step.relabel || step.state || step.landmarks)
            plan.steps.push_back(step);
    }
    planPeople(db, plan, holders);
    out.renamed = static_cast<int>(plan.renamed.size());
    out.peopleMade = static_cast<int>(plan.made.size());
    // A face whose person is renamed gets its name with them.
    std::erase_if(plan.steps, [&](Step& step) {
        if (!step.relabel)
            return false;
        const auto row = db.cached("SELECT f.identity, s.identity FROM faces f JOIN snapshot_faces s ON s.face = f.id "
                                   "AND s.snapshot = ?2 WHERE f.id = ?1");
        row->bind(1, step.face).bind(2, plan.snapshot).step();
        const auto renamed = plan.renamed.find(row->int64(0));
        step.relabel = renamed == plan.renamed.end() || renamed->second != row->text(1);
        out.relabelled += step.relabel;
        return !step.relabel && !step.state && !step.landmarks;
    });
    auto others = db.prepare("SELECT f.id FROM faces f WHERE f.identity IS NOT NULL AND f.label <> 3 AND NOT EXISTS("
                             "SELECT 1 FROM snapshot_faces s WHERE s.snapshot = ?1 AND s.face = f.id) ORDER BY f.id");
    others.bind(1, plan.snapshot);
    while (others.step()) {
        plan.steps.push_back({others.int64(0), false, false, true, false});
        ++out.setAside;
    }
    if (!out.partial)
        for (const auto& [name, split] : plan.people) {
            const auto now = plan.here.find(name);
            const auto row = now == plan.here.end() ? std::nullopt : project.identity(now->second);
            out.splits += split != (row ? row->split : Split::Undecided);
        }
    return plan;
}

// Landmarks that a person drew where no detector had found a face also made its box. The box that the version had is
// in the journal.
void addBox(const db::Connection& db, const Revert& out, FaceId face, Cells& cells)
{
    const auto row = db.cached(
        "SELECT json_extract(c.before, '$.status'), json_extract(c.before, '$.x'), json_extract(c.before, '$.y'), "
        "json_extract(c.before, '$.w'), json_extract(c.before, '$.h') FROM journal_changes c JOIN journal j ON j.id = "
        "c.entry WHERE c.tbl = 'faces' AND c.row = ?1 AND j.state = 0 AND json_extract(c.before, '$.x') IS NOT NULL "
        "AND j.id > coalesce((SELECT max(id) FROM journal WHERE verb = 'snapshot' AND what LIKE '%' || ?2), 0) AND "
        "j.time >= ?3 ORDER BY c.entry, c.number LIMIT 1");
    if (!row->bind(1, face).bind(2, out.version.hash.substr(0, 12)).bind(3, out.version.time).step())
        return;
    if (!row->isNull(0))
        cells.emplace_back("status", row->int64(0));
    const char* columns[] = {"x", "y", "w", "h"};
    for (int i = 0; i < 4; ++i)
        cells.emplace_back(columns[i], row->real(i + 1));
}

Cells cellsOf(const db::Connection& db, const Plan& plan, const Revert& out, const Step& step)
{
    if (!step.inVersion)
        return {{"label", static_cast<std::int64_t>(LabelState::Rejected)}};
    Cells cells;
    bool noPoints = false;
    {
        const auto row =
            db.cached("SELECT identity, label, manual FROM snapshot_faces WHERE snapshot = ?1 AND face = ?2");
        row->bind(1, plan.snapshot).bind(2, step.face).step();
        if (step.relabel)
            cells.emplace_back("identity", plan.here.at(row->text(0)));
        if (step.state)
            cells.emplace_back("label", row->int64(1));
        if (step.landmarks) {
            cells.emplace_back("manual", row->value(2));
            noPoints = row->isNull(2);
        }
    }
    if (noPoints)
        cells.emplace_back("point_states", std::monostate{});
    if (step.landmarks)
        addBox(db, out, step.face, cells);
    return cells;
}

} // namespace

Revert previewRevert(const Project& project, const std::string& which)
{
    const db::ReadTransaction oneState(project.impl().db);
    Revert out;
    makePlan(project, which, out);
    return out;
}

Revert revert(Project& project, const std::string& which)
{
    Revert out;
    JournalWriter writer(project, "revert", {});
    auto& db = writer.db();
    Plan plan = makePlan(project, which, out);
    for (const auto& [id, name] : plan.renamed)
        writer.update("identities", id, {{"name", name}});
    for (const auto& name : plan.made)
        plan.here[name] = writer.ensureIdentity(name);
    if (!out.partial)
        for (const auto& [name, split] : plan.people)
            writer.update("identities", plan.here.at(name), {{"split", static_cast<std::int64_t>(split)}});
    for (const auto& step : plan.steps)
        writer.update("faces", step.face, cellsOf(db, plan, out, step));
    out.entry = writer.commit((out.version.name.empty() ? "" : out.version.name + " ") + out.version.hash.substr(0, 12),
                              {{"name", out.version.name}, {"hash", out.version.hash.substr(0, 12)}});
    out.same = contentHash(db) == out.version.hash;
    return out;
}

} // namespace likeness::dataset
