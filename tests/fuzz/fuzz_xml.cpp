// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/formats/xml_pictures.h"

// Once whole, and once in pieces whose size the first byte says: what is found must be the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0)
        return 0;
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    const std::size_t piece = std::size_t{1} + data[0];
    for (const auto make : {likeness::formats::imglabParser, likeness::formats::cvatParser}) {
        std::size_t found[2] = {0, 0};
        for (const bool whole : {true, false}) {
            const auto parser = make("fuzz");
            const std::size_t step = whole ? std::max<std::size_t>(text.size(), 1) : piece;
            try {
                for (std::size_t at = 0; at < text.size(); at += step)
                    parser->feed(text.substr(at, step), at + step >= text.size());
            } catch (const likeness::Error&) { // what a hostile file is answered with
            }
            found[whole ? 1 : 0] = parser->found.size();
        }
        if (found[0] != found[1])
            __builtin_trap();
    }
    return 0;
}
