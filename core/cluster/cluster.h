// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/jobs/job.h"
#include "core/neighbours/lists.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace likeness::cluster {

inline constexpr std::uint32_t kNoise = std::numeric_limits<std::uint32_t>::max();

enum class Algorithm {
    AverageLinkage,  // UPGMA (Sokal & Michener 1958) up to a cut: the default for faces
    CompleteLinkage, // Sørensen 1948: every two items of a cluster are alike
    Dbscan,          // Ester, Kriegel, Sander & Xu 1996
    Hdbscan,         // Campello, Moulavi & Sander 2013, excess of mass
    ChineseWhispers, // Biemann 2006
};
// Stable spelling for scripts: "average", "complete", "dbscan", "hdbscan", "whispers".
std::string_view algorithmName(Algorithm algorithm) noexcept;
std::span<const Algorithm> allAlgorithms() noexcept;
std::vector<std::string> algorithmNames(); // of all

struct Options {
    Algorithm algorithm = Algorithm::AverageLinkage;
    // A cosine, −1 … 1; no constant is right for every model: threshold.h derives one. What it means:
    // linkage: clusters whose (average, smallest) similarity reaches it are joined;
    // dbscan: 1 − eps; whispers, hdbscan: less similar items are no neighbours (hdbscan: −1 = all are).
    float threshold = 0.4F;
    std::size_t minimumSize = 2; // smaller clusters become noise; hdbscan: the smallest branch that counts, at least 2
    std::size_t corePoints = 2;  // dbscan, hdbscan: min_samples, an item itself counted
    float missing = 0;           // linkage: what a pair counts that no list holds; below the threshold
    std::uint64_t seed = 1;      // whispers: the order of the items
};
// The numbers above, save that of hdbscan four items make a cluster and three a core point: pairs would count as
// branches, and people fall apart into pairs of like pictures. The threshold is still to be set.
Options defaultOptions(Algorithm algorithm);

struct Pair {
    std::uint32_t a = 0;
    std::uint32_t b = 0;
    bool operator==(const Pair&) const = default;
};
// What people have decided. Whatever the algorithm and its threshold, the items of a `must` pair end in one cluster,
// never as noise, and those of a `cannot` pair in two – or, where must pairs join them, the cannot pair is a
// contradiction, which is ignored and reported.
struct Constraints {
    std::span<const Pair> must;
    std::span<const Pair> cannot;
    // Whose each item is, any numbers, kNoise = nobody's; empty: all are. The items of one owner are as if must pairs
    // joined them, those of two owners as if cannot pairs parted them, without a pair for each two owners. Where must
    // pairs join two owners, the first items of both are reported as a contradiction.
    std::span<const std::uint32_t> owner = {};
};

struct Result {
    std::vector<std::uint32_t> cluster; // of each item: 0 … count − 1 in order of their first items, or kNoise
    std::uint32_t count = 0;
    std::vector<Pair> contradictions; // of the cannot pairs, as given, and of owners
    std::uint32_t split = 0;          // clusters that the algorithm made and what people said took apart
};

// Groups the items of `lists` (similarity = cosine; a pair counts when either list holds it; what is no number is
// passed over). Items joined by must pairs are one item of their number before the algorithm begins: linkage adds up
// their pairs, whispers their votes, dbscan and hdbscan take the most similar pair between two groups, and a group
// counts as many neighbours as it has items. Linkage never joins what a cannot pair parts; clusters of the other
// algorithms that hold a cannot pair are taken apart by average linkage within the cluster, which leaves each item with
// its closest side. Lists that do not hold all neighbours within the threshold make dbscan and whispers see fewer
// edges: they part more. What linkage makes of that says linkage.h. One thread, deterministic, memory O(items +
// neighbours + pairs). Throws Error(BadArgument) for options out of range and indices beyond the lists, Interrupted
// within a second of a stop.
Result
group(const neighbours::Lists& lists, const Constraints& constraints, const Options& options, jobs::Context& context);

} // namespace likeness::cluster
