// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
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

// Which samples batch number `index` holds: every epoch is a permutation of its own, and the last batch is filled up
// from its beginning, so that all batches have the same size.
class BatchOrder
{
public:
    BatchOrder(std::size_t samples, std::size_t batchSize, std::int64_t batchesPerEpoch, std::uint64_t seed);
    std::vector<std::size_t> batch(std::int64_t index);

private:
    std::size_t m_count, m_size;
    std::int64_t m_perEpoch;
    std::uint64_t m_seed;
    std::int64_t m_epoch = -1;
    std::vector<std::size_t> m_permutation;
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
