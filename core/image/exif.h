// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace likeness::image {

// The day on which a photograph was taken, by EXIF's DateTimeOriginal (EXIF 2.32, tag 0x9003, in the camera's own time)
// of a JPEG, PNG, WebP or TIFF; nothing where it does not say, or says no day. The date of the file's last change (tag
// 0x0132) does not count: it is that of an editor. The first bytes are enough, up to the picture's own. Any thread.
// Throws Error(BadFile | TooLarge | Unsupported) as readHeader() does.
std::optional<std::chrono::year_month_day> captureDate(std::span<const std::uint8_t> encoded);

// Of an EXIF block by itself (a TIFF structure). A damaged one says nothing, as every viewer takes it.
int exifOrientation(std::span<const std::uint8_t> exif); // 1..8; 1: upright
std::optional<std::chrono::year_month_day> exifDate(std::span<const std::uint8_t> exif);

// "2004:05:31 12:00:00", "2004-05-31", "2004/5/31", "2004-05" (the 15th), "2004" (the 1st of July): what may follow the
// date is passed over after a blank or a T. Years 1800 to 2200.
std::optional<std::chrono::year_month_day> parseDate(std::string_view text);

} // namespace likeness::image
