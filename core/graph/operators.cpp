// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/operators.h"

#include <algorithm>
#include <array>

namespace likeness::graph {
namespace {

constexpr std::array<std::string_view, 44> kOperators{"Add",
                                                      "AveragePool",
                                                      "BatchNormalization",
                                                      "Cast",
                                                      "Clip",
                                                      "Concat",
                                                      "Conv",
                                                      "Div",
                                                      "Dropout",
                                                      "Exp",
                                                      "Flatten",
                                                      "Gather",
                                                      "Gemm",
                                                      "GlobalAveragePool",
                                                      "HardSwish",
                                                      "Elu",
                                                      "Identity",
                                                      "LeakyRelu",
                                                      "LpNormalization",
                                                      "MatMul",
                                                      "GlobalMaxPool",
                                                      "MaxPool",
                                                      "Mul",
                                                      "Neg",
                                                      "PRelu",
                                                      "Pad",
                                                      "Pow",
                                                      "ReduceL2",
                                                      "ReduceMean",
                                                      "ReduceSum",
                                                      "Relu",
                                                      "Reshape",
                                                      "Shape",
                                                      "Sigmoid",
                                                      "Slice",
                                                      "Softmax",
                                                      "Sqrt",
                                                      "Squeeze",
                                                      "Sub",
                                                      "Tanh",
                                                      "Transpose",
                                                      "Unsqueeze",
                                                      "HardSigmoid",
                                                      "Abs"};

} // namespace

std::span<const std::string_view> operators()
{
    return kOperators;
}

bool isOperator(std::string_view name)
{
    return std::find(kOperators.begin(), kOperators.end(), name) != kOperators.end();
}

} // namespace likeness::graph
