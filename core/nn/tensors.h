// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/graph/model_file.h"

#include <ATen/core/Tensor.h>

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace likeness::nn {

// Tensors of a model image as LibTorch's; copied, so that the image may go.
at::Tensor toTensor(const graph::TensorView& view);
// Copies the tensor of that name into one of its shape, on whatever device that is. Throws Error(BadFile).
void readInto(const graph::TensorFile& file, const std::string& name, at::Tensor& into);
// The reverse: contiguous on the CPU, and a view of it that stays valid as long as `storage` does.
graph::TensorView toView(const std::string& name, const at::Tensor& tensor, std::vector<at::Tensor>& storage);
Bytes serialize(const std::vector<std::pair<std::string, at::Tensor>>& tensors, const Json& metadata);
std::vector<std::int64_t> shapeOf(const at::Tensor& tensor);

// A batch normalisation that is no longer trained: x·scale + shift, one of each for every channel, in double, so that
// what is folded changes only by the rounding of the result.
struct ScaleShift {
    at::Tensor scale, shift;
};
ScaleShift normAsAffine(const at::Tensor& weight,
                        const at::Tensor& bias,
                        const at::Tensor& mean,
                        const at::Tensor& variance,
                        double epsilon);

} // namespace likeness::nn
