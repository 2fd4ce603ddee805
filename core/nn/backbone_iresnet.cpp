// SPDX-License-Identifier: GPL-3.0-or-later
// The improved residual network of ArcFace (Deng et al. 2019) as insightface's arcface_torch lays it out: batch
// normalisation, 3×3 convolution, batch normalisation, PReLU, 3×3 convolution with the stride, batch normalisation,
// plus the identity. With attention, CBAM (Woo et al. 2018) lies between the last normalisation and that sum.
#include "core/nn/backbone_parts.h"

namespace likeness::nn {
namespace {

class IResNet final : public Backbone
{
public:
    IResNet(std::array<int, 4> blocks, const BackboneOptions& options)
    {
        using Kind = Initializer::Spread::Kind;
        Initializer init(options.seed, {Kind::Normal, 0.1}, {Kind::FanOut});
        Initializer attention(options.seed + 1, {Kind::FanOut}, {Kind::FanIn});
        m_conv = conv("conv1", 3, 64, 3, 1, 1, 1, init);
        m_norm = batchNorm("bn1", 64);
        m_slope = prelu("prelu", 64);
        std::int64_t in = 64;
        for (std::size_t stage = 0; stage < blocks.size(); ++stage) {
            const std::int64_t out = 64ll << stage;
            for (int i = 0; i < blocks[stage]; ++i) {
                const std::string name = "layer" + std::to_string(stage + 1) + "." + std::to_string(i) + ".";
                Unit u{};
                u.before = batchNorm(name + "bn1", in);
                u.first = conv(name + "conv1", in, out, 3, 1, 1, 1, init);
                u.middle = batchNorm(name + "bn2", out);
                u.slope = prelu(name + "prelu", out);
                u.second = conv(name + "conv2", out, out, 3, i == 0 ? 2 : 1, 1, 1, init);
                u.after = batchNorm(name + "bn3", out);
                if (options.attention == "cbam")
                    u.attention = cbam(name + "cbam", out, attention);
                u.hasShortcut = i == 0;
                if (u.hasShortcut) {
                    u.shortcut = conv(name + "downsample.0", in, out, 1, 2, 0, 1, init);
                    u.shortcutNorm = batchNorm(name + "downsample.1", out);
                }
                m_units.push_back(std::move(u));
                in = out;
            }
        }
        m_lastNorm = batchNorm("bn2", 512);
        const std::int64_t side = options.inputSize / 16;
        m_blocks = options.attention == "none";
        m_linear = linear("fc", 512 * side * side, options.embedding, true, init);
        m_features = batchNorm("features", options.embedding, 1e-5, false); // its weight stays 1
    }

    at::Tensor forward(const at::Tensor& batch) override
    {
        return embedding(fusedFront() ? fusedFront()->run(batch, betweenLayers) : convolutions(batch));
    }

private:
    struct Unit {
        BatchNorm before;
        Conv first;
        BatchNorm middle;
        Index slope;
        Conv second;
        BatchNorm after;
        Cbam attention;
        bool hasShortcut;
        Conv shortcut;
        BatchNorm shortcutNorm;
    };

    template<typename X>
    X convolutions(const X& batch) const
    {
        X x = apply(m_norm, m_slope, apply(m_conv, batch));
        for (const auto& u : m_units) {
            const auto inner = apply(u.middle, u.slope, apply(u.first, apply(u.before, x)));
            const auto y = apply(u.second, inner);
            const auto shortcut = u.hasShortcut ? apply(u.shortcutNorm, apply(u.shortcut, x)) : x;
            x = residualSum(shortcut, u.after, u.attention, y);
        }
        return apply(m_lastNorm, x);
    }
    template<typename X>
    X embedding(const X& x) const
    {
        return apply(m_features, apply(m_linear, applyDropout(flatten(x))));
    }
    Fused front(Fused batch) const override { return convolutions(batch); }
    Traced trace(const Traced& batch) const override { return embedding(convolutions(batch)); }

    // The norms before a convolution stay: zero padding makes folding them forward inexact at the borders.
    void foldAll() override
    {
        fold(m_conv, m_norm);
        for (auto& u : m_units) {
            fold(u.first, u.middle);
            fold(u.second, u.after);
            if (u.hasShortcut)
                fold(u.shortcut, u.shortcutNorm);
            if (u.attention.present)
                fold(u.attention.spatial, u.attention.norm);
        }
    }

    Conv m_conv{};
    BatchNorm m_norm{};
    Index m_slope = 0;
    std::vector<Unit> m_units;
    BatchNorm m_lastNorm{};
    Linear m_linear{};
    BatchNorm m_features{};
};

} // namespace

std::unique_ptr<Backbone> makeIResNet(std::array<int, 4> blocks, const BackboneOptions& options)
{
    return std::make_unique<IResNet>(blocks, options);
}

} // namespace likeness::nn
