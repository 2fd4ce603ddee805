// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/curate/similarity.h"
#include "core/jobs/job.h"

#include <cstdint>
#include <span>
#include <vector>

namespace likeness::curate {

struct Neighbour {
    std::uint32_t face = 0; // index
    float similarity = 0;
};

inline constexpr std::size_t kNearestOwn = 64;
inline constexpr std::size_t kNearestOthers = 50;

// The faces closest to each face, closest first: of its own group and of all others. Exact over all pairs; memory is
// bounded by the two constants. Equal similarities are ordered by index, so the result depends on nothing but the
// input.
struct Neighbours {
    std::vector<std::vector<Neighbour>> own;
    std::vector<std::vector<Neighbour>> others;
};
Neighbours findNeighbours(const Similarity& similarity,
                          std::span<const std::uint32_t> groups,
                          int threads,
                          jobs::Context& context);

} // namespace likeness::curate
