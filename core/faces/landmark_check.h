// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/image/image.h"

#include <array>
#include <string>
#include <vector>

namespace likeness::faces {

// Checks of the 68 points that need no model: how far a person's points lie from the automatic ones, and whether they
// can be a face at all. Pure functions of the points; any thread.

// Distance between the outer eye corners (36 and 45), pixels: the usual `d` of NME on 300-W ("inter-ocular"). 0 when
// they fall together.
float outerEyeDistance(const image::Landmarks& points);

struct LandmarkComparison {
    std::array<float, image::kLandmarkCount> distance{}; // photograph pixels
    float largest = 0;
    int worst = 0;                 // the point with the largest distance
    float mean = 0;                // pixels
    float nme = 0;                 // mean / outer eye distance of `reference`; 0 when that is 0
    int over(float limitPx) const; // points farther than that
};
// The distances of every point of `points` to the same point of `reference`. NaN and infinity count as very far (1e6
// px).
LandmarkComparison compareLandmarks(const image::Landmarks& points, const image::Landmarks& reference);

// What is wrong with a shape, judged in its own upright frame (eyes to mouth), so that a rolled or hanging head passes.
enum class ShapeProblem {
    NotFinite,      // NaN or infinity
    OffImage,       // outside the photograph
    Collapsed,      // the eyes or the whole shape fall together
    LeftRightSwap,  // the points of the two sides are exchanged
    JawOrder,       // the jaw line turns back
    BrowOrder,      // a brow's points run backwards
    NoseOrder,      // bridge or nostrils run backwards
    EyelidCrossing, // a lower lid above its upper lid
    LipCrossing,    // a lower lip above its upper lip
};
const char* shapeProblemName(ShapeProblem problem); // stable English id, e.g. "left_right_swap"
struct ShapeFinding {
    ShapeProblem problem;
    int point; // a point to look at first
};
// Empty when all is well; at most one finding of a kind, worst kind first. `width`, `height` of the photograph in
// pixels, 0 = not known (then nothing is off the image).
std::vector<ShapeFinding> checkShape(const image::Landmarks& points, int width, int height);

// A frontal, symmetric mean of many faces in the detector's box (0..1 both ways; the chin reaches below 1): the start
// for a face that no detector found, and the yardstick of plausibility.
const image::Landmarks& meanShape();
image::Landmarks meanShapeIn(const image::Rect& box);

struct ShapeResidual {
    std::array<float, image::kLandmarkCount>
        distance{}; // after the best similarity, in outer eye distances of the mean shape
    float rms = 0;
    int worst = 0;
};
// What is left between the points and the mean shape after the best similarity (Procrustes). A large turn of the head
// or a wide open mouth raises it too: it orders faces to look at, it condemns none.
ShapeResidual shapeResidual(const image::Landmarks& points);
// Above this the residual is worth a look: about the 95th percentile of good annotations (300-W photographs).
inline constexpr float kUsualResidual = 0.18f;

} // namespace likeness::faces
