// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/formats/pts.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    try {
        (void)likeness::formats::parsePts(text, static_cast<int>(size % 2));
    } catch (const likeness::Error&) { // what a hostile file is answered with
    }
    try {
        (void)likeness::formats::parseLjson(text);
    } catch (const likeness::Error&) {
    }
    return 0;
}
