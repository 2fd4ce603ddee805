// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/curate/curate.h"
#include "core/image/image.h"

#include <array>

namespace likeness::curate {

// The extended LBP code of every pixel at least `radius` from the border (circular neighbours, bilinear, bit n from
// neighbour n), as OpenCV's face module computes it, in the same float arithmetic. `grey` has one channel and is larger
// than 2 · radius. Throws Error(BadArgument) otherwise.
image::Image lbpCodes(const image::Image& grey, const LbphOptions& options);

// The codes of `neighbours` (1..8) bits, the uniform ones first: those with at most two changes between 0 and 1 around
// the circle (Ojala et al. 2002), 58 of 256. Both parts ascend.
struct LbpOrder {
    int codes = 0;
    int uniform = 0;
    std::array<std::uint8_t, 256> rank{}; // of a code
    std::array<std::uint8_t, 256> code{}; // at a rank
};
LbpOrder lbpOrder(int neighbours);

} // namespace likeness::curate
