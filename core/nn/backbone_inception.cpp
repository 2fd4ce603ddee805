// SPDX-License-Identifier: GPL-3.0-or-later
// Inception-ResNet-v1 (Szegedy et al. 2016, arXiv:1602.07261), FaceNet's later network, with the layout, state-dict
// names, scales of the residuals and initial weights of timesler/facenet-pytorch, without the classifier "logits":
// 23.48 M parameters at 512-d at every input size.
#include "core/base/error.h"
#include "core/nn/backbone_parts.h"

namespace likeness::nn {
namespace {

constexpr double kEpsilon = 1e-3; // of every batch normalisation
constexpr int kSmallestInput = 80;

class InceptionResNetV1 final : public Backbone
{
public:
    explicit InceptionResNetV1(const BackboneOptions& options)
    {
        using Kind = Initializer::Spread::Kind;
        Initializer init(options.seed, {Kind::FanIn}, {Kind::FanIn});
        m_stem = {unit("conv2d_1a", 3, {32, 3, 2}, init), unit("conv2d_2a", 32, {32, 3}, init),
                  unit("conv2d_2b", 32, {64, 3, 1, 1}, init)};
        m_afterPool = {unit("conv2d_3b", 64, {80, 1}, init), unit("conv2d_4a", 80, {192, 3}, init),
                       unit("conv2d_4b", 192, {256, 3, 2}, init)};
        const std::vector<Branch> block35 = {{{32, 1}}, {{32, 1}, {32, 3, 1, 1}}, {{32, 1}, {32, 3, 1, 1}, {32, 3, 1, 1}}};
        for (int i = 0; i < 5; ++i)
            m_first.push_back(residual("repeat_1." + std::to_string(i), 256, block35, 0.17, init));
        m_firstReduction = branches("mixed_6a", 256, {{{384, 3, 2}}, {{192, 1}, {192, 3, 1, 1}, {256, 3, 2}}}, init);
        const std::vector<Branch> block17 = {{{128, 1}}, {{128, 1}, {128, {1, 7}, 1, {0, 3}}, {128, {7, 1}, 1, {3, 0}}}};
        for (int i = 0; i < 10; ++i)
            m_second.push_back(residual("repeat_2." + std::to_string(i), 896, block17, 0.1, init));
        m_secondReduction = branches(
            "mixed_7a", 896,
            {{{256, 1}, {384, 3, 2}}, {{256, 1}, {256, 3, 2}}, {{256, 1}, {256, 3, 1, 1}, {256, 3, 2}}}, init);
        const std::vector<Branch> block8 = {{{192, 1}}, {{192, 1}, {192, {1, 3}, 1, {0, 1}}, {192, {3, 1}, 1, {1, 0}}}};
        for (int i = 0; i < 5; ++i)
            m_third.push_back(residual("repeat_3." + std::to_string(i), 1792, block8, 0.2, init));
        m_last = residual("block8", 1792, block8, 1, init);
        m_linear = linear("last_linear", 1792, options.embedding, false, init);
        m_lastNorm = batchNorm("last_bn", options.embedding, kEpsilon);
    }

    at::Tensor forward(const at::Tensor& batch) override { return run(batch); }

private:
    struct Unit {
        Conv convolution;
        BatchNorm norm;
    };
    struct Shape {
        std::int64_t out;
        Sides kernel;
        std::int64_t stride = 1;
        Sides padding = 0;
    };
    using Branch = std::vector<Shape>;
    using Branches = std::vector<std::vector<Unit>>;
    struct Residual {
        Branches branches;
        Conv project;
        double scale;
    };

    Unit unit(const std::string& name, std::int64_t in, const Shape& s, Initializer& init)
    {
        auto convolution = conv(name + ".conv", in, s.out, s.kernel, s.stride, s.padding, 1, init);
        return {std::move(convolution), batchNorm(name + ".bn", s.out, kEpsilon)};
    }
    Branches branches(const std::string& name, std::int64_t in, const std::vector<Branch>& shapes, Initializer& init)
    {
        Branches out;
        for (std::size_t b = 0; b < shapes.size(); ++b) {
            const std::string branch = name + ".branch" + std::to_string(b);
            auto& units = out.emplace_back();
            std::int64_t channels = in;
            for (std::size_t i = 0; i < shapes[b].size(); ++i) {
                units.push_back(unit(shapes[b].size() == 1 ? branch : branch + "." + std::to_string(i), channels,
                                     shapes[b][i], init));
                channels = shapes[b][i].out;
            }
        }
        return out;
    }
    Residual residual(const std::string& name,
                      std::int64_t channels,
                      const std::vector<Branch>& shapes,
                      double scale,
                      Initializer& init)
    {
        std::int64_t joined = 0;
        for (const auto& branch : shapes)
            joined += branch.back().out;
        auto made = branches(name, channels, shapes, init);
        return {std::move(made), convWithBias(name + ".conv2d", joined, channels, 1, 1, 0, init), scale};
    }

    template<typename X>
    X run(const std::vector<Unit>& units, X x) const
    {
        for (const auto& u : units)
            x = relu(apply(u.norm, apply(u.convolution, x)));
        return x;
    }
    template<typename X>
    std::vector<X> run(const Branches& branches, const X& x) const
    {
        std::vector<X> out;
        for (const auto& units : branches)
            out.push_back(run(units, x));
        return out;
    }
    template<typename X>
    X sum(const Residual& r, const X& x) const
    {
        return scaled(apply(r.project, concat(run(r.branches, x))), r.scale) + x;
    }
    template<typename X>
    X repeated(const std::vector<Residual>& residuals, X x) const
    {
        for (const auto& r : residuals)
            x = relu(sum(r, x));
        return x;
    }
    template<typename X>
    X reduced(const Branches& branches, const X& x) const
    {
        auto parts = run(branches, x);
        parts.push_back(maxPool(x, 3, 2));
        return concat(parts);
    }
    template<typename X>
    X run(const X& batch) const
    {
        X x = run(m_afterPool, maxPool(run(m_stem, batch), 3, 2));
        x = reduced(m_firstReduction, repeated(m_first, x));
        x = reduced(m_secondReduction, repeated(m_second, x));
        x = sum(m_last, repeated(m_third, x)); // the last block has no ReLU
        return apply(m_lastNorm, apply(m_linear, applyDropout(spatialMean(x))));
    }

    void foldAll() override
    {
        const auto foldUnits = [&](std::vector<Unit>& units) {
            for (auto& u : units)
                fold(u.convolution, u.norm);
        };
        const auto foldBranches = [&](Branches& branches) {
            for (auto& units : branches)
                foldUnits(units);
        };
        foldUnits(m_stem);
        foldUnits(m_afterPool);
        foldBranches(m_firstReduction);
        foldBranches(m_secondReduction);
        for (auto* residuals : {&m_first, &m_second, &m_third})
            for (auto& r : *residuals)
                foldBranches(r.branches);
        foldBranches(m_last.branches);
    }

    std::vector<Unit> m_stem, m_afterPool;
    std::vector<Residual> m_first, m_second, m_third;
    Branches m_firstReduction, m_secondReduction;
    Residual m_last;
    Linear m_linear{};
    BatchNorm m_lastNorm{};
};

} // namespace

std::unique_ptr<Backbone> makeInceptionResNetV1(const BackboneOptions& options)
{
    if (options.inputSize < kSmallestInput)
        throw Error(ErrorCode::BadArgument, "inception_resnet_v1 needs an input of at least " +
                                                std::to_string(kSmallestInput) + " pixels, such as 112 or 160");
    return std::make_unique<InceptionResNetV1>(options);
}

} // namespace likeness::nn
