// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/json_util.h"

#include <cstdint>
#include <limits>
#include <span>

namespace likeness::eval {

struct Agreement {
    double precision = 0, recall = 0, f = 0; // f: their harmonic mean; all 0 … 1
};

// How well a clustering agrees with the labels.
struct ClusterMetrics {
    // Over pairs of items: together in the clustering against together by label. Without any pair of the one kind that
    // it divides by, precision or recall is 1.
    Agreement pairs;
    // Bagga & Baldwin 1998: the mean over items of the share of its cluster that has its label, and of its label that
    // is in its cluster.
    Agreement bcubed;
    // Normalised mutual information, divided by the arithmetic mean of the entropies: scikit-learn's
    // normalized_mutual_info_score. 1 where both are one single cluster.
    double nmi = 0;
    std::uint32_t clusters = 0; // noise not counted
    std::uint64_t noise = 0;    // items
    Json toJson() const;        // {pairwise: {precision, recall, f}, bcubed: {…}, nmi, clusters, noise}
};

inline constexpr std::uint32_t kNoCluster = std::numeric_limits<std::uint32_t>::max();

// One number an item, any numbers; kNoCluster = noise, and each such item counts as a cluster of its own (a label of
// kNoCluster likewise as a person of one picture). O(n) time and memory. Throws
// Error(BadArgument) for lists of different lengths. Pure, thread-safe. All zero for empty lists.
ClusterMetrics clusterMetrics(std::span<const std::uint32_t> clusters, std::span<const std::uint32_t> labels);

} // namespace likeness::eval
