// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/crops/crop_cache.h"
#include "core/run/run_folder.h"

#include <cstddef>
#include <vector>

namespace likeness::train {

// The samples of a run whose crop is there.
struct RunData {
    std::vector<run::Sample> train, validation;
    std::size_t missing = 0; // samples without a crop
    int classes = 0;         // labels are 0..classes-1; somebody may have none of the samples
    run::TrainedCounts trained;
    std::size_t validationIdentities = 0;
};

// Throws Error(TooFewIdentities) when training is not possible with them, Error(BadFile).
RunData loadRunData(const run::RunFolder& folder, const crops::CropReader& crops);

} // namespace likeness::train
