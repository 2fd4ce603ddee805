// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/formats/pickle.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    try {
        const likeness::formats::pickle::Document document({data, size}, "fuzz");
        (void)document.takeStorage();
    } catch (const likeness::Error&) { // what a hostile file is answered with
    }
    return 0;
}
