// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/curate/grouping.h"

using namespace likeness;

// What is accepted is the same after it was kept again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    curate::GroupProposal proposal;
    try {
        proposal = curate::proposalFrom(parseJson(text, "fuzz"));
    } catch (const Error&) { // what a hostile file is answered with
        return 0;
    } catch (const Json::exception&) {
        return 0;
    }
    const std::string kept = dumpJson(curate::toJson(proposal));
    if (dumpJson(curate::toJson(curate::proposalFrom(parseJson(kept, "again")))) != kept)
        __builtin_trap();
    return 0;
}
