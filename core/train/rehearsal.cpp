// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/rehearsal.h"

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/random.h"
#include "core/nn/device.h"
#include "core/nn/memory.h"
#include "core/nn/torch_compat.h"
#include "core/train/learner.h"

#include <ATen/detail/CUDAHooksInterface.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <memory>
#include <optional>
#include <vector>

namespace likeness::train {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kWarmUp = 2;   // the first steps choose kernels and fill the memory that later ones use again
constexpr int kSmallest = 2; // batch normalisation needs two
constexpr int kGrowth = 4;

std::uint64_t ofThisProcess(const char* key)
{
    std::ifstream status("/proc/self/status");
    std::string word;
    std::uint64_t kilobytes = 0;
    while (status >> word)
        if (word == key && status >> kilobytes)
            return kilobytes << 10;
    return 0;
}

struct Figures {
    int batch = 0, steps = 0;
    double stepSeconds = 0;
    std::uint64_t peak = 0;
};

class Rehearsal
{
public:
    Rehearsal(const run::Config& config,
              int classes,
              std::span<const std::uint8_t> start,
              double seconds,
              const std::function<void()>& check)
        : m_config(config), m_classes(classes), m_start(start), m_device(nn::parseDevice(config.train.device)),
          m_seconds(seconds), m_check(check),
          m_fresh(!m_device.is_cuda() || !at::detail::getCUDAHooks().hasPrimaryContext(m_device.index())),
          m_memory(nn::deviceMemory(m_device)), m_resident(ofThisProcess("VmRSS:"))
    {
        nn::setThreads(config.train.threads);
    }
    Json run() { return m_device.is_cuda() ? onGpu() : onCpu(); }

private:
    Figures steps(int batch, double seconds, int warmUp = kWarmUp) const;
    std::optional<Figures> stepsIfRoom(int batch) const; // nothing: out of memory
    Json onGpu() const;
    Json onCpu() const;
    Json answer(bool fits, int largest, const Figures& measured, double stepSeconds, std::uint64_t peak) const;

