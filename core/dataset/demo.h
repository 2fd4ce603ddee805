// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/dataset/project.h"

namespace likeness::dataset {

// `new --demo`: drawn faces (core/synth), 40 identities × 12 images under <project>/images/demo/NAME/, imported, 5 % of
// them under a wrong name; the truth is in <project>/demo-truth.csv (path,labelled,true as plant_noise.py writes it).
struct DemoOptions {
    int identities = 40;
    int imagesEach = 12;
    double wrong = 0.05;
    std::uint64_t seed = 1;
};
Project createDemo(const std::filesystem::path& folder, const DemoOptions& options, jobs::Context& context);

} // namespace likeness::dataset
