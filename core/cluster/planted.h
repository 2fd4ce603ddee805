// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/neighbours/lists.h"

#include <cstdint>
#include <vector>

namespace likeness::cluster {

// A neighbour graph whose clusters are known, for measuring and testing: `count` items in groups of `groupSize` that
// follow each other (the last may be smaller), each with up to `k` neighbours, half of them of its own group and half
// from anywhere, similarities normal about 0.6 and 0.25 (deviation 0.08).
struct Planted {
    neighbours::Lists lists;
    std::vector<std::uint32_t> groups;
};
Planted plantedGraph(std::size_t count, std::size_t groupSize, std::size_t k, std::uint64_t seed);

} // namespace likeness::cluster
