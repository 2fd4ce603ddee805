// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/live_flags.h"

#include "core/base/log.h"
#include "core/curate/live.h"

#include <QMetaObject>
#include <map>
#include <memory>
#include <set>

namespace likeness::engine {
namespace {

constexpr std::size_t kMostEntries = 200; // at a time; of more, curating again says more

// Passes the thread's stop on, and has nobody to tell the rest.
class Quiet final : public jobs::Context
{
public:
    explicit Quiet(std::stop_token stop) : m_stop(std::move(stop)) {}
    void stage(const std::string&) override {}
    void progress(std::uint64_t, std::uint64_t, const char*) override {}
    void issue(const jobs::Issue& issue) override { log::warn(issue.item + ": " + issue.message); }
    std::stop_token stopToken() const override { return m_stop; }

private:
    std::stop_token m_stop;
};

} // namespace

LiveFlags::LiveFlags(QObject* parent) : QObject(parent) {}

LiveFlags::~LiveFlags()
{
    close();
}

void LiveFlags::open(const std::filesystem::path& project)
{
    close();
    m_thread = std::jthread([this, project](std::stop_token stop) { work(std::move(stop), project); });
}

void LiveFlags::close()
{
    ++m_generation;
    if (m_thread.joinable()) {
        m_thread.request_stop();
        m_thread.join();
    }
    m_entries.clear();
    m_forget = false;
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

void LiveFlags::work(std::stop_token stop, const std::filesystem::path& folder)
{
    const auto generation = m_generation;
    std::unique_ptr<dataset::Project> project;
    std::map<std::string, std::unique_ptr<curate::LiveCuration>> live;
    Quiet context(stop);
    while (true) {
        std::vector<std::int64_t> entries;
        {
            std::unique_lock lock(m_mutex);
            if (!m_wake.wait(lock, stop, [this] { return !m_entries.empty(); }))
                return;
            entries.swap(m_entries);
            if (m_forget)
                live.clear();
            m_forget = false;
        }
        if (entries.size() > kMostEntries)
            continue;
        try {
            if (!project)
                project = std::make_unique<dataset::Project>(dataset::Project::open(folder));
            std::set<dataset::FaceId> faces;
            for (const char* method : {"embedding", "lbph"}) {
                auto at = live.find(method);
                if (at == live.end())
                    at = live.emplace(method, curate::LiveCuration::open(*project, method)).first;
                if (at->second)
                    for (const auto face : at->second->refresh(*project, entries, context))
                        faces.insert(face);
            }
            if (!faces.empty())
                QMetaObject::invokeMethod(
                    this,
                    [this, generation, list = std::vector<dataset::FaceId>(faces.begin(), faces.end())] {
                        if (generation == m_generation)
                            Q_EMIT refreshed(list);
                    },
                    Qt::QueuedConnection);
        } catch (const std::exception& e) {
            live.clear();
            if (!stop.stop_requested())
                log::warn(std::string("flags could not be judged again: ") + e.what());
        }
    }
}

} // namespace likeness::engine
