// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/pairs.h"

#include "core/base/error.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace likeness::eval {
namespace {

constexpr std::size_t kCheckEvery = 1 << 14; // draws, or products of two rows: a few milliseconds

void checkAt(std::size_t item, const Check& check)
{
    if (check && item % kCheckEvery == 0)
        check();
}

std::uint64_t pairsWithin(std::uint64_t n)
{
    return n * (n - 1) / 2;
}

// The numbers drawn so far. std::unordered_set takes seconds for millions, and one more to be destroyed.
class Drawn
{
public:
    explicit Drawn(std::uint64_t most) : m_slots(std::bit_ceil(2 * most + 2), kFree) {}
    bool insert(std::uint64_t number) // false when it was there
    {
        const std::uint64_t mask = m_slots.size() - 1;
        for (std::uint64_t i = number * 0x9e3779b97f4a7c15u >> 20;; ++i) {
            auto& slot = m_slots[i & mask];
            if (slot == number)
                return false;
            if (slot == kFree) {
                slot = number;
                return true;
            }
        }
    }

private:
    static constexpr std::uint64_t kFree = ~std::uint64_t{0};
    std::vector<std::uint64_t> m_slots;
};

// `wanted` different numbers below `total` (Floyd), in the order in which they were drawn.
std::vector<std::uint64_t> drawDistinct(std::uint64_t total, std::uint64_t wanted, Rng& rng, const Check& check)
{
    std::vector<std::uint64_t> out;
    Drawn taken(wanted);
    for (std::uint64_t j = total - wanted; j < total; ++j) {
        checkAt(out.size(), check);
        const std::uint64_t t = rng.below(j + 1);
        out.push_back(taken.insert(t) ? t : j);
        taken.insert(out.back());
    }
    return out;
}

// The k-th unordered pair i < j of numbers: j(j−1)/2 + i = k.
std::pair<std::uint64_t, std::uint64_t> unrank(std::uint64_t k)
{
    auto j = static_cast<std::uint64_t>((1.0 + std::sqrt(1.0 + 8.0 * static_cast<double>(k))) / 2.0);
    while (pairsWithin(j) > k)
        --j;
    while (pairsWithin(j + 1) <= k)
        ++j;
    return {k - pairsWithin(j), j};
}

float dot(const float* a, const float* b, std::size_t dim)
{
    constexpr std::size_t kLanes = 16;
    std::array<float, kLanes> sum{};
    std::size_t i = 0;
    for (; i + kLanes <= dim; i += kLanes)
        for (std::size_t l = 0; l < kLanes; ++l)
            sum[l] += a[i + l] * b[i + l];
    float rest = 0;
    for (; i < dim; ++i)
        rest += a[i] * b[i];
    for (std::size_t step = kLanes / 2; step > 0; step /= 2)
        for (std::size_t l = 0; l < step; ++l)
            sum[l] += sum[l + step];
    return sum[0] + rest;
}

} // namespace

std::vector<std::vector<std::uint32_t>> groupRows(std::span<const int> labels)
{
    std::vector<std::uint32_t> rows;
    for (std::size_t i = 0; i < labels.size(); ++i)
        if (labels[i] >= 0)
            rows.push_back(static_cast<std::uint32_t>(i));
    std::stable_sort(rows.begin(), rows.end(), [&](std::uint32_t a, std::uint32_t b) { return labels[a] < labels[b]; });
    std::vector<std::vector<std::uint32_t>> groups;
    for (const std::uint32_t row : rows) {
        if (groups.empty() || labels[groups.back().back()] != labels[row])
            groups.emplace_back();
        groups.back().push_back(row);
    }
    return groups;
}

std::vector<Pair>
genuinePairs(const std::vector<std::vector<std::uint32_t>>& groups, std::size_t most, Rng& rng, const Check& check)
{
    std::vector<std::uint64_t> firstRank{0};
    for (const auto& group : groups)
        firstRank.push_back(firstRank.back() + pairsWithin(group.size()));
    std::vector<Pair> out;
    const std::uint64_t total = firstRank.back();
    if (total <= most) {
        for (const auto& group : groups)
            for (std::size_t j = 1; j < group.size(); ++j)
                for (std::size_t i = 0; i < j; ++i)
                    out.push_back({group[i], group[j], true});
        return out;
    }
    for (const std::uint64_t rank : drawDistinct(total, most, rng, check)) {
        const auto g =
            static_cast<std::size_t>(std::upper_bound(firstRank.begin(), firstRank.end(), rank) - firstRank.begin()) -
            1;
        const auto [i, j] = unrank(rank - firstRank[g]);
        out.push_back({groups[g][i], groups[g][j], true});
    }
    return out;
}

