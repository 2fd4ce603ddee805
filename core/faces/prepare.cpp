// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/faces/prepare.h"

#include "core/base/clock.h"
#include "core/base/hash.h"
#include "core/base/parallel.h"
#include "core/base/text.h"
#include "core/crops/crop_cache.h"
#include "core/faces/face_work.h"
#include "core/image/boxes.h"
#include "core/image/codec.h"
#include "core/image/turn.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <thread>
#include <tuple>
#include <utility>

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

Outcome detectFaces(const Task& task, Detector& detector, const PrepareOptions& options, const std::stop_token& stop)
{
    const image::Image rgb = load(task, stop);
    const int size = options.size;
    Outcome out;
    out.clearOthers = true;
    std::vector<FoundFace> seen = findFaces(detector, rgb, size, options.light);
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
            if (!used[i] && image::overlap(row.box, seen[i].row.box) > 0.4f) {
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

Outcome work(const Task& task, Detector& detector, const PrepareOptions& options, const std::stop_token& stop)
{
    if (task.detect)
        return detectFaces(task, detector, options, stop);
    const image::Image rgb = load(task, stop);
    Outcome out;
    const image::Rect whole{0, 0, static_cast<float>(rgb.width), static_cast<float>(rgb.height)};
    for (FaceRow row : task.faces) {
        if (!task.cropless.contains(row.id))
            continue;
        // A dataset that marks the box alone: the rest is as after a detection.
        if (row.status == FaceStatus::Found && !row.landmarks() && row.box.area() > 0 && row.box != whole)
            row.automatic = LandmarkPredictor::shared().predict(image::correctLight(rgb, options.light), row.box);
        cropAgain(out, std::move(row), rgb, options.size);
    }
    return out;
}

// The faces whose crop is whole, by id, and what it was cut by. A damaged cache is derived data: it goes, and its crops
// are made again; so is a single record whose bytes have changed.
using Cached = std::vector<std::pair<FaceId, std::uint64_t>>;
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
                ids.emplace_back(face, record.cut);
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

// Says what is to do in an image whose `faces` are known: `detect` and `cropless`.
using Judge = std::function<void(Task&)>;

Judge judgeOf(const PrepareOptions& options, const Cached& cached)
{
    return [again = options.again, &cached](Task& task) {
        bool aligned = false, pending = false;
        for (const FaceRow& row : task.faces) {
            aligned |= row.status == FaceStatus::Aligned;
            pending |= row.status == FaceStatus::Pending;
            const auto known = std::lower_bound(cached.begin(), cached.end(), std::pair(row.id, std::uint64_t{0}));
            const bool current = known != cached.end() && known->first == row.id && known->second == cutOf(row);
            if (found(row) && (!current || (again && row.status == FaceStatus::Aligned)))
                task.cropless.insert(row.id);
        }
        task.detect = !aligned && (pending || again);
    };
}

// For crops that are there and outdated.
Judge judgeOutdated(const crops::CropReader& crops)
{
    return [&crops](Task& task) {
        for (const FaceRow& row : task.faces) {
            const auto record = crops.find(row.id);
            if (found(row) && record && record->cut != cutOf(row))
                task.cropless.insert(row.id);
        }
    };
}

constexpr std::size_t kRows = 4096; // faces whose rows are in memory together

// (image, face), by image: 16 bytes a face, so that a million fits.
using Faces = std::vector<std::pair<dataset::ImageId, FaceId>>;

// Images [from, …) of `faces` that make a portion of about kRows faces: their tasks, without file, judged. `from` moves
// on.
std::vector<Task> portion(const dataset::Project& project, const Faces& faces, std::size_t& from, const Judge& judge)
{
    std::size_t to = std::min(from + kRows, faces.size());
    while (to < faces.size() && faces[to].first == faces[to - 1].first)
        ++to;
    std::vector<FaceId> ids;
    for (; from < to; ++from)
        ids.push_back(faces[from].second);
    std::vector<Task> tasks;
    for (FaceRow& row : project.faces(ids)) {
        if (tasks.empty() || tasks.back().image.id != row.image)
            tasks.emplace_back().image.id = row.image;
        tasks.back().faces.push_back(std::move(row));
    }
    for (Task& task : tasks)
        judge(task);
    std::erase_if(tasks, [](const Task& task) { return !task.detect && task.cropless.empty(); });
    return tasks;
}

struct Plan {
    Faces faces; // of the images in which something is to do
    std::size_t images = 0;
    bool detect = false; // in at least one
};

Plan plan(const dataset::Project& project, const Judge& judge, jobs::Context& context)
{
    const Faces all = project.facesByImage();
    Plan plan;
    for (std::size_t from = 0; from < all.size();) {
        context.checkStop();
        for (const Task& task : portion(project, all, from, judge)) {
            ++plan.images;
            plan.detect |= task.detect;
            for (const FaceRow& row : task.faces)
                plan.faces.emplace_back(task.image.id, row.id);
        }
    }
    return plan;
}

// Adds what is known of the pictures; tasks of those that are gone meanwhile go.
void addPictures(const dataset::Project& project, std::vector<Task>& tasks)
{
    std::vector<dataset::ImageId> ids;
    for (Task& task : tasks)
        ids.push_back(std::exchange(task.image.id, 0));
    std::size_t next = 0;
    for (dataset::ImageRow& image : project.images(ids)) {
        while (ids[next] != image.id)
            ++next;
        tasks[next].where = project.location(image);
        tasks[next++].image = std::move(image);
    }
    std::erase_if(tasks, [](const Task& task) { return task.image.id == 0; });
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
        const auto same = [&](const FaceRow& row) { return image::overlap(row.box, out.added[i].box) > 0.4f; };
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

// Works on one portion. Progress counts from `before` to `total` images.
void run(dataset::Project& project,
         crops::CropWriter& writer,
         const std::vector<Task>& tasks,
         Detector& detector,
         const PrepareOptions& options,
         jobs::Context& context,
         std::size_t before,
         std::size_t total)
{
    Channel channel;
    std::stop_source stop;
    const std::stop_callback link(context.stopToken(), [&stop] { stop.request_stop(); });
    std::exception_ptr failure;
    std::jthread workers([&] {
        try {
            parallelFor(
                tasks.size(), options.threads,
                [&](std::size_t i) {
                    Outcome out;
                    try {
                        out = work(tasks[i], detector, options, stop.get_token());
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
            context.progress(before + done, total, "images");
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

void runAll(dataset::Project& project,
            const Plan& plan,
            const Judge& judge,
            const PrepareOptions& options,
            jobs::Context& context)
{
    crops::CropWriter writer(project.cropFile(options.size), options.size);
    const auto detector = makeSharedDetector(options.detector);
    context.stage(plan.detect ? "detect" : "crop");
    context.progress(0, plan.images, "images");
    std::size_t done = 0;
    for (std::size_t from = 0; from < plan.faces.size();) {
        std::vector<Task> tasks = portion(project, plan.faces, from, judge); // as the project is by now
        addPictures(project, tasks);
        run(project, writer, tasks, *detector, options, context, done, plan.images);
        done += tasks.size();
    }
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
    {
        const Cached cached = cachedFaces(project.cropFile(options.size), context);
        const Judge judge = judgeOf(options, cached);
        const Plan todo = plan(project, judge, context);
        if (todo.detect)
            LandmarkPredictor::shared();
        if (todo.images > 0)
            runAll(project, todo, judge, options, context);
    }
    const auto totals = project.detections();
    PrepareResult result{totals.found, totals.notFound, totals.several, 0};
    if (result.faces == 0) {
        const std::string images = std::to_string(project.counts().images);
        throw Error(ErrorCode::NoFaces,
                    images == "0" ? "there is nothing to prepare; import images first"
                    : result.noFace == 0
                        ? "none of the " + images + " images could be read; see the messages about them"
                        : "no face was found in any of the " + images +
                              " images; try another detector, or import crops with --aligned");
    }
    result.seconds = secondsSince(start);
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
    std::optional<crops::CropReader> crops;
    try {
        crops.emplace(project.cropFile(size));
    } catch (const Error& e) {
        if (e.code() != ErrorCode::NotFound && e.code() != ErrorCode::BadFile) // those are prepare's matter
            throw;
        return 0;
    }
    const Judge judge = judgeOutdated(*crops);
    const Plan todo = plan(project, judge, context);
    if (todo.images == 0)
        return 0;
    const auto lock = project.lockForJob("crop");
    PrepareOptions options;
    options.size = size;
    options.threads = threads;
    runAll(project, todo, judge, options, context);
    return static_cast<int>(todo.images);
}

} // namespace likeness::faces
