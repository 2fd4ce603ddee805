// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/synth/props.h"

#include "core/base/random.h"

namespace likeness::synth {
namespace {

// Soft disc stamps along a line make an anti-aliased stroke.
void stroke(Canvas& canvas, image::Point a, image::Point b, float radius, Vec3 colour, float alpha)
{
    const int x0 = std::max(0, static_cast<int>(std::floor(std::min(a.x, b.x) - radius - 1)));
    const int x1 = std::min(canvas.depth.width - 1, static_cast<int>(std::ceil(std::max(a.x, b.x) + radius + 1)));
    const int y0 = std::max(0, static_cast<int>(std::floor(std::min(a.y, b.y) - radius - 1)));
    const int y1 = std::min(canvas.depth.height - 1, static_cast<int>(std::ceil(std::max(a.y, b.y) + radius + 1)));
    const float dx = b.x - a.x, dy = b.y - a.y, length2 = std::max(dx * dx + dy * dy, 1e-6f);
    for (int y = y0; y <= y1; ++y)
        for (int x = x0; x <= x1; ++x) {
            const float px = static_cast<float>(x) - a.x, py = static_cast<float>(y) - a.y;
            const float t = clamp01((px * dx + py * dy) / length2);
            const float d = std::hypot(px - t * dx, py - t * dy);
            canvas.blend(x, y, colour, alpha * smoothstep(radius + 0.7f, radius - 0.7f, d));
        }
}

bool inside(const std::vector<image::Point>& outline, float x, float y)
{
    bool in = false;
    for (std::size_t i = 0, j = outline.size() - 1; i < outline.size(); j = i++)
        if ((outline[i].y > y) != (outline[j].y > y) &&
            x < (outline[j].x - outline[i].x) * (y - outline[i].y) / (outline[j].y - outline[i].y) + outline[i].x)
            in = !in;
    return in;
}

void drawGlasses(
    Canvas& canvas, const Head& head, const View& view, float super, const Layout& layout, const Shot& shot, bool dark)
{
    Rng rng = Rng::forItem(0x61A55E5u, shot.background);
    const Identity& id = layout.id;
    static const Vec3 kFrames[] = {srgb(28, 26, 28), srgb(72, 46, 32), srgb(96, 98, 104), srgb(40, 48, 74),
                                   srgb(112, 62, 40)};
    const Vec3 frame = kFrames[rng.below(std::size(kFrames))];
    const float square = static_cast<float>(rng.uniform(0.0, 0.8));
    const float thick = static_cast<float>(rng.uniform(0.010, 0.024)) * view.scale() * super;
    const float rx = static_cast<float>(rng.uniform(0.175, 0.205)), ry = static_cast<float>(rng.uniform(0.125, 0.16));
    const float bridgeZ = head.front(0, 0.03f).z + 0.02f;
    const auto place = [&](float x, float y) { // lenses stand before the face and bend back a little at the sides
        const float z = bridgeZ + 0.09f - 0.35f * x * x;
        const image::Point p = view.project(view.turn({x, y, z}, false));
        return image::Point{(p.x + 0.5f) * super - 0.5f, (p.y + 0.5f) * super - 0.5f};
    };
    constexpr int kSteps = 40;
    const float centreX = std::max(id.eyeX, rx + 0.045f);
    for (const float side : {-1.0f, 1.0f}) {
        std::vector<image::Point> rim;
        for (int i = 0; i < kSteps; ++i) {
            const float a = 6.2831853f * static_cast<float>(i) / kSteps;
            const float c = std::cos(a), s = std::sin(a);
            const float corner = 1 + square * 0.35f * (1 - std::abs(c * c - s * s));
            rim.push_back(place(side * centreX + rx * c * corner, 0.025f + ry * s * corner));
        }
        float x0 = 1e9f, x1 = -1e9f, y0 = 1e9f, y1 = -1e9f;
        for (const image::Point& p : rim) {
            x0 = std::min(x0, p.x), x1 = std::max(x1, p.x), y0 = std::min(y0, p.y), y1 = std::max(y1, p.y);
        }
        for (int y = std::max(0, static_cast<int>(y0)); y <= std::min(canvas.depth.height - 1, static_cast<int>(y1));
             ++y)
            for (int x = std::max(0, static_cast<int>(x0)); x <= std::min(canvas.depth.width - 1, static_cast<int>(x1));
                 ++x)
                if (inside(rim, static_cast<float>(x), static_cast<float>(y))) {
                    const float gleam = hill(
                        ((static_cast<float>(x) - x0) / (x1 - x0) + (static_cast<float>(y) - y0) / (y1 - y0) - 0.75f) /
                            0.3f,
                        0);
                    canvas.blend(x, y, dark ? Vec3{0.03f, 0.03f, 0.035f} : Vec3{0.9f, 0.95f, 1},
                                 dark ? 0.95f : 0.02f + 0.06f * gleam);
                }
        for (std::size_t i = 0; i < rim.size(); ++i)
            stroke(canvas, rim[i], rim[(i + 1) % rim.size()], thick, frame, 0.95f);
        // The temple runs back to the ear where the head does not hide it.
        const float turned = static_cast<float>(shot.yaw) * side;
        if (turned < 8) {
            const image::Point hinge = place(side * (centreX + rx), 0.0f);
            const image::Point p = view.project(view.turn({side * (id.faceWidth + 0.02f), 0.02f, 0.15f}, false));
            stroke(canvas, hinge, {(p.x + 0.5f) * super - 0.5f, (p.y + 0.5f) * super - 0.5f}, 0.8f * thick, frame,
                   0.9f);
        }
    }
    stroke(canvas, place(-(centreX - rx), -0.01f), place(centreX - rx, -0.01f), thick, frame, 0.95f);
}

void drawHand(Canvas& canvas, const Head& head, const View& view, float super, const Layout& layout, const Shot& shot)
{
    Rng rng = Rng::forItem(0x4A4Du, shot.background);
    const Identity& id = layout.id;
    const float side = rng.uniform() < 0.5 ? -1.0f : 1.0f;
    const float reach = static_cast<float>(rng.uniform(0.5, 0.75));
    const auto at = [&](float x, float y) {
        const Vec3 p = head.front(std::clamp(x, -0.6f, 0.6f), std::min(y, 0.9f));
        const image::Point q = view.project(view.turn({x, y, p.z + 0.08f}, false));
        return image::Point{(q.x + 0.5f) * super - 0.5f, (q.y + 0.5f) * super - 0.5f};
    };
    const float unit = view.scale() * super;
    // Back of the hand below the cheek, four fingers up along it; each is laid dark first and lighter inside, which
    // rounds it.
    const auto limb = [&](float x0, float y0, float x1, float y1, float radius) {
        stroke(canvas, at(side * x0, y0), at(side * x1, y1), radius * unit, id.skin * Vec3{0.48f, 0.36f, 0.33f}, 1);
        stroke(canvas, at(side * (x0 - 0.008f), y0), at(side * (x1 - 0.008f), y1 - 0.004f), 0.86f * radius * unit,
               id.skin * 0.66f, 0.9f);
        stroke(canvas, at(side * (x0 - 0.015f), y0), at(side * (x1 - 0.015f), y1), 0.5f * radius * unit,
               id.skin * 0.84f, 0.75f);
    };
    limb(0.75f, 1.7f, 0.58f, 1.05f, 0.20f);
    limb(0.60f, 1.05f, 0.52f, 0.85f, 0.22f);
    for (int f = 3; f >= 0; --f) {
        const float x = 0.68f - 0.115f * static_cast<float>(f);
        limb(x - 0.03f, 0.92f, x - 0.06f, 0.92f - reach * (f == 0 ? 0.75f : f == 3 ? 0.9f : 1.0f), 0.062f);
    }
}

} // namespace

Canvas::Canvas(int width, int height) : depth(width, height), colour(depth.near.size()), alpha(depth.near.size()) {}

void Canvas::blend(int x, int y, Vec3 c, float a)
{
    if (a <= 0)
        return;
    const auto at = static_cast<std::size_t>(y) * static_cast<std::size_t>(depth.width) + static_cast<std::size_t>(x);
    const float total = a + alpha[at] * (1 - a);
    colour[at] = (c * a + colour[at] * (alpha[at] * (1 - a))) * (1 / total);
    alpha[at] = total;
}

void Canvas::over(Plate& plate, int super) const
{
    const float share = 1 / static_cast<float>(super * super);
    for (int y = 0; y < plate.height; ++y)
        for (int x = 0; x < plate.width; ++x) {
            Vec3 sum;
            float a = 0;
            for (int j = 0; j < super; ++j)
                for (int i = 0; i < super; ++i) {
                    const auto at = static_cast<std::size_t>(y * super + j) * static_cast<std::size_t>(depth.width) +
                                    static_cast<std::size_t>(x * super + i);
                    sum = sum + colour[at] * alpha[at];
                    a += alpha[at];
                }
            if (a <= 0)
                continue;
            Vec3& p = plate.pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(plate.width) +
                                   static_cast<std::size_t>(x)];
            p = sum * share + p * (1 - a * share);
        }
}

