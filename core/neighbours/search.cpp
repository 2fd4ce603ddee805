// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/neighbours/search.h"

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/neighbours/approximate.h"
#include "core/neighbours/exact.h"

#include <limits>

namespace likeness::neighbours {
namespace {

void checkSizes(const Vectors& vectors, std::span<const std::uint32_t> groups, bool needed)
{
    if ((needed || !groups.empty()) && groups.size() != vectors.count())
        throw Error(ErrorCode::BadArgument, "Vectors and groups do not match in number.");
    if (vectors.count() >= std::numeric_limits<std::uint32_t>::max())
        throw Error(ErrorCode::BadArgument, "More than four thousand million vectors cannot be compared.");
}

bool isQuick(const Vectors& vectors, int threads, const Kernel& kernel)
{
    constexpr double kAlways = 200'000;
    constexpr double kSeconds = 600;
    const auto count = static_cast<double>(vectors.count());
    const double pairs = count * count / 2 * static_cast<double>(vectors.dim) / 128;
    const double rate = kernel.pairsPerSecond * threadCount(threads);
    return count <= kAlways || pairs / rate <= kSeconds;
}

} // namespace

Result
nearest(const Vectors& vectors, std::span<const std::uint32_t> groups, const Options& options, jobs::Context& context)
{
    checkSizes(vectors, groups, false);
    const Kernel& kernel = *kernels().front();
    if (options.method == Method::Approximate ||
        (options.method == Method::Automatic && !isQuick(vectors, options.threads, kernel)))
        return approximateNearest(vectors, groups, options.k, options.threads, kernel, context);
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

std::string kernelName()
{
    return kernels().front()->name;
}

} // namespace likeness::neighbours
