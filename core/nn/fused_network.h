// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/nn/fused_kernels.h"

#include <ATen/core/Tensor.h>

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

namespace likeness::nn {

// The convolutional front of a network as steps of our own for the CPU: activations and sums fused into the
// convolutions, channels last, every core on an image of its own (on a share of the pixels where a large network has
// fewer images than cores), so that what lies between two layers stays in the core's cache. A row depends neither on
// its batch nor on the number of threads. Build it value by value, then compile() once, then run() from one thread at a
// time.
class FusedNetwork
{
public:
    // Names what a step computes. Negative: it cannot be expressed here; every step of such a value is one too.
    using Value = int;
    static constexpr Value kNone = -1;

    FusedNetwork(const FusedKernels& kernels, std::int64_t inputChannels);
    ~FusedNetwork();

    Value input() const { return 0; }
    // weight: O × I/groups × height × width float; bias: O or undefined. groups: 1, or I with O = I. pads: top, left,
    // bottom, right.
    Value conv(Value x,
               const at::Tensor& weight,
               const at::Tensor& bias,
               std::array<std::int64_t, 2> stride,
               std::array<std::int64_t, 4> pads,
               std::int64_t groups);
    Value affine(Value x, const at::Tensor& scale, const at::Tensor& shift); // one of each for every channel
    Value prelu(Value x, const at::Tensor& slope);                           // one for every channel, or one
    Value add(Value a, Value b);

    // Fuses, packs weights and lays out memory for inputs of that size. False where the value cannot be had: the
    // network is of no use then.
    bool compile(Value output, std::int64_t height, std::int64_t width);
    // N × C × height × width of the kernels' type → N × C' × H' × W' of that type. `check` is called between steps on
    // the calling thread; what it throws leaves.
    at::Tensor run(const at::Tensor& batch, const std::function<void()>& check) const;

private:
    struct Step;
    struct Plane;
    Value append(Step step, std::int64_t channels);
    void drop(Value output);
    void fuse(Value output);
    bool measure(std::int64_t height, std::int64_t width);
    void layOut();
    void runStep(const Step& step, std::uint8_t* memory, std::size_t part, std::size_t parts) const;
    void take(const std::uint8_t* image, std::uint8_t* memory) const;
    void give(const std::uint8_t* memory, std::uint8_t* rows) const;

    const FusedKernels& m_kernels;
    std::vector<Plane> m_planes; // by value
    std::vector<Step> m_steps;
    Value m_output = kNone;
    std::int64_t m_work = 0;                  // multiplications of an image
    std::int64_t m_memoryBytes = 0;           // of one image
    mutable std::vector<at::Tensor> m_memory; // one for each worker
};

// The kernels for items of that type on this machine; nullptr where LibTorch has to do it.
const FusedKernels* fusedKernelsFor(at::ScalarType type) noexcept;

} // namespace likeness::nn
