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
#include <optional>

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

Learner::Learner(const run::Config& config, int classes, c10::Device device, std::span<const std::uint8_t> start)
    : m_config(config), m_device(device), m_fresh(start.empty())
{
    if (config.train.precision == "fp16" && !device.is_cuda())
        throw Error(ErrorCode::BadArgument, "train.precision fp16 needs a GPU; use bf16 or fp32 on the processor");
    makeNetwork(start);
    m_head = nn::makeHead(headOptions(config.loss), classes, m_spec["output"]["dim"].get<int>(), config.train.seed);
    m_network->to(device);
    m_network->dropout = config.model.dropout;
    std::vector<Optimizer::Slot> slots;
    for (auto& p : m_network->parameters()) {
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

void Learner::makeNetwork(std::span<const std::uint8_t> start)
{
    const bool imported = m_config.model.backbone == run::kImported;
    if (imported && start.empty())
        throw Error(ErrorCode::BadArgument, "model.backbone imported needs model.from, a model to begin with");
    std::optional<graph::TensorFile> file;
    if (!start.empty())
        file.emplace(graph::TensorFile::parse(start));
    if (!imported) {
        const auto options = backboneOf(m_config);
        m_network = nn::makeBackbone(options);
        if (file)
            m_network->load(*file);
        m_input = ownInput(m_config.model.inputSize);
        m_spec = {{"role", "embedding"},
                  {"backbone", options.toJson()},
                  {"input", m_input.toJson()},
                  {"output", {{"dim", m_config.model.embedding}}}};
        return;
    }
    m_spec = graph::modelSpec(*file);
    if (m_spec.value("role", "embedding") != "embedding" || !m_spec.contains("input"))
        throw Error(ErrorCode::Unsupported, "the model to begin with is not one for embeddings");
    m_input = graph::InputSpec::fromJson(m_spec["input"]);
    m_network = nn::makeNetwork(*file, m_spec);
    const at::NoGradGuard guard;
    const auto rows = m_network->forward(at::zeros({2, 3, m_input.height, m_input.width}));
    if (rows.dim() < 2 || rows.size(0) != 2)
        throw Error(ErrorCode::Unsupported,
                    "the model to begin with takes one face at a time; export it with a dynamic batch to train it");
    m_spec["output"]["dim"] = rows[0].numel();
}

nn::Head::Outcome Learner::accumulate(const at::Tensor& pixels,
                                      const at::Tensor& labels,
                                      std::int64_t item,
                                      const nn::Head::Strength& strength)
{
    Rng random = Rng::forItem(m_config.train.seed ^ kAugmentStream, static_cast<std::uint64_t>(item));
    const auto dropoutSeed = random.next();
    const auto own = ownInput(m_config.model.inputSize);
    auto x = augment(nn::fit(nn::pixels(pixels.to(m_device)), own), m_config.augment, random);
    if (m_config.model.backbone == run::kImported)
        x = nn::fit(x * own.std[0] + own.mean[0], m_input);
    at::manual_seed(dropoutSeed);
    const auto target = labels.to(m_device);
    at::Tensor rows;
    m_network->training = true;
    m_network->leastMomentum = m_fresh ? 1 / static_cast<double>(item + 1) : 0;
    {
        const nn::Autocast autocast(typeOf(m_config.train.precision), m_device.type());
        rows = m_network->forward(x).flatten(1);
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
    if (!norm.defined())
        dropStep(); // what overflowed may be in the running statistics too
    else if (!m_average.empty())
        moveAverage();
    return norm;
}

void Learner::freeze(double share)
{
    auto& parameters = m_network->parameters();
    const auto first =
        static_cast<std::size_t>(std::llround(std::clamp(share, 0.0, 1.0) * static_cast<double>(parameters.size())));
    if (first == m_network->firstTrained)
        return;
    m_network->firstTrained = first;
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
    for (auto& p : m_network->parameters())
        values.push_back(p.value);
    at::_foreach_mul_(m_average, decay);
    at::_foreach_add_(m_average, values, 1 - decay);
}

Learner::Evaluation::Evaluation(Learner& learner) : m_learner(learner)
{
    m_learner.m_network->training = false;
    m_learner.swapAverage();
}

void Learner::swapAverage()
{
    auto& parameters = m_network->parameters();
    for (std::size_t i = 0; i < m_average.size(); ++i)
        std::swap(parameters[i].value, m_average[i]);
}

nn::NamedTensors Learner::state() const
{
    nn::NamedTensors out;
    const auto& parameters = m_network->parameters();
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
    m_network->load(file, "model.");
    for (auto& p : m_head->parameters())
        if (!partly || file.find("head." + p.name))
            nn::readInto(file, "head." + p.name, p.value);
    m_optimizer->load(file, partly);
    if (m_average.empty())
        return;
    if (partly && !file.find("averaged")) { // begin with the weights themselves
        const at::NoGradGuard guard;
        for (std::size_t i = 0; i < m_average.size(); ++i)
            m_average[i].copy_(m_network->parameters()[i].value);
        return;
    }
    for (std::size_t i = 0; i < m_average.size(); ++i)
        nn::readInto(file, "average." + m_network->parameters()[i].name, m_average[i]);
    auto averaged = at::zeros({1}, at::kLong);
    nn::readInto(file, "averaged", averaged);
    m_averaged = averaged.item<std::int64_t>();
}

Bytes Learner::modelImage()
{
    const Evaluation evaluation(*this);
    return m_network->image(m_spec);
}

} // namespace likeness::train
