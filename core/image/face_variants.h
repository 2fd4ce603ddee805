// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/image/image.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace likeness::image {

// What an aligned crop is made to look like, to see how a model stands it. All are drawn approximations: they say in
// which direction a model is weak, and do not replace photographs of that kind.
enum class Variant {
    Mask, // a surgical mask from the bridge of the nose to below the chin, in one of a few colours
    // A head turned by 30° to 50°, further to the side that it is turned to already: the crop as a texture on a generic
    // head (an elliptic one with a nose) that is turned, hides what lies behind its edge, is shaded anew and aligned
    // again. Not a view from the side: hair, ears and neck have no depth of their own, what the crop does not show
    // (the side of the head, the ground behind) is smeared out of its border, expression and eyes stay.
    Profile,
    LowResolution, // 32 × 32 pixels by area averages, enlarged again by cubic interpolation
    // One of three: strong light from one side, too little light with the noise of a sensor, too much light. Light
    // falls on the same generic head; shadows that parts of a face cast are not drawn.
    Lighting,
};

// A variant of an aligned square RGB crop, of the same size. `points`: the 68 landmarks in the crop's pixels; without
// them the face is taken to lie as an average one does in ArcFace's template. The same for the same arguments. Any
// thread. At 112 × 112 a few milliseconds, 15 for a profile. Throws Error(BadArgument) for another picture than that,
// or with a side below 32 or above 1024 pixels.
Image makeVariant(const Image& crop, Variant variant, const std::optional<Landmarks>& points, std::uint64_t seed);

// Where the 68 points of an average frontal face lie in a crop of that size (mean of dlib's points on photographs of
// 156 people, made symmetric).
Landmarks averageLandmarks(int size = 112);

// "mask", "profile", "low-resolution", "lighting": on the command line and in files.
std::string variantName(Variant variant);
Variant variantOf(std::string_view name); // throws Error(BadArgument)
std::span<const Variant> allVariants();

} // namespace likeness::image
