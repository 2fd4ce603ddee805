// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/drain.h"

using namespace likeness;
using namespace likeness::formats;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::span bytes(data, size);
    jobs::RecordingContext context;
    Report report(context);
    try {
        const Pack pack = readPack(fuzz::copyOf(bytes), "fuzz");
        fuzz::drain(*makePackSource(pack, "fuzz.bin", report, context), bytes);
    } catch (const Error&) { // what a hostile file is answered with
    }
    return 0;
}
