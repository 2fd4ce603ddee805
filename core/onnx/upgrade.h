// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// For the .cpp files of core/onnx only.
#include "core/base/json_util.h"
#include "core/graph/model_file.h"

#include <deque>
#include <vector>

namespace likeness::onnx {

inline constexpr int kOldestWritten = 11;

// A graph of opset 7 to 10 in the words of opset 11: what was an attribute and is an input by then becomes a weight
// (its bytes go into `storage`). Newer graphs stay as they are. Throws Error(Unsupported) naming the operator that
// means something else by then.
void upgrade(Json& graph, std::vector<graph::TensorView>& weights, std::deque<Bytes>& storage);

} // namespace likeness::onnx
