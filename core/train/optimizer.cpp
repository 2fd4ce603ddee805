// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/optimizer.h"

#include "core/base/error.h"
#include "core/nn/tensors.h"
#include "core/nn/torch_compat.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace likeness::train {
namespace {

constexpr double kEpsilon = 1e-8;
// As torch.cuda.amp.GradScaler.
constexpr double kFirstScale = 65536;
constexpr std::int64_t kStepsToGrow = 2000;
constexpr double kLargestScale = 1 << 24;

} // namespace

struct Optimizer::Active {
    std::vector<std::size_t> slots;
    std::vector<at::Tensor> values, grads;
};

Optimizer::Optimizer(const run::Config::Train& options, std::vector<Slot> slots)
    : m_options(options), m_slots(std::move(slots)), m_steps(m_slots.size(), 0)
{
    for (const auto& slot : m_slots) {
        m_first.push_back(at::zeros_like(*slot.value));
        if (options.optimizer == "adamw")
            m_second.push_back(at::zeros_like(*slot.value));
    }
    if (options.precision == "fp16")
        m_scale = kFirstScale;
}

at::Tensor Optimizer::step(double learningRate)
{
    const at::NoGradGuard guard;
    Active active;
    for (std::size_t i = 0; i < m_slots.size(); ++i) {
        if (!m_slots[i].value->grad().defined())
            continue;
        active.slots.push_back(i);
        active.values.push_back(*m_slots[i].value);
        active.grads.push_back(m_slots[i].value->grad());
    }
    const auto norm = at::stack(at::_foreach_norm(active.grads, 2)).norm() / m_scale;
    if (m_options.precision == "fp16") {
        if (m_scale > 1 && !std::isfinite(norm.item<double>())) {
            m_scale /= 2;
            m_sinceChange = 0;
            forgetGradients();
            return {};
        }
        if (m_scale != 1)
            at::_foreach_mul_(active.grads, 1 / m_scale);
        if (++m_sinceChange >= kStepsToGrow) {
            m_scale = std::min(kLargestScale, m_scale * 2);
            m_sinceChange = 0;
        }
    }
    if (m_options.clipNorm > 0)
        nn::scaleAll(active.grads, (m_options.clipNorm / (norm + 1e-6)).clamp_max(1.0));
    if (m_options.optimizer == "adamw")
        adamw(active, learningRate);
    else
        sgd(active, learningRate);
    for (const auto i : active.slots)
        ++m_steps[i];
    forgetGradients();
    return norm;
}

void Optimizer::forgetGradients()
{
    for (auto& slot : m_slots)
        slot.value->mutable_grad() = at::Tensor();
}

void Optimizer::sgd(Active& active, double learningRate)
{
    std::vector<at::Tensor> velocities, decayed, decayedGrads;
    std::map<double, std::pair<std::vector<at::Tensor>, std::vector<at::Tensor>>> byRate; // values, velocities
    for (std::size_t k = 0; k < active.slots.size(); ++k) {
        const auto i = active.slots[k];
        velocities.push_back(m_first[i]);
        if (m_slots[i].decay) {
            decayed.push_back(active.values[k]);
            decayedGrads.push_back(active.grads[k]);
        }
        auto& [values, own] = byRate[m_slots[i].rateShare];
        values.push_back(active.values[k]);
        own.push_back(m_first[i]);
    }
    if (m_options.weightDecay > 0 && !decayed.empty())
        at::_foreach_add_(decayedGrads, decayed, m_options.weightDecay);
    at::_foreach_mul_(velocities, m_options.momentum);
    at::_foreach_add_(velocities, active.grads, 1);
    for (auto& [share, lists] : byRate)
        at::_foreach_add_(lists.first, lists.second, -learningRate * share);
}

void Optimizer::adamw(Active& active, double learningRate)
{
    struct Lists {
        std::vector<at::Tensor> values, grads, first, second, decayed;
    };
    std::map<std::pair<double, std::int64_t>, Lists> groups; // by share of the rate and number of steps
    for (std::size_t k = 0; k < active.slots.size(); ++k) {
        const auto i = active.slots[k];
        auto& g = groups[{m_slots[i].rateShare, m_steps[i]}];
        g.values.push_back(active.values[k]);
        g.grads.push_back(active.grads[k]);
        g.first.push_back(m_first[i]);
        g.second.push_back(m_second[i]);
        if (m_slots[i].decay)
            g.decayed.push_back(active.values[k]);
    }
    const double beta1 = m_options.momentum, beta2 = m_options.beta2;
    for (auto& [key, g] : groups) {
        const double rate = learningRate * key.first, t = static_cast<double>(key.second + 1);
        if (m_options.weightDecay > 0 && !g.decayed.empty())
            at::_foreach_mul_(g.decayed, 1 - rate * m_options.weightDecay);
        at::_foreach_mul_(g.first, beta1);
        at::_foreach_add_(g.first, g.grads, 1 - beta1);
        at::_foreach_mul_(g.second, beta2);
        at::_foreach_addcmul_(g.second, g.grads, g.grads, 1 - beta2);
        auto denominators = at::_foreach_sqrt(g.second);
        at::_foreach_div_(denominators, std::sqrt(1 - std::pow(beta2, t)));
        at::_foreach_add_(denominators, kEpsilon);
        at::_foreach_addcdiv_(g.values, g.first, denominators, -rate / (1 - std::pow(beta1, t)));
    }
}

nn::NamedTensors Optimizer::state() const
{
    nn::NamedTensors out;
    for (std::size_t i = 0; i < m_slots.size(); ++i) {
        out.emplace_back("momentum." + m_slots[i].name, m_first[i]);
        if (!m_second.empty())
            out.emplace_back("variance." + m_slots[i].name, m_second[i]);
    }
    out.emplace_back("optimizer.steps", at::tensor(m_steps, at::kLong));
    out.emplace_back("optimizer.scale", at::tensor({m_scale, static_cast<double>(m_sinceChange)}, at::kDouble));
    return out;
}

void Optimizer::load(const graph::TensorFile& file, bool partly)
{
    const auto read = [&](const std::string& name, at::Tensor& into) {
        if (!partly || file.find(name))
            nn::readInto(file, name, into);
    };
    for (std::size_t i = 0; i < m_slots.size(); ++i) {
        read("momentum." + m_slots[i].name, m_first[i]);
        if (!m_second.empty())
            read("variance." + m_slots[i].name, m_second[i]);
    }
    auto steps = at::tensor(m_steps, at::kLong);
    read("optimizer.steps", steps);
    m_steps.assign(steps.data_ptr<std::int64_t>(), steps.data_ptr<std::int64_t>() + steps.numel());
    if (m_options.precision != "fp16") // the only one whose loss is scaled
        return;
    auto scale = at::tensor({m_scale, static_cast<double>(m_sinceChange)}, at::kDouble);
    read("optimizer.scale", scale);
    m_scale = scale[0].item<double>();
    m_sinceChange = static_cast<std::int64_t>(scale[1].item<double>());
}

} // namespace likeness::train
