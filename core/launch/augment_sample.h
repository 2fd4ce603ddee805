// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/file.h"
#include "core/dataset/project.h"
#include "core/image/image.h"
#include "core/run/config.h"

#include <cstdint>
#include <string>

namespace likeness::launch {

// Some faces that training would see, for looking at what augmentation does to them.
struct AugmentSample {
    int size = 0;  // of a crop
    int count = 0; // faces
    Bytes crops;   // count × size × size × 3, RGB
};
// `count` faces of as many training people where there are so many, chosen by the seed. Throws NeedsPrepare where there
// are no crops, and what sidesOf() throws.
AugmentSample augmentSample(const dataset::Project& project,
                            const run::Config& config,
                            const std::string& version,
                            int count,
                            std::uint64_t seed);

// A row for each face: the crop as it is, and beside it those of `augmented` (compute::augmented() of the sample).
image::Image contactSheet(const AugmentSample& sample, const Bytes& augmented);

} // namespace likeness::launch
