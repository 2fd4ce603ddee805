// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/batch_loader.h"

#include "core/base/random.h"
#include "core/nn/embedder.h"
#include "core/nn/torch_compat.h"

#include <numeric>

namespace likeness::train {
namespace {

constexpr std::size_t kAhead = 3;
constexpr std::uint64_t kOrderStream = 0x6F72646572; // keeps these numbers apart from the augmentation's

} // namespace

BatchOrder::BatchOrder(std::size_t samples, std::size_t batchSize, std::int64_t batchesPerEpoch, std::uint64_t seed)
    : m_count(samples), m_size(batchSize), m_perEpoch(batchesPerEpoch), m_seed(seed ^ kOrderStream),
      m_permutation(samples)
{
}

std::vector<std::size_t> BatchOrder::batch(std::int64_t index)
{
    const auto epoch = index / m_perEpoch;
    if (epoch != m_epoch) {
        std::iota(m_permutation.begin(), m_permutation.end(), std::size_t{0});
        Rng::forItem(m_seed, static_cast<std::uint64_t>(epoch)).shuffle(std::span(m_permutation));
        m_epoch = epoch;
    }
    std::vector<std::size_t> out(m_size);
    const auto first = static_cast<std::size_t>(index % m_perEpoch) * m_size;
    for (std::size_t i = 0; i < m_size; ++i)
        out[i] = m_permutation[(first + i) % m_count];
    return out;
}

BatchLoader::BatchLoader(const crops::CropReader& crops,
                         const std::vector<run::Sample>& samples,
                         BatchOrder order,
                         std::int64_t first,
                         std::int64_t end)
    : m_crops(crops), m_samples(samples), m_order(std::move(order)), m_next(first), m_end(end),
      m_thread([this](const std::stop_token& stop) { work(stop); })
{
}

BatchLoader::~BatchLoader()
{
    m_thread.request_stop();
    m_changed.notify_all();
}

void BatchLoader::work(const std::stop_token& stop)
{
    try {
        for (; m_next < m_end && !stop.stop_requested(); ++m_next) {
            Batch batch;
            batch.samples = m_order.batch(m_next);
            std::vector<const std::uint8_t*> pixels;
            std::vector<std::int64_t> labels;
            for (const auto i : batch.samples) {
                pixels.push_back(m_crops.pixels(m_samples[i].face).data());
                labels.push_back(m_samples[i].label);
            }
            batch.pixels = nn::stack(pixels, m_crops.size());
            batch.labels = at::tensor(labels, at::kLong);
            std::unique_lock lock(m_mutex);
            if (!m_changed.wait(lock, stop, [this] { return m_ready.size() < kAhead; }))
                return;
            m_ready.push_back(std::move(batch));
            m_changed.notify_all();
        }
    } catch (...) {
        const std::lock_guard lock(m_mutex);
        m_failure = std::current_exception();
        m_changed.notify_all();
    }
}

Batch BatchLoader::next()
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return !m_ready.empty() || m_failure; });
    if (m_ready.empty())
        std::rethrow_exception(m_failure);
    Batch batch = std::move(m_ready.front());
    m_ready.pop_front();
    m_changed.notify_all();
    return batch;
}

} // namespace likeness::train
