// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/run/run_summary.h"

#include <cstdlib>
#include <fstream>
#include <unistd.h>

using namespace likeness;

// metrics.jsonl of a run on another machine. Read at once or in two parts, with what was learned kept in between, it
// says the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const std::filesystem::path folder = [] {
        char name[] = "/tmp/fuzz-events-XXXXXX";
        return std::filesystem::path(::mkdtemp(name));
    }();
    const auto* text = reinterpret_cast<const char*>(data);
    const auto write = [&](std::size_t length) {
        std::ofstream(folder / "metrics.jsonl", std::ios::binary | std::ios::trunc)
            .write(text, static_cast<std::streamsize>(length));
    };
    try {
        write(size);
        run::EventReader whole(folder);
        run::EventDigest atOnce;
        atOnce.update(whole);
        write(size / 2);
        run::EventReader first(folder);
        run::EventDigest part;
        part.update(first);
        write(size);
        run::EventReader second(folder, first.position());
        run::EventDigest inTwo = run::EventDigest::fromJson(parseJson(dumpJson(part.toJson()), "kept"));
        inTwo.update(second);
        if (second.position() != whole.position())
            __builtin_trap();
        run::Summary summary;
        atOnce.fill(summary);
        inTwo.fill(summary);
    } catch (const Error&) { // what a hostile file is answered with
    }
    return 0;
}
