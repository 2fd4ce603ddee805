// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/json_util.h"
#include "core/compute/compute.h"

#include <cstdint>
#include <filesystem>
#include <string>

namespace likeness::verify {

// A model and what it is verified on.
struct VerifyOptions {
    std::string model;
    std::filesystem::path runsFolder; // where run ids are looked up
    // PACK.bin, a folder with a folder for each identity, or a project, whose labelled faces count then. Nothing: the
    // people that the run `model` kept for verification, with its own seed and number of pairs.
    std::filesystem::path set;
    std::filesystem::path pairs; // optional LFW pairs.txt
    bool aligned = false;        // folder images are crops already
    std::string detector = "hog";
    std::string flip = "sum";     // what is done with the mirrored crop: sum | concat | none (embed_images.h)
    std::size_t maxPairs = 50000; // each kind, for a set without pairs
    std::uint64_t seed = 1;
    int bootstraps = 1000;
    bool allPairs = false; // also every pair of the set's images: extras["all_pairs"] (all_pairs.h)
    bool forReport = true; // also separability and the worst pairs' pictures, which take their time
    compute::Options compute;
};

// What leads back to the set and the model; the machine's part (device, threads) is left out. Throws Error(BadFile) for
// JSON of another shape.
Json toJson(const VerifyOptions& options);
VerifyOptions verifyOptionsFrom(const Json& json);

} // namespace likeness::verify
