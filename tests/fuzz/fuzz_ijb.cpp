// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/ijb_lists.h"
#include "tests/fuzz/drain.h"

#include <algorithm>
#include <cmath>

using namespace likeness;
using namespace likeness::formats;

// The lists of members, points and pairs, a zero byte between them.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    std::span<const std::uint8_t> rest(data, size);
    MemoryReader members(fuzz::takeToZero(rest)), points(fuzz::takeToZero(rest)), pairs(rest);
    jobs::RecordingContext context;
    const auto promise = [](bool kept) {
        if (!kept)
            std::abort();
    };
    try {
        const IjbTemplates lists = readIjbTemplates(members, points, context);
        promise(!lists.ids.empty() && std::is_sorted(lists.ids.begin(), lists.ids.end()));
        for (std::size_t i = 0; i < lists.members.size(); ++i) {
            const auto& m = lists.members[i];
            promise(m.templ < lists.ids.size() && m.image < lists.images.size());
            promise(i == 0 || lists.members[i - 1].templ <= m.templ);
        }
        for (const auto& image : lists.images) {
            const std::filesystem::path path(image.name);
            promise(!path.empty() && path.is_relative() && std::isfinite(image.score));
            promise(*path.lexically_normal().begin() != "..");
        }
    } catch (const Error&) { // what a hostile file is answered with
    }
    try {
        readIjbPairs(
            pairs, [](std::uint32_t, std::uint32_t, bool) {}, context);
    } catch (const Error&) {
    }
    return 0;
}
