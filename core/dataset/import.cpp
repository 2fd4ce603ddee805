// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/import.h"

#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/base/parallel.h"
#include "core/base/text.h"
#include "core/dataset/project_impl.h"
#include "core/dataset/walk.h"
#include "core/image/codec.h"

#include <atomic>
#include <chrono>
#include <mutex>
#include <set>

namespace likeness::dataset {

namespace fs = std::filesystem;

namespace {

// One transaction each: large enough that committing costs nothing, small enough that a stop or a kill loses little.
constexpr std::size_t kBatch = 256;

std::span<const std::uint8_t> bytesOf(const std::string& text)
{
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

struct Item {
    fs::path relative; // below the source
    fs::path file;     // absolute
    // What reading it found.
    bool done = false;
    std::string stored; // images.path
    int width = 0;
    int height = 0;
    std::uint64_t bytes = 0;
    std::string hash;
    ErrorCode code = ErrorCode::BadFile;
    std::string failure;
};

class Importer
{
public:
    Importer(Project& project, fs::path source, const ImportOptions& options, jobs::Context& context)
        : m_project(project), m_db(project.impl().db), m_source(std::move(source)), m_options(options),
          m_context(context)
    {
    }

    ImportResult run()
    {
        const auto start = std::chrono::steady_clock::now();
        m_context.stage("scan");
        const auto pictures = findPictures(m_source, m_project.folder(), m_context);
        if (pictures.empty())
            throw Error(ErrorCode::EmptySource, "there is no picture in " + displayPath(m_source) +
                                                    "; a folder for each person with their pictures in it is expected");
        m_context.stage("import");
        std::uint64_t seen = 0;
        for (std::size_t first = 0; first < pictures.size(); first += kBatch) {
            auto batch = newItems(std::span(pictures).subspan(first, std::min(kBatch, pictures.size() - first)));
            std::atomic<std::uint64_t> read{seen};
            read += std::min(kBatch, pictures.size() - first) - batch.size();
            parallelFor(
                batch.size(), m_options.threads,
                [&](std::size_t i) {
                    readItem(batch[i]);
                    m_context.progress(++read, pictures.size(), "images");
                },
                m_context.stopToken());
            store(batch); // also after a stop: what was read is kept
            seen += std::min(kBatch, pictures.size() - first);
            if (batch.empty())
                m_context.progress(seen, pictures.size(), "images");
            if (m_context.stopRequested())
                break;
        }
        if (m_result.imagesAdded > 0)
            recordEvent(m_db, "import",
                        displayPath(m_source) + ": " + std::to_string(m_result.imagesAdded) + " images, " +
                            std::to_string(m_result.identitiesAdded) + " new people",
                        m_result.imagesAdded);
        m_result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        m_context.checkStop();
        return m_result;
    }

private:
    // Leaves out what an earlier import of the same files brought in.
    std::vector<Item> newItems(std::span<const fs::path> pictures)
    {
        std::vector<Item> items;
        for (const auto& relative : pictures) {
            Item item;
            item.relative = relative;
            item.file = m_source / relative;
            const std::string source = sourceOf(item);
            const auto known = m_db.cached("SELECT 1 FROM images WHERE source = ?1");
            if (known->bind(1, bytesOf(source)).step())
                ++m_result.alreadyThere;
            else
                items.push_back(std::move(item));
        }
        return items;
    }

    // Relative for files inside the project, so that a project that was moved still knows what it has.
    std::string sourceOf(const Item& item) const { return storedPath(m_project, item.file); }

    // On any thread. Decodes everything: a picture that only breaks at its end is found now and not in mid-training.
    void readItem(Item& item)
    {
        try {
            const Bytes bytes = readFile(item.file, image::kMaxFileBytes);
            const auto picture = image::decode(bytes, true);
            item.width = picture.width;
            item.height = picture.height;
            item.bytes = bytes.size();
            item.hash = hash128Hex(bytes);
            item.stored = sourceOf(item);
            if (m_options.copy && item.stored.starts_with('/'))
                copy(item, bytes);
        } catch (const Error& e) {
            // A full disk is no fault of the picture and ends the work.
            if (e.code() == ErrorCode::DiskFull || (m_options.copy && e.code() == ErrorCode::ReadOnly))
                throw;
            item.code = e.code();
            item.failure = e.what();
        } catch (const std::bad_alloc&) {
            item.code = ErrorCode::OutOfMemory;
            item.failure = "not enough memory to decode it";
        }
        item.done = true;
    }

    void copy(Item& item, const Bytes& bytes)
    {
        fs::path target = fs::path("images") / m_source.filename() / item.relative;
        const fs::path stem = target.stem();
        std::error_code ec;
        {
            const std::lock_guard lock(m_copyMutex);
            for (int n = 2; m_copied.contains(target) || fs::exists(m_project.folder() / target, ec); ++n) {
                // The same bytes: a copy that was made before a kill.
                if (!m_copied.contains(target) && fs::file_size(m_project.folder() / target, ec) == bytes.size() &&
                    readFile(m_project.folder() / target) == bytes)
                    break;
                target.replace_filename(stem.native() + "~" + std::to_string(n) + target.extension().native());
            }
            m_copied.insert(target);
        }
        fs::create_directories((m_project.folder() / target).parent_path(), ec);
        if (ec)
            throwErrno(ec.value(), "cannot copy into the project");
        writeFileAtomically(m_project.folder() / target, bytes);
        item.stored = target.native();
    }

    void store(std::vector<Item>& batch)
    {
        db::Transaction transaction(m_db);
        const ImportResult before = m_result;
        try {
            for (auto& item : batch)
                if (item.done)
                    store(item);
            transaction.commit();
        } catch (...) {
            m_result = before; // nothing of this batch is in
            throw;
        }
    }

    void store(const Item& item)
    {
        const std::string shown = displayPath(item.relative);
        if (!item.failure.empty()) {
            m_result.rejected.emplace_back(shown, item.failure);
            m_context.issue({jobs::Issue::Severity::Warning, shown, item.code, item.failure});
            return;
        }
        IdentityId person = 0;
        if (item.relative.has_parent_path()) {
            std::string name;
            try {
                name = cleanIdentityName(item.relative.begin()->native());
            } catch (const Error& e) {
                m_result.rejected.emplace_back(shown, e.what());
                m_context.issue({jobs::Issue::Severity::Warning, shown, e.code(), e.what()});
                return;
            }
            bool made = false;
            person = ensureIdentity(m_db, name, &made);
            m_result.identitiesAdded += made ? 1 : 0;
        }
        if (isDuplicate(item, person, shown))
            return;
        m_db.cached("INSERT INTO images(path, source, key, width, height, bytes, hash, added) VALUES(?1, ?2, ?3, ?4, "
                    "?5, ?6, ?7, ?8)")
            ->bind(1, bytesOf(item.stored))
            .bind(2, bytesOf(sourceOf(item)))
            .bind(3, freeImageKey(m_db, shown))
            .bind(4, item.width)
            .bind(5, item.height)
            .bind(6, static_cast<std::int64_t>(item.bytes))
            .bind(7, item.hash)
            .bind(8, nowMs())
            .exec();
        const auto image = m_db.lastInsertId();
        const auto face =
            m_db.cached("INSERT INTO faces(image, identity, status, is_primary, w, h) VALUES(?1, ?2, ?3, 1, ?4, ?5)");
        face->bind(1, image)
            .bindId(2, person)
            .bind(3, static_cast<int>(m_options.aligned ? FaceStatus::Aligned : FaceStatus::Pending))
            .bind(4, m_options.aligned ? static_cast<double>(item.width) : 0.0)
            .bind(5, m_options.aligned ? static_cast<double>(item.height) : 0.0)
            .exec();
        ++m_result.imagesAdded;
    }

    bool isDuplicate(const Item& item, IdentityId person, const std::string& shown)
    {
        const auto same = m_db.cached(
            "SELECT i.key, max(f.identity IS ?2) FROM images i JOIN faces f ON f.image = i.id AND f.is_primary = 1 "
            "WHERE i.hash = ?1 AND i.bytes = ?3 GROUP BY i.id ORDER BY 2 DESC LIMIT 1");
        if (!same->bind(1, item.hash).bindId(2, person).bind(3, static_cast<std::int64_t>(item.bytes)).step())
            return false;
        if (same->int64(1) != 0) {
            ++m_result.duplicates;
            return true;
        }
        ++m_result.duplicatesAcross;
        m_context.issue(
            {jobs::Issue::Severity::Note, shown, ErrorCode::BadFile,
             "the same picture is " + same->text(0) + ", under another name; one of the two labels is wrong"});
        return false;
    }

    Project& m_project;
    db::Connection& m_db;
    fs::path m_source;
    const ImportOptions& m_options;
    jobs::Context& m_context;
    ImportResult m_result;
    std::mutex m_copyMutex; // guards m_copied: the names that this import has taken
    std::set<fs::path> m_copied;
};

} // namespace

ImportResult
importFolder(Project& project, const fs::path& source, const ImportOptions& options, jobs::Context& context)
{
    if (options.format != "auto" && options.format != "folders" && options.format != "lfw")
        throw Error(ErrorCode::Unsupported,
                    "reading '" + toUtf8(options.format) +
                        "' is not supported yet; a folder for each person is (--format folders)");
    const auto lock = project.lockForJob("import");
    std::error_code ec;
    // Canonical, so that the same folder by another way is the same source.
    const auto real = fs::canonical(source, ec);
    return Importer(project, ec ? fs::absolute(source) : real, options, context).run();
}

} // namespace likeness::dataset
