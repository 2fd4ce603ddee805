// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/run_list.h"

#include "app/engine/repeater.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/run/followed.h"

#include <algorithm>
#include <chrono>
#include <map>

namespace likeness::engine {
namespace {

constexpr int kWatchMs = 2500;
constexpr auto kBatch = std::chrono::milliseconds(100);
constexpr std::size_t kMostInBatch = 100;

using Clock = std::chrono::steady_clock;

struct Stopped {
};

// Whether a row would look the same.
bool sameNews(const run::Summary& a, const run::Summary& b)
{
    return a.changed == b.changed && a.state == b.state && a.reachable == b.reachable && a.hasModel == b.hasModel &&
           a.message == b.message;
}

// What one place's thread knows.
struct Reader {
    std::filesystem::path place; // empty: the project's own runs
    std::filesystem::path root;
    run::SummaryCache cache;
    std::map<std::filesystem::path, run::Summary> told;
};

} // namespace

struct RunList::Place {
    std::filesystem::path path;
    std::unique_ptr<Repeater> repeater;
};

RunList::RunList(QObject* parent) : QObject(parent) {}
RunList::~RunList() = default;

void RunList::open(const std::filesystem::path& runsFolder, const std::filesystem::path& cacheFolder)
{
    close();
    m_runsFolder = runsFolder;
    m_cacheFolder = cacheFolder;
    add({});
    for (const auto& place : run::readFollowed(runsFolder))
        add(place);
    refresh();
}

void RunList::close()
{
    m_places.clear();
    m_runsFolder.clear();
}

void RunList::add(const std::filesystem::path& place)
{
    const auto file = place.empty() ? m_cacheFolder / "runs.json" : run::summaryFile(m_cacheFolder, place);
    // The cache is read on the thread, at the first round.
    auto reader = std::make_shared<std::unique_ptr<Reader>>();
    auto repeater = std::make_unique<Repeater>(
        this, [this, reader, file, place, root = place.empty() ? m_runsFolder : place](const Repeater::Round& round) {
            if (!*reader)
                *reader = std::make_unique<Reader>(Reader{place, root, run::SummaryCache(file), {}});
            Reader& r = **reader;
            std::map<std::filesystem::path, run::Summary> now;
            std::vector<run::Summary> batch;
            auto last = Clock::now();
            const auto flush = [&] {
                if (!batch.empty())
                    round.post([this, place, batch] { Q_EMIT found(place, batch); });
                batch.clear();
                last = Clock::now();
            };
            try {
                r.cache.read(r.root, !place.empty(), [&](const run::Summary& summary) {
                    if (round.stopped())
                        throw Stopped();
                    const auto before = r.told.find(summary.folder);
                    if (before == r.told.end() || !sameNews(before->second, summary))
                        batch.push_back(summary);
                    now.insert_or_assign(summary.folder, summary);
                    if (batch.size() >= kMostInBatch || Clock::now() - last > kBatch)
                        flush();
                });
            } catch (const Stopped&) {
                return;
            }
            flush();
            std::vector<std::filesystem::path> missing;
            for (const auto& [folder, summary] : r.told)
                if (!now.contains(folder))
                    missing.push_back(folder);
            r.told = std::move(now);
            if (!missing.empty())
                round.post([this, missing] { Q_EMIT gone(missing); });
            round.post([this, place] { Q_EMIT listed(place); });
            round.settled();
        });
    repeater->setInterval(m_watching ? kWatchMs : 0);
    m_places.push_back(std::make_unique<Place>(Place{place, std::move(repeater)}));
}

void RunList::refresh()
{
    for (const auto& place : m_places)
        place->repeater->wake();
}

void RunList::setWatching(bool on)
{
    if (std::exchange(m_watching, on) == on)
        return;
    for (const auto& place : m_places)
        place->repeater->setInterval(on ? kWatchMs : 0);
}

std::vector<std::filesystem::path> RunList::followed() const
{
    std::vector<std::filesystem::path> out;
    for (const auto& place : m_places)
        if (!place->path.empty())
            out.push_back(place->path);
    return out;
}

void RunList::follow(const std::filesystem::path& place)
{
    auto places = followed();
    if (std::find(places.begin(), places.end(), place) != places.end())
        return;
    places.push_back(place);
    run::writeFollowed(m_runsFolder, places);
    add(place);
    m_places.back()->repeater->wake();
}

void RunList::unfollow(const std::filesystem::path& place)
{
    auto places = followed();
    std::erase(places, place);
    run::writeFollowed(m_runsFolder, places);
    std::erase_if(m_places, [&](const auto& known) { return known->path == place; });
    std::error_code ec;
    std::filesystem::remove(run::summaryFile(m_cacheFolder, place), ec);
}

} // namespace likeness::engine
