// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/face_variants.h"

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/base/text.h"
#include "core/image/transform.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace likeness::image {
namespace {

constexpr int kSmallest = 32, kLargest = 1024; // sides of a crop

cv::Mat view(const Image& image)
{
    return cv::Mat(image.height, image.width, CV_8UC(image.channels), const_cast<std::uint8_t*>(image.pixels.data()));
}

Image rounded(const cv::Mat& pixels) // CV_32FC3 in 0..255
{
    Image out(pixels.cols, pixels.rows, 3);
    cv::Mat target = view(out);
    pixels.convertTo(target, CV_8UC3);
    return out;
}

float smoothStep(float low, float high, float x)
{
    const float t = std::clamp((x - low) / (high - low), 0.0f, 1.0f);
    return t * t * (3 - 2 * t);
}

float square(float x)
{
    return x * x;
}

Point between(Point a, Point b, float t)
{
    return {a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)};
}

// --- the generic head

// A head that a crop is laid over: how far each of its pixels is in front of the plane of the ears, in pixels.
class Head
{
public:
    explicit Head(const Landmarks& p) : m_points(p)
    {
        m_half = std::max(1.0f, (p[16].x - p[0].x) / 2);
        m_ears = (p[0].y + p[16].y) / 2;
    }
    float half() const { return m_half; } // half the width at the ears

    // The depth along one row.
    class Row
    {
    public:
        Row(const Head& head, float y);
        float centre() const { return m_centre; }
        float depth(float x) const
        {
            constexpr float kFlat = 2.3f; // 2 is an ellipse; a face is flatter
            const float across = std::abs(x - m_centre) / m_wide;
            if (across >= 1)
                return 0;
            float depth = m_front * std::pow(1 - std::pow(across, kFlat), 1 / kFlat);
            if (m_nose > 0)
                depth += m_nose * std::exp(-0.5f * square((x - m_ridge) / m_noseWide));
            if (m_socket > 0)
                for (const float eye : m_eyes)
                    depth -= m_socket * std::exp(-0.5f * square((x - eye) / m_eyeWide));
            return depth;
        }

    private:
        float m_centre, m_wide, m_front;
        float m_nose, m_ridge, m_noseWide; // how high, where and how wide
        float m_socket, m_eyeWide;
        std::array<float, 2> m_eyes;
    };

private:
    // Left and right end of the head in a row: the jaw, its roundness above the ears, the neck below the chin.
    std::pair<float, float> outline(float y) const
    {
        const float middle = (m_points[0].x + m_points[16].x) / 2;
        if (y <= m_ears) {
            const float up = std::min(0.95f, (m_ears - y) / (1.8f * m_half));
            const float half = m_half * std::sqrt(1 - up * up);
            return {middle - half, middle + half};
        }
        const float least = 0.55f * m_half; // the neck
        const float axis = m_points[8].x;
        return {std::min(sideAt(y, 0, 1), axis - least), std::max(sideAt(y, 16, -1), axis + least)};
    }
    // Where the jaw line, from its upper end `first` on, is at that height.
    float sideAt(float y, int first, int step) const
    {
        for (int k = 0; k < 8; ++k) {
            const Point a = m_points[static_cast<std::size_t>(first + k * step)];
            const Point b = m_points[static_cast<std::size_t>(first + (k + 1) * step)];
            if (y <= b.y)
                return b.y - a.y < 1e-3f ? b.x : a.x + std::clamp((y - a.y) / (b.y - a.y), 0.0f, 1.0f) * (b.x - a.x);
        }
        return m_points[8].x;
    }

    Landmarks m_points;
    float m_half, m_ears;
};

