// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <ATen/core/Tensor.h>

namespace likeness::nn {

// ArcFace (Deng et al. 2019) eq. 4: target logit s·(cos(m1·θ + m2) − m3), the others s·cos θ. m1 = 1, m2 = m is
// ArcFace; m3 = m is CosFace; no margin at all is a normalised softmax. There is no easy-margin fallback for θ > π −
// m2.
struct Margin {
    double s = 64;
    double m1 = 1, m2 = 0, m3 = 0;
};

// embeddings N×D, weights C×D (both are normalised row by row inside), labels N (int64) → logits N×C.
at::Tensor
marginLogits(const at::Tensor& embeddings, const at::Tensor& weights, const at::Tensor& labels, const Margin& margin);

// Mean cross entropy over the batch. labelSmoothing spreads that share over all classes; focalGamma > 0 weighs each
// sample by (1 − p)^γ, p the probability of its label.
at::Tensor classificationLoss(const at::Tensor& logits,
                              const at::Tensor& labels,
                              double labelSmoothing = 0,
                              double focalGamma = 0);

} // namespace likeness::nn
