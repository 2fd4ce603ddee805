// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/layout/layout.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace likeness::layout {
namespace {

constexpr std::size_t kSample = 4096;
constexpr std::size_t kAxes = 4; // two more than wanted: the iteration converges faster
constexpr int kRounds = 24;
constexpr std::size_t kChunk = 1024;

using Axis = std::vector<float>;

float dot(std::span<const float> a, std::span<const float> b)
{
    float sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        sum += a[i] * b[i];
    return sum;
}

// Gram–Schmidt. False when there are not that many directions.
void orthonormalise(std::array<Axis, kAxes>& axes)
{
    for (std::size_t a = 0; a < kAxes; ++a) {
        for (std::size_t b = 0; b < a; ++b) {
            const float along = dot(axes[a], axes[b]);
            for (std::size_t i = 0; i < axes[a].size(); ++i)
                axes[a][i] -= along * axes[b][i];
        }
        const float length = std::sqrt(dot(axes[a], axes[a]));
        for (float& value : axes[a])
            value = length > 1e-12f ? value / length : 0;
    }
}

} // namespace

std::vector<Point>
principalPlane(const neighbours::Vectors& vectors, std::uint64_t seed, int threads, jobs::Context& context)
{
    const std::size_t count = vectors.count(), dim = vectors.dim;
    std::vector<Point> out(count);
    if (count < 2)
        return out;
    const std::size_t sampled = std::min(count, kSample);
    const auto sample = [&](std::size_t i) { return vectors.row(i * count / sampled); };
    Axis mean(dim, 0);
    for (std::size_t s = 0; s < sampled; ++s)
        for (std::size_t i = 0; i < dim; ++i)
            mean[i] += sample(s)[i] / static_cast<float>(sampled);

    std::array<Axis, kAxes> axes;
    Rng rng(seed);
    for (Axis& axis : axes)
        for (std::size_t i = 0; i < dim; ++i)
            axis.push_back(static_cast<float>(rng.normal()));
    orthonormalise(axes);
    for (int round = 0; round < kRounds; ++round) {
        context.checkStop();
        // Each axis on its own, so that no sum depends on the number of threads.
        std::array<Axis, kAxes> next;
        parallelFor(kAxes, threads, [&](std::size_t a) {
            next[a].assign(dim, 0);
            const float atMean = dot(mean, axes[a]);
            for (std::size_t s = 0; s < sampled; ++s) {
                const auto row = sample(s);
                const float along = dot(row, axes[a]) - atMean;
                for (std::size_t i = 0; i < dim; ++i)
                    next[a][i] += along * (row[i] - mean[i]);
            }
        });
        axes = std::move(next);
        orthonormalise(axes);
    }
    const float meanX = dot(mean, axes[0]), meanY = dot(mean, axes[1]);
    parallelFor((count + kChunk - 1) / kChunk, threads, [&](std::size_t chunk) {
        for (std::size_t i = chunk * kChunk; i < std::min(count, (chunk + 1) * kChunk); ++i)
            out[i] = {dot(vectors.row(i), axes[0]) - meanX, dot(vectors.row(i), axes[1]) - meanY};
    });
    double squares = 0;
    for (const Point& point : out)
        squares += static_cast<double>(point.x) * static_cast<double>(point.x);
    const auto deviation = static_cast<float>(std::sqrt(squares / static_cast<double>(count)));
    for (Point& point : out)
        point = deviation > 1e-12f ? Point{point.x / deviation, point.y / deviation} : Point{};
    return out;
}

} // namespace likeness::layout
