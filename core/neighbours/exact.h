// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/neighbours/kernels.h"
#include "core/neighbours/search.h"

namespace likeness::neighbours {

enum class Pairs {
    OtherGroups, // two vectors of different groups
    SameGroup,   // two vectors of one group
};

// The k closest of each vector over all pairs that count, exact: the kernel only decides which pairs cannot be among
// them, and the similarities of the rest (similarity.h) decide. The result depends neither on the kernel nor on
// threads. Without groups each vector is its own. Besides the vectors and the result it needs about 16 (k + 16) bytes
// and a copy of the vectors in the kernel's numbers (2 bytes a feature as bfloat16, else 4).
Lists exactNearest(const Vectors& vectors,
                   std::span<const std::uint32_t> groups,
                   Pairs pairs,
                   std::size_t k,
                   int threads,
                   const Kernel& kernel,
                   jobs::Context& context);

} // namespace likeness::neighbours
