// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/curate/lbph.h"

#include "core/base/clones.h"
#include "core/base/error.h"

#include <algorithm>
#include <array>
#include <cfloat>
#include <cmath>
#include <numbers>

namespace likeness::curate {
namespace {

// One neighbour's place on the circle, between four pixels.
struct Sample {
    int fx, fy, cx, cy;
    float w1, w2, w3, w4;
};

std::vector<Sample> circle(const LbphOptions& options)
{
    std::vector<Sample> out;
    for (int n = 0; n < options.neighbours; ++n) {
        const double angle = 2.0 * std::numbers::pi * n / static_cast<double>(static_cast<float>(options.neighbours));
        const auto x = static_cast<float>(options.radius * std::cos(angle));
        const auto y = static_cast<float>(-options.radius * std::sin(angle));
        Sample s{};
        s.fx = static_cast<int>(std::floor(x));
        s.fy = static_cast<int>(std::floor(y));
        s.cx = static_cast<int>(std::ceil(x));
        s.cy = static_cast<int>(std::ceil(y));
        const float tx = x - static_cast<float>(s.fx);
        const float ty = y - static_cast<float>(s.fy);
        s.w1 = (1 - tx) * (1 - ty);
        s.w2 = tx * (1 - ty);
        s.w3 = (1 - tx) * ty;
        s.w4 = tx * ty;
        out.push_back(s);
    }
    return out;
}

// Σ ab / (a + b) over the bins. Σ 2 (a − b)² / (a + b) is 2 Σ (a + b) − 8 Σ ab / (a + b), and the first sum is known:
// every cell holds the same number of pixels. Cloned for wide registers, because this line is all of LBPH's time.
LIKENESS_CLONES float overlap(const std::uint8_t* a, const std::uint8_t* b, std::size_t n)
{
    constexpr std::size_t kLanes = 16;
    std::array<float, kLanes> sum{};
    for (std::size_t i = 0; i + kLanes <= n; i += kLanes)
        for (std::size_t l = 0; l < kLanes; ++l) {
            const auto x = static_cast<float>(a[i + l]);
            const auto y = static_cast<float>(b[i + l]);
            sum[l] += x * y / (x + y + FLT_MIN); // FLT_MIN vanishes beside any count and makes 0 / 0 a 0
        }
    float total = 0;
    for (const float s : sum)
        total += s;
    for (std::size_t i = n - n % kLanes; i < n; ++i) {
        const auto x = static_cast<float>(a[i]);
        const auto y = static_cast<float>(b[i]);
        total += x * y / (x + y + FLT_MIN);
    }
    return total;
}

void checkOptions(int cropSize, const LbphOptions& o)
{
    if (o.neighbours < 1 || o.neighbours > 8 || o.radius < 1 || o.radius > 8 || o.gridX < 1 || o.gridX > 32 ||
        o.gridY < 1 || o.gridY > 32)
        throw Error(ErrorCode::BadArgument,
                    "LBPH takes 1 to 8 neighbours, a radius of 1 to 8 and a grid of 1 to 32 cells each way.");
    const int side = cropSize - 2 * o.radius;
    if (side < std::max(o.gridX, o.gridY) || (side / o.gridX) * (side / o.gridY) > 255)
        throw Error(ErrorCode::BadArgument, "This LBPH grid does not fit the crops: a cell must hold 1 to 255 pixels.");
}

} // namespace

image::Image lbpCodes(const image::Image& grey, const LbphOptions& options)
{
    const int r = options.radius;
    if (grey.channels != 1 || grey.width <= 2 * r || grey.height <= 2 * r)
        throw Error(ErrorCode::BadArgument, "LBPH needs a grey picture larger than twice its radius.");
    image::Image out(grey.width - 2 * r, grey.height - 2 * r, 1);
    const auto samples = circle(options);
    for (int y = 0; y < out.height; ++y) {
        const std::uint8_t* centre = grey.row(y + r) + r;
        std::uint8_t* codes = out.row(y);
        for (std::size_t n = 0; n < samples.size(); ++n) {
            const Sample& s = samples[n];
            const std::uint8_t* upper = grey.row(y + r + s.fy) + r;
            const std::uint8_t* lower = grey.row(y + r + s.cy) + r;
            for (int x = 0; x < out.width; ++x) {
                const float t = s.w1 * static_cast<float>(upper[x + s.fx]) +
                                s.w2 * static_cast<float>(upper[x + s.cx]) +
                                s.w3 * static_cast<float>(lower[x + s.fx]) + s.w4 * static_cast<float>(lower[x + s.cx]);
                const auto c = static_cast<float>(centre[x]);
                const bool set = t > c || std::abs(t - c) < FLT_EPSILON;
                codes[x] = static_cast<std::uint8_t>(codes[x] | (unsigned{set} << n));
            }
        }
    }
    return out;
}

LbphHistograms::LbphHistograms(std::size_t count, int cropSize, const LbphOptions& options)
    : m_count(count), m_cropSize(cropSize), m_options(options)
{
    checkOptions(cropSize, options);
    const int side = cropSize - 2 * options.radius;
    m_bins = 1 << options.neighbours;
    m_cells = options.gridX * options.gridY;
    m_cellPixels = (side / options.gridX) * (side / options.gridY);
    m_bytes = static_cast<std::size_t>(m_bins) * static_cast<std::size_t>(m_cells);
    m_counts.resize(m_bytes * count);
}

void LbphHistograms::set(std::size_t index, const image::Image& grey)
{
    if (grey.width != m_cropSize || grey.height != m_cropSize)
        throw Error(ErrorCode::BadArgument, "LBPH was made for crops of another size.");
    const image::Image codes = lbpCodes(grey, m_options);
    const int width =
        codes.width / m_options.gridX; // what is left over at the right and bottom is not counted, as in OpenCV
    const int height = codes.height / m_options.gridY;
    std::uint8_t* cell = m_counts.data() + index * m_bytes;
    for (int gy = 0; gy < m_options.gridY; ++gy)
        for (int gx = 0; gx < m_options.gridX; ++gx, cell += m_bins)
            for (int y = gy * height; y < (gy + 1) * height; ++y)
                for (int x = gx * width; x < (gx + 1) * width; ++x)
                    cell[codes.row(y)[x]] += 1;
}

std::vector<float> LbphHistograms::normalised(std::size_t index) const
{
    std::vector<float> out(row(index), row(index) + m_bytes);
    for (float& v : out)
        v /= static_cast<float>(m_cellPixels);
    return out;
}

double LbphHistograms::distance(std::size_t a, std::size_t b) const
{
    double shared = 0;
    for (int c = 0; c < m_cells; ++c) { // cell by cell, so that the float sums stay short
        const std::size_t at = static_cast<std::size_t>(c) * static_cast<std::size_t>(m_bins);
        shared += static_cast<double>(overlap(row(a) + at, row(b) + at, static_cast<std::size_t>(m_bins)));
    }
    return 4.0 * m_cells - 8.0 * shared / m_cellPixels;
}

float LbphHistograms::pair(std::size_t a, std::size_t b) const
{
    return static_cast<float>(1.0 - distance(a, b) / (4.0 * m_cells));
}

void LbphHistograms::tile(std::size_t a0, std::size_t a1, std::size_t b0, std::size_t b1, float* out) const
{
    for (std::size_t a = a0; a < a1; ++a)
        for (std::size_t b = b0; b < b1; ++b)
            *out++ = pair(a, b);
}

} // namespace likeness::curate