// In half widths: what generic heads of 3-D face models roughly have.
Head::Row::Row(const Head& head, float y)
{
    constexpr float kFront = 0.82f, kNeck = 0.3f, kNose = 0.28f, kThin = 0.10f, kBroad = 0.17f, kSocket = 0.05f;
    const Landmarks& p = head.m_points;
    const float half = head.m_half;
    const auto [left, right] = head.outline(y);
    m_centre = (left + right) / 2;
    m_wide = std::max(1.0f, (right - left) / 2);
    const float chin = p[8].y;
    m_front = half * (kFront - (kFront - kNeck) * smoothStep(chin - 0.05f * half, chin + 0.25f * half, y));

    const Point bridge = p[27], tip = p[30], base = p[33];
    const float down = std::clamp((y - bridge.y) / std::max(1.0f, tip.y - bridge.y), 0.0f, 1.0f);
    const float under = 1 - smoothStep(tip.y, base.y + 0.35f * (base.y - tip.y), y);
    m_nose = half * kNose * std::pow(down, 1.3f) * under;
    m_ridge = bridge.x + down * (tip.x - bridge.x);
    m_noseWide = half * (kThin + (kBroad - kThin) * down);

    const Point one = between(p[36], p[39], 0.5f), other = between(p[42], p[45], 0.5f);
    m_socket = half * kSocket * std::exp(-0.5f * square((y - (one.y + other.y) / 2) / (0.13f * half)));
    m_eyes = {one.x, other.x};
    m_eyeWide = 0.2f * half;
}

// Unit vectors away from the head's surface, x right, y down, z to the camera; softened, because the head is generic.
cv::Mat normals(const Head& head, int size)
{
    cv::Mat depth(size, size, CV_32F);
    for (int y = 0; y < size; ++y) {
        const Head::Row row(head, static_cast<float>(y));
        for (int x = 0; x < size; ++x)
            depth.at<float>(y, x) = row.depth(static_cast<float>(x));
    }
    cv::GaussianBlur(depth, depth, {}, 0.03 * size, 0, cv::BORDER_REPLICATE);
    cv::Mat out(size, size, CV_32FC3);
    for (int y = 0; y < size; ++y)
        for (int x = 0; x < size; ++x) {
            const int x0 = std::max(0, x - 1), x1 = std::min(size - 1, x + 1);
            const int y0 = std::max(0, y - 1), y1 = std::min(size - 1, y + 1);
            const float dx = (depth.at<float>(y, x1) - depth.at<float>(y, x0)) / static_cast<float>(x1 - x0);
            const float dy = (depth.at<float>(y1, x) - depth.at<float>(y0, x)) / static_cast<float>(y1 - y0);
            const float length = std::sqrt(dx * dx + dy * dy + 1);
            out.at<cv::Vec3f>(y, x) = {-dx / length, -dy / length, 1 / length};
        }
    return out;
}

// --- mask

// Catmull-Rom through the points, ends included.
std::vector<Point> smoothLine(const std::vector<Point>& through, int steps)
{
    std::vector<Point> line;
    const auto at = [&](std::ptrdiff_t i) {
        return through[static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(i, 0, std::ssize(through) - 1))];
    };
    for (std::ptrdiff_t i = 0; i + 1 < std::ssize(through); ++i)
        for (int k = 0; k < steps; ++k) {
            const float t = static_cast<float>(k) / static_cast<float>(steps);
            const auto value = [&](float Point::*of) {
                const float a = at(i - 1).*of, b = at(i).*of, c = at(i + 1).*of, d = at(i + 2).*of;
                return b + 0.5f * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
            };
            line.push_back({value(&Point::x), value(&Point::y)});
        }
    line.push_back(through.back());
    return line;
}

struct Drawing {
    static constexpr int kFine = 4;  // drawn as many times as fine, so that edges are soft
    static constexpr int kShift = 8; // fractional bits of OpenCV's coordinates
    static std::vector<cv::Point> fixed(const std::vector<Point>& points)
    {
        std::vector<cv::Point> out;
        for (const Point& p : points)
            out.emplace_back(coordinate(p.x), coordinate(p.y));
        return out;
    }
    static int coordinate(float pixel)
    {
        return static_cast<int>(
            std::lround(std::clamp((pixel + 0.5f) * kFine - 0.5f, -8192.0f, 8192.0f) * (1 << kShift)));
    }
};

