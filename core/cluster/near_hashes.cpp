// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cluster/near_hashes.h"

#include "core/base/error.h"
#include "core/base/parallel.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <numeric>

namespace likeness::cluster {
namespace {

// The distinct hashes in order of value, and who has each: items[first[h]] … items[first[h + 1] - 1], ascending.
struct Distinct {
    std::vector<std::uint64_t> hashes;
    std::vector<std::uint32_t> first;
    std::vector<std::uint32_t> items;

    explicit Distinct(std::span<const std::uint64_t> all) : items(all.size())
    {
        std::iota(items.begin(), items.end(), 0U);
        std::sort(items.begin(), items.end(),
                  [&](std::uint32_t a, std::uint32_t b) { return all[a] != all[b] ? all[a] < all[b] : a < b; });
        for (std::uint32_t i = 0; i < items.size(); ++i)
            if (hashes.empty() || hashes.back() != all[items[i]]) {
                hashes.push_back(all[items[i]]);
                first.push_back(i);
            }
        first.push_back(static_cast<std::uint32_t>(items.size()));
    }
    std::span<const std::uint32_t> of(std::size_t h) const
    {
        return std::span(items).subspan(first[h], first[h + 1] - first[h]);
    }
};

struct Band {
    int shift = 0;
    int bits = 0;
    int distance = -1; // that it looks up; −1: none
    std::uint32_t key(std::uint64_t hash) const
    {
        return static_cast<std::uint32_t>(hash >> shift) & ((1U << bits) - 1);
    }
};

// With (distance of each band + 1) adding up to distance + 1, a pair that is beyond every band's is beyond the whole.
std::array<Band, 3> bandsFor(int distance)
{
    std::array<Band, 3> bands = {{{0, 22, -1}, {22, 21, -1}, {43, 21, -1}}};
    for (int i = 0; i <= distance; ++i)
        ++bands[static_cast<std::size_t>(i) % 3].distance;
    return bands;
}

// All numbers of `bits` bits with at most `most` ones.
std::vector<std::uint32_t> fewBits(int bits, int most)
{
    std::vector<std::uint32_t> out = {0};
    std::size_t from = 0;
    for (int ones = 1; ones <= most; ++ones) {
        const std::size_t end = out.size();
        for (std::size_t i = from; i < end; ++i) // one more bit, above the highest
            for (int bit = std::bit_width(out[i]); bit < bits; ++bit)
                out.push_back(out[i] | 1U << bit);
        from = end;
    }
    return out;
}

// The hashes in order of their keys, and one bit for each key that there is.
class Index
{
public:
    Index(std::span<const std::uint64_t> hashes, const Band& band)
        : m_first((std::size_t{1} << band.bits) + 1, 0), m_members(hashes.size()), m_present(m_first.size() / 64 + 1, 0)
    {
        for (const std::uint64_t hash : hashes) {
            const std::uint32_t key = band.key(hash);
            ++m_first[key + 1];
            m_present[key / 64] |= std::uint64_t{1} << key % 64;
        }
        std::partial_sum(m_first.begin(), m_first.end(), m_first.begin());
        std::vector<std::uint32_t> next(m_first.begin(), m_first.end() - 1);
        for (std::uint32_t h = 0; h < hashes.size(); ++h)
            m_members[next[band.key(hashes[h])]++] = {hashes[h], h};
    }
    struct Member {
        std::uint64_t hash;
        std::uint32_t number; // of the distinct hash
    };
    const std::vector<Member>& members() const { return m_members; }
    std::span<const Member> of(std::uint32_t key) const
    {
        if (!(m_present[key / 64] >> key % 64 & 1))
            return {};
        return std::span(m_members).subspan(m_first[key], m_first[key + 1] - m_first[key]);
    }

private:
    std::vector<std::uint32_t> m_first;
    std::vector<Member> m_members;
    std::vector<std::uint64_t> m_present;
};

class Search
{
public:
    Search(std::span<const std::uint64_t> all, int distance, std::size_t most, int threads, jobs::Context& context)
        : m_distinct(all), m_distance(distance), m_most(most), m_threads(threads), m_context(context)
    {
    }
    NearPairs run()
    {
        const std::size_t count = m_distinct.hashes.size();
        blocks(0, 4 * count, [&](std::size_t h, auto&& take) { return withSame(h, take); });
        const std::array<Band, 3> bands = bandsFor(m_distance);
        for (std::size_t b = 0; b < bands.size() && m_out.complete; ++b) {
            if (bands[b].distance < 0)
                continue;
            const Index index(m_distinct.hashes, bands[b]);
            const std::vector<std::uint32_t> masks = fewBits(bands[b].bits, bands[b].distance);
            blocks((b + 1) * count, 4 * count, [&](std::size_t at, auto&& take) {
                return withNear(at, index, masks, std::span(bands).first(b + 1), take);
            });
        }
        std::sort(m_out.pairs.begin(), m_out.pairs.end(),
                  [](const NearPair& x, const NearPair& y) { return x.a != y.a ? x.a < y.a : x.b < y.b; });
        return std::move(m_out);
    }

private:
    template<typename Take>
    bool withSame(std::size_t h, Take&& take) const
    {
        const auto items = m_distinct.of(h);
        for (std::size_t i = 0; i < items.size(); ++i)
            for (std::size_t j = i + 1; j < items.size(); ++j)
                if (!take(NearPair{items[i], items[j], 0}))
                    return false;
        return true;
    }

