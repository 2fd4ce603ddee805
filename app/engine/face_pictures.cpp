// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/face_pictures.h"

#include "app/engine/error_text.h"
#include "app/engine/photo_thumbnails.h"
#include "app/engine/project_session.h"
#include "app/engine/qt_convert.h"
#include "core/base/log.h"
#include "core/crops/crop_cache.h"
#include "core/image/codec.h"

#include <QCache>
#include <QThread>
#include <QThreadPool>
#include <QTimer>
#include <mutex>
#include <unordered_set>
#include <vector>

namespace likeness::engine {
namespace {

constexpr qsizetype kCropCacheBytes = 48 << 20;
constexpr qsizetype kPhotoCacheBytes = 128 << 20;
constexpr std::size_t kMaxWishes = 512; // what has scrolled away long ago is not read any more
constexpr int kReportMs = 16;

} // namespace

struct FacePictures::Impl {
    // What the pool's tasks share with the GUI thread; they hold it alive.
    struct Work {
        std::mutex mutex;
        std::filesystem::path folder;
        std::filesystem::path cropFile;
        std::shared_ptr<const crops::CropViewer> crops; // opened by the first task
        bool cropsFailed = false;
        std::vector<std::unique_ptr<PhotoThumbnails>> idle; // of tasks that have ended; a connection each
        std::vector<dataset::FaceId> wishes;                // last in, first out
        std::vector<std::pair<dataset::FaceId, QImage>> done;
        int running = 0;
        std::uint64_t generation = 0;
        std::mutex opening;
    };

    explicit Impl(ProjectSession& s) : session(s), cropCache(kCropCacheBytes), photoCache(kPhotoCacheBytes)
    {
        cropPool.setMaxThreadCount(std::clamp(QThread::idealThreadCount() - 1, 1, 3));
        photoPool.setMaxThreadCount(2);
    }

    static void readPictures(const std::shared_ptr<Work>& work);
    static std::shared_ptr<const crops::CropViewer> openCrops(Work& work);

