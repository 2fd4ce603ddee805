// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/synth/head.h"

#include <numbers>

namespace likeness::synth {
namespace {

constexpr float kPi = std::numbers::pi_v<float>;

Surface grid(Material material, int columns, int rows)
{
    Surface s;
    s.material = material;
    s.columns = columns;
    s.rows = rows;
    s.vertices.resize(static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows));
    return s;
}

// Normals from the neighbours; every grid here is laid so that columns × rows points outwards.
void giveNormals(Surface& s, bool closed)
{
    for (int r = 0; r < s.rows; ++r)
        for (int c = 0; c < s.columns; ++c) {
            const int before = c > 0 ? c - 1 : closed ? s.columns - 2 : 0;
            const int after = c + 1 < s.columns ? c + 1 : closed ? 1 : c;
            const Vec3 across = s.at(after, r).position - s.at(before, r).position;
            const Vec3 down = s.at(c, std::min(r + 1, s.rows - 1)).position - s.at(c, std::max(r - 1, 0)).position;
            s.at(c, r).normal = normalized(cross(across, down));
            s.at(c, r).along = normalized(down);
        }
}

Surface ball(Material material, Vec3 centre, Vec3 radius, int columns, int rows)
{
    Surface s = grid(material, columns, rows);
    for (int r = 0; r < rows; ++r) {
        const float polar = kPi * (0.02f + 0.96f * static_cast<float>(r) / static_cast<float>(rows - 1));
        for (int c = 0; c < columns; ++c) {
            const float a = 2 * kPi * static_cast<float>(c) / static_cast<float>(columns - 1);
            Vertex& v = s.at(c, r);
            v.position =
                centre + Vec3{std::sin(polar) * std::sin(a), -std::cos(polar), std::sin(polar) * std::cos(a)} * radius;
            v.u = a;
            v.v = polar;
        }
    }
    giveNormals(s, true);
    return s;
}

} // namespace

Head::Section Head::section(float y) const
{
    const Identity& id = m_layout.id;
    Section s;
    s.half = m_layout.headHalf(y);
    if (y >= kEarY) {
        const float t = std::min(1.0f, (y - kEarY) / (m_layout.chinY - kEarY));
        s.centre = 0.45f * t * t;
        const float t2 = t * t, t4 = t2 * t2, t12 = t4 * t4 * t4;
        const float profile = 0.83f - 0.02f * t + id.chinForward * hill(0, (t - 0.92f) / 0.3f);
        s.front = s.centre + (profile - s.centre) * std::sqrt(std::max(0.0f, 1 - t12));
        s.back = lerp(0.95f, 0.35f, t);
    } else {
        const float u = std::min(1.0f, (kEarY - y) / (kEarY - id.topY));
        const float round = std::sqrt(std::max(0.0f, 1 - u * u * u));
        s.centre = 0;
        s.front = 0.83f * round;
        s.back = 0.95f * round;
    }
    return s;
}

