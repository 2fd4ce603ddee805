// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/dataset/project.h"

namespace likeness::dataset {

// Where pictures come from and what may be done with them, in a person's own words. All empty: nothing is known.
struct Origin {
    std::int64_t id = 0;
    std::string source;  // who or what they were got from
    std::string licence; // what may be done with them
    std::string consent; // what the people in them agreed to
    bool empty() const { return source.empty() && licence.empty() && consent.empty(); }
};

// The row of these words, made if new; 0 when all are empty. What ImportOptions::origin wants. Texts are trimmed and
// made one line; throws Error(BadArgument) beyond 1000 bytes each.
std::int64_t ensureOrigin(Project& project, const Origin& origin);

// What to change of the origins of pictures; what is not given stays as it is for each of them.
struct OriginChange {
    std::optional<std::string> source, licence, consent;
};
// One journal entry for all of them, undoable; 0 when nothing changes.
std::int64_t setOrigins(Project& project, std::span<const ImageId> images, const OriginChange& change);

struct OriginCount {
    Origin origin; // empty: pictures of which nothing is known
    int images = 0;
    int noConsent = 0; // of them, those whose origin says nothing about consent
};
// How many pictures have which origin, the most frequent first; of a person, or (0) of the whole project.
std::vector<OriginCount> countOrigins(const Project& project, IdentityId person = 0);
std::optional<Origin> originOf(const Project& project, ImageId image);

// Pictures with a face of the person (rejected ones, too), ids ascending; 0: of the whole project.
std::vector<ImageId> imagesOf(const Project& project, IdentityId person);
std::vector<ImageId> imagesWithoutOrigin(const Project& project, IdentityId person = 0);

} // namespace likeness::dataset
