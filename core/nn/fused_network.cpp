// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/fused_network.h"

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

constexpr std::int64_t kMaxItems = 1ll << 29; // of one plane: offsets are 32 bits wide
constexpr std::int64_t kAlignment = 64;
// Multiplications of an image that are worth several threads, which meet after every step: tens of milliseconds. Below
// that a busy machine loses more by their waiting for one another than an idle one gains.
constexpr std::int64_t kWorthSharing = 1'000'000'000;

std::int64_t roundUp(std::int64_t value, std::int64_t step)
{
    return (value + step - 1) / step * step;
}

// As many values as there are stored channels, those that do not exist get `fill`. One value goes for all.
std::vector<float> perChannel(const at::Tensor& values, std::int64_t channels, std::int64_t stored, float fill)
{
    std::vector<float> out(static_cast<std::size_t>(stored), fill);
    if (!values.defined())
        return out;
    const auto flat = values.to(at::kFloat).contiguous();
    for (std::int64_t c = 0; c < channels; ++c)
        out[static_cast<std::size_t>(c)] = flat.data_ptr<float>()[flat.numel() == 1 ? 0 : c];
    return out;
}

bool fits(const at::Tensor& values, std::int64_t channels)
{
    return !values.defined() || (values.is_floating_point() && values.numel() == channels);
}

} // namespace

struct FusedNetwork::Plane {
    std::int64_t channels = 0, stored = 0; // stored: with those that fill the last block
    std::int64_t height = 0, width = 0, border = 0;
    std::int64_t offset = 0; // into an image's memory
    std::int64_t pitch() const { return (width + 2 * border) * stored; }
    std::int64_t items() const { return (height + 2 * border) * pitch(); }
    std::int64_t at(std::int64_t y, std::int64_t x) const { return (y + border) * pitch() + (x + border) * stored; }
};

struct FusedNetwork::Step {
    enum class Kind { Dense, Depthwise, Pointwise } kind = Kind::Pointwise;
    Value x = kNone, other = kNone, y = kNone;
    at::Tensor weight, bias, scale, slope; // Pointwise: x·scale + bias
    std::array<std::int64_t, 2> stride{1, 1};
    std::array<std::int64_t, 4> pads{0, 0, 0, 0};

    // Of compile():
    std::int64_t depth = 0;
    std::vector<std::uint8_t> packed;
    std::vector<float> floats, biases, slopes; // floats: depthwise weights or scales
    std::vector<std::int32_t> windows, taps, pixels, otherPixels;
};

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

// Drops what the output does not need.
void FusedNetwork::drop(Value output)
{
    std::vector<char> needed(m_planes.size(), 0);
    needed[static_cast<std::size_t>(output)] = 1;
    std::vector<Step> kept;
    for (auto it = m_steps.rbegin(); it != m_steps.rend(); ++it) {
        if (!needed[static_cast<std::size_t>(it->y)])
            continue;
        for (const Value v : {it->x, it->other})
            if (v >= 0)
                needed[static_cast<std::size_t>(v)] = 1;
        kept.push_back(std::move(*it));
    }
    std::reverse(kept.begin(), kept.end());
    m_steps = std::move(kept);
}

// An activation goes into the step before it, a sum into the convolution that computes one of its parts, where nothing
// else reads what lies between.
void FusedNetwork::fuse(Value output)
{
    std::vector<int> readers(m_planes.size(), 0);
    std::vector<std::size_t> maker(m_planes.size(), m_steps.size());
    ++readers[static_cast<std::size_t>(output)];
    for (const auto& s : m_steps)
        for (const Value v : {s.x, s.other})
            if (v >= 0)
                ++readers[static_cast<std::size_t>(v)];
    std::vector<char> gone(m_steps.size(), 0);
    for (std::size_t n = 0; n < m_steps.size(); ++n) {
        Step& s = m_steps[n];
        const auto before = [&](Value v) -> Step* { // the step that makes v for this one alone
            const auto i = v < 0 ? m_steps.size() : maker[static_cast<std::size_t>(v)];
            return i < n && readers[static_cast<std::size_t>(v)] == 1 ? &m_steps[i] : nullptr;
        };
        if (s.kind == Step::Kind::Pointwise && s.slope.defined() && !s.scale.defined() && s.other < 0) {
            Step* earlier = before(s.x);
            if (earlier && !earlier->slope.defined() &&
                (earlier->kind == Step::Kind::Pointwise || earlier->other < 0)) { // a convolution adds after activation
                gone[maker[static_cast<std::size_t>(s.x)]] = 1;
                earlier->slope = s.slope;
                earlier->y = s.y;
                s = std::move(*earlier);
            }
        } else if (s.kind == Step::Kind::Pointwise && s.other >= 0) {
            for (const auto& [mine, other] : {std::pair(s.x, s.other), std::pair(s.other, s.x)}) {
                Step* earlier = before(mine);
                if (!earlier || earlier->kind != Step::Kind::Dense || earlier->other >= 0 || mine == other)
                    continue;
                gone[maker[static_cast<std::size_t>(mine)]] = 1;
                earlier->other = other;
                earlier->y = s.y;
                s = std::move(*earlier);
                break;
            }
        }
        maker[static_cast<std::size_t>(s.y)] = n;
    }
    std::vector<Step> kept;
    for (std::size_t n = 0; n < m_steps.size(); ++n)
        if (!gone[n])
            kept.push_back(std::move(m_steps[n]));
    m_steps = std::move(kept);
}

