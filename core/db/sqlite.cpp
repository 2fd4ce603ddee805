// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/db/sqlite.h"

#include "core/base/error.h"
#include "core/base/text.h"

#include <cerrno>
#include <new>
#include <sqlite3.h>
#include <unistd.h>

namespace likeness::db {
namespace {

constexpr int kBusyTimeoutMs = 5000;

// What a failure to read or write really is, where SQLite knows.
int cause(int rc, sqlite3* db)
{
    if (rc == SQLITE_IOERR_SHMSIZE) // no room for the log's index, which is told apart from nothing else
        return SQLITE_FULL;
    if (!db || ((rc & 0xFF) != SQLITE_IOERR && (rc & 0xFF) != SQLITE_CANTOPEN))
        return rc;
    switch (sqlite3_system_errno(db)) {
    case ENOSPC:
    case EDQUOT:
        return SQLITE_FULL;
    default:
        return rc;
    }
}

[[noreturn]] void fail(int rc, const std::string& detail)
{
    switch (rc & 0xFF) {
    case SQLITE_FULL:
        throw Error(ErrorCode::DiskFull, "the disk is full; free some space and try again. Nothing was changed",
                    detail);
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        throw Error(
            ErrorCode::ReadOnly,
            "the project cannot be written: the folder or the disk is read-only; check its permissions, or copy "
            "it to a place that can be written",
            detail);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        throw Error(ErrorCode::ProjectBusy,
                    "another program is writing to this project; try again when it has finished", detail);
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
        throw Error(ErrorCode::BadFile,
                    "the project's database is damaged; put a copy of project.db or project.db.backup-* in its place, "
                    "after removing project.db-wal and project.db-shm, which belong to the damaged one",
                    detail);
    case SQLITE_CANTOPEN:
        throw Error(ErrorCode::Io,
                    "the project's database cannot be opened; check that the folder is there and may be read", detail);
    case SQLITE_IOERR:
        throw Error(ErrorCode::Io, "reading or writing the project's database failed; check the disk", detail);
    case SQLITE_NOMEM:
        throw std::bad_alloc();
    default:
        throw Error(ErrorCode::Internal, "the project's database refused a statement: " + detail, detail);
    }
}

void check(int rc, sqlite3* db)
{
    if (rc != SQLITE_OK && rc != SQLITE_ROW && rc != SQLITE_DONE)
        fail(cause(rc, db), db ? sqlite3_errmsg(db) : sqlite3_errstr(rc));
}

std::string uriOf(const std::filesystem::path& file)
{
    static constexpr std::string_view kHex = "0123456789ABCDEF";
    std::string uri = "file:";
    const std::filesystem::path absolute = std::filesystem::absolute(file);
    for (const char c : absolute.native()) {
        const auto b = static_cast<unsigned char>(c);
        if (b == '%' || b == '?' || b == '#')
            uri += {'%', kHex[b >> 4], kHex[b & 15]};
        else
            uri += c;
    }
    return uri;
}

} // namespace

void Statement::Finalize::operator()(sqlite3_stmt* statement) const noexcept
{
    sqlite3_finalize(statement);
}

Statement::Statement(sqlite3* db, std::string_view sql)
{
    sqlite3_stmt* statement = nullptr;
    check(sqlite3_prepare_v3(db, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &statement,
                             nullptr),
          db);
    m_statement.reset(statement);
}

Statement& Statement::bind(int index, std::int64_t value)
{
    check(sqlite3_bind_int64(m_statement.get(), index, value), sqlite3_db_handle(m_statement.get()));
    return *this;
}

Statement& Statement::bind(int index, double value)
{
    check(sqlite3_bind_double(m_statement.get(), index, value), sqlite3_db_handle(m_statement.get()));
    return *this;
}

Statement& Statement::bind(int index, std::string_view text)
{
    const char* data = text.data() ? text.data() : ""; // a null pointer would bind NULL
    check(sqlite3_bind_text64(m_statement.get(), index, data, text.size(), SQLITE_TRANSIENT, SQLITE_UTF8),
          sqlite3_db_handle(m_statement.get()));
    return *this;
}

Statement& Statement::bind(int index, std::span<const std::uint8_t> blob)
{
    static constexpr std::uint8_t kEmpty = 0;
    const void* data = blob.data() ? blob.data() : &kEmpty;
    check(sqlite3_bind_blob64(m_statement.get(), index, data, blob.size(), SQLITE_TRANSIENT),
          sqlite3_db_handle(m_statement.get()));
    return *this;
}

Statement& Statement::bind(int index, const Value& value)
{
    if (const auto* i = std::get_if<std::int64_t>(&value))
        return bind(index, *i);
    if (const auto* d = std::get_if<double>(&value))
        return bind(index, *d);
    if (const auto* s = std::get_if<std::string>(&value))
        return bind(index, std::string_view(*s));
    if (const auto* b = std::get_if<Blob>(&value))
        return bind(index, std::span<const std::uint8_t>(*b));
    return bindNull(index);
}

Statement& Statement::bindNull(int index)
{
    check(sqlite3_bind_null(m_statement.get(), index), sqlite3_db_handle(m_statement.get()));
    return *this;
}

bool Statement::step()
{
    const int rc = sqlite3_step(m_statement.get());
    check(rc, sqlite3_db_handle(m_statement.get()));
    return rc == SQLITE_ROW;
}

void Statement::exec()
{
    const ScopedReset guard(*this);
    while (step()) {
    }
}

void Statement::reset() noexcept
{
    sqlite3_reset(m_statement.get());
    sqlite3_clear_bindings(m_statement.get());
}

int Statement::columns() const
{
    return sqlite3_column_count(m_statement.get());
}

bool Statement::isNull(int column) const
{
    return sqlite3_column_type(m_statement.get(), column) == SQLITE_NULL;
}

std::int64_t Statement::int64(int column) const
{
    return sqlite3_column_int64(m_statement.get(), column);
}

double Statement::real(int column) const
{
    return sqlite3_column_double(m_statement.get(), column);
}

std::string Statement::text(int column) const
{
    const auto* p = sqlite3_column_text(m_statement.get(), column);
    if (!p)
        return {};
    return {reinterpret_cast<const char*>(p),
            static_cast<std::size_t>(sqlite3_column_bytes(m_statement.get(), column))};
}

std::span<const std::uint8_t> Statement::blob(int column) const
{
    const auto* p = static_cast<const std::uint8_t*>(sqlite3_column_blob(m_statement.get(), column));
    return {p, static_cast<std::size_t>(sqlite3_column_bytes(m_statement.get(), column))};
}

Value Statement::value(int column) const
{
    switch (sqlite3_column_type(m_statement.get(), column)) {
    case SQLITE_INTEGER:
        return int64(column);
    case SQLITE_FLOAT:
        return real(column);
    case SQLITE_TEXT:
        return text(column);
    case SQLITE_BLOB: {
        const auto bytes = blob(column);
        return Blob(bytes.begin(), bytes.end());
    }
    default:
        return std::monostate{};
    }
}

void Connection::Close::operator()(sqlite3* db) const noexcept
{
    sqlite3_close_v2(db);
}

void Connection::open(const std::string& name, int flags)
{
    m_db.reset();
    sqlite3* db = nullptr;
    const int rc = sqlite3_open_v2(name.c_str(), &db,
                                   flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_URI, nullptr);
    m_db.reset(db); // also on failure: it holds the message and wants closing
    check(rc, db);
    // First of all, because already the switch to WAL may find the file busy.
    check(sqlite3_busy_timeout(db, kBusyTimeoutMs), db);
}

Connection::Connection(const std::filesystem::path& file, Mode mode) : m_readOnly(mode == Mode::ReadOnly)
{
    const std::string uri = uriOf(file);
    if (m_readOnly) {
        try {
            open(uri, SQLITE_OPEN_READONLY);
            scalar("SELECT count(*) FROM sqlite_master"); // WAL needs its index file, which only now is looked for
        } catch (const Error& e) {
            std::error_code ec;
            const auto walBytes = std::filesystem::file_size(file.native() + "-wal", ec);
            const bool unmerged = !ec && walBytes > 0; // commits that only the writable log holds
            if ((e.code() != ErrorCode::Io && e.code() != ErrorCode::ReadOnly) ||
                !std::filesystem::is_regular_file(file, ec))
                throw;
            if (unmerged)
                throw Error(ErrorCode::ReadOnly,
                            "this project was not closed cleanly and lies on a read-only disk; copy the folder to a "
                            "disk that can be "
                            "written and open the copy",
                            e.detail());
            open(uri + "?immutable=1", SQLITE_OPEN_READONLY);
        }
    } else {
        open(uri, SQLITE_OPEN_READWRITE | (mode == Mode::Create ? SQLITE_OPEN_CREATE : 0));
    }
    exec("PRAGMA foreign_keys = ON"); // per connection, and silently ignored inside a transaction
    exec("PRAGMA temp_store = MEMORY");
    if (m_readOnly)
        return;
    // Network file systems refuse WAL by answering with another mode; the rollback journal works there too.
    exec("PRAGMA journal_mode = WAL");
    exec("PRAGMA synchronous = FULL");
}

Connection::~Connection()
{
    m_cache.clear();
    if (m_db && !m_readOnly)
        sqlite3_exec(m_db.get(), "PRAGMA optimize", nullptr, nullptr, nullptr);
}

void Connection::exec(const std::string& sql)
{
    check(sqlite3_exec(m_db.get(), sql.c_str(), nullptr, nullptr, nullptr), m_db.get());
}

std::int64_t Connection::scalar(std::string_view sql) const
{
    auto statement = prepare(sql);
    return statement.step() ? statement.int64(0) : 0;
}

Statement Connection::prepare(std::string_view sql) const
{
    return {m_db.get(), sql};
}

ScopedReset Connection::cached(std::string_view sql) const
{
    auto found = m_cache.find(sql);
    if (found == m_cache.end())
        found = m_cache.emplace(std::string(sql), prepare(sql)).first;
    return ScopedReset(found->second);
}

std::int64_t Connection::lastInsertId() const
{
    return sqlite3_last_insert_rowid(m_db.get());
}

int Connection::changes() const
{
    return sqlite3_changes(m_db.get());
}

std::filesystem::path Connection::file() const
{
    return sqlite3_db_filename(m_db.get(), "main");
}

Transaction::Transaction(Connection& connection)
    : m_connection(connection), m_part(sqlite3_get_autocommit(connection.m_db.get()) == 0)
{
    m_connection.exec(m_part ? "SAVEPOINT part" : "BEGIN IMMEDIATE");
}

Transaction::~Transaction()
{
    if (m_done)
        return;
    try {
        m_connection.exec(m_part ? "ROLLBACK TO part; RELEASE part" : "ROLLBACK");
    } catch (const Error&) {
        // SQLite has rolled back by itself already (a full disk does that)
    }
}

void Transaction::commit()
{
    int moved = 0;
    if (!m_part && sqlite3_file_control(m_connection.m_db.get(), "main", SQLITE_FCNTL_HAS_MOVED, &moved) == SQLITE_OK &&
        moved)
        throw Error(ErrorCode::Io, "the project was moved, replaced or deleted while it was open, and this change was "
                                   "not stored; open it again where it is now");
    m_connection.exec(m_part ? "RELEASE part" : "COMMIT");
    m_done = true;
}

ReadTransaction::ReadTransaction(const Connection& connection) : m_connection(connection)
{
    m_connection.prepare("BEGIN").exec();
}

ReadTransaction::~ReadTransaction()
{
    try {
        m_connection.prepare("COMMIT").exec();
    } catch (const Error&) {
        // nothing was written, so nothing is lost
    }
}

} // namespace likeness::db
