// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/operators.h"

#include <algorithm>
#include <iterator>

namespace likeness::graph {
namespace {

// Sorted.
constexpr std::string_view kOperators[] = {"Abs",
                                           "Add",
                                           "And",
                                           "ArgMax",
                                           "ArgMin",
                                           "AveragePool",
                                           "BatchNormalization",
                                           "Cast",
                                           "Ceil",
                                           "Celu",
                                           "Clip",
                                           "Concat",
                                           "ConstantOfShape",
                                           "Conv",
                                           "ConvTranspose",
                                           "Cos",
                                           "DepthToSpace",
                                           "Div",
                                           "Dropout",
                                           "Elu",
                                           "Equal",
                                           "Erf",
                                           "Exp",
                                           "Expand",
                                           "Flatten",
                                           "Floor",
                                           "Gather",
                                           "Gelu",
                                           "Gemm",
                                           "GlobalAveragePool",
                                           "GlobalMaxPool",
                                           "Greater",
                                           "GreaterOrEqual",
                                           "HardSigmoid",
                                           "HardSwish",
                                           "Identity",
                                           "InstanceNormalization",
                                           "LRN",
                                           "LayerNormalization",
                                           "LeakyRelu",
                                           "Less",
                                           "LessOrEqual",
                                           "Log",
                                           "LogSoftmax",
                                           "LpNormalization",
                                           "MatMul",
                                           "Max",
                                           "MaxPool",
                                           "Mean",
                                           "Min",
                                           "Mish",
                                           "Mul",
                                           "Neg",
                                           "Not",
                                           "Or",
                                           "PRelu",
                                           "Pad",
                                           "Pow",
                                           "Range",
                                           "Reciprocal",
                                           "ReduceL1",
                                           "ReduceL2",
                                           "ReduceMax",
                                           "ReduceMean",
                                           "ReduceMin",
                                           "ReduceProd",
                                           "ReduceSum",
                                           "ReduceSumSquare",
                                           "Relu",
                                           "Reshape",
                                           "Resize",
                                           "Round",
                                           "Selu",
                                           "Shape",
                                           "Sigmoid",
                                           "Sign",
                                           "Sin",
                                           "Size",
                                           "Slice",
                                           "Softmax",
                                           "Softplus",
                                           "Softsign",
                                           "SpaceToDepth",
                                           "Split",
                                           "Sqrt",
                                           "Squeeze",
                                           "Sub",
                                           "Sum",
                                           "Tanh",
                                           "ThresholdedRelu",
                                           "Tile",
                                           "TopK",
                                           "Transpose",
                                           "Unsqueeze",
                                           "Upsample",
                                           "Where",
                                           "Xor"};

} // namespace

std::span<const std::string_view> operators()
{
    return kOperators;
}

bool isOperator(std::string_view name)
{
    return std::binary_search(std::begin(kOperators), std::end(kOperators), name);
}

} // namespace likeness::graph