    ProjectSession& session;
    std::shared_ptr<Work> work = std::make_shared<Work>();
    QCache<dataset::FaceId, QPixmap> cropCache;
    QCache<dataset::ImageId, QImage> photoCache;
    std::unordered_set<dataset::FaceId> wanted;
    std::unordered_set<dataset::ImageId> photosWanted;
    std::uint64_t generation = 0;
    QTimer reportTimer;
    QThreadPool cropPool;
    QThreadPool photoPool;
};

std::shared_ptr<const crops::CropViewer> FacePictures::Impl::openCrops(Work& work)
{
    const std::lock_guard one(work.opening);
    std::filesystem::path file;
    std::uint64_t generation = 0;
    {
        const std::lock_guard lock(work.mutex);
        if (work.crops || work.cropsFailed)
            return work.crops;
        file = work.cropFile;
        generation = work.generation;
    }
    std::shared_ptr<const crops::CropViewer> opened;
    try {
        opened = std::make_shared<const crops::CropViewer>(file);
    } catch (const Error& e) {
        if (e.code() != ErrorCode::NotFound) // not prepared yet is no news
            log::warn(e.what());
    }
    const std::lock_guard lock(work.mutex);
    if (generation == work.generation) {
        work.crops = opened;
        work.cropsFailed = !opened;
    }
    return opened;
}

void FacePictures::Impl::readPictures(const std::shared_ptr<Work>& work)
{
    std::unique_ptr<PhotoThumbnails> thumbnails;
    std::uint64_t thumbnailsOf = 0; // generation
    for (;;) {
        dataset::FaceId face = 0;
        std::uint64_t generation = 0;
        std::filesystem::path folder;
        {
            const std::lock_guard lock(work->mutex);
            generation = work->generation;
            if (thumbnails && thumbnailsOf != generation)
                thumbnails.reset(); // of another project, or before much has changed
            if (work->wishes.empty()) {
                if (thumbnails)
                    work->idle.push_back(std::move(thumbnails));
                --work->running;
                return;
            }
            face = work->wishes.back();
            work->wishes.pop_back();
            folder = work->folder;
            if (!thumbnails && !work->idle.empty()) {
                thumbnails = std::move(work->idle.back());
                work->idle.pop_back();
                thumbnailsOf = generation;
            }
        }
        QImage picture;
        if (const auto crops = openCrops(*work)) {
            const Bytes pixels = crops->pixels(face);
            const int size = crops->size();
            if (!pixels.empty())
                picture = QImage(pixels.data(), size, size, size * 3, QImage::Format_RGB888)
                              .convertToFormat(QImage::Format_RGB32);
        }
        if (picture.isNull()) {
            if (!thumbnails) {
                thumbnails = std::make_unique<PhotoThumbnails>(folder);
                thumbnailsOf = generation;
            }
            picture = thumbnails->ofFace(face);
        }
        const std::lock_guard lock(work->mutex);
        if (generation == work->generation)
            work->done.emplace_back(face, std::move(picture));
    }
}

FacePictures::FacePictures(ProjectSession& session, QObject* parent)
    : QObject(parent), m_d(std::make_unique<Impl>(session))
{
    m_d->reportTimer.setInterval(kReportMs);
    connect(&m_d->reportTimer, &QTimer::timeout, this, [this] {
        std::vector<std::pair<dataset::FaceId, QImage>> done;
        bool idle = false;
        {
            const std::lock_guard lock(m_d->work->mutex);
            done.swap(m_d->work->done);
            idle = m_d->work->running == 0;
        }
        std::vector<dataset::FaceId> faces;
        for (const auto& [face, picture] : done) {
            const auto cost = std::max<qsizetype>(picture.sizeInBytes(), 64);
            m_d->cropCache.insert(face, new QPixmap(QPixmap::fromImage(picture)), cost);
            m_d->wanted.erase(face);
            faces.push_back(face);
        }
        if (idle && done.empty())
            m_d->reportTimer.stop();
        if (!faces.empty())
            Q_EMIT ready(faces);
    });
    for (auto signal : {&ProjectSession::opened, &ProjectSession::closed, &ProjectSession::facesChanged,
                        &ProjectSession::contentChanged})
        connect(&session, signal, this, &FacePictures::clear);
}

FacePictures::~FacePictures()
{
    clear();
    m_d->cropPool.waitForDone();
    m_d->photoPool.waitForDone();
}

std::optional<QPixmap> FacePictures::crop(dataset::FaceId face)
{
    if (const QPixmap* hit = m_d->cropCache.object(face))
        return *hit;
    if (!m_d->session.isOpen())
        return QPixmap();
    const auto& work = m_d->work;
    bool start = false;
    {
        const std::lock_guard lock(work->mutex);
        if (m_d->wanted.insert(face).second) {
            work->wishes.push_back(face);
        } else if (const auto it = std::find(work->wishes.rbegin(), work->wishes.rend(), face);
                   it != work->wishes.rend()) {
            std::rotate(it.base() - 1, it.base(), work->wishes.end()); // asked again: to the front
        }
        if (work->wishes.size() > kMaxWishes) {
            for (std::size_t i = 0; i < kMaxWishes / 2; ++i)
                m_d->wanted.erase(work->wishes[i]);
            work->wishes.erase(work->wishes.begin(), work->wishes.begin() + kMaxWishes / 2);
        }
        if (work->cropFile.empty()) {
            work->cropFile = m_d->session.project().cropFile();
            work->folder = m_d->session.project().folder();
        }
        start = work->running < m_d->cropPool.maxThreadCount();
        work->running += start ? 1 : 0;
    }
    if (start)
        m_d->cropPool.start([work] { Impl::readPictures(work); });
    if (!m_d->reportTimer.isActive())
        m_d->reportTimer.start();
    return std::nullopt;
}

void FacePictures::requestPhoto(dataset::ImageId image)
{
    if (const QImage* hit = m_d->photoCache.object(image)) {
        QMetaObject::invokeMethod(
            this, [this, image, photo = *hit] { Q_EMIT photoReady(image, photo); }, Qt::QueuedConnection);
        return;
    }
    if (!m_d->session.isOpen() || !m_d->photosWanted.insert(image).second)
        return;
    formats::Location where;
    QString missing = tr("This image is no longer in the project.");
    try {
        if (const auto row = m_d->session.project().image(image))
            where = m_d->session.project().location(*row);
    } catch (const std::exception& e) {
        missing = errorText(e).what;
    }
    if (where.file.empty()) {
        m_d->photosWanted.erase(image);
        Q_EMIT photoFailed(image, missing);
        return;
    }
    m_d->photoPool.start([this, image, where, generation = m_d->generation] {
        QImage photo;
        QString problem;
        try {
            photo = toQImage(image::decode(formats::readAt(where, image::kMaxFileBytes)));
        } catch (const std::exception& e) {
            problem = errorText(e).what;
        }
        // The destructor waits for the pool, so `this` is alive; the result itself is delivered only while it stays so.
        QMetaObject::invokeMethod(
            this,
            [this, image, photo, problem, generation] {
                if (generation != m_d->generation)
                    return;
                m_d->photosWanted.erase(image);
                if (photo.isNull()) {
                    Q_EMIT photoFailed(image, problem);
                    return;
                }
                m_d->photoCache.insert(image, new QImage(photo), photo.sizeInBytes());
                Q_EMIT photoReady(image, photo);
            },
            Qt::QueuedConnection);
    });
}

void FacePictures::forget(dataset::FaceId face)
{
    m_d->cropCache.remove(face);
    const std::lock_guard lock(m_d->work->mutex);
    m_d->work->crops.reset(); // it knows the file as it was when it was opened
    m_d->work->cropsFailed = false;
}

bool FacePictures::isIdle() const
{
    return m_d->wanted.empty() && m_d->photosWanted.empty();
}

void FacePictures::clear()
{
    m_d->cropCache.clear();
    m_d->photoCache.clear();
    m_d->wanted.clear();
    m_d->photosWanted.clear();
    ++m_d->generation;
    const std::lock_guard lock(m_d->work->mutex);
    auto& work = *m_d->work;
    work.wishes.clear();
    work.done.clear();
    work.crops.reset();
    work.cropsFailed = false;
    work.idle.clear();
    work.cropFile.clear();
    work.folder.clear();
    ++work.generation;
}

} // namespace likeness::engine
