// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/capture_coach.h"

#include "core/base/error.h"
#include "core/image/transform.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <algorithm>
#include <cmath>

namespace likeness::engine {

namespace {

constexpr int kDetectSide = 480;
constexpr int kCropSize = 112;

struct CaptureCoach {
    Q_DECLARE_TR_FUNCTIONS(CaptureCoach)
};

int choose(const std::vector<CaptureFace>& faces, int width, int height)
{
    if (faces.empty())
        return -1;
    const image::Point centre{static_cast<float>(width) / 2, static_cast<float>(height) / 2};
    const auto larger = [](const CaptureFace& a, const CaptureFace& b) { return a.box.area() < b.box.area(); };
    for (std::size_t i = 0; i < faces.size(); ++i)
        if (faces[i].box.contains(centre))
            return static_cast<int>(i);
    return static_cast<int>(std::max_element(faces.begin(), faces.end(), larger) - faces.begin());
}

} // namespace

CaptureFrame analyseFrame(faces::Detector& detector, std::shared_ptr<const image::Image> frame, int index)
{
    QElapsedTimer timer;
    timer.start();
    CaptureFrame result;
    result.index = index;
    const int side = std::max(frame->width, frame->height);
    const float scale = std::min(1.0f, static_cast<float>(kDetectSide) / static_cast<float>(std::max(side, 1)));
    const auto scaled = [scale](int length) {
        return std::max(1, static_cast<int>(std::lround(static_cast<float>(length) * scale)));
    };
    const std::vector<faces::Detection> found =
        scale < 1 ? detector.detect(image::resize(*frame, scaled(frame->width), scaled(frame->height)))
                  : detector.detect(*frame);
    for (const faces::Detection& detection : found) {
        CaptureFace face;
        const image::Rect& box = detection.box;
        face.box = {box.x / scale, box.y / scale, box.width / scale, box.height / scale};
        face.score = detection.score;
        try {
            face.points = faces::LandmarkPredictor::shared().predict(*frame, face.box);
            face.crop = image::warp(*frame, image::alignment(face.points, kCropSize), kCropSize, kCropSize);
        } catch (const Error& error) {
            if (error.code() == ErrorCode::NotFound) // no landmark model: nothing can be captured
                throw;
            continue; // points that coincide are no face
        }
        face.quality = image::measureQuality(face.crop, face.points, face.score);
        result.faces.push_back(std::move(face));
    }
    result.chosen = choose(result.faces, frame->width, frame->height);
    result.frame = std::move(frame);
    result.seconds = static_cast<double>(timer.nsecsElapsed()) * 1e-9;
    return result;
}

QString hintText(Hint hint)
{
    switch (hint) {
    case Hint::NoFace:
        return CaptureCoach::tr("No face in the picture: look into the camera");
    case Hint::MoveCloser:
        return CaptureCoach::tr("Too small: move closer");
    case Hint::TooDark:
        return CaptureCoach::tr("Too dark: more light on the face");
    case Hint::TooBright:
        return CaptureCoach::tr("Too bright: less light on the face");
    case Hint::FlatLight:
        return CaptureCoach::tr("Hardly any contrast: clean the lens or change the light");
    case Hint::TooBlurred:
        return CaptureCoach::tr("Blurred: hold still");
    case Hint::AtBorder:
        return CaptureCoach::tr("Partly outside: move to the middle");
    case Hint::TurnedTooFar:
        return CaptureCoach::tr("Turned too far: turn back a little");
    case Hint::SameAsBefore:
        return CaptureCoach::tr("Same as the picture before: turn a little");
    }
    return {};
}

std::vector<Hint> hintsFor(const CaptureFace& face, int width, int height, const CaptureLimits& limits)
{
    std::vector<Hint> hints;
    const image::Quality& q = face.quality;
    if (q.size < limits.minSize)
        hints.push_back(Hint::MoveCloser);
    if (q.brightness < limits.minBrightness)
        hints.push_back(Hint::TooDark);
    else if (q.brightness > limits.maxBrightness)
        hints.push_back(Hint::TooBright);
    else if (q.contrast < limits.minContrast)
        hints.push_back(Hint::FlatLight);
    if (q.sharpness < limits.minSharpness)
        hints.push_back(Hint::TooBlurred);
    const image::Rect picture{-0.5f, -0.5f, static_cast<float>(width), static_cast<float>(height)};
    if (std::any_of(face.points.begin(), face.points.end(), [&](image::Point p) { return !picture.contains(p); }))
        hints.push_back(Hint::AtBorder);
    if (std::abs(q.yaw) > limits.maxYaw || std::abs(q.pitch) > limits.maxPitch)
        hints.push_back(Hint::TurnedTooFar);
    return hints;
}

Pose poseOf(const image::Quality& quality)
{
    constexpr float kYaw = 12;
    constexpr float kPitch = 10;
    if (std::abs(quality.yaw) / kYaw >= std::abs(quality.pitch) / kPitch) {
        if (quality.yaw > kYaw)
            return Pose::Right;
        if (quality.yaw < -kYaw)
            return Pose::Left;
    } else {
        if (quality.pitch > kPitch)
            return Pose::Up;
        if (quality.pitch < -kPitch)
            return Pose::Down;
    }
    return Pose::Front;
}

QString poseText(Pose pose)
{
    switch (pose) {
    case Pose::Front:
        return CaptureCoach::tr("front");
    case Pose::Left:
        return CaptureCoach::tr("left");
    case Pose::Right:
        return CaptureCoach::tr("right");
    case Pose::Up:
        return CaptureCoach::tr("up");
    case Pose::Down:
        return CaptureCoach::tr("down");
    }
    return {};
}

QString nextPoseText(const std::array<int, kPoseCount>& counts, int enough)
{
    const auto fewest = std::min_element(counts.begin(), counts.end());
    if (*fewest >= enough)
        return {};
    switch (static_cast<Pose>(fewest - counts.begin())) {
    case Pose::Front:
        return CaptureCoach::tr("Next: look straight ahead");
    case Pose::Left:
        return CaptureCoach::tr("Next: turn a little to the left of the picture");
    case Pose::Right:
        return CaptureCoach::tr("Next: turn a little to the right of the picture");
    case Pose::Up:
        return CaptureCoach::tr("Next: look up a little");
    case Pose::Down:
        return CaptureCoach::tr("Next: look down a little");
    }
    return {};
}

float cropDifference(const image::Image& a, const image::Image& b)
{
    if (a.width != b.width || a.height != b.height || a.empty())
        return 255;
    const image::Image greyA = image::toGrey(a);
    const image::Image greyB = image::toGrey(b);
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < greyA.pixels.size(); ++i)
        sum += std::abs(static_cast<int>(greyA.pixels[i]) - static_cast<int>(greyB.pixels[i]));
    return static_cast<float>(sum) / static_cast<float>(greyA.pixels.size());
}

} // namespace likeness::engine
