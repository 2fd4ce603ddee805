// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cluster/graph.h"

#include "core/base/error.h"
#include "core/cluster/cluster.h"
#include "core/cluster/ticker.h"

#include <algorithm>

namespace likeness::cluster {

// Fills rows in two passes: how long each may become, then what is in it; finish() sorts them and combines equal pairs.
class GraphBuilder
{
public:
    explicit GraphBuilder(std::size_t count) : m_next(count, 0) { m_graph.m_sizes.assign(count, 1); }
    std::vector<std::uint32_t>& sizes() { return m_graph.m_sizes; }
    void expect(std::uint32_t node) { ++m_next[node]; }
    void allocate()
    {
        m_graph.m_begin.resize(m_next.size() + 1);
        for (std::size_t i = 0; i < m_next.size(); ++i) {
            m_graph.m_begin[i + 1] = m_graph.m_begin[i] + m_next[i];
            m_next[i] = m_graph.m_begin[i];
        }
        m_graph.m_arcs.resize(m_graph.m_begin.back());
    }
    void put(std::uint32_t node, Arc arc) { m_graph.m_arcs[m_next[node]++] = arc; }

    Graph finish(Combine combine, jobs::Context& context)
    {
        Ticker ticker(context, m_next.size());
        std::vector<Arc>& arcs = m_graph.m_arcs;
        std::uint64_t end = 0; // of what is combined; never beyond the row that is read
        for (std::size_t i = 0; i < m_next.size(); ++i) {
            ticker.step();
            const std::uint64_t first = m_graph.m_begin[i];
            const std::uint64_t last = m_graph.m_begin[i + 1];
            std::sort(arcs.begin() + static_cast<std::ptrdiff_t>(first),
                      arcs.begin() + static_cast<std::ptrdiff_t>(last),
                      [](const Arc& a, const Arc& b) { return a.to != b.to ? a.to < b.to : a.weight > b.weight; });
            m_graph.m_begin[i] = end;
            for (std::uint64_t at = first; at < last;) {
                Arc arc = arcs[at++];
                double sum = arc.weight;
                for (; at < last && arcs[at].to == arc.to; ++at)
                    sum += arcs[at].weight;
                if (combine == Combine::Sum)
                    arc.weight = static_cast<float>(sum);
                arcs[end++] = arc;
            }
        }
        m_graph.m_begin.back() = end;
        arcs.resize(end);
        return std::move(m_graph);
    }

private:
    Graph m_graph;
    std::vector<std::uint64_t> m_next;
};

Graph makeGraph(const neighbours::Lists& lists,
                float threshold,
                std::span<const std::uint32_t> within,
                jobs::Context& context)
{
    const std::size_t count = lists.count();
    GraphBuilder builder(count);
    const auto visit = [&](auto&& take) {
        Ticker ticker(context, count);
        for (std::size_t i = 0; i < count; ++i) {
            ticker.step();
            if (!within.empty() && within[i] == kNoise)
                continue;
            for (const auto& n : lists[i]) {
                const float similarity = std::clamp(n.similarity, -1.0F, 1.0F); // rounding goes beyond
                if (!(similarity >= threshold))                                 // or it is no number
                    continue;
                if (n.index >= count)
                    throw Error(ErrorCode::BadArgument, "A list names neighbour " + std::to_string(n.index) + " of " +
                                                            std::to_string(count) + " items.");
                if (n.index != i && (within.empty() || within[n.index] == within[i]))
                    take(static_cast<std::uint32_t>(i), n.index, similarity);
            }
        }
    };
    visit([&](std::uint32_t i, std::uint32_t j, float) {
        builder.expect(i);
        builder.expect(j);
    });
    builder.allocate();
    visit([&](std::uint32_t i, std::uint32_t j, float similarity) {
        builder.put(i, {j, similarity});
        builder.put(j, {i, similarity});
    });
    return builder.finish(Combine::Largest, context);
}

Graph contracted(const Graph& items, const Groups& groups, Combine combine, jobs::Context& context)
{
    GraphBuilder builder(groups.count);
    std::fill(builder.sizes().begin(), builder.sizes().end(), 0U);
    for (const auto g : groups.groupOf)
        ++builder.sizes()[g];
    const auto visit = [&](auto&& take) {
        Ticker ticker(context, items.count());
        for (std::size_t i = 0; i < items.count(); ++i) {
            ticker.step();
            for (const Arc& arc : items[i])
                if (groups.groupOf[arc.to] != groups.groupOf[i])
                    take(groups.groupOf[i], Arc{groups.groupOf[arc.to], arc.weight});
        }
    };
    visit([&](std::uint32_t g, const Arc&) { builder.expect(g); });
    builder.allocate();
    visit([&](std::uint32_t g, const Arc& arc) { builder.put(g, arc); });
    return builder.finish(combine, context);
}

} // namespace likeness::cluster
