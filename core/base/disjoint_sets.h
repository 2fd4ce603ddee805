// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

namespace likeness {

// Union–find by size, with halved paths. Not thread-safe: looking up shortens paths.
class DisjointSets
{
public:
    explicit DisjointSets(std::size_t count) : m_parent(count), m_size(count, 1)
    {
        std::iota(m_parent.begin(), m_parent.end(), 0U);
    }
    std::size_t count() const { return m_parent.size(); }
    std::uint32_t find(std::uint32_t i)
    {
        while (m_parent[i] != i)
            i = m_parent[i] = m_parent[m_parent[i]];
        return i;
    }
    // False where they are one set already.
    bool join(std::uint32_t a, std::uint32_t b)
    {
        a = find(a);
        b = find(b);
        if (a == b)
            return false;
        if (m_size[a] < m_size[b])
            std::swap(a, b);
        m_parent[b] = a;
        m_size[a] += m_size[b];
        return true;
    }
    // `kept` stays the representative, whatever the sizes. Both are representatives.
    void absorb(std::uint32_t kept, std::uint32_t gone)
    {
        m_parent[gone] = kept;
        m_size[kept] += m_size[gone];
    }
    std::uint32_t sizeOf(std::uint32_t representative) const { return m_size[representative]; }

private:
    std::vector<std::uint32_t> m_parent;
    std::vector<std::uint32_t> m_size;
};

} // namespace likeness
