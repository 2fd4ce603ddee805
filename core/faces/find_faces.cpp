// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/faces/face_work.h"
#include "core/image/boxes.h"
#include "core/image/transform.h"

#include <algorithm>
#include <cmath>

namespace likeness::faces {
namespace {

image::Image stretched(const image::Image& rgb, int size)
{
    const bool larger = rgb.width < size || rgb.height < size;
    return image::resize(rgb, size, size, larger ? image::Filter::Linear : image::Filter::Area);
}

} // namespace

bool plausible(const image::Landmarks& points, const image::Rect& box)
{
    constexpr int kSize = 112;
    constexpr float kFurthest = 12; // pixels of a 112-pixel crop, the five points' mean distance from the template
    image::Similarity t;
    try {
        t = image::alignment(points, kSize);
    } catch (const Error&) {
        return false;
    }
    const auto five = image::fivePoints(points);
    const auto target = image::arcfaceTemplate(kSize);
    float away = 0;
    for (std::size_t i = 0; i < five.size(); ++i) {
        const image::Point p = t.map(five[i]);
        away += std::hypot(p.x - target[i].x, p.y - target[i].y) / 5;
    }
    const auto [left, right] =
        std::minmax_element(points.begin(), points.end(), [](image::Point p, image::Point q) { return p.x < q.x; });
    const float share = (right->x - left->x) / box.width;
    return away <= kFurthest && share > 0.3f && share < 1.6f;
}

image::Image cropFace(const image::Image& rgb, const dataset::FaceRow& row, int size)
{
    if (row.landmarks())
        return image::warp(rgb, image::alignment(*row.landmarks(), size), size, size);
    if (row.status == dataset::FaceStatus::Found && row.box.width >= 1 && row.box.height >= 1)
        return stretched(image::crop(rgb, row.box), size);
    return stretched(rgb, size);
}

void measure(dataset::FaceRow& row, const image::Image& crop)
{
    // On an aligned set the picture is the crop: there is no photograph that the landmarks' size and pose could speak
    // of.
    const image::Quality q = image::measureQuality(crop, row.landmarks(), row.detectorScore);
    row.sharpness = q.sharpness;
    row.brightness = q.brightness;
    row.contrast = q.contrast;
    row.size = q.size;
    row.yaw = q.yaw;
    row.pitch = q.pitch;
    row.roll = q.roll;
    row.quality = q.score;
}

std::vector<FoundFace> findFaces(Detector& detector, const image::Image& picture, int size, image::Lighting light)
{
    const image::Image rgb = image::toRgb(picture);
    const image::Image corrected = light == image::Lighting::None ? image::Image() : image::correctLight(rgb, light);
    const image::Image& lit = corrected.empty() ? rgb : corrected;
    const image::Rect whole{0, 0, static_cast<float>(rgb.width), static_cast<float>(rgb.height)};
    std::vector<FoundFace> found;
    for (const Detection& detection : detector.detect(lit)) {
        FoundFace face;
        face.row.status = dataset::FaceStatus::Found;
        face.row.box = detection.box;
        face.row.detectorScore = detection.score;
        const auto points = LandmarkPredictor::shared().predict(lit, detection.box);
        // A detector that vouches for its box is believed; without one ("none") the whole picture is the box, and
        // points that make no face leave it as it is.
        if (detection.box != whole || plausible(points, whole))
            face.row.automatic = points;
        face.crop = cropFace(rgb, face.row, size);
        measure(face.row, face.crop);
        found.push_back(std::move(face));
    }
    return found;
}

std::size_t centralFace(const std::vector<FoundFace>& faces, int width, int height)
{
    std::vector<image::Rect> boxes;
    for (const FoundFace& face : faces)
        boxes.push_back(face.row.box);
    return image::centralBox(boxes, width, height);
}

image::Image centralCrop(Detector& detector, const image::Image& picture, int size)
{
    auto found = findFaces(detector, picture, size);
    if (found.empty())
        throw Error(ErrorCode::NoFaces, "No face was found; the image was left out.");
    return std::move(found[centralFace(found, picture.width, picture.height)].crop);
}

} // namespace likeness::faces
