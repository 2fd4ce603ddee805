// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <ATen/core/Tensor.h>

// The margins of the field as functions on cosines, N×C, without the scale s. labels: N, int64. Everything is
// differentiable in floating-point types, and exact in double.
namespace likeness::nn {

// ArcFace (Deng et al. 2019) eq. 4: target logit s·(cos(m1·θ + m2) − m3), the others s·cos θ. m1 = 1, m2 = m is
// ArcFace; m3 = m is CosFace; no margin at all is a normalised softmax. There is no easy-margin fallback for θ > π −
// m2.
struct Margin {
    double s = 64;
    double m1 = 1, m2 = 0, m3 = 0;
};

// embeddings N×D, weights (C·K)×D, both normalised row by row inside → N×C, of each identity's K centres the closest
// (sub-centre ArcFace, Deng et al. 2020); centre k of identity c is row c·K + k.
at::Tensor cosines(const at::Tensor& embeddings, const at::Tensor& weights, std::int64_t centers = 1);
// Cosines of other identities above the threshold become 0: they are taken for the same person under a wrong label
// (arcface_torch, interclass_filtering_threshold).
at::Tensor filterInterclass(const at::Tensor& cosines, const at::Tensor& labels, double threshold);
at::Tensor withMargin(const at::Tensor& cosines, const at::Tensor& labels, const Margin& margin);
// CurricularFace (Huang et al. 2020) eq. 4–6: the target is cos(θ + m); another cosine above it is multiplied by
// t + itself. t: a scalar tensor, the running mean of the targets' cosines.
at::Tensor
withCurricularMargin(const at::Tensor& cosines, const at::Tensor& labels, double margin, const at::Tensor& t);
// Each face's own margin, N×1 each: the target is cos(θ + angle) − cosine. `clip` keeps θ + angle within (0, π), as
// AdaFace does where the angle may be negative.
at::Tensor withMargins(
    const at::Tensor& cosines, const at::Tensor& labels, const at::Tensor& angle, const at::Tensor& cosine, bool clip);

// cosines(), withMargin() and the scale: N×C logits.
at::Tensor
marginLogits(const at::Tensor& embeddings, const at::Tensor& weights, const at::Tensor& labels, const Margin& margin);

// Mean cross entropy over the batch. labelSmoothing spreads that share over all classes; focalGamma > 0 weighs each
// sample by (1 − p)^γ, p the probability of its label.
at::Tensor classificationLoss(const at::Tensor& logits,
                              const at::Tensor& labels,
                              double labelSmoothing = 0,
                              double focalGamma = 0);

} // namespace likeness::nn
