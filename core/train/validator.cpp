// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/validator.h"

#include "core/eval/metrics.h"
#include "core/eval/separability.h"
#include "core/nn/embedder.h"
#include "core/nn/torch_compat.h"

#include <algorithm>
#include <cstring>

namespace likeness::train {
namespace {

constexpr std::size_t kBatch = 16;
constexpr int kBootstraps = 100;
constexpr std::size_t kPlotPoints = 200;
constexpr std::size_t kMaxSeparabilityPairs = 500'000;
constexpr double kCollapsed = 0.01; // 1 − cosine of nearly all pairs of different people

} // namespace

Validator::Validator(const crops::CropReader& crops, std::vector<run::Sample> samples, const run::Config& config)
    : m_crops(crops), m_size(config.model.inputSize)
{
    std::vector<int> labels;
    for (const auto& s : samples)
        labels.push_back(s.label);
    m_pairs = eval::makePairs(labels, static_cast<std::size_t>(config.verify.maxPairs), config.train.seed);
    // Only faces that a pair names are embedded; of a large set that is a part.
    std::vector<std::uint32_t> place(samples.size(), 0);
    for (auto& pair : m_pairs) {
        m_genuine += pair.same;
        for (auto* row : {&pair.a, &pair.b}) {
            if (place[*row] == 0) {
                m_samples.push_back(samples[*row]);
                m_labels.push_back(samples[*row].label);
                place[*row] = static_cast<std::uint32_t>(m_samples.size());
            }
            *row = place[*row] - 1;
        }
    }
}

Json Validator::verify(nn::Network& network,
                       const graph::InputSpec& input,
                       c10::Device device,
                       const std::function<void()>& check) const
{
    const at::NoGradGuard guard;
    std::vector<float> rows;
    int dim = 0;
    for (std::size_t first = 0; first < m_samples.size(); first += kBatch) {
        check();
        std::vector<const std::uint8_t*> crops;
        for (std::size_t i = first; i < std::min(first + kBatch, m_samples.size()); ++i)
            crops.push_back(m_crops.pixels(m_samples[i].face).data());
        const auto batch = nn::stack(crops, m_size).to(device);
        const auto sum =
            network.forward(nn::preprocess(batch, input)) + network.forward(nn::preprocess(batch.flip({2}), input));
        const auto unit = nn::unitRows(sum.flatten(1).to(at::kFloat)).to(at::kCPU).contiguous();
        dim = static_cast<int>(unit.size(1));
        rows.insert(rows.end(), unit.data_ptr<float>(), unit.data_ptr<float>() + unit.numel());
    }
    check();
    const auto scores = eval::scorePairs(rows, dim, m_pairs, check);
    std::vector<std::uint8_t> same;
    std::vector<std::uint32_t> identities;
    for (const auto& pair : m_pairs) {
        same.push_back(pair.same);
        identities.push_back(static_cast<std::uint32_t>(m_labels[pair.a]));
        identities.push_back(static_cast<std::uint32_t>(m_labels[pair.b]));
    }
    const auto result = eval::verifyScores(scores, same, identities,
                                           {.bootstraps = kBootstraps, .balancedFolds = true, .check = check});
    const auto spread = eval::separability(rows, dim, m_labels, kMaxSeparabilityPairs, 1, check);
    const auto curve = eval::thinned(result.roc, kPlotPoints);
    Json json = result.toJson();
    json.erase("roc");
    json.erase("hist");
    json["fisher"] = result.stats.fisher;
    json["fisher_trace_ratio"] = spread.fisherTraceRatio;
    json["roc"] = {{"fpr", curve.fpr}, {"tpr", curve.tpr}};
    json["hist"] = {{"edges", result.histogram.edges},
                    {"genuine", result.histogram.genuine},
                    {"impostor", result.histogram.impostor}};
    json["intra"] = spread.intra.toJson();
    json["inter"] = spread.inter.toJson();
    if (spread.inter.p95 < kCollapsed)
        json["collapsed"] = true;
    return json;
}

} // namespace likeness::train
