// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/graph_ops_parts.h"

#include "core/base/error.h"

namespace likeness::nn {

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

std::vector<double> Call::reals(const char* key) const
{
    const auto it = node.attributes.find(key);
    if (it == node.attributes.end())
        return {};
    std::vector<double> out;
    if (!it->is_array())
        bad(std::string("attribute ") + key + " is not a list");
    for (const auto& v : *it) {
        if (!v.is_number())
            bad(std::string("attribute ") + key + " is not a list of numbers");
        out.push_back(v.get<double>());
    }
    return out;
}

std::vector<std::int64_t> Call::integersOrInput(const char* key, std::size_t input) const
{
    if (!has(input))
        return integers(key);
    const auto values = in(input).to(at::kCPU, at::kLong).reshape({-1}).contiguous();
    return {values.data_ptr<std::int64_t>(), values.data_ptr<std::int64_t>() + values.numel()};
}

std::vector<double> Call::realsOrInput(const char* key, std::size_t input) const
{
    if (!has(input))
        return reals(key);
    const auto values = in(input).to(at::kCPU, at::kDouble).reshape({-1}).contiguous();
    return {values.data_ptr<double>(), values.data_ptr<double>() + values.numel()};
}

void Call::checkSize(const std::vector<std::int64_t>& shape) const
{
    std::int64_t elements = 1;
    for (const auto side : shape) {
        if (side < 0)
            bad("its result would have a negative size");
        if (side > 0 && elements > kMaxElements / side)
            bad("its result is too large");
        elements *= side;
    }
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

std::int64_t wrapped(const Call& c, std::int64_t axis, std::int64_t rank)
{
    if (axis < -rank || axis >= std::max<std::int64_t>(rank, 1))
        c.bad("axis " + std::to_string(axis) + " does not fit " + std::to_string(rank) + " dimensions");
    return axis < 0 ? axis + rank : axis;
}

const std::map<std::string_view, Operator>& graphOperators()
{
    static const OperatorTable table = [] {
        OperatorTable all;
        addLayerOperators(all);
        addMathOperators(all);
        addResizeOperators(all);
        addShapeOperators(all);
        return all;
    }();
    return table;
}

} // namespace likeness::nn
