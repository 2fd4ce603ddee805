// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/graph_ops_parts.h"

#include <algorithm>
#include <limits>

namespace likeness::nn {
namespace {

Ints checkedSpatial(const Call& c, const char* key, Ints values, std::size_t count, std::int64_t minimum)
{
    if (values.size() != count)
        c.unsupported(std::string(key) + " with " + std::to_string(values.size()) + " values");
    for (const auto v : values)
        if (v < minimum || v > kMaxSpatial)
            c.bad(std::string(key) + " is out of range");
    return values;
}

struct Window {
    Ints stride, dilation, pads; // pads: top, left, bottom, right
    bool symmetric() const { return pads[0] == pads[2] && pads[1] == pads[3]; }
    // LibTorch's pooling takes at most half a window of padding, the same on both sides.
    bool suitsPooling(const Ints& kernel) const
    {
        return symmetric() && pads[0] * 2 <= kernel[0] && pads[1] * 2 <= kernel[1];
    }
    Ints padding() const { return {pads[0], pads[1]}; }
};

c10::optional<at::Tensor> optionalInput(const Call& c, std::size_t i)
{
    return c.has(i) ? c10::optional<at::Tensor>(c.in(i)) : c10::nullopt;
}

// `resolve`: whether auto_pad says the padding here.
Window windowOf(const Call& c, const at::Tensor& x, const Ints& kernel, bool resolve = true)
{
    if (x.dim() != 4)
        c.unsupported("anything but two spatial dimensions");
    Window w;
    w.stride = checkedSpatial(c, "strides", c.integers("strides", {1, 1}), 2, 1);
    w.dilation = checkedSpatial(c, "dilations", c.integers("dilations", {1, 1}), 2, 1);
    w.pads = checkedSpatial(c, "pads", c.integers("pads", {0, 0, 0, 0}), 4, 0);
    const std::string automatic = c.text("auto_pad", "NOTSET");
    if (!resolve)
        return w;
    if (automatic == "SAME_UPPER" || automatic == "SAME_LOWER") {
        for (std::size_t i = 0; i < 2; ++i) {
            const auto side = x.size(static_cast<std::int64_t>(i) + 2);
            const auto outputs = (side + w.stride[i] - 1) / w.stride[i];
            const auto total =
                std::max<std::int64_t>(0, (outputs - 1) * w.stride[i] + (kernel[i] - 1) * w.dilation[i] + 1 - side);
            const auto less = total / 2;
            w.pads[i] = automatic == "SAME_UPPER" ? less : total - less;
            w.pads[i + 2] = total - w.pads[i];
        }
    } else if (automatic != "NOTSET" && automatic != "VALID") {
        c.unsupported("auto_pad " + automatic);
    }
    return w;
}

at::Tensor padded(const Call& c, const at::Tensor& x, Window& w, double value)
{
    c.checkSize({x.size(0), x.size(1), x.size(2) + w.pads[0] + w.pads[2], x.size(3) + w.pads[1] + w.pads[3]});
    const auto out = at::constant_pad_nd(x, {w.pads[1], w.pads[3], w.pads[0], w.pads[2]}, value);
    w.pads = {0, 0, 0, 0};
    return out;
}

// Where the working precision is ours and the input came out of a wider one.
at::Tensor matching(const Call& c, const at::Tensor& x, const at::Tensor& weight)
{
    return c.training || !x.is_floating_point() || !weight.is_floating_point() ? x : x.to(weight.scalar_type());
}

at::Tensor conv(const Call& c)
{
    const auto& weight = c.in(1);
    at::Tensor x = matching(c, c.in(0), weight);
    if (weight.dim() != 4)
        c.unsupported("a weight that is not 4-dimensional");
    auto w = windowOf(c, x, {weight.size(2), weight.size(3)});
    if (!w.symmetric())
        x = padded(c, x, w, 0);
    return at::conv2d(x, weight, optionalInput(c, 2), w.stride, w.padding(), w.dilation, c.integer("group", 1));
}

at::Tensor convTranspose(const Call& c)
{
    const auto& weight = c.in(1);
    const at::Tensor x = matching(c, c.in(0), weight);
    if (weight.dim() != 4)
        c.unsupported("a weight that is not 4-dimensional");
    const Ints kernel{weight.size(2), weight.size(3)};
    auto w = windowOf(c, x, kernel, false);
    auto extra = checkedSpatial(c, "output_padding", c.integers("output_padding", {0, 0}), 2, 0);
    const std::string automatic = c.text("auto_pad", "NOTSET");
    Ints wanted = c.integers("output_shape");
    if (wanted.empty() && automatic != "NOTSET" && automatic != "VALID")
        wanted = {x.size(2) * w.stride[0], x.size(3) * w.stride[1]};
    Ints full(2);
    for (std::size_t i = 0; i < 2; ++i) {
        full[i] = w.stride[i] * (x.size(static_cast<std::int64_t>(i) + 2) - 1) + (kernel[i] - 1) * w.dilation[i] + 1;
        if (!wanted.empty()) {
            if (wanted.size() != 2 || wanted[i] < 1 || wanted[i] > kMaxElements)
                c.bad("output_shape is out of range");
            extra[i] = std::max(extra[i], wanted[i] - full[i]);
            const auto total = full[i] + extra[i] - wanted[i];
            w.pads[i] = automatic == "SAME_UPPER" ? total / 2 : total - total / 2;
            w.pads[i + 2] = total - w.pads[i];
        }
    }
    const auto groups = c.integer("group", 1);
    c.checkSize({x.size(0), weight.size(1), std::max<std::int64_t>(groups, 1), full[0] + extra[0], full[1] + extra[1]});
    // Everything first, then what the padding takes away: its begin and end may differ.
    auto y = at::constant_pad_nd(at::conv_transpose2d(x, weight, {}, w.stride, 0, 0, groups, w.dilation),
                                 {0, extra[1], 0, extra[0]});
    for (std::size_t i = 0; i < 2; ++i) {
        const auto axis = static_cast<std::int64_t>(i) + 2;
        if (w.pads[i] + w.pads[i + 2] >= y.size(axis))
            c.bad("its padding leaves nothing");
        y = y.slice(axis, w.pads[i], y.size(axis) - w.pads[i + 2]);
    }
    return c.has(2) ? y + c.in(2).view({1, -1, 1, 1}) : y;
}

at::Tensor maxPool(const Call& c)
{
    const auto kernel = checkedSpatial(c, "kernel_shape", c.integers("kernel_shape"), 2, 1);
    at::Tensor x = c.in(0);
    auto w = windowOf(c, x, kernel);
    if (!w.suitsPooling(kernel))
        x = padded(c, x, w, -std::numeric_limits<double>::infinity());
    return at::max_pool2d(x, kernel, w.stride, w.padding(), w.dilation, c.integer("ceil_mode", 0) != 0);
}

at::Tensor averagePool(const Call& c)
{
    const auto kernel = checkedSpatial(c, "kernel_shape", c.integers("kernel_shape"), 2, 1);
    at::Tensor x = c.in(0);
    auto w = windowOf(c, x, kernel);
    if (w.dilation != Ints{1, 1})
        c.unsupported("dilations");
    const bool ceil = c.integer("ceil_mode", 0) != 0, countPads = c.integer("count_include_pad", 0) != 0;
    at::Tensor share; // of each window that lies on the input
    if (!w.suitsPooling(kernel)) {
        auto same = w;
        if (!countPads)
            share = at::avg_pool2d(padded(c, at::ones_like(x), same, 0), kernel, w.stride, {0, 0}, ceil);
        x = padded(c, x, w, 0);
    }
    const auto y = at::avg_pool2d(x, kernel, w.stride, w.padding(), ceil, countPads);
    return share.defined() ? y / share : y;
}

at::Tensor batchNorm(const Call& c)
{
    return at::batch_norm(c.in(0), c.in(1), c.in(2), c.in(3), c.in(4), c.training,
                          c.training ? 1 - c.real("momentum", 0.9) : 0.0, c.real("epsilon", 1e-5), c.in(0).is_cuda());
}

at::Tensor instanceNorm(const Call& c)
{
    return at::instance_norm(c.in(0), c.in(1), c.in(2), {}, {}, true, 0.0, c.real("epsilon", 1e-5), c.in(0).is_cuda());
}

Results layerNorm(const Call& c)
{
    const auto& x = c.in(0);
    const Ints shape = x.sizes().slice(static_cast<std::size_t>(wrapped(c, c.integer("axis", -1), x.dim()))).vec();
    const auto [y, mean, inverse] = at::native_layer_norm(
        x, shape, c.in(1).expand(shape).to(x.scalar_type()),
        c.has(2) ? c10::optional<at::Tensor>(c.in(2).expand(shape).to(x.scalar_type())) : c10::nullopt,
        c.real("epsilon", 1e-5));
    return Results({y, mean, inverse});
}

// Alpha × the squares' sum over `size` channels around each, divided by their number.
at::Tensor localResponseNorm(const Call& c)
{
    const auto& x = c.in(0);
    const auto size = c.integer("size", 0);
    if (size < 1 || size > kMaxSpatial || x.dim() < 3)
        c.bad("size is out of range");
    const auto shape = x.sizes().vec();
    const auto squares = (x * x).reshape({shape[0], 1, shape[1], -1});
    const auto around = at::constant_pad_nd(squares, {0, 0, (size - 1) / 2, size / 2});
    const auto sums = at::avg_pool2d(around, {size, 1}, {1, 1}, {0, 0}).reshape(shape); // divided by size
    return x / at::pow(sums * c.real("alpha", 1e-4) + c.real("bias", 1), c.real("beta", 0.75));
}

at::Tensor prelu(const Call& c)
{
    const auto& x = c.in(0);
    const auto slope = c.in(1).to(x.scalar_type());
    // One slope a channel, however its unit dimensions are written, is the fast kernel.
    const bool perChannel =
        x.dim() >= 2 && slope.numel() == x.size(1) && slope.dim() >= 1 &&
        (slope.dim() == 1 ? x.dim() == 2
                          : x.dim() >= slope.dim() &&
                                slope.size(slope.dim() - x.dim() + 1 < 0 ? 0 : slope.dim() - x.dim() + 1) == x.size(1));
    if (slope.numel() == 1 || perChannel)
        return at::prelu(x, slope.reshape({-1}));
    return at::where(x > 0, x, x * slope);
}

at::Tensor gemm(const Call& c)
{
    auto b = c.in(1), a = matching(c, c.in(0), b);
    if (a.dim() != 2 || b.dim() != 2)
        c.bad("both factors must be matrices");
    if (c.integer("transA", 0))
        a = a.t();
    if (c.integer("transB", 0))
        b = b.t();
    const double alpha = c.real("alpha", 1), beta = c.real("beta", 1);
    c.checkSize({a.size(0), b.size(1)});
    auto out = at::mm(a, b);
    if (alpha != 1)
        out = out * alpha;
    if (c.has(2))
        out = beta == 1 ? out + c.in(2) : out + c.in(2) * beta;
    return out;
}

at::Tensor matMul(const Call& c)
{
    const auto& b = c.in(1);
    const auto a = matching(c, c.in(0), b);
    if (a.dim() > 0 && b.dim() > 1) // what the batch dimensions broadcast to is checked on the result
        c.checkSize({a.size(-1) == 0 ? 0 : a.numel() / a.size(-1), b.size(-1)});
    return at::matmul(a, b);
}

at::Tensor dropout(const Call& c)
{
    if (!c.training)
        return c.in(0);
    const double ratio = c.has(1) ? c.in(1).item<double>() : c.real("ratio", 0.5);
    if (!(ratio >= 0 && ratio < 1))
        c.bad("ratio is out of range");
    return at::dropout(c.in(0), ratio, true);
}

at::Tensor lpNormalization(const Call& c)
{
    const auto& x = c.in(0);
    const auto axis = wrapped(c, c.integer("axis", -1), x.dim());
    return x / x.norm(at::Scalar(static_cast<double>(c.integer("p", 2))), at::IntArrayRef(axis), true).clamp_min(1e-12);
}

Ints spatialAxes(const Call& c)
{
    if (c.in(0).dim() < 3)
        c.bad("it needs an input with spatial dimensions");
    Ints axes;
    for (std::int64_t i = 2; i < c.in(0).dim(); ++i)
        axes.push_back(i);
    return axes;
}

} // namespace

void addLayerOperators(OperatorTable& table)
{
    table.insert({
        {"AveragePool", {averagePool}},
        {"BatchNormalization", {batchNorm}},
        {"Conv", {conv}},
        {"ConvTranspose", {convTranspose}},
        {"Dropout", {dropout, true}},
        {"Gemm", {gemm}},
        {"GlobalAveragePool", {[](const Call& c) { return c.in(0).mean(spatialAxes(c), true); }}},
        {"GlobalMaxPool", {[](const Call& c) { return at::amax(c.in(0), spatialAxes(c), true); }}},
        {"InstanceNormalization", {instanceNorm}},
        {"LRN", {localResponseNorm}},
        {"LayerNormalization", {layerNorm}},
        {"LpNormalization", {lpNormalization}},
        {"MatMul", {matMul}},
        {"MaxPool", {maxPool}},
        {"PRelu", {prelu}},
    });
}

} // namespace likeness::nn
