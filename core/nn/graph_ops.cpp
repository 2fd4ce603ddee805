// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/graph_ops.h"

#include "core/base/error.h"
#include "core/nn/torch_compat.h"

#include <algorithm>
#include <limits>

namespace likeness::nn {
namespace {

using Ints = std::vector<std::int64_t>;

constexpr std::int64_t kMaxSpatial = 4096; // kernels, strides, paddings

std::int64_t wrapped(const Call& c, std::int64_t axis, std::int64_t rank)
{
    if (axis < -rank || axis >= std::max<std::int64_t>(rank, 1))
        c.bad("axis " + std::to_string(axis) + " does not fit " + std::to_string(rank) + " dimensions");
    return axis < 0 ? axis + rank : axis;
}

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
    Ints padding() const { return {pads[0], pads[1]}; }
};

Window windowOf(const Call& c, const at::Tensor& x, const Ints& kernel)
{
    if (x.dim() != 4)
        c.unsupported("anything but two spatial dimensions");
    Window w;
    w.stride = checkedSpatial(c, "strides", c.integers("strides", {1, 1}), 2, 1);
    w.dilation = checkedSpatial(c, "dilations", c.integers("dilations", {1, 1}), 2, 1);
    w.pads = checkedSpatial(c, "pads", c.integers("pads", {0, 0, 0, 0}), 4, 0);
    const std::string automatic = c.text("auto_pad", "NOTSET");
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

at::Tensor padded(const at::Tensor& x, Window& w, double value)
{
    const auto out = at::constant_pad_nd(x, {w.pads[1], w.pads[3], w.pads[0], w.pads[2]}, value);
    w.pads = {0, 0, 0, 0};
    return out;
}

at::Tensor conv(const Call& c)
{
    at::Tensor x = c.in(0);
    const auto& weight = c.in(1);
    if (weight.dim() != 4)
        c.unsupported("a weight that is not 4-dimensional");
    auto w = windowOf(c, x, {weight.size(2), weight.size(3)});
    if (!w.symmetric())
        x = padded(x, w, 0);
    return at::conv2d(x, weight, c.has(2) ? c10::optional<at::Tensor>(c.in(2)) : c10::nullopt, w.stride, w.padding(),
                      w.dilation, c.integer("group", 1));
}

at::Tensor pool(const Call& c, bool maximum)
{
    const auto kernel = checkedSpatial(c, "kernel_shape", c.integers("kernel_shape"), 2, 1);
    at::Tensor x = c.in(0);
    auto w = windowOf(c, x, kernel);
    const bool ceil = c.integer("ceil_mode", 0) != 0;
    if (maximum) {
        if (!w.symmetric() || w.pads[0] * 2 > kernel[0] || w.pads[1] * 2 > kernel[1])
            x = padded(x, w, -std::numeric_limits<double>::infinity());
        return at::max_pool2d(x, kernel, w.stride, w.padding(), w.dilation, ceil);
    }
    const bool countPads = c.integer("count_include_pad", 0) != 0;
    if (!w.symmetric()) {
        if (!countPads)
            c.unsupported("asymmetric padding that is not counted");
        x = padded(x, w, 0);
    }
    return at::avg_pool2d(x, kernel, w.stride, w.padding(), ceil, countPads);
}

at::Tensor batchNorm(const Call& c)
{
    return at::batch_norm(c.in(0), c.in(1), c.in(2), c.in(3), c.in(4), false, 0.0, c.real("epsilon", 1e-5), false);
}

at::Tensor prelu(const Call& c)
{
    const auto& x = c.in(0);
    const auto& slope = c.in(1);
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

at::Tensor clip(const Call& c)
{
    constexpr double kNone = std::numeric_limits<double>::infinity();
    const double low = c.has(1) ? c.in(1).item<double>() : c.real("min", -kNone);
    const double high = c.has(2) ? c.in(2).item<double>() : c.real("max", kNone);
    return at::clamp(c.in(0), low, high);
}

at::Tensor gemm(const Call& c)
{
    auto a = c.in(0), b = c.in(1);
    if (a.dim() != 2 || b.dim() != 2)
        c.bad("both factors must be matrices");
    if (c.integer("transA", 0))
        a = a.t();
    if (c.integer("transB", 0))
        b = b.t();
    const double alpha = c.real("alpha", 1), beta = c.real("beta", 1);
    auto out = at::mm(a, b);
    if (alpha != 1)
        out = out * alpha;
    if (c.has(2))
        out = beta == 1 ? out + c.in(2) : out + c.in(2) * beta;
    return out;
}

at::Tensor flatten(const Call& c)
{
    const auto& x = c.in(0);
    const auto axis = c.integer("axis", 1);
    const auto at = axis == x.dim() ? axis : wrapped(c, axis, x.dim());
    std::int64_t rows = 1;
    for (std::int64_t i = 0; i < at; ++i)
        rows *= x.size(i);
    return x.reshape({rows, rows == 0 ? 0 : x.numel() / rows});
}

at::Tensor reshape(const Call& c)
{
    const auto& x = c.in(0);
    auto shape = c.integersOrInput("shape", 1);
    std::int64_t known = 1;
    bool open = false;
    for (std::size_t i = 0; i < shape.size(); ++i) {
        if (shape[i] == 0 && c.integer("allowzero", 0) == 0) {
            if (static_cast<std::int64_t>(i) >= x.dim())
                c.bad("a dimension is copied from an input that lacks it");
            shape[i] = x.size(static_cast<std::int64_t>(i));
        }
        if (shape[i] < -1 || shape[i] > (1ll << 40) || (shape[i] > 0 && known > (1ll << 40)))
            c.bad("the new shape is impossible");
        open = open || shape[i] == -1;
        known *= shape[i] == -1 ? 1 : shape[i];
    }
    // Exported with a fixed batch of one: the first dimension is the batch.
    if (!open && shape.size() > 1 && shape[0] == 1 && x.dim() > 0 && known != x.numel() &&
        known * x.size(0) == x.numel())
        shape[0] = x.size(0);
    return x.reshape(shape);
}

at::Tensor gather(const Call& c)
{
    const auto& x = c.in(0);
    const auto axis = wrapped(c, c.integer("axis", 0), x.dim());
    auto index = c.in(1).to(x.device(), at::kLong);
    index = at::where(index < 0, index + x.size(axis), index);
    auto out = at::index_select(x, axis, index.reshape({-1}));
    Ints shape = x.sizes().vec();
    shape.erase(shape.begin() + axis);
    shape.insert(shape.begin() + axis, index.sizes().begin(), index.sizes().end());
    return out.reshape(shape);
}

at::Tensor unsqueeze(const Call& c)
{
    auto axes = c.integersOrInput("axes", 1);
    at::Tensor out = c.in(0);
    const auto rank = out.dim() + static_cast<std::int64_t>(axes.size());
    for (auto& axis : axes)
        axis = wrapped(c, axis, rank);
    std::sort(axes.begin(), axes.end());
    for (const auto axis : axes)
        out = out.unsqueeze(axis);
    return out;
}

at::Tensor squeeze(const Call& c)
{
    auto axes = c.integersOrInput("axes", 1);
    at::Tensor out = c.in(0);
    if (axes.empty())
        return out.squeeze();
    for (auto& axis : axes)
        axis = wrapped(c, axis, out.dim());
    std::sort(axes.rbegin(), axes.rend());
    for (const auto axis : axes)
        out = out.squeeze(axis);
    return out;
}

at::Tensor concat(const Call& c)
{
    std::vector<at::Tensor> parts;
    for (std::size_t i = 0; i < c.inputs.size(); ++i)
        parts.push_back(c.in(i));
    if (parts.empty())
        c.bad("it has no inputs");
    return at::cat(parts, wrapped(c, c.integer("axis", 0), parts[0].dim()));
}

at::Tensor slice(const Call& c)
{
    at::Tensor x = c.in(0);
    const auto starts = c.integersOrInput("starts", 1), ends = c.integersOrInput("ends", 2);
    auto axes = c.integersOrInput("axes", 3);
    const auto steps = c.has(4) ? c.integersOrInput("steps", 4) : Ints(starts.size(), 1);
    if (axes.empty())
        for (std::size_t i = 0; i < starts.size(); ++i)
            axes.push_back(static_cast<std::int64_t>(i));
    if (ends.size() != starts.size() || axes.size() != starts.size() || steps.size() != starts.size())
        c.bad("starts, ends, axes and steps differ in length");
    for (std::size_t i = 0; i < starts.size(); ++i) {
        if (steps[i] < 1)
            c.unsupported("a step below 1");
        x = x.slice(wrapped(c, axes[i], x.dim()), starts[i], ends[i], steps[i]);
    }
    return x;
}

at::Tensor transpose(const Call& c)
{
    const auto& x = c.in(0);
    Ints order = c.integers("perm");
    if (order.empty())
        for (std::int64_t i = x.dim(); i-- > 0;)
            order.push_back(i);
    return x.permute(order);
}

at::Tensor softmax(const Call& c)
{
    const auto& x = c.in(0);
    const auto axis = wrapped(c, c.integer("axis", c.opset < 13 ? 1 : -1), x.dim());
    if (c.opset >= 13)
        return at::softmax(x, axis);
    return at::softmax(x.flatten(axis), axis).reshape(x.sizes()); // over all dimensions from the axis on
}

at::Tensor cast(const Call& c)
{
    switch (c.integer("to", 1)) { // TensorProto.DataType
    case 1:
    case 10:
    case 11:
        return c.in(0).is_floating_point() ? c.in(0)
                                           : c.in(0).to(at::kFloat); // the working precision is ours to choose
    case 6:
        return c.in(0).to(at::kInt);
    case 7:
        return c.in(0).to(at::kLong);
    case 9:
        return c.in(0).to(at::kBool);
    default:
        c.unsupported("that element type");
    }
}

at::Tensor pad(const Call& c)
{
    const auto& x = c.in(0);
    const auto pads = c.integersOrInput("pads", 1);
    if (pads.size() != static_cast<std::size_t>(x.dim()) * 2)
        c.bad("pads does not fit the input");
    if (c.text("mode", "constant") != "constant")
        c.unsupported("a mode other than constant");
    Ints order; // the last dimension first, begin and end
    for (std::size_t i = pads.size() / 2; i-- > 0;) {
        for (const auto p : {pads[i], pads[i + pads.size() / 2]})
            if (p < -kMaxSpatial || p > kMaxSpatial)
                c.bad("pads is out of range");
        order.push_back(pads[i]);
        order.push_back(pads[i + pads.size() / 2]);
    }
    return at::constant_pad_nd(x, order, c.has(2) ? c.in(2).item<double>() : c.real("value", 0));
}

at::Tensor reduce(const Call& c, at::Tensor (*body)(const at::Tensor&, at::IntArrayRef, bool))
{
    const auto& x = c.in(0);
    auto axes = c.integersOrInput("axes", 1);
    if (axes.empty())
        for (std::int64_t i = 0; i < x.dim(); ++i)
            axes.push_back(i);
    return body(x, axes, c.integer("keepdims", 1) != 0);
}

at::Tensor lpNormalization(const Call& c)
{
    const auto& x = c.in(0);
    const auto axis = wrapped(c, c.integer("axis", -1), x.dim());
    return x / x.norm(at::Scalar(static_cast<double>(c.integer("p", 2))), at::IntArrayRef(axis), true).clamp_min(1e-12);
}

at::Tensor divide(const Call& c)
{
    const auto &a = c.in(0), &b = c.in(1);
    return a.is_floating_point() || b.is_floating_point() ? a / b : at::div(a, b, "trunc");
}

template<at::Tensor (*Body)(const at::Tensor&)>
at::Tensor unary(const Call& c)
{
    return Body(c.in(0));
}

} // namespace

const at::Tensor& Call::in(std::size_t i) const
{
    if (!has(i))
        bad("input " + std::to_string(i) + " is missing");
    return inputs[i];
}

std::int64_t Call::integer(const char* key, std::int64_t fallback) const
{
    const auto it = node.attributes.find(key);
    if (it == node.attributes.end())
        return fallback;
    if (!it->is_number_integer())
        bad(std::string("attribute ") + key + " is not a whole number");
    return it->get<std::int64_t>();
}

double Call::real(const char* key, double fallback) const
{
    const auto it = node.attributes.find(key);
    if (it == node.attributes.end())
        return fallback;
    if (!it->is_number())
        bad(std::string("attribute ") + key + " is not a number");
    return it->get<double>();
}

std::string Call::text(const char* key, const std::string& fallback) const
{
    const auto it = node.attributes.find(key);
    if (it == node.attributes.end())
        return fallback;
    if (!it->is_string())
        bad(std::string("attribute ") + key + " is not text");
    return it->get<std::string>();
}

std::vector<std::int64_t> Call::integers(const char* key, std::vector<std::int64_t> fallback) const
{
    const auto it = node.attributes.find(key);
    if (it == node.attributes.end())
        return fallback;
    Ints out;
    if (it->is_array())
        for (const auto& v : *it) {
            if (!v.is_number_integer())
                bad(std::string("attribute ") + key + " is not a list of whole numbers");
            out.push_back(v.get<std::int64_t>());
        }
    else
        bad(std::string("attribute ") + key + " is not a list");
    return out;
}

std::vector<std::int64_t> Call::integersOrInput(const char* key, std::size_t input) const
{
    if (!has(input))
        return integers(key);
    const auto values = in(input).to(at::kCPU, at::kLong).reshape({-1}).contiguous();
    return {values.data_ptr<std::int64_t>(), values.data_ptr<std::int64_t>() + values.numel()};
}

void Call::unsupported(const std::string& what) const
{
    throw Error(ErrorCode::Unsupported, "operator " + node.op + " (node \"" + node.name + "\") uses " + what +
                                            ", which Likeness does not support");
}

void Call::bad(const std::string& what) const
{
    throw Error(ErrorCode::BadFile, "operator " + node.op + " (node \"" + node.name + "\") is wrong: " + what);
}

const std::map<std::string_view, Operator>& graphOperators()
{
    static const std::map<std::string_view, Operator> map{
        {"Abs", unary<at::abs>},
        {"Add", [](const Call& c) { return c.in(0) + c.in(1); }},
        {"AveragePool", [](const Call& c) { return pool(c, false); }},
        {"BatchNormalization", batchNorm},
        {"Cast", cast},
        {"Clip", clip},
        {"Concat", concat},
        {"Conv", conv},
        {"Div", divide},
        {"Dropout", [](const Call& c) { return c.in(0); }},
        {"Elu", [](const Call& c) { return at::elu(c.in(0), c.real("alpha", 1)); }},
        {"Exp", unary<at::exp>},
        {"Flatten", flatten},
        {"Gather", gather},
        {"Gemm", gemm},
        {"GlobalAveragePool",
         [](const Call& c) {
             return at::adaptive_avg_pool2d(c.in(0), {1, 1});
         }},
        {"GlobalMaxPool",
         [](const Call& c) {
             return at::amax(c.in(0), {2, 3}, true);
         }},
        {"HardSigmoid",
         [](const Call& c) { return (c.in(0) * c.real("alpha", 0.2) + c.real("beta", 0.5)).clamp(0, 1); }},
        {"HardSwish", unary<at::hardswish>},
        {"Identity", [](const Call& c) { return c.in(0); }},
        {"LeakyRelu", [](const Call& c) { return at::leaky_relu(c.in(0), c.real("alpha", 0.01)); }},
        {"LpNormalization", lpNormalization},
        {"MatMul", [](const Call& c) { return at::matmul(c.in(0), c.in(1)); }},
        {"MaxPool", [](const Call& c) { return pool(c, true); }},
        {"Mul", [](const Call& c) { return c.in(0) * c.in(1); }},
        {"Neg", unary<at::neg>},
        {"PRelu", prelu},
        {"Pad", pad},
        {"Pow", [](const Call& c) { return at::pow(c.in(0), c.in(1)); }},
        {"ReduceL2",
         [](const Call& c) {
             return reduce(c, [](const at::Tensor& x, at::IntArrayRef axes, bool keep) {
                 return x.norm(at::Scalar(2.0), axes, keep);
             });
         }},
        {"ReduceMean",
         [](const Call& c) {
             return reduce(c, [](const at::Tensor& x, at::IntArrayRef axes, bool keep) { return x.mean(axes, keep); });
         }},
        {"ReduceSum",
         [](const Call& c) {
             return reduce(c, [](const at::Tensor& x, at::IntArrayRef axes, bool keep) { return x.sum(axes, keep); });
         }},
        {"Relu", unary<at::relu>},
        {"Reshape", reshape},
        {"Shape", [](const Call& c) { return at::tensor(c.in(0).sizes(), at::kLong); }},
        {"Sigmoid", unary<at::sigmoid>},
        {"Slice", slice},
        {"Softmax", softmax},
        {"Sqrt", unary<at::sqrt>},
        {"Squeeze", squeeze},
        {"Sub", [](const Call& c) { return c.in(0) - c.in(1); }},
        {"Tanh", unary<at::tanh>},
        {"Transpose", transpose},
        {"Unsqueeze", unsqueeze},
    };
    return map;
}

} // namespace likeness::nn
