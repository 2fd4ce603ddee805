// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/image/image.h"

#include <bit>
#include <cstdint>

namespace likeness::image {

// The DCT hash known as pHash (Zauner 2010, section 3.2.1): the picture in grey at 32 × 32, of its unscaled DCT-II the
// 8 × 8 lowest frequencies, and a bit for each that is above their median. Frequency 0, the mean brightness, takes no
// part: its bit is always 0. Bit 8 · v + u belongs to frequency u across and v down. Re-encoding and resizing change a
// few bits; pictures of different motives differ in about 32. What equals the median but for rounding is not above it,
// so a picture of one colour has the hash 0. Throws Error(BadArgument) for an empty picture. Thread-safe.
std::uint64_t perceptualHash(const Image& image);

// Bits that differ, 0 … 64. Up to about 8: one picture, re-encoded or resized.
inline int hashDistance(std::uint64_t a, std::uint64_t b)
{
    return std::popcount(a ^ b);
}

} // namespace likeness::image
