// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/boxes.h"

#include <algorithm>
#include <cmath>

namespace likeness::image {

std::size_t centralBox(std::span<const Rect> boxes, int width, int height)
{
    const Point middle{static_cast<float>(width) / 2, static_cast<float>(height) / 2};
    const auto away = [&](const Rect& r) {
        return std::hypot(r.x + r.width / 2 - middle.x, r.y + r.height / 2 - middle.y);
    };
    std::size_t best = 0;
    for (std::size_t i = 1; i < boxes.size(); ++i) {
        const bool in = boxes[i].contains(middle), bestIn = boxes[best].contains(middle);
        if (in != bestIn ? in : in ? away(boxes[i]) < away(boxes[best]) : boxes[i].area() > boxes[best].area())
            best = i;
    }
    return best;
}

float overlap(const Rect& a, const Rect& b)
{
    const float width = std::min(a.x + a.width, b.x + b.width) - std::max(a.x, b.x);
    const float height = std::min(a.y + a.height, b.y + b.height) - std::max(a.y, b.y);
    if (width <= 0 || height <= 0)
        return 0;
    return width * height / (a.area() + b.area() - width * height);
}

Rect boundingBox(const Landmarks& points)
{
    const auto [left, right] =
        std::minmax_element(points.begin(), points.end(), [](Point a, Point b) { return a.x < b.x; });
    const auto [top, bottom] =
        std::minmax_element(points.begin(), points.end(), [](Point a, Point b) { return a.y < b.y; });
    return {left->x, top->y, right->x - left->x, bottom->y - top->y};
}

} // namespace likeness::image
