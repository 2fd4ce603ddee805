// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/curate/neighbours.h"

#include "core/base/parallel.h"

#include <algorithm>
#include <atomic>
#include <deque>
#include <mutex>
#include <vector>

namespace likeness::curate {
namespace {

using neighbours::closer;
using neighbours::Neighbour;

// A heap whose top is the farthest one kept.
void keepClosest(std::vector<Neighbour>& heap, std::size_t most, const Neighbour& candidate)
{
    if (heap.size() < most) {
        heap.push_back(candidate);
        std::push_heap(heap.begin(), heap.end(), closer);
    } else if (closer(candidate, heap.front())) {
        std::pop_heap(heap.begin(), heap.end(), closer);
        heap.back() = candidate;
        std::push_heap(heap.begin(), heap.end(), closer);
    }
}

} // namespace

Neighbours
findNeighbours(const Similarity& similarity, std::span<const std::uint32_t> groups, int threads, jobs::Context& context)
{
    const std::size_t n = similarity.count();
    const std::size_t size = similarity.tileSize();
    const std::size_t tiles = (n + size - 1) / size;
    Neighbours out;
    std::vector<std::vector<Neighbour>> own(n), others(n);
    std::deque<std::mutex> locks(tiles); // of the rows of a tile
    std::atomic<std::uint64_t> done{0};
    const auto add = [&](std::size_t i, std::size_t j, float s) {
        const bool same = groups[i] == groups[j];
        keepClosest(same ? own[i] : others[i], same ? kNearestOwn : kNearestOthers, {static_cast<std::uint32_t>(j), s});
    };
    // Every unordered pair once: tile row r against itself and all after it.
    parallelFor(
        tiles, threads,
        [&](std::size_t r) {
            std::vector<float> values(size * size);
            const std::size_t i0 = r * size;
            const std::size_t i1 = std::min(n, i0 + size);
            for (std::size_t c = r; c < tiles && !context.stopRequested(); ++c) {
                const std::size_t j0 = c * size;
                const std::size_t j1 = std::min(n, j0 + size);
                similarity.tile(i0, i1, j0, j1, values.data());
                const auto value = [&](std::size_t i, std::size_t j) {
                    return values[(i - i0) * (j1 - j0) + (j - j0)];
                };
                {
                    const std::lock_guard lock(locks[r]);
                    for (std::size_t i = i0; i < i1; ++i)
                        for (std::size_t j = j0; j < j1; ++j)
                            if (i != j)
                                add(i, j, value(i, j));
                }
                if (c != r) {
                    const std::lock_guard lock(locks[c]);
                    for (std::size_t j = j0; j < j1; ++j)
                        for (std::size_t i = i0; i < i1; ++i)
                            add(j, i, value(i, j));
                }
                context.progress(done += (i1 - i0) * (j1 - j0), n * (n + size) / 2, "pairs");
            }
        },
        context.stopToken());
    context.checkStop();
    out.own = neighbours::Lists(n, kNearestOwn);
    out.others = neighbours::Lists(n, kNearestOthers);
    for (std::size_t i = 0; i < n; ++i) {
        std::sort(own[i].begin(), own[i].end(), closer);
        std::sort(others[i].begin(), others[i].end(), closer);
        out.own.set(i, own[i]);
        out.others.set(i, others[i]);
    }
    return out;
}

} // namespace likeness::curate
