// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/rec_checks.h"

#include <algorithm>

namespace likeness::formats {
namespace {

// Beyond that many (32 MB) nothing is said: four times the identities of the largest set of the field.
constexpr std::size_t kMostRuns = 1u << 22;

} // namespace

std::uint32_t SeenKeys::add(std::uint64_t key)
{
    if (key < m_limit) {
        const auto at = static_cast<std::size_t>(key);
        if (at >= m_dense.size())
            m_dense.resize(std::max(at + 1, std::min<std::size_t>(2 * m_dense.size(), m_limit)));
        if (!m_dense[at]) {
            m_dense[at] = true;
            return 0;
        }
    } else if (m_sparse.insert(key).second) {
        return 0;
    }
    return ++m_repeated[key];
}

void ClassTally::add(std::uint64_t number)
{
    std::uint8_t* count = nullptr;
    if (number < m_limit) {
        const auto at = static_cast<std::size_t>(number);
        if (at >= m_dense.size())
            m_dense.resize(at + 1);
        count = &m_dense[at];
    } else {
        count = &m_sparse[number];
    }
    *count = static_cast<std::uint8_t>(std::min(2, *count + 1));
}

std::uint64_t ClassTally::classes() const
{
    return m_sparse.empty() ? m_dense.size() : m_sparse.rbegin()->first + 1;
}

void ClassTally::report(Report& report) const
{
    std::uint64_t expected = 0;
    const auto see = [&](std::uint64_t number, int count) {
        if (number > expected)
            report.add("label_gap", std::to_string(expected),
                       number - expected == 1 ? "no picture has the class number " + std::to_string(expected)
                                              : "no picture has a class number from " + std::to_string(expected) +
                                                    " to " + std::to_string(number - 1));
        if (count == 1)
            report.add("single_image", std::to_string(number), "class " + std::to_string(number) + " has one picture",
                       ErrorCode::BadFile, jobs::Issue::Severity::Note);
        expected = number + 1;
    };
    for (std::size_t i = 0; i < m_dense.size(); ++i)
        if (m_dense[i] > 0)
            see(i, m_dense[i]);
    for (const auto& [number, count] : m_sparse)
        see(number, count);
}

void ClassRuns::add(std::uint64_t key, const std::string& person)
{
    if (m_any && key <= m_last)
        giveUp();
    if (!m_ordered)
        return;
    if (!m_any || person != m_person) {
        m_starts.push_back(key);
        m_person = person;
        if (m_starts.size() > kMostRuns)
            giveUp();
    }
    m_any = true;
    m_last = key;
}

void ClassRuns::giveUp()
{
    m_ordered = false;
    m_starts = {};
}

std::optional<bool> ClassRuns::isRun(std::uint64_t first, std::uint64_t last) const
{
    if (!m_ordered)
        return std::nullopt;
    const auto found = std::lower_bound(m_starts.begin(), m_starts.end(), first);
    if (found == m_starts.end() || *found != first)
        return false;
    return last == (found + 1 == m_starts.end() ? m_last + 1 : *(found + 1));
}

} // namespace likeness::formats
