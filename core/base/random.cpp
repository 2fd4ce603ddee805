// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"

#include <bit>
#include <cmath>
#include <numbers>

namespace likeness {
namespace {

std::uint64_t splitmix(std::uint64_t& x) noexcept
{
    std::uint64_t z = (x += 0x9E3779B97F4A7C15ull);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    return z ^ (z >> 31);
}

} // namespace

Rng::Rng(std::uint64_t seed) noexcept
{
    for (auto& s : m_state)
        s = splitmix(seed);
}

Rng Rng::forItem(std::uint64_t seed, std::uint64_t index) noexcept
{
    std::uint64_t mixed = seed;
    std::uint64_t other = index ^ 0xA0761D6478BD642Full;
    return Rng(splitmix(mixed) ^ std::rotl(splitmix(other), 32));
}

std::uint64_t Rng::next() noexcept
{
    const std::uint64_t result = std::rotl(m_state[1] * 5, 7) * 9;
    const std::uint64_t t = m_state[1] << 17;
    m_state[2] ^= m_state[0];
    m_state[3] ^= m_state[1];
    m_state[1] ^= m_state[2];
    m_state[0] ^= m_state[3];
    m_state[2] ^= t;
    m_state[3] = std::rotl(m_state[3], 45);
    return result;
}

double Rng::uniform() noexcept
{
    return static_cast<double>(next() >> 11) * 0x1.0p-53;
}

double Rng::uniform(double low, double high) noexcept
{
    return low + (high - low) * uniform();
}

std::uint64_t Rng::below(std::uint64_t bound) noexcept
{
    const std::uint64_t threshold = (0 - bound) % bound; // rejects the short last block
    for (;;) {
        const std::uint64_t x = next();
        if (x >= threshold)
            return x % bound;
    }
}

double Rng::normal(double mean, double sd) noexcept
{
    const double u = 1.0 - uniform(); // (0, 1]
    const double v = uniform();
    return mean + sd * std::sqrt(-2.0 * std::log(u)) * std::cos(2.0 * std::numbers::pi * v);
}

void Rng::normals(std::span<float> out, double sd) noexcept
{
    const auto deviation = static_cast<float>(sd);
    for (std::size_t i = 0; i < out.size(); i += 2) {
        const std::uint64_t bits = next(); // the upper half for the radius, the lower one for the angle
        const float u = (static_cast<float>(bits >> 32) + 0.5F) * 0x1.0p-32F;
        const float angle = static_cast<float>(bits & 0xFFFFFFFFU) * (0x1.0p-31F * std::numbers::pi_v<float>);
        const float radius = deviation * std::sqrt(-2.0F * std::log(u));
        out[i] = radius * std::cos(angle);
        if (i + 1 < out.size())
            out[i + 1] = radius * std::sin(angle);
    }
}

} // namespace likeness
