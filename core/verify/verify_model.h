// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/compute/compute.h"
#include "core/dataset/project.h"
#include "core/eval/pairs.h"
#include "core/run/run_folder.h"
#include "core/verify/verification.h"

#include <filesystem>
#include <optional>
#include <string>

namespace likeness::verify {

// `verify`: a model against a pack (.bin) or a folder per identity (with or without pairs.txt).
struct VerifyOptions {
    std::string model;
    std::filesystem::path runsFolder; // where run ids are looked up
    std::filesystem::path set;        // PACK.bin or folder
    std::filesystem::path pairs;      // optional LFW pairs.txt
    bool aligned = false;             // folder images are crops already
    std::string detector = "hog";
    std::string flip = "sum";     // what is done with the mirrored crop: sum | concat | none (embed_images.h)
    std::size_t maxPairs = 50000; // each kind, for a folder without pairs
    std::uint64_t seed = 1;
    int bootstraps = 1000;
    bool forReport = true; // also separability and the worst pairs' pictures, which take their time
    compute::Options compute;
};
// Both stop within a second at any step: Error(Interrupted).
Verification verifyModel(const VerifyOptions& options, jobs::Context& context);

// A run on its own validation identities (identity-disjoint from training): what `report RUN` and the Verify page show.
Verification verifyRun(dataset::Project* project,
                       const run::RunFolder& run,
                       const compute::Options& options,
                       jobs::Context& context);

// The project that the run lies in (DIR.likeness/runs/<id>), for reading; a run folder by itself is enough for a
// report.
std::optional<dataset::Project> projectOf(const run::RunFolder& run);

} // namespace likeness::verify
