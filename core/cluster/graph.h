// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// For the .cpp files of core/cluster.
#include "core/jobs/job.h"
#include "core/neighbours/lists.h"

#include <cstdint>
#include <span>
#include <vector>

namespace likeness::cluster {

struct Arc {
    std::uint32_t to = 0;
    float weight = 0; // a similarity, or a sum of them
};

// An undirected graph in compressed rows: every edge lies in the rows of both its ends, a row is sorted by `to`, no
// pair occurs twice and no node is its own neighbour. A node stands for one item or for several. Reading is
// thread-safe.
class Graph
{
public:
    std::size_t count() const { return m_sizes.size(); }
    std::span<const Arc> operator[](std::size_t node) const
    {
        return {m_arcs.data() + m_begin[node], m_begin[node + 1] - m_begin[node]};
    }
    std::uint32_t size(std::size_t node) const { return m_sizes[node]; } // items
    std::uint64_t arcCount() const { return m_arcs.size(); }             // twice the edges

private:
    friend class GraphBuilder;
    std::vector<std::uint64_t> m_begin = {0}; // count() + 1
    std::vector<Arc> m_arcs;
    std::vector<std::uint32_t> m_sizes;
};

// The pairs that a list holds and that are at least `threshold` alike; with `within` (one number an item) only those of
// the same number, and none of kNoise. Throws Error(BadArgument) for a neighbour that does not exist, Interrupted.
Graph makeGraph(const neighbours::Lists& lists,
                float threshold,
                std::span<const std::uint32_t> within,
                jobs::Context& context);

// Which items must pairs join: groupOf[item] = 0 … count − 1 in order of their first items.
struct Groups {
    std::vector<std::uint32_t> groupOf;
    std::uint32_t count = 0;
    bool trivial() const { return count == groupOf.size(); } // each item alone
};

enum class Combine {
    Sum,     // of all edges between two groups
    Largest, // of them
};
// One node for each group.
Graph contracted(const Graph& items, const Groups& groups, Combine combine, jobs::Context& context);

} // namespace likeness::cluster