Clothes::Clothes(const Shot& shot)
{
    Rng rng = Rng::forItem(0xC107E5u, shot.background);
    static const Vec3 kCloth[] = {srgb(44, 54, 78),   srgb(232, 230, 226), srgb(52, 54, 58),    srgb(128, 52, 52),
                                  srgb(78, 104, 92),  srgb(116, 134, 160), srgb(196, 172, 140), srgb(92, 72, 96),
                                  srgb(210, 160, 84), srgb(152, 158, 162)};
    colour = kCloth[rng.below(std::size(kCloth))];
    second = lerp(colour, kCloth[rng.below(std::size(kCloth))], 0.6f);
    neckline = static_cast<float>(rng.uniform(0.0, 0.28));
    stripes = rng.uniform() < 0.2;
}

void drawSurface(Canvas& canvas,
                 const Surface& surface,
                 const View& view,
                 int super,
                 const Light& light,
                 const FaceTexture& face,
                 const Identity& id,
                 const Clothes& clothes)
{
    enum { kR, kG, kB, kShine, kU, kV, kCover, kCount };
    const auto fsuper = static_cast<float>(super);
    const bool isHair = surface.material == Material::Hair;
    std::vector<Corner<kCount>> corners(surface.vertices.size());
    for (std::size_t i = 0; i < corners.size(); ++i) {
        const Vertex& v = surface.vertices[i];
        const image::Point p = view.project(v.position);
        const Lit lit = isHair ? light.hair(v) : light.skin(v);
        corners[i].x = (p.x + 0.5f) * fsuper - 0.5f;
        corners[i].y = (p.y + 0.5f) * fsuper - 0.5f;
        corners[i].near = v.position.z;
        corners[i].values = {lit.diffuse.x, lit.diffuse.y, lit.diffuse.z, lit.highlight, v.u, v.v, v.cover};
    }
    const auto seed = static_cast<unsigned>(id.seed * 0xD6E8FEB8u + 41);
    const auto put = [&](std::size_t at, Vec3 colour) {
        canvas.colour[at] = colour;
        canvas.alpha[at] = 1;
        return true;
    };
    switch (surface.material) {
    case Material::Skin:
        fillSurface(canvas.depth, surface, corners, [&](std::size_t at, const std::array<float, kCount>& v) {
            const Texel t = face.at(v[kU], v[kV]);
            const float shine = 0.34f * t.gloss * v[kShine];
            return put(at, t.colour * Vec3{v[kR], v[kG], v[kB]} + Vec3{shine, shine, shine});
        });
        break;
    case Material::Body:
        fillSurface(canvas.depth, surface, corners, [&](std::size_t at, const std::array<float, kCount>& v) {
            const float collar = 1.26f + clothes.neckline * hill(v[kU] / 0.75f, 0) + 0.10f * v[kU] * v[kU];
            const float cloth = smoothstep(collar - 0.012f, collar + 0.012f, v[kV]);
            const float hem = hill((v[kV] - collar - 0.03f) / 0.035f, 0);
            Vec3 c = clothes.stripes && std::fmod(v[kV] * 9 + 40, 1.0f) < 0.45f ? clothes.second : clothes.colour;
            c = c * ((1 - 0.22f * hem) * (1 + 0.05f * noise(7, v[kU] * 60, v[kV] * 60)));
            const float throat = 1 - 0.10f * hill(v[kU] / 0.16f, (v[kV] - 1.2f) / 0.18f);
            c = lerp(id.skin * Vec3{0.92f, 0.86f, 0.85f} * throat, c, cloth);
            return put(at, c * Vec3{v[kR], v[kG], v[kB]});
        });
        break;
    case Material::Hair: {
        const bool curly = id.style == HairStyle::Curly;
        const float ragged = id.style == HairStyle::Buzz ? 0.045f : curly ? 0.05f : 0.035f;
        const float soft = id.fringe > 0 ? 0.03f : id.style == HairStyle::Buzz ? 0.07f : 0.055f;
        const float fine = curly ? 9.0f : 42.0f, slow = curly ? 11.0f : 2.6f;
        const float glossy = id.style == HairStyle::Buzz ? 0.05f : curly ? 0.10f : 0.30f;
        fillSurface(canvas.depth, surface, corners, [&](std::size_t at, const std::array<float, kCount>& v) {
            const float bend = v[kU] + 0.05f * id.wave * std::sin(v[kV] * 8);
            const float strand = 0.6f * noise(seed, bend * fine, v[kV] * slow) +
                                 0.4f * noise(seed + 1, bend * fine * 0.37f, v[kV] * slow);
            const float edge = v[kCover] + ragged * strand;
            const float cover = smoothstep(0.0f, soft, edge);
            if (cover <= 0)
                return false;
            const float root = 0.8f + 0.2f * smoothstep(0.0f, 0.25f, v[kCover]);
            const Vec3 c = id.hair * ((1 + 0.42f * strand) * root);
            const float shine = glossy * v[kShine] * (0.75f + 0.6f * strand);
            const Vec3 gleam = lerp(Vec3{0.25f, 0.25f, 0.25f}, id.hair * 1.6f + Vec3{0.03f, 0.03f, 0.03f}, 0.6f);
            const Vec3 seen = c * Vec3{v[kR], v[kG], v[kB]} + gleam * shine;
            if (cover > 0.6f)
                return put(at, lerp(seen, canvas.colour[at], canvas.alpha[at] > 0 ? 1 - cover : 0));
            if (canvas.alpha[at] > 0) // thin hair at the hairline lets the skin through
                canvas.colour[at] = lerp(canvas.colour[at], seen, cover);
            return false;
        });
        break;
    }
    }
}

void drawProps(Canvas& canvas, const Head& head, const View& view, int super, const Layout& layout, const Shot& shot)
{
    const auto fsuper = static_cast<float>(super);
    switch (layout.cover) {
    case Cover::Glasses:
        drawGlasses(canvas, head, view, fsuper, layout, shot, false);
        break;
    case Cover::SunGlasses:
        drawGlasses(canvas, head, view, fsuper, layout, shot, true);
        break;
    case Cover::Hand:
        drawHand(canvas, head, view, fsuper, layout, shot);
        break;
    case Cover::None:
    case Cover::Mask:
        break;
    }
}

} // namespace likeness::synth
