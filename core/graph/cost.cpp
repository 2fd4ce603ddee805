// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/cost.h"

#include "core/base/error.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <functional>
#include <map>
#include <set>

namespace likeness::graph {
namespace {

using Ints = std::vector<std::int64_t>;

constexpr std::int64_t kLargest = 1ll << 40; // elements of a tensor; beyond it nothing is computed anyway
constexpr std::size_t kMostNumbers = 4096;   // of a tensor whose values are followed
constexpr std::size_t kMostRank = 16;

// A tensor: its shape, and its values where shapes may depend on them.
struct Value {
    Ints shape;
    std::optional<std::vector<double>> numbers;
    bool whole = false; // of integers: their division drops the rest
};
using Maybe = std::optional<Value>;

// A shape cannot be known, or the node does not fit its inputs.
struct Unknown {
};

[[noreturn]] void bad(const std::string& why)
{
    throw Error(ErrorCode::BadFile, "the graph of this model is not sound: " + why);
}

std::int64_t product(std::int64_t a, std::int64_t b)
{
    std::int64_t out = 0;
    if (__builtin_mul_overflow(a, b, &out))
        throw Unknown{};
    return out;
}

// A number that may be the side of a tensor, and sums of a few of which cannot overflow.
std::int64_t bounded(std::int64_t v)
{
    return v >= 0 && v <= kLargest ? v : throw Unknown{};
}

std::int64_t elements(std::span<const std::int64_t> shape)
{
    std::int64_t out = 1;
    for (const auto s : shape)
        out = product(out, bounded(s));
    return bounded(out);
}

std::int64_t wholeNumber(double v)
{
    constexpr double kMost = 9e18; // "to the end" of a Slice is written as the largest integer
    return std::isnan(v) ? throw Unknown{} : static_cast<std::int64_t>(std::clamp(v, -kMost, kMost));
}

const Json& arrayIn(const Json& object, const char* key)
{
    if (!object.is_object() || !object.contains(key) || !object[key].is_array())
        bad(std::string("\"") + key + "\" is missing");
    return object[key];
}

std::vector<std::string> namesIn(const Json& object, const char* key)
{
    std::vector<std::string> out;
    for (const Json& name : arrayIn(object, key)) {
        if (!name.is_string())
            bad(std::string("\"") + key + "\" holds something that is no name");
        out.push_back(name.get<std::string>());
    }
    return out;
}

struct Node {
    std::string op, name;
    std::vector<std::string> inputs, outputs;
    Json attributes;
};

Node nodeFrom(const Json& json)
{
    if (!json.is_object() || !json.contains("op") || !json["op"].is_string())
        bad("a node has no operator");
    Node out{json["op"].get<std::string>(), {}, namesIn(json, "inputs"), namesIn(json, "outputs"), Json::object()};
    if (json.contains("name") && json["name"].is_string())
        out.name = json["name"].get<std::string>();
    if (json.contains("attributes") && json["attributes"].is_object())
        out.attributes = json["attributes"];
    return out;
}

// A node with the tensors that it is given.
struct Call {
    const Node& node;
    std::vector<const Value*> inputs; // null: left out, or not known

