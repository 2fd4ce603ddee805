// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/repeater.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace likeness::engine {

struct Repeater::Shared {
    std::mutex mutex;
    std::condition_variable wake;
    QObject* receiver = nullptr; // lives as long as `stop` is false
    bool stop = false;
    bool woken = false;
    int interval = 0;
    int posted = 0; // calls that have not been made yet
    std::weak_ptr<Shared> self;
};

bool Repeater::Round::stopped() const
{
    const std::lock_guard lock(m_shared.mutex);
    return m_shared.stop;
}

void Repeater::Round::post(std::function<void()> call) const
{
    const std::lock_guard lock(m_shared.mutex);
    if (m_shared.stop)
        return;
    ++m_shared.posted;
    // The Round is gone by then; what it points to may be, too, unless it has not been stopped.
    QMetaObject::invokeMethod(
        m_shared.receiver,
        [call = std::move(call), weak = m_shared.self] {
            const auto shared = weak.lock();
            if (!shared)
                return;
            {
                const std::lock_guard inner(shared->mutex);
                --shared->posted;
                if (shared->stop)
                    return;
            }
            shared->wake.notify_all();
            call();
        },
        Qt::QueuedConnection);
}

bool Repeater::Round::settled() const
{
    std::unique_lock lock(m_shared.mutex);
    m_shared.wake.wait(lock, [this] { return m_shared.stop || m_shared.posted == 0; });
    return !m_shared.stop;
}

Repeater::Repeater(QObject* receiver, std::function<void(const Round&)> work) : m_shared(std::make_shared<Shared>())
{
    m_shared->receiver = receiver;
    m_shared->self = m_shared;
    std::thread([shared = m_shared, work = std::move(work)] {
        for (;;) {
            {
                std::unique_lock lock(shared->mutex);
                const auto due = [&] { return shared->stop || shared->woken; };
                // A new interval wakes it too, and is waited for from then on.
                for (bool waiting = true; waiting && !due();) {
                    const int interval = shared->interval;
                    const auto changed = [&] { return due() || shared->interval != interval; };
                    if (interval > 0)
                        waiting = shared->wake.wait_for(lock, std::chrono::milliseconds(interval), changed);
                    else
                        shared->wake.wait(lock, changed);
                }
                if (shared->stop)
                    return;
                shared->woken = false;
            }
            work(Round(*shared));
        }
    }).detach();
}

Repeater::~Repeater()
{
    {
        const std::lock_guard lock(m_shared->mutex);
        m_shared->stop = true;
    }
    m_shared->wake.notify_all();
}

void Repeater::wake()
{
    {
        const std::lock_guard lock(m_shared->mutex);
        m_shared->woken = true;
    }
    m_shared->wake.notify_all();
}

void Repeater::setInterval(int milliseconds)
{
    {
        const std::lock_guard lock(m_shared->mutex);
        m_shared->interval = milliseconds;
    }
    m_shared->wake.notify_all();
}

} // namespace likeness::engine
