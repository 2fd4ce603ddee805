// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/graph/model_file.h"

#include <cstdint>
#include <optional>
#include <string>

namespace likeness::graph {

// What one forward pass of one crop costs, from the graph and the shapes of its tensors alone.
struct Cost {
    // Numbers that training learns, counted as PyTorch's parameters() are: every floating weight once, however often it
    // is used; not the running mean and variance of a batch normalisation, nor single numbers in arithmetic (the bounds
    // of a Clip, a factor). A file in which normalisations are folded into convolutions has so many fewer.
    std::int64_t parameters = 0;
    // Of Conv, ConvTranspose, Gemm and MatMul, products of two activations included; one multiplication with its
    // addition is one. Biases, normalisations, activations and pooling count nothing (together below 1 % of a
    // convolutional network): so the number is the same whether normalisations are folded or not. Papers call this
    // FLOPs, MACs or multiply-adds; floating-point operations in the strict sense are twice as many. Nothing where the
    // shape of a tensor cannot be known without computing; `unknown` then says at which node.
    std::optional<std::int64_t> multiplyAdds;
    std::string unknown;
};

// model: an image whose spec holds a graph (own backbones are traced first); its first input is one picture of
// 3 × input.size unless the graph fixes it otherwise. Throws Error(BadFile) for a graph that is not sound, BadArgument
// where the spec holds none. Pure and thread-safe.
Cost costOf(const TensorFile& model);

} // namespace likeness::graph
