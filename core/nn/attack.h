// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/nn/embedder.h"
#include "core/nn/network.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace likeness::nn {

struct AttackOptions {
    std::string method = "fgsm"; // fgsm: Goodfellow, Shlens and Szegedy 2015 | pgd: Madry et al. 2018
    std::vector<int> epsilons;   // grey levels of 0..255, 1 to 255 each: no pixel moves further
    int steps = 10;              // of pgd, 1 to 1000
    double step = 0;             // grey levels that a step of pgd moves each pixel; 0: 2.5·ε/steps
    std::uint64_t seed = 1;      // of pgd's random starts
    Flip flip = Flip::Sum;       // what verification does with the mirrored crop
    static AttackOptions fromJson(const Json& json); // flip as its number. Throws Error(BadArgument)
};

// Changes the first crop of a verification pair as little as allowed, so that the decision turns: the cosine of a
// genuine pair is pushed down, that of an impostor pair up. The change lies on the crop's own pixels, before the
// model's preprocessing, inside the L∞ ball of ε grey levels and inside 0..255. The cosine is that of verification: of
// the feature of crop and mirrored crop together, the second crop's fixed. In float32, without folding and kernels of
// our own; one thread at a time.
class Attacker
{
public:
    // Throws Error(Unsupported) naming the operator where a graph lets no gradient through, else as Embedder.
    Attacker(std::span<const std::uint8_t> image,
             const std::string& device,
             int threads,
             const std::function<void()>& check = {});
    const graph::InputSpec& input() const { return m_input; }
    c10::Device device() const { return m_device; }
    int dim() const { return m_dim; } // of one crop's embedding

    struct Outcome {
        std::vector<double> before;             // cosines
        std::vector<std::uint8_t> flat;         // 1: at the crop itself the cosine has no slope (both crops are alike)
        std::vector<std::vector<double>> after; // [ε][pair], of the changed crops below
        at::Tensor crops;                       // uint8 on the CPU, ε × pair × side × side × 3
    };
    // a, b: uint8 N×side×side×3. same: N, 1 = genuine. numbers: N, which pair of the set each is; a random start is
    // drawn from the seed and that number, so that it does not depend on the batch. Whole grey levels: what pgd finds
    // is rounded, and scored after that; fgsm's is whole already, and stays at the crop where there is no slope.
    // `check` is called between layers, forward and backward; what it throws leaves.
    Outcome run(const at::Tensor& a,
                const at::Tensor& b,
                std::span<const std::uint8_t> same,
                std::span<const std::uint64_t> numbers,
                const AttackOptions& options,
                const std::function<void()>& check = {});

    // Unit features in double of pixels (float N×3×side×side, 0..255), differentiable where grad mode is on.
    at::Tensor feature(const at::Tensor& pixels, Flip flip) const;
    struct Slope {
        at::Tensor cosine;   // N, double
        at::Tensor gradient; // of each pair's cosine for its pixels; zero where it means nothing
        at::Tensor flat;     // N, bool: it means nothing, or is zero
    };
    Slope slope(const at::Tensor& pixels, const at::Tensor& target, Flip flip) const;

private:
    at::Tensor rows(const at::Tensor& pixels) const;
    void requireGradient(const graph::TensorFile& file, const Json& spec);

    graph::InputSpec m_input;
    c10::Device m_device;
    int m_threads;
    int m_dim = 0;
    bool m_oneByOne = false; // the graph was exported for one face at a time
    std::unique_ptr<TrainableNetwork> m_network;
};

} // namespace likeness::nn
