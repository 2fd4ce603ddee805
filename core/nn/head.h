// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/nn/triplet.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace likeness::nn {

struct HeadOptions {
    std::string name = "arcface"; // loss.head of run.json
    double s = 64, m = 0.5;
    double m1 = 1, m2 = 0, m3 = 0; // combined
    int centers = 3;               // subcenter
    double adafaceH = 0.333;
    double magNormLow = 10, magNormHigh = 110, magMarginLow = 0.45, magMarginHigh = 0.8, magLambda = 20;
    double tripletMargin = 0.2;
    Mining mining = Mining::SemiHard;
    double interclassFilter = 0; // cosine; 0: none
    double labelSmoothing = 0;
};

// What stands on a network during training: embeddings of a batch → its loss, with weights and statistics of its own.
class Head
{
public:
    struct Parameter {
        std::string name;
        at::Tensor value;
        bool trained = true; // false: a statistic that loss() moves
    };
    struct Strength {
        double margin = 1; // share of the margin in force
        double focalGamma = 0;
    };
    struct Outcome { // scalars on the device
        at::Tensor loss;
        at::Tensor correct; // share of the batch whose own identity is the closest, before the margin
    };
    virtual ~Head() = default;
    // rows: N×dim, float, not normalised; labels: N, int64. Does not synchronise with the device.
    virtual Outcome loss(const at::Tensor& rows, const at::Tensor& labels, const Strength& strength) = 0;
    std::vector<Parameter>& parameters() { return m_parameters; }
    const std::vector<Parameter>& parameters() const { return m_parameters; }

protected:
    std::vector<Parameter> m_parameters;
};

// The class weights are N(0, 0.01) from `seed`, the same on every machine. Throws Error(BadArgument) for an unknown
// name.
std::unique_ptr<Head> makeHead(const HeadOptions& options, int classes, int dim, std::uint64_t seed);

} // namespace likeness::nn
