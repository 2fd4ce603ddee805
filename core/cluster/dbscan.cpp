// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/disjoint_sets.h"
#include "core/cluster/algorithms.h"
#include "core/cluster/ticker.h"

#include <algorithm>

namespace likeness::cluster {

std::vector<std::uint32_t> dbscan(const Graph& graph, std::size_t corePoints, jobs::Context& context)
{
    const std::size_t count = graph.count();
    std::vector<std::uint8_t> core(count, 0);
    Ticker counting(context, count, "faces");
    for (std::size_t i = 0; i < count; ++i) {
        counting.step();
        std::size_t items = graph.size(i);
        for (const Arc& arc : graph[i])
            items += graph.size(arc.to);
        core[i] = items >= corePoints;
    }
    DisjointSets sets(count);
    Ticker joining(context, count, "faces");
    for (std::uint32_t i = 0; i < count; ++i) {
        joining.step();
        if (core[i])
            for (const Arc& arc : graph[i])
                if (arc.to < i && core[arc.to])
                    sets.join(i, arc.to);
    }
    // Clusters by their first core points, so that border points know which of theirs comes first.
    std::vector<std::uint32_t> numberOf(count, kNoise);
    std::vector<std::uint32_t> label(count, kNoise);
    std::uint32_t clusters = 0;
    for (std::uint32_t i = 0; i < count; ++i)
        if (core[i]) {
            std::uint32_t& number = numberOf[sets.find(i)];
            if (number == kNoise)
                number = clusters++;
            label[i] = number;
        }
    for (std::uint32_t i = 0; i < count; ++i)
        if (!core[i])
            for (const Arc& arc : graph[i])
                if (core[arc.to])
                    label[i] = std::min(label[i], label[arc.to]);
    return label;
}

} // namespace likeness::cluster
