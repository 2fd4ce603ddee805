// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <ATen/core/Tensor.h>

namespace likeness::nn {

// PReLU(batch normalisation(x)) as training does it, in two passes over x forward and two backward; LibTorch's own two
// layers need about twice that and a scalar loop for PReLU's gradient. x: N×C×H×W float32 on the CPU, channels last;
// weight, bias, slope, mean, variance: C. The running mean and variance move by `momentum`. Gradients for x, weight,
// bias and slope.
bool canNormPrelu(const at::Tensor& x);
at::Tensor normPrelu(const at::Tensor& x,
                     const at::Tensor& weight,
                     const at::Tensor& bias,
                     const at::Tensor& slope,
                     at::Tensor mean,
                     at::Tensor variance,
                     double momentum,
                     double epsilon);

} // namespace likeness::nn
