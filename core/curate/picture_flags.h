// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/crops/crop_cache.h"
#include "core/curate/flag_rows.h"

#include <optional>

// Flags that come from the pictures themselves, whoever they show.
namespace likeness::curate {

// Poor pictures, with the reason in words. Confirmed faces are not flagged.
std::vector<dataset::FlagRow> qualityFlags(std::span<const dataset::FaceRow> rows);

// The same file more than once: all but the first are flagged, and each names the first. Two identities for one file
// make a wrong label certain, so then every one of them is flagged.
std::vector<dataset::FlagRow>
duplicateFlags(const dataset::Project& project, std::span<const dataset::FaceRow> rows, const NameBook& names);

// Two crops that are almost the same picture (re-encoded, resized, the next frame): perceptual hashes that differ in at
// most 8 bits (Zauner 2010), and a correlation of the pictures of at least kLeastLikeness, because all aligned faces
// have much in common.
inline constexpr double kLeastLikeness = 0.98;
struct NearPicture {
    std::uint32_t a = 0, b = 0; // numbers, a < b
    double likeness = 0;        // correlation of brightness, 0..1
};
double nearScore(double likeness); // 0..1, 0.5 at kLeastLikeness

// What is compared: the hash, and the picture in small. `number` is what NearPicture calls it. Thread-safe.
struct PictureLook {
    std::uint32_t number = 0;
    std::uint64_t hash = 0;
    std::vector<std::uint8_t> small; // grey, kLookSize squared
};
inline constexpr int kLookSize = 56;
PictureLook pictureLook(const image::Image& crop, std::uint32_t number);
// Of all rows that have a crop, numbered by row. 3 KB a face.
std::vector<PictureLook> pictureLooks(const crops::CropReader& crops,
                                      std::span<const dataset::FaceRow> rows,
                                      int threads,
                                      jobs::Context& context);
// Pairs of them; with `across`, only those of a number below it and one at or above it. More than 5,000,000 candidates
// are an issue.
std::vector<NearPicture> nearLooks(std::span<const PictureLook> looks,
                                   int threads,
                                   jobs::Context& context,
                                   std::optional<std::size_t> across = std::nullopt);
// Of faces of different images; numbers are indices into rows.
std::vector<NearPicture> nearPictures(const crops::CropReader& crops,
                                      std::span<const dataset::FaceRow> rows,
                                      int threads,
                                      jobs::Context& context);
// All but the first of each set of near pictures; every one of them where their identities differ.
std::vector<dataset::FlagRow> nearDuplicateFlags(const dataset::Project& project,
                                                 std::span<const dataset::FaceRow> rows,
                                                 std::span<const NearPicture> pairs,
                                                 const NameBook& names);

// What is on both sides of the project's splits: near pictures, and people who look like one (`merges`). One row for
// the face that is trained on; those of people have the method by which faces were compared. Empty without splits.
std::vector<dataset::FlagRow> leakageFlags(std::span<const dataset::FaceRow> rows,
                                           std::span<const NearPicture> pairs,
                                           const Case& input,
                                           std::span<const MergeHint> merges,
                                           const std::string& method,
                                           const NameBook& names);

} // namespace likeness::curate
