// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/learner.h"

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/nn/embedder.h"
#include "core/nn/tensors.h"
#include "core/nn/torch_compat.h"
#include "core/train/augment.h"

#include <algorithm>
#include <cmath>

namespace likeness::train {
namespace {

constexpr std::uint64_t kAugmentStream = 0x617567;

nn::HeadOptions headOptions(const run::Config::Loss& loss)
{
    nn::HeadOptions o;
    o.name = loss.head;
    o.s = loss.s;
    o.m = loss.m;
    o.m1 = loss.m1;
    o.m2 = loss.m2;
    o.m3 = loss.m3;
    o.centers = loss.subcenters;
    o.adafaceH = loss.adafaceH;
    o.magNormLow = loss.magNormLow;
    o.magNormHigh = loss.magNormHigh;
    o.magMarginLow = loss.magMarginLow;
    o.magMarginHigh = loss.magMarginHigh;
    o.magLambda = loss.magLambda;
    o.tripletMargin = loss.tripletMargin;
    o.mining = loss.mining == "batch_hard" ? nn::Mining::BatchHard : nn::Mining::SemiHard;
    o.interclassFilter = loss.interclassFilter;
    o.labelSmoothing = loss.labelSmoothing;
    return o;
}

at::ScalarType typeOf(const std::string& precision)
{
    return precision == "bf16" ? at::kBFloat16 : precision == "fp16" ? at::kHalf : at::kFloat;
}

} // namespace

graph::InputSpec ownInput(int size)
{
    graph::InputSpec input;
    input.height = input.width = input.cropSize = size;
    input.crop = {0, 0, size, size};
    return input;
}

Learner::Learner(const run::Config& config, int classes, c10::Device device, std::span<const std::uint8_t> start)
    : m_config(config), m_device(device), m_input(ownInput(config.model.inputSize)),
      m_backbone(
          nn::makeBackbone(config.model.backbone, config.model.embedding, config.model.inputSize, config.train.seed)),
      m_head(nn::makeHead(headOptions(config.loss), classes, config.model.embedding, config.train.seed))
{
    if (config.train.precision == "fp16" && !device.is_cuda())
        throw Error(ErrorCode::BadArgument, "train.precision fp16 needs a GPU; use bf16 or fp32 on the processor");
    if (!start.empty())
        m_backbone->load(graph::TensorFile::parse(start));
    m_backbone->to(device);
    m_backbone->dropout = config.model.dropout;
    std::vector<Optimizer::Slot> slots;
    for (auto& p : m_backbone->parameters()) {
        if (p.trained) {
            p.value.set_requires_grad(true);
            slots.push_back({"model." + p.name, &p.value, p.decay || config.train.decayAll, config.train.backboneLr});
        } else {
            m_statistics.push_back(p.value);
        }
        if (config.train.ema > 0)
            m_average.push_back(p.value.detach().clone());
    }
    for (auto& p : m_head->parameters()) {
        p.value = p.value.to(device);
        if (p.trained) {
            p.value.set_requires_grad(true);
            slots.push_back({"head." + p.name, &p.value, true, 1});
        } else {
            m_statistics.push_back(p.value);
        }
    }
    for (const auto& statistic : m_statistics)
        m_before.push_back(statistic.clone());
    m_optimizer = std::make_unique<Optimizer>(config.train, std::move(slots));
}

nn::Head::Outcome Learner::accumulate(const at::Tensor& pixels,
                                      const at::Tensor& labels,
                                      std::int64_t item,
                                      const nn::Head::Strength& strength)
{
    Rng random = Rng::forItem(m_config.train.seed ^ kAugmentStream, static_cast<std::uint64_t>(item));
    const auto dropoutSeed = random.next();
    auto x =
        augment(nn::fit(nn::pixels(pixels.to(m_device)), ownInput(m_config.model.inputSize)), m_config.augment, random);
    at::manual_seed(dropoutSeed);
    const auto target = labels.to(m_device);
    at::Tensor rows;
    m_backbone->training = true;
    {
        const nn::Autocast autocast(typeOf(m_config.train.precision), m_device.type());
        rows = m_backbone->forward(x);
    }
    auto outcome = m_head->loss(rows.to(at::kFloat), target, strength);
    const double share = m_optimizer->lossScale() / m_config.train.accumulate;
    (share == 1 ? outcome.loss : outcome.loss * share).backward();
    outcome.loss = outcome.loss.detach();
    return outcome;
}

void Learner::beginStep()
{
    const at::NoGradGuard guard;
    for (std::size_t i = 0; i < m_statistics.size(); ++i)
        m_before[i].copy_(m_statistics[i]);
}

void Learner::dropStep()
{
    const at::NoGradGuard guard;
    for (std::size_t i = 0; i < m_statistics.size(); ++i)
        m_statistics[i].copy_(m_before[i]);
    m_optimizer->forgetGradients();
}

at::Tensor Learner::step(double learningRate)
{
    const auto norm = m_optimizer->step(learningRate);
    if (!m_average.empty() && norm.defined())
        moveAverage();
    return norm;
}

void Learner::freeze(double share)
{
    auto& parameters = m_backbone->parameters();
    const auto first =
        static_cast<std::size_t>(std::llround(std::clamp(share, 0.0, 1.0) * static_cast<double>(parameters.size())));
    if (first == m_backbone->firstTrained)
        return;
    m_backbone->firstTrained = first;
    for (std::size_t i = 0; i < parameters.size(); ++i)
        if (parameters[i].trained)
            parameters[i].value.set_requires_grad(i >= first);
}

// The decay rises from 0.1, so that the first, random weights do not linger in the average.
void Learner::moveAverage()
{
    const at::NoGradGuard guard;
    const auto steps = static_cast<double>(m_averaged++);
    const double decay = std::min(m_config.train.ema, (1 + steps) / (10 + steps));
    std::vector<at::Tensor> values;
    for (auto& p : m_backbone->parameters())
        values.push_back(p.value);
    at::_foreach_mul_(m_average, decay);
    at::_foreach_add_(m_average, values, 1 - decay);
}

Learner::Evaluation::Evaluation(Learner& learner) : m_learner(learner)
{
    m_learner.m_backbone->training = false;
    m_learner.swapAverage();
}

void Learner::swapAverage()
{
    auto& parameters = m_backbone->parameters();
    for (std::size_t i = 0; i < m_average.size(); ++i)
        std::swap(parameters[i].value, m_average[i]);
}

nn::NamedTensors Learner::state() const
{
    nn::NamedTensors out;
    const auto& parameters = m_backbone->parameters();
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        out.emplace_back("model." + parameters[i].name, parameters[i].value);
        if (!m_average.empty())
            out.emplace_back("average." + parameters[i].name, m_average[i]);
    }
    for (const auto& p : m_head->parameters())
        out.emplace_back("head." + p.name, p.value);
    for (auto& named : m_optimizer->state())
        out.push_back(std::move(named));
    if (!m_average.empty())
        out.emplace_back("averaged", at::full({1}, m_averaged, at::kLong));
    return out;
}

