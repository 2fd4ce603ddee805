// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/engine/capture_coach.h"
#include "core/base/error.h"

#include <QImage>
#include <QObject>
#include <QString>
#include <memory>

QT_BEGIN_NAMESPACE
class QThread;
QT_END_NAMESPACE

namespace likeness::engine {

// A camera or a video file, live: one thread reads frames at the source's pace, one looks for faces in the newest frame
// at whatever rate it manages. Nothing queues up: the latest frame wins, in the analysis and in the window. GUI thread;
// exactly one stopped() or failed() follows a start that was not followed by another.
class CaptureSession final : public QObject
{
    Q_OBJECT
public:
    explicit CaptureSession(QObject* parent = nullptr);
    ~CaptureSession() override;

    void startCamera(int index);
    void startFile(const QString& path);
    void stop(); // returns when both threads have ended: at most one frame and one analysis
    bool isRunning() const { return m_shared != nullptr; }
    bool isFile() const { return m_isFile; }
    void setPaused(bool paused);
    bool isPaused() const { return m_paused; }
    void seek(int frame);                            // files; shows that frame also while paused
    double framesPerSecond() const { return m_fps; } // of the source; 0 = not known
    int frameCount() const { return m_frames; }      // 0 = not known

Q_SIGNALS:
    void opened(); // framesPerSecond and frameCount are known
    void frameReady(const QImage& frame, int index);
    void analysed(const likeness::engine::CaptureFrame& frame);
    void ended(); // of the file; seek() goes on
    void stopped();
    void failed(likeness::ErrorCode code, const QString& message); // stopped by it

private:
    struct Shared;
    void start(int camera, const QString& path);
    void takeFrame();
    void takeAnalysis();
    void fail(ErrorCode code, const QString& message);
    void join();
    static void grab(const std::shared_ptr<Shared>& shared, CaptureSession* session, int camera, const QString& path);
    static void analyse(const std::shared_ptr<Shared>& shared, CaptureSession* session);

    std::shared_ptr<Shared> m_shared; // of the running source
    std::unique_ptr<QThread> m_grabber;
    std::unique_ptr<QThread> m_analyst;
    bool m_isFile = false;
    bool m_paused = false;
    double m_fps = 0;
    int m_frames = 0;
};

} // namespace likeness::engine
