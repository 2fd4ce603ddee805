// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/db/sqlite.h"

namespace likeness::db {

void migrate(Connection& connection, std::span<const Migration> steps, const std::filesystem::path& backup)
{
    const int newest = steps.empty() ? 0 : steps.back().to;
    const auto have = connection.scalar("PRAGMA user_version");
    if (have > newest)
        throw Error(ErrorCode::NewerProject, "this project was written by a newer version of Likeness (schema " +
                                                 std::to_string(have) + ", this version knows " +
                                                 std::to_string(newest) + "); update Likeness to open it");
    if (have == newest)
        return;
    if (connection.isReadOnly())
        throw Error(ErrorCode::ReadOnly, "this project was written by an older version of Likeness and must be brought "
                                         "up to date first; open it once "
                                         "where it can be written");
    if (have > 0 && !backup.empty()) {
        std::error_code ec;
        std::filesystem::remove(backup, ec);
        connection.prepare("VACUUM INTO ?1").bind(1, std::string_view(backup.native())).exec();
    }
    for (const auto& step : steps) {
        Transaction transaction(connection);
        // Asked again inside the transaction: another process may have done this step meanwhile.
        if (step.to <= connection.scalar("PRAGMA user_version"))
            continue;
        step.apply(connection);
        connection.exec("PRAGMA user_version = " + std::to_string(step.to));
        transaction.commit();
    }
}

} // namespace likeness::db
