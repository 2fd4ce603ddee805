// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/cluster/algorithms.h"
#include "core/cluster/ticker.h"

#include <numeric>

namespace likeness::cluster {

std::vector<std::uint32_t> chineseWhispers(const Graph& graph, std::uint64_t seed, jobs::Context& context)
{
    constexpr float kScale = 1 << 20; // votes are whole numbers: their sums depend on no order
    const std::size_t count = graph.count();
    std::vector<std::uint32_t> order(count);
    std::iota(order.begin(), order.end(), 0U);
    Rng(seed).shuffle<std::uint32_t>(order);
    std::vector<std::uint32_t> label(count);
    for (std::size_t i = 0; i < count; ++i)
        label[order[i]] = static_cast<std::uint32_t>(i);

    std::vector<std::int64_t> votes(count, 0); // for each label; zero between nodes
    std::vector<std::uint32_t> heard;          // labels with votes
    std::vector<std::uint8_t> stale(count, 1); // a neighbour has changed since
    for (std::size_t changed = count; changed > 0;) {
        changed = 0;
        Ticker ticker(context, count, "faces");
        for (const std::uint32_t node : order) {
            ticker.step();
            if (!stale[node])
                continue;
            stale[node] = 0;
            heard.clear();
            for (const Arc& arc : graph[node]) {
                const std::uint32_t l = label[arc.to];
                if (votes[l] == 0)
                    heard.push_back(l); // twice where the votes before came to nothing, which does no harm
                votes[l] += static_cast<std::int64_t>(arc.weight * kScale);
            }
            std::uint32_t best = label[node];
            for (const std::uint32_t l : heard)
                if (votes[l] > votes[best] || (votes[l] == votes[best] && best != label[node] && l < best))
                    best = l;
            for (const std::uint32_t l : heard)
                votes[l] = 0;
            if (best == label[node])
                continue;
            label[node] = best;
            ++changed;
            for (const Arc& arc : graph[node])
                stale[arc.to] = 1;
        }
    }
    return label;
}

} // namespace likeness::cluster
