// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/json_util.h"
#include "core/graph/model_file.h"
#include "core/nn/fused_network.h"

#include <ATen/core/Tensor.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace likeness::nn {

struct ScaleShift;

// What turns a batch N×3×H×W (preprocessed, floating point, the model's channel order) into N×dim rows, not normalised.
class Network
{
public:
    virtual ~Network() = default;
    // Called between layers, on the CPU in the backward pass too, always on the calling thread. What it throws leaves
    // forward() or backward(): that is how a batch of seconds is stopped. May be empty.
    std::function<void()> betweenLayers;
    virtual at::Tensor forward(const at::Tensor& batch) = 0;
    virtual void to(c10::Device device) = 0;
    // Makes inference faster where the result stays the same to rounding: stores weights channels-last, converts them
    // to `type`; with `fold`, folds batch normalisation into convolutions, and on a CPU with the instructions for it
    // runs them on kernels of our own (fused_network.h), for inputs of height × width only. Training is over for this
    // object afterwards.
    virtual void freeze(at::ScalarType type, bool fold, std::int64_t height, std::int64_t width) = 0;
};

using NamedTensors = std::vector<std::pair<std::string, at::Tensor>>;

// A network that training can move.
class TrainableNetwork : public Network
{
public:
    struct Parameter {
        std::string name;
        at::Tensor value;
        bool decay = true;   // weight decay applies (not batch normalisation, biases, PReLU slopes)
        bool trained = true; // false for running statistics and counters
    };
    bool training = false;
    double dropout = 0; // of our own networks; a graph's nodes say their own
    // The parameters before this one are frozen: whoever trains asks for no gradient of theirs, and their batch
    // normalisations go by their running statistics, which stay.
    std::size_t firstTrained = 0;
    // In order of use; of no use after freeze().
    std::vector<Parameter>& parameters() { return m_parameters; }
    NamedTensors state() const;
    // Every tensor by name and shape; num_batches_tracked may be missing. Throws Error(BadFile) naming the first that
    // does not fit.
    void load(const graph::TensorFile& file, const std::string& prefix = {});
    std::int64_t parameterCount() const; // trained ones, frozen or not
    // The model image (graph/model_file.h) of its weights as they are. `spec`: that of the network's own image.
    virtual Bytes image(const Json& spec) const;

protected:
    bool trains(std::size_t parameter) const { return training && parameter >= firstTrained; }
    std::vector<Parameter> m_parameters;
};

// Our own networks: parameters by the state-dict names of the field's reference implementation (insightface
// arcface_torch).
class Backbone : public TrainableNetwork
{
public:
    void to(c10::Device device) override;
    void freeze(at::ScalarType type, bool fold, std::int64_t height, std::int64_t width) override;

protected:
    // Layers refer to their tensors by index, so that moving and converting them needs no second registration.
    using Index = std::size_t;
    struct BatchNorm {
        Index weight, bias, mean, variance;
        bool present = true;
    };
    struct Conv {
        Index weight;
        std::int64_t stride = 1, padding = 0, groups = 1;
        at::Tensor foldedBias; // defined once a batch normalisation was folded in
    };
    Index add(const std::string& name, at::Tensor value, bool decay, bool trained);
    Conv conv(const std::string& name,
              std::int64_t in,
              std::int64_t out,
              std::int64_t kernel,
              std::int64_t stride,
              std::int64_t padding,
              std::int64_t groups,
              class Initializer& init);
    BatchNorm batchNorm(const std::string& name, std::int64_t channels, bool trainedWeight = true);
    Index prelu(const std::string& name, std::int64_t channels);
    at::Tensor operator[](Index i) const { return m_parameters[i].value; }
    at::Tensor apply(const Conv& conv, const at::Tensor& x) const;
    at::Tensor apply(const BatchNorm& norm, const at::Tensor& x) const;
    at::Tensor applyPrelu(Index slope, const at::Tensor& x) const;
    at::Tensor apply(const BatchNorm& norm, Index slope, const at::Tensor& x) const; // both
    at::Tensor applyDropout(const at::Tensor& x) const;
    ScaleShift asAffine(const BatchNorm& norm) const;
    void fold(Conv& conv, BatchNorm& norm); // the norm becomes absent
    virtual void foldAll() = 0;

    // A value of a FusedNetwork that is being built: a network's convolutional front is written once, for tensors and
    // for these.
    struct Fused {
        FusedNetwork* network;
        FusedNetwork::Value value;
        friend Fused operator+(Fused a, Fused b) { return {a.network, a.network->add(a.value, b.value)}; }
    };
    Fused apply(const Conv& conv, Fused x) const;
    Fused apply(const BatchNorm& norm, Fused x) const;
    Fused apply(const BatchNorm& norm, Index slope, Fused x) const;
    // The front, every 4-dimensional parameter included.
    virtual Fused front(Fused batch) const = 0;
    const FusedNetwork* fusedFront() const { return m_front.get(); } // nullptr: it runs on LibTorch

private:
    std::unique_ptr<FusedNetwork> m_front;
};

// Names of run::backboneNames(). `seed` decides the initial weights (the same on every machine). Throws
// Error(BadArgument).
std::unique_ptr<Backbone> makeBackbone(const std::string& name, int embedding, int inputSize, std::uint64_t seed);

// From a model image: either kind. Throws Error(BadFile | Unsupported).
std::unique_ptr<TrainableNetwork> makeNetwork(const graph::TensorFile& file, const Json& spec);

} // namespace likeness::nn
