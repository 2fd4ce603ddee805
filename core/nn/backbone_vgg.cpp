// SPDX-License-Identifier: GPL-3.0-or-later
// VGG-Face (Parkhi, Vedaldi and Zisserman 2015): configuration D of VGG-16 (Simonyan and Zisserman 2014), with the names
// of the layers that both papers use. fc8 gives the embedding in place of scores of 2622 people. fc6 takes the last
// feature map as it is, ⌊side / 32⌋² × 512: 3 × 3 at 112 pixels, 7 × 7 at 224, where the published weights fit. At 224
// pixels and 1000 outputs it has the 138.36 M parameters of VGG-16. Initial weights as torchvision's VGG: the papers'
// needed a smaller network trained first.
#include "core/nn/backbone_parts.h"

namespace likeness::nn {
namespace {

constexpr std::int64_t kHidden = 4096;
constexpr std::int64_t kStages = 5; // each ends in a pooling that halves the side

class Vgg16Face final : public Backbone
{
public:
    explicit Vgg16Face(const BackboneOptions& options)
    {
        using Kind = Initializer::Spread::Kind;
        Initializer init(options.seed, {Kind::FanOut}, {Kind::Normal, 0.01});
        constexpr std::array<std::pair<int, std::int64_t>, kStages> kWidths = {
            {{2, 64}, {2, 128}, {3, 256}, {3, 512}, {3, 512}}};
        std::int64_t in = 3;
        for (std::size_t stage = 0; stage < kWidths.size(); ++stage) {
            const auto [count, out] = kWidths[stage];
            auto& convolutions = m_stages.emplace_back();
            for (int i = 1; i <= count; ++i) {
                convolutions.push_back(convWithBias("conv" + std::to_string(stage + 1) + "_" + std::to_string(i), in, out,
                                                    3, 1, 1, init));
                in = out;
            }
        }
        const std::int64_t side = options.inputSize >> kStages;
        m_fc6 = linear("fc6", in * side * side, kHidden, true, init);
        m_fc7 = linear("fc7", kHidden, kHidden, true, init);
        m_fc8 = linear("fc8", kHidden, options.embedding, true, init);
    }

    at::Tensor forward(const at::Tensor& batch) override { return run(batch); }

private:
    template<typename X>
    X run(const X& batch) const
    {
        X x = batch;
        for (const auto& convolutions : m_stages) {
            for (const auto& c : convolutions)
                x = relu(apply(c, x));
            x = maxPool(x, 2, 2);
        }
        x = applyDropout(relu(apply(m_fc6, flatten(x))));
        x = applyDropout(relu(apply(m_fc7, x)));
        return apply(m_fc8, x);
    }

    std::vector<std::vector<Conv>> m_stages;
    Linear m_fc6{}, m_fc7{}, m_fc8{};
};

} // namespace

std::unique_ptr<Backbone> makeVgg16Face(const BackboneOptions& options)
{
    return std::make_unique<Vgg16Face>(options);
}

} // namespace likeness::nn
