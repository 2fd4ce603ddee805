// SPDX-License-Identifier: GPL-3.0-or-later
// What jobs find out: detections and flags. Not undoable, because running the job again gives them back.
#include "core/dataset/project_impl.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace likeness::dataset {
namespace {

// A detector's arithmetic may end in NaN, which SQLite would store as NULL.
double finite(float value)
{
    return std::isfinite(value) ? static_cast<double>(value) : 0.0;
}

// Parameters 3… of a statement that writes what detection knows about a face.
void bindDetection(db::Statement& statement, const FaceRow& row)
{
    int i = 3;
    statement.bind(i++, static_cast<int>(row.status));
    statement.bind(i++, row.primary ? 1 : 0);
    for (const float value : {row.box.x, row.box.y, row.box.width, row.box.height, row.detectorScore, row.sharpness,
                              row.brightness, row.contrast, row.size, row.yaw, row.pitch, row.roll, row.quality})
        statement.bind(i++, finite(value));
    statement.bind(i++, landmarksValue(row.automatic));
}

} // namespace

void Project::updateFaces(std::span<const FaceRow> rows)
{
    db::Transaction transaction(m_d->db);
    // A person's landmarks, the label and the image of a face are not a detector's to change.
    auto update = m_d->db.prepare(
        "UPDATE faces SET status = ?3, is_primary = ?4, x = ?5, y = ?6, w = ?7, h = ?8, detector_score = ?9, "
        "sharpness = ?10, brightness = ?11, contrast = ?12, size = ?13, yaw = ?14, pitch = ?15, roll = ?16, "
        "quality = ?17, automatic = ?18 WHERE id = ?1 AND ?2 IS NULL");
    for (const auto& row : rows) {
        update.bind(1, row.id);
        bindDetection(update, row);
        update.exec();
    }
    transaction.commit();
}

std::vector<FaceId> Project::addFaces(std::span<const FaceRow> rows)
{
    std::vector<FaceId> ids;
    db::Transaction transaction(m_d->db);
    auto insert = m_d->db.prepare(
        "INSERT INTO faces(image, identity, status, is_primary, x, y, w, h, detector_score, sharpness, brightness, "
        "contrast, size, yaw, pitch, roll, quality, automatic) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, "
        "?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)");
    for (const auto& row : rows) {
        insert.bind(1, row.image).bindId(2, row.identity);
        bindDetection(insert, row);
        insert.exec();
        ids.push_back(m_d->db.lastInsertId());
    }
    transaction.commit();
    return ids;
}

void Project::removeUnlabelledFaces(ImageId image)
{
    // A face that a person once decided on stays, so that undo and redo find it.
    m_d->db
        .cached("DELETE FROM faces WHERE image = ?1 AND identity IS NULL AND is_primary = 0 AND label = 0 AND manual "
                "IS NULL AND NOT EXISTS("
                "SELECT 1 FROM journal_changes c WHERE c.tbl = 'faces' AND c.row = faces.id)")
        ->bind(1, image)
        .exec();
}

namespace {

// What judging says of a face, for statements that number their parameters in the same way.
db::Statement& bindJudgement(db::Statement& statement, const FlagRow& flag)
{
    return statement.bind(3, std::isfinite(flag.score) ? flag.score : 0.0)
        .bind(4, std::isfinite(flag.threshold) ? flag.threshold : 0.0)
        .bind(5, flag.flagged ? 1 : 0)
        .bindId(6, flag.suggested)
        .bindId(7, flag.rivalFace)
        .bind(9, flag.reason)
        .bind(10, flag.evidence);
}

// A flag f whose decision stands; see isAnswered().
constexpr std::string_view kAnswered =
    "(f.decision <> '' AND (f.decision <> 'move' OR (SELECT a.label FROM faces a WHERE a.id = f.face) <> 0))";

// Those of (face, kind) that were decided keep the flag they have.
void insertFlags(db::Connection& db,
                 const std::string& method,
                 std::span<const FlagRow> flags,
                 const std::set<std::pair<FaceId, std::string>>& decided)
{
    auto insert = db.prepare(
        "INSERT INTO flags(face, kind, score, threshold, flagged, suggested, rival_face, method, reason, evidence, "
        "decision) SELECT ?1, ?2, ?3, ?4, ?5, (SELECT id FROM identities WHERE id = ?6), (SELECT id FROM faces "
        "WHERE id = ?7), ?8, ?9, ?10, ?11 FROM faces WHERE id = ?1");
    for (const auto& flag : flags) {
        if (decided.contains({flag.face, flag.kind}))
            continue;
        bindJudgement(insert, flag)
            .bind(1, flag.face)
            .bind(2, flag.kind)
            .bind(8, method)
            .bind(11, flag.decision)
            .exec();
    }
}

} // namespace

