// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/live_flags.h"

#include "core/base/log.h"
#include "core/curate/live.h"
#include "core/jobs/quiet_context.h"

#include <QMetaObject>
#include <memory>
#include <utility>

namespace likeness::engine {

LiveFlags::LiveFlags(QObject* parent) : QObject(parent) {}

LiveFlags::~LiveFlags()
{
    close();
}

void LiveFlags::open(const std::filesystem::path& project)
{
    close();
    m_thread = std::jthread(
        [this, project, generation = m_generation](const std::stop_token& stop) { work(stop, project, generation); });
}

void LiveFlags::close()
{
    ++m_generation;
    if (m_thread.joinable()) {
        m_thread.request_stop();
        m_thread.join();
    }
    m_entries.clear();
    m_looking = 0;
    m_forget = false;
}

bool LiveFlags::isBusy() const
{
    const std::lock_guard lock(m_mutex);
    return m_thread.joinable() && (m_looking > 0 || !m_entries.empty());
}

void LiveFlags::changed(const std::vector<std::int64_t>& entries)
{
    {
        const std::lock_guard lock(m_mutex);
        m_entries.insert(m_entries.end(), entries.begin(), entries.end());
    }
    m_wake.notify_one();
}

void LiveFlags::forget()
{
    const std::lock_guard lock(m_mutex);
    m_entries.clear();
    m_forget = true;
}

void LiveFlags::work(const std::stop_token& stop, const std::filesystem::path& folder, std::uint64_t generation)
{
    std::unique_ptr<dataset::Project> project;
    curate::LiveCurations live;
    jobs::QuietContext context(stop);
    while (true) {
        std::vector<std::int64_t> entries;
        {
            std::unique_lock lock(m_mutex);
            if (!m_wake.wait(lock, stop, [this] { return !m_entries.empty(); }))
                return;
            entries.swap(m_entries);
            ++m_looking;
            if (std::exchange(m_forget, false))
                live.forget();
        }
        std::vector<dataset::FaceId> faces;
        try {
            if (!project)
                project = std::make_unique<dataset::Project>(dataset::Project::open(folder));
            faces = live.refresh(*project, entries, context);
        } catch (const std::exception& e) {
            if (!stop.stop_requested())
                log::warn(std::string("flags could not be judged again: ") + e.what());
        }
        QMetaObject::invokeMethod(
            this,
            [this, generation, faces = std::move(faces)] {
                if (generation == m_generation)
                    done(faces);
            },
            Qt::QueuedConnection);
    }
}

void LiveFlags::done(const std::vector<dataset::FaceId>& faces)
{
    {
        const std::lock_guard lock(m_mutex);
        --m_looking;
    }
    if (!faces.empty())
        Q_EMIT refreshed(faces);
}

} // namespace likeness::engine
