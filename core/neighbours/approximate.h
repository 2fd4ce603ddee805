// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/neighbours/kernels.h"
#include "core/neighbours/search.h"

namespace likeness::neighbours {

// The k closest of other groups, found in the cells around each vector only (an inverted file, Jégou, Douze and Schmid
// 2011): faiss finds the cells, the kernels of the exact search compare. How many cells a vector is compared with is
// the least power of two that finds 95 % of the neighbours of 500 vectors; the recall of the result is measured on 500
// others. Similarities are those of the exact search; what is found depends neither on the kernel nor on threads.
Result approximateNearest(const Vectors& vectors,
                          std::span<const std::uint32_t> groups,
                          std::size_t k,
                          int threads,
                          const Kernel& kernel,
                          jobs::Context& context);

} // namespace likeness::neighbours
