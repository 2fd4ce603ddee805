// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/db/sqlite.h"

#include <optional>
#include <utility>

namespace likeness::db {
namespace {

// By a connection of its own, because VACUUM does not run inside a transaction; the caller's keeps every other writer
// out meanwhile, so that one name for the unfinished copy is enough.
void backUp(const std::filesystem::path& database, const std::filesystem::path& backup)
{
    const std::filesystem::path unfinished = backup.native() + ".unfinished";
    std::error_code ec;
    std::filesystem::remove(unfinished, ec); // of a process that was killed
    try {
        const Connection reader(database, Connection::Mode::ReadOnly);
        reader.prepare("VACUUM INTO ?1").bind(1, std::string_view(unfinished.native())).exec();
        replaceFile(unfinished, backup); // SQLite does not flush what it vacuums
    } catch (...) {
        std::filesystem::remove(unfinished, ec);
        throw;
    }
}

} // namespace

void migrate(Connection& connection, std::span<const Migration> steps, const std::filesystem::path& backup)
{
    const int newest = steps.empty() ? 0 : steps.back().to;
    const auto version = [&] { return connection.scalar("PRAGMA user_version"); };
    if (const auto have = version(); have > newest)
        throw Error(ErrorCode::NewerProject, "this project was written by a newer version of Likeness (schema " +
                                                 std::to_string(have) + ", this version knows " +
                                                 std::to_string(newest) + "); update Likeness to open it");
    if (version() == newest)
        return;
    if (connection.isReadOnly())
        throw Error(ErrorCode::ReadOnly, "this project was written by an older version of Likeness and must be brought "
                                         "up to date first; open it once "
                                         "where it can be written");
    // A new database is there whole or not at all: nobody is left with one of an older version that was never used.
    std::optional<Transaction> whole;
    if (version() == 0)
        whole.emplace(connection);
    bool copied = backup.empty() || whole;
    for (const auto& step : steps) {
        Transaction transaction(connection);
        // Asked again inside the transaction: another process may have done this step meanwhile.
        const auto have = version();
        if (step.to <= have)
            continue;
        if (have > 0 && !std::exchange(copied, true))
            backUp(connection.file(), backup);
        step.apply(connection);
        connection.exec("PRAGMA user_version = " + std::to_string(step.to));
        transaction.commit();
    }
    if (whole)
        whole->commit();
}

} // namespace likeness::db
