// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cluster/threshold.h"

#include "core/base/error.h"
#include "core/base/random.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace likeness::cluster {
namespace {

// The value that a share `upper` (0 … 1) of them exceeds.
double upperQuantile(std::span<const float> values, double upper)
{
    std::vector<float> copy(values.begin(), values.end());
    const double at = (1 - upper) * static_cast<double>(copy.size() - 1);
    const auto nth = copy.begin() + static_cast<std::ptrdiff_t>(std::ceil(at));
    std::nth_element(copy.begin(), nth, copy.end());
    return static_cast<double>(*nth);
}

// z with P(Z > z) = upper for a standard normal Z, 0 < upper <= 0.5.
double normalQuantile(double upper)
{
    double low = 0, high = 40;
    for (int i = 0; i < 100; ++i) {
        const double middle = (low + high) / 2;
        (0.5 * std::erfc(middle / std::sqrt(2.0)) > upper ? low : high) = middle;
    }
    return low;
}

// Where a normal tail with that median and through the `shown` quantile has a share `fpr` above it.
double tail(std::span<const float> impostor, double shown, double fpr, double heavier)
{
    const double median = upperQuantile(impostor, 0.5);
    const double spread = (upperQuantile(impostor, shown) - median) / normalQuantile(shown);
    return median + heavier * spread * normalQuantile(fpr);
}

void checkSamples(std::span<const float> one, std::span<const float> other)
{
    const auto finite = [](float v) { return std::isfinite(v); };
    if (!std::all_of(one.begin(), one.end(), finite) || !std::all_of(other.begin(), other.end(), finite))
        throw Error(ErrorCode::BadArgument, "A similarity is not a finite number; check the embeddings for NaN.");
    if (other.empty())
        throw Error(ErrorCode::BadArgument, "A threshold needs pairs of different people to be derived from.");
}

float bounded(double threshold, std::span<const float> alike)
{
    if (!alike.empty())
        threshold = std::min(threshold, upperQuantile(alike, 0.5));
    return static_cast<float>(std::clamp(threshold, 0.01, 0.99));
}

} // namespace

double allowedFpr(Algorithm algorithm, std::size_t items)
{
    const auto n = static_cast<double>(std::max<std::size_t>(2, items));
    double fpr = 0;
    switch (algorithm) {
    case Algorithm::AverageLinkage:
        fpr = 0.05 / std::sqrt(n);
        break;
    case Algorithm::CompleteLinkage:
        fpr = 0.35 / std::sqrt(n);
        break;
    case Algorithm::Dbscan:
        fpr = 0.005 / n;
        break;
    case Algorithm::Hdbscan:
        fpr = 0.5 / n;
        break;
    case Algorithm::ChineseWhispers:
        fpr = 0.1 / n;
        break;
    }
    return std::min(fpr, 0.1);
}

float defaultThreshold(Algorithm algorithm,
                       std::size_t items,
                       std::span<const float> genuine,
                       std::span<const float> impostor)
{
    checkSamples(genuine, impostor);
    const double fpr = allowedFpr(algorithm, items);
    const double shown = std::clamp(10.0 / static_cast<double>(impostor.size()), fpr, 0.25);
    return bounded(tail(impostor, shown, fpr, 1), genuine);
}

float unlabelledThreshold(Algorithm algorithm,
                          std::size_t items,
                          std::span<const float> nearest,
                          std::span<const float> random)
{
    checkSamples(nearest, random);
    return bounded(tail(random, 0.25, allowedFpr(algorithm, items), 1.1), nearest);
}

std::vector<float> randomPairs(const neighbours::Vectors& vectors, std::size_t count, std::uint64_t seed)
{
    std::vector<float> out;
    if (vectors.count() < 2)
        return out;
    out.reserve(count);
    Rng rng(seed);
    for (std::size_t p = 0; p < count; ++p) {
        const auto a = static_cast<std::size_t>(rng.below(vectors.count()));
        auto b = static_cast<std::size_t>(rng.below(vectors.count() - 1));
        b += b >= a;
        const auto x = vectors.row(a), y = vectors.row(b);
        out.push_back(std::inner_product(x.begin(), x.end(), y.begin(), 0.0F));
    }
    return out;
}

std::vector<float> nearestSimilarities(const neighbours::Lists& lists)
{
    std::vector<float> out;
    for (std::size_t i = 0; i < lists.count(); ++i)
        if (!lists[i].empty())
            out.push_back(lists[i].front().similarity);
    return out;
}

} // namespace likeness::cluster
