// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/curate/pair_sample.h"

#include "core/base/random.h"

namespace likeness::curate {
namespace {

constexpr std::size_t kSampledPairs = 200'000; // of either kind

} // namespace

PairSample samplePairs(const Similarity& similarity,
                       const Looks& looks,
                       std::span<const std::uint32_t> label,
                       std::span<const std::vector<std::uint32_t>> members)
{
    Rng rng(1);
    PairSample out;
    const auto take = [&](std::uint32_t i, std::uint32_t j, std::vector<float>& to, std::vector<float>& rawTo) {
        const float s = similarity.pair(i, j);
        to.push_back(static_cast<float>(looks.corrected(i, j, s)));
        rawTo.push_back(s);
    };
    double pairs = 0;
    for (const auto& of : members)
        pairs += static_cast<double>(of.size()) * static_cast<double>(of.size() - 1) / 2;
    const bool every = pairs <= static_cast<double>(kSampledPairs);
    for (const auto& of : members) {
        const auto m = of.size();
        if (every) {
            for (std::size_t a = 0; a < m; ++a)
                for (std::size_t b = a + 1; b < m; ++b)
                    take(of[a], of[b], out.within, out.rawWithin);
            continue;
        }
        const double own = static_cast<double>(m) * static_cast<double>(m - 1) / 2;
        const double wanted = own * static_cast<double>(kSampledPairs) / pairs;
        auto count = static_cast<std::size_t>(wanted);
        count += rng.uniform() < wanted - static_cast<double>(count) ? 1 : 0;
        for (std::size_t k = 0; k < count; ++k) {
            const auto a = rng.below(m);
            const auto b = (a + 1 + rng.below(m - 1)) % m;
            take(of[a], of[b], out.within, out.rawWithin);
        }
    }
    const auto n = static_cast<std::uint64_t>(label.size());
    const double crossing = static_cast<double>(n) * static_cast<double>(n - 1) / 2 - pairs;
    if (crossing <= static_cast<double>(kSampledPairs)) {
        for (std::uint32_t a = 0; a < n; ++a)
            for (std::uint32_t b = a + 1; b < n; ++b)
                if (label[a] != label[b])
                    take(a, b, out.across, out.rawAcross);
    } else {
        while (out.across.size() < kSampledPairs) {
            const auto a = static_cast<std::uint32_t>(rng.below(n));
            const auto b = static_cast<std::uint32_t>(rng.below(n));
            if (label[a] != label[b])
                take(a, b, out.across, out.rawAcross);
        }
    }
    return out;
}

} // namespace likeness::curate
