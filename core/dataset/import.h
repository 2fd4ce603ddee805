// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/dataset/project.h"

namespace likeness::dataset {

struct ImportOptions {
    std::string format = "auto"; // auto, or one of formats::formatNames()
    bool aligned = false;        // the images are crops already
    bool copy = false;           // copy into images/ instead of referring to them in place
    int threads = 0;
    std::optional<int> pointBase; // of .pts coordinates: 1 (nothing) or 0
    std::filesystem::path images; // where the pictures are that a list names; empty: beside it
    std::int64_t origin = 0;      // source, licence and consent of what comes in (origins.h)
};

struct ImportResult {
    std::string format; // that was read
    int imagesAdded = 0;
    int identitiesAdded = 0;
    int duplicates = 0;       // same bytes as an image of the same identity: skipped
    int duplicatesAcross = 0; // same bytes as an image of another identity: imported, and noted as an issue
    int alreadyThere = 0;     // files that an earlier import of the same source brought in
    int annotated = 0;        // of those, the ones that got marks or labels that they lacked
    std::vector<std::pair<std::string, std::string>> rejected; // path, reason
    Json report; // formats::Report::toJson(): what was odd, counted by kind
    double seconds = 0;
};

// Any dataset that core/formats reads, as a stream. Each item becomes an image with its faces: the marked ones, or one
// that prepare is to find; landmarks of a dataset count as set by a person. Decodes every image fully (EXIF
// orientation, any type); a bad one is an issue. A picture inside a container (train.rec, lfw.bin) is used where it
// lies. Of what an earlier import brought in, only marks and labels that are still missing are taken; that can be
// undone. A killed import goes on where it was: what is in is skipped, and the journal has it. Takes the project's job
// lock. Throws Error(EmptySource) when there is no picture, Interrupted after keeping what is done, and what
// openSource() throws.
ImportResult
importFrom(Project& project, const std::filesystem::path& source, const ImportOptions& options, jobs::Context& context);

} // namespace likeness::dataset
