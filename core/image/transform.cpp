// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/transform.h"

#include "core/base/error.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace likeness::image {
namespace {

cv::Mat view(const Image& image)
{
    return cv::Mat(image.height, image.width, CV_8UC(image.channels), const_cast<std::uint8_t*>(image.pixels.data()));
}

void need(const Image& image)
{
    if (image.empty())
        throw Error(ErrorCode::BadArgument, "an empty picture cannot be worked on");
}

void needSize(int width, int height)
{
    constexpr int kMost = 1 << 15;
    if (width < 1 || height < 1 || width > kMost || height > kMost)
        throw Error(ErrorCode::BadArgument, "a picture's sides are 1 to " + std::to_string(kMost) + " pixels");
}

} // namespace

Image toGrey(const Image& image)
{
    if (image.channels == 1)
        return image;
    need(image);
    Image out(image.width, image.height, 1);
    cv::Mat target = view(out);
    cv::cvtColor(view(image), target, cv::COLOR_RGB2GRAY);
    return out;
}

Image toRgb(const Image& image)
{
    if (image.channels == 3)
        return image;
    Image out(image.width, image.height, 3);
    for (std::size_t i = 0; i < image.pixels.size(); ++i)
        std::fill_n(out.pixels.data() + 3 * i, 3, image.pixels[i]);
    return out;
}

Image resize(const Image& image, int width, int height, Filter filter)
{
    need(image);
    needSize(width, height);
    if (image.width == width && image.height == height)
        return image;
    Image out(width, height, image.channels);
    cv::Mat target = view(out);
    cv::resize(view(image), target, target.size(), 0, 0, filter == Filter::Area ? cv::INTER_AREA : cv::INTER_LINEAR);
    return out;
}

Image mirror(const Image& image)
{
    Image out(image.width, image.height, image.channels);
    const auto channels = static_cast<std::size_t>(image.channels);
    for (int y = 0; y < image.height; ++y) {
        const std::uint8_t* from = image.row(y);
        std::uint8_t* to = out.row(y) + static_cast<std::size_t>(image.width) * channels;
        for (int x = 0; x < image.width; ++x, from += channels)
            std::copy_n(from, channels, to -= channels);
    }
    return out;
}

Image crop(const Image& image, const Rect& rect)
{
    const int width = static_cast<int>(std::lround(rect.width)), height = static_cast<int>(std::lround(rect.height));
    needSize(width, height);
    const auto left = std::lround(rect.x), top = std::lround(rect.y);
    Image out(width, height, image.channels);
    const long from = std::max(0L, left), to = std::min<long>(image.width, left + width);
    if (to <= from)
        return out;
    const auto channels = static_cast<std::size_t>(image.channels);
    for (long y = std::max(0L, top); y < std::min<long>(image.height, top + height); ++y)
        std::copy_n(image.row(static_cast<int>(y)) + static_cast<std::size_t>(from) * channels,
                    static_cast<std::size_t>(to - from) * channels,
                    out.row(static_cast<int>(y - top)) + static_cast<std::size_t>(from - left) * channels);
    return out;
}

Image equalizeHistogram(const Image& grey)
{
    need(grey);
    if (grey.channels != 1)
        throw Error(ErrorCode::BadArgument, "histogram equalisation needs a grey picture");
    Image out(grey.width, grey.height, 1);
    cv::Mat target = view(out);
    cv::equalizeHist(view(grey), target);
    return out;
}

Point Similarity::map(Point p) const
{
    return {static_cast<float>(a * p.x - b * p.y + tx), static_cast<float>(b * p.x + a * p.y + ty)};
}

Similarity Similarity::inverse() const
{
    const double d = a * a + b * b;
    if (d < 1e-18)
        throw Error(ErrorCode::BadArgument, "a transform that shrinks everything to a point has no inverse");
    const double ia = a / d, ib = -b / d;
    return {ia, ib, -(ia * tx - ib * ty), -(ib * tx + ia * ty)};
}

