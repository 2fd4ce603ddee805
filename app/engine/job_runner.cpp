// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/job_runner.h"

#include "app/engine/qt_convert.h"

#include <mutex>
#include <new>
#include <optional>

namespace likeness::engine {

struct JobRunner::Shared {
    std::mutex mutex;
    std::stop_source stop;
    // What happened since the last flush.
    std::optional<QString> stage;
    bool progressed = false;
    quint64 done = 0;
    quint64 total = 0;
    QString unit;
    std::vector<jobs::Issue> issues;
    // How it ended; empty message and Interrupted do not clash, because `error` says whether there was one.
    std::optional<std::pair<ErrorCode, QString>> error;
};

// The job's side. May be called from several threads of the job at once.
class JobRunner::Context final : public jobs::Context
{
public:
    explicit Context(std::shared_ptr<Shared> shared) : m_shared(std::move(shared)) {}
    void stage(const std::string& id) override
    {
        const std::lock_guard lock(m_shared->mutex);
        m_shared->stage = qs(id);
        m_shared->progressed = true;
        m_shared->done = m_shared->total = 0;
        m_shared->unit.clear();
    }
    void progress(std::uint64_t done, std::uint64_t total, const char* unit) override
    {
        const std::lock_guard lock(m_shared->mutex);
        m_shared->progressed = true;
        m_shared->done = done;
        m_shared->total = total;
        m_shared->unit = QString::fromUtf8(unit);
    }
    void issue(const jobs::Issue& issue) override
    {
        const std::lock_guard lock(m_shared->mutex);
        m_shared->issues.push_back(issue);
    }
    std::stop_token stopToken() const override { return m_shared->stop.get_token(); }

private:
    std::shared_ptr<Shared> m_shared;
};

JobRunner::JobRunner(QObject* parent) : QObject(parent), m_flushTimer(this)
{
    m_flushTimer.setInterval(50);
    connect(&m_flushTimer, &QTimer::timeout, this, &JobRunner::flush);
}

JobRunner::~JobRunner()
{
    if (m_shared)
        m_shared->stop.request_stop();
    m_thread.quit();
    m_thread.wait();
}

bool JobRunner::start(const QString& title, std::function<void(jobs::Context&)> work)
{
    if (m_running)
        return false;
    if (!m_worker) {
        m_worker = new QObject;
        m_worker->moveToThread(&m_thread);
        connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
        m_thread.setObjectName(QStringLiteral("likeness-job"));
        m_thread.start(QThread::LowPriority);
    }
    m_shared = std::make_shared<Shared>();
    m_title = title;
    m_running = true;
    const auto run = [this, shared = m_shared, work = std::move(work)] {
        std::optional<std::pair<ErrorCode, QString>> error;
        try {
            Context context(shared);
            work(context);
        } catch (const Error& e) {
            error.emplace(e.code(), QString::fromUtf8(e.what()));
        } catch (const std::bad_alloc&) {
            error.emplace(ErrorCode::OutOfMemory, QString());
        } catch (const std::exception& e) {
            error.emplace(ErrorCode::Internal, QString::fromUtf8(e.what()));
        } catch (...) {
            error.emplace(ErrorCode::Internal, QString());
        }
        {
            const std::lock_guard lock(shared->mutex);
            shared->error = std::move(error);
        }
        // The runner outlives its thread, so `this` is there; an event that comes too late dies with it.
        QMetaObject::invokeMethod(this, &JobRunner::end, Qt::QueuedConnection);
    };
    QMetaObject::invokeMethod(m_worker, run, Qt::QueuedConnection);
    m_flushTimer.start();
    Q_EMIT started(title);
    return true;
}

void JobRunner::stop()
{
    if (m_running)
        m_shared->stop.request_stop();
}

bool JobRunner::isRunning() const
{
    return m_running;
}

QString JobRunner::title() const
{
    return m_title;
}

void JobRunner::flush()
{
    std::optional<QString> stage;
    std::vector<jobs::Issue> issues;
    bool progressed = false;
    quint64 done = 0;
    quint64 total = 0;
    QString unit;
    {
        const std::lock_guard lock(m_shared->mutex);
        std::swap(stage, m_shared->stage);
        issues.swap(m_shared->issues);
        std::swap(progressed, m_shared->progressed);
        done = m_shared->done;
        total = m_shared->total;
        unit = m_shared->unit;
    }
    if (stage)
        Q_EMIT stageChanged(*stage);
    if (progressed)
        Q_EMIT progressChanged(done, total, unit);
    for (const jobs::Issue& issue : issues)
        Q_EMIT issueFound(issue);
}

void JobRunner::end()
{
    m_flushTimer.stop();
    flush();
    m_running = false;
    const auto shared = m_shared; // a slot may start the next job
    if (shared->error)
        Q_EMIT failed(shared->error->first, shared->error->second);
    else
        Q_EMIT finished();
}

} // namespace likeness::engine
