// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/disjoint_sets.h"
#include "core/cluster/algorithms.h"
#include "core/cluster/condensed_tree.h"
#include "core/cluster/ticker.h"

#include <algorithm>
#include <tuple>

namespace likeness::cluster {
namespace {

constexpr float kNone = std::numeric_limits<float>::infinity();

// The distance within which a node and its neighbours hold `corePoints` items; kNone where its row holds less.
std::vector<float> coreDistances(const Graph& graph, std::size_t corePoints, jobs::Context& context)
{
    std::vector<float> core(graph.count(), kNone);
    std::vector<Arc> row;
    Ticker ticker(context, graph.count(), "faces");
    for (std::size_t i = 0; i < graph.count(); ++i) {
        ticker.step();
        std::size_t items = graph.size(i);
        if (items >= corePoints) {
            core[i] = 0;
            continue;
        }
        row.assign(graph[i].begin(), graph[i].end());
        std::sort(row.begin(), row.end(), [](const Arc& a, const Arc& b) { return a.weight > b.weight; });
        for (const Arc& arc : row) {
            items += graph.size(arc.to);
            if (items >= corePoints) {
                core[i] = 1 - arc.weight;
                break;
            }
        }
    }
    return core;
}

bool shorter(const TreeEdge& x, const TreeEdge& y) // a total order, so that there is one forest
{
    return std::tuple(x.distance, x.a, x.b) < std::tuple(y.distance, y.a, y.b);
}

// The minimum spanning forest of the mutual reachability distances, by Borůvka: in each round every tree takes the
// shortest edge that leaves it.
std::vector<TreeEdge> spanningForest(const Graph& graph, std::span<const float> core, jobs::Context& context)
{
    const std::size_t count = graph.count();
    std::vector<TreeEdge> forest;
    DisjointSets sets(count);
    std::vector<std::uint32_t> treeOf(count); // as sets.find(), read more often than it changes
    std::iota(treeOf.begin(), treeOf.end(), 0U);
    std::vector<std::uint32_t> open = treeOf; // nodes that may still have an edge out of their tree
    while (!open.empty()) {
        std::vector<TreeEdge> best(count, {0, 0, kNone});
        Ticker looking(context, open.size(), "faces");
        std::erase_if(open, [&](std::uint32_t i) {
            looking.step();
            bool closed = true;
            for (const Arc& arc : graph[i]) {
                const TreeEdge edge{std::min(i, arc.to), std::max(i, arc.to),
                                    std::max({core[i], core[arc.to], 1 - arc.weight})};
                if (treeOf[arc.to] == treeOf[i] || edge.distance == kNone)
                    continue;
                closed = false;
                if (TreeEdge& known = best[treeOf[i]]; shorter(edge, known))
                    known = edge;
            }
            return closed;
        });
        for (const TreeEdge& edge : best)
            if (edge.distance != kNone && sets.join(edge.a, edge.b))
                forest.push_back(edge);
        Ticker naming(context, count);
        for (std::uint32_t i = 0; i < count; ++i) {
            naming.step();
            treeOf[i] = sets.find(i);
        }
    }
    std::sort(forest.begin(), forest.end(), shorter);
    return forest;
}

} // namespace

std::vector<std::uint32_t> hdbscan(const Graph& graph, const Options& options, jobs::Context& context)
{
    const std::vector<float> core = coreDistances(graph, options.corePoints, context);
    const std::vector<TreeEdge> forest = spanningForest(graph, core, context);
    std::vector<std::uint32_t> sizes(graph.count());
    for (std::size_t i = 0; i < sizes.size(); ++i)
        sizes[i] = graph.size(i);
    const float reach = std::max(1 - options.threshold, kDuplicate); // the largest distance that an edge may have
    const CondenseOptions condense{std::max<std::size_t>(2, options.minimumSize), 1.0 / static_cast<double>(reach),
                                   options.threshold > -1};
    return mostMass(forest, sizes, condense, context);
}

} // namespace likeness::cluster
