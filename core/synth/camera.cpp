// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/synth/camera.h"

#include "core/base/random.h"

#include <bit>

namespace likeness::synth {
namespace {

// Linear light to sRGB by table; the shoulder above 0.8 keeps bright skin from going flat white.
struct ToneCurve {
    static constexpr int kSize = 2048;
    static constexpr float kMax = 1.6f;
    std::array<float, kSize + 1> values;
    ToneCurve()
    {
        for (int i = 0; i <= kSize; ++i) {
            const float linear = kMax * static_cast<float>(i) / kSize;
            const float x = linear <= 0.7f ? linear : 0.7f + 0.3f * (1 - std::exp(-(linear - 0.7f) / 0.3f));
            const float s = x <= 0.0031308f ? 12.92f * x : 1.055f * std::pow(x, 1 / 2.4f) - 0.055f;
            values[static_cast<std::size_t>(i)] = 255 * s;
        }
    }
    float operator()(float linear) const
    {
        const float at = std::clamp(linear * (kSize / kMax), 0.0f, static_cast<float>(kSize) - 0.001f);
        const auto i = static_cast<std::size_t>(at);
        return lerp(values[i], values[i + 1], at - static_cast<float>(i));
    }
};

void blurLines(std::vector<Vec3>& pixels,
               int count,
               int length,
               std::size_t stride,
               std::size_t lineStride,
               const std::vector<float>& kernel)
{
    const int radius = static_cast<int>(kernel.size()) / 2;
    std::vector<Vec3> line(static_cast<std::size_t>(length));
    for (int l = 0; l < count; ++l) {
        const std::size_t start = static_cast<std::size_t>(l) * lineStride;
        for (int i = 0; i < length; ++i)
            line[static_cast<std::size_t>(i)] = pixels[start + static_cast<std::size_t>(i) * stride];
        for (int i = 0; i < length; ++i) {
            Vec3 sum;
            for (int k = -radius; k <= radius; ++k)
                sum = sum + line[static_cast<std::size_t>(std::clamp(i + k, 0, length - 1))] *
                                kernel[static_cast<std::size_t>(k + radius)];
            pixels[start + static_cast<std::size_t>(i) * stride] = sum;
        }
    }
}

void blur(Plate& plate, float sigma)
{
    const int radius = static_cast<int>(std::ceil(3 * sigma));
    std::vector<float> kernel(static_cast<std::size_t>(2 * radius) + 1);
    float sum = 0;
    for (int k = -radius; k <= radius; ++k)
        sum += kernel[static_cast<std::size_t>(k + radius)] =
            std::exp(-0.5f * static_cast<float>(k * k) / (sigma * sigma));
    for (float& v : kernel)
        v /= sum;
    const auto width = static_cast<std::size_t>(plate.width);
    blurLines(plate.pixels, plate.height, plate.width, 1, width, kernel);
    blurLines(plate.pixels, plate.width, plate.height, width, 1, kernel);
}

// Near enough to a normal deviate for a sensor: the sum of eight bytes of one draw.
float grain(std::uint64_t bits)
{
    int sum = 0;
    for (int i = 0; i < 8; ++i)
        sum += static_cast<int>((bits >> (8 * i)) & 0xFF);
    return (static_cast<float>(sum) - 1020.0f) / 209.0f; // sd of the sum: sqrt(8 · 65535 / 12)
}

} // namespace

Plate backdrop(std::uint64_t seed, int width, int height)
{
    Rng rng = Rng::forItem(0xBACD209u, seed);
    const auto draw = [&](double low, double high) { return static_cast<float>(rng.uniform(low, high)); };
    // Muted walls and greens; the brightness varies more than the hue.
    static const Vec3 kWalls[] = {srgb(196, 202, 208), srgb(214, 204, 188), srgb(142, 160, 168), srgb(122, 136, 118),
                                  srgb(168, 148, 132), srgb(92, 104, 120),  srgb(222, 222, 220), srgb(160, 170, 186),
                                  srgb(188, 172, 160), srgb(76, 92, 88)};
    const Vec3 wall = kWalls[rng.below(std::size(kWalls))] * draw(0.7, 1.05);
    const Vec3 other = lerp(wall, kWalls[rng.below(std::size(kWalls))] * draw(0.5, 1.0), draw(0.3, 0.8));
    const float slant = draw(-0.5, 0.5);
    struct Blob {
        float x, y, rx, ry, strength;
        Vec3 colour;
    };
    std::vector<Blob> blobs(4 + rng.below(6));
    for (Blob& b : blobs) {
        const bool tall = rng.uniform() < 0.4;
        b = {draw(-0.1, 1.1),
             draw(-0.1, 1.0),
             draw(0.12, 0.4) * (tall ? 0.6f : 1.0f),
             draw(0.15, 0.45) * (tall ? 2.0f : 1.0f),
             draw(0.25, 0.8),
             lerp(other, kWalls[rng.below(std::size(kWalls))], draw(0.2, 0.8)) * draw(0.5, 1.2)};
    }
    // All of it is smooth, so it is drawn on a coarse grid and stretched.
    constexpr int kCells = 40;
    std::vector<Vec3> coarse((kCells + 1) * (kCells + 1));
    for (int j = 0; j <= kCells; ++j)
        for (int i = 0; i <= kCells; ++i) {
            const float x = static_cast<float>(i) / kCells, y = static_cast<float>(j) / kCells;
            Vec3 c = lerp(wall, other, smoothstep(0, 1, y + slant * (x - 0.5f)));
            for (const Blob& b : blobs)
                c = lerp(c, b.colour, b.strength * hill((x - b.x) / b.rx, (y - b.y) / b.ry));
            const float vignette = 1 - 0.22f * ((x - 0.5f) * (x - 0.5f) + (y - 0.5f) * (y - 0.5f));
            coarse[static_cast<std::size_t>(j * (kCells + 1) + i)] = c * vignette;
        }
    Plate plate{width, height, {}};
    plate.pixels.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
    for (int y = 0; y < height; ++y) {
        const float fy = (static_cast<float>(y) + 0.5f) / static_cast<float>(height) * kCells;
        const int j = std::min(static_cast<int>(fy), kCells - 1);
        const Vec3* above = &coarse[static_cast<std::size_t>(j * (kCells + 1))];
        const Vec3* below = above + kCells + 1;
        for (int x = 0; x < width; ++x) {
            const float fx = (static_cast<float>(x) + 0.5f) / static_cast<float>(width) * kCells;
            const int i = std::min(static_cast<int>(fx), kCells - 1);
            const float u = fx - static_cast<float>(i);
            plate.pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)] =
                lerp(lerp(above[i], above[i + 1], u), lerp(below[i], below[i + 1], u), fy - static_cast<float>(j));
        }
    }
    return plate;
}

