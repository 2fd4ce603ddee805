// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/crops/crop_cache.h"
#include "core/eval/pairs.h"
#include "core/nn/network.h"
#include "core/run/run_folder.h"

#include <functional>
#include <vector>

namespace likeness::train {

// Verification on identities that training never sees: fixed pairs, so that epochs compare.
class Validator
{
public:
    // `samples`: the validation samples that have a crop.
    Validator(const crops::CropReader& crops, std::vector<run::Sample> samples, const run::Config& config);
    bool possible() const { return m_genuine > 0 && m_genuine < m_pairs.size(); }
    // The fields of the "verify" event, without epoch and step, of a network that is not in training. `check` is called
    // between batches; what it throws leaves.
    Json verify(nn::Network& network,
                const graph::InputSpec& input,
                c10::Device device,
                const std::function<void()>& check) const;

private:
    const crops::CropReader& m_crops;
    std::vector<run::Sample> m_samples; // those that a pair refers to
    std::vector<int> m_labels;
    std::vector<eval::Pair> m_pairs;
    std::size_t m_genuine = 0;
    int m_size;
};

} // namespace likeness::train
