// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/neighbours/search.h"

#include "core/base/error.h"
#include "core/base/parallel.h"

#include <algorithm>
#include <unordered_map>

namespace likeness::neighbours {
namespace {

float dot(std::span<const float> a, std::span<const float> b)
{
    float sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        sum += a[i] * b[i];
    return sum;
}

void checkSizes(const Vectors& vectors, std::span<const std::uint32_t> groups, bool needed)
{
    if ((needed || !groups.empty()) && groups.size() != vectors.count())
        throw Error(ErrorCode::BadArgument, "Vectors and groups do not match in number.");
}

void store(Lists& lists, std::size_t i, std::vector<Neighbour>& found)
{
    const auto most = std::min(lists.most(), found.size());
    std::partial_sort(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(most), found.end(), closer);
    lists.set(i, found);
}

} // namespace

Result
nearest(const Vectors& vectors, std::span<const std::uint32_t> groups, const Options& options, jobs::Context& context)
{
    checkSizes(vectors, groups, false);
    Result out;
    out.lists = Lists(vectors.count(), options.k);
    out.method = "exact";
    parallelFor(
        vectors.count(), options.threads,
        [&](std::size_t i) {
            std::vector<Neighbour> found;
            for (std::size_t j = 0; j < vectors.count(); ++j)
                if (i != j && (groups.empty() || groups[i] != groups[j]))
                    found.push_back({static_cast<std::uint32_t>(j), dot(vectors.row(i), vectors.row(j))});
            store(out.lists, i, found);
        },
        context.stopToken());
    context.checkStop();
    return out;
}

Lists nearestInGroup(
    const Vectors& vectors, std::span<const std::uint32_t> groups, std::size_t k, int threads, jobs::Context& context)
{
    checkSizes(vectors, groups, true);
    std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> members;
    for (std::size_t i = 0; i < groups.size(); ++i)
        members[groups[i]].push_back(static_cast<std::uint32_t>(i));
    Lists out(vectors.count(), k);
    parallelFor(
        vectors.count(), threads,
        [&](std::size_t i) {
            std::vector<Neighbour> found;
            for (const auto j : members.at(groups[i]))
                if (i != j)
                    found.push_back({j, dot(vectors.row(i), vectors.row(j))});
            store(out, i, found);
        },
        context.stopToken());
    context.checkStop();
    return out;
}

} // namespace likeness::neighbours
