// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <algorithm>
#include <cmath>

namespace likeness::synth {

// Small vector arithmetic. Face space: x to the picture's right, y down, z towards the camera; the eyes lie at y = 0
// and the unit is such that a face is about 1.3 wide. Colours are linear light, 1 = diffuse white.
struct Vec3 {
    float x = 0, y = 0, z = 0;
};

inline Vec3 operator+(Vec3 a, Vec3 b)
{
    return {a.x + b.x, a.y + b.y, a.z + b.z};
}
inline Vec3 operator-(Vec3 a, Vec3 b)
{
    return {a.x - b.x, a.y - b.y, a.z - b.z};
}
inline Vec3 operator*(Vec3 a, Vec3 b)
{
    return {a.x * b.x, a.y * b.y, a.z * b.z};
}
inline Vec3 operator*(Vec3 a, float s)
{
    return {a.x * s, a.y * s, a.z * s};
}
inline float dot(Vec3 a, Vec3 b)
{
    return a.x * b.x + a.y * b.y + a.z * b.z;
}
inline Vec3 cross(Vec3 a, Vec3 b)
{
    return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}
inline Vec3 normalized(Vec3 a)
{
    return a * (1.0f / std::sqrt(std::max(dot(a, a), 1e-20f)));
}
inline float lerp(float a, float b, float t)
{
    return a + (b - a) * t;
}
inline Vec3 lerp(Vec3 a, Vec3 b, float t)
{
    return a + (b - a) * t;
}
// std::floor without the call into libm that the baseline x86-64 needs for it.
inline int floorInt(float x)
{
    const int i = static_cast<int>(x);
    return i - (x < static_cast<float>(i) ? 1 : 0);
}
inline float clamp01(float x)
{
    return std::clamp(x, 0.0f, 1.0f);
}
inline float smoothstep(float low, float high, float x)
{
    const float t = clamp01((x - low) / (high - low));
    return t * t * (3 - 2 * t);
}
// A smooth hill of height 1 that ends at radius 1: much like a Gaussian of sigma 0.38, at the price of three products.
inline float hill(float dx, float dy)
{
    const float r = 1 - dx * dx - dy * dy;
    return r > 0 ? r * r * r : 0;
}

struct Mat3 {
    Vec3 rows[3];
};
inline Vec3 operator*(const Mat3& m, Vec3 v)
{
    return {dot(m.rows[0], v), dot(m.rows[1], v), dot(m.rows[2], v)};
}

// Turns by yaw (nose to the picture's right), then pitch (chin up), then roll (clockwise in the picture); degrees.
Mat3 rotation(double yaw, double pitch, double roll);

// sRGB triple 0..255 as linear light.
Vec3 srgb(int r, int g, int b);

inline float latticeNoise(unsigned seed, int x, int y)
{
    unsigned h = seed ^ (static_cast<unsigned>(x) * 0x8DA6B343u) ^ (static_cast<unsigned>(y) * 0xD8163841u);
    h = (h ^ (h >> 15)) * 0x2C1B3C6Du;
    h = (h ^ (h >> 12)) * 0x297A2D39u;
    h ^= h >> 15;
    return static_cast<float>(static_cast<int>(h >> 8)) * (2.0f / 16777215.0f) - 1;
}

// Smooth repeatable noise in -1..1.
inline float noise(unsigned seed, float x, float y)
{
    const int ix = floorInt(x), iy = floorInt(y);
    float u = x - static_cast<float>(ix), v = y - static_cast<float>(iy);
    u = u * u * (3 - 2 * u);
    v = v * v * (3 - 2 * v);
    return lerp(lerp(latticeNoise(seed, ix, iy), latticeNoise(seed, ix + 1, iy), u),
                lerp(latticeNoise(seed, ix, iy + 1), latticeNoise(seed, ix + 1, iy + 1), u), v);
}

} // namespace likeness::synth
