// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/file.h"
#include "core/base/random.h"
#include "core/image/codec.h"

#include <filesystem>
#include <string>

namespace likeness::test {

// "Faces" that LBPH tells apart: a person is a texture, and each face of theirs is it under some noise.
inline image::Image texturedFace(int person, int number)
{
    Rng look(static_cast<std::uint64_t>(person) + 1);
    Rng noise(static_cast<std::uint64_t>(1000 + person * 100 + number));
    image::Image out(112, 112, 3);
    for (int y = 0; y < 112; ++y)
        for (int x = 0; x < 112; ++x) {
            const auto value = static_cast<std::uint8_t>(60 + look.below(120) + noise.below(40));
            for (int c = 0; c < 3; ++c)
                out.row(y)[3 * x + c] = value;
        }
    return out;
}

// A folder of them without people: "p03_1.png" is face 1 of person 3.
inline void writeTexturedFaces(const std::filesystem::path& folder, int people, int each)
{
    std::filesystem::create_directories(folder);
    for (int p = 0; p < people; ++p)
        for (int i = 0; i < each; ++i) {
            const std::string two = (p < 10 ? "0" : "") + std::to_string(p);
            writeFileAtomically(folder / ("p" + two + "_" + std::to_string(i) + ".png"),
                                image::encodePng(texturedFace(p, i)));
        }
}

} // namespace likeness::test
