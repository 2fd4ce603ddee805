// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/dataset/project.h"

namespace likeness::dataset {

// A made-up project of any size, to measure with. Its rows are as many and as full as those of a real one: landmarks,
// qualities, a suspicion for every label, 2 % of them flagged. Its pictures are not: a few drawn faces in one
// container, each standing for many images; a part of the faces has a crop as well.
struct ScaleOptions {
    int images = 1'000'000; // one face each
    int identities = 50'000;
    int pictures = 300;       // different ones
    int crops = 4'000;        // at most; spread over all faces
    double flagged = 0.02;    // share of the labelled faces
    double unlabelled = 0.01; // share of the faces
    std::uint64_t seed = 1;
};

// The folder must not exist or be empty. Throws Error(BadArgument) for nonsense, else as Project::create(). A million
// images take a minute or two and 1.5 GB.
Project createScaleProject(const std::filesystem::path& folder, const ScaleOptions& options, jobs::Context& context);

} // namespace likeness::dataset