// Heights, widths and borders: a plane carries the zeros that the windows of its readers reach into.
bool FusedNetwork::measure(std::int64_t height, std::int64_t width)
{
    const auto plane = [&](Value v) -> Plane& { return m_planes[static_cast<std::size_t>(v)]; };
    plane(input()).height = height;
    plane(input()).width = width;
    for (const auto& s : m_steps) {
        Plane &x = plane(s.x), &y = plane(s.y);
        const bool conv = s.kind != Step::Kind::Pointwise;
        const std::int64_t kernel[] = {conv ? s.weight.size(2) : 1, conv ? s.weight.size(3) : 1};
        const std::int64_t reach[] = {x.height + s.pads[0] + s.pads[2] - kernel[0],
                                      x.width + s.pads[1] + s.pads[3] - kernel[1]};
        if (reach[0] < 0 || reach[1] < 0)
            return false;
        y.height = reach[0] / s.stride[0] + 1;
        y.width = reach[1] / s.stride[1] + 1;
        x.border = std::max(x.border, *std::max_element(s.pads.begin(), s.pads.end()));
        if (s.other >= 0 && (plane(s.other).height != y.height || plane(s.other).width != y.width))
            return false;
    }
    return std::all_of(m_planes.begin(), m_planes.end(), [](const Plane& p) {
        return p.width == 0 || p.height + 2 * p.border <= kMaxItems / (p.width + 2 * p.border) / p.stored;
    });
}

// Memory by time of use: a plane takes the place of one that nothing reads any more.
void FusedNetwork::layOut()
{
    std::vector<std::size_t> last(m_planes.size(), 0);
    for (std::size_t n = 0; n < m_steps.size(); ++n)
        for (const Value v : {m_steps[n].x, m_steps[n].other, m_steps[n].y})
            if (v >= 0)
                last[static_cast<std::size_t>(v)] = n;
    last[static_cast<std::size_t>(m_output)] = m_steps.size();
    struct Place {
        std::int64_t bytes = 0;
        Value holder = kNone;
    };
    std::vector<Place> places;
    std::vector<std::size_t> placeOf(m_planes.size(), 0);
    const auto settle = [&](Value v) {
        const auto items = m_planes[static_cast<std::size_t>(v)].items();
        const auto bytes = roundUp(items * m_kernels.itemBytes, kAlignment);
        std::size_t best = places.size();
        for (std::size_t i = 0; i < places.size(); ++i)
            if (places[i].holder == kNone &&
                (best == places.size() ||
                 (places[best].bytes < bytes ? places[i].bytes > places[best].bytes
                                             : places[i].bytes >= bytes && places[i].bytes < places[best].bytes)))
                best = i;
        if (best == places.size())
            places.emplace_back();
        places[best].bytes = std::max(places[best].bytes, bytes);
        places[best].holder = v;
        placeOf[static_cast<std::size_t>(v)] = best;
    };
    settle(input());
    for (std::size_t n = 0; n < m_steps.size(); ++n) {
        settle(m_steps[n].y);
        for (auto& place : places)
            if (place.holder >= 0 && last[static_cast<std::size_t>(place.holder)] <= n)
                place.holder = kNone;
    }
    std::vector<std::int64_t> begins;
    m_memoryBytes = 0;
    for (const auto& place : places) {
        begins.push_back(m_memoryBytes);
        m_memoryBytes += place.bytes;
    }
    for (std::size_t v = 0; v < m_planes.size(); ++v)
        m_planes[v].offset = begins[placeOf[v]];
}

