// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/random.h"
#include "core/crops/crop_cache.h"
#include "core/run/run_folder.h"

#include <ATen/core/Tensor.h>

#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace likeness::train {

struct Batch {
    at::Tensor pixels;                // uint8 N×S×S×3 on the CPU
    at::Tensor labels;                // int64 N
    std::vector<std::size_t> samples; // indices into the training samples
};

// Which samples batch number `index` holds; a function of the seed and the index alone. All batches have the same size.
class BatchOrder
{
public:
    // Every epoch is a permutation of its own; the last batch is filled up from its beginning.
    BatchOrder(std::size_t samples, std::size_t batchSize, std::int64_t batchesPerEpoch, std::uint64_t seed);
    // P×K (Hermans et al. 2017): a batch holds `facesPerIdentity` faces of each of batchSize / facesPerIdentity
    // identities, all identities alike often. Of an identity with fewer faces some come twice. labels: of each sample,
    // 0..C−1, batchSize / facesPerIdentity ≤ C.
    BatchOrder(const std::vector<int>& labels,
               std::size_t batchSize,
               std::size_t facesPerIdentity,
               std::int64_t batchesPerEpoch,
               std::uint64_t seed);
    std::vector<std::size_t> batch(std::int64_t index);

private:
    void permute(Rng random);
    void deal(Rng random);

    std::size_t m_count, m_size;
    std::int64_t m_perEpoch;
    std::uint64_t m_seed;
    std::size_t m_perIdentity = 0;
    std::vector<std::vector<std::size_t>> m_faces; // of each identity; P×K only
    std::int64_t m_epoch = -1;
    std::vector<std::size_t> m_order; // of the epoch
};

// Reads batches ahead on a thread of its own. next() from one thread; rethrows what reading threw.
class BatchLoader
{
public:
    BatchLoader(const crops::CropReader& crops,
                const std::vector<run::Sample>& samples,
                BatchOrder order,
                std::int64_t first,
                std::int64_t end);
    ~BatchLoader();
    Batch next();

private:
    void work(const std::stop_token& stop);

    const crops::CropReader& m_crops;
    const std::vector<run::Sample>& m_samples;
    BatchOrder m_order;
    std::int64_t m_next, m_end;
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::deque<Batch> m_ready;
    std::exception_ptr m_failure;
    std::jthread m_thread;
};

} // namespace likeness::train
