// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/features.h"
#include "tests/fuzz/drain.h"

using namespace likeness;
using namespace likeness::formats;

// A .meta, a zero byte, the .bin.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    std::span<const std::uint8_t> bin(data, size);
    const auto meta = fuzz::takeToZero(bin);
    jobs::RecordingContext context;
    try {
        FeatureReader reader(std::make_unique<MemoryReader>(bin), std::make_unique<MemoryReader>(meta), 0, context);
        if (reader.size() * static_cast<std::uint64_t>(reader.dim()) * 4 != bin.size())
            std::abort();
        std::vector<float> row(static_cast<std::size_t>(reader.dim()));
        std::int64_t label = 0;
        while (reader.next(row, label)) {
        }
    } catch (const Error&) { // what a hostile file is answered with
    }
    return 0;
}
