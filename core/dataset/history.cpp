// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/history.h"

#include "core/dataset/journal.h"
#include "core/dataset/spot_check.h"

#include <array>
#include <map>

namespace likeness::dataset {
namespace {

using Field = HistoryChange::Field;

// Names and people as they were around an entry: before its own changes, or after them. That is what the last change
// until then wrote, else what the first one later found, else what is there now. Of entries that were taken back, those
// that were in effect with this one count: the undone ones when this one is undone.
class Past
{
public:
    explicit Past(const db::Connection& db) : m_db(db) {}

    std::string name(IdentityId id, std::int64_t entry, bool after) const
    {
        if (id == 0)
            return {};
        const auto found = value("identities", id, "$.name", "SELECT name FROM identities WHERE id = ?1", entry, after);
        const auto* text = std::get_if<std::string>(&found);
        return text ? *text : std::string();
    }
    // Whose a face was after the entry; 0 = nobody's.
    IdentityId identity(FaceId face, std::int64_t entry) const
    {
        const auto found = value("faces", face, "$.identity", "SELECT identity FROM faces WHERE id = ?1", entry, true);
        const auto* id = std::get_if<std::int64_t>(&found);
        return id ? *id : 0;
    }

private:
    db::Value value(const char* table,
                    std::int64_t row,
                    const char* cell,
                    const char* presentSql,
                    std::int64_t entry,
                    bool after) const
    {
        {
            const auto last = m_db.cached(
                "SELECT json_extract(c.after, ?3) FROM journal_changes c JOIN journal j ON j.id = c.entry WHERE c.tbl "
                "= "
                "?1 AND c.row = ?2 AND c.entry <= ?4 AND json_type(c.after, ?3) IS NOT NULL AND j.state <= coalesce("
                "(SELECT state FROM journal WHERE id = ?5), 0) ORDER BY c.entry DESC, c.number DESC LIMIT 1");
            last->bind(1, table).bind(2, row).bind(3, cell).bind(4, after ? entry : entry - 1).bind(5, entry);
            if (last->step())
                return last->value(0);
        }
        {
            const auto next = m_db.cached(
                "SELECT json_extract(before, ?3) FROM journal_changes WHERE tbl = ?1 AND row = ?2 AND entry >= ?4 AND "
                "json_type(before, ?3) IS NOT NULL ORDER BY entry, number LIMIT 1");
            next->bind(1, table).bind(2, row).bind(3, cell).bind(4, after ? entry + 1 : entry);
            if (next->step())
                return next->value(0);
        }
        const auto now = m_db.cached(presentSql);
        return now->bind(1, row).step() ? now->value(0) : db::Value();
    }

