// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

namespace likeness::curate {

// The two sums that chi-square distances of LBPH histograms are made of, in a version for each kind of processor. All
// versions agree to 1e-6 relative and are pure functions of their arguments.
struct LbphKernel {
    const char* name; // "avx512", "avx2", "portable"
    // Σ (a − b)² / (a + b) over n counts, 0 / 0 being 0. n is a multiple of kLbphBlock.
    double (*squares)(const std::uint8_t* a, const std::uint8_t* b, std::size_t n);
    // Σ ab / (a + b) over counts of 0, 1 and 2 in two bit planes of `words` words each, one after the other: the first
    // says "one or more", the second "two". A bit in the second alone adds 1/6 for each bit that meets it. `words` is
    // a multiple of kLbphWords.
    double (*shared)(const std::uint64_t* a, const std::uint64_t* b, std::size_t words);
};
inline constexpr std::size_t kLbphBlock = 64;
inline constexpr std::size_t kLbphWords = 8;

// Those that this processor can run, the fastest first; never empty.
std::span<const LbphKernel> lbphKernels();

} // namespace likeness::curate
