// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/image/image.h"

#include <cstdint>

namespace likeness::synth {

// Drawn faces: no real person, no download, exact truth. An identity is a seed (face shape, skin, eyes, brows, nose,
// mouth, hair, marks); everything that changes between two photographs of one person is in Shot. Same arguments → same
// bytes.
struct Shot {
    // Degrees; near-frontal is |yaw| ≤ 20, |pitch| ≤ 12. Positive: nose to the picture's right, chin up, clockwise.
    double yaw = 0, pitch = 0, roll = 0;
    double lightAzimuth = 0; // degrees, 0 = from the front, positive = from the picture's right
    double lightElevation = 30;
    double ambient = 0.5;                                        // 0..1
    double smile = 0, mouthOpen = 0, eyeOpen = 1, browRaise = 0; // expression, 0..1
    double occlusion = 0;                // to 0.05 none, 0.4 glasses, 0.55 sunglasses, 0.75 a hand, 1 a mask
    double noise = 2;                    // sensor noise, grey levels
    double blur = 0;                     // Gaussian sigma, pixels
    double exposure = 1;                 // gain
    double faceSize = 0.5;               // face height as a share of the picture's height
    double centerX = 0.5, centerY = 0.5; // of the face, share of the picture
    std::uint64_t background = 0;        // seed of the background
};

struct Rendered {
    image::Image picture;    // RGB
    image::Landmarks points; // exact 68 points, picture pixels
    image::Rect box;         // around the face, as HOG would draw it
};

// A random, plausible shot; `difficulty` 0 = near-frontal and well lit, 1 = as hard as real life.
Shot randomShot(std::uint64_t seed, double difficulty = 0.5);

// Width and height 16 … 4096. Throws Error(BadArgument) beyond that, for a value that is not finite, and for a face
// size outside 0.02 … 4. Any thread.
Rendered render(std::uint64_t identity, const Shot& shot, int width = 256, int height = 256);

} // namespace likeness::synth
