// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// For the .cpp files of core/cluster: each gives a label for each node, any numbers, equal = together, kNoise = alone.
// All are O(arcs) or O(arcs · log nodes), stop within a second and throw Interrupted then.
#include "core/cluster/cluster.h"
#include "core/cluster/graph.h"

namespace likeness::cluster {

// Biemann 2006: in a shuffled order each node takes the label that its neighbours' edges add up to most for; its own of
// equal ones, else the one that comes first in that order. Until nothing changes, which the sum of the edges inside
// clusters, counted in whole numbers, makes certain: it grows with every change.
std::vector<std::uint32_t> chineseWhispers(const Graph& graph, std::uint64_t seed, jobs::Context& context);

// Ester et al. 1996 on the edges of the graph. A node is a core point when it and its neighbours hold `corePoints`
// items. A border point goes to the cluster whose first core point comes first, as in scikit-learn.
std::vector<std::uint32_t> dbscan(const Graph& graph, std::size_t corePoints, jobs::Context& context);

// Campello et al. 2013. Distances are 1 − weight; an item whose row holds less than corePoints items (itself included)
// has no core distance and is noise. A spanning forest of the mutual reachability by Borůvka 1926, the condensed tree
// of branches of at least `minimumSize` items, and those with the greatest excess of mass. The only tree of an uncut
// graph (threshold <= −1) is no cluster itself, as in the authors' program; trees that are apart, or that a threshold
// cut, may be, and are taken to begin at the threshold.
std::vector<std::uint32_t> hdbscan(const Graph& graph, const Options& options, jobs::Context& context);

} // namespace likeness::cluster