// How much of each pixel is inside, 0..1.
cv::Mat filled(const std::vector<Point>& outline, int size)
{
    cv::Mat fine = cv::Mat::zeros(size * Drawing::kFine, size * Drawing::kFine, CV_8U);
    const std::vector<std::vector<cv::Point>> polygons{Drawing::fixed(outline)};
    cv::fillPoly(fine, polygons, cv::Scalar(255), cv::LINE_8, Drawing::kShift);
    cv::Mat out;
    cv::resize(fine, out, {size, size}, 0, 0, cv::INTER_AREA);
    out.convertTo(out, CV_32F, 1 / 255.0);
    return out;
}

cv::Mat stroked(const std::vector<std::vector<Point>>& lines, float thick, int size)
{
    cv::Mat fine = cv::Mat::zeros(size * Drawing::kFine, size * Drawing::kFine, CV_8U);
    for (const auto& line : lines) {
        const std::vector<std::vector<cv::Point>> one{Drawing::fixed(line)};
        cv::polylines(fine, one, false, cv::Scalar(255), std::max(1, cvRound(thick * Drawing::kFine)), cv::LINE_8,
                      Drawing::kShift);
    }
    cv::Mat out;
    cv::resize(fine, out, {size, size}, 0, 0, cv::INTER_AREA);
    out.convertTo(out, CV_32F, 1 / 255.0);
    return out;
}

// The edges of a mask: the upper from cheek to cheek over the bridge of the nose, the lower along the jaw, both left to
// right.
struct MaskShape {
    std::vector<Point> upper, lower;
};
MaskShape maskShape(const Landmarks& p, float unit, Rng& random)
{
    const float up = static_cast<float>(random.uniform(0.25, 0.75)); // between the second and third point of the bridge
    const Point bridge = between(p[28], p[29], up);
    const Point left = between(p[1], p[2], 0.35f), right = between(p[15], p[14], 0.35f);
    const auto cheek = [&](Point side) {
        Point at = between(side, bridge, 0.52f);
        at.y += 0.6f * unit;
        return at;
    };
    const auto wing = [&](Point side) {
        Point at = between(side, bridge, 0.83f);
        at.y += 1.2f * unit;
        return at;
    };
    MaskShape shape;
    shape.upper = smoothLine({left, cheek(left), wing(left), bridge, wing(right), cheek(right), right}, 8);
    const Point middle = between(p[3], p[13], 0.5f);
    std::vector<Point> below{left};
    for (const std::size_t i : {3u, 5u, 6u, 7u, 8u, 9u, 10u, 11u, 13u}) {
        const float out = 1.03f + 0.05f * (1 - std::abs(static_cast<float>(i) - 8) / 8); // it stands off the chin
        below.push_back({middle.x + out * (p[i].x - middle.x), middle.y + out * (p[i].y - middle.y)});
    }
    below.push_back(right);
    shape.lower = smoothLine(below, 8);
    return shape;
}

// The height of a line from left to right at each column; beyond its ends that of the end.
std::vector<float> heights(const std::vector<Point>& line, int size)
{
    std::vector<float> out(static_cast<std::size_t>(size));
    std::size_t at = 0;
    for (int x = 0; x < size; ++x) {
        const auto column = static_cast<float>(x);
        while (at + 1 < line.size() && line[at + 1].x < column)
            ++at;
        const Point a = line[at], b = line[std::min(at + 1, line.size() - 1)];
        out[static_cast<std::size_t>(x)] =
            b.x - a.x < 1e-3f ? a.y : a.y + std::clamp((column - a.x) / (b.x - a.x), 0.0f, 1.0f) * (b.y - a.y);
    }
    return out;
}

