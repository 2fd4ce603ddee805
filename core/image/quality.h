// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/image/image.h"

#include <optional>

namespace likeness::image {

// What an annotator asks of a face, measured on the aligned crop and on the photograph's landmarks.
struct Quality {
    float sharpness = 0;  // variance of the Laplacian of the grey crop (OpenCV ksize 1); < 40 is soft
    float brightness = 0; // mean of the grey crop, 0..255
    float contrast = 0;   // standard deviation of the grey crop
    float size = 0;       // inter-ocular distance in the photograph, pixels (outer eye corners, 36–45)
    float yaw = 0;        // degrees, from landmarks: positive = nose to the picture's right
    float pitch = 0;      // degrees: positive = looking up
    float roll = 0;       // degrees: positive = clockwise
    float score = 0;      // 0..1, all of it in one number: 1 is a sharp, well lit, large, frontal face
};

// `landmarks` in photograph pixels; without them (aligned sets) size and pose stay 0 and do not count.
Quality measureQuality(const Image& crop, const std::optional<Landmarks>& landmarks, float detectorScore);

} // namespace likeness::image
