// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/import.h"

#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/base/parallel.h"
#include "core/base/text.h"
#include "core/dataset/journal.h"
#include "core/dataset/project_impl.h"
#include "core/formats/formats.h"
#include "core/image/boxes.h"
#include "core/image/codec.h"
#include "core/image/turn.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <exception>
#include <future>
#include <map>
#include <mutex>
#include <set>

namespace likeness::dataset {

namespace fs = std::filesystem;
using formats::Mark;

namespace {

// One transaction each: large enough that committing costs nothing, small enough that a stop or a kill loses little. A
// copy costs more than a commit.
constexpr std::size_t kBatch = 256;
constexpr std::size_t kBatchOfCopies = 64;

std::span<const std::uint8_t> bytesOf(const std::string& text)
{
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

struct Item : formats::Item {
    std::string source; // images.source
    // What reading it found.
    bool done = false;
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

// A face as its row in the table will be.
struct NewFace {
    std::string person;
    FaceStatus status = FaceStatus::Pending;
    bool primary = false;
    image::Rect box;
    const Mark* mark = nullptr; // its points and states
};

image::Rect boxOf(const Mark& mark)
{
    if (mark.box.area() > 0 || !mark.points)
        return mark.box;
    return image::boundingBox(*mark.points);
}

// The face that the picture's label means where several are marked: the one that carries it, else the central one.
std::size_t primaryOf(const Item& item)
{
    const auto& marks = item.marks;
    for (std::size_t i = 0; i < marks.size(); ++i)
        if (!item.person.empty() && marks[i].person == item.person)
            return i;
    std::vector<image::Rect> boxes;
    for (const Mark& mark : marks)
        boxes.push_back(boxOf(mark));
    return image::centralBox(boxes, item.width, item.height);
}

std::vector<NewFace> facesOf(const Item& item, bool aligned)
{
    const image::Rect whole{0, 0, static_cast<float>(item.width), static_cast<float>(item.height)};
    if (item.marks.empty())
        return {{item.person, aligned ? FaceStatus::Aligned : FaceStatus::Pending, true,
                 aligned ? whole : image::Rect(), nullptr}};
    const std::size_t primary = primaryOf(item);
    std::vector<NewFace> faces;
    for (std::size_t i = 0; i < item.marks.size(); ++i) {
        const Mark& mark = item.marks[i];
        NewFace face{mark.person, FaceStatus::Found, i == primary, boxOf(mark), &mark};
        if (face.primary && face.person.empty())
            face.person = item.person;
        if (aligned && item.marks.size() == 1) {
            face.status = FaceStatus::Aligned;
            face.box = whole;
        } else if (face.box.area() <= 0) {
            face.status = FaceStatus::Pending;
        }
        faces.push_back(std::move(face));
    }
    return faces;
}

class Importer
{
public:
    Importer(Project& project, fs::path source, const ImportOptions& options, jobs::Context& context)
        : m_project(project), m_db(project.impl().db), m_path(std::move(source)), m_options(options),
          m_context(context), m_report(context)
    {
    }

    ImportResult run()
    {
        const auto start = std::chrono::steady_clock::now();
        m_context.stage("scan");
        m_result.format = m_options.format == "auto" ? formats::detectFormat(m_path) : m_options.format;
        formats::SourceOptions how;
        how.pointBase = m_options.pointBase;
        how.pointsBeside = !m_options.aligned; // which takes each picture as it is
        how.images = m_options.images;
        how.except = m_project.folder();
        m_source = formats::openSource(m_path, m_result.format, how, m_report, m_context);
        m_context.stage("import");
        stream();
        if (m_seen == 0 && m_report.counts().empty())
            throw Error(ErrorCode::EmptySource, "there is no picture in " + displayPath(m_path) +
                                                    "; a folder for each person with their pictures in it is expected");
        if (!m_context.stopRequested())
            m_source->finish();
        m_result.report = m_report.toJson();
        m_result.seconds = secondsSince(start);
        m_context.checkStop();
        return m_result;
    }

private:
    // One batch is read by the workers while the one before it is stored here. What was read before the source broke
    // off is kept.
    void stream()
    {
        std::exception_ptr failure;
        std::vector<Item> batch;
        for (bool more = true; more || !batch.empty();) {
            std::vector<Item> next;
            if (more) {
                try {
                    more = pull(next);
                } catch (...) {
                    failure = std::current_exception();
                    more = false;
                }
            }
            std::future<void> reading;
            if (!next.empty())
                reading = std::async(std::launch::async, [this, &next] { read(next); });
            try {
                keep(batch); // also after a stop: what is finished is kept
            } catch (...) {
                if (reading.valid())
                    reading.wait(); // it works on `next`
                throw;
            }
            if (reading.valid())
                reading.get();
            batch = std::move(next);
        }
        if (failure)
            std::rethrow_exception(failure);
    }

    void read(std::vector<Item>& items)
    {
        parallelFor(
            items.size(), m_options.threads,
            [&](std::size_t i) {
                readItem(items[i]);
                m_context.progress(++m_read, m_source->total(), "images");
            },
            m_context.stopToken());
    }

    // The next items of the source but those that an earlier import brought in. False at the source's end.
    bool pull(std::vector<Item>& items)
    {
        const std::size_t size = m_options.copy ? kBatchOfCopies : kBatch;
        std::vector<Item> known;
        bool more = true;
        for (std::size_t i = 0; i < size && more; ++i) {
            Item item;
            more = !m_context.stopRequested() && m_source->next(item);
            if (!more)
                break;
            ++m_seen;
            // Relative for files inside the project, so that a project that was moved still knows what it has.
            item.source = storedPath(m_project, item.where.file);
            if (item.where.length > 0)
                item.source += std::string(1, '\0') + std::to_string(item.where.offset);
            const auto row = m_db.cached("SELECT 1 FROM images WHERE source = ?1");
            if (row->bind(1, bytesOf(item.source)).step()) {
                ++m_result.alreadyThere;
                m_context.progress(++m_read, m_source->total(), "images");
                if (!item.marks.empty())
                    known.push_back(std::move(item));
            } else {
                items.push_back(std::move(item));
            }
        }
        if (!known.empty())
            annotate(known);
        return more;
    }

    // On any thread. Decodes everything: a picture that only breaks at its end is found now and not in mid-training.
    void readItem(Item& item) const
    {
        try {
            const image::Turn turn(formats::bytesAt(item.where), m_context.stopToken());
            const Bytes bytes = formats::readAt(item.where, image::kMaxFileBytes);
            const auto picture = image::decode(bytes, true, m_context.stopToken());
            item.width = picture.width;
            item.height = picture.height;
            item.bytes = bytes.size();
            item.hash = hash128Hex(bytes);
            if (!item.person.empty())
                item.person = cleanIdentityName(item.person);
            for (auto& mark : item.marks)
                if (!mark.person.empty())
                    mark.person = cleanIdentityName(mark.person);
            if (!m_options.copy || !item.source.starts_with('/'))
                item.stored = storedPath(m_project, item.where.file);
        } catch (const Error& e) {
            if (e.code() == ErrorCode::Interrupted)
                return; // it is not done
            item.fail(e.code(), e.what());
        } catch (const std::bad_alloc&) {
            item.fail(ErrorCode::OutOfMemory, "not enough memory to decode it");
        }
        item.done = true;
    }

    void keep(const std::vector<Item>& batch)
    {
        if (batch.empty())
            return;
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
        m_result.rejected.emplace_back(item.key, item.failure);
        m_report.add("undecodable", item.key, item.failure, item.code);
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
                twin = other.key;
            sameLabel = sameLabel || other.person == item.person;
        }
        if (sameLabel) {
            ++m_result.duplicates;
            m_report.add("duplicate_image", item.key, "the same picture is " + twin + ", under the same name",
                         ErrorCode::BadFile, jobs::Issue::Severity::Note);
        } else if (!twin.empty()) {
            ++m_result.duplicatesAcross;
            m_report.add("duplicate_across", item.key,
                         "the same picture is " + twin + ", under another name; one of the two labels is wrong",
                         ErrorCode::BadFile, jobs::Issue::Severity::Note);
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
            const Bytes bytes = formats::readAt(item.where, image::kMaxFileBytes); // not kept: a batch may be gigabytes
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
            item.where = {m_project.folder() / target, 0, 0, formats::Coding::Plain};
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
        // The name on disk where the source is a folder of files, else the key.
        fs::path below = item.where.length == 0 ? item.where.file.lexically_relative(m_path) : fs::path(item.key);
        if (below.empty() || *below.begin() == "..")
            below = fs::path(item.key);
        below = below.relative_path().lexically_normal();
        if (below.empty() || *below.begin() == "..")
            below = item.hash;
        fs::path target = fs::path("images") / m_path.filename() / below;
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
        for (const auto& [person, faces] : std::exchange(m_brought, {}))
            m_db.cached(
                    "INSERT INTO journal_people(identity, entry, imported) VALUES(?1, ?2, ?3) ON CONFLICT DO UPDATE "
                    "SET imported = imported + excluded.imported")
                ->bind(1, person)
                .bind(2, m_entry)
                .bind(3, faces)
                .exec();
        transaction.commit();
    }

    void store(const Item& item)
    {
        const auto number = [](std::uint64_t value) { return static_cast<std::int64_t>(value); };
        m_db.cached("INSERT INTO images(path, source, key, width, height, bytes, hash, added, offset, length, coding, "
                    "part, origin) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)")
            ->bind(1, bytesOf(item.stored))
            .bind(2, bytesOf(item.source))
            .bind(3, freeImageKey(m_db, item.key))
            .bind(4, item.width)
            .bind(5, item.height)
            .bind(6, number(item.bytes))
            .bind(7, item.hash)
            .bind(8, nowMs())
            .bind(9, number(item.where.offset))
            .bind(10, number(item.where.length))
            .bind(11, static_cast<int>(item.where.coding))
            .bind(12, item.part)
            .bindId(13, m_options.origin)
            .exec();
        const auto image = m_db.lastInsertId();
        for (const auto& face : facesOf(item, m_options.aligned))
            store(face, image, item);
        storeAttributes(item.attributes, image);
        ++m_result.imagesAdded;
    }

    void store(const NewFace& face, ImageId image, const Item& item)
    {
        IdentityId person = 0;
        if (!face.person.empty()) {
            bool made = false;
            person = ensureIdentity(m_db, face.person, &made);
            m_result.identitiesAdded += made ? 1 : 0;
            ++m_brought[person];
        }
        const auto insert = m_db.cached("INSERT INTO faces(image, identity, status, is_primary, x, y, w, h, manual, "
                                        "point_states) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)");
        insert->bind(1, image)
            .bindId(2, person)
            .bind(3, static_cast<int>(face.status))
            .bind(4, face.primary ? 1 : 0)
            .bind(5, static_cast<double>(face.box.x))
            .bind(6, static_cast<double>(face.box.y))
            .bind(7, static_cast<double>(face.box.width))
            .bind(8, static_cast<double>(face.box.height));
        if (face.mark) {
            insert->bind(9, landmarksValue(face.mark->points));
            insert->bind(10, statesValue(face.mark->states));
            reportOutside(*face.mark, item);
        }
        insert->exec();
    }

    void reportOutside(const Mark& mark, const Item& item)
    {
        if (!mark.points)
            return;
        const image::Rect whole{-0.5F, -0.5F, static_cast<float>(item.width), static_cast<float>(item.height)};
        const auto outside =
            std::count_if(mark.points->begin(), mark.points->end(), [&](auto p) { return !whole.contains(p); });
        if (2 * outside > image::kLandmarkCount)
            m_report.add("outside", item.key,
                         std::to_string(outside) + " of its landmarks lie outside of the picture; they may belong to "
                                                   "another picture or another size of it");
    }

    void storeAttributes(const formats::Attributes& attributes, ImageId image)
    {
        if (!attributes.names || attributes.values.empty())
            return;
        auto known = m_attributeSets.find(attributes.names.get());
        if (known == m_attributeSets.end()) {
            const std::string names = dumpJson(Json(*attributes.names));
            m_db.cached("INSERT OR IGNORE INTO attribute_sets(names) VALUES(?1)")->bind(1, names).exec();
            const auto row = m_db.cached("SELECT id FROM attribute_sets WHERE names = ?1");
            row->bind(1, names).step();
            known = m_attributeSets.emplace(attributes.names.get(), row->int64(0)).first;
        }
        m_db.cached("INSERT INTO image_attributes VALUES(?1, ?2, ?3)")
            ->bind(1, image)
            .bind(2, known->second)
            .bind(3, dumpJson(Json(attributes.values)))
            .exec();
    }

    // Pictures that are in already get the landmarks and labels that they lack: one change that undo takes back.
    void annotate(const std::vector<Item>& items)
    {
        JournalWriter writer(m_project, "import", {});
        int annotated = 0;
        for (const Item& item : items) {
            std::vector<FaceRow> faces = facesOfSource(item.source);
            const int before = writer.changes();
            for (const Mark& mark : item.marks)
                annotate(writer, faces, mark, item);
            annotated += writer.changes() > before ? 1 : 0;
        }
        writer.commit(sourceName() + ": marks for " + std::to_string(annotated) + " images that were there already",
                      {{"source", sourceName()}, {"marked", annotated}});
        m_result.annotated += annotated;
    }

    void annotate(JournalWriter& writer, std::vector<FaceRow>& faces, const Mark& mark, const Item& item)
    {
        FaceRow* face = faceFor(faces, boxOf(mark), item.marks.size() == 1);
        if (!face)
            return;
        Cells cells;
        if (mark.points && !face->manual) {
            cells.emplace_back("manual", landmarksValue(mark.points));
            cells.emplace_back("point_states", statesValue(mark.states));
            if (const auto box = boxOf(mark); face->box.area() <= 0 && box.area() > 0) {
                cells.emplace_back("status", static_cast<std::int64_t>(FaceStatus::Found));
                cells.emplace_back("x", static_cast<double>(box.x));
                cells.emplace_back("y", static_cast<double>(box.y));
                cells.emplace_back("w", static_cast<double>(box.width));
                cells.emplace_back("h", static_cast<double>(box.height));
            }
        }
        const std::string& person = mark.person.empty() && item.marks.size() == 1 ? item.person : mark.person;
        if (!person.empty() && !face->identity)
            cells.emplace_back("identity", writer.ensureIdentity(cleanIdentityName(person)));
        if (!cells.empty())
            writer.update("faces", face->id, cells);
    }

    std::vector<FaceRow> facesOfSource(const std::string& source)
    {
        std::vector<FaceId> ids;
        {
            const auto rows = m_db.cached(
                "SELECT f.id FROM images i JOIN faces f ON f.image = i.id WHERE i.source = ?1 ORDER BY f.id");
            rows->bind(1, bytesOf(source));
            while (rows->step())
                ids.push_back(rows->int64(0));
        }
        return m_project.faces(ids);
    }

    // The face of the picture that a mark is about: the one that it covers, else the only one.
    static FaceRow* faceFor(std::vector<FaceRow>& faces, const image::Rect& box, bool onlyMark)
    {
        const image::Point middle{box.x + box.width / 2, box.y + box.height / 2};
        for (auto& face : faces) {
            const image::Point own{face.box.x + face.box.width / 2, face.box.y + face.box.height / 2};
            if (face.box.area() > 0 && box.area() > 0 && face.box.contains(middle) && box.contains(own))
                return &face;
        }
        if (!onlyMark)
            return nullptr;
        for (auto& face : faces)
            if (face.primary && (face.box.area() <= 0 || face.status == FaceStatus::Aligned))
                return &face;
        return nullptr;
    }

    std::string sourceName() const { return displayPath(m_path.has_filename() ? m_path.filename() : m_path); }

    // The import's one line in the journal, brought up to date with every batch: a kill leaves a true one behind. It
    // names the folder only; where each picture lay is in its row.
    void record()
    {
        const std::string what = sourceName() + ": " + std::to_string(m_result.imagesAdded) + " images, " +
                                 std::to_string(m_result.identitiesAdded) + " new people";
        const Json facts = {
            {"source", sourceName()}, {"images", m_result.imagesAdded}, {"people", m_result.identitiesAdded}};
        if (m_entry)
            m_db.cached("UPDATE journal SET what = ?2, changes = ?3, facts = ?4 WHERE id = ?1")
                ->bind(1, m_entry)
                .bind(2, what)
                .bind(3, m_result.imagesAdded)
                .bind(4, dumpJson(facts))
                .exec();
        else
            m_entry = recordEvent(m_db, "import", what, m_result.imagesAdded, {}, facts);
    }

    Project& m_project;
    db::Connection& m_db;
    fs::path m_path;
    const ImportOptions& m_options;
    jobs::Context& m_context;
    formats::Report m_report;
    std::unique_ptr<formats::Source> m_source;
    ImportResult m_result;
    std::uint64_t m_seen = 0; // items that the source gave
    std::atomic<std::uint64_t> m_read{0};
    std::int64_t m_entry = 0;            // of the journal; made with the first batch
    std::map<IdentityId, int> m_brought; // faces of this batch
    std::map<const void*, std::int64_t> m_attributeSets;
    std::mutex m_copyMutex; // guards m_copied: the names that this import has taken
    std::set<fs::path> m_copied;
};

} // namespace

ImportResult importFrom(Project& project, const fs::path& source, const ImportOptions& options, jobs::Context& context)
{
    const auto lock = project.lockForJob("import");
    std::error_code ec;
    // Canonical, so that the same folder by another way is the same source.
    const auto real = fs::canonical(source, ec);
    return Importer(project, ec ? fs::absolute(source) : real, options, context).run();
}

} // namespace likeness::dataset
