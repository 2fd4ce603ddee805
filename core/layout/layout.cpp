// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/layout/layout.h"

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/layout/fuzzy_graph.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace likeness::layout {
namespace {

// Points that a task moves. They share their random numbers, which is what makes repulsion a loop over plain arrays;
// so the result depends on this number, never on the number of threads.
constexpr std::size_t kChunk = 256;
constexpr int kSmoothings = 10;
constexpr float kStartSize = 10; // deviation from the centre
constexpr float kSpread = 0.01f; // parts points that start in one place
constexpr float kCurve = 1.6f;   // a of 1 / (1 + a d²): UMAP's min_dist of about 0.1
constexpr int kOthers = 64;      // random points that push, a chunk and round
constexpr float kRepulsion = 5;  // UMAP's negative sample rate
constexpr float kSoft = 0.01f;   // keeps the push of a point close by finite
constexpr float kStep = 0.3f;    // of the first round; then falls to 0 along a line
constexpr float kMomentum = 0.8f;

using Points = std::vector<Point>;

// body(first, size) for every chunk.
template<typename Body>
void forChunks(std::size_t count, int threads, jobs::Context& context, const Body& body)
{
    parallelFor((count + kChunk - 1) / kChunk, threads,
                [&](std::size_t chunk) { body(chunk * kChunk, std::min(kChunk, count - chunk * kChunk)); },
                context.stopToken());
    context.checkStop();
}

// Centre 0 and that deviation from it.
void standardise(Points& points, double size)
{
    double x = 0, y = 0, squares = 0;
    for (const Point& p : points) {
        x += static_cast<double>(p.x);
        y += static_cast<double>(p.y);
    }
    x /= static_cast<double>(points.size());
    y /= static_cast<double>(points.size());
    for (const Point& p : points)
        squares += std::pow(static_cast<double>(p.x) - x, 2) + std::pow(static_cast<double>(p.y) - y, 2);
    const double deviation = std::sqrt(squares / static_cast<double>(points.size()));
    const double scale = deviation > 0 ? size / deviation : 1;
    for (Point& p : points)
        p = {static_cast<float>((static_cast<double>(p.x) - x) * scale),
             static_cast<float>((static_cast<double>(p.y) - y) * scale)};
}

// Each point goes half the way to the mean of its neighbours, some times over: a power iteration that has groups
// together before the first round, and works where the graph falls into parts.
void smooth(Points& points, const FuzzyGraph& graph, int threads, jobs::Context& context)
{
    Points next(points.size());
    for (int round = 0; round < kSmoothings; ++round) {
        forChunks(points.size(), threads, context, [&](std::size_t first, std::size_t size) {
            for (std::size_t i = first; i < first + size; ++i) {
                Point mean = graph[i].empty() ? points[i] : Point{};
                for (const Arc& arc : graph[i]) {
                    mean.x += arc.weight * points[arc.to].x;
                    mean.y += arc.weight * points[arc.to].y;
                }
                next[i] = {(points[i].x + mean.x) / 2, (points[i].y + mean.y) / 2};
            }
        });
        points.swap(next);
    }
}

Point pullOf(std::span<const Arc> arcs, Point here, const Points& points)
{
    Point pull;
    for (const Arc& arc : arcs) {
        const float dx = points[arc.to].x - here.x, dy = points[arc.to].y - here.y;
        const float strength = 2 * kCurve * arc.weight / (1 + kCurve * (dx * dx + dy * dy));
        pull.x += strength * dx;
        pull.y += strength * dy;
    }
    return pull;
}

struct Pushes {
    std::array<float, kChunk> x, y;
};
void pushesOf(std::size_t first, std::size_t size, const Points& points, Rng random, Pushes& out)
{
    std::array<float, kChunk> x, y;
    for (std::size_t i = 0; i < size; ++i) {
        x[i] = points[first + i].x;
        y[i] = points[first + i].y;
        out.x[i] = out.y[i] = 0;
    }
    constexpr float kShare = 2 * kRepulsion / static_cast<float>(kOthers);
    for (int k = 0; k < kOthers; ++k) {
        const Point other = points[static_cast<std::size_t>(random.below(points.size()))];
        for (std::size_t i = 0; i < size; ++i) {
            const float dx = x[i] - other.x, dy = y[i] - other.y;
            const float squared = dx * dx + dy * dy;
            const float strength = kShare / ((kSoft + squared) * (1 + kCurve * squared));
            out.x[i] += strength * dx;
            out.y[i] += strength * dy;
        }
    }
}

} // namespace

std::vector<Point>
place(const neighbours::Lists& lists, std::span<const Point> start, const Options& options, jobs::Context& context)
{
    const std::size_t count = lists.count();
    if (start.size() != count)
        throw Error(ErrorCode::BadArgument, "Neighbours and starting places do not match in number.");
    if (options.neighbours == 0 || options.epochs < 1)
        throw Error(ErrorCode::BadArgument, "A map needs at least one neighbour and one round.");
    Points now(start.begin(), start.end());
    if (count == 0)
        return now;
    const FuzzyGraph graph = fuzzyGraph(lists, options.neighbours, options.threads, context);
    smooth(now, graph, options.threads, context);
    standardise(now, static_cast<double>(kStartSize));
    Rng random(options.seed);
    for (Point& p : now) {
        p.x += kSpread * static_cast<float>(random.normal());
        p.y += kSpread * static_cast<float>(random.normal());
    }
    Points next(count), speed(count);
    for (int epoch = 0; epoch < options.epochs; ++epoch) {
        const float step = kStep * (1 - static_cast<float>(epoch) / static_cast<float>(options.epochs));
        forChunks(count, options.threads, context, [&](std::size_t first, std::size_t size) {
            Pushes push;
            pushesOf(first, size, now, Rng::forItem(options.seed + static_cast<std::uint64_t>(epoch), first), push);
            for (std::size_t i = first; i < first + size; ++i) {
                next[i] = now[i];
                if (graph[i].empty())
                    continue;
                const Point pull = pullOf(graph[i], now[i], now);
                speed[i] = {kMomentum * speed[i].x + step * (pull.x + push.x[i - first]),
                            kMomentum * speed[i].y + step * (pull.y + push.y[i - first])};
                next[i].x += speed[i].x;
                next[i].y += speed[i].y;
            }
        });
        now.swap(next);
        context.progress(static_cast<std::uint64_t>(epoch) + 1, static_cast<std::uint64_t>(options.epochs), "steps");
    }
    return now;
}

} // namespace likeness::layout
