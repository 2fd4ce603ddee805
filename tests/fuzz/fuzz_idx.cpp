// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/drain.h"

using namespace likeness;
using namespace likeness::formats;

// An .idx, a zero byte, the file "property", a zero byte, the .rec.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    std::span<const std::uint8_t> rest(data, size);
    const auto index = fuzz::takeToZero(rest);
    const auto property = fuzz::takeToZero(rest);
    jobs::RecordingContext context;
    Report report(context);
    try {
        const auto source =
            makeRecSource({"fuzz.rec", std::make_unique<MemoryReader>(rest), std::make_unique<MemoryReader>(index),
                           std::string(property.begin(), property.end())},
                          report, context);
        fuzz::drain(*source, rest);
        (void)dumpJson(report.toJson());
    } catch (const Error&) { // what a hostile file is answered with
    }
    return 0;
}