float Head::relief(float x, float y) const
{
    const Identity& id = m_layout.id;
    const float ax = std::abs(x);
    float z = 0;
    // Sockets, eyeballs, brow ridge.
    z -= id.eyeDepth * hill((ax - id.eyeX + 0.02f) / 0.27f, (y - 0.0f) / 0.19f);
    z += 0.052f * hill((ax - id.eyeX) / 0.16f, (y + 0.005f) / 0.12f);
    z += id.browRidge * hill((ax - 0.25f) / 0.34f, (y + 0.17f) / 0.16f);
    // Cheeks.
    const float lift = 0.03f * m_layout.smile;
    z += (id.cheekbone + 0.04f * m_layout.smile) * hill((ax - 0.36f) / 0.30f, (y - 0.24f + lift) / 0.26f);
    z += id.cheekFat * hill((ax - 0.36f) / 0.30f, (y - 0.55f) / 0.32f);
    // Nose: a ridge that widens and rises to the tip, then the wings.
    const float length = id.noseLength;
    const float along = (y + 0.08f) / (0.76f * length + 0.08f);
    if (y > -0.16f && y < length + 0.06f) {
        const float rise =
            along < 1 ? smoothstep(-0.35f, 1.0f, along) : 1 - smoothstep(0.76f * length, length + 0.035f, y);
        const float height =
            (along < 1 ? lerp(0.04f, id.noseHeight, rise * std::max(along, 0.0f)) : id.noseHeight * rise) +
            id.noseHump * hill(0, (along - 0.5f) / 0.4f);
        const float half = 2.1f * lerp(id.noseBridge, id.noseTip, smoothstep(0.2f, 1.0f, along));
        const float d = ax / half;
        if (d < 1)
            z += height * (1 - d * d) * (1 - d * d) * smoothstep(-0.16f, -0.04f, y);
    }
    const float wing = id.noseWidth * (1 + 0.10f * m_layout.smile);
    z += 0.105f * hill((ax - wing + 0.035f) / 0.075f, (y - length + 0.045f) / 0.085f);
    if (m_layout.cover == Cover::Mask) // cloth spans nose and chin and hides what lies between
        return z + 0.10f * hill(x / 0.45f, (y - id.mouthY) / 0.45f);
    // Lips, the dent below them, chin, philtrum.
    const float half = m_layout.mouthHalf;
    const float s = ax / half;
    if (s < 1.2f) {
        const float fade = std::max(0.0f, 1 - s * s / 1.44f);
        const float top = m_layout.lipTop(std::min(s, 1.0f)), inTop = m_layout.innerTop(std::min(s, 1.0f));
        const float inBottom = m_layout.innerBottom(std::min(s, 1.0f)), bottom = m_layout.lipBottom(std::min(s, 1.0f));
        z += 0.055f * fade * hill(0, (y - lerp(top, inTop, 0.6f)) / (0.05f + 0.8f * (inTop - top)));
        z += 0.065f * fade * hill(0, (y - lerp(inBottom, bottom, 0.5f)) / (0.04f + 0.75f * (bottom - inBottom)));
        z -= 0.045f * fade * hill(0, (y - bottom - 0.06f) / 0.09f);
    }
    z += 0.05f * hill(x / 0.26f, (y - m_layout.chinY + 0.14f) / 0.17f);
    z -= 0.014f * hill(x / 0.05f, (y - lerp(length, id.mouthY, 0.5f)) / 0.07f);
    // The fold from the nose to the corner of the mouth, deeper with a smile and with the years.
    const float foldT = (y - length + 0.06f) / (id.mouthY - length + 0.12f);
    if (foldT > -0.2f && foldT < 1.2f) {
        const float foldX = lerp(wing + 0.035f, half + 0.055f, foldT);
        z -= (0.006f + 0.022f * m_layout.smile + 0.014f * id.age) * hill((ax - foldX) / 0.06f, (foldT - 0.5f) / 0.8f);
    }
    // A beard stands out from the skin.
    if (id.beard > 0.5f)
        z += 0.05f * id.beard * hill(x / 0.55f, (y - m_layout.chinY + 0.1f) / 0.34f);
    return z;
}

Vec3 Head::front(float x, float y) const
{
    const Section row = section(y);
    const float s = std::min(1.0f, std::abs(x) / std::max(row.half, 1e-4f));
    const float n = m_layout.id.roundness;
    const float c = std::pow(std::max(0.0f, 1 - std::pow(s, n)), 1 / n);
    return {x, y, row.centre + (row.front - row.centre) * c + relief(x, y) * smoothstep(1.0f, 0.85f, s)};
}

