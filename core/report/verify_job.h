// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/compute/compute.h"
#include "core/dataset/project.h"
#include "core/eval/pairs.h"
#include "core/report/report.h"

#include <filesystem>
#include <optional>
#include <string>

namespace likeness::report {

// `verify`: a model against a pack (.bin) or a folder per identity (with or without pairs.txt).
struct VerifyOptions {
    std::string model;
    std::filesystem::path runsFolder; // where run ids are looked up
    std::filesystem::path set;        // PACK.bin or folder
    std::filesystem::path pairs;      // optional LFW pairs.txt
    bool aligned = false;             // folder images are crops already
    std::string detector = "hog";
    std::size_t maxPairs = 50000; // each kind, for a folder without pairs
    std::uint64_t seed = 1;
    int bootstraps = 1000;
    bool forReport = true; // also separability and the worst pairs' pictures, which take their time
    compute::Options compute;
};
struct VerifyOutcome {
    eval::VerifyResult result;
    std::vector<float> scores;
    std::vector<std::uint8_t> same;
    std::vector<std::size_t> images;       // two a pair, by their number in the set
    std::vector<std::uint32_t> identities; // two a pair; empty where the set does not say
    Input report;                          // ready for build(): facts and worst pairs with pictures
    double seconds = 0;
};
// Both stop within a second at any step: Error(Interrupted).
VerifyOutcome verify(const VerifyOptions& options, jobs::Context& context);

// A run on its own validation identities (identity-disjoint from training): what `report RUN` and the Verify page show.
VerifyOutcome verifyRun(dataset::Project* project,
                        const run::RunFolder& run,
                        const compute::Options& options,
                        jobs::Context& context);

// The project that the run lies in (DIR.likeness/runs/<id>), for reading; a run folder by itself is enough for a
// report.
std::optional<dataset::Project> projectOf(const run::RunFolder& run);

} // namespace likeness::report
