// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/face_writer.h"

#include "app/engine/qt_convert.h"
#include "core/crops/crop_cache.h"
#include "core/dataset/project.h"
#include "core/faces/prepare.h"
#include "core/image/codec.h"

#include <QThread>

namespace likeness::engine {

namespace {

constexpr int kRetryMs = 250;

// Runs `work`, which takes the project's job lock, once the lock can be had. False when given up for `stop`.
bool onceFree(const std::atomic<bool>& stop,
              const std::function<void()>& announceWait,
              const std::function<void()>& work)
{
    for (bool announced = false;; announced = true) {
        try {
            work();
            return true;
        } catch (const Error& error) {
            if (error.code() != ErrorCode::ProjectBusy)
                throw;
        }
        if (stop)
            return false;
        if (!announced)
            announceWait();
        QThread::msleep(kRetryMs);
    }
}

} // namespace

FaceWriter::FaceWriter(QObject* parent) : QObject(parent)
{
    m_pool.setMaxThreadCount(1);
}

FaceWriter::~FaceWriter()
{
    m_stop = true;
    m_pool.waitForDone();
}

void FaceWriter::setProject(const QString& folder)
{
    m_folder = folder;
}

void FaceWriter::enqueue(std::function<void(const QString&)> work)
{
    ++m_pending;
    m_pool.start([this, folder = m_folder, work = std::move(work)] {
        const auto report = [this](ErrorCode code, const QString& text) {
            QMetaObject::invokeMethod(
                this, [this, code, text] { Q_EMIT failed(code, text); }, Qt::QueuedConnection);
        };
        try {
            work(folder);
        } catch (const Error& error) {
            report(error.code(), QString::fromUtf8(error.what()));
        } catch (const std::exception& error) {
            report(ErrorCode::Internal, QString::fromUtf8(error.what()));
        }
        QMetaObject::invokeMethod(
            this,
            [this] {
                if (--m_pending == 0)
                    Q_EMIT idle();
            },
            Qt::QueuedConnection);
    });
}

void FaceWriter::renewCrop(dataset::FaceId face)
{
    enqueue([this, face](const QString& folder) {
        auto project = dataset::Project::open(toPath(folder));
        const auto announce = [this] { QMetaObject::invokeMethod(this, &FaceWriter::waiting, Qt::QueuedConnection); };
        if (onceFree(m_stop, announce, [&] { faces::recrop(project, face); }))
            QMetaObject::invokeMethod(
                this, [this, face] { Q_EMIT cropRenewed(face); }, Qt::QueuedConnection);
    });
}

void FaceWriter::save(Capture capture)
{
    // A std::function wants to be copied; the picture does not.
    const auto shared = std::make_shared<const Capture>(std::move(capture));
    enqueue([this, shared](const QString& folder) {
        auto project = dataset::Project::open(toPath(folder));
        const image::Image& frame = *shared->frame;
        const dataset::FaceId face =
            project.addCapture(image::encodePng(frame), frame.width, frame.height, shared->row, utf8(shared->identity));
        const auto announce = [this] { QMetaObject::invokeMethod(this, &FaceWriter::waiting, Qt::QueuedConnection); };
        const bool cropped = onceFree(m_stop, announce, [&] {
            const auto lock = project.lockForJob("crop");
            crops::CropWriter writer(project.cropFile(shared->crop.width), shared->crop.width);
            writer.add(face, shared->crop.pixels, faces::cutOf(shared->row));
            writer.flush();
        });
        if (cropped)
            QMetaObject::invokeMethod(
                this, [this, face, identity = shared->identity] { Q_EMIT captured(face, identity); },
                Qt::QueuedConnection);
    });
}

} // namespace likeness::engine
