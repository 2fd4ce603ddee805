// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// For the files that make up graphOperators().
#include "core/nn/graph_ops.h"
#include "core/nn/torch_compat.h"

namespace likeness::nn {

using OperatorTable = std::map<std::string_view, Operator>;
using Ints = std::vector<std::int64_t>;

void addLayerOperators(OperatorTable& table);
void addMathOperators(OperatorTable& table);
void addResizeOperators(OperatorTable& table);
void addShapeOperators(OperatorTable& table);

inline constexpr std::int64_t kMaxSpatial = 4096; // kernels, strides, paddings

// From 0 on; throws Error(BadFile) where there is no such axis.
std::int64_t wrapped(const Call& c, std::int64_t axis, std::int64_t rank);

} // namespace likeness::nn
