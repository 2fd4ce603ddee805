// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/faces/landmark_check.h"

#include "core/base/error.h"
#include "core/image/transform.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace likeness::faces {

namespace {

using image::kLandmarkCount;
using image::Landmarks;
using image::Point;

constexpr float kVeryFar = 1e6f;

bool isFinite(Point p)
{
    return std::isfinite(p.x) && std::isfinite(p.y);
}

float distanceOf(Point a, Point b)
{
    if (!isFinite(a) || !isFinite(b))
        return kVeryFar;
    return std::min(kVeryFar, std::hypot(a.x - b.x, a.y - b.y));
}

Point mean(const Landmarks& points, int first, int last)
{
    Point sum;
    for (int i = first; i <= last; ++i) {
        sum.x += points[static_cast<std::size_t>(i)].x;
        sum.y += points[static_cast<std::size_t>(i)].y;
    }
    const auto count = static_cast<float>(last - first + 1);
    return {sum.x / count, sum.y / count};
}

// The points in the face's own frame: y runs from the eyes to the mouth, x to the picture's right of an upright face;
// unit is the outer eye distance.
struct FaceFrame {
    bool valid = false;
    Landmarks points;

    explicit FaceFrame(const Landmarks& shape)
    {
        const Point eyes = mean(shape, 36, 47);
        const Point mouth = mean(shape, 48, 67);
        const float length = std::hypot(mouth.x - eyes.x, mouth.y - eyes.y);
        const float unit = outerEyeDistance(shape);
        if (!(length > 1e-3f) || !(unit > 1e-3f))
            return;
        const Point down{(mouth.x - eyes.x) / length, (mouth.y - eyes.y) / length};
        const Point right{down.y, -down.x};
        for (std::size_t i = 0; i < shape.size(); ++i) {
            const Point d{shape[i].x - eyes.x, shape[i].y - eyes.y};
            points[i] = {(d.x * right.x + d.y * right.y) / unit, (d.x * down.x + d.y * down.y) / unit};
        }
        valid = true;
    }
    float x(int i) const { return points[static_cast<std::size_t>(i)].x; }
    float y(int i) const { return points[static_cast<std::size_t>(i)].y; }
};

// First point of first..last whose value falls back by more than `slack` against the one before; -1 when none does.
template<typename Value>
int firstStepBack(int first, int last, float slack, Value value)
{
    for (int i = first + 1; i <= last; ++i)
        if (value(i) < value(i - 1) - slack)
            return i;
    return -1;
}

// The jaw seen from the nose bridge sweeps one way, from one ear over the chin to the other, at any pose.
int jawTurnsBack(const FaceFrame& face)
{
    constexpr float kSlack = 0.12f; // radians; a profile's far side folds onto itself
    const float centreX = face.x(29);
    const float centreY = face.y(29);
    float before = 0;
    for (int i = 0; i <= 16; ++i) {
        float angle = std::atan2(face.x(i) - centreX, face.y(i) - centreY); // 0 at the chin, − at point 0's side
        if (i > 0) {
            const float step = std::remainder(angle - before, 2 * std::acos(-1.0f));
            if (step < -kSlack)
                return i;
            angle = before + step;
        }
        before = angle;
    }
    return -1;
}

struct Pair {
    int upper;
    int lower;
};
constexpr std::array<Pair, 4> kLids{{{37, 41}, {38, 40}, {43, 47}, {44, 46}}};
constexpr std::array<Pair, 6> kLips{{{50, 58}, {51, 57}, {52, 56}, {61, 67}, {62, 66}, {63, 65}}};

template<std::size_t N>
int firstCrossing(const FaceFrame& face, const std::array<Pair, N>& pairs)
{
    constexpr float kSlack = 0.035f; // closed lids and lips touch, and pixels are coarse
    for (const Pair& pair : pairs)
        if (face.y(pair.lower) < face.y(pair.upper) - kSlack)
            return pair.lower;
    return -1;
}

// One half of a frontal face in the box of dlib's detector; the other half is its mirror image.
struct HalfPoint {
    int left;
    int right;
    float x; // distance from the middle line
    float y;
};
constexpr float kMiddle = 0.52f;
constexpr std::array<HalfPoint, 29> kHalf{{
    {0, 16, .446f, .331f},  {1, 15, .444f, .449f},  {2, 14, .432f, .569f},  {3, 13, .409f, .687f},
    {4, 12, .363f, .796f},  {5, 11, .292f, .893f},  {6, 10, .206f, .975f},  {7, 9, .110f, 1.042f},
    {17, 26, .353f, .242f}, {18, 25, .298f, .199f}, {19, 24, .223f, .187f}, {20, 23, .146f, .200f},
    {21, 22, .074f, .231f}, {31, 35, .087f, .603f}, {32, 34, .045f, .620f}, {36, 45, .265f, .326f},
    {37, 44, .219f, .299f}, {38, 43, .162f, .300f}, {39, 42, .114f, .336f}, {40, 47, .163f, .347f},
    {41, 46, .218f, .346f}, {48, 54, .173f, .743f}, {49, 53, .110f, .717f}, {50, 52, .046f, .706f},
    {59, 55, .113f, .808f}, {58, 56, .050f, .836f}, {60, 64, .146f, .747f}, {61, 63, .047f, .744f},
    {67, 65, .047f, .777f},
}};
constexpr std::array<std::pair<int, float>, 10> kMidLine{{
    {8, 1.061f},
    {27, .319f},
    {28, .396f},
    {29, .474f},
    {30, .553f},
    {33, .634f},
    {51, .717f},
    {57, .842f},
    {62, .749f},
    {66, .783f},
}};

} // namespace