void Learner::load(const graph::TensorFile& file, bool partly)
{
    m_backbone->load(file, "model.");
    for (auto& p : m_head->parameters())
        if (!partly || file.find("head." + p.name))
            nn::readInto(file, "head." + p.name, p.value);
    m_optimizer->load(file, partly);
    if (m_average.empty())
        return;
    if (partly && !file.find("averaged")) { // begin with the weights themselves
        const at::NoGradGuard guard;
        for (std::size_t i = 0; i < m_average.size(); ++i)
            m_average[i].copy_(m_backbone->parameters()[i].value);
        return;
    }
    for (std::size_t i = 0; i < m_average.size(); ++i)
        nn::readInto(file, "average." + m_backbone->parameters()[i].name, m_average[i]);
    auto averaged = at::zeros({1}, at::kLong);
    nn::readInto(file, "averaged", averaged);
    m_averaged = averaged.item<std::int64_t>();
}

Bytes Learner::modelImage()
{
    const Evaluation evaluation(*this);
    const Json spec = {{"role", "embedding"},
                       {"backbone",
                        {{"name", m_config.model.backbone},
                         {"embedding", m_config.model.embedding},
                         {"input_size", m_config.model.inputSize}}},
                       {"input", m_input.toJson()},
                       {"output", {{"dim", m_config.model.embedding}}}};
    return nn::serialize(m_backbone->state(), graph::metadataWithSpec(spec));
}

} // namespace likeness::train
