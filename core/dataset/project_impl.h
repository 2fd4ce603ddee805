// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// For the .cpp files of core/dataset only.
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/dataset/project.h"
#include "core/db/sqlite.h"

namespace likeness::dataset {

struct Project::Impl {
    std::filesystem::path folder; // absolute
    // The statement cache is no part of the project's state, so reading goes through a connection that is not const.
    mutable db::Connection db;
    mutable std::weak_ptr<const void> jobLock; // held by this Project at the moment

    Impl(std::filesystem::path where, db::Connection::Mode mode)
        : folder(std::move(where)), db(folder / kDatabase, mode)
    {
    }

    static constexpr const char* kDatabase = "project.db";
    static constexpr const char* kLock = "job.lock";
};

// --- schema.cpp
// Brings the project's database up to this version's schema (backup first).
void migrateProject(db::Connection& connection, const std::filesystem::path& folder);
bool isProjectDatabase(const db::Connection& connection);
int newestSchema(); // PRAGMA user_version of an up-to-date project

// --- results.cpp
// Before flags of these faces change: what curation by that method (empty: by any) said of them is kept in
// curated_flags, where it is not already. Inside the caller's transaction.
void keepCurated(db::Connection& db, std::span<const FaceId> faces, const std::string& method);

// --- values
std::string userName();                                                  // see setUserName()
db::Value landmarksValue(const std::optional<image::Landmarks>& points); // 136 little-endian float32, or NULL
std::optional<image::Landmarks> landmarksFrom(std::span<const std::uint8_t> blob);
db::Value statesValue(const std::optional<formats::PointStates>& states); // 68 bytes, or NULL
std::optional<formats::PointStates> statesFrom(std::span<const std::uint8_t> blob);

// Many ids as one parameter: a JSON array, which json_each() turns into a table in the same order. With CROSS JOIN it
// is the outer loop, so that the rows come in the order of the ids without being sorted.
std::string idArray(std::span<const std::int64_t> ids);

// A name as Likeness keeps it: trimmed, one line of valid UTF-8. Throws Error(BadArgument) for an empty or overlong
// one.
std::string cleanIdentityName(const std::string& name);
// The identity of that name, made if new; outside the journal (for jobs), inside the caller's transaction.
IdentityId ensureIdentity(db::Connection& connection, const std::string& cleanName, bool* made = nullptr);
// A key that no image has yet: `wanted`, else with the first free "~2", "~3" … before the extension.
std::string freeImageKey(db::Connection& connection, const std::string& wanted);
// Absolute path → as images.path stores it: relative to the project when inside, else unchanged.
std::string storedPath(const Project& project, const std::filesystem::path& absolute);
// One row of history for something that cannot be undone (an import, a snapshot), inside the caller's transaction;
// returns its id.
std::int64_t recordEvent(db::Connection& connection,
                         const std::string& verb,
                         const std::string& what,
                         int changes,
                         const std::string& why = {},
                         const Json& facts = Json::object());

// The hash that a snapshot taken now has.
std::string contentHash(const db::Connection& connection);

} // namespace likeness::dataset
