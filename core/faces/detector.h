// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/image/image.h"

#include <memory>
#include <string>
#include <vector>

namespace likeness::faces {

struct Detection {
    image::Rect box; // photograph pixels, may reach over the border
    float score = 0; // detector's own scale; higher is surer
};

// One detector, not thread-safe: give each thread its own (construction is cheap after the first).
class Detector
{
public:
    virtual ~Detector() = default;
    virtual std::vector<Detection> detect(const image::Image& rgb) = 0; // best first
};
// "hog" (dlib; also finds faces that fill the frame, by a padded second look, and small ones, by upsampling) or "haar"
// (OpenCV). Throws Error(Unsupported) for another name, NotFound when the cascade file is missing.
std::unique_ptr<Detector> makeDetector(const std::string& name);
// The same for any number of threads at once: each call is lent a detector of its own, made when there is none to lend.
std::unique_ptr<Detector> makeSharedDetector(const std::string& name);

// dlib's 68-point predictor (libdlib-data, or $LIKENESS_LANDMARKS). Loaded once, thread-safe.
class LandmarkPredictor
{
public:
    static const LandmarkPredictor& shared(); // throws Error(NotFound) naming the package
    image::Landmarks predict(const image::Image& rgb, const image::Rect& box) const;

private:
    LandmarkPredictor();
    struct Impl;
    std::unique_ptr<Impl> m_d;
};

} // namespace likeness::faces
