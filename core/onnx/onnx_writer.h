// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/file.h"

#include <span>

namespace likeness::onnx {

inline constexpr const char* kInputName = "data";
inline constexpr const char* kOutputName = "embedding";

// A graph model image (graph/model_file.h) with one output as an ONNX file: its own opset, at least 11 (an older one is
// brought there, Error(Unsupported) names an operator that cannot be); the input is called "data" and its first side
// "batch" unless the image says that its batch is fixed, the output "embedding". Weights keep their names. How the
// input is made goes into the metadata: "likeness" holds role, input and output as a sidecar would, so that readModel()
// needs none; "input_size", "input_color", "input_mean" and "input_std" say the same to others. Throws Error(TooLarge)
// beyond 2 GB, BadFile for what is no such image.
Bytes writeModel(std::span<const std::uint8_t> image);

} // namespace likeness::onnx
