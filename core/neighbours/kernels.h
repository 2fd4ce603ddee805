// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

namespace likeness::neighbours {

// A pair whose score passed a threshold; row and column count from the first item of their blocks.
struct Survivor {
    std::uint16_t row = 0;
    std::uint16_t column = 0;
    float score = 0;
};

// What one kind of processor computes scores with. Items lie in panels of `columns`, feature by feature: word
// [step * columns + item] of a panel is one float, or with `halves` two features as bfloat16, the first one in the low
// half. A kernel multiplies `rows` neighbouring items of one panel (`a` points at the first one's first word; rows
// divides columns) by all items of another and writes the pairs whose score is at least the smaller one of the two
// thresholds, counted from `first`; `out` has room for all. Returns how many. Scores differ from the true products by
// rounding alone (exact.cpp bounds it), and no NaN survives.
struct Kernel {
    const char* name;
    std::size_t rows, columns;
    bool halves;
    double pairsPerSecond; // of 128 features on one thread of a present processor; for estimates
    bool (*isSupported)();
    std::size_t (*scores)(const std::uint32_t* a,
                          const std::uint32_t* b,
                          std::size_t steps,
                          const float* rowThresholds,
                          const float* columnThresholds,
                          Survivor first,
                          Survivor* out);
    // All the products instead, row by row: rows × columns, `out` aligned to 64 bytes.
    void (*products)(const std::uint32_t* a, const std::uint32_t* b, std::size_t steps, float* out);
};
inline constexpr std::size_t kMostScores = 8 * 48; // rows × columns of any kernel

// Those that this processor runs, the fastest one first; never empty.
std::span<const Kernel* const> kernels();

} // namespace likeness::neighbours
