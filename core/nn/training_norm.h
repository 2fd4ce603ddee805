// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <ATen/core/Tensor.h>

namespace likeness::nn {

// Batch normalisation as training does it, with what follows it in the same pass. LibTorch's own layers read and write
// the same memory about twice as often, and its gradient of PReLU is a scalar loop.
struct TrainingNorm {
    at::Tensor weight, bias;   // C
    at::Tensor mean, variance; // C; the running ones, moved by `momentum`
    double momentum = 0.1;
    double epsilon = 1e-5;
};

// x: N×C×H×W float32 on the CPU, not empty; anything but channels last is copied. Or blocked (blocked.h).
bool canNormalise(const at::Tensor& x);
// The normalised x. Gradients for x, weight and bias.
at::Tensor normalise(const at::Tensor& x, const TrainingNorm& norm);
// PReLU of it with `slope` (C), and its gradient too.
at::Tensor normalisePrelu(const at::Tensor& x, const TrainingNorm& norm, const at::Tensor& slope);
// `onto` (of x's shape) plus it, and its gradient too.
at::Tensor normaliseOnto(const at::Tensor& x, const TrainingNorm& norm, const at::Tensor& onto);

} // namespace likeness::nn
