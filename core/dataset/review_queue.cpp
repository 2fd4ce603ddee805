// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/review_queue.h"

#include "core/base/json_util.h"
#include "core/dataset/project_impl.h"

#include <unordered_set>

namespace likeness::dataset {
namespace {

// Of a flag g of the face f; see isSettled(). A foreign key empties `suggested` when the person goes, and the evidence
// still says that there was one.
constexpr std::string_view kSettled =
    "(g.decision = '' AND (g.suggested = f.identity OR f.label = 3 OR (g.kind IN ('mislabelled', 'merge') AND "
    "g.suggested IS NULL AND iif(json_valid(g.evidence), coalesce(json_extract(g.evidence, '$.rival'), 0), 0) <> 0) OR "
    "(g.kind IN ('duplicate', "
    "'near_duplicate') AND NOT EXISTS(SELECT 1 FROM faces r WHERE r.id = g.rival_face AND r.label <> 3))))";

// What somebody said about a face or how it is labelled, as the action that says the same.
constexpr std::string_view kActionOfLabel = "CASE l.label WHEN 1 THEN 'keep' WHEN 2 THEN 'unsure' WHEN 3 THEN 'reject' "
                                            "ELSE '' END";

// Of the face of a row o, the flag by which it is most suspicious.
constexpr std::string_view kWorst =
    "(SELECT w.id FROM flags w WHERE w.face = o.face ORDER BY w.flagged DESC, w.score DESC, w.id LIMIT 1)";

std::vector<QueuedFlag> queued(db::Statement& rows)
{
    std::vector<QueuedFlag> out;
    while (rows.step())
        out.push_back({rows.int64(0), rows.int64(1), static_cast<float>(rows.real(2)), rows.text(3)});
    return out;
}

} // namespace

bool isSettled(const Project& project, std::int64_t flag)
{
    static const std::string kSql =
        "SELECT coalesce(" + std::string(kSettled) + ", 0) FROM flags g JOIN faces f ON f.id = g.face WHERE g.id = ?1";
    const auto row = project.impl().db.cached(kSql);
    return row->bind(1, flag).step() && row->integer(0) != 0;
}

bool isAnswered(const std::string& decision, LabelState label)
{
    return !decision.empty() && (decision != actionName(Action::Move) || label != LabelState::Unreviewed);
}

int openFlags(const Project& project)
{
    const auto row = project.impl().db.cached("SELECT count(*) FROM flags WHERE flagged = 1 AND decision = ''");
    return row->step() ? row->integer(0) : 0;
}

std::vector<QueuedFlag> questions(const Project& project, const std::string& method, const std::string& kind, int limit)
{
    static const std::string kColumns =
        "SELECT g.id, g.face, g.score, g.decision, CASE WHEN ?1 <> 'split' OR NOT json_valid(g.evidence) THEN '' WHEN "
        "json_type(g.evidence, '$.faces') = 'array' THEN json_extract(g.evidence, '$.faces') ELSE '' END FROM flags g "
        "INDEXED BY flags_queue JOIN faces f ON "
        "f.id = g.face WHERE g.flagged = 1 AND g.kind = ?1 AND NOT coalesce(" +
        std::string(kSettled) + ", 0)";
    static const std::string kOrder = " ORDER BY g.score DESC, g.id LIMIT ?2";
    static const std::string kOfAny = kColumns + kOrder;
    static const std::string kOfOne = kColumns + " AND g.method = ?3" + kOrder;
    const auto rows = project.impl().db.cached(method.empty() ? kOfAny : kOfOne);
    rows->bind(1, kind).bind(2, limit);
    if (!method.empty())
        rows->bind(3, method);
    std::vector<QueuedFlag> out;
    std::unordered_set<FaceId> asked;
    while (rows->step()) {
        const FaceId face = rows->int64(1);
        if (!asked.insert(face).second)
            continue;
        out.push_back({rows->int64(0), face, static_cast<float>(rows->real(2)), rows->text(3)});
        if (const std::string part = rows->text(4); !part.empty())
            for (const Json& id : parseJson(part, "the evidence of a flag"))
                if (id.is_number_integer())
                    asked.insert(id.get<FaceId>());
    }
    return out;
}

std::vector<QueuedFlag>
flagsOfKind(const Project& project, std::span<const FaceId> faces, const std::string& method, const std::string& kind)
{
    static const std::string kSql =
        "SELECT g.id, g.face, g.score, g.decision FROM json_each(?1) j CROSS JOIN flags g ON g.id = (SELECT g.id FROM "
        "flags g JOIN faces f ON f.id = g.face WHERE g.face = j.value AND g.flagged = 1 AND g.kind = ?2 AND (?3 = '' "
        "OR g.method = ?3) AND NOT coalesce(" +
        std::string(kSettled) + ", 0) ORDER BY g.score DESC, g.id LIMIT 1)";
    const auto rows = project.impl().db.cached(kSql);
    rows->bind(1, idArray(faces)).bind(2, kind).bind(3, method);
    return queued(*rows);
}

std::vector<QueuedFlag> worstFlags(const Project& project, std::span<const FaceId> faces, const std::string& method)
{
    static const std::string kSql =
        "SELECT coalesce(g.id, 0), l.id, coalesce(g.score, 0), coalesce(g.decision, " + std::string(kActionOfLabel) +
        ") FROM json_each(?1) j CROSS JOIN faces l ON l.id = j.value LEFT JOIN flags g ON g.id = (SELECT w.id FROM "
        "flags w WHERE w.face = j.value ORDER BY w.flagged DESC, w.method = ?2 DESC, w.score DESC, w.id LIMIT 1)";
    const auto rows = project.impl().db.cached(kSql);
    rows->bind(1, idArray(faces)).bind(2, method);
    return queued(*rows);
}

std::vector<QueuedFlag> secondLooks(const Project& project, const std::string& who, int limit)
{
    static const std::string kSql =
        "SELECT coalesce(g.id, 0), o.face, coalesce(g.score, 0) AS suspicion, '' FROM (SELECT DISTINCT x.face FROM "
        "opinions x WHERE x.who <> ?1 AND NOT EXISTS(SELECT 1 FROM opinions m WHERE m.face = x.face AND m.who = ?1)) o "
        "LEFT JOIN flags g ON g.id = " +
        std::string(kWorst) + " ORDER BY suspicion DESC, o.face LIMIT ?2";
    const auto rows = project.impl().db.cached(kSql);
    rows->bind(1, who).bind(2, limit);
    return queued(*rows);
}

std::vector<QueuedFlag> secondLooksOf(const Project& project, const std::string& who, std::span<const FaceId> faces)
{
    static const std::string kSql =
        "SELECT coalesce(g.id, 0), o.face, coalesce(g.score, 0), coalesce((SELECT " + std::string(kActionOfLabel) +
        " FROM opinions l WHERE l.face = o.face AND l.who = ?1), '') FROM (SELECT j.value AS face FROM json_each(?2) j "
        "WHERE EXISTS(SELECT 1 FROM opinions x WHERE x.face = j.value AND x.who <> ?1)) o LEFT JOIN flags g ON g.id "
        "= " +
        std::string(kWorst);
    const auto rows = project.impl().db.cached(kSql);
    rows->bind(1, who).bind(2, idArray(faces));
    return queued(*rows);
}

std::vector<Suggestion> suggestions(const Project& project, const std::string& method, const std::string& kind)
{
    static const std::string kSql =
        "SELECT g.face, g.score, f.identity, g.suggested, g.rival_face, iif(json_valid(g.evidence), "
        "json_extract(g.evidence, '$.suggested_share'), NULL) AS person FROM flags g JOIN faces f ON f.id = g.face "
        "WHERE g.flagged = 1 AND g.kind = ?1 AND (?2 = '' OR g.method = ?2) AND g.decision = '' AND NOT coalesce(" +
        std::string(kSettled) + ", 0) ORDER BY coalesce(person, g.score) DESC, g.id";
    const auto rows = project.impl().db.cached(kSql);
    rows->bind(1, kind).bind(2, method);
    std::vector<Suggestion> out;
    while (rows->step()) {
        const bool aboutPerson = !rows->isNull(5);
        out.push_back({rows->int64(0), rows->real(1), aboutPerson ? rows->real(5) : rows->real(1), aboutPerson,
                       rows->int64(2), rows->int64(3), rows->int64(4)});
    }
    return out;
}

std::vector<ScoreCount>
scoreCounts(const Project& project, const std::string& method, const std::string& kind, int bins)
{
    const auto rows = project.impl().db.cached(
        "SELECT max(0, min(CAST(score * ?3 AS INTEGER), ?3 - 1)) AS bin, flagged, decision, count(*), sum(score) FROM "
        "flags INDEXED BY flags_queue WHERE flagged IN (0, 1) AND method = ?1 AND kind = ?2 GROUP BY bin, flagged, "
        "decision");
    rows->bind(1, method).bind(2, kind).bind(3, bins);
    std::vector<ScoreCount> out;
    while (rows->step())
        out.push_back({rows->integer(0), rows->integer(1) != 0, rows->text(2), rows->integer(3), rows->real(4)});
    return out;
}

} // namespace likeness::dataset
