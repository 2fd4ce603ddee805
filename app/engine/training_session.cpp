// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/training_session.h"

#include <QTimer>
#include <condition_variable>
#include <mutex>
#include <utility>

namespace likeness::engine {
namespace {
constexpr int kFlushIntervalMs = 50;
}

// What both threads touch; everything guarded by the mutex. Events wait here at most one flush interval.
struct TrainingSession::Shared {
    std::mutex mutex;
    std::condition_variable wake;
    std::vector<Json> pending;
    bool stop = false;
    bool pause = false;
    bool waiting = false; // the worker stands still because of `pause`
};

class TrainingSession::Worker final : public QObject, private compute::TrainObserver
{
    Q_OBJECT
public:
    Worker(std::shared_ptr<Shared> shared, Trainer trainer) : m_shared(std::move(shared)), m_trainer(std::move(trainer))
    {
    }

    void run(const std::filesystem::path& runFolder)
    {
        // Nothing escapes the thread.
        try {
            const Json end = m_trainer(runFolder, *this);
            Q_EMIT done(QString::fromStdString(end.value("state", std::string("completed"))));
        } catch (const Error& error) {
            Q_EMIT broke(static_cast<int>(error.code()), QString::fromUtf8(error.what()));
        } catch (const std::bad_alloc&) {
            Q_EMIT broke(static_cast<int>(ErrorCode::OutOfMemory),
                         QStringLiteral("Training ran out of memory. Try a smaller batch."));
        } catch (const std::exception& error) {
            Q_EMIT broke(static_cast<int>(ErrorCode::Internal), QString::fromUtf8(error.what()));
        } catch (...) {
            Q_EMIT broke(static_cast<int>(ErrorCode::Internal),
                         QStringLiteral("Training ended for an unknown reason."));
        }
    }

Q_SIGNALS:
    void done(const QString& endState);
    void broke(int code, const QString& message);
    void waitingChanged();

private:
    void onEvent(const Json& event) override
    {
        const std::lock_guard lock(m_shared->mutex);
        m_shared->pending.push_back(event);
    }

    bool shouldContinue() override
    {
        std::unique_lock lock(m_shared->mutex);
        if (m_shared->pause && !m_shared->stop) {
            m_shared->waiting = true;
            lock.unlock();
            Q_EMIT waitingChanged();
            lock.lock();
            m_shared->wake.wait(lock, [this] { return !m_shared->pause || m_shared->stop; });
            m_shared->waiting = false;
        }
        return !m_shared->stop;
    }

    std::shared_ptr<Shared> m_shared;
    Trainer m_trainer;
};

TrainingSession::TrainingSession(Trainer trainer, QObject* parent)
    : QObject(parent), m_shared(std::make_shared<Shared>())
{
    m_worker = new Worker(m_shared, std::move(trainer));
    m_worker->moveToThread(&m_thread);
    m_thread.setObjectName(QStringLiteral("training"));
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    connect(m_worker, &Worker::done, this, [this](const QString& endState) {
        flush();
        setState(State::Idle);
        Q_EMIT finished(endState);
    });
    connect(m_worker, &Worker::broke, this, [this](int code, const QString& message) {
        flush();
        setState(State::Idle);
        Q_EMIT failed(static_cast<ErrorCode>(code), message);
    });
    connect(m_worker, &Worker::waitingChanged, this, [this] {
        bool waiting = false;
        {
            const std::lock_guard lock(m_shared->mutex);
            waiting = m_shared->waiting;
        }
        if (waiting && m_state == State::Pausing) {
            flush();
            setState(State::Paused);
        }
    });
    auto* timer = new QTimer(this);
    timer->setInterval(kFlushIntervalMs);
    connect(timer, &QTimer::timeout, this, &TrainingSession::flush);
    // Nothing to pull, nothing to wake up for.
    connect(this, &TrainingSession::stateChanged, timer, [timer](State state) {
        if (state == State::Idle)
            timer->stop();
        else if (!timer->isActive())
            timer->start();
    });
    m_thread.start(QThread::LowPriority);
}

TrainingSession::~TrainingSession()
{
    {
        const std::lock_guard lock(m_shared->mutex);
        m_shared->stop = true;
    }
    m_shared->wake.notify_all();
    m_thread.quit();
    m_thread.wait();
}

bool TrainingSession::start(const std::filesystem::path& runFolder)
{
    if (m_state != State::Idle)
        return false;
    {
        const std::lock_guard lock(m_shared->mutex);
        m_shared->stop = false;
        m_shared->pause = false;
        m_shared->waiting = false;
        m_shared->pending.clear();
    }
    m_runFolder = runFolder;
    setState(State::Starting);
    QMetaObject::invokeMethod(
        m_worker, [worker = m_worker, runFolder] { worker->run(runFolder); }, Qt::QueuedConnection);
    return true;
}

void TrainingSession::pause()
{
    if (m_state != State::Running && m_state != State::Starting)
        return;
    bool waiting = false;
    {
        const std::lock_guard lock(m_shared->mutex);
        m_shared->pause = true;
        waiting = m_shared->waiting; // resumed and paused again before it woke
    }
    setState(waiting ? State::Paused : State::Pausing);
}

void TrainingSession::resume()
{
    if (m_state != State::Pausing && m_state != State::Paused)
        return;
    {
        const std::lock_guard lock(m_shared->mutex);
        m_shared->pause = false;
    }
    m_shared->wake.notify_all();
    setState(State::Running);
}

void TrainingSession::stop()
{
    if (m_state == State::Idle || m_state == State::Stopping)
        return;
    {
        const std::lock_guard lock(m_shared->mutex);
        m_shared->stop = true;
    }
    m_shared->wake.notify_all();
    setState(State::Stopping);
}

void TrainingSession::flush()
{
    std::vector<Json> batch;
    {
        const std::lock_guard lock(m_shared->mutex);
        batch.swap(m_shared->pending);
    }
    if (batch.empty())
        return;
    if (m_state == State::Starting)
        setState(State::Running);
    Q_EMIT eventsReady(batch);
}

void TrainingSession::setState(State state)
{
    if (std::exchange(m_state, state) != state)
        Q_EMIT stateChanged(state);
}

} // namespace likeness::engine
#include "training_session.moc"
