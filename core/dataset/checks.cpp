// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/checks.h"

#include "core/dataset/project_impl.h"

#include <cmath>

namespace likeness::dataset {
namespace {

// Faces that take part: as labelledFaces().
constexpr std::string_view kLabelled = "f.identity IS NOT NULL AND f.label <> 3 AND f.status <> 2";

CheckResult resultFrom(const db::Statement& row)
{
    CheckResult r;
    r.face = row.int64(0);
    r.identity = row.int64(1);
    r.passed = row.int64(2) != 0;
    r.value = row.real(3);
    r.threshold = row.real(4);
    r.method = row.text(5);
    r.time = row.int64(6);
    return r;
}
// Where the results of a kind are kept.
std::string tableOf(CheckKind kind)
{
    return kind == CheckKind::Spot ? "spot_checks" : "checks";
}
constexpr std::string_view kColumns = "SELECT c.face, c.identity, c.passed, c.value, c.threshold, c.method, c.time ";

} // namespace

const char* checkName(CheckKind kind)
{
    return kind == CheckKind::Automatic ? "automatic" : kind == CheckKind::Spot ? "spot" : "cross";
}

const char* checkStateName(CheckState state)
{
    switch (state) {
    case CheckState::Passed:
        return "passed";
    case CheckState::Failed:
        return "failed";
    case CheckState::NotPossible:
        return "not_possible";
    case CheckState::NotChecked:
        break;
    }
    return "not_checked";
}

void storeChecks(Project& project, CheckKind kind, std::span<const CheckResult> results, bool all)
{
    auto& db = project.impl().db;
    db::Transaction transaction(db);
    if (all)
        db.cached("DELETE FROM checks WHERE kind = ?1")->bind(1, static_cast<int>(kind)).exec();
    auto insert =
        db.prepare("INSERT OR REPLACE INTO checks(face, kind, identity, passed, value, threshold, method, time) "
                   "SELECT id, ?2, ?3, ?4, ?5, ?6, ?7, ?8 FROM faces WHERE id = ?1");
    const auto now = nowMs();
    for (const auto& r : results)
        insert.bind(1, r.face)
            .bind(2, static_cast<int>(kind))
            .bind(3, r.identity)
            .bind(4, r.passed ? 1 : 0)
            .bind(5, std::isfinite(r.value) ? r.value : 0.0)
            .bind(6, r.threshold)
            .bind(7, r.method)
            .bind(8, r.time ? r.time : now)
            .exec();
    transaction.commit();
}

const FaceChecks::One& FaceChecks::of(CheckKind kind) const
{
    return kind == CheckKind::Automatic ? automatic : kind == CheckKind::Spot ? spot : cross;
}

FaceChecks checksOf(const Project& project, FaceId face)
{
    const auto& db = project.impl().db;
    FaceChecks out;
    bool alone = false;
    {
        const auto row = db.cached("SELECT NOT EXISTS(SELECT 1 FROM faces o WHERE o.identity = f.identity AND o.id <> "
                                   "f.id AND o.label <> 3 AND o.status <> 2) FROM faces f WHERE f.id = ?1 AND " +
                                   std::string(kLabelled));
        if (!row->bind(1, face).step())
            return out;
        alone = row->integer(0) != 0;
    }
    if (alone)
        out.automatic.state = out.cross.state = CheckState::NotPossible;
    for (const CheckKind kind : kCheckKinds) {
        if (alone && kind != CheckKind::Spot)
            continue;
        const auto row = db.cached(std::string(kColumns) + "FROM " + tableOf(kind) +
                                   " c JOIN faces f ON f.id = c.face AND f.identity = c.identity WHERE c.face = ?1 AND "
                                   "c.kind = ?2");
        if (!row->bind(1, face).bind(2, static_cast<int>(kind)).step())
            continue;
        auto& one = kind == CheckKind::Automatic ? out.automatic : kind == CheckKind::Spot ? out.spot : out.cross;
        one.result = resultFrom(*row);
        one.state = one.result.passed ? CheckState::Passed : CheckState::Failed;
    }
    return out;
}

CheckCounts checkCounts(const Project& project, CheckKind kind)
{
    const auto& db = project.impl().db;
    const db::ReadTransaction oneState(db);
    CheckCounts out;
    // `alone`: the only labelled face of its person; a spot check needs no other.
    const auto rows = db.cached(
        "SELECT p.n = 1 AND ?1 <> 2 AS alone, c.passed, count(*) FROM faces f JOIN (SELECT identity, count(*) AS n "
        "FROM faces WHERE identity IS NOT NULL AND label <> 3 AND status <> 2 GROUP BY identity) p ON p.identity = "
        "f.identity LEFT JOIN " +
        tableOf(kind) + " c ON c.face = f.id AND c.kind = ?1 AND c.identity = f.identity WHERE " +
        std::string(kLabelled) + " GROUP BY alone, c.passed");
    rows->bind(1, static_cast<int>(kind));
    while (rows->step()) {
        int& count = rows->integer(0)   ? out.notPossible
                     : rows->isNull(1)  ? out.notChecked
                     : rows->integer(1) ? out.passed
                                        : out.failed;
        count += rows->integer(2);
    }
    const auto last =
        db.cached("SELECT method, time FROM " + tableOf(kind) + " WHERE kind = ?1 ORDER BY time DESC LIMIT 1");
    if (last->bind(1, static_cast<int>(kind)).step()) {
        out.method = last->text(0);
        out.time = last->int64(1);
    }
    return out;
}

std::vector<CheckResult> failedChecks(const Project& project, CheckKind kind, int limit)
{
    const auto rows = project.impl().db.cached(std::string(kColumns) + "FROM " + tableOf(kind) +
                                               " c JOIN faces f ON f.id = c.face AND f.identity = c.identity "
                                               "WHERE c.kind = ?1 AND c.passed = 0 AND " +
                                               std::string(kLabelled) + " ORDER BY c.value, c.face LIMIT ?2");
    rows->bind(1, static_cast<int>(kind)).bind(2, limit);
    std::vector<CheckResult> out;
    while (rows->step())
        out.push_back(resultFrom(*rows));
    return out;
}

} // namespace likeness::dataset