Surface Head::skin() const
{
    constexpr int kFront = 84, kBack = 20, kColumns = kFront + kBack + 1, kUpper = 40, kLower = 58;
    Surface out = grid(Material::Skin, kColumns, kUpper + kLower + 1);
    const float n = m_layout.id.roundness;
    float sine[kColumns], cosine[kColumns];
    for (int c = 0; c < kColumns; ++c) {
        if (c <= kFront) { // even steps of angle across the front, then round the back
            sine[c] = std::sin(kPi * (static_cast<float>(c) / kFront - 0.5f));
            cosine[c] = std::pow(std::max(0.0f, 1 - std::pow(std::abs(sine[c]), n)), 1 / n);
        } else {
            const float a = kPi * (0.5f + static_cast<float>(c - kFront) / kBack);
            sine[c] = std::sin(a);
            cosine[c] = std::cos(a);
        }
    }
    for (int r = 0; r < out.rows; ++r) {
        const float y =
            r < kUpper ? kEarY - (kEarY - m_layout.id.topY) * std::cos(0.5f * kPi * static_cast<float>(r) / kUpper)
                       : kEarY + (m_layout.chinY - kEarY) *
                                     std::pow(std::sin(0.5f * kPi * static_cast<float>(r - kUpper) / kLower), 0.9f);
        const Section row = section(y);
        for (int c = 0; c < kColumns; ++c) {
            Vertex& v = out.at(c, r);
            const float x = row.half * sine[c];
            float z =
                c <= kFront ? row.centre + (row.front - row.centre) * cosine[c] : row.centre + row.back * cosine[c];
            if (c <= kFront)
                z += relief(x, y) * smoothstep(1.0f, 0.85f, std::abs(sine[c]));
            v.position = {x, y, z};
            v.u = x;
            v.v = y;
        }
    }
    giveNormals(out, true);
    return out;
}

Surface Head::ear(int side) const
{
    const float side1 = static_cast<float>(side);
    const float size = m_layout.id.earSize;
    Surface out = ball(Material::Skin, {side1 * (m_layout.id.faceWidth + 0.015f), 0.10f, -0.06f},
                       {0.075f * size, 0.20f * size, 0.10f * size}, 17, 15);
    for (Vertex& v : out.vertices) {
        v.position.x += side1 * 0.25f * std::max(0.0f, -0.05f - v.position.z) - side1 * 0.10f * (v.position.y - 0.1f);
        v.u = side1 * 0.6f;
        v.v = v.position.y;
    }
    return out;
}

Surface Head::body() const
{
    constexpr int kColumns = 49, kRows = 44;
    Surface out = grid(Material::Body, kColumns, kRows);
    out.onBody = true;
    const float m = m_layout.id.masculine;
    const float neck = 0.34f + 0.07f * m;
    for (int r = 0; r < kRows; ++r) {
        const float f = static_cast<float>(r) / (kRows - 1);
        const float y = 0.55f + 2.9f * f;
        const float shoulder = 1.38f + 0.06f * m;
        const float slope = smoothstep(shoulder - 0.34f, shoulder + 0.60f, y);
        const float flare = 0.10f * smoothstep(0.9f, shoulder, y);
        const float half = neck + flare + (1.18f + 0.22f * m) * slope * std::sqrt(slope);
        const float depth = neck + 0.02f + 0.28f * smoothstep(shoulder - 0.3f, shoulder + 0.7f, y);
        for (int c = 0; c < kColumns; ++c) {
            const float a = 2 * kPi * static_cast<float>(c) / (kColumns - 1) - kPi;
            Vertex& v = out.at(c, r);
            v.position = {half * std::sin(a), y, -0.16f + depth * std::cos(a)};
            v.u = v.position.x;
            v.v = v.position.y;
        }
    }
    giveNormals(out, true);
    return out;
}

Surface Head::bun() const
{
    Surface out = ball(Material::Hair, {0, m_layout.id.topY - 0.12f, -0.28f}, {0.30f, 0.27f, 0.30f}, 33, 21);
    for (Vertex& v : out.vertices)
        v.u *= 1.2f;
    return out;
}

std::vector<Surface> Head::surfaces() const
{
    std::vector<Surface> out;
    out.push_back(skin());
    if (m_layout.id.style != HairStyle::Bob && m_layout.id.style != HairStyle::Long) { // else the hair covers them
        out.push_back(ear(-1));
        out.push_back(ear(1));
    }
    out.push_back(body());
    out.push_back(hair());
    if (m_layout.id.style == HairStyle::Bun)
        out.push_back(bun());
    return out;
}

