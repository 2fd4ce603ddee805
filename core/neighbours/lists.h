// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace likeness::neighbours {

struct Neighbour {
    std::uint32_t index = 0;
    float similarity = 0; // higher is closer
};
// Closest first; equal similarities by index, so that an order depends on nothing but the values.
inline bool closer(const Neighbour& a, const Neighbour& b)
{
    return a.similarity != b.similarity ? a.similarity > b.similarity : a.index < b.index;
}

// At most `most` neighbours of each of `count` items, closest first, in one block of memory (8 bytes a neighbour).
// Reading is thread-safe; different items may be set from different threads.
class Lists
{
public:
    Lists() = default;
    Lists(std::size_t count, std::size_t most) : m_most(most), m_sizes(count, 0), m_items(count * most) {}
    std::size_t count() const { return m_sizes.size(); }
    std::size_t most() const { return m_most; }
    std::span<const Neighbour> operator[](std::size_t i) const { return {m_items.data() + i * m_most, m_sizes[i]}; }
    // Copies the first `most` of them, which are sorted by closer().
    void set(std::size_t i, std::span<const Neighbour> sorted)
    {
        m_sizes[i] = static_cast<std::uint32_t>(sorted.size() < m_most ? sorted.size() : m_most);
        for (std::size_t k = 0; k < m_sizes[i]; ++k)
            m_items[i * m_most + k] = sorted[k];
    }

private:
    std::size_t m_most = 0;
    std::vector<std::uint32_t> m_sizes;
    std::vector<Neighbour> m_items;
};

} // namespace likeness::neighbours
