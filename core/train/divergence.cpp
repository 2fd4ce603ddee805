// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/divergence.h"

#include <cmath>

namespace likeness::train {
namespace {

constexpr double kLeastAccuracy = 0.1; // below, half of it is chance

} // namespace

DivergenceWatch::Finding DivergenceWatch::add(double loss, double gradientNorm, double accuracy)
{
    if (!std::isfinite(loss) || !std::isfinite(gradientNorm))
        return Finding::NotFinite;
    m_recent.push_back({loss, accuracy});
    if (m_recent.size() > kWindow)
        m_recent.pop_front();
    const auto now = mean();
    if (now && m_good && m_good->accuracy >= kLeastAccuracy && now->accuracy < m_good->accuracy / 2 &&
        now->loss > m_good->loss)
        return Finding::Collapsed;
    return Finding::None;
}

void DivergenceWatch::remember()
{
    if (const auto now = mean())
        m_good = now;
}

Json DivergenceWatch::state() const
{
    Json recent = Json::array();
    for (const auto& step : m_recent)
        recent.push_back({step.loss, step.accuracy});
    return {{"good", m_good ? Json{m_good->loss, m_good->accuracy} : Json()}, {"recent", std::move(recent)}};
}

void DivergenceWatch::set(const Json& state)
{
    const auto step = [](const Json& pair) -> std::optional<Step> {
        if (!pair.is_array() || pair.size() != 2 || !pair[0].is_number() || !pair[1].is_number())
            return std::nullopt;
        return Step{pair[0].get<double>(), pair[1].get<double>()};
    };
    *this = {};
    if (!state.is_object())
        return;
    m_good = step(state.value("good", Json()));
    const Json recent = state.value("recent", Json());
    if (!recent.is_array())
        return;
    for (const Json& pair : recent)
        if (const auto one = step(pair); one && m_recent.size() < kWindow)
            m_recent.push_back(*one);
}

std::optional<DivergenceWatch::Step> DivergenceWatch::mean() const
{
    if (m_recent.size() < kWindow)
        return std::nullopt;
    Step sum{0, 0};
    for (const auto& step : m_recent) {
        sum.loss += step.loss;
        sum.accuracy += step.accuracy;
    }
    return Step{sum.loss / kWindow, sum.accuracy / kWindow};
}

} // namespace likeness::train
