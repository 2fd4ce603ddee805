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

} // namespace

FaceWriter::FaceWriter(QObject* parent) : QObject(parent)
{
    m_photographs.setMaxThreadCount(1);
    m_crops.setMaxThreadCount(1);
}

FaceWriter::~FaceWriter()
{
    m_stop = true;
    m_photographs.waitForDone(); // the last of them still asks for its crop
    m_crops.waitForDone();
}

void FaceWriter::setProject(const QString& folder)
{
    m_folder = folder;
}

void FaceWriter::enqueue(QThreadPool& pool, const QString& folder, Failed signal, Work work)
{
    ++m_pending;
    pool.start([this, folder, signal, work = std::move(work)] {
        const auto report = [this, signal](ErrorCode code, const QString& text) {
            // clang-format off
            QMetaObject::invokeMethod(
                this, [this, signal, code, text] { Q_EMIT (this->*signal)(code, text); }, Qt::QueuedConnection);
            // clang-format on
        };
        try {
            auto project = dataset::Project::open(toPath(folder));
            work(project);
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

// Runs `work`, which takes the project's job lock, once the lock can be had; gives up when the writer ends first.
void FaceWriter::onceFree(const std::function<void()>& work, dataset::FaceId face)
{
    for (bool announced = false;; announced = true) {
        try {
            work();
            QMetaObject::invokeMethod(
                this, [this, face] { Q_EMIT cropRenewed(face); }, Qt::QueuedConnection);
            return;
        } catch (const Error& error) {
            if (error.code() != ErrorCode::ProjectBusy)
                throw;
        }
        if (m_stop)
            return;
        if (!announced)
            QMetaObject::invokeMethod(this, &FaceWriter::waiting, Qt::QueuedConnection);
        QThread::msleep(kRetryMs);
    }
}

void FaceWriter::renewCrop(dataset::FaceId face)
{
    enqueue(m_crops, m_folder, &FaceWriter::failed,
            [this, face](dataset::Project& project) { onceFree([&] { faces::recrop(project, face); }, face); });
}

void FaceWriter::save(Capture capture)
{
    // A std::function wants to be copied; the pictures do not.
    const auto crop = std::make_shared<const image::Image>(std::move(capture.crop));
    enqueue(m_photographs, m_folder, &FaceWriter::notCaptured,
            [this, folder = m_folder, frame = capture.frame, row = capture.row, identity = capture.identity,
             crop](dataset::Project& project) {
                const dataset::FaceId face =
                    project.addCapture(image::encodePng(*frame), frame->width, frame->height, row, utf8(identity));
                QMetaObject::invokeMethod(
                    this, [this, face, identity] { Q_EMIT captured(face, identity); }, Qt::QueuedConnection);
                const auto cut = faces::cutOf(row);
                enqueue(m_crops, folder, &FaceWriter::failed, [this, crop, cut, face](dataset::Project& opened) {
                    onceFree(
                        [&] {
                            const auto lock = opened.lockForJob("crop");
                            crops::CropWriter writer(opened.cropFile(crop->width), crop->width);
                            writer.add(face, crop->pixels, cut);
                            writer.flush();
                        },
                        face);
                });
            });
}

} // namespace likeness::engine
