// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/nn/network.h"
#include "core/run/config.h"

#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

namespace likeness::train {

// SGD with momentum (LibTorch's form: velocity = momentum·velocity + gradient + decay·weight) or AdamW (Loshchilov and
// Hutter 2019: the decay apart from the moments), as updates of all tensors at once. Tensors whose gradient is not
// defined stand still, moments included. Nothing synchronises with the device, except where the loss is scaled.
class Optimizer
{
public:
    struct Slot {
        std::string name;
        at::Tensor* value; // requires a gradient
        bool decay = true;
        double rateShare = 1; // of the learning rate
    };
    Optimizer(const run::Config::Train& options, std::vector<Slot> slots);

    // Divides the gradients by the loss's scale, clips their norm to options.clipNorm, applies and forgets them.
    // Returns the norm before clipping. Half precision only: a norm that is not finite means that the scale was too
    // large; the step is left out, the scale halved, and the result undefined.
    at::Tensor step(double learningRate);
    void forgetGradients();
    // What to multiply the loss by before backward(): 1, but with half precision a power of two that grows and shrinks.
    double lossScale() const { return m_scale; }

    // Moments, the number of steps and the scale, by name.
    nn::NamedTensors state() const;
    // `partly`: what the file lacks stays as it is. Throws Error(BadFile).
    void load(const graph::TensorFile& file, bool partly = false);

private:
    struct Active; // the slots that have a gradient, as lists
    void sgd(Active& active, double learningRate);
    void adamw(Active& active, double learningRate);

    run::Config::Train m_options;
    std::vector<Slot> m_slots;
    std::vector<at::Tensor> m_first, m_second; // moments; the second of AdamW only
    std::vector<std::int64_t> m_steps;         // of each slot: those unfrozen later begin later
    double m_scale = 1;
    std::int64_t m_sinceChange = 0; // steps since the scale changed
};

} // namespace likeness::train
