// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/hash.h"
#include "core/curate/face_map.h"

#include <cmath>
#include <cstring>

using namespace likeness;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    std::vector<std::uint8_t> bytes(data, data + size);
    if (size >= 32) { // or nothing would ever get past the checksum
        const std::uint64_t check = hash64(std::span(bytes).subspan(32));
        std::memcpy(bytes.data() + 24, &check, 8);
    }
    try {
        const auto map = curate::parseMap(bytes, "fuzz");
        if (map.faces.size() != map.points.size() || map.faces.size() * 16 > size)
            __builtin_trap();
        for (std::size_t i = 0; i < map.faces.size(); ++i)
            if (map.faces[i] <= (i == 0 ? 0 : map.faces[i - 1]) || !std::isfinite(map.points[i].x * map.points[i].y))
                __builtin_trap();
    } catch (const Error&) { // what a hostile file is answered with
    }
    return 0;
}
