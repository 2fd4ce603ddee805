// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/faces/prepare.h"

namespace likeness::faces {

// What prepare, recrop and findFaces do to one face of one picture.

// The crop by the row's landmarks (a person's first), else of its box, else of the whole picture, stretched.
image::Image cropFace(const image::Image& rgb, const dataset::FaceRow& row, int size);
// Sharpness, pose and the rest, into the row.
void measure(dataset::FaceRow& row, const image::Image& crop);
// True when the points look like a face that fills a good part of `box`: what a predictor says of a picture without a
// face does not.
bool plausible(const image::Landmarks& points, const image::Rect& box);

} // namespace likeness::faces