    // What is near the member at place `at` in the last of `bands` and in none of those before, so that no pair comes
    // twice. Members follow each other by key: what one looks up lies beside what the last one did, in the cache.
    template<typename Take>
    bool withNear(std::size_t at,
                  const Index& index,
                  std::span<const std::uint32_t> masks,
                  std::span<const Band> bands,
                  Take&& take) const
    {
        const Index::Member& own = index.members()[at];
        const std::uint32_t key = bands.back().key(own.hash);
        const auto before = bands.first(bands.size() - 1);
        for (const std::uint32_t mask : masks) {
            if (key & std::bit_floor(mask))
                continue; // that pair is found from its other side
            for (const Index::Member& other : index.of(key ^ mask)) {
                const std::uint64_t differs = own.hash ^ other.hash;
                const int distance = std::popcount(differs);
                if (distance > m_distance || (mask == 0 && other.number <= own.number) ||
                    std::any_of(before.begin(), before.end(),
                                [&](const Band& band) { return std::popcount(band.key(differs)) <= band.distance; }))
                    continue;
                for (const std::uint32_t a : m_distinct.of(own.number))
                    for (const std::uint32_t b : m_distinct.of(other.number))
                        if (!take(NearPair{std::min(a, b), std::max(a, b), distance}))
                            return false;
            }
        }
        return true;
    }

    // visit(i, take) for 0 … distinct hashes − 1 from several threads, pairs in that order; take() says whether to go
    // on. Blocks that find too many together are gone through again one by one up to the limit: the answer is then the
    // same for any number of threads, and memory stays within twice the limit.
    template<typename Visit>
    void blocks(std::size_t done, std::size_t total, Visit&& visit)
    {
        constexpr std::size_t kBlock = 512;
        constexpr std::size_t kBlocks = 64;
        const std::size_t count = m_distinct.hashes.size();
        for (std::size_t begin = 0; begin < count && m_out.complete; begin += kBlock * kBlocks) {
            m_context.checkStop();
            m_context.progress(done + begin, total, "pairs");
            const std::size_t room = m_most - m_out.pairs.size();
            std::atomic<std::size_t> found{0};
            std::array<std::vector<NearPair>, kBlocks> parts;
            const std::size_t end = std::min(count, begin + kBlock * kBlocks);
            parallelFor((end - begin + kBlock - 1) / kBlock, m_threads,
                        [&](std::size_t k) {
                            const std::size_t first = begin + k * kBlock;
                            for (std::size_t h = first; h < std::min(end, first + kBlock) && !m_context.stopRequested();
                                 ++h)
                                if (!visit(h, [&](const NearPair& pair) {
                                        parts[k].push_back(pair);
                                        return ++found <= room;
                                    }))
                                    return;
                        },
                        m_context.stopToken());
            m_context.checkStop();
            if (found <= room) {
                for (const auto& part : parts)
                    m_out.pairs.insert(m_out.pairs.end(), part.begin(), part.end());
                continue;
            }
            m_out.complete = false;
            for (auto& part : parts)
                std::vector<NearPair>().swap(part);
            const auto upToLimit = [&](const NearPair& pair) {
                m_out.pairs.push_back(pair);
                return m_out.pairs.size() < m_most;
            };
            for (std::size_t h = begin; h < end && m_out.pairs.size() < m_most; ++h) {
                m_context.checkStop();
                visit(h, upToLimit);
            }
        }
    }

    const Distinct m_distinct;
    const int m_distance;
    const std::size_t m_most;
    const int m_threads;
    jobs::Context& m_context;
    NearPairs m_out;
};

} // namespace

NearPairs
nearPairs(std::span<const std::uint64_t> hashes, int distance, std::size_t most, int threads, jobs::Context& context)
{
    if (distance < 0 || distance > kMostHashDistance)
        throw Error(ErrorCode::BadArgument, "The distance of two picture hashes must lie between 0 and " +
                                                std::to_string(kMostHashDistance) + ".");
    return Search(hashes, distance, most, threads, context).run();
}

} // namespace likeness::cluster
