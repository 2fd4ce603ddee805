// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/json_util.h"
#include "core/graph/model_file.h"
#include "core/nn/fused_network.h"

#include <ATen/core/Tensor.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace likeness::nn {

struct ScaleShift;
struct Traced;
struct TrainingNorm;
class Tracer;

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

// What a backbone is made of.
struct BackboneOptions {
    std::string name;               // one of run::backboneNames()
    int embedding = 512;            // 1 to 4096
    int inputSize = 112;            // side of the square input: 32 to 512, a multiple of 16
    std::string attention = "none"; // none | cbam: in the residual units of iresnet* and mobilefacenet*
    std::uint64_t seed = 1;         // of the initial weights, the same on every machine; not part of the description
    // The "backbone" object of a model's description. Throws Error(BadFile).
    static BackboneOptions fromJson(const Json& json);
    Json toJson() const;
};

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
    // Running statistics of our own networks move by at least this share of the way to a batch's: 1/n in batch n makes
    // them plain means at first. From fresh weights they would otherwise hold the 0 and 1 they began with for tens of
    // steps, and each layer would shrink what the next one sees, until all faces have one embedding.
    double leastMomentum = 0;
    // In order of use; of no use after freeze().
    std::vector<Parameter>& parameters() { return m_parameters; }
    NamedTensors state() const;
    // Every tensor by name and shape. Throws Error(BadFile) naming the first that does not fit.
    void load(const graph::TensorFile& file, const std::string& prefix = {});
    std::int64_t parameterCount() const; // trained ones, frozen or not
    // The model image (graph/model_file.h) of its weights as they are. `spec`: that of the network's own image.
    virtual Bytes image(const Json& spec) const;
    // The same as a graph of one output, for whoever knows no backbones.
    virtual Bytes graphImage(const Json& spec) const = 0;

protected:
    bool trains(std::size_t parameter) const { return training && parameter >= firstTrained; }
    std::vector<Parameter> m_parameters;
};

// Our own networks: parameters by the state-dict names of the field's reference implementations (each file says which).
class Backbone : public TrainableNetwork
{
public:
    void to(c10::Device device) override;
    void freeze(at::ScalarType type, bool fold, std::int64_t height, std::int64_t width) override;
    Bytes graphImage(const Json& spec) const override;

protected:
    // Layers refer to their tensors by index, so that moving and converting them needs no second registration.
    using Index = std::size_t;
    struct Sides {
        std::int64_t height, width;
        Sides(std::int64_t both) : height(both), width(both) {} // most kernels are square
        Sides(std::int64_t h, std::int64_t w) : height(h), width(w) {}
    };
    struct BatchNorm {
        Index weight, bias, mean, variance;
        bool present = true;
        double epsilon = 1e-5, momentum = 0.1;
    };
    struct Conv {
        Index weight;
        std::int64_t stride = 1;
        Sides padding = 0;
        std::int64_t groups = 1;
        std::optional<Index> bias;
        at::Tensor foldedBias; // defined once a batch normalisation was folded in; takes the place of `bias`
    };
    struct Linear {
        Index weight;
        std::optional<Index> bias;
    };
    struct LayerNorm {
        static constexpr double kEpsilon = 1e-5;
        Index weight, bias;
    };
    // The attention of Woo et al. 2018 (CBAM): where to look among the channels, then among the places.
    struct Cbam {
        bool present = false;
        std::int64_t channels = 0;
        Linear narrow, widen; // shared by what is averaged and what is largest
        Conv spatial;
        BatchNorm norm;
    };
    Index add(const std::string& name, at::Tensor value, bool decay, bool trained);
    Conv conv(const std::string& name,
              std::int64_t in,
              std::int64_t out,
              Sides kernel,
              std::int64_t stride,
              Sides padding,
              std::int64_t groups,
              class Initializer& init);
    Conv convWithBias(const std::string& name,
                      std::int64_t in,
                      std::int64_t out,
                      Sides kernel,
                      std::int64_t stride,
                      Sides padding,
                      Initializer& init);
    BatchNorm
    batchNorm(const std::string& name, std::int64_t channels, double epsilon = 1e-5, bool trainedWeight = true);
    Index prelu(const std::string& name, std::int64_t channels);
    Linear linear(const std::string& name, std::int64_t in, std::int64_t out, bool bias, Initializer& init);
    LayerNorm layerNorm(const std::string& name, std::int64_t width);
    Cbam cbam(const std::string& name, std::int64_t channels, Initializer& init);
    at::Tensor operator[](Index i) const { return m_parameters[i].value; }
    at::Tensor biasOf(const Conv& conv) const; // undefined: none

