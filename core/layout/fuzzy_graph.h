// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// For the .cpp files of core/layout.
#include "core/jobs/job.h"
#include "core/neighbours/lists.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace likeness::layout {

struct Arc {
    std::uint32_t to = 0;
    float weight = 0;
};

// Rows of arcs in one block. A row is sorted by `to`.
struct FuzzyGraph {
    std::vector<std::size_t> begin; // count + 1
    std::vector<Arc> arcs;
    std::size_t count() const { return begin.size() - 1; }
    std::span<const Arc> operator[](std::size_t i) const { return {arcs.data() + begin[i], begin[i + 1] - begin[i]}; }
};

// UMAP's fuzzy union: the membership of neighbour j of i is exp(−(d_ij − d_i1) / σ_i) with d = 1 − similarity and σ_i
// such that the memberships of i add up to log2 of their number; both directions are united by a + b − ab. The weights
// of each row are then divided by their sum, so that every point is pulled equally hard.
FuzzyGraph fuzzyGraph(const neighbours::Lists& lists, std::size_t neighbours, int threads, jobs::Context& context);

} // namespace likeness::layout
