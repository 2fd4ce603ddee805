// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/synth/head.h"

#include <array>
#include <limits>

namespace likeness::synth {

// A vertex on the picture: where, how near (greater is nearer) and what is blended across a triangle.
template<std::size_t N>
struct Corner {
    float x = 0, y = 0, near = 0;
    std::array<float, N> values{};
};

struct DepthBuffer {
    int width, height;
    std::vector<float> near;
    DepthBuffer(int w, int h)
        : width(w), height(h),
          near(static_cast<std::size_t>(w) * static_cast<std::size_t>(h), -std::numeric_limits<float>::max())
    {
    }
};

// Positive where a, b, c run clockwise in the picture, which is how a surface seen from outside lies.
template<std::size_t N>
float turnOf(const Corner<N>& a, const Corner<N>& b, const Corner<N>& c)
{
    return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

// Fills one triangle: draw(index, values) for each sample nearer than what is there; it returns whether it drew.
template<std::size_t N, typename Draw>
void fillTriangle(DepthBuffer& depth, const Corner<N>& a, const Corner<N>& b, const Corner<N>& c, Draw&& draw)
{
    const float area = turnOf(a, b, c);
    if (std::abs(area) < 1e-9f)
        return;
    const int x0 = std::max(0, floorInt(std::min({a.x, b.x, c.x})) + 1);
    const int x1 = std::min(depth.width - 1, floorInt(std::max({a.x, b.x, c.x})));
    const int y0 = std::max(0, floorInt(std::min({a.y, b.y, c.y})) + 1);
    const int y1 = std::min(depth.height - 1, floorInt(std::max({a.y, b.y, c.y})));
    const float inverse = 1 / area;
    for (int y = y0; y <= y1; ++y)
        for (int x = x0; x <= x1; ++x) {
            const float px = static_cast<float>(x), py = static_cast<float>(y);
            const float wb = ((px - a.x) * (c.y - a.y) - (py - a.y) * (c.x - a.x)) * inverse;
            const float wc = ((b.x - a.x) * (py - a.y) - (b.y - a.y) * (px - a.x)) * inverse;
            const float wa = 1 - wb - wc;
            if (wa < -1e-5f || wb < -1e-5f || wc < -1e-5f)
                continue;
            const float near = wa * a.near + wb * b.near + wc * c.near;
            const auto at =
                static_cast<std::size_t>(y) * static_cast<std::size_t>(depth.width) + static_cast<std::size_t>(x);
            if (near <= depth.near[at])
                continue;
            std::array<float, N> values;
            for (std::size_t i = 0; i < N; ++i)
                values[i] = wa * a.values[i] + wb * b.values[i] + wc * c.values[i];
            if (draw(at, values))
                depth.near[at] = near;
        }
}

// All triangles of a grid whose corners are given in the surface's order.
template<std::size_t N, typename Draw>
void fillSurface(DepthBuffer& depth, const Surface& surface, const std::vector<Corner<N>>& corners, Draw&& draw)
{
    const auto columns = static_cast<std::size_t>(surface.columns);
    for (std::size_t r = 0; r + 1 < static_cast<std::size_t>(surface.rows); ++r)
        for (std::size_t c = 0; c + 1 < columns; ++c) {
            const std::size_t at = r * columns + c;
            if (surface.vertices[at].cover < -0.12f && surface.vertices[at + columns + 1].cover < -0.12f)
                continue;
            const auto &a = corners[at], &b = corners[at + 1], &d = corners[at + columns],
                       &e = corners[at + columns + 1];
            if (!surface.bothSides && turnOf(a, b, d) <= 0 && turnOf(b, e, d) <= 0)
                continue;
            fillTriangle(depth, a, b, d, draw);
            fillTriangle(depth, b, e, d, draw);
        }
}

} // namespace likeness::synth
