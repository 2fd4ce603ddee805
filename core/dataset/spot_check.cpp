// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/spot_check.h"

#include "core/base/random.h"
#include "core/dataset/journal.h"

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

std::int64_t answerSpot(Project& project, std::int64_t sample, int number, SpotVerdict verdict)
{
    JournalWriter writer(project, "spot_check", {});
    std::int64_t id = 0;
    IdentityId identity = 0;
    std::string key, name;
    {
        const auto row = writer.db().cached(
            "SELECT s.id, s.identity, i.key, coalesce(p.name, ''), s.verdict, s.who FROM spot_items s JOIN faces f ON "
            "f.id = s.face JOIN "
            "images i ON i.id = f.image LEFT JOIN identities p ON p.id = s.identity WHERE sample = ?1 AND number = ?2");
        if (!row->bind(1, sample).bind(2, number).step())
            throw Error(ErrorCode::NotFound, "this face of the sample is not there any more; draw a new sample");
        id = row->int64(0);
        identity = row->int64(1);
        key = row->text(2);
        name = row->text(3);
        if (!row->isNull(4) && row->integer(4) == static_cast<int>(verdict) && row->text(5) == userName())
            return 0;
    }
    writer.update("spot_items", id,
                  {{"verdict", static_cast<std::int64_t>(verdict)}, {"who", userName()}, {"time", nowMs()}});
    writer.concerns(identity);
    const std::string word = spotVerdictName(verdict);
    return writer.commit(key + ": as " + name + " " + word, {{"path", key}, {"person", name}, {"verdict", word}});
}

const char* spotVerdictName(SpotVerdict verdict)
{
    return verdict == SpotVerdict::Right ? "right" : verdict == SpotVerdict::Wrong ? "wrong" : "cannot_say";
}

Acceptance acceptanceOf(const SpotSample& sample)
{
    return acceptance(sample.wrong, sample.right + sample.wrong, sample.population, sample.target);
}

} // namespace likeness::dataset
