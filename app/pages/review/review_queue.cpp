// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/review/review_queue.h"

#include "app/pages/common/flag_evidence.h"
#include "core/dataset/review_queue.h"

#include <algorithm>
#include <unordered_set>

namespace likeness::pages {
namespace {

constexpr int kLongest = 20'000; // more would hold the page up; the rest comes when these are decided

} // namespace

void ReviewQueue::clear()
{
    m_entries.clear();
    m_places.clear();
}

void ReviewQueue::take(std::vector<dataset::QueuedFlag> flags)
{
    clear();
    std::unordered_set<dataset::FaceId> seen;
    for (dataset::QueuedFlag& flag : flags)
        if (seen.insert(flag.face).second) {
            std::string before = m_source == Source::Given ? flag.decision : std::string();
            m_entries.push_back({std::move(flag), std::move(before), true});
        }
    index();
}

void ReviewQueue::index()
{
    m_places.clear();
    m_places.reserve(m_entries.size());
    for (std::size_t i = 0; i < m_entries.size(); ++i)
        m_places.emplace(m_entries[i].flag.face, static_cast<int>(i));
}

void ReviewQueue::readFlags(const dataset::Project& project, const std::string& method, const std::string& kind)
{
    m_source = Source::Flags;
    m_method = method;
    m_kind = kind;
    take(dataset::questions(project, method, kind, kLongest));
}

void ReviewQueue::readSecondLook(const dataset::Project& project, const std::string& who)
{
    m_source = Source::SecondLook;
    m_who = who;
    take(dataset::secondLooks(project, who, kLongest));
}

void ReviewQueue::readGiven(const dataset::Project& project,
                            std::span<const dataset::FaceId> faces,
                            const std::string& method)
{
    m_source = Source::Given;
    m_method = method;
    take(dataset::worstFlags(project, faces, method));
}

void ReviewQueue::invite(const dataset::Project& project, dataset::FaceId face, const std::string& method)
{
    auto guest = dataset::worstFlags(project, {&face, 1}, method);
    if (guest.empty() || m_places.contains(face))
        return;
    m_entries.insert(m_entries.begin(), {std::move(guest.front()), {}, false});
    index();
}

std::vector<dataset::QueuedFlag> ReviewQueue::lookUp(const dataset::Project& project,
                                                     std::span<const dataset::FaceId> faces) const
{
    switch (m_source) {
    case Source::SecondLook:
        return dataset::secondLooksOf(project, m_who, faces);
    case Source::Given:
        return dataset::worstFlags(project, faces, m_method);
    case Source::Flags:
        break;
    }
    return dataset::flagsOfKind(project, faces, m_method, m_kind);
}

bool ReviewQueue::isOfKnownPart(const dataset::Project& project, const dataset::QueuedFlag& queued) const
{
    if (m_source != Source::Flags || m_kind != "split")
        return false;
    const auto flag = project.flag(queued.id);
    if (!flag)
        return false;
    const auto part = FlagEvidence(*flag).ids("faces");
    return std::any_of(part.begin(), part.end(), [this](auto face) { return m_places.contains(face); });
}

void ReviewQueue::insertSorted(const dataset::QueuedFlag& flag, int from)
{
    const auto at = std::find_if(m_entries.begin() + std::min(from, size()), m_entries.end(),
                                 [&](const Entry& e) { return e.counted && e.flag.score < flag.score; });
    m_entries.insert(at, {flag, {}, true});
}

bool ReviewQueue::refresh(const dataset::Project& project, std::span<const dataset::FaceId> faces, int current)
{
    std::unordered_map<dataset::FaceId, dataset::QueuedFlag> fresh;
    for (dataset::QueuedFlag& flag : lookUp(project, faces))
        fresh.emplace(flag.face, std::move(flag));
    std::vector<dataset::QueuedFlag> arriving;
    std::unordered_set<dataset::FaceId> leaving;
    for (const dataset::FaceId face : faces) {
        const auto found = fresh.find(face);
        const int place = indexOf(face);
        if (place < 0) {
            // What was decided elsewhere is no work left for here.
            if (found != fresh.end() && m_source != Source::Given && found->second.decision.empty() &&
                !isOfKnownPart(project, found->second))
                arriving.push_back(found->second);
            continue;
        }
        Entry& entry = m_entries[static_cast<std::size_t>(place)];
        if (!entry.counted) {
            auto guest = dataset::worstFlags(project, {&face, 1}, m_method);
            if (!guest.empty())
                entry.flag = std::move(guest.front());
        } else if (found == fresh.end()) {
            if (place != current) // the face that is looked at stays until it is left
                leaving.insert(face);
        } else {
            entry.flag = found->second; // in its place, whatever its score is now
        }
    }
    if (leaving.empty() && arriving.empty())
        return false;
    int gone = 0;
    for (int i = 0; i < std::min(current, size()); ++i)
        gone += leaving.contains(at(i).flag.face) ? 1 : 0;
    std::erase_if(m_entries, [&](const Entry& e) { return leaving.contains(e.flag.face); });
    const int next = nextOpen(current - gone);
    for (const dataset::QueuedFlag& flag : arriving)
        insertSorted(flag, next + 1);
    index();
    return true;
}

void ReviewQueue::drop(const std::vector<int>& places)
{
    for (const int place : places)
        m_places.erase(at(place).flag.face);
    std::erase_if(m_entries, [this](const Entry& e) { return !m_places.contains(e.flag.face); });
    index();
}

int ReviewQueue::indexOf(dataset::FaceId face) const
{
    const auto it = m_places.find(face);
    return it == m_places.end() ? -1 : it->second;
}

bool ReviewQueue::isDone(int place) const
{
    const Entry& entry = at(place);
    return entry.flag.decision != entry.before;
}

int ReviewQueue::nextOpen(int after) const
{
    for (int i = std::max(after + 1, 0); i < size(); ++i)
        if (at(i).counted && !isDone(i))
            return i;
    return size();
}

int ReviewQueue::reviewed() const
{
    int count = 0;
    for (int i = 0; i < size(); ++i)
        count += at(i).counted && isDone(i) ? 1 : 0;
    return count;
}

int ReviewQueue::left() const
{
    int count = 0;
    for (int i = 0; i < size(); ++i)
        count += at(i).counted && !isDone(i) ? 1 : 0;
    return count;
}

int ReviewQueue::number(int place) const
{
    return static_cast<int>(
        std::count_if(m_entries.begin(), m_entries.begin() + place + 1, [](const Entry& e) { return e.counted; }));
}

std::vector<std::int64_t> ReviewQueue::faces() const
{
    std::vector<std::int64_t> out;
    out.reserve(m_entries.size());
    for (const Entry& entry : m_entries)
        out.push_back(entry.flag.face);
    return out;
}

} // namespace likeness::pages
