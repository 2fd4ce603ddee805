// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/neighbours/search.h"

namespace likeness::neighbours {

// The centres of `cells` groups of like vectors, by faiss's k-means on up to 40 vectors a cell, evenly taken:
// cells × dim floats. likeness_index.so is opened on the first call and kept. 1 <= cells <= count. Throws
// Error(Internal) when the module is missing or another version's, Error(OutOfMemory), Interrupted.
std::vector<float> trainCells(const Vectors& vectors, std::size_t cells, int threads, jobs::Context& context);

} // namespace likeness::neighbours
