// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/fused_steps.h"
#include "core/nn/torch_compat.h"

#include <algorithm>
#include <cstring>

namespace likeness::nn {
namespace {

constexpr std::int64_t kMaxItems = 1ll << 29; // of one plane: offsets are 32 bits wide
constexpr std::int64_t kAlignment = 64;

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

} // namespace

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

} // namespace likeness::nn
