// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/nn/network.h"
#include "core/run/config.h"

#include <ATen/core/Tensor.h>

#include <memory>
#include <vector>

namespace likeness::train {

// How a model of ours wants its input: the whole crop, RGB, −1..1.
graph::InputSpec ownInput(int size);

// Backbone, margin head and momentum SGD on one device. Nothing here synchronises with the device.
class Learner
{
public:
    Learner(const run::Config& config, int classes, c10::Device device);

    struct Outcome { // scalars on the device
        at::Tensor loss;
        at::Tensor correct; // share of the batch whose own identity has the largest cosine, before the margin
    };
    // Forward and backward of one batch (uint8 N×S×S×3, int64 N, any device); gradients add up. `item` numbers the
    // batch in the run and decides its augmentation and dropout.
    Outcome
    accumulate(const at::Tensor& pixels, const at::Tensor& labels, std::int64_t item, double margin, double focalGamma);
    // Clips, applies and forgets the gradients; returns their norm before clipping.
    at::Tensor step(double learningRate);
    // Before the first accumulate() of a step, and instead of step() when one of them was left by an exception: running
    // statistics and gradients are then what they were.
    void beginStep();
    void dropStep();

    nn::Backbone& backbone() { return *m_backbone; }
    nn::NamedTensors state() const;           // "model.…", "head.weight", "momentum.…"
    void load(const graph::TensorFile& file); // throws Error(BadFile)
    // The embedding model alone, as model.safetensors.
    Bytes modelImage() const;

private:
    struct Trained {
        std::string name;
        at::Tensor* value;
        at::Tensor momentum;
        bool decay;
    };
    run::Config m_config;
    c10::Device m_device;
    graph::InputSpec m_input;
    std::unique_ptr<nn::Backbone> m_backbone;
    at::Tensor m_head; // classes × embedding
    std::vector<Trained> m_trained;
    std::vector<at::Tensor> m_statistics, m_before; // running means and variances, and as the step found them
};

} // namespace likeness::train
