// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/synth/light.h"

namespace likeness::synth {
namespace {

constexpr int kMap = 112;
constexpr float kReach = 1.65f; // half the side of the square that the shadow map sees

float power(float base, int squarings)
{
    base = std::max(base, 0.0f);
    for (int i = 0; i < squarings; ++i)
        base *= base;
    return base;
}

} // namespace

Light::Light(const Shot& shot, const std::vector<Surface>& solids) : m_shadow(kMap, kMap)
{
    const float azimuth = static_cast<float>(shot.lightAzimuth) * 0.0174533f;
    const float elevation = static_cast<float>(shot.lightElevation) * 0.0174533f;
    m_key = {std::sin(azimuth) * std::cos(elevation), -std::sin(elevation), std::cos(azimuth) * std::cos(elevation)};
    m_fill = normalized({-0.8f * (m_key.x >= 0 ? 1.0f : -1.0f), -0.15f, 0.75f});
    m_half = normalized(m_key + Vec3{0, 0, 1});
    m_ambient = clamp01(static_cast<float>(shot.ambient));
    const float key = 1.02f - 0.62f * m_ambient;
    // Key lights run from warm lamp to cool window; the shot's background says which.
    const float warmth = static_cast<float>(shot.background * 2654435761u % 1000) / 1000 - 0.5f;
    m_keyColour = Vec3{1 + 0.09f * warmth, 1.0f, 1 - 0.13f * warmth} * key;
    m_fillColour = Vec3{1 - 0.05f * warmth, 1.0f, 1 + 0.08f * warmth} * (0.08f + 0.12f * m_ambient);

    m_right = normalized(cross({0, 1, 0}, m_key));
    m_down = cross(m_key, m_right);
    std::vector<Corner<1>> corners;
    for (const Surface& s : solids) {
        corners.resize(s.vertices.size());
        for (std::size_t i = 0; i < corners.size(); ++i) {
            const Vec3 p = s.vertices[i].position;
            corners[i].x = (dot(p, m_right) / kReach + 1) * 0.5f * kMap;
            corners[i].y = (dot(p, m_down) / kReach + 1) * 0.5f * kMap;
            corners[i].near = dot(p, m_key);
            corners[i].values[0] = s.vertices[i].cover;
        }
        fillSurface(m_shadow, s, corners, [](std::size_t, const std::array<float, 1>& v) { return v[0] > 0.01f; });
    }
}

float Light::lit(Vec3 position) const
{
    const float x = (dot(position, m_right) / kReach + 1) * 0.5f * kMap;
    const float y = (dot(position, m_down) / kReach + 1) * 0.5f * kMap;
    const float near = dot(position, m_key) + 0.03f;
    // Soft: nine taps two cells apart, each fading with the depth of the shadow.
    float sum = 0;
    for (int j = -1; j <= 1; ++j)
        for (int i = -1; i <= 1; ++i) {
            const int cx = std::clamp(static_cast<int>(x + 1.9f * static_cast<float>(i) + 0.5f), 0, kMap - 1);
            const int cy = std::clamp(static_cast<int>(y + 1.9f * static_cast<float>(j) + 0.5f), 0, kMap - 1);
            const float before =
                m_shadow.near[static_cast<std::size_t>(cy) * kMap + static_cast<std::size_t>(cx)] - near;
            sum += 1 - clamp01(before * 16);
        }
    return 0.12f + 0.88f * sum / 9;
}

Vec3 Light::around(Vec3 n) const
{
    const float up = 0.5f - 0.5f * n.y;
    const Vec3 sky{0.96f, 1.0f, 1.06f}, ground{1.05f, 0.97f, 0.9f};
    return lerp(ground * 0.5f, sky, up) * (0.10f + 0.52f * m_ambient);
}

Lit Light::skin(const Vertex& v) const
{
    if (v.normal.z < -0.5f)
        return {}; // faces away; never seen
    const float facing = dot(v.normal, m_key);
    const float open = lit(v.position + v.normal * 0.06f); // lifted, or slanting light shades the skin with itself
    // Light that wanders below the skin comes out red: red wraps furthest round the terminator.
    const auto wrap = [&](float w) { return std::max(0.0f, (facing + w) / (1 + w)); };
    const Vec3 wrapped{wrap(0.34f), wrap(0.22f), wrap(0.19f)};
    const Vec3 openness{lerp(open, std::sqrt(open), 0.5f), open, open};
    const float fill = std::max(0.0f, dot(v.normal, m_fill) * 0.7f + 0.3f);
    Lit out;
    out.diffuse = m_keyColour * wrapped * openness + m_fillColour * fill + around(v.normal);
    out.highlight =
        (0.55f * power(dot(v.normal, m_half), 4) + 0.16f * power(dot(v.normal, m_half), 2)) * open * m_keyColour.y;
    return out;
}

Lit Light::hair(const Vertex& v) const
{
    const Vec3 n = v.normal.z < -0.05f ? v.normal * -0.35f : v.normal;
    const float facing = std::max(0.0f, (dot(n, m_key) + 0.3f) / 1.3f);
    const float open = lit(v.position + v.normal * 0.05f);
    const float fill = std::max(0.0f, dot(n, m_fill));
    const float inner = v.normal.z < -0.05f ? 0.4f : 1.0f;
    Lit out;
    out.diffuse = (m_keyColour * (facing * open) + m_fillColour * fill + around(n)) * inner;
    const float across = dot(v.along, m_half); // Kajiya and Kay: a fibre shines where the half vector is square to it
    out.highlight = power(std::sqrt(std::max(0.0f, 1 - across * across)), 5) * std::max(0.0f, facing) * open * inner *
                    m_keyColour.y;
    return out;
}

} // namespace likeness::synth
