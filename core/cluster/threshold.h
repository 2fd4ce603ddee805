// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/cluster/cluster.h"
#include "core/neighbours/search.h"

#include <span>
#include <vector>

namespace likeness::cluster {

// Thresholds for Options::threshold. Which cosine two people's faces reach depends on the model, on the pictures and on
// how many people there are, so the rule is about the share of pairs of different people (false positive rate, FPR)
// that may reach the threshold among n items:
//
//   average 0.05 / √n · complete 0.35 / √n · dbscan 0.005 / n · whispers 0.1 / n · hdbscan 0.5 / n, at most 0.1
//
// Where a single edge joins two clusters the number of false neighbours of an item, n · FPR, has to stay small; an
// average over many pairs forgives more, and a smallest similarity most. Of average, complete and dbscan the constants
// come from LFW and ORL faces and random halves of them, 70 to 2300 at a time, one model: there the FPR of the best F
// lies within a factor of four of the rule for the linkages, and up to seven (once forty) above it for dbscan, which is
// kept strict because its F collapses on the lax side. Twelve people with 25 pictures each wanted twenty times as many
// for average linkage. Of whispers and hdbscan the constants were a first guess that was not changed; hdbscan hardly
// minds.
double allowedFpr(Algorithm algorithm, std::size_t items);

// From similarities of pairs that are known to be of one person (`genuine`) and of two (`impostor`): where the
// impostors reach allowedFpr(). With less than ten impostors beyond it the tail is taken as a normal one through the
// highest quantile that ten of them exceed. Never above the median of the genuine pairs: a weak model rather joins
// wrongly than not at all. Throws Error(BadArgument) without any impostor or for values that are not finite.
float defaultThreshold(Algorithm algorithm,
                       std::size_t items,
                       std::span<const float> genuine,
                       std::span<const float> impostor);

// From the set itself, without labels: `random` are similarities of random pairs (randomPairs()), most of them of two
// people, `nearest` that of each item to its closest neighbour. The impostors are taken as normal about the median of
// `random`, with the spread that its upper quartile shows – which the few pairs of one person hardly move, as long as
// there are ten people or more – times 1.1, because real tails are heavier. Never above the median of `nearest`, or
// most items would stand alone. Throws as above.
float unlabelledThreshold(Algorithm algorithm,
                          std::size_t items,
                          std::span<const float> nearest,
                          std::span<const float> random);

// Cosines of `count` random pairs of two different rows; empty for fewer than two rows.
std::vector<float> randomPairs(const neighbours::Vectors& vectors, std::size_t count, std::uint64_t seed);
// The similarity of each item's closest neighbour; items without any are passed over.
std::vector<float> nearestSimilarities(const neighbours::Lists& lists);

} // namespace likeness::cluster
