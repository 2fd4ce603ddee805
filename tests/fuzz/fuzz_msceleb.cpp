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
        fuzz::drain(*makeMsCelebSource(std::make_unique<MemoryReader>(bytes), "fuzz.tsv", report, context), bytes);
        (void)dumpJson(report.toJson());
    } catch (const Error&) { // what a hostile file is answered with
    }
    return 0;
}
