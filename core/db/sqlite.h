// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

// SQLite's C interface behind RAII. Everything here throws likeness::Error: SQLITE_FULL → DiskFull, READONLY/PERM →
// ReadOnly, BUSY/LOCKED → ProjectBusy, NOTADB/CORRUPT → BadFile, CANTOPEN/IOERR → Io, NOMEM → bad_alloc, anything else
// → Internal; the detail is SQLite's own words. A Connection and its Statements belong to one thread at a time.
namespace likeness::db {

using Blob = std::vector<std::uint8_t>;
// One cell; monostate is NULL.
using Value = std::variant<std::monostate, std::int64_t, double, std::string, Blob>;

// A prepared statement; must not outlive its Connection. Parameters count from 1, columns from 0.
class Statement
{
public:
    Statement& bind(int index, std::int64_t value);
    Statement& bind(int index, int value) { return bind(index, static_cast<std::int64_t>(value)); }
    Statement& bind(int index, double value);
    Statement& bind(int index, std::string_view text);
    Statement& bind(int index, const std::string& text) { return bind(index, std::string_view(text)); }
    Statement& bind(int index, const char* text) { return bind(index, std::string_view(text)); }
    Statement& bind(int index, std::span<const std::uint8_t> blob);
    Statement& bind(int index, const Value& value);
    Statement& bindNull(int index);
    // An id of 0 is stored as NULL.
    Statement& bindId(int index, std::int64_t id) { return id ? bind(index, id) : bindNull(index); }

    bool step();           // true while there is a row
    void exec();           // to the end, then reset()
    void reset() noexcept; // rewinds and clears the parameters

    int columns() const;
    bool isNull(int column) const;
    std::int64_t int64(int column) const;
    int integer(int column) const { return static_cast<int>(int64(column)); }
    double real(int column) const;
    std::string text(int column) const;
    std::span<const std::uint8_t> blob(int column) const; // valid until the next step() or reset()
    Value value(int column) const;

private:
    friend class Connection;
    Statement(sqlite3* db, std::string_view sql);
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const noexcept;
    };
    std::unique_ptr<sqlite3_stmt, Finalize> m_statement;
};

// Resets a statement when the scope ends, however it ends; an unfinished SELECT would keep its read transaction open.
class ScopedReset
{
public:
    explicit ScopedReset(Statement& statement) : m_statement(statement) {}
    ~ScopedReset() { m_statement.reset(); }
    ScopedReset(const ScopedReset&) = delete;
    ScopedReset& operator=(const ScopedReset&) = delete;
    Statement* operator->() const { return &m_statement; }
    Statement& operator*() const { return m_statement; }

private:
    Statement& m_statement;
};

class Connection
{
public:
    // ReadWrite: WAL, foreign keys on, synchronous FULL (a change that was acknowledged survives a power cut).
    // ReadOnly: also works in a folder that cannot be written, as long as the last writer closed the database.
    enum class Mode { Create, ReadWrite, ReadOnly };
    Connection(const std::filesystem::path& file, Mode mode);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    void exec(const std::string& sql);
    std::int64_t scalar(std::string_view sql) const; // first column of the first row; 0 when there is none
    Statement prepare(std::string_view sql) const;
    // The same statement for the same text, prepared once and reset when the guard goes; not for two uses at a time.
    ScopedReset cached(std::string_view sql) const;
    std::int64_t lastInsertId() const;
    int changes() const; // rows changed by the last statement
    bool isReadOnly() const { return m_readOnly; }
    bool inTransaction() const;
    std::filesystem::path file() const; // absolute

private:
    friend class Transaction;
    void open(const std::string& name, int flags);
    struct Close {
        void operator()(sqlite3* db) const noexcept;
    };
    std::unique_ptr<sqlite3, Close> m_db;
    mutable std::map<std::string, Statement, std::less<>> m_cache; // goes before m_db
    bool m_readOnly = false;
};

// BEGIN IMMEDIATE; rolls back unless commit() ran. Inside another transaction it is a part of that: its own failure
// takes back its own part only, and nothing is stored before the outermost commits. commit() throws Error(Io) when the
// file was deleted, replaced or moved since it was opened: SQLite would store into a file that nobody finds again.
class Transaction
{
public:
    explicit Transaction(Connection& connection);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    void commit();

private:
    Connection& m_connection;
    bool m_part = false;
    bool m_done = false;
};

// A read that sees one state of the database over several statements. Inside a transaction of this connection it is
// that one's.
class ReadTransaction
{
public:
    explicit ReadTransaction(const Connection& connection);
    ~ReadTransaction();
    ReadTransaction(const ReadTransaction&) = delete;
    ReadTransaction& operator=(const ReadTransaction&) = delete;

private:
    const Connection& m_connection;
    bool m_nested;
};

// One step of the schema; `apply` runs inside the transaction that also sets user_version.
struct Migration {
    int to;
    void (*apply)(Connection& connection);
};

// Brings the database up to the last step, each in a transaction; a new one in a single transaction. An older file that
// already has content is first copied to `backup` (VACUUM INTO), unless `backup` is empty: that is there whole and on
// disk, or not at all, and holds exactly what is migrated. Throws Error(NewerProject) for a schema beyond the last step
// and touches nothing then; on a read-only connection an older schema is Error(ReadOnly). Two processes may migrate at
// the same time.
void migrate(Connection& connection, std::span<const Migration> steps, const std::filesystem::path& backup = {});

} // namespace likeness::db
