// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <span>
#include <string_view>

namespace likeness::graph {

// ONNX operators (default domain, opset 7 to 20) that a graph may use; the reader refuses others, the module computes
// these.
std::span<const std::string_view> operators();
bool isOperator(std::string_view name);

} // namespace likeness::graph
