// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/neighbours/candidates.h"
#include "core/neighbours/packed.h"

namespace likeness::neighbours {

// A few queries against chosen places of a packed set, on one thread: the one-sided counterpart of exact.cpp.
class Scan
{
public:
    // items[q] is the row of query q in `queries`. order[p] is the row in `vectors` at place p of `packed`; it and
    // everything else must outlive this.
    Scan(const Vectors& queries,
         std::span<const std::uint32_t> items,
         const Vectors& vectors,
         std::span<const std::uint32_t> order,
         const Packed& packed,
         const Kernel& kernel,
         std::size_t k);
    // Leaves out a query's own row and its group; both sets are the same then.
    void setGroups(std::span<const std::uint32_t> groups);
    // Compares the queries `rows` with the places [first, last), whole panels.
    void compare(std::span<const std::uint32_t> rows, std::size_t first, std::size_t last);
    void finish(const std::function<void(std::size_t query, std::span<const Neighbour> closest)>& take)
    {
        m_candidates->finish(take);
    }

private:
    void packRows(std::span<const std::uint32_t> rows);

    std::span<const std::uint32_t> m_items, m_order, m_groups;
    bool m_others = false;
    const Packed& m_packed;
    const Kernel& m_kernel;
    std::vector<std::uint32_t> m_words;  // of each query, one after the other
    std::vector<std::uint32_t> m_panels; // those of the rows that are compared at present
    std::vector<float> m_margins;
    std::unique_ptr<Candidates> m_candidates;
};

} // namespace likeness::neighbours
