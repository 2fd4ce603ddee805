// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/error.h"
#include "core/dataset/types.h"
#include "core/image/image.h"

#include <QObject>
#include <QString>
#include <QThreadPool>
#include <atomic>
#include <functional>
#include <memory>

namespace likeness::dataset {
class Project;
}

namespace likeness::engine {

// Writes pictures of single faces behind the window's back, each on a connection of its own: captured frames on one
// thread, at once and in their order; crops on another, because the crop cache has one writer, and they wait while a
// job holds the project's lock (waiting()). GUI thread.
class FaceWriter final : public QObject
{
    Q_OBJECT
public:
    struct Capture {
        std::shared_ptr<const image::Image> frame; // RGB
        image::Image crop;                         // 112 × 112 RGB
        dataset::FaceRow row;                      // box, automatic landmarks, quality
        QString identity;
    };

    explicit FaceWriter(QObject* parent = nullptr);
    ~FaceWriter() override; // stores what was captured; crops that still wait for the lock are left to the next prepare

    void setProject(const QString& folder); // for what is asked from now on
    void renewCrop(dataset::FaceId face);
    void save(Capture capture);
    int pending() const { return m_pending; }

Q_SIGNALS:
    void captured(qint64 face, const QString& identity); // photograph, face and label are stored; the crop follows
    void notCaptured(likeness::ErrorCode code, const QString& message);
    void cropRenewed(qint64 face);                                 // also the first crop of a captured face
    void waiting();                                                // a running job holds up the crops
    void failed(likeness::ErrorCode code, const QString& message); // of a crop
    void idle();                                                   // nothing is left to write

private:
    using Failed = void (FaceWriter::*)(ErrorCode, const QString&);
    using Work = std::function<void(dataset::Project&)>;
    void enqueue(QThreadPool& pool, const QString& folder, Failed signal, Work work); // any thread
    void onceFree(const std::function<void()>& work, dataset::FaceId face);

    QString m_folder;
    QThreadPool m_photographs;
    QThreadPool m_crops;
    std::atomic<bool> m_stop = false;
    std::atomic<int> m_pending = 0;
};

} // namespace likeness::engine
