// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/binomial.h"

#include "core/base/error.h"
#include "core/base/log_gamma.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace likeness {
namespace {

// Continued fraction of the incomplete beta function by Lentz's method (DLMF 8.17.22); converges fast for
// x < (a + 1) / (a + b + 2).
double betaFraction(double x, double a, double b)
{
    constexpr double kTiny = 1e-300;
    constexpr int kMost = 1'000'000; // some sqrt(max(a, b)) are needed
    const auto nonZero = [](double v) { return std::abs(v) < kTiny ? kTiny : v; };
    double c = 1;
    double d = 1 / nonZero(1 - (a + b) * x / (a + 1));
    double value = d;
    for (int m = 1; m <= kMost; ++m) {
        const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        d = 1 / nonZero(1 + even * d);
        c = nonZero(1 + even / c);
        value *= d * c;
        const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        d = 1 / nonZero(1 + odd * d);
        c = nonZero(1 + odd / c);
        const double step = d * c;
        value *= step;
        if (std::abs(step - 1) < 1e-15)
            break;
    }
    return value;
}

// Regularised incomplete beta function I_x(a, b).
double betaShare(double x, double a, double b)
{
    if (x <= 0)
        return 0;
    if (x >= 1)
        return 1;
    const double front = std::exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * std::log(x) + b * std::log1p(-x));
    return x < (a + 1) / (a + b + 2) ? front * betaFraction(x, a, b) / a : 1 - front * betaFraction(1 - x, b, a) / b;
}

double upperAt(std::size_t hits, std::size_t trials, double tail)
{
    if (hits >= trials)
        return 1;
    if (hits == 0)
        return -std::expm1(std::log(tail) / static_cast<double>(trials));
    return betaQuantile(1 - tail, static_cast<double>(hits + 1), static_cast<double>(trials - hits));
}

} // namespace

double betaQuantile(double p, double a, double b)
{
    if (!(p >= 0 && p <= 1) || !(a > 0 && b > 0))
        throw Error(ErrorCode::BadArgument, "the beta distribution needs a share of 0 to 1 and shapes above 0");
    if (p == 0 || p == 1)
        return p;
    // Halving in the exponent near 0, where quantiles may be as small as 1e-300, in the value elsewhere.
    double low = 0;
    double high = 1;
    for (int i = 0; i < 2000 && high - low > 1e-15 * high; ++i) {
        const double middle = low > 0 || high > 0.1 ? (low + high) / 2 : high / 1024;
        (betaShare(middle, a, b) < p ? low : high) = middle;
        if (high < std::numeric_limits<double>::min())
            return 0;
    }
    return (low + high) / 2;
}

std::array<double, 2> clopperPearson(std::size_t hits, std::size_t trials, double confidence)
{
    if (trials == 0)
        return {std::nan(""), std::nan("")};
    hits = std::min(hits, trials);
    const double tail = (1 - confidence) / 2;
    const double low =
        hits == 0 ? 0 : betaQuantile(tail, static_cast<double>(hits), static_cast<double>(trials - hits + 1));
    return {low, upperAt(hits, trials, tail)};
}

double upperLimit(std::size_t hits, std::size_t trials, double confidence)
{
    if (trials == 0)
        return std::nan("");
    return upperAt(std::min(hits, trials), trials, 1 - confidence);
}

} // namespace likeness
