// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/exif.h"

#include "core/base/text.h"
#include "core/image/tiff.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace likeness::image {
namespace {

constexpr std::uint32_t kOrientation = 0x0112, kExifDirectory = 0x8769, kDateTimeOriginal = 0x9003;
constexpr std::uint32_t kAscii = 2;
constexpr std::size_t kDay = 10, kDateText = 20; // of "YYYY:MM:DD HH:MM:SS" and a zero byte

bool isTiff(Span bytes)
{
    return startsWith(bytes, std::string_view("II*\0", 4)) || startsWith(bytes, std::string_view("MM\0*", 4));
}

} // namespace

int exifOrientation(Span exif)
{
    if (!isTiff(exif))
        return 1;
    int orientation = 1;
    try {
        const Reader read(exif, exif[0] == 'M', "EXIF");
        visitTiff(exif, read, [&](const TiffEntry& e) {
            if (e.tag == kOrientation)
                orientation = checkedOrientation(tiffValue(read, e));
        });
    } catch (const Error&) {
        return 1;
    }
    return orientation;
}

std::optional<std::chrono::year_month_day> exifDate(Span exif)
{
    if (!isTiff(exif))
        return std::nullopt;
    std::optional<std::chrono::year_month_day> date;
    try {
        const Reader read(exif, exif[0] == 'M', "EXIF");
        std::uint64_t directory = 0;
        visitTiff(exif, read, [&](const TiffEntry& e) {
            if (e.tag == kExifDirectory)
                directory = tiffValue(read, e);
        });
        if (directory == 0)
            return std::nullopt;
        visitDirectory(exif, read, directory, [&](const TiffEntry& e) {
            if (e.tag != kDateTimeOriginal || e.type != kAscii || e.count < kDay || e.count > 64)
                return;
            const std::uint64_t at = read.u32(e.valueAt);
            if (at > exif.size() || exif.size() - at < kDay)
                return;
            const Span text =
                exif.subspan(static_cast<std::size_t>(at), std::min<std::size_t>(exif.size() - at, kDateText));
            date = parseDate({reinterpret_cast<const char*>(text.data()), text.size()});
        });
    } catch (const Error&) {
        return std::nullopt;
    }
    return date;
}

std::optional<std::chrono::year_month_day> parseDate(std::string_view text)
{
    text = trim(text.substr(0, text.find('\0')));
    text = text.substr(0, text.find_first_of(" T"));
    std::array<unsigned, 3> parts{0, 7, 1}; // of a year alone, its middle
    std::size_t count = 0;
    for (; count < parts.size() && !text.empty(); ++count) {
        const auto end = std::min(text.find_first_of("-:/."), text.size());
        const auto parsed = std::from_chars(text.data(), text.data() + end, parts[count]);
        if (parsed.ec != std::errc() || parsed.ptr != text.data() + end)
            return std::nullopt;
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    if (count == 2)
        parts[2] = 15;
    if (count == 0 || !text.empty() || parts[0] < 1800 || parts[0] > 2200 || parts[1] > 12 || parts[2] > 31)
        return std::nullopt;
    const std::chrono::year_month_day date(std::chrono::year(static_cast<int>(parts[0])), std::chrono::month(parts[1]),
                                           std::chrono::day(parts[2]));
    return date.ok() ? std::optional(date) : std::nullopt;
}

} // namespace likeness::image
