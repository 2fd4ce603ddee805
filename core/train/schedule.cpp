// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace likeness::train {

Schedule::Schedule(const run::Config& config, std::int64_t stepsPerEpoch)
    : m_config(config), m_total(stepsPerEpoch * config.train.epochs), m_perEpoch(static_cast<double>(stepsPerEpoch))
{
}

double Schedule::learningRate(std::int64_t step) const
{
    const auto& t = m_config.train;
    const auto at = static_cast<double>(step);
    const double warmup = t.warmupEpochs * m_perEpoch;
    if (at < warmup)
        return t.warmupStartLr + (t.lr - t.warmupStartLr) * std::min(1.0, (at + 1) / warmup);
    const double share = std::clamp((at - warmup) / std::max(1.0, static_cast<double>(m_total) - warmup), 0.0, 1.0);
    if (t.schedule == "step")
        return t.lr * (share < 0.5 ? 1.0 : share < 0.75 ? 0.1 : 0.01);
    const double fall =
        t.schedule == "polynomial" ? (1 - share) * (1 - share) : 0.5 * (1 + std::cos(std::numbers::pi * share));
    return t.lrMin + (t.lr - t.lrMin) * fall;
}

nn::Head::Strength Schedule::strength(std::int64_t step) const
{
    const auto& loss = m_config.loss;
    const auto at = static_cast<double>(step), total = static_cast<double>(m_total);
    const double ramp = loss.marginRamp * total;
    return {ramp > 0 ? std::min(1.0, at / ramp) : 1.0, at >= loss.focalFrom * total ? loss.focalGamma : 0.0};
}

double Schedule::frozenShare(std::int64_t step) const
{
    const auto& t = m_config.train;
    const double since = static_cast<double>(step) - t.frozenEpochs * m_perEpoch;
    if (since < 0)
        return 1;
    const double over = t.unfreezeEpochs * m_perEpoch;
    // the first of four quarters at once, the last one after all of those epochs
    return over > 0 ? std::max(0.0, 0.75 - 0.25 * std::floor(3 * since / over)) : 0;
}

} // namespace likeness::train
