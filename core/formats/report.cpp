// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/report.h"

namespace likeness::formats {

void Report::add(const std::string& kind,
                 const std::string& item,
                 const std::string& message,
                 ErrorCode code,
                 jobs::Issue::Severity severity)
{
    {
        const std::lock_guard lock(m_mutex);
        ++m_counts[kind];
        auto& kept = m_kept[kind];
        if (kept.size() < kKept)
            kept.push_back({kind, item, message});
        else
            return; // a million of one kind are told by their number
    }
    m_context.issue({severity, item, code, message, kind});
}

std::map<std::string, std::uint64_t> Report::counts() const
{
    const std::lock_guard lock(m_mutex);
    return m_counts;
}

std::vector<Oddity> Report::kept() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<Oddity> out;
    for (const auto& [kind, list] : m_kept)
        out.insert(out.end(), list.begin(), list.end());
    return out;
}

Json Report::toJson() const
{
    Json counted = Json::object();
    for (const auto& [kind, n] : counts())
        counted[kind] = n;
    Json first = Json::array();
    for (const auto& o : kept())
        first.push_back({{"kind", o.kind}, {"item", o.item}, {"message", o.message}});
    return {{"counts", counted}, {"first", first}};
}

} // namespace likeness::formats
