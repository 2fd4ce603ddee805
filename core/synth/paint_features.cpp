// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/synth/paint_parts.h"

namespace likeness::synth {

void paintMouth(FaceTexture& face, const Layout& layout)
{
    const Identity& id = layout.id;
    const float half = layout.mouthHalf;
    const float edge = std::max(0.008f, face.pitch());
    const auto seed = static_cast<unsigned>(id.seed * 0xC2B2AE35u + 11);
    const Vec3 dark = srgb(58, 20, 20), gum = srgb(150, 82, 78), ivory = srgb(236, 228, 214);
    face.paint(-half - 0.06f, layout.lipTop(0.3f) - 0.1f, half + 0.06f, layout.lipBottom(0) + 0.06f,
               [&](float x, float y, Texel& t) {
                   const float s = x / half;
                   shade(t, 0.16f * hill((std::abs(x) - half - 0.005f) / 0.045f, (y - layout.innerTop(1)) / 0.04f));
                   if (std::abs(s) >= 1)
                       return;
                   const float top = layout.lipTop(s), inTop = layout.innerTop(s), inBottom = layout.innerBottom(s),
                               bottom = layout.lipBottom(s);
                   const float lips = smoothstep(top - 0.9f * edge, top + 1.1f * edge, y) *
                                      smoothstep(bottom + 1.2f * edge, bottom - 1.4f * edge, y) *
                                      smoothstep(1.0f, 0.9f, std::abs(s));
                   const float line = 1 + 0.05f * noise(seed, x * 70, y * 8);
                   const float upper = y < 0.5f * (inTop + inBottom) ? 0.80f : 1.0f; // the upper lip faces down
                   t.colour = lerp(t.colour, id.lipTint * (upper * line), (0.78f + 0.2f * id.makeUp) * lips);
                   t.gloss = lerp(t.gloss, upper < 1 ? 0.12f : 0.4f + 0.35f * id.makeUp, lips);
                   // The line between closed lips, or what an open mouth shows.
                   const float gap = inBottom - inTop;
                   shade(t, 0.8f * hill((y - 0.5f * (inTop + inBottom)) / (0.017f + 0.6f * gap), 0) *
                                smoothstep(1.0f, 0.8f, std::abs(s)));
                   if (gap <= 0.012f)
                       return;
                   const float in = smoothstep(inTop - 0.5f * edge, inTop + 0.8f * edge, y) *
                                    smoothstep(inBottom + 0.5f * edge, inBottom - 0.8f * edge, y);
                   Vec3 inside = lerp(
                       dark, gum, 0.35f * smoothstep(0.4f, 1.0f, (y - inTop) / gap) * smoothstep(0.06f, 0.14f, gap));
                   const float teeth = smoothstep(inTop + std::min(0.062f, 0.8f * gap),
                                                  inTop + std::min(0.062f, 0.8f * gap) - 1.5f * edge, y) *
                                       smoothstep(0.90f, 0.72f, std::abs(s));
                   const float tooth = std::abs(x) / 0.034f;
                   const float between = hill((tooth - std::round(tooth)) / 0.16f, 0);
                   inside = lerp(inside, ivory * (0.86f - 0.45f * s * s - 0.12f * between), teeth);
                   t.colour = lerp(t.colour, inside, in);
                   t.gloss = lerp(t.gloss, 0.25f * teeth, in);
               });
}

void paintEyes(FaceTexture& face, const Layout& layout, const Shot& shot)
{
    const Identity& id = layout.id;
    const float edge = std::max(0.007f, 0.9f * face.pitch());
    const auto seed = static_cast<unsigned>(id.seed * 0x27D4EB2Fu + 3);
    // Eyes stay on the camera, more or less.
    const float gazeX = std::clamp(-0.0011f * static_cast<float>(shot.yaw), -0.03f, 0.03f);
    const float gazeY = std::clamp(0.0007f * static_cast<float>(shot.pitch), -0.012f, 0.012f);
    const float lightX = std::sin(static_cast<float>(shot.lightAzimuth) * 0.01745f);
    const Vec3 sclera = srgb(222, 215, 209), pink = srgb(206, 142, 132),
               lash = lerp(srgb(18, 13, 12), id.browColour, 0.15f);
    constexpr float kIris = 0.050f, kPupil = 0.021f;
    for (const int side : {-1, 1}) {
        const float fside = static_cast<float>(side);
        const float centreX = fside * id.eyeX + gazeX, centreY = -0.010f + gazeY;
        const float w = id.eyeHalfWidth;
        face.paint(
            fside * id.eyeX - w - 0.06f, -0.17f, fside * id.eyeX + w + 0.06f, 0.12f, [&](float x, float y, Texel& t) {
                const float tt = layout.eyeT(side, x);
                const float upper = layout.upperLid(tt), lower = layout.lowerLid(tt);
                const float along = smoothstep(-0.16f, 0.1f, tt) * smoothstep(1.14f, 0.92f, tt);
                // Lid: its fold above the eye, eye shadow, shade at the inner corner.
                const float fold = upper - 0.018f - 0.03f * id.lidFold;
                shade(t, 0.42f * id.lidFold * along * hill((y - fold) / 0.016f, 0));
                shade(t, 0.18f * along * hill((y - upper + 0.02f) / 0.05f, 0));
                if (id.makeUp > 0)
                    t.colour = lerp(t.colour, t.colour * Vec3{0.55f, 0.42f, 0.44f},
                                    0.5f * id.makeUp * along * hill((y - upper + 0.02f) / 0.055f, 0));
                shade(t, 0.2f * along * hill((y - lower - 0.012f) / 0.028f, 0));
                if (tt > 0 && tt < 1 && layout.eyeOpen > 0.04f) {
                    const float in = smoothstep(upper - 0.3f * edge, upper + 0.9f * edge, y) *
                                     smoothstep(lower + 0.3f * edge, lower - 0.9f * edge, y);
                    if (in > 0) {
                        const float dx = x - centreX, dy = y - centreY;
                        const float d = std::sqrt(dx * dx + dy * dy);
                        const float round = 1 - 0.30f * smoothstep(0.3f, 1.0f, std::abs(2 * tt - 1));
                        Vec3 colour = lerp(sclera * round, pink, 0.8f * smoothstep(0.90f, 0.99f, tt));
                        const float fibre = 0.86f + 0.28f * noise(seed, std::atan2(dy, dx) * 7 + 20, d * 30);
                        const float glow = 1 + 0.55f * smoothstep(-0.02f, 0.045f, dy - lightX * dx);
                        Vec3 iris = id.iris * (fibre * glow);
                        iris = lerp(iris, id.iris * 0.3f, smoothstep(0.76f * kIris, kIris, d));
                        colour = lerp(colour, iris, smoothstep(kIris + 0.6f * edge, kIris - 0.6f * edge, d));
                        colour = lerp(colour, Vec3{0.006f, 0.005f, 0.005f},
                                      smoothstep(kPupil + 0.5f * edge, kPupil - 0.5f * edge, d));
                        colour = colour * (1 - 0.55f * hill((y - upper) / 0.042f, 0)); // the lid's shadow on the ball
                        const float spark = std::hypot(dx - 0.016f * lightX - 0.004f, dy + 0.019f);
                        colour = lerp(colour, Vec3{1.5f, 1.5f, 1.5f}, 0.95f * smoothstep(0.0165f, 0.0085f, spark));
                        t.colour = lerp(t.colour, colour, in);
                        t.gloss = lerp(t.gloss, 0.15f, in);
                    }
                }
                // Lashes: a strong upper line that swells outwards, a faint lower one.
                const float thick =
                    (0.010f + 0.007f * id.makeUp + 0.004f * (1 - id.masculine)) * (1.15f - 0.55f * clamp01(tt));
                const float on = smoothstep(-0.10f, 0.03f, tt) * smoothstep(1.03f, 0.93f, tt);
                const float lineU = on * smoothstep(thick + edge, thick - 0.4f * edge, std::abs(y - upper + 0.004f));
                t.colour = lerp(t.colour, lash, 0.92f * lineU);
                const float lineL = on * smoothstep(0.004f + edge, 0.0f, std::abs(y - lower - 0.002f));
                t.colour = lerp(t.colour, lash, (0.25f + 0.25f * id.makeUp) * lineL);
            });
    }
}

void paintBrows(FaceTexture& face, const Layout& layout)
{
    const Identity& id = layout.id;
    const auto seed = static_cast<unsigned>(id.seed * 0x165667B1u + 29);
    const float end = layout.browX(1.06f);
    face.paint(-end, -0.42f, end, 0.02f, [&](float x, float y, Texel& t) {
        const float ax = std::abs(x);
        const float tt = (ax - id.browGap) / (1.95f * id.browLength);
        if (tt < -0.12f || tt > 1.05f)
            return;
        const float half = layout.browHalf(tt);
        const float d = (y - layout.browLine(tt)) / std::max(half, 0.004f);
        // Hairs lean outwards; the edge is ragged by their tips.
        const float strand = noise(seed + (x < 0 ? 1u : 0u), (ax + 0.55f * y) * 75, (y - 0.4f * ax) * 16);
        const float in =
            smoothstep(1.25f, 0.45f, std::abs(d) + 0.28f * strand) * smoothstep(-0.10f, 0.12f, tt + 0.05f * strand);
        t.colour = lerp(t.colour, id.browColour * (0.85f + 0.3f * strand), 0.86f * in);
        t.gloss *= 1 - in;
    });
}

} // namespace likeness::synth
