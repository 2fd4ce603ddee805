// SPDX-License-Identifier: GPL-3.0-or-later
// What lists of everything are made of. Indices cover these statements, so that neither landmarks nor evidence is read.
#include "core/dataset/project_impl.h"

#include <algorithm>

namespace likeness::dataset {
namespace {

constexpr std::string_view kFlagColumns =
    "id, face, kind, score, threshold, flagged, suggested, rival_face, method, reason, evidence, decision";

FlagRow flagFrom(const db::Statement& row)
{
    FlagRow f;
    f.id = row.int64(0);
    f.face = row.int64(1);
    f.kind = row.text(2);
    f.score = row.real(3);
    f.threshold = row.real(4);
    f.flagged = row.int64(5) != 0;
    f.suggested = row.int64(6);
    f.rivalFace = row.int64(7);
    f.method = row.text(8);
    f.reason = row.text(9);
    f.evidence = row.text(10);
    f.decision = row.text(11);
    return f;
}

std::vector<FlagRow> flagsFrom(db::Statement& rows)
{
    std::vector<FlagRow> out;
    while (rows.step())
        out.push_back(flagFrom(rows));
    return out;
}

FaceSummary summaryFrom(const db::Statement& row)
{
    FaceSummary face;
    face.id = row.int64(0);
    face.identity = row.int64(1);
    face.label = static_cast<LabelState>(row.integer(2));
    face.status = static_cast<FaceStatus>(row.integer(3));
    face.quality = static_cast<float>(row.real(4));
    face.sharpness = static_cast<float>(row.real(5));
    return face;
}

void addEachOnce(std::vector<std::int64_t>& ids, db::Statement& rows)
{
    while (rows.step())
        ids.push_back(rows.int64(0));
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
}

} // namespace

FaceColumns Project::faceColumns() const
{
    const db::ReadTransaction oneState(m_d->db);
    FaceColumns columns;
    columns.reserve(static_cast<std::size_t>(m_d->db.scalar("SELECT count(*) FROM faces")));
    {
        const auto rows =
            m_d->db.cached("SELECT id, identity, label, status, quality, sharpness FROM faces INDEXED BY faces_label");
        while (rows->step())
            columns.append(summaryFrom(*rows));
    }
    columns.sort();
    const auto open =
        m_d->db.cached("SELECT face, score FROM flags WHERE flagged = 1 AND decision = '' AND kind <> 'leakage'");
    while (open->step())
        columns.suspect(open->int64(0), static_cast<float>(open->real(1)));
    return columns;
}

std::vector<FaceSummary> Project::faceSummaries(std::span<const FaceId> ids) const
{
    std::vector<FaceSummary> out;
    out.reserve(ids.size());
    const auto rows = m_d->db.cached(
        "SELECT f.id, f.identity, f.label, f.status, f.quality, f.sharpness, (SELECT max(score) FROM flags WHERE face "
        "= f.id AND flagged = 1 AND decision = '' AND kind <> 'leakage') FROM json_each(?1) j CROSS JOIN faces f ON "
        "f.id = j.value");
    rows->bind(1, idArray(ids));
    while (rows->step()) {
        out.push_back(summaryFrom(*rows));
        if (!rows->isNull(6))
            out.back().suspicion = static_cast<float>(rows->real(6));
    }
    return out;
}

std::vector<std::pair<FaceId, std::string>> Project::imageKeys(std::span<const FaceId> ids) const
{
    std::vector<std::pair<FaceId, std::string>> out;
    out.reserve(ids.size());
    const auto rows =
        m_d->db.cached("SELECT f.id, i.key FROM json_each(?1) j CROSS JOIN faces f ON f.id = j.value CROSS "
                       "JOIN images i ON i.id = f.image");
    rows->bind(1, idArray(ids));
    while (rows->step())
        out.emplace_back(rows->int64(0), rows->text(1));
    return out;
}

std::vector<FlagRow> Project::flags(bool flaggedOnly) const
{
    static const std::string kAll = "SELECT " + std::string(kFlagColumns) + " FROM flags ORDER BY score DESC, id";
    static const std::string kFlagged = "SELECT " + std::string(kFlagColumns) +
                                        " FROM flags INDEXED BY flags_queue WHERE flagged = 1 ORDER BY score DESC, id";
    return flagsFrom(*m_d->db.cached(flaggedOnly ? kFlagged : kAll));
}

std::optional<FlagRow> Project::flag(std::int64_t id) const
{
    static const std::string kSql = "SELECT " + std::string(kFlagColumns) + " FROM flags WHERE id = ?1";
    const auto row = m_d->db.cached(kSql);
    if (!row->bind(1, id).step())
        return std::nullopt;
    return flagFrom(*row);
}

std::vector<FlagRow> Project::flagsOf(FaceId face) const
{
    static const std::string kSql =
        "SELECT " + std::string(kFlagColumns) + " FROM flags WHERE face = ?1 ORDER BY score DESC, id";
    const auto rows = m_d->db.cached(kSql);
    rows->bind(1, face);
    return flagsFrom(*rows);
}

std::vector<FlagRow> Project::curatedFlags(std::span<const FaceId> faces, const std::string& method) const
{
    const auto rows = m_d->db.cached("SELECT 0, c.face, c.kind, c.score, c.threshold, c.flagged, c.suggested, "
                                     "c.rival_face, c.method, c.reason, c.evidence, '' FROM json_each(?1) j CROSS JOIN "
                                     "curated_flags c ON c.face = j.value WHERE c.method = ?2");
    rows->bind(1, idArray(faces)).bind(2, method);
    return flagsFrom(*rows);
}

std::vector<FaceId> Project::changedSinceCuration(std::span<const IdentityId> people, const std::string& method) const
{
    const auto rows = m_d->db.cached(
        "SELECT c.face FROM json_each(?1) j CROSS JOIN faces f ON f.identity = j.value CROSS JOIN curated_flags c ON "
        "c.face = f.id WHERE c.method = ?2 UNION SELECT c.face FROM json_each(?1) j CROSS JOIN curated_flags c ON "
        "c.suggested = j.value WHERE c.method = ?2");
    rows->bind(1, idArray(people)).bind(2, method);
    std::vector<FaceId> out;
    addEachOnce(out, *rows);
    return out;
}

std::vector<std::string> Project::flagKinds() const
{
    const auto rows = m_d->db.cached("SELECT DISTINCT kind FROM flags INDEXED BY flags_queue WHERE flagged = 1");
    std::vector<std::string> out;
    while (rows->step())
        out.push_back(rows->text(0));
    return out;
}

bool Project::hasFlags(const std::string& method) const
{
    const auto row = m_d->db.cached("SELECT 1 FROM flags WHERE flagged IN (0, 1) AND method = ?1 LIMIT 1");
    return row->bind(1, method).step();
}

std::vector<QueuedFlag> Project::flagQueue(const std::string& method, const std::string& kind, int limit) const
{
    const auto rows = m_d->db.cached(
        method.empty()
            ? "SELECT id, face, score, decision FROM flags INDEXED BY flags_queue WHERE flagged = 1 AND kind = "
              "?1 ORDER BY score DESC, id LIMIT ?2"
            : "SELECT id, face, score, decision FROM flags WHERE flagged = 1 AND kind = ?1 AND method = ?3 "
              "ORDER BY score DESC, id LIMIT ?2");
    rows->bind(1, kind).bind(2, limit);
    if (!method.empty())
        rows->bind(3, method);
    std::vector<QueuedFlag> out;
    while (rows->step())
        out.push_back({rows->int64(0), rows->int64(1), static_cast<float>(rows->real(2)), rows->text(3)});
    return out;
}

ChangedRows Project::changedBy(std::span<const std::int64_t> entries) const
{
    ChangedRows changed;
    const std::string list = idArray(entries);
    {
        const auto rows = m_d->db.cached(
            "SELECT c.row FROM json_each(?1) j CROSS JOIN journal_changes c ON c.entry = j.value WHERE c.tbl = 'faces' "
            "UNION ALL SELECT f.face FROM json_each(?1) j CROSS JOIN journal_changes c ON c.entry = j.value "
            "CROSS JOIN flags f ON f.id = c.row WHERE c.tbl = 'flags' "
            "UNION ALL SELECT s.face FROM json_each(?1) j CROSS JOIN journal_changes c ON c.entry = j.value "
            "CROSS JOIN spot_items s ON s.id = c.row WHERE c.tbl = 'spot_items'");
        rows->bind(1, list);
        addEachOnce(changed.faces, *rows);
    }
    const auto rows =
        m_d->db.cached("SELECT c.row FROM json_each(?1) j CROSS JOIN journal_changes c ON c.entry = j.value "
                       "WHERE c.tbl = 'identities'");
    rows->bind(1, list);
    addEachOnce(changed.people, *rows);
    return changed;
}

std::vector<IdentityId> Project::peopleTouchedBy(std::span<const std::int64_t> entries) const
{
    const auto rows = m_d->db.cached(
        "WITH c AS (SELECT c.tbl, c.row, c.before, c.after FROM json_each(?1) j CROSS JOIN journal_changes c ON "
        "c.entry = "
        "j.value WHERE c.tbl IN ('faces', 'identities')) "
        "SELECT json_extract(before, '$.identity') AS id FROM c WHERE tbl = 'faces' AND id IS NOT NULL "
        "UNION SELECT json_extract(after, '$.identity') AS id FROM c WHERE tbl = 'faces' AND id IS NOT NULL "
        // A decision that leaves the person as it is
        "UNION SELECT f.identity FROM c CROSS JOIN faces f ON f.id = c.row WHERE c.tbl = 'faces' AND f.identity IS NOT "
        "NULL UNION SELECT row FROM c WHERE tbl = 'identities' ORDER BY 1");
    rows->bind(1, idArray(entries));
    std::vector<IdentityId> out;
    while (rows->step())
        out.push_back(rows->int64(0));
    return out;
}

std::vector<FaceId>
Project::suspectedToBe(std::span<const IdentityId> people, const std::string& method, double least, int limit) const
{
    const auto rows =
        m_d->db.cached("SELECT f.face FROM json_each(?1) j CROSS JOIN flags f ON f.suggested = j.value WHERE f.method "
                       "= ?2 AND f.kind = "
                       "'mislabelled' AND f.decision = '' AND f.score >= ?3 ORDER BY f.score DESC, f.id LIMIT ?4");
    rows->bind(1, idArray(people)).bind(2, method).bind(3, least).bind(4, limit);
    std::vector<FaceId> out;
    while (rows->step())
        out.push_back(rows->int64(0));
    return out;
}

} // namespace likeness::dataset
