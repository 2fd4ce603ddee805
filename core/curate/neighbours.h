// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/curate/judge.h"
#include "core/jobs/job.h"

#include <cstdint>
#include <span>

namespace likeness::curate {

// The faces closest to each face, closest first: of its own group and of all others. Exact over all pairs; memory is
// bounded by the two constants. Equal similarities are ordered by index, so the result depends on nothing but the
// input.
struct Neighbours {
    neighbours::Lists own;
    neighbours::Lists others;
};
Neighbours findNeighbours(const Similarity& similarity,
                          std::span<const std::uint32_t> groups,
                          int threads,
                          jobs::Context& context);

} // namespace likeness::curate
