// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/synth/identity.h"

#include "core/base/random.h"

#include <array>
#include <span>

namespace likeness::synth {
namespace {

// A bell around `centre` that never leaves ±2.2 `spread`: spread wide, yet no monsters.
float about(Rng& rng, float centre, float spread)
{
    return centre + spread * static_cast<float>(std::clamp(rng.normal(), -2.2, 2.2));
}

float between(Rng& rng, float low, float high)
{
    return static_cast<float>(rng.uniform(low, high));
}

Vec3 alongRamp(std::span<const Vec3> ramp, float t)
{
    const float scaled = clamp01(t) * static_cast<float>(ramp.size() - 1);
    const auto i = std::min(static_cast<std::size_t>(scaled), ramp.size() - 2);
    return lerp(ramp[i], ramp[i + 1], scaled - static_cast<float>(i));
}

void drawHead(Identity& id, Rng& rng)
{
    const float m = id.masculine;
    id.faceWidth = about(rng, 0.632f + 0.024f * m, 0.028f);
    id.chinY = about(rng, 1.0f + 0.05f * m, 0.045f);
    id.topY = about(rng, -0.98f, 0.03f);
    id.jawBulge = about(rng, 2.25f + 0.5f * m, 0.38f);
    id.jawRound = about(rng, 1.5f + 0.2f * m, 0.17f);
    id.cheekbone = about(rng, 0.06f, 0.02f);
    id.cheekFat = about(rng, 0.02f, 0.025f);
    id.chinForward = about(rng, 0.01f + 0.02f * m, 0.02f);
    id.browRidge = about(rng, 0.02f + 0.035f * m, 0.01f);
    id.roundness = about(rng, 2.3f, 0.12f);
    id.earSize = about(rng, 1.0f, 0.1f);
}

void drawEyes(Identity& id, Rng& rng)
{
    const float m = id.masculine;
    id.eyeX = about(rng, 0.262f, 0.014f);
    id.eyeHalfWidth = about(rng, 0.110f, 0.008f);
    id.eyeUpper = about(rng, 0.054f - 0.007f * m, 0.007f);
    id.eyeLower = about(rng, 0.032f, 0.005f);
    id.eyeTilt = about(rng, 0.008f, 0.012f);
    id.eyeDepth = about(rng, 0.06f + 0.02f * m, 0.015f);
    id.lidFold = between(rng, 0.1f, 1.0f);
    id.browY = about(rng, -0.172f + 0.022f * m, 0.018f);
    id.browArch = about(rng, 0.055f - 0.02f * m, 0.015f);
    id.browTilt = about(rng, 0.0f, 0.02f);
    id.browThickness = about(rng, 0.029f + 0.016f * m, 0.006f);
    id.browLength = about(rng, 0.205f, 0.012f);
    id.browGap = about(rng, 0.098f - 0.01f * m, 0.014f);
}

void drawNoseAndMouth(Identity& id, Rng& rng)
{
    const float m = id.masculine;
    id.noseLength = about(rng, 0.392f + 0.02f * m, 0.026f);
    id.noseWidth = about(rng, 0.118f + 0.014f * m, 0.014f);
    id.noseBridge = about(rng, 0.042f, 0.009f);
    id.noseHeight = about(rng, 0.24f + 0.02f * m, 0.03f);
    id.noseTip = about(rng, 0.075f, 0.012f);
    id.noseHump = about(rng, 0.01f * m, 0.012f);
    id.mouthY = id.noseLength + about(rng, 0.185f + 0.01f * m, 0.012f);
    id.mouthWidth = about(rng, 0.232f, 0.02f);
    id.lipUpper = about(rng, 0.047f - 0.010f * m, 0.010f);
    id.lipLower = about(rng, 0.084f - 0.012f * m, 0.013f);
    id.lipBow = about(rng, 0.3f, 0.1f);
}

void drawColours(Identity& id, Rng& rng)
{
    static const std::array<Vec3, 7> kSkin{srgb(240, 203, 180), srgb(232, 189, 160), srgb(222, 176, 144),
                                           srgb(198, 146, 112), srgb(164, 114, 82),  srgb(124, 82, 58),
                                           srgb(88, 57, 42)};
    static const std::array<Vec3, 6> kHair{srgb(24, 20, 19),  srgb(44, 30, 24),   srgb(78, 50, 34),
                                           srgb(118, 78, 48), srgb(168, 122, 74), srgb(208, 172, 118)};
    const float melanin = static_cast<float>(std::pow(rng.uniform(), 1.15));
    const Vec3 tone = alongRamp(kSkin, melanin);
    const float warm = between(rng, -0.05f, 0.05f);
    id.skin = {tone.x * (1 + 0.5f * warm), tone.y, tone.z * (1 - 1.6f * warm)};
    id.redness = between(rng, 0.2f, 0.9f) * (1 - 0.5f * melanin);
    id.gloss = between(rng, 0.2f, 0.55f) + 0.25f * melanin;

    const float fair = clamp01(1.15f - 1.9f * melanin); // light hair and eyes go with light skin
    const float lightHair = clamp01(fair * static_cast<float>(rng.uniform()) * 1.25f);
    id.hair = alongRamp(kHair, lightHair + between(rng, 0.0f, 0.12f));
    if (fair > 0.4f && rng.uniform() < 0.12) // red hair, and the freckles that come with it
        id.hair = lerp(srgb(110, 44, 20), srgb(178, 84, 40), static_cast<float>(rng.uniform()));
    else if (rng.uniform() < 0.04)
        id.hair = lerp(id.hair, srgb(92, 28, 40), 0.7f); // dyed
    const float grey = smoothstep(0.55f, 1.0f, id.age + between(rng, -0.25f, 0.2f));
    id.hair = lerp(id.hair, srgb(178, 176, 174), 0.9f * grey);
    id.browColour = lerp(id.hair, srgb(40, 28, 22), 0.45f * (1 - grey) + 0.15f);
    id.beardColour = lerp(id.hair, srgb(46, 32, 26), 0.3f);

    const double eye = rng.uniform() * (0.35 + 0.65 * fair);
    if (eye < 0.35)
        id.iris = lerp(srgb(48, 28, 18), srgb(92, 56, 30), between(rng, 0, 1));
    else if (eye < 0.5)
        id.iris = lerp(srgb(110, 84, 44), srgb(104, 112, 62), between(rng, 0, 1)); // hazel to green
    else
        id.iris = lerp(srgb(74, 110, 150), srgb(120, 140, 150), between(rng, 0, 1)); // blue to grey

    id.makeUp = rng.uniform() < 0.55 * (1 - id.masculine) ? between(rng, 0.2f, 0.9f) : 0;
    const Vec3 natural = id.skin * Vec3{0.86f, 0.58f, 0.58f};
    const Vec3 lipstick = lerp(srgb(170, 62, 66), srgb(196, 96, 100), between(rng, 0, 1)) * (1 - 0.35f * melanin);
    id.lipTint = lerp(natural, lipstick, 0.65f * id.makeUp);
}

void drawMarks(Identity& id, Rng& rng)
{
    const int moles = static_cast<int>(rng.below(4));
    for (int i = 0; i < moles; ++i)
        id.marks.push_back({between(rng, -0.5f, 0.5f), between(rng, -0.45f, 0.9f), between(rng, 0.010f, 0.02f), 0.75f});
    if (id.skin.y > 0.3f && rng.uniform() < 0.3) {
        id.freckles = between(rng, 0.3f, 1.0f);
        const int count = 25 + static_cast<int>(rng.below(45));
        for (int i = 0; i < count; ++i)
            id.marks.push_back({about(rng, 0, 0.2f), about(rng, 0.2f, 0.1f), between(rng, 0.008f, 0.016f),
                                between(rng, 0.08f, 0.28f) * id.freckles});
    }
}

void drawHair(Identity& id, Rng& rng)
{
    const float m = id.masculine;
    const double pick = rng.uniform();
    if (m > 0.5f)
        id.style = pick < 0.08 + 0.12 * id.age ? HairStyle::Bald
                   : pick < 0.30               ? HairStyle::Buzz
                   : pick < 0.58               ? HairStyle::Short
                   : pick < 0.82               ? HairStyle::SidePart
                   : pick < 0.94               ? HairStyle::Curly
                                               : HairStyle::Bob;
    else
        id.style = pick < 0.08   ? HairStyle::Short
                   : pick < 0.18 ? HairStyle::Curly
                   : pick < 0.42 ? HairStyle::Bob
                   : pick < 0.80 ? HairStyle::Long
                                 : HairStyle::Bun;
    id.hairlineY = about(rng, -0.64f - 0.05f * m * id.age, 0.035f);
    id.hairlineCurve = between(rng, 0.25f, 0.8f);
    id.widowsPeak = rng.uniform() < 0.3 ? between(rng, 0.02f, 0.08f) : 0;
    id.recession = between(rng, 0.0f, 0.05f) + m * between(rng, 0.0f, 0.10f) * (0.5f + id.age);
    id.partX = between(rng, -0.35f, 0.35f);
    id.wave = rng.uniform() < 0.5 ? between(rng, 0.3f, 1.0f) : between(rng, 0.0f, 0.2f);
    id.fringe = 0;
    switch (id.style) {
    case HairStyle::Bald:
        id.hairThickness = 0.012f;
        break;
    case HairStyle::Buzz:
        id.hairThickness = between(rng, 0.025f, 0.045f);
        break;
    case HairStyle::Short:
        id.hairThickness = between(rng, 0.07f, 0.12f);
        break;
    case HairStyle::SidePart:
        id.hairThickness = between(rng, 0.10f, 0.16f);
        break;
    case HairStyle::Curly:
        id.hairThickness = between(rng, 0.16f, 0.30f);
        break;
    case HairStyle::Bob:
        id.hairThickness = between(rng, 0.11f, 0.16f);
        break;
    case HairStyle::Long:
        id.hairThickness = between(rng, 0.10f, 0.16f);
        break;
    case HairStyle::Bun:
        id.hairThickness = between(rng, 0.05f, 0.08f);
        break;
    }
    const bool mayHaveFringe =
        id.style == HairStyle::Short || id.style == HairStyle::Bob || id.style == HairStyle::Long;
    if (mayHaveFringe && rng.uniform() < 0.35)
        id.fringe = between(rng, 0.12f, 0.30f);
    id.hairLength = id.style == HairStyle::Bob ? between(rng, 0.65f, 1.0f) : between(rng, 1.3f, 1.9f);

    const double face = rng.uniform();
    if (m > 0.5f) {
        id.beard = face < 0.40 ? 0.0f : face < 0.68 ? between(rng, 0.12f, 0.35f) : between(rng, 0.6f, 1.0f);
        id.moustache = face > 0.68 ? between(rng, 0.6f, 1.0f) : face > 0.62 ? 0.9f : id.beard;
        id.beardLow = between(rng, 0.30f, 0.62f);
    }
}

} // namespace

Identity identityFrom(std::uint64_t seed)
{
    Rng rng = Rng::forItem(0x1D3A7117u, seed);
    Identity id;
    id.seed = seed;
    const bool man = rng.uniform() < 0.5;
    id.masculine = man ? between(rng, 0.62f, 1.0f) : between(rng, 0.0f, 0.38f);
    id.age = static_cast<float>(std::pow(rng.uniform(), 1.5));
    drawHead(id, rng);
    drawEyes(id, rng);
    drawNoseAndMouth(id, rng);
    drawColours(id, rng);
    drawMarks(id, rng);
    drawHair(id, rng);
    return id;
}

} // namespace likeness::synth
