// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/curate/pair_model.h"

#include <algorithm>
#include <cmath>

namespace likeness::curate {
namespace {

constexpr int kRounds = 60;
constexpr int kPoints = 1024;
// Some genuine pairs look like strangers (profile, blur, another face was found) and, far more rarely, the other way
// round. Without these tails one odd pair would outweigh everything else.
constexpr double kGenuineTail = 0.03;
constexpr double kImpostorTail = 0.001;
constexpr double kMadToSigma = 1.4826;

double medianOf(std::vector<float> values)
{
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return static_cast<double>(*middle);
}

double normal(double x, double centre, double spread)
{
    const double z = (x - centre) / spread;
    return std::exp(-0.5 * z * z) / spread; // the common constant cancels in every ratio
}

} // namespace

PairModel::PairModel(std::span<const float> within, std::span<const float> across)
{
    if (!across.empty()) {
        m_p.impostor = medianOf({across.begin(), across.end()});
        std::vector<float> away;
        for (const float s : across)
            away.push_back(std::abs(s - static_cast<float>(m_p.impostor)));
        m_p.impostorSpread = std::max(kMadToSigma * medianOf(std::move(away)), 1e-6);
    }
    m_p.genuine = m_p.impostor + 4 * m_p.impostorSpread; // where there is nothing to learn it from
    m_p.genuineSpread = m_p.impostorSpread;
    if (!within.empty()) {
        std::vector<float> sorted(within.begin(), within.end());
        std::sort(sorted.begin(), sorted.end());
        m_p.genuine = static_cast<double>(sorted[sorted.size() * 3 / 4]);
        double mean = 0, square = 0;
        for (const float s : within) {
            mean += static_cast<double>(s) / static_cast<double>(within.size());
            square += static_cast<double>(s) * static_cast<double>(s) / static_cast<double>(within.size());
        }
        m_p.genuineSpread = std::sqrt(std::max(square - mean * mean, 0.0));
        double share = 0.7;
        for (int round = 0; round <= kRounds; ++round) {
            m_p.genuineSpread = std::max(m_p.genuineSpread, 0.5 * m_p.impostorSpread);
            m_p.genuine = std::max(m_p.genuine, m_p.impostor + m_p.impostorSpread);
            if (round == kRounds)
                break;
            double sum = 0, first = 0, second = 0;
            for (const float value : within) {
                const auto s = static_cast<double>(value);
                const double g = share * normal(s, m_p.genuine, m_p.genuineSpread);
                const double i = (1 - share) * normal(s, m_p.impostor, m_p.impostorSpread);
                const double p = g / (g + i + 1e-300);
                sum += p;
                first += p * s;
                second += p * s * s;
            }
            share = std::clamp(sum / static_cast<double>(within.size()), 0.02, 0.999);
            if (sum < 1e-9)
                break;
            m_p.genuine = first / sum;
            m_p.genuineSpread = std::sqrt(std::max(second / sum - m_p.genuine * m_p.genuine, 0.0));
        }
        m_p.genuineShare = share;
    }
    tabulate();
}

PairModel::PairModel(const Parameters& parameters) : m_p(parameters)
{
    tabulate();
}

void PairModel::tabulate()
{
    m_first = m_p.impostor - 4 * m_p.impostorSpread;
    const double last = std::max(m_p.genuine + 4 * m_p.genuineSpread, m_p.impostor + 8 * m_p.impostorSpread);
    m_step = (last - m_first) / (kPoints - 1);
    std::vector<double> ratio;
    for (int i = 0; i < kPoints; ++i) {
        const double s = m_first + m_step * i;
        const double one = (1 - kGenuineTail) * normal(s, m_p.genuine, m_p.genuineSpread) +
                           kGenuineTail * normal(s, m_p.impostor, 2 * m_p.impostorSpread);
        const double two = (1 - kImpostorTail) * normal(s, m_p.impostor, m_p.impostorSpread) +
                           kImpostorTail * normal(s, m_p.genuine, m_p.genuineSpread);
        ratio.push_back(std::clamp(std::log(one + 1e-300) - std::log(two + 1e-300), kLeast, kMost));
    }
    // Two normals of different width cross twice: from the middle outwards it may only go on as it began.
    const auto middle = static_cast<std::size_t>(((m_p.impostor + m_p.genuine) / 2 - m_first) / m_step);
    for (std::size_t i = middle; i-- > 0;)
        ratio[i] = std::min(ratio[i], ratio[i + 1]);
    for (std::size_t i = middle + 1; i < ratio.size(); ++i)
        ratio[i] = std::max(ratio[i], ratio[i - 1]);
    m_table = std::move(ratio);
}

double PairModel::logRatio(double similarity) const
{
    const double at = (similarity - m_first) / m_step;
    if (!(at > 0))
        return m_table.front();
    const auto below = static_cast<std::size_t>(at);
    if (below + 1 >= m_table.size())
        return m_table.back();
    const double part = at - static_cast<double>(below);
    return m_table[below] + (m_table[below + 1] - m_table[below]) * part;
}

} // namespace likeness::curate
