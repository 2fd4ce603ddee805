// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/run/config.h"

#include <cstdint>

namespace likeness::train {

// What changes during a run, as functions of the step alone.
class Schedule
{
public:
    Schedule(const run::Config& config, std::int64_t stepsPerEpoch);
    std::int64_t totalSteps() const { return m_total; }
    double learningRate(std::int64_t step) const; // step counts from 0
    double margin(std::int64_t step) const;
    double focalGamma(std::int64_t step) const;

private:
    run::Config m_config;
    std::int64_t m_total;
    double m_warmup;
};

} // namespace likeness::train
