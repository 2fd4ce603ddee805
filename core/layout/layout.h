// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/jobs/job.h"
#include "core/neighbours/search.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

// Places things in the plane so that alike things lie together.
namespace likeness::layout {

struct Point {
    float x = 0, y = 0;
    bool operator==(const Point&) const = default;
};

struct Options {
    std::size_t neighbours = 15; // how many of each list are used: fewer show smaller groups
    int epochs = 500;            // rounds in which every point moves once
    std::uint64_t seed = 1;
    int threads = 0; // 0 = all
};

// The objective of UMAP (McInnes, Healy and Melville, arXiv:1802.03426) on a given neighbour graph: fuzzy memberships
// by local scaling, attraction along the graph, repulsion from randomly chosen points. Similarity in the plane is
// 1 / (1 + a d²), UMAP's curve with b = 1, which needs no power function.
//
// Unlike UMAP's, a round is synchronous: all points move at once, each by where the others were before the round and by
// random numbers of its own. Hence the result is the same for a seed, whatever the number of threads. Time is
// O(count × neighbours × epochs), memory about 16 bytes a neighbour.
//
// `start`: where the points come from, count of them, in any unit; principalPlane() gives good ones. Items without a
// neighbour keep their place. Close neighbours come to lie a few tenths apart.
// Throws Error(BadArgument) when the sizes do not match, an option is out of range or a neighbour does not exist,
// Interrupted.
std::vector<Point>
place(const neighbours::Lists& lists, std::span<const Point> start, const Options& options, jobs::Context& context);

// The two directions in which the vectors differ most (PCA; by subspace iteration on up to 4,096 of them), scaled so
// that the first has deviation 1. All zero where there is nothing that differs.
std::vector<Point>
principalPlane(const neighbours::Vectors& vectors, std::uint64_t seed, int threads, jobs::Context& context);

} // namespace likeness::layout
