// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/faces/prepare.h"

#include "core/base/hash.h"
#include "core/base/parallel.h"
#include "core/base/text.h"
#include "core/crops/crop_cache.h"
#include "core/faces/face_work.h"
#include "core/image/codec.h"
#include "core/image/turn.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <thread>
#include <tuple>

namespace likeness::faces {
namespace {

using dataset::FaceId;
using dataset::FaceRow;
using dataset::FaceStatus;

constexpr std::size_t kBatch = 64;

// One image and what is there to do in it.
struct Task {
    dataset::ImageRow image;
    formats::Location where;
    std::vector<FaceRow> faces; // by id, as stored
    bool detect = false;        // else only the crops that are missing
    std::set<FaceId> cropless;
};

struct Crop {
    FaceId face;
    image::Image picture;
    std::uint64_t cut;
};

// What came out of it; `failed` leaves the project as it was.
struct Outcome {
    bool failed = false;
    std::vector<FaceRow> changed;
    std::vector<FaceRow> added;
    std::vector<Crop> crops;
    std::vector<image::Image> addedCrops; // of `added`, in its order
    bool clearOthers = false;             // unlabelled faces of an earlier detection go first
};

bool found(const FaceRow& row)
{
    return row.status == FaceStatus::Found || row.status == FaceStatus::Aligned;
}

// The results of detection onto a stored face: the label, the person's landmarks and the id stay.
void adopt(FaceRow& stored, const FaceRow& seen)
{
    stored.status = seen.status;
    stored.box = seen.box;
    stored.detectorScore = seen.detectorScore;
    stored.automatic = seen.automatic;
}

// The photograph may have been moved since: then the project says so, and everything of it is kept.
image::Image load(const Task& task, const std::stop_token& stop = {})
{
    const image::Turn turn(formats::bytesAt(task.where), stop);
    image::Image rgb = image::decode(formats::readAt(task.where, image::kMaxFileBytes), false, stop);
    if (task.image.width > 0 && (rgb.width != task.image.width || rgb.height != task.image.height))
        throw Error(ErrorCode::BadFile,
                    displayPath(task.where.file) + " has another size than when it was imported; import it again");
    return rgb;
}

void cropAgain(Outcome& out, FaceRow row, const image::Image& rgb, int size)
{
    image::Image crop = cropFace(rgb, row, size);
    measure(row, crop);
    out.crops.push_back({row.id, std::move(crop), cutOf(row)});
    out.changed.push_back(std::move(row));
}

Outcome detectFaces(const Task& task, Detector& detector, int size, const std::stop_token& stop)
{
    const image::Image rgb = load(task, stop);
    Outcome out;
    out.clearOthers = true;
    std::vector<FoundFace> seen = findFaces(detector, rgb, size);
    std::vector<FaceRow> stored = task.faces;
    const auto primary = std::find_if(stored.begin(), stored.end(), [](const FaceRow& r) { return r.primary; });

    // The image's own face first, then the others that a person has labelled meanwhile, by where they were.
    std::vector<bool> used(seen.size(), false);
    const auto give = [&](FaceRow& row, std::size_t i) {
        used[i] = true;
        adopt(row, seen[i].row);
        if (row.manual) {
            cropAgain(out, row, rgb, size);
            return;
        }
        const FaceRow& s = seen[i].row;
        std::tie(row.sharpness, row.brightness, row.contrast, row.size) =
            std::tie(s.sharpness, s.brightness, s.contrast, s.size);
        std::tie(row.yaw, row.pitch, row.roll, row.quality) = std::tie(s.yaw, s.pitch, s.roll, s.quality);
        out.crops.push_back({row.id, std::move(seen[i].crop), cutOf(row)});
        out.changed.push_back(row);
    };
    if (primary != stored.end()) {
        if (!seen.empty()) {
            give(*primary, centralFace(seen, rgb.width, rgb.height));
        } else if (primary->manual) { // a person has said where the face is
            primary->status = FaceStatus::Found;
            cropAgain(out, *primary, rgb, size);
        } else {
            FaceRow row = *primary;
            adopt(row, FaceRow{});
            row.status = FaceStatus::NotFound;
            out.changed.push_back(row);
        }
    }
    for (FaceRow& row : stored) {
        const bool kept = row.identity != 0 || row.manual || row.label != dataset::LabelState::Unreviewed;
        if (row.primary || !kept)
            continue;
        for (std::size_t i = 0; i < seen.size(); ++i)
            if (!used[i] && overlap(row.box, seen[i].row.box) > 0.4f) {
                give(row, i);
                break;
            }
    }
    for (std::size_t i = 0; i < seen.size(); ++i) {
        if (used[i])
            continue;
        seen[i].row.image = task.image.id;
        seen[i].row.primary = primary == stored.end() && out.added.empty();
        out.added.push_back(seen[i].row);
        out.addedCrops.push_back(std::move(seen[i].crop));
    }
    return out;
}

Outcome work(const Task& task, Detector& detector, int size, const std::stop_token& stop)
{
    if (task.detect)
        return detectFaces(task, detector, size, stop);
    const image::Image rgb = load(task, stop);
    Outcome out;
    for (const FaceRow& row : task.faces)
        if (task.cropless.contains(row.id))
            cropAgain(out, row, rgb, size);
    return out;
}

// The faces whose crop is whole, and what it was cut by. A damaged cache is derived data: it goes, and its crops are
// made again; so is a single record whose bytes have changed.
using Cached = std::map<FaceId, std::uint64_t>;
Cached cachedFaces(const std::filesystem::path& file, jobs::Context& context)
{
    Cached ids;
    if (!std::filesystem::exists(file))
        return ids;
    try {
        const crops::CropReader reader(file);
        std::size_t damaged = 0;
        for (const auto& [face, record] : reader.index()) {
            context.checkStop();
            if (reader.verify(record))
                ids.emplace(face, record.cut);
            else
                ++damaged;
        }
        if (damaged > 0)
            context.issue({jobs::Issue::Severity::Note, displayPath(file), ErrorCode::BadFile,
                           std::to_string(damaged) + " crops were damaged and are made again"});
    } catch (const Error& e) {
        if (e.code() != ErrorCode::BadFile)
            throw;
        context.issue(
            {jobs::Issue::Severity::Note, displayPath(file), e.code(), "the crop cache was damaged and is made again"});
        std::filesystem::remove(file);
    }
    return ids;
}

std::vector<Task> plan(dataset::Project& project, const PrepareOptions& options, const Cached& cached)
{
    const std::vector<FaceId> ids = project.allFaces();
    std::map<dataset::ImageId, std::vector<FaceRow>> byImage;
    for (FaceRow& row : project.faces(ids))
        byImage[row.image].push_back(std::move(row));
    std::vector<dataset::ImageId> wanted;
    std::vector<Task> tasks;
    for (auto& [id, faces] : byImage) {
        Task task;
        task.faces = std::move(faces);
        bool aligned = false, pending = false;
        for (const FaceRow& row : task.faces) {
            aligned |= row.status == FaceStatus::Aligned;
            pending |= row.status == FaceStatus::Pending;
            const auto known = cached.find(row.id);
            const bool current = known != cached.end() && known->second == cutOf(row);
            if (found(row) && (!current || (options.again && row.status == FaceStatus::Aligned)))
                task.cropless.insert(row.id);
        }
        task.detect = !aligned && (pending || options.again);
        if (!task.detect && task.cropless.empty())
            continue;
        wanted.push_back(id);
        tasks.push_back(std::move(task));
    }
    std::size_t next = 0;
    for (dataset::ImageRow& image : project.images(wanted)) {
        while (next < wanted.size() && wanted[next] != image.id)
            tasks[next++].image.id = 0; // gone meanwhile
        if (next == wanted.size())
            break;
        tasks[next].where = project.location(image);
        tasks[next++].image = std::move(image);
    }
    std::erase_if(tasks, [](const Task& t) { return t.image.id == 0; });
    return tasks;
}

// Faces that a person once worked on stay when the others are removed: they are not to be added a second time.
void dropKnown(const dataset::Project& project, const Task& task, Outcome& out)
{
    std::vector<FaceId> ids;
    for (const FaceRow& row : task.faces)
        if (std::none_of(out.changed.begin(), out.changed.end(), [&](const FaceRow& c) { return c.id == row.id; }))
            ids.push_back(row.id);
    const std::vector<FaceRow> kept = project.faces(ids);
    for (std::size_t i = out.added.size(); i-- > 0;) {
        const auto same = [&](const FaceRow& row) { return overlap(row.box, out.added[i].box) > 0.4f; };
        if (std::any_of(kept.begin(), kept.end(), same)) {
            out.added.erase(out.added.begin() + static_cast<std::ptrdiff_t>(i));
            out.addedCrops.erase(out.addedCrops.begin() + static_cast<std::ptrdiff_t>(i));
        }
    }
}

// Database first, as a whole, then the crops: a face without its crop is found and cropped by the next call, a crop
// without its face is not.
void commit(dataset::Project& project, crops::CropWriter& writer, std::span<std::pair<const Task*, Outcome>> batch)
{
    std::vector<FaceId> ids;
    project.atomically([&] {
        std::vector<FaceRow> added, changed;
        for (auto& [task, out] : batch) {
            if (out.clearOthers && task->faces.size() > 1) {
                project.removeUnlabelledFaces(task->image.id);
                dropKnown(project, *task, out);
            }
            added.insert(added.end(), out.added.begin(), out.added.end());
            changed.insert(changed.end(), out.changed.begin(), out.changed.end());
        }
        ids = project.addFaces(added);
        project.updateFaces(changed);
    });
    std::size_t next = 0;
    for (auto& [task, out] : batch) {
        for (const Crop& crop : out.crops)
            writer.add(crop.face, crop.picture.pixels, crop.cut);
        for (std::size_t i = 0; i < out.addedCrops.size(); ++i)
            writer.add(ids[next++], out.addedCrops[i].pixels, cutOf(out.added[i]));
    }
    writer.flush();
}

// Hands outcomes from the workers to the writer in the order of the tasks, so that ids do not depend on the threads.
class Channel
{
public:
    void put(std::size_t index, Outcome outcome)
    {
        std::unique_lock lock(m_mutex);
        m_room.wait(lock, [&] { return index < m_next + 4 * kBatch || m_closed; });
        m_ready.emplace(index, std::move(outcome));
        m_changed.notify_one();
    }
    std::optional<Outcome> take()
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [&] { return m_closed || (!m_ready.empty() && m_ready.begin()->first == m_next); });
        if (m_ready.empty() || m_ready.begin()->first != m_next)
            return std::nullopt; // the workers have ended, and what follows was not begun
        Outcome out = std::move(m_ready.begin()->second);
        m_ready.erase(m_ready.begin());
        ++m_next;
        m_room.notify_all();
        return out;
    }
    void close()
    {
        const std::lock_guard lock(m_mutex);
        m_closed = true;
        m_room.notify_all();
        m_changed.notify_all();
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_room, m_changed;
    std::map<std::size_t, Outcome> m_ready;
    std::size_t m_next = 0;
    bool m_closed = false;
};

void run(dataset::Project& project,
         const std::vector<Task>& tasks,
         const PrepareOptions& options,
         jobs::Context& context)
{
    crops::CropWriter writer(project.cropFile(options.size), options.size);
    context.stage(std::any_of(tasks.begin(), tasks.end(), [](const Task& t) { return t.detect; }) ? "detect" : "crop");
    context.progress(0, tasks.size(), "images");
    Channel channel;
    std::stop_source stop;
    const std::stop_callback link(context.stopToken(), [&stop] { stop.request_stop(); });
    std::exception_ptr failure;
    std::jthread workers([&] {
        try {
            parallelFor(
                tasks.size(), options.threads,
                [&](std::size_t i) {
                    thread_local std::pair<std::string, std::unique_ptr<Detector>> own;
                    if (!own.second || own.first != options.detector)
                        own = {options.detector, makeDetector(options.detector)};
                    Outcome out;
                    try {
                        out = work(tasks[i], *own.second, options.size, stop.get_token());
                        if (std::any_of(out.changed.begin(), out.changed.end(),
                                        [](const FaceRow& row) { return row.status == FaceStatus::NotFound; }))
                            context.issue({jobs::Issue::Severity::Note, displayPath(tasks[i].image.key),
                                           ErrorCode::NoFaces, "no face was found in it; its label is kept"});
                    } catch (const Error& e) {
                        if (e.code() != ErrorCode::BadFile && e.code() != ErrorCode::NotFound &&
                            e.code() != ErrorCode::TooLarge && e.code() != ErrorCode::Unsupported &&
                            e.code() != ErrorCode::Io && e.code() != ErrorCode::ReadOnly &&
                            e.code() != ErrorCode::BadArgument)
                            throw;
                        context.issue(
                            {jobs::Issue::Severity::Warning, displayPath(tasks[i].image.key), e.code(), e.what()});
                        out.failed = true;
                    }
                    channel.put(i, std::move(out));
                },
                stop.get_token());
        } catch (...) {
            failure = std::current_exception();
        }
        channel.close();
    });
    const auto end = [&] {
        stop.request_stop();
        channel.close();
        workers.join();
    };
    try {
        std::vector<std::pair<const Task*, Outcome>> batch;
        std::size_t done = 0;
        while (auto out = channel.take()) {
            if (!out->failed)
                batch.emplace_back(&tasks[done], std::move(*out));
            ++done;
            if (batch.size() == kBatch) {
                commit(project, writer, batch);
                batch.clear();
            }
            context.progress(done, tasks.size(), "images");
        }
        if (!batch.empty())
            commit(project, writer, batch);
    } catch (...) {
        end();
        throw;
    }
    end();
    if (failure)
        std::rethrow_exception(failure);
    context.checkStop();
}

PrepareResult total(const dataset::Project& project)
{
    std::map<dataset::ImageId, std::pair<int, bool>> byImage; // faces found, one was looked for in vain
    const std::vector<FaceId> ids = project.allFaces();
    for (const FaceRow& row : project.faces(ids)) {
        auto& [count, missing] = byImage[row.image];
        count += found(row) ? 1 : 0;
        missing |= row.status == FaceStatus::NotFound;
    }
    PrepareResult result;
    for (const auto& [image, state] : byImage) {
        result.faces += state.first > 0 ? 1 : 0;
        result.noFace += state.first == 0 && state.second ? 1 : 0;
        result.multiFace += state.first > 1 ? 1 : 0;
    }
    return result;
}

constexpr std::size_t kRows = 4096; // looked at together

// Like plan(), for crops that are there and outdated.
std::vector<Task> planOutdated(const dataset::Project& project, const crops::CropReader& crops)
{
    std::map<dataset::ImageId, Task> byImage;
    const std::vector<FaceId> ids = project.allFaces();
    for (std::size_t first = 0; first < ids.size(); first += kRows)
        for (FaceRow& row : project.faces(std::span(ids).subspan(first, std::min(kRows, ids.size() - first)))) {
            const auto record = crops.find(row.id);
            if (!found(row) || !record || record->cut == cutOf(row))
                continue;
            Task& task = byImage[row.image];
            task.cropless.insert(row.id);
            task.faces.push_back(std::move(row));
        }
    std::vector<Task> tasks;
    for (auto& [id, task] : byImage)
        if (auto image = project.image(id)) {
            task.where = project.location(*image);
            task.image = std::move(*image);
            tasks.push_back(std::move(task));
        }
    return tasks;
}

} // namespace

