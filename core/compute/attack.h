// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/compute/compute.h"

#include <cstdint>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace likeness::compute {

// How the first crop of a verification pair is changed (nn/attack.h).
struct Attack {
    std::string method = "fgsm";  // fgsm | pgd
    std::vector<int> epsilons{8}; // grey levels of 0..255, 1 to 255 each
    int steps = 10;               // of pgd, 1 to 1000
    double step = 0;              // grey levels a step of pgd; 0: 2.5·ε/steps
    std::uint64_t seed = 1;       // of pgd's random starts
    Flip flip = Flip::Sum;
};

struct AttackedPair {
    const std::uint8_t *a = nullptr, *b = nullptr; // RGB crops of cropSize squared; a is changed
    bool same = false;
    std::uint64_t number = 0; // in its set: pgd's random start goes by it, not by the batch
};

// Cosines that are not finite are NaN.
struct Attacked {
    std::vector<double> before;             // a pair
    std::vector<std::uint8_t> flat;         // 1: the cosine has no slope at the crop, so fgsm leaves it as it is
    std::vector<std::vector<double>> after; // [ε][pair]
    Bytes crops;                            // changed crops, ε by ε, pair by pair
};

// A model that gradients are asked of, in float32. run() from any thread, one after the other.
class AttackedModel
{
public:
    // Throws Error(Unsupported) naming the operator where the model lets no gradient through; Interrupted.
    static AttackedModel load(const ModelSource& source, const Options& options = {}, const std::stop_token& stop = {});
    ~AttackedModel();
    AttackedModel(AttackedModel&&) noexcept;
    AttackedModel& operator=(AttackedModel&&) noexcept;
    const graph::InputSpec& input() const;
    const std::string& device() const;
    // All pairs at once: some tens of MB each for a small network, some hundreds for a large one. A stop is noticed
    // between two layers: Error(Interrupted).
    Attacked run(std::span<const AttackedPair> pairs, const Attack& attack, const std::stop_token& stop = {}) const;

private:
    struct Impl;
    explicit AttackedModel(std::unique_ptr<Impl> d);
    std::unique_ptr<Impl> m_d;
};

} // namespace likeness::compute
