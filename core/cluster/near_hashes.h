// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/jobs/job.h"

#include <cstdint>
#include <span>
#include <vector>

namespace likeness::cluster {

struct NearPair {
    std::uint32_t a = 0; // < b
    std::uint32_t b = 0;
    int distance = 0;
    bool operator==(const NearPair&) const = default;
};

inline constexpr int kMostHashDistance = 8;

struct NearPairs {
    std::vector<NearPair> pairs; // by a, then b
    bool complete = true;        // false: there are more than were asked for, and some of them are missing
};

// All pairs of 64-bit hashes (image/perceptual_hash.h) whose Hamming distance is at most `distance` (0 … 8), exactly:
// multi-index hashing (Norouzi, Punjani & Fleet 2012). Of three bands of 21 or 22 bits one at least differs by no more
// than its third of the distance, so each hash looks up what differs from it in that few bits of a band. At most `most`
// pairs, because a set of n equal pictures has n² / 2 of them. O(n) memory beside the pairs; the same answer for any
// number of threads (0 = all). Throws Error(BadArgument) for a distance out of range, Interrupted within a second.
NearPairs
nearPairs(std::span<const std::uint64_t> hashes, int distance, std::size_t most, int threads, jobs::Context& context);

} // namespace likeness::cluster
