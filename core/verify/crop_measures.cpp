// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/verify/crop_measures.h"

#include "core/base/parallel.h"
#include "core/faces/detector.h"
#include "core/image/transform.h"

#include <algorithm>
#include <cmath>

namespace likeness::verify {
namespace {

// Where dlib's detector finds the face of a 112-pixel crop, on average over 298 photographs.
constexpr image::Rect kFaceAt112{14, 27, 88, 90};
constexpr float kFurthestAt112 = 8; // pixels, the five points' mean distance from the template

} // namespace

std::optional<image::Landmarks> cropLandmarks(const image::Image& crop)
{
    if (crop.empty() || crop.width != crop.height)
        return std::nullopt;
    const float scale = static_cast<float>(crop.width) / 112;
    const image::Rect box{kFaceAt112.x * scale, kFaceAt112.y * scale, kFaceAt112.width * scale,
                          kFaceAt112.height * scale};
    image::Landmarks points;
    try {
        points = faces::LandmarkPredictor::shared().predict(image::toRgb(crop), box);
    } catch (const Error& e) {
        if (e.code() != ErrorCode::NotFound)
            throw;
        return std::nullopt;
    }
    const auto five = image::fivePoints(points);
    const auto target = image::arcfaceTemplate(crop.width);
    float away = 0;
    for (std::size_t i = 0; i < five.size(); ++i)
        away += std::hypot(five[i].x - target[i].x, five[i].y - target[i].y) / static_cast<float>(five.size());
    if (!(away <= kFurthestAt112 * scale))
        return std::nullopt;
    return points;
}

std::vector<std::optional<image::Quality>>
measureCrops(std::size_t count,
             const std::function<image::Image(std::size_t)>& crop,
             int threads,
             jobs::Context& context,
             const std::function<void(std::size_t, const image::Image&)>& keep)
{
    constexpr std::size_t kBatch = 64; // crops in memory at once
    std::vector<std::optional<image::Quality>> out(count);
    for (std::size_t first = 0; first < count; first += kBatch) {
        context.checkStop();
        std::vector<image::Image> crops(std::min(kBatch, count - first));
        parallelFor(
            crops.size(), threads,
            [&](std::size_t k) {
                crops[k] = crop(first + k);
                if (!crops[k].empty())
                    out[first + k] = image::measureQuality(crops[k], cropLandmarks(crops[k]), 1);
            },
            context.stopToken());
        context.checkStop();
        for (std::size_t k = 0; keep && k < crops.size(); ++k)
            keep(first + k, crops[k]);
        context.progress(first + crops.size(), count, "images");
    }
    return out;
}

} // namespace likeness::verify
