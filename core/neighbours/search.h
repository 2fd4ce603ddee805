// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/jobs/job.h"
#include "core/neighbours/lists.h"

#include <string>

namespace likeness::neighbours {

// Unit vectors in rows, which lie elsewhere: count × dim floats.
struct Vectors {
    std::span<const float> values;
    std::size_t dim = 0;
    std::size_t count() const { return dim == 0 ? 0 : values.size() / dim; }
    std::span<const float> row(std::size_t i) const { return values.subspan(i * dim, dim); }
};

enum class Method {
    Automatic, // exact where that takes minutes, else approximate
    Exact,
    Approximate,
};
struct Options {
    std::size_t k = 50;
    Method method = Method::Automatic;
    int threads = 0; // 0 = all
};
struct Result {
    Lists lists;
    bool exact = true;
    double recall = 1;  // 1 for exact; else measured on a sample against the exact answer
    std::string method; // for people: "exact (bf16 + fp32)", "IVF …"
};

// The k most similar (cosine) vectors of each, never itself. With `groups` (one number a vector) only those of other
// groups count: of a face the faces of other people. Throws Error(BadArgument) for sizes that do not match,
// Interrupted.
Result
nearest(const Vectors& vectors, std::span<const std::uint32_t> groups, const Options& options, jobs::Context& context);

// The k most similar of the same group, exact.
Lists nearestInGroup(
    const Vectors& vectors, std::span<const std::uint32_t> groups, std::size_t k, int threads, jobs::Context& context);

} // namespace likeness::neighbours