    const Value& in(std::size_t i) const
    {
        if (i >= inputs.size() || !inputs[i])
            throw Unknown{};
        return *inputs[i];
    }
    bool named(std::size_t i) const { return i < node.inputs.size() && !node.inputs[i].empty(); }
    Ints ints(const char* key, Ints fallback = {}) const
    {
        if (!node.attributes.contains(key))
            return fallback;
        Ints out;
        for (const Json& v : node.attributes[key].is_array() ? node.attributes[key] : Json::array()) {
            if (!v.is_number_integer())
                throw Unknown{};
            out.push_back(v.get<std::int64_t>());
        }
        return out;
    }
    std::int64_t integer(const char* key, std::int64_t fallback) const
    {
        const auto found = node.attributes.find(key);
        return found != node.attributes.end() && found->is_number_integer() ? found->get<std::int64_t>() : fallback;
    }
    std::string text(const char* key, const char* fallback) const
    {
        const auto found = node.attributes.find(key);
        return found != node.attributes.end() && found->is_string() ? found->get<std::string>() : fallback;
    }
    const std::vector<double>& numbers(std::size_t i) const { return in(i).numbers ? *in(i).numbers : throw Unknown{}; }
    // An attribute that later opsets made an input; empty where neither is there.
    Ints intsOrInput(const char* key, std::size_t i) const
    {
        if (!named(i) || node.attributes.contains(key))
            return ints(key);
        Ints out;
        for (const double v : numbers(i))
            out.push_back(wholeNumber(v));
        return out;
    }
    std::int64_t axis(std::int64_t axis, std::size_t rank) const
    {
        const auto sides = static_cast<std::int64_t>(rank);
        return axis >= -sides && axis < sides ? (axis + sides) % sides : throw Unknown{};
    }
};

std::size_t index(std::int64_t i)
{
    return static_cast<std::size_t>(i);
}

Ints broadcast(const Ints& a, const Ints& b)
{
    Ints out(std::max(a.size(), b.size()), 1);
    for (std::size_t i = 0; i < out.size(); ++i) { // from the last side
        const auto x = i < a.size() ? a[a.size() - 1 - i] : 1, y = i < b.size() ? b[b.size() - 1 - i] : 1;
        if (x != y && x != 1 && y != 1)
            throw Unknown{};
        out[out.size() - 1 - i] = x == 1 ? y : x;
    }
    return out;
}

// --- values that shapes are made of

using Arithmetic = double (*)(double, double);
const std::map<std::string_view, Arithmetic>& arithmetic()
{
    static const std::map<std::string_view, Arithmetic> kTable = {
        {"Add", [](double a, double b) { return a + b; }},
        {"Sub", [](double a, double b) { return a - b; }},
        {"Mul", [](double a, double b) { return a * b; }},
        {"Div", [](double a, double b) { return a / b; }},
        {"Max", [](double a, double b) { return std::max(a, b); }},
        {"Min", [](double a, double b) { return std::min(a, b); }},
        {"Equal", [](double a, double b) { return a == b ? 1.0 : 0.0; }},
        {"Greater", [](double a, double b) { return a > b ? 1.0 : 0.0; }},
        {"Less", [](double a, double b) { return a < b ? 1.0 : 0.0; }},
    };
    return kTable;
}

// Where all have one value, or as many.
std::optional<std::vector<double>> combined(const Value& a, const Value& b, Arithmetic what, bool truncate)
{
    if (!a.numbers || !b.numbers || a.numbers->empty() || b.numbers->empty())
        return std::nullopt;
    const auto size = std::max(a.numbers->size(), b.numbers->size());
    if ((a.numbers->size() != size && a.numbers->size() != 1) || (b.numbers->size() != size && b.numbers->size() != 1))
        return std::nullopt;
    std::vector<double> out(size);
    for (std::size_t i = 0; i < size; ++i) {
        out[i] = what((*a.numbers)[a.numbers->size() == 1 ? 0 : i], (*b.numbers)[b.numbers->size() == 1 ? 0 : i]);
        if (truncate)
            out[i] = std::trunc(out[i]);
    }
    return out;
}

Value elementwise(const Call& c)
{
    Value out = c.in(0);
    const auto what = arithmetic().find(c.node.op);
    for (std::size_t i = 1; i < c.inputs.size(); ++i) {
        const Value& other = c.in(i);
        const bool whole = out.whole && other.whole;
        out.numbers = what == arithmetic().end() ? std::nullopt : combined(out, other, what->second, whole);
        out.shape = broadcast(out.shape, other.shape);
        out.whole = whole;
        if (out.numbers && index(elements(out.shape)) != out.numbers->size()) // columns and rows make a table
            out.numbers.reset();
    }
    return out;
}

Value unary(const Call& c)
{
    Value out = c.in(0);
    const auto each = [&](double (*what)(double)) {
        if (out.numbers)
            std::transform(out.numbers->begin(), out.numbers->end(), out.numbers->begin(), what);
    };
    const std::string& op = c.node.op;
    if (op == "Floor")
        each([](double v) { return std::floor(v); });
    else if (op == "Ceil")
        each([](double v) { return std::ceil(v); });
    else if (op == "Neg")
        each([](double v) { return -v; });
    else if (op == "Cast") {
        out.whole = c.integer("to", 1) == 6 || c.integer("to", 1) == 7; // TensorProto.DataType INT32, INT64
        if (out.whole)
            each([](double v) { return std::trunc(v); });
    } else if (op != "Identity" && op != "Dropout")
        out.numbers.reset();
    return out;
}

Value where(const Call& c)
{
    const Value &mask = c.in(0), &a = c.in(1), &b = c.in(2);
    Value out{broadcast(mask.shape, broadcast(a.shape, b.shape)), {}, a.whole && b.whole};
    const auto size = elements(out.shape);
    const auto fits = [&](const Value& v) {
        return v.numbers && !v.numbers->empty() && (v.numbers->size() == 1 || v.numbers->size() == index(size));
    };
    if (fits(mask) && fits(a) && fits(b) && index(size) <= kMostNumbers) {
        const auto at = [](const Value& v, std::size_t i) { return (*v.numbers)[v.numbers->size() == 1 ? 0 : i]; };
        out.numbers.emplace();
        for (std::size_t i = 0; i < index(size); ++i)
            out.numbers->push_back(at(mask, i) != 0 ? at(a, i) : at(b, i));
    }
    return out;
}

Value ofNumbers(std::vector<double> numbers)
{
    const auto size = static_cast<std::int64_t>(numbers.size());
    return {{size}, std::move(numbers), true};
}

// --- layers

struct Window {
    Ints stride, dilation, before, after;
};

Window windowOf(const Call& c, std::size_t sides)
{
    Window w{c.ints("strides", Ints(sides, 1)), c.ints("dilations", Ints(sides, 1)), {}, {}};
    const Ints pads = c.ints("pads", Ints(2 * sides, 0));
    if (w.stride.size() != sides || w.dilation.size() != sides || pads.size() != 2 * sides)
        throw Unknown{};
    for (const auto v : w.stride)
        if (v < 1 || v > kLargest)
            throw Unknown{};
    for (const auto v : w.dilation)
        if (v < 1 || v > kLargest)
            throw Unknown{};
    for (const auto v : pads)
        if (v < 0 || v > kLargest)
            throw Unknown{};
    w.before.assign(pads.begin(), pads.begin() + static_cast<std::ptrdiff_t>(sides));
    w.after.assign(pads.begin() + static_cast<std::ptrdiff_t>(sides), pads.end());
    return w;
}

// What a kernel that slides over the spatial sides of x leaves of them.
Ints slid(const Call& c, const Ints& x, const Ints& kernel)
{
    if (x.size() != kernel.size() + 2 || kernel.empty())
        throw Unknown{};
    const Window w = windowOf(c, kernel.size());
    const bool same = c.text("auto_pad", "NOTSET").starts_with("SAME"), ceil = c.integer("ceil_mode", 0) != 0;
    Ints out;
    for (std::size_t i = 0; i < kernel.size(); ++i) {
        if (kernel[i] < 1 || kernel[i] > kLargest)
            throw Unknown{};
        const auto side = x[i + 2], step = w.stride[i];
        if (same) {
            out.push_back((side + step - 1) / step);
            continue;
        }
        const auto room = side + w.before[i] + w.after[i] - product(kernel[i] - 1, w.dilation[i]) - 1;
        if (room < 0)
            throw Unknown{};
        auto count = room / step + 1;
        if (ceil && room % step != 0 && count * step < side + w.before[i]) // the last one begins inside
            ++count;
        out.push_back(count);
    }
    return out;
}

Value pool(const Call& c)
{
    const Ints& x = c.in(0).shape;
    const Ints sides = slid(c, x, c.ints("kernel_shape"));
    Value out{{x[0], x[1]}, {}, false};
    out.shape.insert(out.shape.end(), sides.begin(), sides.end());
    return out;
}

Value globalPool(const Call& c)
{
    Value out{c.in(0).shape, {}, false};
    if (out.shape.size() < 3)
        throw Unknown{};
    std::fill(out.shape.begin() + 2, out.shape.end(), 1);
    return out;
}

Value conv(const Call& c, std::int64_t& multiplyAdds)
{
    const Ints &x = c.in(0).shape, &weight = c.in(1).shape;
    const auto groups = c.integer("group", 1);
    if (weight.size() < 3 || x.size() != weight.size() || groups < 1 || x[1] != product(weight[1], groups))
        throw Unknown{};
    const Ints sides = slid(c, x, Ints(weight.begin() + 2, weight.end()));
    Value out{{x[0], weight[0]}, {}, false};
    out.shape.insert(out.shape.end(), sides.begin(), sides.end());
    multiplyAdds = product(elements(out.shape), elements(std::span(weight).subspan(1)));
    return out;
}

Value convTranspose(const Call& c, std::int64_t& multiplyAdds)
{
    const Ints &x = c.in(0).shape, &weight = c.in(1).shape;
    const auto groups = c.integer("group", 1);
    if (weight.size() < 3 || x.size() != weight.size() || groups < 1 || x[1] != weight[0])
        throw Unknown{};
    const std::size_t sides = weight.size() - 2;
    const Window w = windowOf(c, sides);
    const Ints extra = c.ints("output_padding", Ints(sides, 0)), wanted = c.ints("output_shape");
    const bool same = c.text("auto_pad", "NOTSET").starts_with("SAME");
    if (extra.size() != sides || (!wanted.empty() && wanted.size() != sides))
        throw Unknown{};
    Value out{{x[0], product(weight[1], groups)}, {}, false};
    for (std::size_t i = 0; i < sides; ++i) {
        const auto full = bounded(product(w.stride[i], x[i + 2] - 1)) +
                          bounded(product(weight[i + 2] - 1, w.dilation[i])) + 1 + bounded(extra[i]);
        out.shape.push_back(!wanted.empty() ? wanted[i]
                            : same          ? product(x[i + 2], w.stride[i])
                                            : full - w.before[i] - w.after[i]);
    }
    multiplyAdds = product(elements(x), elements(std::span(weight).subspan(1)));
    return out;
}

Value gemm(const Call& c, std::int64_t& multiplyAdds)
{
    Ints a = c.in(0).shape, b = c.in(1).shape;
    if (a.size() != 2 || b.size() != 2)
        throw Unknown{};
    if (c.integer("transA", 0) != 0)
        std::swap(a[0], a[1]);
    if (c.integer("transB", 0) != 0)
        std::swap(b[0], b[1]);
    if (a[1] != b[0])
        throw Unknown{};
    multiplyAdds = product(product(a[0], a[1]), b[1]);
    return {{a[0], b[1]}, {}, false};
}

Value matMul(const Call& c, std::int64_t& multiplyAdds)
{
    Ints a = c.in(0).shape, b = c.in(1).shape;
    if (a.empty() || b.empty())
        throw Unknown{};
    const bool row = a.size() == 1, column = b.size() == 1; // a vector is a matrix of one row, or of one column
    if (row)
        a.insert(a.begin(), 1);
    if (column)
        b.push_back(1);
    const auto inner = a.back(), rows = a[a.size() - 2], columns = b.back();
    if (inner != b[b.size() - 2])
        throw Unknown{};
    Ints shape = broadcast(Ints(a.begin(), a.end() - 2), Ints(b.begin(), b.end() - 2));
    multiplyAdds = product(product(product(elements(shape), rows), columns), inner);
    if (!row)
        shape.push_back(rows);
    if (!column)
        shape.push_back(columns);
    return {shape, {}, false};
}

// --- shapes

Value flatten(const Call& c)
{
    const Ints& x = c.in(0).shape;
    const auto given = c.integer("axis", 1);
    const auto at = given == static_cast<std::int64_t>(x.size()) ? given : c.axis(given, x.size());
    return {{elements(std::span(x).first(index(at))), elements(std::span(x).subspan(index(at)))}, {}, false};
}

Value reshape(const Call& c)
{
    const Value& x = c.in(0);
    Ints shape = c.intsOrInput("shape", 1);
    const auto all = elements(x.shape);
    std::int64_t known = 1;
    std::ptrdiff_t open = -1;
    for (std::size_t i = 0; i < shape.size(); ++i) {
        if (shape[i] == 0 && c.integer("allowzero", 0) == 0)
            shape[i] = i < x.shape.size() ? x.shape[i] : throw Unknown{};
        if (shape[i] != -1)
            known = product(known, shape[i]);
        else if (open >= 0)
            throw Unknown{};
        else
            open = static_cast<std::ptrdiff_t>(i);
    }
    if (open >= 0)
        shape[index(open)] = known > 0 ? all / known : throw Unknown{};
    if (elements(shape) != all)
        throw Unknown{};
    return {shape, x.numbers, x.whole};
}

Value transpose(const Call& c)
{
    const Ints& x = c.in(0).shape;
    Ints order = c.ints("perm");
    if (order.empty())
        for (std::size_t i = x.size(); i-- > 0;)
            order.push_back(static_cast<std::int64_t>(i));
    if (order.size() != x.size())
        throw Unknown{};
    Value out{{}, {}, c.in(0).whole};
    for (const auto axis : order)
        out.shape.push_back(x[index(c.axis(axis, x.size()))]);
    return out;
}

Value unsqueeze(const Call& c)
{
    Value out = c.in(0);
    Ints axes = c.intsOrInput("axes", 1);
    const auto rank = out.shape.size() + axes.size();
    if (rank > kMostRank)
        throw Unknown{};
    for (auto& axis : axes)
        axis = c.axis(axis, rank);
    std::sort(axes.begin(), axes.end());
    for (const auto axis : axes)
        if (index(axis) > out.shape.size())
            throw Unknown{};
        else
            out.shape.insert(out.shape.begin() + axis, 1);
    return out;
}

Value squeeze(const Call& c)
{
    Value out = c.in(0);
    Ints axes = c.intsOrInput("axes", 1);
    if (axes.empty())
        for (std::size_t i = 0; i < out.shape.size(); ++i)
            if (out.shape[i] == 1)
                axes.push_back(static_cast<std::int64_t>(i));
    for (auto& axis : axes)
        axis = c.axis(axis, out.shape.size());
    std::sort(axes.rbegin(), axes.rend());
    for (const auto axis : axes)
        if (index(axis) >= out.shape.size() || out.shape[index(axis)] != 1)
            throw Unknown{};
        else
            out.shape.erase(out.shape.begin() + axis);
    return out;
}

Value concat(const Call& c)
{
    Value out = c.in(0);
    const auto axis = index(c.axis(c.integer("axis", 0), out.shape.size()));
    for (std::size_t i = 1; i < c.inputs.size(); ++i) {
        const Value& part = c.in(i);
        if (part.shape.size() != out.shape.size())
            throw Unknown{};
        out.shape[axis] += part.shape[axis];
        if (out.numbers && part.numbers && out.shape.size() == 1 && index(out.shape[0]) <= kMostNumbers)
            out.numbers->insert(out.numbers->end(), part.numbers->begin(), part.numbers->end());
        else
            out.numbers.reset();
        out.whole = out.whole && part.whole;
    }
    return out;
}

Value gather(const Call& c)
{
    const Value &x = c.in(0), &places = c.in(1);
    const auto axis = c.axis(c.integer("axis", 0), x.shape.size());
    Value out{x.shape, {}, x.whole};
    out.shape.erase(out.shape.begin() + axis);
    out.shape.insert(out.shape.begin() + axis, places.shape.begin(), places.shape.end());
    if (x.numbers && x.shape.size() == 1 && places.numbers) {
        out.numbers.emplace();
        for (const double place : *places.numbers)
            out.numbers->push_back((*x.numbers)[index(c.axis(wholeNumber(place), x.numbers->size()))]);
    }
    return out;
}

Value slice(const Call& c)
{
    Value out = c.in(0);
    const Ints starts = c.intsOrInput("starts", 1), ends = c.intsOrInput("ends", 2);
    Ints axes = c.intsOrInput("axes", 3);
    const Ints steps = c.named(4) ? c.intsOrInput("steps", 4) : Ints(starts.size(), 1);
    if (axes.empty())
        for (std::size_t i = 0; i < starts.size(); ++i)
            axes.push_back(static_cast<std::int64_t>(i));
    if (ends.size() != starts.size() || axes.size() != starts.size() || steps.size() != starts.size())
        throw Unknown{};
    for (std::size_t i = 0; i < starts.size(); ++i) {
        auto& side = out.shape[index(c.axis(axes[i], out.shape.size()))];
        const auto step = steps[i];
        if (step == 0 || step < -kLargest || step > kLargest)
            throw Unknown{};
        const auto place = [&](std::int64_t v, std::int64_t low, std::int64_t high) {
            return std::clamp(v < 0 ? v + side : v, low, high);
        };
        const auto first = step > 0 ? place(starts[i], 0, side) : place(starts[i], -1, side - 1);
        const auto last = step > 0 ? place(ends[i], 0, side) : place(ends[i], -1, side - 1);
        const auto count = std::max<std::int64_t>(0, (last - first + step - (step > 0 ? 1 : -1)) / step);
        if (out.numbers && out.shape.size() == 1) {
            std::vector<double> kept;
            for (std::int64_t k = 0; k < count; ++k)
                kept.push_back((*out.numbers)[index(first + k * step)]);
            out.numbers = std::move(kept);
        } else {
            out.numbers.reset();
        }
        side = count;
    }
    return out;
}

Value shapeOf(const Call& c)
{
    const Ints& x = c.in(0).shape;
    const auto rank = static_cast<std::int64_t>(x.size());
    const auto place = [&](std::int64_t v) { return std::clamp<std::int64_t>(v < 0 ? v + rank : v, 0, rank); };
    std::vector<double> out;
    for (auto i = place(c.integer("start", 0)); i < place(c.integer("end", rank)); ++i)
        out.push_back(static_cast<double>(x[index(i)]));
    return ofNumbers(std::move(out));
}

Value expand(const Call& c)
{
    return {broadcast(c.in(0).shape, c.intsOrInput("shape", 1)), {}, c.in(0).whole};
}

Value tile(const Call& c)
{
    Value out{c.in(0).shape, {}, c.in(0).whole};
    const Ints repeats = c.intsOrInput("repeats", 1);
    if (repeats.size() != out.shape.size())
        throw Unknown{};
    for (std::size_t i = 0; i < repeats.size(); ++i)
        out.shape[i] = product(out.shape[i], repeats[i]);
    return out;
}

Value pad(const Call& c)
{
    Value out{c.in(0).shape, {}, c.in(0).whole};
    const Ints pads = c.intsOrInput("pads", 1);
    Ints axes = c.named(3) ? c.intsOrInput("axes", 3) : Ints();
    if (!c.named(3))
        for (std::size_t i = 0; i < out.shape.size(); ++i)
            axes.push_back(static_cast<std::int64_t>(i));
    if (pads.size() != 2 * axes.size())
        throw Unknown{};
    for (std::size_t i = 0; i < axes.size(); ++i)
        for (const auto p : {pads[i], pads[i + axes.size()]})
            out.shape[index(c.axis(axes[i], out.shape.size()))] += p < -kLargest || p > kLargest ? throw Unknown{} : p;
    return out;
}

Value resize(const Call& c)
{
    const Ints& x = c.in(0).shape;
    const std::size_t scalesAt = c.node.op == "Upsample" || c.node.inputs.size() < 3 ? 1 : 2;
    Value out{x, {}, false};
    if (c.named(3)) {
        out.shape = c.intsOrInput("sizes", 3);
    } else {
        std::vector<double> scales;
        if (c.named(scalesAt))
            scales = c.numbers(scalesAt);
        else if (c.node.attributes.contains("scales") && c.node.attributes["scales"].is_array())
            for (const Json& v : c.node.attributes["scales"])
                scales.push_back(v.is_number() ? v.get<double>() : throw Unknown{});
        if (scales.size() != x.size())
            throw Unknown{};
        for (std::size_t i = 0; i < x.size(); ++i)
            out.shape[i] = wholeNumber(std::floor(static_cast<double>(x[i]) * scales[i]));
    }
    if (out.shape.size() != x.size())
        throw Unknown{};
    return out;
}

Value reduce(const Call& c)
{
    Value out{c.in(0).shape, {}, false};
    const bool one = c.node.op.starts_with("Arg");
    Ints axes = one ? Ints{c.integer("axis", 0)} : c.intsOrInput("axes", 1);
    if (axes.empty() && c.integer("noop_with_empty_axes", 0) == 0)
        for (std::size_t i = 0; i < out.shape.size(); ++i)
            axes.push_back(static_cast<std::int64_t>(i));
    for (auto& axis : axes)
        axis = c.axis(axis, out.shape.size());
    std::sort(axes.rbegin(), axes.rend());
    axes.erase(std::unique(axes.begin(), axes.end()), axes.end());
    for (const auto axis : axes)
        if (c.integer("keepdims", 1) != 0)
            out.shape[index(axis)] = 1;
        else
            out.shape.erase(out.shape.begin() + axis);
    out.whole = one;
    return out;
}

Value constantOfShape(const Call& c)
{
    Value out{c.intsOrInput("shape", 0), {}, c.integer("value_type", 1) == 6 || c.integer("value_type", 1) == 7};
    if (const auto size = index(elements(out.shape)); size <= kMostNumbers) {
        const auto found = c.node.attributes.find("value");
        out.numbers.emplace(size, found != c.node.attributes.end() && found->is_number() ? found->get<double>() : 0.0);
    }
    return out;
}

Value range(const Call& c)
{
    for (std::size_t i = 0; i < 3; ++i)
        if (c.numbers(i).size() != 1)
            throw Unknown{};
    const double start = c.numbers(0)[0], end = c.numbers(1)[0], step = c.numbers(2)[0];
    const double count = std::max(0.0, std::ceil((end - start) / step));
    if (!(count <= static_cast<double>(kMostNumbers)))
        throw Unknown{};
    std::vector<double> out;
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i)
        out.push_back(start + static_cast<double>(i) * step);
    return ofNumbers(std::move(out));
}

Value blocks(const Call& c)
{
    const Ints& x = c.in(0).shape;
    const auto b = c.integer("blocksize", 0);
    if (x.size() != 4 || b < 1 || b > 4096)
        throw Unknown{};
    return c.node.op == "DepthToSpace" ? Value{{x[0], x[1] / (b * b), x[2] * b, x[3] * b}, {}, false}
                                       : Value{{x[0], x[1] * b * b, x[2] / b, x[3] / b}, {}, false};
}

std::vector<Value> split(const Call& c)
{
    const Value& x = c.in(0);
    const auto axis = index(c.axis(c.integer("axis", 0), x.shape.size()));
    Ints sizes = c.intsOrInput("split", 1);
    if (sizes.empty()) { // equal parts, the last one smaller
        const auto parts = static_cast<std::int64_t>(c.node.outputs.size());
        const auto each = parts > 0 ? (x.shape[axis] + parts - 1) / parts : throw Unknown{};
        for (std::int64_t i = 0, left = x.shape[axis]; i < parts; ++i, left -= sizes.back())
            sizes.push_back(std::min(each, left));
    }
    if (sizes.size() < c.node.outputs.size())
        throw Unknown{};
    std::vector<Value> out;
    std::int64_t first = 0;
    for (std::size_t i = 0; i < c.node.outputs.size(); ++i) {
        Value part{x.shape, {}, x.whole};
        part.shape[axis] = bounded(sizes[i]);
        if (x.numbers && x.shape.size() == 1 && first + sizes[i] <= static_cast<std::int64_t>(x.numbers->size()))
            part.numbers.emplace(x.numbers->begin() + first, x.numbers->begin() + first + sizes[i]);
        first += sizes[i];
        out.push_back(std::move(part));
    }
    return out;
}

std::vector<Value> topK(const Call& c)
{
    Value out{c.in(0).shape, {}, false};
    const Ints count = c.intsOrInput("k", 1);
    out.shape[index(c.axis(c.integer("axis", -1), out.shape.size()))] =
        count.size() == 1 ? count[0] : c.integer("k", -1);
    return {out, out};
}

using Shaper = Value (*)(const Call&);
const std::map<std::string_view, Shaper>& shapers()
{
    static const std::map<std::string_view, Shaper> kTable = [] {
        std::map<std::string_view, Shaper> table = {
            {"ArgMax", reduce},
            {"ArgMin", reduce},
            {"AveragePool", pool},
            {"Concat", concat},
            {"DepthToSpace", blocks},
            {"ConstantOfShape", constantOfShape},
            {"Expand", expand},
            {"Flatten", flatten},
            {"Gather", gather},
            {"GlobalAveragePool", globalPool},
            {"MaxPool", pool},
            {"GlobalMaxPool", globalPool},
            {"Pad", pad},
            {"Range", range},
            {"ReduceL1", reduce},
            {"ReduceL2", reduce},
            {"ReduceMax", reduce},
            {"ReduceMean", reduce},
            {"ReduceMin", reduce},
            {"ReduceProd", reduce},
            {"ReduceSum", reduce},
            {"ReduceSumSquare", reduce},
            {"Reshape", reshape},
            {"Resize", resize},
            {"Shape", shapeOf},
            {"Slice", slice},
            {"SpaceToDepth", blocks},
            {"Squeeze", squeeze},
            {"Tile", tile},
            {"Transpose", transpose},
            {"Unsqueeze", unsqueeze},
            {"Upsample", resize},
            {"Where", where},
            {"Size",
             [](const Call& c) {
                 return Value{{}, std::vector<double>{static_cast<double>(elements(c.in(0).shape))}, true};
             }},
        };
        for (const char* op : {"Add", "And", "Div", "Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual", "Max",
                               "Mean", "Min", "Mul", "Or", "Pow", "Sub", "Sum", "Xor"})
            table.emplace(op, elementwise);
        for (const char* op : {"Abs",
                               "BatchNormalization",
                               "Cast",
                               "Ceil",
                               "Celu",
                               "Clip",
                               "Cos",
                               "Dropout",
                               "Elu",
                               "Erf",
                               "Exp",
                               "Floor",
                               "Gelu",
                               "HardSwish",
                               "HardSigmoid",
                               "Identity",
                               "LRN",
                               "LeakyRelu",
                               "Log",
                               "Mish",
                               "Neg",
                               "Not",
                               "PRelu",
                               "LogSoftmax",
                               "Reciprocal",
                               "Relu",
                               "Round",
                               "Selu",
                               "Sigmoid",
                               "Sign",
                               "Sin",
                               "Softmax",
                               "Softplus",
                               "Softsign",
                               "Sqrt",
                               "Tanh",
                               "LpNormalization",
                               "ThresholdedRelu",
                               "InstanceNormalization",
                               "LayerNormalization"})
            table.emplace(op, unary);
        return table;
    }();
    return kTable;
}

std::vector<Value> outputsOf(const Call& c, std::int64_t& multiplyAdds)
{
    const std::string& op = c.node.op;
    if (op == "Conv")
        return {conv(c, multiplyAdds)};
    if (op == "ConvTranspose")
        return {convTranspose(c, multiplyAdds)};
    if (op == "Gemm")
        return {gemm(c, multiplyAdds)};
    if (op == "MatMul")
        return {matMul(c, multiplyAdds)};
    if (op == "Split")
        return split(c);
    if (op == "TopK")
        return topK(c);
    const auto found = shapers().find(op);
    return found != shapers().end() ? std::vector<Value>{found->second(c)} : throw Unknown{};
}

bool multiplies(std::string_view op)
{
    return op == "Conv" || op == "ConvTranspose" || op == "Gemm" || op == "MatMul";
}

bool floating(DType type)
{
    return type == DType::F64 || type == DType::F32 || type == DType::F16 || type == DType::BF16;
}

template<typename T>
std::vector<double> numbersAs(const TensorView& tensor)
{
    std::vector<double> out(tensor.data.size() / sizeof(T));
    for (std::size_t i = 0; i < out.size(); ++i) {
        T value;
        std::memcpy(&value, tensor.data.data() + i * sizeof(T), sizeof(T));
        out[i] = static_cast<double>(value);
    }
    return out;
}

Value weightValue(const TensorView& tensor)
{
    Value out{tensor.shape, {}, !floating(tensor.type)};
    if (tensor.data.size() / elementSize(tensor.type) > kMostNumbers)
        return out;
    switch (tensor.type) {
    case DType::I64:
        out.numbers = numbersAs<std::int64_t>(tensor);
        break;
    case DType::I32:
        out.numbers = numbersAs<std::int32_t>(tensor);
        break;
    case DType::F32:
        out.numbers = numbersAs<float>(tensor);
        break;
    case DType::F64:
        out.numbers = numbersAs<double>(tensor);
        break;
    case DType::U8:
    case DType::Bool:
        out.numbers = numbersAs<std::uint8_t>(tensor);
        break;
    case DType::F16:
    case DType::BF16:
        break; // no shape is written so
    }
    return out;
}

// Whether a weight at that place of a node is learned.
bool learned(const Node& node, std::size_t input, std::int64_t size)
{
    if (node.op == "BatchNormalization")
        return input < 3; // then the running mean and variance
    if (node.op == "Clip" || node.op == "Resize" || node.op == "Upsample" || node.op == "Pad" || node.op == "Dropout")
        return false;
    const bool layer = multiplies(node.op) || node.op == "PRelu" || node.op == "LayerNormalization" ||
                       node.op == "InstanceNormalization";
    return layer || size > 1;
}

Value pictureFor(const Json& graph, const Json& spec)
{
    const auto input = InputSpec::fromJson(spec.contains("input") ? spec["input"] : Json::object());
    Value out{{1, 3, input.height, input.width}, {}, false};
    if (!graph.contains("input_shape") || !graph["input_shape"].is_array())
        return out;
    const Json& fixed = graph["input_shape"];
    out.shape.resize(std::min(fixed.size(), kMostRank), 1);
    for (std::size_t i = 1; i < out.shape.size(); ++i) // the batch is one picture, whatever the file says
        if (fixed[i].is_number_integer())
            out.shape[i] = fixed[i].get<std::int64_t>();
    for (const auto side : out.shape)
        if (side < 0 || side > kLargest)
            bad("\"input_shape\" is impossible");
    return out;
}

} // namespace

