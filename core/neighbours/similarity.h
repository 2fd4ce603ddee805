// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/neighbours/lists.h"

#include <cstddef>
#include <span>

namespace likeness::neighbours {

// Sets the similarity of each neighbour: the product of `vector` (dim floats) and row `index` of `rows`, in single
// precision and summed in one fixed order, so that it is the same number on every processor.
void setSimilarities(const float* vector, const float* rows, std::size_t dim, std::span<Neighbour> neighbours);

} // namespace likeness::neighbours
