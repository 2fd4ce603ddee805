// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/origins.h"

#include "core/base/text.h"
#include "core/dataset/journal.h"

#include <map>

namespace likeness::dataset {
namespace {

constexpr std::size_t kLongest = 1000;

std::string clean(const std::string& text)
{
    const std::string out = displayPath(std::filesystem::path(std::string(trim(text))));
    if (out.size() > kLongest)
        throw Error(ErrorCode::BadArgument,
                    "source, licence and consent can have up to " + std::to_string(kLongest) + " bytes each");
    return out;
}

// Rows of origins never change, so that making one needs no journal.
std::int64_t originRow(db::Connection& db, const Origin& origin)
{
    if (origin.empty())
        return 0;
    db.cached("INSERT OR IGNORE INTO origins(source, licence, consent) VALUES(?1, ?2, ?3)")
        ->bind(1, origin.source)
        .bind(2, origin.licence)
        .bind(3, origin.consent)
        .exec();
    const auto row = db.cached("SELECT id FROM origins WHERE source = ?1 AND licence = ?2 AND consent = ?3");
    row->bind(1, origin.source).bind(2, origin.licence).bind(3, origin.consent).step();
    return row->int64(0);
}

std::optional<Origin> originFrom(const db::Connection& db, std::int64_t id)
{
    const auto row = db.cached("SELECT id, source, licence, consent FROM origins WHERE id = ?1");
    if (!row->bind(1, id).step())
        return std::nullopt;
    return Origin{row->int64(0), row->text(1), row->text(2), row->text(3)};
}

std::vector<ImageId> idsOf(db::Statement& rows)
{
    std::vector<ImageId> ids;
    while (rows.step())
        ids.push_back(rows.int64(0));
    return ids;
}

constexpr const char* kOfPerson = " id IN (SELECT image FROM faces WHERE identity = ?1) ";

} // namespace

std::int64_t ensureOrigin(Project& project, const Origin& origin)
{
    return originRow(project.impl().db, {0, clean(origin.source), clean(origin.licence), clean(origin.consent)});
}

std::int64_t setOrigins(Project& project, std::span<const ImageId> images, const OriginChange& change)
{
    JournalWriter writer(project, "origin", {});
    auto& db = writer.db();
    OriginChange to = change;
    for (auto* text : {&to.source, &to.licence, &to.consent})
        if (*text)
            *text = clean(**text);
    std::map<std::int64_t, std::int64_t> changed; // origin before → after
    int count = 0;
    for (const auto image : images) {
        std::int64_t before = 0;
        {
            const auto row = db.cached("SELECT origin FROM images WHERE id = ?1");
            if (!row->bind(1, image).step())
                continue; // it is gone meanwhile
            before = row->int64(0);
        }
        auto known = changed.find(before);
        if (known == changed.end()) {
            Origin origin = originFrom(db, before).value_or(Origin());
            origin.source = to.source.value_or(origin.source);
            origin.licence = to.licence.value_or(origin.licence);
            origin.consent = to.consent.value_or(origin.consent);
            known = changed.emplace(before, originRow(db, origin)).first;
        }
        if (known->second == before)
            continue;
        db::Value value; // NULL where nothing is known any more
        if (known->second)
            value = known->second;
        writer.update("images", image, {{"origin", value}});
        ++count;
    }
    // Not the words themselves: they may be somebody's declaration of consent, which the journal would keep.
    return writer.commit(std::to_string(count) + (count == 1 ? " image" : " images"), {{"images", count}});
}

std::vector<OriginCount> countOrigins(const Project& project, IdentityId person)
{
    auto rows = project.impl().db.prepare(
        std::string("SELECT coalesce(o.id, 0), coalesce(o.source, ''), coalesce(o.licence, ''), coalesce(o.consent, "
                    "''), count(*) FROM images i LEFT JOIN origins o ON o.id = i.origin WHERE ?1 = 0 OR i.") +
        (kOfPerson + 1) + "GROUP BY o.id ORDER BY count(*) DESC, o.id");
    rows.bind(1, person);
    std::vector<OriginCount> out;
    while (rows.step()) {
        OriginCount c{{rows.int64(0), rows.text(1), rows.text(2), rows.text(3)}, rows.integer(4), 0};
        c.noConsent = c.origin.consent.empty() ? c.images : 0;
        out.push_back(std::move(c));
    }
    return out;
}

std::optional<Origin> originOf(const Project& project, ImageId image)
{
    const auto row = project.image(image);
    return row && row->origin ? originFrom(project.impl().db, row->origin) : std::nullopt;
}

std::vector<ImageId> imagesOf(const Project& project, IdentityId person)
{
    auto rows =
        project.impl().db.prepare(std::string("SELECT id FROM images WHERE ?1 = 0 OR") + kOfPerson + "ORDER BY id");
    rows.bind(1, person);
    return idsOf(rows);
}

std::vector<ImageId> imagesWithoutOrigin(const Project& project, IdentityId person)
{
    auto rows = project.impl().db.prepare(std::string("SELECT id FROM images WHERE origin IS NULL AND (?1 = 0 OR") +
                                          kOfPerson + ") ORDER BY id");
    rows.bind(1, person);
    return idsOf(rows);
}

} // namespace likeness::dataset
