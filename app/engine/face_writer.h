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

namespace likeness::engine {

// Writes pictures of single faces behind the window's back: the new crop after landmarks were edited, and captured
// frames. One after the other, on a thread and a connection of its own. While another job holds the project's lock,
// crops wait for it (waiting()), because the crop cache has one writer; captured frames are stored at once. GUI thread.
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
    void cropRenewed(qint64 face);
    void captured(qint64 face, const QString& identity);
    void waiting(); // once for each face that has to wait for a running job
    void failed(likeness::ErrorCode code, const QString& message);
    void idle(); // nothing is left to write

private:
    void enqueue(std::function<void(const QString& folder)> work);

    QString m_folder;
    QThreadPool m_pool;
    std::atomic<bool> m_stop = false;
    int m_pending = 0;
};

} // namespace likeness::engine