namespace {

// O × I × height × width → panels as DenseWork has them, in the kernels' type.
std::vector<std::uint8_t>
packed(const at::Tensor& weight, const FusedKernels& kernels, std::int64_t depth, std::int64_t stored)
{
    const auto type = kernels.itemBytes == 4 ? at::kFloat : at::kBFloat16;
    const auto w = weight.to(type).contiguous();
    const auto item = static_cast<std::size_t>(kernels.itemBytes);
    const std::int64_t out = w.size(0), in = w.size(1), taps = w.size(2) * w.size(3), step = kernels.depthStep;
    std::vector<std::uint8_t> result(static_cast<std::size_t>(stored * taps * depth) * item, 0);
    const auto* from = static_cast<const std::uint8_t*>(w.data_ptr());
    std::int64_t begin = 0; // of the panel, in items
    for (std::int64_t first = 0; first < stored; first += kernels.panel) {
        const auto channels = std::min<std::int64_t>(kernels.panel, stored - first);
        for (std::int64_t o = first; o < std::min(out, first + channels); ++o)
            for (std::int64_t t = 0; t < taps; ++t)
                for (std::int64_t i = 0; i < in; ++i) {
                    const auto to = begin + ((t * depth + i) / step * channels + o - first) * step + i % step;
                    std::memcpy(result.data() + static_cast<std::size_t>(to) * item,
                                from + static_cast<std::size_t>((o * in + i) * taps + t) * item, item);
                }
        begin += channels * taps * depth;
    }
    return result;
}

} // namespace

bool FusedNetwork::compile(Value output, std::int64_t height, std::int64_t width)
{
    if (output <= 0 || height < 1 || width < 1 || height > kMaxItems || width > kMaxItems)
        return false;
    m_output = output;
    drop(output);
    fuse(output);
    if (!measure(height, width))
        return false;
    layOut();
    for (auto& s : m_steps) {
        const Plane &x = m_planes[static_cast<std::size_t>(s.x)], &y = m_planes[static_cast<std::size_t>(s.y)];
        s.biases = perChannel(s.bias, y.channels, y.stored, 0);
        s.slopes = perChannel(s.slope, y.channels, y.stored, 1);
        const bool conv = s.kind != Step::Kind::Pointwise;
        if (s.kind == Step::Kind::Dense) {
            s.depth = x.stored;
            s.packed = packed(s.weight, m_kernels, s.depth, y.stored);
            m_work += s.weight.numel() * y.height * y.width;
            for (std::int64_t row = 0; row < s.weight.size(2); ++row)
                for (std::int64_t column = 0; column < s.weight.size(3); ++column)
                    s.taps.push_back(static_cast<std::int32_t>(row * x.pitch() + column * x.stored));
        } else if (s.kind == Step::Kind::Depthwise) {
            const auto w = s.weight.to(at::kFloat).contiguous();
            const std::int64_t taps = w.size(2) * w.size(3);
            s.floats.assign(static_cast<std::size_t>(taps * y.stored), 0);
            for (std::int64_t c = 0; c < y.channels; ++c)
                for (std::int64_t t = 0; t < taps; ++t)
                    s.floats[static_cast<std::size_t>(t * y.stored + c)] = w.data_ptr<float>()[c * taps + t];
        } else {
            s.floats = perChannel(s.scale, y.channels, y.stored, 1);
        }
        for (std::int64_t row = 0; row < y.height; ++row)
            for (std::int64_t column = 0; column < y.width; ++column) {
                s.windows.push_back(
                    static_cast<std::int32_t>(x.at(row * s.stride[0] - s.pads[0], column * s.stride[1] - s.pads[1])));
                s.pixels.push_back(static_cast<std::int32_t>(y.at(row, column)));
                if (s.other >= 0)
                    s.otherPixels.push_back(
                        static_cast<std::int32_t>(m_planes[static_cast<std::size_t>(s.other)].at(row, column)));
            }
        if (conv)
            s.weight = s.weight.new_empty({0, 0, s.weight.size(2), s.weight.size(3)}); // its shape is still asked for
    }
    return true;
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
