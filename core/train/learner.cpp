// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/learner.h"

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/nn/embedder.h"
#include "core/nn/margin_head.h"
#include "core/nn/tensors.h"
#include "core/nn/torch_compat.h"
#include "core/train/augment.h"

namespace likeness::train {
namespace {

constexpr double kHeadDeviation = 0.01;
constexpr std::uint64_t kHeadStream = 0x68656164;
constexpr std::uint64_t kAugmentStream = 0x617567;

nn::Margin marginOf(const run::Config& config, double m)
{
    nn::Margin margin;
    margin.s = config.loss.s;
    if (config.loss.head == "arcface")
        margin.m2 = m;
    else if (config.loss.head == "cosface")
        margin.m3 = m;
    return margin;
}

nn::BackboneOptions backboneOf(const run::Config& config)
{
    return {config.model.backbone, config.model.embedding, config.model.inputSize, config.model.attention,
            config.train.seed};
}

} // namespace

graph::InputSpec ownInput(int size)
{
    graph::InputSpec input;
    input.height = input.width = input.cropSize = size;
    input.crop = {0, 0, size, size};
    return input;
}

Learner::Learner(const run::Config& config, int classes, c10::Device device)
    : m_config(config), m_device(device), m_input(ownInput(config.model.inputSize)),
      m_backbone(nn::makeBackbone(backboneOf(config)))
{
    m_head = at::empty({classes, config.model.embedding}, at::kFloat);
    Rng random = Rng::forItem(config.train.seed, kHeadStream);
    float* p = m_head.data_ptr<float>();
    for (std::int64_t i = 0; i < m_head.numel(); ++i)
        p[i] = static_cast<float>(random.normal(0.0, kHeadDeviation));
    m_head = m_head.to(device).set_requires_grad(true);
    m_backbone->to(device);
    m_backbone->dropout = config.model.dropout;
    for (auto& parameter : m_backbone->parameters()) {
        if (parameter.trained) {
            parameter.value.set_requires_grad(true);
            m_trained.push_back({"model." + parameter.name, &parameter.value, at::zeros_like(parameter.value),
                                 parameter.decay || config.train.decayAll});
        } else {
            m_statistics.push_back(parameter.value);
            m_before.push_back(parameter.value.clone());
        }
    }
    m_trained.push_back({"head.weight", &m_head, at::zeros_like(m_head), true});
}

Learner::Outcome Learner::accumulate(
    const at::Tensor& pixels, const at::Tensor& labels, std::int64_t item, double margin, double focalGamma)
{
    Rng random = Rng::forItem(m_config.train.seed ^ kAugmentStream, static_cast<std::uint64_t>(item));
    at::manual_seed(random.next()); // dropout
    auto x = nn::preprocess(pixels.to(m_device), m_input);
    x = augment(x, m_config.augment, random);
    const auto target = labels.to(m_device);
    at::Tensor rows;
    m_backbone->training = true;
    {
        const nn::AutocastBf16 autocast(m_config.train.precision == "bf16", m_device.type());
        rows = m_backbone->forward(x);
    }
    const auto logits = nn::marginLogits(rows.to(at::kFloat), m_head, target, marginOf(m_config, margin));
    const auto loss = nn::classificationLoss(logits, target, m_config.loss.labelSmoothing, focalGamma);
    (m_config.train.accumulate > 1 ? loss / m_config.train.accumulate : loss).backward();
    const at::NoGradGuard guard;
    const auto plain = nn::marginLogits(rows.detach().to(at::kFloat), m_head.detach(), target, nn::Margin{1, 1, 0, 0});
    return {loss.detach(), plain.argmax(1).eq(target).to(at::kFloat).mean()};
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
    for (auto& t : m_trained)
        t.value->mutable_grad() = at::Tensor();
}

at::Tensor Learner::step(double learningRate)
{
    const at::NoGradGuard guard;
    std::vector<at::Tensor> values, grads, momenta, decayed, decayedGrads;
    for (auto& t : m_trained) {
        if (!t.value->grad().defined())
            continue;
        values.push_back(*t.value);
        grads.push_back(t.value->grad());
        momenta.push_back(t.momentum);
        if (t.decay) {
            decayed.push_back(values.back());
            decayedGrads.push_back(grads.back());
        }
    }
    const auto norm = at::stack(at::_foreach_norm(grads, 2)).norm();
    if (m_config.train.clipNorm > 0)
        nn::scaleAll(grads, (m_config.train.clipNorm / (norm + 1e-6)).clamp_max(1.0));
    if (m_config.train.weightDecay > 0 && !decayed.empty())
        at::_foreach_add_(decayedGrads, decayed, m_config.train.weightDecay);
    at::_foreach_mul_(momenta, m_config.train.momentum);
    at::_foreach_add_(momenta, grads, 1);
    at::_foreach_add_(values, momenta, -learningRate);
    for (auto& t : m_trained)
        t.value->mutable_grad() = at::Tensor();
    return norm;
}

nn::NamedTensors Learner::state() const
{
    nn::NamedTensors out;
    for (const auto& [name, value] : m_backbone->state())
        out.emplace_back("model." + name, value);
    out.emplace_back("head.weight", m_head);
    for (const auto& t : m_trained)
        out.emplace_back("momentum." + t.name, t.momentum);
    return out;
}

void Learner::load(const graph::TensorFile& file)
{
    const at::NoGradGuard guard;
    m_backbone->load(file, "model.");
    const auto read = [&](const std::string& name, at::Tensor& into) {
        const auto* view = file.find(name);
        if (!view || view->shape != nn::shapeOf(into))
            throw Error(ErrorCode::BadFile, "the checkpoint does not fit this run: its tensor \"" + name +
                                                "\" is missing or has another shape");
        into.copy_(nn::toTensor(*view));
    };
    read("head.weight", m_head);
    for (auto& t : m_trained)
        read("momentum." + t.name, t.momentum);
}

Bytes Learner::modelImage() const
{
    const Json spec = {{"role", "embedding"},
                       {"backbone", backboneOf(m_config).toJson()},
                       {"input", m_input.toJson()},
                       {"output", {{"dim", m_config.model.embedding}}}};
    return nn::serialize(m_backbone->state(), graph::metadataWithSpec(spec));
}

} // namespace likeness::train
