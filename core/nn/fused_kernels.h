// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>

// The inner loops of inference on the CPU, compiled once for each kind of processor. Everything here is raw memory:
// what is compiled for a processor that may not be there must share no function with other files.
//
// A plane is rows of pixels of `channels` items; items are float, or bfloat16 as std::uint16_t. Offsets count items.
// All sums are float. The order of every sum depends on the layer alone, so results do not depend on how the pixels are
// shared out among threads.
namespace likeness::nn {

constexpr int kChannelBlock = 16; // `channels` of every plane but the input is a multiple
constexpr int kTilePixels = 6;    // of a dense convolution, computed at once

// y = prelu(Σ over taps and depth of x·weights + bias, slope) + add, for any convolution with one group.
struct DenseWork {
    const void* x;
    const std::int32_t* windows; // for each output pixel: where its first tap begins in x
    const std::int32_t* taps;    // offsets of the window's pixels from there
    std::int32_t tapCount;
    std::int32_t depth;  // items of each tap, a multiple of FusedKernels::depthStep
    const void* weights; // packed: for each panel of channels, tap and depthStep items of depth: channels × depthStep
    const float* bias;
    const float* slope; // 1 where there is no activation
    const void* add;    // nullptr or a plane
    const std::int32_t* addPixels;
    void* y;
    const std::int32_t* pixels; // where each output pixel lies in y
    std::int32_t channels;      // of y and add
};

// The same with one group for each channel.
struct DepthwiseWork {
    const void* x;
    const std::int32_t* windows;
    std::int32_t kernelHeight, kernelWidth, stride; // stride: across
    std::int32_t pitch;                             // from a pixel of x to the one below it
    const float* weights;                           // tap × channels
    const float* bias;
    const float* slope;
    void* y;
    const std::int32_t* pixels;
    std::int32_t width; // of y, in pixels
    std::int32_t channels;
};

// y = prelu(x·scale + shift + add, slope)
struct PointwiseWork {
    const void* x;
    const std::int32_t* windows;
    const float* scale;
    const float* shift;
    const float* slope;
    const void* add; // nullptr or a plane
    const std::int32_t* addPixels;
    void* y;
    const std::int32_t* pixels;
    std::int32_t channels;
};

struct FusedKernels {
    std::int32_t itemBytes; // 4: float, 2: bfloat16
    std::int32_t depthStep; // items of depth that are multiplied at once
    std::int32_t panel;     // most channels of a panel of DenseWork::weights
    void (*dense)(const DenseWork&, std::int64_t firstPixel, std::int64_t lastPixel);
    void (*depthwise)(const DepthwiseWork&, std::int64_t firstRow, std::int64_t lastRow);
    void (*pointwise)(const PointwiseWork&, std::int64_t firstPixel, std::int64_t lastPixel);
};

// nullptr where this processor (or the architecture) lacks the instructions.
enum class FusedLevel { Avx2, Avx512, Avx512Bf16 };
const FusedKernels* fusedKernels(FusedLevel level) noexcept;
// The best for float32 or bfloat16 items.
const FusedKernels* bestFusedKernels(bool bf16) noexcept;

} // namespace likeness::nn
