// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/augment.h"

#include "core/nn/torch_compat.h"

#include <cmath>
#include <numbers>

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

} // namespace

at::Tensor augment(const at::Tensor& batch, const run::Config::Augment& o, Rng& random)
{
    const at::NoGradGuard guard;
    at::Tensor x = batch;
    if (o.flip || o.rotation > 0 || o.shift > 0 || o.scale > 0)
        x = geometric(x, o, random);
    if (o.brightness > 0 || o.contrast > 0)
        x = photometric(x, o, random);
    if (o.erase > 0)
        erase(x, o.erase, random);
    return x;
}

} // namespace likeness::train
