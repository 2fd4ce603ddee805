// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/synth/view.h"

namespace likeness::synth {
namespace {

constexpr Vec3 kNeck{0, 0.75f, -0.15f};
constexpr float kDistance = 8; // of the camera from the face: a portrait lens

} // namespace

View::View(const Identity& id, const Shot& shot, int width, int height)
    : m_head(rotation(shot.yaw, shot.pitch, shot.roll)),
      m_body(rotation(0.35 * shot.yaw, 0.1 * shot.pitch, 0.45 * shot.roll))
{
    // A face is measured from its hairline to its chin.
    constexpr float kHairline = -0.58f;
    m_scale = static_cast<float>(shot.faceSize) * static_cast<float>(height) / (id.chinY - kHairline);
    m_centre = turn({0, 0.5f * (id.chinY + kHairline), 0.6f}, false);
    m_x = static_cast<float>(shot.centerX) * static_cast<float>(width) - 0.5f;
    m_y = static_cast<float>(shot.centerY) * static_cast<float>(height) - 0.5f;
}

Vec3 View::turn(Vec3 p, bool body) const
{
    return (body ? m_body : m_head) * (p - kNeck) + kNeck;
}

image::Point View::project(Vec3 p) const
{
    const Vec3 d = p - m_centre;
    const float scale = m_scale * kDistance / std::max(kDistance - d.z, 0.5f);
    return {m_x + d.x * scale, m_y + d.y * scale};
}

} // namespace likeness::synth