// How bright the light is on each part of the lower face, about 1: the mask takes it over.
cv::Mat ambient(const cv::Mat& crop, const cv::Mat& inside)
{
    cv::Mat grey;
    cv::cvtColor(crop, grey, cv::COLOR_RGB2GRAY);
    const double mean = std::max(1.0, cv::mean(grey, inside > 0.5f)[0]);
    cv::Mat light;
    grey.convertTo(light, CV_32F, 1 / mean);
    cv::GaussianBlur(light, light, {}, 0.11 * crop.cols, 0, cv::BORDER_REPLICATE);
    cv::min(light, 1.5f, light);
    cv::max(light, 0.5f, light);
    return light;
}

Image wearMask(const Image& crop, const Landmarks& points, Rng& random)
{
    static constexpr float kColours[][3] = {{150, 190, 214},
                                            {168, 205, 200},
                                            {226, 228, 230},
                                            {44, 45, 50},
                                            {196, 190, 205}}; // blue, green, white, black …
    const int size = crop.width;
    const float unit = static_cast<float>(size) / 112;
    const auto& colour = kColours[random.below(std::size(kColours))];
    const MaskShape shape = maskShape(points, unit, random);
    std::vector<Point> outline = shape.upper;
    outline.insert(outline.end(), shape.lower.rbegin(), shape.lower.rend());
    cv::Mat inside = filled(outline, size);
    cv::GaussianBlur(inside, inside, {}, 0.5 * unit); // as sharp as the crop

    // The loops run to the ears, which lie behind the ends of the jaw line.
    const auto loops = [&](std::size_t top, std::size_t bottom, float away) {
        const Point ear{points[top].x + away, points[top].y};
        const Point hold = bottom < 8 ? shape.upper.front() : shape.upper.back();
        return std::vector<std::vector<Point>>{{hold, ear}, {points[bottom], between(points[bottom], ear, 0.6f), ear}};
    };
    auto lines = loops(0, 3, -5 * unit);
    for (auto& line : loops(16, 13, 5 * unit))
        lines.push_back(std::move(line));
    cv::Mat straps = stroked(lines, 1.1f * unit, size);

    cv::Mat shadow; // on the skin along the edge
    cv::GaussianBlur(cv::max(inside, straps * 0.5f), shadow, {}, 1.6 * unit);
    const cv::Mat light = ambient(view(crop), inside);
    const auto top = heights(shape.upper, size), bottom = heights(shape.lower, size);
    const float middle = (points[2].x + points[14].x) / 2, half = std::max(1.0f, (points[14].x - points[2].x) / 2);
    constexpr float kPleats[] = {0.36f, 0.54f, 0.72f};

    cv::Mat out;
    view(crop).convertTo(out, CV_32FC3);
    for (int y = 0; y < size; ++y)
        for (int x = 0; x < size; ++x) {
            auto& pixel = out.at<cv::Vec3f>(y, x);
            const float covered = inside.at<float>(y, x), strap = straps.at<float>(y, x) * (1 - covered);
            pixel *= 1 - 0.3f * shadow.at<float>(y, x) * (1 - covered);
            if (covered + strap <= 0)
                continue;
            const auto column = static_cast<std::size_t>(x);
            const float u = (static_cast<float>(x) - middle) / half;
            const float v = (static_cast<float>(y) - top[column]) / std::max(1.0f, bottom[column] - top[column]);
            // Round from side to side and over the nose, darker towards the chin; pleats across; a hem.
            float shade = 1.02f - 0.3f * std::pow(std::min(1.2f, std::abs(u)), 2.4f);
            shade *= 1.04f - 0.22f * square(std::clamp(v, 0.0f, 1.0f));
            shade *= 1 + 0.06f * std::exp(-0.5f * square(u / 0.16f)) * (1 - std::clamp(2.5f * v, 0.0f, 1.0f));
            for (const float pleat : kPleats) {
                const float sag = pleat + 0.05f * (1 - u * u);
                shade *= 1 - 0.13f * std::exp(-0.5f * square((v - sag) / 0.014f)) +
                         0.05f * std::exp(-0.5f * square((v - sag - 0.04f) / 0.02f));
            }
            const float hem = (static_cast<float>(y) - top[column]) / unit;
            shade *= 1 - 0.1f * std::exp(-0.5f * square((hem - 3.2f) / 0.6f));
            shade *= 0.35f + 0.65f * light.at<float>(y, x);
            const float grain = 1 + 0.012f * static_cast<float>(random.uniform(-1, 1));
            for (int c = 0; c < 3; ++c) {
                const float cloth = std::min(250.0f, colour[c] * shade * grain);
                const float loop = std::min(250.0f, 0.5f * (colour[c] + 200) * (0.4f + 0.5f * light.at<float>(y, x)));
                pixel[c] += covered * (cloth - pixel[c]);
                pixel[c] += 0.85f * strap * (loop - pixel[c]);
            }
        }
    return rounded(out);
}

