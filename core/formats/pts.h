// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// For the .cpp files of core/formats and tests/fuzz only.
#include "core/formats/formats.h"
#include "core/image/image.h"

#include <optional>
#include <string_view>
#include <vector>

namespace likeness::formats {

// The points of a .pts file (formats.md 2.5) less `base`, which is what the file counts from; some tools leave the
// header and the braces out. Throws Error(BadFile).
std::vector<image::Point> parsePts(std::string_view text, int base);
// The 68 points of a picture from the .pts or .ljson file of its base name beside it, as a mark of `item`. False where
// there is no such file; one that cannot be used is reported.
bool readPointsBeside(const std::filesystem::path& picture, int base, Item& item, Report& report);
// The points of a menpo .ljson file of version 1, 2 or 3 (the only group, or the first); nothing for one that is null.
// 0-based in the file, too. Throws Error(BadFile).
std::vector<std::optional<image::Point>> parseLjson(std::string_view text);

} // namespace likeness::formats
