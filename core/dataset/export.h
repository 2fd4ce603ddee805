// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/dataset/pack_builder.h"
#include "core/dataset/project.h"

namespace likeness::dataset {

struct ExportOptions {
    std::string format;  // formats::formatNames()
    std::string version; // hash, unique prefix or name of a snapshot; empty: as it is now
    // The bytes of the pictures, unchanged, or the aligned crops as PNG. Auto: crops for what is trained and verified
    // with (rec, pack), unless the picture is a crop already; else the pictures.
    enum class Pictures { Auto, Original, Crops, None } pictures = Pictures::Auto;
    int cropSize = 112;
    std::optional<Split> split; // only people on this side of the division
    bool unlabelled = false;    // also faces without a name, where the format can hold them
    int pointBase = 1;          // of .pts coordinates
    std::uint64_t seed = 1;
    PackOptions pack; // for format pack; its seed is `seed`
};

struct ExportResult {
    std::filesystem::path written;
    int count = 0; // pictures, or pairs of a pack
    int people = 0;
    Json report; // formats::Report::toJson(): what could not be exported
    Json pack;   // format pack: folds, people, strata, unmatched, shortage
    double seconds = 0;
};

// Writes the labelled faces that are not rejected as a dataset of another format, people in natural order of their
// names (class 0, 1, …), the faces of each by id. Pictures are read one at a time and passed on; one that cannot be
// read is reported and left out. The target appears whole at the end; a stop leaves nothing. Throws Error: BadArgument
// for a target that is in the way, NeedsPrepare where crops are asked for and there are none, TooFewIdentities without
// a label, Unsupported, DiskFull …
ExportResult exportTo(const Project& project,
                      const std::filesystem::path& target,
                      const ExportOptions& options,
                      jobs::Context& context);

} // namespace likeness::dataset
