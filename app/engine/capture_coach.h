// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/faces/detector.h"
#include "core/image/quality.h"

#include <QString>
#include <array>
#include <memory>
#include <vector>

namespace likeness::engine {

// One face of a live frame with everything that a captured face needs.
struct CaptureFace {
    image::Rect box;
    float score = 0;
    image::Landmarks points{};
    image::Quality quality;
    image::Image crop; // 112 × 112
};
struct CaptureFrame {
    std::shared_ptr<const image::Image> frame;
    int index = 0; // of the source
    std::vector<CaptureFace> faces;
    int chosen = -1;    // the face that a capture would take: at the centre, else the largest
    double seconds = 0; // what the analysis took
};
// Looks for faces on a copy of at most 480 pixels, so that a frame takes the same time from any camera; landmarks, crop
// and quality come from the frame itself. Any thread, one at a time for a detector.
CaptureFrame analyseFrame(faces::Detector& detector, std::shared_ptr<const image::Image> frame, int index);

// What speaks against capturing a face now; the order is the order in which to fix it.
enum class Hint { NoFace, MoveCloser, TooDark, TooBright, FlatLight, TooBlurred, AtBorder, TurnedTooFar, SameAsBefore };
QString hintText(Hint hint); // translated, one friendly order

struct CaptureLimits {
    float minSize = 32;       // outer eye distance, pixels
    float minBrightness = 50; // grey crop, 0..255
    float maxBrightness = 215;
    float minContrast = 18;
    float minSharpness = 40; // quality.h
    float maxYaw = 40;       // degrees
    float maxPitch = 30;
    float minDifference = 6; // mean absolute difference of grey crops to the captures before, 0..255
};
std::vector<Hint> hintsFor(const CaptureFace& face, int width, int height, const CaptureLimits& limits = {});

// The views of a person that a good gallery holds.
enum class Pose { Front, Left, Right, Up, Down };
inline constexpr int kPoseCount = 5;
Pose poseOf(const image::Quality& quality);
QString poseText(Pose pose); // translated, one or two words
// What to ask for next, given how many of each there are; nothing when every view has `enough`.
QString nextPoseText(const std::array<int, kPoseCount>& counts, int enough = 3);

// Mean absolute difference of the grey crops, 0..255; 255 when the sizes differ.
float cropDifference(const image::Image& a, const image::Image& b);

} // namespace likeness::engine