// --- profile

// One row of the turned head: where on the source's row each pixel comes from, and how much brighter it is there.
struct TurnedRow {
    std::vector<float> from, gain, front;
};

void turnRow(const Head& head, float y, float sine, float cosine, float middle, int width, float scale, TurnedRow& row)
{
    constexpr float kNothing = -1e9f;
    const Head::Row surface(head, y);
    const auto columns = static_cast<std::size_t>(width);
    row.from.assign(columns, 0);
    row.gain.assign(columns, 1);
    row.front.assign(columns, kNothing);
    struct At {
        float x, turned, front, depth;
    };
    const auto at = [&](float x) {
        const float depth = surface.depth(x);
        return At{x, middle + (x - middle) * cosine + depth * sine, depth * cosine - (x - middle) * sine, depth};
    };
    const float across = static_cast<float>(width) / scale;
    const float step = 0.5f / scale;
    At before = at(-across);
    for (float x = -across + step; x < 2 * across; x += step) {
        const At now = at(x);
        if (now.turned > before.turned) { // else it faces away from the camera
            // Light from the camera: a surface that turned to it became brighter.
            const float slope = (now.depth - before.depth) / step;
            const float facing = 1 / std::sqrt(1 + slope * slope);
            const float turned = std::max(0.0f, (cosine + slope * sine) * facing);
            const float gain = std::clamp((0.62f + 0.38f * turned) / (0.62f + 0.38f * facing), 0.72f, 1.12f);
            const int first = std::max(0, static_cast<int>(std::ceil(before.turned * scale)));
            const int last = std::min(width - 1, static_cast<int>(std::floor(now.turned * scale)));
            for (int u = first; u <= last; ++u) {
                const float t = (static_cast<float>(u) / scale - before.turned) / (now.turned - before.turned);
                const float front = before.front + t * (now.front - before.front);
                const auto k = static_cast<std::size_t>(u);
                if (front > row.front[k]) {
                    row.front[k] = front;
                    row.from[k] = before.x + t * (now.x - before.x);
                    row.gain[k] = gain;
                }
            }
        }
        before = now;
    }
}

