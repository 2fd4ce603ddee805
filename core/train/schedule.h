// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/nn/head.h"
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
    nn::Head::Strength strength(std::int64_t step) const;
    double frozenShare(std::int64_t step) const; // of the network, from its beginning

private:
    run::Config m_config;
    std::int64_t m_total;
    double m_perEpoch;
};

} // namespace likeness::train
