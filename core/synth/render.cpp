// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/random.h"
#include "core/synth/camera.h"
#include "core/synth/light.h"
#include "core/synth/paint.h"
#include "core/synth/props.h"

#include <bit>

namespace likeness::synth {
namespace {

constexpr int kSmallest = 16, kLargest = 4096;
constexpr int kSuper = 2; // samples per pixel and axis

// The shot within what a head and a camera can do; angles beyond that mean their limit.
Shot checked(Shot shot, int width, int height)
{
    if (width < kSmallest || height < kSmallest || width > kLargest || height > kLargest)
        throw Error(ErrorCode::BadArgument, "A drawn face is " + std::to_string(kSmallest) + " to " +
                                                std::to_string(kLargest) + " pixels wide and high, not " +
                                                std::to_string(width) + " × " + std::to_string(height) + ".");
    for (const double v : {shot.yaw, shot.pitch, shot.roll, shot.lightAzimuth, shot.lightElevation, shot.ambient,
                           shot.smile, shot.mouthOpen, shot.eyeOpen, shot.browRaise, shot.occlusion, shot.noise,
                           shot.blur, shot.exposure, shot.faceSize, shot.centerX, shot.centerY})
        if (!std::isfinite(v))
            throw Error(ErrorCode::BadArgument, "A shot of a drawn face holds a value that is not a number.");
    if (shot.faceSize <= 0.02 || shot.faceSize > 4)
        throw Error(ErrorCode::BadArgument,
                    "The face size of a shot is a share of the picture's height from 0.02 to 4.");
    shot.yaw = std::clamp(shot.yaw, -90.0, 90.0);
    shot.pitch = std::clamp(shot.pitch, -60.0, 60.0);
    shot.roll = std::remainder(shot.roll, 360.0);
    shot.lightAzimuth = std::remainder(shot.lightAzimuth, 360.0);
    shot.lightElevation = std::clamp(shot.lightElevation, -85.0, 85.0);
    shot.centerX = std::clamp(shot.centerX, -4.0, 5.0);
    shot.centerY = std::clamp(shot.centerY, -4.0, 5.0);
    return shot;
}

// One number for all of a shot, so that the sensor's noise differs whenever anything does.
std::uint64_t noiseSeed(std::uint64_t identity, const Shot& shot)
{
    std::uint64_t seed = identity;
    for (const double v : {shot.yaw, shot.pitch, shot.roll, shot.lightAzimuth, shot.smile, shot.centerX, shot.faceSize})
        seed = Rng::forItem(seed, std::bit_cast<std::uint64_t>(v)).next();
    return Rng::forItem(seed, shot.background).next();
}

} // namespace

Rendered render(std::uint64_t identity, const Shot& asked, int width, int height)
{
    const Shot shot = checked(asked, width, height);
    const Identity id = identityFrom(identity);
    const Layout layout(id, shot);
    const Head head(layout);
    const View view(id, shot, width, height);

    std::vector<Surface> surfaces = head.surfaces();
    for (Surface& s : surfaces)
        for (Vertex& v : s.vertices) {
            v.position = view.turn(v.position, s.onBody);
            v.normal = view.turnDirection(v.normal, s.onBody);
            v.along = view.turnDirection(v.along, s.onBody);
        }
    const Light light(shot, surfaces);
    const FaceTexture face = paintFace(layout, shot, std::clamp(1.5f * view.scale(), 40.0f, 400.0f));

    Plate plate = backdrop(shot.background, width, height);
    Canvas canvas(width * kSuper, height * kSuper);
    const Clothes clothes(shot);
    for (const Surface& s : surfaces)
        drawSurface(canvas, s, view, kSuper, light, face, id, clothes);
    drawProps(canvas, head, view, kSuper, layout, shot);
    canvas.over(plate, kSuper);

    Rendered out;
    out.picture = expose(plate, shot, noiseSeed(identity, shot));
    const auto spots = layout.points();
    image::Point low{1e9f, 1e9f}, high{-1e9f, -1e9f};
    for (std::size_t i = 0; i < spots.size(); ++i) {
        const image::Point p = view.project(view.turn(head.front(spots[i].x, spots[i].y), false));
        out.points[i] = p;
        low = {std::min(low.x, p.x), std::min(low.y, p.y)};
        high = {std::max(high.x, p.x), std::max(high.y, p.y)};
    }
    // HOG's boxes are square, from the brows to just above the chin's tip and about as wide as the jaw.
    const float side = 1.05f * std::max(high.x - low.x, high.y - low.y);
    out.box = {0.5f * (low.x + high.x - side), 0.5f * (low.y + high.y - side) - 0.01f * side, side, side};
    return out;
}

} // namespace likeness::synth
