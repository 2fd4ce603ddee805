// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/graph/model_file.h"
#include "core/nn/network.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

namespace likeness::nn {

// count pointers to crops of side·side·3 bytes → uint8 count×side×side×3 on the CPU.
at::Tensor stack(std::span<const std::uint8_t* const> crops, int side);
// That batch on its device → floating-point N×3×side×side, 0..255, channels-last.
at::Tensor pixels(const at::Tensor& batch);
// Pixels (changed) or a batch as above → floating-point N×3×H×W (channels-last) as the model wants it.
at::Tensor fit(at::Tensor pixels, const graph::InputSpec& input, at::ScalarType type = at::kFloat);
at::Tensor preprocess(const at::Tensor& batch, const graph::InputSpec& input, at::ScalarType type = at::kFloat);
// Rows of unit length.
at::Tensor unitRows(const at::Tensor& rows);

struct EmbedderOptions {
    std::string device = "auto";
    int threads = 0;
    std::string precision = "fp32"; // fp32 | bf16
    bool fold = true;               // batch normalisation into convolutions
    int batch = 0;                  // 0: what suits the device
};

// What becomes of the mirrored crop. Numbered as compute_api.h has it.
enum class Flip : std::uint32_t {
    None = 0, // nothing: the crop's embedding alone
    Sum = 1,  // its embedding is added (insightface)
    Both = 2  // its embedding stands behind the crop's in a row that is twice as long (facenet)
};

// A model ready to embed: preprocessing, batching, the mirrored crop and normalisation.
class Embedder
{
public:
    Embedder(std::span<const std::uint8_t> image, const EmbedderOptions& options);
    int dim() const { return m_dim; }
    c10::Device device() const { return m_device; }
    const graph::InputSpec& input() const { return m_input; }
    // Rows of unit length into `out` (count × dim); `mirror` is Flip::Sum. `check` is called between layers; what it
    // throws leaves.
    void embed(std::span<const std::uint8_t* const> crops,
               bool mirror,
               float* out,
               const std::function<void()>& check = {}) const
    {
        embed(crops, mirror ? Flip::Sum : Flip::None, true, out, check);
    }
    // Flip::Sum adds the embeddings as the network gives them. `unit` makes the outcome (of Flip::Both: each half) of
    // unit length. `out`: count × dim, of Flip::Both count × 2 · dim.
    void embed(std::span<const std::uint8_t* const> crops,
               Flip flip,
               bool unit,
               float* out,
               const std::function<void()>& check = {}) const;

private:
    at::Tensor run(const at::Tensor& batch) const;

    graph::InputSpec m_input;
    c10::Device m_device;
    int m_threads;
    at::ScalarType m_type;
    int m_batch;
    int m_dim = 0;
    std::unique_ptr<Network> m_network;
};

} // namespace likeness::nn