Image turnHead(const Image& crop, const Landmarks& points, Rng& random)
{
    constexpr int kFine = 2;
    constexpr int kGround = 12; // pixels a side: out of focus
    const int size = crop.width, fine = size * kFine;
    const Head head(points);
    // Where the nose is between the ends of the jaw says how the head is turned already.
    const float leaning = (points[30].x - (points[0].x + points[16].x) / 2) / head.half();
    const bool drawn = random.uniform() < 0.5;
    const bool right = std::abs(leaning) > 0.08f ? leaning > 0 : drawn;
    const double angle = random.uniform(30, 50) * std::numbers::pi / 180 * (right ? 1 : -1);
    const auto sine = static_cast<float>(std::sin(angle)), cosine = static_cast<float>(std::cos(angle));
    const float middle = Head::Row(head, points[27].y).centre();

    cv::Mat source, mapX(fine, fine, CV_32F), mapY(fine, fine, CV_32F), gain(fine, fine, CV_32F);
    cv::resize(view(crop), source, {fine, fine}, 0, 0, cv::INTER_CUBIC);
    TurnedRow row;
    for (int v = 0; v < fine; ++v) {
        const float y = (static_cast<float>(v) + 0.5f) / kFine - 0.5f;
        turnRow(head, y, sine, cosine, middle, fine, kFine, row);
        for (int u = 0; u < fine; ++u) {
            const auto k = static_cast<std::size_t>(u);
            mapX.at<float>(v, u) = row.from[k] * kFine;
            mapY.at<float>(v, u) = static_cast<float>(v);
            gain.at<float>(v, u) = row.gain[k];
        }
    }
    cv::GaussianBlur(gain, gain, {}, 0.02 * fine, 0, cv::BORDER_REPLICATE);
    cv::Mat turned, ground;
    cv::remap(source, turned, mapX, mapY, cv::INTER_LINEAR, cv::BORDER_REPLICATE);
    cv::resize(turned, ground, {kGround, kGround}, 0, 0, cv::INTER_AREA);
    cv::resize(ground, ground, {fine, fine}, 0, 0, cv::INTER_CUBIC);
    turned.convertTo(turned, CV_32FC3);
    for (int v = 0; v < fine; ++v)
        for (int u = 0; u < fine; ++u) {
            auto& pixel = turned.at<cv::Vec3f>(v, u);
            const float x = mapX.at<float>(v, u), edge = static_cast<float>(fine - 1);
            const float beyond = smoothStep(-0.02f * edge, 0.03f * edge, std::max(-x, x - edge));
            pixel += beyond * (cv::Vec3f(ground.at<cv::Vec3b>(v, u)) - pixel); // the crop does not show it
            pixel *= gain.at<float>(v, u);
        }

    // Aligned by its five points again, as a photograph of a turned head would be.
    auto five = fivePoints(points);
    for (Point& p : five)
        p.x = middle + (p.x - middle) * cosine + Head::Row(head, p.y).depth(p.x) * sine;
    const Similarity t = fitSimilarity(five, arcfaceTemplate(size));
    const auto shift = [&](double offset, double a, double b) {
        return kFine * (offset + 0.5 - 0.5 * (a + b)) - 0.5 + 0.5 * (a + b);
    };
    const cv::Matx23d matrix(t.a, -t.b, shift(t.tx, t.a, -t.b), t.b, t.a, shift(t.ty, t.b, t.a));
    cv::Mat aligned, out;
    cv::warpAffine(turned, aligned, matrix, {fine, fine}, cv::INTER_LINEAR, cv::BORDER_REFLECT_101);
    cv::resize(aligned, out, {size, size}, 0, 0, cv::INTER_AREA);
    return rounded(out);
}

// --- low resolution

Image lowResolution(const Image& crop)
{
    constexpr int kSide = 32;
    const Image small = resize(crop, kSide, kSide, Filter::Area);
    Image out(crop.width, crop.height, 3);
    cv::Mat target = view(out);
    cv::resize(view(small), target, target.size(), 0, 0, cv::INTER_CUBIC);
    return out;
}

// --- lighting

// sRGB (IEC 61966-2-1) and light, both 0..1.
float lightOf(float value)
{
    return value <= 0.04045f ? value / 12.92f : std::pow((value + 0.055f) / 1.055f, 2.4f);
}

float valueOf(float light)
{
    return light <= 0.0031308f ? 12.92f * light : 1.055f * std::pow(light, 1 / 2.4f) - 0.055f;
}

cv::Mat linear(const Image& crop)
{
    cv::Mat table(1, 256, CV_32F), out(crop.height, crop.width, CV_32FC3);
    for (int v = 0; v < 256; ++v)
        table.at<float>(v) = lightOf(static_cast<float>(v) / 255);
    cv::LUT(view(crop), table, out);
    return out;
}

Image encoded(cv::Mat light)
{
    for (int y = 0; y < light.rows; ++y)
        for (int x = 0; x < light.cols; ++x)
            for (int c = 0; c < 3; ++c) {
                float& v = light.at<cv::Vec3f>(y, x)[c];
                v = 255 * valueOf(std::clamp(v, 0.0f, 1.0f));
            }
    return rounded(light);
}

