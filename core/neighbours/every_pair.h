// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/jobs/job.h"
#include "core/neighbours/search.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>

namespace likeness::neighbours {

// Products of `rows` places with `columns` others, row by row. Of the pairs (row + r, column + c) those count whose
// first place is below the second and whose second place is below the number of places; `whole`: all of them do.
struct Tile {
    std::size_t row = 0, column = 0;
    std::size_t rows = 0, columns = 0;
    bool whole = false;
    const float* products = nullptr;
};

// What takes the tiles of one thread. `products` is overwritten after take() returns.
class TileSink
{
public:
    virtual ~TileSink() = default;
    virtual void take(const Tile& tile) = 0;
};

// Every unordered pair of the vectors once, streamed: place p holds the vector order[p], and no more than the vectors
// and a copy of them is kept. `sink(w)` is asked once for each of up to `threads` workers (0 = all), before anything is
// multiplied, and must outlive the call. A product is single precision, its terms added in the order of the features:
// the same on every processor that has fused multiply-add, whatever the number of threads. Progress in pairs. Stops
// within a second: Error(Interrupted). Throws Error(BadArgument) for an order that names no vector.
void everyPair(const Vectors& vectors,
               std::span<const std::uint32_t> order,
               int threads,
               const std::function<TileSink&(std::size_t worker)>& sink,
               jobs::Context& context);

} // namespace likeness::neighbours
