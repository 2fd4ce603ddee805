// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

namespace likeness {

// xoshiro256** (Blackman & Vigna), seeded by splitmix64: the same numbers on every machine and compiler, which the
// distributions of <random> do not promise. Not thread-safe; give each thread its own.
class Rng
{
public:
    explicit Rng(std::uint64_t seed) noexcept;
    // An independent stream for item `index` of a seeded set, so that items can be made in any order.
    static Rng forItem(std::uint64_t seed, std::uint64_t index) noexcept;

    std::uint64_t next() noexcept;
    double uniform() noexcept;                                  // [0, 1)
    double uniform(double low, double high) noexcept;           // [low, high)
    std::uint64_t below(std::uint64_t bound) noexcept;          // [0, bound), unbiased; bound > 0
    double normal(double mean = 0.0, double sd = 1.0) noexcept; // Box–Muller
    // Fills `out` with normal deviates around 0, at most 6.7 sd away; several times as fast as normal() one by one.
    void normals(std::span<float> out, double sd) noexcept;
    template<typename T>
    void shuffle(std::span<T> items) noexcept
    {
        for (std::size_t i = items.size(); i > 1; --i)
            std::swap(items[i - 1], items[static_cast<std::size_t>(below(i))]);
    }

private:
    std::uint64_t m_state[4];
};

} // namespace likeness