// Of the face: the middle of the crop.
double meanLight(const cv::Mat& light)
{
    const int quarter = light.cols / 4;
    const cv::Scalar mean = cv::mean(light(cv::Rect(quarter, quarter, 2 * quarter, 2 * quarter)));
    return std::max(1e-3, (mean[0] + mean[1] + mean[2]) / 3);
}

void lightFromTheSide(cv::Mat& light, const Landmarks& points, Rng& random)
{
    const cv::Mat surface = normals(Head(points), light.cols);
    const double turn = random.uniform(60, 80) * std::numbers::pi / 180 * (random.uniform() < 0.5 ? -1 : 1);
    const double rise = random.uniform(-5, 35) * std::numbers::pi / 180;
    const cv::Vec3f from(static_cast<float>(std::sin(turn) * std::cos(rise)), static_cast<float>(-std::sin(rise)),
                         static_cast<float>(std::cos(turn) * std::cos(rise)));
    const auto dim = static_cast<float>(random.uniform(0.05, 0.14)),
               bright = static_cast<float>(random.uniform(1.3, 1.8));
    for (int y = 0; y < light.rows; ++y)
        for (int x = 0; x < light.cols; ++x) {
            const float facing = surface.at<cv::Vec3f>(y, x).dot(from);
            light.at<cv::Vec3f>(y, x) *= dim + bright * smoothStep(-0.1f, 1.0f, facing);
        }
}

void littleLight(cv::Mat& light, Rng& random)
{
    light *= random.uniform(0.02, 0.05) / meanLight(light);
    const auto shot = static_cast<float>(random.uniform(0.04, 0.07)),
               dark = static_cast<float>(random.uniform(0.002, 0.004));
    std::vector<float> noise(static_cast<std::size_t>(light.cols) * 3);
    for (int y = 0; y < light.rows; ++y) {
        random.normals(noise, 1);
        auto* row = light.ptr<float>(y);
        for (std::size_t i = 0; i < noise.size(); ++i) // photons, and the sensor's own
            row[i] += noise[i] * std::sqrt(square(dark) + square(shot) * std::max(0.0f, row[i]));
    }
}

void muchLight(cv::Mat& light, Rng& random)
{
    light *= random.uniform(0.65, 0.95) / meanLight(light);
    cv::Mat glow; // what is too bright spreads
    cv::GaussianBlur(cv::max(light - cv::Scalar::all(1), 0), glow, {}, 0.03 * light.cols, 0, cv::BORDER_REPLICATE);
    light += 0.25 * glow + cv::Scalar::all(0.02);
}

Image lit(const Image& crop, const Landmarks& points, Rng& random)
{
    cv::Mat light = linear(crop);
    switch (random.below(3)) {
    case 0:
        lightFromTheSide(light, points, random);
        break;
    case 1:
        littleLight(light, random);
        break;
    default:
        muchLight(light, random);
    }
    return encoded(light);
}

constexpr std::pair<Variant, const char*> kNames[] = {{Variant::Mask, "mask"},
                                                      {Variant::Profile, "profile"},
                                                      {Variant::LowResolution, "low-resolution"},
                                                      {Variant::Lighting, "lighting"}};

// Points that a drawing can rely on: finite, in their order from left to right and from top to bottom, on the crop.
bool usable(const Landmarks& p, int size)
{
    const auto side = static_cast<float>(size);
    for (const Point& at : p)
        if (!(std::abs(at.x - side / 2) < 2 * side) || !(std::abs(at.y - side / 2) < 2 * side))
            return false;
    const float wide = p[16].x - p[0].x;
    return wide > side / 8 && p[30].y > p[27].y + 1 && p[33].y > p[30].y && p[8].y > p[33].y && p[14].x > p[2].x + 1 &&
           p[42].x > p[39].x;
}

} // namespace

