// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/synth/vec.h"

#include <numbers>

namespace likeness::synth {

Mat3 rotation(double yaw, double pitch, double roll)
{
    constexpr double kRadian = std::numbers::pi / 180;
    const auto cosine = [](double a) { return static_cast<float>(std::cos(a * kRadian)); };
    const auto sine = [](double a) { return static_cast<float>(std::sin(a * kRadian)); };
    const float cy = cosine(yaw), sy = sine(yaw), cp = cosine(pitch), sp = sine(pitch), cr = cosine(roll),
                sr = sine(roll);
    const Mat3 turn{{{cy, 0, sy}, {0, 1, 0}, {-sy, 0, cy}}};
    const auto nod = [&](Vec3 v) { return Vec3{v.x, cp * v.y - sp * v.z, sp * v.y + cp * v.z}; };
    const auto tilt = [&](Vec3 v) { return Vec3{cr * v.x - sr * v.y, sr * v.x + cr * v.y, v.z}; };
    Mat3 m;
    const Vec3 columns[3] = {tilt(nod({turn.rows[0].x, turn.rows[1].x, turn.rows[2].x})),
                             tilt(nod({turn.rows[0].y, turn.rows[1].y, turn.rows[2].y})),
                             tilt(nod({turn.rows[0].z, turn.rows[1].z, turn.rows[2].z}))};
    m.rows[0] = {columns[0].x, columns[1].x, columns[2].x};
    m.rows[1] = {columns[0].y, columns[1].y, columns[2].y};
    m.rows[2] = {columns[0].z, columns[1].z, columns[2].z};
    return m;
}

Vec3 srgb(int r, int g, int b)
{
    const auto linear = [](int v) {
        const float s = static_cast<float>(v) / 255;
        return s <= 0.04045f ? s / 12.92f : std::pow((s + 0.055f) / 1.055f, 2.4f);
    };
    return {linear(r), linear(g), linear(b)};
}

} // namespace likeness::synth
