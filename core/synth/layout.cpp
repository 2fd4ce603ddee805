// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/synth/layout.h"

#include <vector>

namespace likeness::synth {
namespace {

float unit(double v)
{
    return clamp01(static_cast<float>(v));
}

} // namespace

Cover coverOf(const Shot& shot)
{
    if (shot.occlusion <= 0.05)
        return Cover::None;
    if (shot.occlusion <= 0.4)
        return Cover::Glasses;
    if (shot.occlusion <= 0.55)
        return Cover::SunGlasses;
    return shot.occlusion <= 0.75 ? Cover::Hand : Cover::Mask;
}

Layout::Layout(const Identity& identity, const Shot& shot)
    : id(identity), cover(coverOf(shot)), smile(unit(shot.smile)), mouthOpen(unit(shot.mouthOpen)),
      eyeOpen(unit(shot.eyeOpen)), browRaise(unit(shot.browRaise)),
      chinY(identity.chinY + 0.10f * mouthOpen - 0.012f * smile),
      mouthHalf(identity.mouthWidth * (1 + 0.24f * smile - 0.12f * mouthOpen))
{
    eyeOpen *= 1 - 0.14f * smile; // a true smile narrows the eyes
    const float teeth = std::max(0.0f, smile - 0.3f);
    upperGap = 0.018f * mouthOpen + 0.022f * teeth;
    lowerGap = 0.155f * mouthOpen + 0.062f * teeth;
    m_cornerLift = 0.020f + 0.072f * smile - 0.006f * mouthOpen;
}

float Layout::eyeT(int side, float x) const
{
    return (id.eyeX + id.eyeHalfWidth - x * static_cast<float>(side)) / (2 * id.eyeHalfWidth);
}

float Layout::upperLid(float t) const
{
    const float tt = clamp01(t);
    const float arch = 4 * tt * (1 - tt);
    const float corner = lerp(-id.eyeTilt, 0.7f * id.eyeTilt, tt);
    const float height = lerp(-0.8f * id.eyeLower, id.eyeUpper, eyeOpen);
    return corner - height * arch * (1.38f - 0.38f * arch) * (0.93f + 0.14f * tt);
}

float Layout::lowerLid(float t) const
{
    const float tt = clamp01(t);
    const float arch = 4 * tt * (1 - tt);
    const float corner = lerp(-id.eyeTilt, 0.7f * id.eyeTilt, tt);
    return corner + (id.eyeLower - 0.006f * smile) * arch * (1.2f - 0.2f * arch) * (1.08f - 0.16f * tt);
}

Spot Layout::onLid(int side, float t, bool upper) const
{
    const float x = static_cast<float>(side) * (id.eyeX + id.eyeHalfWidth * (1 - 2 * t));
    return {x, upper ? upperLid(t) : lowerLid(t)};
}

float Layout::browLine(float t) const
{
    const float d = t - 0.45f;
    const float arch = id.browArch + 0.026f;
    return id.browY - 0.032f - 0.05f * browRaise + arch * d * d / 0.3025f - id.browTilt * (t - 0.5f);
}

float Layout::browHalf(float t) const
{
    const float tip = smoothstep(1.08f, 0.6f, t);
    return 0.72f * id.browThickness * (0.22f + 0.78f * tip) * smoothstep(-0.09f, 0.14f, t);
}

float Layout::seam(float s) const
{
    return id.mouthY - m_cornerLift * s * s + 0.012f * smile + 0.007f * hill(s / 0.3f, 0);
}

float Layout::lipTop(float s) const
{
    const float a = std::max(0.0f, 1 - s * s);
    const float dip = std::max(0.0f, 1 - std::abs(s) / 0.26f);
    const float shape = a * (1 + 0.25f * s * s) - id.lipBow * dip * dip;
    return innerTop(s) - id.lipUpper * (1 - 0.22f * smile) * shape;
}

float Layout::innerTop(float s) const
{
    return seam(s) - upperGap * std::max(0.0f, 1 - s * s);
}

float Layout::innerBottom(float s) const
{
    const float a = std::max(0.0f, 1 - s * s);
    return seam(s) + lowerGap * a * (1.25f - 0.25f * a);
}

float Layout::lipBottom(float s) const
{
    const float a = std::max(0.0f, 1 - s * s);
    return innerBottom(s) + id.lipLower * (1 - 0.16f * smile - 0.12f * mouthOpen) * a * (1.3f - 0.3f * a);
}

float Layout::headHalf(float y) const
{
    if (y >= kEarY) {
        const float t = std::min(1.0f, (y - kEarY) / (chinY - kEarY));
        const float cheek = 0.018f * smile * hill(1, (t - 0.5f) / 0.4f);
        return (id.faceWidth + cheek + id.cheekFat * 0.6f * hill(0, (t - 0.55f) / 0.5f)) *
               std::pow(std::max(0.0f, 1 - std::pow(t, id.jawBulge)), 1 / id.jawRound);
    }
    const float u = std::min(1.0f, (kEarY - y) / (kEarY - id.topY));
    return id.faceWidth * (1 + 0.05f * hill(0, (u - 0.45f) / 0.5f)) *
           std::pow(std::max(0.0f, 1 - std::pow(u, 3.0f)), 1 / 2.1f);
}

std::array<Spot, image::kLandmarkCount> Layout::points() const
{
    std::array<Spot, image::kLandmarkCount> p;
    // The jaw: 17 points at equal distances along the outline, ear to ear.
    constexpr int kSteps = 160;
    constexpr float kJawTop = -0.04f;
    std::vector<Spot> outline(kSteps + 1);
    std::vector<float> length(kSteps + 1, 0.0f);
    for (int i = 0; i <= kSteps; ++i) {
        const float f = static_cast<float>(i) / kSteps; // finer towards the chin, where the outline runs flat
        const float y = kJawTop + (chinY - kJawTop) * (1 - (1 - f) * (1 - f) * (1 - f));
        const auto at = static_cast<std::size_t>(i);
        outline[at] = {headHalf(y), y};
        if (i > 0)
            length[at] =
                length[at - 1] + std::hypot(outline[at].x - outline[at - 1].x, outline[at].y - outline[at - 1].y);
    }
    for (int i = 0, step = 0; i <= 8; ++i) {
        const float want = length.back() * static_cast<float>(i) / 8;
        while (step < kSteps - 1 && length[static_cast<std::size_t>(step) + 1] < want)
            ++step;
        const auto at = static_cast<std::size_t>(step);
        const float t = clamp01((want - length[at]) / std::max(length[at + 1] - length[at], 1e-6f));
        const Spot spot{lerp(outline[at].x, outline[at + 1].x, t), lerp(outline[at].y, outline[at + 1].y, t)};
        p[static_cast<std::size_t>(i)] = {-spot.x, spot.y};
        p[static_cast<std::size_t>(16 - i)] = spot;
    }
    for (int i = 0; i < 5; ++i) {
        const float t = 1 - static_cast<float>(i) / 4;
        const float y = browLine(t) - 0.25f * browHalf(t);
        p[static_cast<std::size_t>(17 + i)] = {-browX(t), y};
        p[static_cast<std::size_t>(26 - i)] = {browX(t), y};
    }
    const float nose = id.noseLength;
    p[27] = {0, -0.012f};
    p[28] = {0, -0.012f + 0.25f * (nose + 0.012f)};
    p[29] = {0, -0.012f + 0.5f * (nose + 0.012f)};
    p[30] = {0, 0.76f * nose};
    const float wing = id.noseWidth * (1 + 0.10f * smile);
    for (int i = 0; i < 5; ++i) {
        const float s = static_cast<float>(i - 2) / 2;
        p[static_cast<std::size_t>(31 + i)] = {s * wing * (std::abs(s) < 0.9f ? 1.04f : 1), nose * (1 - 0.08f * s * s)};
    }
    const float lidT[4] = {0, 1 / 3.0f, 2 / 3.0f, 1};
    for (int i = 0; i < 4; ++i) {
        p[static_cast<std::size_t>(36 + i)] = onLid(-1, lidT[i], true);
        p[static_cast<std::size_t>(42 + i)] = onLid(1, lidT[3 - i], true);
    }
    p[40] = onLid(-1, lidT[2], false);
    p[41] = onLid(-1, lidT[1], false);
    p[46] = onLid(1, lidT[1], false);
    p[47] = onLid(1, lidT[2], false);
    const float outer[7] = {-1, -0.62f, -0.26f, 0, 0.26f, 0.62f, 1};
    const float inner[5] = {-0.85f, -0.27f, 0, 0.27f, 0.85f};
    for (int i = 0; i < 7; ++i)
        p[static_cast<std::size_t>(48 + i)] = {outer[i] * mouthHalf, lipTop(outer[i])};
    for (int i = 0; i < 5; ++i)
        p[static_cast<std::size_t>(55 + i)] = {outer[5 - i] * mouthHalf, lipBottom(outer[5 - i])};
    for (int i = 0; i < 5; ++i)
        p[static_cast<std::size_t>(60 + i)] = {inner[i] * mouthHalf, innerTop(inner[i])};
    for (int i = 0; i < 3; ++i)
        p[static_cast<std::size_t>(65 + i)] = {inner[3 - i] * mouthHalf, innerBottom(inner[3 - i])};
    return p;
}

} // namespace likeness::synth
