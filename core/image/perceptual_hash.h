// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/image/image.h"

#include <bit>
#include <cstdint>

namespace likeness::image {

// The DCT hash known as pHash (Zauner 2010, section 3.2.1): the picture in grey at 32 × 32, of its DCT-II the 8 × 8
// lowest frequencies, a bit for each that is above their median (the mean brightness, frequency 0, counts in the median
// of none and has its bit always 0). Re-encoding and resizing change a few bits at most, of most pictures none;
// pictures of different motives differ in about 32 of the 64. Bit 8 · v + u belongs to frequency u across and v down.
// The same number on every machine but for rounding: a coefficient that equals the median within 1e-9 of the picture's
// contrast counts as not above it, so a picture of one colour has the hash 0. Throws Error(BadArgument) for an empty
// picture. Thread-safe.
std::uint64_t perceptualHash(const Image& image);

// Bits that differ, 0 … 64. Up to about 8: one picture, re-encoded or resized.
inline int hashDistance(std::uint64_t a, std::uint64_t b)
{
    return std::popcount(a ^ b);
}

} // namespace likeness::image
