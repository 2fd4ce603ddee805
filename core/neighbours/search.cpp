// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/neighbours/search.h"

#include "core/base/error.h"
#include "core/neighbours/exact.h"

#include <limits>

namespace likeness::neighbours {
namespace {

void checkSizes(const Vectors& vectors, std::span<const std::uint32_t> groups, bool needed)
{
    if ((needed || !groups.empty()) && groups.size() != vectors.count())
        throw Error(ErrorCode::BadArgument, "Vectors and groups do not match in number.");
    if (vectors.count() > std::numeric_limits<std::uint32_t>::max())
        throw Error(ErrorCode::BadArgument, "More than four thousand million vectors cannot be compared.");
}

} // namespace

Result
nearest(const Vectors& vectors, std::span<const std::uint32_t> groups, const Options& options, jobs::Context& context)
{
    checkSizes(vectors, groups, false);
    const Kernel& kernel = *kernels().front();
    Result out;
    out.lists = exactNearest(vectors, groups, Pairs::OtherGroups, options.k, options.threads, kernel, context);
    out.method = std::string("exact (") + kernel.name + ")";
    return out;
}

Lists nearestInGroup(
    const Vectors& vectors, std::span<const std::uint32_t> groups, std::size_t k, int threads, jobs::Context& context)
{
    checkSizes(vectors, groups, true);
    return exactNearest(vectors, groups, Pairs::SameGroup, k, threads, *kernels().front(), context);
}

} // namespace likeness::neighbours
