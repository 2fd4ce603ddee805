// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <ATen/core/Tensor.h>

namespace likeness::nn {

// Training on the processor in the layout that oneDNN convolves fastest: channels in blocks of as many floats as a
// vector register holds, b. A blocked value is a contiguous float32 tensor N×C/b×H×W×b; between two convolutions
// nothing is moved to another layout, as LibTorch does before and after each.
std::int64_t channelBlock() noexcept; // b: 16 with AVX-512, 8 with AVX2; 0: not on this processor, or built without
inline bool isBlocked(const at::Tensor& x)
{
    return x.dim() == 5;
}
at::Tensor fromBlocked(const at::Tensor& x);                   // N×C×H×W
at::Tensor toBlocked(const at::Tensor& x, std::int64_t block); // of N×C×H×W, C a multiple of the block; not contiguous
// C values, to be multiplied with a blocked `of`.
at::Tensor alongChannels(const at::Tensor& values, const at::Tensor& of);

struct BlockedConv {
    std::int64_t stride, paddingY, paddingX, groups;
};
// x: blocked, or N×C×H×W float32 of whole blocks, or with fewer channels than a block (a picture); the result is
// blocked. Filters have one group, or one for each channel or pair of channels.
bool canConvolveBlocked(const at::Tensor& x, const at::Tensor& weight, const BlockedConv& conv);
// Gradients for x and weight.
at::Tensor convolveBlocked(const at::Tensor& x, const at::Tensor& weight, const BlockedConv& conv);

} // namespace likeness::nn
