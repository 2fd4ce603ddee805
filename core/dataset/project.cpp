// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/project.h"

#include "core/base/file.h"
#include "core/base/text.h"
#include "core/dataset/project_impl.h"

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <pwd.h>
#include <unistd.h>

namespace likeness::dataset {

namespace fs = std::filesystem;

static_assert(std::endian::native == std::endian::little, "landmarks are stored as they lie in memory");
static_assert(sizeof(image::Landmarks) == 544);

namespace {

std::mutex g_userMutex;
std::string g_userName;

} // namespace

void setUserName(const std::string& name)
{
    const std::lock_guard lock(g_userMutex);
    g_userName = toUtf8(name);
}

// What a person calls themselves in the window's settings, or a script by its environment, wins over the login name.
std::string userName()
{
    const std::lock_guard lock(g_userMutex); // getpwuid() is not for several threads either
    if (!g_userName.empty())
        return g_userName;
    if (const char* name = std::getenv("LIKENESS_USER"); name && *name)
        return toUtf8(name);
    const auto* entry = ::getpwuid(::getuid());
    return entry && entry->pw_name ? toUtf8(entry->pw_name) : std::to_string(::getuid());
}

db::Value landmarksValue(const std::optional<image::Landmarks>& points)
{
    if (!points)
        return std::monostate{};
    db::Blob blob(sizeof(image::Landmarks));
    std::memcpy(blob.data(), points->data(), blob.size());
    return blob;
}

std::optional<image::Landmarks> landmarksFrom(std::span<const std::uint8_t> blob)
{
    if (blob.size() != sizeof(image::Landmarks))
        return std::nullopt;
    image::Landmarks points;
    std::memcpy(points.data(), blob.data(), blob.size());
    return points;
}

db::Value statesValue(const std::optional<formats::PointStates>& states)
{
    if (!states)
        return std::monostate{};
    db::Blob blob(states->size());
    std::memcpy(blob.data(), states->data(), blob.size());
    return blob;
}

std::optional<formats::PointStates> statesFrom(std::span<const std::uint8_t> blob)
{
    formats::PointStates states;
    if (blob.size() != states.size())
        return std::nullopt;
    for (std::size_t i = 0; i < states.size(); ++i)
        states[i] = static_cast<formats::PointState>(std::min<std::uint8_t>(blob[i], 2));
    return states;
}

std::string idArray(std::span<const std::int64_t> ids)
{
    std::string out = "[";
    for (const auto id : ids) {
        if (out.size() > 1)
            out += ',';
        out += std::to_string(id);
    }
    return out + "]";
}

std::string cleanIdentityName(const std::string& name)
{
    constexpr std::size_t kLongest = 250;
    const std::string clean = displayPath(fs::path(std::string(trim(name))));
    if (clean.empty())
        throw Error(ErrorCode::BadArgument, "a person's name cannot be empty");
    if (clean.size() > kLongest)
        throw Error(ErrorCode::BadArgument, "a person's name can have up to " + std::to_string(kLongest) + " bytes");
    return clean;
}

IdentityId ensureIdentity(db::Connection& connection, const std::string& cleanName, bool* made)
{
    const auto find = connection.cached("SELECT id FROM identities WHERE name = ?1");
    const bool known = find->bind(1, cleanName).step();
    if (made)
        *made = !known;
    if (known)
        return find->int64(0);
    connection.cached("INSERT INTO identities(name) VALUES(?1)")->bind(1, cleanName).exec();
    return connection.lastInsertId();
}

std::string freeImageKey(db::Connection& connection, const std::string& wanted)
{
    const auto slash = wanted.find_last_of('/');
    auto dot = wanted.find_last_of('.');
    if (dot == std::string::npos || (slash != std::string::npos && dot < slash))
        dot = wanted.size();
    for (int n = 1;; ++n) {
        const std::string key = n == 1 ? wanted : wanted.substr(0, dot) + "~" + std::to_string(n) + wanted.substr(dot);
        if (!connection.cached("SELECT 1 FROM images WHERE key = ?1")->bind(1, key).step())
            return key;
    }
}

std::string storedPath(const Project& project, const fs::path& absolute)
{
    const auto& path = absolute.native();
    const std::string prefix = project.folder().native() + "/";
    return path.starts_with(prefix) ? path.substr(prefix.size()) : path;
}

std::int64_t recordEvent(db::Connection& connection,
                         const std::string& verb,
                         const std::string& what,
                         int changes,
                         const std::string& why,
                         const Json& facts)
{
    connection
        .cached("INSERT INTO journal(time, who, verb, what, why, undoable, changes, facts) "
                "VALUES(?1, ?2, ?3, ?4, ?5, 0, ?6, ?7)")
        ->bind(1, nowMs())
        .bind(2, userName())
        .bind(3, verb)
        .bind(4, what)
        .bind(5, why)
        .bind(6, changes)
        .bind(7, dumpJson(facts))
        .exec();
    return connection.lastInsertId();
}

Project::Project(std::unique_ptr<Impl> d) : m_d(std::move(d)) {}
Project::~Project() = default;
Project::Project(Project&&) noexcept = default;
Project& Project::operator=(Project&&) noexcept = default;

namespace {

constexpr std::array kFolders = {"images", "cache", "runs"};

// True for an empty folder, and for one in which a creation was killed before there was a database to open.
bool isFreeForProject(const fs::path& folder)
{
    std::error_code ec;
    for (const auto& entry : fs::directory_iterator(folder)) {
        const auto name = entry.path().filename().native();
        const bool ours = std::find(kFolders.begin(), kFolders.end(), name) != kFolders.end();
        const bool database = name.starts_with(Project::Impl::kDatabase);
        if (!database && (!ours || !fs::is_empty(entry.path(), ec) || ec))
            return false;
    }
    return true;
}

bool holdsProject(const fs::path& folder)
{
    std::error_code ec;
    const auto file = folder / Project::Impl::kDatabase;
    return fs::is_regular_file(file, ec) && fs::file_size(file, ec) > 0 &&
           db::Connection(file, db::Connection::Mode::ReadOnly).scalar("SELECT count(*) FROM sqlite_master") > 0;
}

} // namespace

bool Project::isAt(const fs::path& folder)
{
    std::error_code ec;
    return fs::is_regular_file(folder / Impl::kDatabase, ec);
}

Project Project::create(const fs::path& folder)
{
    std::error_code ec;
    const auto where = fs::absolute(folder).lexically_normal();
    const auto status = fs::status(where, ec);
    if (fs::exists(status)) {
        if (!fs::is_directory(status))
            throw Error(ErrorCode::BadArgument,
                        displayPath(where) + " is a file; name a folder that does not exist yet");
        if (holdsProject(where))
            throw Error(ErrorCode::BadArgument, displayPath(where) + " is a project already; import into it, or name "
                                                                     "another folder");
        if (!isFreeForProject(where))
            throw Error(ErrorCode::BadArgument,
                        displayPath(where) + " is not empty; a project needs a folder of its own");
    }
    for (const char* part : kFolders) {
        fs::create_directories(where / part, ec);
        if (ec)
            throwErrno(ec.value(), "cannot make the project folder " + displayPath(where));
    }
    auto d = std::make_unique<Impl>(fs::canonical(where), db::Connection::Mode::Create);
    migrateProject(d->db, d->folder);
    return Project(std::move(d));
}

Project Project::open(const fs::path& folder, Mode mode)
{
    std::error_code ec;
    const auto where = fs::canonical(folder, ec);
    if (ec)
        throwErrno(ec.value(), "cannot open the project " + displayPath(folder));
    const auto file = where / Impl::kDatabase;
    if (!isAt(where))
        throw Error(ErrorCode::NotAProject,
                    displayPath(where) +
                        " is not a Likeness project: it has no project.db. Make one with 'new', or import the folder");
    if (mode == Mode::ReadWrite && (::access(where.c_str(), W_OK) != 0 || ::access(file.c_str(), W_OK) != 0))
        throw Error(ErrorCode::ReadOnly,
                    "the project " + displayPath(where) +
                        " cannot be written: the folder or the disk is read-only; check its permissions, or "
                        "copy it to a place that can be written");
    auto d = std::make_unique<Impl>(where, mode == Mode::ReadOnly ? db::Connection::Mode::ReadOnly
                                                                  : db::Connection::Mode::ReadWrite);
    // An empty file is what a creation that was killed at once leaves behind; it becomes a project now.
    const bool fresh = d->db.scalar("SELECT count(*) FROM sqlite_master") == 0;
    if (fresh && mode == Mode::ReadOnly)
        throw Error(ErrorCode::NotAProject,
                    displayPath(where) + " is not a Likeness project yet: its project.db is empty, as after a creation "
                                         "that was interrupted. Import into it to go on");
    if (!fresh && !isProjectDatabase(d->db))
        throw Error(ErrorCode::NotAProject,
                    displayPath(file) + " is a database of another program, not a Likeness project");
    migrateProject(d->db, d->folder);
    return Project(std::move(d));
}

bool Project::isOlder(const fs::path& folder)
{
    try {
        const db::Connection db(folder / Impl::kDatabase, db::Connection::Mode::ReadOnly);
        const auto version = db.scalar("PRAGMA user_version");
        return isProjectDatabase(db) && version > 0 && version < newestSchema();
    } catch (const Error&) {
        return false; // open() says why
    }
}

const fs::path& Project::folder() const
{
    return m_d->folder;
}

fs::path Project::cacheFolder() const
{
    return m_d->folder / "cache";
}

fs::path Project::runsFolder() const
{
    return m_d->folder / "runs";
}

fs::path Project::imagesFolder() const
{
    return m_d->folder / "images";
}

fs::path Project::cropFile(int size) const
{
    return cacheFolder() / ("crops-" + std::to_string(size) + ".lkc");
}

std::string Project::setting(const std::string& key, const std::string& fallback) const
{
    const auto row = m_d->db.cached("SELECT value FROM settings WHERE key = ?1");
    return row->bind(1, key).step() ? row->text(0) : fallback;
}

void Project::setSetting(const std::string& key, const std::string& value)
{
    m_d->db.cached("INSERT INTO settings VALUES(?1, ?2) ON CONFLICT(key) DO UPDATE SET value = excluded.value")
        ->bind(1, key)
        .bind(2, value)
        .exec();
}

std::int64_t Project::dataVersion() const
{
    const auto others = m_d->db.cached("PRAGMA data_version");
    return others->step() ? others->int64(0) : 0;
}

void Project::atomically(const std::function<void()>& work)
{
    db::Transaction transaction(m_d->db);
    work();
    transaction.commit();
}

Project::JobLock Project::lockForJob(const std::string& what) const
{
    if (auto held = m_d->jobLock.lock())
        return JobLock(std::move(held));
    const auto file = m_d->folder / Impl::kLock;
    auto lock = FileLock::take(file, what.substr(0, 80) + ", process " + std::to_string(::getpid()));
    if (!lock)
        throw Error(ErrorCode::ProjectBusy, "another job is running on this project (" +
                                                displayPath(fs::path(FileLock::holder(file).value_or("just ended"))) +
                                                "); wait for it or stop it");
    const auto held = std::make_shared<const FileLock>(std::move(*lock));
    m_d->jobLock = held;
    return JobLock(held);
}

} // namespace likeness::dataset
