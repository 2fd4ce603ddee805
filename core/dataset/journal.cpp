// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/journal.h"

#include "core/base/text.h"

#include <algorithm>
#include <array>

namespace likeness::dataset {
namespace {

enum class State { Done = 0, Undone = 1, PassedOver = 2 };

// What the journal may name: table and columns come back from a file, and go into SQL text.
struct Table {
    std::string_view name;
    std::vector<std::string_view> columns; // without id
    std::vector<std::string_view> unique;  // those of them in which an import can take a value that may come back
};

const Table& journalled(std::string_view name)
{
    static const std::array<Table, 8> kTables = {{
        {"images",
         {"path", "source", "key", "width", "height", "bytes", "hash", "added", "offset", "length", "coding", "part",
          "origin"},
         {"source", "key"}},
        {"identities", {"name", "split"}, {"name"}},
        {"faces",
         {"image", "identity", "status",         "label",     "is_primary", "x",        "y",
          "w",     "h",        "detector_score", "sharpness", "brightness", "contrast", "size",
          "yaw",   "pitch",    "roll",           "quality",   "automatic",  "manual",   "point_states"},
         {}},
        {"constraints", {"face", "other_face", "other_identity"}, {}},
        {"flags", {"suggested", "decision"}, {}},
        {"opinions", {"face", "who", "label", "identity", "time"}, {}},
        {"spot_items", {"sample", "number", "face", "identity", "verdict", "who", "time"}, {}},
        {"model_gates", {"place", "gate"}, {}},
    }};
    const auto found = std::find_if(kTables.begin(), kTables.end(), [&](const Table& t) { return t.name == name; });
    if (found == kTables.end())
        throw Error(ErrorCode::BadFile, "the project's journal names an unknown table; restore project.db from a copy");
    return *found;
}

void requireColumn(const Table& table, std::string_view column)
{
    if (std::find(table.columns.begin(), table.columns.end(), column) == table.columns.end())
        throw Error(ErrorCode::BadFile,
                    "the project's journal names an unknown column; restore project.db from a copy");
}

// Cells as JSON: null, integer, number, text; a blob is {"blob": hexadecimal digits}.
Json toJson(const db::Value& value)
{
    static constexpr std::string_view kHex = "0123456789abcdef";
    if (const auto* i = std::get_if<std::int64_t>(&value))
        return *i;
    if (const auto* d = std::get_if<double>(&value))
        return *d;
    if (const auto* s = std::get_if<std::string>(&value))
        return *s;
    if (const auto* b = std::get_if<db::Blob>(&value)) {
        std::string hex;
        hex.reserve(b->size() * 2);
        for (const auto byte : *b)
            hex += {kHex[byte >> 4], kHex[byte & 15]};
        return {{"blob", hex}};
    }
    return nullptr;
}

std::uint8_t nibble(char c)
{
    return static_cast<std::uint8_t>(c <= '9' ? c - '0' : c - 'a' + 10);
}

db::Value fromJson(const Json& json)
{
    if (json.is_number_integer())
        return json.get<std::int64_t>();
    if (json.is_number())
        return json.get<double>();
    if (json.is_string())
        return json.get<std::string>();
    if (json.is_object() && json.contains("blob")) {
        const auto hex = json["blob"].get<std::string>();
        db::Blob blob(hex.size() / 2);
        for (std::size_t i = 0; i < blob.size(); ++i)
            blob[i] = static_cast<std::uint8_t>(nibble(hex[2 * i]) << 4 | nibble(hex[2 * i + 1]));
        return blob;
    }
    return std::monostate{};
}

std::string joined(const Table& table)
{
    std::string out;
    for (const auto column : table.columns)
        out += (out.empty() ? "" : ", ") + std::string(column);
    return out;
}

bool rowExists(db::Connection& db, const Table& table, std::int64_t row)
{
    return db.cached("SELECT 1 FROM " + std::string(table.name) + " WHERE id = ?1")->bind(1, row).step();
}

void updateRow(db::Connection& db, const Table& table, std::int64_t row, const Cells& cells)
{
    std::string sql = "UPDATE " + std::string(table.name) + " SET ";
    for (std::size_t i = 0; i < cells.size(); ++i)
        sql += (i ? ", " : "") + cells[i].first + " = ?" + std::to_string(i + 2);
    const auto statement = db.cached(sql + " WHERE id = ?1");
    statement->bind(1, row);
    for (std::size_t i = 0; i < cells.size(); ++i)
        statement->bind(static_cast<int>(i) + 2, cells[i].second);
    statement->exec();
}

std::int64_t insertRow(db::Connection& db, const Table& table, std::int64_t row, const Cells& cells)
{
    std::string columns = "id";
    std::string places = "?1";
    for (std::size_t i = 0; i < cells.size(); ++i) {
        columns += ", " + cells[i].first;
        places += ", ?" + std::to_string(i + 2);
    }
    const auto statement =
        db.cached("INSERT INTO " + std::string(table.name) + "(" + columns + ") VALUES(" + places + ")");
    statement->bindId(1, row);
    for (std::size_t i = 0; i < cells.size(); ++i)
        statement->bind(static_cast<int>(i) + 2, cells[i].second);
    statement->exec();
    return db.lastInsertId();
}

std::optional<Cells> cellsFrom(const Table& table, const db::Statement& statement, int column)
{
    if (statement.isNull(column))
        return std::nullopt;
    Cells cells;
    const Json json = parseJson(statement.text(column), "the project's journal");
    for (const auto& [name, value] : json.items()) {
        requireColumn(table, name);
        cells.emplace_back(name, fromJson(value));
    }
    return cells;
}

} // namespace

JournalEntry entryFrom(const db::Statement& row)
{
    JournalEntry e;
    e.id = row.int64(0);
    e.time = row.int64(1);
    e.who = row.text(2);
    e.verb = row.text(3);
    e.what = row.text(4);
    e.why = row.text(5);
    e.undoable = row.int64(6) != 0;
    e.undone = row.int64(7) != static_cast<int>(State::Done);
    e.changes = row.integer(8);
    e.facts = row.text(9);
    return e;
}

namespace {

const std::string kEntries = std::string(kEntryColumns) + "FROM journal ";

enum class Direction { Undo, Redo };

// `value` with the first "~2", "~3" … that makes it one of its own.
db::Value freeValue(db::Connection& db, const Table& table, const std::string& column, const db::Value& value)
{
    if (column == "key")
        return freeImageKey(db, std::get<std::string>(value));
    const auto taken = db.cached("SELECT 1 FROM " + std::string(table.name) + " WHERE " + column + " = ?1");
    for (int n = 2;; ++n) {
        std::string suffix = "~";
        suffix += std::to_string(n);
        db::Value free = value;
        if (auto* text = std::get_if<std::string>(&free))
            *text += suffix;
        else if (auto* blob = std::get_if<db::Blob>(&free))
            blob->insert(blob->end(), suffix.begin(), suffix.end());
        taken->reset();
        if (!taken->bind(1, free).step())
            return free;
    }
}

// A name that comes back may have been given to somebody else since, by an import. That one makes room under the next
// free name. It becomes a change of the entry itself, placed where this direction meets it first: the way back returns
// the name, and coming here again finds the room made.
void makeRoom(db::Connection& db,
              std::int64_t entry,
              Direction direction,
              const Table& table,
              std::int64_t row,
              const Cells& cells)
{
    const bool undo = direction == Direction::Undo;
    for (const auto& [column, value] : cells) {
        if (std::find(table.unique.begin(), table.unique.end(), column) == table.unique.end())
            continue;
        std::int64_t holder = 0;
        {
            const auto other =
                db.cached("SELECT id FROM " + std::string(table.name) + " WHERE " + column + " = ?1 AND id <> ?2");
            if (!other->bind(1, value).bind(2, row).step())
                continue;
            holder = other->int64(0);
        }
        const db::Value free = freeValue(db, table, column, value);
        updateRow(db, table, holder, {{column, free}});
        db.cached(std::string("INSERT INTO journal_changes SELECT ?1, ") +
                  (undo ? "max(number) + 1" : "min(number) - 1") +
                  ", ?2, ?3, ?4, ?5 FROM journal_changes WHERE entry = ?1")
            ->bind(1, entry)
            .bind(2, table.name)
            .bind(3, holder)
            .bind(undo ? 4 : 5, dumpJson({{column, toJson(free)}}))
            .bind(undo ? 5 : 4, dumpJson({{column, toJson(value)}}))
            .exec();
    }
}

struct Change {
    const Table* table = nullptr;
    std::int64_t row = 0;
    std::optional<Cells> cells; // what it is to hold; null means that there was no such row
    bool whole = false;         // the cells are a whole row, which is made where it is missing
};

std::vector<Change> changesOf(db::Connection& db, std::int64_t entry, Direction direction)
{
    const auto rows = db.cached(direction == Direction::Undo
                                    ? "SELECT tbl, row, before, after IS NULL FROM journal_changes WHERE entry = ?1 "
                                      "ORDER BY number DESC"
                                    : "SELECT tbl, row, after, before IS NULL FROM journal_changes WHERE entry = ?1 "
                                      "ORDER BY number");
    rows->bind(1, entry);
    std::vector<Change> out;
    while (rows->step()) {
        const Table& table = journalled(rows->text(0));
        out.push_back({&table, rows->int64(1), cellsFrom(table, *rows, 2), rows->int64(3) != 0});
    }
    return out;
}

void restoreRow(db::Connection& db, std::int64_t entry, Direction direction, const Change& change)
{
    const Table& table = *change.table;
    if (!change.cells) {
        // A person that meanwhile got other faces (by an import) stays.
        const bool used = table.name == "identities" &&
                          db.cached("SELECT 1 FROM faces WHERE identity = ?1 LIMIT 1")->bind(1, change.row).step();
        if (!used)
            db.cached("DELETE FROM " + std::string(table.name) + " WHERE id = ?1")->bind(1, change.row).exec();
        return;
    }
    const bool there = rowExists(db, table, change.row);
    if (!there && !change.whole)
        return; // a row that a job has replaced since (a flag); there is nothing left to put back
    makeRoom(db, entry, direction, table, change.row, *change.cells);
    if (there)
        updateRow(db, table, change.row, *change.cells);
    else
        insertRow(db, table, change.row, *change.cells);
}

std::optional<JournalEntry> nextEntry(db::Connection& db, Direction direction)
{
    const auto row =
        db.cached(kEntries + (direction == Direction::Undo ? "WHERE undoable = 1 AND state = 0 ORDER BY id DESC LIMIT 1"
                                                           : "WHERE undoable = 1 AND state = 1 ORDER BY id LIMIT 1"));
    if (!row->step())
        return std::nullopt;
    return entryFrom(*row);
}

std::int64_t travelSize(const db::Connection& db, int steps, Direction direction)
{
    const auto rows = db.cached(direction == Direction::Undo
                                    ? "SELECT coalesce(sum(changes), 0) FROM (SELECT changes FROM journal WHERE "
                                      "undoable = 1 AND state = 0 ORDER BY id DESC LIMIT ?1)"
                                    : "SELECT coalesce(sum(changes), 0) FROM (SELECT changes FROM journal WHERE "
                                      "undoable = 1 AND state = 1 ORDER BY id LIMIT ?1)");
    rows->bind(1, steps).step();
    return rows->int64(0);
}

std::vector<JournalEntry> travel(db::Connection& db, int steps, Direction direction, jobs::Context* context)
{
    const bool undo = direction == Direction::Undo;
    std::vector<JournalEntry> out;
    std::uint64_t done = 0;
    db::Transaction transaction(db);
    const auto total = static_cast<std::uint64_t>(travelSize(db, steps, direction));
    db.exec("PRAGMA defer_foreign_keys = ON"); // rows refer to each other and come back one by one
    for (int i = 0; i < steps; ++i) {
        const auto next = nextEntry(db, direction);
        if (!next)
            break;
        JournalEntry entry = *next;
        for (const Change& change : changesOf(db, entry.id, direction)) {
            restoreRow(db, entry.id, direction, change);
            if (context && ++done % 1024 == 0) {
                context->checkStop();
                context->progress(std::min(done, total), total, "changes");
            }
        }
        db.cached("UPDATE journal SET state = ?2 WHERE id = ?1")
            ->bind(1, entry.id)
            .bind(2, static_cast<int>(undo ? State::Undone : State::Done))
            .exec();
        entry.undone = undo;
        out.push_back(std::move(entry));
    }
    transaction.commit();
    return out;
}

} // namespace

JournalWriter::JournalWriter(Project& project, std::string verb, std::string why)
    : m_db(project.impl().db), m_transaction(m_db), m_verb(std::move(verb)), m_why(std::move(why)), m_who(userName())
{
}

void JournalWriter::begin()
{
    if (m_entry)
        return;
    m_db.cached("UPDATE journal SET state = 2 WHERE undoable = 1 AND state = 1")->exec();
    m_db.cached("INSERT INTO journal(time, who, verb, what, why, undoable, changes) VALUES(?1, ?2, ?3, '', ?4, 1, 0)")
        ->bind(1, nowMs())
        .bind(2, m_who)
        .bind(3, m_verb)
        .bind(4, m_why)
        .exec();
    m_entry = m_db.lastInsertId();
}

void JournalWriter::record(const std::string& table, std::int64_t row, const Json* before, const Json* after)
{
    begin();
    const auto insert = m_db.cached("INSERT INTO journal_changes VALUES(?1, ?2, ?3, ?4, ?5, ?6)");
    insert->bind(1, m_entry).bind(2, m_changes).bind(3, table).bind(4, row);
    if (before)
        insert->bind(5, dumpJson(*before));
    if (after)
        insert->bind(6, dumpJson(*after));
    insert->exec();
    ++m_changes;
    if (table == "identities")
        concerns(row);
    if (table != "faces" && table != "opinions")
        return;
    for (const Json* cells : {before, after})
        if (cells && cells->contains("identity") && (*cells)["identity"].is_number_integer())
            concerns((*cells)["identity"].get<std::int64_t>());
    if (table == "opinions")
        return;
    const auto present = m_db.cached("SELECT identity FROM faces WHERE id = ?1 AND identity IS NOT NULL");
    if (present->bind(1, row).step())
        concerns(present->int64(0));
}

void JournalWriter::decideFlags(FaceId face, Action action)
{
    std::vector<std::int64_t> ids;
    {
        const auto rows = m_db.cached("SELECT id FROM flags WHERE face = ?1");
        rows->bind(1, face);
        while (rows->step())
            ids.push_back(rows->int64(0));
    }
    for (const auto id : ids)
        update("flags", id, {{"decision", std::string(actionName(action))}});
}

void JournalWriter::concerns(IdentityId identity)
{
    if (!m_people.insert(identity).second)
        return;
    m_db.cached("INSERT OR IGNORE INTO journal_people(identity, entry) VALUES(?1, ?2)")
        ->bind(1, identity)
        .bind(2, m_entry)
        .exec();
}

void JournalWriter::update(const std::string& tableName, std::int64_t row, const Cells& cells)
{
    const Table& table = journalled(tableName);
    Json before = Json::object();
    Json after = Json::object();
    Cells changed;
    {
        std::string columns;
        for (const auto& [column, value] : cells) {
            requireColumn(table, column);
            columns += (columns.empty() ? "" : ", ") + column;
        }
        const auto old = m_db.cached("SELECT " + columns + " FROM " + tableName + " WHERE id = ?1");
        if (!old->bind(1, row).step())
            throw Error(ErrorCode::NotFound, "what should change is not there any more; reload and try again");
        for (std::size_t i = 0; i < cells.size(); ++i) {
            const db::Value was = old->value(static_cast<int>(i));
            if (was == cells[i].second)
                continue;
            before[cells[i].first] = toJson(was);
            after[cells[i].first] = toJson(cells[i].second);
            changed.push_back(cells[i]);
        }
    }
    if (changed.empty())
        return;
    updateRow(m_db, table, row, changed);
    record(tableName, row, &before, &after);
}

std::int64_t JournalWriter::insert(const std::string& tableName, const Cells& cells)
{
    const Table& table = journalled(tableName);
    const auto row = insertRow(m_db, table, 0, cells);
    // Read back whole where columns were left to their defaults, so that redo restores those too.
    Json after = Json::object();
    if (cells.size() == table.columns.size()) {
        for (const auto& [column, value] : cells)
            after[column] = toJson(value);
    } else {
        const auto made = m_db.cached("SELECT " + joined(table) + " FROM " + tableName + " WHERE id = ?1");
        made->bind(1, row).step();
        for (std::size_t i = 0; i < table.columns.size(); ++i)
            after[std::string(table.columns[i])] = toJson(made->value(static_cast<int>(i)));
    }
    record(tableName, row, nullptr, &after);
    return row;
}

void JournalWriter::remove(const std::string& tableName, std::int64_t row)
{
    const Table& table = journalled(tableName);
    Json before = Json::object();
    {
        const auto old = m_db.cached("SELECT " + joined(table) + " FROM " + tableName + " WHERE id = ?1");
        if (!old->bind(1, row).step())
            return;
        for (std::size_t i = 0; i < table.columns.size(); ++i)
            before[std::string(table.columns[i])] = toJson(old->value(static_cast<int>(i)));
    }
    m_db.cached("DELETE FROM " + tableName + " WHERE id = ?1")->bind(1, row).exec();
    record(tableName, row, &before, nullptr);
}

IdentityId JournalWriter::ensureIdentity(const std::string& cleanName)
{
    {
        const auto known = m_db.cached("SELECT id FROM identities WHERE name = ?1");
        if (known->bind(1, cleanName).step())
            return known->int64(0);
    }
    return insert("identities", {{"name", cleanName}});
}

void JournalWriter::opinion(FaceId face, LabelState label, IdentityId identity)
{
    const db::Value who = identity ? db::Value(identity) : db::Value();
    const auto state = static_cast<std::int64_t>(label);
    std::int64_t known = 0;
    {
        const auto row = m_db.cached("SELECT id, label, identity FROM opinions WHERE face = ?1 AND who = ?2");
        if (row->bind(1, face).bind(2, m_who).step()) {
            known = row->int64(0);
            if (row->int64(1) == state && row->int64(2) == identity)
                return;
        }
    }
    if (known)
        update("opinions", known, {{"label", state}, {"identity", who}, {"time", nowMs()}});
    else
        insert("opinions", {{"face", face}, {"who", m_who}, {"label", state}, {"identity", who}, {"time", nowMs()}});
}

std::int64_t JournalWriter::commit(const std::string& what, const Json& facts)
{
    if (m_changes == 0)
        return 0; // the destructor rolls back an empty transaction
    m_db.cached("UPDATE journal SET what = ?2, changes = ?3, facts = ?4 WHERE id = ?1")
        ->bind(1, m_entry)
        .bind(2, what)
        .bind(3, m_changes)
        .bind(4, dumpJson(facts))
        .exec();
    m_transaction.commit();
    return m_entry;
}

std::vector<JournalEntry> Project::journal(int limit, std::int64_t before) const
{
    const auto rows = m_d->db.cached(kEntries + "WHERE ?1 = 0 OR id < ?1 ORDER BY id DESC LIMIT ?2");
    rows->bind(1, before).bind(2, limit);
    std::vector<JournalEntry> out;
    while (rows->step())
        out.push_back(entryFrom(*rows));
    return out;
}

std::vector<JournalEntry> Project::undo(int steps, jobs::Context* context)
{
    return travel(m_d->db, steps, Direction::Undo, context);
}

std::vector<JournalEntry> Project::redo(int steps, jobs::Context* context)
{
    return travel(m_d->db, steps, Direction::Redo, context);
}

std::int64_t Project::undoSize(int steps) const
{
    return travelSize(m_d->db, steps, Direction::Undo);
}

std::int64_t Project::redoSize(int steps) const
{
    return travelSize(m_d->db, steps, Direction::Redo);
}

std::optional<JournalEntry> Project::nextUndo() const
{
    return nextEntry(m_d->db, Direction::Undo);
}

std::optional<JournalEntry> Project::nextRedo() const
{
    return nextEntry(m_d->db, Direction::Redo);
}

std::string keyOf(const Project& project, FaceId face)
{
    const auto row = project.face(face);
    const auto image = row ? project.image(row->image) : std::nullopt;
    return image ? image->key : "face " + std::to_string(face);
}

std::string namesOf(const std::string& key, std::size_t faces)
{
    return faces == 1 ? key : key + " and " + std::to_string(faces - 1) + " more";
}

} // namespace likeness::dataset