image::Image expose(const Plate& source, const Shot& shot, std::uint64_t noiseSeed)
{
    static const ToneCurve tone;
    Plate softened;
    const Plate* plate = &source;
    if (shot.blur > 0.05) {
        softened = source;
        blur(softened, static_cast<float>(std::min(shot.blur, 20.0)));
        plate = &softened;
    }
    const float gain = static_cast<float>(std::clamp(shot.exposure, 0.0, 8.0));
    const float sigma = static_cast<float>(std::clamp(shot.noise, 0.0, 100.0));
    Rng rng(noiseSeed);
    image::Image out(plate->width, plate->height, 3);
    for (std::size_t i = 0; i < plate->pixels.size(); ++i) {
        const Vec3 c = plate->pixels[i] * gain;
        float r = tone(c.x), g = tone(c.y), b = tone(c.z);
        if (sigma > 0) { // mostly in brightness, a little in colour
            const std::uint64_t bits = rng.next();
            const float grey = 0.85f * sigma * grain(bits);
            const float tint = 0.5f * sigma * grain(std::rotl(bits, 29) * 0x9E3779B97F4A7C15ull);
            r += grey + tint;
            g += grey - 0.3f * tint;
            b += grey - tint;
        }
        out.pixels[3 * i] = static_cast<std::uint8_t>(std::clamp(r + 0.5f, 0.0f, 255.0f));
        out.pixels[3 * i + 1] = static_cast<std::uint8_t>(std::clamp(g + 0.5f, 0.0f, 255.0f));
        out.pixels[3 * i + 2] = static_cast<std::uint8_t>(std::clamp(b + 0.5f, 0.0f, 255.0f));
    }
    return out;
}

} // namespace likeness::synth