void keepCurated(db::Connection& db, std::span<const FaceId> faces, const std::string& method)
{
    // SQLite reads all of it before it inserts any: a face's second flag does not find its first.
    db.cached(
          "INSERT INTO curated_flags SELECT f.face, f.method, f.kind, f.score, f.threshold, f.flagged, f.suggested, "
          "f.rival_face, f.reason, f.evidence FROM json_each(?1) j CROSS JOIN flags f ON f.face = j.value WHERE "
          "(?2 = '' OR f.method = ?2) AND NOT EXISTS(SELECT 1 FROM curated_flags c WHERE c.face = f.face AND "
          "c.method = f.method)")
        ->bind(1, idArray(faces))
        .bind(2, method)
        .exec();
}

void Project::replaceFlags(const std::string& method, std::span<const FlagRow> flags)
{
    db::Transaction transaction(m_d->db);
    static const std::string kDelete = "DELETE FROM flags AS f WHERE method = ?1 AND NOT " + std::string(kAnswered);
    m_d->db.cached(kDelete)->bind(1, method).exec();
    m_d->db.cached("DELETE FROM curated_flags WHERE method = ?1")->bind(1, method).exec();
    std::set<std::pair<FaceId, std::string>> decided;
    {
        const auto rows = m_d->db.cached("SELECT face, kind FROM flags WHERE method = ?1");
        rows->bind(1, method);
        while (rows->step())
            decided.emplace(rows->int64(0), rows->text(1));
    }
    insertFlags(m_d->db, method, flags, decided);
    transaction.commit();
}

// A flag that is there already stays the row that it is, so that a redo finds it.
void Project::updateFlags(const std::string& method,
                          std::span<const FaceId> faces,
                          std::span<const std::string> kinds,
                          std::span<const FlagRow> flags)
{
    db::Transaction transaction(m_d->db);
    std::map<std::pair<FaceId, std::string>, std::vector<std::int64_t>> open; // undecided rows
    std::set<std::pair<FaceId, std::string>> decided;
    {
        static const std::string kSql = "SELECT f.id, f.face, f.kind, " + std::string(kAnswered) +
                                        " FROM json_each(?1) j CROSS JOIN flags f ON f.face = j.value WHERE f.method = "
                                        "?2 ORDER BY f.id";
        const auto rows = m_d->db.cached(kSql);
        rows->bind(1, idArray(faces)).bind(2, method);
        while (rows->step()) {
            std::pair key(rows->int64(1), rows->text(2));
            if (std::find(kinds.begin(), kinds.end(), key.second) == kinds.end())
                continue;
            if (rows->integer(3) == 0)
                open[std::move(key)].push_back(rows->int64(0));
            else
                decided.insert(std::move(key));
        }
    }
    keepCurated(m_d->db, faces, method);
    std::vector<FlagRow> fresh;
    auto update = m_d->db.prepare(
        "UPDATE flags SET score = ?3, threshold = ?4, flagged = ?5, suggested = (SELECT id FROM identities WHERE id = "
        "?6), rival_face = (SELECT id FROM faces WHERE id = ?7), reason = ?9, evidence = ?10, decision = '' WHERE id = "
        "?1");
    for (const auto& flag : flags) {
        const auto at = open.find({flag.face, flag.kind});
        if (at == open.end() || at->second.empty()) {
            fresh.push_back(flag);
            continue;
        }
        bindJudgement(update, flag).bind(1, at->second.front()).exec();
        at->second.erase(at->second.begin());
    }
    for (const auto& [key, gone] : open)
        for (const auto id : gone)
            m_d->db.cached("DELETE FROM flags WHERE id = ?1")->bind(1, id).exec();
    insertFlags(m_d->db, method, fresh, decided);
    transaction.commit();
}

void Project::setFlagDecision(std::int64_t flag, const std::string& decision)
{
    if (!decision.empty())
        actionFromName(decision);
    m_d->db.cached("UPDATE flags SET decision = ?2 WHERE id = ?1")->bind(1, flag).bind(2, decision).exec();
    if (m_d->db.changes() == 0)
        throw Error(ErrorCode::NotFound, "the flag is not there any more; reload and try again");
}

} // namespace likeness::dataset
