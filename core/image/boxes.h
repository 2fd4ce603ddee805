// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/image/image.h"

#include <cstddef>
#include <span>

namespace likeness::image {

// Which of several faces a picture's label means: the one that contains the middle (of several, the one centred nearest
// to it), else the largest. `boxes` is not empty.
std::size_t centralBox(std::span<const Rect> boxes, int width, int height);
// Intersection over union, 0..1.
float overlap(const Rect& a, const Rect& b);
// The smallest box around the points.
Rect boundingBox(const Landmarks& points);

} // namespace likeness::image