Cost costOf(const TensorFile& model)
{
    const Json spec = modelSpec(model);
    if (!spec.contains("graph"))
        throw Error(ErrorCode::BadArgument, "the model names its network only; it has to be traced first");
    const Json& graph = spec["graph"];
    std::map<std::string, Value> values;
    std::map<std::string_view, const TensorView*> weights;
    for (const TensorView& tensor : model.tensors()) {
        values.emplace(tensor.name, weightValue(tensor));
        weights.emplace(tensor.name, &tensor);
    }
    if (const auto inputs = namesIn(graph, "inputs"); !inputs.empty())
        values.insert_or_assign(inputs[0], pictureFor(graph, spec));

    Cost out;
    std::int64_t sum = 0;
    std::set<std::string, std::less<>> counted;
    for (const Json& json : arrayIn(graph, "nodes")) {
        const Node node = nodeFrom(json);
        Call call{node, {}};
        for (std::size_t i = 0; i < node.inputs.size(); ++i) {
            const auto found = values.find(node.inputs[i]);
            call.inputs.push_back(node.inputs[i].empty() || found == values.end() ? nullptr : &found->second);
            const auto weight = weights.find(node.inputs[i]);
            if (weight == weights.end() || !floating(weight->second->type) || counted.contains(node.inputs[i]))
                continue;
            const auto size =
                static_cast<std::int64_t>(weight->second->data.size() / elementSize(weight->second->type));
            if (learned(node, i, size)) {
                out.parameters += size;
                counted.insert(node.inputs[i]);
            }
        }
        try {
            std::int64_t here = 0;
            auto made = outputsOf(call, here);
            for (auto& value : made)
                if (value.shape.size() > kMostRank || elements(value.shape) < 0)
                    throw Unknown{};
            if (__builtin_add_overflow(sum, here, &sum))
                throw Unknown{};
            for (std::size_t i = 0; i < std::min(made.size(), node.outputs.size()); ++i)
                values.insert_or_assign(node.outputs[i], std::move(made[i]));
        } catch (const Unknown&) {
            for (const auto& name : node.outputs) // a name may be given twice by a file that is not sound
                values.erase(name);
            if (multiplies(node.op) && out.unknown.empty())
                out.unknown = node.op + (node.name.empty() ? "" : " \"" + node.name + "\"");
        }
    }
    if (out.unknown.empty())
        out.multiplyAdds = sum;
    return out;
}

} // namespace likeness::graph