Surface Head::hair() const
{
    const Identity& id = m_layout.id;
    constexpr int kColumns = 105, kUpper = 38, kLower = 30;
    const bool falls = id.style == HairStyle::Bob || id.style == HairStyle::Long;
    const float end = falls ? id.hairLength : 0.62f;
    Surface out = grid(Material::Hair, kColumns, kUpper + kLower + 1);
    out.bothSides = true;
    const auto seed = static_cast<unsigned>(id.seed * 2654435761u);
    const bool curly = id.style == HairStyle::Curly;
    const float n = id.roundness;
    for (int r = 0; r < out.rows; ++r) {
        const float f = r < kUpper ? 0 : static_cast<float>(r - kUpper) / kLower;
        const float y = r < kUpper ? kEarY - (kEarY - id.topY) * std::cos(0.5f * kPi * static_cast<float>(r) / kUpper)
                                   : kEarY + (end - kEarY) * f;
        Section row = section(std::min(y, kEarY));
        if (y > kEarY) { // hair hangs from the ears down, a skull of short hair narrows to the nape
            row.half = id.faceWidth * (falls ? 1 + 0.22f * f * (1 - 0.45f * f) : 1 - 0.35f * f);
            row.back = falls ? lerp(0.95f, 0.62f, f) : lerp(0.95f, 0.55f, f);
        }
        for (int c = 0; c < kColumns; ++c) {
            const float a = 2 * kPi * static_cast<float>(c) / (kColumns - 1) - kPi;
            const float sine = std::sin(a), cosine = std::cos(a);
            Vec3 p{row.half * sine, y, 0};
            p.z = cosine > 0 ? row.front * std::pow(std::max(0.0f, 1 - std::pow(std::abs(sine), n)), 1 / n)
                             : row.back * cosine;
            // How far inside the hair this place is: above the hairline, or behind the temples.
            float line = id.hairlineY + id.hairlineCurve * p.x * p.x -
                         id.recession * hill((std::abs(p.x) - 0.32f) / 0.26f, 0) + id.widowsPeak * hill(p.x / 0.16f, 0);
            if (id.fringe > 0)
                line = std::max(line, id.hairlineY + id.fringe + 0.12f * p.x * p.x);
            else if (id.style == HairStyle::SidePart)
                line += 0.10f * smoothstep(-0.1f, 0.5f, (p.x - id.partX) * (id.partX > 0 ? -1.0f : 1.0f));
            const float above = p.z > 0 ? line - y : -1.0f;
            const float temple =
                falls ? 0.30f - 0.10f * smoothstep(0.3f, 1.2f, y) : 0.17f - 0.25f * smoothstep(-0.25f, 0.15f, y);
            const float low = falls ? end : lerp(0.20f, 0.60f, smoothstep(0.02f, -0.35f, p.z));
            const float behind = std::min((temple - p.z) * 1.1f, low - y);
            float cover = std::max(above, behind);
            if (id.style == HairStyle::Bald)
                cover = -1;
            const float taper = smoothstep(0.0f, id.fringe > 0 ? 0.07f : 0.22f, cover);
            float thick = 0.012f + id.hairThickness * taper;
            if (falls && y > kEarY)
                thick = lerp(thick, 0.04f + 0.75f * id.hairThickness * taper, f);
            if (!falls && y > -0.35f)
                thick =
                    lerp(thick, 0.02f + 0.3f * id.hairThickness * taper, curly ? 0.3f : smoothstep(-0.35f, 0.1f, y));
            if (curly)
                thick += 0.06f * noise(seed, a * 8, y * 11) * taper;
            else
                thick += 0.10f * id.hairThickness * id.wave * std::sin(y * 9 + 2 * a) * taper;
            const float k = 1 + thick / 0.72f;
            Vertex& v = out.at(c, r);
            const float pivot = 0.05f;
            v.position = {p.x * k, y < pivot ? pivot + (y - pivot) * k : y, p.z * k};
            if (falls && y > kEarY)
                v.position.x += id.wave * 0.03f * std::sin(y * 11 + static_cast<float>(seed % 7)) * f;
            v.u = a;
            v.v = y;
            v.cover = cover;
        }
    }
    giveNormals(out, true);
    return out;
}

} // namespace likeness::synth
