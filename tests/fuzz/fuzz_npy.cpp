// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/features.h"
#include "tests/fuzz/drain.h"

using namespace likeness;
using namespace likeness::formats;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    MemoryReader file({data, size});
    try {
        const FeatureSet features = readNpy(file, "fuzz");
        if (features.dim < 1 || features.values.size() * 4 > size)
            std::abort();
    } catch (const Error&) { // what a hostile file is answered with
    }
    return 0;
}
