// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/clock.h"
#include "core/base/text.h"
#include "core/dataset/erase_parts.h"

#include <algorithm>
#include <array>

namespace likeness::dataset::erasing {

namespace fs = std::filesystem;

namespace {

std::string textOf(std::span<const std::uint8_t> blob)
{
    return {blob.begin(), blob.end()};
}

std::span<const std::uint8_t> bytesOf(const std::string& text)
{
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

template<typename Ids>
std::string arrayOf(const Ids& ids)
{
    return dumpJson(Json(ids));
}

// Names of the person that nobody else has now.
void addName(const db::Connection& db, Targets& t, const std::string& name)
{
    if (name.empty() || std::find(t.names.begin(), t.names.end(), name) != t.names.end())
        return;
    const auto other = db.cached("SELECT id FROM identities WHERE name = ?1");
    if (!other->bind(1, name).step() || other->int64(0) == t.person)
        t.names.push_back(name);
}

void findNames(const db::Connection& db, Targets& t)
{
    t.people.insert(t.person);
    {
        const auto rows = db.cached("SELECT DISTINCT gone.row FROM journal j JOIN journal_changes gone ON gone.entry = "
                                    "j.id AND gone.tbl = 'identities' AND gone.after IS NULL WHERE j.verb = 'merge' "
                                    "AND j.state = 0 AND EXISTS(SELECT 1 FROM journal_people p WHERE p.entry = j.id "
                                    "AND p.identity = ?1) AND NOT EXISTS(SELECT 1 FROM identities i WHERE i.id = "
                                    "gone.row)");
        rows->bind(1, t.person);
        while (rows->step())
            t.people.insert(rows->int64(0));
    }
    for (const auto person : t.people) {
        {
            const auto row = db.cached("SELECT name FROM identities WHERE id = ?1");
            if (row->bind(1, person).step())
                addName(db, t, row->text(0));
        }
        std::vector<std::string> names;
        {
            const auto rows = db.cached(
                "SELECT json_extract(before, '$.name'), json_extract(after, '$.name') FROM journal_changes WHERE "
                "tbl = 'identities' AND row = ?1");
            rows->bind(1, person);
            while (rows->step())
                for (const int column : {0, 1})
                    if (!rows->isNull(column))
                        names.push_back(rows->text(column));
        }
        for (const auto& name : names)
            addName(db, t, name);
    }
    // "Ann Smith" before "Ann", so that the longer one is replaced as a whole.
    std::stable_sort(t.names.begin(), t.names.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
}

void fill(db::Connection& db, const char* table, const std::string& ids)
{
    db.exec(std::string("DROP TABLE IF EXISTS temp.") + table);
    db.exec(std::string("CREATE TEMP TABLE ") + table + "(id INTEGER PRIMARY KEY)");
    db.prepare(std::string("INSERT OR IGNORE INTO ") + table + " SELECT value FROM json_each(?1)").bind(1, ids).exec();
}

// Tables that live in memory as long as the object.
class TargetTables
{
public:
    TargetTables(db::Connection& db, const Targets& t) : m_db(db)
    {
        fill(m_db, "erase_faces", arrayOf(t.faces));
        fill(m_db, "erase_images", arrayOf(t.images));
        fill(m_db, "erase_people", arrayOf(t.people));
        fill(m_db, "erase_entries", "[]");
        m_db.exec("DROP TABLE IF EXISTS temp.erase_names; CREATE TEMP TABLE erase_names(name TEXT PRIMARY KEY)");
        m_db.prepare("INSERT OR IGNORE INTO erase_names SELECT value FROM json_each(?1)")
            .bind(1, arrayOf(t.names))
            .exec();
    }
    ~TargetTables()
    {
        try {
            for (const char* table : {"erase_faces", "erase_images", "erase_people", "erase_entries", "erase_names"})
                m_db.exec(std::string("DROP TABLE IF EXISTS temp.") + table);
        } catch (const Error&) { // they go with the connection
        }
    }
    TargetTables(const TargetTables&) = delete;
    TargetTables& operator=(const TargetTables&) = delete;

private:
    db::Connection& m_db;
};

void eraseJournal(db::Connection& db, const Targets& t)
{
    // A change that names an erased row could neither be undone nor redone. Of a capture nothing can be left.
    static constexpr std::string_view kTheirs =
        "(tbl = 'faces' AND (row IN erase_faces OR json_extract(before, '$.identity') IN erase_people OR "
        "json_extract(after, '$.identity') IN erase_people)) "
        "OR (tbl = 'images' AND row IN erase_images) "
        "OR (tbl = 'identities' AND (row IN erase_people OR json_extract(before, '$.name') IN erase_names OR "
        "json_extract(after, '$.name') IN erase_names)) "
        "OR (tbl = 'flags' AND (row IN (SELECT id FROM flags WHERE face IN erase_faces) OR "
        "json_extract(before, '$.suggested') IN erase_people OR json_extract(after, '$.suggested') IN erase_people)) "
        "OR (tbl = 'spot_items' AND row IN (SELECT id FROM spot_items WHERE face IN erase_faces OR identity IN "
        "erase_people)) "
        "OR (tbl IN ('constraints', 'opinions') AND ("
        "row IN (SELECT id FROM constraints WHERE tbl = 'constraints' AND (face IN erase_faces OR other_face IN "
        "erase_faces OR other_identity IN erase_people)) "
        "OR row IN (SELECT id FROM opinions WHERE tbl = 'opinions' AND (face IN erase_faces OR identity IN "
        "erase_people)) "
        "OR json_extract(before, '$.face') IN erase_faces OR json_extract(after, '$.face') IN erase_faces "
        "OR json_extract(before, '$.other_face') IN erase_faces OR json_extract(after, '$.other_face') IN erase_faces "
        "OR json_extract(before, '$.other_identity') IN erase_people OR json_extract(after, '$.other_identity') IN "
        "erase_people "
        "OR json_extract(before, '$.identity') IN erase_people OR json_extract(after, '$.identity') IN "
        "erase_people))";
    // An import brought others too: there only the names go, below.
    db.exec("INSERT OR IGNORE INTO erase_entries SELECT p.entry FROM journal_people p JOIN journal j ON j.id = p.entry "
            "WHERE p.identity IN erase_people AND j.undoable = 1");
    db.exec("INSERT OR IGNORE INTO erase_entries SELECT entry FROM journal_changes WHERE " + std::string(kTheirs));
    db.exec("DELETE FROM journal_changes WHERE " + std::string(kTheirs));
    db.exec("DELETE FROM journal_changes WHERE entry IN (SELECT id FROM journal WHERE verb = 'capture' AND id IN "
            "erase_entries)");
    db.exec("UPDATE journal SET what = 'erased', why = '', facts = '', changes = (SELECT count(*) FROM journal_changes "
            "c WHERE "
            "c.entry = journal.id) WHERE id IN erase_entries");
    db.exec("DELETE FROM journal WHERE id IN erase_entries AND undoable = 1 AND changes = 0");
    db.exec("DELETE FROM journal_people WHERE identity IN erase_people");
    // What is named in passing, such as the folder of an import.
    std::vector<std::array<std::string, 3>> named; // what, why, facts
    std::vector<std::int64_t> ids;
    {
        auto rows = db.prepare("SELECT id, what, why, facts FROM journal");
        while (rows.step()) {
            std::array<std::string, 3> texts = {rows.text(1), rows.text(2), rows.text(3)};
            const auto theirs = [&](const std::string& text) { return mentions(text, t.names); };
            if (std::none_of(texts.begin(), texts.end(), theirs))
                continue;
            for (auto& text : texts)
                text = withoutMentions(text, t.names);
            ids.push_back(rows.int64(0));
            named.push_back(std::move(texts));
        }
    }
    for (std::size_t i = 0; i < ids.size(); ++i)
        db.cached("UPDATE journal SET what = ?2, why = ?3, facts = ?4 WHERE id = ?1")
            ->bind(1, ids[i])
            .bind(2, named[i][0])
            .bind(3, named[i][1])
            .bind(4, named[i][2])
            .exec();
}

void eraseFlags(db::Connection& db, const Targets& t)
{
    for (const std::string table : {"flags", "curated_flags"}) {
        db.exec("DELETE FROM " + table +
                " WHERE face IN erase_faces OR suggested IN erase_people OR rival_face IN erase_faces");
        std::vector<std::int64_t> named;
        {
            auto rows = db.prepare("SELECT rowid, reason, evidence FROM " + table);
            while (rows.step())
                if (mentions(rows.text(1), t.names) || mentions(rows.text(2), t.names))
                    named.push_back(rows.int64(0));
        }
        for (const auto id : named)
            db.cached("DELETE FROM " + table + " WHERE rowid = ?1")->bind(1, id).exec();
    }
}

void eraseFromSnapshots(db::Connection& db)
{
    db.exec("UPDATE snapshots SET erased = erased + (SELECT count(*) FROM snapshot_faces s WHERE s.snapshot = "
            "snapshots.id AND (s.face IN erase_faces OR s.identity IN erase_names))");
    db.exec("DELETE FROM snapshot_faces WHERE face IN erase_faces OR identity IN erase_names");
}

// An origin that only their pictures had may be their own declaration of consent.
void eraseOrigins(db::Connection& db)
{
    std::vector<std::int64_t> origins;
    {
        auto rows = db.prepare("SELECT DISTINCT origin FROM images WHERE id IN erase_images AND origin IS NOT NULL AND "
                               "origin NOT IN (SELECT origin FROM images WHERE origin IS NOT NULL AND id NOT IN "
                               "erase_images)");
        while (rows.step())
            origins.push_back(rows.int64(0));
    }
    for (const auto id : origins) {
        db.cached("DELETE FROM journal_changes WHERE tbl = 'images' AND (json_extract(before, '$.origin') = ?1 OR "
                  "json_extract(after, '$.origin') = ?1)")
            ->bind(1, id)
            .exec();
        db.cached("UPDATE images SET origin = NULL WHERE origin = ?1")->bind(1, id).exec();
        db.cached("DELETE FROM origins WHERE id = ?1")->bind(1, id).exec();
    }
}

} // namespace

void findTargets(const Project& project, Targets& t)
{
    const auto& db = project.impl().db;
    findNames(db, t);
    for (const auto face : project.facesOf(t.person, true))
        t.faces.insert(face);
    std::set<ImageId> shown;
    for (const auto face : t.faces) {
        const auto row = db.cached("SELECT image FROM faces WHERE id = ?1");
        if (row->bind(1, face).step())
            shown.insert(row->int64(0));
    }
    for (const auto image : shown) {
        const auto others =
            db.cached("SELECT 1 FROM faces WHERE image = ?1 AND identity IS NOT NULL AND identity <> ?2");
        if (!t.keepShared || !others->bind(1, image).bind(2, t.person).step())
            t.images.insert(image);
    }
    for (const auto image : t.images) {
        const auto rows = db.cached("SELECT id FROM faces WHERE image = ?1");
        rows->bind(1, image);
        while (rows->step())
            t.faces.insert(rows->int64(0));
    }
    for (const auto image : t.images) {
        const auto row = db.cached("SELECT key, path, source FROM images WHERE id = ?1");
        if (!row->bind(1, image).step())
            continue;
        t.keys.push_back(row->text(0));
        for (const int column : {1, 2}) {
            std::string path = textOf(row->blob(column));
            path = path.substr(0, path.find('\0')); // a range of a container
            if (t.paths.empty() || t.paths.back() != path)
                t.paths.push_back(std::move(path));
        }
    }
}

namespace {

// The same in the versions, whose hash then no longer fits their content.
void renameInSnapshots(db::Connection& db, const Targets& t)
{
    struct Row {
        std::int64_t snapshot;
        FaceId face;
        std::string key;
    };
    std::vector<Row> renamed;
    {
        auto rows = db.prepare("SELECT s.snapshot, s.face, s.key, coalesce(i.key, '') FROM snapshot_faces s LEFT JOIN "
                               "faces f ON f.id = s.face LEFT JOIN images i ON i.id = f.image");
        while (rows.step())
            if (const std::string key = rows.text(2); mentions(key, t.names) && !t.faces.contains(rows.int64(1)))
                renamed.push_back({rows.int64(0), rows.int64(1),
                                   rows.text(3).empty() ? withoutMentions(key, t.names) : rows.text(3)});
    }
    for (const auto& row : renamed) {
        db.cached("UPDATE snapshot_faces SET key = ?3 WHERE snapshot = ?1 AND face = ?2")
            ->bind(1, row.snapshot)
            .bind(2, row.face)
            .bind(3, row.key)
            .exec();
        db.cached("UPDATE snapshots SET erased = erased + 1 WHERE id = ?1")->bind(1, row.snapshot).exec();
    }
}

} // namespace

void renamePictures(Project& project, const Targets& t)
{
    if (t.names.empty())
        return;
    struct Renamed {
        ImageId id;
        std::string key, path, source;
    };
    auto& db = project.impl().db;
    std::vector<Renamed> renamed;
    {
        auto rows = db.prepare("SELECT id, key, path, source, length FROM images");
        while (rows.step()) {
            const auto id = rows.int64(0);
            if (t.images.contains(id))
                continue;
            const Renamed old{id, rows.text(1), textOf(rows.blob(2)), textOf(rows.blob(3))};
            if (mentions(old.key, t.names) || mentions(old.path, t.names) || mentions(old.source, t.names))
                renamed.push_back(old);
        }
    }
    std::vector<fs::path> old;
    db::Transaction transaction(db);
    for (const auto& row : renamed) {
        const auto image = project.image(row.id);
        std::string key = withoutMentions(row.key, t.names);
        if (key != row.key) {
            key = freeImageKey(db, key);
            db.cached("UPDATE images SET key = ?2 WHERE id = ?1")->bind(1, row.id).bind(2, key).exec();
        }
        if (!isHeld(*image))
            continue; // it lies where others put it, and is found by that name
        fs::path path = withoutMentions(row.path, t.names);
        if (path != row.path) {
            std::error_code ec;
            fs::create_directories((project.folder() / path).parent_path(), ec);
            // Both names until the commit, so that a kill leaves a picture under the name that the row has.
            for (int n = 2; fs::exists(project.folder() / path, ec); ++n)
                path.replace_filename(path.stem().native() + "~" + std::to_string(n) + path.extension().native());
            fs::create_hard_link(project.folder() / row.path, project.folder() / path, ec);
            if (ec)
                fs::copy_file(project.folder() / row.path, project.folder() / path, ec);
            if (ec && fs::exists(project.folder() / row.path))
                throwErrno(ec.value(), "cannot rename a picture of the project");
            old.push_back(project.folder() / row.path);
            db.cached("UPDATE images SET path = ?2 WHERE id = ?1")
                ->bind(1, row.id)
                .bind(2, bytesOf(path.native()))
                .exec();
        }
        // Where a copy came from is nobody's business any more. It is only to be one of its own.
        if (mentions(row.source, t.names)) {
            std::string source = "erased/";
            source += std::to_string(row.id);
            db.cached("UPDATE images SET source = ?2 WHERE id = ?1")->bind(1, row.id).bind(2, bytesOf(source)).exec();
        }
    }
    renameInSnapshots(db, t);
    transaction.commit();
    for (const auto& file : old) {
        std::error_code ec;
        fs::remove(file, ec);
    }
}

bool eraseRows(Project& project, const Targets& t, const Erasure& result, const std::string& mark)
{
    auto& db = project.impl().db;
    const TargetTables tables(db, t);
    db::Transaction transaction(db);
    if (db.scalar("SELECT count(*) FROM faces WHERE identity IN erase_people AND id NOT IN erase_faces") > 0)
        return false;
    eraseJournal(db, t);
    eraseFlags(db, t);
    db.exec("DELETE FROM checks WHERE identity IN erase_people");
    db.exec("DELETE FROM spot_items WHERE identity IN erase_people");
    db.exec("DELETE FROM opinions WHERE identity IN erase_people");
    eraseFromSnapshots(db);
    eraseOrigins(db);
    db.exec("DELETE FROM faces WHERE id IN erase_faces");
    db.exec("DELETE FROM images WHERE id IN erase_images");
    db.exec("DELETE FROM identities WHERE id IN erase_people");
    if (db.scalar("SELECT count(*) FROM sqlite_master WHERE name = 'sqlite_stat4'") > 0)
        db.exec("DELETE FROM sqlite_stat4"); // samples of what the indices hold
    recordEvent(db, "erase", "erased: " + std::to_string(result.images) + " images, " + utcText("%Y-%m-%d"),
                result.faces, {}, {{"images", result.images}, {"faces", result.faces}});
    project.setSetting("erasing", mark);
    transaction.commit();
    return true;
}

std::vector<std::pair<std::string, std::string>> compactDatabase(Project& project)
{
    auto& db = project.impl().db;
    std::vector<std::pair<std::string, std::string>> left;
    db.exec("PRAGMA secure_delete = ON");
    try {
        db.exec("VACUUM");
    } catch (const Error& e) {
        if (e.code() != ErrorCode::DiskFull)
            throw;
        left.emplace_back("name", "project.db (the disk is too full to write it anew)");
    }
    auto truncate = db.prepare("PRAGMA wal_checkpoint(TRUNCATE)");
    if (truncate.step() && truncate.int64(0) != 0)
        left.emplace_back("name", "project.db-wal (another program reads the project)");
    return left;
}

} // namespace likeness::dataset::erasing
