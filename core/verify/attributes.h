// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/eval/slices.h"
#include "core/image/quality.h"
#include "core/jobs/job.h"
#include "core/verify/verification.h"

#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Which pairs of a verification belong together: what eval::measureSlices() gives figures of.
namespace likeness::verify {

// What a CSV says of images: a column "path" (or image, file, name), and one for each attribute.
class ImageTable
{
public:
    // Throws what readTextFile() throws, TooLarge beyond 256 MB, and Error(BadFile) without a header or such a column.
    static ImageTable read(const std::filesystem::path& csv);
    static ImageTable parse(std::string_view text, const std::string& name); // `name` is for messages

    const std::vector<std::string>& columns() const { return m_columns; } // without the path
    std::optional<std::size_t> column(std::string_view name) const;       // upper and lower case are one
    std::size_t rows() const { return m_paths.size(); }
    const std::string& value(std::size_t row, std::size_t column) const { return m_values[row][column]; } // "": unknown

    // The row of each image, −1 without one. A row is an image's where path and name are equal, or one ends in the
    // other from some '/' on and no other image's name does as well.
    struct Rows {
        std::vector<std::int64_t> ofImage;
        std::size_t unmatched = 0; // rows of no image
        std::size_t ambiguous = 0; // rows whose path fits several images
        std::size_t repeated = 0;  // rows of an image that has one: the first holds
    };
    Rows match(std::span<const std::string> names) const;

private:
    std::vector<std::string> m_columns, m_paths;
    std::vector<std::vector<std::string>> m_values;
};

// When each image was taken in years, by the column "date" (image::parseDate()), else "age" (years); NaN where neither
// says. Only differences mean anything. `rows` as ImageTable::Rows::ofImage.
std::vector<double> yearsOf(const ImageTable& table, std::span<const std::int64_t> rows);

struct SliceOptions {
    // Where numbers of an attribute are divided, ascending: edges e₁ < e₂ … make "under e₁", "e₁ to e₂", … "eₙ and
    // more". Without them: `bins` parts with as many images (or pairs) each.
    std::map<std::string, std::vector<double>> edges;
    int bins = 3; // 2 to 20
};

struct Sliced {
    std::vector<eval::Slice> slices; // attribute by attribute; numbers ascending, words in natural order
    struct Left {
        std::string attribute;
        std::size_t unknown = 0;   // pairs without a value
        std::size_t different = 0; // pairs whose two images have different values
    };
    std::vector<Left> left;              // an entry for each attribute
    std::vector<std::string> passedOver; // attributes with more than kMaxValues different words
};
inline constexpr std::size_t kMaxValues = 64;

// By a CSV: an ImageTable, of which every column is an attribute of images, or what hard_set.h writes beside its pairs
// (columns pair, attribute, value; pairs counted from 0), told apart by a column "pair". A pair has the value that both
// its images share. A column of which every value is a number, with more than 8 different ones, or that `edges` name,
// is divided as SliceOptions say, days too; "date" or else "age" also make the attribute "age gap", the years between
// the two images (under 5, and 5 and more, which the offered gate asks for, unless `edges` say otherwise). What could
// not be used is reported as an issue. Throws as ImageTable, Error(BadFile) where a list of pairs is of another set,
// BadArgument for options out of range.
Sliced sliceByFile(const Verification& verified,
                   const std::filesystem::path& csv,
                   const SliceOptions& options,
                   jobs::Context& context);

// By what measureCrops() (crop_measures.h) found of each image of `verified.set`: "quality", "brightness" and
// "sharpness" by the lower of the two, "yaw" (degrees) by the larger, under 15, 15 to 30, 30 and more.
Sliced sliceByMeasures(const Verification& verified,
                       std::span<const std::optional<image::Quality>> ofImage,
                       const SliceOptions& options = {});

} // namespace likeness::verify
