// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace likeness::image {

// 8-bit pixels, rows top to bottom without padding, channels interleaved: 1 = grey, 3 = RGB (never BGR). A value type.
struct Image {
    int width = 0;
    int height = 0;
    int channels = 3;
    std::vector<std::uint8_t> pixels; // width · height · channels

    Image() = default;
    Image(int w, int h, int c)
        : width(w), height(h), channels(c),
          pixels(static_cast<std::size_t>(w) * static_cast<std::size_t>(h) * static_cast<std::size_t>(c))
    {
    }
    bool empty() const { return pixels.empty(); }
    std::uint8_t* row(int y)
    {
        return pixels.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(width * channels);
    }
    const std::uint8_t* row(int y) const
    {
        return pixels.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(width * channels);
    }
    bool operator==(const Image&) const = default;
};

// Image coordinates in pixels, origin at the centre of the top left pixel, x right, y down. Sub-pixel positions are
// normal.
struct Point {
    float x = 0;
    float y = 0;
    bool operator==(const Point&) const = default;
};

struct Rect {
    float x = 0; // left
    float y = 0; // top
    float width = 0;
    float height = 0;
    bool contains(Point p) const { return p.x >= x && p.y >= y && p.x < x + width && p.y < y + height; }
    float area() const { return width * height; }
    bool operator==(const Rect&) const = default;
};

// The 68 iBUG points (300-W order): 0-16 jaw, 17-26 brows, 27-35 nose, 36-47 eyes, 48-67 lips.
inline constexpr int kLandmarkCount = 68;
using Landmarks = std::array<Point, kLandmarkCount>;

} // namespace likeness::image
