// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/thumbnails.h"

#include "core/base/error.h"
#include "core/dataset/project_impl.h"
#include "core/db/sqlite.h"

#include <array>

namespace likeness::dataset {
namespace {

constexpr int kApplicationId = 0x4C4B5448;               // "LKTH"
constexpr std::int64_t kUsedStepMs = 24ll * 3600 * 1000; // looking is written down once a day: a reader seldom writes

constexpr std::array kSteps = {db::Migration{1, [](db::Connection& c) {
                                                 c.exec(
                                                     "CREATE TABLE thumbnails(image INTEGER PRIMARY KEY, jpeg BLOB "
                                                     "NOT NULL, bytes INTEGER NOT NULL, used INTEGER NOT NULL) STRICT;"
                                                     "CREATE INDEX thumbnails_used ON thumbnails(used, bytes);"
                                                     "PRAGMA application_id = " +
                                                     std::to_string(kApplicationId));
                                             }}};

std::unique_ptr<db::Connection> opened(const std::filesystem::path& file)
{
    auto connection = std::make_unique<db::Connection>(file, db::Connection::Mode::Create);
    connection->exec("PRAGMA synchronous = OFF");  // a cache may be lost
    connection->exec("PRAGMA secure_delete = ON"); // but not read by others once its people are erased
    const bool fresh = connection->scalar("SELECT count(*) FROM sqlite_master") == 0;
    if (!fresh && connection->scalar("PRAGMA application_id") != kApplicationId)
        throw Error(ErrorCode::BadFile, "the thumbnail cache is something else");
    db::migrate(*connection, kSteps);
    return connection;
}

std::unique_ptr<db::Connection> openedOrMadeAnew(const std::filesystem::path& file)
{
    try {
        return opened(file);
    } catch (const Error& e) {
        if (e.code() != ErrorCode::BadFile && e.code() != ErrorCode::NewerProject && e.code() != ErrorCode::Internal)
            throw;
    }
    std::error_code ec;
    for (const char* suffix : {"", "-wal", "-shm"})
        std::filesystem::remove(file.native() + suffix, ec);
    return opened(file);
}

} // namespace

struct Thumbnails::Impl {
    std::unique_ptr<db::Connection> db;
    std::uint64_t limit;
    std::uint64_t bytes = 0; // as of the last look; others may have written since

    // Down to nine tenths, so that it is seldom done.
    void makeRoom()
    {
        bytes = static_cast<std::uint64_t>(db->scalar("SELECT coalesce(sum(bytes), 0) FROM thumbnails"));
        if (bytes <= limit)
            return;
        std::vector<ImageId> oldest;
        {
            const auto rows = db->cached("SELECT image, bytes FROM thumbnails ORDER BY used");
            while (bytes > limit - limit / 10 && rows->step()) {
                oldest.push_back(rows->int64(0));
                bytes -= static_cast<std::uint64_t>(rows->int64(1));
            }
        }
        remove(oldest);
    }

    void remove(std::span<const ImageId> images)
    {
        db->cached("DELETE FROM thumbnails WHERE image IN (SELECT value FROM json_each(?1))")
            ->bind(1, idArray(images))
            .exec();
    }
};

Thumbnails::Thumbnails(const std::filesystem::path& cacheFolder, std::uint64_t limit) : m_d(std::make_unique<Impl>())
{
    m_d->db = openedOrMadeAnew(cacheFolder / "thumbnails.db");
    m_d->limit = limit;
    m_d->makeRoom();
}

Thumbnails::~Thumbnails() = default;

std::optional<Bytes> Thumbnails::find(ImageId image)
{
    Bytes jpeg;
    {
        const auto row = m_d->db->cached("SELECT jpeg, used FROM thumbnails WHERE image = ?1");
        if (!row->bind(1, image).step())
            return std::nullopt;
        const auto blob = row->blob(0);
        jpeg.assign(blob.begin(), blob.end());
        if (row->int64(1) > nowMs() - kUsedStepMs)
            return jpeg;
    }
    m_d->db->cached("UPDATE thumbnails SET used = ?2 WHERE image = ?1")->bind(1, image).bind(2, nowMs()).exec();
    return jpeg;
}

void Thumbnails::store(ImageId image, std::span<const std::uint8_t> jpeg)
{
    m_d->db->cached("INSERT OR REPLACE INTO thumbnails VALUES(?1, ?2, ?3, ?4)")
        ->bind(1, image)
        .bind(2, jpeg)
        .bind(3, static_cast<std::int64_t>(jpeg.size()))
        .bind(4, nowMs())
        .exec();
    m_d->bytes += jpeg.size();
    if (m_d->bytes > m_d->limit)
        m_d->makeRoom();
}

void Thumbnails::remove(std::span<const ImageId> images)
{
    m_d->remove(images);
}

std::uint64_t Thumbnails::bytes() const
{
    return static_cast<std::uint64_t>(m_d->db->scalar("SELECT coalesce(sum(bytes), 0) FROM thumbnails"));
}

} // namespace likeness::dataset
