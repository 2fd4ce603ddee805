// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace likeness::train {

Schedule::Schedule(const run::Config& config, std::int64_t stepsPerEpoch)
    : m_config(config), m_total(stepsPerEpoch * config.train.epochs),
      m_warmup(config.train.warmupEpochs * static_cast<double>(stepsPerEpoch))
{
}

double Schedule::learningRate(std::int64_t step) const
{
    const auto& t = m_config.train;
    const auto at = static_cast<double>(step);
    if (at < m_warmup)
        return t.warmupStartLr + (t.lr - t.warmupStartLr) * std::min(1.0, (at + 1) / m_warmup);
    const double share = std::clamp((at - m_warmup) / std::max(1.0, static_cast<double>(m_total) - m_warmup), 0.0, 1.0);
    if (t.schedule == "step")
        return t.lr * (share < 0.5 ? 1.0 : share < 0.75 ? 0.1 : 0.01);
    const double fall =
        t.schedule == "polynomial" ? (1 - share) * (1 - share) : 0.5 * (1 + std::cos(std::numbers::pi * share));
    return t.lrMin + (t.lr - t.lrMin) * fall;
}

double Schedule::margin(std::int64_t step) const
{
    const double ramp = m_config.loss.marginRamp * static_cast<double>(m_total);
    return m_config.loss.m * (ramp > 0 ? std::min(1.0, static_cast<double>(step) / ramp) : 1.0);
}

double Schedule::focalGamma(std::int64_t step) const
{
    return static_cast<double>(step) >= m_config.loss.focalFrom * static_cast<double>(m_total)
               ? m_config.loss.focalGamma
               : 0.0;
}

} // namespace likeness::train