    const db::Connection& m_db;
};

std::string labelText(std::int64_t label)
{
    return labelStateName(static_cast<LabelState>(label));
}

std::vector<HistoryEntry> entriesOf(db::Statement& rows)
{
    std::vector<HistoryEntry> out;
    while (rows.step())
        out.push_back({entryFrom(rows), {}});
    return out;
}

// --- of a face

void addFaceChanges(const db::Connection& db, const Past& past, FaceId face, HistoryEntry& out)
{
    const auto rows = db.cached(
        "SELECT json_type(after, '$.identity') IS NOT NULL, json_extract(before, '$.identity'), json_extract(after, "
        "'$.identity'), json_type(after, '$.label') IS NOT NULL, coalesce(json_extract(before, '$.label'), 0), "
        "json_extract(after, '$.label'), json_type(after, '$.manual') IS NOT NULL, coalesce(json_type(before, "
        "'$.manual'), 'null') <> 'null', json_type(after, '$.manual') <> 'null', before IS NOT NULL AND "
        "json_type(after, '$.status') IS NOT NULL FROM journal_changes WHERE entry = ?1 AND tbl = 'faces' AND row = "
        "?2");
    rows->bind(1, out.entry.id).bind(2, face);
    while (rows->step()) {
        if (rows->integer(0))
            out.changes.push_back({Field::Identity, past.name(rows->int64(1), out.entry.id, false),
                                   past.name(rows->int64(2), out.entry.id, true)});
        if (rows->integer(3))
            out.changes.push_back({Field::Label, labelText(rows->int64(4)), labelText(rows->int64(5))});
        if (rows->integer(6) && rows->integer(7) + rows->integer(8) > 0)
            out.changes.push_back({Field::Landmarks, rows->integer(7) ? "edited" : "automatic",
                                   rows->integer(8) ? "edited" : "automatic"});
        if (rows->integer(9))
            out.changes.push_back({Field::Found, {}, {}});
    }
}

void addOpinionChanges(const db::Connection& db, const Past& past, const std::string& opinionIds, HistoryEntry& out)
{
    // An update holds only the cells that changed: the others are what the row held when it was made or changed last.
    const auto rows = db.cached(
        "SELECT c.row, c.before IS NULL, json_extract(c.before, '$.label'), json_extract(c.before, '$.identity'), "
        "json_extract(c.after, '$.label'), json_extract(c.after, '$.identity'), json_type(c.after, '$.label') IS NULL, "
        "json_type(c.after, '$.identity') IS NULL FROM json_each(?2) j CROSS JOIN journal_changes c ON c.entry = ?1 "
        "AND c.tbl = 'opinions' AND c.row = j.value AND c.after IS NOT NULL");
    rows->bind(1, out.entry.id).bind(2, opinionIds);
    const auto earlier = [&](std::int64_t row, const char* cell) {
        const auto last = db.cached("SELECT json_extract(after, ?3) FROM journal_changes WHERE tbl = 'opinions' AND "
                                    "row = ?1 AND entry < ?2 AND json_type(after, ?3) IS NOT NULL ORDER BY entry DESC, "
                                    "number DESC LIMIT 1");
        return last->bind(1, row).bind(2, out.entry.id).bind(3, cell).step() ? last->int64(0) : 0;
    };
    const auto text = [&](std::int64_t label, std::int64_t identity, bool after) {
        return static_cast<LabelState>(label) == LabelState::Confirmed ? past.name(identity, out.entry.id, after)
                                                                       : labelText(label);
    };
    while (rows->step()) {
        const bool made = rows->integer(1) != 0;
        const bool sameLabel = rows->integer(6) != 0;
        const bool samePerson = rows->integer(7) != 0;
        const auto row = rows->int64(0);
        const auto label = sameLabel ? earlier(row, "$.label") : rows->int64(4);
        const auto person = samePerson ? earlier(row, "$.identity") : rows->int64(5);
        std::string before;
        if (!made)
            before = text(sameLabel ? label : rows->int64(2), samePerson ? person : rows->int64(3), false);
        out.changes.push_back({Field::Opinion, before, text(label, person, true)});
    }
}

std::string verdictText(const db::Statement& row, int column)
{
    return row.isNull(column) ? std::string() : spotVerdictName(static_cast<SpotVerdict>(row.integer(column)));
}

void addSpotChanges(const db::Connection& db, FaceId face, HistoryEntry& out)
{
    const auto rows =
        db.cached("SELECT json_extract(c.before, '$.verdict'), json_extract(c.after, '$.verdict') FROM "
                  "spot_items s CROSS JOIN journal_changes c ON c.entry = ?1 AND c.tbl = 'spot_items' AND c.row = "
                  "s.id WHERE s.face = ?2 AND json_type(c.after, '$.verdict') IS NOT NULL");
    rows->bind(1, out.entry.id).bind(2, face);
    while (rows->step())
        out.changes.push_back({Field::Checked, verdictText(*rows, 0), verdictText(*rows, 1)});
}

std::string originText(const db::Connection& db, const db::Statement& row, int column)
{
    std::string out;
    const auto origin = db.cached("SELECT source, licence, consent FROM origins WHERE id = ?1");
    if (row.isNull(column) || !origin->bind(1, row.int64(column)).step())
        return out;
    for (const int word : {0, 1, 2})
        if (!origin->text(word).empty())
            out += (out.empty() ? "" : "; ") + origin->text(word);
    return out;
}

void addOriginChanges(const db::Connection& db, FaceId face, HistoryEntry& out)
{
    const auto rows =
        db.cached("SELECT json_extract(before, '$.origin'), json_extract(after, '$.origin') FROM "
                  "journal_changes WHERE entry = ?1 AND tbl = 'images' AND row = (SELECT image FROM faces "
                  "WHERE id = ?2) AND before IS NOT NULL AND json_type(after, '$.origin') IS NOT NULL");
    rows->bind(1, out.entry.id).bind(2, face);
    while (rows->step())
        out.changes.push_back({Field::Origin, originText(db, *rows, 0), originText(db, *rows, 1)});
}

void addConstraintChanges(const db::Connection& db, const Past& past, FaceId face, HistoryEntry& out)
{
    const auto rows = db.cached(
        "SELECT coalesce(json_extract(after, '$.other_identity'), 0), (SELECT i.key FROM faces f JOIN images i ON i.id "
        "= f.image WHERE f.id = CASE WHEN json_extract(after, '$.face') = ?2 THEN json_extract(after, '$.other_face') "
        "ELSE json_extract(after, '$.face') END) FROM journal_changes WHERE entry = ?1 AND tbl = 'constraints' AND "
        "before IS NULL AND (json_extract(after, '$.face') = ?2 OR json_extract(after, '$.other_face') = ?2)");
    rows->bind(1, out.entry.id).bind(2, face);
    while (rows->step())
        out.changes.push_back(
            {Field::Different, {}, rows->int64(0) ? past.name(rows->int64(0), out.entry.id, true) : rows->text(1)});
}

// How the face came here, where that is no entry of the journal: an import's entry does not name its faces.
std::optional<HistoryEntry> arrivalOf(const db::Connection& db, const Past& past, FaceId face)
{
    HistoryEntry out;
    {
        const auto row = db.cached("SELECT i.added, i.key FROM faces f JOIN images i ON i.id = f.image WHERE f.id = ?1 "
                                   "AND NOT EXISTS(SELECT 1 FROM journal_changes c WHERE c.tbl = 'faces' AND c.row = "
                                   "?1 AND c.before IS NULL)");
        if (!row->bind(1, face).step())
            return std::nullopt;
        out.entry.verb = "import";
        out.entry.time = row->int64(0);
        out.entry.what = row->text(1);
        out.entry.undoable = false;
        out.entry.changes = 1;
        out.entry.facts = dumpJson({{"path", out.entry.what}});
    }
    if (const auto identity = past.identity(face, 0))
        out.changes.push_back({Field::Identity, {}, past.name(identity, 0, true)});
    return out;
}

// --- of a person

void addPersonChanges(const db::Connection& db, const Past& past, IdentityId person, HistoryEntry& out)
{
    const auto entry = out.entry.id;
    {
        const auto rows = db.cached("SELECT json_extract(before, '$.name'), json_extract(after, '$.name'), before IS "
                                    "NULL, after IS NULL FROM journal_changes WHERE entry = ?1 AND tbl = 'identities' "
                                    "AND row = ?2 ORDER BY number");
        rows->bind(1, entry).bind(2, person);
        while (rows->step()) {
            const Field field = rows->integer(2) ? Field::Made : rows->integer(3) ? Field::Removed : Field::Name;
            if (!rows->isNull(0) || !rows->isNull(1))
                out.changes.push_back({field, rows->text(0), rows->text(1), 0});
        }
    }
    std::map<IdentityId, int> gained, lost;
    std::map<std::int64_t, int> labels;
    {
        const auto rows =
            db.cached("SELECT row, json_type(after, '$.identity') IS NOT NULL, json_extract(before, '$.identity'), "
                      "json_extract(after, '$.identity'), json_type(after, '$.label') IS NOT NULL, json_extract(after, "
                      "'$.label') "
                      "FROM journal_changes WHERE entry = ?1 AND tbl = 'faces'");
        rows->bind(1, entry);
        while (rows->step()) {
            const bool moved = rows->integer(1) != 0;
            const IdentityId to = rows->int64(3);
            if (moved && to == person)
                ++gained[rows->int64(2)];
            else if (moved && rows->int64(2) == person)
                ++lost[to];
            if (rows->integer(4) && (moved ? to : past.identity(rows->int64(0), entry)) == person)
                ++labels[rows->int64(5)];
        }
    }
    if (gained.empty() && lost.empty() && labels.empty()) { // somebody else's word, which changed no label
        const auto rows = db.cached("SELECT count(*) FROM journal_changes WHERE entry = ?1 AND tbl = 'opinions' AND "
                                    "json_extract(after, '$.identity') = ?2");
        rows->bind(1, entry).bind(2, person);
        if (rows->step() && rows->integer(0) > 0)
            out.changes.push_back({Field::Opinion, {}, past.name(person, entry, true), rows->integer(0)});
    }
    {
        const auto rows =
            db.cached("SELECT json_extract(after, '$.verdict'), count(*) FROM journal_changes WHERE entry "
                      "= ?1 AND tbl = 'spot_items' AND row IN (SELECT id FROM spot_items WHERE identity "
                      "= ?2) GROUP BY 1");
        rows->bind(1, entry).bind(2, person);
        while (rows->step())
            out.changes.push_back({Field::Checked, {}, verdictText(*rows, 0), rows->integer(1)});
    }
    {
        const auto row = db.cached("SELECT imported FROM journal_people WHERE identity = ?1 AND entry = ?2");
        if (row->bind(1, person).bind(2, entry).step() && row->integer(0) > 0)
            out.changes.push_back({Field::Imported, {}, {}, row->integer(0)});
    }
    for (const auto& [from, faces] : gained)
        out.changes.push_back({Field::Gained, past.name(from, entry, false), {}, faces});
    for (const auto& [to, faces] : lost)
        out.changes.push_back({Field::Lost, {}, past.name(to, entry, true), faces});
    for (const auto& [label, faces] : labels)
        out.changes.push_back({Field::Label, {}, labelText(label), faces});
}

} // namespace

std::vector<HistoryEntry> faceHistory(const Project& project, FaceId face, int limit, std::int64_t before)
{
    const db::Connection& db = project.impl().db;
    const db::ReadTransaction oneState(db);
    const Past past(db);
    std::string opinionIds;
    {
        const auto rows =
            db.cached("SELECT json_group_array(row) FROM (SELECT row FROM journal_changes WHERE before IS "
                      "NULL AND tbl IN ('opinions', 'constraints') AND json_extract(after, '$.face') = "
                      "?1 AND tbl = 'opinions' UNION SELECT id FROM opinions WHERE face = ?1)");
        rows->bind(1, face).step();
        opinionIds = rows->text(0);
    }
    std::vector<HistoryEntry> out;
    {
        const auto rows = db.cached(
            std::string(kEntryColumns) +
            "FROM journal WHERE id IN (SELECT entry FROM journal_changes WHERE tbl = 'faces' AND row = ?1 UNION SELECT "
            "c.entry FROM json_each(?2) j CROSS JOIN journal_changes c ON c.tbl = 'opinions' AND c.row = j.value UNION "
            "SELECT entry FROM journal_changes WHERE before IS NULL AND tbl IN ('opinions', 'constraints') AND "
            "json_extract(after, '$.face') = ?1 UNION SELECT entry FROM journal_changes WHERE before IS NULL AND tbl = "
            "'constraints' AND json_extract(after, '$.other_face') = ?1 UNION SELECT c.entry FROM spot_items s CROSS "
            "JOIN journal_changes c ON c.tbl = 'spot_items' AND c.row = s.id WHERE s.face = ?1 UNION SELECT entry FROM "
            "journal_changes WHERE tbl = 'images' AND row = (SELECT image FROM faces WHERE id = ?1)) AND (?3 = 0 OR id "
            "< "
            "?3) ORDER BY id DESC LIMIT ?4");
        rows->bind(1, face).bind(2, opinionIds).bind(3, before).bind(4, limit);
        out = entriesOf(*rows);
    }
    for (auto& entry : out) {
        addFaceChanges(db, past, face, entry);
        addOpinionChanges(db, past, opinionIds, entry);
        addConstraintChanges(db, past, face, entry);
        addSpotChanges(db, face, entry);
        addOriginChanges(db, face, entry);
    }
    if (static_cast<int>(out.size()) < limit)
        if (auto arrival = arrivalOf(db, past, face))
            out.push_back(std::move(*arrival));
    return out;
}

std::vector<HistoryEntry> personHistory(const Project& project, IdentityId person, int limit, std::int64_t before)
{
    const db::Connection& db = project.impl().db;
    const db::ReadTransaction oneState(db);
    std::vector<HistoryEntry> out;
    {
        const auto rows =
            db.cached(std::string(kEntryColumns) +
                      "FROM journal WHERE id IN (SELECT entry FROM journal_people WHERE identity = ?1 AND "
                      "(?2 = 0 OR entry < ?2) ORDER BY entry DESC LIMIT ?3) ORDER BY id DESC");
        rows->bind(1, person).bind(2, before).bind(3, limit);
        out = entriesOf(*rows);
    }
    const Past past(db);
    for (auto& entry : out)
        addPersonChanges(db, past, person, entry);
    return out;
}

IdentityId findPersonEver(const Project& project, const std::string& name)
{
    if (const auto now = project.findIdentity(name))
        return now;
    const auto rows = project.impl().db.cached(
        "SELECT row FROM journal_changes WHERE tbl = 'identities' AND (json_extract(before, '$.name') = ?1 OR "
        "json_extract(after, '$.name') = ?1) ORDER BY entry DESC LIMIT 1");
    return rows->bind(1, name).step() ? rows->int64(0) : 0;
}

const char* labelStateName(LabelState state)
{
    constexpr std::array kNames = {"unreviewed", "confirmed", "unsure", "rejected"};
    const auto i = static_cast<std::size_t>(state);
    return i < kNames.size() ? kNames[i] : kNames[0];
}

const char* fieldName(HistoryChange::Field field)
{
    constexpr std::array kNames = {"identity",  "label", "landmarks", "found",   "opinion",  "checked", "origin",
                                   "different", "name",  "made",      "removed", "imported", "gained",  "lost"};
    return kNames[static_cast<std::size_t>(field)];
}

} // namespace likeness::dataset
