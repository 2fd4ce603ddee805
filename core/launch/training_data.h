// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/dataset/project.h"
#include "core/run/config.h"

#include <map>
#include <string>
#include <vector>

namespace likeness::launch {

// What training would use, counted; cheap (no pixel is read).
struct TrainingData {
    int identities = 0; // for training
    int images = 0;
    int validationIdentities = 0; // disjoint from training
    int validationImages = 0;
    int leftOut = 0;        // identities with a face that has a crop, but fewer than data.min_images of them
    int empty = 0;          // identities without any: no label is left, no face was found, not prepared
    int withoutCrop = 0;    // labelled faces that prepare has not cropped
    bool splits = false;    // validation is the people of that split (dataset/splits.h), not a share of everybody
    int testIdentities = 0; // kept out of the run altogether
    int undecided = 0;      // people without a split where others have one: they take no part either
    int erased = 0;         // faces of the version that are gone from the project, or that nobody may use any more
    std::int64_t steps = 0; // of the whole run
};
// `version`: hash, unique prefix or name of a dataset version to train on; empty: the labels of now, as a snapshot that
// prepareRun() takes. Throws Error(NotFound | BadArgument) for an unknown version.
TrainingData trainingData(const dataset::Project& project, const run::Config& config, const std::string& version = {});

// Who takes part, and on which side.
struct Person {
    std::string name;
    std::vector<dataset::FaceId> faces; // with a crop
};
struct Sides {
    std::vector<Person> train, validation;
    int labelled = 0;   // faces
    int wholeCrops = 0; // of those that take part: the whole picture, not aligned by landmarks
    TrainingData counts;
};
// Deterministic in the seed and the identities' names: the same people are kept out again after a relabelling
// elsewhere. Throws as trainingData().
Sides sidesOf(const dataset::Project& project, const run::Config& config, const std::string& version);

} // namespace likeness::launch
