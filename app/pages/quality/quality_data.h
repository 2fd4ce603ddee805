// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/dataset/agreement.h"
#include "core/dataset/checks.h"
#include "core/dataset/spot_check.h"

#include <array>
#include <unordered_map>

namespace likeness::pages {

// Everything that the quality page shows, read at once off the window's thread.
struct QualityData {
    int labelled = 0;
    std::array<dataset::CheckCounts, 3> checks; // as dataset::kCheckKinds
    std::array<std::vector<dataset::CheckResult>, 3> failed;
    dataset::SpotSample sample;
    dataset::Acceptance acceptance; // of the sample, where there is one
    std::vector<dataset::PairAgreement> pairs;
    std::vector<dataset::Disagreement> disagreements;
    std::string user;
    int required = 1;
    int awaiting = 0, awaitingUser = 0;
    std::unordered_map<dataset::IdentityId, std::string> names;
};

} // namespace likeness::pages
