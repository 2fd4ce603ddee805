// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/formats/location.h"
#include "core/image/image.h"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace likeness::formats {

// What a person said about one landmark: COCO's v 0, 1, 2; CVAT's outside and occluded.
enum class PointState : std::uint8_t { Absent = 0, Occluded = 1, Visible = 2 };
using PointStates = std::array<PointState, image::kLandmarkCount>;

// One face as a dataset marks it.
struct Mark {
    std::string person;                     // label of this face; empty: not labelled
    image::Rect box;                        // photograph pixels (after EXIF orientation), 0-based; area 0: not given
    std::optional<image::Landmarks> points; // 0-based pixels, whatever the file counts from
    std::optional<PointStates> states;      // nothing: all visible
    bool operator==(const Mark&) const = default;
};

// Named values of a picture (CelebA's attributes). The names are shared by all items of a source.
struct Attributes {
    std::shared_ptr<const std::vector<std::string>> names;
    std::vector<int> values; // as many as names
};

// One picture of a dataset, as every format gives it and takes it.
struct Item {
    std::string key;         // unique in the dataset, one UTF-8 line with '/', with an extension: "Ann/001.jpg"
    Location where;          // its encoded bytes
    std::string person;      // label of the picture; of the face that prepare will call the primary one
    std::string part;        // "train", "val", "test" as the dataset is divided, or empty
    std::vector<Mark> marks; // faces whose place is known; empty: to be detected
    Attributes attributes;
};

} // namespace likeness::formats
