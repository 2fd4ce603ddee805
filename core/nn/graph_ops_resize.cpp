// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/graph_ops_parts.h"

#include <algorithm>
#include <cmath>

namespace likeness::nn {
namespace {

struct Sampling {
    std::string transformation, rounding;
    bool linear;
};

// Where output `i` of `outputs` lies among `inputs`. In float, as everybody else computes it: the rounding decides
// which neighbour is the nearest.
float place(const Call& c, const Sampling& how, std::int64_t i, float scale, std::int64_t inputs, std::int64_t outputs)
{
    const auto x = static_cast<float>(i);
    if (how.transformation == "asymmetric")
        return x / scale;
    if (how.transformation == "half_pixel")
        return (x + 0.5f) / scale - 0.5f;
    if (how.transformation == "pytorch_half_pixel")
        return outputs > 1 ? (x + 0.5f) / scale - 0.5f : 0.0f;
    if (how.transformation == "align_corners")
        return outputs > 1 ? x * static_cast<float>(inputs - 1) / static_cast<float>(outputs - 1) : 0.0f;
    if (how.transformation == "tf_half_pixel_for_nn")
        return (x + 0.5f) / scale;
    c.unsupported("the coordinate transformation " + how.transformation);
}

std::int64_t nearest(const Call& c, const Sampling& how, float x)
{
    if (how.rounding == "floor")
        return static_cast<std::int64_t>(std::floor(x));
    if (how.rounding == "ceil")
        return static_cast<std::int64_t>(std::ceil(x));
    if (how.rounding == "round_prefer_floor")
        return static_cast<std::int64_t>(std::ceil(x - 0.5f));
    if (how.rounding == "round_prefer_ceil")
        return static_cast<std::int64_t>(std::floor(x + 0.5f));
    c.unsupported("the rounding " + how.rounding);
}

// One axis; others are done one after another, which is the same for both kinds.
at::Tensor
resampled(const Call& c, const Sampling& how, const at::Tensor& x, std::int64_t axis, float scale, std::int64_t outputs)
{
    const auto inputs = x.size(axis);
    std::vector<std::int64_t> low, high;
    std::vector<float> share; // of the higher one
    const auto within = [&](std::int64_t i) { return std::clamp<std::int64_t>(i, 0, inputs - 1); };
    for (std::int64_t i = 0; i < outputs; ++i) {
        const float at = place(c, how, i, scale, inputs, outputs);
        const float below = std::floor(at);
        low.push_back(within(how.linear ? static_cast<std::int64_t>(below) : nearest(c, how, at)));
        high.push_back(within(static_cast<std::int64_t>(below) + 1));
        share.push_back(at - below);
    }
    const auto select = [&](const std::vector<std::int64_t>& places) {
        return at::index_select(x, axis, at::tensor(places, at::kLong).to(x.device()));
    };
    if (!how.linear)
        return select(low);
    Ints shape(static_cast<std::size_t>(x.dim()), 1);
    shape[static_cast<std::size_t>(axis)] = outputs;
    return at::lerp(select(low), select(high), at::tensor(share, at::kFloat).to(x.options()).view(shape));
}

at::Tensor resize(const Call& c, std::size_t scalesInput, Sampling how)
{
    at::Tensor x = c.in(0);
    const std::string mode = c.text("mode", "nearest");
    how.linear = mode == "linear" || mode == "bilinear";
    if (!how.linear && mode != "nearest")
        c.unsupported("the mode " + mode);
    if (c.integer("antialias", 0) != 0 || c.text("keep_aspect_ratio_policy", "stretch") != "stretch")
        c.unsupported("antialiasing or a policy for the aspect ratio");
    auto axes = c.integers("axes");
    if (axes.empty())
        for (std::int64_t i = 0; i < x.dim(); ++i)
            axes.push_back(i);
    auto scales = c.realsOrInput("scales", scalesInput);
    const auto sizes = scalesInput == 2 && c.has(3) ? c.integersOrInput("sizes", 3) : Ints();
    if ((sizes.empty() ? scales.size() : sizes.size()) != axes.size())
        c.bad("its scales or sizes do not fit the input");
    Ints shape = x.sizes().vec();
    for (std::size_t i = 0; i < axes.size(); ++i) {
        axes[i] = wrapped(c, axes[i], x.dim());
        const auto inputs = x.size(axes[i]);
        auto& outputs = shape[static_cast<std::size_t>(axes[i])];
        if (inputs < 1)
            c.bad("there is nothing to resize");
        if (sizes.empty()) {
            if (!(scales[i] > 0 && scales[i] * static_cast<double>(inputs) < static_cast<double>(kMaxElements)))
                c.bad("scales is out of range");
            outputs = static_cast<std::int64_t>(static_cast<float>(inputs) * static_cast<float>(scales[i]));
        } else {
            outputs = sizes[i];
        }
        if (outputs < 1)
            c.bad("its result would be empty");
    }
    c.checkSize(shape);
    for (std::size_t i = 0; i < axes.size(); ++i) {
        const auto inputs = x.size(axes[i]), outputs = shape[static_cast<std::size_t>(axes[i])];
        const float scale =
            sizes.empty() ? static_cast<float>(scales[i]) : static_cast<float>(outputs) / static_cast<float>(inputs);
        if (outputs != inputs || scale != 1.0f)
            x = resampled(c, how, x, axes[i], scale, outputs);
    }
    return x;
}

} // namespace

void addResizeOperators(OperatorTable& table)
{
    table.insert({
        {"Resize",
         {[](const Call& c) {
              if (c.opset < 11)
                  return resize(c, 1, {"asymmetric", "floor", false});
              return resize(c, 2,
                            {c.text("coordinate_transformation_mode", "half_pixel"),
                             c.text("nearest_mode", "round_prefer_floor"), false});
          },
          true}},
        {"Upsample",
         {[](const Call& c) {
              return resize(c, 1, {"asymmetric", "floor", false});
          },
          true}},
    });
}

} // namespace likeness::nn
