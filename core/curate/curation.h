// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/dataset/project.h"

#include <optional>
#include <string>

namespace likeness::curate {

// What a curation found out about this dataset's scores, for people; kept in the project's setting
// "curation.<method>" (live.h says what else is in it).
struct Curation {
    double threshold = 0;             // flagged from this score on, 0..1
    double wrongShare = 0;            // of the labels, as estimated, 0..1
    double precision = 0, recall = 0; // expected at the threshold, 0..1
    // Raw similarities of pairs of one person and of two.
    double genuineMean = 0, genuineSpread = 0, impostorMean = 0, impostorSpread = 0;
    bool hasPairs = false; // and these are known
    int faces = 0;
    std::int64_t time = 0; // UTC, milliseconds since 1970
    std::string model;
};
// Nothing where there was none by that method, or where it cannot be read.
std::optional<Curation> lastCuration(const dataset::Project& project, const std::string& method);

} // namespace likeness::curate
