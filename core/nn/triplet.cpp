// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/triplet.h"

#include "core/nn/embedder.h"
#include "core/nn/torch_compat.h"

#include <algorithm>
#include <vector>

namespace likeness::nn {
namespace {

constexpr double kFar = 1e9;
constexpr std::int64_t kMostTriplets = 1 << 24; // looked at together

} // namespace

TripletLoss tripletLoss(const at::Tensor& rows, const at::Tensor& labels, double margin, Mining mining)
{
    const auto unit = unitRows(rows);
    const auto distances = 2 - 2 * at::matmul(unit, unit.t());
    const auto plain = distances.detach();
    const auto same = labels.view({-1, 1}).eq(labels.view({1, -1}));
    const auto self = at::eye(labels.size(0), same.options()).to(at::kBool);
    const auto positive = same.logical_and(self.logical_not());
    const auto negative = same.logical_not();
    const auto nearest = plain.masked_fill(self, kFar).argmin(1, true);
    TripletLoss out;
    out.correct = same.gather(1, nearest).to(at::kFloat).mean();
    at::Tensor toPositive, toNegative, kept;
    if (mining == Mining::BatchHard) {
        const auto farthest = plain.masked_fill(positive.logical_not(), -kFar).argmax(1, true);
        const auto closest = plain.masked_fill(same, kFar).argmin(1, true);
        toPositive = distances.gather(1, farthest).squeeze(1);
        toNegative = distances.gather(1, closest).squeeze(1);
        kept = positive.any(1).logical_and(negative.any(1));
    } else {
        // anchor × positive × negative, some anchors at a time
        std::vector<at::Tensor> chosen, found;
        const auto n = plain.size(0), step = std::max<std::int64_t>(1, kMostTriplets / (n * n));
        for (std::int64_t first = 0; first < n; first += step) {
            const auto part = [&](const at::Tensor& t) { return t.slice(0, first, std::min(n, first + step)); };
            const auto ap = part(plain).unsqueeze(2), an = part(plain).unsqueeze(1);
            const auto semi = part(positive)
                                  .unsqueeze(2)
                                  .logical_and(part(negative).unsqueeze(1))
                                  .logical_and(an.gt(ap))
                                  .logical_and(an.lt(ap + margin));
            chosen.push_back(an.expand(semi.sizes()).masked_fill(semi.logical_not(), kFar).argmin(2));
            found.push_back(semi.any(2));
        }
        toPositive = distances;
        toNegative = distances.gather(1, at::cat(chosen));
        kept = at::cat(found);
    }
    const auto losses = (toPositive - toNegative + margin).clamp_min(0).masked_fill(kept.logical_not(), 0);
    out.kept = kept.sum();
    out.loss = losses.sum() / out.kept.clamp_min(1);
    return out;
}

} // namespace likeness::nn