std::uint64_t cutOf(const FaceRow& row)
{
    if (row.landmarks())
        return hash64({reinterpret_cast<const std::uint8_t*>(row.landmarks()->data()), sizeof(image::Landmarks)});
    if (row.status == FaceStatus::Found && row.box.width >= 1 && row.box.height >= 1)
        return hash64({reinterpret_cast<const std::uint8_t*>(&row.box), sizeof row.box});
    return 0;
}

PrepareResult prepare(dataset::Project& project, const PrepareOptions& options, jobs::Context& context)
{
    const auto start = std::chrono::steady_clock::now();
    if (options.size < 32 || options.size > 512)
        throw Error(ErrorCode::BadArgument,
                    "the crop size is 32 to 512 pixels (112 for most models), not " + std::to_string(options.size));
    makeDetector(options.detector); // a wrong name or a missing file shows before anything is done
    const auto lock = project.lockForJob("prepare");
    const std::vector<Task> tasks = plan(project, options, cachedFaces(project.cropFile(options.size), context));
    if (std::any_of(tasks.begin(), tasks.end(), [](const Task& t) { return t.detect; }))
        LandmarkPredictor::shared();
    if (!tasks.empty())
        run(project, tasks, options, context);
    PrepareResult result = total(project);
    if (result.faces == 0) {
        const std::string images = std::to_string(project.counts().images);
        throw Error(ErrorCode::NoFaces,
                    images == "0" ? "there is nothing to prepare; import images first"
                    : result.noFace == 0
                        ? "none of the " + images + " images could be read; see the messages about them"
                        : "no face was found in any of the " + images +
                              " images; try another detector, or import crops with --aligned");
    }
    result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return result;
}

