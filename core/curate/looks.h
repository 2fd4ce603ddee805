// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/curate/pair_model.h"
#include "core/curate/similarity.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

namespace likeness::curate {

inline double logistic(double x)
{
    return 1.0 / (1.0 + std::exp(-std::clamp(x, -30.0, 30.0)));
}
inline double logOdds(double p)
{
    return std::log(p / (1 - p));
}

// What a probability of a method is worth, as found on planted errors: linear in its log odds (Platt 1999).
struct ScoreCalibration {
    static constexpr double kMost = 8; // log odds; more says nothing more
    static double clampedOdds(double p) { return std::clamp(logOdds(std::clamp(p, 1e-9, 1 - 1e-9)), -kMost, kMost); }
    double operator()(double p) const { return isNone() ? p : logistic(slope * clampedOdds(p) + offset); }
    bool isNone() const { return slope == 1 && offset == 0; }
    double slope = 1, offset = 0;
};

// What is known of a method's similarities on some faces, apart from the similarities themselves.
struct Scale {
    PairModel model{PairModel::Parameters{}}; // of corrected similarities
    std::vector<float> offsets;               // of each face: its mean similarity to the faces closest to it
    double wrongShare = 0.1;                  // of the labels
    double names = 2;                         // how many there are, and
    double freeNames = 1;                     // how many of them no face is known to have
    ScoreCalibration calibration;             // of the probabilities
};

// How much two faces look like one person: similarities corrected by half of both faces' offsets, because some faces
// are close to everybody, as log likelihood ratios. Both arguments must outlive it. Thread-safe.
class Looks
{
public:
    Looks(const Similarity& similarity, const Scale& scale) : m_similarity(similarity), m_scale(scale) {}
    double corrected(std::size_t i, std::size_t j, float raw) const
    {
        return static_cast<double>(raw) - static_cast<double>(m_scale.offsets[i] + m_scale.offsets[j]) / 2;
    }
    double ratio(std::size_t i, std::size_t j) const { return ratio(i, j, m_similarity.pair(i, j)); }
    double ratio(std::size_t i, std::size_t j, float raw) const { return m_scale.model.logRatio(corrected(i, j, raw)); }

private:
    const Similarity& m_similarity;
    const Scale& m_scale;
};

// Calls each(i, j) for all pairs of a face of `a` and one of `b`, or for `most` of them, evenly spread over both.
// Returns how many.
template<typename Index, typename Each>
std::size_t evenPairs(std::span<const Index> a, std::span<const Index> b, std::size_t most, const Each& each)
{
    const std::size_t all = a.size() * b.size();
    const std::size_t count = std::min(all, most);
    for (std::size_t k = 0; k < count; ++k) {
        // Odd steps through the grid of pairs: each row and column has its turn.
        const std::size_t p = k * all / count + (k * 7) % (all / count);
        each(a[p / b.size()], b[p % b.size()]);
    }
    return count;
}

// Evidence of that many pairs of faces, which are not independent, counts as m / (1 + ρ (m − 1)) pairs.
inline double effectivePairs(double pairs, double correlation)
{
    return pairs / (1 + correlation * (pairs > 1 ? pairs - 1 : 0.0));
}

} // namespace likeness::curate
