// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/synth/vec.h"

#include <cstdint>
#include <vector>

namespace likeness::synth {

enum class HairStyle { Bald, Buzz, Short, SidePart, Curly, Bob, Long, Bun };

struct Mark {
    float x, y, radius, strength; // face space; a mole is strong, a freckle weak
};

// Everything that makes a person, drawn from one seed. Lengths in face space (vec.h); "…Scale" are factors around 1,
// other shape values are offsets around 0.
struct Identity {
    std::uint64_t seed = 0;
    float masculine = 0; // 0..1, pulls jaw, brows, beard and hair together
    float age = 0;       // 0 = 20 years, 1 = 70 years

    // Head.
    float faceWidth = 0.645f; // half width at the ears
    float chinY = 1.03f, topY = -1.0f;
    float jawBulge = 2.4f, jawRound = 1.6f; // exponents of the jaw's outline
    float cheekbone = 0.06f, cheekFat = 0, chinForward = 0, browRidge = 0.04f, roundness = 2.3f;
    float earSize = 1;

    // Eyes and brows.
    float eyeX = 0.262f, eyeHalfWidth = 0.108f, eyeUpper = 0.052f, eyeLower = 0.030f, eyeTilt = 0, eyeDepth = 0.07f;
    float lidFold = 0.5f;
    Vec3 iris, browColour;
    float browY = -0.165f, browArch = 0.06f, browTilt = 0, browThickness = 0.035f, browLength = 0.2f, browGap = 0.1f;

    // Nose and mouth.
    float noseLength = 0.405f, noseWidth = 0.125f, noseBridge = 0.05f, noseHeight = 0.25f, noseTip = 0.07f,
          noseHump = 0;
    float mouthY = 0.57f, mouthWidth = 0.235f, lipUpper = 0.045f, lipLower = 0.075f, lipBow = 0.3f;
    Vec3 lipTint;

    // Skin.
    Vec3 skin;
    float redness = 0.5f, gloss = 0.3f, freckles = 0;
    std::vector<Mark> marks;

    // Hair.
    HairStyle style = HairStyle::Short;
    Vec3 hair;
    float hairlineY = -0.6f, hairlineCurve = 0.3f, widowsPeak = 0, recession = 0, fringe = 0, hairThickness = 0.1f,
          hairLength = 1.3f, partX = 0, wave = 0;
    float beard = 0;     // 0 shaven … 1 full
    float moustache = 0; // 0 … 1
    float beardLow = 0.4f;
    Vec3 beardColour;
    float makeUp = 0;
};

Identity identityFrom(std::uint64_t seed);

} // namespace likeness::synth