    // A network writes its computation once, as templates over the kind of value; these are the steps for tensors.
    at::Tensor apply(const Conv& conv, const at::Tensor& x) const;
    at::Tensor apply(const BatchNorm& norm, const at::Tensor& x) const;
    at::Tensor applyPrelu(Index slope, const at::Tensor& x) const;
    at::Tensor apply(const BatchNorm& norm, Index slope, const at::Tensor& x) const;          // both
    at::Tensor sum(const at::Tensor& onto, const BatchNorm& norm, const at::Tensor& x) const; // onto + norm(x)
    at::Tensor apply(const Linear& linear, const at::Tensor& x) const;  // along the last dimension
    at::Tensor apply(const LayerNorm& norm, const at::Tensor& x) const; // along the last dimension
    template<typename X>
    X apply(const Cbam& attention, const X& x) const; // backbone_parts.h
    // onto + attention(norm(x)), the end of a residual unit; backbone_parts.h
    template<typename X>
    X residualSum(const X& onto, const BatchNorm& norm, const Cbam& attention, const X& x) const;
    at::Tensor applyDropout(const at::Tensor& x) const;
    at::Tensor dropPath(const at::Tensor& x, double rate) const; // whole rows of the batch, in training only
    at::Tensor plus(const at::Tensor& x, Index parameter) const; // in float
    at::Tensor relu(const at::Tensor& x) const;
    at::Tensor relu6(const at::Tensor& x) const;
    at::Tensor sigmoid(const at::Tensor& x) const;
    at::Tensor softmax(const at::Tensor& x) const; // along the last dimension, computed in float
    at::Tensor scaled(const at::Tensor& x, double factor) const;
    at::Tensor times(const at::Tensor& a, const at::Tensor& b) const;   // dimensions of length 1 are repeated
    at::Tensor product(const at::Tensor& a, const at::Tensor& b) const; // of the matrices of the last two dimensions
    at::Tensor maxPool(const at::Tensor& x, std::int64_t kernel, std::int64_t stride) const;
    at::Tensor spatialMean(const at::Tensor& x) const; // N×C×H×W → N×C
    at::Tensor spatialMax(const at::Tensor& x) const;
    at::Tensor channelMean(const at::Tensor& x) const; // N×C×H×W → N×1×H×W
    at::Tensor channelMax(const at::Tensor& x) const;
    at::Tensor concat(const std::vector<at::Tensor>& parts) const;                          // along the channels
    at::Tensor flatten(const at::Tensor& x) const;                                          // all but the batch
    at::Tensor reshaped(const at::Tensor& x, const std::vector<std::int64_t>& shape) const; // −1: the batch
    at::Tensor transposed(const at::Tensor& x, const std::vector<std::int64_t>& order) const;
    at::Tensor part(const at::Tensor& x, std::int64_t i) const; // of the first dimension, which goes

    TrainingNorm trainingNorm(const BatchNorm& norm) const;
    ScaleShift asAffine(const BatchNorm& norm) const;
    void fold(Conv& conv, BatchNorm& norm); // the norm becomes absent
    virtual void foldAll() {}               // nothing to fold

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
    Fused sum(Fused onto, const BatchNorm& norm, Fused x) const { return onto + apply(norm, x); }
    Fused apply(const Cbam& attention, Fused x) const;
    // The front, every 4-dimensional parameter included; kNone where there is none.
    virtual Fused front(Fused batch) const { return {batch.network, FusedNetwork::kNone}; }
    // Values may be blocked (blocked.h) from the first convolution on while it trains on the processor. For networks of
    // convolutions, normalisations, PReLU and sums, and flatten() at the end.
    bool m_blocks = false;
    const FusedNetwork* fusedFront() const { return m_front.get(); } // nullptr: it runs on LibTorch

    // The same steps for a network that is written down as a graph (trace.h), unfolded; backbone_trace.cpp.
    Traced apply(const Conv& conv, const Traced& x) const;
    Traced apply(const BatchNorm& norm, const Traced& x) const;
    Traced apply(const BatchNorm& norm, Index slope, const Traced& x) const;
    Traced sum(const Traced& onto, const BatchNorm& norm, const Traced& x) const;
    Traced apply(const Linear& linear, const Traced& x) const;
    Traced apply(const LayerNorm& norm, const Traced& x) const;
    Traced applyDropout(const Traced& x) const;
    Traced dropPath(const Traced& x, double rate) const;
    Traced plus(const Traced& x, Index parameter) const;
    Traced relu(const Traced& x) const;
    Traced relu6(const Traced& x) const;
    Traced sigmoid(const Traced& x) const;
    Traced softmax(const Traced& x) const;
    Traced scaled(const Traced& x, double factor) const;
    Traced times(const Traced& a, const Traced& b) const;
    Traced product(const Traced& a, const Traced& b) const;
    Traced maxPool(const Traced& x, std::int64_t kernel, std::int64_t stride) const;
    Traced spatialMean(const Traced& x) const;
    Traced spatialMax(const Traced& x) const;
    Traced channelMean(const Traced& x) const;
    Traced channelMax(const Traced& x) const;
    Traced concat(const std::vector<Traced>& parts) const;
    Traced flatten(const Traced& x) const;
    Traced reshaped(const Traced& x, const std::vector<std::int64_t>& shape) const;
    Traced transposed(const Traced& x, const std::vector<std::int64_t>& order) const;
    Traced part(const Traced& x, std::int64_t i) const;
    // From the batch to the embedding.
    virtual Traced trace(const Traced& batch) const = 0;

private:
    at::Tensor watched(at::Tensor y) const;
    bool trainsOnProcessor(const at::Tensor& x) const; // in float
    std::string traced(Tracer& tracer, Index parameter) const;

    std::unique_ptr<FusedNetwork> m_front;
};

// Throws Error(BadArgument) where there is no such network.
std::unique_ptr<Backbone> makeBackbone(const BackboneOptions& options);

// From a model image: either kind. A backbone's image has its tensors and no others. Throws Error(BadFile |
// Unsupported).
std::unique_ptr<TrainableNetwork> makeNetwork(const graph::TensorFile& file, const Json& spec);

} // namespace likeness::nn
