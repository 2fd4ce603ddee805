// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/nn/head.h"
#include "core/nn/network.h"
#include "core/run/config.h"
#include "core/train/optimizer.h"

#include <ATen/core/Tensor.h>

#include <memory>
#include <span>
#include <vector>

namespace likeness::train {

// How a model of ours wants its input: the whole crop, RGB, −1..1.
graph::InputSpec ownInput(int size);

// Network, head and optimiser on one device, and the moving average of the weights where there is one. Nothing here
// synchronises with the device, except where the loss is scaled (fp16).
class Learner
{
public:
    // `start`: the model image to begin with, or nothing for fresh weights; with model.backbone = imported it is the
    // network too, and its input. Throws Error(BadFile) when it does not fit.
    Learner(const run::Config& config, int classes, c10::Device device, std::span<const std::uint8_t> start = {});

    // Forward and backward of one batch (uint8 N×S×S×3, int64 N, any device); gradients add up. `item` numbers the
    // batch in the run and decides its augmentation and dropout.
    nn::Head::Outcome accumulate(const at::Tensor& pixels,
                                 const at::Tensor& labels,
                                 std::int64_t item,
                                 const nn::Head::Strength& strength);
    // Clips, applies and forgets the gradients; returns their norm before clipping, undefined when the step was left
    // out because the scaled loss overflowed.
    at::Tensor step(double learningRate);
    // Before the first accumulate() of a step, and instead of step() when one of them was left by an exception: running
    // statistics and gradients are then what they were.
    void beginStep();
    void dropStep();
    // That share of the network, from its beginning, stays as it is from now on.
    void freeze(double share);

    nn::TrainableNetwork& network() { return *m_network; }
    const graph::InputSpec& input() const { return m_input; }
    nn::NamedTensors state() const; // "model.…", "head.…", "average.…" and the optimiser's
    // `partly`: what the file lacks of head and optimiser stays as it is. Throws Error(BadFile).
    void load(const graph::TensorFile& file, bool partly = false);
    // The embedding model alone, as model.safetensors; with a moving average that.
    Bytes modelImage();

    // While it lives, the network is not in training and has the averaged weights, if there are any.
    class Evaluation
    {
    public:
        explicit Evaluation(Learner& learner);
        ~Evaluation() { m_learner.swapAverage(); }
        Evaluation(const Evaluation&) = delete;
        Evaluation& operator=(const Evaluation&) = delete;

    private:
        Learner& m_learner;
    };

private:
    void makeNetwork(std::span<const std::uint8_t> start);
    void swapAverage();
    void moveAverage();

    run::Config m_config;
    c10::Device m_device;
    bool m_fresh; // began with random weights
    graph::InputSpec m_input;
    Json m_spec; // of the model's image
    std::unique_ptr<nn::TrainableNetwork> m_network;
    std::unique_ptr<nn::Head> m_head;
    std::vector<at::Tensor> m_statistics, m_before; // not trained: running means and such, and as the step found them
    std::vector<at::Tensor> m_average;              // of the network's parameters, in their order
    std::int64_t m_averaged = 0;                    // steps in it
    std::unique_ptr<Optimizer> m_optimizer;
};

} // namespace likeness::train