    run::Config m_config;
    int m_classes;
    std::span<const std::uint8_t> m_start;
    c10::Device m_device;
    double m_seconds;
    const std::function<void()>& m_check;
    bool m_fresh; // nothing of this process lies on the GPU, where LibTorch gives back what it took only when it ends
    nn::Memory m_memory;      // before anything was done
    std::uint64_t m_resident; // of this process, likewise
};

// At least one step after the warm-up, more while `seconds` last.
Figures Rehearsal::steps(int batch, double seconds, int warmUp) const
{
    std::ofstream("/proc/self/clear_refs") << 5; // proc(5): forgets the peak
    const nn::MemoryReuse reuse;
    Learner learner(m_config, m_classes, m_device, m_start);
    learner.network().betweenLayers = m_check;
    const int size = m_config.model.inputSize;
    auto pixels = at::empty({batch, size, size, 3}, at::kByte);
    Rng random(m_config.train.seed);
    auto* p = pixels.data_ptr<std::uint8_t>();
    for (std::int64_t i = 0; i < pixels.numel(); ++i)
        p[i] = static_cast<std::uint8_t>(random.next() >> 56);
    std::vector<std::int64_t> numbers;
    const int each = std::max(1, m_config.train.facesPerIdentity);
    for (int i = 0; i < batch; ++i)
        numbers.push_back(i / each % m_classes);
    const auto labels = at::tensor(numbers, at::kLong);
    std::int64_t item = 0;
    const auto step = [&] {
        m_check();
        learner.beginStep();
        const auto loss = learner.accumulate(pixels, labels, item++, {1, m_config.loss.focalGamma}).loss;
        learner.step(0);
        loss.item<double>(); // waits for the device
    };
    const auto begin = Clock::now();
    for (int i = 0; i < warmUp && (i == 0 || secondsSince(begin) < seconds); ++i)
        step();
    Figures out{batch, 0, 0, 0};
    const auto start = Clock::now();
    do {
        step();
        ++out.steps;
    } while (secondsSince(begin) < seconds);
    out.stepSeconds = secondsSince(start) / out.steps;
    if (const auto most = ofThisProcess("VmHWM:"); !m_device.is_cuda())
        out.peak = most > m_resident ? most - m_resident : 0;
    else if (const auto now = nn::deviceMemory(m_device); m_fresh && m_memory.free > now.free)
        out.peak = m_memory.free - now.free;
    return out;
}

std::optional<Figures> Rehearsal::stepsIfRoom(int batch) const
{
    try {
        try {
            return steps(batch, m_seconds);
        } catch (...) {
            nn::rethrow();
        }
    } catch (const Error& e) {
        if (e.code() != ErrorCode::OutOfMemory)
            throw;
        return std::nullopt;
    }
}

Json Rehearsal::onGpu() const
{
    const int wanted = m_config.train.batchSize;
    for (int batch = wanted; batch >= kSmallest; batch /= 2)
        if (const auto figures = stepsIfRoom(batch))
            return answer(batch == wanted, batch, *figures, figures->stepSeconds, figures->peak);
    return answer(false, 0, {}, 0, 0);
}

Json Rehearsal::onCpu() const
{
    const int wanted = m_config.train.batchSize;
    const auto begin = Clock::now();
    std::optional<Figures> before, last;
    const auto bytesFor = [&](int batch) { // linear in the batch; the first one alone also has what is needed once
        const double perFace =
            before ? std::max(0.0, (static_cast<double>(last->peak) - static_cast<double>(before->peak)) /
                                       (last->batch - before->batch))
                   : static_cast<double>(last->peak) / last->batch;
        return static_cast<std::uint64_t>(static_cast<double>(last->peak) + perFace * (batch - last->batch));
    };
    const auto room = [&](std::uint64_t bytes) { return m_memory.free == 0 || bytes <= m_memory.free; };
    for (int batch = std::min(kSmallest, wanted);;) {
        const double left = m_seconds - secondsSince(begin);
        const auto figures = steps(batch, batch == wanted ? left : 0, left > 0 ? kWarmUp : 0);
        before = std::exchange(last, figures);
        if (batch == wanted)
            break;
        const double perFace = last->stepSeconds / last->batch;
        const int next = std::min(batch * kGrowth, wanted);
        const bool time = secondsSince(begin) + perFace * next * (kWarmUp + 1) <= m_seconds;
        if (before && (!time || !room(bytesFor(next))))
            break;
        batch = next; // two sizes at least, for what one face more takes
    }
    int largest = wanted;
    while (largest >= kSmallest && !room(bytesFor(largest)))
        largest /= 2;
    const bool fits = largest == wanted;
    largest = largest < kSmallest ? 0 : largest;
    return answer(fits, largest, *last, last->stepSeconds * std::max(largest, kSmallest) / last->batch,
                  bytesFor(wanted));
}

Json Rehearsal::answer(bool fits, int largest, const Figures& measured, double stepSeconds, std::uint64_t peak) const
{
    return {{"device", nn::deviceId(m_device)},
            {"device_name", nn::deviceName(m_device)},
            {"batch", m_config.train.batchSize},
            {"fits", fits},
            {"largest_batch", largest},
            {"measured_batch", measured.batch},
            {"steps", measured.steps},
            {"step_seconds", stepSeconds},
            {"images_per_second", measured.stepSeconds > 0 ? measured.batch / measured.stepSeconds : 0.0},
            {"peak_memory_bytes", peak},
            {"memory_free", m_memory.free},
            {"memory_total", m_memory.total}};
}

} // namespace

Json rehearse(const run::Config& config,
              int classes,
              std::span<const std::uint8_t> start,
              double seconds,
              const std::function<void()>& check)
{
    return Rehearsal(config, classes, start, seconds, check).run();
}

} // namespace likeness::train
