// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/graph_ops_parts.h"

#include <algorithm>

namespace likeness::nn {
namespace {

constexpr std::int64_t kMaxParts = 4096; // of a split

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

at::Tensor backwards(const at::Tensor& x, std::int64_t axis, std::int64_t start, std::int64_t end, std::int64_t step)
{
    const auto side = x.size(axis);
    const auto first = std::clamp<std::int64_t>(start < 0 ? start + side : start, -1, side - 1),
               last = std::clamp<std::int64_t>(end < 0 && end >= -side ? end + side : end, -1, side - 1);
    Ints places;
    for (auto at = first; at > last; at += std::max(step, -side)) // a longer step ends as well
        places.push_back(at);
    return at::index_select(x, axis, at::tensor(places, at::kLong).to(x.device()));
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
        const auto axis = wrapped(c, axes[i], x.dim());
        if (steps[i] == 0)
            c.bad("a step is 0");
        x = steps[i] > 0 ? x.slice(axis, starts[i], ends[i], steps[i])
                         : backwards(x, axis, starts[i], ends[i], steps[i]);
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
    const auto given = c.integersOrInput("pads", 1);
    auto axes = c.has(3) ? c.integersOrInput("axes", 3) : Ints();
    if (!c.has(3))
        for (std::int64_t i = 0; i < x.dim(); ++i)
            axes.push_back(i);
    if (given.size() != axes.size() * 2)
        c.bad("pads does not fit the input");
    Ints pads(static_cast<std::size_t>(x.dim()) * 2, 0), shape = x.sizes().vec(); // the last dimension first
    for (std::size_t i = 0; i < axes.size(); ++i) {
        const auto axis = wrapped(c, axes[i], x.dim());
        const auto place = static_cast<std::size_t>(x.dim() - 1 - axis) * 2;
        pads[place] = given[i];
        pads[place + 1] = given[i + axes.size()];
        for (const auto p : {pads[place], pads[place + 1]}) {
            if (p < -kMaxSpatial || p > kMaxSpatial)
                c.bad("pads is out of range");
            shape[static_cast<std::size_t>(axis)] += p;
        }
    }
    c.checkSize(shape);
    const std::string mode = c.text("mode", "constant");
    if (mode == "constant")
        return at::constant_pad_nd(x, pads, c.has(2) ? c.in(2).item<double>() : c.real("value", 0));
    if (mode != "reflect" && mode != "edge")
        c.unsupported("the mode " + mode);
    auto out = x;
    for (std::int64_t axis = 0; axis < x.dim(); ++axis) {
        const auto place = static_cast<std::size_t>(x.dim() - 1 - axis) * 2;
        const auto last = x.size(axis) - 1;
        if (mode == "reflect" ? std::max(pads[place], pads[place + 1]) > last : last < 0)
            c.bad("there is not enough to pad with");
        Ints places;
        for (auto i = -pads[place]; i <= last + pads[place + 1]; ++i)
            places.push_back(mode == "edge" ? std::clamp<std::int64_t>(i, 0, last)
                             : i < 0        ? -i
                             : i > last     ? 2 * last - i
                                            : i);
        if (pads[place] != 0 || pads[place + 1] != 0)
            out = at::index_select(out, axis, at::tensor(places, at::kLong).to(x.device()));
    }
    return out;
}

at::Tensor shapeOfInput(const Call& c)
{
    const auto& sizes = c.in(0).sizes();
    return at::tensor(sizes, at::kLong)
        .slice(0, c.integer("start", 0),
               c.hasAttribute("end") ? c.integer("end", 0) : static_cast<std::int64_t>(sizes.size()));
}

Results split(const Call& c)
{
    const auto& x = c.in(0);
    const auto axis = wrapped(c, c.integer("axis", 0), x.dim());
    auto sizes = c.integersOrInput("split", 1);
    if (sizes.empty()) { // equal parts, the last one smaller
        const auto parts = c.integer("num_outputs", static_cast<std::int64_t>(c.node.outputs.size()));
        if (parts < 1 || parts > kMaxParts)
            c.bad("num_outputs is out of range");
        const auto size = (x.size(axis) + parts - 1) / parts;
        for (std::int64_t i = 0, left = x.size(axis); i < parts; ++i, left -= sizes.back())
            sizes.push_back(std::min(size, left));
    }
    return Results(at::split_with_sizes(x, sizes, axis));
}

at::Tensor expand(const Call& c)
{
    const auto shape = at::infer_size(c.in(0).sizes(), c.integersOrInput("shape", 1));
    c.checkSize(shape);
    return c.in(0).expand(shape);
}

at::Tensor tile(const Call& c)
{
    const auto repeats = c.integersOrInput("repeats", 1);
    auto shape = c.in(0).sizes().vec();
    if (repeats.size() != shape.size())
        c.bad("repeats does not fit the input");
    for (std::size_t i = 0; i < shape.size(); ++i) {
        if (repeats[i] < 0 || repeats[i] > kMaxElements)
            c.bad("repeats is out of range");
        shape[i] = shape[i] > 0 && repeats[i] > kMaxElements / shape[i] ? kMaxElements + 1 : shape[i] * repeats[i];
    }
    c.checkSize(shape);
    return c.in(0).repeat(repeats);
}

at::Tensor constantOfShape(const Call& c)
{
    const auto shape = c.integersOrInput("shape", 0);
    c.checkSize(shape);
    const auto type = c.integer("value_type", 1);
    return at::full(shape, c.real("value", 0),
                    type == 7   ? at::kLong
                    : type == 6 ? at::kInt
                    : type == 9 ? at::kBool
                                : at::kFloat);
}

at::Tensor range(const Call& c)
{
    const auto start = c.in(0).item(), end = c.in(1).item(), step = c.in(2).item();
    const double steps = step.toDouble() == 0 ? -1 : (end.toDouble() - start.toDouble()) / step.toDouble();
    if (!(steps <= static_cast<double>(kMaxElements)) || step.toDouble() == 0)
        c.bad("its result is too large");
    return steps <= 0 ? at::empty({0}, c.in(0).options()) : at::arange(start, end, step, c.in(0).options());
}

at::Tensor depthToSpace(const Call& c)
{
    const auto& x = c.in(0);
    const auto block = c.integer("blocksize", 0);
    if (x.dim() != 4 || block < 1 || block > kMaxSpatial || x.size(1) % (block * block) != 0)
        c.bad("blocksize does not fit the input");
    const auto n = x.size(0), out = x.size(1) / (block * block), height = x.size(2), width = x.size(3);
    const std::string mode = c.text("mode", "DCR");
    if (mode != "DCR" && mode != "CRD")
        c.unsupported("the mode " + mode);
    const auto parts = mode == "DCR" ? x.reshape({n, block, block, out, height, width}).permute({0, 3, 4, 1, 5, 2})
                                     : x.reshape({n, out, block, block, height, width}).permute({0, 1, 4, 2, 5, 3});
    return parts.reshape({n, out, height * block, width * block});
}

at::Tensor spaceToDepth(const Call& c)
{
    const auto& x = c.in(0);
    const auto block = c.integer("blocksize", 0);
    if (x.dim() != 4 || block < 1 || block > kMaxSpatial || x.size(2) % block != 0 || x.size(3) % block != 0)
        c.bad("blocksize does not fit the input");
    const auto n = x.size(0), in = x.size(1), height = x.size(2) / block, width = x.size(3) / block;
    return x.reshape({n, in, height, block, width, block})
        .permute({0, 3, 5, 1, 2, 4})
        .reshape({n, in * block * block, height, width});
}

Results topK(const Call& c)
{
    const auto& x = c.in(0);
    const auto axis = wrapped(c, c.integer("axis", -1), x.dim());
    const auto count = c.integersOrInput("k", 1);
    const auto k = count.size() == 1 ? count[0] : c.integer("k", -1);
    if (k < 0 || k > x.size(axis))
        c.bad("k is out of range");
    const auto [values, places] = at::topk(x, k, axis, c.integer("largest", 1) != 0, true);
    return Results({values, places});
}

} // namespace

void addShapeOperators(OperatorTable& table)
{
    table.insert({
        {"Cast", {cast}},
        {"Concat", {concat}},
        {"ConstantOfShape", {constantOfShape}},
        {"DepthToSpace", {depthToSpace}},
        {"Expand", {expand, true}},
        {"Flatten", {flatten}},
        {"Gather", {gather}},
        {"Identity", {[](const Call& c) { return c.in(0); }}},
        {"Pad", {pad, true}},
        {"Range", {range}},
        {"Reshape", {reshape, true}},
        {"Shape", {shapeOfInput}},
        {"Size", {[](const Call& c) { return at::scalar_tensor(c.in(0).numel(), at::kLong); }}},
        {"Slice", {slice, true}},
        {"SpaceToDepth", {spaceToDepth}},
        {"Split", {split, true}},
        {"Squeeze", {squeeze, true}},
        {"Tile", {tile, true}},
        {"TopK", {topK, true}},
        {"Transpose", {transpose}},
        {"Unsqueeze", {unsqueeze, true}},
        {"Where", {[](const Call& c) {
             c.checkSize(at::infer_size(at::infer_size(c.in(0).sizes(), c.in(1).sizes()), c.in(2).sizes()));
             return at::where(c.in(0).to(at::kBool), c.in(1), c.in(2));
         }}},
    });
}

} // namespace likeness::nn
