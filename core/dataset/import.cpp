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
#include <exception>
#include <mutex>
#include <set>

namespace likeness::dataset {

namespace fs = std::filesystem;

namespace {

// One transaction each: large enough that committing costs nothing, small enough that a stop or a kill loses little. A
// copy costs more than a commit.
constexpr std::size_t kBatch = 256;
constexpr std::size_t kBatchOfCopies = 64;

std::span<const std::uint8_t> bytesOf(const std::string& text)
{
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

struct Item {
    fs::path relative;  // below the source
    fs::path file;      // absolute
    std::string source; // images.source
    // What reading it found.
    bool done = false;
    std::string person; // the identity's name; empty: unlabelled
    int width = 0;
    int height = 0;
    std::uint64_t bytes = 0;
    std::string hash;
    std::string stored; // images.path; empty until it is copied, where it is to be
    ErrorCode code = ErrorCode::BadFile;
    std::string failure;

    void fail(ErrorCode why, const std::string& message)
    {
        // A picture that may not be read is no project that cannot be written.
        code = why == ErrorCode::ReadOnly ? ErrorCode::Io : why;
        failure = message;
    }
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
        const std::size_t size = m_options.copy ? kBatchOfCopies : kBatch;
        std::uint64_t seen = 0;
        for (std::size_t first = 0; first < pictures.size() && !m_context.stopRequested(); first += size) {
            const auto part = std::span(pictures).subspan(first, std::min(size, pictures.size() - first));
            auto batch = newItems(part);
            std::atomic<std::uint64_t> read{seen + part.size() - batch.size()};
            parallelFor(
                batch.size(), m_options.threads,
                [&](std::size_t i) {
                    readItem(batch[i]);
                    m_context.progress(++read, pictures.size(), "images");
                },
                m_context.stopToken());
            keep(batch); // also after a stop: what is finished is kept
            seen += part.size();
            if (batch.empty())
                m_context.progress(seen, pictures.size(), "images");
        }
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
            // Relative for files inside the project, so that a project that was moved still knows what it has.
            item.source = storedPath(m_project, item.file);
            const auto known = m_db.cached("SELECT 1 FROM images WHERE source = ?1");
            if (known->bind(1, bytesOf(item.source)).step())
                ++m_result.alreadyThere;
            else
                items.push_back(std::move(item));
        }
        return items;
    }

    // On any thread. Decodes everything: a picture that only breaks at its end is found now and not in mid-training.
    void readItem(Item& item) const
    {
        try {
            const Bytes bytes = readFile(item.file, image::kMaxFileBytes);
            const auto picture = image::decode(bytes, true);
            item.width = picture.width;
            item.height = picture.height;
            item.bytes = bytes.size();
            item.hash = hash128Hex(bytes);
            if (item.relative.has_parent_path())
                item.person = cleanIdentityName(item.relative.begin()->native());
            if (!m_options.copy || !item.source.starts_with('/'))
                item.stored = item.source;
        } catch (const Error& e) {
            item.fail(e.code(), e.what());
        } catch (const std::bad_alloc&) {
            item.fail(ErrorCode::OutOfMemory, "not enough memory to decode it");
        }
        item.done = true;
    }

    void keep(const std::vector<Item>& batch)
    {
        auto items = wanted(batch);
        const auto failure = m_options.copy ? copy(items) : nullptr;
        store(items);
        if (failure)
            std::rethrow_exception(failure);
    }

    // Those that become rows. Known before anything is copied, so that there is no copy without a row.
    std::vector<Item> wanted(const std::vector<Item>& batch)
    {
        std::vector<Item> items;
        for (const auto& item : batch) {
            if (!item.failure.empty())
                reject(item);
            else if (item.done && !isDuplicate(item, items))
                items.push_back(item);
        }
        return items;
    }

    void reject(const Item& item)
    {
        const std::string shown = displayPath(item.relative);
        m_result.rejected.emplace_back(shown, item.failure);
        m_context.issue({jobs::Issue::Severity::Warning, shown, item.code, item.failure});
    }

    // Whether the same picture has the same label already, in the project or `before` it in this batch.
    bool isDuplicate(const Item& item, std::span<const Item> before)
    {
        std::string twin;
        bool sameLabel = false;
        {
            const auto known = m_db.cached(
                "SELECT i.key, max(coalesce(n.name, '') = ?2) FROM images i JOIN faces f ON f.image = i.id AND "
                "f.is_primary = 1 LEFT JOIN identities n ON n.id = f.identity WHERE i.hash = ?1 AND i.bytes = ?3 "
                "GROUP BY i.id ORDER BY 2 DESC LIMIT 1");
            known->bind(1, item.hash).bind(2, item.person).bind(3, static_cast<std::int64_t>(item.bytes));
            if (known->step()) {
                twin = known->text(0);
                sameLabel = known->int64(1) != 0;
            }
        }
        for (const auto& other : before) {
            if (other.hash != item.hash || other.bytes != item.bytes)
                continue;
            if (twin.empty())
                twin = displayPath(other.relative);
            sameLabel = sameLabel || other.person == item.person;
        }
        if (sameLabel) {
            ++m_result.duplicates;
        } else if (!twin.empty()) {
            ++m_result.duplicatesAcross;
            m_context.issue({jobs::Issue::Severity::Note, displayPath(item.relative), ErrorCode::BadFile,
                             "the same picture is " + twin + ", under another name; one of the two labels is wrong"});
        }
        return sameLabel;
    }

