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
    Automatic, // exact up to 200,000 vectors and where it takes some ten minutes on this processor, else approximate
    Exact,
    Approximate, // opens likeness_index.so; throws Error(Internal) without it
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
    std::string method; // for people: "exact (AVX512-BF16)", "approximate (AVX512-BF16, 32 of 4000 cells)"
};

// The k most similar (cosine) vectors of each, never itself. With `groups` (one number a vector) only those of other
// groups count: of a face the faces of other people. Equal similarities by index. A similarity is the product in single
// precision, summed in one fixed order: neither it nor the lists depend on threads or on the processor. Progress is in
// pairs (exact) or vectors. Throws Error(BadArgument) for sizes that do not match, Interrupted.
Result
nearest(const Vectors& vectors, std::span<const std::uint32_t> groups, const Options& options, jobs::Context& context);

// The k most similar of the same group, exact; a large group takes no longer than nearest().
Lists nearestInGroup(
    const Vectors& vectors, std::span<const std::uint32_t> groups, std::size_t k, int threads, jobs::Context& context);

// What exact searches compute with on this processor: "AVX512-BF16", "AVX-512", "AVX2" or "portable".
std::string kernelName();

} // namespace likeness::neighbours