Image makeVariant(const Image& crop, Variant variant, const std::optional<Landmarks>& points, std::uint64_t seed)
{
    if (crop.channels != 3 || crop.width != crop.height || crop.width < kSmallest || crop.width > kLargest)
        throw Error(ErrorCode::BadArgument, "a variant is made of a square RGB crop of " + std::to_string(kSmallest) +
                                                " to " + std::to_string(kLargest) + " pixels a side");
    const Landmarks face = points && usable(*points, crop.width) ? *points : averageLandmarks(crop.width);
    Rng random = Rng::forItem(seed, static_cast<std::uint64_t>(variant));
    switch (variant) {
    case Variant::Mask:
        return wearMask(crop, face, random);
    case Variant::Profile:
        return turnHead(crop, face, random);
    case Variant::LowResolution:
        return lowResolution(crop);
    case Variant::Lighting:
        break;
    }
    return lit(crop, face, random);
}

Landmarks averageLandmarks(int size)
{
    static constexpr Landmarks kAt112 = {{
        {14.7f, 52.7f},  {15.3f, 63.8f},  {16.4f, 74.7f},  {18.1f, 85.5f},  {21.7f, 95.7f},  {27.8f, 104.7f},
        {35.8f, 112.3f}, {45.2f, 118.3f}, {56.0f, 120.1f}, {66.9f, 118.3f}, {76.3f, 112.3f}, {84.3f, 104.7f},
        {90.3f, 95.7f},  {93.9f, 85.5f},  {95.6f, 74.7f},  {96.8f, 63.8f},  {97.3f, 52.7f},  {22.8f, 45.9f},
        {27.7f, 41.1f},  {34.9f, 39.7f},  {42.3f, 40.8f},  {49.3f, 43.6f},  {62.8f, 43.6f},  {69.7f, 40.8f},
        {77.1f, 39.7f},  {84.3f, 41.1f},  {89.3f, 45.9f},  {56.0f, 51.2f},  {56.0f, 58.2f},  {56.0f, 65.3f},
        {56.0f, 72.6f},  {47.7f, 76.9f},  {51.7f, 78.5f},  {56.0f, 79.8f},  {60.4f, 78.5f},  {64.3f, 76.9f},
        {31.2f, 52.5f},  {35.5f, 50.1f},  {40.6f, 50.2f},  {45.1f, 53.3f},  {40.3f, 54.1f},  {35.3f, 54.0f},
        {66.9f, 53.3f},  {71.4f, 50.2f},  {76.5f, 50.1f},  {80.9f, 52.5f},  {76.8f, 54.0f},  {71.8f, 54.1f},
        {39.6f, 90.6f},  {45.6f, 88.0f},  {51.5f, 86.9f},  {56.0f, 87.9f},  {60.6f, 86.9f},  {66.5f, 88.0f},
        {72.4f, 90.6f},  {66.8f, 96.4f},  {60.9f, 98.9f},  {56.0f, 99.4f},  {51.1f, 98.9f},  {45.3f, 96.4f},
        {42.1f, 90.8f},  {51.4f, 90.1f},  {56.0f, 90.5f},  {60.6f, 90.1f},  {69.9f, 90.8f},  {60.7f, 93.8f},
        {56.0f, 94.4f},  {51.4f, 93.8f},
    }};
    Landmarks points = kAt112;
    const float scale = static_cast<float>(size) / 112;
    for (Point& p : points)
        p = {p.x * scale, p.y * scale};
    return points;
}

std::string variantName(Variant variant)
{
    for (const auto& [value, name] : kNames)
        if (value == variant)
            return name;
    return {};
}

Variant variantOf(std::string_view name)
{
    for (const auto& [value, known] : kNames)
        if (name == known)
            return value;
    throw Error(ErrorCode::BadArgument,
                "There is no variant \"" + toUtf8(name) + "\"; use mask, profile, low-resolution or lighting.");
}

std::span<const Variant> allVariants()
{
    static constexpr Variant kAll[] = {Variant::Mask, Variant::Profile, Variant::LowResolution, Variant::Lighting};
    return kAll;
}

} // namespace likeness::image
