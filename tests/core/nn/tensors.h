// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/json_util.h"

#include <ATen/core/Tensor.h>
#include <vector>

namespace likeness::test {

// Rows of numbers, as the golden files and the peers write them, in double.
inline at::Tensor matrix(const Json& rows)
{
    std::vector<double> values;
    for (const auto& row : rows)
        for (const auto& v : row)
            values.push_back(v.get<double>());
    return at::tensor(values, at::kDouble).reshape({static_cast<std::int64_t>(rows.size()), -1});
}

// The largest difference as a share of b's largest value.
inline double worst(const at::Tensor& a, const at::Tensor& b)
{
    return ((a - b).abs().max() / b.abs().max()).item<double>();
}

} // namespace likeness::test
