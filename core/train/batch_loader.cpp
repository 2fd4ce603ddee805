// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/batch_loader.h"

#include "core/base/error.h"
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
    : m_count(samples), m_size(batchSize), m_perEpoch(batchesPerEpoch), m_seed(seed ^ kOrderStream)
{
}

BatchOrder::BatchOrder(const std::vector<int>& labels,
                       std::size_t batchSize,
                       std::size_t facesPerIdentity,
                       std::int64_t batchesPerEpoch,
                       std::uint64_t seed)
    : BatchOrder(labels.size(), batchSize, batchesPerEpoch, seed)
{
    m_perIdentity = facesPerIdentity;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const auto label = static_cast<std::size_t>(labels[i]);
        if (label >= m_faces.size())
            m_faces.resize(label + 1);
        m_faces[label].push_back(i);
    }
    std::erase_if(m_faces, [](const auto& faces) { return faces.empty(); });
    if (m_size / m_perIdentity > m_faces.size())
        throw Error(ErrorCode::BadArgument, "a batch of so many identities needs more than there are");
}

void BatchOrder::permute(Rng random)
{
    m_order.resize(m_count);
    std::iota(m_order.begin(), m_order.end(), std::size_t{0});
    random.shuffle(std::span(m_order));
}

void BatchOrder::deal(Rng random)
{
    m_order.clear();
    const auto needed = m_size * static_cast<std::size_t>(m_perEpoch), people = m_size / m_perIdentity;
    std::vector<std::size_t> identities(m_faces.size());
    std::iota(identities.begin(), identities.end(), std::size_t{0});
    std::vector<std::size_t> next(m_faces.size(), 0); // where each identity's own shuffled faces stand
    auto shuffled = m_faces;
    for (auto& faces : shuffled)
        random.shuffle(std::span(faces));
    std::size_t at = identities.size();
    while (m_order.size() < needed) {
        if (at + people > identities.size()) { // a batch never holds an identity twice
            random.shuffle(std::span(identities));
            at = 0;
        }
        for (std::size_t p = 0; p < people; ++p, ++at)
            for (std::size_t k = 0; k < m_perIdentity; ++k) {
                const auto& faces = shuffled[identities[at]];
                m_order.push_back(faces[next[identities[at]]++ % faces.size()]);
            }
    }
}

std::vector<std::size_t> BatchOrder::batch(std::int64_t index)
{
    const auto epoch = index / m_perEpoch;
    if (epoch != m_epoch) {
        const auto random = Rng::forItem(m_seed, static_cast<std::uint64_t>(epoch));
        m_perIdentity > 0 ? deal(random) : permute(random);
        m_epoch = epoch;
    }
    std::vector<std::size_t> out(m_size);
    const auto first = static_cast<std::size_t>(index % m_perEpoch) * m_size;
    for (std::size_t i = 0; i < m_size; ++i)
        out[i] = m_order[(first + i) % m_order.size()];
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