    // Returns what ended it early: what was copied before that is to be kept.
    std::exception_ptr copy(std::vector<Item>& items)
    {
        try {
            parallelFor(
                items.size(), m_options.threads,
                [&](std::size_t i) {
                    if (items[i].stored.empty())
                        copyItem(items[i]);
                },
                m_context.stopToken());
        } catch (...) {
            return std::current_exception();
        }
        return nullptr;
    }

    // On any thread. Throws when nothing more can be written; anything else is this picture's failure.
    void copyItem(Item& item)
    {
        bool writing = false;
        try {
            const Bytes bytes = readFile(item.file, image::kMaxFileBytes); // not kept since: a batch may be gigabytes
            if (hash128Hex(bytes) != item.hash)
                throw Error(ErrorCode::BadFile, "it was changed while it was imported");
            const fs::path target = freeTarget(item, bytes);
            writing = true;
            std::error_code ec;
            fs::create_directories((m_project.folder() / target).parent_path(), ec);
            if (ec)
                throwErrno(ec.value(), "cannot copy into the project");
            writeFileAtomically(m_project.folder() / target, bytes);
            item.stored = target.native();
        } catch (const Error& e) {
            if (writing && (e.code() == ErrorCode::DiskFull || e.code() == ErrorCode::ReadOnly))
                throw;
            item.fail(e.code(), e.what());
        } catch (const std::bad_alloc&) {
            item.fail(ErrorCode::OutOfMemory, "not enough memory to copy it");
        }
    }

    // Where in the project its copy goes.
    fs::path freeTarget(const Item& item, const Bytes& bytes)
    {
        fs::path target = fs::path("images") / m_source.filename() / item.relative;
        const fs::path stem = target.stem();
        std::error_code ec;
        const std::lock_guard lock(m_copyMutex);
        for (int n = 2; m_copied.contains(target) || fs::exists(m_project.folder() / target, ec); ++n) {
            // The same bytes: a copy that was made before a kill.
            if (!m_copied.contains(target) && fs::file_size(m_project.folder() / target, ec) == bytes.size() &&
                readFile(m_project.folder() / target) == bytes)
                break;
            target.replace_filename(stem.native() + "~" + std::to_string(n) + target.extension().native());
        }
        m_copied.insert(target);
        return target;
    }

    void store(const std::vector<Item>& items)
    {
        db::Transaction transaction(m_db);
        const int before = m_result.imagesAdded;
        for (const auto& item : items) {
            if (!item.failure.empty())
                reject(item);
            else if (!item.stored.empty())
                store(item);
        }
        if (m_result.imagesAdded > before)
            record();
        transaction.commit();
    }

    void store(const Item& item)
    {
        IdentityId person = 0;
        if (!item.person.empty()) {
            bool made = false;
            person = ensureIdentity(m_db, item.person, &made);
            m_result.identitiesAdded += made ? 1 : 0;
        }
        m_db.cached("INSERT INTO images(path, source, key, width, height, bytes, hash, added) VALUES(?1, ?2, ?3, ?4, "
                    "?5, ?6, ?7, ?8)")
            ->bind(1, bytesOf(item.stored))
            .bind(2, bytesOf(item.source))
            .bind(3, freeImageKey(m_db, displayPath(item.relative)))
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

    // The import's one line in the journal, brought up to date with every batch: a kill leaves a true one behind. It
    // names the folder only; where each picture lay is in its row.
    void record()
    {
        const fs::path name = m_source.has_filename() ? m_source.filename() : m_source;
        const std::string what = displayPath(name) + ": " + std::to_string(m_result.imagesAdded) + " images, " +
                                 std::to_string(m_result.identitiesAdded) + " new people";
        if (m_entry)
            m_db.cached("UPDATE journal SET what = ?2, changes = ?3 WHERE id = ?1")
                ->bind(1, m_entry)
                .bind(2, what)
                .bind(3, m_result.imagesAdded)
                .exec();
        else
            m_entry = recordEvent(m_db, "import", what, m_result.imagesAdded);
    }

    Project& m_project;
    db::Connection& m_db;
    fs::path m_source;
    const ImportOptions& m_options;
    jobs::Context& m_context;
    ImportResult m_result;
    std::int64_t m_entry = 0; // of the journal; made with the first batch
    std::mutex m_copyMutex;   // guards m_copied: the names that this import has taken
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
