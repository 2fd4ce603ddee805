// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/recordio.h"
#include "tests/fuzz/drain.h"

using namespace likeness;
using namespace likeness::formats;

// A .rec without an index; and any bytes as a picture, written and read back.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::span bytes(data, size);
    jobs::RecordingContext context;
    Report report(context);
    try {
        const auto source =
            makeRecSource({"fuzz.rec", std::make_unique<MemoryReader>(bytes), nullptr, {}}, report, context);
        fuzz::drain(*source, bytes);
        (void)dumpJson(report.toJson());
    } catch (const Error&) { // what a hostile file is answered with
    }
    const std::array label = {7.0F};
    const Bytes record = recordio::frame(label, 1, 0, bytes);
    MemoryReader reader(record);
    const auto read = recordio::Reader(reader).at(0);
    if (read.end != record.size() || read.header.id != 1 ||
        recordio::join(std::span(record).first(static_cast<std::size_t>(read.stored))) != fuzz::copyOf(bytes))
        std::abort();
    return 0;
}
