// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/neighbours/every_pair.h"

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/neighbours/packed.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <vector>

namespace likeness::neighbours {
namespace {

// bfloat16 would change the products themselves.
const Kernel& exactKernel()
{
    const auto all = kernels();
    return **std::find_if(all.begin(), all.end(), [](const Kernel* kernel) { return !kernel->halves; });
}

} // namespace

void everyPair(const Vectors& vectors,
               std::span<const std::uint32_t> order,
               int threads,
               const std::function<TileSink&(std::size_t worker)>& sink,
               jobs::Context& context)
{
    const std::size_t count = order.size();
    if (std::any_of(order.begin(), order.end(), [&](std::uint32_t item) { return item >= vectors.count(); }))
        throw Error(ErrorCode::BadArgument, "A pair names a vector that is not there.");
    if (count < 2)
        return;
    const Kernel& kernel = exactKernel();
    const Packed packed(vectors, order, kernel, threads, context);
    const std::size_t blocks = packed.blocks();
    // A block of rows against one of columns: the one that stays the same is read from the near caches.
    const std::size_t tasks = blocks * (blocks + 1) / 2;
    const auto workers = std::min<std::size_t>(static_cast<std::size_t>(threadCount(threads)), tasks);
    std::vector<TileSink*> sinks;
    for (std::size_t w = 0; w < workers; ++w)
        sinks.push_back(&sink(w));
    const std::uint64_t total = std::uint64_t{count} * (count - 1) / 2;
    std::atomic<std::size_t> next{0};
    std::atomic<std::uint64_t> done{0};
    const auto block = [&](TileSink& out, std::size_t row, std::size_t column) {
        alignas(64) std::array<float, kMostScores> products;
        const std::size_t lastColumn = std::min((column + 1) * kBlock, count);
        const std::size_t lastRow = std::min((row + 1) * kBlock, count);
        for (std::size_t c = column * kBlock; c < lastColumn; c += kernel.columns)
            for (std::size_t r = row * kBlock; r < lastRow; r += kernel.rows) {
                if (r >= c + kernel.columns)
                    break; // below the diagonal
                kernel.products(packed.at(r), packed.at(c), packed.steps(), products.data());
                const bool whole = r + kernel.rows <= c && c + kernel.columns <= count && r + kernel.rows <= count;
                out.take({r, c, kernel.rows, kernel.columns, whole, products.data()});
            }
    };
    parallelFor(
        workers, static_cast<int>(workers),
        [&](std::size_t w) {
            for (std::size_t t = next++; t < tasks && !context.stopRequested(); t = next++) {
                // Column by column of the upper triangle: t = column (column + 1) / 2 + row.
                auto column = static_cast<std::size_t>((std::sqrt(8.0 * static_cast<double>(t) + 1) - 1) / 2);
                while (column * (column + 1) / 2 > t)
                    --column;
                while ((column + 1) * (column + 2) / 2 <= t)
                    ++column;
                const std::size_t row = t - column * (column + 1) / 2;
                block(*sinks[w], row, column);
                const std::uint64_t pairs = std::uint64_t{std::min(kBlock, count - row * kBlock)} *
                                            std::min(kBlock, count - column * kBlock) / (row == column ? 2 : 1);
                context.progress(std::min(done += pairs, total), total, "pairs");
            }
        },
        context.stopToken());
    context.checkStop();
}

} // namespace likeness::neighbours
