// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/acceptance.h"

#include "core/base/error.h"
#include "core/base/log_gamma.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace likeness::dataset {
namespace {

constexpr double kConfidence = 0.95;
constexpr double kSmallestTarget = 0.0005;

// Continued fraction of the incomplete beta function by Lentz's method (DLMF 8.17.22); converges fast for
// x < (a + 1) / (a + b + 2).
double betaFraction(double x, double a, double b)
{
    constexpr double kTiny = 1e-300;
    constexpr int kMost = 100000;
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

Interval clopperPearson(int errors, int looked, double confidence)
{
    if (errors < 0 || looked < errors || !(confidence > 0 && confidence < 1))
        throw Error(ErrorCode::BadArgument, "errors must be between 0 and the number looked at, confidence below 1");
    if (looked == 0)
        return {};
    const double tail = (1 - confidence) / 2;
    const double right = looked - errors;
    return {errors == 0 ? 0 : betaQuantile(tail, errors, right + 1),
            errors == looked ? 1 : betaQuantile(1 - tail, errors + 1, right)};
}

Acceptance acceptance(int errors, int looked, int population, double target)
{
    if (!(target > 0 && target < 1))
        throw Error(ErrorCode::BadArgument, "the share of wrong labels to accept must be between 0 and 1");
    Acceptance out;
    out.errors = errors;
    out.looked = looked;
    out.interval = clopperPearson(errors, looked, kConfidence);
    out.rate = looked > 0 ? static_cast<double>(errors) / looked : 0;
    out.whole = looked > 0 && looked >= population;
    if (out.whole)
        out.interval = {out.rate, out.rate};
    const auto verdictOf = [target](const Interval& interval) {
        return interval.high <= target ? Verdict::Accepted
               : interval.low > target ? Verdict::Rejected
                                       : Verdict::MoreNeeded;
    };
    out.verdict = verdictOf(out.interval);
    if (out.verdict != Verdict::MoreNeeded || out.rate == target)
        return out;
    // The interval narrows with the size, so the size at which it leaves the target can be searched by halving.
    const auto decided = [&](int size) {
        return size >= population || verdictOf(clopperPearson(static_cast<int>(std::lround(out.rate * size)), size,
                                                              kConfidence)) != Verdict::MoreNeeded;
    };
    int low = looked;
    int high = std::max(1, looked);
    while (!decided(high))
        low = high, high = std::min(population, high * 2);
    while (high - low > 1) {
        const int middle = low + (high - low) / 2;
        (decided(middle) ? high : low) = middle;
    }
    out.more = high - looked;
    return out;
}

int sampleSizeFor(double target, double confidence, int expectedErrors)
{
    if (!(target >= kSmallestTarget && target < 1) || expectedErrors < 0 || expectedErrors > 1000000)
        throw Error(ErrorCode::BadArgument, "plan for a share of wrong labels of 0.0005 to 1, and no negative errors");
    const auto enough = [&](int size) { return clopperPearson(expectedErrors, size, confidence).high <= target; };
    int low = expectedErrors; // never enough: all of them wrong
    int high = expectedErrors + 1;
    while (!enough(high))
        low = high, high *= 2;
    while (high - low > 1) {
        const int middle = low + (high - low) / 2;
        (enough(middle) ? high : low) = middle;
    }
    return high;
}

} // namespace likeness::dataset
