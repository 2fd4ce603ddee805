// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/neighbours/index_module.h"

#include "core/base/error.h"
#include "core/base/loadable.h"
#include "core/base/parallel.h"
#include "core/neighbours/index_api.h"

#include <algorithm>
#include <cmath>
#include <mutex>

namespace likeness::neighbours {
namespace {

const LikenessIndex& module()
{
    static const LikenessIndex& instance =
        openModule<LikenessIndexOpen>("likeness_index", LIKENESS_INDEX_ENTRY, LIKENESS_INDEX_VERSION);
    return instance;
}

int asksToStop(void* context)
{
    return static_cast<jobs::Context*>(context)->stopRequested() ? 1 : 0;
}

} // namespace

std::vector<float> trainCells(const Vectors& vectors, std::size_t cells, int threads, jobs::Context& context)
{
    constexpr std::size_t kForEach = 40;
    const std::size_t count = std::min(vectors.count(), cells * kForEach);
    std::vector<float> sample;
    sample.reserve(count * vectors.dim);
    for (std::size_t s = 0; s < count; ++s) {
        const auto row = vectors.row(s * vectors.count() / count);
        const bool finite = std::ranges::all_of(row, [](float v) { return std::isfinite(v); });
        if (finite)
            sample.insert(sample.end(), row.begin(), row.end());
        else // faiss takes no others
            sample.insert(sample.end(), row.size(), 0.0f);
    }
    std::vector<float> centres(cells * vectors.dim);
    char message[LIKENESS_INDEX_MESSAGE] = "";
    static std::mutex oneAtATime;
    const std::lock_guard lock(oneAtATime);
    switch (module().train(sample.data(), count, vectors.dim, cells, threadCount(threads), asksToStop, &context,
                           centres.data(), message)) {
    case LIKENESS_INDEX_OK:
        return centres;
    case LIKENESS_INDEX_NO_MEMORY:
        throw Error(ErrorCode::OutOfMemory, "There is not enough memory to group the vectors for the search.");
    case LIKENESS_INDEX_STOPPED:
        context.checkStop();
        [[fallthrough]];
    default:
        throw Error(ErrorCode::Internal, "The vectors could not be grouped for the search.", message);
    }
}

} // namespace likeness::neighbours
