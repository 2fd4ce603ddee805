// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/augment.h"

#include "core/nn/torch_compat.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace likeness::train {
namespace {

constexpr std::int64_t kBilinear = 0;
constexpr std::int64_t kBorder = 1;

at::Tensor geometric(const at::Tensor& x, const run::Config::Augment& o, Rng& random)
{
    const auto n = x.size(0);
    auto theta = at::empty({n, 2, 3}, at::kFloat);
    float* t = theta.data_ptr<float>();
    for (std::int64_t i = 0; i < n; ++i, t += 6) {
        const double angle = random.uniform(-o.rotation, o.rotation) * std::numbers::pi / 180;
        const double scale = 1 / random.uniform(1 - o.scale, 1 + o.scale);
        const double mirror = o.flip && random.uniform() < 0.5 ? -1 : 1;
        const double c = std::cos(angle) * scale, s = std::sin(angle) * scale;
        t[0] = static_cast<float>(c * mirror);
        t[1] = static_cast<float>(-s);
        t[2] = static_cast<float>(2 * random.uniform(-o.shift, o.shift)); // the grid runs from −1 to 1
        t[3] = static_cast<float>(s * mirror);
        t[4] = static_cast<float>(c);
        t[5] = static_cast<float>(2 * random.uniform(-o.shift, o.shift));
    }
    const auto grid = at::affine_grid_generator(theta.to(x.device()), x.sizes(), false);
    return at::grid_sampler(x, grid, kBilinear, kBorder, false).contiguous(at::MemoryFormat::ChannelsLast);
}

at::Tensor photometric(const at::Tensor& x, const run::Config::Augment& o, Rng& random)
{
    const auto n = x.size(0);
    auto values = at::empty({2, n, 1, 1, 1}, at::kFloat);
    float* v = values.data_ptr<float>();
    for (std::int64_t i = 0; i < n; ++i) {
        v[i] = static_cast<float>(random.uniform(1 - o.contrast, 1 + o.contrast));
        v[n + i] = static_cast<float>(2 * random.uniform(-o.brightness, o.brightness)); // white is 2 above black
    }
    values = values.to(x.device());
    const auto mean = x.mean({1, 2, 3}, true);
    return ((x - mean) * values[0] + mean + values[1]).clamp(-1, 1);
}

void erase(at::Tensor& x, double probability, Rng& random)
{
    const auto height = x.size(2), width = x.size(3);
    for (std::int64_t i = 0; i < x.size(0); ++i) {
        if (random.uniform() >= probability)
            continue;
        const double area = random.uniform(0.05, 0.2), aspect = std::exp(random.uniform(-0.7, 0.7));
        const auto side = [](double share, std::int64_t whole) {
            return std::clamp<std::int64_t>(std::llround(std::sqrt(share) * static_cast<double>(whole)), 1, whole);
        };
        const auto h = side(area * aspect, height), w = side(area / aspect, width);
        const auto top = static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(height - h + 1)));
        const auto left = static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(width - w + 1)));
        x.select(0, i).slice(1, top, top + h).slice(2, left, left + w).fill_(random.uniform(-1, 1));
    }
}

// The faces that chance picks; their places come as a tensor to select and to write back with.
struct Picked {
    std::vector<std::int64_t> places;
    at::Tensor index;
};
Picked pick(const at::Tensor& x, double probability, Rng& random)
{
    Picked picked;
    for (std::int64_t i = 0; i < x.size(0); ++i)
        if (random.uniform() < probability)
            picked.places.push_back(i);
    picked.index = at::tensor(picked.places, at::kLong).to(x.device());
    return picked;
}

// Gaussian blur, each picked face by its own deviation.
at::Tensor blur(const at::Tensor& x, double probability, Rng& random)
{
    const auto picked = pick(x, probability, random);
    const auto count = static_cast<std::int64_t>(picked.places.size());
    if (count == 0)
        return x;
    constexpr std::int64_t kRadius = 5;
    const auto height = x.size(2), width = x.size(3);
    auto kernels = at::empty({count, 2 * kRadius + 1}, at::kFloat);
    float* k = kernels.data_ptr<float>();
    for (std::int64_t i = 0; i < count; ++i) {
        const double deviation = random.uniform(0.6, 2.2) * static_cast<double>(width) / 112;
        for (std::int64_t j = -kRadius; j <= kRadius; ++j)
            *k++ = static_cast<float>(std::exp(-0.5 * static_cast<double>(j * j) / (deviation * deviation)));
    }
    kernels = (kernels / kernels.sum(1, true)).to(x.device()).repeat_interleave(3, 0);
    // every channel of every picked face is a group of its own
    auto y = x.index_select(0, picked.index).contiguous().view({1, 3 * count, height, width});
    y = at::replication_pad2d(y, {kRadius, kRadius, kRadius, kRadius});
    const std::int64_t one[] = {1, 1}, none[] = {0, 0};
    const auto filtered = [&](const at::Tensor& in, at::IntArrayRef shape) {
        return at::conv2d(in, kernels.view(shape), c10::nullopt, at::IntArrayRef(one), at::IntArrayRef(none),
                          at::IntArrayRef(one), 3 * count);
    };
    y = filtered(filtered(y, {3 * count, 1, 1, -1}), {3 * count, 1, -1, 1});
    return x.index_copy(0, picked.index, y.view({count, 3, height, width}));
}

