// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/jobs/job.h"

#include <QObject>
#include <QString>
#include <QThread>
#include <QTimer>
#include <functional>
#include <memory>

namespace likeness::engine {

// Runs one long job of the core at a time on a QThread of its own. Public functions and all signals: GUI thread. The
// job gets a jobs::Context and must open what it needs itself (its own dataset::Project: a connection belongs to one
// thread).
class JobRunner final : public QObject
{
    Q_OBJECT
public:
    explicit JobRunner(QObject* parent = nullptr);
    ~JobRunner() override; // asks the job to stop and waits for it

    // `title` is what the status bar shows (translated). False when a job is running. Exactly one of finished/failed
    // follows.
    bool start(const QString& title, std::function<void(jobs::Context&)> work);
    void stop(); // direct, not queued; the job ends at its next step with failed(Interrupted)
    bool isRunning() const;
    QString title() const;

Q_SIGNALS:
    void started(const QString& title);
    void stageChanged(const QString& stageId);
    void progressChanged(quint64 done, quint64 total, const QString& unit); // at most 20 a second
    void issueFound(const likeness::jobs::Issue& issue);                    // batched with progress
    void finished();
    void failed(likeness::ErrorCode code, const QString& message); // Interrupted when stopped

private:
    struct Shared;
    class Context;
    void flush();
    void end();

    std::shared_ptr<Shared> m_shared; // of the running job; what the worker writes and flush() reads
    QThread m_thread;                 // started by the first job
    QObject* m_worker = nullptr;      // lives on m_thread and dies with it
    QTimer m_flushTimer;
    QString m_title;
    bool m_running = false;
};

} // namespace likeness::engine
