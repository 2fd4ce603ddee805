// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/random.h"
#include "core/cluster/cluster.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

namespace likeness::test {

using Row = std::vector<double>;

inline double cosine(const Row& a, const Row& b)
{
    double ab = 0, aa = 0, bb = 0;
    for (std::size_t d = 0; d < a.size(); ++d) {
        ab += a[d] * b[d];
        aa += a[d] * a[d];
        bb += b[d] * b[d];
    }
    return ab / std::sqrt(aa * bb);
}

// The `k` closest of each, by trying all.
inline neighbours::Lists listsOf(const std::vector<Row>& rows, std::size_t k)
{
    neighbours::Lists lists(rows.size(), k);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        std::vector<neighbours::Neighbour> row;
        for (std::size_t j = 0; j < rows.size(); ++j)
            if (j != i)
                row.push_back({static_cast<std::uint32_t>(j), static_cast<float>(cosine(rows[i], rows[j]))});
        std::sort(row.begin(), row.end(), neighbours::closer);
        lists.set(i, row);
    }
    return lists;
}

// A graph by its edges, each in the lists of both ends.
struct GivenEdge {
    std::uint32_t a, b;
    float similarity;
};
inline neighbours::Lists listsOf(std::size_t count, const std::vector<GivenEdge>& edges)
{
    neighbours::Lists lists(count, count);
    std::vector<std::vector<neighbours::Neighbour>> rows(count);
    for (const auto& edge : edges) {
        rows[edge.a].push_back({edge.b, edge.similarity});
        rows[edge.b].push_back({edge.a, edge.similarity});
    }
    for (std::size_t i = 0; i < count; ++i) {
        std::sort(rows[i].begin(), rows[i].end(), neighbours::closer);
        lists.set(i, rows[i]);
    }
    return lists;
}

// Random directions about `people` centres; person p of item i is i % people.
inline std::vector<Row> crowd(std::size_t count, std::size_t people, double noise, std::uint64_t seed)
{
    constexpr std::size_t kDim = 24;
    std::vector<Row> rows(count, Row(kDim));
    for (std::size_t i = 0; i < count; ++i) {
        Rng centre = Rng::forItem(seed, i % people), own = Rng::forItem(seed + 1, i);
        for (double& v : rows[i])
            v = centre.normal() + noise * own.normal();
    }
    return rows;
}

// Equal but for the names; noise has one name.
inline bool sameGrouping(const std::vector<std::uint32_t>& a, const std::vector<std::uint32_t>& b)
{
    if (a.size() != b.size())
        return false;
    std::map<std::uint32_t, std::uint32_t> there = {{cluster::kNoise, cluster::kNoise}}, back = there;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (there.try_emplace(a[i], b[i]).first->second != b[i] || back.try_emplace(b[i], a[i]).first->second != a[i])
            return false;
    return true;
}

// −1 is noise.
inline std::vector<std::uint32_t> labels(const std::vector<int>& given)
{
    std::vector<std::uint32_t> out;
    for (const int l : given)
        out.push_back(l < 0 ? cluster::kNoise : static_cast<std::uint32_t>(l));
    return out;
}

} // namespace likeness::test
