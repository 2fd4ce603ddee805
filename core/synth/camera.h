// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/synth/layout.h"

namespace likeness::synth {

// A picture in linear light before the camera's faults: RGB triples, row by row.
struct Plate {
    int width, height;
    std::vector<Vec3> pixels;
};

// A room out of focus behind the person: a soft gradient with a few large blurred shapes and points of light.
Plate backdrop(std::uint64_t seed, int width, int height);

// Blur, exposure, tone curve and sensor noise, down to 8 bits.
image::Image expose(const Plate& plate, const Shot& shot, std::uint64_t noiseSeed);

} // namespace likeness::synth
