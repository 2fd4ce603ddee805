// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstddef>

namespace likeness::curate {

// How alike any two of a set of faces are, whatever the method: higher is more alike. All functions are thread-safe.
class Similarity
{
public:
    virtual ~Similarity() = default;
    virtual std::size_t count() const = 0;
    virtual float pair(std::size_t a, std::size_t b) const = 0;
    // (a1 − a0) × (b1 − b0) values, row-major.
    virtual void tile(std::size_t a0, std::size_t a1, std::size_t b0, std::size_t b1, float* out) const = 0;
};

} // namespace likeness::curate
