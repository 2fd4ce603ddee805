// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cluster/planted.h"

#include "core/base/random.h"

#include <algorithm>

namespace likeness::cluster {

Planted plantedGraph(std::size_t count, std::size_t groupSize, std::size_t k, std::uint64_t seed)
{
    Planted out{neighbours::Lists(count, k), std::vector<std::uint32_t>(count)};
    std::vector<neighbours::Neighbour> row;
    for (std::size_t i = 0; i < count; ++i) {
        Rng rng = Rng::forItem(seed, i);
        const std::size_t first = i / groupSize * groupSize;
        const std::size_t size = std::min(groupSize, count - first);
        out.groups[i] = static_cast<std::uint32_t>(i / groupSize);
        row.clear();
        const auto draw = [&](std::size_t from, std::size_t of) {
            const auto j = static_cast<std::uint32_t>(from + rng.below(of));
            const bool own = j >= first && j < first + size;
            const double similarity = rng.normal(own ? 0.6 : 0.25, 0.08);
            if (j != i && std::none_of(row.begin(), row.end(), [j](const auto& n) { return n.index == j; }))
                row.push_back({j, static_cast<float>(std::clamp(similarity, -1.0, 1.0))});
        };
        for (std::size_t d = 0; d < k / 2; ++d)
            draw(first, size);
        for (std::size_t d = k / 2; d < k; ++d)
            draw(0, count);
        std::sort(row.begin(), row.end(), neighbours::closer);
        out.lists.set(i, row);
    }
    return out;
}

} // namespace likeness::cluster
