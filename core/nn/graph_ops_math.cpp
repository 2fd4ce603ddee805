// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/graph_ops_parts.h"

#include <limits>

namespace likeness::nn {
namespace {

template<at::Tensor (*Body)(const at::Tensor&)>
at::Tensor unary(const Call& c)
{
    return Body(c.in(0));
}

// Of two inputs, broadcast.
template<typename Body>
Operator binary(Body body)
{
    return {[body](const Call& c) {
        c.checkSize(at::infer_size(c.in(0).sizes(), c.in(1).sizes()));
        return body(c.in(0), c.in(1));
    }};
}

// Of any number of them.
template<typename Body>
Operator variadic(Body body)
{
    return {[body](const Call& c) {
        at::Tensor out = c.in(0);
        for (std::size_t i = 1; i < c.inputs.size(); ++i) {
            c.checkSize(at::infer_size(out.sizes(), c.in(i).sizes()));
            out = body(out, c.in(i));
        }
        return out;
    }};
}

at::Tensor clip(const Call& c)
{
    constexpr double kNone = std::numeric_limits<double>::infinity();
    const double low = c.has(1) ? c.in(1).item<double>() : c.real("min", -kNone);
    const double high = c.has(2) ? c.in(2).item<double>() : c.real("max", kNone);
    return at::clamp(c.in(0), low, high);
}

at::Tensor softmax(const Call& c, at::Tensor (*body)(const at::Tensor&, std::int64_t))
{
    const auto& x = c.in(0);
    const auto axis = wrapped(c, c.integer("axis", c.opset < 13 ? 1 : -1), x.dim());
    if (c.opset >= 13)
        return body(x, axis);
    return body(x.flatten(axis), axis).reshape(x.sizes()); // over all dimensions from the axis on
}

// Over the axes of an attribute or, in newer opsets, an input; over all without them.
template<typename Body>
Operator reduction(Body body)
{
    return {[body](const Call& c) -> at::Tensor {
                const auto& x = c.in(0);
                auto axes = c.integersOrInput("axes", 1);
                if (axes.empty() && c.integer("noop_with_empty_axes", 0) != 0)
                    return x;
                if (axes.empty())
                    for (std::int64_t i = 0; i < x.dim(); ++i)
                        axes.push_back(i);
                for (auto& axis : axes)
                    axis = wrapped(c, axis, x.dim());
                return axes.empty() ? x : body(x, axes, c.integer("keepdims", 1) != 0);
            },
            true};
}

at::Tensor product(const at::Tensor& x, at::IntArrayRef axes, bool keep)
{
    auto out = x;
    for (const auto axis : axes)
        out = out.prod(axis, true);
    if (!keep) {
        Ints last(axes.begin(), axes.end());
        std::sort(last.rbegin(), last.rend());
        for (const auto axis : last)
            out = out.squeeze(axis);
    }
    return out;
}

at::Tensor extreme(const Call& c, bool largest)
{
    const auto& x = c.in(0);
    if (c.integer("select_last_index", 0) != 0)
        c.unsupported("the last of equal ones");
    const auto axis = wrapped(c, c.integer("axis", 0), x.dim());
    const bool keep = c.integer("keepdims", 1) != 0;
    return largest ? x.argmax(axis, keep) : x.argmin(axis, keep);
}

at::Tensor divide(const at::Tensor& a, const at::Tensor& b)
{
    return a.is_floating_point() || b.is_floating_point() ? a / b : at::div(a, b, "trunc");
}

at::Tensor gelu(const Call& c)
{
    const std::string approximation = c.text("approximate", "none");
    if (approximation != "none" && approximation != "tanh")
        c.unsupported("the approximation " + approximation);
    return at::gelu(c.in(0), approximation);
}

} // namespace

void addMathOperators(OperatorTable& table)
{
    using T = const at::Tensor&;
    using Axes = at::IntArrayRef;
    table.insert({
        {"Abs", {unary<at::abs>}},
        {"Add", binary([](T a, T b) { return a + b; })},
        {"And", binary([](T a, T b) { return at::logical_and(a, b); })},
        {"ArgMax", {[](const Call& c) { return extreme(c, true); }}},
        {"ArgMin", {[](const Call& c) { return extreme(c, false); }}},
        {"Ceil", {unary<at::ceil>}},
        {"Celu", {[](const Call& c) { return at::celu(c.in(0), c.real("alpha", 1)); }}},
        {"Clip", {clip, true}},
        {"Cos", {unary<at::cos>}},
        {"Div", binary(divide)},
        {"Elu", {[](const Call& c) { return at::elu(c.in(0), c.real("alpha", 1)); }}},
        {"Equal", binary([](T a, T b) { return at::eq(a, b); })},
        {"Erf", {unary<at::erf>}},
        {"Exp", {unary<at::exp>}},
        {"Floor", {unary<at::floor>}},
        {"Gelu", {gelu}},
        {"Greater", binary([](T a, T b) { return at::gt(a, b); })},
        {"GreaterOrEqual", binary([](T a, T b) { return at::ge(a, b); })},
        {"HardSigmoid",
         {[](const Call& c) { return (c.in(0) * c.real("alpha", 0.2) + c.real("beta", 0.5)).clamp(0, 1); }}},
        {"HardSwish", {unary<at::hardswish>}},
        {"LeakyRelu", {[](const Call& c) { return at::leaky_relu(c.in(0), c.real("alpha", 0.01)); }}},
        {"Less", binary([](T a, T b) { return at::lt(a, b); })},
        {"LessOrEqual", binary([](T a, T b) { return at::le(a, b); })},
        {"Log", {unary<at::log>}},
        {"LogSoftmax",
         {[](const Call& c) { return softmax(c, [](T x, std::int64_t axis) { return at::log_softmax(x, axis); }); }}},
        {"Max", variadic([](T a, T b) { return at::maximum(a, b); })},
        {"Mean", {[sum = variadic([](T a, T b) { return a + b; })](const Call& c) {
             return sum.compute(c)[0] / static_cast<double>(c.inputs.size());
         }}},
        {"Min", variadic([](T a, T b) { return at::minimum(a, b); })},
        {"Mish", {unary<at::mish>}},
        {"Mul", binary([](T a, T b) { return a * b; })},
        {"Neg", {unary<at::neg>}},
        {"Not", {unary<at::logical_not>}},
        {"Or", binary([](T a, T b) { return at::logical_or(a, b); })},
        {"Pow", binary([](T a, T b) { return at::pow(a, b).to(a.scalar_type()); })},
        {"Reciprocal", {unary<at::reciprocal>}},
        {"ReduceL1", reduction([](T x, Axes axes, bool keep) { return x.abs().sum(axes, keep); })},
        {"ReduceL2", reduction([](T x, Axes axes, bool keep) { return x.norm(at::Scalar(2.0), axes, keep); })},
        {"ReduceMax", reduction([](T x, Axes axes, bool keep) { return at::amax(x, axes, keep); })},
        {"ReduceMean", reduction([](T x, Axes axes, bool keep) { return x.mean(axes, keep); })},
        {"ReduceMin", reduction([](T x, Axes axes, bool keep) { return at::amin(x, axes, keep); })},
        {"ReduceProd", reduction(product)},
        {"ReduceSum", reduction([](T x, Axes axes, bool keep) { return x.sum(axes, keep); })},
        {"ReduceSumSquare", reduction([](T x, Axes axes, bool keep) { return (x * x).sum(axes, keep); })},
        {"Relu", {unary<at::relu>}},
        {"Round", {unary<at::round>}},
        {"Selu",
         {[](const Call& c) { return at::elu(c.in(0), c.real("alpha", 1.6732632), c.real("gamma", 1.0507010)); }}},
        {"Sigmoid", {unary<at::sigmoid>}},
        {"Sign", {unary<at::sign>}},
        {"Sin", {unary<at::sin>}},
        {"Softmax",
         {[](const Call& c) { return softmax(c, [](T x, std::int64_t axis) { return at::softmax(x, axis); }); }}},
        {"Softplus", {[](const Call& c) { return at::softplus(c.in(0)); }}},
        {"Softsign", {[](const Call& c) { return c.in(0) / (c.in(0).abs() + 1); }}},
        {"Sqrt", {unary<at::sqrt>}},
        {"Sub", binary([](T a, T b) { return a - b; })},
        {"Sum", variadic([](T a, T b) { return a + b; })},
        {"Tanh", {unary<at::tanh>}},
        {"ThresholdedRelu",
         {[](const Call& c) { return at::where(c.in(0) > c.real("alpha", 1), c.in(0), at::zeros_like(c.in(0))); }}},
        {"Xor", binary([](T a, T b) { return at::logical_xor(a, b); })},
    });
}

} // namespace likeness::nn
