// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/image/image.h"

#include <array>
#include <span>

namespace likeness::image {

Image toGrey(const Image& image); // ITU-R 601, OpenCV's weights; grey passes through
Image toRgb(const Image& image);  // grey repeated; RGB passes through
enum class Filter { Area, Linear };
Image resize(const Image& image,
             int width,
             int height,
             Filter filter = Filter::Area);       // OpenCV's INTER_AREA / INTER_LINEAR
Image mirror(const Image& image);                 // left ↔ right
Image crop(const Image& image, const Rect& rect); // outside is black
Image equalizeHistogram(const Image& grey);

// x' = a·x − b·y + tx, y' = b·x + a·y + ty.
struct Similarity {
    double a = 1, b = 0, tx = 0, ty = 0;
    Point map(Point p) const;
    Similarity inverse() const;
};

// Least-squares similarity without reflection (Umeyama 1991) that takes `from` to `to`; at least two points.
Similarity fitSimilarity(std::span<const Point> from, std::span<const Point> to);

// Bilinear, border 0: output pixel p takes the input at inverse(p). `t` maps input to output.
Image warp(const Image& image, const Similarity& t, int width, int height);

// ArcFace's five points (left eye, right eye, nose, left mouth corner, right mouth corner, as seen in the picture) in a
// size × size crop; formats.md 2.1 at 112, scaled for 160 and 224.
std::array<Point, 5> arcfaceTemplate(int size = 112);
// 68 → 5: eyes = mean of 36,39 and of 42,45; nose 30; mouth 48, 54 (eval_ijbc.py).
std::array<Point, 5> fivePoints(const Landmarks& points);
// Transform from the photograph to the crop. The crop itself: warp(image, alignment(points, size), size, size).
Similarity alignment(const Landmarks& points, int size = 112);

// The same points in the mirrored picture of that width, renumbered.
Landmarks mirrorLandmarks(const Landmarks& points, int width);

} // namespace likeness::image
