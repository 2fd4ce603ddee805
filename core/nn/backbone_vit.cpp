// SPDX-License-Identifier: GPL-3.0-or-later
// The vision transformer of insightface's arcface_torch (patches of 9 pixels, 12 blocks of 8 heads, no class token: the
// embedding is made of all tokens) with its layout and state-dict names. vit_t is 256 wide, vit_s 512; both as its
// configurations "dp005_mask0": stochastic depth up to 0.05, no masked patches in training (and so no mask_token).
#include "core/nn/backbone_parts.h"

#include <cmath>

namespace likeness::nn {
namespace {

constexpr std::int64_t kPatch = 9;
constexpr int kBlocks = 12;
constexpr std::int64_t kHeads = 8;
constexpr std::int64_t kHidden = 4; // times the width, in the perceptrons
constexpr double kDropPath = 0.05;  // of the last block; it grows from 0
constexpr double kFeatureEpsilon = 2e-5;

class VisionTransformer final : public Backbone
{
public:
    VisionTransformer(std::int64_t width, const BackboneOptions& options)
        : m_width(width), m_tokens((options.inputSize / kPatch) * (options.inputSize / kPatch))
    {
        using Kind = Initializer::Spread::Kind;
        Initializer init(options.seed, {Kind::FanIn}, {Kind::Normal, 0.02});
        m_patches = convWithBias("patch_embed.proj", 3, width, kPatch, kPatch, 0, init);
        m_positions = add("pos_embed", init.weight({1, m_tokens, width}), false, true);
        for (int i = 0; i < kBlocks; ++i) {
            const std::string name = "blocks." + std::to_string(i) + ".";
            Block b{};
            b.before = layerNorm(name + "norm1", width);
            b.together = linear(name + "attn.qkv", width, 3 * width, false, init);
            b.project = linear(name + "attn.proj", width, width, true, init);
            b.between = layerNorm(name + "norm2", width);
            b.widen = linear(name + "mlp.fc1", width, kHidden * width, true, init);
            b.narrow = linear(name + "mlp.fc2", kHidden * width, width, true, init);
            b.dropPath = kDropPath * i / (kBlocks - 1);
            m_blocks.push_back(b);
        }
        m_norm = layerNorm("norm", width);
        m_first = linear("feature.0", width * m_tokens, width, false, init);
        m_firstNorm = batchNorm("feature.1", width, kFeatureEpsilon);
        m_second = linear("feature.2", width, options.embedding, false, init);
        m_secondNorm = batchNorm("feature.3", options.embedding, kFeatureEpsilon);
    }

    at::Tensor forward(const at::Tensor& batch) override { return run(batch); }

private:
    struct Block {
        LayerNorm before;
        Linear together, project; // queries, keys and values
        LayerNorm between;
        Linear widen, narrow;
        double dropPath;
    };

    template<typename X>
    X attention(const Block& b, const X& x) const // N×tokens×width
    {
        const std::int64_t depth = m_width / kHeads;
        const X all = transposed(reshaped(apply(b.together, x), {-1, m_tokens, 3, kHeads, depth}), {2, 0, 3, 1, 4});
        const X queries = part(all, 0), keys = part(all, 1), values = part(all, 2); // N×heads×tokens×depth
        const X alike = product(queries, transposed(keys, {0, 1, 3, 2}));
        const X seen = product(softmax(scaled(alike, 1 / std::sqrt(static_cast<double>(depth)))), values);
        return apply(b.project, reshaped(transposed(seen, {0, 2, 1, 3}), {-1, m_tokens, m_width}));
    }
    template<typename X>
    X run(const X& batch) const
    {
        X x = plus(transposed(reshaped(apply(m_patches, batch), {-1, m_width, m_tokens}), {0, 2, 1}), m_positions);
        for (const auto& b : m_blocks) {
            x = x + dropPath(attention(b, apply(b.before, x)), b.dropPath);
            x = x + dropPath(apply(b.narrow, relu6(apply(b.widen, apply(b.between, x)))), b.dropPath);
        }
        x = applyDropout(flatten(apply(m_norm, x)));
        return apply(m_secondNorm, apply(m_second, apply(m_firstNorm, apply(m_first, x))));
    }

    std::int64_t m_width, m_tokens;
    Conv m_patches{};
    Index m_positions = 0;
    std::vector<Block> m_blocks;
    LayerNorm m_norm{};
    Linear m_first{}, m_second{};
    BatchNorm m_firstNorm{}, m_secondNorm{};
};

} // namespace

std::unique_ptr<Backbone> makeVisionTransformer(int width, const BackboneOptions& options)
{
    return std::make_unique<VisionTransformer>(width, options);
}

} // namespace likeness::nn
