// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/synth/identity.h"
#include "core/synth/synth.h"

#include <array>

namespace likeness::synth {

// One point of the frontal plane of face space.
struct Spot {
    float x = 0, y = 0;
};

// What stands before the face for a shot's occlusion.
enum class Cover { None, Glasses, SunGlasses, Hand, Mask };
Cover coverOf(const Shot& shot);

// Where the features of one identity lie with one expression, looked at from the front. Painting, relief and the 68
// true points all ask these curves, which is why the truth is exact.
class Layout
{
public:
    Layout(const Identity& identity, const Shot& shot);

    const Identity& id;
    Cover cover;
    float smile, mouthOpen, eyeOpen, browRaise;
    float chinY;        // with the jaw's drop
    float mouthHalf;    // half width
    float upperGap = 0; // of the opened lips at the middle, above and below the closed line
    float lowerGap = 0;

    // Eyes. `side` is -1 for the eye at the picture's left; t runs from the outer corner (0) to the inner one (1).
    float eyeT(int side, float x) const;
    float upperLid(float t) const;
    float lowerLid(float t) const;
    Spot onLid(int side, float t, bool upper) const;

    // Brows: t from the inner end (0) to the outer one (1); the centre line and the half thickness there.
    float browX(float t) const { return id.browGap + t * 1.95f * id.browLength; }
    float browLine(float t) const;
    float browHalf(float t) const;

    // Lips at s = x / mouthHalf in -1..1: outer outline and the edges of the opening.
    float lipTop(float s) const;
    float innerTop(float s) const;
    float innerBottom(float s) const;
    float lipBottom(float s) const;

    // Half width of the head at height y, from its top to its chin.
    float headHalf(float y) const;

    std::array<Spot, image::kLandmarkCount> points() const;

private:
    float seam(float s) const;
    float m_cornerLift;
};

// Height at which the jaw's outline begins and the skull's ends.
inline constexpr float kEarY = 0.1f;

} // namespace likeness::synth
