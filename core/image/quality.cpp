// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/quality.h"

#include "core/base/error.h"
#include "core/image/transform.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <opencv2/imgproc.hpp>

namespace likeness::image {
namespace {

struct Pose {
    double yaw = 0, pitch = 0, roll = 0; // degrees
};

// Weak perspective: the 2 × 3 matrix that takes a rigid mean face to the landmarks in the least-squares sense; its
// rows, normalised, are the first two rows of the head's rotation Rz(roll) · Ry(yaw) · Rx(pitch). x right, y down, z
// towards the camera.
Pose estimatePose(const Landmarks& points)
{
    struct Anchor {
        std::size_t index;
        cv::Vec3d at;
    };
    // The six-point generic head of the head-pose literature (nose tip, chin, outer eye corners, mouth corners).
    static const std::array<Anchor, 6> kHead = {{{30, {0, 0, 0}},
                                                 {8, {0, 330, -65}},
                                                 {36, {-225, -170, -135}},
                                                 {45, {225, -170, -135}},
                                                 {48, {-150, 150, -125}},
                                                 {54, {150, 150, -125}}}};
    cv::Matx<double, 6, 4> design;
    cv::Matx<double, 6, 2> seen;
    for (int i = 0; i < 6; ++i) {
        const Anchor& anchor = kHead[static_cast<std::size_t>(i)];
        for (int k = 0; k < 3; ++k)
            design(i, k) = anchor.at[k];
        design(i, 3) = 1;
        seen(i, 0) = points[anchor.index].x;
        seen(i, 1) = points[anchor.index].y;
    }
    const cv::Matx<double, 4, 2> solved = design.solve(seen, cv::DECOMP_SVD);
    cv::Vec3d right(solved(0, 0), solved(1, 0), solved(2, 0)), down(solved(0, 1), solved(1, 1), solved(2, 1));
    const double rightLength = cv::norm(right), downLength = cv::norm(down);
    if (!(rightLength > 1e-9) || !(downLength > 1e-9))
        return {};
    right /= rightLength;
    down /= downLength;
    const double roll = std::atan2(down[0], right[0]);
    const double x = std::cos(roll) * right[2] + std::sin(roll) * down[2];
    const double y = -std::sin(roll) * right[2] + std::cos(roll) * down[2];
    const double pitch = std::asin(std::clamp(-y, -1.0, 1.0));
    const double yaw = std::asin(std::clamp(x / std::max(std::cos(pitch), 1e-6), -1.0, 1.0));
    constexpr double kDegrees = 180.0 / std::numbers::pi;
    return {yaw * kDegrees, pitch * kDegrees, roll * kDegrees};
}

// 0 at `low`, 1 at `high`, straight between.
double ramp(double value, double low, double high)
{
    return std::clamp((value - low) / (high - low), 0.0, 1.0);
}

} // namespace

Quality measureQuality(const Image& crop, const std::optional<Landmarks>& landmarks, float detectorScore)
{
    if (crop.empty())
        throw Error(ErrorCode::BadArgument, "an empty crop has no quality");
    const Image grey = toGrey(crop);
    const cv::Mat mat(grey.height, grey.width, CV_8U, const_cast<std::uint8_t*>(grey.pixels.data()));
    cv::Mat laplacian;
    cv::Laplacian(mat, laplacian, CV_16S, 1);
    cv::Scalar mean, deviation;
    cv::meanStdDev(laplacian, mean, deviation);
    Quality q;
    q.sharpness = static_cast<float>(deviation[0] * deviation[0]);
    cv::meanStdDev(mat, mean, deviation);
    q.brightness = static_cast<float>(mean[0]);
    q.contrast = static_cast<float>(deviation[0]);

    // The weakest side decides most, as for a person: a product of parts, each with a floor so that none hides the
    // others.
    const auto part = [](double value) { return 0.1 + 0.9 * value; };
    double score = part(ramp(std::log(std::max(1.0f, q.sharpness)), std::log(15.0), std::log(200.0)));
    score *= part(std::min(ramp(q.brightness, 20, 70), ramp(q.brightness, 245, 200)));
    score *= part(ramp(q.contrast, 8, 35));
    if (landmarks) {
        const Point left = (*landmarks)[36], right = (*landmarks)[45];
        q.size = std::hypot(right.x - left.x, right.y - left.y);
        const Pose pose = estimatePose(*landmarks);
        q.yaw = static_cast<float>(pose.yaw);
        q.pitch = static_cast<float>(pose.pitch);
        q.roll = static_cast<float>(pose.roll);
        score *= part(ramp(q.size, 12, 50)); // 112-pixel crops put the outer corners about 51 pixels apart
        score *= part(ramp(std::max(std::abs(pose.yaw), std::abs(pose.pitch)), 70, 15));
        score *= 0.8 + 0.2 * ramp(detectorScore, 0, 1);
    }
    q.score = static_cast<float>(score);
    return q;
}

} // namespace likeness::image
