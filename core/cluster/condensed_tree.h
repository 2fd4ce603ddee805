// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// For the .cpp files of core/cluster.
#include "core/jobs/job.h"

#include <cstdint>
#include <span>
#include <vector>

namespace likeness::cluster {

struct TreeEdge {
    std::uint32_t a = 0;
    std::uint32_t b = 0;
    float distance = 0;
};

struct CondenseOptions {
    std::size_t minimumSize = 2; // items
    double rootLambda = 0;       // density (1 / distance) at which the trees of the forest begin
    bool loneRoot = false;       // the only tree may be a cluster too
};

// The clusters of greatest excess of mass (Campello et al. 2013, section 5) of the single-linkage forest of `edges`,
// which are sorted by distance; one label for each node, kNoise for what lies in none. `sizes`: the items of each node;
// a node of several has no inner structure and adds no mass of its own. Distances below kDuplicate count as kDuplicate,
// so that a picture that is there twice does not outweigh all that surrounds it. O(nodes), no recursion.
inline constexpr float kDuplicate = 0.01F;
std::vector<std::uint32_t> mostMass(std::span<const TreeEdge> edges,
                                    std::span<const std::uint32_t> sizes,
                                    const CondenseOptions& options,
                                    jobs::Context& context);

} // namespace likeness::cluster
