// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/faces/detector.h"

namespace likeness::faces {

// What finds faces in one picture at one scale; detector.cpp decides what it is shown.
class Engine
{
public:
    virtual ~Engine() = default;
    virtual std::vector<Detection> look(const image::Image& rgb) = 0; // any order
};

std::unique_ptr<Engine> makeHogEngine();  // dlib
std::unique_ptr<Engine> makeHaarEngine(); // OpenCV

} // namespace likeness::faces
