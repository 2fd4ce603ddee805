// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/margin_head.h"

#include "core/nn/torch_compat.h"

#include <cmath>

namespace likeness::nn {
namespace {

at::Tensor normalised(const at::Tensor& rows)
{
    return rows / rows.norm(2, {1}, true).clamp_min(1e-12);
}

} // namespace

at::Tensor
marginLogits(const at::Tensor& embeddings, const at::Tensor& weights, const at::Tensor& labels, const Margin& margin)
{
    const auto cosines = at::linear(normalised(embeddings), normalised(weights));
    if (margin.m1 == 1 && margin.m2 == 0 && margin.m3 == 0)
        return cosines * margin.s;
    // The slope of arccos is infinite at ±1: keep it finite, far beyond the precision of the type.
    const double edge = cosines.scalar_type() == at::kDouble ? 1e-12 : 1e-6;
    const auto index = labels.view({-1, 1});
    const auto own = cosines.gather(1, index);
    at::Tensor target = own;
    if (margin.m1 != 1) {
        target = at::cos(at::acos(own.clamp(-1 + edge, 1 - edge)) * margin.m1 + margin.m2);
    } else if (margin.m2 != 0) {
        const auto sine = (1 - own * own).clamp_min(edge).sqrt();
        target = own * std::cos(margin.m2) - sine * std::sin(margin.m2);
    }
    return cosines.scatter(1, index, target - margin.m3) * margin.s;
}

at::Tensor
classificationLoss(const at::Tensor& logits, const at::Tensor& labels, double labelSmoothing, double focalGamma)
{
    const auto logProbability = at::log_softmax(logits, 1);
    const auto own = logProbability.gather(1, labels.view({-1, 1})).squeeze(1);
    at::Tensor loss = -own;
    if (labelSmoothing > 0)
        loss = loss * (1 - labelSmoothing) - logProbability.mean(1) * labelSmoothing;
    if (focalGamma > 0)
        loss = at::pow(1 - own.exp(), focalGamma) * loss;
    return loss.mean();
}

} // namespace likeness::nn
