// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/compute/compute.h"
#include "core/jobs/job.h"

#include <filesystem>
#include <string>
#include <vector>

namespace likeness::cli {

// Pictures below a folder in natural order, or the one that is named. Throws Error(EmptySource).
std::vector<std::filesystem::path> imagesBelow(const std::filesystem::path& source);

struct PictureOptions {
    std::string detector = "hog";
    bool aligned = false; // the pictures are the crops
    int threads = 0;      // 0 = all
};

struct PictureRows {
    std::vector<float> values;                // rows of unit length, one for each of `files`
    std::vector<std::filesystem::path> files; // in the order given; those without a face are left out, an issue each
    double cropSeconds = 0;                   // decoding, finding and aligning, on all threads
    double embedSeconds = 0;                  // the network, on all threads
};

// Decodes, finds the central face, aligns and embeds. Every phase has all threads, a portion of pictures at a time; the
// stage is "embed".
// Throws Error(Interrupted) on a stop, Error(NoFaces) where no picture gave one.
PictureRows embedPictures(const std::vector<std::filesystem::path>& files,
                          const compute::Model& model,
                          const PictureOptions& options,
                          jobs::Context& context);

} // namespace likeness::cli