void recrop(dataset::Project& project, FaceId face, int size)
{
    const auto lock = project.lockForJob("recrop");
    auto row = project.face(face);
    const auto image = row ? project.image(row->image) : std::nullopt;
    if (!image)
        throw Error(ErrorCode::NotFound, "the face is not there any more; reload and try again");
    if (!row->landmarks() && !found(*row))
        throw Error(ErrorCode::NoFaces, "no face is known in " + displayPath(image->key) + "; set its landmarks first");
    Task task;
    task.image = *image;
    task.where = project.location(*image);
    const image::Image rgb = load(task);
    if (!found(*row)) // a person has found it
        row->status = FaceStatus::Found;
    const image::Image crop = cropFace(rgb, *row, size);
    measure(*row, crop);
    project.updateFaces({&*row, 1});
    crops::CropWriter writer(project.cropFile(size), size);
    writer.add(face, crop.pixels, cutOf(*row));
    writer.flush();
}

int renewCrops(dataset::Project& project, int size, jobs::Context& context, int threads)
{
    std::vector<Task> tasks;
    try {
        tasks = planOutdated(project, crops::CropReader(project.cropFile(size)));
    } catch (const Error& e) {
        if (e.code() != ErrorCode::NotFound && e.code() != ErrorCode::BadFile) // those are prepare's matter
            throw;
    }
    if (tasks.empty())
        return 0;
    const auto lock = project.lockForJob("crop");
    PrepareOptions options;
    options.size = size;
    options.threads = threads;
    run(project, tasks, options, context);
    return static_cast<int>(tasks.size());
}

} // namespace likeness::faces
