// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/json_util.h"
#include "core/formats/coco_index.h"

using namespace likeness;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    bool valid = false;
    try {
        const Json json = parseJson(text, "fuzz");
        valid = true;
        if (parseJson(dumpJson(json), "again") != json)
            __builtin_trap();
    } catch (const Error&) { // what a hostile file is answered with
    }
    try {
        const formats::CocoIndex index(text, "fuzz", [] {});
        for (std::size_t i = 0; i < index.size(); ++i)
            (void)index.picture(i); // of a text that was accepted, each entry is JSON
    } catch (const Error& e) {
        if (valid && text.find('{') == 0 && std::string_view(e.what()).find("an annotation is not") == 0)
            __builtin_trap();
    }
    return 0;
}
