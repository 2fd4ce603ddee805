// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/dataset/project.h"

namespace likeness::dataset {

struct ImportOptions {
    std::string format = "auto"; // auto | folders | lfw (more come with the formats' own readers)
    bool aligned = false;        // the images are crops already
    bool copy = false;           // copy into images/ instead of referring to them in place
    int threads = 0;
};

struct ImportResult {
    int imagesAdded = 0;
    int identitiesAdded = 0;
    int duplicates = 0;       // same bytes as an image of the same identity: skipped
    int duplicatesAcross = 0; // same bytes as an image of another identity: imported, and noted as an issue
    int alreadyThere = 0;     // files that an earlier import of the same source brought in
    std::vector<std::pair<std::string, std::string>> rejected; // path, reason
    double seconds = 0;
};

// A folder per identity: the image's identity is the name of the first folder below `source`; deeper folders are walked
// too. Images directly in `source` come in unlabelled. Decodes every image fully (EXIF orientation, any type); a bad
// one is an issue. Symlink loops and special files are refused, links to folders come after the real ones, file order
// is natural; hidden files and what file managers leave behind are passed over. A killed import goes on where it was:
// what is in is skipped, and the journal has it. Takes the project's job lock. Throws Error(EmptySource) when no file
// looks like an image, Interrupted after keeping what is done, Unsupported for another format.
ImportResult importFolder(Project& project,
                          const std::filesystem::path& source,
                          const ImportOptions& options,
                          jobs::Context& context);

} // namespace likeness::dataset