std::vector<Pair>
impostorPairs(const std::vector<std::vector<std::uint32_t>>& groups, std::size_t most, Rng& rng, const Check& check)
{
    std::vector<std::uint32_t> rows;
    std::vector<std::uint32_t> groupOf;
    std::uint64_t within = 0;
    for (std::size_t g = 0; g < groups.size(); ++g) {
        rows.insert(rows.end(), groups[g].begin(), groups[g].end());
        groupOf.insert(groupOf.end(), groups[g].size(), static_cast<std::uint32_t>(g));
        within += pairsWithin(groups[g].size());
    }
    std::vector<Pair> out;
    if (rows.size() < 2)
        return out;
    const std::uint64_t all = pairsWithin(rows.size());
    const std::uint64_t total = all - within;
    if (total <= most * 2) { // few to choose from: list them
        for (std::size_t j = 1; j < rows.size(); ++j) {
            if (check && j % 64 == 0)
                check();
            for (std::size_t i = 0; i < j; ++i)
                if (groupOf[i] != groupOf[j])
                    out.push_back({rows[i], rows[j], false});
        }
        if (out.size() > most) {
            rng.shuffle(std::span<Pair>(out));
            out.resize(most);
        }
        return out;
    }
    Drawn taken(most);
    for (std::size_t draw = 0; out.size() < most; ++draw) {
        // At least as many are left as taken; only a nearly one-sided set makes this slow, and it ends.
        checkAt(draw, check);
        const std::uint64_t rank = rng.below(all);
        const auto [i, j] = unrank(rank);
        if (groupOf[i] != groupOf[j] && taken.insert(rank))
            out.push_back({rows[i], rows[j], false});
    }
    return out;
}

std::size_t rowCount(std::span<const float> values, int dim)
{
    if (dim < 1 || values.size() % static_cast<std::size_t>(dim) != 0)
        throw Error(ErrorCode::BadArgument,
                    "The embedding matrix does not hold whole rows of " + std::to_string(dim) + " numbers.");
    return values.size() / static_cast<std::size_t>(dim);
}

std::size_t rowCount(std::span<const float> values, int dim, std::span<const int> labels)
{
    const std::size_t rows = rowCount(values, dim);
    if (rows != labels.size())
        throw Error(ErrorCode::BadArgument, "There are " + std::to_string(rows) + " embeddings but " +
                                                std::to_string(labels.size()) + " labels.");
    return rows;
}

std::vector<Pair> makePairs(std::span<const int> labels, std::size_t maxEach, std::uint64_t seed, const Check& check)
{
    const auto groups = groupRows(labels);
    Rng rng(seed);
    auto genuine = genuinePairs(groups, maxEach, rng, check);
    if (genuine.empty())
        return {};
    auto impostor = impostorPairs(groups, maxEach, rng, check);
    rng.shuffle(std::span<Pair>(genuine));
    rng.shuffle(std::span<Pair>(impostor));
    std::vector<Pair> out;
    out.reserve(genuine.size() + impostor.size());
    std::size_t g = 0;
    std::size_t i = 0;
    while (g < genuine.size() || i < impostor.size()) {
        if (i == impostor.size() || (g < genuine.size() && g * impostor.size() <= i * genuine.size()))
            out.push_back(genuine[g++]);
        else
            out.push_back(impostor[i++]);
    }
    return out;
}

std::vector<Pair> allPairs(std::span<const int> labels)
{
    std::vector<Pair> out;
    for (std::size_t j = 1; j < labels.size(); ++j)
        for (std::size_t i = 0; i < j; ++i)
            if (labels[i] >= 0 && labels[j] >= 0)
                out.push_back({static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(j), labels[i] == labels[j]});
    return out;
}

std::vector<float>
scorePairs(std::span<const float> embeddings, int dim, std::span<const Pair> pairs, const Check& check)
{
    const std::size_t rows = rowCount(embeddings, dim);
    const auto d = static_cast<std::size_t>(dim);
    std::vector<float> out;
    out.reserve(pairs.size());
    for (const Pair& pair : pairs) {
        checkAt(out.size(), check);
        if (pair.a >= rows || pair.b >= rows)
            throw Error(ErrorCode::BadArgument, "A pair names an embedding that is not there.");
        out.push_back(dot(embeddings.data() + pair.a * d, embeddings.data() + pair.b * d, d));
    }
    return out;
}

} // namespace likeness::eval