// In the plane, Umeyama's solution without reflection is the complex least squares to = z·from + t, z = a + bi: the
// singular value decomposition of the 2 × 2 covariance reduces to its trace and its antisymmetric part.
Similarity fitSimilarity(std::span<const Point> from, std::span<const Point> to)
{
    if (from.size() != to.size() || from.size() < 2)
        throw Error(ErrorCode::BadArgument, "a similarity needs two or more pairs of points");
    const auto n = static_cast<double>(from.size());
    double fx = 0, fy = 0, gx = 0, gy = 0;
    for (std::size_t i = 0; i < from.size(); ++i) {
        fx += from[i].x;
        fy += from[i].y;
        gx += to[i].x;
        gy += to[i].y;
    }
    fx /= n;
    fy /= n;
    gx /= n;
    gy /= n;
    double dot = 0, cross = 0, spread = 0;
    for (std::size_t i = 0; i < from.size(); ++i) {
        const double x = from[i].x - fx, y = from[i].y - fy, u = to[i].x - gx, v = to[i].y - gy;
        dot += x * u + y * v;
        cross += x * v - y * u;
        spread += x * x + y * y;
    }
    if (!(spread > 1e-12) || !std::isfinite(dot) || !std::isfinite(cross))
        throw Error(ErrorCode::BadArgument, "the points of a similarity coincide or are not finite");
    Similarity s;
    s.a = dot / spread;
    s.b = cross / spread;
    s.tx = gx - (s.a * fx - s.b * fy);
    s.ty = gy - (s.b * fx + s.a * fy);
    return s;
}

Image warp(const Image& image, const Similarity& t, int width, int height)
{
    need(image);
    needSize(width, height);
    if (image.width >= 1 << 15 ||
        image.height >= 1 << 15) { // OpenCV counts columns in 16 bits here: cut out what is needed
        const Similarity back = t.inverse();
        const auto right = static_cast<float>(width), bottom = static_cast<float>(height);
        const std::array<Point, 4> corners = {back.map({0, 0}), back.map({right, 0}), back.map({0, bottom}),
                                              back.map({right, bottom})};
        const auto [left, farRight] =
            std::minmax_element(corners.begin(), corners.end(), [](Point p, Point q) { return p.x < q.x; });
        const auto [top, farBottom] =
            std::minmax_element(corners.begin(), corners.end(), [](Point p, Point q) { return p.y < q.y; });
        const float x = std::floor(left->x) - 2, y = std::floor(top->y) - 2;
        const Image part = crop(image, {x, y, std::ceil(farRight->x) + 3 - x, std::ceil(farBottom->y) + 3 - y});
        if (part.width >= 1 << 15 || part.height >= 1 << 15)
            throw Error(ErrorCode::TooLarge, "the face is too large to be warped");
        return warp(part, {t.a, t.b, t.tx + t.a * x - t.b * y, t.ty + t.b * x + t.a * y}, width, height);
    }
    Image out(width, height, image.channels);
    cv::Mat target = view(out);
    const cv::Matx23d matrix(t.a, -t.b, t.tx, t.b, t.a, t.ty);
    cv::warpAffine(view(image), target, matrix, target.size(), cv::INTER_LINEAR, cv::BORDER_CONSTANT, cv::Scalar());
    return out;
}

std::array<Point, 5> arcfaceTemplate(int size)
{
    constexpr std::array<Point, 5> kAt112 = {
        {{38.2946f, 51.6963f}, {73.5318f, 51.5014f}, {56.0252f, 71.7366f}, {41.5493f, 92.3655f}, {70.7299f, 92.2041f}}};
    auto points = kAt112;
    const float scale = static_cast<float>(size) / 112.0f;
    for (Point& p : points)
        p = {p.x * scale, p.y * scale};
    return points;
}

std::array<Point, 5> fivePoints(const Landmarks& p)
{
    const auto middle = [](Point u, Point v) { return Point{(u.x + v.x) / 2, (u.y + v.y) / 2}; };
    return {middle(p[36], p[39]), middle(p[42], p[45]), p[30], p[48], p[54]};
}

Similarity alignment(const Landmarks& points, int size)
{
    return fitSimilarity(fivePoints(points), arcfaceTemplate(size));
}

Landmarks mirrorLandmarks(const Landmarks& points, int width)
{
    // Each point's partner on the other side (300-W order); the midline stays.
    static constexpr std::array<int, kLandmarkCount> kPartner = {
        16, 15, 14, 13, 12, 11, 10, 9,  8,  7,  6,  5,  4,  3,  2,  1,  0,             // jaw
        26, 25, 24, 23, 22, 21, 20, 19, 18, 17,                                        // brows
        27, 28, 29, 30, 35, 34, 33, 32, 31,                                            // nose
        45, 44, 43, 42, 47, 46, 39, 38, 37, 36, 41, 40,                                // eyes
        54, 53, 52, 51, 50, 49, 48, 59, 58, 57, 56, 55, 64, 63, 62, 61, 60, 67, 66, 65 // lips
    };
    Landmarks out;
    for (std::size_t i = 0; i < out.size(); ++i) {
        const Point p = points[static_cast<std::size_t>(kPartner[i])];
        out[i] = {static_cast<float>(width - 1) - p.x, p.y};
    }
    return out;
}

} // namespace likeness::image