at::Tensor lowerResolution(const at::Tensor& x, double probability, Rng& random)
{
    const auto picked = pick(x, probability, random);
    if (picked.places.empty())
        return x;
    auto out = x.clone();
    for (const auto i : picked.places) {
        const double share = random.uniform(0.25, 0.75);
        const auto side = [&](std::int64_t whole) {
            return std::max<std::int64_t>(4, std::llround(share * static_cast<double>(whole)));
        };
        const auto small = at::adaptive_avg_pool2d(x.slice(0, i, i + 1), {side(x.size(2)), side(x.size(3))});
        out.slice(0, i, i + 1).copy_(at::upsample_bilinear2d(small, {x.size(2), x.size(3)}, false));
    }
    return out;
}

// Something like a surgical mask on ArcFace's template: from the bridge of the nose down, within the outline of the
// lower face, in a colour of its own that darkens towards its borders.
at::Tensor wearMask(const at::Tensor& x, double probability, Rng& random)
{
    const auto picked = pick(x, probability, random);
    if (picked.places.empty())
        return x;
    const auto options = x.options().memory_format(c10::nullopt);
    const auto across = at::linspace(-1, 1, x.size(3), options).view({1, -1});
    const auto down = at::linspace(0, 1, x.size(2), options).view({-1, 1});
    auto out = x.clone();
    for (const auto i : picked.places) {
        const double top = random.uniform(0.52, 0.64), sag = random.uniform(0.02, 0.14),
                     wide = random.uniform(0.72, 0.9);
        const double grey = random.uniform(-0.9, 0.95), tint = random.uniform(-0.25, 0.25);
        const auto edge = top + sag * across * across * 2; // lowest at the cheeks
        const auto outline = (across / wide).pow(2) + ((down - top) / (1.02 - top)).clamp_min(0).pow(4);
        const auto covered = down.gt(edge).logical_and(outline.lt(1));
        const auto shade = 1 - 0.35 * outline.clamp_max(1);
        for (std::int64_t channel = 0; channel < 3; ++channel) {
            const double colour = std::clamp(grey + (channel == 2 ? tint : channel == 0 ? -tint : 0.0), -1.0, 1.0);
            auto plane = out.select(0, i).select(0, channel);
            plane.copy_(at::where(covered, (colour + 1) * shade - 1, plane));
        }
    }
    return out;
}

at::Tensor addNoise(const at::Tensor& x, double largest, Rng& random)
{
    const auto n = x.size(0);
    auto deviations = at::empty({n, 1, 1, 1}, at::kFloat);
    float* d = deviations.data_ptr<float>();
    for (std::int64_t i = 0; i < n; ++i)
        d[i] = static_cast<float>(2 * random.uniform(0, largest)); // white is 2 above black
    at::manual_seed(random.next());
    return (x + at::randn_like(x) * deviations.to(x.device())).clamp(-1, 1);
}

} // namespace

at::Tensor augment(const at::Tensor& batch, const run::Config::Augment& o, Rng& random)
{
    const at::NoGradGuard guard;
    at::Tensor x = batch;
    if (o.mask > 0) // first: it moves with the face
        x = wearMask(x, o.mask, random);
    if (o.flip || o.rotation > 0 || o.shift > 0 || o.scale > 0)
        x = geometric(x, o, random);
    if (o.lowResolution > 0)
        x = lowerResolution(x, o.lowResolution, random);
    if (o.blur > 0)
        x = blur(x, o.blur, random);
    if (o.brightness > 0 || o.contrast > 0)
        x = photometric(x, o, random);
    if (o.noise > 0)
        x = addNoise(x, o.noise, random);
    if (o.erase > 0) {
        if (x.is_same(batch))
            x = x.clone();
        erase(x, o.erase, random);
    }
    return x;
}

} // namespace likeness::train
