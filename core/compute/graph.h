// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/compute/compute.h"

namespace likeness::compute {

// float32, row-major. −1 among the sides of an input: any size.
struct Tensor {
    std::string name;
    std::vector<std::int64_t> shape;
    std::vector<float> values;
};

// A model of any role (detector, landmarks, embedding) as it is: a tensor in, all its outputs by name. run() from any
// thread, one after the other.
class Graph
{
public:
    static Graph load(const ModelSource& source, const Options& options = {});
    ~Graph();
    Graph(Graph&&) noexcept;
    Graph& operator=(Graph&&) noexcept;
    const Json& description() const; // role, input and output, as the sidecar or the file says
    const std::vector<std::string>& outputs() const;
    const std::vector<std::int64_t>& inputShape() const; // as the file says; empty where it does not
    std::string device() const;
    // Throws Error(BadArgument) for a shape that the file does not take, naming the side that it fixes.
    std::vector<Tensor> run(std::span<const float> values, const std::vector<std::int64_t>& shape) const;

private:
    struct Impl;
    explicit Graph(std::unique_ptr<Impl> d);
    std::unique_ptr<Impl> m_d;
};

// Tensors of float32 in a safetensors file. Throws Error.
std::vector<Tensor> readTensors(std::span<const std::uint8_t> file);
Bytes tensorFile(std::span<const Tensor> tensors);

} // namespace likeness::compute
