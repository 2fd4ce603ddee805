// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/fused_steps.h"
#include "core/nn/torch_compat.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <atomic>
#include <barrier>
#include <cstring>
#include <exception>
#include <thread>

namespace likeness::nn {
namespace {

// Multiplications of an image that are worth several threads, which meet after every step: tens of milliseconds. Below
// that a busy machine loses more by their waiting for one another than an idle one gains.
constexpr std::int64_t kWorthSharing = 1'000'000'000;

bool fits(const at::Tensor& values, std::int64_t channels)
{
    return !values.defined() || (values.is_floating_point() && values.numel() == channels);
}

} // namespace

FusedNetwork::FusedNetwork(const FusedKernels& kernels, std::int64_t inputChannels) : m_kernels(kernels)
{
    Plane input;
    input.channels = inputChannels;
    input.stored = roundUp(inputChannels, kernels.depthStep);
    m_planes.push_back(input);
}

FusedNetwork::~FusedNetwork() = default;

FusedNetwork::Value FusedNetwork::append(Step step, std::int64_t channels)
{
    Plane plane;
    plane.channels = channels;
    plane.stored = roundUp(channels, kChannelBlock);
    step.y = static_cast<Value>(m_planes.size());
    m_planes.push_back(plane);
    m_steps.push_back(std::move(step));
    return m_steps.back().y;
}

FusedNetwork::Value FusedNetwork::conv(Value x,
                                       const at::Tensor& weight,
                                       const at::Tensor& bias,
                                       std::array<std::int64_t, 2> stride,
                                       std::array<std::int64_t, 4> pads,
                                       std::int64_t groups)
{
    if (x < 0 || weight.dim() != 4 || !weight.is_floating_point() || weight.numel() == 0)
        return kNone;
    const auto in = m_planes[static_cast<std::size_t>(x)].channels, out = weight.size(0);
    const bool depthwise = groups > 1 && groups == in && out == in && weight.size(1) == 1 && x != input();
    if ((!depthwise && (groups != 1 || weight.size(1) != in)) || !fits(bias, out))
        return kNone;
    Step step;
    step.kind = depthwise ? Step::Kind::Depthwise : Step::Kind::Dense;
    step.x = x;
    step.weight = weight;
    step.bias = bias;
    step.stride = stride;
    step.pads = pads;
    return append(std::move(step), out);
}

FusedNetwork::Value FusedNetwork::affine(Value x, const at::Tensor& scale, const at::Tensor& shift)
{
    if (x <= 0 || !fits(scale, m_planes[static_cast<std::size_t>(x)].channels) ||
        !fits(shift, m_planes[static_cast<std::size_t>(x)].channels))
        return kNone;
    Step step;
    step.x = x;
    step.scale = scale;
    step.bias = shift;
    return append(std::move(step), m_planes[static_cast<std::size_t>(x)].channels);
}

FusedNetwork::Value FusedNetwork::prelu(Value x, const at::Tensor& slope)
{
    if (x <= 0 || !slope.is_floating_point() ||
        (slope.numel() != 1 && slope.numel() != m_planes[static_cast<std::size_t>(x)].channels))
        return kNone;
    Step step;
    step.x = x;
    step.slope = slope;
    return append(std::move(step), m_planes[static_cast<std::size_t>(x)].channels);
}

FusedNetwork::Value FusedNetwork::add(Value a, Value b)
{
    if (a <= 0 || b <= 0 ||
        m_planes[static_cast<std::size_t>(a)].channels != m_planes[static_cast<std::size_t>(b)].channels)
        return kNone;
    Step step;
    step.x = a;
    step.other = b;
    return append(std::move(step), m_planes[static_cast<std::size_t>(a)].channels);
}

void FusedNetwork::runStep(const Step& s, std::uint8_t* memory, std::size_t part, std::size_t parts) const
{
    const Plane &x = m_planes[static_cast<std::size_t>(s.x)], &y = m_planes[static_cast<std::size_t>(s.y)];
    const auto item = static_cast<std::size_t>(m_kernels.itemBytes);
    std::uint8_t* to = memory + y.offset;
    if (part == 0 && y.border > 0) {
        const auto clear = [&](std::int64_t first, std::int64_t count) {
            std::memset(to + static_cast<std::size_t>(first) * item, 0, static_cast<std::size_t>(count) * item);
        };
        clear(0, y.at(0, 0)); // everything before the first pixel, between two rows, after the last pixel
        for (std::int64_t row = 0; row < y.height; ++row)
            clear(y.at(row, y.width), (row + 1 < y.height ? y.at(row + 1, 0) : y.items()) - y.at(row, y.width));
    }
    // Whole tiles to each part where that can be.
    const std::int64_t units = s.kind == Step::Kind::Depthwise ? y.height : y.height * y.width;
    const auto share = [&](std::size_t n) {
        const auto cut = units * static_cast<std::int64_t>(n) / static_cast<std::int64_t>(parts);
        return n == parts || s.kind == Step::Kind::Depthwise ? cut : cut / kTilePixels * kTilePixels;
    };
    const std::int64_t first = share(part), last = share(part + 1);
    if (first >= last)
        return;
    const void* from = memory + x.offset;
    const void* other = s.other < 0 ? nullptr : memory + m_planes[static_cast<std::size_t>(s.other)].offset;
    const auto channels = static_cast<std::int32_t>(y.stored);
    if (s.kind == Step::Kind::Dense)
        m_kernels.dense({from, s.windows.data(), s.taps.data(), static_cast<std::int32_t>(s.taps.size()),
                         static_cast<std::int32_t>(s.depth), s.packed.data(), s.biases.data(), s.slopes.data(), other,
                         s.otherPixels.data(), to, s.pixels.data(), channels},
                        first, last);
    else if (s.kind == Step::Kind::Depthwise)
        m_kernels.depthwise({from, s.windows.data(), static_cast<std::int32_t>(s.weight.size(2)),
                             static_cast<std::int32_t>(s.weight.size(3)), static_cast<std::int32_t>(s.stride[1]),
                             static_cast<std::int32_t>(x.pitch()), s.floats.data(), s.biases.data(), s.slopes.data(),
                             to, s.pixels.data(), static_cast<std::int32_t>(y.width), channels},
                            first, last);
    else
        m_kernels.pointwise({from, s.windows.data(), s.floats.data(), s.biases.data(), s.slopes.data(), other,
                             s.otherPixels.data(), to, s.pixels.data(), channels},
                            first, last);
}

// An image (channels last, without border) into its plane.
void FusedNetwork::take(const std::uint8_t* image, std::uint8_t* memory) const
{
    const Plane& p = m_planes[0];
    const auto item = static_cast<std::size_t>(m_kernels.itemBytes),
               pixel = static_cast<std::size_t>(p.channels) * item;
    std::uint8_t* to = memory + p.offset;
    std::memset(to, 0, static_cast<std::size_t>(p.items()) * item);
    for (std::int64_t y = 0; y < p.height; ++y) {
        std::uint8_t* row = to + static_cast<std::size_t>(p.at(y, 0)) * item;
        if (p.stored == p.channels) {
            std::memcpy(row, image, static_cast<std::size_t>(p.width) * pixel);
            image += static_cast<std::size_t>(p.width) * pixel;
        } else {
            for (std::int64_t x = 0; x < p.width; ++x, image += pixel, row += static_cast<std::size_t>(p.stored) * item)
                std::memcpy(row, image, pixel);
        }
    }
}

void FusedNetwork::give(const std::uint8_t* memory, std::uint8_t* rows) const
{
    const Plane& p = m_planes[static_cast<std::size_t>(m_output)];
    const auto item = static_cast<std::size_t>(m_kernels.itemBytes),
               pixel = static_cast<std::size_t>(p.channels) * item;
    for (std::int64_t y = 0; y < p.height; ++y)
        for (std::int64_t x = 0; x < p.width; ++x, rows += pixel)
            std::memcpy(rows, memory + p.offset + static_cast<std::size_t>(p.at(y, x)) * item, pixel);
}

at::Tensor FusedNetwork::run(const at::Tensor& batch, const std::function<void()>& check) const
{
    const Plane &in = m_planes[0], &out = m_planes[static_cast<std::size_t>(m_output)];
    const auto type = m_kernels.itemBytes == 4 ? at::kFloat : at::kBFloat16;
    TORCH_CHECK(batch.dim() == 4 && batch.size(1) == in.channels && batch.size(2) == in.height &&
                    batch.size(3) == in.width,
                "the batch is not of the size that the network was made for");
    const auto given = batch.to(type).contiguous(at::MemoryFormat::ChannelsLast);
    const auto count = static_cast<std::size_t>(batch.size(0));
    auto result = at::empty({batch.size(0), out.channels, out.height, out.width}, at::TensorOptions().dtype(type),
                            at::MemoryFormat::ChannelsLast);
    const auto* images = static_cast<const std::uint8_t*>(given.data_ptr());
    auto* rows = static_cast<std::uint8_t*>(result.data_ptr());
    const std::size_t imageBytes = count == 0 ? 0 : given.nbytes() / count,
                      rowBytes = count == 0 ? 0 : result.nbytes() / count;

    auto threads = static_cast<std::size_t>(std::max(1, at::get_num_threads()));
    const bool together = count < threads && m_work >= kWorthSharing; // all on one image
    if (!together)
        threads = std::min(threads, std::max<std::size_t>(1, count));
    const std::size_t memories = together ? 1 : threads;
    while (m_memory.size() < memories)
        m_memory.push_back(at::empty({m_memoryBytes}, at::kByte));
    std::barrier<> meeting(static_cast<std::ptrdiff_t>(threads));
    std::atomic<std::size_t> next{0};
    std::atomic<bool> stopped{false};
    std::exception_ptr failure;
    const auto work = [&](std::size_t worker) {
        auto* memory = m_memory[together ? 0 : worker].data_ptr<std::uint8_t>();
        const auto goOn = [&] { // between steps
            if (worker == 0 && check && !stopped) {
                try {
                    check();
                } catch (...) {
                    failure = std::current_exception();
                    stopped = true;
                }
            }
            if (together)
                meeting.arrive_and_wait();
            if (stopped && together)
                meeting.arrive_and_drop(); // nobody waits for one who leaves
            return !stopped;
        };
        for (std::size_t i = together ? 0 : next++; i < count; i = together ? i + 1 : next++) {
            if (!together || worker == 0)
                take(images + i * imageBytes, memory);
            for (const auto& step : m_steps) {
                if (!goOn())
                    return;
                runStep(step, memory, together ? worker : 0, together ? threads : 1);
            }
            if (!goOn())
                return;
            if (!together || worker == 0)
                give(memory, rows + i * rowBytes);
        }
    };
    {
        std::vector<std::jthread> others;
        try {
            for (std::size_t worker = 1; worker < threads; ++worker)
                others.emplace_back(work, worker);
        } catch (...) { // the system has no thread left: those who began must not wait for the rest
            failure = std::current_exception();
            stopped = true;
            for (std::size_t worker = others.size(); together && worker < threads; ++worker)
                meeting.arrive_and_drop();
        }
        if (!failure)
            work(0);
    }
    if (failure)
        std::rethrow_exception(failure);
    return result;
}

const FusedKernels* fusedKernelsFor(at::ScalarType type) noexcept
{
    return type == at::kFloat || type == at::kBFloat16 ? bestFusedKernels(type == at::kBFloat16) : nullptr;
}

} // namespace likeness::nn
