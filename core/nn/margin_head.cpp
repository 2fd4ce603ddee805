// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/margin_head.h"

#include "core/nn/embedder.h"
#include "core/nn/torch_compat.h"

#include <cmath>
#include <numbers>

namespace likeness::nn {
namespace {

// A power of less than 1 has no slope at 0, where a face is surely recognised.
constexpr double kSureAsCanBe = 1e-7;
constexpr double kAngleEdge = 1e-3; // AdaFace's

// The slopes of arccos and of the sine are infinite at ±1: keep them finite, far beyond the precision of the type.
double edgeOf(const at::Tensor& cosines)
{
    return cosines.scalar_type() == at::kDouble ? 1e-12 : 1e-6;
}

at::Tensor sineOf(const at::Tensor& cosine)
{
    return (1 - cosine * cosine).clamp_min(edgeOf(cosine)).sqrt();
}

} // namespace

at::Tensor cosines(const at::Tensor& embeddings, const at::Tensor& weights, std::int64_t centers)
{
    const auto all = at::linear(unitRows(embeddings), unitRows(weights));
    return centers == 1 ? all : std::get<0>(all.view({all.size(0), -1, centers}).max(2));
}

at::Tensor filterInterclass(const at::Tensor& cosines, const at::Tensor& labels, double threshold)
{
    const auto others = cosines.detach().gt(threshold).scatter(1, labels.view({-1, 1}), 0);
    return cosines.masked_fill(others, 0);
}

at::Tensor withMargin(const at::Tensor& cosines, const at::Tensor& labels, const Margin& margin)
{
    if (margin.m1 == 1 && margin.m2 == 0 && margin.m3 == 0)
        return cosines;
    const auto index = labels.view({-1, 1});
    const auto own = cosines.gather(1, index);
    at::Tensor target = own;
    if (margin.m1 != 1) {
        const double edge = edgeOf(cosines);
        target = at::cos(at::acos(own.clamp(-1 + edge, 1 - edge)) * margin.m1 + margin.m2);
    } else if (margin.m2 != 0) {
        target = own * std::cos(margin.m2) - sineOf(own) * std::sin(margin.m2);
    }
    return cosines.scatter(1, index, target - margin.m3);
}

at::Tensor withCurricularMargin(const at::Tensor& cosines, const at::Tensor& labels, double margin, const at::Tensor& t)
{
    const auto index = labels.view({-1, 1});
    const auto own = cosines.gather(1, index);
    const auto target = own * std::cos(margin) - sineOf(own) * std::sin(margin);
    return at::where(cosines > target, cosines * (t + cosines), cosines).scatter(1, index, target);
}

at::Tensor withMargins(
    const at::Tensor& cosines, const at::Tensor& labels, const at::Tensor& angle, const at::Tensor& cosine, bool clip)
{
    const auto index = labels.view({-1, 1});
    const auto own = cosines.gather(1, index);
    const auto target = clip ? at::cos((at::acos(own.clamp(-1 + kAngleEdge, 1 - kAngleEdge)) + angle)
                                           .clamp(kAngleEdge, std::numbers::pi - kAngleEdge))
                             : own * at::cos(angle) - sineOf(own) * at::sin(angle);
    return cosines.scatter(1, index, target - cosine);
}

at::Tensor
marginLogits(const at::Tensor& embeddings, const at::Tensor& weights, const at::Tensor& labels, const Margin& margin)
{
    return withMargin(cosines(embeddings, weights), labels, margin) * margin.s;
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
        loss = at::pow((1 - own.exp()).clamp_min(kSureAsCanBe), focalGamma) * loss;
    return loss.mean();
}

} // namespace likeness::nn