float outerEyeDistance(const Landmarks& points)
{
    const float d = std::hypot(points[36].x - points[45].x, points[36].y - points[45].y);
    return std::isfinite(d) ? d : 0;
}

int LandmarkComparison::over(float limitPx) const
{
    return static_cast<int>(
        std::count_if(distance.begin(), distance.end(), [limitPx](float d) { return d > limitPx; }));
}

LandmarkComparison compareLandmarks(const Landmarks& points, const Landmarks& reference)
{
    LandmarkComparison result;
    double sum = 0;
    for (std::size_t i = 0; i < points.size(); ++i) {
        result.distance[i] = distanceOf(points[i], reference[i]);
        sum += static_cast<double>(result.distance[i]);
        if (result.distance[i] > result.largest) {
            result.largest = result.distance[i];
            result.worst = static_cast<int>(i);
        }
    }
    result.mean = static_cast<float>(sum / kLandmarkCount);
    const float d = outerEyeDistance(reference);
    result.nme = d > 0 ? result.mean / d : 0;
    return result;
}

const char* shapeProblemName(ShapeProblem problem)
{
    switch (problem) {
    case ShapeProblem::NotFinite:
        return "not_finite";
    case ShapeProblem::OffImage:
        return "off_image";
    case ShapeProblem::Collapsed:
        return "collapsed";
    case ShapeProblem::LeftRightSwap:
        return "left_right_swap";
    case ShapeProblem::JawOrder:
        return "jaw_order";
    case ShapeProblem::BrowOrder:
        return "brow_order";
    case ShapeProblem::NoseOrder:
        return "nose_order";
    case ShapeProblem::EyelidCrossing:
        return "eyelid_crossing";
    case ShapeProblem::LipCrossing:
        return "lip_crossing";
    }
    return "unknown";
}

std::vector<ShapeFinding> checkShape(const Landmarks& points, int width, int height)
{
    std::vector<ShapeFinding> found;
    const auto add = [&found](ShapeProblem problem, int point) {
        if (point >= 0)
            found.push_back({problem, point});
    };
    for (std::size_t i = 0; i < points.size(); ++i)
        if (!isFinite(points[i]))
            return {{ShapeProblem::NotFinite, static_cast<int>(i)}}; // nothing else can be judged

    const FaceFrame face(points);
    if (!face.valid) {
        add(ShapeProblem::Collapsed, 36);
    } else {
        if (mean(face.points, 36, 41).x > mean(face.points, 42, 47).x) {
            // Order along each line is then backwards as well, and says nothing new.
            add(ShapeProblem::LeftRightSwap, 36);
        } else {
            constexpr float kSlack = 0.05f;
            const auto x = [&face](int i) { return face.x(i); };
            const auto y = [&face](int i) { return face.y(i); };
            add(ShapeProblem::JawOrder, jawTurnsBack(face));
            const int leftBrow = firstStepBack(17, 21, kSlack, x);
            add(ShapeProblem::BrowOrder, leftBrow >= 0 ? leftBrow : firstStepBack(22, 26, kSlack, x));
            const int bridge = firstStepBack(27, 30, kSlack, y);
            add(ShapeProblem::NoseOrder, bridge >= 0 ? bridge : firstStepBack(31, 35, kSlack, x));
        }
        add(ShapeProblem::EyelidCrossing, firstCrossing(face, kLids));
        add(ShapeProblem::LipCrossing, firstCrossing(face, kLips));
    }
    if (width > 0 && height > 0) {
        const image::Rect picture{-0.5f, -0.5f, static_cast<float>(width), static_cast<float>(height)};
        const auto outside = std::find_if(points.begin(), points.end(), [&](Point p) { return !picture.contains(p); });
        if (outside != points.end())
            add(ShapeProblem::OffImage, static_cast<int>(outside - points.begin()));
    }
    return found;
}

const Landmarks& meanShape()
{
    static const Landmarks shape = [] {
        Landmarks points;
        for (const HalfPoint& half : kHalf) {
            points[static_cast<std::size_t>(half.left)] = {kMiddle - half.x, half.y};
            points[static_cast<std::size_t>(half.right)] = {kMiddle + half.x, half.y};
        }
        for (const auto& [index, y] : kMidLine)
            points[static_cast<std::size_t>(index)] = {kMiddle, y};
        return points;
    }();
    return shape;
}

Landmarks meanShapeIn(const image::Rect& box)
{
    Landmarks points = meanShape();
    for (Point& p : points)
        p = {box.x + p.x * box.width, box.y + p.y * box.height};
    return points;
}

ShapeResidual shapeResidual(const Landmarks& points)
{
    ShapeResidual result;
    const Landmarks& reference = meanShape();
    const float unit = outerEyeDistance(reference);
    std::optional<image::Similarity> fit;
    try {
        fit = image::fitSimilarity(points, reference);
    } catch (const Error&) {
        // Points that coincide or are nowhere have no similarity to anything: as far from a face as can be.
    }
    double squares = 0;
    for (std::size_t i = 0; i < points.size(); ++i) {
        result.distance[i] = (fit ? distanceOf(fit->map(points[i]), reference[i]) : kVeryFar) / unit;
        squares += static_cast<double>(result.distance[i]) * static_cast<double>(result.distance[i]);
        if (result.distance[i] > result.distance[static_cast<std::size_t>(result.worst)])
            result.worst = static_cast<int>(i);
    }
    result.rms = static_cast<float>(std::sqrt(squares / kLandmarkCount));
    return result;
}

} // namespace likeness::faces
