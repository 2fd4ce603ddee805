// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/eval/slices.h"
#include "core/verify/attributes.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// Verification::extras["slices"]: what eval::SlicesResult::toJson() gives, and beside it
//   left         [{attribute, unknown, different (pairs), source, images_without (null: not known)}]
//   passed_over  attributes with too many different values
//   images       how many the set has
//   members      {attribute: a character a pair: which of the attribute's slices, in their order, it is in (A–Z, a–z,
//                0–9, +, / as base64 counts), '.' where in none}
// so that slices can be measured again with others, and at other thresholds, without the file that they came from.
namespace likeness::verify {

struct SliceSource {
    std::string attribute;
    std::size_t unknown = 0, different = 0; // pairs
    std::string source;                     // a file's name, "measures", or empty
    std::optional<std::size_t> imagesWithout;
};

// What is measured.
struct SliceInput {
    std::vector<eval::Slice> slices;
    std::vector<SliceSource> sources; // one an attribute
    std::vector<std::string> passedOver;
    std::size_t images = 0;
};

// By a CSV as sliceByFile() reads it. Throws what that does.
SliceInput sliceInputOf(const Verification& verified,
                        const std::filesystem::path& csv,
                        jobs::Context& context,
                        const SliceOptions& options = {});
// By the crops of the set, which are opened and measured: seconds for a thousand images. Throws what opening the set
// does, and Error(BadFile) where it holds other images than were verified.
SliceInput measuredSlices(const Verification& verified, jobs::Context& context, const SliceOptions& options = {});

// What `extra` says of the slices of a verification of so many pairs, for measuring again; attributes whose members it
// does not hold are left out. Takes any JSON.
SliceInput sliceInputFrom(const Json& extra, std::size_t pairs);
// `more`, and those attributes of `kept` that it has not.
SliceInput mergedSlices(SliceInput kept, SliceInput more);
void leaveSlicesOut(SliceInput& input, const std::string& attribute);

// Measured and written down. Throws as eval::measureSlices().
Json measuredExtra(const Verification& verified, const SliceInput& input, const eval::Check& check);

// The set's own list of slices: NAME.slices.csv beside a pack, slices.csv in a folder. Empty where there is none.
// Touches the disk.
std::filesystem::path ownSlicesFile(const Verification& verified);

// What is shown of it: attributes by their gap in accuracy, the largest first.
struct SliceTable {
    struct Attribute {
        std::string name;
        SliceSource source;
        eval::SliceGap gap; // in accuracy; highest and lowest are numbers in `rows`
        std::vector<eval::SliceResult> rows;
    };
    std::vector<Attribute> attributes;
    eval::SliceResult all;
    double threshold = 0, target = 0, operatingThreshold = 0, ownFpr = 0;
    std::size_t images = 0;
    int bootstraps = 0;
    bool resampledIdentities = false;
    std::vector<std::string> passedOver;
};
// `extra` without an attribute. Its p are corrected for those that are left (SliceGap::pHolm); all other figures stay,
// as they do not depend on each other. Takes any JSON.
Json withoutAttribute(Json extra, const std::string& attribute);
std::optional<SliceTable> sliceTable(const Json& extra); // nothing for JSON of another shape

} // namespace likeness::verify
