// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/binomial.h"

#include "core/base/log_gamma.h"

#include <algorithm>
#include <cmath>

namespace likeness::eval {
namespace {

// Regularised incomplete beta function I_x(a, b) by its continued fraction (Lentz's way of evaluating one; Press et
// al., Numerical Recipes 6.4); a, b > 0 and 0 < x < 1.
double incompleteBeta(double a, double b, double x)
{
    if (x > (a + 1) / (a + b + 2)) // the fraction converges fast on the other side only
        return 1 - incompleteBeta(b, a, 1 - x);
    constexpr double kTiny = 1e-300;
    constexpr int kMost = 1'000'000; // some sqrt(max(a, b)) are needed
    const auto notZero = [](double v) { return std::abs(v) < kTiny ? kTiny : v; };
    double c = 1;
    double d = 1 / notZero(1 - (a + b) * x / (a + 1));
    double fraction = d;
    for (int step = 1; step < kMost; ++step) {
        const double m = step;
        const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        d = 1 / notZero(1 + even * d);
        c = notZero(1 + even / c);
        fraction *= d * c;
        const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        d = 1 / notZero(1 + odd * d);
        c = notZero(1 + odd / c);
        fraction *= d * c;
        if (std::abs(d * c - 1) < 1e-14)
            break;
    }
    const double front =
        logGamma(a + b) - logGamma(a) - logGamma(b) + a * std::log(x) + b * std::log1p(-x) - std::log(a);
    return std::exp(front) * fraction;
}

double betaQuantile(double a, double b, double q)
{
    // Bisection of the logarithm: small shares need their relative precision.
    double low = std::log(1e-18);
    double high = 0;
    for (int i = 0; i < 100 && high - low > 1e-14 * std::abs(high); ++i) {
        const double middle = (low + high) / 2;
        (incompleteBeta(a, b, std::exp(middle)) < q ? low : high) = middle;
    }
    return std::exp((low + high) / 2);
}

double lowerAt(std::size_t hits, std::size_t trials, double tail)
{
    if (hits == 0)
        return 0;
    return betaQuantile(static_cast<double>(hits), static_cast<double>(trials - hits + 1), tail);
}

double upperAt(std::size_t hits, std::size_t trials, double tail)
{
    if (hits >= trials)
        return 1;
    if (hits == 0)
        return -std::expm1(std::log(tail) / static_cast<double>(trials));
    return betaQuantile(static_cast<double>(hits + 1), static_cast<double>(trials - hits), 1 - tail);
}

} // namespace

std::array<double, 2> clopperPearson(std::size_t hits, std::size_t trials, double confidence)
{
    if (trials == 0)
        return {std::nan(""), std::nan("")};
    hits = std::min(hits, trials);
    const double tail = (1 - confidence) / 2;
    return {lowerAt(hits, trials, tail), upperAt(hits, trials, tail)};
}

double upperLimit(std::size_t hits, std::size_t trials, double confidence)
{
    if (trials == 0)
        return std::nan("");
    return upperAt(std::min(hits, trials), trials, 1 - confidence);
}

} // namespace likeness::eval
