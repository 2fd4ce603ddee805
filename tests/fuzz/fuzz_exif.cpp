// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/image/codec.h"
#include "core/image/exif.h"

#include <cstdlib>

// A picture's first bytes, and the same as an EXIF block by itself and as the text of a date.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace likeness::image;
    const std::span bytes(data, size);
    const auto possible = [](const std::optional<std::chrono::year_month_day>& date) {
        if (date && !date->ok())
            std::abort();
    };
    try {
        (void)readHeader(bytes);
    } catch (const likeness::Error&) { // what a hostile file is answered with
    }
    try {
        possible(captureDate(bytes));
    } catch (const likeness::Error&) {
    }
    possible(exifDate(bytes));
    if (const int orientation = exifOrientation(bytes); orientation < 1 || orientation > 8)
        std::abort();
    possible(parseDate({reinterpret_cast<const char*>(data), size}));
    return 0;
}
