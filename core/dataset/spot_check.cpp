// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/spot_check.h"

#include "core/base/random.h"
#include "core/dataset/checks.h"
#include "core/dataset/project_impl.h"

#include <algorithm>

namespace likeness::dataset {
namespace {

std::vector<SpotSample> samplesWhere(const db::Connection& db, std::int64_t id, int limit)
{
    const auto rows = db.cached(
        "SELECT s.id, s.time, s.who, s.seed, s.population, s.target, count(i.number), coalesce(sum(i.verdict = 1), 0), "
        "coalesce(sum(i.verdict = 0), 0), coalesce(sum(i.verdict = 2), 0) FROM spot_samples s LEFT JOIN spot_items i "
        "ON "
        "i.sample = s.id WHERE ?1 = 0 OR s.id = ?1 GROUP BY s.id ORDER BY s.id DESC LIMIT ?2");
    rows->bind(1, id).bind(2, limit);
    std::vector<SpotSample> out;
    while (rows->step()) {
        SpotSample s;
        s.id = rows->int64(0);
        s.time = rows->int64(1);
        s.who = rows->text(2);
        s.seed = static_cast<std::uint64_t>(rows->int64(3));
        s.population = rows->integer(4);
        s.target = rows->real(5);
        s.size = rows->integer(6);
        s.right = rows->integer(7);
        s.wrong = rows->integer(8);
        s.unclear = rows->integer(9);
        out.push_back(std::move(s));
    }
    return out;
}

} // namespace

SpotSample drawSpotSample(Project& project, int count, double target, std::uint64_t seed)
{
    if (count < 1 || !(target > 0 && target < 1))
        throw Error(ErrorCode::BadArgument, "draw one face or more, for a share of wrong labels between 0 and 1");
    auto& db = project.impl().db;
    db::Transaction transaction(db);
    auto labelled = project.labelledFaces();
    if (labelled.empty())
        throw Error(ErrorCode::TooFewIdentities,
                    "there is no label to check: no face has a name yet; import a folder for each person");
    const auto population = labelled.size();
    const auto size = std::min(population, static_cast<std::size_t>(count));
    Rng rng(seed);
    for (std::size_t i = 0; i < size; ++i) // the first steps of a shuffle
        std::swap(labelled[i], labelled[i + static_cast<std::size_t>(rng.below(population - i))]);
    db.cached("INSERT INTO spot_samples(time, who, seed, population, target) VALUES(?1, ?2, ?3, ?4, ?5)")
        ->bind(1, nowMs())
        .bind(2, userName())
        .bind(3, static_cast<std::int64_t>(seed))
        .bind(4, static_cast<std::int64_t>(population))
        .bind(5, target)
        .exec();
    const auto id = db.lastInsertId();
    auto insert = db.prepare("INSERT INTO spot_items(sample, number, face, identity) VALUES(?1, ?2, ?3, ?4)");
    for (std::size_t i = 0; i < size; ++i)
        insert.bind(1, id)
            .bind(2, static_cast<std::int64_t>(i))
            .bind(3, labelled[i].first)
            .bind(4, labelled[i].second)
            .exec();
    transaction.commit();
    return samplesWhere(db, id, 1).front();
}

std::vector<SpotSample> spotSamples(const Project& project)
{
    return samplesWhere(project.impl().db, 0, 1000);
}

SpotSample latestSpotSample(const Project& project)
{
    const auto found = samplesWhere(project.impl().db, 0, 1);
    return found.empty() ? SpotSample{} : found.front();
}

std::vector<SpotItem> spotItems(const Project& project, std::int64_t sample)
{
    const auto rows = project.impl().db.cached(
        "SELECT number, face, identity, verdict, who, time FROM spot_items WHERE sample = ?1 ORDER BY number");
    rows->bind(1, sample);
    std::vector<SpotItem> out;
    while (rows->step()) {
        SpotItem item;
        item.number = rows->integer(0);
        item.face = rows->int64(1);
        item.identity = rows->int64(2);
        if (!rows->isNull(3))
            item.verdict = static_cast<SpotVerdict>(rows->integer(3));
        item.who = rows->text(4);
        item.time = rows->int64(5);
        out.push_back(std::move(item));
    }
    return out;
}

void answerSpot(Project& project, std::int64_t sample, int number, SpotVerdict verdict)
{
    auto& db = project.impl().db;
    db::Transaction transaction(db);
    db.cached("UPDATE spot_items SET verdict = ?3, who = ?4, time = ?5 WHERE sample = ?1 AND number = ?2")
        ->bind(1, sample)
        .bind(2, number)
        .bind(3, static_cast<int>(verdict))
        .bind(4, userName())
        .bind(5, nowMs())
        .exec();
    if (db.changes() == 0)
        throw Error(ErrorCode::NotFound, "this face of the sample is not there any more; draw a new sample");
    const int kind = static_cast<int>(CheckKind::Spot);
    if (verdict == SpotVerdict::CannotSay)
        db.cached("DELETE FROM checks WHERE kind = ?3 AND face = (SELECT face FROM spot_items WHERE sample = ?1 AND "
                  "number = ?2)")
            ->bind(1, sample)
            .bind(2, number)
            .bind(3, kind)
            .exec();
    else
        db.cached(
              "INSERT OR REPLACE INTO checks(face, kind, identity, passed, value, threshold, method, time) SELECT "
              "face, ?3, identity, verdict, verdict, 0, who, time FROM spot_items WHERE sample = ?1 AND number = ?2")
            ->bind(1, sample)
            .bind(2, number)
            .bind(3, kind)
            .exec();
    transaction.commit();
}

Acceptance acceptanceOf(const SpotSample& sample)
{
    return acceptance(sample.wrong, sample.right + sample.wrong, sample.population, sample.target);
}

} // namespace likeness::dataset
