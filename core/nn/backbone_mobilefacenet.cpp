// SPDX-License-Identifier: GPL-3.0-or-later
// MobileFaceNet (Chen et al. 2018, arXiv:1804.07573) with the layout and state-dict names of insightface's
// arcface_torch: scale 1 is the paper's width (0.99 M parameters at 128-d), scale 2 the variant trained there (2.06 M
// at 512-d). With attention, CBAM (Woo et al. 2018) lies before each sum.
#include "core/nn/backbone_parts.h"

namespace likeness::nn {
namespace {

class MobileFaceNet final : public Backbone
{
public:
    MobileFaceNet(std::int64_t scale, const BackboneOptions& options)
    {
        using Kind = Initializer::Spread::Kind;
        Initializer init(options.seed, {Kind::FanOut}, {Kind::FanOut});
        Initializer attentionInit(options.seed + 1, {Kind::FanOut}, {Kind::FanIn});
        Initializer* attention = options.attention == "cbam" ? &attentionInit : nullptr;
        const std::int64_t narrow = 64 * scale, wide = 128 * scale;
        m_stem.push_back(block("layers.0", 3, narrow, 3, 2, 1, 1, init));
        m_stem.push_back(block("layers.1", narrow, narrow, 3, 1, 1, 64, init));
        depthWise("layers.2", narrow, narrow, 2, 128, false, init);
        residual("layers.3", narrow, 4, 128, init, attention);
        depthWise("layers.4", narrow, wide, 2, 256, false, init);
        residual("layers.5", wide, 6, 256, init, attention);
        depthWise("layers.6", wide, wide, 2, 512, false, init);
        residual("layers.7", wide, 2, 256, init, attention);
        m_blocks = !attention;
        m_separate = block("conv_sep", wide, 512, 1, 1, 0, 1, init);
        m_global = conv("features.layers.0.layers.0", 512, 512, options.inputSize / 16, 1, 0, 512, init);
        m_globalNorm = batchNorm("features.layers.0.layers.1", 512);
        m_linear = linear("features.layers.2", 512, options.embedding, false, init);
        m_lastNorm = batchNorm("features.layers.3", options.embedding);
    }

    at::Tensor forward(const at::Tensor& batch) override
    {
        return embedding(fusedFront() ? fusedFront()->run(batch, betweenLayers) : convolutions(batch));
    }

private:
    struct Block {
        Conv convolution;
        BatchNorm norm;
        Index slope;
    };
    struct DepthWise {
        Block expand, depth;
        Conv project;
        BatchNorm projectNorm;
        Cbam attention;
        bool residual;
    };

    Block block(const std::string& name,
                std::int64_t in,
                std::int64_t out,
                std::int64_t kernel,
                std::int64_t stride,
                std::int64_t padding,
                std::int64_t groups,
                Initializer& init)
    {
        Block b{};
        b.convolution = conv(name + ".layers.0", in, out, kernel, stride, padding, groups, init);
        b.norm = batchNorm(name + ".layers.1", out);
        b.slope = prelu(name + ".layers.2", out);
        return b;
    }
    void depthWise(const std::string& name,
                   std::int64_t in,
                   std::int64_t out,
                   std::int64_t stride,
                   std::int64_t groups,
                   bool residual,
                   Initializer& init)
    {
        DepthWise d{};
        d.expand = block(name + ".layers.0", in, groups, 1, 1, 0, 1, init);
        d.depth = block(name + ".layers.1", groups, groups, 3, stride, 1, groups, init);
        d.project = conv(name + ".layers.2.layers.0", groups, out, 1, 1, 0, 1, init);
        d.projectNorm = batchNorm(name + ".layers.2.layers.1", out);
        d.residual = residual;
        m_middle.push_back(std::move(d));
    }
    void residual(const std::string& name,
                  std::int64_t channels,
                  int count,
                  std::int64_t groups,
                  Initializer& init,
                  Initializer* attention)
    {
        for (int i = 0; i < count; ++i) {
            const std::string unit = name + ".layers." + std::to_string(i);
            depthWise(unit, channels, channels, 1, groups, true, init);
            if (attention)
                m_middle.back().attention = cbam(unit + ".cbam", channels, *attention);
        }
    }
    template<typename X>
    X run(const Block& b, const X& x) const
    {
        return apply(b.norm, b.slope, apply(b.convolution, x));
    }
    template<typename X>
    X convolutions(const X& batch) const
    {
        X x = batch;
        for (const auto& b : m_stem)
            x = run(b, x);
        for (const auto& d : m_middle) {
            const auto y = apply(d.project, run(d.depth, run(d.expand, x)));
            x = d.residual ? residualSum(x, d.projectNorm, d.attention, y) : apply(d.projectNorm, y);
        }
        return apply(m_globalNorm, apply(m_global, run(m_separate, x)));
    }
    template<typename X>
    X embedding(const X& x) const
    {
        return apply(m_lastNorm, apply(m_linear, applyDropout(flatten(x))));
    }
    Fused front(Fused batch) const override { return convolutions(batch); }
    Traced trace(const Traced& batch) const override { return embedding(convolutions(batch)); }

    void foldAll() override
    {
        const auto foldBlock = [&](Block& b) { fold(b.convolution, b.norm); };
        for (auto& b : m_stem)
            foldBlock(b);
        for (auto& d : m_middle) {
            foldBlock(d.expand);
            foldBlock(d.depth);
            fold(d.project, d.projectNorm);
            if (d.attention.present)
                fold(d.attention.spatial, d.attention.norm);
        }
        foldBlock(m_separate);
        fold(m_global, m_globalNorm);
    }

    std::vector<Block> m_stem;
    std::vector<DepthWise> m_middle;
    Block m_separate{};
    Conv m_global{};
    BatchNorm m_globalNorm{};
    Linear m_linear{};
    BatchNorm m_lastNorm{};
};

} // namespace

std::unique_ptr<Backbone> makeMobileFaceNet(int scale, const BackboneOptions& options)
{
    return std::make_unique<MobileFaceNet>(scale, options);
}

} // namespace likeness::nn
