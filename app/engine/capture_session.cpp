// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/capture_session.h"

#include "app/engine/qt_convert.h"
#include "core/image/video.h"

#include <QThread>
#include <chrono>
#include <condition_variable>
#include <mutex>

namespace likeness::engine {

using Clock = std::chrono::steady_clock;

// What the three threads share. One mailbox each way: a newer frame replaces an older one that nobody took.
struct CaptureSession::Shared {
    std::mutex mutex;
    std::condition_variable wake;
    bool stop = false;
    bool paused = false;
    int seekTo = -1;

    std::shared_ptr<const image::Image> frame; // newest
    int frameIndex = 0;
    bool frameForGui = false;     // not yet shown
    bool frameForAnalyst = false; // not yet looked at
    bool guiAsked = false;        // a takeFrame() is on its way
    CaptureFrame analysis;
    bool analysisAsked = false;
};

CaptureSession::CaptureSession(QObject* parent) : QObject(parent) {}

CaptureSession::~CaptureSession()
{
    join();
}

void CaptureSession::startCamera(int index)
{
    start(index, {});
}

void CaptureSession::startFile(const QString& path)
{
    start(-1, path);
}

void CaptureSession::start(int camera, const QString& path)
{
    join();
    m_isFile = camera < 0;
    m_paused = false;
    m_fps = 0;
    m_frames = 0;
    m_shared = std::make_shared<Shared>();
    m_grabber.reset(QThread::create(&CaptureSession::grab, m_shared, this, camera, path));
    m_analyst.reset(QThread::create(&CaptureSession::analyse, m_shared, this));
    m_grabber->start();
    m_analyst->start(QThread::LowPriority);
}

void CaptureSession::join()
{
    if (!m_shared)
        return;
    {
        const std::lock_guard lock(m_shared->mutex);
        m_shared->stop = true;
    }
    m_shared->wake.notify_all();
    m_grabber->wait();
    m_analyst->wait();
    m_grabber.reset();
    m_analyst.reset();
    m_shared.reset(); // what is still on its way to this thread finds another Shared, and is dropped
}

void CaptureSession::stop()
{
    if (!m_shared)
        return;
    join();
    Q_EMIT stopped();
}

void CaptureSession::fail(ErrorCode code, const QString& message)
{
    join();
    Q_EMIT failed(code, message);
}

void CaptureSession::setPaused(bool paused)
{
    m_paused = paused;
    if (!m_shared)
        return;
    {
        const std::lock_guard lock(m_shared->mutex);
        m_shared->paused = paused;
    }
    m_shared->wake.notify_all();
}

void CaptureSession::seek(int frame)
{
    if (!m_shared || !m_isFile)
        return;
    {
        const std::lock_guard lock(m_shared->mutex);
        m_shared->seekTo = std::max(0, frame);
    }
    m_shared->wake.notify_all();
}

void CaptureSession::takeFrame()
{
    std::shared_ptr<const image::Image> frame;
    int index = 0;
    {
        const std::lock_guard lock(m_shared->mutex);
        m_shared->guiAsked = false;
        if (!m_shared->frameForGui)
            return;
        m_shared->frameForGui = false;
        frame = m_shared->frame;
        index = m_shared->frameIndex;
    }
    Q_EMIT frameReady(toQImage(*frame), index);
}

void CaptureSession::takeAnalysis()
{
    CaptureFrame analysis;
    {
        const std::lock_guard lock(m_shared->mutex);
        m_shared->analysisAsked = false;
        analysis = std::move(m_shared->analysis);
        m_shared->analysis = {};
    }
    if (analysis.frame)
        Q_EMIT analysed(analysis);
}

namespace {

// Runs `function` on the session's thread if it still has that source then.
template<typename Shared, typename Function>
void post(CaptureSession* session,
          std::shared_ptr<Shared>& current,
          const std::shared_ptr<Shared>& shared,
          Function function)
{
    QMetaObject::invokeMethod(
        session,
        [&current, shared, function = std::move(function)] {
            if (current == shared)
                function();
        },
        Qt::QueuedConnection);
}

} // namespace

void CaptureSession::grab(const std::shared_ptr<Shared>& shared,
                          CaptureSession* session,
                          int camera,
                          const QString& path)
{
    const auto tell = [&](auto function) { post(session, session->m_shared, shared, std::move(function)); };
    try {
        image::VideoSource source =
            camera < 0 ? image::VideoSource::openFile(toPath(path)) : image::VideoSource::openCamera(camera);
        const double fps = source.framesPerSecond();
        tell([session, fps, frames = source.frameCount()] {
            session->m_fps = fps;
            session->m_frames = frames;
            Q_EMIT session->opened();
        });
        // A camera sets the pace itself.
        const auto interval = std::chrono::duration_cast<Clock::duration>(
            std::chrono::duration<double>(1 / (fps > 1 && fps < 240 ? fps : 25)));
        auto due = Clock::now();
        int index = 0;
        bool atEnd = false;
        while (true) {
            int seekTo = -1;
            {
                std::unique_lock lock(shared->mutex);
                const auto interrupted = [&] { return shared->stop || shared->seekTo >= 0; };
                if (camera < 0 && (atEnd || shared->paused)) {
                    shared->wake.wait(lock, [&] { return interrupted() || (!atEnd && !shared->paused); });
                    due = Clock::now();
                } else if (camera < 0) {
                    shared->wake.wait_until(lock, due, interrupted);
                }
                if (shared->stop)
                    return;
                if (camera >= 0 && shared->paused) { // the camera runs on, so that nothing stale comes afterwards
                    lock.unlock();
                    if (!source.next())
                        throw Error(ErrorCode::NoCamera,
                                    "The camera stopped sending pictures. Check its plug and start again.");
                    continue;
                }
                seekTo = std::exchange(shared->seekTo, -1);
            }
            if (seekTo >= 0) {
                source.seek(seekTo);
                index = seekTo;
                atEnd = false;
                due = Clock::now();
            }
            std::optional<image::Image> frame = source.next();
            if (!frame) {
                if (camera >= 0)
                    throw Error(ErrorCode::NoCamera,
                                "The camera stopped sending pictures. Check its plug and start again.");
                if (!atEnd)
                    tell([session] { Q_EMIT session->ended(); });
                atEnd = true;
                continue;
            }
            // After a hold-up (a slow disk) time is not made good: frames would rush by.
            due = std::max(due + interval, Clock::now() - interval);
            bool ask = false;
            {
                const std::lock_guard lock(shared->mutex);
                shared->frame = std::make_shared<const image::Image>(std::move(*frame));
                shared->frameIndex = index++;
                shared->frameForGui = shared->frameForAnalyst = true;
                ask = !std::exchange(shared->guiAsked, true);
            }
            shared->wake.notify_all();
            if (ask)
                tell([session] { session->takeFrame(); });
        }
    } catch (const Error& error) {
        tell([session, code = error.code(), text = QString::fromUtf8(error.what())] { session->fail(code, text); });
    } catch (const std::exception& error) {
        tell([session, text = QString::fromUtf8(error.what())] { session->fail(ErrorCode::Internal, text); });
    }
}

void CaptureSession::analyse(const std::shared_ptr<Shared>& shared, CaptureSession* session)
{
    const auto tell = [&](auto function) { post(session, session->m_shared, shared, std::move(function)); };
    try {
        const std::unique_ptr<faces::Detector> detector = faces::makeDetector("hog");
        while (true) {
            std::shared_ptr<const image::Image> frame;
            int index = 0;
            {
                std::unique_lock lock(shared->mutex);
                shared->wake.wait(lock, [&] { return shared->stop || shared->frameForAnalyst; });
                if (shared->stop)
                    return;
                shared->frameForAnalyst = false;
                frame = shared->frame;
                index = shared->frameIndex;
            }
            CaptureFrame analysis = analyseFrame(*detector, std::move(frame), index);
            bool ask = false;
            {
                const std::lock_guard lock(shared->mutex);
                shared->analysis = std::move(analysis);
                ask = !std::exchange(shared->analysisAsked, true);
            }
            if (ask)
                tell([session] { session->takeAnalysis(); });
        }
    } catch (const Error& error) {
        tell([session, code = error.code(), text = QString::fromUtf8(error.what())] { session->fail(code, text); });
    } catch (const std::exception& error) {
        tell([session, text = QString::fromUtf8(error.what())] { session->fail(ErrorCode::Internal, text); });
    }
}

} // namespace likeness::engine
