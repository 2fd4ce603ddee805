// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/layout/fuzzy_graph.h"

#include "core/base/error.h"
#include "core/base/parallel.h"

#include <algorithm>
#include <cmath>

namespace likeness::layout {
namespace {

constexpr std::size_t kChunk = 1024; // items a task

// Memberships of one item's neighbours, closest first.
void memberships(std::span<const neighbours::Neighbour> near, std::span<Arc> out)
{
    constexpr int kHalvings = 40;
    const float closest = 1 - near.front().similarity;
    const auto beyond = [&](std::size_t k) { return std::max(0.0f, 1 - near[k].similarity - closest); };
    const auto wanted = static_cast<float>(std::log2(std::max<double>(2, static_cast<double>(near.size()))));
    float mean = 0;
    for (std::size_t k = 0; k < near.size(); ++k)
        mean += beyond(k) / static_cast<float>(near.size());
    float low = 0, high = 4 * mean + 1e-6f;
    const auto sum = [&](float sigma) {
        float total = 0;
        for (std::size_t k = 0; k < near.size(); ++k)
            total += std::exp(-beyond(k) / sigma);
        return total;
    };
    while (sum(high) < wanted && high < 1e6f)
        high *= 2;
    for (int i = 0; i < kHalvings && high - low > 1e-4f * high; ++i) {
        const float middle = (low + high) / 2;
        (sum(middle) < wanted ? low : high) = middle;
    }
    // Where all are about as far as the closest, σ would come out as nothing.
    const float sigma = std::max({high, 1e-3f * mean, 1e-9f});
    for (std::size_t k = 0; k < near.size(); ++k)
        out[k] = {near[k].index, std::exp(-beyond(k) / sigma)};
    std::sort(out.begin(), out.end(), [](const Arc& a, const Arc& b) { return a.to < b.to; });
}

struct Rows {
    std::vector<std::size_t> begin;
    std::vector<Arc> arcs;
    std::span<Arc> operator[](std::size_t i) { return {arcs.data() + begin[i], begin[i + 1] - begin[i]}; }
};

Rows directed(const neighbours::Lists& lists, std::size_t most, int threads, jobs::Context& context)
{
    const std::size_t count = lists.count();
    Rows out;
    out.begin.assign(count + 1, 0);
    for (std::size_t i = 0; i < count; ++i)
        out.begin[i + 1] = out.begin[i] + std::min(most, lists[i].size());
    out.arcs.resize(out.begin[count]);
    parallelFor((count + kChunk - 1) / kChunk, threads,
                [&](std::size_t chunk) {
                    for (std::size_t i = chunk * kChunk; i < std::min(count, (chunk + 1) * kChunk); ++i) {
                        const auto near = lists[i].first(std::min(most, lists[i].size()));
                        for (const auto& neighbour : near)
                            if (neighbour.index >= count || neighbour.index == i)
                                throw Error(ErrorCode::BadArgument,
                                            "A list of neighbours names one that does not exist.");
                        if (!near.empty())
                            memberships(near, out[i]);
                    }
                },
                context.stopToken());
    context.checkStop();
    return out;
}

Rows transposed(const Rows& rows)
{
    const std::size_t count = rows.begin.size() - 1;
    Rows out;
    out.begin.assign(count + 1, 0);
    for (const Arc& arc : rows.arcs)
        ++out.begin[arc.to + 1];
    for (std::size_t i = 0; i < count; ++i)
        out.begin[i + 1] += out.begin[i];
    out.arcs.resize(rows.arcs.size());
    std::vector<std::size_t> next(out.begin.begin(), out.begin.end() - 1);
    for (std::size_t i = 0; i < count; ++i)
        for (std::size_t k = rows.begin[i]; k < rows.begin[i + 1]; ++k)
            out.arcs[next[rows.arcs[k].to]++] = {static_cast<std::uint32_t>(i), rows.arcs[k].weight};
    return out;
}

} // namespace

FuzzyGraph fuzzyGraph(const neighbours::Lists& lists, std::size_t neighbours, int threads, jobs::Context& context)
{
    Rows there = directed(lists, neighbours, threads, context);
    Rows back = transposed(there);
    FuzzyGraph out;
    out.begin.push_back(0);
    out.begin.reserve(lists.count() + 1);
    out.arcs.reserve(2 * there.arcs.size());
    for (std::size_t i = 0; i < lists.count(); ++i) {
        const auto a = there[i], b = back[i];
        float sum = 0;
        for (std::size_t k = 0, l = 0; k < a.size() || l < b.size();) {
            Arc arc;
            if (l == b.size() || (k < a.size() && a[k].to < b[l].to)) {
                arc = a[k++];
            } else if (k == a.size() || b[l].to < a[k].to) {
                arc = b[l++];
            } else {
                arc = {a[k].to, a[k].weight + b[l].weight - a[k].weight * b[l].weight};
                ++k, ++l;
            }
            sum += arc.weight;
            out.arcs.push_back(arc);
        }
        for (std::size_t k = out.begin[i]; k < out.arcs.size(); ++k)
            out.arcs[k].weight /= sum;
        out.begin.push_back(out.arcs.size());
    }
    context.checkStop();
    return out;
}

} // namespace likeness::layout
