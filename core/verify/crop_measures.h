// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/image/quality.h"
#include "core/jobs/job.h"

#include <functional>
#include <optional>
#include <vector>

namespace likeness::verify {

// The 68 landmarks of a face in its aligned crop, by the predictor shown the place where faces lie in ArcFace's
// template (on average 1.1 pixels of 112 from what it says of the photograph); nothing where its five points do not fit
// that template, or the predictor is not installed. About 1 ms; any thread.
std::optional<image::Landmarks> cropLandmarks(const image::Image& crop);

// The quality of `count` crops, with the pose by cropLandmarks() (Quality::size is 0 where there are none). crop(i)
// gives an empty picture for one that cannot be used, which has no quality; it is called by several threads, batch by
// batch, and `keep` (may be empty) for every crop in their order, by one. Throws Error(Interrupted), and what they do.
std::vector<std::optional<image::Quality>>
measureCrops(std::size_t count,
             const std::function<image::Image(std::size_t)>& crop,
             int threads,
             jobs::Context& context,
             const std::function<void(std::size_t, const image::Image&)>& keep = {});

} // namespace likeness::verify
