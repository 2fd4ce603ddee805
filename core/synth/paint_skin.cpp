// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/synth/paint_parts.h"

namespace likeness::synth {
namespace {

// Thin soft line of a wrinkle: y = base + sag · x², faded at its ends.
void wrinkle(FaceTexture& face, float centreX, float base, float half, float sag, float strength)
{
    const float soft = 0.017f;
    face.paint(centreX - half, base - 0.1f, centreX + half, base + 0.1f, [&](float x, float y, Texel& t) {
        const float d = (x - centreX) / half;
        shade(t, strength * (1 - d * d) * hill(0, (y - base - sag * d * d) / soft));
    });
}

} // namespace

void paintSkin(FaceTexture& face, const Layout& layout)
{
    const Identity& id = layout.id;
    const auto seed = static_cast<unsigned>(id.seed * 0x9E3779B1u + 17);
    const float red = id.redness;
    const float length = id.noseLength;
    face.paint(-2, -2, 2, 3, [&](float x, float y, Texel& t) {
        const float ax = std::abs(x);
        const float blush = 0.55f * hill((ax - 0.36f) / 0.26f, (y - 0.27f) / 0.22f) +
                            0.45f * hill(x / 0.15f, (y - 0.8f * length) / 0.14f) +
                            0.22f * hill(x / 0.3f, (y - 0.95f) / 0.2f) +
                            0.4f * smoothstep(0.57f, 0.64f, ax) * hill(0, (y - 0.1f) / 0.3f);
        const float r = (red + 0.5f * id.makeUp) * blush;
        const float mottle = 1 + 0.028f * noise(seed, x * 9, y * 9) + 0.02f * noise(seed + 1, x * 43, y * 43);
        t.colour = id.skin * Vec3{1 + 0.08f * r, 1 - 0.16f * r, 1 - 0.15f * r} * mottle;
        const float zone = 0.4f + 0.6f * hill(x / 0.3f, (y + 0.35f) / 0.3f) +
                           0.9f * hill(x / 0.12f, (y - 0.2f) / 0.4f) +
                           0.4f * hill((ax - 0.34f) / 0.2f, (y - 0.22f) / 0.18f);
        t.gloss = id.gloss * zone;
        // Hollows: sockets, beside the nose's root, below the lower lip, temples.
        shade(t, 0.10f * hill((ax - id.eyeX + 0.02f) / 0.22f, (y + 0.0f) / 0.16f) +
                     0.16f * hill((ax - 0.105f) / 0.075f, (y + 0.02f) / 0.13f) +
                     0.20f * hill(x / 0.2f, (y - layout.lipBottom(0) - 0.035f) / 0.06f) +
                     0.06f * hill((ax - 0.60f) / 0.2f, (y + 0.25f) / 0.3f));
        // Below the eyes.
        const float bag = hill((ax - id.eyeX + 0.03f) / 0.14f, (y - 0.105f) / 0.055f);
        t.colour = t.colour * Vec3{1 - (0.05f + 0.1f * id.age) * bag, 1 - (0.09f + 0.1f * id.age) * bag,
                                   1 - (0.06f + 0.07f * id.age) * bag};
    });
    const float old = id.age;
    if (old > 0.25f) {
        for (int i = 0; i < 3; ++i)
            wrinkle(face, 0, -0.47f + 0.085f * static_cast<float>(i), 0.3f, 0.015f, 0.22f * (old - 0.2f));
        for (const float side : {-1.0f, 1.0f})
            for (int i = -1; i <= 1; ++i)
                wrinkle(face, side * (id.eyeX + id.eyeHalfWidth + 0.085f), 0.005f + 0.035f * static_cast<float>(i),
                        0.06f, 0.01f * static_cast<float>(i), 0.3f * (old - 0.2f));
    }
    if (layout.browRaise > 0.3f)
        for (int i = 0; i < 3; ++i)
            wrinkle(face, 0, -0.45f + 0.08f * static_cast<float>(i), 0.32f, 0.012f, 0.16f * layout.browRaise);
    // Fold from the nose to the corner of the mouth.
    const float depth = 0.05f + 0.26f * layout.smile + 0.2f * old;
    const float top = length - 0.06f, bottom = id.mouthY + 0.06f;
    face.paint(-0.5f, top - 0.1f, 0.5f, bottom + 0.1f, [&](float x, float y, Texel& t) {
        const float f = (y - top) / (bottom - top);
        const float line = lerp(id.noseWidth + 0.03f, layout.mouthHalf + 0.06f, std::sqrt(clamp01(f)));
        shade(t, depth * hill((std::abs(x) - line) / 0.04f, (f - 0.5f) / 0.75f));
    });
    for (const Mark& m : id.marks)
        face.paint(m.x - m.radius, m.y - m.radius, m.x + m.radius, m.y + m.radius, [&](float x, float y, Texel& t) {
            const float d = std::hypot(x - m.x, y - m.y) / m.radius;
            const float in = m.strength * smoothstep(1.0f, 0.6f, d);
            t.colour = lerp(t.colour, id.skin * Vec3{0.36f, 0.22f, 0.18f}, in);
        });
}

void paintNose(FaceTexture& face, const Layout& layout)
{
    const Identity& id = layout.id;
    const float length = id.noseLength, wing = id.noseWidth * (1 + 0.10f * layout.smile);
    face.paint(-0.3f, length - 0.2f, 0.3f, length + 0.14f, [&](float x, float y, Texel& t) {
        const float ax = std::abs(x);
        // Shade below the tip, crease round the wing, then the nostril itself.
        shade(t, 0.30f * hill(x / (wing * 1.15f), (y - length - 0.012f) / 0.06f));
        const float ring = std::hypot((ax - wing + 0.045f) / 0.062f, (y - length + 0.045f) / 0.062f);
        if (ax > wing - 0.045f)
            shade(t, 0.36f * hill((ring - 1.02f) / 0.42f, 0) * smoothstep(length + 0.05f, length - 0.02f, y));
        const float nx = ax - 0.50f * wing, ny = y - (length - 0.022f) + 0.28f * nx;
        const float hole = hill(nx / (0.40f * wing), ny / 0.030f);
        shade(t, std::min(0.86f, 1.7f * hole));
        t.gloss *= 1 - hole;
    });
}

void paintBeard(FaceTexture& face, const Layout& layout)
{
    const Identity& id = layout.id;
    if (id.beard <= 0 && id.moustache <= 0)
        return;
    const auto seed = static_cast<unsigned>(id.seed * 0x85EBCA6Bu + 5);
    const float chin = layout.chinY;
    const float lipLow = layout.lipBottom(0);
    const float noseEnd = id.noseLength + 0.03f;
    face.paint(-0.76f, 0, 0.76f, chin + 0.05f, [&](float x, float y, Texel& t) {
        const float ax = std::abs(x);
        // Cheek line from the sideburn to the moustache's end; the beard lies below it.
        const float cheek =
            lerp(id.mouthY - 0.06f, 0.12f, smoothstep(0.24f, 0.66f, ax)) + 0.25f * (id.beardLow - 0.45f);
        float grow = id.beard * smoothstep(-0.05f, 0.08f, y - cheek);
        grow *= 1 - 0.55f * hill(x / 0.05f, (y - lipLow - 0.06f) / 0.05f);
        // The moustache follows the upper lip, thins out towards the corners of the mouth and droops a little past
        // them.
        const float s = ax / layout.mouthHalf;
        const float foot = layout.lipTop(std::min(s, 1.0f)) + 0.35f * std::max(0.0f, ax - 0.85f * layout.mouthHalf);
        const float root = lerp(noseEnd, foot - 0.035f, clamp01(s * s));
        const float lip = id.moustache * smoothstep(root - 0.025f, root + 0.02f, y) *
                          smoothstep(foot + 0.03f, foot - 0.01f, y) * smoothstep(1.22f, 0.85f, s);
        grow = std::max(grow, lip);
        if (grow < 0.01f)
            return;
        const float strand = noise(seed, x * 95 + y * 12, y * 38) * 0.5f + noise(seed + 3, x * 50, y * 24) * 0.5f;
        const float full = smoothstep(0.4f, 0.75f, grow);
        const float cover = clamp01(lerp(0.62f * grow, 0.93f * grow, full) + 0.35f * strand * grow);
        t.colour = lerp(t.colour, id.beardColour * (0.8f + 0.5f * strand * full), cover);
        t.gloss *= 1 - 0.85f * cover;
    });
}

void paintMask(FaceTexture& face, const Layout& layout, const Shot& shot)
{
    const Vec3 cloth[3] = {srgb(150, 190, 212), srgb(236, 238, 240), srgb(48, 52, 60)};
    const Vec3 colour = cloth[shot.background % 3];
    face.paint(-0.76f, 0, 0.76f, 2, [&](float x, float y, Texel& t) {
        const float ax = std::abs(x);
        const float top = 0.16f + 0.45f * ax * ax;
        const float in = smoothstep(-0.01f, 0.01f, y - top);
        const float fold = hill(0, (y - 0.40f) / 0.03f) + hill(0, (y - 0.55f) / 0.03f) + hill(0, (y - 0.70f) / 0.03f);
        t.colour = lerp(t.colour, colour * (1 - 0.16f * fold * smoothstep(0.6f, 0.4f, ax)), in);
        t.gloss *= 1 - in;
    });
    (void)layout;
}

} // namespace likeness::synth
