// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/image/face_variants.h"
#include "core/verify/verify_model.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Verification sets that are harder than the one at hand, made of its own pictures.
namespace likeness::verify {

enum class Level : std::uint8_t { Easy, Medium, Hard };
std::string_view levelName(Level level); // easy, medium, hard
Level levelNamed(std::string_view name); // throws Error(BadArgument)

// How hard each pair is among those of its kind: a genuine pair by how unlike its pictures are to the model, an
// impostor pair by how alike, and both by the quality (0..1) of the worse picture, the two ranks added (equal values
// share the mean of their ranks). A third of the genuine and a third of the impostor pairs have each level, so that
// levels have as many of each as one another; of a number that three does not divide, the easier ones have one more.
// NaN counts as the hardest. Deterministic.
std::vector<Level>
levelsOf(std::span<const float> scores, std::span<const std::uint8_t> same, std::span<const float> quality);

// Pairs of pictures that were taken far apart.
struct AgePair {
    std::uint32_t a = 0, b = 0; // images
    bool same = false;
};
// At most `most` pairs of one person whose years differ by `least` or more, drawn from all; for each an impostor pair
// that shares one of its images and whose years differ by as much (to half a year, never by less than `least`), where
// there is one. `years`: of each image, NaN where nobody knows; `labels`: who it shows, negative: takes no part. No
// pair twice. Deterministic in the seed. Stopped by what `check` throws.
std::vector<AgePair> agePairs(std::span<const double> years,
                              std::span<const int> labels,
                              double least,
                              std::size_t most,
                              std::uint64_t seed,
                              const eval::Check& check = {});

struct HardSetOptions {
    // Whose pairs, and the model whose similarities say how hard they are. Seed, threads and device count for all.
    VerifyOptions on;
    // FILE.bin: a verification pack. Any other name: a new folder with a folder for each person and pairs.txt, which
    // keeps who is who (and so intervals over people); the set must say that.
    std::filesystem::path out;
    int size = 112; // side of the crops, 112 | 160 | 224; of a run or project that of its own
    std::vector<image::Variant> variants{image::allVariants().begin(), image::allVariants().end()};
    std::optional<Level> level;  // only pairs of that level; nothing: of all three
    std::size_t maxPairs = 1000; // of each kind and level, drawn at random
    // Pairs across years; 0: none. The day (or age) of each picture is said by `dates` (an ImageTable, attributes.h),
    // without it by EXIF.
    double years = 0;
    std::filesystem::path dates;
};
inline constexpr double kUsualYears = 5;

struct HardSet {
    std::filesystem::path written;
    std::filesystem::path slicesFile;
    std::size_t pairs = 0, genuine = 0, impostor = 0;
    struct Count {
        std::string attribute, value;
        std::size_t genuine = 0, impostor = 0;
    };
    std::vector<Count> slices; // in the order in which they occur
    Json facts; // model, hash of it and of the set, seed, options …, and what they mean for comparisons
    double seconds = 0;
};

// Verifies the model on the set, splits its pairs into levels, and writes crops of those that are wanted: each as it is
// (slice "variant": "original", and "level"), and once for each variant with one picture, drawn by lot, replaced by
// that variant of it ("variant": "mask" …; "level" is of the originals alone). With `years`, pairs far apart in time
// are added from everywhere in the set, and originals of which both days are known get a slice too ("age gap": "5 years
// and more", "under 5 years"). Variants of a pair stand behind it, and genuine and impostor pairs are laid out evenly,
// so that any part of the file holds all in proportion.
//
// Beside NAME.bin lie NAME.slices.csv (columns pair, attribute, value; pairs counted from 0: sliceByFile() reads it)
// and NAME.json (the facts); in a folder they are slices.csv and hard-set.json. All appears at the end, or nothing (a
// kill at that moment may leave those two without their pack; they are in the way of the next one, and may be deleted).
// Crops lie in a temporary file beside the output meanwhile (37 KB for each picture of the pairs at 112), memory holds
// some hundreds of them. Deterministic in the seed, whatever the number of threads.
//
// Throws what verifyModel() throws; Error(BadArgument) for options that cannot be met, an existing output, a folder of
// a set without people; TooFewIdentities where a level would have no pairs of a kind; TooLarge for a pack beyond what
// readers take (formats::kMaxPackBytes); NotFound where an image is gone meanwhile. Stops within a second.
HardSet makeHardSet(const HardSetOptions& options, jobs::Context& context);

} // namespace likeness::verify
